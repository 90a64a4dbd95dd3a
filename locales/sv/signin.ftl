# Ingen har lösenord. Man loggar in med en länk som kommer med e-post. Säg aldrig om en adress har ett konto.

signin-title = Logga in
signin-lead = För dig som arbetar eller är volontär i mottagandet.
signin-email = Din e-postadress
signin-email-hint = Vi skickar en länk. Du behöver inget lösenord.
signin-email-wrong = Skriv en hel e-postadress, till exempel namn@exempel.se
signin-send = Skicka länken
signin-sent = Titta i din e-post
signin-sent-text = Om adressen har ett konto här kommer det strax en länk. Öppna den i den här webbläsaren. Den gäller en gång.
signin-sent-next = Har inget kommit? Titta i skräpposten, eller fråga administratören i din organisation vilken adress som gäller.
signin-press = Nästan klart. Tryck på knappen, så är du inloggad.
signin-other-browser = Länken öppnades i en annan webbläsare än den du bad om den i. Öppna den där, eller be om en ny här.
signin-spent = Länken gäller inte längre. Den är redan använd eller för gammal. Be om en ny.
signin-again = Be om en ny länk
signin-ended = Din session har tagit slut. Logga in igen för att fortsätta.
signin-letter-subject = Logga in i Hamn
signin-letter-body =
    Hej!

    Öppna länken för att logga in i Hamn:

    { $link }

    Länken gäller en gång, i { $minutes } minuter, i samma webbläsare som du bad om den i.

    Har du inte bett om att logga in? Då behöver du inte göra något.
signin-role-in = { $role }, { $actor }
signin-newcomer = Är du ny här och har fått en kod? Se din trygghetskedja
