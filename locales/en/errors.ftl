# Errors in forms, and pages that cannot be shown. Say what happened and what to do now. Never blame the reader.

error-not-found = Page not found
error-not-found-text = Either it does not exist, or it is not part of your work.
error-not-found-next = Check the address or go to the start page.
error-forbidden = This is not part of your role
error-forbidden-text = Your role may not do this.
error-forbidden-next = Ask your administrator if you need it for your work.
error-invalid = There is something to correct
error-invalid-text = Part of what you wrote cannot be saved as it stands.
error-invalid-next = Go back, correct what is marked and send again. What you wrote is still there.
error-conflict = Somebody else was faster
error-conflict-text = Somebody else saved a change while you were writing. Nothing has been overwritten.
error-conflict-next = Go back, reload the page and compare before you save.
error-already-sent = It has already been sent
error-already-sent-text = The form has already been sent. Nothing has been saved twice.
error-already-sent-next = Go on to what you sent, or open the form anew.
error-refused = This cannot be done now
error-refused-text = The rules do not allow this step as things stand.
error-refused-next = Go back and see how things stand.
error-too-many = Too many attempts
error-too-many-text = There have been too many attempts in a short time.
error-too-many-next = Wait a while and try again.
error-unwritable = Nothing can be saved right now
error-unwritable-text = You can read, but not save. What you wrote has not been saved.
error-unwritable-next = Try again in a while. What you had saved is still there.
error-unreachable = Hamn is busy just now
error-unreachable-text = The database does not answer. If you sent something, it is uncertain whether it was saved.
error-unreachable-next = Wait half a minute. Then go back in the browser and send it again: nothing is saved twice.
error-broken = Something went wrong on our side
error-broken-text = The error has been recorded.
error-broken-next = Try again in a while. What you had saved is still there.
error-to-start = To the start page

error-conflict-yours = What you wrote
error-conflict-theirs = What is saved now
error-conflict-keep-yours = Save what I wrote
error-conflict-keep-theirs = Keep what is saved
error-date-order = The end date must come after the start date
error-too-long = { $n ->
    [one] Shorten the text. There is room for { $n } character
   *[other] Shorten the text. There is room for { $n } characters
}
error-email = Enter a whole email address, for example name@example.org
error-file-too-large = The file is too large. It may be at most { $n } MB
