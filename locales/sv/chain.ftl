# Trygghetskedjan: länkarna, vad de är, och hur långt de har kommit. Både personal och nyanlända läser detta.

chain-title = Trygghetskedja
chain-lead = Från ankomst till en trygg punkt. Varje öppen länk har precis en ansvarig.
chain-empty = Kedjan är tom. Lägg till den första länken.
chain-add-link = Lägg till länk
chain-accountable = Ansvarig
chain-accountable-since = { $actor } sedan { $date }
chain-due = Klart senast
chain-due-source = Tiden kommer av: { $source }
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
chain-fell-back = Ansvaret gick tillbaka till { $actor } när avtalet tog slut.
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
