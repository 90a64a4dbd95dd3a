//! The policy that is shipped with the program.

use std::collections::BTreeSet;

use domain::{ConsentId, GdprBasis, LinkKind, OslGround, UserId};
use jiff::civil::{Date, date};
use policy::{ChainTemplate, Policy, QuotaScheme, Source};

fn shipped() -> Policy {
    Policy::embedded().expect("the shipped policy can be read")
}

fn sources(policy: &Policy) -> Vec<(String, &Source)> {
    let mut all = Vec::new();
    for link in policy.chain_templates().iter().flat_map(ChainTemplate::links) {
        all.push((link.id.clone(), &link.source));
    }
    all.extend(policy.deadlines().iter().map(|rule| (rule.id.clone(), &rule.source)));
    all.extend(policy.quotas().iter().map(|quota| (quota.municipality.clone(), &quota.source)));
    all.extend(policy.quota_proposals().iter().map(|quota| (quota.municipality.clone(), &quota.source)));
    all.extend(
        policy.national_quotas().iter().map(|quota| (quota.scheme.as_str().to_owned(), &quota.source)),
    );
    let day = date(2026, 1, 1);
    all.extend(
        policy
            .legal_bases(day)
            .chain(policy.secrecy_grounds(day))
            .map(|ground| (ground.code.clone(), &ground.source)),
    );
    all
}

#[test]
fn every_rule_has_a_source_that_can_be_shown() {
    let policy = shipped();
    let sources = sources(&policy);
    assert!(sources.len() > 150, "{}", sources.len());
    for (rule, source) in sources {
        assert!(source.citation().len() > 10, "{rule}: {source:?}");
        assert_eq!(source.address().is_none(), source.is_local(), "{rule}: {source:?}");
        assert_eq!(source.is_local(), source.citation().starts_with("Lokal policy"), "{rule}: {source:?}");
    }
}

#[test]
fn templates_follow_on_each_other_without_gap_from_2022_on() {
    let policy = shipped();
    let days: Vec<(Date, Option<Date>)> = policy
        .chain_templates()
        .iter()
        .map(|template| (template.valid().from, template.valid().to))
        .collect();
    assert_eq!(
        days,
        [
            (date(2022, 1, 1), Some(date(2022, 6, 30))),
            (date(2022, 7, 1), Some(date(2024, 10, 31))),
            (date(2024, 11, 1), Some(date(2025, 2, 28))),
            (date(2025, 3, 1), None),
        ]
    );
    assert!(policy.chain_template(date(2021, 12, 31)).is_none());
}

#[test]
fn the_chain_has_these_links_in_this_order() {
    let policy = shipped();
    let template = policy.chain_template(date(2025, 3, 1)).unwrap();
    let kinds: Vec<&str> = template.kinds().into_iter().map(LinkKind::as_str).collect();
    assert_eq!(
        kinds,
        [
            "registration",
            "social_services",
            "housing",
            "crisis_support",
            "guardian",
            "counselling",
            "health_examination",
            "school",
            "preschool",
            "tracing",
            "civic_orientation",
            "language",
            "sfi",
            "health_promotion",
            "leisure",
            "population_registration",
        ]
    );
}

#[test]
fn the_grounds_are_those_of_the_domain() {
    let policy = shipped();
    let day = date(2025, 1, 1);
    let consent = ConsentId::from_random([1; 16]);
    let reason = || "skäl".parse().unwrap();
    let domain_bases = [
        GdprBasis::PublicTask,
        GdprBasis::LegalObligation,
        GdprBasis::VitalInterest,
        GdprBasis::LegitimateInterest,
        GdprBasis::Consent(consent),
    ];
    let bases: BTreeSet<&str> = policy.legal_bases(day).map(|basis| basis.code.as_str()).collect();
    assert_eq!(bases, domain_bases.map(GdprBasis::as_str).into_iter().collect());
    // `NotApplicable` is the absence of a ground, so it has no paragraph to point to.
    let domain_grounds = [
        OslGround::ConsentOfPerson(consent),
        OslGround::DutyToProvide { provision: reason() },
        OslGround::AssessedHarmless { by: UserId::from_random([2; 16]) },
        OslGround::Necessary,
        OslGround::WithReservation { reservation: reason() },
    ];
    let grounds: BTreeSet<&str> = policy.secrecy_grounds(day).map(|ground| ground.code.as_str()).collect();
    assert_eq!(grounds, domain_grounds.iter().map(OslGround::as_str).collect());
    assert_eq!(policy.legal_bases(date(2021, 12, 31)).count(), 0);
}

