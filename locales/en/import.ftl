import-title = Import
import-lead = Read households or homes from a file. Nothing is saved until you have seen what will happen.
import-file = File
import-file-hint = CSV with headings in the first row
import-check = Check the file
import-rows-good = { $n ->
    [0] No row can be read
    [one] { $n } row can be read
   *[other] { $n } rows can be read
}
import-rows-bad = { $n ->
    [0] No rows need correcting
    [one] { $n } row needs correcting
   *[other] { $n } rows need correcting
}
import-row = Row { $row }
import-column = Column
import-problem = What needs correcting
import-run = Import the rows
import-done = { $n ->
    [one] { $n } row has been imported
   *[other] { $n } rows have been imported
}
import-already = The file was already imported on { $date }. Nothing has been imported again.
import-report = Download the report
