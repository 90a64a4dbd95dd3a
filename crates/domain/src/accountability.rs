//! Rule 1: every open link has exactly one accountable actor, who takes part today.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{
    actor::Actor,
    code::codes,
    duty::Duty,
    id::ActorId,
    link::{ActiveState, Link},
    referral::Referral,
};

codes! {
    /// Why accountability falls back.
    FallbackReason, "reason for falling back" {
        /// The accountable actor no longer takes part.
        ActorEnded = "actor_ended",
        /// The accountable actor may not hold a link of an unaccompanied child (rule 6).
        NotAnAuthority = "not_an_authority",
        /// The duty under which the actor was accountable has expired.
        DutyExpired = "duty_expired",
        /// The actor that was asked no longer takes part; the sender plans anew.
        ReceiverEnded = "receiver_ended",
    }
}

/// The actor of last resort: an authority without an end, usually kommunstyrelsen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Principal(ActorId);

/// The actor cannot be the one everything falls back to in the end.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum PrincipalRefused {
    /// Not an authority.
    #[error("the actor of last resort must be an authority: choose kommunstyrelsen or another nämnd")]
    NotAnAuthority,
    /// It has an end.
    #[error("the actor of last resort cannot have an end: remove its last day or choose another")]
    HasEnd,
}

impl Principal {
    /// Makes an actor the one of last resort.
    pub fn new(actor: &Actor) -> Result<Self, PrincipalRefused> {
        if !actor.is_authority() {
            Err(PrincipalRefused::NotAnAuthority)
        } else if !actor.interval.is_open_ended() {
            Err(PrincipalRefused::HasEnd)
        } else {
            Ok(Self(actor.id))
        }
    }

    /// Its id.
    pub fn id(self) -> ActorId {
        self.0
    }
}

/// To whom a link falls back, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fallback {
    /// Who is accountable from now on.
    pub to: ActorId,
    /// Why.
    pub because: FallbackReason,
}

/// Whether a link must fall back today, and to whom; `None` where the accountable actor rightly is. Total: it never
/// answers with nobody, nor with an actor who does not take part today.
///
/// `duty` is the link's duty and `referral` the one its state names, where there are such; `actors` are all the
/// tenant's. An actor that is not among them counts as ended.
pub fn fall_back(
    link: &Link,
    duty: Option<&Duty>,
    referral: Option<&Referral>,
    actors: &BTreeMap<ActorId, Actor>,
    principal: Principal,
    today: Date,
) -> Option<Fallback> {
    let active = link.state.active()?;
    let takes_part =
        |id: ActorId| id == principal.id() || actors.get(&id).is_some_and(|a| a.is_active_on(today));
    let is_allowed = |id: ActorId| {
        !link.for_unaccompanied_child
            || id == principal.id()
            || actors.get(&id).is_some_and(Actor::is_authority)
    };
    let may_hold = |id: ActorId| takes_part(id) && is_allowed(id);
    let last = duty.map(|duty| duty.legal_owner).filter(|owner| may_hold(*owner)).unwrap_or(principal.id());

    if !takes_part(link.accountable) {
        return Some(Fallback { to: last, because: FallbackReason::ActorEnded });
    }
    if !is_allowed(link.accountable) {
        return Some(Fallback { to: last, because: FallbackReason::NotAnAuthority });
    }
    if link.accountable != last && duty.is_some_and(|duty| duty.has_expired(today)) {
        return Some(Fallback { to: last, because: FallbackReason::DutyExpired });
    }
    let asked = match active {
        ActiveState::Referred { .. } => referral.map(|referral| referral.to),
        _ => None,
    };
    if asked.is_some_and(|asked| !takes_part(asked)) {
        return Some(Fallback { to: link.accountable, because: FallbackReason::ReceiverEnded });
    }
    None
}
