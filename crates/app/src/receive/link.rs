//! A household's chain and one link of it: seeing it, moving it on, adding what is missing.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use access::{Action, Purpose, resource};
use domain::{
    ActiveState, Actor, ActorId, Duty, HouseholdId, Link, LinkEvent, LinkId, LinkKind, LinkStateCode, Person,
    PersonId, Reason, Refused, ReturnReason, SharedField, UserId, Why,
};
use jiff::{Timestamp, civil::Date};
use languages::key;
use serde::{Deserialize, Serialize};
use store::{
    Change, Entry, Reader, Writer,
    receive::{link::LinkNotice, referral::ReferralFile},
};

use super::{
    chain::{self, Expected, Responsibility},
    gaps::{self, Situation},
    referral, settle,
};
use crate::{Context, Error, context::Asked};

/// How many changes of a household are looked through for the history of one link.
const HISTORY: i64 = 500;

/// Everything the page of a chain shows.
#[derive(Clone, Debug)]
pub struct SeenChain {
    /// What decisions rest on.
    pub facts: resource::Household,
    /// The household, its members and its links.
    pub situation: Situation,
    /// The links it should have, whether it has them or not.
    pub expected: Vec<Expected>,
    /// Those it should have and has not.
    pub missing: Vec<Expected>,
    /// What is remembered beside the links.
    pub notices: Vec<LinkNotice>,
    /// The tenant's actors.
    pub actors: Arc<BTreeMap<ActorId, Actor>>,
    /// The tenant's duties.
    pub duties: Vec<Duty>,
    /// Links whose own page the reader may open.
    pub may_open: BTreeSet<LinkId>,
    /// Whether the reader may plan what is missing and record a status.
    pub may_plan: bool,
}

/// Opens a household's chain. The read is logged before anything is shown.
pub async fn see_chain(context: &Context, household: HouseholdId) -> Result<SeenChain, Error> {
    let context = context.with_purpose(Purpose::CaseWork);
    let mut reader = context.read().await?;
    let facts = reader.household_facts(household).await?;
    context.require(Action::See, &facts.clone().into())?;
    let situation = Situation::read(&mut reader, household, context.today).await?;
    let mut may_open = BTreeSet::new();
    // The page of a link is for those who answer for it or were asked; who was asked is read only where it matters. All
    // links of one accountable actor are alike until then.
    let mut by_accountable = BTreeMap::new();
    for link in &situation.links {
        let may = *by_accountable.entry(link.accountable).or_insert_with(|| {
            let own = resource::Link {
                tenant: context.who.tenant,
                accountable: link.accountable,
                referred_to: None,
                protected: facts.protected,
            };
            context.may(Action::See, &own.into())
        });
        if may || context.may(Action::See, &reader.link_facts(link).await?.into()) {
            may_open.insert(link.id);
        }
    }
    let seen = SeenChain {
        expected: situation.expected(&context.app, context.today)?,
        missing: situation.missing(&context.app, context.today)?,
        notices: reader.link_notices_of(household).await?,
        actors: reader.responsibility_map().await?.actors.clone(),
        duties: reader.duties().await?,
        may_open,
        may_plan: context.own.is_none() && context.may(Action::Edit, &facts.clone().into()),
        situation,
        facts,
    };
    drop(reader);
    context.log_read(household, "chain").await?;
    Ok(seen)
}

/// What can be done with a link now, by its state and by who asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one independent answer for each form of the page")]
pub struct Possible {
    /// Begin.
    pub start: bool,
    /// Say that the safe point is reached.
    pub complete: bool,
    /// Say that it is not needed.
    pub not_needed: bool,
    /// Let it rest.
    pub pause: bool,
    /// Go on.
    pub resume: bool,
    /// Open it again.
    pub reopen: bool,
    /// Write the next step and the deadline.
    pub edit: bool,
    /// Give it to another actor.
    pub hand_over: bool,
    /// Refer it.
    pub refer: bool,
}

/// One thing that happened to a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// What, as `kind.verb`.
    pub action: String,
    /// Names of fields or words of a state.
    pub detail: String,
    /// Who did it, and for which actor; nobody for the program.
    pub by: Option<(String, String)>,
}

