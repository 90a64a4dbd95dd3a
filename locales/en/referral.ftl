referral-title = Referrals
referral-to-us = To us
referral-from-us = From us
referral-new = Refer to another actor
referral-to = To whom
referral-what-is-shared = What the receiver may see
referral-shared-fields = The receiver may see { $fields }. Nothing else.
referral-until-accepted = You are accountable until the receiver has accepted.
referral-sent = The referral has been sent to { $actor }. You are accountable until they have accepted.
referral-accept = Accept
referral-accept-lead = When you accept, you become accountable for the link.
referral-accepted = You are now accountable for the link.
referral-decline = Decline
referral-decline-lead = Accountability stays with the sender. The reason helps them to find the right place next time.
referral-decline-reason = Why do you decline?
referral-declined = You have declined. { $actor } is still accountable and has been told.
referral-withdraw = Withdraw
referral-answer-by = Answer by
referral-waiting = { $n ->
    [0] No referrals are waiting for an answer
    [one] { $n } referral is waiting for an answer
   *[other] { $n } referrals are waiting for an answer
}
referral-gdpr = Lawful basis for processing (GDPR)
referral-osl = Why secrecy does not stand in the way (OSL, the Public Access to Information and Secrecy Act)
referral-two-questions = These are two different questions. Consent that lifts secrecy is not the same as a lawful basis under the GDPR.
referral-consent-given = Consent was given on { $date } for { $actor }: { $fields }.
referral-consent-withdrawn = Consent was withdrawn on { $date }. Nothing more is shared.

referral_state-sent = Sent
referral_state-accepted = Accepted
referral_state-declined = Declined
referral_state-withdrawn = Withdrawn
referral_state-returned = Returned
referral_state-done = Done

# Reasons to decline. Saying no is ordinary, and nothing bad comes of it.
decline-no_capacity = We have no room at the moment
decline-outside_task = It is not our task
decline-outside_area = It is too far away
decline-language_not_covered = Nobody here speaks the language
decline-safety_concern = It would not be safe for somebody
decline-household_declines = The household would rather not have us
decline-too_little_told = We know too little to say yes
decline-other = Another reason

# Reasons to give back a link that one has accepted.
return-no_capacity = We no longer have room
return-need_changed = The need has changed
return-household_wishes = The household wants somebody else
return-actor_ended = The actor no longer takes part
return-duty_ended = The duty has ended
return-link_closed = The link was closed, it is not needed
return-other = Another reason

# What a receiver may see, field by field. Stands inside a sentence: “The Red Cross may see names, telephone …”.
field-names = names
field-birth_years = years of birth
field-languages_and_interpreter = languages and need for an interpreter
field-household_size = how many you are
field-phone = telephone number
field-needs_of_link = what the support is about
field-legal_status = legal status
field-address_area = part of town, never the address
field-meeting_times = times that suit
field-access_needs = accessibility needs

# GDPR and OSL: two lists on purpose. A consent under the one is not a consent under the other.
gdpr_basis-public_task = Task in the public interest or official authority (article 6(1)(e))
gdpr_basis-legal_obligation = Legal obligation (article 6(1)(c))
gdpr_basis-vital_interest = Vital interests, danger to life (article 6(1)(d))
gdpr_basis-legitimate_interest = Legitimate interests, not for an authority’s own tasks (article 6(1)(f))
gdpr_basis-consent = Consent (article 6(1)(a))

osl_ground-consent_of_person = The person has consented (OSL chapter 10 section 1, chapter 12 section 2)
osl_ground-duty_to_provide = A law requires disclosure to another authority (OSL chapter 10 section 28)
osl_ground-assessed_harmless = Assessed: it is clear that nobody comes to harm (OSL chapter 26 section 1)
osl_ground-necessary = Necessary for one’s own task, used sparingly (OSL chapter 10 section 2)
osl_ground-with_reservation = With a reservation on how it may be used (OSL chapter 10 section 14)
osl_ground-not_applicable = The sender is not an authority, so OSL does not apply

consent_manner-spoken = By word of mouth
consent_manner-spoken_through_interpreter = By word of mouth through an interpreter
consent_manner-signed = On paper
consent_manner-own_page = On their own page

