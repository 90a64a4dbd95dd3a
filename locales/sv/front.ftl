# Ingången: tre dörrar till samma mottagande.

front-title = Välkommen
front-heading = En trygg hamn
front-lead = Här hjälps kommunen och civilsamhället åt, så att ingen som kommer hit tappas bort.
front-newcomer = Jag är ny här
front-newcomer-about = Se ditt nästa steg, vem som ansvarar och vem som har sett dina uppgifter.
front-society = Jag är i civilsamhället
front-society-about = För föreningar, volontärer och värdar.
front-municipality = Jag arbetar i kommunen
front-municipality-about = För samordnare, handläggare och den som tar emot vid ankomst.