/// Everything the page of a link shows.
#[derive(Clone, Debug)]
pub struct SeenLink {
    /// The link.
    pub link: Link,
    /// The reference of its household.
    pub reference: String,
    /// Whether the household is protected.
    pub protected: bool,
    /// The person it is for; only for who may see the household.
    pub person: Option<Person>,
    /// Whether the reader may open the household.
    pub may_see_household: bool,
    /// What the rules say of it, if they ask for it today.
    pub expected: Option<Expected>,
    /// What is remembered beside it.
    pub notice: LinkNotice,
    /// The tenant's actors.
    pub actors: Arc<BTreeMap<ActorId, Actor>>,
    /// The duty it is done under.
    pub duty: Option<Duty>,
    /// Its referrals, latest first.
    pub referrals: Vec<ReferralFile>,
    /// To whom it can be given without a referral.
    pub hands: Vec<Actor>,
    /// What the reader can do now.
    pub possible: Possible,
    /// What happened to it, latest first.
    pub history: Vec<Happened>,
}

/// Opens one link. The read is logged before anything is shown.
pub async fn see(context: &Context, household: HouseholdId, id: LinkId) -> Result<SeenLink, Error> {
    let context = context.with_purpose(Purpose::CaseWork);
    let mut reader = context.read().await?;
    let link = reader.link(id).await?;
    if link.household != household {
        return Err(Error::NotFound);
    }
    let facts = reader.link_facts(&link).await?;
    context.require(Action::See, &facts.into())?;
    let may_see_household = context.may(Action::See, &reader.household_facts(household).await?.into());
    let link = if may_see_household { link } else { as_told(&context, &mut reader, link).await? };
    let mut situation = Situation::read(&mut reader, household, context.today).await?;
    if !may_see_household {
        situation.file.reference.clear();
    }
    let responsibility = Responsibility::read(&mut reader).await?;
    let expected = situation
        .expected(&context.app, context.today)?
        .into_iter()
        .find(|(wanted, person, _)| wanted.kind == link.kind && *person == link.person);
    let mut referrals = reader.referrals_of(household).await?;
    referrals.retain(|file| file.referral.link == id);
    let changes = reader.changes_of_household(household, HISTORY).await?;
    let notice = reader.link_notices_of(household).await?.into_iter().find(|notice| notice.link == id);
    let seen = SeenLink {
        person: situation
            .members
            .iter()
            .map(|(person, _)| person)
            .find(|person| may_see_household && Some(person.id) == link.person)
            .cloned(),
        reference: situation.file.reference,
        protected: facts.protected,
        may_see_household,
        expected,
        notice: notice.unwrap_or(LinkNotice { link: id, undecided_since: None, escalated: 0 }),
        duty: link
            .duty
            .and_then(|duty| responsibility.map.duties.iter().find(|known| known.id == duty))
            .cloned(),
        hands: hands(&responsibility, &link, context.today),
        possible: possible(&context, &facts, &link, &responsibility),
        history: history(&mut reader, &responsibility, changes, &link).await?,
        actors: responsibility.map.actors.clone(),
        referrals,
        link,
    };
    drop(reader);
    context.log_read(household, "link").await?;
    Ok(seen)
}

/// A link that came by a referral, for somebody who may not open the household: its next step shows only if what the
/// link is about is shared with them today.
async fn as_told(context: &Context, reader: &mut Reader, link: Link) -> Result<Link, Error> {
    let Some(referral) = link.state.active().and_then(ActiveState::referral) else { return Ok(link) };
    let file = reader.referral(referral).await?;
    let told = referral::shared::visible(context, reader, &file).await?;
    if told.is_some_and(|fields| fields.contains(&SharedField::NeedsOfLink)) {
        Ok(link)
    } else {
        Ok(link.with_next_step(String::new()))
    }
}

async fn history(
    reader: &mut Reader,
    responsibility: &Responsibility,
    changes: Vec<Entry>,
    link: &Link,
) -> Result<Vec<Happened>, Error> {
    let mut names: BTreeMap<UserId, String> = BTreeMap::new();
    let mut happened = Vec::new();
    for entry in changes {
        let begins = entry.action == "household.registered";
        if entry.object != link.id.uuid() && !begins {
            continue;
        }
        let actor =
            entry.actor.and_then(|id| responsibility.map.actors.get(&id)).map(|actor| actor.name.clone());
        let by = match entry.user {
            None => None,
            Some(user) => {
                if let std::collections::btree_map::Entry::Vacant(place) = names.entry(user) {
                    place.insert(reader.user(user).await?.name);
                }
                names.get(&user).cloned().map(|name| (name, actor.unwrap_or_default()))
            }
        };
        happened.push(Happened { at: entry.at, action: entry.action, detail: entry.detail, by });
    }
    // A link that was added later did not begin with the registration.
    if happened.iter().any(|change| change.action == "link.planned") {
        happened.retain(|change| change.action != "household.registered");
    }
    Ok(happened)
}

