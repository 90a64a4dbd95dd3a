household-title = Hushåll
household-list-title = Hushåll
household-reference = Hushåll { $number }
household-arrived = Kom hit
household-members = Personer i hushållet
household-add-person = Lägg till person
household-person-left = Har lämnat hushållet { $date }
household-split = Dela hushållet
household-merge = Slå ihop med ett annat hushåll
household-family-name = Efternamn
household-given-name = Förnamn
household-patronymic = Fadersnamn
household-name-original = Namnet med egen skrift
household-name-hint = Skriv namnet så som det står i handlingen. Efternamn och förnamn byter lätt plats: fråga vilket som är vilket.
household-born = Född
household-born-hint = Skriv det du vet. Bara året räcker.
household-gender = Kön
household-spoken-languages = Talar
household-interpreter = Behöver tolk
household-identifiers = Nummer och handlingar
household-legal-status = Rättslig status
household-protection = Skydd
household-home = Bor
household-no-home = Har inget boende än
household-who-looked = Vem har läst akten
household-reading-logged = Att du läser här antecknas, och hushållet kan se det.

# Rättslig status: det som gäller den dagen. Den avgör vem som ansvarar och vilken ersättning som gäller.
status-unknown = Inte klarlagd
status-asylum_seeker = Asylsökande
status-temporary_protection = Tillfälligt skydd enligt massflyktsdirektivet
status-unaccompanied_child = Ensamkommande barn
status-newly_arrived = Nyanländ med uppehållstillstånd
status-registered = Folkbokförd

protection-none = Inga skyddade uppgifter
protection-confidential = Sekretessmarkering
protection-protected_registration = Skyddad folkbokföring
protection-fictitious_identity = Fingerade personuppgifter

identifier-personnummer = Personnummer
identifier-samordningsnummer = Samordningsnummer
identifier-lma_number = LMA-nummer
identifier-passport = Pass
identifier-national_id = Nationellt id-kort
identifier-other = Annan handling

# Varför någon öppnar en akt. Hushållet läser samma ord i listan över vem som har sett uppgifterna.
purpose-case_work = Att hjälpa hushållet vidare
purpose-registration = Registrering
purpose-placement = Att hitta boende
purpose-referral = Hänvisning
purpose-follow_up = Uppföljning
purpose-administration = Administration
purpose-own_record = Att se sina egna uppgifter

# Vad någon är för den som hushållet utgår från.
relation-head = Hushållet utgår från
relation-partner = Partner
relation-child = Barn
relation-parent = Förälder
relation-sibling = Syskon
relation-other_relative = Annan släkting
relation-not_related = Inte släkt
relation-unknown = Okänt

sex-female = Kvinna
sex-male = Man
sex-other = Annat

household-chain-state = Kedjan
household-size = Personer
household-protected = Skyddade personuppgifter
household-protected-about = Bara ett fåtal namngivna personer får se detta. Skriv inte ut, vidarebefordra inte, läs inte högt.
household-list-empty = Inget hushåll passar, eller inget är ditt att se.
household-tab-chain = Kedja
household-tab-stay = Boende
household-tab-sharing = Delat med andra
household-tab-history = Historik
household-find-title = Sök hushåll
household-find = Namn eller referens
household-find-none = Se över stavningen, försök med bara ett namn, eller med referensen på hushållets papper.
household-found = { $n ->
    [one] En person hittades.
   *[other] { $n } personer hittades.
}
household-find-more = Det finns fler: lägg till ett namn.
