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
referral-consent = Samtycke från personen
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
