mailbox-lead = In a real installation these letters go by e-mail. Here they lie in a folder.
mailbox-empty = No letters yet
mailbox-open-link = Open the link
mailbox-read = Read the letter