/// Those a link can be given to without a question: who by the map of responsibility has to do with this kind of
/// support today, and the actor of last resort. Everybody else is asked by a referral, with its ground.
fn hands(responsibility: &Responsibility, link: &Link, today: Date) -> Vec<Actor> {
    let mut ids: Vec<ActorId> = responsibility
        .map
        .duties
        .iter()
        .filter(|duty| duty.kind == link.kind && duty.interval.contains(today))
        .flat_map(|duty| [duty.executing, duty.legal_owner])
        .chain([responsibility.principal])
        .filter(|id| *id != link.accountable)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let allowed =
        |actor: &&Actor| actor.is_active_on(today) && (!link.for_unaccompanied_child || actor.is_authority());
    ids.iter().filter_map(|id| responsibility.map.actors.get(id)).filter(allowed).cloned().collect()
}

/// Tries each transition on a copy, so that the page and the domain cannot differ.
fn possible(
    context: &Context,
    facts: &resource::Link,
    link: &Link,
    responsibility: &Responsibility,
) -> Possible {
    if context.own.is_some() {
        return Possible::default();
    }
    let today = context.today;
    let advance = context.may(Action::Advance, &(*facts).into());
    let attest = advance || context.may(Action::Attest, &(*facts).into());
    let (by, trial) = (context.user.id, "trial".parse::<Reason>());
    let with_reason = |step: &dyn Fn(Reason) -> Result<Link, Refused>| {
        trial.as_ref().is_ok_and(|reason| step(reason.clone()).is_ok())
    };
    Possible {
        start: attest && link.clone().start().is_ok(),
        complete: attest && link.clone().complete(today, by).is_ok(),
        not_needed: advance && with_reason(&|reason| link.clone().not_needed(by, reason)),
        pause: advance && with_reason(&|reason| link.clone().pause(reason, None)),
        resume: advance && link.clone().resume().is_ok(),
        reopen: advance && with_reason(&|reason| link.clone().reopen(reason)),
        edit: advance && link.is_open(),
        hand_over: advance
            && hands(responsibility, link, today)
                .iter()
                .any(|actor| hand_over(link.clone(), actor, responsibility, today).is_ok()),
        refer: context.may(Action::Refer, &(*facts).into())
            && link.is_open()
            && link.state.active().and_then(ActiveState::referral).is_none()
            && link.state.code() != LinkStateCode::Paused,
    }
}

/// What somebody does with a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Begins.
    Start,
    /// Says that the safe point is reached.
    Complete,
    /// Says that it is not needed, who said so, and why.
    NotNeeded {
        /// Who said so and why, in words.
        reason: Reason,
    },
    /// Lets it rest.
    Pause {
        /// Why.
        reason: Reason,
        /// The day to look at it again.
        until: Option<Date>,
    },
    /// Goes on.
    Resume,
    /// Opens it again.
    Reopen {
        /// Why.
        reason: Reason,
    },
    /// Writes what happens next and by when.
    Edit {
        /// In words the household can read.
        next_step: String,
        /// The last day.
        deadline: Option<Date>,
    },
    /// Gives it to another actor that the map of responsibility names.
    HandOver {
        /// To whom.
        to: ActorId,
    },
    /// Decides, after a change of the rules, that it goes on as it is.
    Keep,
}

/// A link was moved on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Which.
    pub link: LinkId,
    /// Where it is now.
    pub state: LinkStateCode,
    /// Whether who moved it may still open its page.
    pub sees_link: bool,
    /// Whether who moved it may still open the household.
    pub sees_household: bool,
}

