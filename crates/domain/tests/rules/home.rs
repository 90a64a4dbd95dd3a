//! Rule 3: a bed is never promised twice, and the beds add up.

use std::collections::BTreeSet;

use domain::*;
use proptest::prelude::*;

use crate::made_up::{between, cases, day, id, reason};

/// Two rooms: beds 0 and 1 in the first, beds 2 and 3 in the second.
fn home() -> Home {
    let bed = |number: usize| Bed { id: id(number), label: format!("bed {number}") };
    let room = |number: usize| Room {
        id: id(number),
        name: format!("room {number}"),
        beds: vec![bed(number * 2), bed(number * 2 + 1)],
    };
    Home {
        id: id(0),
        name: "The old school".to_owned(),
        kind: HomeKind::Collective,
        conditions: Conditions::new(),
        rooms: vec![room(0), room(1)],
        interval: between(0, 60),
        address: None,
    }
}

fn request(number: usize, beds: &[usize], nights: Interval) -> PlaceRequest {
    PlaceRequest {
        stay: id(number),
        household: id(number),
        protection: Protection::None,
        beds: beds.iter().map(|bed| (id(*bed), None)).collect(),
        without_bed: BTreeSet::new(),
        nights,
    }
}

fn block(beds: &[usize], interval: Interval) -> Block {
    Block { beds: beds.iter().map(|bed| id(*bed)).collect(), interval, reason: reason() }
}

#[derive(Clone, Debug)]
enum Step {
    Place { beds: Vec<usize>, from: i64, length: i64, without_bed: usize },
    Renew { which: usize, from: i64, length: i64 },
    Block { beds: Vec<usize>, from: i64, length: i64 },
    End { which: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let beds = || proptest::sample::subsequence(vec![0, 1, 2, 3], 0..=3);
    let nights = || (-2..50_i64, 1..14_i64);
    let step = prop_oneof![
        6 => (beds(), nights(), 0..3_usize)
            .prop_map(|(beds, (from, length), without_bed)| Step::Place { beds, from, length, without_bed }),
        2 => (0..8_usize, nights()).prop_map(|(which, (from, length))| Step::Renew { which, from, length }),
        1 => (beds(), nights()).prop_map(|(beds, (from, length))| Step::Block { beds, from, length }),
        1 => (0..8_usize).prop_map(|which| Step::End { which }),
    ];
    proptest::collection::vec(step, 1..30)
}

/// The bed-nights of a stay, one by one.
fn bed_nights(stay: &Stay) -> Vec<(BedId, i64)> {
    let nights: Vec<i64> = (-5..80).filter(|number| stay.nights.contains(day(*number))).collect();
    stay.beds.iter().flat_map(|(bed, _)| nights.iter().map(|night| (*bed, *night))).collect()
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn no_bed_is_promised_twice_and_the_beds_add_up(steps in steps()) {
        let home = home();
        let (mut stays, mut blocks) = (Vec::<Stay>::new(), Vec::<Block>::new());
        for (number, step) in steps.into_iter().enumerate() {
            match step {
                Step::Place { beds, from, length, without_bed } => {
                    let nights = between(from, from + length);
                    let taken: BTreeSet<_> = stays.iter().flat_map(bed_nights).collect();
                    let blocked: BTreeSet<_> = blocks
                        .iter()
                        .flat_map(|block| block.beds.iter().flat_map(|bed| (-5..80).filter(|night| block.interval.contains(day(*night))).map(|night| (*bed, night))))
                        .collect();
                    let wanted: BTreeSet<_> = beds.iter().flat_map(|bed| (from..from + length).map(|night| (id(*bed), night))).collect();
                    let free = wanted.is_disjoint(&taken) && wanted.is_disjoint(&blocked);
                    let open = from >= 0 && from + length <= 60;
                    let mut request = request(number, &beds, nights);
                    request.without_bed = (0..without_bed).map(|person| id(100 * number + person)).collect();
                    let placed = place(&home, &stays, &blocks, request);
                    prop_assert_eq!(placed.is_ok(), !beds.is_empty() && free && open, "neither promised twice nor refused while free");
                    stays.extend(placed);
                }
                Step::Renew { which, from, length } => {
                    if let Some(place) = (which < stays.len()).then_some(which) {
                        let renewed = renew(&home, &stays, &blocks, stays[place].clone(), between(from, from + length));
                        if let Ok(renewed) = renewed {
                            stays[place] = renewed;
                        }
                    }
                }
                Step::Block { beds, from, length } => blocks.push(block(&beds, between(from, from + length))),
                Step::End { which } => {
                    if which < stays.len() {
                        stays.remove(which);
                    }
                }
            }
            let all: Vec<_> = stays.iter().flat_map(bed_nights).collect();
            prop_assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "a bed is promised once a night");
            for (night, occupancy) in occupancy_over(&home, &stays, &blocks, between(-3, 65)) {
                prop_assert_eq!(occupancy.total, occupancy.blocked + occupancy.occupied + occupancy.allocable);
                prop_assert_eq!(occupancy.total, if home.interval.contains(night) { 4 } else { 0 });
                let sleeping = stays.iter().filter(|stay| stay.nights.contains(night));
                let (beds, extra) = sleeping.fold((0, 0), |(beds, extra), stay| (beds + stay.beds.len(), extra + stay.without_bed.len()));
                prop_assert_eq!((occupancy.occupied as usize, occupancy.over_full as usize), (beds, extra));
            }
        }
    }

