# Den nyanländas egna sidor. Korta meningar, du-tilltal, inga förkortningar. Lova inget som ingen har tagit på sig.

newcomer-door-title = Se din trygghetskedja
newcomer-door-lead = Skriv koden och PIN-koden som står på ditt kort.
newcomer-code = Kod
newcomer-code-hint = Det spelar ingen roll om du skriver stora eller små bokstäver.
newcomer-pin = PIN-kod
newcomer-pin-hint = Siffrorna som du fick tillsammans med koden. Visa dem inte för någon annan.
newcomer-enter = Visa min trygghetskedja
newcomer-wrong-code = Koden och PIN-koden hör inte ihop. Läs på kortet och försök igen.
newcomer-locked = Det blev för många försök. Försök igen { $time }, eller be om hjälp där du fick kortet.
newcomer-card-lost = Har du tappat kortet? Be om ett nytt där du fick det. Då slutar det gamla att gälla.
newcomer-borrowed-phone = Lånar du telefonen? Tryck på ”Lämna sidan” när du är klar.
newcomer-leave = Lämna sidan
newcomer-left = Du har lämnat sidan. Nu kan ingen annan se dina uppgifter här.

newcomer-title = Min trygghetskedja
newcomer-hello = Hej { $name }!
newcomer-lead = Här ser du vilket stöd du och ditt hushåll får, steg för steg, och vem som ansvarar.
newcomer-next-step = Nästa steg
newcomer-no-next-step = Just nu behöver du inte göra något.
newcomer-all-steps = Alla steg
newcomer-steps-left = { $n ->
    [0] Alla steg är klara
    [one] { $n } steg kvar
   *[other] { $n } steg kvar
}
newcomer-who = Vem
newcomer-where = Var
newcomer-by-when = Senast
newcomer-asked = Vi har frågat { $actor } och väntar på svar. Till dess ansvarar { $sender }.
newcomer-when-unknown = Dagen är inte bestämd än.
newcomer-overdue = Det här skulle ha varit klart { $date }. Förseningen är inte ditt fel. { $actor } ansvarar.
newcomer-emergency = Är någon i fara? Ring 112.
newcomer-care = Behöver du råd om vård? Ring 1177.
newcomer-interpreter = Behöver du tolk? Säg till, det kostar dig inget.
newcomer-household = Mitt hushåll

newcomer-state-planned = Planerat
newcomer-state-referred = Vi väntar på svar
newcomer-state-accepted = Någon har tackat ja
newcomer-state-ongoing = Pågår
newcomer-state-done = Klart
newcomer-state-not_needed = Behövs inte
newcomer-state-paused = Pausat

newcomer-wrong = Det här stämmer inte
newcomer-wrong-lead = Berätta vad som är fel. En människa läser det och svarar dig.
newcomer-wrong-what = Vad är fel?
newcomer-another = Jag vill ha någon annan
newcomer-another-lead = Du kan be om en annan person eller en annan organisation. Du behöver inte säga varför, och du förlorar inget stöd.
newcomer-another-why = Vill du säga varför?
newcomer-any-language = Skriv på vilket språk du vill.
newcomer-send = Skicka
newcomer-wish-sent = Tack. { $actor } har fått det du skrev.
newcomer-wish-waiting = Du skrev till oss { $date }. Svaret har inte kommit än.
newcomer-wish-answer = Svar från { $actor }, { $date }
newcomer-my-wishes = Det jag har skrivit

newcomer-decline = Nej tack
newcomer-decline-lead = Du får säga nej. Du får ändra dig senare. Ditt andra stöd påverkas inte.
newcomer-decline-why = Vill du säga varför?
newcomer-decline-confirm = Säg nej till { $link }
newcomer-declined = Du har sagt nej till { $link }.
newcomer-change-mind = Jag har ändrat mig

newcomer-looked-title = Vem har sett mina uppgifter
newcomer-looked-lead = Varje gång någon annan öppnar dina uppgifter antecknas det: vem, när och varför.
newcomer-looked-none = Ingen har öppnat dina uppgifter.
newcomer-looked-count = { $n ->
    [one] { $n } gång har någon öppnat dina uppgifter
   *[other] { $n } gånger har någon öppnat dina uppgifter
}
newcomer-looked-who = Vem
newcomer-looked-when = När
newcomer-looked-why = Varför
newcomer-looked-strange = Är det något du inte förstår eller tycker är fel? Säg till, så tar vi reda på det.

newcomer-choose-language = Välj ditt språk
newcomer-place = Kommun
newcomer-problem-place = Välj den kommun som står på ditt kort
newcomer-problem-code = Koden har tio tecken, till exempel K7QM2-3F2PA. Läs på kortet och skriv den igen
newcomer-problem-pin = PIN-koden har sex siffror. Läs på kortet och skriv den igen
newcomer-problem-empty = Skriv något, så att vi vet vad du menar
newcomer-problem-long = Texten är för lång. Korta den till högst 4 000 tecken
newcomer-refused-child = Ett barn utan vårdnadshavare behöver ha kontakt med socialtjänsten. Du kan säga att något är fel, eller be om någon annan.
newcomer-refused-closed = Det här steget är redan avslutat. Är något fel kan du skriva det till oss.
newcomer-say-something = Säg vad du tycker
newcomer-for = För
newcomer-where-ask = Fråga { $actor }.
newcomer-not-translated = Skrivet av personal och inte översatt.
newcomer-reference = Er beteckning, om du ringer:
newcomer-record-lead = Det här står antecknat om dig och ditt hushåll. Är något fel? Säg till längre ner.
newcomer-record-more = Nummer och handlingar visas inte här, för skärmen kan vara lånad. Fråga oss om du vill se dem.
newcomer-protected = Era uppgifter är skyddade. Därför visas inte här var ni är.
newcomer-name-latin = Namn med latinska bokstäver
newcomer-born = Född
newcomer-speaks = Talar
newcomer-needs-interpreter = behöver tolk
newcomer-status = Rättslig status
newcomer-arrived = Kom hit
newcomer-area = Ort
newcomer-looked-role = Som
newcomer-looked-roles = Vad orden betyder
newcomer-card-how = Skriv adressen i en telefon eller dator. Välj språk. Skriv koden och PIN-koden.
newcomer-card-keep = Spara kortet och visa det inte för någon som du inte litar på.
newcomer-card-address = Adress
