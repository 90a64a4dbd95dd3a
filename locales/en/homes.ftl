homes-title = Homes
homes-new = Add a home
homes-free-beds = { $n ->
    [0] No free beds
    [one] { $n } free bed
   *[other] { $n } free beds
}
homes-free-of = { $free } of { $total } beds are free on the night before { $date }
homes-kind = Kind of home
homes-rooms = Rooms
homes-room = Room { $name }
homes-beds = Beds
homes-bed = Bed { $name }
homes-address = Address
homes-address-hidden = The address is shown only when both have said yes.
homes-stays = Who lives here
homes-place = Place a household
homes-place-from = From the night of
homes-place-to = Until the morning of
homes-nights = { $n ->
    [one] { $n } night
   *[other] { $n } nights
}
homes-taken = The bed is already promised from { $from } to { $to }. Choose another bed or other nights.
homes-end-stay = End the stay
homes-stay-ends = The stay ends { $date }
homes-no-next = No next home is planned.
homes-vetting-incomplete = The vetting is not complete. A household with a child or a protected person may not be placed here.

home_kind-municipal_flat = Municipal flat
home_kind-host_home = Host home (engagemangshem)
home_kind-collective = Collective housing
home_kind-evacuation = Evacuation place
home_kind-protected_housing = Protected housing

# Conditions and properties.
home_condition-step_free = Step-free
home_condition-pets_allowed = Pets welcome
home_condition-smoking_allowed = Smoking allowed
home_condition-women_only = Women and children only
home_condition-lockable_rooms = Rooms that can be locked
home_condition-exclusive = One household at a time
