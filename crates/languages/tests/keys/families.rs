//! Families of messages: one message for each code of an enum, spoken with `tf("role-{}", role)`.
//!
//! A family whose codes come from the domain takes them from there, so that a new code without words fails.

use std::{collections::BTreeSet, fmt::Display, fs};

use domain::{
    ActorKind, ChainState, Condition, ConsentManner, DeclineReason, FallbackReason, HomeKind, IdentifierKind,
    IdentityVerdict, LegalStatus, LinkEvent, LinkStateCode, Protection, ReferralStateCode, RelationToHead,
    ReturnReason, Role, Sex, SharedField,
};
use policy::Policy;

use crate::{root, uses};

/// One message for each code, its place marked `{}`.
pub(crate) struct Family {
    pub(crate) pattern: &'static str,
    codes: Vec<String>,
}

impl Family {
    pub(crate) fn keys(&self) -> impl Iterator<Item = String> {
        self.codes.iter().map(|code| self.pattern.replacen("{}", code, 1))
    }
}

fn family(pattern: &'static str, codes: &[impl Display]) -> Family {
    assert_eq!(pattern.matches("{}").count(), 1, "{pattern} needs exactly one place for its code");
    Family { pattern, codes: codes.iter().map(ToString::to_string).collect() }
}

/// What the first page tells of a day, by the actions of the change log.
const DONE: [&str; 12] = [
    "household_registered",
    "household_split",
    "household_merged",
    "link_started",
    "link_done",
    "link_fell_back",
    "referral_sent",
    "referral_accepted",
    "referral_declined",
    "referral_done",
    "stay_placed",
    "wish_said",
];

/// Every family there is. A new one is added here and in the messages.
pub(crate) fn families(policy: &Policy) -> Vec<Family> {
    let kinds = link_kinds(policy);
    let gdpr = ["public_task", "legal_obligation", "vital_interest", "legitimate_interest", "consent"];
    let osl = [
        "consent_of_person",
        "duty_to_provide",
        "assessed_harmless",
        "necessary",
        "with_reservation",
        "not_applicable",
    ];
    let purposes =
        ["case_work", "registration", "placement", "referral", "follow_up", "administration", "own_record"];
    vec![
        family("role-{}", &Role::ALL),
        family("role-{}-about", &Role::ALL),
        family("actor_kind-{}", ActorKind::ALL),
        family("link-{}", &kinds),
        family("link-{}-about", &kinds),
        family("link_state-{}", LinkStateCode::ALL),
        family("link_event-{}", LinkEvent::ALL),
        family("newcomer-state-{}", LinkStateCode::ALL),
        family("chain_state-{}", ChainState::ALL),
        family("fallback-{}", FallbackReason::ALL),
        family("status-{}", LegalStatus::ALL),
        family("protection-{}", Protection::ALL),
        family("identifier-{}", IdentifierKind::ALL),
        family("home_kind-{}", HomeKind::ALL),
        family("home_condition-{}", Condition::ALL),
        family("relation-{}", RelationToHead::ALL),
        family("sex-{}", Sex::ALL),
        family("purpose-{}", &purposes),
        family("referral_state-{}", ReferralStateCode::ALL),
        family("decline-{}", DeclineReason::ALL),
        family("return-{}", ReturnReason::ALL),
        family("field-{}", SharedField::ALL),
        family("verdict-{}", IdentityVerdict::ALL),
        family("consent_manner-{}", ConsentManner::ALL),
        family("gdpr_basis-{}", &gdpr),
        family("osl_ground-{}", &osl),
        family("action-{}", &actions()),
        family("done-{}", &DONE),
    ]
}

/// Of what kinds of record the change log speaks.
const RECORDS: [&str; 16] = [
    "actor",
    "card",
    "consent",
    "duty",
    "home",
    "household",
    "import",
    "link",
    "membership",
    "person",
    "referral",
    "session",
    "stay",
    "tenant",
    "user",
    "wish",
];

/// What the change log can say was done: every `"kind.verb"` of the use cases and the store, with a hyphen for the dot.
fn actions() -> Vec<String> {
    let is_word = |text: &str| text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let mut actions = BTreeSet::new();
    for krate in ["app", "store"] {
        for file in uses::sources(&root().join("crates").join(krate)) {
            let text = fs::read_to_string(file).unwrap();
            for quoted in text.split('"') {
                if let Some((kind, verb)) = quoted.split_once('.')
                    && RECORDS.contains(&kind)
                    && !verb.is_empty()
                    && is_word(verb)
                {
                    actions.insert(format!("{kind}-{verb}"));
                }
            }
        }
    }
    actions.into_iter().collect()
}

/// The kinds of link are dated data: those of every template, and two older names that records may carry.
fn link_kinds(policy: &Policy) -> Vec<String> {
    let mut kinds: Vec<_> = policy
        .chain_templates()
        .iter()
        .flat_map(|template| template.kinds())
        .map(|kind| kind.as_str().to_owned())
        .chain(["language_folkbildning".to_owned(), "leisure_social".to_owned()])
        .collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

#[test]
fn a_family_speaks_once_for_each_code() {
    let keys: Vec<_> = family("role-{}-about", &["host", "reader"]).keys().collect();
    assert_eq!(keys, ["role-host-about", "role-reader-about"]);
}
