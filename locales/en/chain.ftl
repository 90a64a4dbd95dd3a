# The safety chain: its links, what they are, and how far they have come. Staff and newcomers both read this.

chain-title = Safety chain
chain-lead = From arrival to a safe point. Every open link has exactly one accountable actor.
chain-empty = The chain is empty. Add the first link.
chain-add-link = Add a link
chain-accountable = Accountable
chain-accountable-since = { $actor } since { $date }
chain-due = Due
chain-due-source = The deadline comes from: { $source }
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
chain-fell-back = Accountability went back to { $actor } when the agreement ended.
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
