#![doc = include_str!("../README.md")]

mod actors;
mod csv;
mod data;
mod dice;
mod homes;
mod households;
mod identity;
mod model;
mod naming;
mod stays;
mod users;

pub use crate::csv::{homes_csv, households_csv, organisations_csv};
pub use crate::data::BrokenRow;
pub use crate::model::*;

use crate::data::Data;
use crate::dice::{Dice, Stream};
use jiff::civil::Date;

/// The most people one municipality is imagined with: the whole country's reception in 2015 was 162,877 people, and
/// the references have room for a million.
pub const MOST_PEOPLE: usize = 200_000;

/// What to imagine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The municipality's code (kommunkod), four digits: any of the 290.
    pub municipality: String,
    /// How many people are in reception, exactly.
    pub people: usize,
    /// Decides every draw: the same request gives the same municipality.
    pub seed: u64,
    /// The day it is. The arrivals lie in the twelve months that end with it.
    pub today: Date,
}

/// Why nothing could be imagined.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DemoError {
    /// No municipality has this code.
    #[error(
        "imagining municipality “{code}”: no municipality has that code; {near}. Codes have four digits, and \
         `demo::municipalities` lists all 290"
    )]
    UnknownMunicipality {
        /// What was asked for.
        code: String,
        /// What was perhaps meant, as part of a sentence.
        near: String,
    },
    /// More people than references have room for.
    #[error(
        "imagining {people} people: one municipality is imagined with at most {MOST_PEOPLE}; ask for fewer"
    )]
    TooManyPeople {
        /// What was asked for.
        people: usize,
    },
    /// An extract in demo/data was changed by hand and no longer says what it should.
    #[error(transparent)]
    Data(#[from] BrokenRow),
}

/// A municipality that can be imagined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MunicipalityName {
    /// Four digits.
    pub code: &'static str,
    /// The short name: “Arvika”.
    pub name: &'static str,
    /// The county (län).
    pub county: &'static str,
}

/// All 290 municipalities, in the order of their codes.
pub fn municipalities() -> Result<Vec<MunicipalityName>, DemoError> {
    let data = Data::embedded()?;
    Ok(data
        .places
        .iter()
        .map(|p| MunicipalityName { code: p.code, name: p.name, county: p.county })
        .collect())
}

/// Imagines a municipality.
///
/// Each part is drawn from its own stream of chance, so that asking for more people leaves the actors and users as
/// they were.
pub fn imagine(request: &Request) -> Result<Municipality, DemoError> {
    let data = Data::embedded()?;
    if request.people > MOST_PEOPLE {
        return Err(DemoError::TooManyPeople { people: request.people });
    }
    let place = data
        .places
        .iter()
        .find(|place| place.code == request.municipality)
        .ok_or_else(|| unknown(data, &request.municipality))?;
    let dice = |stream| Dice::new(request.seed, place.code, stream);

    let actors = actors::imagine(place, request.today, &mut dice(Stream::Actors));
    let users = users::imagine(data, &actors, &mut dice(Stream::Users));
    let households = households::imagine(data, place, request, &actors, &mut dice(Stream::Households));
    let homes = homes::imagine(data, place, request, &actors, &users, &mut dice(Stream::Homes));
    let stays = stays::imagine(&households, &homes, request.today, &mut dice(Stream::Stays));
    Ok(Municipality {
        code: place.code,
        name: place.name,
        full_name: place.full_name,
        county: place.county,
        population: place.population,
        localities: place.localities.clone(),
        quota: place.quotas.last().cloned(),
        actors,
        users,
        households,
        homes,
        stays,
    })
}

fn unknown(data: &Data, code: &str) -> DemoError {
    let wanted = code.trim().to_lowercase();
    let named = |place: &&data::Place| wanted.len() > 1 && place.name.to_lowercase().contains(&wanted);
    let mut near: Vec<&data::Place> = data.places.iter().filter(named).collect();
    if near.is_empty() {
        let number: i32 = wanted.parse().unwrap_or(0);
        near = data.places.iter().collect();
        near.sort_by_key(|place| {
            place.code.parse::<i32>().map_or(i32::MAX, |code| code.abs_diff(number).cast_signed())
        });
    }
    let near: Vec<String> =
        near.iter().take(3).map(|place| format!("{} {}", place.code, place.name)).collect();
    DemoError::UnknownMunicipality { code: code.to_owned(), near: format!("near it are {}", near.join(", ")) }
}
