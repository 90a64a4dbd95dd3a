//! What time does: actors, duties and receivers that end, links that are late, and legal statuses that change.

use std::collections::{BTreeMap, BTreeSet};

use access::{Action, Purpose};
use domain::{
    ActiveState, ActorId, Duty, DutyId, Fallback, FallbackReason, HouseholdId, LegalStatus, Link, LinkEvent,
    LinkId, LinkKind, MessageId, PersonId, Principal, ReferralId, ReferralState, ReturnReason, Role,
    TenantId, fall_back,
};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};
use policy::{ChainDates, ExpectedLink, ids};
use serde::{Deserialize, Serialize};
use store::{
    Change, Reader, Who, Writer,
    outbox::{Message, MessageKind},
    receive::link::OverdueLink,
};

use super::{
    chain::{self, Member, Responsibility},
    gaps::{self, Situation},
    link::action_of,
};
use crate::{App, Context, Error, Problems, context::Asked};

/// How many links one transaction settles or escalates: enough for a night's work, short enough for others to write.
const BATCH: usize = 200;
/// How long after a look the next one comes at the latest.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_mins(5);
/// The name of the setting that holds when it was looked last.
const SETTLED_AT: &str = "settled_at";
/// How far back a day is looked for on which a step of escalation began to run.
const LONGEST_STEP: i32 = 400;
/// How many links one letter names; the rest is a number.
const LINES_IN_LETTER: usize = 40;

/// Makes rule 1 true again in an open write: every open link whose accountable actor, duty or asked receiver has ended
/// falls back, its referral is closed, and it shows. Call it in the transaction that ends an actor or a duty, after
/// that is written; doing it twice changes nothing. Gives how many links fell back.
pub async fn settle(writer: &mut Writer, today: Date) -> Result<usize, Error> {
    let mut all = 0;
    loop {
        let settled = store::long(settle_some(writer, today)).await?;
        all += settled;
        if settled < BATCH {
            return Ok(all);
        }
    }
}

/// [`settle`] for a whole tenant, in transactions of its own.
pub async fn settle_all(app: &App, tenant: TenantId) -> Result<usize, Error> {
    let mut all = 0;
    loop {
        let mut writer = app.store.write(&Who::program(tenant), app.clock.now()).await?;
        let settled = store::long(settle_some(&mut writer, app.today())).await?;
        writer.commit().await?;
        all += settled;
        if settled < BATCH {
            return Ok(all);
        }
    }
}

/// The scheduler's work: what fell due by itself since it last looked. That is at the turn of a day; whoever ends an
/// actor or a duty settles in the same transaction. It looks now and then all the same, because a link without anybody
/// who answers for it is the one thing that must not be.
pub async fn settle_due(app: App, tenant: TenantId) -> Result<usize, Error> {
    let (who, today) = (Who::program(tenant), app.today());
    let mut reader = app.store.read(&who).await?;
    let looked: Option<Timestamp> = reader.setting(SETTLED_AT).await?.and_then(|at| at.parse().ok());
    let is_fresh = |at: Timestamp| {
        at.to_zoned(crate::time_zone()).date() == today && (at..at + LOOK_AGAIN).contains(&app.clock.now())
    };
    if looked.is_some_and(is_fresh) {
        return Ok(0);
    }
    // A tenant without an actor of last resort has received nobody.
    if reader.setting(chain::PRINCIPAL_ACTOR).await?.is_none() {
        return Ok(0);
    }
    let responsibility = Responsibility::read(&mut reader).await?;
    let falls = !due_to_fall(&mut reader, &responsibility, today, 1).await?.is_empty();
    let late = !reader.links_to_escalate(steps(&app, today)?, 1).await?.is_empty();
    drop(reader);
    let now = app.clock.now();
    if !falls && !late {
        let mut writer = app.store.write(&who, now).await?;
        writer.set_setting(SETTLED_AT, &now.to_string()).await?;
        writer.commit().await?;
        return Ok(0);
    }
    let holder = uuid::Uuid::from_bytes(app.dice.draw());
    let mut writer = app.store.write(&who, now).await?;
    let mine = writer.take_lease("settle", holder, now + SignedDuration::from_mins(1)).await?;
    writer.commit().await?;
    if !mine {
        return Ok(0);
    }
    let mut done = if falls { settle_all(&app, tenant).await? } else { 0 };
    if late {
        done += escalate_all(&app, tenant).await?;
    }
    // The next round must not wait for the lease to run out.
    let mut writer = app.store.write(&who, app.clock.now()).await?;
    writer.take_lease("settle", holder, app.clock.now() - SignedDuration::from_secs(1)).await?;
    writer.set_setting(SETTLED_AT, &now.to_string()).await?;
    writer.commit().await?;
    Ok(done)
}

