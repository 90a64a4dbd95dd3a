//! Identifiers, against the test numbers that Skatteverket publishes.

use domain::{IdentifierError, IdentifierKind, IdentifierValue};
use jiff::civil::{Date, date};

const PERSONNUMMER: &str = include_str!("../data/se_test_personnummer.txt");
const SAMORDNINGSNUMMER: &str = include_str!("../data/se_test_samordningsnummer.txt");

fn today() -> Date {
    date(2026, 3, 1)
}

fn parse(kind: IdentifierKind, text: &str) -> Result<String, IdentifierError> {
    IdentifierValue::parse(kind, text, today()).map(|value| value.expose().to_owned())
}

/// Tries every number of a list in every form; `refused` is the answer when it is taken for the `other` kind.
fn check_list(list: &str, kind: IdentifierKind, other: IdentifierKind, refused: IdentifierError) {
    assert!(list.lines().count() >= 200);
    for number in list.lines() {
        let year: i16 = number[..4].parse().expect("a year");
        let (born, last_four) = number.split_at(8);
        let short = &born[2..];
        let same = Ok(number.to_owned());
        assert_eq!(parse(kind, number), same);
        assert_eq!(parse(kind, &format!(" {born}-{last_four} ")), same);
        // The plus replaces the hyphen in the year a person turns 100.
        if today().year() - year >= 100 {
            assert_eq!(parse(kind, &format!("{short}+{last_four}")), same);
        } else {
            assert_eq!(parse(kind, &format!("{short}-{last_four}")), same);
            assert_eq!(parse(kind, &format!("{short}{last_four}")), same);
        }
        assert_eq!(parse(other, number), Err(refused));
        for place in 2..12 {
            let mut wrong = number.as_bytes().to_vec();
            wrong[place] = b'0' + (wrong[place] - b'0' + 1) % 10;
            let wrong = String::from_utf8(wrong).expect("digits");
            assert_eq!(
                parse(kind, &wrong),
                Err(IdentifierError::CheckDigit(kind)),
                "one wrong digit is always found"
            );
        }
        let restored = IdentifierValue::restore(kind, number).expect("a canonical form");
        assert_eq!(restored.expose(), number);
        assert!(
            !format!("{restored:?}").contains(last_four),
            "what is printed for debugging does not show the number"
        );
    }
}

#[test]
fn takes_every_test_personnummer() {
    check_list(
        PERSONNUMMER,
        IdentifierKind::Personnummer,
        IdentifierKind::Samordningsnummer,
        IdentifierError::IsPersonnummer,
    );
}

#[test]
fn takes_every_test_samordningsnummer_also_without_month_and_day() {
    let without_month = SAMORDNINGSNUMMER.lines().filter(|number| &number[4..6] == "00").count();
    let without_day = SAMORDNINGSNUMMER.lines().filter(|number| &number[6..8] == "60").count();
    assert!(without_month > 20 && without_day > 10, "the list must hold what is often refused");
    check_list(
        SAMORDNINGSNUMMER,
        IdentifierKind::Samordningsnummer,
        IdentifierKind::Personnummer,
        IdentifierError::IsSamordningsnummer,
    );
}

#[test]
fn ten_digits_get_the_latest_century_that_is_not_in_the_future() {
    let kind = IdentifierKind::Personnummer;
    let on = |day: Date, text: &str| {
        IdentifierValue::parse(kind, text, day).map(|value| value.expose()[..2].to_owned())
    };
    // 230818-2399 is a test number of 2023.
    assert_eq!(on(date(2023, 8, 18), "230818-2399"), Ok("20".to_owned()), "born today");
    assert_eq!(on(date(2023, 8, 17), "230818-2399"), Ok("19".to_owned()), "born tomorrow cannot be");
    assert_eq!(on(date(2023, 8, 18), "230818+2399"), Ok("19".to_owned()));
    assert_eq!(on(date(2023, 1, 1), "230818+2399"), Ok("19".to_owned()), "turns 100 later this year");
    assert_eq!(on(date(2022, 12, 31), "230818+2399"), Ok("18".to_owned()));
}

#[test]
fn refuses_other_forms() {
    let kind = IdentifierKind::Personnummer;
    for text in [
        "",
        "-",
        "2399",
        "2308182399123",
        "23-0818-2399",
        "230818--2399",
        "23081823-99",
        "2308l8-2399",
        "٢٣٠٨١٨٢٣٩٩",
        "åäö-åäöå",
    ] {
        assert_eq!(parse(kind, text), Err(IdentifierError::Form(kind)), "{text}");
    }
    assert!(IdentifierValue::restore(kind, "2308182399").is_err(), "the store holds twelve digits");
}

#[test]
fn takes_the_other_kinds() {
    assert_eq!(parse(IdentifierKind::LmaNumber, "50-123456").as_deref(), Ok("50123456"));
    assert_eq!(parse(IdentifierKind::LmaNumber, "12345"), Err(IdentifierError::LmaForm));
    assert_eq!(parse(IdentifierKind::Passport, "fe 123456").as_deref(), Ok("FE123456"));
    assert_eq!(parse(IdentifierKind::Passport, "№1"), Err(IdentifierError::PassportForm));
    assert_eq!(parse(IdentifierKind::NationalId, " 1234/56 ").as_deref(), Ok("1234/56"));
    assert_eq!(parse(IdentifierKind::Other, "\u{7}"), Err(IdentifierError::FreeForm));
    assert_eq!(parse(IdentifierKind::Other, " "), Err(IdentifierError::FreeForm));
}

#[test]
fn a_stored_number_is_checked_again() {
    let value = IdentifierValue::parse(IdentifierKind::Personnummer, "230818-2399", today()).unwrap();
    let stored = serde_json::to_string(&value).unwrap();
    assert_eq!(serde_json::from_str::<IdentifierValue>(&stored).unwrap(), value);
    assert!(serde_json::from_str::<IdentifierValue>(&stored.replace("2399", "2398")).is_err());
}
