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
homes-stays = Who lives here
homes-place = Place a household
homes-place-from = From the night of
homes-place-to = Until the morning of
homes-nights = { $n ->
    [one] { $n } night
   *[other] { $n } nights
}
homes-taken = The bed is already promised from { $from } to { $to }. Choose another bed or other nights.
homes-no-next = No next home is planned.
homes-vetting-incomplete = The vetting is not complete. A household with a child or a protected person may not be placed here.

homes-filter = Choose among homes
homes-none = No homes have been added, or none that are yours to see.
homes-export = Export the list
homes-by-area = Area by area
homes-each = Each home
homes-night = Night
homes-tonight = Tonight
homes-on-night = The night that begins { $date }
homes-later = Four weeks later
homes-free-at-least = At least so many free
homes-key = Key
homes-occupied = Occupied
homes-blocked = Blocked
homes-free = Free
homes-over = Beyond the beds
homes-blocked-count = { $n ->
    [one] { $n } blocked
   *[other] { $n } blocked
}
homes-over-count = { $n ->
    [one] { $n } person beyond the beds
   *[other] { $n } people beyond the beds
}
homes-occupancy = { $total } beds: { $occupied } occupied, { $blocked } blocked, { $free } free, { $over } people beyond the beds
homes-protected = Protected
homes-protected-about = That this home exists, and where, is secret. Tell only those who need to know.
homes-change = Change the home
homes-edit = Change { $name }
homes-created = The home has been added.
homes-owner = Accountable actor
homes-conditions = Conditions
homes-open = Can be lived in
homes-open-from = Can be lived in from the night of
homes-open-to = Until the morning of
homes-address-not-yours = The address is shown to those who answer for the home
homes-address-forbidden = The address must not be kept, because somebody who lives here is protected. Use Skatteverket’s mail forwarding and tell the way by mouth.
homes-address-hint = Kept encrypted. Leave it empty for protected housing.
homes-name-hint = A name that does not give the address away if it is secret
homes-area-hint = The place or district, not the street
homes-in-use = When the home is in use
homes-not-in-use = Nobody has been placed here.
homes-other-household = Another household
homes-nights-label = Nights
homes-nights-words = From the night of { $from } to the morning of { $to } ({ $nights })
homes-nights-since = From the night of { $from } until further notice
homes-bed-free = Free
homes-bed-taken = Promised until { $date }
homes-bed-blocked = Blocked until { $date }
homes-block = Block beds
homes-block-hint = Tick the beds above. A bed in which somebody already sleeps counts as occupied until they have been given another.
homes-block-reason-hint = For example painting or water damage. Write nothing about people.
homes-block-do = Block
homes-blocks = Blocked beds
homes-blocked-notice = The beds are blocked.
homes-unblock = Open from today
homes-unblocked-notice = The bed is open again.
homes-ahead = The next eight weeks
homes-room-name = Name of room { $number }
homes-room-beds = Beds in room { $number }
homes-rooms-hint = A room with no beds is removed. A bed somebody has slept in cannot be removed, but blocked.
homes-layout = Rooms and beds
homes-layout-more = More rooms
homes-layout-hint = Beds in each room: 2+1+2 is three rooms. 3*2 is three rooms with two beds each.
homes-conflict-lead = Nothing has been overwritten. Compare, and choose what is to hold.
homes-conflict-yours = Yours, not saved
homes-conflict-saved = Saved now
homes-conflict-mine = Save mine anyway
homes-conflict-theirs = Begin from what is saved
homes-problem-name = Write what the home is called
homes-problem-area = Write in which area the home is
homes-problem-kind = Choose the kind of home
homes-problem-owner = Choose an actor that takes part today and that you may give the home to
homes-problem-no-beds = Give at least one room with a bed
homes-problem-layout = Write the beds of each room with a plus between, for example 2+1+2
homes-problem-number = Write the number of beds in digits
homes-problem-bed-used = Somebody has or had one of the beds. Keep them and block them instead.
homes-problem-address-protected = The address must not be kept: somebody who lives here is protected. Take it away.
homes-problem-date = Give a date
homes-problem-interval = The last morning must come after the first night
homes-problem-reason = Write in a few words why
homes-problem-choose-beds = Tick at least one bed of this home

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

action-home-created = A home was added
action-home-edited = A home was changed
action-home-blocked = Beds were blocked
action-home-unblocked = A blocked bed was opened