/// The actor of last resort, which must be an authority without an end.
fn principal_of(responsibility: &Responsibility) -> Result<Principal, Error> {
    responsibility
        .map
        .actors
        .get(&responsibility.principal)
        .and_then(|actor| Principal::new(actor).ok())
        .ok_or_else(|| Error::Refused("refused-no-principal-actor".to_owned()))
}

/// Links that must fall back today, and to whom; at most `limit`.
async fn due_to_fall(
    reader: &mut Reader,
    responsibility: &Responsibility,
    today: Date,
    limit: usize,
) -> Result<Vec<(Link, Fallback)>, Error> {
    let principal = principal_of(responsibility)?;
    let page_size = i64::try_from(BATCH).unwrap_or(i64::MAX);
    let (mut due, mut after) = (Vec::new(), None);
    loop {
        let page = reader.links_to_settle(today, principal.id(), after, page_size).await?;
        let is_last = page.len() < BATCH;
        after = page.last().map(|link| link.id);
        for link in page {
            if let Some(fallback) = fallback_of(reader, responsibility, &link, today).await? {
                due.push((link, fallback));
            }
            if due.len() == limit {
                return Ok(due);
            }
        }
        if is_last {
            return Ok(due);
        }
    }
}

async fn fallback_of(
    reader: &mut Reader,
    responsibility: &Responsibility,
    link: &Link,
    today: Date,
) -> Result<Option<Fallback>, Error> {
    let principal = principal_of(responsibility)?;
    let duty = link.duty.and_then(|id| responsibility.map.duties.iter().find(|duty| duty.id == id));
    let referral = match link.state.active().and_then(ActiveState::referral) {
        Some(id) => Some(reader.referral(id).await?.referral),
        None => None,
    };
    Ok(fall_back(link, duty, referral.as_ref(), &responsibility.map.actors, principal, today))
}

async fn settle_some(writer: &mut Writer, today: Date) -> Result<usize, Error> {
    let responsibility = Responsibility::read(writer).await?;
    let due = due_to_fall(writer, &responsibility, today, BATCH).await?;
    let settled = due.len();
    let mut households = BTreeSet::new();
    for (link, fallback) in due {
        households.insert(link.household);
        write_fallback(writer, link, fallback, today).await?;
    }
    for household in households {
        // Falling back neither adds a link nor takes one away.
        let known = writer.known_gaps(household).await?;
        writer.refresh_household(household, known, today).await?;
    }
    metrics::counter!("hamn_links_fallen_back_total").increment(settled as u64);
    if settled > 0 {
        tracing::info!(tenant = %writer.tenant(), settled, "links fell back");
    }
    Ok(settled)
}

/// Settles one link that was just written; gives it as it is then. For a step that may leave it with somebody who no
/// longer takes part, such as opening it again.
pub(crate) async fn settle_one(
    writer: &mut Writer,
    responsibility: &Responsibility,
    id: LinkId,
    today: Date,
) -> Result<Link, Error> {
    let link = writer.link(id).await?;
    let Some(fallback) = fallback_of(writer, responsibility, &link, today).await? else { return Ok(link) };
    write_fallback(writer, link, fallback, today).await?;
    Ok(writer.link(id).await?)
}

async fn write_fallback(
    writer: &mut Writer,
    link: Link,
    fallback: Fallback,
    today: Date,
) -> Result<(), Error> {
    if let Some(referral) = link.state.active().and_then(ActiveState::referral) {
        let because = match fallback.because {
            FallbackReason::DutyExpired => ReturnReason::DutyEnded,
            _ => ReturnReason::ActorEnded,
        };
        close_referral(writer, referral, link.household, because).await?;
    }
    let (id, household) = (link.id, link.household);
    let Ok(link) = link.fall_back(fallback.to, fallback.because, today) else { return Ok(()) };
    writer.update_link(&link).await?;
    writer.note(Change {
        action: action_of(LinkEvent::FallBack),
        object: id.uuid(),
        household: Some(household),
        detail: fallback.because.as_str().to_owned(),
    });
    Ok(())
}

