session-ended = Du har loggats ut
session-ended-text = Du har varit borta en stund. Det du skrev finns kvar här. Logga in i en ny flik, kom sedan tillbaka och skicka igen.
session-changed = Du har bytt användare eller roll
session-changed-text = Du skrev det här innan du bytte. Kontrollera att du arbetar som den du ska, och skicka igen.
session-sign-in-new-tab = Logga in i en ny flik
session-send-again = Skicka igen
session-what-was-typed = Det du skrev
