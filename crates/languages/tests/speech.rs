//! What the speakers say: plurals, dates, numbers, lists, order, direction, and what happens when words are missing.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::collections::BTreeMap;

use jiff::{
    Timestamp,
    civil::{date, time},
    tz::TimeZone,
};
use languages::{Arg, Direction, Lang, Languages, Speaker};

fn speaker(lang: Lang) -> Speaker {
    Languages::load().unwrap().speak(lang)
}

fn stockholm() -> TimeZone {
    TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap()
}

#[test]
fn speakers_are_shared_between_threads() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<Speaker>();
    shared::<Languages>();
}

#[test]
fn ukrainian_counts_in_four_forms() {
    let s = speaker(Lang::Uk);
    for (n, expected) in [
        (0, "Усі кроки виконано"),
        (1, "Залишився 1 крок"),
        (2, "Залишилося 2 кроки"),
        (5, "Залишилося 5 кроків"),
        (11, "Залишилося 11 кроків"),
        (21, "Залишився 21 крок"),
        (22, "Залишилося 22 кроки"),
    ] {
        assert_eq!(s.tn("newcomer-steps-left", n), expected);
    }
}

#[test]
fn arabic_counts_in_six_forms() {
    let s = speaker(Lang::Ar);
    for (n, expected) in [
        (0, "كل الخطوات منجزة"),
        (1, "بقيت خطوة واحدة"),
        (2, "بقيت خطوتان"),
        (3, "بقيت 3 خطوات"),
        (11, "بقيت 11 خطوة"),
        (100, "بقيت 100 خطوة"),
        (103, "بقيت 103 خطوات"),
    ] {
        assert_eq!(s.tn("newcomer-steps-left", n), expected);
    }
    assert_eq!(s.tn("common-days-ahead", 2), "بعد يومين");
    assert_eq!(s.tn("common-days-ahead", 11), "بعد 11 يومًا");
    assert_eq!(s.tn("common-days-ahead", 100), "بعد 100 يوم");
}

/// The rules of CLDR 48, written out, against what the speakers choose.
#[test]
fn plurals_follow_unicode_beyond_the_hundreds() {
    let (ukrainian, arabic) = (speaker(Lang::Uk), speaker(Lang::Ar));
    for n in 3..=1300_u32 {
        let day = match (n % 10, n % 100) {
            (_, 11..=14) => "днів",
            (1, _) => "день",
            (2..=4, _) => "дні",
            _ => "днів",
        };
        let said = ukrainian.tn("common-days-ahead", n);
        assert!(said.ends_with(&format!(" {day}")), "{n}: {said}");

        let day = match n % 100 {
            3..=10 => "أيام",
            11..=99 => "يومًا",
            _ => "يوم",
        };
        let said = arabic.tn("common-days-ahead", n);
        assert!(said.ends_with(&format!(" {day}")), "{n}: {said}");
    }
}

#[test]
fn swedish_counts_and_groups_figures() {
    let s = speaker(Lang::Sv);
    assert_eq!(s.tn("chain-open-links", 0), "Inga öppna länkar");
    assert_eq!(s.tn("common-days-ahead", 1), "om 1 dag");
    assert_eq!(s.tn("common-days-ahead", 12_500), "om 12\u{a0}500 dagar");
    assert_eq!(s.number(12_500), "12\u{a0}500");
    assert_eq!(speaker(Lang::En).number(12_500_u32), "12,500");
    assert_eq!(speaker(Lang::Ar).number(12_500_usize), "12,500");
    assert_eq!(s.number(-3), "\u{2212}3");
}

#[test]
fn dates_and_times_are_written_as_the_language_does() {
    let day = date(2026, 3, 3);
    for (lang, short_words, with_weekday) in [
        (Lang::Sv, "3 mars 2026", "tisdag 3 mars 2026"),
        (Lang::En, "3 March 2026", "Tuesday, 3 March 2026"),
        (Lang::Uk, "3 березня 2026\u{202f}р.", "вівторок, 3 березня 2026\u{202f}р."),
        (Lang::Ar, "3 مارس 2026", "الثلاثاء، 3 مارس 2026"),
    ] {
        let s = speaker(lang);
        assert_eq!(s.date(day), short_words);
        assert_eq!(s.date_long(day), with_weekday);
    }
    assert_eq!(speaker(Lang::Uk).date_short(day), "2026-03-03");
    assert_eq!(speaker(Lang::En).time(time(7, 5, 59, 0)), "07:05");
}

