homes-title = Boenden
homes-new = Lägg till boende
homes-free-beds = { $n ->
    [0] Inga lediga bäddar
    [one] { $n } ledig bädd
   *[other] { $n } lediga bäddar
}
homes-free-of = { $free } av { $total } bäddar är lediga natten till { $date }
homes-kind = Slag av boende
homes-rooms = Rum
homes-room = Rum { $name }
homes-beds = Bäddar
homes-bed = Bädd { $name }
homes-address = Adress
homes-address-hidden = Adressen visas först när båda har tackat ja.
homes-stays = Vem bor här
homes-place = Placera hushåll
homes-place-from = Från natten
homes-place-to = Till och med morgonen
homes-nights = { $n ->
    [one] { $n } natt
   *[other] { $n } nätter
}
homes-taken = Bädden är redan lovad { $from } till { $to }. Välj en annan bädd eller andra nätter.
homes-end-stay = Avsluta vistelsen
homes-stay-ends = Vistelsen slutar { $date }
homes-no-next = Inget nästa boende är planerat.
homes-vetting-incomplete = Lämplighetsprövningen är inte klar. Hushåll med barn eller skyddade personer får inte placeras här.

home_kind-municipal_flat = Kommunens lägenhet
home_kind-host_home = Engagemangshem
home_kind-collective = Kollektivt boende
home_kind-evacuation = Evakueringsplats
home_kind-protected_housing = Skyddat boende

# Villkor och egenskaper.
home_condition-step_free = Utan trappsteg
home_condition-pets_allowed = Husdjur går bra
home_condition-smoking_allowed = Rökning tillåten
home_condition-women_only = Bara kvinnor och barn
home_condition-lockable_rooms = Rum som går att låsa
home_condition-exclusive = Ett hushåll i taget
