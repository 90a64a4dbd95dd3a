//! A person in reception.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{code::codes, id::PersonId, name::PersonName, partial_date::PartialDate, protection::Protection};

codes! {
    /// The sex in the person's papers.
    Sex, "sex" {
        /// Female.
        Female = "female",
        /// Male.
        Male = "male",
        /// Another, as some passports say.
        Other = "other",
    }
}

codes! {
    /// What somebody says of two registered people who look alike.
    IdentityVerdict, "verdict" {
        /// They are one person, registered twice.
        Same = "same",
        /// They are two people of one family.
        Family = "family",
        /// They have nothing to do with each other.
        Different = "different",
    }
}

/// A language as a BCP 47 tag, such as `uk`, `fa-AF` or `zh-Hant`. Checked for form, not for existence: a desk must be
/// able to write down a language that this program has not heard of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LanguageTag(String);

/// The text is not a language tag.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("“{0}” is not a language tag: write a code such as uk, fa-AF or zh-Hant")]
pub struct LanguageTagError(String);

impl LanguageTag {
    /// The tag as given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LanguageTag {
    type Err = LanguageTagError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split('-');
        let language = parts.next().unwrap_or_default();
        let good = (2..=8).contains(&language.len())
            && language.bytes().all(|byte| byte.is_ascii_alphabetic())
            && parts.all(|part| {
                (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
            });
        if good && text.len() <= 35 {
            Ok(Self(text.to_owned()))
        } else {
            Err(LanguageTagError(text.to_owned()))
        }
    }
}

impl TryFrom<String> for LanguageTag {
    type Error = LanguageTagError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<LanguageTag> for String {
    fn from(tag: LanguageTag) -> Self {
        tag.0
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A person in reception.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Their name.
    pub name: PersonName,
    /// As much of the birth date as is known.
    pub birth: PartialDate,
    /// The sex in the papers, if asked for.
    pub sex: Option<Sex>,
    /// The languages they speak, best first.
    pub languages: Vec<LanguageTag>,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
    /// How their data is protected.
    pub protection: Protection,
    /// Whether they came without a guardian.
    pub unaccompanied: bool,
}

/// Whether rule 6 holds for the person on the day: unaccompanied, and not surely an adult. A doubt about the age is
/// settled by those who may settle it, after the child is in their charge and not before.
pub fn requires_social_services(person: &Person, today: Date) -> bool {
    person.unaccompanied && person.birth.may_be_child(today)
}
