referral-title = Hänvisningar
referral-to-us = Till oss
referral-from-us = Från oss
referral-new = Hänvisa till en annan aktör
referral-to = Till vem
referral-what-is-shared = Vad mottagaren får se
referral-shared-fields = Mottagaren får se { $fields }. Inget annat.
referral-until-accepted = Ni ansvarar tills mottagaren har tackat ja.
referral-sent = Hänvisningen är skickad till { $actor }. Ni ansvarar tills de har tackat ja.
referral-accept = Ta emot
referral-accept-lead = När ni tar emot blir ni ansvariga för länken.
referral-accepted = Ni ansvarar nu för länken.
referral-decline = Avböj
referral-decline-lead = Ansvaret stannar hos den som skickade. Skälet hjälper dem att hitta rätt nästa gång.
referral-decline-reason = Varför avböjer ni?
referral-declined = Ni har avböjt. { $actor } ansvarar fortfarande och har fått veta det.
referral-withdraw = Ta tillbaka
referral-answer-by = Svara senast
referral-waiting = { $n ->
    [0] Inga hänvisningar väntar på svar
    [one] { $n } hänvisning väntar på svar
   *[other] { $n } hänvisningar väntar på svar
}
referral-gdpr = Rättslig grund för att behandla uppgifterna (GDPR)
referral-osl = Varför sekretessen inte hindrar (OSL)
referral-two-questions = Det är två olika frågor. Ett samtycke som bryter sekretess är inte samma sak som en rättslig grund enligt GDPR.
referral-consent-given = Samtycke gavs { $date } för { $actor }: { $fields }.
referral-consent-withdrawn = Samtycket togs tillbaka { $date }. Inget mer delas.

referral_state-sent = Skickad
referral_state-accepted = Mottagen
referral_state-declined = Avböjd
referral_state-withdrawn = Återtagen
referral_state-returned = Tillbakalämnad
referral_state-done = Klar

# Skäl att avböja. Att avböja är vanligt, och inget ont följer av det.
decline-no_capacity = Vi har inte plats just nu
decline-outside_task = Det är inte vårt uppdrag
decline-outside_area = Det är för långt bort
decline-language_not_covered = Ingen hos oss talar språket
decline-safety_concern = Det vore inte tryggt för någon
decline-household_declines = Hushållet vill inte ha just oss
decline-too_little_told = Vi vet för lite för att kunna tacka ja
decline-other = Annat skäl

# Skäl att lämna tillbaka en länk som man har tagit emot.
return-no_capacity = Vi har inte längre plats
return-need_changed = Behovet har ändrats
return-household_wishes = Hushållet vill ha någon annan
return-actor_ended = Aktören deltar inte längre
return-duty_ended = Uppdraget har tagit slut
return-link_closed = Länken stängdes, den behövs inte
return-other = Annat skäl

# Vad en mottagare kan få se, ett fält i taget. Står inne i en mening: ”Röda Korset får se namn, telefonnummer …”.
field-names = namn
field-birth_years = födelseår
field-languages_and_interpreter = språk och behov av tolk
field-household_size = hur många ni är
field-phone = telefonnummer
field-needs_of_link = vad stödet gäller
field-legal_status = rättslig status
field-address_area = stadsdel, aldrig adressen
field-meeting_times = tider som passar
field-access_needs = behov av tillgänglighet

# GDPR och OSL: två listor med flit. Ett samtycke enligt den ena är inte ett samtycke enligt den andra.
gdpr_basis-public_task = Uppgift av allmänt intresse eller myndighetsutövning (artikel 6.1 e)
gdpr_basis-legal_obligation = Rättslig förpliktelse (artikel 6.1 c)
gdpr_basis-vital_interest = Grundläggande intressen, fara för liv (artikel 6.1 d)
gdpr_basis-legitimate_interest = Berättigat intresse, inte för en myndighets egna uppgifter (artikel 6.1 f)
gdpr_basis-consent = Samtycke (artikel 6.1 a)

osl_ground-consent_of_person = Personen har samtyckt (OSL 10 kap. 1 § och 12 kap. 2 §)
osl_ground-duty_to_provide = En lag kräver att uppgiften lämnas till en annan myndighet (OSL 10 kap. 28 §)
osl_ground-assessed_harmless = Prövat: det står klart att ingen lider men (OSL 26 kap. 1 §)
osl_ground-necessary = Nödvändigt för det egna uppdraget, används sparsamt (OSL 10 kap. 2 §)
osl_ground-with_reservation = Med förbehåll om hur uppgiften får användas (OSL 10 kap. 14 §)
osl_ground-not_applicable = Avsändaren är ingen myndighet, så OSL gäller inte