    #[test]
    fn allocable_beds_can_be_allocated(steps in steps(), night in 0..60_i64) {
        let home = home();
        let (mut stays, mut blocks) = (Vec::<Stay>::new(), Vec::<Block>::new());
        for (number, step) in steps.into_iter().enumerate() {
            match step {
                Step::Place { beds, from, length, .. } => {
                    stays.extend(place(&home, &stays, &blocks, request(number, &beds, between(from, from + length))));
                }
                Step::Block { beds, from, length } => blocks.push(block(&beds, between(from, from + length))),
                Step::Renew { .. } | Step::End { .. } => {}
            }
        }
        let one_night = between(night, night + 1);
        let possible = (0..4).filter(|bed| place(&home, &stays, &blocks, request(99, &[*bed], one_night)).is_ok()).count();
        prop_assert_eq!(occupancy_on(&home, &stays, &blocks, day(night)).allocable as usize, possible);
    }
}

#[test]
fn nights_that_touch_do_not_collide() {
    let home = home();
    let there = [place(&home, &[], &[], request(0, &[0], between(10, 20))).unwrap()];
    let after = |from, to| place(&home, &there, &[], request(1, &[0], between(from, to))).map(|_| ());
    let taken = |from, to| Err(PlaceError::Taken { bed: id(0), nights: between(from, to) });
    assert_eq!(after(5, 10), Ok(()), "adjacent before");
    assert_eq!(after(20, 25), Ok(()), "adjacent after");
    assert_eq!(after(10, 20), taken(10, 20), "equal");
    assert_eq!(after(12, 15), taken(12, 15), "contained");
    assert_eq!(after(5, 25), taken(10, 20), "containing");
    assert_eq!(after(5, 11), taken(10, 11), "overlapping before");
    assert_eq!(after(19, 25), taken(19, 20), "overlapping after");
    let again = renew(&home, &there, &[], there[0].clone(), between(10, 30)).unwrap();
    assert_eq!(again.nights, between(10, 30), "a stay does not stand in its own way");
}

#[test]
fn says_why_a_household_cannot_be_placed() {
    let home = home();
    let blocks = [block(&[3], between(0, 5))];
    let placed = |request| place(&home, &[], &blocks, request).map(|_| ());
    assert_eq!(placed(request(0, &[], between(0, 5))), Err(PlaceError::NoBed));
    assert_eq!(placed(request(0, &[0, 0], between(0, 5))), Err(PlaceError::BedTwice(id(0))));
    assert_eq!(placed(request(0, &[7], between(0, 5))), Err(PlaceError::NotInHome(id(7))));
    assert_eq!(placed(request(0, &[0], Interval::since(day(0)))), Err(PlaceError::NoEnd));
    assert_eq!(placed(request(0, &[0], between(55, 61))), Err(PlaceError::HomeClosed(home.interval)));
    assert_eq!(
        placed(request(0, &[2, 3], between(4, 9))),
        Err(PlaceError::Blocked { bed: id(3), nights: between(4, 5) })
    );
    let twice = PlaceRequest {
        beds: vec![(id(0), Some(id(5))), (id(1), Some(id(5)))],
        ..request(0, &[], between(0, 5))
    };
    assert_eq!(placed(twice), Err(PlaceError::PersonTwice(id(5))));
}

#[test]
fn a_person_sleeps_in_one_place_a_night() {
    let home = home();
    let with = |number, bed: usize, nights| PlaceRequest {
        beds: vec![(id(bed), Some(id(5)))],
        ..request(number, &[], nights)
    };
    let there = [place(&home, &[], &[], with(0, 0, between(0, 10))).unwrap()];
    assert_eq!(place(&home, &there, &[], with(1, 1, between(9, 12))), Err(PlaceError::PersonTwice(id(5))));
    assert!(place(&home, &there, &[], with(1, 1, between(10, 12))).is_ok());
}

