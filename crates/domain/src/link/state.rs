//! The states of a link, each with what is known there.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    code::codes,
    id::{ReferralId, UserId},
    reason::Reason,
};

/// The states in which somebody works or waits, and to which a paused link can come back. An enum of its own, so
/// that a pause within a pause, or a pause of something done, cannot be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ActiveState {
    /// Decided on, not begun.
    Planned,
    /// Another actor is asked; the sender is accountable.
    Referred {
        /// The question.
        referral: ReferralId,
    },
    /// The other actor has said yes and is accountable.
    Accepted {
        /// The question that was answered.
        referral: ReferralId,
    },
    /// Under way, by the accountable actor itself or after a referral.
    Ongoing {
        /// The referral through which it came, if one.
        referral: Option<ReferralId>,
    },
}

/// Where a link is, and what is known there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum LinkState {
    /// Decided on, not begun.
    Planned,
    /// Another actor is asked; the sender is accountable.
    Referred {
        /// The question.
        referral: ReferralId,
    },
    /// The other actor has said yes and is accountable.
    Accepted {
        /// The question that was answered.
        referral: ReferralId,
    },
    /// Under way, by the accountable actor itself or after a referral.
    Ongoing {
        /// The referral through which it came, if one.
        referral: Option<ReferralId>,
    },
    /// Reached its safe point.
    Done {
        /// The day.
        on: Date,
        /// Who says so.
        by: UserId,
    },
    /// The household does not need or does not want it.
    NotNeeded {
        /// Who says so.
        by: UserId,
        /// Why.
        reason: Reason,
    },
    /// Resting; still open, still somebody's.
    Paused {
        /// Where it goes on.
        resume_to: ActiveState,
        /// Why it rests.
        reason: Reason,
        /// The day to look at it again.
        until: Option<Date>,
    },
}

codes! {
    /// The name of a link's state, without what is known there.
    LinkStateCode, "link state" {
        /// See [`LinkState::Planned`].
        Planned = "planned",
        /// See [`LinkState::Referred`].
        Referred = "referred",
        /// See [`LinkState::Accepted`].
        Accepted = "accepted",
        /// See [`LinkState::Ongoing`].
        Ongoing = "ongoing",
        /// See [`LinkState::Done`].
        Done = "done",
        /// See [`LinkState::NotNeeded`].
        NotNeeded = "not_needed",
        /// See [`LinkState::Paused`].
        Paused = "paused",
    }
}

impl From<ActiveState> for LinkState {
    fn from(active: ActiveState) -> Self {
        match active {
            ActiveState::Planned => Self::Planned,
            ActiveState::Referred { referral } => Self::Referred { referral },
            ActiveState::Accepted { referral } => Self::Accepted { referral },
            ActiveState::Ongoing { referral } => Self::Ongoing { referral },
        }
    }
}

impl ActiveState {
    /// The referral it hangs on.
    pub fn referral(self) -> Option<ReferralId> {
        match self {
            Self::Planned => None,
            Self::Referred { referral } | Self::Accepted { referral } => Some(referral),
            Self::Ongoing { referral } => referral,
        }
    }
}

impl LinkState {
    /// The name of the state.
    pub fn code(&self) -> LinkStateCode {
        match self {
            Self::Planned => LinkStateCode::Planned,
            Self::Referred { .. } => LinkStateCode::Referred,
            Self::Accepted { .. } => LinkStateCode::Accepted,
            Self::Ongoing { .. } => LinkStateCode::Ongoing,
            Self::Done { .. } => LinkStateCode::Done,
            Self::NotNeeded { .. } => LinkStateCode::NotNeeded,
            Self::Paused { .. } => LinkStateCode::Paused,
        }
    }

    /// The name used in the store and in message keys.
    pub fn as_str(&self) -> &'static str {
        self.code().as_str()
    }

    /// What goes on, or would go on if it did not rest; nothing for a closed link.
    pub fn active(&self) -> Option<ActiveState> {
        match *self {
            Self::Planned => Some(ActiveState::Planned),
            Self::Referred { referral } => Some(ActiveState::Referred { referral }),
            Self::Accepted { referral } => Some(ActiveState::Accepted { referral }),
            Self::Ongoing { referral } => Some(ActiveState::Ongoing { referral }),
            Self::Paused { resume_to, .. } => Some(resume_to),
            Self::Done { .. } | Self::NotNeeded { .. } => None,
        }
    }
}