/// Ends a referral from outside: taken back if it waits, returned if it was accepted, left alone if it is over.
pub(crate) async fn close_referral(
    writer: &mut Writer,
    id: ReferralId,
    household: HouseholdId,
    because: ReturnReason,
) -> Result<(), Error> {
    let referral = writer.referral(id).await?.referral;
    let (closed, action) = match referral.state {
        ReferralState::Sent => (referral.withdraw(), "referral.withdrawn"),
        ReferralState::Accepted => (referral.give_back(because, None), "referral.returned"),
        _ => return Ok(()),
    };
    if let Ok(closed) = closed {
        writer.update_referral(&closed).await?;
        writer.note(Change {
            action,
            object: id.uuid(),
            household: Some(household),
            detail: because.as_str().to_owned(),
        });
    }
    Ok(())
}

/// For each step of escalation the last due day that is far enough back for it.
fn steps(app: &App, today: Date) -> Result<[Date; 3], Error> {
    let mut days = [Date::MIN; 3];
    for (day, id) in days.iter_mut().zip(ids::ESCALATION) {
        let mut candidate = today;
        for _ in 0..LONGEST_STEP {
            candidate = candidate.saturating_sub(1.days());
            let due = app.policy.due(id, candidate).map_err(|error| {
                tracing::error!(%error, "a step of escalation could not be computed");
                Error::Refused("refused-policy-too-old".to_owned())
            })?;
            if due <= today {
                *day = candidate;
                break;
            }
        }
    }
    Ok(days)
}

/// A letter that is being gathered: to whom, in which language, about which links.
struct Draft {
    language: String,
    lines: Vec<(String, LinkKind)>,
}

/// Tells what is late, each step once, in one letter per recipient and round.
async fn escalate_all(app: &App, tenant: TenantId) -> Result<usize, Error> {
    let mut all = 0;
    loop {
        let mut writer = app.store.write(&Who::program(tenant), app.clock.now()).await?;
        let told = escalate_some(app, &mut writer, app.today()).await?;
        writer.commit().await?;
        all += told;
        if told < BATCH {
            return Ok(all);
        }
    }
}

async fn escalate_some(app: &App, writer: &mut Writer, today: Date) -> Result<usize, Error> {
    let steps = steps(app, today)?;
    let late = writer.links_to_escalate(steps, i64::try_from(BATCH).unwrap_or(i64::MAX)).await?;
    let staff = Staff::read(writer, today).await?;
    let mut drafts: BTreeMap<String, Draft> = BTreeMap::new();
    for link in &late {
        let due = steps.iter().filter(|step| link.due_on <= **step).count();
        let told = usize::try_from(link.escalated).unwrap_or(0);
        for step in told + 1..=due {
            let recipients = staff.recipients(step, link);
            if recipients.is_empty() {
                tracing::warn!(link = %link.link, step, "nobody can be told that a link is late: give its actor an e-mail address");
            }
            for (email, language) in recipients {
                let draft = drafts.entry(email).or_insert_with(|| Draft { language, lines: Vec::new() });
                let line = (link.reference.clone(), link.kind.clone());
                if !draft.lines.contains(&line) {
                    draft.lines.push(line);
                }
            }
        }
        writer.mark_escalated(link.link, i64::try_from(due).unwrap_or(i64::MAX)).await?;
        writer.note(Change {
            action: "link.escalated",
            object: link.link.uuid(),
            household: Some(link.household),
            detail: ids::ESCALATION.get(due.saturating_sub(1)).copied().unwrap_or_default().to_owned(),
        });
    }
    for (email, draft) in drafts {
        writer.post(&letter(app, email, &draft)).await?;
    }
    Ok(late.len())
}

/// The letter holds references and kinds of support only: mail is read on many screens.
fn letter(app: &App, recipient: String, draft: &Draft) -> Message {
    let l = app.languages.speak(draft.language.parse().unwrap_or_default());
    let count = draft.lines.len();
    let mut lines: Vec<String> = draft
        .lines
        .iter()
        .take(LINES_IN_LETTER)
        .map(|(reference, kind)| format!("{reference} · {}", l.tf("link", kind)))
        .collect();
    if count > LINES_IN_LETTER {
        lines.push(l.tn("chain-letter-more", count - LINES_IN_LETTER));
    }
    let body = l.ta(
        "chain-letter-body",
        &[("links", lines.join("\n").into()), ("address", app.settings.public_url.as_str().into())],
    );
    Message {
        id: MessageId::from_random(app.dice.draw()),
        kind: MessageKind::Letter,
        recipient,
        subject: l.tn("chain-letter-subject", count),
        body: body.into_bytes(),
        attempts: 0,
    }
}

/// Who can be told what.
struct Staff {
    responsibility: Responsibility,
    /// E-mail and language of everybody with a membership in force, with actor and role.
    people: Vec<(ActorId, Role, String, String)>,
}

