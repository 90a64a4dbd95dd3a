# Trygghetskedjan: länkarna, vad de är, och hur långt de har kommit. Både personal och nyanlända läser detta.

chain-title = Trygghetskedja
chain-lead = Från ankomst till en trygg punkt. Varje öppen länk har precis en ansvarig.
chain-empty = Kedjan är tom. Lägg till den första länken.
chain-add-link = Lägg till länk
chain-accountable = Ansvarig
chain-due = Klart senast
chain-next-step = Nästa steg
chain-refer = Hänvisa
chain-start = Påbörja
chain-finish = Markera som klar
chain-not-needed = Behövs inte
chain-not-needed-who = Vem har sagt att den inte behövs?
chain-pause = Pausa
chain-pause-until = Pausa till
chain-resume = Återuppta
chain-reopen = Öppna igen
chain-reopen-why = Varför öppnas den igen?
chain-fell-back = Ansvaret gick tillbaka från { $actor } { $date }: { $reason }.
chain-open-links = { $n ->
    [0] Inga öppna länkar
    [one] { $n } öppen länk
   *[other] { $n } öppna länkar
}
chain-overdue-links = { $n ->
    [0] Inga försenade länkar
    [one] { $n } försenad länk
   *[other] { $n } försenade länkar
}
chain-history = Vad som har hänt

