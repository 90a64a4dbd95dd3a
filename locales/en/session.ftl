session-ended = You have been signed out
session-ended-text = You were away for a while. What you wrote is still here. Sign in in a new tab, then come back and send again.
session-changed = You have changed user or role
session-changed-text = You wrote this before you changed. Make sure that you are working as the one you should be, and send again.
session-sign-in-new-tab = Sign in in a new tab
session-send-again = Send again
session-what-was-typed = What you wrote
