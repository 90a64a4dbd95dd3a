# Ord som alla sidor delar. Allt utom nav-… finns även på ukrainska och arabiska, för de nyanländas sidor.

-app = Hamn

common-app = { -app }
common-tagline = Mottagandet som kommunen och civilsamhället driver tillsammans
common-page-title = { $page } – { -app }
common-skip = Hoppa till innehållet
common-missing-translation = Delar av sidan är inte översatta än. De visas på ett annat språk.
common-sign-in = Logga in
common-sign-out = Logga ut
common-save = Spara
common-cancel = Avbryt
common-back = Tillbaka
common-search = Sök
common-clear = Rensa
common-filter = Visa urval
common-change = Ändra
common-yes = Ja
common-no = Nej
common-unknown = Vet inte
common-none = Ingen
common-not-given = Inte angivet
common-required = obligatoriskt
common-optional = valfritt
common-saved = Sparat.
common-errors-title = Det finns något att rätta
common-empty = Här finns inget än.
common-no-hits = Inget stämmer med sökningen. Prova färre ord eller rensa urvalet.
common-hits = { $n ->
    [one] { $n } träff
   *[other] { $n } träffar
}
common-previous-page = Föregående sida
common-next-page = Nästa sida
common-instant = { $date } kl. { $time }
common-from-to = { $from } till { $to }
common-today = i dag
common-tomorrow = i morgon
common-yesterday = i går
common-days-ahead = { $n ->
    [one] om { $n } dag
   *[other] om { $n } dagar
}
common-days-ago = { $n ->
    [one] { $n } dag sen
   *[other] { $n } dagar sen
}
common-persons = { $n ->
    [one] { $n } person
   *[other] { $n } personer
}
common-children = { $n ->
    [0] inga barn
    [one] { $n } barn
   *[other] { $n } barn
}
common-reason = Skäl
common-source = Källa
common-phone = Telefon
common-email = E-post
common-name = Namn
common-status = Läge
common-note = Anteckning
common-error-prefix = Fel:
common-since = Sedan { $from }
common-demo = Det här är en övning. Alla människor här är påhittade.

nav-label = Huvudmeny
nav-overview = Överblick
nav-desk = Ankomst
nav-households = Hushåll
nav-referrals = Hänvisningar
nav-homes = Boenden
nav-people = Användare
nav-actors = Aktörer
nav-import = Import
nav-audit = Logg
nav-newcomer = Den nyanländas sida
nav-duties = Ansvar
nav-tasks = Mina uppgifter
common-all = Alla
common-year = År
common-month = Månad
common-day = Dag
common-pages = Sidor
common-breadcrumbs = Du är här
session-kept = Vi sparade det du skrev här tidigare.
session-kept-drop = Kasta det
