# The card with code and PIN that a household is given. The words of the printed card are in newcomer.ftl.

card-none = The household has no card.
card-in-force = The household has a card, issued { $time } by { $name }.
card-issue = Make a card
card-replace = Make a new card
card-replace-lead = The code and the PIN cannot be shown again. A new card makes the old one invalid, and whoever reads with the old one is signed out.
card-withdraw = Withdraw the card
card-withdraw-lead = If the card is with somebody who should not have it, withdraw it. Whoever reads with it is signed out at once.
card-withdrawn = The card is withdrawn.
card-shown-already = The card was made, and the code was shown then. It is shown only once: if it is needed again, make a new card.
card-print-now = Print or copy it now. The code and the PIN are shown only this time.
card-handed-over = The card is handed over
