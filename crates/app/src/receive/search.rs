//! Search before create: is somebody like this known already?
//!
//! What was typed goes to the linkage engine's index ([`known`]); what comes back is shown as far as the asker may know
//! of it. People with protected identity never appear, not as a hint, not in a count.

use access::{Action, Purpose};
use domain::{HouseholdId, IdentifierKind, IdentifierValue, PartialDate, PersonId, normalise};
use store::receive::search::Candidate;

use super::{
    household,
    known::{self, Asked, Grade},
};
use crate::{Context, Error};

/// How likely somebody known is the one who is asked for, and why.
pub type Likely = known::Candidate<PersonId>;

/// How many candidates are shown. More say only that too little was typed.
pub const MOST_HITS: usize = 10;

/// How many are asked for, because some may not be shown and a household is hinted at once.
const MOST_ASKED: usize = 3 * MOST_HITS;

/// How many people a search in the list of households gives. Whoever sees as many adds another name.
pub const MOST_FOUND: i64 = 50;

/// Somebody who may be the one at the desk.
#[derive(Clone, Debug, PartialEq)]
pub enum Hit {
    /// A household the asker may open.
    Open {
        /// Who.
        candidate: Candidate,
        /// How likely, and why; nothing if a number was typed that is theirs.
        likely: Option<Likely>,
    },
    /// Known in the reception; the reference is all that is told, to ask a colleague with.
    Hint {
        /// The household's reference.
        reference: String,
    },
}

impl Hit {
    /// The household, if it may be opened.
    pub fn household(&self) -> Option<HouseholdId> {
        match self {
            Self::Open { candidate, .. } => Some(candidate.household),
            Self::Hint { .. } => None,
        }
    }
}

/// What was typed so far.
#[derive(Clone, Debug, Default)]
pub struct Typed<'a> {
    /// Names in any order and script.
    pub names: &'a str,
    /// As much of the birth date as was typed.
    pub birth: Option<PartialDate>,
    /// A personnummer, samordningsnummer or LMA number.
    pub number: Option<&'a str>,
}

/// Candidates for what was typed, the likeliest first. A single letter gives nothing.
pub async fn candidates(context: &Context, typed: &Typed<'_>) -> Result<Vec<Hit>, Error> {
    let context = context.with_purpose(Purpose::Registration);
    let mut reader = context.read().await?;
    let mut found: Vec<(PersonId, HouseholdId, Option<Likely>)> = Vec::new();
    if let Some(number) = typed.number.filter(|number| !number.trim().is_empty()) {
        found.extend(by_number(&context, &mut reader, number).await?);
    }
    if typed.names.chars().filter(|sign| sign.is_alphanumeric()).count() > 1 {
        let asked =
            Asked { names: typed.names, birth: typed.birth.unwrap_or(PartialDate::Unknown), sex: None };
        for (household, likely) in known::ask(&context, &mut reader, &asked, MOST_ASKED).await? {
            found.push((likely.id, household, Some(likely)));
        }
    }
    // A name that is half typed makes nobody likely yet; as soon as somebody is, the others only distract.
    let is_unlikely =
        |likely: &Option<Likely>| likely.as_ref().is_some_and(|likely| likely.grade == Grade::Unlikely);
    if found.iter().any(|(_, _, likely)| !is_unlikely(likely)) {
        found.retain(|(_, _, likely)| !is_unlikely(likely));
    }
    let mut hits = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for (person, household, likely) in found {
        if !seen.insert(person) {
            continue;
        }
        let facts = reader.household_facts(household).await?.into();
        if context.may(Action::See, &facts) {
            hits.push(Hit::Open { candidate: reader.candidate(person, household).await?, likely });
        } else if context.may(Action::SeeHint, &facts) {
            let hint = Hit::Hint { reference: reader.household(household).await?.reference };
            if !hits.contains(&hint) {
                hits.push(hint);
            }
        }
        if hits.len() >= MOST_HITS {
            break;
        }
    }
    Ok(hits)
}

/// Households among those the asker may list, by the reference or by the names of somebody in them. A reference is one
/// household or none; names give at most [`MOST_FOUND`] people.
pub async fn find(context: &Context, text: &str) -> Result<Vec<Candidate>, Error> {
    let context = context.with_purpose(Purpose::CaseWork);
    let Some(scope) = household::list_scope(&context) else { return Ok(Vec::new()) };
    let mut reader = context.read().await?;
    if let Some(household) = reader.household_by_reference(text).await? {
        let facts = reader.household_facts(household).await?.into();
        if context.may(Action::See, &facts) {
            // A household that has closed has no head, but it had people.
            let file = reader.household(household).await?.household;
            let shown = file.head().or_else(|| file.members.first().map(|member| member.person));
            if let Some(shown) = shown {
                return Ok(vec![reader.candidate(shown, household).await?]);
            }
        }
    }
    let words = words_of(text);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    Ok(reader.people_named(&scope, &words, context.today, MOST_FOUND).await?)
}

/// The words of names as they are compared; a single letter finds too much.
fn words_of(names: &str) -> Vec<String> {
    normalise(names).split_whitespace().filter(|word| word.chars().count() > 1).map(str::to_owned).collect()
}

async fn by_number(
    context: &Context,
    reader: &mut store::Reader,
    number: &str,
) -> Result<Vec<(PersonId, HouseholdId, Option<Likely>)>, Error> {
    let mut found = Vec::new();
    for kind in [IdentifierKind::Personnummer, IdentifierKind::Samordningsnummer, IdentifierKind::LmaNumber] {
        let Ok(value) = IdentifierValue::parse(kind, number, context.today) else { continue };
        for person in reader.people_with_identifier(&value).await? {
            if let Some(household) = reader.household_of(person, context.today).await? {
                found.push((person, household, None));
            }
        }
    }
    Ok(found)
}
