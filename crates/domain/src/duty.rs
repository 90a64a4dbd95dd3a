//! Who is responsible for what, by which law or decision, last confirmed when.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    id::{ActorId, DutyId, UserId},
    interval::Interval,
    legal_status::LegalStatus,
    link::LinkKind,
};

/// One step of reception for one target group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// Its id.
    pub id: DutyId,
    /// The kind of support.
    pub kind: LinkKind,
    /// Whom it is for; nobody named means everybody without a duty of their own.
    pub target: Option<LegalStatus>,
    /// Who answers for it by law, and to whom everything falls back.
    pub legal_owner: ActorId,
    /// Who does it.
    pub executing: ActorId,
    /// The law or regulation it rests on.
    pub law: String,
    /// The decision that gave it to the one who does it (diarienummer).
    pub decision: Option<String>,
    /// The days it holds.
    pub interval: Interval,
    /// When somebody last said that this is still right, and who.
    pub last_confirmed: Option<(Date, UserId)>,
}

/// Which duty applies. Nobody and two at once are the answers a map of responsibility exists to find, so they are
/// not errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DutyChoice<'a> {
    /// Nobody has it.
    Nobody,
    /// Exactly one.
    One(&'a Duty),
    /// Several claim it, in the order given.
    Several(Vec<&'a Duty>),
}

impl Duty {
    /// Whether its days are over.
    pub fn has_expired(&self, today: Date) -> bool {
        self.interval.ends_before(today)
    }

    /// Whether nobody has confirmed it for more than `after_days` days, or ever.
    pub fn is_stale(&self, today: Date, after_days: u32) -> bool {
        self.last_confirmed.is_none_or(|(on, _)| {
            Interval::between(on, today).is_ok_and(|since| since.nights() > Some(after_days))
        })
    }
}

/// The duty for a kind of support, a legal status and a day. One made for exactly this status goes before one made
/// for everybody.
pub fn choose_duty<'a>(
    duties: &'a [Duty],
    kind: &LinkKind,
    status: LegalStatus,
    day: Date,
) -> DutyChoice<'a> {
    let held = |target: Option<LegalStatus>| -> Vec<&'a Duty> {
        duties
            .iter()
            .filter(|duty| &duty.kind == kind && duty.target == target && duty.interval.contains(day))
            .collect()
    };
    let mut chosen = held(Some(status));
    if chosen.is_empty() {
        chosen = held(None);
    }
    match chosen.as_slice() {
        [] => DutyChoice::Nobody,
        [one] => DutyChoice::One(one),
        _ => DutyChoice::Several(chosen),
    }
}
