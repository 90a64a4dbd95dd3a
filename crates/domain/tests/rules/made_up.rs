//! Made-up people, actors and days. Ids come from small numbers, so a failure reads the same every time.

use std::collections::BTreeSet;

use domain::*;
use jiff::civil::{Date, date};
use proptest::test_runner::{Config, RngSeed};
use uuid::Uuid;

/// A fixed number of cases from a fixed seed: a test that fails, fails for everybody.
pub(crate) fn cases(cases: u32) -> Config {
    Config { cases, rng_seed: RngSeed::Fixed(1_951), failure_persistence: None, ..Config::default() }
}

/// The id that belongs to a small number.
pub(crate) fn id<T: From<Uuid>>(number: usize) -> T {
    T::from(Uuid::from_u128(number as u128 + 1))
}

/// The day that lies so many days after 1 March 2026.
pub(crate) fn day(number: i64) -> Date {
    date(2026, 3, 1).checked_add(jiff::Span::new().days(number)).expect("a small number of days")
}

pub(crate) fn between(from: i64, to: i64) -> Interval {
    Interval::between(day(from), day(to)).expect("an end after the start")
}

pub(crate) fn reason() -> Reason {
    "because".parse().expect("words")
}

pub(crate) fn actor(number: usize, kind: ActorKind) -> Actor {
    Actor {
        id: id(number),
        name: format!("Actor {number}"),
        kind,
        interval: Interval::since(day(-1_000)),
        contact: ActorContact::default(),
    }
}

pub(crate) fn person(number: usize) -> Person {
    Person {
        id: id(number),
        name: PersonName {
            latin: NameParts::parse(&format!("Given{number}"), "Family", "").expect("a name"),
            original: None,
        },
        birth: PartialDate::Full(date(1980, 5, 17)),
        sex: None,
        languages: vec!["uk".parse().expect("a tag")],
        interpreter: true,
        protection: Protection::None,
        unaccompanied: false,
    }
}

pub(crate) fn kind(code: &str) -> LinkKind {
    code.parse().expect("a code")
}

pub(crate) fn link(number: usize, accountable: usize) -> Link {
    Link::plan(LinkPlan {
        id: id(number),
        household: id(0),
        kind: kind("language"),
        person: None,
        duty: None,
        accountable: id(accountable),
        deadline: Some(day(30)),
        next_step: "A first meeting".to_owned(),
    })
}

/// A draft on a ground that any authority may use towards anybody.
pub(crate) fn draft(number: usize) -> ReferralDraft {
    ReferralDraft {
        id: id(number),
        ground: Ground { gdpr: GdprBasis::PublicTask, osl: OslGround::AssessedHarmless { by: id(0) } },
        fields: BTreeSet::from([SharedField::NeedsOfLink]),
        answer_by: day(7),
    }
}
