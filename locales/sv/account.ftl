account-title = Mitt konto
account-roles-short = Roller
account-roles = Mina roller
account-current = Du arbetar så här nu
account-work-as = Arbeta som

view-as-banner = Du ser Hamn så som rollen { $role } ser det.
view-as-end = Sluta visa
mailbox-title = Övningens brevlåda
