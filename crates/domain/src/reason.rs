//! The words a person gives for a decision.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Why somebody decided something, in their own words: never blank, at most 1,000 characters.
///
/// A type of its own because "with a reason" is a rule in many places, and a blank text is not a reason.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reason(String);

/// The text is no reason.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum ReasonError {
    /// Nothing but white space.
    #[error("a reason is missing: write in a few words why")]
    Blank,
    /// Longer than anybody will read in a list.
    #[error("the reason is longer than 1,000 characters: shorten it and put the rest in a note")]
    TooLong,
}

impl Reason {
    /// The words as given, without surrounding white space.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Reason {
    type Err = ReasonError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.is_empty() {
            Err(ReasonError::Blank)
        } else if text.chars().count() > 1_000 {
            Err(ReasonError::TooLong)
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

impl TryFrom<String> for Reason {
    type Error = ReasonError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Reason> for String {
    fn from(reason: Reason) -> Self {
        reason.0
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
