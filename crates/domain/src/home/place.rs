//! Giving a household its beds.

use std::collections::BTreeSet;

use super::{Block, Condition, Home, Stay};
use crate::{
    id::{BedId, HouseholdId, PersonId, StayId},
    interval::Interval,
    protection::Protection,
};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceRequest {
    /// The new stay's id.
    pub stay: StayId,
    /// Who is to live there.
    pub household: HouseholdId,
    /// The protection of its most protected member.
    pub protection: Protection,
    /// The beds, and who sleeps in each if that is decided.
    pub beds: Vec<(BedId, Option<PersonId>)>,
    /// Those who sleep there without a bed of their own.
    pub without_bed: BTreeSet<PersonId>,
    /// The nights.
    pub nights: Interval,
}

/// A household cannot be placed like this. The texts name no other household: whoever places one family need not
/// see who else lives there.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum PlaceError {
    /// No bed was chosen.
    #[error("no bed is chosen: choose at least one")]
    NoBed,
    /// A bed was chosen twice.
    #[error("a bed is chosen twice: choose each bed once")]
    BedTwice(BedId),
    /// A person was given two places.
    #[error("a person is given two sleeping places on the same nights: choose one")]
    PersonTwice(PersonId),
    /// A bed is in another home.
    #[error("a chosen bed is not in this home: choose beds of this home")]
    NotInHome(BedId),
    /// The stay has no end.
    #[error("the stay has no last night: give the day the household leaves, it can be moved later")]
    NoEnd,
    /// The home cannot be lived in on some of the nights.
    #[error("the home can only be lived in on other nights: choose nights within the home's own")]
    HomeClosed(Interval),
    /// A bed cannot be slept in on some of the nights.
    #[error("a chosen bed is blocked on some of these nights: choose another bed or other nights")]
    Blocked {
        /// The bed.
        bed: BedId,
        /// The nights in question.
        nights: Interval,
    },
    /// A bed is promised to another stay on some of the nights.
    #[error("a chosen bed is taken on some of these nights: choose another bed or other nights")]
    Taken {
        /// The bed.
        bed: BedId,
        /// The nights in question.
        nights: Interval,
    },
    /// The home takes one household at a time.
    #[error(
        "the home takes one household at a time and is taken on some of these nights: choose another home or other nights"
    )]
    ExclusiveTaken(Interval),
    /// The home's address is stored and must not be, for these people.
    #[error(
        "this household's address must not be stored, and this home's is: choose a home without a stored address"
    )]
    AddressIsStored(Protection),
}

/// Gives a household its beds, if the beds are in the home, open, not blocked and not promised: rule 3.
///
/// `existing` are the stays of this home, in any order, past ones too; `blocks` likewise.
pub fn place(
    home: &Home,
    existing: &[Stay],
    blocks: &[Block],
    request: PlaceRequest,
) -> Result<Stay, PlaceError> {
    if !request.protection.stores_address() && home.address.is_some() {
        return Err(PlaceError::AddressIsStored(request.protection));
    }
    let stay = Stay {
        id: request.stay,
        household: request.household,
        home: home.id,
        beds: request.beds,
        without_bed: request.without_bed,
        nights: request.nights,
    };
    check(home, existing, blocks, &stay)?;
    Ok(stay)
}

/// The same stay for other nights: longer, shorter, earlier, later. It does not stand in its own way.
pub fn renew(
    home: &Home,
    existing: &[Stay],
    blocks: &[Block],
    stay: Stay,
    nights: Interval,
) -> Result<Stay, PlaceError> {
    let renewed = Stay { nights, ..stay };
    check(home, existing, blocks, &renewed)?;
    Ok(renewed)
}

fn check(home: &Home, existing: &[Stay], blocks: &[Block], stay: &Stay) -> Result<(), PlaceError> {
    check_request(home, stay)?;
    for block in blocks {
        if let Some(nights) = block.interval.intersection(&stay.nights)
            && let Some((bed, _)) = stay.beds.iter().find(|(bed, _)| block.beds.contains(bed))
        {
            return Err(PlaceError::Blocked { bed: *bed, nights });
        }
    }
    for other in existing.iter().filter(|other| other.id != stay.id) {
        let Some(nights) = other.nights.intersection(&stay.nights) else { continue };
        if let Some((bed, _)) = stay.beds.iter().find(|(bed, _)| other.has_bed(*bed)) {
            return Err(PlaceError::Taken { bed: *bed, nights });
        }
        if let Some(person) = stay.persons().find(|person| other.persons().any(|there| there == *person)) {
            return Err(PlaceError::PersonTwice(person));
        }
        if home.has(Condition::Exclusive) && other.home == home.id && other.household != stay.household {
            return Err(PlaceError::ExclusiveTaken(nights));
        }
    }
    Ok(())
}

/// What can be said of a stay without looking at others.
fn check_request(home: &Home, stay: &Stay) -> Result<(), PlaceError> {
    if stay.beds.is_empty() {
        return Err(PlaceError::NoBed);
    }
    if stay.nights.is_open_ended() {
        return Err(PlaceError::NoEnd);
    }
    if !home.interval.encloses(&stay.nights) {
        return Err(PlaceError::HomeClosed(home.interval));
    }
    let mut beds = BTreeSet::new();
    for (bed, _) in &stay.beds {
        if !home.beds().any(|there| there == *bed) {
            return Err(PlaceError::NotInHome(*bed));
        }
        if !beds.insert(*bed) {
            return Err(PlaceError::BedTwice(*bed));
        }
    }
    let mut persons = BTreeSet::new();
    match stay.persons().find(|person| !persons.insert(*person)) {
        Some(person) => Err(PlaceError::PersonTwice(person)),
        None => Ok(()),
    }
}
