//! What a household shares: recording a consent, withdrawing one with effect at once, and the page that shows both.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use access::{Action, Purpose};
use domain::{
    Actor, ActorId, Consent, ConsentId, ConsentManner, HouseholdId, PersonId, ReferralState, SharedField,
    Subject,
};
use jiff::civil::Date;
use languages::key;
use serde::{Deserialize, Serialize};
use store::{
    Change, Writer,
    receive::{consent::ConsentFile, household::HouseholdFile, person::PersonRecord, referral::ReferralFile},
};

use super::shared::plain;
use crate::{App, Context, Error, Problems, context::Asked, receive::chain::Responsibility};

/// Everything the sharing page shows.
#[derive(Clone, Debug)]
pub struct Sharing {
    /// The household's file.
    pub file: HouseholdFile,
    /// Everybody who is or was in it.
    pub people: Vec<PersonRecord>,
    /// Consents, latest first.
    pub consents: Vec<ConsentFile>,
    /// Referrals, latest first, with the kind of their link and what the receiver sees today.
    pub referrals: Vec<Outgoing>,
    /// The tenant's actors.
    pub actors: Arc<BTreeMap<ActorId, Actor>>,
    /// Somebody in it is protected.
    pub protected: bool,
    /// The asker may record and withdraw consents.
    pub may_edit: bool,
}

/// A referral from the household's side.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// The referral.
    pub file: ReferralFile,
    /// The kind of support.
    pub kind: String,
    /// What its receiver sees today.
    pub visible: BTreeSet<SharedField>,
}

/// A consent as told by the household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The one person it is about, or nobody for the whole household.
    pub person: Option<PersonId>,
    /// Who may be told.
    pub receiver: ActorId,
    /// What may be told.
    pub fields: BTreeSet<SharedField>,
    /// How it was given.
    pub how: ConsentManner,
    /// The day it was given.
    pub given_on: Date,
}

/// A consent was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Its id.
    pub consent: ConsentId,
}

/// A consent was withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// How many referrals that waited for an answer were taken back with it.
    pub taken_back: usize,
}

/// What the household shares. The read is logged before anything is shown.
pub async fn sharing(context: &Context, household: HouseholdId) -> Result<Sharing, Error> {
    let context = context.with_purpose(Purpose::CaseWork);
    let mut reader = context.read().await?;
    let facts = reader.household_facts(household).await?;
    context.require(Action::See, &facts.clone().into())?;
    let file = reader.household(household).await?;
    let consents = reader.consents_of(household).await?;
    let links = reader.links_of(household).await?;
    let given = plain(consents.clone());
    let referrals = reader
        .referrals_of(household)
        .await?
        .into_iter()
        .map(|referral| {
            let kind = links.iter().find(|link| link.id == referral.referral.link);
            let mut visible = referral.referral.visible_fields(&given, context.today);
            if !file.protection.stores_address() {
                visible.remove(&SharedField::AddressArea);
            }
            Outgoing {
                kind: kind.map(|link| link.kind.to_string()).unwrap_or_default(),
                visible,
                file: referral,
            }
        })
        .collect();
    let sharing = Sharing {
        people: reader.people_of(household).await?,
        actors: reader.responsibility_map().await?.actors.clone(),
        protected: facts.protected,
        may_edit: context.may(Action::Edit, &facts.into()),
        file,
        consents,
        referrals,
    };
    drop(reader);
    context.log_read(household, "sharing").await?;
    Ok(sharing)
}

