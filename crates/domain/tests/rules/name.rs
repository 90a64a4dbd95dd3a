//! Names, and how they are found.

use std::collections::BTreeSet;

use domain::{
    NameError, NameField, NameOrder, NamePart, NamePartError, NameParts, PersonName, Script, normalise,
    search_tokens,
};
use proptest::prelude::*;

use crate::made_up::cases;

/// Letters of the scripts that names in reception come in, with what people type between them.
fn texts() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            "[a-zA-ZåäöÅÄÖéèüÜñçßøØæÆłŁđĐšŽőşŞİıĳœ]{1,6}",
            "[а-яА-ЯіІїЇєЄґҐёЁ]{1,6}",
            "[α-ωΑ-Ω]{1,4}",
            "[ا-يپچژگکی]{1,6}",
            "[ሀ-ሆለ-ሎመ-ሞሰ-ሶረ-ሮ]{1,4}",
            "[ '’ʼ\\-.\u{301}\u{308}\u{64b}\u{200c}]{1,2}",
        ],
        1..5,
    )
    .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn normalising_twice_changes_nothing(text in texts()) {
        let once = normalise(&text);
        prop_assert_eq!(normalise(&once), once);
    }

    #[test]
    fn normalising_any_text_twice_changes_nothing(text in "\\PC{0,20}") {
        let once = normalise(&text);
        prop_assert_eq!(normalise(&once), once);
    }

    #[test]
    fn case_does_not_matter(text in texts()) {
        prop_assert_eq!(normalise(&text.to_uppercase()), normalise(&text));
        prop_assert_eq!(normalise(&text.to_lowercase()), normalise(&text));
    }

    #[test]
    fn marks_do_not_matter(word in "[a-zA-Zа-яА-Яα-ω]{1,8}", at in 0..8_usize, mark in "[\u{300}-\u{315}\u{323}-\u{328}\u{338}]") {
        let marked: String =
            word.chars().enumerate().map(|(place, letter)| if place == at { format!("{letter}{mark}") } else { letter.to_string() }).collect();
        prop_assert_eq!(normalise(&marked), normalise(&word));
    }

    #[test]
    fn an_accepted_part_is_accepted_again_unchanged(text in "\\PC{0,30}") {
        if let Ok(part) = NamePart::parse(&text) {
            prop_assert_eq!(NamePart::parse(part.as_str()), Ok(part.clone()));
            prop_assert!(part.as_str().chars().any(char::is_alphabetic));
        }
    }

    #[test]
    fn a_swapped_name_has_the_same_tokens(given in texts(), family in texts()) {
        if let Ok(parts) = NameParts::parse(&given, &family, "") {
            let tokens = |latin: NameParts| search_tokens(&PersonName { latin, original: None });
            prop_assert_eq!(tokens(parts.clone().swapped()), tokens(parts));
        }
    }
}

#[test]
fn takes_names_as_they_are() {
    for text in [
        "O",
        "Ng",
        "D’Angelo",
        "Nguyễn Thị",
        "al-Ḥasan",
        "Дем’янюк",
        "ሰላም",
        "علی\u{200c}رضا",
        "María-José",
        "X Æ A-12",
        "सौ\u{200d}म्या",
    ] {
        assert!(NamePart::parse(text).is_ok(), "{text} is a name");
    }
    assert!(NamePart::parse(&"a".repeat(300)).is_ok());
    assert_eq!(NamePart::parse("  Oksana \u{a0}").unwrap().as_str(), "Oksana");
    assert_eq!(NamePart::parse("A\u{30a}sa").unwrap().as_str(), "Åsa", "composed");
}

