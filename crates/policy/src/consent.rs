//! On what grounds personal data may be used and secret data may be passed on.
//!
//! Two questions, two lists, two fields in every referral: the basis in the data protection regulation says why a party
//! may *use* data at all; the ground in the secrecy act says why secret data may *leave* an authority. A consent given
//! under the one is not a consent under the other. Which ground may be used between whom is decided in the domain
//! (`domain::Ground`); here stands only where the screen finds its source.

use crate::{Source, Validity};

/// One vintage of a basis in the data protection regulation or of a ground in the secrecy act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedGround {
    /// The code, the same as in the domain.
    pub code: String,
    /// When it may be chosen.
    pub valid: Validity,
    /// What it rests on.
    pub source: Source,
}
