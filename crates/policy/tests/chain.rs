//! Which links a household is expected to have.

use std::collections::BTreeSet;

use domain::{AgeRange, LegalStatus};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use policy::{ChainDates, ChainTemplate, ExpectedLink, LegalOwner, Phase, Policy, diff};
use proptest::prelude::*;

fn aged(years: u16) -> AgeRange {
    AgeRange { min: years, max: Some(years) }
}

const UNKNOWN_AGE: AgeRange = AgeRange { min: 0, max: None };

fn template(policy: &Policy, day: Date) -> &ChainTemplate {
    policy.chain_template(day).expect("a template from 2022 on")
}

fn expected(day: Date, status: LegalStatus, ages: &[AgeRange], dates: ChainDates) -> Vec<ExpectedLink> {
    let policy = Policy::embedded().expect("the shipped policy can be read");
    template(&policy, day).expected_links(status, ages, &dates).expect("deadlines within the calendar")
}

fn find<'a>(links: &'a [ExpectedLink], kind: &str) -> Vec<&'a ExpectedLink> {
    links.iter().filter(|link| link.kind.as_str() == kind).collect()
}

/// The links as short lines: kind, person, deadline.
fn lines(links: &[ExpectedLink]) -> Vec<String> {
    links
        .iter()
        .map(|link| {
            let person = link.person_index.map(|index| format!(" #{index}")).unwrap_or_default();
            let deadline = link.deadline.map(|day| format!(" by {day}")).unwrap_or_default();
            format!("{}{person}{deadline}", link.kind)
        })
        .collect()
}

#[test]
fn a_mother_with_two_children_from_ukraine() {
    let dates = ChainDates {
        arrived_on: Some(date(2025, 1, 30)),
        assigned_on: Some(date(2025, 1, 31)),
        ..ChainDates::default()
    };
    let links =
        expected(date(2025, 2, 1), LegalStatus::TemporaryProtection, &[aged(34), aged(8), aged(4)], dates);
    assert_eq!(
        lines(&links),
        [
            "registration #0 by 2025-02-02",
            "registration #1 by 2025-02-02",
            "registration #2 by 2025-02-02",
            "housing by 2025-02-28",
            "crisis_support by 2025-02-02",
            "counselling by 2025-02-13",
            "health_examination #0 by 2025-03-30",
            "health_examination #1 by 2025-03-30",
            "health_examination #2 by 2025-03-30",
            "school #1 by 2025-02-28",
            "preschool #2 by 2025-05-30",
            "tracing",
            "language #0 by 2025-03-30",
            "health_promotion",
            "leisure by 2025-03-30",
            "population_registration #0",
            "population_registration #1",
            "population_registration #2",
        ]
    );
    let housing = find(&links, "housing")[0];
    assert_eq!(housing.rule.owner, LegalOwner::Municipality);
    assert_eq!(housing.rule.phase, Phase::FirstHours);
    assert!(housing.rule.referable_to_non_authority && !housing.rule.deferrable);
    let deadline = housing.rule.deadline.as_ref().unwrap();
    assert!(deadline.source.citation().ends_with("6 §"), "{}", deadline.source.citation());
}

#[test]
fn a_deadline_is_open_until_the_day_it_counts_from_has_come() {
    let dates = ChainDates { arrived_on: Some(date(2025, 1, 30)), ..ChainDates::default() };
    let links = expected(date(2025, 2, 1), LegalStatus::TemporaryProtection, &[aged(34)], dates);
    let housing = find(&links, "housing")[0];
    assert_eq!(housing.deadline, None);
    assert!(housing.rule.deadline.is_some(), "the rule is there, the assignment is not");
}

