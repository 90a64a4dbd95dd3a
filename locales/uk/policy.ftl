# Назви етапів та установ, які відповідають за законом.
phase-first_hours = Перші години
phase-first_weeks = Перші тижні
phase-first_months = Перші місяці
phase-safe_point = Надійна опора

owner-migration_agency = Міграційна служба Швеції (Migrationsverket)
owner-municipality = Муніципалітет
owner-social_board = Соціальний комітет муніципалітету
owner-education_board = Освітній комітет муніципалітету
owner-chief_guardian = Орган опіки (Överförmyndaren)
owner-region = Регіон
owner-tax_agency = Податкова служба Швеції (Skatteverket)
