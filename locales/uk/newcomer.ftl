# Сторінки для новоприбулих. «Trygghetskedja» – план підтримки, «länk» – крок. Короткі речення, без скорочень.

newcomer-door-title = Ваш план підтримки
newcomer-door-lead = Уведіть код і PIN-код, указані на вашій картці.
newcomer-code = Код
newcomer-code-hint = Великі чи малі літери – не має значення.
newcomer-pin = PIN-код
newcomer-pin-hint = Цифри, які вам дали разом із кодом. Нікому їх не показуйте.
newcomer-enter = Показати мій план підтримки
newcomer-wrong-code = Код і PIN-код не підходять один до одного. Звірте їх із карткою та спробуйте ще раз.
newcomer-locked = Було забагато спроб. Спробуйте ще раз { $time } або зверніться по допомогу туди, де вам дали картку.
newcomer-card-lost = Загубили картку? Попросіть нову там, де ви її отримали. Стара картка тоді перестане діяти.
newcomer-borrowed-phone = Це чужий телефон? Коли закінчите, натисніть «Залишити сторінку».
newcomer-leave = Залишити сторінку
newcomer-left = Ви залишили сторінку. Тепер тут ніхто інший не побачить ваших даних.

newcomer-title = Мій план підтримки
newcomer-hello = Вітаємо, { $name }!
newcomer-lead = Тут видно, яку підтримку отримуєте ви та ваші близькі, крок за кроком, і хто за неї відповідає.
newcomer-next-step = Наступний крок
newcomer-no-next-step = Зараз вам нічого не потрібно робити.
newcomer-all-steps = Усі кроки
newcomer-steps-left = { $n ->
    [0] Усі кроки виконано
    [one] Залишився { $n } крок
    [few] Залишилося { $n } кроки
    [many] Залишилося { $n } кроків
   *[other] Залишилося { $n } кроку
}
newcomer-who = Хто
newcomer-where = Де
newcomer-by-when = До якого дня
newcomer-asked = Ми звернулися з проханням і чекаємо на відповідь: { $actor }. Доки відповіді немає, відповідає { $sender }.
newcomer-when-unknown = День ще не визначено.
newcomer-overdue = Це мало бути зроблено до { $date }. Затримка сталася не з вашої вини. Відповідає { $actor }.
newcomer-emergency = Комусь загрожує небезпека? Телефонуйте 112.
newcomer-care = Потрібна медична порада? Телефонуйте 1177.
newcomer-interpreter = Потрібен перекладач? Скажіть нам, для вас це безкоштовно.
newcomer-household = Я і мої близькі

newcomer-state-planned = Заплановано
newcomer-state-referred = Чекаємо на відповідь
newcomer-state-accepted = Є згода допомогти
newcomer-state-ongoing = Триває
newcomer-state-done = Зроблено
newcomer-state-not_needed = Не потрібно
newcomer-state-paused = Призупинено

newcomer-wrong = Тут помилка
newcomer-wrong-lead = Розкажіть, що саме не так. Вашого листа прочитає людина, і вона вам відповість.
newcomer-wrong-what = Що не так?
newcomer-another = Я хочу, щоб допомагав хтось інший
newcomer-another-lead = Ви можете попросити про іншу людину або іншу організацію. Пояснювати не обов’язково, і підтримки ви не втратите.
newcomer-another-why = Хочете сказати чому?
newcomer-any-language = Пишіть будь-якою мовою.
newcomer-send = Надіслати
newcomer-wish-sent = Дякуємо. { $actor } вже має ваше повідомлення.
newcomer-wish-waiting = Ви написали нам { $date }. Відповіді ще немає.
newcomer-wish-answer = Відповідь: { $actor }, { $date }
newcomer-my-wishes = Мої повідомлення

newcomer-decline = Ні, дякую
newcomer-decline-lead = Ви маєте право відмовитися. Пізніше можна передумати. На іншу вашу підтримку це не вплине.
newcomer-decline-why = Хочете сказати чому?
newcomer-decline-confirm = Відмовитися: { $link }
newcomer-declined = Ви відмовилися: { $link }.
newcomer-change-mind = Хочу змінити рішення

newcomer-looked-title = Хто бачив мої дані
newcomer-looked-lead = Щоразу, коли хтось інший відкриває ваші дані, це записується: хто, коли й навіщо.
newcomer-looked-none = Ваших даних ніхто не відкривав.
newcomer-looked-count = { $n ->
    [one] Ваші дані відкривали { $n } раз
    [few] Ваші дані відкривали { $n } рази
    [many] Ваші дані відкривали { $n } разів
   *[other] Ваші дані відкривали { $n } раза
}
newcomer-looked-who = Хто
newcomer-looked-when = Коли
newcomer-looked-why = Навіщо
newcomer-looked-strange = Щось незрозуміло або здається неправильним? Скажіть нам, і ми з’ясуємо.

newcomer-choose-language = Виберіть свою мову
newcomer-place = Муніципалітет
newcomer-problem-place = Виберіть муніципалітет, указаний на вашій картці
newcomer-problem-code = Код має десять знаків, наприклад K7QM2-3F2PA. Звірте його з карткою та введіть ще раз
newcomer-problem-pin = PIN-код має шість цифр. Звірте його з карткою та введіть ще раз
newcomer-problem-empty = Напишіть щось, щоб ми зрозуміли, про що йдеться
newcomer-problem-long = Текст задовгий. Скоротіть його до 4000 знаків
newcomer-refused-child = Дитина без опікуна має бути на зв’язку із соціальною службою. Ви можете сказати, що щось не так, або попросити, щоб допомагав хтось інший.
newcomer-refused-closed = Цей крок уже завершено. Якщо щось не так, напишіть нам про це.
newcomer-say-something = Сказати свою думку
newcomer-for = Для кого
newcomer-where-ask = Запитайте тут: { $actor }.
newcomer-not-translated = Написав працівник, без перекладу.
newcomer-reference = Ваш номер, якщо телефонуватимете:
newcomer-record-lead = Ось що записано про вас і ваших близьких. Щось не так? Скажіть нам нижче.
newcomer-record-more = Номери й документи тут не показано, бо екран може бути чужий. Якщо хочете їх побачити, запитайте нас.
newcomer-protected = Ваші дані захищено. Тому тут не показано, де ви перебуваєте.
newcomer-name-latin = Ім’я латинськими літерами
newcomer-born = Дата народження
newcomer-speaks = Мови
newcomer-needs-interpreter = потрібен перекладач
newcomer-status = Правовий статус
newcomer-arrived = День прибуття
newcomer-area = Населений пункт
newcomer-looked-role = Роль
newcomer-looked-roles = Що означають ці слова
newcomer-card-how = Уведіть адресу в телефоні або комп’ютері. Виберіть мову. Уведіть код і PIN-код.
newcomer-card-keep = Бережіть картку й не показуйте її тим, кому не довіряєте.
newcomer-card-address = Адреса
