# What happened to a household, who has read its record, and what it has said.

history-said = What the household has said
history-said-none = The household has written nothing.
history-no-words = Without words of their own.
history-answer = Answer to the household
history-answer-hint = The household reads the answer as you write it. Write plainly, in their language if you can. Write no address.
history-answer-send = Send the answer
history-answered = The answer is sent. The household sees it on its page.
history-answered-meanwhile = Somebody else answered while you were writing. Your answer has not been sent.
history-reads-none = Nobody has read the record.
history-not-yours = Who has read the record and what the household has said is shown to the unit that answers for it and to the coordinator.
history-changes = What has happened
history-by-household = The household
history-by-program = By itself
history-letter-subject = Household { $reference } has written
history-letter-body = Household { $reference } has written to you. Sign in to read and answer: { $link }

# What happened, as it stands in the change log.
action-household-registered = The household was registered
action-card-issued = A card was issued
action-card-withdrawn = The card was withdrawn
action-card-opened = The household opened its page with the card
action-wish-said = The household said something
action-wish-answered = The household was answered
action-tenant-created = The area was created
action-user-link_sent = A sign-in link was sent
action-user-link_printed = A sign-in link was printed
action-user-signed_in = A user signed in
