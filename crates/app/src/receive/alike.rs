//! Registered twice? For everybody in a household: who else is known and like them, why, and what has been said of it.
//!
//! The engine proposes and people decide. What they say is remembered: whoever was said to be somebody else is not
//! proposed again.

use access::{Action, Purpose};
use domain::{HouseholdId, IdentityVerdict, PartialDate, PersonId};
use serde::{Deserialize, Serialize};
use store::{
    Change,
    receive::{likeness::Said, search::Candidate},
};

use super::{
    household,
    known::{self, Asked as Question, Grade},
    search::Likely,
};
use crate::{Context, Error, Problems, context::Asked};

/// How many are proposed for each person.
const MOST_PROPOSED: usize = 5;

/// A member of the household, and those who are like them.
#[derive(Clone, Debug)]
pub struct Alike {
    /// Who.
    pub member: PersonId,
    /// Their name in Latin letters.
    pub name: String,
    /// Proposed: not yet decided, the likeliest first.
    pub proposed: Vec<(Candidate, Likely)>,
    /// Decided to be the same person or of one family, where the other may be shown.
    pub decided: Vec<(Candidate, Said)>,
}

/// What is known of a household's people and others who are like them.
pub async fn of_household(
    context: &Context,
    id: HouseholdId,
) -> Result<(household::Seen, Vec<Alike>), Error> {
    let context = context.with_purpose(Purpose::CaseWork);
    let seen = household::see(&context, id, "alike").await?;
    // Whoever is protected is compared with nobody: the question itself would tell of them.
    if seen.facts.protected {
        return Ok((seen, Vec::new()));
    }
    let mut reader = context.read().await?;
    let mut all = Vec::new();
    for member in seen.file.household.members_on(context.today) {
        let Some(record) = seen.people.iter().find(|record| record.person.id == member.person) else {
            continue;
        };
        let person = &record.person;
        let said = reader.said_of(person.id).await?;
        let name = person.name.display_name(domain::NameOrder::GivenFirst);
        let question = Question { names: &name, birth: person.birth, sex: person.sex };
        let mut alike =
            Alike { member: person.id, name: name.clone(), proposed: Vec::new(), decided: Vec::new() };
        let found = known::ask(&context, &mut reader, &question, 4 * MOST_PROPOSED).await?;
        for (household, likely) in found {
            let other = likely.id;
            let known = household == id || said.iter().any(|said| said.other == other);
            if known || likely.grade == Grade::Unlikely || alike.proposed.len() == MOST_PROPOSED {
                continue;
            }
            // Many share a birthday or a family name; without a birth date on either side a name alone says little.
            if person.birth == PartialDate::Unknown && likely.grade < Grade::Likely {
                continue;
            }
            if context.may(Action::See, &reader.household_facts(household).await?.into()) {
                alike.proposed.push((reader.candidate(other, household).await?, likely));
            }
        }
        for said in said.into_iter().filter(|said| said.verdict != IdentityVerdict::Different) {
            let Some(household) = reader.household_of(said.other, context.today).await? else { continue };
            if context.may(Action::See, &reader.household_facts(household).await?.into()) {
                alike.decided.push((reader.candidate(said.other, household).await?, said));
            }
        }
        all.push(alike);
    }
    Ok((seen, all))
}

#[derive(Serialize, Deserialize)]
struct Done {}

/// Remembers what somebody says of a member and somebody else.
pub async fn say(
    context: &Context,
    household: HouseholdId,
    member: PersonId,
    other: PersonId,
    verdict: IdentityVerdict,
) -> Result<(), Error> {
    let context = context.with_purpose(Purpose::CaseWork);
    let mut writer = match context.begin::<Done>().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(Done {}) => return Ok(()),
    };
    let facts = writer.household_facts(household).await?;
    context.require(Action::Edit, &facts.into())?;
    let file = writer.household(household).await?;
    let is_member = file.household.members_on(context.today).any(|one| one.person == member);
    let others = writer.household_of(other, context.today).await?.ok_or(Error::NotFound)?;
    // Somebody who may not be seen does not exist, also for this.
    if !is_member || !context.may(Action::See, &writer.household_facts(others).await?.into()) {
        return Err(Error::NotFound);
    }
    if member == other {
        return Err(Problems::one("other", languages::key!("error-invalid-text")));
    }
    writer.say(member, other, verdict, context.user.id).await?;
    for household in [household, others] {
        writer.note(Change {
            action: "person.compared",
            object: member.uuid(),
            household: Some(household),
            detail: verdict.to_string(),
        });
    }
    context.finish(writer, Done {}).await?;
    Ok(())
}
