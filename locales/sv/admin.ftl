admin-users-title = Användare
admin-actors-title = Aktörer
admin-duties-title = Ansvar
admin-new-user = Lägg till användare
admin-new-actor = Lägg till aktör
admin-role = Roll
admin-role-from = Gäller från
admin-audit-title = Logg
admin-audit-who = Vem
admin-audit-what = Vad
admin-audit-when = När

actor_kind-authority = Myndighet
actor_kind-municipal_unit = Nämnd eller förvaltning
actor_kind-association = Idéburen organisation
actor_kind-company = Företag
actor_kind-informal_group = Informell grupp

admin-users-lead = Vilka som får logga in, och som vad. Ingen ändrar sina egna rättigheter.
admin-new-user-lead = Ett brev går till adressen. Rollen börjar gälla när personen loggar in därifrån.
admin-roles-explained = Vad rollerna betyder
admin-role-to = Slutar
admin-role-to-hint = Från den dagen gäller den inte längre
admin-actor = Aktör
admin-choose = Välj
admin-language = Språk
admin-email-hint = Bara den som läser den här brevlådan kan logga in
admin-send-invitation = Skicka inbjudan
admin-change-role = Ändra rollen
admin-add-role = Ge en roll till
admin-cleared = Behörig till skyddade identiteter
admin-cleared-hint = Bara utpekade samordnare och handläggare. Utan den finns skyddade hushåll inte för personen.
admin-is-cleared = Behörig till skyddade identiteter
admin-own-account = Det här är du. En annan administratör måste ändra dina rättigheter.
admin-state-invited = Inbjuden
admin-state-confirmed = Gäller
admin-state-suspended = Avstängd
admin-state-ended = Avslutad
admin-state-closed = Stängt
admin-suspend = Stäng av
admin-resume = Låt den gälla igen
admin-sessions = Inloggad nu
admin-no-sessions = Inte inloggad någonstans.
admin-session = Sedan { $since }, senast använd { $seen }
admin-end-sessions = Logga ut överallt
admin-account = Kontot
admin-is-closed = Kontot är stängt. Personen kan inte logga in.
admin-close-account = Stäng kontot
admin-close-lead = Personen loggas ut genast och kan inte logga in igen. Inget som personen har gjort tas bort.
admin-open-account = Öppna kontot igen
admin-done-invited = Inbjudan är skickad.
admin-done-closed = Kontot är stängt och alla som använde det är utloggade.
admin-done-sessions-ended = Personen är utloggad överallt.
admin-problem-name = Skriv ett namn på högst 200 tecken
admin-problem-email-taken = Någon här har redan adressen. Ge den personen rollen i stället
admin-problem-language = Välj ett språk
admin-problem-actor = Välj en aktör som deltar de dagarna
admin-problem-role = Välj en roll
admin-problem-role-authority = Rollen kan bara finnas i en myndighet, nämnd eller förvaltning
admin-problem-has-role = Personen har redan den rollen där
admin-problem-cleared = Bara samordnare och handläggare i en myndighet kan vara behöriga
admin-problem-date = Skriv dagen som år-månad-dag, till exempel 2026-03-09
refused-membership-state = Rollen har ändrats under tiden. En inbjuden roll bekräftas av personen själv vid inloggning.
admin-letter-subject = Du är inbjuden till Hamn
admin-letter-body =
    Hej!

    Du har fått rollen { $role } hos { $actor } i Hamn.

    Öppna sidan här nedanför och skriv { $email }. Då får du en länk att logga in med, och rollen börjar gälla:

    { $link }

    Väntade du dig inte det här? Då behöver du inte göra något.

admin-audit-lead = Vem som gjorde vad, och när. Bara id och fältens namn, aldrig vad som står i dem. Loggen går inte att ändra.
admin-audit-number = Nummer
admin-audit-record = Post
admin-audit-program = Programmet
admin-audit-older = Äldre
admin-audit-latest = Senaste
admin-audit-check = Kontrollera hela loggen
admin-audit-whole = Loggen är hel
admin-audit-count = { $n ->
    [one] { $n } rad, på sin plats och oförändrad.
   *[other] { $n } rader, var och en på sin plats och oförändrad.
}
admin-audit-head = Det sista sigillet, värt att skriva upp utanför systemet:
admin-audit-broken = Loggen håller inte
admin-audit-broken-at = Den första felaktiga raden är nummer { $number }.

claim-title = Börja använda Hamn
claim-lead = Ingen använder den här installationen än. Den som har koden blir dess första administratör.
claim-code = Koden
claim-code-hint = Den visades i terminalen när programmet startade
claim-name = Ditt namn
claim-email-hint = Du kommer att logga in med länkar som går till den här adressen
claim-send = Börja
claim-problem-code = Koden stämmer inte. Titta i terminalen efter den senaste

view-as-title = Visa som en annan roll
view-as-lead = Du ser rollens menyer och sidor. Inget kan sparas, och du ser aldrig mer om människor än du själv får se.
view-as-begin = Visa
