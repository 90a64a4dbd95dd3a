import-title = Importera
import-lead = Läs in hushåll eller boenden från en fil. Inget sparas förrän du har sett vad som händer.
import-file = Fil
import-file-hint = CSV med rubriker på första raden
import-check = Granska filen
import-rows-good = { $n ->
    [0] Ingen rad går att läsa in
    [one] { $n } rad går att läsa in
   *[other] { $n } rader går att läsa in
}
import-rows-bad = { $n ->
    [0] Inga rader behöver rättas
    [one] { $n } rad behöver rättas
   *[other] { $n } rader behöver rättas
}
import-row = Rad { $row }
import-column = Kolumn
import-problem = Vad som behöver rättas
import-run = Läs in raderna
import-done = { $n ->
    [one] { $n } rad är inläst
   *[other] { $n } rader är inlästa
}
import-already = Filen är redan inläst { $date }. Inget har lästs in en gång till.
import-report = Ladda ner rapporten
