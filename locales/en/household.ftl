household-title = Household
household-list-title = Households
household-reference = Household { $number }
household-arrived = Arrived
household-members = People in the household
household-add-person = Add a person
household-person-left = Left the household { $date }
household-split = Split the household
household-merge = Merge with another household
household-family-name = Family name
household-given-name = Given name
household-patronymic = Patronymic
household-name-original = Name in its own script
household-name-hint = Write the name as the document has it. Family name and given name are easily swapped: ask which is which.
household-born = Born
household-born-hint = Write what you know. The year alone is enough.
household-gender = Gender
household-spoken-languages = Speaks
household-interpreter = Needs an interpreter
household-identifiers = Numbers and documents
household-legal-status = Legal status
household-protection = Protection
household-home = Lives in
household-no-home = Has no home yet
household-who-looked = Who has read the record
household-reading-logged = That you read this is recorded, and the household can see it.

# Legal status: what holds on the day. It decides who is responsible and which compensation applies.
status-unknown = Not established
status-asylum_seeker = Asylum seeker
status-temporary_protection = Temporary protection under the Temporary Protection Directive
status-unaccompanied_child = Unaccompanied child
status-newly_arrived = Newly arrived with a residence permit
status-registered = In the population register

protection-none = No protected details
protection-confidential = Confidentiality marking (sekretessmarkering)
protection-protected_registration = Protected population registration (skyddad folkbokföring)
protection-fictitious_identity = Fictitious identity (fingerade personuppgifter)

identifier-personnummer = Personal identity number (personnummer)
identifier-samordningsnummer = Coordination number (samordningsnummer)
identifier-lma_number = LMA number
identifier-passport = Passport
identifier-national_id = National identity card
identifier-other = Other document

# Why somebody opens a record. The household reads the same words in the list of who has looked.
purpose-case_work = To help the household onwards
purpose-registration = Registration
purpose-placement = To find a home
purpose-referral = Referral
purpose-follow_up = Follow-up
purpose-administration = Administration
purpose-own_record = To see one’s own details

# What somebody is to the person the household is reckoned from.
relation-head = Head of the household
relation-partner = Partner
relation-child = Child
relation-parent = Parent
relation-sibling = Sibling
relation-other_relative = Other relative
relation-not_related = Not related
relation-unknown = Not known

sex-female = Female
sex-male = Male
sex-other = Other

household-chain-state = The chain
household-size = People
household-protected = Protected identity
household-protected-about = Only a few named people may see this. Do not print, do not forward, do not read aloud.
household-list-empty = No household matches, or none is yours to see.
household-tab-chain = Chain
household-tab-stay = Home
household-tab-sharing = Shared with others
household-tab-history = History
household-find-title = Find a household
household-find = Name or reference
household-find-none = Check the spelling, try one name alone, or the reference on the household's papers.
household-found = { $n ->
    [one] One person found.
   *[other] { $n } people found.
}
household-find-more = There are more: add another name.