#[test]
fn refuses_what_deceives_the_eye() {
    let refused = |text: &str| NamePart::parse(text).unwrap_err();
    assert_eq!(refused(" "), NamePartError::Empty);
    assert_eq!(refused(&"a".repeat(301)), NamePartError::TooLong);
    assert_eq!(refused("A\u{202e}nna"), NamePartError::Direction(0x202E));
    for mark in ['\u{202a}', '\u{2066}', '\u{2069}', '\u{200e}', '\u{200f}', '\u{61c}'] {
        assert_eq!(refused(&format!("A{mark}b")), NamePartError::Direction(u32::from(mark)));
    }
    for mark in ['\u{200b}', '\u{2060}', '\u{feff}', '\u{ad}', '\u{e0041}'] {
        assert_eq!(refused(&format!("A{mark}b")), NamePartError::Invisible(u32::from(mark)));
    }
    assert_eq!(refused("A\u{200d}nna"), NamePartError::Invisible(0x200D), "Latin letters do not join");
    assert_eq!(refused("علی\u{200c}"), NamePartError::Invisible(0x200C), "nothing to join at the end");
    assert_eq!(refused("علی\u{200c}\u{200c}رضا"), NamePartError::Invisible(0x200C), "only one");
    assert_eq!(refused("Anna\tB"), NamePartError::Control(9));
    assert_eq!(refused("Anna\u{2028}B"), NamePartError::Control(0x2028));
    assert_eq!(refused("🙂"), NamePartError::NoLetter);
    assert_eq!(refused("123"), NamePartError::NoLetter);
}

#[test]
fn any_part_may_be_missing_but_not_all() {
    assert!(NameParts::parse("", "Sukarno", "").is_ok());
    assert!(NameParts::parse("Sukarno", "", "").is_ok());
    assert_eq!(NameParts::parse("", " ", ""), Err(NameError::Empty));
    assert_eq!(
        NameParts::parse("Anna", "🙂", ""),
        Err(NameError::Part { field: NameField::Family, error: NamePartError::NoLetter })
    );
    let stored = r#"{"given":null,"family":null,"patronymic":null}"#;
    assert!(serde_json::from_str::<NameParts>(stored).is_err());
}

#[test]
fn is_said_in_the_order_asked_for() {
    let name = PersonName {
        latin: NameParts::parse("Oksana", "Kovalenko", "Petrivna").unwrap(),
        original: Some(NameParts::parse("Оксана", "Коваленко", "Петрівна").unwrap()),
    };
    assert_eq!(name.display_name(NameOrder::GivenFirst), "Oksana Petrivna Kovalenko");
    assert_eq!(name.display_name(NameOrder::FamilyFirst), "Kovalenko Oksana Petrivna");
    assert_eq!(name.original_name(NameOrder::FamilyFirst).as_deref(), Some("Коваленко Оксана Петрівна"));
    assert_eq!(name.script(), Some(Script::Cyrillic));
    let tokens = ["oksana", "petrivna", "kovalenko", "оксана", "петрівна", "коваленко"];
    let tokens: BTreeSet<String> = tokens.into_iter().map(normalise).collect();
    assert_eq!(search_tokens(&name), tokens);
}

#[test]
fn finds_the_same_name_typed_differently() {
    for (one, other) in [
        ("Åsa", "asa"),
        ("Strauß", "STRAUSS"),
        ("Jørgensen", "Jorgensen"),
        ("Łukasz", "lukasz"),
        ("Дем’янюк", "Демʼянюк"),
        ("Дем'янюк", "демянюк"),
        ("Дем´янюк", "демянюк"),
        ("علی\u{200c}رضا", "علیرضا"),
        ("علي", "علی"),
        ("مُحَمَّد", "محمد"),
        ("İpek", "ipek"),
        ("Maria-José", "maria jose"),
    ] {
        assert_eq!(normalise(one), normalise(other), "{one} and {other}");
    }
    assert_eq!(normalise("Ægir-Þór"), "aegir thor");
    assert_eq!(normalise("Anna (Ania) 2"), "anna ania");
}

#[test]
fn knows_the_script() {
    for (text, script) in [
        ("Åsa", Script::Latin),
        ("Оксана", Script::Cyrillic),
        ("محمد", Script::Arabic),
        ("ሰላም", Script::Ethiopic),
        ("შოთა", Script::Other),
    ] {
        assert_eq!(Script::of(text), Some(script));
    }
    assert_eq!(Script::of("12"), None);
}
