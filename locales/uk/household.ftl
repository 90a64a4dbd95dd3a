# Навіщо хтось відкриває дані. Ці слова люди читають у списку тих, хто бачив їхні дані.
purpose-case_work = Щоб допомогти вам далі
purpose-registration = Реєстрація
purpose-placement = Щоб знайти житло
purpose-referral = Передання іншій організації
purpose-follow_up = Перевірка, чи все зроблено
purpose-administration = Адміністрування
purpose-own_record = Щоб побачити власні дані

# Правовий статус, який діє цього дня.
status-unknown = Ще не з’ясовано
status-asylum_seeker = Шукач притулку
status-temporary_protection = Тимчасовий захист
status-unaccompanied_child = Дитина без супроводу
status-newly_arrived = Нещодавно прибула особа з дозволом на проживання
status-registered = Особа, внесена до реєстру населення
