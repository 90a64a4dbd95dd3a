//! Who asks, and for what purpose.

use std::{fmt, str::FromStr};

use domain::{ActorId, HouseholdId, Role, TenantId, UserId};

/// A user who acts in one role for one actor, for one purpose: never "a user" alone.
///
/// Somebody who is a case worker in one unit and a volunteer in an organisation is two principals, and the session
/// says which of them is at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Principal {
    /// The account that is signed in.
    pub user: UserId,
    /// The tenant the session works in.
    pub tenant: TenantId,
    /// The actor the user acts for.
    pub actor: ActorId,
    /// The role preset of the membership.
    pub role: Role,
    /// A named person cleared for protected identities.
    pub cleared: bool,
    /// The actor is an authority or a unit of one, and so inside the secrecy act (OSL 2009:400).
    pub of_authority: bool,
    /// The membership is confirmed, in date and not suspended.
    pub confirmed: bool,
    /// Why the record is wanted now; it goes into the access log with the decision.
    pub purpose: Purpose,
}

/// A person in reception who opens the own record with the paper code: not a user, and in no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Newcomer {
    /// The tenant that issued the code.
    pub tenant: TenantId,
    /// The household the code was issued to.
    pub household: HouseholdId,
    /// The code is in date and not withdrawn.
    pub valid: bool,
}

/// Why a record is read or changed (GDPR article 5.1 b: purpose limitation).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Purpose {
    /// Taking a household through its chain.
    CaseWork,
    /// Receiving a household and finding out whether it is known already.
    Registration,
    /// Finding and keeping a home.
    Placement,
    /// Handing a link over, or answering for one that was handed over.
    Referral,
    /// Figures, claims, gaps: what the reception did, not whom it met.
    FollowUp,
    /// Users, actors, duties and the audit log.
    Administration,
    /// One's own account, home or record.
    OwnRecord,
}

impl Purpose {
    /// Every purpose, in the order of the matrix.
    pub const ALL: [Purpose; 7] = [
        Purpose::CaseWork,
        Purpose::Registration,
        Purpose::Placement,
        Purpose::Referral,
        Purpose::FollowUp,
        Purpose::Administration,
        Purpose::OwnRecord,
    ];

    /// The name used in policies, in the access log and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::CaseWork => "case_work",
            Purpose::Registration => "registration",
            Purpose::Placement => "placement",
            Purpose::Referral => "referral",
            Purpose::FollowUp => "follow_up",
            Purpose::Administration => "administration",
            Purpose::OwnRecord => "own_record",
        }
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not the name of a purpose.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "“{0}” is not a purpose; use one of case_work, registration, placement, referral, follow_up, administration, \
     own_record"
)]
pub struct UnknownPurpose(pub String);

impl FromStr for Purpose {
    type Err = UnknownPurpose;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Purpose::ALL
            .into_iter()
            .find(|purpose| purpose.as_str() == text)
            .ok_or_else(|| UnknownPurpose(text.to_owned()))
    }
}
