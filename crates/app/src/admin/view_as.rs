//! Looking through another role: nothing can be written, and personal data shows only if one may see it oneself.

use access::{Action, Purpose, resource};
use domain::{Actor, ActorId, Role};
use store::{Change, identity::Session};

use crate::{Context, Error, Problems, sign_in::Secret};

/// Whether the user may look through other roles.
pub fn is_allowed(context: &Context) -> bool {
    context.own.is_some() || require(context).is_ok()
}

fn require(context: &Context) -> Result<(), Error> {
    let tenant = resource::Tenant { tenant: context.who.tenant };
    context.with_purpose(Purpose::Administration).require(Action::ViewAs, &tenant.into())
}

/// The actors one can look through today.
pub async fn actors(context: &Context) -> Result<Vec<Actor>, Error> {
    require(context)?;
    let mut actors = context.read().await?.actors().await?;
    actors.retain(|actor| actor.is_active_on(context.today));
    Ok(actors)
}

/// Begins to look through a role in an actor; the session gets a new secret.
pub async fn begin(context: &Context, role: Role, actor: ActorId) -> Result<Secret, Error> {
    if !actors(context).await?.iter().any(|known| known.id == actor) {
        return Err(Problems::one("actor", languages::key!("admin-problem-actor")));
    }
    turn(context, "session.viewing_began", role.as_str(), Some((role, actor))).await
}

/// Looks with one's own eyes again; the session gets a new secret, unless it did so already.
pub async fn end(context: &Context) -> Result<Option<Secret>, Error> {
    if context.own.is_none() {
        return Ok(None);
    }
    turn(context, "session.viewing_ended", "", None).await.map(Some)
}

async fn turn(
    context: &Context,
    action: &'static str,
    detail: &str,
    view: Option<(Role, ActorId)>,
) -> Result<Secret, Error> {
    // Not `Context::begin`: that refuses every write of somebody who is looking, and this is the one that ends it.
    let mut writer = context.app.store.write(&context.who, context.now).await?;
    let secret = Secret::draw(&context.app);
    let (viewing_role, viewing_actor) = view.unzip();
    let session = Session { viewing_role, viewing_actor, ..context.session.clone() };
    writer.rotate_session(&session, &secret.hash()).await?;
    writer.note(Change { action, object: session.id.uuid(), household: None, detail: detail.to_owned() });
    writer.commit().await?;
    Ok(secret)
}
