//! What holds for every imagined municipality.

use std::collections::{HashMap, HashSet};

use demo::{
    BirthDate, DemoError, HomeKind, LegalStatus, MOST_PEOPLE, Municipality, NamePart, Origin, Protection,
    Relation, Request, imagine, municipalities,
};
use domain::Role;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

const TODAY: Date = date(2026, 11, 21);

fn request(municipality: &str, people: usize, seed: u64) -> Request {
    Request { municipality: municipality.to_owned(), people, seed, today: TODAY }
}

fn arvika(people: usize) -> Municipality {
    imagine(&request("1784", people, 7)).expect("Arvika is a municipality")
}

/// Everything that must never be broken, whatever was asked for.
fn check(municipality: &Municipality, people: usize, today: Date) {
    assert_eq!(municipality.households.iter().map(|h| h.people.len()).sum::<usize>(), people);
    check_people(municipality, today);
    check_actors_and_users(municipality);
    check_stays(municipality, today);
}

fn check_people(municipality: &Municipality, today: Date) {
    let mut references = HashSet::new();
    let mut numbers = HashSet::new();
    let mut phones = HashSet::new();
    for household in &municipality.households {
        assert!(references.insert(&household.reference), "{} is used twice", household.reference);
        assert!(household.arrived_on <= today && household.arrived_on > today.saturating_sub(1.year()));
        assert!(household.progress.done <= 1000);
        assert_eq!(household.people[0].relation, Relation::Head);
        assert_eq!(household.people.iter().filter(|p| p.relation == Relation::Head).count(), 1);
        if household.is_unaccompanied() {
            assert_eq!(household.people.len(), 1);
            assert!(household.people[0].is_child());
        }
        for person in &household.people {
            for digits in person
                .identity_number
                .map(demo::IdentityNumber::digits)
                .into_iter()
                .chain(person.lma_number.as_deref())
            {
                assert!(numbers.insert(digits.to_owned()), "{digits} is used twice");
            }
            if let Some(phone) = &person.phone {
                assert!(phones.insert(phone), "{phone} is used twice");
                let last = phone.strip_prefix("070-174 06 ").and_then(|digits| digits.parse::<u8>().ok());
                assert!(last.is_some_and(|last| (5..=99).contains(&last)), "{phone} may be somebody's");
            }
            if let BirthDate::Day(born) = person.birth_date {
                assert!(born <= household.arrived_on);
            }
            assert!(person.legal_status_from >= household.arrived_on && person.legal_status_from <= today);
            assert!(person.legal_status_to.is_none_or(|to| to > today));
            assert!(!person.given_name.latin.is_empty() && !person.family_name.latin.is_empty());
            assert_eq!(person.given_name.original.is_empty(), household.origin == Origin::Somalia);
            assert!(person.interpreter.is_none_or(|language| person.languages.contains(&language)));
        }
    }
}

fn check_actors_and_users(municipality: &Municipality) {
    assert_eq!(municipality.actors.iter().filter(|actor| actor.principal).count(), 1);
    let actor_names: HashSet<&str> = municipality.actors.iter().map(|actor| actor.name.as_str()).collect();
    assert_eq!(actor_names.len(), municipality.actors.len());
    let addresses: Vec<&str> = municipality
        .users
        .iter()
        .map(|user| user.email.as_str())
        .chain(municipality.actors.iter().map(|actor| actor.email.as_str()))
        .collect();
    for address in &addresses {
        let local = address.strip_suffix("@hamn.example").expect("an address that cannot receive mail");
        assert!(
            !local.is_empty() && local.bytes().all(|b| b.is_ascii_alphanumeric() || b".-".contains(&b)),
            "{local}"
        );
    }
    assert_eq!(addresses.iter().collect::<HashSet<_>>().len(), addresses.len());
    for role in Role::ALL {
        assert!(
            municipality.users.iter().any(|user| user.memberships.iter().any(|m| m.role == role)),
            "no {role}"
        );
    }
    assert!(municipality.users.iter().filter(|user| user.memberships.len() > 1).count() >= 3);
    for membership in municipality.users.iter().flat_map(|user| &user.memberships) {
        assert!(membership.actor.0 < municipality.actors.len());
    }
}

