//! The hand-over of a link to another actor, on a recorded legal ground or with consent (rule 2).

use std::{collections::BTreeSet, ops::Deref};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    actor::Actor,
    code::codes,
    consent::{Consent, SharedField},
    ground::{Ground, GroundRefused},
    id::{ActorId, ConsentId, LinkId, ReferralId, UserId},
    link::Link,
    reason::Reason,
};

codes! {
    /// Why a receiver says no. Saying no is ordinary, and nothing bad comes of it.
    DeclineReason, "reason for declining" {
        /// No free hands now.
        NoCapacity = "no_capacity",
        /// Not what the receiver does.
        OutsideTask = "outside_task",
        /// Too far away.
        OutsideArea = "outside_area",
        /// Nobody speaks the language.
        LanguageNotCovered = "language_not_covered",
        /// It would not be safe for somebody.
        SafetyConcern = "safety_concern",
        /// The household does not want this receiver.
        HouseholdDeclines = "household_declines",
        /// Too little is told to say yes.
        TooLittleTold = "too_little_told",
        /// Something else, told in a note.
        Other = "other",
    }
}

codes! {
    /// Why a link that was accepted comes back.
    ReturnReason, "reason for returning" {
        /// No longer any free hands.
        NoCapacity = "no_capacity",
        /// What is needed has changed.
        NeedChanged = "need_changed",
        /// The household wants somebody else.
        HouseholdWishes = "household_wishes",
        /// The receiver no longer takes part.
        ActorEnded = "actor_ended",
        /// The duty it was done under has ended.
        DutyEnded = "duty_ended",
        /// The link was closed as not needed.
        LinkClosed = "link_closed",
        /// Something else, told in a note.
        Other = "other",
    }
}

/// Where a referral is, and what is known there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ReferralState {
    /// On its way; the sender is accountable.
    Sent,
    /// The receiver has said yes and is accountable.
    Accepted,
    /// The receiver has said no.
    Declined {
        /// Why.
        reason: DeclineReason,
        /// In words.
        note: Option<Reason>,
    },
    /// The sender has taken it back, or its consent no longer holds.
    Withdrawn,
    /// The receiver accepted and gave it back.
    Returned {
        /// Why.
        reason: ReturnReason,
        /// In words.
        note: Option<Reason>,
    },
    /// What was asked for is done.
    Done {
        /// Who says so.
        attested_by: UserId,
        /// The day.
        on: Date,
    },
}

codes! {
    /// The name of a referral's state, without what is known there.
    ReferralStateCode, "referral state" {
        /// See [`ReferralState::Sent`].
        Sent = "sent",
        /// See [`ReferralState::Accepted`].
        Accepted = "accepted",
        /// See [`ReferralState::Declined`].
        Declined = "declined",
        /// See [`ReferralState::Withdrawn`].
        Withdrawn = "withdrawn",
        /// See [`ReferralState::Returned`].
        Returned = "returned",
        /// See [`ReferralState::Done`].
        Done = "done",
    }
}

impl ReferralState {
    /// The name of the state.
    pub fn code(&self) -> ReferralStateCode {
        match self {
            Self::Sent => ReferralStateCode::Sent,
            Self::Accepted => ReferralStateCode::Accepted,
            Self::Declined { .. } => ReferralStateCode::Declined,
            Self::Withdrawn => ReferralStateCode::Withdrawn,
            Self::Returned { .. } => ReferralStateCode::Returned,
            Self::Done { .. } => ReferralStateCode::Done,
        }
    }

    /// The name used in the store and in message keys.
    pub fn as_str(&self) -> &'static str {
        self.code().as_str()
    }
}

/// What is asked for when a referral is to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralDraft {
    /// The new referral's id.
    pub id: ReferralId,
    /// Why it may leave.
    pub ground: Ground,
    /// What it tells the receiver.
    pub fields: BTreeSet<SharedField>,
    /// The last day for an answer.
    pub answer_by: Date,
}

/// Everything that is stored of a referral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralRecord {
    /// Its id.
    pub id: ReferralId,
    /// The link it hands over.
    pub link: LinkId,
    /// Who hands over.
    pub from: ActorId,
    /// Who is asked.
    pub to: ActorId,
    /// Why it may leave.
    pub ground: Ground,
    /// What it tells the receiver.
    pub fields: BTreeSet<SharedField>,
    /// Where it is.
    pub state: ReferralState,
    /// The day it left.
    pub sent_on: Date,
    /// The last day for an answer.
    pub answer_by: Date,
    /// The version this value was read at; the store raises it with every write.
    pub version: i64,
}

/// The hand-over of a link. Reading its record is free; writing goes through [`Referral::send`] and the transitions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Referral(ReferralRecord);

impl Deref for Referral {
    type Target = ReferralRecord;

    fn deref(&self) -> &ReferralRecord {
        &self.0
    }
}

/// A referral may not leave.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum SendRefused {
    /// The law does not give the ground.
    #[error("the referral cannot be sent: {0}")]
    Ground(#[from] GroundRefused),
    /// A consent is named that nobody has recorded.
    #[error("the referral cannot be sent: the consent it names is not recorded; record it first")]
    ConsentUnknown(ConsentId),
    /// The consent is for others, another receiver, other fields, or no longer holds.
    #[error(
        "the referral cannot be sent: the consent does not cover this receiver, these people and all these fields today; ask again or share less"
    )]
    ConsentDoesNotCover(ConsentId),
    /// The sender does not answer for the link.
    #[error("the referral cannot be sent: only the accountable actor can refer a link")]
    NotAccountable,
    /// Sender and receiver are the same.
    #[error("the referral cannot be sent: sender and receiver are the same; start the link instead")]
    ToItself,
    /// One of the two does not take part today.
    #[error(
        "the referral cannot be sent: sender or receiver does not take part today; choose another receiver"
    )]
    ActorNotActive(ActorId),
    /// The answer is wanted before it is asked for.
    #[error("the referral cannot be sent: the last day for an answer lies before today; give a later day")]
    AnswerBeforeSending,
}

