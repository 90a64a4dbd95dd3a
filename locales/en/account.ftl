account-title = My account
account-roles-short = Roles
account-roles = My roles
account-current = You are working like this now
account-work-as = Work as this

view-as-banner = You see Hamn as the role { $role } sees it.
view-as-end = Stop viewing
mailbox-title = The exercise’s mailbox
