//! One link of a household's safety chain: one kind of support, on its way from planned to done.
//!
//! Every transition consumes the link and gives the next one or a refusal, so an old state cannot be used twice.

mod kind;
mod refusal;
mod state;

use std::ops::Deref;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    accountability::FallbackReason,
    actor::Actor,
    duty::Duty,
    id::{ActorId, DutyId, HouseholdId, LinkId, PersonId, UserId},
    reason::Reason,
    referral::{Referral, ReferralStateCode},
};

pub use self::{
    kind::{LinkKind, LinkKindError},
    refusal::{LinkEvent, Refused, Why},
    state::{ActiveState, LinkState, LinkStateCode},
};

/// That accountability fell back, kept on the link until somebody takes it up, so that everybody sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FellBack {
    /// Who was accountable.
    pub from: ActorId,
    /// Why it is no longer so.
    pub because: FallbackReason,
    /// The day.
    pub on: Date,
}

/// What is decided when a link is planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkPlan {
    /// The new link's id.
    pub id: LinkId,
    /// The household.
    pub household: HouseholdId,
    /// The kind of support.
    pub kind: LinkKind,
    /// The person it is for; nobody named means the whole household.
    pub person: Option<PersonId>,
    /// The duty it is done under.
    pub duty: Option<DutyId>,
    /// Who answers for it.
    pub accountable: ActorId,
    /// The last day.
    pub deadline: Option<Date>,
    /// What happens next, in words the household can read.
    pub next_step: String,
}

/// Everything that is stored of a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRecord {
    /// Its id.
    pub id: LinkId,
    /// The household.
    pub household: HouseholdId,
    /// The kind of support.
    pub kind: LinkKind,
    /// The person it is for; nobody named means the whole household.
    pub person: Option<PersonId>,
    /// The duty it is done under.
    pub duty: Option<DutyId>,
    /// Who answers for it: always exactly one.
    pub accountable: ActorId,
    /// Who handed it over to the accountable actor, and gets it back when it is opened again.
    pub handed_over_by: Option<ActorId>,
    /// The last day.
    pub deadline: Option<Date>,
    /// What happens next, in words the household can read.
    pub next_step: String,
    /// Where it is.
    pub state: LinkState,
    /// Whether it hands an unaccompanied child to socialtjänsten: rule 6 holds for it.
    pub for_unaccompanied_child: bool,
    /// That it fell back and nobody has taken it up since.
    pub fell_back: Option<FellBack>,
    /// Why it was last opened again.
    pub reopened_because: Option<Reason>,
    /// The version this value was read at; the store raises it with every write.
    pub version: i64,
}

/// One kind of support in a household's chain. Reading its record is free; writing goes through the transitions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "LinkRecord", into = "LinkRecord")]
pub struct Link(LinkRecord);

impl Deref for Link {
    type Target = LinkRecord;

    fn deref(&self) -> &LinkRecord {
        &self.0
    }
}

impl TryFrom<LinkRecord> for Link {
    type Error = InconsistentLink;

    fn try_from(record: LinkRecord) -> Result<Self, Self::Error> {
        Self::restore(record)
    }
}

impl From<Link> for LinkRecord {
    fn from(link: Link) -> Self {
        link.0
    }
}

/// A stored link breaks rule 6; somebody has written past the transitions.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "link {0} is for an unaccompanied child but is not a social-services link of one person, or is paused or not needed: correct the stored record"
)]
pub struct InconsistentLink(pub LinkId);

impl Link {
    /// Plans a link.
    pub fn plan(plan: LinkPlan) -> Self {
        Self(LinkRecord {
            id: plan.id,
            household: plan.household,
            kind: plan.kind,
            person: plan.person,
            duty: plan.duty,
            accountable: plan.accountable,
            handed_over_by: None,
            deadline: plan.deadline,
            next_step: plan.next_step,
            state: LinkState::Planned,
            for_unaccompanied_child: false,
            fell_back: None,
            reopened_because: None,
            version: 0,
        })
    }

