# أسماء المراحل والجهات المسؤولة بحكم القانون.
phase-first_hours = الساعات الأولى
phase-first_weeks = الأسابيع الأولى
phase-first_months = الأشهر الأولى
phase-safe_point = بر الأمان

owner-migration_agency = مصلحة الهجرة السويدية (Migrationsverket)
owner-municipality = البلدية
owner-social_board = لجنة الشؤون الاجتماعية في البلدية
owner-education_board = لجنة التعليم في البلدية
owner-chief_guardian = هيئة الإشراف على الأوصياء (Överförmyndaren)
owner-region = الإقليم
owner-tax_agency = مصلحة الضرائب السويدية (Skatteverket)
