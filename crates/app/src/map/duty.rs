//! The map of duties: for each kind of support who answers for it by law, who does it, and who last said so.

use std::collections::{BTreeMap, BTreeSet};

use access::{Action, Purpose, resource};
use domain::{ActorId, Duty, DutyChoice, DutyId, Interval, LegalStatus, LinkKind, choose_duty};
use jiff::civil::Date;
use policy::ids;
use store::Change;

use crate::{App, Context, Error, Problems, context::Asked, receive::settle::settle};

/// What is known of a duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyInput {
    /// Who answers for it by law.
    pub legal_owner: ActorId,
    /// Who does it.
    pub executing: ActorId,
    /// The law it rests on.
    pub law: String,
    /// The decision that gave it to the one who does it (diarienummer).
    pub decision: Option<String>,
    /// The days it holds.
    pub interval: Interval,
}

/// What the map exists to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nobody has it.
    Nobody,
    /// Several claim it for the same people.
    Several,
}

/// A duty with what one can do to it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The duty.
    pub duty: Duty,
    /// Its version.
    pub version: i64,
    /// The legal owner's name.
    pub legal_owner: String,
    /// The executing unit's name.
    pub executing: String,
    /// Who confirmed it last.
    pub confirmed_by: Option<String>,
    /// Nobody has confirmed it for too long.
    pub is_stale: bool,
    /// Its days are over.
    pub is_over: bool,
    /// Whether the asker may change it.
    pub may_edit: bool,
    /// Whether the asker may confirm it.
    pub may_confirm: bool,
}

/// A kind of support and its duties.
#[derive(Clone, Debug)]
pub struct Kind {
    /// The kind.
    pub kind: LinkKind,
    /// What is wrong today.
    pub trouble: Option<Trouble>,
    /// Its duties, those that have ended last.
    pub duties: Vec<Seen>,
}

fn facts(context: &Context, duty: &Duty) -> resource::Resource {
    resource::Duty { tenant: context.who.tenant, actors: [duty.legal_owner, duty.executing].into() }.into()
}

/// Whether nobody has confirmed it within the time the policy gives.
fn is_stale(app: &App, duty: &Duty, today: Date) -> bool {
    duty.last_confirmed
        .is_none_or(|(on, _)| app.policy.due(ids::DUTY_STALE, on).is_ok_and(|until| until < today))
}

fn trouble(duties: &[Duty], kind: &LinkKind, today: Date) -> Option<Trouble> {
    let mut nobody = true;
    for status in LegalStatus::ALL {
        match choose_duty(duties, kind, *status, today) {
            DutyChoice::Nobody => {}
            DutyChoice::One(_) => nobody = false,
            DutyChoice::Several(_) => return Some(Trouble::Several),
        }
    }
    nobody.then_some(Trouble::Nobody)
}

/// Every kind of support a duty can be for, in the order of the chain.
pub fn kinds(context: &Context) -> Vec<LinkKind> {
    let template = context.app.policy.chain_template(context.today);
    template.map(|template| template.kinds().into_iter().cloned().collect()).unwrap_or_default()
}

/// Whether the asker may add to the map.
pub fn may_add(context: &Context) -> bool {
    let context = context.with_purpose(Purpose::Administration);
    let nobody: BTreeSet<ActorId> = BTreeSet::new();
    context.may(Action::Create, &resource::Duty { tenant: context.who.tenant, actors: nobody }.into())
}

/// The map: every kind, in the order of the chain, then kinds that only older duties know.
pub async fn map(context: &Context) -> Result<Vec<Kind>, Error> {
    let context = context.with_purpose(Purpose::Administration);
    let (duties, mut seen) = read(&context).await?;
    let mut kinds = kinds(&context);
    for duty in &duties {
        if !kinds.contains(&duty.kind) {
            kinds.push(duty.kind.clone());
        }
    }
    seen.sort_by_key(|seen| (seen.is_over, seen.duty.interval.from()));
    Ok(kinds
        .into_iter()
        .map(|kind| Kind {
            trouble: trouble(&duties, &kind, context.today),
            duties: seen.iter().filter(|seen| seen.duty.kind == kind).cloned().collect(),
            kind,
        })
        .collect())
}

async fn read(context: &Context) -> Result<(Vec<Duty>, Vec<Seen>), Error> {
    let mut reader = context.read().await?;
    let duties = reader.duties().await?;
    let versions: BTreeMap<_, _> =
        reader.duty_versions().await?.into_iter().map(|duty| (duty.id, duty.version)).collect();
    let actors: BTreeMap<_, _> =
        reader.actors().await?.into_iter().map(|actor| (actor.id, actor.name)).collect();
    let users: BTreeMap<_, _> = reader.users().await?.into_iter().map(|user| (user.id, user.name)).collect();
    let name = |id: &ActorId| actors.get(id).cloned().unwrap_or_default();
    let seen = duties
        .iter()
        .filter(|duty| context.may(Action::List, &facts(context, duty)))
        .map(|duty| Seen {
            version: versions.get(&duty.id).copied().unwrap_or_default(),
            legal_owner: name(&duty.legal_owner),
            executing: name(&duty.executing),
            confirmed_by: duty.last_confirmed.and_then(|(_, by)| users.get(&by).cloned()),
            is_stale: is_stale(&context.app, duty, context.today),
            is_over: duty.has_expired(context.today),
            may_edit: context.may(Action::Edit, &facts(context, duty)),
            may_confirm: context.may(Action::Confirm, &facts(context, duty)),
            duty: duty.clone(),
        })
        .collect();
    Ok((duties, seen))
}

