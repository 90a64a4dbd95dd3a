desk-title = Arrivals desk
desk-lead = Register a household when it arrives. Leave empty what is not known.
desk-new-household = Register a household
desk-arrived-today = { $n ->
    [0] No household has arrived today
    [one] { $n } household has arrived today
   *[other] { $n } households have arrived today
}
desk-offline = You have no connection. What you register is kept in this computer and sent when the connection is back.
desk-waiting-to-send = { $n ->
    [one] { $n } registration is waiting to be sent
   *[other] { $n } registrations are waiting to be sent
}
desk-all-sent = Everything has been sent.
desk-possible-same = Could this be the same person?
desk-possible-same-lead = We found somebody similar. Compare before you register once more.
desk-is-same = Yes, it is the same person
desk-is-other = No, it is another person
desk-urgent-title = Is anything needed tonight?
desk-urgent-lead = Medicine, wheelchair, nappies, food, sleep, protection. Write only what somebody needs to know now.
desk-alone-child = A child without a guardian
desk-alone-child-lead = Call the social emergency service now. The child must not wait and must not be passed on to anybody else.
desk-card-title = Card for the household
desk-card-lead = Print the card and give it to the household. The code and the PIN are shown only once.
desk-registered = The household is registered. { $actor } is accountable for the next step.
desk-head = The person you talk to first
desk-person = Person { $n }
desk-household = The household
desk-original-given = Given name in its own script
desk-original-family = Family name in its own script
desk-relation = Relation to the first person
desk-more = Number, telephone, protection
desk-number = Personnummer, samordningsnummer or LMA number
desk-number-hint = The check digit is tested. Leave empty if there is none.
desk-status-from = Status since
desk-status-to = Valid until
desk-area = Locality
desk-register = Register the household
desk-compare = Compare
desk-hint = Known in the reception. Call the coordinator and give the reference.
desk-hits-empty = People who may be the same are shown here while you type.
desk-hits-none = Nobody similar is known.
desk-registered-title = The household is registered
desk-registered-reference = Its reference is { $reference }. Write it on the card.
desk-problem-nobody = Enter at least one person
desk-problem-arrived = Enter the day they arrived, as year-month-day
desk-problem-arrived-later = They cannot have arrived after today. Choose today or an earlier day
desk-problem-date = Enter the date as year-month-day, for example 2026-03-09
desk-problem-birth = Enter the birth date as far as it is known: the year, then month and day. It cannot be before 1900 or after today
desk-problem-number = The number is not right. Check the digits, or leave the field empty
desk-problem-status-ends = The last day of the status must come after its first
desk-problem-relation = Choose each person’s relation to the first; only one person is the first
name-problem-empty = Enter a given name or a family name, as the person writes it in Latin letters
name-problem-no-letter = A name needs at least one letter
name-problem-too-long = The name is longer than 300 characters. Check that nothing else was pasted in
name-problem-control = The name contains a tab, a line break or a control character. Type it again
name-problem-direction = The name contains an invisible mark of direction. Type it again instead of pasting
name-problem-invisible = The name contains an invisible character. Type it again instead of pasting
refused-no-principal-actor = The municipality has no actor of last resort yet. An administrator must choose one under Actors.
refused-policy-too-old = A deadline lies beyond the calendar of this installation. The policy files must be brought up to date.
refused-social-services-missing = An unaccompanied child goes to social services at once, and that link is missing.
