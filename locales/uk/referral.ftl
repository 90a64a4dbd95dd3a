# Що саме може побачити отримувач. Стоїть усередині речення: «Цій організації видно: імена, номер телефону…».
field-names = імена та прізвища
field-birth_years = роки народження
field-languages_and_interpreter = мови та потреба в перекладачі
field-household_size = скільки вас
field-phone = номер телефону
field-needs_of_link = якої підтримки ви потребуєте
field-legal_status = правовий статус
field-address_area = район, але ніколи не адреса
field-meeting_times = зручний для вас час
field-access_needs = потреби щодо доступності