/// One duty.
pub async fn see(context: &Context, id: DutyId) -> Result<Seen, Error> {
    let context = context.with_purpose(Purpose::Administration);
    let (_, seen) = read(&context).await?;
    seen.into_iter().find(|seen| seen.duty.id == id).ok_or(Error::NotFound)
}

async fn check(reader: &mut store::Reader, input: &DutyInput) -> Result<(), Error> {
    let mut problems = Problems::default();
    let actors = reader.actors().await?;
    for (field, id) in [("legal_owner", input.legal_owner), ("executing", input.executing)] {
        let takes_part =
            actors.iter().any(|actor| actor.id == id && !actor.interval.ends_before(input.interval.from()));
        if !takes_part {
            problems.add(field, languages::key!("admin-problem-actor"));
        }
    }
    if input.law.is_empty() || input.law.chars().count() > 500 {
        problems.add("law", languages::key!("map-problem-law"));
    }
    problems.check()
}

/// Adds a duty to the map.
pub async fn add(
    context: &Context,
    kind: &LinkKind,
    target: Option<LegalStatus>,
    input: &DutyInput,
) -> Result<DutyId, Error> {
    let context = context.with_purpose(Purpose::Administration);
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(id) => return Ok(id),
    };
    let duty = Duty {
        id: DutyId::from_random(context.app.dice.draw()),
        kind: kind.clone(),
        target,
        legal_owner: input.legal_owner,
        executing: input.executing,
        law: input.law.clone(),
        decision: input.decision.clone(),
        interval: input.interval,
        last_confirmed: None,
    };
    context.require(Action::Create, &facts(&context, &duty))?;
    check(&mut writer, input).await?;
    writer.insert_duty(&duty).await?;
    writer.note(Change {
        action: "duty.added",
        object: duty.id.uuid(),
        household: None,
        detail: String::new(),
    });
    context.finish(writer, duty.id).await
}

/// Changes a duty. What was confirmed before was another text, so it waits to be confirmed again.
pub async fn change(context: &Context, id: DutyId, based_on: i64, input: &DutyInput) -> Result<(), Error> {
    let context = context.with_purpose(Purpose::Administration);
    // Every link that it carried may have to fall back.
    let mut writer = match context.begin_long().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(()) => return Ok(()),
    };
    let before = writer.duty(id).await?;
    context.require(Action::Edit, &facts(&context, &before))?;
    check(&mut writer, input).await?;
    let changed: Vec<&str> = [
        ("legal_owner", before.legal_owner != input.legal_owner),
        ("executing", before.executing != input.executing),
        ("law", before.law != input.law),
        ("decision", before.decision != input.decision),
        ("from", before.interval.from() != input.interval.from()),
        ("to", before.interval.to() != input.interval.to()),
    ]
    .into_iter()
    .filter_map(|(field, differs)| differs.then_some(field))
    .collect();
    let only_days = changed.iter().all(|field| matches!(*field, "from" | "to"));
    let after = Duty {
        legal_owner: input.legal_owner,
        executing: input.executing,
        law: input.law.clone(),
        decision: input.decision.clone(),
        interval: input.interval,
        last_confirmed: before.last_confirmed.filter(|_| only_days),
        ..before
    };
    writer.update_duty(&after, based_on).await?;
    writer.note(Change {
        action: "duty.changed",
        object: id.uuid(),
        household: None,
        detail: changed.join(" "),
    });
    if after.has_expired(context.today) {
        settle(&mut writer, context.today).await?;
    }
    context.finish(writer, ()).await
}

/// Ends a duty from today; links under it fall back in the same transaction.
pub async fn end(context: &Context, id: DutyId, based_on: i64) -> Result<(), Error> {
    let duty = context.read().await?.duty(id).await?;
    let interval = Interval::between(duty.interval.from(), context.today)
        .map_err(|_| Error::Refused("refused-ends-before-it-begins".to_owned()))?;
    let input = DutyInput {
        legal_owner: duty.legal_owner,
        executing: duty.executing,
        law: duty.law,
        decision: duty.decision,
        interval,
    };
    change(context, id, based_on, &input).await
}

/// Says that a duty is still right.
pub async fn confirm(context: &Context, id: DutyId, based_on: i64) -> Result<(), Error> {
    let context = context.with_purpose(Purpose::Administration);
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(()) => return Ok(()),
    };
    let duty = writer.duty(id).await?;
    context.require(Action::Confirm, &facts(&context, &duty))?;
    let confirmed = Duty { last_confirmed: Some((context.today, context.user.id)), ..duty };
    writer.update_duty(&confirmed, based_on).await?;
    writer.note(Change {
        action: "duty.confirmed",
        object: id.uuid(),
        household: None,
        detail: String::new(),
    });
    context.finish(writer, ()).await
}
