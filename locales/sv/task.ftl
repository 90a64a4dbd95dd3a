task-title = Mina uppgifter
task-lead = Nästa steg i det som er organisation har tackat ja till. Namn visas aldrig här: fråga er samordnare.
task-empty = Inget väntar just nu
task-empty-lead = När er samordnare tar emot en hänvisning syns nästa steg här.
task-area = Stadsdel
task-languages = Språk
