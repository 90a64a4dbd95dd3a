//! The interval against sets of days.

use std::collections::BTreeSet;

use domain::{Interval, Relation};
use proptest::prelude::*;

use crate::made_up::{between, cases, day};

/// Long enough that an interval without an end reaches beyond every day the tests use.
const HORIZON: i64 = 40;

fn intervals() -> impl Strategy<Value = Interval> {
    (0..12_i64, prop_oneof![3 => (1..8_i64).prop_map(Some), 1 => Just(None)]).prop_map(|(from, length)| {
        Interval::new(day(from), length.map(|length| day(from + length))).expect("an end after the start")
    })
}

/// The days of an interval up to the horizon, by asking of each.
fn days(interval: &Interval) -> BTreeSet<i64> {
    (-2..HORIZON)
        .filter(|number| {
            let day = day(*number);
            interval.from() <= day && interval.to().is_none_or(|to| day < to)
        })
        .collect()
}

fn relation_of_sets(a: &BTreeSet<i64>, b: &BTreeSet<i64>) -> Relation {
    let touches = |a: &BTreeSet<i64>, b: &BTreeSet<i64>| a.last().map(|last| last + 1) == b.first().copied();
    if a == b {
        Relation::Equal
    } else if b.is_subset(a) {
        Relation::Containing
    } else if a.is_subset(b) {
        Relation::Contained
    } else if !a.is_disjoint(b) {
        Relation::Overlapping
    } else if touches(a, b) || touches(b, a) {
        Relation::Adjacent
    } else {
        Relation::Disjoint
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn agrees_with_sets_of_days(a in intervals(), b in intervals(), probe in -2..HORIZON) {
        let (set_a, set_b) = (days(&a), days(&b));
        let common: BTreeSet<i64> = set_a.intersection(&set_b).copied().collect();
        let relation = a.relation(&b);

        prop_assert_eq!(a.contains(day(probe)), set_a.contains(&probe));
        prop_assert_eq!(a.overlaps(&b), !common.is_empty());
        prop_assert_eq!(a.encloses(&b), set_b.is_subset(&set_a));
        prop_assert_eq!(relation, relation_of_sets(&set_a, &set_b));
        prop_assert_eq!(a.is_adjacent(&b), relation == Relation::Adjacent);
        prop_assert_eq!(a.intersection(&b).map(|both| days(&both)).unwrap_or_default(), common);
        prop_assert_eq!(a.ends_before(day(probe)), set_a.iter().all(|number| *number < probe));

        let whole: BTreeSet<i64> = set_a.union(&set_b).copied().collect();
        prop_assert_eq!(a.union(&b).map(|both| days(&both)), (relation != Relation::Disjoint).then_some(whole));
        prop_assert_eq!(a.nights().map(|nights| nights as usize), a.to().map(|_| set_a.len()));
        let listed: Vec<_> = a.days().take_while(|listed| *listed < day(HORIZON)).collect();
        prop_assert_eq!(listed, set_a.iter().map(|number| day(*number)).collect::<Vec<_>>());
    }

    #[test]
    fn does_not_depend_on_the_order(a in intervals(), b in intervals()) {
        let mirrored = match a.relation(&b) {
            Relation::Containing => Relation::Contained,
            Relation::Contained => Relation::Containing,
            same => same,
        };
        prop_assert_eq!(b.relation(&a), mirrored);
        prop_assert_eq!(a.intersection(&b), b.intersection(&a));
        prop_assert_eq!(a.union(&b), b.union(&a));
    }
}

#[test]
fn refuses_an_interval_without_days() {
    assert!(Interval::between(day(3), day(3)).is_err());
    assert!(Interval::between(day(3), day(2)).is_err());
    let stored = r#"{"from":"2026-03-04","to":"2026-03-04"}"#;
    assert!(serde_json::from_str::<Interval>(stored).is_err());
}

#[test]
fn survives_storing() {
    for interval in [between(0, 3), Interval::since(day(0))] {
        let stored = serde_json::to_string(&interval).unwrap();
        assert_eq!(serde_json::from_str::<Interval>(&stored).unwrap(), interval);
    }
}

#[test]
fn the_night_of_the_leap_day_is_a_night() {
    let february = Interval::between(jiff::civil::date(2028, 2, 28), jiff::civil::date(2028, 3, 1)).unwrap();
    assert_eq!(february.nights(), Some(2));
}