/// Moves a link on. `based_on` is the version that was on the screen.
pub async fn act(
    context: &Context,
    household: HouseholdId,
    id: LinkId,
    based_on: i64,
    act: Act,
) -> Result<Moved, Error> {
    let context = context.with_purpose(Purpose::CaseWork);
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(moved) => return Ok(moved),
    };
    let today = context.today;
    let link = writer.link(id).await?;
    if link.household != household {
        return Err(Error::NotFound);
    }
    let facts = writer.link_facts(&link).await?;
    let attests = matches!(act, Act::Start | Act::Complete) && context.may(Action::Attest, &facts.into());
    if !attests {
        context.require(Action::Advance, &facts.into())?;
    }
    if link.version != based_on {
        return Err(Error::Conflict { based_on, now: link.version });
    }
    let responsibility = Responsibility::read(&mut writer).await?;
    let referral = link.state.active().and_then(ActiveState::referral);
    let keeps = act == Act::Keep;
    let (changed, notes) = step(&context, link.clone(), act, &responsibility).map_err(refused)?;
    match (referral, changed.state.code()) {
        (Some(referral), LinkStateCode::Done) => {
            complete_referral(&context, &mut writer, referral, household).await?;
        }
        (Some(referral), LinkStateCode::NotNeeded) => {
            settle::close_referral(&mut writer, referral, household, ReturnReason::LinkClosed).await?;
        }
        _ => {}
    }
    if keeps {
        writer.mark_undecided(id, None).await?;
    }
    if changed != link || keeps {
        writer.update_link(&changed).await?;
    }
    for (action, detail) in notes {
        writer.note(Change {
            action,
            object: id.uuid(),
            household: Some(household),
            detail: detail.to_owned(),
        });
    }
    // Who gets it back may no longer take part: then it falls back in the same step.
    let changed = settle::settle_one(&mut writer, &responsibility, id, today).await?;
    let known = writer.known_gaps(household).await?;
    writer.refresh_household(household, known, today).await?;
    let facts = writer.link_facts(&changed).await?;
    let moved = Moved {
        link: id,
        state: changed.state.code(),
        sees_link: context.may(Action::See, &facts.into()),
        sees_household: context.may(Action::See, &writer.household_facts(household).await?.into()),
    };
    context.finish(writer, moved).await
}

async fn complete_referral(
    context: &Context,
    writer: &mut Writer,
    id: domain::ReferralId,
    household: HouseholdId,
) -> Result<(), Error> {
    let referral = writer.referral(id).await?.referral;
    let done = referral
        .complete(context.user.id, context.today)
        .map_err(|_| Error::Refused(key!("why-referral_is").to_owned()))?;
    writer.update_referral(&done).await?;
    writer.note(Change {
        action: "referral.done",
        object: id.uuid(),
        household: Some(household),
        detail: String::new(),
    });
    Ok(())
}

type Notes = Vec<(&'static str, &'static str)>;

/// The transition itself, with what the log says of it.
fn step(
    context: &Context,
    link: Link,
    act: Act,
    responsibility: &Responsibility,
) -> Result<(Link, Notes), Refused> {
    let (today, by) = (context.today, context.user.id);
    let noted = |event: LinkEvent, detail: &'static str| vec![(action_of(event), detail)];
    Ok(match act {
        Act::Start => (link.start()?, noted(LinkEvent::Start, "")),
        Act::Complete => (link.complete(today, by)?, noted(LinkEvent::Complete, "")),
        Act::NotNeeded { reason } => (link.not_needed(by, reason)?, noted(LinkEvent::NotNeeded, "reason")),
        Act::Pause { reason, until } => (link.pause(reason, until)?, noted(LinkEvent::Pause, "reason until")),
        Act::Resume => (link.resume()?, noted(LinkEvent::Resume, "")),
        Act::Reopen { reason } => (link.reopen(reason)?, noted(LinkEvent::Reopen, "reason")),
        Act::Edit { next_step, deadline } => {
            if !link.is_open() {
                let from = link.state.code();
                return Err(Refused { from, attempted: LinkEvent::Reschedule, why: Why::WrongState });
            }
            let mut notes = Notes::new();
            if link.next_step != next_step {
                notes.push(("link.next_step", "next_step"));
            }
            if link.deadline != deadline {
                notes.push((action_of(LinkEvent::Reschedule), "deadline"));
            }
            let link = if link.deadline == deadline { link } else { link.reschedule(deadline)? };
            (link.with_next_step(next_step), notes)
        }
        Act::HandOver { to } => {
            let from = link.state.code();
            let actor = hands(responsibility, &link, today)
                .into_iter()
                .find(|actor| actor.id == to)
                .ok_or(Refused { from, attempted: LinkEvent::Reassign, why: Why::ActorNotActive })?;
            let (link, event) = hand_over(link, &actor, responsibility, today)?;
            (link, noted(event, "accountable"))
        }
        Act::Keep => (link, vec![("link.kept", "")]),
    })
}

