# Läsa in kommunens egna filer, och vad som måste rättas i dem. Säg vad som är fel, var, och vad man gör.

import-title = Importera
import-lead = Läs in hushåll, boenden eller organisationer från en fil. Inget sparas förrän du har sett vad som händer.
import-kind = Vad filen innehåller
import-kind-households = Hushåll
import-kind-homes = Boenden
import-kind-organisations = Organisationer
import-file = Fil
import-file-hint = CSV med rubriker på första raden, högst 100 MB. I Excel: Spara som, CSV UTF-8.
import-check = Granska filen
import-columns = Kolumner i en fil med: { $kind }
import-column-also = Kan också heta
import-column-words = Ord som förstås
import-rows-bad = { $n ->
    [one] { $n } sak måste rättas. Inget av filen har sparats.
   *[other] { $n } saker måste rättas. Inget av filen har sparats.
}
import-first-shown = { $n ->
    [one] Den första visas.
   *[other] De första { $n } visas.
}
import-row = Rad
import-column = Kolumn
import-value = Så står det
import-problem = Vad som behöver rättas
import-problems-title = Att rätta
import-warnings-title = Bra att veta
import-warnings = { $n ->
    [one] { $n } sak att titta på. Den hindrar inte inläsningen.
   *[other] { $n } saker att titta på. De hindrar inte inläsningen.
}
import-refused = { $n ->
    [one] Rätta { $n } sak i filen och granska den igen
   *[other] Rätta { $n } saker i filen och granska den igen
}
import-preview-title = Detta händer när filen läses in
import-read-as = Filens bokstäver är lästa som { $encoding }.
import-tile-rows = rader i filen
import-tile-households = hushåll registreras
import-tile-people = personer i dem
import-tile-homes = boenden läggs till
import-tile-beds = bäddar i dem
import-tile-organisations = organisationer läggs till
import-tile-already = fanns redan och hoppas över
import-tile-known = hushåll kan vara registrerade redan
import-nothing-new = Allt i filen är redan inläst
import-nothing-new-about = Inget läses in en gång till.
import-known = { $n ->
    [one] I { $n } hushåll har någon ett nummer som redan finns i mottagandet
   *[other] I { $n } hushåll har någon ett nummer som redan finns i mottagandet
}
import-known-about = Raderna står under Bra att veta. Jämför dem vid ankomstdisken innan du registrerar dem en gång till.
import-known-leave = Utelämna dem
import-known-register = Registrera dem också
import-run = Läs in raderna
import-cancel = Kasta filen
import-cancelled = Filen är kastad. Inget har lästs in.
import-working = Filen läses in. Det tar en stund. Ladda om sidan om någon minut; händer inget kan du läsa in den igen, ingenting blir dubbelt.
import-sample = { $n ->
    [one] Den första nya raden
   *[other] De första { $n } nya raderna
}
import-done = Filen är inläst
import-left-out = hushåll utelämnades
import-file-gone = Filen är raderad här. Läs in samma fil igen om du vill: det som redan kommit in hoppas över.
import-heading-kind = Slag
import-heading-reference = Referens
import-download = Ladda ner listan
import-warning-column = Kolumnen är okänd och läses inte. Byt rubrik om den ska läsas.
import-warning-known = Någon i mottagandet har redan detta nummer.
import-warning-board = Nämnden finns varken i filen eller bland aktörerna.
import-warning-host = Värden är ingen användare med rollen värd. Boendet läses in utan värd.
import-warning-not-kept = Kolumnen granskas men sparas inte.
import-problem-no-file = Välj en fil
import-problem-kind = Välj vad filen innehåller
import-problem-unreadable = Filen kom inte fram hel. Skicka den igen
import-problem-session = Sidan hade legat öppen för länge. Välj filen och skicka den igen
import-problem-empty = Filen är tom. Välj den fil som innehåller listan.
import-problem-no-rows = Filen har rubriker men inga rader.
import-problem-workbook = Filen är en arbetsbok. Öppna den och spara den som CSV UTF-8.
import-problem-not-text = Filen är ingen textfil. Spara listan som CSV.
import-problem-damaged = En bokstav är trasig. Spara listan på nytt som CSV UTF-8.
import-problem-no-headings = Ingen rubrik känns igen. Första raden ska innehålla rubrikerna nedan.
import-problem-missing-columns = Kolumner saknas: { $columns }. Lägg till dem.
import-problem-double-column = Kolumnen { $column } finns två gånger. Ta bort den ena.
import-problem-open-quote = Ett citattecken börjar här och slutar aldrig. Avsluta det eller ta bort det.
import-problem-long-row = Raden är orimligt lång. Troligen saknas ett citattecken.
import-problem-many-rows = Filen har fler än { $most } rader. Dela den.
import-problem-more-cells = Raden har fler värden än det finns rubriker. Sätt citattecken om ett värde som innehåller skiljetecknet.
import-problem-stray-quote = Ett citattecken inne i ett citat ska skrivas två gånger.
import-problem-required = Ett värde saknas. Fyll i det.
import-problem-too-long = Värdet är längre än { $most } tecken. Korta det.
import-problem-date = Datumet går inte att läsa. Skriv år-månad-dag, till exempel 2026-03-09.
import-problem-yes-no = Skriv ja eller nej.
import-problem-word = Ordet är okänt. Skriv något av: { $words }.
import-problem-language = Språket går inte att läsa. Skriv en kod som uk, fa-AF eller ar, flera med lodstreck emellan.
import-problem-apart = Hushållets rader står inte efter varandra. Sortera filen efter hushåll.
import-problem-large-household = Fler än { $most } personer har samma referens. Kontrollera att kolumnen är rätt.
import-problem-other-arrival = Hushållets personer har olika ankomstdag. Skriv samma dag, eller dela hushållet.
import-problem-head-first = Hushållets första rad ska vara huvudpersonen.
import-problem-two-heads = Hushållet har redan en huvudperson. Skriv vad personen är till den.
import-problem-number-twice = Samma nummer står också på rad { $line }.
import-problem-name-twice = Namnet står redan tidigare i filen.
import-problem-reference-twice = Referensen står redan tidigare i filen.
import-problem-protected-address = Adressen till ett skyddat boende sparas inte. Lämna tomt.
import-problem-owner = Organisationen finns inte bland aktörerna. Läs in organisationerna först, eller rätta namnet.
import-problem-taken = Referensen har använts för något annat i en tidigare fil. Ge raden en egen referens.
refused-import-changed = Något i filen stämmer inte längre, så inget av den har lästs in. Öppna förhandsvisningen igen och se vad.
