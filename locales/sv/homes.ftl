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
homes-stays = Vem bor här
homes-place = Placera hushåll
homes-place-from = Från natten
homes-place-to = Till och med morgonen
homes-nights = { $n ->
    [one] { $n } natt
   *[other] { $n } nätter
}
homes-taken = Bädden är redan lovad { $from } till { $to }. Välj en annan bädd eller andra nätter.
homes-no-next = Inget nästa boende är planerat.
homes-vetting-incomplete = Lämplighetsprövningen är inte klar. Hushåll med barn eller skyddade personer får inte placeras här.

homes-filter = Välj bland boenden
homes-none = Inga boenden är inlagda, eller inga som är dina att se.
homes-export = Exportera listan
homes-by-area = Område för område
homes-each = Varje boende
homes-night = Natt
homes-tonight = I natt
homes-on-night = Natten som börjar { $date }
homes-later = Fyra veckor senare
homes-free-at-least = Minst så många lediga
homes-key = Teckenförklaring
homes-occupied = Belagda
homes-blocked = Spärrade
homes-free = Lediga
homes-over = Utöver bäddarna
homes-blocked-count = { $n ->
    [one] { $n } spärrad
   *[other] { $n } spärrade
}
homes-over-count = { $n ->
    [one] { $n } person utöver bäddarna
   *[other] { $n } personer utöver bäddarna
}
homes-occupancy = { $total } bäddar: { $occupied } belagda, { $blocked } spärrade, { $free } lediga, { $over } personer utöver bäddarna
homes-protected = Skyddat
homes-protected-about = Att boendet finns, och var, är hemligt. Berätta det bara för den som behöver veta.
homes-change = Ändra boendet
homes-edit = Ändra { $name }
homes-created = Boendet är inlagt.
homes-owner = Ansvarig aktör
homes-conditions = Villkor
homes-open = Går att bo i
homes-open-from = Går att bo i från natten
homes-open-to = Till morgonen
homes-address-not-yours = Adressen visas för den som ansvarar för boendet
homes-address-forbidden = Adressen får inte sparas, för någon som bor här har skyddade uppgifter. Använd Skatteverkets förmedling av post och berätta vägen muntligt.
homes-address-hint = Sparas krypterad. Lämna tomt för skyddat boende.
homes-name-hint = Ett namn som inte röjer adressen om den är hemlig
homes-area-hint = Orten eller stadsdelen, inte gatan
homes-in-use = När boendet används
homes-not-in-use = Ingen är placerad här.
homes-other-household = Ett annat hushåll
homes-nights-label = Nätter
homes-nights-words = Från natten som börjar { $from } till morgonen { $to } ({ $nights })
homes-nights-since = Från natten som börjar { $from } och tills vidare
homes-bed-free = Ledig
homes-bed-taken = Lovad till { $date }
homes-bed-blocked = Spärrad till { $date }
homes-block = Spärra bäddar
homes-block-hint = Kryssa för bäddarna ovan. En bädd där någon redan sover räknas som belagd tills de har fått en annan.
homes-block-reason-hint = Till exempel målning eller vattenskada. Skriv inget om personer.
homes-block-do = Spärra
homes-blocks = Spärrade bäddar
homes-blocked-notice = Bäddarna är spärrade.
homes-unblock = Öppna från i dag
homes-unblocked-notice = Bädden är öppen igen.
homes-ahead = De närmaste åtta veckorna
homes-room-name = Namn på rum { $number }
homes-room-beds = Bäddar i rum { $number }
homes-rooms-hint = Ett rum med noll bäddar tas bort. En bädd som någon har sovit i kan inte tas bort, men spärras.
homes-layout = Rum och bäddar
homes-layout-more = Fler rum
homes-layout-hint = Bäddar i varje rum: 2+1+2 är tre rum. 3*2 är tre rum med två bäddar i varje.
homes-conflict-lead = Inget har skrivits över. Jämför, och välj vad som ska gälla.
homes-conflict-yours = Ditt, inte sparat
homes-conflict-saved = Sparat nu
homes-conflict-mine = Spara mitt ändå
homes-conflict-theirs = Utgå från det sparade
homes-problem-name = Skriv vad boendet kallas
homes-problem-area = Skriv vilket område boendet ligger i
homes-problem-kind = Välj slag av boende
homes-problem-owner = Välj en aktör som är verksam i dag och som du får lägga boendet hos
homes-problem-no-beds = Ange minst ett rum med en bädd
homes-problem-layout = Skriv bäddarna i varje rum med plus emellan, till exempel 2+1+2
homes-problem-number = Skriv antalet bäddar med siffror
homes-problem-bed-used = Någon har eller har haft en av bäddarna. Behåll dem och spärra dem i stället.
homes-problem-address-protected = Adressen får inte sparas: någon som bor här har skyddade uppgifter. Ta bort den.
homes-problem-date = Ange ett datum
homes-problem-interval = Sista morgonen måste komma efter första natten
homes-problem-reason = Skriv med några ord varför
homes-problem-choose-beds = Kryssa för minst en bädd i det här boendet

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

action-home-created = Ett boende lades in
action-home-edited = Ett boende ändrades
action-home-blocked = Bäddar spärrades
action-home-unblocked = En spärrad bädd öppnades
