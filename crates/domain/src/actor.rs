//! Those who take part in reception.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{code::codes, id::ActorId, interval::Interval};

codes! {
    /// What an actor is.
    ActorKind, "kind of actor" {
        /// A state or regional authority.
        Authority = "authority",
        /// A municipal nämnd or förvaltning. Each nämnd is its own authority, so secrecy holds between them
        /// (OSL 8 kap. 1 §).
        MunicipalUnit = "municipal_unit",
        /// An idea-driven organisation with a board.
        Association = "association",
        /// A company.
        Company = "company",
        /// People who help together without being an organisation.
        InformalGroup = "informal_group",
    }
}

impl ActorKind {
    /// Whether offentlighets- och sekretesslagen binds it as an authority.
    pub fn is_authority(self) -> bool {
        matches!(self, Self::Authority | Self::MunicipalUnit)
    }
}

/// How an actor is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorContact {
    /// An e-mail address that somebody reads on working days.
    pub email: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
}

/// Somebody who takes part: an authority, a nämnd, an organisation, a company, an informal group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Its id.
    pub id: ActorId,
    /// Its name as it writes it itself.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// The days it takes part.
    pub interval: Interval,
    /// How it is reached.
    pub contact: ActorContact,
}

impl Actor {
    /// Whether offentlighets- och sekretesslagen binds it as an authority.
    pub fn is_authority(&self) -> bool {
        self.kind.is_authority()
    }

    /// Whether it takes part on the day.
    pub fn is_active_on(&self, day: Date) -> bool {
        self.interval.contains(day)
    }
}
