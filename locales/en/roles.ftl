# The eight roles: a name, and one sentence about what the role may do.

role-coordinator = Coordinator
role-coordinator-about = Sees the whole reception, places households and answers for who is responsible for what.
role-case_worker = Case worker
role-case_worker-about = Follows the households for whose steps their own unit is accountable.
role-desk = Arrivals desk
role-desk-about = Registers households that arrive, and sees those that their own unit has registered.
role-partner_coordinator = Coordinator in civil society
role-partner_coordinator-about = Answers referrals made to their own organisation.
role-volunteer = Volunteer
role-volunteer-about = Sees the next step in what their own organisation has accepted, never a whole record.
role-host = Host
role-host-about = Sees their own home and when it is in use.
role-reader = Reader
role-reader-about = Sees figures and follow-up, never a person.
role-administrator = Administrator
role-administrator-about = Looks after users, organisations and duties. Sees no households.
