desk-title = Ankomst
desk-lead = Registrera ett hushåll när det kommer. Det som inte är känt lämnar du tomt.
desk-new-household = Registrera hushåll
desk-arrived-today = { $n ->
    [0] Inget hushåll har kommit i dag
    [one] { $n } hushåll har kommit i dag
   *[other] { $n } hushåll har kommit i dag
}
desk-offline = Du saknar uppkoppling. Det du registrerar sparas i den här datorn och skickas när uppkopplingen är tillbaka.
desk-waiting-to-send = { $n ->
    [one] { $n } registrering väntar på att skickas
   *[other] { $n } registreringar väntar på att skickas
}
desk-all-sent = Allt är skickat.
desk-possible-same = Kan det vara samma person?
desk-possible-same-lead = Vi hittade någon som liknar. Jämför innan du registrerar en gång till.
desk-is-same = Ja, det är samma person
desk-is-other = Nej, det är en annan person
desk-urgent-title = Behövs något i natt?
desk-urgent-lead = Medicin, rullstol, blöjor, mat, sömn, skydd. Skriv bara det som någon behöver veta nu.
desk-alone-child = Ett barn utan vårdnadshavare
desk-alone-child-lead = Ring socialjouren nu. Barnet ska inte vänta och får inte skickas vidare till någon annan.
desk-card-title = Kort till hushållet
desk-card-lead = Skriv ut kortet och ge det till hushållet. Koden och PIN-koden visas bara en gång.
desk-registered = Hushållet är registrerat. { $actor } ansvarar för nästa steg.
desk-head = Personen du talar med först
desk-person = Person { $n }
desk-household = Hushållet
desk-original-given = Förnamn i egen skrift
desk-original-family = Efternamn i egen skrift
desk-relation = Relation till den första personen
desk-more = Nummer, telefon, skydd
desk-number = Personnummer, samordningsnummer eller LMA-nummer
desk-number-hint = Kontrollsiffran prövas. Lämna tomt om det inte finns något.
desk-status-from = Status sedan
desk-status-to = Gäller till
desk-area = Ort
desk-register = Registrera hushållet
desk-compare = Jämför
desk-hint = Känd i mottagandet. Ring samordnaren och säg beteckningen.
desk-hits-empty = Här visas människor som kan vara samma medan du skriver.
desk-hits-none = Ingen liknande är känd.
desk-registered-title = Hushållet är registrerat
desk-registered-reference = Beteckningen är { $reference }. Skriv den på kortet.
desk-problem-nobody = Ange minst en person
desk-problem-arrived = Ange dagen de kom, som år-månad-dag
desk-problem-arrived-later = De kan inte ha kommit efter i dag. Välj i dag eller en tidigare dag
desk-problem-date = Skriv datumet som år-månad-dag, till exempel 2026-03-09
desk-problem-birth = Ange födelsedatum så långt det är känt: år, sedan månad och dag. Det kan inte vara före 1900 eller efter i dag
desk-problem-number = Numret stämmer inte. Kontrollera siffrorna eller lämna fältet tomt
desk-problem-status-ends = Statusens sista dag måste komma efter den första
desk-problem-relation = Välj varje persons relation till den första; bara en person är den första
name-problem-empty = Ange ett förnamn eller ett efternamn, så som personen skriver det med latinska bokstäver
name-problem-no-letter = Ett namn behöver minst en bokstav
name-problem-too-long = Namnet är längre än 300 tecken. Kontrollera att inget annat klistrades in
name-problem-control = Namnet innehåller en tabb, en radbrytning eller ett styrtecken. Skriv det på nytt
name-problem-direction = Namnet innehåller ett osynligt riktningstecken. Skriv det på nytt i stället för att klistra in
name-problem-invisible = Namnet innehåller ett osynligt tecken. Skriv det på nytt i stället för att klistra in
refused-no-principal-actor = Kommunen har ännu ingen aktör i sista hand. En administratör måste välja en under Aktörer.
refused-policy-too-old = En tidsfrist ligger bortom installationens kalender. Policyfilerna behöver uppdateras.
refused-social-services-missing = Ett ensamkommande barn ska till socialtjänsten genast, och den länken saknas.
