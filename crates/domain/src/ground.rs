//! Why personal data may be told to somebody else: two questions, two answers.
//!
//! Two questions are kept apart because the law keeps them apart. *May this personal data be processed at all?* is
//! answered by a basis in GDPR article 6. *May the authority lift its secrecy towards this receiver?* is answered by
//! a ground in offentlighets- och sekretesslagen (2009:400), OSL. A consent under one is not a consent under the
//! other.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    actor::Actor,
    id::{ConsentId, UserId},
    reason::Reason,
};

/// The basis in GDPR article 6(1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GdprBasis {
    /// (e) a task in the public interest or the exercise of official authority.
    PublicTask,
    /// (c) a legal obligation.
    LegalObligation,
    /// (d) vital interests.
    VitalInterest,
    /// (f) legitimate interests; never for an authority's own tasks.
    LegitimateInterest,
    /// (a) consent.
    Consent(ConsentId),
}

/// The ground for lifting secrecy under OSL.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OslGround {
    /// The person consents: 10 kap. 1 §, 12 kap. 2 §.
    ConsentOfPerson(ConsentId),
    /// A law obliges the sender to tell another authority: 10 kap. 28 §.
    DutyToProvide {
        /// The provision that obliges.
        provision: Reason,
    },
    /// Tried by somebody and clear that neither the person nor anybody near suffers: 26 kap. 1 §.
    AssessedHarmless {
        /// Who tried it.
        by: UserId,
    },
    /// Necessary for the sender's own task: 10 kap. 2 §, to be used sparingly.
    Necessary,
    /// Told to a private receiver with a reservation that limits its use: 10 kap. 14 §.
    WithReservation {
        /// The reservation.
        reservation: Reason,
    },
    /// The sender is not an authority, so the law does not bind it.
    NotApplicable,
}

impl GdprBasis {
    /// The name used in the store and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PublicTask => "public_task",
            Self::LegalObligation => "legal_obligation",
            Self::VitalInterest => "vital_interest",
            Self::LegitimateInterest => "legitimate_interest",
            Self::Consent(_) => "consent",
        }
    }
}

impl OslGround {
    /// The name used in the store and in message keys.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::ConsentOfPerson(_) => "consent_of_person",
            Self::DutyToProvide { .. } => "duty_to_provide",
            Self::AssessedHarmless { .. } => "assessed_harmless",
            Self::Necessary => "necessary",
            Self::WithReservation { .. } => "with_reservation",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// Why a referral may leave: one answer to each of the two questions.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ground {
    /// The basis for processing.
    pub gdpr: GdprBasis,
    /// The ground for lifting secrecy.
    pub osl: OslGround,
}

impl Ground {
    /// The consents it rests on; both of its answers may name one.
    pub fn consents(&self) -> BTreeSet<ConsentId> {
        let gdpr = match self.gdpr {
            GdprBasis::Consent(id) => Some(id),
            _ => None,
        };
        let osl = match self.osl {
            OslGround::ConsentOfPerson(id) => Some(id),
            _ => None,
        };
        gdpr.into_iter().chain(osl).collect()
    }

    /// Refuses a ground that the law does not give to this sender towards this receiver.
    pub fn check(&self, from: &Actor, to: &Actor) -> Result<(), GroundRefused> {
        match (&self.osl, from.is_authority(), to.is_authority()) {
            (OslGround::NotApplicable, true, _) => return Err(GroundRefused::AuthorityWithoutGround),
            (OslGround::NotApplicable, false, _) => {}
            (_, false, _) => return Err(GroundRefused::NotBoundByOsl),
            (OslGround::DutyToProvide { .. }, true, false) => return Err(GroundRefused::DutyTowardsPrivate),
            (OslGround::WithReservation { .. }, true, true) => {
                return Err(GroundRefused::ReservationTowardsAuthority);
            }
            _ => {}
        }
        if self.gdpr == GdprBasis::LegitimateInterest && from.is_authority() {
            return Err(GroundRefused::LegitimateInterestOfAuthority);
        }
        Ok(())
    }
}

/// The ground is not one that the law gives.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum GroundRefused {
    /// An authority gave no ground for lifting secrecy.
    #[error(
        "the sender is an authority and bound by OSL: record on which ground secrecy is lifted, or ask for consent"
    )]
    AuthorityWithoutGround,
    /// A sender that is no authority gave a ground of OSL.
    #[error(
        "the sender is not an authority, so OSL does not bind it: choose “not applicable” and record the GDPR basis"
    )]
    NotBoundByOsl,
    /// OSL 10:28 was used towards a private receiver.
    #[error(
        "OSL 10:28 holds between authorities only: ask for consent, or use 26:1 or a reservation under 10:14"
    )]
    DutyTowardsPrivate,
    /// OSL 10:14 was used towards an authority.
    #[error("a reservation under OSL 10:14 is made towards private receivers only: choose another ground")]
    ReservationTowardsAuthority,
    /// GDPR article 6(1)(f) was used by an authority.
    #[error(
        "an authority cannot rest its tasks on legitimate interests (GDPR 6(1), last paragraph): choose another basis"
    )]
    LegitimateInterestOfAuthority,
}
