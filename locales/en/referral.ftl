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
referral-consent = Consent of the person
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
