# The safety chain: its links, what they are, and how far they have come. Staff and newcomers both read this.

chain-title = Safety chain
chain-lead = From arrival to a safe point. Every open link has exactly one accountable actor.
chain-empty = The chain is empty. Add the first link.
chain-add-link = Add a link
chain-accountable = Accountable
chain-due = Due
chain-next-step = Next step
chain-refer = Refer
chain-start = Start
chain-finish = Mark as done
chain-not-needed = Not needed
chain-not-needed-who = Who said that it is not needed?
chain-pause = Pause
chain-pause-until = Pause until
chain-resume = Resume
chain-reopen = Reopen
chain-reopen-why = Why is it reopened?
chain-fell-back = Accountability came back from { $actor } on { $date }: { $reason }.
chain-open-links = { $n ->
    [0] No open links
    [one] { $n } open link
   *[other] { $n } open links
}
chain-overdue-links = { $n ->
    [0] No overdue links
    [one] { $n } overdue link
   *[other] { $n } overdue links
}
chain-history = What has happened

chain-title-of = Safety chain of { $reference }
chain-glance = The chain at a glance
chain-picture-label = The chain at a glance. The list below says the same.
chain-key = Key to the signs
chain-template-since = The rules are in force from { $date }
chain-now = the household is here now
chain-phase-empty = No support in this part yet.
chain-every-link = Every link
chain-support = Support
chain-duty = Duty by law or decision
chain-whole-household = The whole household
chain-person = Person
chain-missing = Missing
chain-missing-count = { $n ->
    [one] { $n } link is missing. The rules say that the household should have it.
   *[other] { $n } links are missing. The rules say that the household should have them.
}
chain-nobody-yet = Nobody yet
chain-uncertain = The age is uncertain. Ask whether this applies.
chain-some-of = { $n } of { $all }: { $state }
chain-due-on = due { $date }
chain-no-deadline = No deadline
chain-due-by-hand = Set by hand, not by a rule.
chain-due-by-hand-rule = Set by hand. The rule gives { $date }.
chain-due-counts-from = Counts from { $event }, which is not known yet.
chain-source-local = Local policy, not law.
chain-no-duty = No duty is recorded.
chain-owner-by-rule = By the rules: { $owner }.
chain-duty-stale = Nobody has confirmed the duty for long.
chain-duty-ended = The duty has ended.
chain-undecided = Waits for a decision since { $date }.
chain-decide-title = Somebody has to decide
chain-decide-lead = After the change of legal status the rules no longer ask for this link. Let it go on, or say that it is not needed.
chain-decide-owner = After the change of legal status it is somebody else’s duty by the rules. Let the link go on as it is, or hand it over.
chain-keep = Let it go on
chain-warning = Warning:
chain-referral = Referral
chain-acts = What you can do now
chain-edit = Next step and deadline
chain-next-step-hint = In words the household can read. Write nothing sensitive here.
chain-date-hint = Year-month-day, for example 2026-03-09
chain-reason-hint = In a few words. Those who work with the link can read it.
chain-pause-hint = The day when somebody should look at the link again. Without a day the usual deadline stands.
chain-not-needed-hint = For example the household itself, the school or the health centre.
chain-hand-over = Hand over accountability
chain-hand-over-hint = Only those whom the map of duties names for this support are here. Everybody else gets a referral.
chain-paused-until = Until { $date }: { $reason }
chain-because = Reason: { $reason }
chain-done-on = Done { $date }
chain-reopened-because = Reopened: { $reason }
chain-conflict-lead = Nothing has been overwritten. Compare, and send again further down if yours still holds.
chain-happened-planned = Planned
chain-happened-next-step = Next step changed
chain-happened-undecided = The rules changed for the household. Somebody has to decide.
chain-happened-kept = The link goes on
chain-happened-other = Changed
chain-by-program = by the program
chain-problem-who = Write who said so
chain-problem-reason = Write in a few words why
chain-problem-date = Write the day as year-month-day, for example 2026-03-09
chain-problem-pause-until = Choose a day after today
chain-problem-deadline-past = The new day has already passed. Choose today or a later day
chain-problem-to = Choose who should be accountable
chain-problem-person = Choose whom it is about
chain-problem-status = Choose the new legal status
chain-problem-status-later = The day has not come yet. Record the change when it has happened
chain-problem-status-from = The day does not fit with an earlier status. Choose a later day
chain-change-status = New legal status
chain-change-status-lead = The legal status decides which links the household should have. The chain is worked out anew, and you see what changes. Nothing is removed by itself.
chain-status-person = Whom is it about?
chain-status-now = Now: { $status }
chain-status-new = New status
chain-status-from = From
chain-status-from-hint = The day in the decision, as year-month-day
chain-status-conflict = Somebody else has changed the household. Look at how things stand and send again if yours still holds.
chain-changes-title = What changed in the chain
chain-changes-none = The chain is as before
chain-changes-added = New links
chain-changes-added-lead = They are planned, each with somebody accountable.
chain-changes-removed = Links that the rules no longer ask for
chain-changes-removed-lead = The open ones remain and wait for somebody to decide.
chain-changes-moved = New deadline or new duty
chain-changes-moved-lead = Deadlines that somebody set by hand stay. Links with a new duty wait for somebody to decide.
chain-change = Change
chain-change-deadline = Deadline: { $before } becomes { $after }
chain-change-owner = Duty by the rules: { $before } becomes { $after }
chain-to-chain = To the chain
chain-letter-subject = { $n ->
    [one] { $n } link is overdue
   *[other] { $n } links are overdue
}
chain-letter-body =
    These links of the safety chain are overdue:

    { $links }

    Sign in to see what is needed: { $address }
