# Names of what the dated rules speak of: phases, legal owners, events, deadlines, grounds.

phase-first_hours = The first hours
phase-first_weeks = The first weeks
phase-first_months = The first months
phase-safe_point = Safe point

owner-migration_agency = The Swedish Migration Agency
owner-municipality = The municipality
owner-social_board = The social welfare board
owner-education_board = The education board
owner-chief_guardian = The chief guardian
owner-region = The region
owner-tax_agency = The Swedish Tax Agency

# What a deadline is counted from.
event-arrival = arrival
event-registration = registration
event-status_decision = the decision on legal status
event-assignment = the decision on assignment
event-reception = reception in the municipality
event-referral_sent = when the referral was sent
event-duty_confirmed = when the duty was last confirmed
event-overdue = when the deadline passed
event-period_end = the end of the period

quota_scheme-temporary_protection = Municipal quota for people with temporary protection
quota_scheme-newly_arrived = Municipal quota for newly arrived people with a residence permit

deadline-housing_temporary_protection = Home for assigned people with temporary protection
deadline-reception_newly_arrived = Reception of assigned newly arrived people
deadline-claim_quarter_asylum = Claim for a quarter, asylum seekers
deadline-claim_quarter_unaccompanied = Claim for a quarter, unaccompanied children
deadline-claim_year = Claim for a year
deadline-claim_first_special_costs = First claim for special costs
deadline-social_services_unaccompanied_child = Unaccompanied child to the social services
deadline-registration = Registration with the Migration Agency
deadline-housing_first_night = A home for the first night
deadline-crisis_support = Crisis support offered
deadline-guardian = Guardian for a child
deadline-counselling = Advice offered
deadline-health_examination = Health examination offered
deadline-school = Place in school
deadline-preschool = Place in preschool
deadline-language = Language and folkbildning offered
deadline-sfi = Sfi offered
deadline-leisure = Leisure and company offered
deadline-referral_answer = Answer to a referral
deadline-duty_stale = The duty needs to be confirmed again
deadline-escalation_actor = Delay is shown to the actor’s coordinator
deadline-escalation_coordinator = Delay is shown to the municipality’s coordinator
deadline-escalation_management = Delay is shown to the head of the unit