/// Under the actor's own duty where it has one for this kind, else as it is; never under a duty that has expired.
fn hand_over(
    link: Link,
    to: &Actor,
    responsibility: &Responsibility,
    today: Date,
) -> Result<(Link, LinkEvent), Refused> {
    let own = responsibility
        .map
        .duties
        .iter()
        .find(|duty| duty.kind == link.kind && duty.executing == to.id && duty.interval.contains(today));
    match own {
        Some(duty) if link.duty != Some(duty.id) => {
            Ok((link.adopt_duty(duty, to, today)?, LinkEvent::AdoptDuty))
        }
        _ if settle::duty_has_expired(responsibility, link.duty, today) => {
            let from = link.state.code();
            Err(Refused { from, attempted: LinkEvent::Reassign, why: Why::DutyDoesNotHold })
        }
        _ => Ok((link.reassign(to, today)?, LinkEvent::Reassign)),
    }
}

/// What the log calls a thing that happened to a link.
pub(crate) fn action_of(event: LinkEvent) -> &'static str {
    match event {
        LinkEvent::Start => "link.started",
        LinkEvent::Refer => "link.referred",
        LinkEvent::Accept => "link.accepted",
        LinkEvent::Decline => "link.declined",
        LinkEvent::Withdraw => "link.withdrawn",
        LinkEvent::ReturnToSender => "link.returned",
        LinkEvent::Complete => "link.done",
        LinkEvent::NotNeeded => "link.not_needed",
        LinkEvent::Pause => "link.paused",
        LinkEvent::Resume => "link.resumed",
        LinkEvent::Reopen => "link.reopened",
        LinkEvent::Reassign => "link.reassigned",
        LinkEvent::AdoptDuty => "link.duty_adopted",
        LinkEvent::Reschedule => "link.rescheduled",
        LinkEvent::FallBack => "link.fell_back",
    }
}

/// The event that an entry of the log about a link speaks of, if it is one of the domain's.
pub fn event_of(action: &str) -> Option<LinkEvent> {
    LinkEvent::ALL.iter().copied().find(|event| action_of(*event) == action)
}

/// A refusal of the domain as a message: what stands in the way, and what to do.
fn refused(refused: Refused) -> Error {
    let key = match refused.why {
        Why::WrongState => key!("why-wrong_state"),
        Why::UnaccompaniedChild => key!("why-unaccompanied_child"),
        Why::NotAnAuthority => key!("why-not_an_authority"),
        Why::OtherReferral => key!("why-other_referral"),
        Why::ReferralIs(_) => key!("why-referral_is"),
        Why::ActorNotActive => key!("why-actor_not_active"),
        Why::DutyDoesNotHold => key!("why-duty_does_not_hold"),
    };
    Error::Refused(key.to_owned())
}

/// Links were added to a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// Which.
    pub links: Vec<LinkId>,
}

/// Plans a link that the rules ask for and the household has not: for one person, or for the whole household.
pub async fn add_missing(
    context: &Context,
    household: HouseholdId,
    kind: &LinkKind,
    person: Option<PersonId>,
) -> Result<Added, Error> {
    let context = context.with_purpose(Purpose::CaseWork);
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(added) => return Ok(added),
    };
    let (app, today) = (&context.app, context.today);
    context.require(Action::Edit, &writer.household_facts(household).await?.into())?;
    let situation = Situation::read(&mut writer, household, today).await?;
    let responsibility = Responsibility::read(&mut writer).await?;
    let mut planned = chain::plan(
        app,
        &responsibility,
        household,
        &situation.members(),
        &situation.links,
        &situation.dates,
        today,
    )?;
    planned.retain(|link| &link.kind == kind && link.person == person);
    if planned.is_empty() {
        // Somebody else was faster, or the rules changed since the page was shown.
        return Err(Error::Refused(key!("refused-not-missing").to_owned()));
    }
    writer.insert_links(&planned).await?;
    for link in &planned {
        writer.note(Change {
            action: "link.planned",
            object: link.id.uuid(),
            household: Some(household),
            detail: String::new(),
        });
    }
    gaps::refresh(app, &mut writer, household, today).await?;
    let links = planned.iter().map(|link| link.id).collect();
    context.finish(writer, Added { links }).await
}