impl Staff {
    async fn read(reader: &mut Reader, today: Date) -> Result<Self, Error> {
        let users: BTreeMap<_, _> = reader.users().await?.into_iter().map(|user| (user.id, user)).collect();
        let people = reader
            .memberships()
            .await?
            .into_iter()
            .filter(|membership| membership.is_in_force(today))
            .filter_map(|membership| {
                let user = users.get(&membership.user).filter(|user| user.disabled_at.is_none())?;
                Some((membership.actor, membership.role, user.email.clone(), user.language.clone()))
            })
            .collect();
        Ok(Self { responsibility: Responsibility::read(reader).await?, people })
    }

    /// The actor's own address, else those of its members who move links on.
    fn at(&self, actor: ActorId) -> Vec<(String, String)> {
        let contact =
            self.responsibility.map.actors.get(&actor).and_then(|actor| actor.contact.email.clone());
        if let Some(email) = contact.filter(|email| !email.trim().is_empty()) {
            return vec![(email, "sv".to_owned())];
        }
        let moves_links =
            |role: Role| matches!(role, Role::Coordinator | Role::CaseWorker | Role::PartnerCoordinator);
        self.select(|of, role| of == actor && moves_links(role))
    }

    fn select(&self, which: impl Fn(ActorId, Role) -> bool) -> Vec<(String, String)> {
        let chosen = self.people.iter().filter(|(actor, role, ..)| which(*actor, *role));
        chosen.map(|(_, _, email, language)| (email.clone(), language.clone())).collect()
    }

    /// Whom a step tells: the accountable actor, the municipality's coordinators, the unit that owns the duty. Where
    /// the first or the last cannot be reached, the coordinators are told instead.
    fn recipients(&self, step: usize, link: &OverdueLink) -> Vec<(String, String)> {
        let duty =
            link.duty.and_then(|id| self.responsibility.map.duties.iter().find(|duty: &&Duty| duty.id == id));
        let first = match step {
            1 => self.at(link.accountable),
            2 => Vec::new(),
            _ => self.at(duty.map_or(self.responsibility.principal, |duty| duty.legal_owner)),
        };
        let coordinators = || self.select(|_, role| role == Role::Coordinator);
        let chosen = if first.is_empty() { coordinators() } else { first };
        if chosen.is_empty() { self.at(self.responsibility.principal) } else { chosen }
    }
}

/// A link that came or that the rules no longer ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affected {
    /// The kind of support.
    pub kind: LinkKind,
    /// The person it is for.
    pub person: Option<PersonId>,
    /// Its deadline by the rules.
    pub deadline: Option<Date>,
    /// What the rule rests on.
    pub source: String,
}

/// A link whose deadline moved by the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineMoved {
    /// The kind of support.
    pub kind: LinkKind,
    /// The person it is for.
    pub person: Option<PersonId>,
    /// Before.
    pub before: Option<Date>,
    /// After.
    pub after: Option<Date>,
}

/// A link whose duty passed to another legal owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerMoved {
    /// The kind of support.
    pub kind: LinkKind,
    /// The person it is for.
    pub person: Option<PersonId>,
    /// The code of the owner before.
    pub before: String,
    /// The code of the owner after.
    pub after: String,
}

/// What a change of legal status did to the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// Links that were planned.
    pub added: Vec<Affected>,
    /// Links that the rules no longer ask for; the open ones wait for a decision.
    pub removed: Vec<Affected>,
    /// Links with another deadline.
    pub deadlines: Vec<DeadlineMoved>,
    /// Links that are now somebody else's duty; the open ones wait for a decision.
    pub owners: Vec<OwnerMoved>,
}

impl Changes {
    /// Whether the chain is as before.
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}