    /// Plans the link that hands an unaccompanied child to socialtjänsten, today: rule 6. `accountable` is the
    /// authority that takes the child in charge from now on.
    pub fn plan_for_unaccompanied_child(
        id: LinkId,
        household: HouseholdId,
        child: PersonId,
        duty: Option<DutyId>,
        accountable: &Actor,
        today: Date,
        next_step: String,
    ) -> Result<Self, Why> {
        if !accountable.is_authority() {
            return Err(Why::NotAnAuthority);
        }
        if !accountable.is_active_on(today) {
            return Err(Why::ActorNotActive);
        }
        let mut link = Self::plan(LinkPlan {
            id,
            household,
            kind: LinkKind::social_services(),
            person: Some(child),
            duty,
            accountable: accountable.id,
            deadline: Some(today),
            next_step,
        });
        link.0.for_unaccompanied_child = true;
        Ok(link)
    }

    /// Takes back what was stored, refusing what the transitions could never have made.
    pub fn restore(record: LinkRecord) -> Result<Self, InconsistentLink> {
        let at_rest = matches!(record.state, LinkState::Paused { .. } | LinkState::NotNeeded { .. });
        let right_kind = record.kind.is_social_services() && record.person.is_some();
        if record.for_unaccompanied_child && (at_rest || !right_kind) {
            return Err(InconsistentLink(record.id));
        }
        Ok(Self(record))
    }

    /// What is to be stored.
    pub fn into_record(self) -> LinkRecord {
        self.0
    }

    /// Whether somebody still has to do something.
    pub fn is_open(&self) -> bool {
        self.state.active().is_some()
    }

    /// The day after which it is late: the deadline. A pause with a day to look again moves it there; one without does
    /// not, or nobody would ever be reminded. Nothing for a closed link.
    pub fn due(&self) -> Option<Date> {
        match self.state {
            LinkState::Done { .. } | LinkState::NotNeeded { .. } => None,
            LinkState::Paused { until: Some(until), .. } => Some(until),
            _ => self.deadline,
        }
    }

