//! What can happen to a link, and why it cannot happen now.

use super::state::LinkStateCode;
use crate::{code::codes, referral::ReferralStateCode};

codes! {
    /// What can happen to a link.
    LinkEvent, "link event" {
        /// [`super::Link::start`]
        Start = "start",
        /// [`super::Link::refer`]
        Refer = "refer",
        /// [`super::Link::accept`]
        Accept = "accept",
        /// [`super::Link::decline`]
        Decline = "decline",
        /// [`super::Link::withdraw`]
        Withdraw = "withdraw",
        /// [`super::Link::return_to_sender`]
        ReturnToSender = "return_to_sender",
        /// [`super::Link::complete`]
        Complete = "complete",
        /// [`super::Link::not_needed`]
        NotNeeded = "not_needed",
        /// [`super::Link::pause`]
        Pause = "pause",
        /// [`super::Link::resume`]
        Resume = "resume",
        /// [`super::Link::reopen`]
        Reopen = "reopen",
        /// [`super::Link::reassign`]
        Reassign = "reassign",
        /// [`super::Link::adopt_duty`]
        AdoptDuty = "adopt_duty",
        /// [`super::Link::reschedule`]
        Reschedule = "reschedule",
        /// [`super::Link::fall_back`]
        FallBack = "fall_back",
    }
}

/// A transition that is not possible.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[error("“{attempted}” is not possible for a link that is {from}: {why}")]
pub struct Refused {
    /// Where the link is.
    pub from: LinkStateCode,
    /// What was attempted.
    pub attempted: LinkEvent,
    /// Why not, and what to do.
    pub why: Why,
}

/// Why a transition is not possible, and what to do.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum Why {
    /// The state has no such exit.
    #[error("the state does not allow it; read the link again, somebody may have changed it")]
    WrongState,
    /// Rule 6.
    #[error(
        "an unaccompanied child goes to socialtjänsten at once; this link cannot be deferred, paused or dropped"
    )]
    UnaccompaniedChild,
    /// Rule 6.
    #[error("an unaccompanied child's link to socialtjänsten stays with an authority; choose one")]
    NotAnAuthority,
    /// The referral is for another link, another sender or another receiver.
    #[error("the referral belongs to something else; use the link's own")]
    OtherReferral,
    /// The referral is not in the state that belongs to the event.
    #[error("its referral is {0}; answer the referral first")]
    ReferralIs(ReferralStateCode),
    /// The actor does not take part today.
    #[error("the actor does not take part today; choose another")]
    ActorNotActive,
    /// The duty has expired, not begun, or is for another kind of support.
    #[error("the duty does not hold today for this kind of support; confirm it or choose another")]
    DutyDoesNotHold,
}