#[test]
fn an_unaccompanied_child_goes_to_social_services_at_once() {
    let policy = Policy::embedded().unwrap();
    let arrived = date(2025, 12, 25);
    let dates = ChainDates { arrived_on: Some(arrived), ..ChainDates::default() };
    for template in policy.chain_templates() {
        // The status decides, not the age: an estimate that makes the child an adult takes nothing away.
        for age in [aged(9), aged(17), aged(18), UNKNOWN_AGE] {
            let links = template.expected_links(LegalStatus::UnaccompaniedChild, &[age], &dates).unwrap();
            let [link] = find(&links, "social_services")[..] else { panic!("one link, not {links:?}") };
            assert_eq!((link.deadline, link.person_index), (Some(arrived), Some(0)));
            assert_eq!(link.rule.owner, LegalOwner::SocialBoard);
            assert!(link.certain && !link.rule.deferrable && !link.rule.referable_to_non_authority);
            let housing = find(&links, "housing")[0];
            assert!(!housing.rule.referable_to_non_authority, "only the social board places the child");
        }
    }
}

#[test]
fn an_age_that_may_be_a_childs_gives_the_childs_link_and_says_so() {
    let check = |age: AgeRange, expected_certain: Option<bool>| {
        let links = expected(date(2025, 6, 1), LegalStatus::AsylumSeeker, &[age], ChainDates::default());
        let certain = find(&links, "school").first().map(|link| link.certain);
        assert_eq!(certain, expected_certain, "{age:?}");
    };
    check(aged(5), None);
    check(aged(6), Some(true));
    check(aged(17), Some(true));
    check(aged(18), None);
    check(AgeRange { min: 17, max: Some(18) }, Some(false));
    check(AgeRange { min: 18, max: None }, None);
    check(UNKNOWN_AGE, Some(false));
}

#[test]
fn rules_change_on_their_day() {
    let owner = |day| {
        let links = expected(day, LegalStatus::TemporaryProtection, &[aged(30)], ChainDates::default());
        find(&links, "housing")[0].rule.owner
    };
    assert_eq!(owner(date(2022, 6, 30)), LegalOwner::MigrationAgency);
    assert_eq!(owner(date(2022, 7, 1)), LegalOwner::Municipality);

    let has = |day, status, kind| {
        !find(&expected(day, status, &[aged(30)], ChainDates::default()), kind).is_empty()
    };
    let population = |day| has(day, LegalStatus::TemporaryProtection, "population_registration");
    assert!(!population(date(2024, 10, 31)) && population(date(2024, 11, 1)));
    let introduction = |day| has(day, LegalStatus::AsylumSeeker, "civic_orientation");
    assert!(!introduction(date(2025, 2, 28)) && introduction(date(2025, 3, 1)));
}

#[test]
fn an_asylum_seekers_housing_stays_with_the_authorities_once_the_allowance_hangs_on_it() {
    let referable = |day| {
        let links = expected(day, LegalStatus::AsylumSeeker, &[aged(30)], ChainDates::default());
        find(&links, "housing")[0].rule.referable_to_non_authority
    };
    assert!(referable(date(2025, 2, 28)));
    assert!(!referable(date(2025, 3, 1)));
}

#[test]
fn a_change_of_status_shows_what_it_changes() {
    let day = date(2025, 6, 1);
    let dates = ChainDates {
        arrived_on: Some(date(2025, 3, 1)),
        assigned_on: Some(date(2025, 5, 31)),
        received_on: Some(date(2025, 6, 1)),
        ..ChainDates::default()
    };
    let ages = [aged(34), aged(2)];
    let before = expected(day, LegalStatus::AsylumSeeker, &ages, dates);
    let after = expected(day, LegalStatus::NewlyArrived, &ages, dates);
    let changes = diff(&before, &after);
    assert_eq!(lines(&changes.removed), ["registration #0 by 2025-03-04", "registration #1 by 2025-03-04"]);
    assert_eq!(
        lines(&changes.added),
        [
            "preschool #1 by 2025-07-01",
            "sfi #0 by 2025-09-01",
            "population_registration #0",
            "population_registration #1"
        ]
    );
    let [deadline] = &changes.deadline_changed[..] else { panic!("{changes:?}") };
    assert_eq!(
        (deadline.kind.as_str(), deadline.before, deadline.after),
        ("housing", None, Some(date(2025, 7, 31)))
    );
    let owners: Vec<_> = changes
        .owner_changed
        .iter()
        .map(|change| (change.kind.as_str(), change.before, change.after))
        .collect();
    assert_eq!(
        owners,
        [
            ("housing", LegalOwner::MigrationAgency, LegalOwner::Municipality),
            ("civic_orientation", LegalOwner::MigrationAgency, LegalOwner::Municipality)
        ]
    );
    assert!(diff(&before, &before).is_empty());
}

