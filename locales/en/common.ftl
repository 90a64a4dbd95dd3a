# Words that every page shares. British spelling. Everything but nav-… also exists in Ukrainian and Arabic.

-app = Hamn

common-app = { -app }
common-tagline = The reception that the municipality and civil society run together
common-page-title = { $page } – { -app }
common-skip = Skip to main content
common-missing-translation = Parts of this page are not translated yet. They are shown in another language.
common-sign-in = Sign in
common-sign-out = Sign out
common-save = Save
common-cancel = Cancel
common-back = Back
common-search = Search
common-clear = Clear
common-filter = Filter
common-change = Change
common-yes = Yes
common-no = No
common-unknown = Not known
common-none = None
common-not-given = Not given
common-required = required
common-optional = optional
common-saved = Saved.
common-errors-title = There is something to correct
common-empty = There is nothing here yet.
common-no-hits = Nothing matches your search. Try fewer words or clear the filter.
common-hits = { $n ->
    [one] { $n } match
   *[other] { $n } matches
}
common-previous-page = Previous page
common-next-page = Next page
common-instant = { $date } at { $time }
common-from-to = { $from } to { $to }
common-today = today
common-tomorrow = tomorrow
common-yesterday = yesterday
common-days-ahead = { $n ->
    [one] in { $n } day
   *[other] in { $n } days
}
common-days-ago = { $n ->
    [one] { $n } day ago
   *[other] { $n } days ago
}
common-persons = { $n ->
    [one] { $n } person
   *[other] { $n } people
}
common-children = { $n ->
    [0] no children
    [one] { $n } child
   *[other] { $n } children
}
common-reason = Reason
common-source = Source
common-phone = Telephone
common-email = Email
common-name = Name
common-status = Status
common-note = Note
common-error-prefix = Error:
common-since = Since { $from }
common-demo = This is an exercise. Everybody in it is made up.

nav-label = Main menu
nav-overview = Overview
nav-desk = Arrivals desk
nav-households = Households
nav-referrals = Referrals
nav-homes = Homes
nav-people = Users
nav-actors = Actors
nav-import = Import
nav-audit = Log
nav-newcomer = The newcomer’s page
nav-duties = Duties
nav-tasks = My tasks
common-all = All
common-year = Year
common-month = Month
common-day = Day
common-pages = Pages
common-breadcrumbs = You are here
session-kept = We kept what you typed here earlier.
session-kept-drop = Throw it away