consent_manner-spoken = Muntligt
consent_manner-spoken_through_interpreter = Muntligt genom tolk
consent_manner-signed = På papper
consent_manner-own_page = På den egna sidan

referral-one = Hänvisning
referral-one-title = Hänvisning { $reference }
referral-kind = Vad det gäller
referral-from = Från
referral-from-to = Från { $from } till { $to }
referral-sent-on = Skickad
referral-late = Svaret är försenat
referral-list-empty = Ingen hänvisning passar urvalet.
referral-done-on = Klar { $date }
referral-what-you-see = Vad ni får se
referral-nothing-shared = Avsändaren har inte delat några uppgifter om hushållet.
referral-shows-nothing = Här visas inget om hushållet
referral-shows-nothing-why = Hänvisningen är avslutad, samtycket är tillbakataget eller hushållet är skyddat. Fråga avsändaren om ni behöver veta mer.
referral-receiver-sees-nothing = Mottagaren ser inget om hushållet i dag.
referral-note-hint = Skriv bara det avsändaren behöver veta. Inga uppgifter om hälsa eller släkt.
referral-progress-lead = Vad händer härnäst? Hushållet och era volontärer läser det här. Inga namn.
referral-next-step = Nästa steg: vad, var, när
referral-finish = Klar
referral-attest = Jag intygar att det vi tog emot är gjort.
referral-give-back = Lämna tillbaka
referral-give-back-lead = Avsändaren blir ansvarig igen, genast. Skälet hjälper dem att hitta rätt nästa gång.
referral-return-reason = Varför lämnar ni tillbaka?
referral-notice-progress = Nästa steg är sparat.
referral-notice-done = Tack. Länken är klar, och avsändaren har fått veta det.
referral-notice-returned = Ni har lämnat tillbaka. { $actor } ansvarar igen och har fått veta det.
referral-notice-withdrawn = Hänvisningen är återtagen. Mottagaren ser inget mer.
referral-authorities-only = Den här länken kan bara gå till en myndighet.
referral-no-receivers = Det finns ingen aktör att hänvisa till i dag.
referral-share-little = Dela så lite som möjligt. Mottagaren kan be om mer.
referral-meeting-times = Tider som passar
referral-meeting-times-hint = Skickas bara om rutan ovan är ikryssad.
referral-access-needs = Behov av tillgänglighet
referral-access-needs-hint = Praktiskt: trappfritt, hörslinga, plats för barnvagn. Inga diagnoser. Skickas bara om rutan ovan är ikryssad.
referral-which-consent-gdpr = Vilket samtycke, om ni valde samtycke enligt GDPR
referral-which-consent-osl = Vilket samtycke, om personen har samtyckt enligt OSL
referral-consent-not-used = Inget samtycke används
referral-consent-new = Ett samtycke som antecknas nu
referral-consent-new-hint = Fyll i bara om ni valde det ovan. Det gäller mottagaren och rutorna i det här formuläret, inget annat. Fråga särskilt för varje lag.
referral-provision = Vilken bestämmelse kräver det
referral-provision-hint = Bara om en lag kräver att uppgiften lämnas, till exempel 14 kap. 1 § socialtjänstlagen.
referral-reservation = Förbehåll
referral-reservation-hint = Bara om uppgiften lämnas med förbehåll. Mottagaren läser det här.
referral-message = Till mottagaren
referral-message-hint = Förseglas och visas bara så länge hänvisningen gäller. Skriv inget som inte är delat ovan.
referral-send = Skicka hänvisningen

# Brev genom utkorgen: aldrig något om hushållet.
referral-letter-sent-subject = En ny hänvisning väntar på svar
referral-letter-sent = { $actor } har skickat en hänvisning till er. Svara senast { $date }: { $link } Tills ni har tackat ja ansvarar { $actor }.
referral-letter-accepted-subject = En hänvisning är mottagen
referral-letter-accepted = { $actor } har tagit emot er hänvisning och ansvarar nu för länken: { $link }
referral-letter-declined-subject = En hänvisning är avböjd
referral-letter-declined = { $actor } har avböjt er hänvisning. Ni ansvarar fortfarande för länken. Skälet står här: { $link }
referral-letter-done-subject = En hänvisning är klar
referral-letter-done = { $actor } intygar att det ni hänvisade är gjort: { $link }
referral-letter-returned-subject = En länk har lämnats tillbaka
referral-letter-returned = { $actor } har lämnat tillbaka en länk. Ni ansvarar för den igen. Skälet står här: { $link }
referral-letter-withdrawn-subject = En hänvisning är återtagen
referral-letter-withdrawn = { $actor } har tagit tillbaka en hänvisning till er. Ni behöver inte svara: { $link }

