overview-title = Overview
overview-arrivals = Arrivals
overview-arrived-since = { $n ->
    [0] Nobody has arrived since { $date }
    [one] { $n } person has arrived since { $date }
   *[other] { $n } people have arrived since { $date }
}
overview-in-reception = In reception now
overview-overdue = Overdue
overview-overdue-none = Nothing is overdue.
overview-unanswered = Waiting for an answer
overview-fell-back = Accountability that has gone back
overview-free-beds = Free beds tonight
overview-without-home = Households without a home tonight
overview-by-link = By link
overview-by-actor = By accountable actor
overview-few = Fewer than five are not shown.
overview-show-table = Show as a table
overview-show-picture = Show as a picture