chain-letter-more = { $n ->
    [one] and { $n } more
   *[other] and { $n } more
}

# Why a step is not possible, and what to do instead.
why-wrong_state = The link is no longer where that can be done. See how it stands now.
why-unaccompanied_child = An unaccompanied child goes to social services at once. The link cannot be paused, put off or dropped.
why-not_an_authority = An unaccompanied child’s link stays with an authority. Choose one.
why-other_referral = The referral belongs to another link.
why-referral_is = The referral is not where it has to be. Answer the referral first.
why-actor_not_active = That actor cannot take the link today. Choose another.
why-duty_does_not_hold = The duty does not hold today. Confirm it, or choose an actor whose duty does.
refused-not-missing = The link is no longer missing. Somebody else was faster, or the rules have changed.

link-crisis_support = Crisis support
link-crisis_support-about = Somebody to talk to when hard things have happened.
link-health_promotion = Health
link-health_promotion-about = Help to feel well: sleep, movement, food, and how health care works here.
link-language = Language and folkbildning
link-language-about = A language café, study circle or folk high school, also before sfi begins.
link-language_folkbildning = { link-language }
link-language_folkbildning-about = { link-language-about }
link-leisure = Leisure and company
link-leisure-about = Sport, culture, play, and people to get to know.
link-leisure_social = { link-leisure }
link-leisure_social-about = { link-leisure-about }
link-counselling = Advice
link-counselling-about = Answers about rights, asylum, money and everyday life, from somebody who knows the rules.
link-tracing = Looking for relatives
link-tracing-about = The Red Cross helps those who want to look for their family or be reunited with it.
link-housing = Home
link-housing-about = A safe place to live, and a plan for the next one.
link-preschool = Preschool
link-preschool-about = A place in preschool for children who do not go to school yet.
link-school = School
link-school-about = A place in preschool class, compulsory school or upper secondary school.
link-health_examination = Health examination
link-health_examination-about = A talk and a check-up in health care. It is free, and the staff are bound by confidentiality.
link-sfi = Swedish for immigrants, sfi
link-sfi-about = Swedish lessons for adults.
link-civic_orientation = Civic orientation
link-civic_orientation-about = A course on how society works, in a language one understands well.
link-registration = Registration
link-registration-about = Application and registration with the Migration Agency.
link-population_registration = Population registration
link-population_registration-about = Notification to the Tax Agency, for those who are to be in the Swedish population register.
link-social_services = Social services
link-social_services-about = Help from the municipality with what is hard at home, with children, money or protection.
link-guardian = Guardian for a child
link-guardian-about = An adult who represents a child who has come without their parents.

link_state-planned = Planned
link_state-referred = Referred, waiting for an answer
link_state-accepted = Accepted
link_state-ongoing = Ongoing
link_state-done = Done
link_state-not_needed = Not needed
link_state-paused = Paused
link-overdue = { $n ->
    [one] Overdue by { $n } day
   *[other] Overdue by { $n } days
}

# What has happened to a link, in its history.
link_event-start = Started
link_event-refer = Referred
link_event-accept = Accepted
link_event-decline = Declined
link_event-withdraw = The referral was withdrawn
link_event-return_to_sender = Returned to the sender
link_event-complete = Done
link_event-not_needed = Not needed
link_event-pause = Paused
link_event-resume = Resumed
link_event-reopen = Reopened
link_event-reassign = Given to another accountable actor
link_event-adopt_duty = Put under another duty
link_event-reschedule = New deadline
link_event-fall_back = Accountability went back

# How the whole chain stands.
chain_state-empty = No plan yet
chain_state-gaps = Support is missing
chain_state-overdue = Overdue
chain_state-waiting = Waiting for an answer
chain_state-on_track = On its way
chain_state-complete = Safe point reached

# Why accountability went back by itself.
fallback-actor_ended = The actor no longer takes part
fallback-not_an_authority = Only an authority may be accountable for an unaccompanied child
fallback-duty_expired = The duty has expired
fallback-receiver_ended = The actor that was asked no longer takes part