chain-title-of = Trygghetskedja för { $reference }
chain-glance = Kedjan i korthet
chain-picture-label = Kedjan i korthet. Samma uppgifter står i listan nedanför.
chain-key = Teckenförklaring
chain-template-since = Reglerna gäller från { $date }
chain-now = här är hushållet nu
chain-phase-empty = Inget stöd ännu i den här delen.
chain-every-link = Varje länk
chain-support = Stöd
chain-duty = Ansvar enligt lag eller beslut
chain-whole-household = Hela hushållet
chain-person = Person
chain-missing = Saknas
chain-missing-count = { $n ->
    [one] { $n } länk saknas. Reglerna säger att hushållet ska ha den.
   *[other] { $n } länkar saknas. Reglerna säger att hushållet ska ha dem.
}
chain-nobody-yet = Ingen ännu
chain-uncertain = Åldern är osäker. Fråga om det här gäller.
chain-some-of = { $n } av { $all }: { $state }
chain-due-on = senast { $date }
chain-no-deadline = Ingen tidsfrist
chain-due-by-hand = Satt för hand, inte av en regel.
chain-due-by-hand-rule = Satt för hand. Regeln ger { $date }.
chain-due-counts-from = Räknas från { $event }, som inte är känt än.
chain-source-local = Lokal policy, inte lag.
chain-no-duty = Inget uppdrag är registrerat.
chain-owner-by-rule = Enligt reglerna: { $owner }.
chain-duty-stale = Länge sedan någon bekräftade uppdraget.
chain-duty-ended = Uppdraget har tagit slut.
chain-undecided = Väntar på beslut sedan { $date }.
chain-decide-title = Någon behöver bestämma
chain-decide-lead = Efter bytet av rättslig status kräver reglerna inte den här länken längre. Låt den fortsätta, eller säg att den inte behövs.
chain-decide-owner = Efter bytet av rättslig status har någon annan ansvaret enligt reglerna. Låt länken fortsätta som den är, eller lämna över den.
chain-keep = Låt den fortsätta
chain-warning = Varning:
chain-referral = Hänvisning
chain-acts = Vad du kan göra nu
chain-edit = Nästa steg och tidsfrist
chain-next-step-hint = Med ord som hushållet kan läsa. Skriv inget känsligt här.
chain-date-hint = År-månad-dag, till exempel 2026-03-09
chain-reason-hint = Med några ord. Skälet syns för dem som arbetar med länken.
chain-pause-hint = Dagen då någon ska titta på länken igen. Utan dag gäller den vanliga tidsfristen.
chain-not-needed-hint = Till exempel hushållet självt, skolan eller vårdcentralen.
chain-hand-over = Lämna över ansvaret
chain-hand-over-hint = Här finns bara de som ansvarskartan pekar ut för det här stödet. Alla andra får en hänvisning.
chain-paused-until = Till { $date }: { $reason }
chain-because = Skäl: { $reason }
chain-done-on = Klar { $date }
chain-reopened-because = Öppnad igen: { $reason }
chain-conflict-lead = Inget har skrivits över. Jämför, och skicka igen längre ned om ditt fortfarande gäller.
chain-happened-planned = Planerad
chain-happened-next-step = Nästa steg ändrat
chain-happened-undecided = Reglerna ändrades för hushållet. Någon behöver bestämma.
chain-happened-kept = Länken får fortsätta
chain-happened-other = Ändrad
chain-by-program = av programmet
chain-problem-who = Skriv vem som har sagt det
chain-problem-reason = Skriv med några ord varför
chain-problem-date = Skriv dagen som år-månad-dag, till exempel 2026-03-09
chain-problem-pause-until = Välj en dag efter i dag
chain-problem-deadline-past = Den nya dagen har redan passerat. Välj i dag eller senare
chain-problem-to = Välj vem som ska ansvara
chain-problem-person = Välj vem det gäller
chain-problem-status = Välj den nya rättsliga statusen
chain-problem-status-later = Dagen har inte kommit än. Skriv in bytet när det har skett
chain-problem-status-from = Dagen passar inte ihop med tidigare status. Välj en senare dag
chain-change-status = Ny rättslig status
chain-change-status-lead = Den rättsliga statusen avgör vilka länkar hushållet ska ha. Kedjan räknas om, och du får se vad som ändras. Inget tas bort av sig självt.
chain-status-person = Vem gäller det?
chain-status-now = Nu: { $status }
chain-status-new = Ny status
chain-status-from = Från och med
chain-status-from-hint = Dagen i beslutet, som år-månad-dag
chain-status-conflict = Någon annan har ändrat hushållet. Titta på vad som gäller nu och skicka igen om ditt fortfarande stämmer.
chain-changes-title = Det här ändrades i kedjan
chain-changes-none = Kedjan är som förut
chain-changes-added = Nya länkar
chain-changes-added-lead = De är planerade, var och en med en ansvarig.
chain-changes-removed = Länkar som reglerna inte längre kräver
chain-changes-removed-lead = De öppna finns kvar och väntar på att någon bestämmer.
chain-changes-moved = Ny tidsfrist eller nytt ansvar
chain-changes-moved-lead = Tidsfrister som någon har satt för hand står kvar. Länkar med nytt ansvar väntar på att någon bestämmer.
chain-change = Ändring
chain-change-deadline = Tidsfrist: { $before } blir { $after }
chain-change-owner = Ansvar enligt reglerna: { $before } blir { $after }
chain-to-chain = Till kedjan
chain-letter-subject = { $n ->
    [one] { $n } länk är försenad
   *[other] { $n } länkar är försenade
}
chain-letter-body =
    De här länkarna i trygghetskedjan är försenade:

    { $links }

    Logga in för att se vad som behövs: { $address }
chain-letter-more = { $n ->
    [one] och { $n } till
   *[other] och { $n } till
}

# Varför ett steg inte är möjligt, och vad man gör i stället.
why-wrong_state = Länken är inte längre i ett läge där det går. Se hur den står nu.
why-unaccompanied_child = Ett ensamkommande barn ska till socialtjänsten genast. Länken kan inte pausas, skjutas upp eller tas bort.
why-not_an_authority = Länken för ett ensamkommande barn ska ligga hos en myndighet. Välj en myndighet.
why-other_referral = Hänvisningen hör till en annan länk.
why-referral_is = Hänvisningen är inte i det läge som krävs. Svara på hänvisningen först.
why-actor_not_active = Den aktören kan inte ta länken i dag. Välj en annan.
why-duty_does_not_hold = Uppdraget gäller inte i dag. Bekräfta det eller välj en aktör med ett uppdrag som gäller.
refused-not-missing = Länken saknas inte längre. Någon annan hann före, eller reglerna har ändrats.

