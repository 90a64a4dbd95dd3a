# Vad som har hänt med ett hushåll, vem som har läst akten, och vad hushållet har sagt.

history-said = Det hushållet har sagt
history-said-none = Hushållet har inte skrivit något.
history-no-words = Utan egna ord.
history-answer = Svar till hushållet
history-answer-hint = Hushållet läser svaret så som du skriver det. Skriv enkelt, helst på deras språk. Skriv ingen adress.
history-answer-send = Skicka svaret
history-answered = Svaret är skickat. Hushållet ser det på sin sida.
history-answered-meanwhile = Någon annan svarade medan du skrev. Ditt svar har inte skickats.
history-reads-none = Ingen har läst akten.
history-not-yours = Vem som har läst akten och vad hushållet har sagt visas för den enhet som ansvarar och för samordnaren.
history-changes = Det som har hänt
history-by-household = Hushållet
history-by-program = Av sig självt
history-letter-subject = Hushåll { $reference } har skrivit
history-letter-body = Hushåll { $reference } har skrivit till er. Logga in för att läsa och svara: { $link }

# Vad som har hänt, så som det står i ändringsloggen.
action-household-registered = Hushållet registrerades
action-card-issued = Ett kort lämnades ut
action-card-withdrawn = Kortet drogs in
action-card-opened = Hushållet öppnade sin sida med kortet
action-wish-said = Hushållet sa något
action-wish-answered = Hushållet fick svar
action-tenant-created = Området skapades
action-user-link_sent = En inloggningslänk skickades
action-user-link_printed = En inloggningslänk skrevs ut
action-user-signed_in = En användare loggade in
