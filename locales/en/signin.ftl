# Nobody has a password. One signs in with a link that comes by email. Never say whether an address has an account.

signin-title = Sign in
signin-lead = For you who work or volunteer in the reception.
signin-email = Your email address
signin-email-hint = We send you a link. You need no password.
signin-email-wrong = Enter a whole email address, for example name@example.org
signin-send = Send the link
signin-sent = Look in your email
signin-sent-text = If the address has an account here, a link will come shortly. Open it in this browser. It works once.
signin-sent-next = Has nothing come? Look among the spam, or ask the administrator of your organisation which address is used.
signin-press = Almost done. Press the button and you are signed in.
signin-other-browser = The link was opened in another browser than the one you asked for it in. Open it there, or ask for a new one here.
signin-spent = The link no longer works. It has been used or is too old. Ask for a new one.
signin-again = Ask for a new link
signin-ended = Your session has ended. Sign in again to go on.
signin-letter-subject = Sign in to Hamn
signin-letter-body =
    Hello!

    Open the link to sign in to Hamn:

    { $link }

    The link works once, for { $minutes } minutes, in the browser in which you asked for it.

    Did you not ask to sign in? Then you need do nothing.
signin-role-in = { $role }, { $actor }
signin-newcomer = Are you new here and have been given a code? See your safety chain
