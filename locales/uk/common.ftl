# Слова, спільні для всіх сторінок. Звертання на «ви» з малої літери. Назви організацій стоять у називному відмінку.

-app = Hamn

common-app = { -app }
common-tagline = Прийом новоприбулих, який ведуть разом муніципалітет і громадські організації
common-page-title = { $page } – { -app }
common-skip = Перейти до змісту
common-missing-translation = Частину сторінки ще не перекладено. Її показано іншою мовою.
common-sign-in = Увійти
common-sign-out = Вийти
common-save = Зберегти
common-cancel = Скасувати
common-back = Назад
common-search = Шукати
common-clear = Очистити
common-filter = Відібрати
common-change = Змінити
common-yes = Так
common-no = Ні
common-unknown = Не знаю
common-none = Немає
common-not-given = Не вказано
common-required = обов’язково
common-optional = за бажанням
common-saved = Збережено.
common-errors-title = Дещо потрібно виправити
common-empty = Тут поки що нічого немає.
common-no-hits = Нічого не знайдено. Спробуйте менше слів або очистьте відбір.
common-hits = { $n ->
    [one] { $n } результат
    [few] { $n } результати
    [many] { $n } результатів
   *[other] { $n } результату
}
common-previous-page = Попередня сторінка
common-next-page = Наступна сторінка
common-instant = { $date }, { $time }
common-from-to = { $from } – { $to }
common-today = сьогодні
common-tomorrow = завтра
common-yesterday = учора
common-days-ahead = { $n ->
    [one] через { $n } день
    [few] через { $n } дні
    [many] через { $n } днів
   *[other] через { $n } дня
}
common-days-ago = { $n ->
    [one] { $n } день тому
    [few] { $n } дні тому
    [many] { $n } днів тому
   *[other] { $n } дня тому
}
common-persons = { $n ->
    [one] { $n } особа
    [few] { $n } особи
    [many] { $n } осіб
   *[other] { $n } особи
}
common-children = { $n ->
    [0] без дітей
    [one] { $n } дитина
    [few] { $n } дитини
    [many] { $n } дітей
   *[other] { $n } дитини
}
common-reason = Причина
common-source = Джерело
common-phone = Телефон
common-email = Електронна пошта
common-name = Ім’я
common-status = Стан
common-note = Примітка
common-error-prefix = Помилка:
common-since = З { $from }
common-demo = Це навчання. Усіх людей тут вигадано.
common-all = Усі
common-year = Рік
common-month = Місяць
common-day = День
common-pages = Сторінки
common-breadcrumbs = Ви тут
