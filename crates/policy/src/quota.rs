//! How many persons a municipality is to receive: dated, revised in mid-year, known only in part.

use crate::{Source, Validity};

/// Under which rules persons are assigned to municipalities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QuotaScheme {
    /// Fördelningstal for persons with temporary protection, förordning (2022:1008).
    TemporaryProtection,
    /// Kommuntal for newly arrived persons with a permit, lag (2016:38).
    NewlyArrived,
}

impl QuotaScheme {
    /// Every scheme.
    pub const ALL: [Self; 2] = [Self::TemporaryProtection, Self::NewlyArrived];

    /// The code in the files and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TemporaryProtection => "temporary_protection",
            Self::NewlyArrived => "newly_arrived",
        }
    }

    /// The key of its name in the languages.
    pub fn message_key(self) -> String {
        format!("quota_scheme-{}", self.as_str())
    }
}

/// One vintage of a municipality's quota.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The municipality's four-digit code, as text because of the leading zero.
    pub municipality: String,
    /// The scheme.
    pub scheme: QuotaScheme,
    /// When this vintage counts. A revision ends one vintage and begins the next.
    pub valid: Validity,
    /// How many persons, for the whole of the quota's year and not for the days of the vintage.
    pub persons: u32,
    /// When it was published, as exactly as the source says (a year, a month or a day).
    pub published: String,
    /// Where it was published.
    pub source: Source,
}

/// A number that was proposed or superseded before it came to count. Kept because plans were made on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The municipality's four-digit code.
    pub municipality: String,
    /// The scheme.
    pub scheme: QuotaScheme,
    /// How many persons.
    pub persons: u32,
    /// When it was published, as exactly as the source says.
    pub published: String,
    /// Where it was published.
    pub source: Source,
}

/// One vintage of the number for the whole country: the ceiling of assignments of persons with temporary protection, or
/// the sum of the counties' numbers for newly arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NationalQuota {
    /// The scheme.
    pub scheme: QuotaScheme,
    /// When this vintage counts.
    pub valid: Validity,
    /// How many persons.
    pub persons: u32,
    /// Where it was decided.
    pub source: Source,
}
