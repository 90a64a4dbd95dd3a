//! Seeing a household, and the lists of them.

use std::{collections::BTreeMap, sync::Arc};

use access::{
    Action, Purpose, resource,
    scope::{HouseholdScope, household_scope},
};
use domain::{Actor, ActorId, HouseholdId, Identifier, Link, PersonId, StatusPeriod};
use store::receive::{
    access_log::Reading,
    household::{HouseholdFile, HouseholdFilter, HouseholdLine},
    person::PersonRecord,
};

use crate::{Context, Error};

/// Everything one page of a household shows, for somebody who may see it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// What decisions rest on.
    pub facts: resource::Household,
    /// The file.
    pub file: HouseholdFile,
    /// Everybody who is or was in it.
    pub people: Vec<PersonRecord>,
    /// Legal statuses.
    pub statuses: Vec<(PersonId, StatusPeriod)>,
    /// Numbers; empty for somebody who may not see them.
    pub identifiers: Vec<Identifier>,
    /// The chain.
    pub links: Vec<Link>,
    /// The tenant's actors.
    pub actors: Arc<BTreeMap<ActorId, Actor>>,
}

/// Opens a household. The read is logged before anything is shown.
pub async fn see(context: &Context, id: HouseholdId, what: &'static str) -> Result<Seen, Error> {
    let mut reader = context.read().await?;
    let facts = reader.household_facts(id).await?;
    context.require(Action::See, &facts.clone().into())?;
    let may_see_numbers = context.may(Action::SeeIdentifiers, &facts.clone().into());
    let seen = Seen {
        file: reader.household(id).await?,
        people: reader.people_of(id).await?,
        statuses: reader.statuses_of(id).await?,
        identifiers: if may_see_numbers { reader.identifiers_of(id).await? } else { Vec::new() },
        links: reader.links_of(id).await?,
        actors: reader.responsibility_map().await?.actors.clone(),
        facts,
    };
    drop(reader);
    context.log_read(id, what).await?;
    Ok(seen)
}

/// Households the asker may list.
pub async fn list(context: &Context, filter: HouseholdFilter) -> Result<Vec<HouseholdLine>, Error> {
    let context = context.with_purpose(Purpose::CaseWork);
    let Some(scope) = list_scope(&context) else { return Ok(Vec::new()) };
    Ok(context.read().await?.households(&scope, filter, context.today).await?)
}

/// Which households somebody who works on cases may list; none if nothing is certain to be theirs to see.
pub(crate) fn list_scope(context: &Context) -> Option<HouseholdScope> {
    if let Some(own) = &context.own {
        // Looking through another role shows only what both may see; a scope cannot be cut with another in SQL, so a
        // narrow own scope shows nothing rather than too much.
        let own = household_scope(&access::Principal { purpose: Purpose::CaseWork, ..*own });
        if !matches!(own, HouseholdScope::All { .. }) {
            return None;
        }
    }
    Some(household_scope(&context.principal))
}

impl Context {
    /// Logs that a household's record is about to be shown. A read that cannot be logged is not shown.
    pub async fn log_read(&self, household: HouseholdId, what: &'static str) -> Result<(), Error> {
        let reading = Reading {
            household,
            role: self.principal.role.as_str(),
            purpose: self.principal.purpose.as_str(),
            what,
        };
        Ok(self.app.store.log_reads(&self.who, self.now, &[reading]).await?)
    }
}
