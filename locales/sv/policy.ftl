# Namn på det som de daterade reglerna talar om: skeden, lagens ansvariga, händelser, frister, grunder.

phase-first_hours = De första timmarna
phase-first_weeks = De första veckorna
phase-first_months = De första månaderna
phase-safe_point = Trygg punkt

owner-migration_agency = Migrationsverket
owner-municipality = Kommunen
owner-social_board = Socialnämnden
owner-education_board = Nämnden för utbildning
owner-chief_guardian = Överförmyndaren
owner-region = Regionen
owner-tax_agency = Skatteverket

# Det som en frist räknas från.
event-arrival = ankomsten
event-registration = registreringen
event-status_decision = beslutet om rättslig status
event-assignment = beslutet om anvisning
event-reception = mottagandet i kommunen
event-referral_sent = att hänvisningen skickades
event-duty_confirmed = att ansvaret senast bekräftades
event-overdue = att fristen gick ut
event-period_end = periodens slut

quota_scheme-temporary_protection = Kommuntal för personer med tillfälligt skydd
quota_scheme-newly_arrived = Kommuntal för nyanlända med uppehållstillstånd

deadline-housing_temporary_protection = Boende för anvisade med tillfälligt skydd
deadline-reception_newly_arrived = Mottagande av anvisade nyanlända
deadline-claim_quarter_asylum = Ansökan om ersättning för ett kvartal, asylsökande
deadline-claim_quarter_unaccompanied = Ansökan om ersättning för ett kvartal, ensamkommande barn
deadline-claim_year = Ansökan om ersättning för ett år
deadline-claim_first_special_costs = Första ansökan om ersättning för särskilda kostnader
deadline-social_services_unaccompanied_child = Ensamkommande barn till socialtjänsten
deadline-registration = Registrering hos Migrationsverket
deadline-housing_first_night = Boende första natten
deadline-crisis_support = Krisstöd erbjudet
deadline-guardian = God man
deadline-counselling = Rådgivning erbjuden
deadline-health_examination = Hälsoundersökning erbjuden
deadline-school = Skolplats
deadline-preschool = Förskoleplats
deadline-language = Språk och folkbildning erbjudet
deadline-sfi = Sfi erbjudet
deadline-leisure = Fritid och gemenskap erbjudet
deadline-referral_answer = Svar på hänvisning
deadline-duty_stale = Ansvaret behöver bekräftas igen
deadline-escalation_actor = Försening visas för aktörens samordnare
deadline-escalation_coordinator = Försening visas för kommunens samordnare
deadline-escalation_management = Försening visas för enhetens chef
