//! The names that are written down: `as_str`, `FromStr` and serde say the same.

use std::{fmt::Debug, str::FromStr};

use domain::*;
use serde::{Serialize, de::DeserializeOwned};

fn check<T>(all: &[T], as_str: impl Fn(T) -> &'static str)
where
    T: Copy + Debug + PartialEq + FromStr + Serialize + DeserializeOwned,
    T::Err: Debug,
{
    assert!(!all.is_empty());
    for &case in all {
        let name = as_str(case);
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{name} is snake_case");
        assert_eq!(name.parse::<T>().unwrap(), case);
        assert_eq!(serde_json::to_string(&case).unwrap(), format!("\"{name}\""));
        assert_eq!(serde_json::from_str::<T>(&format!("\"{name}\"")).unwrap(), case);
    }
    assert!("no such name".parse::<T>().is_err());
}

#[test]
fn every_word_has_one_name() {
    check(ActorKind::ALL, ActorKind::as_str);
    check(ChainState::ALL, ChainState::as_str);
    check(Condition::ALL, Condition::as_str);
    check(ConsentManner::ALL, ConsentManner::as_str);
    check(DeclineReason::ALL, DeclineReason::as_str);
    check(FallbackReason::ALL, FallbackReason::as_str);
    check(HomeKind::ALL, HomeKind::as_str);
    check(IdentifierKind::ALL, IdentifierKind::as_str);
    check(LegalStatus::ALL, LegalStatus::as_str);
    check(LinkEvent::ALL, LinkEvent::as_str);
    check(LinkStateCode::ALL, LinkStateCode::as_str);
    check(NameField::ALL, NameField::as_str);
    check(NameOrder::ALL, NameOrder::as_str);
    check(Protection::ALL, Protection::as_str);
    check(ReferralStateCode::ALL, ReferralStateCode::as_str);
    check(RelationToHead::ALL, RelationToHead::as_str);
    check(ReturnReason::ALL, ReturnReason::as_str);
    check(&Role::ALL, Role::as_str);
    check(Script::ALL, Script::as_str);
    check(Sex::ALL, Sex::as_str);
    check(SharedField::ALL, SharedField::as_str);
}

#[test]
fn an_unknown_word_is_answered_with_the_known_ones() {
    let error = "boss".parse::<ActorKind>().unwrap_err().to_string();
    assert_eq!(
        error,
        "“boss” is not a kind of actor; use one of authority, municipal_unit, association, company, informal_group"
    );
}

#[test]
fn checked_words_refuse_what_is_not_one() {
    for good in ["a", "social_services", "step2", "a_1"] {
        assert_eq!(good.parse::<LinkKind>().unwrap().as_str(), good);
    }
    for bad in ["", "A", "_a", "a_", "a__b", "1a", "a b", "å", &"a".repeat(61)] {
        assert!(bad.parse::<LinkKind>().is_err(), "{bad} is no code");
    }
    for good in ["uk", "fa-AF", "zh-Hant", "ti", "rom-x-kald"] {
        assert_eq!(good.parse::<LanguageTag>().unwrap().as_str(), good);
    }
    for bad in ["", "u", "uk-", "uk_UA", "укр", "1a", "abcdefghi"] {
        assert!(bad.parse::<LanguageTag>().is_err(), "{bad} is no tag");
    }
    assert_eq!("  ".parse::<Reason>(), Err(ReasonError::Blank));
    assert_eq!("a".repeat(1_001).parse::<Reason>(), Err(ReasonError::TooLong));
    assert_eq!(" so it is ".parse::<Reason>().unwrap().as_str(), "so it is");
}