#[test]
fn quotas_are_dated_and_zero_is_not_unknown() {
    let policy = shipped();
    let persons = |municipality, day| {
        policy.quota(municipality, QuotaScheme::TemporaryProtection, day).map(|quota| quota.persons)
    };
    assert_eq!(persons("1780", date(2022, 6, 30)), None, "Karlstad before the ordinance");
    assert_eq!(persons("1780", date(2022, 7, 1)), Some(227));
    assert_eq!(persons("1780", date(2022, 12, 31)), Some(227));
    assert_eq!(persons("1780", date(2023, 1, 1)), None);
    assert_eq!(persons("1782", date(2022, 9, 1)), Some(0), "Filipstad was given zero");
    assert_eq!(persons("1488", date(2022, 9, 1)), Some(82), "Trollhättan after redistribution, not 127");
    assert_eq!(persons("1264", date(2023, 6, 1)), Some(29), "Skurup's second year");
    assert_eq!(persons("0482", date(2022, 9, 1)), Some(5), "Flen in July, not the 65 proposed in April");
    assert_eq!(persons("0480", date(2022, 9, 1)), None, "Nyköping is known only as a proposal");
    assert!(policy.quota("1780", QuotaScheme::NewlyArrived, date(2022, 9, 1)).is_none());
}

#[test]
fn the_numbers_of_a_whole_county_add_up_to_the_published_number_of_the_county() {
    let policy = shipped();
    let quota = |county| -> u32 {
        let quotas = policy.quotas().iter().filter(|quota| quota.municipality.starts_with(county));
        quotas.map(|quota| quota.persons).sum()
    };
    assert_eq!(quota("17"), 780, "Värmland");
    assert_eq!(quota("23"), 438, "Jämtland");
    let proposals = policy.quota_proposals().iter().filter(|quota| quota.municipality.starts_with("04"));
    assert_eq!(proposals.map(|quota| quota.persons).sum::<u32>(), 1938, "Södermanland, proposed in April");
}

#[test]
fn national_numbers_change_on_the_day_they_were_revised() {
    let policy = shipped();
    let persons = |scheme, day| policy.national_quota(scheme, day).map(|quota| quota.persons);
    assert_eq!(persons(QuotaScheme::TemporaryProtection, date(2022, 6, 30)), None);
    assert_eq!(persons(QuotaScheme::TemporaryProtection, date(2022, 7, 1)), Some(23_500));
    assert_eq!(persons(QuotaScheme::TemporaryProtection, date(2023, 1, 1)), Some(7_100));
    assert_eq!(persons(QuotaScheme::TemporaryProtection, date(2026, 12, 31)), Some(2_800));
    assert_eq!(persons(QuotaScheme::TemporaryProtection, date(2027, 1, 1)), None);
    assert_eq!(persons(QuotaScheme::NewlyArrived, date(2024, 7, 2)), Some(2_800));
    assert_eq!(persons(QuotaScheme::NewlyArrived, date(2024, 7, 3)), Some(18_800));
    assert_eq!(persons(QuotaScheme::NewlyArrived, date(2023, 6, 1)), None);
}

#[test]
fn every_message_key_is_one_that_fluent_accepts() {
    let keys = shipped().message_keys();
    for key in [
        "link-housing",
        "link-housing-about",
        "phase-safe_point",
        "owner-social_board",
        "deadline-duty_stale",
    ] {
        assert!(keys.iter().any(|known| known == key), "{key}");
    }
    for key in keys {
        let rest = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        assert!(key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.chars().all(rest), "{key}");
    }
}
