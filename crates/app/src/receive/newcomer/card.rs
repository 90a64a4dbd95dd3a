//! The card that is handed over at arrival: issued, replaced, withdrawn.

use std::collections::BTreeSet;

use access::Action;
use domain::{HouseholdId, Person};
use languages::Lang;
use serde::{Deserialize, Serialize};
use store::{Change, Writer, receive::newcomer::CardInForce};

use super::{
    code::{Code, Pin},
    door::{Argon2id, Stretcher as _, keyed_pin},
    members_today,
};
use crate::{Context, Error, context::Asked};

/// What staff may know of a household's card, and do with it.
#[derive(Clone, Debug)]
pub struct CardState {
    /// The household's reference.
    pub reference: String,
    /// The card in force, with the name of who issued it.
    pub in_force: Option<(CardInForce, String)>,
    /// Whether the household is protected.
    pub protected: bool,
}

/// Looks at the state of a household's card.
pub async fn card_state(context: &Context, household: HouseholdId) -> Result<CardState, Error> {
    let mut reader = context.read().await?;
    let facts = reader.household_facts(household).await?;
    context.require(Action::IssueCode, &facts.clone().into())?;
    let reference = reader.household(household).await?.reference;
    let in_force = match reader.card_of(household).await? {
        Some(card) => {
            let name = reader.user(card.issued_by).await?.name;
            Some((card, name))
        }
        None => None,
    };
    Ok(CardState { reference, in_force, protected: facts.protected })
}

/// A card as it is handed over: the only time the code and the PIN exist outside the household's hands.
#[derive(Clone)]
pub struct NewCard {
    /// The household's reference.
    pub reference: String,
    /// The code.
    pub code: Code,
    /// The PIN.
    pub pin: Pin,
    /// The languages to print it in.
    pub languages: Vec<Lang>,
}

/// What a repeat of the form is told. The secrets are not in it: they are shown once, and stored nowhere.
#[derive(Serialize, Deserialize)]
struct Issued {}

/// Issues a card; an earlier one stops working at once. `None` if this very form was answered before: what it was
/// answered with cannot be shown again.
pub async fn issue(context: &Context, household: HouseholdId) -> Result<Option<NewCard>, Error> {
    let app = &context.app;
    let facts = context.read().await?.household_facts(household).await?;
    context.require(Action::IssueCode, &facts.into())?;
    let (code, pin) = (Code::draw(&*app.dice), Pin::draw(&*app.dice));
    // Before the transaction, so that the work does not hold up other writes.
    let (keyed, salt) = (keyed_pin(app, context.who.tenant, &code, &pin), app.dice.draw());
    let stretched = tokio::task::spawn_blocking(move || Argon2id.stretch(&keyed, salt)).await;
    let pin_hash = stretched.ok().flatten().ok_or(Error::TooMany)?;

    let mut writer = match context.begin::<Issued>().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(Issued {}) => return Ok(None),
    };
    let facts = writer.household_facts(household).await?;
    context.require(Action::IssueCode, &facts.into())?;
    let file = writer.household(household).await?;
    let people = writer.people_of(household).await?;
    writer.insert_card(household, &code.0, &pin_hash, context.user.id).await?;
    writer.note(Change {
        action: "card.issued",
        object: household.uuid(),
        household: Some(household),
        detail: String::new(),
    });
    context.finish(writer, Issued {}).await?;
    let here = members_today(&file, context.today);
    let languages =
        card_languages(people.iter().map(|record| &record.person).filter(|person| here.contains(&person.id)));
    Ok(Some(NewCard { reference: file.reference, code, pin, languages }))
}

/// Withdraws a household's card.
pub async fn withdraw(context: &Context, household: HouseholdId) -> Result<(), Error> {
    let mut writer = match context.begin::<Issued>().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(Issued {}) => return Ok(()),
    };
    let facts = writer.household_facts(household).await?;
    context.require(Action::IssueCode, &facts.into())?;
    withdraw_in(&mut writer, household).await?;
    context.finish(writer, Issued {}).await?;
    Ok(())
}

/// Withdraws the card, if there is one, as a part of something larger: whoever leaves a household may have seen its code
/// and must not read on.
pub(crate) async fn withdraw_in(writer: &mut Writer, household: HouseholdId) -> Result<(), Error> {
    if writer.withdraw_card(household).await? {
        writer.note(Change {
            action: "card.withdrawn",
            object: household.uuid(),
            household: Some(household),
            detail: String::new(),
        });
    }
    Ok(())
}

/// The languages of a card: those of the screens that the household speaks. Somebody who speaks none of them finds
/// Swedish and English, because somebody near will read one of the two.
fn card_languages<'a>(people: impl Iterator<Item = &'a Person>) -> Vec<Lang> {
    let mut spoken = BTreeSet::new();
    for person in people {
        let own: BTreeSet<Lang> =
            person.languages.iter().filter_map(|tag| tag.as_str().parse().ok()).collect();
        if own.is_empty() {
            spoken.extend([Lang::Sv, Lang::En]);
        }
        spoken.extend(own);
    }
    if spoken.is_empty() {
        spoken.extend([Lang::Sv, Lang::En]);
    }
    Lang::ALL.into_iter().filter(|lang| spoken.contains(lang)).collect()
}
