//! The directory of actors.

use access::{Action, Purpose, resource};
use domain::{Actor, ActorContact, ActorId, ActorKind, Interval};
use store::{Change, Reader};

use crate::{
    Context, Error, Problems,
    admin::is_address,
    context::Asked,
    receive::{chain::PRINCIPAL_ACTOR, settle::settle},
};

/// What is known of an actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorInput {
    /// Its name as it writes it itself.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// How it is reached.
    pub contact: ActorContact,
    /// The days it takes part.
    pub interval: Interval,
}

/// An actor as listed.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The actor.
    pub actor: Actor,
    /// The one of last resort.
    pub is_principal: bool,
    /// Whether the asker may change it.
    pub may_edit: bool,
}

/// An actor with its version.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The actor.
    pub actor: Actor,
    /// Its version.
    pub version: i64,
    /// The one of last resort.
    pub is_principal: bool,
    /// Whether the asker may change name and contact.
    pub may_edit: bool,
    /// Whether the asker keeps the directory: may change the kind and the days too.
    pub may_keep: bool,
}

fn facts(context: &Context, id: ActorId) -> resource::Resource {
    resource::Actor { tenant: context.who.tenant, id }.into()
}

async fn principal(reader: &mut Reader) -> Result<Option<ActorId>, Error> {
    Ok(reader.setting(PRINCIPAL_ACTOR).await?.and_then(|id| id.parse().ok()))
}

/// Every actor the asker may list, by name.
pub async fn list(context: &Context) -> Result<Vec<Listed>, Error> {
    let context = context.with_purpose(Purpose::Administration);
    let mut reader = context.read().await?;
    let principal = principal(&mut reader).await?;
    let actors = reader.actors().await?;
    Ok(actors
        .into_iter()
        .filter(|actor| context.may(Action::List, &facts(&context, actor.id)))
        .map(|actor| Listed {
            is_principal: principal == Some(actor.id),
            may_edit: context.may(Action::Edit, &facts(&context, actor.id)),
            actor,
        })
        .collect())
}

/// Whether the asker may add to the directory.
pub fn may_add(context: &Context) -> bool {
    let context = context.with_purpose(Purpose::Administration);
    context.may(Action::Create, &facts(&context, context.membership.actor))
}

/// One actor.
pub async fn see(context: &Context, id: ActorId) -> Result<Seen, Error> {
    let context = context.with_purpose(Purpose::Administration);
    let mut reader = context.read().await?;
    let actor = reader.actor(id).await?;
    let facts = facts(&context, id);
    context.require(Action::See, &facts)?;
    Ok(Seen {
        version: reader.actor_version(id).await?,
        is_principal: principal(&mut reader).await? == Some(id),
        may_edit: context.may(Action::Edit, &facts),
        may_keep: context.may(Action::Create, &facts),
        actor,
    })
}

fn check(input: &ActorInput, is_principal: bool) -> Result<(), Error> {
    let mut problems = Problems::default();
    if input.name.is_empty() || input.name.chars().count() > 200 {
        problems.add("name", languages::key!("admin-problem-name"));
    }
    if input.contact.email.as_deref().is_some_and(|email| !is_address(email)) {
        problems.add("email", languages::key!("signin-email-wrong"));
    }
    // Everything falls back to it in the end, so it must be an authority and cannot end (rule 1).
    if is_principal && !input.kind.is_authority() {
        problems.add("kind", languages::key!("map-problem-principal-kind"));
    }
    if is_principal && input.interval.to().is_some() {
        problems.add("to", languages::key!("map-problem-principal-ends"));
    }
    problems.check()
}

/// Adds an actor to the directory.
pub async fn add(context: &Context, input: &ActorInput) -> Result<ActorId, Error> {
    let context = context.with_purpose(Purpose::Administration);
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(id) => return Ok(id),
    };
    let id = ActorId::from_random(context.app.dice.draw());
    context.require(Action::Create, &facts(&context, id))?;
    check(input, false)?;
    let actor = with(id, input);
    writer.insert_actor(&actor).await?;
    writer.note(Change { action: "actor.added", object: id.uuid(), household: None, detail: String::new() });
    context.finish(writer, id).await
}

fn with(id: ActorId, input: &ActorInput) -> Actor {
    Actor {
        id,
        name: input.name.clone(),
        kind: input.kind,
        interval: input.interval,
        contact: input.contact.clone(),
    }
}

/// Changes an actor. Its own administrator changes how it is called and reached; what it is and when it takes part is
/// for whoever keeps the directory, because rights follow from it.
pub async fn change(context: &Context, id: ActorId, based_on: i64, input: &ActorInput) -> Result<(), Error> {
    let context = context.with_purpose(Purpose::Administration);
    // Every link that it carried may have to fall back.
    let mut writer = match context.begin_long().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(()) => return Ok(()),
    };
    let before = writer.actor(id).await?;
    context.require(Action::Edit, &facts(&context, id))?;
    if before.kind != input.kind || before.interval != input.interval {
        context.require(Action::Create, &facts(&context, id))?;
    }
    check(input, principal(&mut writer).await? == Some(id))?;
    let after = with(id, input);
    writer.update_actor(&after, based_on).await?;
    let changed: Vec<&str> = [
        ("name", before.name != after.name),
        ("kind", before.kind != after.kind),
        ("contact", before.contact != after.contact),
        ("from", before.interval.from() != after.interval.from()),
        ("to", before.interval.to() != after.interval.to()),
    ]
    .into_iter()
    .filter_map(|(field, differs)| differs.then_some(field))
    .collect();
    writer.note(Change {
        action: "actor.changed",
        object: id.uuid(),
        household: None,
        detail: changed.join(" "),
    });
    if after.interval.ends_before(context.today) {
        settle(&mut writer, context.today).await?;
    }
    context.finish(writer, ()).await
}

/// Ends an actor's part from today; what it had falls back in the same transaction.
pub async fn end(context: &Context, id: ActorId, based_on: i64) -> Result<(), Error> {
    let actor = context.read().await?.actor(id).await?;
    let interval = Interval::between(actor.interval.from(), context.today)
        .map_err(|_| Error::Refused("refused-ends-before-it-begins".to_owned()))?;
    let input = ActorInput { name: actor.name, kind: actor.kind, contact: actor.contact, interval };
    change(context, id, based_on, &input).await
}