/// Records a consent.
pub async fn record(context: &Context, household: HouseholdId, input: &Record) -> Result<Recorded, Error> {
    let context = context.with_purpose(Purpose::CaseWork);
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(recorded) => return Ok(recorded),
    };
    let facts = writer.household_facts(household).await?;
    context.require(Action::Edit, &facts.into())?;
    let mut problems = Problems::default();
    let receiver = writer.actors().await?.into_iter().find(|actor| actor.id == input.receiver);
    if receiver.is_none_or(|actor| !actor.is_active_on(context.today)) {
        problems.add("receiver", key!("referral-problem-to"));
    }
    if input.fields.is_empty() {
        problems.add("field", key!("referral-problem-fields"));
    }
    if input.given_on > context.today {
        problems.add("given_on", key!("referral-problem-consent-future"));
    }
    if let Some(person) = input.person
        && writer.subjects_of(household, Some(person), context.today).await?.is_empty()
    {
        problems.add("person", key!("referral-problem-consent-person"));
    }
    problems.check()?;
    let consent = Consent {
        id: ConsentId::from_random(context.app.dice.draw()),
        subject: input.person.map_or(Subject::Household(household), Subject::Person),
        receiver: input.receiver,
        fields: input.fields.clone(),
        given_on: input.given_on,
        withdrawn_on: None,
        how: input.how,
    };
    writer.insert_consent(&consent, household, context.user.id).await?;
    writer.note(Change {
        action: "consent.recorded",
        object: consent.id.uuid(),
        household: Some(household),
        detail: String::new(),
    });
    context.finish(writer, Recorded { consent: consent.id }).await
}

/// Withdraws a consent that staff were told about, with effect at once.
pub async fn withdraw(
    context: &Context,
    household: HouseholdId,
    consent: ConsentId,
    version: i64,
) -> Result<Withdrawn, Error> {
    let context = context.with_purpose(Purpose::CaseWork);
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(withdrawn) => return Ok(withdrawn),
    };
    let facts = writer.household_facts(household).await?;
    context.require(Action::Edit, &facts.into())?;
    let withdrawn =
        withdraw_in(&context.app, &mut writer, household, consent, version, context.today).await?;
    context.finish(writer, withdrawn).await
}

/// Withdraws a consent in an open write, whoever's it is: staff who were told, or the household itself. From this
/// moment nobody sees anything by it. A referral that waits for an answer on it is taken back and its link is planned
/// anew; one that was accepted stays with its receiver, who sees nothing more of the household.
pub async fn withdraw_in(
    app: &App,
    writer: &mut Writer,
    household: HouseholdId,
    consent: ConsentId,
    version: i64,
    today: Date,
) -> Result<Withdrawn, Error> {
    let file = writer.consent(consent).await?;
    if file.household != household {
        return Err(Error::NotFound);
    }
    if file.version != version {
        return Err(Error::Conflict { based_on: version, now: file.version });
    }
    writer.update_consent(&file.consent.withdraw(today), version).await?;
    writer.note(Change {
        action: "consent.withdrawn",
        object: consent.uuid(),
        household: Some(household),
        detail: String::new(),
    });

    let consents = plain(writer.consents_of(household).await?);
    let responsibility = Responsibility::read(writer).await?;
    let mut taken_back = 0;
    for file in writer.referrals_of(household).await? {
        let referral = file.referral;
        if referral.state != ReferralState::Sent || referral.is_covered(&consents, today) {
            continue;
        }
        let referral =
            referral.withdraw().map_err(|_| Error::Refused("refused-referral-answered".to_owned()))?;
        let link =
            writer.link(referral.link).await?.withdraw(&referral).map_err(|_| super::refused_by_link())?;
        writer.update_referral(&referral).await?;
        super::note_referral(writer, "referral.withdrawn", &referral, household);
        super::save_link(today, writer, &responsibility, &link, "link.withdrawn").await?;
        if let (Some(to), Some(from)) =
            (responsibility.map.actors.get(&referral.to), responsibility.map.actors.get(&referral.from))
        {
            let letter = (key!("referral-letter-withdrawn-subject"), key!("referral-letter-withdrawn"));
            super::post_letter(app, writer, to, from, letter, &referral).await?;
        }
        taken_back += 1;
    }
    Ok(Withdrawn { taken_back })
}
