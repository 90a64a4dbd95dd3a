mailbox-lead = I en riktig installation går breven med e-post. Här ligger de i en mapp.
mailbox-empty = Inga brev än
mailbox-open-link = Öppna länken
mailbox-read = Läs brevet