fn check_stays(municipality: &Municipality, today: Date) {
    let mut references = HashSet::new();
    for home in &municipality.homes {
        assert!(references.insert(&home.reference), "{} is used twice", home.reference);
        assert!(home.beds() > 0 && home.owner.0 < municipality.actors.len());
        assert_eq!(home.host.is_some(), home.kind == HomeKind::HostHome);
        assert_eq!(
            home.address.is_none(),
            home.kind == HomeKind::Protected,
            "a protected address is stored nowhere"
        );
        assert!(
            home.area.is_empty() || municipality.localities.iter().any(|locality| locality.name == home.area)
        );
    }
    let mut beds = HashSet::new();
    let mut housed = HashSet::new();
    let mut at_home = HashMap::new();
    for stay in &municipality.stays {
        let household = &municipality.households[stay.household.0];
        let home = &municipality.homes[stay.home.0];
        assert!(housed.insert(stay.household), "a household lives in one home");
        assert_eq!(stay.beds.len(), household.people.len());
        assert!(stay.from >= household.arrived_on && stay.from >= home.available_from);
        assert!(home.available_to.is_none_or(|to| stay.from < to && to > today));
        for bed in &stay.beds {
            assert!(bed.bed < usize::from(home.rooms[bed.room]));
            assert!(beds.insert((stay.home, *bed)), "a bed is promised once");
            let lodger = at_home.entry((stay.home, bed.room)).or_insert(stay.household);
            assert_eq!(*lodger, stay.household, "households share no room");
        }
        assert!(!household.is_unaccompanied(), "an unaccompanied child is socialtjänsten's");
        assert_eq!(household.is_protected(), home.kind == HomeKind::Protected);
        if let Some(host) = &home.host {
            let vetted = host.vetted_on.expect("a host who takes somebody in is vetted");
            assert!(vetted >= today.saturating_sub(366.days()));
            assert!(stay.from >= vetted);
        }
    }
}

#[test]
fn the_same_request_gives_the_same_municipality() {
    assert_eq!(arvika(500), arvika(500));
    assert_ne!(arvika(500).households, imagine(&request("1784", 500, 8)).unwrap().households);
    assert_ne!(arvika(500).households, imagine(&request("1785", 500, 7)).unwrap().households);
}

#[test]
fn more_people_leave_actors_and_users_as_they_were() {
    let (few, many) = (arvika(10), arvika(1000));
    assert_eq!((few.actors, few.users), (many.actors, many.users));
}

#[test]
fn every_municipality_can_be_imagined() {
    let all = municipalities().unwrap();
    assert_eq!(all.len(), 290);
    for name in all {
        let municipality = imagine(&request(name.code, 60, 3)).unwrap();
        assert_eq!((municipality.name, municipality.county), (name.name, name.county));
        assert!(municipality.homes.iter().any(|home| !home.area.is_empty()), "{} has no homes", name.name);
        check(&municipality, 60, TODAY);
    }
}

#[test]
fn nobody_in_reception_is_a_reception_too() {
    let empty = arvika(0);
    assert!(empty.households.is_empty() && empty.homes.is_empty() && empty.stays.is_empty());
    check(&empty, 0, TODAY);
}

#[test]
fn the_largest_reception_is_imagined() {
    let largest = imagine(&request("0180", MOST_PEOPLE, 1)).unwrap();
    check(&largest, MOST_PEOPLE, TODAY);
    assert_eq!(
        imagine(&request("0180", MOST_PEOPLE + 1, 1)),
        Err(DemoError::TooManyPeople { people: MOST_PEOPLE + 1 })
    );
}

