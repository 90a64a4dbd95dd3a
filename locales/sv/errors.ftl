# Fel i formulär och sidor som inte går att visa. Säg vad som hände och vad man gör nu. Lägg aldrig skulden på läsaren.

error-not-found = Sidan finns inte
error-not-found-text = Antingen finns den inte, eller så ingår den inte i ditt uppdrag.
error-not-found-next = Kontrollera adressen eller gå till startsidan.
error-forbidden = Det här ingår inte i din roll
error-forbidden-text = Din roll får inte göra det här.
error-forbidden-next = Be din administratör om du behöver det i ditt arbete.
error-invalid = Det finns något att rätta
error-invalid-text = En del av det du skrev går inte att spara så som det står.
error-invalid-next = Gå tillbaka, rätta det som är markerat och skicka igen. Det du skrev finns kvar.
error-conflict = Någon annan hann före
error-conflict-text = Någon annan sparade en ändring medan du skrev. Inget har skrivits över.
error-conflict-next = Gå tillbaka, ladda om sidan och jämför innan du sparar.
error-already-sent = Det är redan skickat
error-already-sent-text = Formuläret har redan skickats. Inget har sparats två gånger.
error-already-sent-next = Gå vidare till det du skickade, eller öppna formuläret på nytt.
error-refused = Det går inte just nu
error-refused-text = Reglerna tillåter inte det här steget i det läge som gäller nu.
error-refused-next = Gå tillbaka och se hur läget är.
error-too-many = För många försök
error-too-many-text = Det har gjorts för många försök på kort tid.
error-too-many-next = Vänta en stund och försök igen.
error-unwritable = Det går inte att spara just nu
error-unwritable-text = Du kan läsa, men inte spara. Det du skrev har inte sparats.
error-unwritable-next = Försök igen om en stund. Det du redan har sparat finns kvar.
error-unreachable = Hamn är upptagen just nu
error-unreachable-text = Databasen svarar inte. Om du skickade något är det osäkert om det sparades.
error-unreachable-next = Vänta en halv minut. Gå sedan tillbaka i webbläsaren och skicka igen: inget sparas två gånger.
error-broken = Något gick fel hos oss
error-broken-text = Felet är antecknat.
error-broken-next = Försök igen om en stund. Det du redan har sparat finns kvar.
error-to-start = Till startsidan

error-conflict-yours = Det du skrev
error-conflict-theirs = Det som är sparat nu
error-conflict-keep-yours = Spara det jag skrev
error-conflict-keep-theirs = Behåll det som är sparat
error-date-order = Slutdatumet måste komma efter startdatumet
error-too-long = { $n ->
    [one] Korta texten. Högst { $n } tecken får plats
   *[other] Korta texten. Högst { $n } tecken får plats
}
error-email = Skriv en hel e-postadress, till exempel namn@exempel.se
error-file-too-large = Filen är för stor. Den får vara högst { $n } MB
