//! What happened to a household, who has read its record, and what it has said.

use std::{collections::BTreeMap, sync::Arc};

use access::Action;
use domain::{Actor, ActorId, HouseholdId, LinkId, LinkKind, UserId, WishId};
use serde::{Deserialize, Serialize};
use store::{
    Change, Entry,
    receive::{access_log::Access, newcomer::Wish},
};

use super::newcomer::check_text;
use crate::{Context, Error, Problems, context::Asked};

/// How many changes and how many reads one page shows.
const SHOWN: i64 = 200;

/// The history of a household.
#[derive(Clone, Debug)]
pub struct History {
    /// The household's reference.
    pub reference: String,
    /// Whether it is protected.
    pub protected: bool,
    /// The latest changes, newest first.
    pub changes: Vec<Entry>,
    /// What only those see who answer for the record.
    pub inner: Option<Inner>,
    /// What the links are, by id.
    pub links: BTreeMap<LinkId, LinkKind>,
    /// The names of users.
    pub users: BTreeMap<UserId, String>,
    /// The tenant's actors.
    pub actors: Arc<BTreeMap<ActorId, Actor>>,
}

/// Who has read the record, and what the household has said.
#[derive(Clone, Debug)]
pub struct Inner {
    /// The latest reads, newest first.
    pub reads: Vec<Access>,
    /// Wishes: those that wait first, the oldest of them on top.
    pub wishes: Vec<Wish>,
    /// Whether the asker may answer them.
    pub may_answer: bool,
}

/// Opens the history. The read is logged before anything is shown.
///
/// What a household says may be about the very unit that registered it, so its words are for those who may see who
/// has read the record: the coordinator, and the unit that answers for a link.
pub async fn see(context: &Context, household: HouseholdId) -> Result<History, Error> {
    let mut reader = context.read().await?;
    let facts = reader.household_facts(household).await?;
    let protected = facts.protected;
    let facts = facts.into();
    context.require(Action::See, &facts)?;
    let inner = if context.may(Action::SeeAudit, &facts) {
        let mut wishes = reader.wishes_of(household).await?;
        wishes.reverse();
        wishes.sort_by_key(|wish| wish.answer.is_some());
        Some(Inner {
            reads: reader.reads_of(household, SHOWN).await?,
            wishes,
            may_answer: context.may(Action::Edit, &facts),
        })
    } else {
        None
    };
    let history = History {
        reference: reader.household(household).await?.reference,
        protected,
        changes: reader.changes_of_household(household, SHOWN).await?,
        inner,
        links: reader
            .links_of(household)
            .await?
            .into_iter()
            .map(|link| (link.id, link.kind.clone()))
            .collect(),
        users: reader.users().await?.into_iter().map(|user| (user.id, user.name)).collect(),
        actors: reader.responsibility_map().await?.actors.clone(),
    };
    drop(reader);
    context.log_read(household, "history").await?;
    Ok(history)
}

/// An answer to what a household has said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The wish.
    pub wish: WishId,
    /// The version the answer was written on.
    pub version: i64,
    /// The words.
    pub text: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Answered {}

/// Answers what a household has said. The words are sealed with the household's key and shown behind its door.
pub async fn answer(context: &Context, household: HouseholdId, input: &Answer) -> Result<(), Error> {
    let mut writer = match context.begin::<Answered>().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(Answered {}) => return Ok(()),
    };
    let facts = writer.household_facts(household).await?.into();
    context.require(Action::SeeAudit, &facts)?;
    context.require(Action::Edit, &facts)?;
    let mut wish = writer.wish(input.wish).await?;
    if wish.household != household {
        return Err(Error::NotFound);
    }
    let mut problems = Problems::default();
    check_text("answer", input.text.as_deref(), true, &mut problems);
    problems.check()?;
    wish.version = input.version;
    writer.answer_wish(&wish, context.membership.actor, input.text.as_deref().unwrap_or_default()).await?;
    writer.note(Change {
        action: "wish.answered",
        object: wish.id.uuid(),
        household: Some(household),
        detail: String::new(),
    });
    context.finish(writer, Answered {}).await?;
    Ok(())
}