#[test]
fn an_unknown_code_is_answered_with_those_near_it() {
    let error = |code| imagine(&request(code, 1, 1)).unwrap_err().to_string();
    assert!(error("1786").contains("1785 Säffle, 1784 Arvika"), "{}", error("1786"));
    assert!(error("arvika").contains("1784 Arvika"), "{}", error("arvika"));
    assert!(error("").contains("demo::municipalities"));
}

#[test]
fn arrivals_follow_the_curve_of_2022() {
    let municipality = arvika(30_000);
    let total = municipality.households.len();
    let within = |from: i32, to: i32| {
        let (from, to) = (TODAY.saturating_sub(from.months()), TODAY.saturating_sub(to.months()));
        municipality.households.iter().filter(|h| h.arrived_on > from && h.arrived_on <= to).count() * 1000
            / total
    };
    // In thousandths of 49,400: 18,165 in the first month, 11,920 in the second, 930 in the last.
    assert!(within(12, 11).abs_diff(368) < 15, "{}", within(12, 11));
    assert!(within(11, 10).abs_diff(241) < 15, "{}", within(11, 10));
    assert!(within(1, 0).abs_diff(19) < 6, "{}", within(1, 0));
}

#[test]
fn households_are_as_large_as_families_are() {
    let municipality = arvika(30_000);
    let mean = 30_000 * 1000 / municipality.households.len();
    assert!((2150..2800).contains(&mean), "{mean}");
    let women =
        municipality.households.iter().flat_map(|h| &h.people).filter(|p| p.sex == demo::Sex::Female).count();
    assert!((540..700).contains(&(women * 1000 / 30_000)), "{women}");
    let children = municipality.households.iter().flat_map(|h| &h.people).filter(|p| p.is_child()).count();
    assert!((250..450).contains(&(children * 1000 / 30_000)), "{children}");
}

#[test]
fn most_have_temporary_protection_and_a_few_need_more() {
    let municipality = arvika(10_000);
    let count = |of: &dyn Fn(&demo::ImaginedPerson) -> bool| {
        municipality.households.iter().flat_map(|h| &h.people).filter(|p| of(p)).count()
    };
    assert!(count(&|p| p.legal_status == LegalStatus::TemporaryProtection) > 6_500);
    for status in LegalStatus::ALL {
        assert!(count(&|p| p.legal_status == *status) > 50, "{status}");
    }
    assert!((20..100).contains(&count(&|p| p.unaccompanied)));
    assert!((20..200).contains(&count(&|p| p.protection != Protection::None)));
    assert!(count(&|p| !matches!(p.birth_date, BirthDate::Day(_))) > 20);
    assert!(
        count(&|p| matches!(p.birth_date, BirthDate::Day(day) if (day.month(), day.day()) == (1, 1))) > 200
    );
    assert!(count(&|p| p.identity_number.is_some()) > 500);
    let small = arvika(100);
    assert!(small.households.iter().any(demo::ImaginedHousehold::is_unaccompanied));
    assert!(small.households.iter().any(demo::ImaginedHousehold::is_protected));
}

#[test]
fn beds_are_short_but_not_absent() {
    for seed in 0..10 {
        let municipality = imagine(&request("0380", 2_000, seed)).unwrap();
        let beds: usize = municipality.homes.iter().map(demo::ImaginedHome::beds).sum();
        assert!((1_400..=1_802).contains(&beds), "{beds}");
        let taken: usize = municipality.stays.iter().map(|stay| stay.beds.len()).sum();
        assert!(taken * 100 > beds * 65 && taken < beds, "{taken} of {beds}");
        for kind in HomeKind::ALL {
            assert!(municipality.homes.iter().any(|home| home.kind == *kind), "no {kind}");
        }
    }
}

