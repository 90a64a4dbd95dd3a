# Kortet med kod och PIN-kod som hushållet får. Det tryckta kortets ord står i newcomer.ftl.

card-none = Hushållet har inget kort.
card-in-force = Hushållet har ett kort, utlämnat { $time } av { $name }.
card-issue = Gör ett kort
card-replace = Gör ett nytt kort
card-replace-lead = Koden och PIN-koden kan inte visas igen. Ett nytt kort gör det gamla ogiltigt, och den som läser med det gamla loggas ut.
card-withdraw = Dra in kortet
card-withdraw-lead = Om kortet är hos någon som inte ska ha det: dra in det. Den som läser med det loggas ut genast.
card-withdrawn = Kortet är indraget.
card-shown-already = Kortet gjordes, och koden visades då. Den visas bara en gång: behövs den igen, gör ett nytt kort.
card-print-now = Skriv ut eller skriv av nu. Koden och PIN-koden visas bara den här gången.
card-handed-over = Kortet är överlämnat
