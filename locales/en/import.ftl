# Reading a municipality's own files, and what must be corrected in them. Say what is wrong, where, and what to do.

import-title = Import
import-lead = Read households, homes or organisations from a file. Nothing is saved until you have seen what will happen.
import-kind = What the file holds
import-kind-households = Households
import-kind-homes = Homes
import-kind-organisations = Organisations
import-file = File
import-file-hint = CSV with headings in the first row, at most 100 MB. In Excel: Save as, CSV UTF-8.
import-check = Check the file
import-columns = Columns of a file with: { $kind }
import-column-also = May also be called
import-column-words = Words that are understood
import-rows-bad = { $n ->
    [one] { $n } thing must be corrected. Nothing of the file has been saved.
   *[other] { $n } things must be corrected. Nothing of the file has been saved.
}
import-first-shown = { $n ->
    [one] The first one is shown.
   *[other] The first { $n } are shown.
}
import-row = Row
import-column = Column
import-value = As it stands
import-problem = What needs correcting
import-problems-title = To correct
import-warnings-title = Good to know
import-warnings = { $n ->
    [one] { $n } thing to look at. It does not stop the import.
   *[other] { $n } things to look at. They do not stop the import.
}
import-refused = { $n ->
    [one] Correct { $n } thing in the file and check it again
   *[other] Correct { $n } things in the file and check it again
}
import-preview-title = This is what will happen
import-read-as = The letters of the file were read as { $encoding }.
import-tile-rows = rows in the file
import-tile-households = households will be registered
import-tile-people = people in them
import-tile-homes = homes will be added
import-tile-beds = beds in them
import-tile-organisations = organisations will be added
import-tile-already = already here and passed over
import-tile-known = households may be registered already
import-nothing-new = Everything in the file has been imported already
import-nothing-new-about = Nothing is imported a second time.
import-known = { $n ->
    [one] In { $n } household somebody has a number that is already in reception
   *[other] In { $n } households somebody has a number that is already in reception
}
import-known-about = The rows stand under Good to know. Compare them at the arrivals desk before you register them once more.
import-known-leave = Leave them out
import-known-register = Register them too
import-run = Import the rows
import-cancel = Throw the file away
import-cancelled = The file has been thrown away. Nothing was imported.
import-working = The file is being read in. It takes a while. Reload the page in a minute; if nothing happens you can import it again, nothing is made twice.
import-sample = { $n ->
    [one] The first new row
   *[other] The first { $n } new rows
}
import-done = The file has been imported
import-left-out = households were left out
import-file-gone = The file has been deleted here. Import the same file again if you like: what has come in already is passed over.
import-heading-kind = Kind
import-heading-reference = Reference
import-download = Download the list
import-warning-column = The column is not known and is not read. Change its heading if it should be.
import-warning-known = Somebody in reception has this number already.
import-warning-board = The board is neither in the file nor among the actors.
import-warning-host = The host is no user with the role of host. The home is imported without one.
import-warning-not-kept = The column is checked and not kept.
import-problem-no-file = Choose a file
import-problem-kind = Choose what the file holds
import-problem-unreadable = The file did not arrive whole. Send it again
import-problem-session = The page had been open for too long. Choose the file and send it again
import-problem-empty = The file is empty. Choose the file that holds the list.
import-problem-no-rows = The file has headings but no rows.
import-problem-workbook = The file is a workbook. Open it and save it as CSV UTF-8.
import-problem-not-text = The file is not a text file. Save the list as CSV.
import-problem-damaged = A letter is damaged. Save the list again as CSV UTF-8.
import-problem-no-headings = No heading is recognised. The first row must hold the headings below.
import-problem-missing-columns = Columns are missing: { $columns }. Add them.
import-problem-double-column = The column { $column } stands there twice. Take one away.
import-problem-open-quote = A quotation mark opens here and never closes. Close it or take it away.
import-problem-long-row = The row is far too long. Probably a quotation mark is missing.
import-problem-many-rows = The file has more than { $most } rows. Divide it.
import-problem-more-cells = The row has more values than there are headings. Put quotation marks around a value that holds the separator.
import-problem-stray-quote = A quotation mark within a quotation is written twice.
import-problem-required = A value is missing. Fill it in.
import-problem-too-long = The value is longer than { $most } characters. Shorten it.
import-problem-date = The date cannot be read. Write year-month-day, for example 2026-03-09.
import-problem-yes-no = Write yes or no.
import-problem-word = The word is not known. Write one of: { $words }.
import-problem-language = The language cannot be read. Write a code such as uk, fa-AF or ar, several with a bar between them.
import-problem-apart = The rows of the household do not follow each other. Sort the file by household.
import-problem-large-household = More than { $most } people have the same reference. Check that the column is the right one.
import-problem-other-arrival = The people of the household have different days of arrival. Write the same day, or divide the household.
import-problem-head-first = The first row of a household must be its head.
import-problem-two-heads = The household has a head already. Write what this person is to the head.
import-problem-number-twice = The same number stands on row { $line } too.
import-problem-name-twice = The name stands earlier in the file already.
import-problem-reference-twice = The reference stands earlier in the file already.
import-problem-protected-address = The address of protected housing is not kept. Leave it empty.
import-problem-owner = The organisation is not among the actors. Import the organisations first, or correct the name.
import-problem-taken = The reference was used for something else in an earlier file. Give the row a reference of its own.
refused-import-changed = Something in the file is no longer right, so nothing of it has been imported. Open the preview again and see what.
