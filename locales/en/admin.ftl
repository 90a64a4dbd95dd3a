admin-users-title = Users
admin-actors-title = Actors
admin-duties-title = Duties
admin-new-user = Add a user
admin-new-actor = Add an actor
admin-role = Role
admin-role-from = Valid from
admin-audit-title = Log
admin-audit-who = Who
admin-audit-what = What
admin-audit-when = When

actor_kind-authority = Authority
actor_kind-municipal_unit = Municipal committee or department
actor_kind-association = Idea-driven organisation
actor_kind-company = Company
actor_kind-informal_group = Informal group

admin-users-lead = Who may sign in, and as what. Nobody changes their own rights.
admin-new-user-lead = A letter goes to the address. The role begins to hold when the person signs in from it.
admin-roles-explained = What the roles mean
admin-role-to = Ends on
admin-role-to-hint = From this day it no longer holds
admin-actor = Actor
admin-choose = Choose
admin-language = Language
admin-email-hint = Only the person who reads this mailbox can sign in
admin-send-invitation = Send the invitation
admin-change-role = Change the role
admin-add-role = Give one more role
admin-cleared = Cleared for protected identities
admin-cleared-hint = Only named coordinators and case workers. Without it, protected households do not exist for the person.
admin-is-cleared = Cleared for protected identities
admin-own-account = This is you. Another administrator has to change your rights.
admin-state-invited = Invited
admin-state-confirmed = In force
admin-state-suspended = Suspended
admin-state-ended = Ended
admin-state-closed = Closed
admin-suspend = Suspend
admin-resume = Let it hold again
admin-sessions = Signed in now
admin-no-sessions = Not signed in anywhere.
admin-session = Since { $since }, last used { $seen }
admin-end-sessions = Sign out everywhere
admin-account = The account
admin-is-closed = The account is closed. The person cannot sign in.
admin-close-account = Close the account
admin-close-lead = The person is signed out at once and cannot sign in again. Nothing they have done is removed.
admin-open-account = Open the account again
admin-done-invited = The invitation has been sent.
admin-done-closed = The account is closed and everybody using it is signed out.
admin-done-sessions-ended = The person is signed out everywhere.
admin-problem-name = Enter a name of at most 200 characters
admin-problem-email-taken = Somebody here already has this address. Give that person the role instead
admin-problem-language = Choose a language
admin-problem-actor = Choose an actor that takes part on those days
admin-problem-role = Choose a role
admin-problem-role-authority = This role can only be held in an authority, a committee or a department
admin-problem-has-role = The person already has this role there
admin-problem-cleared = Only coordinators and case workers of an authority can be cleared
admin-problem-date = Enter the day as year-month-day, for example 2026-03-09
refused-membership-state = The role has changed meanwhile. An invited role is confirmed by the person signing in.
admin-letter-subject = You are invited to Hamn
admin-letter-body =
    Hello!

    You have been given the role { $role } at { $actor } in Hamn.

    Open this page and enter { $email }. You then get a link to sign in with, and the role begins to hold:

    { $link }

    Did you not expect this? Then you need do nothing.

admin-audit-lead = Who did what, and when. Only ids and the names of fields, never what they hold. The log cannot be changed.
admin-audit-number = Number
admin-audit-record = Record
admin-audit-program = The program
admin-audit-older = Older
admin-audit-latest = Latest
admin-audit-check = Check the whole log
admin-audit-whole = The log is whole
admin-audit-count = { $n ->
    [one] { $n } entry, in its place and unchanged.
   *[other] { $n } entries, each in its place and unchanged.
}
admin-audit-head = The last seal, worth writing down outside the system:
admin-audit-broken = The log does not hold
admin-audit-broken-at = The first wrong entry is number { $number }.

claim-title = Begin using Hamn
claim-lead = Nobody uses this installation yet. Whoever has the code becomes its first administrator.
claim-code = The code
claim-code-hint = It was shown in the terminal when the program started
claim-name = Your name
claim-email-hint = You will sign in with links that go to this address
claim-send = Begin
claim-problem-code = The code is not right. Look in the terminal for the latest one

view-as-title = View as another role
view-as-lead = You see the menus and pages of the role. Nothing can be saved, and you never see more about people than you may see yourself.
view-as-begin = View
