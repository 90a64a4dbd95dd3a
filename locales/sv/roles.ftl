# De åtta rollerna: namn och en mening om vad rollen får göra.

role-coordinator = Samordnare
role-coordinator-about = Ser hela mottagandet, placerar hushåll och svarar för vem som ansvarar för vad.
role-case_worker = Handläggare
role-case_worker-about = Följer de hushåll vars steg den egna enheten ansvarar för.
role-desk = Ankomst
role-desk-about = Registrerar hushåll som kommer och ser dem som den egna enheten har registrerat.
role-partner_coordinator = Samordnare i civilsamhället
role-partner_coordinator-about = Svarar på hänvisningar till den egna organisationen.
role-volunteer = Volontär
role-volunteer-about = Ser nästa steg i det som den egna organisationen har tackat ja till, aldrig hela akten.
role-host = Värd
role-host-about = Ser det egna hemmet och när det används.
role-reader = Läsare
role-reader-about = Ser siffror och uppföljning, aldrig en person.
role-administrator = Administratör
role-administrator-about = Sköter användare, organisationer och ansvar. Ser inga hushåll.