/// A transition of a referral that is not possible.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum ReferralRefused {
    /// The state does not allow it.
    #[error("a referral that is {from} cannot be {attempted}: read it again, somebody may have answered")]
    WrongState {
        /// Where it is.
        from: ReferralStateCode,
        /// Where it was to go.
        attempted: ReferralStateCode,
    },
    /// "Other" was chosen without words.
    #[error("“other” needs a note: write in a few words why")]
    NoteMissing,
}

impl Referral {
    /// Sends a referral, if it may leave: rule 2.
    pub fn send(
        draft: ReferralDraft,
        link: &Link,
        from: &Actor,
        to: &Actor,
        consents: &[Consent],
        today: Date,
    ) -> Result<Self, SendRefused> {
        if from.id != link.accountable {
            return Err(SendRefused::NotAccountable);
        }
        if from.id == to.id {
            return Err(SendRefused::ToItself);
        }
        if let Some(ended) = [from, to].into_iter().find(|actor| !actor.is_active_on(today)) {
            return Err(SendRefused::ActorNotActive(ended.id));
        }
        if draft.answer_by < today {
            return Err(SendRefused::AnswerBeforeSending);
        }
        draft.ground.check(from, to)?;
        for id in draft.ground.consents() {
            let consent =
                consents.iter().find(|consent| consent.id == id).ok_or(SendRefused::ConsentUnknown(id))?;
            if !consent.is_about(link) || !consent.covers(to.id, &draft.fields, today) {
                return Err(SendRefused::ConsentDoesNotCover(id));
            }
        }
        Ok(Self(ReferralRecord {
            id: draft.id,
            link: link.id,
            from: from.id,
            to: to.id,
            ground: draft.ground,
            fields: draft.fields,
            state: ReferralState::Sent,
            sent_on: today,
            answer_by: draft.answer_by,
            version: 0,
        }))
    }

    /// Takes back what was stored. It was checked when it was sent; what made it legal then need not hold now.
    pub fn restore(record: ReferralRecord) -> Self {
        Self(record)
    }

    /// What is to be stored.
    pub fn into_record(self) -> ReferralRecord {
        self.0
    }

    /// The receiver says yes.
    pub fn accept(self) -> Result<Self, ReferralRefused> {
        self.step(ReferralStateCode::Sent, ReferralState::Accepted)
    }

    /// The receiver says no.
    pub fn decline(self, reason: DeclineReason, note: Option<Reason>) -> Result<Self, ReferralRefused> {
        if reason == DeclineReason::Other && note.is_none() {
            return Err(ReferralRefused::NoteMissing);
        }
        self.step(ReferralStateCode::Sent, ReferralState::Declined { reason, note })
    }

    /// The sender takes it back before it is answered.
    pub fn withdraw(self) -> Result<Self, ReferralRefused> {
        self.step(ReferralStateCode::Sent, ReferralState::Withdrawn)
    }

    /// The receiver gives back what it accepted.
    pub fn give_back(self, reason: ReturnReason, note: Option<Reason>) -> Result<Self, ReferralRefused> {
        if reason == ReturnReason::Other && note.is_none() {
            return Err(ReferralRefused::NoteMissing);
        }
        self.step(ReferralStateCode::Accepted, ReferralState::Returned { reason, note })
    }

    /// Somebody attests that it is done.
    pub fn complete(self, attested_by: UserId, on: Date) -> Result<Self, ReferralRefused> {
        self.step(ReferralStateCode::Accepted, ReferralState::Done { attested_by, on })
    }

    /// Whether it waits for an answer.
    pub fn is_waiting(&self) -> bool {
        self.state == ReferralState::Sent
    }

    /// Whether it waits longer than it was to.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.is_waiting() && self.answer_by < today
    }

    /// Whether every consent it rests on is recorded and still covers it on `day`; true where it rests on none.
    pub fn is_covered(&self, consents: &[Consent], day: Date) -> bool {
        self.ground.consents().into_iter().all(|id| {
            consents.iter().any(|consent| consent.id == id && consent.covers(self.to, &self.fields, day))
        })
    }

    /// What the receiver may see on `day`: nothing before it was sent, nothing when it is answered with no, taken
    /// back, given back or done, and nothing from the day a consent it rests on is withdrawn.
    pub fn visible_fields(&self, consents: &[Consent], day: Date) -> BTreeSet<SharedField> {
        let under_way =
            matches!(self.state, ReferralState::Sent | ReferralState::Accepted) && self.sent_on <= day;
        if under_way && self.is_covered(consents, day) { self.fields.clone() } else { BTreeSet::new() }
    }

    fn step(mut self, expected: ReferralStateCode, next: ReferralState) -> Result<Self, ReferralRefused> {
        let from = self.state.code();
        if from != expected {
            return Err(ReferralRefused::WrongState { from, attempted: next.code() });
        }
        self.0.state = next;
        Ok(self)
    }
}
