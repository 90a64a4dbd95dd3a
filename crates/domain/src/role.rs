//! The role presets: what a user may be in an actor.
//!
//! Few and understandable on purpose. Primero's 195 permission constants are powerful and unmanageable for a
//! municipality of 15,000; eight presets, each explained in one sentence on screen, are what a coordinator can
//! hand out at two in the morning without a mistake.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A preset of rights within one actor. What each may do is written in the access policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Municipal coordinator: sees the whole reception, places households, answers for duties.
    Coordinator,
    /// Case worker or lots: carries the households for whose links the own unit answers.
    CaseWorker,
    /// Arrivals desk: registers households; sees those the own unit registered.
    Desk,
    /// Coordinator of an idea-driven organisation: answers the referrals made to it.
    PartnerCoordinator,
    /// Volunteer: sees the next steps the own organisation has accepted, never a whole record.
    Volunteer,
    /// Host: sees the own home and when it is in use.
    Host,
    /// Board member, auditor, researcher: figures only, never a person.
    Reader,
    /// Administrator: users, organisations and duties; no household.
    Administrator,
}

impl Role {
    /// Every role, in the order shown on screen.
    pub const ALL: [Role; 8] = [
        Role::Coordinator,
        Role::CaseWorker,
        Role::Desk,
        Role::PartnerCoordinator,
        Role::Volunteer,
        Role::Host,
        Role::Reader,
        Role::Administrator,
    ];

    /// The name used in the store, in message keys and in policies.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Coordinator => "coordinator",
            Role::CaseWorker => "case_worker",
            Role::Desk => "desk",
            Role::PartnerCoordinator => "partner_coordinator",
            Role::Volunteer => "volunteer",
            Role::Host => "host",
            Role::Reader => "reader",
            Role::Administrator => "administrator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not the name of a role.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "“{0}” is not a role; use one of coordinator, case_worker, desk, partner_coordinator, volunteer, host, reader, administrator"
)]
pub struct UnknownRole(pub String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Role::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| UnknownRole(text.to_owned()))
    }
}
