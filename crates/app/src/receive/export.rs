//! Taking a list out of the system: what the list shows and nothing else, each record's reading logged.

use access::{Action, Purpose, resource};
use domain::{Actor, ChainState};
use store::receive::{
    access_log::Reading,
    household::{HouseholdFilter, HouseholdLine},
};

use super::household;
use crate::{Context, Error};

/// How many lines are read at a time.
const PAGE: i64 = 5_000;

fn require(context: &Context) -> Result<Context, Error> {
    let context = context.with_purpose(Purpose::FollowUp);
    context.require(Action::Export, &resource::Tenant { tenant: context.who.tenant }.into())?;
    Ok(context)
}

/// The households of the list, in its order, with the same filter. People with protected identity are never in a file,
/// even if the list shows them to somebody cleared: a file goes where nobody can call it back.
pub async fn households(context: &Context, state: Option<ChainState>) -> Result<Vec<HouseholdLine>, Error> {
    let context = require(context)?;
    let mut lines = Vec::new();
    loop {
        let offset = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        let page = household::list(&context, HouseholdFilter { state, offset, limit: PAGE }).await?;
        let is_last = i64::try_from(page.len()).unwrap_or(i64::MAX) < PAGE;
        lines.extend(page);
        if is_last {
            break;
        }
    }
    lines.retain(|line| !line.protection.is_protected());
    let readings: Vec<Reading> = lines
        .iter()
        .map(|line| Reading {
            household: line.id,
            role: context.principal.role.as_str(),
            purpose: context.principal.purpose.as_str(),
            what: "export",
        })
        .collect();
    context.app.store.log_reads(&context.who, context.now, &readings).await?;
    Ok(lines)
}

/// The directory: every actor that takes part today.
pub async fn actors(context: &Context) -> Result<Vec<Actor>, Error> {
    let context = require(context)?;
    let mut actors = context.read().await?.actors().await?;
    actors.retain(|actor| actor.is_active_on(context.today));
    Ok(actors)
}
