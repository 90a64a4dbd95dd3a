//! Search before create: is somebody like this known already?
//!
//! This is the seam for a linkage engine: it takes what was typed and gives candidates with what the asker may know of
//! them. People with protected identity never appear, not as a hint, not in a count.

use access::{
    Action, Purpose,
    scope::{HouseholdScope, ProtectedRows, household_scope},
};
use domain::{HouseholdId, IdentifierKind, IdentifierValue, PartialDate, normalise};
use jiff::civil::Date;
use store::receive::search::Candidate;

use super::household;
use crate::{Context, Error};

/// How many candidates are shown. More say only that too little was typed.
pub const MOST_HITS: i64 = 10;

/// How many people a search in the list of households gives. Whoever sees as many adds another name.
pub const MOST_FOUND: i64 = 50;

/// Somebody who may be the one at the desk.
#[derive(Clone, Debug, PartialEq)]
pub enum Hit {
    /// A household the asker may open.
    Open(Candidate),
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
            Self::Open(candidate) => Some(candidate.household),
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

/// Candidates for what was typed, best first. Less than two letters give nothing.
pub async fn candidates(context: &Context, typed: &Typed<'_>) -> Result<Vec<Hit>, Error> {
    let context = context.with_purpose(Purpose::Registration);
    let words = words_of(typed.names);
    let mut reader = context.read().await?;
    let mut found: Vec<Candidate> = Vec::new();
    if let Some(number) = typed.number.filter(|number| !number.trim().is_empty()) {
        found.extend(by_number(&context, &mut reader, number).await?);
    }
    if !words.is_empty() {
        // Hints reach further than lists: over the tenant, never to protected people.
        let wide = HouseholdScope::All { tenant: context.who.tenant, protected: ProtectedRows::Hidden };
        found.extend(reader.people_named(&wide, &words, context.today, MOST_HITS * 2).await?);
        let own = household_scope(&context.principal);
        found.extend(reader.people_named(&own, &words, context.today, MOST_HITS).await?);
    }
    let mut hits = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for candidate in found {
        if !seen.insert(candidate.person) || !birth_agrees(typed.birth, candidate.birth) {
            continue;
        }
        let facts = reader.household_facts(candidate.household).await?.into();
        if context.may(Action::See, &facts) {
            hits.push(Hit::Open(candidate));
        } else if context.may(Action::SeeHint, &facts) {
            let hint = Hit::Hint { reference: candidate.reference };
            if !hits.contains(&hint) {
                hits.push(hint);
            }
        }
        if hits.len() >= usize::try_from(MOST_HITS).unwrap_or(usize::MAX) {
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

/// Dates that cannot be the same day of birth; a missing part agrees with everything.
fn birth_agrees(typed: Option<PartialDate>, known: PartialDate) -> bool {
    let Some(typed) = typed else { return true };
    let bounds = |date: PartialDate| Option::zip(date.earliest(), date.latest());
    let (Some((from, to)), Some((known_from, known_to))): (Option<(Date, Date)>, _) =
        (bounds(typed), bounds(known))
    else {
        return true;
    };
    from <= known_to && known_from <= to
}

async fn by_number(
    context: &Context,
    reader: &mut store::Reader,
    number: &str,
) -> Result<Vec<Candidate>, Error> {
    let mut found = Vec::new();
    for kind in [IdentifierKind::Personnummer, IdentifierKind::Samordningsnummer, IdentifierKind::LmaNumber] {
        let Ok(value) = IdentifierValue::parse(kind, number, context.today) else { continue };
        for person in reader.people_with_identifier(&value).await? {
            if let Some(household) = reader.household_of(person, context.today).await? {
                found.push(reader.candidate(person, household).await?);
            }
        }
    }
    Ok(found)
}
