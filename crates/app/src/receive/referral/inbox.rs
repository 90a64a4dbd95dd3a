//! The referrals to and from the own actor, and one of them.

use std::{collections::BTreeMap, sync::Arc};

use access::{
    Action, Purpose,
    scope::{End, ReferralScope, referral_scope},
};
use domain::{Actor, ActorId, Link, ReferralId, ReferralStateCode, Role};
use store::receive::referral::{ReferralFile, ReferralFilter, ReferralLine, ReferralWords};

use super::shared::{self, Shared};
use crate::{Context, Error};

/// Which side of the referrals is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Those the own actor is asked about.
    ToUs,
    /// Those the own actor has sent.
    FromUs,
    /// All of the tenant: for the coordinator.
    Everyone,
}

impl Side {
    /// The sides a role has.
    pub fn of(role: Role) -> &'static [Side] {
        match role {
            Role::Coordinator => &[Side::ToUs, Side::FromUs, Side::Everyone],
            Role::CaseWorker => &[Side::ToUs, Side::FromUs],
            _ => &[Side::ToUs],
        }
    }

    /// The word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ToUs => "to_us",
            Self::FromUs => "from_us",
            Self::Everyone => "all",
        }
    }

    fn end(self, actor: ActorId) -> Option<(End, ActorId)> {
        match self {
            Self::ToUs => Some((End::To, actor)),
            Self::FromUs => Some((End::From, actor)),
            Self::Everyone => None,
        }
    }
}

/// A page of referrals.
#[derive(Clone, Debug)]
pub struct Inbox {
    /// The lines; one more than asked for if there is a next page.
    pub lines: Vec<ReferralLine>,
    /// How many wait for an answer, on each side the role has.
    pub waiting: Vec<(Side, i64)>,
    /// The tenant's actors.
    pub actors: Arc<BTreeMap<ActorId, Actor>>,
}

/// The referrals the asker may list.
pub async fn list(
    context: &Context,
    side: Side,
    state: Option<ReferralStateCode>,
    offset: i64,
    limit: i64,
) -> Result<Inbox, Error> {
    let context = context.with_purpose(Purpose::Referral);
    let scope = scope(&context);
    let actor = context.principal.actor;
    let mut reader = context.read().await?;
    let mut waiting = Vec::new();
    for side in Side::of(context.principal.role) {
        waiting.push((*side, reader.waiting_referrals(&scope, side.end(actor)).await?));
    }
    let filter = ReferralFilter { end: side.end(actor), state, offset, limit };
    Ok(Inbox {
        lines: reader.referrals(&scope, filter).await?,
        waiting,
        actors: reader.responsibility_map().await?.actors.clone(),
    })
}

/// Looking through another role shows only what both may see; a scope cannot be cut with another in SQL, so a narrow own
/// scope shows nothing rather than too much.
fn scope(context: &Context) -> ReferralScope {
    if let Some(own) = &context.own {
        let own = referral_scope(&access::Principal { purpose: Purpose::Referral, ..*own });
        if !matches!(own, ReferralScope::All { .. }) {
            return ReferralScope::Nothing;
        }
    }
    referral_scope(&context.principal)
}

/// One referral as its reader may see it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The referral. Its household is shown only where [`Seen::reference`] is.
    pub file: ReferralFile,
    /// The kind of support.
    pub link: Link,
    /// The household's reference, for whom the household's record is open.
    pub reference: Option<String>,
    /// What the receiver sees today; nothing for a referral that shares nothing today.
    pub shared: Option<Shared>,
    /// What was written in own words, for the sender's side.
    pub words: Option<ReferralWords>,
    /// What the receiver answered in words, for both.
    pub answer: Option<String>,
    /// Who hands over.
    pub from: Actor,
    /// Who is asked.
    pub to: Actor,
    /// The own actor is the one that was asked.
    pub is_receiver: bool,
    /// Accept and decline are the asker's to do now.
    pub may_answer: bool,
    /// Beginning, next step and done are.
    pub may_attest: bool,
    /// Giving back is.
    pub may_return: bool,
    /// Taking back is.
    pub may_withdraw: bool,
}

/// Opens a referral. If it shows anything of a household, the read is logged first.
pub async fn see(context: &Context, id: ReferralId) -> Result<Seen, Error> {
    let context = context.with_purpose(Purpose::Referral);
    let mut reader = context.read().await?;
    let file = reader.referral(id).await?;
    let facts = reader.referral_facts(id).await?;
    context.require(Action::See, &facts.into())?;
    let link = reader.link(file.referral.link).await?;
    let actor = context.principal.actor;
    let is_receiver = facts.to == actor;
    let household = reader.household_facts(file.household).await?;
    let opens_household = context.may(Action::See, &household.into());
    let words = reader.referral_words(&file).await?;
    let shared = shared::of(&context, &mut reader, &file, &link).await?;
    let link_facts = reader.link_facts(&link).await?;
    let state = file.referral.state.code();
    let (sent, accepted) = (state == ReferralStateCode::Sent, state == ReferralStateCode::Accepted);
    let writes = context.own.is_none();
    let from = reader.actor(facts.from).await?;
    let to = reader.actor(facts.to).await?;
    let reference =
        if opens_household { Some(reader.household(file.household).await?.reference) } else { None };
    let seen = Seen {
        may_answer: writes && sent && context.may(Action::Answer, &facts.into()),
        may_attest: writes && accepted && is_receiver && context.may(Action::Attest, &link_facts.into()),
        may_return: writes && accepted && context.may(Action::Return, &facts.into()),
        may_withdraw: writes && sent && context.may(Action::Withdraw, &facts.into()),
        // The sender's words are the household's: they are for whom its record is open, not for whoever was asked.
        answer: words.answer.as_ref().map(ToString::to_string),
        words: Some(words).filter(|_| opens_household && !is_receiver),
        reference,
        shared,
        from,
        to,
        is_receiver,
        link,
        file,
    };
    drop(reader);
    if seen.shared.is_some() || seen.words.is_some() {
        context.log_read(seen.file.household, "referral").await?;
    }
    Ok(seen)
}
