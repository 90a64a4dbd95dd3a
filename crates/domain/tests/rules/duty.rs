//! Duties, legal statuses, protection and the chain as a whole.

use std::collections::BTreeSet;

use domain::*;
use proptest::prelude::*;

use crate::made_up::{actor, between, cases, day, draft, id, kind, link, reason};

fn duty(number: usize, target: Option<LegalStatus>, interval: Interval) -> Duty {
    Duty {
        id: id(number),
        kind: kind("language"),
        target,
        legal_owner: id(0),
        executing: id(1),
        law: "lag (1994:137) 3 a §".to_owned(),
        decision: Some("KS 2026/12".to_owned()),
        interval,
        last_confirmed: None,
    }
}

#[test]
fn the_narrower_duty_goes_first_and_doubt_is_an_answer() {
    let asylum = Some(LegalStatus::AsylumSeeker);
    let duties =
        [duty(0, None, between(0, 10)), duty(1, asylum, between(0, 5)), duty(2, None, between(8, 20))];
    let choose = |status, on| choose_duty(&duties, &kind("language"), status, day(on));
    assert_eq!(choose(LegalStatus::AsylumSeeker, 0), DutyChoice::One(&duties[1]));
    assert_eq!(choose(LegalStatus::AsylumSeeker, 5), DutyChoice::One(&duties[0]));
    assert_eq!(choose(LegalStatus::Registered, 0), DutyChoice::One(&duties[0]));
    assert_eq!(choose(LegalStatus::Registered, 9), DutyChoice::Several(vec![&duties[0], &duties[2]]));
    assert_eq!(choose(LegalStatus::Registered, 20), DutyChoice::Nobody);
    assert_eq!(choose_duty(&duties, &kind("health"), LegalStatus::Unknown, day(0)), DutyChoice::Nobody);
}

#[test]
fn a_duty_goes_stale() {
    let confirmed = |on| Duty { last_confirmed: Some((day(on), id(0))), ..duty(0, None, between(0, 900)) };
    assert!(!confirmed(0).is_stale(day(0), 365));
    assert!(!confirmed(0).is_stale(day(365), 365));
    assert!(confirmed(0).is_stale(day(366), 365));
    assert!(!confirmed(10).is_stale(day(5), 0), "confirmed for later");
    assert!(duty(0, None, between(0, 900)).is_stale(day(0), 365), "never confirmed");
    assert!(!confirmed(0).has_expired(day(899)));
    assert!(confirmed(0).has_expired(day(900)));
}

#[test]
fn one_status_holds_on_each_day() {
    assert_eq!(status_on(&[], day(0)), LegalStatus::Unknown);
    let first = change_status(&[], LegalStatus::TemporaryProtection, day(0)).unwrap();
    let second = change_status(&first, LegalStatus::Registered, day(10)).unwrap();
    assert_eq!(status_on(&second, day(-1)), LegalStatus::Unknown);
    assert_eq!(status_on(&second, day(9)), LegalStatus::TemporaryProtection);
    assert_eq!(status_on(&second, day(10)), LegalStatus::Registered);
    let corrected = change_status(&second, LegalStatus::AsylumSeeker, day(4)).unwrap();
    assert_eq!(corrected.len(), 2);
    assert_eq!(status_on(&corrected, day(3)), LegalStatus::TemporaryProtection);
    assert_eq!(status_on(&corrected, day(99)), LegalStatus::AsylumSeeker);
    let overlapping = [
        StatusPeriod { status: LegalStatus::NewlyArrived, interval: between(5, 20) },
        StatusPeriod { status: LegalStatus::AsylumSeeker, interval: between(0, 20) },
    ];
    assert_eq!(status_on(&overlapping, day(6)), LegalStatus::NewlyArrived, "the later decision counts");
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn changes_leave_one_status_a_day(changes in proptest::collection::vec((0..6_usize, 0..30_i64), 1..8)) {
        let mut periods = Vec::new();
        for (status, on) in &changes {
            let before = periods.clone();
            periods = change_status(&periods, LegalStatus::ALL[*status], day(*on)).unwrap();
            for number in -1..*on {
                prop_assert_eq!(status_on(&periods, day(number)), status_on(&before, day(number)), "the past stays");
            }
            prop_assert_eq!(status_on(&periods, day(*on)), LegalStatus::ALL[*status]);
            for number in -1..40 {
                let held = periods.iter().filter(|period| period.interval.contains(day(number))).count();
                prop_assert!(held <= 1);
            }
        }
    }

    #[test]
    fn an_address_is_stored_only_where_nobody_is_protected_from_it(levels in proptest::collection::vec(0..4_usize, 0..5)) {
        let members: Vec<Protection> = levels.iter().map(|level| Protection::ALL[*level]).collect();
        let hidden = members.iter().any(|member| {
            matches!(member, Protection::ProtectedRegistration | Protection::FictitiousIdentity)
        });
        let stored = StoredAddress::new("Storgatan 1", Protection::strongest(members));
        prop_assert_eq!(stored.is_err(), hidden);
        if let Ok(stored) = stored {
            let printed = format!("{stored:?}");
            prop_assert!(!printed.contains("Storgatan"), "an address in a log is an address stored");
        }
    }
}

#[test]
fn protection_has_an_order() {
    assert!(Protection::ALL.is_sorted());
    assert_eq!(Protection::strongest([]), Protection::None);
    assert!(!Protection::None.is_protected() && Protection::Confidential.is_protected());
    assert_eq!(StoredAddress::new(" ", Protection::None), Err(AddressRefused::Blank));
}

#[test]
fn a_chain_says_what_needs_an_eye_first() {
    let expected = BTreeSet::from([kind("language"), kind("health")]);
    let language = link(0, 0);
    let health = || {
        let mut record = link(1, 0).into_record();
        record.kind = kind("health");
        record.deadline = None;
        Link::restore(record).unwrap()
    };
    let (unit, group) = (actor(0, ActorKind::MunicipalUnit), actor(1, ActorKind::Association));
    let referral = Referral::send(draft(0), &health(), &unit, &group, &[], day(0)).unwrap();
    let asked = health().refer(&referral, &group, day(0)).unwrap();
    let dropped = health().not_needed(id(0), reason()).unwrap();
    let done = language.clone().start().unwrap().complete(day(0), id(0)).unwrap();
    let state = |links: &[Link], on| chain_state(&expected, links, day(on));

    assert_eq!(state(&[], 0), ChainState::Empty);
    assert_eq!(state(std::slice::from_ref(&language), 0), ChainState::Gaps);
    assert_eq!(gaps(&expected, std::slice::from_ref(&language)), BTreeSet::from([kind("health")]));
    assert_eq!(state(&[language.clone(), asked.clone()], 31), ChainState::Overdue);
    assert_eq!(state(&[language.clone(), asked], 30), ChainState::Waiting);
    assert_eq!(state(&[language, health()], 30), ChainState::OnTrack);
    assert_eq!(state(&[done.clone(), health()], 99), ChainState::OnTrack);
    assert_eq!(state(&[done, dropped], 99), ChainState::Complete);
}
