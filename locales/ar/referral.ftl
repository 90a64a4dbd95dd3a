# ما يمكن أن تراه الجهة المستقبِلة. تأتي هذه الكلمات داخل جملة.
field-names = الأسماء
field-birth_years = سنوات الميلاد
field-languages_and_interpreter = اللغات والحاجة إلى مترجم
field-household_size = عددكم
field-phone = رقم الهاتف
field-needs_of_link = موضوع الدعم
field-legal_status = الوضع القانوني
field-address_area = الحي، وليس العنوان أبدًا
field-meeting_times = الأوقات المناسبة
field-access_needs = احتياجات سهولة الوصول