referral-one = Referral
referral-one-title = Referral { $reference }
referral-kind = What it is about
referral-from = From
referral-from-to = From { $from } to { $to }
referral-sent-on = Sent
referral-late = The answer is late
referral-list-empty = No referral matches.
referral-done-on = Done { $date }
referral-what-you-see = What you may see
referral-nothing-shared = The sender has shared no details about the household.
referral-shows-nothing = Nothing about the household is shown here
referral-shows-nothing-why = The referral is closed, the consent has been withdrawn or the household is protected. Ask the sender if you need to know more.
referral-receiver-sees-nothing = The receiver sees nothing of the household today.
referral-note-hint = Write only what the sender needs to know. No details about health or family.
referral-progress-lead = What happens next? The household and your volunteers read this. No names.
referral-next-step = Next step: what, where, when
referral-finish = Done
referral-attest = I attest that what we accepted has been done.
referral-give-back = Give back
referral-give-back-lead = The sender becomes accountable again, at once. The reason helps them to find the right place next time.
referral-return-reason = Why do you give it back?
referral-notice-progress = The next step has been saved.
referral-notice-done = Thank you. The link is done, and the sender has been told.
referral-notice-returned = You have given it back. { $actor } is accountable again and has been told.
referral-notice-withdrawn = The referral has been withdrawn. The receiver sees nothing more.
referral-authorities-only = This link can only go to an authority.
referral-no-receivers = There is no actor to refer to today.
referral-share-little = Share as little as possible. The receiver can ask for more.
referral-meeting-times = Times that suit
referral-meeting-times-hint = Sent only if the box above is ticked.
referral-access-needs = Accessibility needs
referral-access-needs-hint = In practical terms: step-free, hearing loop, room for a pram. No diagnoses. Sent only if the box above is ticked.
referral-which-consent-gdpr = Which consent, if you chose consent under the GDPR
referral-which-consent-osl = Which consent, if the person has consented under OSL
referral-consent-not-used = No consent is used
referral-consent-new = A consent that is recorded now
referral-consent-new-hint = Fill in only if you chose it above. It holds for the receiver and the boxes in this form and nothing else. Ask separately for each law.
referral-provision = Which provision requires it
referral-provision-hint = Only if a law requires disclosure, for example chapter 14 section 1 of the Social Services Act.
referral-reservation = Reservation
referral-reservation-hint = Only if it is disclosed with a reservation. The receiver reads this.
referral-message = To the receiver
referral-message-hint = Sealed, and shown only as long as the referral holds. Write nothing that is not shared above.
referral-send = Send the referral

# Letters through the outbox: never anything about the household.
referral-letter-sent-subject = A new referral is waiting for an answer
referral-letter-sent = { $actor } has sent you a referral. Answer by { $date }: { $link } Until you have accepted, { $actor } is accountable.
referral-letter-accepted-subject = A referral has been accepted
referral-letter-accepted = { $actor } has accepted your referral and is now accountable for the link: { $link }
referral-letter-declined-subject = A referral has been declined
referral-letter-declined = { $actor } has declined your referral. You are still accountable for the link. The reason is here: { $link }
referral-letter-done-subject = A referral is done
referral-letter-done = { $actor } attests that what you referred has been done: { $link }
referral-letter-returned-subject = A link has been given back
referral-letter-returned = { $actor } has given back a link. You are accountable for it again. The reason is here: { $link }
referral-letter-withdrawn-subject = A referral has been withdrawn
referral-letter-withdrawn = { $actor } has withdrawn a referral to you. You need not answer: { $link }

referral-problem-to = Choose a receiver
referral-problem-itself = The sender cannot refer to itself. Start the link instead
referral-problem-ended = The receiver no longer takes part. Choose another
referral-problem-authority-only = This link can only go to an authority. Choose another receiver
referral-problem-gdpr = Choose a lawful basis under the GDPR
referral-problem-gdpr-interest = An authority cannot rest its tasks on legitimate interests. Choose another basis
referral-problem-osl = Choose why secrecy does not stand in the way
referral-problem-osl-not-bound = The sender is not an authority. Choose that OSL does not apply
referral-problem-osl-duty = A duty to disclose holds between authorities only. Ask for consent, assess whether it is harmless, or disclose with a reservation
referral-problem-osl-reservation = A reservation is made towards private receivers, not towards an authority. Choose another ground
referral-problem-provision = Write which provision requires it
referral-problem-reservation = Write the reservation
referral-problem-consent-choose = Choose a consent or record a new one
referral-problem-consent-missing = Choose how the consent was given
referral-problem-consent-future = The consent cannot have been given after today
referral-problem-consent-person = The consent must be about somebody in the household whom the link is about
referral-problem-consent-unknown = The consent is not recorded. Choose another
referral-problem-consent-covers = The consent does not cover this receiver and all these details today. Ask again or share less
referral-problem-fields = Tick at least one detail
referral-problem-words = Write what is to be shared, or untick the box
referral-problem-answer-by = Enter a day for the answer that has not passed
referral-problem-date = Enter a day
referral-problem-reason = Choose a reason
referral-problem-note = Write in a few words why
referral-problem-next-step = Write what happens next
referral-problem-attest = Tick that it has been done
referral-problem-too-long = Shorten the text

refused-duty-expired = The duty that the link belongs to has expired. It must be confirmed anew, or the link put under another.
refused-link-elsewhere = The link is not where this step needs it to be. Somebody may have changed it.
refused-referral-answered = The referral has already been answered or withdrawn.
refused-sender-ended = The sender no longer takes part. The link needs somebody accountable first.
refused-receiver-ended = You no longer take part according to the register of actors. Ask an administrator to correct it.
refused-authority-only = Only an authority may be accountable for this link.

# What a household shares.
sharing-who-sees = Who sees what today
sharing-nobody-sees = Nobody outside sees anything through a referral.
sharing-no-referrals = No links have been referred.
sharing-sees-today = Sees today
sharing-nothing = Nothing
sharing-consents = Consents
sharing-no-consents = No consents are recorded.
sharing-withdraw = Withdraw the consent
sharing-withdraw-lead = A consent can be withdrawn at any time. It takes effect at once: the receiver sees nothing more, and referrals that wait for an answer are taken back.
sharing-record = Record a consent
sharing-receiver = Who may be told
sharing-about = Who the consent is about
sharing-whole-household = The whole household
sharing-how = How it was given
sharing-given-on = The day it was given
sharing-notice-recorded = The consent has been recorded.
sharing-notice-withdrawn = The consent has been withdrawn. Nothing more is shared on it.