#[test]
fn names_agree_within_a_family() {
    let municipality = arvika(5_000);
    let ukrainian = || municipality.households.iter().filter(|h| h.origin == Origin::Ukraine);
    let mut gendered = 0;
    for household in ukrainian() {
        let head = &household.people[0];
        for child in household.people.iter().filter(|p| p.relation == Relation::Child) {
            let (a, b): (NamePart, NamePart) = (head.family_name, child.family_name);
            if head.sex == child.sex {
                assert_eq!(a, b);
            } else {
                assert_eq!(a.latin.chars().next(), b.latin.chars().next());
                gendered += usize::from(a != b);
            }
            if let Some(patronymic) = child.patronymic {
                let ending = if child.sex == demo::Sex::Female { "на" } else { "ч" };
                assert!(patronymic.original.ends_with(ending), "{}", patronymic.original);
            }
        }
    }
    assert!(gendered > 0, "some family names differ between mother and son");
}

#[test]
fn a_quota_is_the_one_that_held() {
    assert_eq!(arvika(0).quota.unwrap().people, 133);
    // Trollhättan was to receive 127, of whom 45 were moved to Lysekil.
    assert_eq!(imagine(&request("1488", 0, 1)).unwrap().quota.unwrap().people, 82);
    assert_eq!(imagine(&request("2584", 0, 1)).unwrap().quota, None);
}

#[test]
fn files_say_what_the_values_say() {
    let municipality = arvika(800);
    let mut read = csv::Reader::from_reader(demo::households_csv(&municipality).into_bytes().leak() as &[u8]);
    let columns: HashMap<String, usize> =
        read.headers().unwrap().iter().enumerate().map(|(place, name)| (name.to_owned(), place)).collect();
    let rows: Vec<csv::StringRecord> = read.records().map(Result::unwrap).collect();
    let people: Vec<_> =
        municipality.households.iter().flat_map(|h| h.people.iter().map(move |p| (h, p))).collect();
    assert_eq!(rows.len(), people.len());
    for (row, (household, person)) in rows.iter().zip(people) {
        let field = |name: &str| &row[columns[name]];
        assert_eq!(field("household_ref"), household.reference);
        assert_eq!(field("given_name_original"), person.given_name.original);
        assert_eq!(field("birth_date"), person.birth_date.to_string());
        assert_eq!(field("languages").split('|').collect::<Vec<_>>(), person.languages);
    }

    let homes = demo::homes_csv(&municipality);
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(homes.as_bytes()).records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), municipality.homes.len());
    for (row, home) in rows.iter().zip(&municipality.homes) {
        let beds: usize = row[8].split('+').map(|beds| beds.parse::<usize>().unwrap()).sum();
        assert_eq!(beds, home.beds());
    }

    let organisations = demo::organisations_csv(&municipality);
    // Names with commas are quoted.
    assert!(organisations.contains("\"Regionen, hälso- och sjukvård\",region,"));
    assert_eq!(
        csv::Reader::from_reader(organisations.as_bytes()).records().count(),
        municipality.actors.len()
    );
}

#[test]
fn identity_numbers_have_right_check_digits() {
    let municipality = arvika(20_000);
    let mut seen = 0;
    for number in municipality.households.iter().flat_map(|h| &h.people).filter_map(|p| p.identity_number) {
        let digits = number.digits().bytes().skip(2).map(|byte| u32::from(byte - b'0'));
        let sum: u32 = digits
            .zip([2, 1].into_iter().cycle())
            .map(|(digit, weight)| digit * weight / 10 + digit * weight % 10)
            .sum();
        assert_eq!(sum % 10, 0, "{}", number.digits());
        seen += 1;
    }
    assert!(seen > 1_000);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_asked_for_holds_together(
        place in 0..290_usize,
        people in 0..400_usize,
        seed: u64,
        days in 0..9_000_i32,
    ) {
        let today = date(2015, 1, 1).saturating_add(days.days());
        let code = municipalities().unwrap()[place].code;
        let asked = Request { municipality: code.to_owned(), people, seed, today };
        check(&imagine(&asked).unwrap(), people, today);
    }
}
