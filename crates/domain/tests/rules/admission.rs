//! Rule 6: no unaccompanied child is saved without the link to socialtjänsten.

use domain::*;
use jiff::civil::date;
use proptest::prelude::*;

use crate::made_up::{actor, cases, day, id, link, person};

fn household(others: usize) -> Household {
    (1..=others).fold(Household::new(id(0), id(0), day(0)), |household, number| {
        household.add(id(number), day(0), RelationToHead::Sibling).unwrap()
    })
}

fn child_link(child: usize) -> Link {
    let unit = actor(0, ActorKind::MunicipalUnit);
    Link::plan_for_unaccompanied_child(id(child), id(0), id(child), None, &unit, day(0), String::new())
        .unwrap()
}

fn births() -> impl Strategy<Value = PartialDate> {
    prop_oneof![Just(""), Just("2012"), Just("2008"), Just("2008-03-01"), Just("2008-03-02"), Just("1990-01")]
        .prop_map(|text| text.parse().expect("a date"))
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn every_unaccompanied_child_has_its_link(
        people in proptest::collection::vec((births(), any::<bool>(), any::<bool>()), 1..5),
    ) {
        let today = date(2026, 3, 1);
        let persons: Vec<Person> = people
            .iter()
            .enumerate()
            .map(|(number, (birth, unaccompanied, _))| Person { birth: *birth, unaccompanied: *unaccompanied, ..person(number) })
            .collect();
        let linked = |number: usize| people[number].2;
        let links: Vec<Link> = (0..people.len()).filter(|number| linked(*number)).map(child_link).collect();
        let missing = people
            .iter()
            .enumerate()
            .find(|(number, (birth, unaccompanied, _))| *unaccompanied && !birth.is_surely_adult(today) && !linked(*number));
        let expected = missing.map(|(number, _)| AdmitError::SocialServicesMissing(id(number)));
        prop_assert_eq!(admit(household(people.len() - 1), persons, links, today).err(), expected);
    }
}

#[test]
fn an_ordinary_link_to_social_services_is_not_enough() {
    let child = Person { birth: "2014".parse().unwrap(), unaccompanied: true, ..person(0) };
    let mut ordinary = link(0, 0).into_record();
    ordinary.kind = LinkKind::social_services();
    ordinary.person = Some(id(0));
    let ordinary = Link::restore(ordinary).unwrap();
    assert_eq!(
        admit(household(0), vec![child.clone()], vec![ordinary], day(0)),
        Err(AdmitError::SocialServicesMissing(id(0)))
    );
    assert!(admit(household(0), vec![child], vec![child_link(0)], day(0)).is_ok());
}

#[test]
fn everybody_and_nobody_else_is_given() {
    let given = |persons: &[usize]| {
        let persons = persons.iter().map(|number| person(*number)).collect();
        admit(household(1), persons, Vec::new(), day(0)).map(|_| ())
    };
    assert_eq!(given(&[0, 1]), Ok(()));
    assert_eq!(given(&[0]), Err(AdmitError::PersonMissing(id(1))));
    assert_eq!(given(&[0, 1, 2]), Err(AdmitError::NotAMember(id(2))));
    assert_eq!(given(&[0, 0]), Err(AdmitError::PersonTwice(id(0))));
    let foreign = child_link(7);
    assert_eq!(
        admit(household(0), vec![person(0)], vec![foreign], day(0)),
        Err(AdmitError::ForeignLink(id(7)))
    );
}

#[test]
fn the_household_is_as_protected_as_its_most_protected_member() {
    let hidden = Person { protection: Protection::ProtectedRegistration, ..person(1) };
    let admitted = admit(household(1), vec![person(0), hidden], Vec::new(), day(0)).unwrap();
    assert_eq!(admitted.protection(), Protection::ProtectedRegistration);
}