/// Records a person's new legal status from a day on, and evaluates the household's chain anew (rule 8): new links are
/// planned, deadlines follow the rules unless somebody set them by hand, and what the rules no longer ask for is marked
/// for a decision, never deleted.
pub async fn change_status(
    context: &Context,
    household: HouseholdId,
    based_on: i64,
    person: PersonId,
    status: LegalStatus,
    from: Date,
) -> Result<Changes, Error> {
    let context = context.with_purpose(Purpose::CaseWork);
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(changes) => return Ok(changes),
    };
    let (app, today) = (&context.app, context.today);
    context.require(Action::Edit, &writer.household_facts(household).await?.into())?;
    let before = Situation::read(&mut writer, household, today).await?;
    if before.file.version != based_on {
        return Err(Error::Conflict { based_on, now: before.file.version });
    }
    if !before.members.iter().any(|(member, _)| member.id == person) {
        return Err(Error::NotFound);
    }
    if from > today {
        return Err(Problems::one("from", languages::key!("chain-problem-status-later")));
    }
    let periods: Vec<_> =
        writer.statuses_of(household).await?.into_iter().filter(|(who, _)| *who == person).collect();
    let periods: Vec<_> = periods.into_iter().map(|(_, period)| period).collect();
    let changed = domain::change_status(&periods, status, from)
        .map_err(|_| Problems::one("from", languages::key!("chain-problem-status-from")))?;
    writer.set_statuses(person, &changed).await?;
    writer.update_file(&before.file).await?;
    writer.note(Change {
        action: "person.status_changed",
        object: person.uuid(),
        household: Some(household),
        detail: "status from".to_owned(),
    });

    let after = Situation::read(&mut writer, household, today).await?;
    let differences =
        policy::diff(&expected_in_order(app, &before, today)?, &expected_in_order(app, &after, today)?);
    let who =
        |index: Option<usize>| index.and_then(|index| after.members.get(index)).map(|(member, _)| member.id);
    let affected = |link: &ExpectedLink| Affected {
        kind: link.kind.clone(),
        person: who(link.person_index),
        deadline: link.deadline,
        source: link.rule.source.citation(),
    };
    let changes = Changes {
        added: differences.added.iter().map(affected).collect(),
        removed: differences.removed.iter().map(affected).collect(),
        deadlines: differences
            .deadline_changed
            .iter()
            .map(|change| DeadlineMoved {
                kind: change.kind.clone(),
                person: who(change.person_index),
                before: change.before,
                after: change.after,
            })
            .collect(),
        owners: differences
            .owner_changed
            .iter()
            .map(|change| OwnerMoved {
                kind: change.kind.clone(),
                person: who(change.person_index),
                before: change.before.as_str().to_owned(),
                after: change.after.as_str().to_owned(),
            })
            .collect(),
    };
    write_changes(&context, &mut writer, &after, &changes).await?;
    gaps::refresh(app, &mut writer, household, today).await?;
    context.finish(writer, changes).await
}

async fn write_changes(
    context: &Context,
    writer: &mut Writer,
    after: &Situation,
    changes: &Changes,
) -> Result<(), Error> {
    let (app, today, household) = (&context.app, context.today, after.file.household.id);
    let responsibility = Responsibility::read(writer).await?;
    let members: Vec<Member<'_>> = after.members();
    let dates: &ChainDates = &after.dates;
    let planned = chain::plan(app, &responsibility, household, &members, &after.links, dates, today)?;
    writer.insert_links(&planned).await?;
    for link in &planned {
        writer.note(link_change("link.planned", link));
    }
    let open = |kind: &LinkKind, person: Option<PersonId>| {
        after.links.iter().find(|link| link.is_open() && &link.kind == kind && link.person == person)
    };
    for moved in &changes.deadlines {
        let Some(link) = open(&moved.kind, moved.person).filter(|link| link.deadline == moved.before) else {
            continue;
        };
        // An unaccompanied child's deadline never moves away, whatever the rules say.
        let Ok(link) = link.clone().reschedule(moved.after) else { continue };
        writer.update_link(&link).await?;
        writer.note(link_change(action_of(LinkEvent::Reschedule), &link));
    }
    let removed = changes.removed.iter().map(|gone| (&gone.kind, gone.person));
    let owners = changes.owners.iter().map(|moved| (&moved.kind, moved.person));
    for link in removed.chain(owners).filter_map(|(kind, person)| open(kind, person)) {
        writer.mark_undecided(link.id, Some(today)).await?;
        writer.note(link_change("link.undecided", link));
    }
    Ok(())
}

fn link_change(action: &'static str, link: &Link) -> Change {
    Change { action, object: link.id.uuid(), household: Some(link.household), detail: String::new() }
}

/// The links expected of a household, with persons by their place among its members: what [`policy::diff`] compares.
fn expected_in_order(app: &App, situation: &Situation, today: Date) -> Result<Vec<ExpectedLink>, Error> {
    let place = |person: Option<PersonId>| {
        person.and_then(|id| situation.members.iter().position(|(member, _)| member.id == id))
    };
    let expected = situation.expected(app, today)?;
    Ok(expected
        .into_iter()
        .map(|(link, person, _)| ExpectedLink { person_index: place(person), ..link })
        .collect())
}

/// Whether a duty still holds on a day; a link under one that has expired can be given to nobody under it.
pub(crate) fn duty_has_expired(responsibility: &Responsibility, duty: Option<DutyId>, today: Date) -> bool {
    duty.and_then(|id| responsibility.map.duties.iter().find(|duty| duty.id == id))
        .is_some_and(|duty| duty.has_expired(today))
}