#[test]
fn an_exclusive_home_takes_one_household_at_a_time() {
    let home = Home { conditions: Conditions::from([Condition::Exclusive]), ..home() };
    let there = [place(&home, &[], &[], request(0, &[0], between(0, 10))).unwrap()];
    let other = place(&home, &there, &[], request(1, &[1], between(5, 12)));
    assert_eq!(other, Err(PlaceError::ExclusiveTaken(between(5, 10))));
    let same = PlaceRequest { household: id(0), ..request(1, &[1], between(5, 12)) };
    assert!(place(&home, &there, &[], same).is_ok(), "more beds for the same household");
}

#[test]
fn nobody_whose_address_is_secret_lives_where_the_address_is_stored() {
    let address = StoredAddress::new("Storgatan 1", Protection::None).unwrap();
    let known = Home { address: Some(address), ..home() };
    for protection in Protection::ALL {
        let asked = || PlaceRequest { protection: *protection, ..request(0, &[0], between(0, 5)) };
        assert_eq!(place(&known, &[], &[], asked()).is_ok(), protection.stores_address(), "{protection}");
        assert!(place(&home(), &[], &[], asked()).is_ok());
    }
}

#[test]
fn a_bed_blocked_under_a_sleeping_household_is_occupied() {
    let home = home();
    let there = [place(&home, &[], &[], request(0, &[0], between(0, 10))).unwrap()];
    let occupancy = occupancy_on(&home, &there, &[block(&[0, 1], between(5, 20))], day(5));
    assert_eq!(occupancy, Occupancy { total: 4, blocked: 1, occupied: 1, allocable: 2, over_full: 0 });
}

#[test]
fn people_in_a_closed_home_are_beyond_the_beds() {
    let there = [place(&home(), &[], &[], request(0, &[0, 1], between(50, 60))).unwrap()];
    let closed = Home { interval: between(0, 55), ..home() };
    let occupancy = occupancy_on(&closed, &there, &[], day(55));
    assert_eq!(occupancy, Occupancy { over_full: 2, ..Occupancy::default() });
    let nights: Occupancy =
        occupancy_over(&closed, &there, &[], between(54, 56)).into_iter().map(|(_, night)| night).sum();
    assert_eq!(nights, Occupancy { total: 4, blocked: 0, occupied: 2, allocable: 2, over_full: 2 });
    assert!(occupancy_over(&closed, &there, &[], Interval::since(day(0))).is_empty());
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn parting_a_stay_moves_no_bed_night(
        places in proptest::collection::vec(proptest::option::of(0..4_usize), 4),
        without_bed in proptest::sample::subsequence(vec![4, 5], 0..=2),
        leaving in proptest::sample::subsequence(vec![0, 1, 2, 3, 4, 5], 0..=6),
        from in 0..20_i64, length in 1..20_i64, on in -5..45_i64,
    ) {
        let persons: BTreeSet<PersonId> = leaving.into_iter().map(id).collect();
        let beds = places.into_iter().enumerate().map(|(bed, person)| (id(bed), person.map(id))).collect();
        let without_bed = without_bed.into_iter().map(id).collect();
        let nights = between(from, from + length);
        let stay = Stay { id: id(0), household: id(0), home: id(0), beds, without_bed, nights };
        let whose = |stay: &Stay| -> Vec<(BedId, Option<PersonId>, i64)> {
            let nights: Vec<i64> = (-5..80).filter(|number| stay.nights.contains(day(*number))).collect();
            stay.beds.iter().flat_map(|(bed, person)| nights.iter().map(|night| (*bed, *person, *night))).collect()
        };
        let touched = stay.persons().any(|person| persons.contains(&person)) && on < from + length;
        let parted = stay.part(&persons, day(on));
        prop_assert_eq!(parted.is_some(), touched);
        if let Some(parted) = parted {
            let before = parted.before.map(|nights| Stay { nights, ..stay.clone() });
            let mut after: Vec<_> = before.iter().chain(&parted.staying).chain([&parted.leaving]).flat_map(whose).collect();
            let mut wanted = whose(&stay);
            after.sort_unstable();
            wanted.sort_unstable();
            prop_assert_eq!(after, wanted, "every bed-night is somebody's, as before");
            prop_assert!(parted.leaving.persons().all(|person| persons.contains(&person)));
            prop_assert!(parted.staying.iter().flat_map(Stay::persons).all(|person| !persons.contains(&person)));
        }
    }
}
