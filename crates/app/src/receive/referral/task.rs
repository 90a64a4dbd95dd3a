//! What a volunteer is to do next: the next steps of the links that the own organisation has accepted. Never a name,
//! never the household.

use access::{Action, Purpose, resource};
use domain::{ActiveState, LanguageTag, LinkId, LinkKind, LinkStateCode, SharedField};
use jiff::civil::Date;
use store::{
    Reader,
    receive::{access_log::Reading, referral::NextStep},
};

use super::shared;
use crate::{Context, Error};

/// A next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The link, to tell one line from another.
    pub link: LinkId,
    /// The kind of support.
    pub kind: LinkKind,
    /// What happens next, if it is told.
    pub next_step: String,
    /// The last day.
    pub deadline: Option<Date>,
    /// Whether it is accepted or has begun.
    pub state: LinkStateCode,
    /// The part of town, if it is told.
    pub area: Option<String>,
    /// The languages, if they are told.
    pub languages: Vec<LanguageTag>,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
}

/// The next steps of the own actor, the first deadline first. Of the household only what its referral shares today: a
/// consent that is withdrawn empties the line, and the work stays on the list.
pub async fn list(context: &Context, offset: i64, limit: i64) -> Result<Vec<Task>, Error> {
    let context = context.with_purpose(Purpose::Referral);
    let mut reader = context.read().await?;
    let steps =
        reader.next_steps_of(context.principal.actor, context.principal.cleared, limit, offset).await?;
    let mut tasks = Vec::new();
    let mut reads = Vec::new();
    for step in steps {
        let facts = resource::Link {
            tenant: context.who.tenant,
            accountable: step.link.accountable,
            referred_to: None,
            protected: step.protected,
        };
        if !context.may(Action::SeeNextStep, &facts.into()) {
            continue;
        }
        reads.push(Reading {
            household: step.link.household,
            role: context.principal.role.as_str(),
            purpose: context.principal.purpose.as_str(),
            what: "next_step",
        });
        tasks.push(task(&context, &mut reader, step).await?);
    }
    drop(reader);
    if !reads.is_empty() {
        context.app.store.log_reads(&context.who, context.now, &reads).await?;
    }
    Ok(tasks)
}

async fn task(
    context: &Context,
    reader: &mut Reader,
    NextStep { link, .. }: NextStep,
) -> Result<Task, Error> {
    let mut task = Task {
        link: link.id,
        kind: link.kind.clone(),
        next_step: String::new(),
        deadline: link.deadline,
        state: link.state.code(),
        area: None,
        languages: Vec::new(),
        interpreter: false,
    };
    let Some(referral) = link.state.active().and_then(ActiveState::referral) else {
        // The actor's own link: nobody told it anything, and it wrote the next step itself.
        task.next_step.clone_from(&link.next_step);
        return Ok(task);
    };
    let file = reader.referral(referral).await?;
    let consents = shared::plain(reader.consents_of(file.household).await?);
    let fields = file.referral.visible_fields(&consents, context.today);
    if fields.contains(&SharedField::NeedsOfLink) {
        task.next_step.clone_from(&link.next_step);
    }
    if fields.contains(&SharedField::AddressArea) {
        let (area, protection) = reader.whereabouts_of(file.household).await?;
        task.area = area.filter(|_| protection.stores_address());
    }
    if fields.contains(&SharedField::LanguagesAndInterpreter) {
        let people = reader.subjects_of(file.household, link.person, context.today).await?;
        (task.languages, task.interpreter) = shared::languages(&people);
    }
    Ok(task)
}