#[test]
fn an_instant_is_told_by_the_local_clock() {
    let winter: Timestamp = "2026-01-15T23:30:00Z".parse().unwrap();
    let summer: Timestamp = "2026-07-01T12:05:00Z".parse().unwrap();
    assert_eq!(speaker(Lang::Sv).instant(winter, &stockholm()), "16 januari 2026 kl. 00:30");
    assert_eq!(speaker(Lang::En).instant(summer, &stockholm()), "1 July 2026 at 14:05");
    assert_eq!(speaker(Lang::Uk).instant(summer, &stockholm()), "1 липня 2026\u{202f}р., 14:05");
}

#[test]
fn days_are_told_from_today() {
    let today = date(2026, 3, 28);
    let s = speaker(Lang::Sv);
    for (day, expected) in [
        (date(2026, 3, 28), "i dag"),
        // The night in which the clocks change is one night all the same.
        (date(2026, 3, 29), "i morgon"),
        (date(2026, 3, 27), "i går"),
        (date(2026, 3, 31), "om 3 dagar"),
        (date(2026, 3, 25), "3 dagar sen"),
        (date(2027, 3, 28), "om 365 dagar"),
    ] {
        assert_eq!(s.relative_days(day, today), expected);
    }
}

#[test]
fn swedish_ends_its_alphabet_with_å_ä_ö() {
    let s = speaker(Lang::Sv);
    let mut names = ["Östen", "Zahra", "Äpplet", "Åsa", "Ahmed", "Väinö", "Wilma", "Émile", "Erik"];
    s.sort(&mut names, |name| name);
    assert_eq!(names, ["Ahmed", "Émile", "Erik", "Väinö", "Wilma", "Zahra", "Åsa", "Äpplet", "Östen"]);

    let mut rooms = ["Rum 10", "Rum 2", "Rum 1"];
    s.sort(&mut rooms, |room| room);
    assert_eq!(rooms, ["Rum 1", "Rum 2", "Rum 10"]);
}

#[test]
fn each_language_has_its_own_order() {
    let mut names = ["Öberg", "Zahra", "Olsson"];
    speaker(Lang::En).sort(&mut names, |name| name);
    assert_eq!(names, ["Öberg", "Olsson", "Zahra"]);

    let mut letters = ["я", "ґ", "г", "ї", "і", "д"];
    speaker(Lang::Uk).sort(&mut letters, |letter| letter);
    assert_eq!(letters, ["г", "ґ", "д", "і", "ї", "я"]);
}

#[test]
fn lists_are_joined_as_the_language_does() {
    assert_eq!(speaker(Lang::Sv).list(&["namn", "språk", "telefon"]), "namn, språk och telefon");
    assert_eq!(speaker(Lang::En).list(&["names"]), "names");
    assert_eq!(speaker(Lang::Uk).list(&["імена", "мови"]), "імена і мови");
    assert_eq!(speaker(Lang::Ar).list(&["Anna", "ليلى"]), "\u{2068}Anna\u{2069} و\u{2068}ليلى\u{2069}");
    let none: [&str; 0] = [];
    assert_eq!(speaker(Lang::Sv).list(&none), "");
}

#[test]
fn a_list_can_be_an_argument() {
    let fields = vec!["namn".to_owned(), "språk".to_owned()];
    let args = [
        ("date", Arg::from(date(2026, 3, 3))),
        ("actor", Arg::from("Röda Korset")),
        ("fields", Arg::from(&fields)),
    ];
    assert_eq!(
        speaker(Lang::Sv).ta("referral-consent-given", &args),
        "Samtycke gavs 3 mars 2026 för Röda Korset: namn och språk."
    );
}

