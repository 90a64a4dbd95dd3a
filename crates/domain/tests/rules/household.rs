//! Households over random histories, held against a plain list of who is where on each day.

use std::collections::{BTreeMap, BTreeSet};

use domain::*;
use jiff::civil::Date;
use proptest::prelude::*;

use crate::made_up::{cases, day, id};

#[derive(Clone, Debug)]
enum Step {
    Add(usize),
    Leave(usize),
    ChangeHead(usize),
    Split(BTreeSet<usize>, usize),
    Merge,
    NextDay,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0..6_usize).prop_map(Step::Add),
        2 => (0..6_usize).prop_map(Step::Leave),
        2 => (0..6_usize).prop_map(Step::ChangeHead),
        2 => (proptest::collection::btree_set(0..6_usize, 0..4), 0..6_usize).prop_map(|(leaving, head)| Step::Split(leaving, head)),
        1 => Just(Step::Merge),
        4 => Just(Step::NextDay),
    ];
    proptest::collection::vec(step, 1..40)
}

fn members(household: &Household, on: Date) -> BTreeSet<PersonId> {
    household.members_on(on).map(|member| member.person).collect()
}

/// Who was in which household on each day that is over.
type Past = BTreeMap<(HouseholdId, Date), (BTreeSet<PersonId>, Option<PersonId>)>;

