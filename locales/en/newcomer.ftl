# The newcomer's own pages. Short sentences, no abbreviations. Promise nothing that nobody has taken on.

newcomer-door-title = See your safety chain
newcomer-door-lead = Enter the code and the PIN that are on your card.
newcomer-code = Code
newcomer-code-hint = Capital or small letters make no difference.
newcomer-pin = PIN
newcomer-pin-hint = The figures you were given together with the code. Do not show them to anybody else.
newcomer-enter = Show my safety chain
newcomer-wrong-code = The code and the PIN do not belong together. Read your card and try again.
newcomer-locked = There were too many attempts. Try again { $time }, or ask for help where you were given the card.
newcomer-card-lost = Have you lost the card? Ask for a new one where you were given it. The old one then stops working.
newcomer-borrowed-phone = Are you borrowing this phone? Press “Leave this page” when you are done.
newcomer-leave = Leave this page
newcomer-left = You have left the page. Nobody else can see your details here now.

newcomer-title = My safety chain
newcomer-hello = Hello { $name }!
newcomer-lead = Here you see which support you and your household get, step by step, and who is accountable for it.
newcomer-next-step = Next step
newcomer-no-next-step = You do not need to do anything right now.
newcomer-all-steps = All steps
newcomer-steps-left = { $n ->
    [0] All steps are done
    [one] { $n } step left
   *[other] { $n } steps left
}
newcomer-who = Who
newcomer-where = Where
newcomer-by-when = By when
newcomer-asked = We have asked { $actor } and are waiting for an answer. Until then { $sender } is accountable.
newcomer-when-unknown = The day is not decided yet.
newcomer-overdue = This should have been done by { $date }. The delay is not your fault. { $actor } is accountable.
newcomer-emergency = Is somebody in danger? Call 112.
newcomer-care = Do you need advice about health care? Call 1177.
newcomer-interpreter = Do you need an interpreter? Tell us, it costs you nothing.
newcomer-household = My household

newcomer-state-planned = Planned
newcomer-state-referred = We are waiting for an answer
newcomer-state-accepted = Somebody has said yes
newcomer-state-ongoing = Ongoing
newcomer-state-done = Done
newcomer-state-not_needed = Not needed
newcomer-state-paused = Paused

newcomer-wrong = This is wrong
newcomer-wrong-lead = Tell us what is wrong. A human being reads it and answers you.
newcomer-wrong-what = What is wrong?
newcomer-another = I want somebody else
newcomer-another-lead = You can ask for another person or another organisation. You do not have to say why, and you lose no support.
newcomer-another-why = Would you like to say why?
newcomer-any-language = Write in any language you like.
newcomer-send = Send
newcomer-wish-sent = Thank you. { $actor } has received what you wrote.
newcomer-wish-waiting = You wrote to us on { $date }. The answer has not come yet.
newcomer-wish-answer = Answer from { $actor }, { $date }
newcomer-my-wishes = What I have written

newcomer-decline = No, thank you
newcomer-decline-lead = You may say no. You may change your mind later. Your other support is not affected.
newcomer-decline-why = Would you like to say why?
newcomer-decline-confirm = Say no to { $link }
newcomer-declined = You have said no to { $link }.
newcomer-change-mind = I have changed my mind

newcomer-looked-title = Who has looked at my record
newcomer-looked-lead = Every time somebody else opens your record it is written down: who, when and why.
newcomer-looked-none = Nobody has opened your record.
newcomer-looked-count = { $n ->
    [one] Your record has been opened { $n } time
   *[other] Your record has been opened { $n } times
}
newcomer-looked-who = Who
newcomer-looked-when = When
newcomer-looked-why = Why
newcomer-looked-strange = Is there anything you do not understand or think is wrong? Tell us and we will find out.

newcomer-choose-language = Choose your language
newcomer-place = Municipality
newcomer-problem-place = Choose the municipality that is on your card
newcomer-problem-code = The code has ten signs, for example K7QM2-3F2PA. Read your card and enter it again
newcomer-problem-pin = The PIN has six figures. Read your card and enter it again
newcomer-problem-empty = Write something, so that we know what you mean
newcomer-problem-long = The text is too long. Shorten it to at most 4,000 characters
newcomer-refused-child = A child without a guardian needs to be in contact with the social services. You can say that something is wrong, or ask for somebody else.
newcomer-refused-closed = This step is already finished. If something is wrong you can write that to us.
newcomer-say-something = Say what you think
newcomer-for = For
newcomer-where-ask = Ask { $actor }.
newcomer-not-translated = Written by staff and not translated.
newcomer-reference = Your reference, if you call:
newcomer-record-lead = This is what is recorded about you and your household. Is anything wrong? Tell us further down.
newcomer-record-more = Numbers and documents are not shown here, because the screen may be borrowed. Ask us if you want to see them.
newcomer-protected = Your details are protected. That is why it is not shown here where you are.
newcomer-name-latin = Name in Latin letters
newcomer-born = Born
newcomer-speaks = Speaks
newcomer-needs-interpreter = needs an interpreter
newcomer-status = Legal status
newcomer-arrived = Arrived
newcomer-area = Place
newcomer-looked-role = As
newcomer-looked-roles = What the words mean
newcomer-card-how = Enter the address in a phone or computer. Choose your language. Enter the code and the PIN.
newcomer-card-keep = Keep the card, and do not show it to anybody you do not trust.
newcomer-card-address = Address