    /// Whether it is late. Computed, never stored.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.due().is_some_and(|due| due < today)
    }

    /// The accountable actor begins: work of its own, or work it has accepted.
    pub fn start(self) -> Result<Self, Refused> {
        let referral = match self.state {
            LinkState::Planned => None,
            LinkState::Accepted { referral } => Some(referral),
            _ => return self.refuse(LinkEvent::Start, Why::WrongState),
        };
        Ok(self.taken_up().with_active(ActiveState::Ongoing { referral }))
    }

    /// The accountable actor asks another to take over. Until the answer is yes, nothing moves but the state. Who
    /// works on a link after a referral does not refer it on, but gives it back: the household and the sender should
    /// know who has it.
    pub fn refer(self, referral: &Referral, receiver: &Actor, today: Date) -> Result<Self, Refused> {
        const EVENT: LinkEvent = LinkEvent::Refer;
        if !matches!(self.state, LinkState::Planned | LinkState::Ongoing { referral: None }) {
            return self.refuse(EVENT, Why::WrongState);
        }
        if referral.link != self.id || referral.from != self.accountable || referral.to != receiver.id {
            return self.refuse(EVENT, Why::OtherReferral);
        }
        if !referral.is_waiting() {
            return self.refuse(EVENT, Why::ReferralIs(referral.state.code()));
        }
        if let Err(why) = self.check_holder(receiver, today) {
            return self.refuse(EVENT, why);
        }
        Ok(self.taken_up().with_active(ActiveState::Referred { referral: referral.id }))
    }

    /// The receiver has accepted its referral and is accountable from now on, also while the link rests.
    pub fn accept(self, referral: &Referral, receiver: &Actor, today: Date) -> Result<Self, Refused> {
        const EVENT: LinkEvent = LinkEvent::Accept;
        let mut link = self.answered(EVENT, referral, ReferralStateCode::Accepted, |active| {
            matches!(active, ActiveState::Referred { .. })
        })?;
        if referral.to != receiver.id {
            return link.refuse(EVENT, Why::OtherReferral);
        }
        if let Err(why) = link.check_holder(receiver, today) {
            return link.refuse(EVENT, why);
        }
        link.0.accountable = receiver.id;
        link.0.handed_over_by = Some(referral.from);
        Ok(link.taken_up().with_active(ActiveState::Accepted { referral: referral.id }))
    }

    /// The receiver has declined its referral; the sender, who was accountable all along, plans anew.
    pub fn decline(self, referral: &Referral) -> Result<Self, Refused> {
        let link = self.answered(LinkEvent::Decline, referral, ReferralStateCode::Declined, |active| {
            matches!(active, ActiveState::Referred { .. })
        })?;
        Ok(link.with_active(ActiveState::Planned))
    }

    /// The sender has taken its referral back and plans anew.
    pub fn withdraw(self, referral: &Referral) -> Result<Self, Refused> {
        let link = self.answered(LinkEvent::Withdraw, referral, ReferralStateCode::Withdrawn, |active| {
            matches!(active, ActiveState::Referred { .. })
        })?;
        Ok(link.with_active(ActiveState::Planned))
    }

    /// The receiver has given back what it accepted; the sender is accountable again. A sender that no longer takes
    /// part is replaced by [`crate::accountability::fall_back`] in the same step.
    pub fn return_to_sender(self, referral: &Referral) -> Result<Self, Refused> {
        let mut link =
            self.answered(LinkEvent::ReturnToSender, referral, ReferralStateCode::Returned, |active| {
                matches!(active, ActiveState::Accepted { .. } | ActiveState::Ongoing { .. })
            })?;
        link.0.accountable = referral.from;
        link.0.handed_over_by = None;
        Ok(link.with_active(ActiveState::Planned))
    }

    /// The safe point is reached.
    pub fn complete(mut self, on: Date, by: UserId) -> Result<Self, Refused> {
        if !matches!(self.state, LinkState::Ongoing { .. }) {
            return self.refuse(LinkEvent::Complete, Why::WrongState);
        }
        self.0.state = LinkState::Done { on, by };
        Ok(self)
    }

    /// Somebody says that it is not needed.
    pub fn not_needed(mut self, by: UserId, reason: Reason) -> Result<Self, Refused> {
        const EVENT: LinkEvent = LinkEvent::NotNeeded;
        if !self.is_open() {
            return self.refuse(EVENT, Why::WrongState);
        }
        if self.for_unaccompanied_child {
            return self.refuse(EVENT, Why::UnaccompaniedChild);
        }
        self.0.state = LinkState::NotNeeded { by, reason };
        Ok(self)
    }

    /// Lets it rest. It stays open and somebody's; answers to its referral still reach it.
    pub fn pause(mut self, reason: Reason, until: Option<Date>) -> Result<Self, Refused> {
        const EVENT: LinkEvent = LinkEvent::Pause;
        let resume_to = match (&self.state, self.state.active()) {
            (LinkState::Paused { .. }, _) | (_, None) => return self.refuse(EVENT, Why::WrongState),
            (_, Some(active)) => active,
        };
        if self.for_unaccompanied_child {
            return self.refuse(EVENT, Why::UnaccompaniedChild);
        }
        self.0.state = LinkState::Paused { resume_to, reason, until };
        Ok(self)
    }

    /// Goes on where it rested.
    pub fn resume(mut self) -> Result<Self, Refused> {
        let LinkState::Paused { resume_to, .. } = self.state else {
            return self.refuse(LinkEvent::Resume, Why::WrongState);
        };
        self.0.state = resume_to.into();
        Ok(self)
    }

    /// Opens a closed link again, with a reason. If it was done by a referral, that referral and what it allowed to
    /// be seen are over, so the one who sent it answers for the link again. One who no longer takes part is replaced
    /// by [`crate::accountability::fall_back`] in the same step.
    pub fn reopen(mut self, reason: Reason) -> Result<Self, Refused> {
        if self.is_open() {
            return self.refuse(LinkEvent::Reopen, Why::WrongState);
        }
        self.0.accountable = self.0.handed_over_by.take().unwrap_or(self.0.accountable);
        self.0.state = LinkState::Planned;
        self.0.reopened_because = Some(reason);
        Ok(self)
    }

    /// Gives the link to another actor without a question, as within one municipality. Not while somebody is asked
    /// or has said yes: that goes through the referral.
    pub fn reassign(mut self, to: &Actor, today: Date) -> Result<Self, Refused> {
        const EVENT: LinkEvent = LinkEvent::Reassign;
        if !matches!(
            self.state.active(),
            Some(ActiveState::Planned | ActiveState::Ongoing { referral: None })
        ) {
            return self.refuse(EVENT, Why::WrongState);
        }
        if let Err(why) = self.check_holder(to, today) {
            return self.refuse(EVENT, why);
        }
        self.0.accountable = to.id;
        self.0.handed_over_by = None;
        Ok(self.taken_up())
    }

    /// Puts the link under another duty, whose executing actor becomes accountable.
    pub fn adopt_duty(mut self, duty: &Duty, executing: &Actor, today: Date) -> Result<Self, Refused> {
        const EVENT: LinkEvent = LinkEvent::AdoptDuty;
        if !matches!(
            self.state.active(),
            Some(ActiveState::Planned | ActiveState::Ongoing { referral: None })
        ) {
            return self.refuse(EVENT, Why::WrongState);
        }
        let holds = duty.kind == self.kind && duty.interval.contains(today) && duty.executing == executing.id;
        if !holds {
            return self.refuse(EVENT, Why::DutyDoesNotHold);
        }
        if let Err(why) = self.check_holder(executing, today) {
            return self.refuse(EVENT, why);
        }
        self.0.duty = Some(duty.id);
        self.0.accountable = executing.id;
        self.0.handed_over_by = None;
        Ok(self.taken_up())
    }

    /// Moves the deadline. An unaccompanied child's can only come nearer.
    pub fn reschedule(mut self, deadline: Option<Date>) -> Result<Self, Refused> {
        const EVENT: LinkEvent = LinkEvent::Reschedule;
        if !self.is_open() {
            return self.refuse(EVENT, Why::WrongState);
        }
        let later = match (deadline, self.deadline) {
            (Some(new), Some(old)) => new > old,
            (None, Some(_)) => true,
            (_, None) => false,
        };
        if self.for_unaccompanied_child && later {
            return self.refuse(EVENT, Why::UnaccompaniedChild);
        }
        self.0.deadline = deadline;
        Ok(self)
    }

    /// Writes what happens next.
    #[must_use]
    pub fn with_next_step(mut self, next_step: String) -> Self {
        self.0.next_step = next_step;
        self
    }

    /// Takes the link back from an actor who can no longer answer for it; see
    /// [`crate::accountability::fall_back`], which decides to whom. It is planned anew, since nobody works on it.
    pub fn fall_back(mut self, to: ActorId, because: FallbackReason, on: Date) -> Result<Self, Refused> {
        if !self.is_open() {
            return self.refuse(LinkEvent::FallBack, Why::WrongState);
        }
        let from = std::mem::replace(&mut self.0.accountable, to);
        self.0.handed_over_by = None;
        self.0.fell_back = Some(FellBack { from, because, on });
        Ok(self.with_active(ActiveState::Planned))
    }

    /// Whether the actor may answer for this link on the day.
    fn check_holder(&self, actor: &Actor, today: Date) -> Result<(), Why> {
        if self.for_unaccompanied_child && !actor.is_authority() {
            Err(Why::NotAnAuthority)
        } else if actor.is_active_on(today) {
            Ok(())
        } else {
            Err(Why::ActorNotActive)
        }
    }

    /// Checks that an answer belongs to what the link waits for, whether or not it rests.
    fn answered(
        self,
        event: LinkEvent,
        referral: &Referral,
        expected: ReferralStateCode,
        waits: impl Fn(ActiveState) -> bool,
    ) -> Result<Self, Refused> {
        let Some(active) = self.state.active().filter(|active| waits(*active)) else {
            return self.refuse(event, Why::WrongState);
        };
        if active.referral() != Some(referral.id) || referral.link != self.id {
            return self.refuse(event, Why::OtherReferral);
        }
        if referral.state.code() != expected {
            return self.refuse(event, Why::ReferralIs(referral.state.code()));
        }
        Ok(self)
    }

    /// The same link in another active state; a pause stays a pause.
    fn with_active(mut self, active: ActiveState) -> Self {
        match &mut self.0.state {
            LinkState::Paused { resume_to, .. } => *resume_to = active,
            state => *state = active.into(),
        }
        self
    }

    /// Somebody has taken it up, so the notice that it fell back has done its work.
    fn taken_up(mut self) -> Self {
        self.0.fell_back = None;
        self
    }

    fn refuse(self, attempted: LinkEvent, why: Why) -> Result<Self, Refused> {
        Err(Refused { from: self.state.code(), attempted, why })
    }
}