#[test]
fn names_do_not_disturb_the_sentence_around_them() {
    let arabic = speaker(Lang::Ar);
    assert_eq!(arabic.direction(), Direction::Rtl);
    assert_eq!(
        arabic.t1("newcomer-wish-sent", "actor", "Röda Korset"),
        "شكرًا لك. وصلت رسالتك إلى \u{2068}Röda Korset\u{2069}."
    );
    assert_eq!(arabic.date_short(date(2026, 3, 3)), "\u{2066}2026-03-03\u{2069}");
    assert_eq!(arabic.time(time(14, 5, 0, 0)), "\u{2066}14:05\u{2069}");

    let swedish = speaker(Lang::Sv);
    assert_eq!(swedish.t1("newcomer-hello", "name", "ليلى"), "Hej \u{2068}ليلى\u{2069}!");
    assert_eq!(swedish.t1("newcomer-hello", "name", "Leyla"), "Hej Leyla!");
    assert_eq!(swedish.t1("newcomer-hello", "name", "Anna\u{202e}"), "Hej Anna!");
}

#[test]
fn an_arabic_instant_keeps_its_clock_in_one_piece() {
    let instant: Timestamp = "2026-07-01T12:05:00Z".parse().unwrap();
    let said = speaker(Lang::Ar).instant(instant, &stockholm());
    assert_eq!(said, "1 يوليو 2026 الساعة \u{2068}\u{2066}14:05\u{2069}\u{2069}");
}

#[test]
fn a_missing_translation_says_so() {
    let languages = Languages::load().unwrap();
    let ukrainian = languages.speak(Lang::Uk).said("nav-overview", &[]);
    assert_eq!((ukrainian.text.as_str(), ukrainian.lang, ukrainian.missing), ("Överblick", Lang::Sv, true));

    // In the other direction the whole sentence is isolated, with its date in the language of the sentence.
    let arabic = languages.speak(Lang::Ar);
    let given = [
        ("date", Arg::from(date(2026, 3, 3))),
        ("actor", Arg::from("Röda Korset")),
        ("fields", Arg::from("namn")),
    ];
    assert_eq!(
        arabic.ta("referral-consent-given", &given),
        "\u{2066}Samtycke gavs 3 mars 2026 för Röda Korset: namn.\u{2069}"
    );
    assert!(arabic.covers("newcomer-"));
    assert!(!arabic.covers("household-"));

    let swedish = languages.speak(Lang::Sv).said("nav-overview", &[]);
    assert!(!swedish.missing);
    assert_eq!(languages.faults(), BTreeMap::new());
}

#[test]
fn faults_show_on_the_page_and_are_counted() {
    let languages = Languages::load().unwrap();
    let s = languages.speak(Lang::Ar);
    assert_eq!(s.t("no-such-key"), "⟦no-such-key⟧");
    assert_eq!(s.tf("role", "queen"), "⟦role-queen⟧");
    assert_eq!(s.clone().t("no-such-key"), "⟦no-such-key⟧");
    languages.speak(Lang::Sv).t("newcomer-hello");

    let faults = languages.faults();
    assert_eq!(faults["no-such-key"], 2);
    assert_eq!(faults["role-queen"], 1);
    assert_eq!(faults.len(), 3);
    assert!(faults.keys().any(|fault| fault.starts_with("newcomer-hello (sv)")));
}

#[test]
fn spoken_languages_are_named_and_in_order() {
    let swedish = speaker(Lang::Sv);
    assert_eq!(swedish.language_name("ps"), "pashto");
    assert_eq!(swedish.language_name("fa-AF"), "dari");
    assert_eq!(swedish.language_name("ar-SY"), "arabiska");
    assert_eq!(swedish.language_name("tlh"), "tlh");

    for lang in Lang::ALL {
        let s = speaker(lang);
        let spoken = s.spoken_languages();
        assert!(spoken.len() >= 45);
        assert!(spoken.is_sorted_by(|(_, one), (_, other)| s.compare(one, other).is_lt()));
        assert!(Lang::ALL.iter().all(|known| spoken.iter().any(|(code, _)| *code == known.code())));
        assert!(spoken.iter().all(|(_, name)| !name.is_empty()));
    }
}