referral-problem-to = Välj en mottagare
referral-problem-itself = Avsändaren kan inte hänvisa till sig själv. Påbörja länken i stället
referral-problem-ended = Mottagaren deltar inte längre. Välj en annan
referral-problem-authority-only = Den här länken kan bara gå till en myndighet. Välj en annan mottagare
referral-problem-gdpr = Välj en rättslig grund enligt GDPR
referral-problem-gdpr-interest = En myndighet kan inte stödja sina uppgifter på berättigat intresse. Välj en annan grund
referral-problem-osl = Välj varför sekretessen inte hindrar
referral-problem-osl-not-bound = Avsändaren är ingen myndighet. Välj att OSL inte gäller
referral-problem-osl-duty = En uppgiftsskyldighet gäller bara mellan myndigheter. Be om samtycke, pröva om det är ofarligt eller lämna med förbehåll
referral-problem-osl-reservation = Förbehåll görs bara mot enskilda, inte mot en myndighet. Välj en annan grund
referral-problem-provision = Skriv vilken bestämmelse som kräver det
referral-problem-reservation = Skriv förbehållet
referral-problem-consent-choose = Välj ett samtycke eller anteckna ett nytt
referral-problem-consent-missing = Välj hur samtycket gavs
referral-problem-consent-future = Samtycket kan inte ha getts efter i dag
referral-problem-consent-person = Samtycket måste gälla någon i hushållet som länken handlar om
referral-problem-consent-unknown = Samtycket finns inte antecknat. Välj ett annat
referral-problem-consent-covers = Samtycket gäller inte den här mottagaren och alla de här uppgifterna i dag. Fråga igen eller dela mindre
referral-problem-fields = Kryssa i minst en uppgift
referral-problem-words = Skriv det som ska delas, eller ta bort krysset
referral-problem-answer-by = Ange en dag för svar som inte har passerat
referral-problem-date = Ange en dag
referral-problem-reason = Välj ett skäl
referral-problem-note = Skriv med några ord varför
referral-problem-next-step = Skriv vad som händer härnäst
referral-problem-attest = Kryssa i att det är gjort
referral-problem-too-long = Korta ner texten

refused-duty-expired = Ansvaret som länken hör till har gått ut. Det behöver bekräftas på nytt, eller så behöver länken höra till ett annat.
refused-link-elsewhere = Länken är inte där den behöver vara för det här steget. Någon kan ha ändrat den.
refused-referral-answered = Hänvisningen är redan besvarad eller återtagen.
refused-sender-ended = Avsändaren deltar inte längre. Länken behöver en ny ansvarig först.
refused-receiver-ended = Ni deltar inte längre enligt aktörsregistret. Be en administratör rätta det.
refused-authority-only = Bara en myndighet kan ansvara för den här länken.

# Vad ett hushåll delar.
sharing-who-sees = Vem ser vad i dag
sharing-nobody-sees = Ingen utanför ser något genom en hänvisning.
sharing-no-referrals = Inga länkar har hänvisats.
sharing-sees-today = Ser i dag
sharing-nothing = Inget
sharing-consents = Samtycken
sharing-no-consents = Inga samtycken är antecknade.
sharing-withdraw = Ta tillbaka samtycket
sharing-withdraw-lead = Ett samtycke kan tas tillbaka när som helst. Det gäller genast: mottagaren ser inget mer, och hänvisningar som väntar på svar tas tillbaka.
sharing-record = Anteckna ett samtycke
sharing-receiver = Vem får veta
sharing-about = Vem samtycket gäller
sharing-whole-household = Hela hushållet
sharing-how = Hur det gavs
sharing-given-on = Dag då det gavs
sharing-notice-recorded = Samtycket är antecknat.
sharing-notice-withdrawn = Samtycket är tillbakataget. Inget mer delas med stöd av det.
