//! Deadlines: calendar months, working days, and the vintage that counts.

use jiff::{
    ToSpan,
    civil::{Date, Weekday, date},
};
use policy::{DeadlineError, Policy, ids};
use proptest::prelude::*;

fn shipped() -> Policy {
    Policy::embedded().expect("the shipped policy can be read")
}

fn check(id: &str, event_on: Date, expected: Date) {
    assert_eq!(shipped().due(id, event_on), Ok(expected), "{id} from {event_on}");
}

#[test]
fn a_month_is_a_calendar_month() {
    check(ids::HOUSING_TEMPORARY_PROTECTION, date(2025, 1, 31), date(2025, 2, 28));
    check(ids::HOUSING_TEMPORARY_PROTECTION, date(2024, 1, 31), date(2024, 2, 29));
    check(ids::HOUSING_TEMPORARY_PROTECTION, date(2025, 3, 15), date(2025, 4, 15));
    check(ids::RECEPTION_NEWLY_ARRIVED, date(2024, 12, 31), date(2025, 2, 28));
}

#[test]
fn an_application_for_the_first_quarter_must_be_in_by_the_end_of_september() {
    check("claim_quarter_asylum", date(2025, 3, 31), date(2025, 9, 30));
    check("claim_quarter_unaccompanied", date(2025, 3, 31), date(2025, 9, 30));
    check("claim_year", date(2024, 12, 31), date(2025, 12, 31));
    check("claim_first_special_costs", date(2024, 2, 29), date(2027, 2, 28));
}

#[test]
fn at_once_means_the_same_day() {
    check("social_services_unaccompanied_child", date(2025, 12, 25), date(2025, 12, 25));
}

#[test]
fn a_duty_is_stale_after_180_days() {
    check(ids::DUTY_STALE, date(2025, 1, 1), date(2025, 6, 30));
}

#[test]
fn working_days_skip_weekends_and_public_holidays() {
    // Wednesday before Easter 2025: Thursday, then Tuesday and Wednesday after Easter Monday.
    check(ids::REFERRAL_ANSWER, date(2025, 4, 16), date(2025, 4, 23));
    // Friday: Monday, Tuesday, Wednesday.
    check(ids::REFERRAL_ANSWER, date(2025, 9, 5), date(2025, 9, 10));
    // Sent on a Saturday: the same Wednesday.
    check(ids::REFERRAL_ANSWER, date(2025, 9, 6), date(2025, 9, 10));
    // Christmas Eve and New Year's Eve are not public holidays.
    check(ids::REFERRAL_ANSWER, date(2025, 12, 23), date(2025, 12, 30));
}

#[test]
fn the_steps_of_escalation_come_one_after_the_other() {
    let policy = shipped();
    let days: Vec<Date> =
        ids::ESCALATION.iter().map(|id| policy.due(id, date(2025, 9, 5)).unwrap()).collect();
    assert_eq!(days, [date(2025, 9, 5), date(2025, 9, 9), date(2025, 9, 12)]);
}

#[test]
fn a_rule_does_not_reach_back_before_it_began() {
    let policy = shipped();
    let id = ids::HOUSING_TEMPORARY_PROTECTION;
    assert!(policy.deadline(id, date(2022, 6, 30)).is_none());
    assert!(policy.deadline(id, date(2022, 7, 1)).is_some());
    assert!(matches!(policy.due(id, date(2022, 6, 30)), Err(DeadlineError::NoRule { .. })));
}

#[test]
fn years_without_known_holidays_are_refused_and_not_guessed() {
    let policy = shipped();
    let refused = policy.add_working_days(date(2035, 12, 31), 1).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "could not count working days at 2036-01-01: holidays are known from 2015-01-01 to 2035-12-31; \
         add the year to holidays.toml"
    );
    assert!(policy.add_working_days(date(2035, 12, 27), 2).is_ok());
    assert!(matches!(policy.due(ids::DUTY_STALE, Date::MAX), Err(DeadlineError::TooFar { .. })));
}

#[test]
fn holidays_have_names() {
    let policy = shipped();
    assert_eq!(policy.calendar().holiday(date(2026, 6, 20)), Some("Midsommardagen"));
    assert_eq!(policy.calendar().holiday(date(2026, 6, 19)), None);
    assert_eq!(policy.calendar().holiday(date(2026, 10, 31)), Some("Alla helgons dag"));
    for year in 2015..=2035_i16 {
        let first = date(year, 1, 1);
        let count =
            (0..365).filter(|&day| policy.calendar().holiday(first + i64::from(day).days()).is_some());
        assert_eq!(count.count(), 13, "{year}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn counting_working_days_lands_on_one_and_adds_up(offset in 0_i64..6_900, first in 1_u16..30, second in 0_u16..30) {
        let policy = shipped();
        let day = date(2015, 1, 1) + offset.days();
        let reached = policy.add_working_days(day, first).unwrap();
        prop_assert!(reached > day);
        prop_assert!(!matches!(reached.weekday(), Weekday::Saturday | Weekday::Sunday));
        prop_assert!(policy.calendar().holiday(reached).is_none());
        prop_assert_eq!(policy.add_working_days(reached, second), policy.add_working_days(day, first + second));
    }

    #[test]
    fn a_later_event_never_has_an_earlier_deadline(offset in 0_i64..4_500, later in 0_i64..60) {
        let policy = shipped();
        let day = date(2022, 7, 1) + offset.days();
        for rule in policy.deadlines() {
            let due = rule.due(day, policy.calendar()).unwrap();
            prop_assert!(due >= day, "{}", rule.id);
            prop_assert!(due <= rule.due(day + later.days(), policy.calendar()).unwrap(), "{}", rule.id);
        }
    }
}
