# Кроки плану підтримки: що це таке і на якому вони етапі.

link-crisis_support = Підтримка в кризі
link-crisis_support-about = Людина, з якою можна поговорити, коли сталося щось тяжке.
link-health_promotion = Здоров’я
link-health_promotion-about = Допомога, щоб почуватися добре: сон, рух, харчування і те, як тут працює медицина.
link-language = Мова та освіта для дорослих
link-language-about = Мовне кафе, навчальний гурток або народна школа, навіть до початку курсів sfi.
link-language_folkbildning = { link-language }
link-language_folkbildning-about = { link-language-about }
link-leisure = Дозвілля і спілкування
link-leisure-about = Спорт, культура, ігри та нові знайомства.
link-leisure_social = { link-leisure }
link-leisure_social-about = { link-leisure-about }
link-counselling = Консультації
link-counselling-about = Відповіді про права, притулок, гроші та побут від людини, яка знає правила.
link-tracing = Пошук рідних
link-tracing-about = Червоний Хрест допомагає тим, хто хоче знайти свою родину або возз’єднатися з нею.
link-housing = Житло
link-housing-about = Безпечне місце, де жити, і план щодо наступного житла.
link-preschool = Дитячий садок
link-preschool-about = Місце в дитячому садку для дітей, які ще не ходять до школи.
link-school = Школа
link-school-about = Місце в підготовчому класі, школі або гімназії.
link-health_examination = Медичний огляд
link-health_examination-about = Розмова та огляд у медичному закладі. Це безкоштовно, а медики зобов’язані зберігати таємницю.
link-sfi = Шведська мова для іммігрантів, sfi
link-sfi-about = Навчання шведської мови для дорослих.
link-civic_orientation = Знайомство із суспільством
link-civic_orientation-about = Курс про те, як улаштоване шведське суспільство, мовою, яку ви добре розумієте.
link-registration = Реєстрація
link-registration-about = Заява та реєстрація в Міграційній службі Швеції (Migrationsverket).
link-population_registration = Реєстрація місця проживання
link-population_registration-about = Заява до Податкової служби (Skatteverket) для тих, кого вносять до реєстру населення Швеції.
link-social_services = Соціальна служба
link-social_services-about = Допомога муніципалітету, коли важко вдома, з дітьми, з грошима або потрібен захист.
link-guardian = Законний представник дитини
link-guardian-about = Дорослий, який представляє дитину, що приїхала без батьків.

link_state-planned = Заплановано
link_state-referred = Передано, чекаємо на відповідь
link_state-accepted = Прийнято
link_state-ongoing = Триває
link_state-done = Виконано
link_state-not_needed = Не потрібно
link_state-paused = Призупинено
link-overdue = { $n ->
    [one] Запізнення на { $n } день
    [few] Запізнення на { $n } дні
    [many] Запізнення на { $n } днів
   *[other] Запізнення на { $n } дня
}
link_event-start = Розпочато
link_event-refer = Передано
link_event-accept = Прийнято
link_event-decline = Відхилено
link_event-withdraw = Передання скасовано
link_event-return_to_sender = Повернуто відправникові
link_event-complete = Виконано
link_event-not_needed = Не потрібно
link_event-pause = Призупинено
link_event-resume = Поновлено
link_event-reopen = Відкрито знову
link_event-reassign = Змінено відповідального
link_event-adopt_duty = Змінено підставу відповідальності
link_event-reschedule = Змінено термін
link_event-fall_back = Відповідальність повернулася
