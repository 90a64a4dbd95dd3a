//! The change log and whether its chain holds.

use std::collections::BTreeMap;

use access::{Action, Purpose, resource};
use domain::{ActorId, UserId};
use store::{Entry, Verdict};

use crate::{Context, Error};

/// A page of the log.
#[derive(Clone, Debug)]
pub struct Log {
    /// Its entries, newest first.
    pub entries: Vec<Entry>,
    /// The names of the users who did it.
    pub users: BTreeMap<UserId, String>,
    /// The names of the actors they did it for.
    pub actors: BTreeMap<ActorId, String>,
}

fn require(context: &Context) -> Result<(), Error> {
    let tenant = resource::Tenant { tenant: context.who.tenant };
    context.with_purpose(Purpose::Administration).require(Action::SeeAudit, &tenant.into())
}

/// The latest entries before a number, or the latest of all.
pub async fn latest(context: &Context, before: Option<i64>, limit: i64) -> Result<Log, Error> {
    require(context)?;
    let mut reader = context.read().await?;
    Ok(Log {
        entries: reader.changes_before(before.unwrap_or(i64::MAX), limit).await?,
        users: reader.users().await?.into_iter().map(|user| (user.id, user.name)).collect(),
        actors: reader.actors().await?.into_iter().map(|actor| (actor.id, actor.name)).collect(),
    })
}

/// Recomputes every seal of the log.
pub async fn verify(context: &Context) -> Result<Verdict, Error> {
    require(context)?;
    Ok(context.read().await?.verify_changes().await?)
}
