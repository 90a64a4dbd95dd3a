# Where the chain breaks: households that lack links, accountability that fell back, duties nobody or several have.

gap-title = Gaps
gap-lead = This is where the chain breaks. Begin at the top.
gap-households = Households that lack links
gap-households-lead = The rules say that the household should have the link, and nobody has planned it. Those who have waited longest come first.
gap-fell-back = Accountability that fell back
gap-fell-back-lead = The one who was accountable has ended. The link lies with the legal owner now, and nobody has taken it up.
gap-undecided = Waiting for a decision
gap-undecided-lead = The legal status has changed, and the rules no longer ask for the link or make it somebody else’s duty.
gap-duties = Duties
gap-duties-lead = Support that nobody or several answer for today, and duties that nobody has confirmed for long.
gap-no-households = Your role sees duties, not households.
gap-lacks = Lacks
gap-since = Since
gap-what = What is wrong
gap-for-whom = For whom
gap-who = Who
gap-nobody = Nobody has the duty
gap-several = { $n ->
    [one] { $n } actor has the duty
   *[other] { $n } actors have the same duty
}
gap-never-confirmed = Never confirmed
gap-stale-since = Last confirmed { $date }
gap-without-duty = { $n ->
    [one] { $n } open link without a duty
   *[other] { $n } open links without a duty
}
gap-none = No gaps here
gap-none-text = The chain holds in this part.
gap-download = Download as CSV
nav-gaps = Gaps
