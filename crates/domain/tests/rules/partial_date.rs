//! Birth dates as people know them.

use domain::{AgeRange, PartialDate, Year, YearMonth};
use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::made_up::cases;

fn dates() -> impl Strategy<Value = Date> {
    (1900..2100_i16, 1..=12_i8, 1..=31_i8)
        .prop_filter_map("a day the month has", |(year, month, day)| Date::new(year, month, day).ok())
}

fn partial_dates() -> impl Strategy<Value = PartialDate> {
    (dates(), 0..4_u8).prop_map(|(date, known)| match known {
        0 => PartialDate::Unknown,
        1 => PartialDate::Year(Year::new(date.year()).expect("a year")),
        2 => PartialDate::YearMonth(YearMonth::new(date.year(), date.month()).expect("a month")),
        _ => PartialDate::Full(date),
    })
}

/// Whole years, counted birthday by birthday.
fn birthdays(birth: Date, day: Date) -> u16 {
    let celebrated = (1..400_i16)
        .take_while(|years| {
            let year = birth.year() + years;
            // Who is born on 29 February is celebrated on 1 March of a common year.
            Date::new(year, birth.month(), birth.day()).unwrap_or_else(|_| date(year, 3, 1)) <= day
        })
        .count();
    u16::try_from(celebrated).expect("fewer than 400")
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn reads_what_it_writes(birth in partial_dates()) {
        prop_assert_eq!(birth.to_string().parse::<PartialDate>().unwrap(), birth);
        let stored = serde_json::to_string(&birth).unwrap();
        prop_assert_eq!(serde_json::from_str::<PartialDate>(&stored).unwrap(), birth);
    }

    #[test]
    fn the_range_of_ages_is_that_of_every_day_it_can_mean(birth in partial_dates(), day in dates()) {
        let range = birth.age_on(day);
        let mut ages: Vec<u16> = [birth.earliest(), birth.latest()].into_iter().flatten().map(|birth| birthdays(birth, day)).collect();
        ages.sort_unstable();
        prop_assert_eq!(range, AgeRange { min: ages.first().copied().unwrap_or(0), max: ages.last().copied() });
        prop_assert_ne!(birth.may_be_child(day), birth.is_surely_adult(day));
        prop_assert_eq!(birth.is_surely_adult(day), range.min >= 18);
    }
}

#[test]
fn reads_parts_and_refuses_the_rest() {
    for text in ["", "1984", "1984-03", "1984-03-07", "2024-02-29"] {
        assert_eq!(text.parse::<PartialDate>().unwrap().to_string(), text);
    }
    assert_eq!("  ".parse(), Ok(PartialDate::Unknown));
    for text in [
        "84",
        "1984-3",
        "1984-13",
        "1984-00",
        "1984-02-30",
        "1984-03-07-01",
        "0000",
        "-984",
        "1984-",
        "+984",
        "١٩٨٤",
    ] {
        assert!(text.parse::<PartialDate>().is_err(), "{text} is no date");
    }
}

#[test]
fn refuses_birth_dates_that_cannot_be() {
    let today = date(2026, 3, 1);
    let check = |text: &str| text.parse::<PartialDate>().unwrap().check_birth(today).is_ok();
    assert!(check(""));
    assert!(check("1900"));
    assert!(check("2026"), "a child born this year");
    assert!(check("2026-03"), "a child born this month");
    assert!(check("2026-03-01"), "a child born today");
    assert!(!check("1899-12-31"));
    assert!(!check("2026-03-02"));
    assert!(!check("2026-04"));
    assert!(!check("2027"));
}

#[test]
fn who_may_be_a_child_is_one() {
    let today = date(2026, 3, 1);
    let may = |text: &str| text.parse::<PartialDate>().unwrap().may_be_child(today);
    assert!(may(""));
    assert!(may("2008"), "may turn 18 later this year");
    assert!(!may("2007"));
    assert!(may("2008-03"), "may turn 18 tomorrow");
    assert!(!may("2008-03-01"), "turns 18 today");
    assert!(may("2008-03-02"));
}
