//! The whole of reception as one value, for what a single link cannot see: that after *every* step, each open link
//! has one accountable actor who takes part today (rule 1), and that no referral is open on a consent that was
//! withdrawn (rule 2).
//!
//! The store does the same steps row by row; this is the definition they are held against, and what simulations run.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{
    accountability::{Fallback, FallbackReason, Principal, PrincipalRefused, fall_back},
    actor::Actor,
    consent::Consent,
    duty::Duty,
    id::{ActorId, ConsentId, DutyId, LinkId, ReferralId, UserId},
    interval::{EmptyInterval, Interval},
    link::{ActiveState, Link, Refused},
    reason::Reason,
    referral::{
        DeclineReason, Referral, ReferralDraft, ReferralRefused, ReferralState, ReturnReason, SendRefused,
    },
};

/// All actors, duties, links, referrals and consents of a tenant.
#[derive(Clone, Debug, PartialEq)]
pub struct Reception {
    principal: Principal,
    actors: BTreeMap<ActorId, Actor>,
    duties: BTreeMap<DutyId, Duty>,
    links: BTreeMap<LinkId, Link>,
    referrals: BTreeMap<ReferralId, Referral>,
    consents: BTreeMap<ConsentId, Consent>,
}

/// A step that is not possible; nothing has changed.
#[derive(Clone, Debug, thiserror::Error, PartialEq)]
pub enum StepRefused {
    /// There is no such thing.
    #[error("there is no such {0} here: read the list again")]
    Unknown(&'static str),
    /// There is one already.
    #[error("there is already such a {0}: give it another id")]
    Known(&'static str),
    /// The actor of last resort cannot end.
    #[error("the actor of last resort cannot end: choose another one first")]
    PrincipalEnds,
    /// Something would end before it begins.
    #[error(transparent)]
    Interval(#[from] EmptyInterval),
    /// The link's duty has expired, so nobody can be given the link under it.
    #[error("the duty this link is done under has expired: confirm it anew or put the link under another")]
    DutyExpired,
    /// The link refuses.
    #[error(transparent)]
    Link(#[from] Refused),
    /// The referral may not leave.
    #[error(transparent)]
    Send(#[from] SendRefused),
    /// The referral refuses.
    #[error(transparent)]
    Referral(#[from] ReferralRefused),
}

/// What a step made fall back, in the order of the links' ids, so that it can be shown at once.
pub type Settled = Vec<(LinkId, Fallback)>;

impl Reception {
    /// An empty reception with its actor of last resort.
    pub fn new(principal: Actor) -> Result<Self, PrincipalRefused> {
        Ok(Self {
            principal: Principal::new(&principal)?,
            actors: BTreeMap::from([(principal.id, principal)]),
            duties: BTreeMap::new(),
            links: BTreeMap::new(),
            referrals: BTreeMap::new(),
            consents: BTreeMap::new(),
        })
    }

    /// The actors.
    pub fn actors(&self) -> &BTreeMap<ActorId, Actor> {
        &self.actors
    }

    /// The duties.
    pub fn duties(&self) -> &BTreeMap<DutyId, Duty> {
        &self.duties
    }

    /// The links.
    pub fn links(&self) -> &BTreeMap<LinkId, Link> {
        &self.links
    }

    /// The referrals.
    pub fn referrals(&self) -> &BTreeMap<ReferralId, Referral> {
        &self.referrals
    }

    /// The consents, as a referral wants to look at them.
    pub fn consents(&self) -> Vec<Consent> {
        self.consents.values().cloned().collect()
    }

    /// Somebody begins to take part.
    pub fn add_actor(&mut self, actor: Actor) -> Result<(), StepRefused> {
        insert_new(&mut self.actors, actor.id, actor, "actor")
    }

    /// A duty is given.
    pub fn add_duty(&mut self, duty: Duty) -> Result<(), StepRefused> {
        insert_new(&mut self.duties, duty.id, duty, "duty")
    }

    /// A consent is given.
    pub fn add_consent(&mut self, consent: Consent) -> Result<(), StepRefused> {
        insert_new(&mut self.consents, consent.id, consent, "consent")
    }

    /// A link is planned. One planned for an actor who does not take part falls back at once.
    pub fn add_link(&mut self, link: Link, today: Date) -> Result<Settled, StepRefused> {
        insert_new(&mut self.links, link.id, link, "link")?;
        Ok(self.settle(today))
    }

    /// The accountable actor asks another.
    pub fn refer(
        &mut self,
        link: LinkId,
        to: ActorId,
        draft: ReferralDraft,
        today: Date,
    ) -> Result<Settled, StepRefused> {
        if self.referrals.contains_key(&draft.id) {
            return Err(StepRefused::Known("referral"));
        }
        let link = self.link(link)?;
        self.require_duty(&link, today)?;
        let (from, to) = (self.actor(link.accountable)?, self.actor(to)?);
        let referral = Referral::send(draft, &link, from, to, &self.consents(), today)?;
        let link = link.refer(&referral, to, today)?;
        Ok(self.save(link, Some(referral), today))
    }

    /// The receiver says yes.
    pub fn accept(&mut self, referral: ReferralId, today: Date) -> Result<Settled, StepRefused> {
        let referral = self.referral(referral)?.accept()?;
        let link = self.link(referral.link)?;
        self.require_duty(&link, today)?;
        let link = link.accept(&referral, self.actor(referral.to)?, today)?;
        Ok(self.save(link, Some(referral), today))
    }

    /// The receiver says no.
    pub fn decline(
        &mut self,
        referral: ReferralId,
        reason: DeclineReason,
        note: Option<Reason>,
        today: Date,
    ) -> Result<Settled, StepRefused> {
        let referral = self.referral(referral)?.decline(reason, note)?;
        let link = self.link(referral.link)?.decline(&referral)?;
        Ok(self.save(link, Some(referral), today))
    }

    /// The sender takes it back.
    pub fn withdraw(&mut self, referral: ReferralId, today: Date) -> Result<Settled, StepRefused> {
        let referral = self.referral(referral)?.withdraw()?;
        let link = self.link(referral.link)?.withdraw(&referral)?;
        Ok(self.save(link, Some(referral), today))
    }

    /// The receiver gives back what it accepted.
    pub fn give_back(
        &mut self,
        referral: ReferralId,
        reason: ReturnReason,
        note: Option<Reason>,
        today: Date,
    ) -> Result<Settled, StepRefused> {
        let referral = self.referral(referral)?.give_back(reason, note)?;
        let link = self.link(referral.link)?.return_to_sender(&referral)?;
        Ok(self.save(link, Some(referral), today))
    }

    /// Work begins.
    pub fn start(&mut self, link: LinkId, today: Date) -> Result<Settled, StepRefused> {
        let link = self.link(link)?.start()?;
        Ok(self.save(link, None, today))
    }

    /// The safe point is reached; the referral it came by is done with it.
    pub fn complete(&mut self, link: LinkId, by: UserId, today: Date) -> Result<Settled, StepRefused> {
        let link = self.link(link)?;
        let referral = link.state.active().and_then(ActiveState::referral);
        let link = link.complete(today, by)?;
        let referral = referral
            .map(|id| self.referral(id)?.complete(by, today).map_err(StepRefused::from))
            .transpose()?;
        Ok(self.save(link, referral, today))
    }

    /// Somebody says that a link is not needed; what was asked of others is closed with it.
    pub fn not_needed(
        &mut self,
        link: LinkId,
        by: UserId,
        reason: Reason,
        today: Date,
    ) -> Result<Settled, StepRefused> {
        let link = self.link(link)?;
        let referral = link.state.active().and_then(ActiveState::referral);
        let link = link.not_needed(by, reason)?;
        if let Some(referral) = referral {
            self.close_referral(referral, ReturnReason::LinkClosed);
        }
        Ok(self.save(link, None, today))
    }

    /// A link rests.
    pub fn pause(
        &mut self,
        link: LinkId,
        reason: Reason,
        until: Option<Date>,
        today: Date,
    ) -> Result<Settled, StepRefused> {
        let link = self.link(link)?.pause(reason, until)?;
        Ok(self.save(link, None, today))
    }

    /// A link goes on.
    pub fn resume(&mut self, link: LinkId, today: Date) -> Result<Settled, StepRefused> {
        let link = self.link(link)?.resume()?;
        Ok(self.save(link, None, today))
    }

    /// A closed link is opened again.
    pub fn reopen(&mut self, link: LinkId, reason: Reason, today: Date) -> Result<Settled, StepRefused> {
        let link = self.link(link)?.reopen(reason)?;
        Ok(self.save(link, None, today))
    }

    /// A link is given to another actor without a question.
    pub fn reassign(&mut self, link: LinkId, to: ActorId, today: Date) -> Result<Settled, StepRefused> {
        let link = self.link(link)?;
        self.require_duty(&link, today)?;
        let link = link.reassign(self.actor(to)?, today)?;
        Ok(self.save(link, None, today))
    }

    /// A link is put under another duty.
    pub fn adopt_duty(&mut self, link: LinkId, duty: DutyId, today: Date) -> Result<Settled, StepRefused> {
        let duty = self.duties.get(&duty).ok_or(StepRefused::Unknown("duty"))?;
        let link = self.link(link)?.adopt_duty(duty, self.actor(duty.executing)?, today)?;
        Ok(self.save(link, None, today))
    }

    /// An actor no longer takes part from `on`.
    pub fn end_actor(&mut self, actor: ActorId, on: Date, today: Date) -> Result<Settled, StepRefused> {
        if actor == self.principal.id() {
            return Err(StepRefused::PrincipalEnds);
        }
        let actor = self.actors.get_mut(&actor).ok_or(StepRefused::Unknown("actor"))?;
        actor.interval = ending_no_later(actor.interval, on)?;
        Ok(self.settle(today))
    }

    /// A duty no longer holds from `on`.
    pub fn end_duty(&mut self, duty: DutyId, on: Date, today: Date) -> Result<Settled, StepRefused> {
        let duty = self.duties.get_mut(&duty).ok_or(StepRefused::Unknown("duty"))?;
        duty.interval = ending_no_later(duty.interval, on)?;
        Ok(self.settle(today))
    }

    /// A consent is withdrawn from today on.
    pub fn withdraw_consent(&mut self, consent: ConsentId, today: Date) -> Result<Settled, StepRefused> {
        let consent = self.consents.get_mut(&consent).ok_or(StepRefused::Unknown("consent"))?;
        *consent = consent.clone().withdraw(today);
        Ok(self.settle(today))
    }

    /// Makes rules 1 and 2 true again after something ended or a day passed. Doing it twice changes nothing.
    pub fn settle(&mut self, today: Date) -> Settled {
        self.take_back_uncovered(today);
        let mut settled = Settled::new();
        for (id, link) in &self.links {
            let duty = link.duty.and_then(|duty| self.duties.get(&duty));
            let asked = link.state.active().and_then(ActiveState::referral);
            let referral = asked.and_then(|referral| self.referrals.get(&referral));
            if let Some(fallback) = fall_back(link, duty, referral, &self.actors, self.principal, today) {
                settled.push((*id, fallback));
            }
        }
        for (id, fallback) in &settled {
            let Ok(link) = self.link(*id) else { continue };
            if let Some(referral) = link.state.active().and_then(ActiveState::referral) {
                let because = match fallback.because {
                    FallbackReason::DutyExpired => ReturnReason::DutyEnded,
                    _ => ReturnReason::ActorEnded,
                };
                self.close_referral(referral, because);
            }
            if let Ok(link) = link.fall_back(fallback.to, fallback.because, today) {
                self.links.insert(*id, link);
            }
        }
        settled
    }

    /// Takes back what waits for an answer on a consent that no longer holds. What was accepted stays with its
    /// receiver, who sees nothing more of the household: [`Referral::visible_fields`].
    fn take_back_uncovered(&mut self, today: Date) {
        let consents = self.consents();
        let uncovered: Vec<Referral> = self
            .referrals
            .values()
            .filter(|referral| referral.is_waiting() && !referral.is_covered(&consents, today))
            .cloned()
            .collect();
        for referral in uncovered {
            let Ok(referral) = referral.withdraw() else { continue };
            if let Ok(link) = self.link(referral.link).and_then(|link| Ok(link.withdraw(&referral)?)) {
                self.links.insert(link.id, link);
            }
            self.referrals.insert(referral.id, referral);
        }
    }

    /// Ends a referral from outside: taken back if it waits, returned if it was accepted, left alone if it is over.
    fn close_referral(&mut self, id: ReferralId, because: ReturnReason) {
        let Some(referral) = self.referrals.get(&id).cloned() else { return };
        let closed = match referral.state {
            ReferralState::Sent => referral.withdraw(),
            ReferralState::Accepted => referral.give_back(because, None),
            _ => return,
        };
        if let Ok(closed) = closed {
            self.referrals.insert(id, closed);
        }
    }

    fn save(&mut self, link: Link, referral: Option<Referral>, today: Date) -> Settled {
        self.links.insert(link.id, link);
        if let Some(referral) = referral {
            self.referrals.insert(referral.id, referral);
        }
        self.settle(today)
    }

    fn require_duty(&self, link: &Link, today: Date) -> Result<(), StepRefused> {
        let expired =
            link.duty.and_then(|duty| self.duties.get(&duty)).is_some_and(|duty| duty.has_expired(today));
        if expired { Err(StepRefused::DutyExpired) } else { Ok(()) }
    }

    fn actor(&self, id: ActorId) -> Result<&Actor, StepRefused> {
        self.actors.get(&id).ok_or(StepRefused::Unknown("actor"))
    }

    fn link(&self, id: LinkId) -> Result<Link, StepRefused> {
        self.links.get(&id).cloned().ok_or(StepRefused::Unknown("link"))
    }

    fn referral(&self, id: ReferralId) -> Result<Referral, StepRefused> {
        self.referrals.get(&id).cloned().ok_or(StepRefused::Unknown("referral"))
    }
}

fn insert_new<K: Ord, V>(
    map: &mut BTreeMap<K, V>,
    id: K,
    value: V,
    what: &'static str,
) -> Result<(), StepRefused> {
    if map.contains_key(&id) {
        return Err(StepRefused::Known(what));
    }
    map.insert(id, value);
    Ok(())
}

/// Ends an interval on a day, unless it ends before: an end is never moved to a later day by ending again.
fn ending_no_later(interval: Interval, on: Date) -> Result<Interval, EmptyInterval> {
    if interval.ends_before(on) { Ok(interval) } else { interval.ending(on) }
}
