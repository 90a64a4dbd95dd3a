//! Homes for a household: which, why, and why not the others.
//!
//! This is the seam for a matching engine: it takes a household and nights and gives homes with reasons. People decide,
//! the program proposes, so a home with a reason against it is still shown, after the others.

use access::{Action, Purpose};
use domain::{Condition, HomeId, HomeKind, HouseholdId, Interval, Person, Sex, StayId};
use store::receive::home::{FittingHome, FittingQuery};

use super::needs_vetted_host;
use crate::{Context, Error};

/// How many homes are shown. More say only that the search can be narrower.
const MOST_SHOWN: i64 = 30;

/// Why a home fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// It is where the household is.
    SameArea,
    /// Its free beds are as many as the household needs.
    ExactFit,
    /// It is made for people like these: protected housing for the protected.
    Protected,
    /// No step from the street to the bed.
    StepFree,
}

/// Why a home does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// It can be lived in on other nights only.
    Closed,
    /// Fewer beds are free on every night than are needed.
    TooFewBeds,
    /// It takes one household at a time, and another is there.
    TakesOneHousehold,
    /// Its address is stored, and this household's must not be (rule 7).
    AddressIsStored,
    /// A household with a child or a protected member goes to no host whose vetting is not complete (rule 4).
    HostNotVetted,
    /// It is for women and their children.
    WomenOnly,
    /// Protected housing is kept for those who need it.
    KeptForProtected,
}

impl Against {
    /// Whether it cannot be chosen at all; the others are advice.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::WomenOnly | Self::KeptForProtected)
    }
}

/// A home with what speaks for and against it.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The home.
    pub home: HomeId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: HomeKind,
    /// The locality.
    pub area: String,
    /// Beds that are free on every one of the nights.
    pub free: i64,
    /// Why.
    pub why: Vec<For>,
    /// Why not.
    pub why_not: Vec<Against>,
}

impl Candidate {
    /// Whether the household can be placed there.
    pub fn is_possible(&self) -> bool {
        !self.why_not.iter().any(|reason| reason.is_final())
    }
}

/// What to look for beside the nights.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// A part of the home's name.
    pub name: String,
    /// The stay the household would move from.
    pub moving: Option<StayId>,
}

/// Homes for a household on some nights, best first.
pub async fn candidates(
    context: &Context,
    household: HouseholdId,
    nights: Interval,
    search: &Search,
) -> Result<Vec<Candidate>, Error> {
    let context = context.with_purpose(Purpose::Placement);
    let mut reader = context.read().await?;
    context.require(Action::Place, &reader.household_facts(household).await?.into())?;
    let file = reader.household(household).await?;
    let people = reader.people_of(household).await?;
    let members: Vec<&Person> = file
        .household
        .members_on(nights.from().max(context.today))
        .filter_map(|member| {
            people.iter().map(|record| &record.person).find(|person| person.id == member.person)
        })
        .collect();
    let query = FittingQuery {
        household,
        moving: search.moving,
        nights,
        beds: i64::try_from(members.len()).unwrap_or(i64::MAX),
        near: file.area.clone().unwrap_or_default(),
        name: search.name.clone(),
        no_hosts: needs_vetted_host(&members, file.protection, nights.from()),
        no_address: !file.protection.stores_address(),
        protected_first: file.protection.is_protected(),
        limit: MOST_SHOWN,
    };
    let homes = reader.fitting_homes(&context.home_scope(), &query).await?;
    let grown_man = members.iter().any(|person| {
        person.sex == Some(Sex::Male) && person.birth.age_on(nights.from()).max.is_none_or(|age| age >= 18)
    });
    let mut candidates: Vec<Candidate> =
        homes.into_iter().map(|home| weigh(home, &query, grown_man)).collect();
    candidates.sort_by_key(|candidate| (!candidate.is_possible(), !candidate.why_not.is_empty()));
    Ok(candidates)
}

fn weigh(home: FittingHome, query: &FittingQuery, grown_man: bool) -> Candidate {
    let has = |condition| home.conditions.contains(&condition);
    let protected_housing = home.kind == HomeKind::ProtectedHousing;
    let why = [
        (For::Protected, protected_housing && query.protected_first),
        (For::SameArea, home.area == query.near),
        (For::ExactFit, home.free == query.beds),
        (For::StepFree, has(Condition::StepFree)),
    ];
    let why_not = [
        (Against::Closed, !home.interval.encloses(&query.nights)),
        (Against::TooFewBeds, home.free < query.beds),
        (Against::TakesOneHousehold, home.others && has(Condition::Exclusive)),
        (Against::AddressIsStored, home.has_address && query.no_address),
        (Against::HostNotVetted, home.kind == HomeKind::HostHome && query.no_hosts),
        (Against::WomenOnly, grown_man && has(Condition::WomenOnly)),
        (Against::KeptForProtected, protected_housing && !query.protected_first),
    ];
    Candidate {
        home: home.id,
        name: home.name,
        kind: home.kind,
        area: home.area,
        free: home.free,
        why: why.into_iter().filter_map(|(reason, holds)| holds.then_some(reason)).collect(),
        why_not: why_not.into_iter().filter_map(|(reason, holds)| holds.then_some(reason)).collect(),
    }
}
