//! The kinds of support a chain is made of.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A kind of support. The kinds come from dated templates, so this is a checked code and not an enum.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LinkKind(String);

/// The text is not the code of a kind of support.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "“{0}” is not a kind of support: use small letters a to z, digits and single underscores, beginning with a letter, at most 60"
)]
pub struct LinkKindError(String);

impl LinkKind {
    /// The code of the one kind that rule 6 speaks of: the hand-over to socialtjänsten.
    pub const SOCIAL_SERVICES: &'static str = "social_services";

    /// The kind that rule 6 speaks of.
    pub fn social_services() -> Self {
        Self(Self::SOCIAL_SERVICES.to_owned())
    }

    /// Whether it is the kind that rule 6 speaks of.
    pub fn is_social_services(&self) -> bool {
        self.0 == Self::SOCIAL_SERVICES
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LinkKind {
    type Err = LinkKindError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let good = text.len() <= 60
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.split('_').all(|word| {
                !word.is_empty()
                    && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            });
        if good { Ok(Self(text.to_owned())) } else { Err(LinkKindError(text.to_owned())) }
    }
}

impl TryFrom<String> for LinkKind {
    type Error = LinkKindError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<LinkKind> for String {
    fn from(kind: LinkKind) -> Self {
        kind.0
    }
}

impl fmt::Display for LinkKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
