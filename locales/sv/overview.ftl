overview-title = Överblick
overview-arrivals = Ankomster
overview-arrived-since = { $n ->
    [0] Ingen har kommit sedan { $date }
    [one] { $n } person har kommit sedan { $date }
   *[other] { $n } personer har kommit sedan { $date }
}
overview-in-reception = I mottagandet nu
overview-overdue = Försenat
overview-overdue-none = Inget är försenat.
overview-unanswered = Väntar på svar
overview-fell-back = Ansvar som har gått tillbaka
overview-free-beds = Lediga bäddar i natt
overview-without-home = Hushåll utan boende i natt
overview-by-link = Per länk
overview-by-actor = Per ansvarig aktör
overview-few = Färre än fem visas inte.
overview-show-table = Visa som tabell
overview-show-picture = Visa som bild