fn remember(past: &mut Past, households: &[Household], on: Date) {
    for household in households {
        past.insert((household.id, on), (members(household, on), household.head_on(on)));
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn histories_keep_the_invariants_and_the_past(steps in steps()) {
        let mut today = 0;
        let mut households = vec![Household::new(id(0), id(0), day(0))];
        let mut past = Past::new();
        for step in steps {
            let first = households[0].clone();
            let before = members(&first, day(today));
            let all_before: BTreeSet<PersonId> = households.iter().flat_map(|each| members(each, day(today))).collect();
            match step {
                Step::NextDay => {
                    remember(&mut past, &households, day(today));
                    today += 1;
                }
                // A person lives in one household at a time; the caller sees to that across households.
                Step::Add(number) if all_before.contains(&id(number)) && !before.contains(&id(number)) => {}
                Step::Add(number) => {
                    let added = first.add(id(number), day(today), RelationToHead::Child);
                    prop_assert_eq!(added.is_ok(), !before.is_empty() && !before.contains(&id(number)));
                    if let Ok(added) = added {
                        households[0] = added;
                    }
                }
                Step::Leave(number) => {
                    let is_head = first.head_on(day(today)) == Some(id(number));
                    if let Ok(left) = first.leave(id(number), day(today)) {
                        prop_assert!(before.contains(&id(number)));
                        prop_assert!(!is_head || before.len() == 1, "the head does not leave others behind");
                        prop_assert!(!members(&left, day(today)).contains(&id(number)));
                        households[0] = left;
                    }
                }
                Step::ChangeHead(number) => {
                    let changed = first.change_head(id(number), day(today));
                    prop_assert_eq!(changed.is_ok(), before.contains(&id(number)));
                    if let Ok(changed) = changed {
                        prop_assert_eq!(changed.head_on(day(today)), Some(id(number)));
                        prop_assert_eq!(members(&changed, day(today)), before);
                        households[0] = changed;
                    }
                }
                Step::Split(leaving, head) => {
                    let leaving: BTreeSet<PersonId> = leaving.into_iter().map(id).collect();
                    let new_id = id(households.len());
                    let present_head = first.head_on(day(today));
                    let allowed = !leaving.is_empty()
                        && leaving.is_subset(&before)
                        && leaving != before
                        && before.contains(&id(head))
                        && present_head.is_some_and(|present| leaving.contains(&present) != leaving.contains(&id(head)));
                    let split = first.split(&leaving, day(today), new_id, id(head));
                    prop_assert_eq!(split.is_ok(), allowed);
                    if let Ok((old, new)) = split {
                        let stayed: BTreeSet<PersonId> = before.difference(&leaving).copied().collect();
                        prop_assert_eq!(members(&old, day(today)), stayed);
                        prop_assert_eq!(members(&new, day(today)), leaving);
                        prop_assert_eq!(old.kinships.last(), Some(&(day(today), Kinship::SplitInto(new_id))));
                        households[0] = old;
                        households.push(new);
                    }
                }
                Step::Merge => {
                    let Some(other) = households.get(1).cloned() else { continue };
                    let joining = members(&other, day(today));
                    let merged = first.merge(&other, day(today));
                    prop_assert_eq!(merged.is_ok(), !before.is_empty() && !joining.is_empty());
                    if let Ok((kept, ended)) = merged {
                        prop_assert_eq!(members(&kept, day(today)), &before | &joining);
                        prop_assert!(ended.has_ended(day(today)));
                        households[0] = kept;
                        households[1] = ended;
                    }
                }
            }
            for household in &households {
                let restored = Household::restore(household.clone().into_record());
                prop_assert_eq!(restored.as_ref(), Ok(household));
                let rows: Vec<PersonId> = household.members_on(day(today)).map(|member| member.person).collect();
                prop_assert_eq!(rows.len(), members(household, day(today)).len(), "nobody is there twice");
                prop_assert_eq!(household.head_on(day(today)).is_some(), !rows.is_empty());
            }
            let now: Vec<PersonId> = households.iter().flat_map(|each| members(each, day(today))).collect();
            prop_assert_eq!(now.len(), now.iter().collect::<BTreeSet<_>>().len(), "nobody is in two households");
            for ((household, on), then) in &past {
                let household = households.iter().find(|each| each.id == *household).expect("none is lost");
                prop_assert_eq!(&(members(household, *on), household.head_on(*on)), then, "the past stays as it was");
            }
        }
    }
}

fn family() -> Household {
    Household::new(id(0), id(0), day(0))
        .add(id(1), day(0), RelationToHead::Partner)
        .and_then(|family| family.add(id(2), day(0), RelationToHead::Child))
        .unwrap()
}

fn relation(household: &Household, person: usize, on: i64) -> Option<RelationToHead> {
    household
        .members_on(day(on))
        .find(|member| member.person == id(person))
        .map(|member| member.relation_to_head)
}

#[test]
fn relations_are_to_the_head_of_their_day() {
    let changed = family().change_head(id(2), day(5)).unwrap();
    assert_eq!(relation(&changed, 1, 4), Some(RelationToHead::Partner));
    assert_eq!(relation(&changed, 0, 5), Some(RelationToHead::Parent), "the child's head is now a parent");
    assert_eq!(
        relation(&changed, 1, 5),
        Some(RelationToHead::Unknown),
        "nobody said what she is to the child"
    );
    assert_eq!(changed.head(), Some(id(2)));
}

#[test]
fn a_split_on_the_first_day_leaves_no_empty_rows() {
    let (old, new) = family().split(&BTreeSet::from([id(0), id(2)]), day(0), id(1), id(1)).unwrap();
    assert_eq!((old.members.len(), new.members.len()), (1, 2));
    assert_eq!((old.head(), new.head()), (Some(id(1)), Some(id(0))));
    assert_eq!(relation(&new, 2, 0), Some(RelationToHead::Child), "the head went along, so relations stay");
}

#[test]
fn the_same_family_registered_twice_in_a_day_is_merged() {
    let again = Household::new(id(1), id(5), day(0));
    let (kept, ended) = family().merge(&again, day(0)).unwrap();
    assert_eq!(members(&kept, day(0)).len(), 4);
    assert!(ended.members.is_empty() && ended.head().is_none());
    assert_eq!(Household::restore(ended.clone().into_record()), Ok(ended));
}

#[test]
fn somebody_registered_in_both_is_in_the_merged_household_once() {
    let again = Household::new(id(1), id(2), day(1)).add(id(3), day(1), RelationToHead::Sibling).unwrap();
    let (kept, _) = family().merge(&again, day(4)).unwrap();
    assert_eq!(kept.members_on(day(4)).count(), 4);
    assert_eq!(relation(&kept, 2, 4), Some(RelationToHead::Child), "as it was");
    assert_eq!(relation(&kept, 3, 4), Some(RelationToHead::Unknown));
}

#[test]
fn a_household_is_not_merged_away_before_its_own_last_change() {
    let later = Household::new(id(1), id(5), day(0)).add(id(6), day(8), RelationToHead::Child).unwrap();
    assert_eq!(family().merge(&later, day(4)), Err(HouseholdError::LaterChange(day(8))));
    assert_eq!(later.merge(&family(), day(4)), Err(HouseholdError::LaterChange(day(8))));
    assert!(family().merge(&later, day(8)).is_ok());
}

#[test]
fn says_what_cannot_be_done() {
    use HouseholdError::*;
    let one = |number| BTreeSet::from([id(number)]);
    assert_eq!(family().leave(id(0), day(3)), Err(HeadLeaves(id(0))));
    assert_eq!(family().leave(id(9), day(3)), Err(NotAMember(id(9), day(3))));
    assert_eq!(family().add(id(2), day(3), RelationToHead::Child), Err(MemberTwice(id(2))));
    assert_eq!(family().add(id(3), day(3), RelationToHead::Head), Err(NotOneHead(day(3))));
    assert_eq!(family().add(id(3), day(-3), RelationToHead::Child), Err(NotOneHead(day(-3))));
    assert_eq!(family().split(&BTreeSet::new(), day(3), id(1), id(1)), Err(NobodyLeaves));
    let all = BTreeSet::from([id(0), id(1), id(2)]);
    assert_eq!(family().split(&all, day(3), id(1), id(1)), Err(NobodyStays));
    assert_eq!(family().split(&one(1), day(3), id(1), id(2)), Err(NotOneHead(day(3))));
    assert_eq!(
        family().change_head(id(1), day(3)).and_then(|it| it.change_head(id(0), day(2))),
        Err(LaterChange(day(3)))
    );
    assert_eq!(family().merge(&family(), day(3)), Err(WithItself));
    assert_eq!(Household::new(id(0), id(0), day(0)).leave(id(0), day(0)), Err(NoMember));
    let ended = Household::new(id(1), id(5), day(0)).leave(id(5), day(2)).unwrap();
    assert!(ended.has_ended(day(2)) && !ended.has_ended(day(1)));
    assert_eq!(ended.head(), Some(id(5)));
    assert_eq!(family().merge(&ended, day(3)), Err(NobodyThere(day(3))));
}
