# Var kedjan brister: hushåll som saknar länkar, ansvar som gått tillbaka, uppdrag som ingen eller flera har.

gap-title = Luckor
gap-lead = Här brister kedjan. Börja uppifrån.
gap-households = Hushåll som saknar länkar
gap-households-lead = Reglerna säger att hushållet ska ha länken, och ingen har planerat den. Den som har väntat längst står först.
gap-fell-back = Ansvar som gått tillbaka
gap-fell-back-lead = Den som ansvarade har slutat. Länken ligger nu hos den rättsligt ansvariga, och ingen har tagit tag i den.
gap-undecided = Väntar på beslut
gap-undecided-lead = Den rättsliga statusen har ändrats, och reglerna kräver inte längre länken eller lägger ansvaret på någon annan.
gap-duties = Uppdrag
gap-duties-lead = Stöd som ingen eller flera har ansvar för i dag, och uppdrag som ingen har bekräftat på länge.
gap-no-households = Din roll ser uppdrag, inte hushåll.
gap-lacks = Saknar
gap-since = Sedan
gap-what = Vad som brister
gap-for-whom = För vilka
gap-who = Vem
gap-nobody = Ingen har uppdraget
gap-several = { $n ->
    [one] { $n } aktör har uppdraget
   *[other] { $n } aktörer har samma uppdrag
}
gap-never-confirmed = Aldrig bekräftat
gap-stale-since = Senast bekräftat { $date }
gap-without-duty = { $n ->
    [one] { $n } öppen länk utan uppdrag
   *[other] { $n } öppna länkar utan uppdrag
}
gap-none = Inga luckor här
gap-none-text = Kedjan håller i den här delen.
gap-download = Ladda ned som CSV
nav-gaps = Luckor