fn any_status() -> impl Strategy<Value = LegalStatus> {
    (0..LegalStatus::ALL.len()).prop_map(|index| LegalStatus::ALL[index])
}

fn any_age() -> impl Strategy<Value = AgeRange> {
    (0_u16..100, 0_u16..20, any::<bool>())
        .prop_map(|(min, more, known)| AgeRange { min, max: known.then_some(min + more) })
}

fn any_day() -> impl Strategy<Value = Date> {
    (0_i64..6_900).prop_map(|offset| date(2022, 1, 1) + (offset / 2).days())
}

fn names(links: &[ExpectedLink]) -> BTreeSet<(String, Option<usize>)> {
    links.iter().map(|link| (link.kind.to_string(), link.person_index)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn exactly_one_template_is_in_force_on_any_day(offset in 0_i64..40_000) {
        let policy = Policy::embedded().unwrap();
        let day = date(2022, 1, 1) + offset.days();
        let in_force = policy.chain_templates().iter().filter(|template| template.valid().contains(day));
        prop_assert_eq!(in_force.count(), 1);
        for rule in template(&policy, day).links() {
            prop_assert!(rule.valid.contains(day));
        }
    }

    #[test]
    fn a_new_member_takes_no_link_away(
        day in any_day(), status in any_status(), ages in prop::collection::vec(any_age(), 0..5), newcomer in any_age(),
    ) {
        let dates = ChainDates { arrived_on: Some(day), ..ChainDates::default() };
        let before = expected(day, status, &ages, dates);
        let mut larger = ages;
        larger.push(newcomer);
        let after = expected(day, status, &larger, dates);
        let changes = diff(&before, &after);
        prop_assert!(changes.removed.is_empty() && changes.deadline_changed.is_empty());
        prop_assert!(names(&before).is_subset(&names(&after)));
    }

    #[test]
    fn being_less_sure_of_an_age_takes_no_link_away(
        day in any_day(), status in any_status(), age in any_age(), less in 0_u16..5, more in 0_u16..5,
    ) {
        let vague = AgeRange { min: age.min.saturating_sub(less), max: age.max.map(|max| max + more) };
        let sure = expected(day, status, &[age], ChainDates::default());
        let unsure = expected(day, status, &[vague], ChainDates::default());
        prop_assert!(names(&sure).is_subset(&names(&unsure)));
        for link in unsure.iter().filter(|link| link.certain) {
            prop_assert!(sure.iter().any(|other| other.kind == link.kind && other.certain));
        }
    }

    #[test]
    fn kind_and_person_name_a_link(
        day in any_day(), status in any_status(), ages in prop::collection::vec(any_age(), 0..5),
    ) {
        let links = expected(day, status, &ages, ChainDates::default());
        prop_assert_eq!(names(&links).len(), links.len());
        let order: Vec<_> = links.iter().map(|link| (link.rule.phase, link.rule.order)).collect();
        prop_assert!(order.is_sorted());
    }

    #[test]
    fn a_change_and_its_reverse_mirror_each_other(
        day in any_day(), one in any_status(), other in any_status(), ages in prop::collection::vec(any_age(), 0..4),
    ) {
        let dates = ChainDates { arrived_on: Some(day), assigned_on: Some(day), ..ChainDates::default() };
        let (before, after) = (expected(day, one, &ages, dates), expected(day, other, &ages, dates));
        let (there, back) = (diff(&before, &after), diff(&after, &before));
        prop_assert_eq!(&there.added, &back.removed);
        prop_assert_eq!(&there.removed, &back.added);
        prop_assert_eq!(there.deadline_changed.len(), back.deadline_changed.len());
        prop_assert_eq!(before.len() + there.added.len(), after.len() + there.removed.len());
    }
}