link-crisis_support = Krisstöd
link-crisis_support-about = Någon att tala med när svåra saker har hänt.
link-health_promotion = Hälsa
link-health_promotion-about = Hjälp att må bra: sömn, rörelse, mat, och hur vården fungerar här.
link-language = Språk och folkbildning
link-language-about = Språkkafé, studiecirkel eller folkhögskola, även innan sfi börjar.
link-language_folkbildning = { link-language }
link-language_folkbildning-about = { link-language-about }
link-leisure = Fritid och gemenskap
link-leisure-about = Idrott, kultur, lek, och människor att lära känna.
link-leisure_social = { link-leisure }
link-leisure_social-about = { link-leisure-about }
link-counselling = Rådgivning
link-counselling-about = Svar om rättigheter, asyl, pengar och vardag, av någon som kan reglerna.
link-tracing = Söka anhöriga
link-tracing-about = Röda Korset hjälper den som vill söka efter sin familj eller återförenas med den.
link-housing = Boende
link-housing-about = Ett tryggt ställe att bo på, och en plan för nästa.
link-preschool = Förskola
link-preschool-about = En plats i förskolan för barn som inte går i skolan än.
link-school = Skola
link-school-about = En plats i förskoleklass, grundskola eller gymnasium.
link-health_examination = Hälsoundersökning
link-health_examination-about = Ett samtal och en kontroll hos vården. Det kostar inget, och vårdpersonalen har tystnadsplikt.
link-sfi = Svenska för invandrare, sfi
link-sfi-about = Undervisning i svenska för vuxna.
link-civic_orientation = Samhällsorientering
link-civic_orientation-about = En kurs om hur samhället fungerar, på ett språk man förstår väl.
link-registration = Registrering
link-registration-about = Ansökan och registrering hos Migrationsverket.
link-population_registration = Folkbokföring
link-population_registration-about = Anmälan till Skatteverket, för den som ska vara folkbokförd i Sverige.
link-social_services = Socialtjänst
link-social_services-about = Hjälp från kommunen med det som är svårt hemma, med barn, pengar eller skydd.
link-guardian = God man
link-guardian-about = En vuxen som företräder ett barn som har kommit utan sina föräldrar.

link_state-planned = Planerad
link_state-referred = Hänvisad, väntar på svar
link_state-accepted = Mottagen
link_state-ongoing = Pågår
link_state-done = Klar
link_state-not_needed = Behövs inte
link_state-paused = Pausad
link-overdue = { $n ->
    [one] Försenad { $n } dag
   *[other] Försenad { $n } dagar
}

# Vad som har hänt med en länk, i dess historik.
link_event-start = Påbörjad
link_event-refer = Hänvisad
link_event-accept = Mottagen
link_event-decline = Avböjd
link_event-withdraw = Hänvisningen togs tillbaka
link_event-return_to_sender = Lämnad tillbaka till avsändaren
link_event-complete = Klar
link_event-not_needed = Behövs inte
link_event-pause = Pausad
link_event-resume = Återupptagen
link_event-reopen = Öppnad igen
link_event-reassign = Överlämnad till annan ansvarig
link_event-adopt_duty = Lagd under ett annat ansvar
link_event-reschedule = Ny tid
link_event-fall_back = Ansvaret gick tillbaka

# Hur hela kedjan står.
chain_state-empty = Ingen plan än
chain_state-gaps = Stöd saknas
chain_state-overdue = Försenad
chain_state-waiting = Väntar på svar
chain_state-on_track = På väg
chain_state-complete = Trygg punkt nådd

# Varför ansvaret gick tillbaka av sig självt.
fallback-actor_ended = Aktören deltar inte längre
fallback-not_an_authority = Ett ensamkommande barn får bara en myndighet ansvara för
fallback-duty_expired = Uppdraget har gått ut
fallback-receiver_ended = Den tillfrågade aktören deltar inte längre
