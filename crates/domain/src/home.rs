//! Homes, rooms, beds, and who sleeps where. Rule 3: a bed is never promised twice.

mod occupancy;
mod place;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use self::{
    occupancy::{Occupancy, occupancy_on, occupancy_over},
    place::{PlaceError, PlaceRequest, place, renew},
};
use jiff::civil::Date;

use crate::{
    code::codes,
    id::{BedId, HomeId, HouseholdId, PersonId, RoomId, StayId},
    interval::Interval,
    protection::StoredAddress,
    reason::Reason,
};

codes! {
    /// What kind of place it is.
    HomeKind, "kind of home" {
        /// A flat the municipality rents out.
        MunicipalFlat = "municipal_flat",
        /// A private home whose people take somebody in (engagemangshem).
        HostHome = "host_home",
        /// A house many households share.
        Collective = "collective",
        /// A place for the first nights of many.
        Evacuation = "evacuation",
        /// Protected housing (skyddat boende).
        ProtectedHousing = "protected_housing",
    }
}

codes! {
    /// What holds in a home.
    Condition, "condition of a home" {
        /// No step from the street to the bed.
        StepFree = "step_free",
        /// Pets may come along.
        PetsAllowed = "pets_allowed",
        /// Smoking is allowed inside.
        SmokingAllowed = "smoking_allowed",
        /// For women and their children only.
        WomenOnly = "women_only",
        /// Each room can be locked.
        LockableRooms = "lockable_rooms",
        /// One household at a time. [`place()`] sees to it.
        Exclusive = "exclusive",
    }
}

/// What holds in a home: those of the conditions that are named, and none of the others.
pub type Conditions = BTreeSet<Condition>;

/// A bed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bed {
    /// Its id.
    pub id: BedId,
    /// What it is called in the room.
    pub label: String,
}

/// A room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// Its id.
    pub id: RoomId,
    /// What it is called in the home.
    pub name: String,
    /// Its beds.
    pub beds: Vec<Bed>,
}

/// A place where households live.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// Its id.
    pub id: HomeId,
    /// What it is called.
    pub name: String,
    /// What kind of place it is.
    pub kind: HomeKind,
    /// What holds there.
    pub conditions: Conditions,
    /// Its rooms.
    pub rooms: Vec<Room>,
    /// The nights it can be lived in.
    pub interval: Interval,
    /// Where it is, unless nobody may know.
    pub address: Option<StoredAddress>,
}

impl Home {
    /// Every bed.
    pub fn beds(&self) -> impl Iterator<Item = BedId> {
        self.rooms.iter().flat_map(|room| room.beds.iter().map(|bed| bed.id))
    }

    /// Whether the condition holds.
    pub fn has(&self, condition: Condition) -> bool {
        self.conditions.contains(&condition)
    }
}

/// Beds that cannot be slept in on some nights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The beds.
    pub beds: BTreeSet<BedId>,
    /// The nights.
    pub interval: Interval,
    /// Why.
    pub reason: Reason,
}

/// A household in a home for some nights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stay {
    /// Its id.
    pub id: StayId,
    /// Who.
    pub household: HouseholdId,
    /// Where.
    pub home: HomeId,
    /// The beds it has, and who sleeps in each if that is decided. A bed may be kept for a household without a name.
    pub beds: Vec<(BedId, Option<PersonId>)>,
    /// Those who sleep there without a bed of their own: an infant with its mother, a child on a mattress.
    pub without_bed: BTreeSet<PersonId>,
    /// The nights, with an end.
    pub nights: Interval,
}

impl Stay {
    /// Whether the stay has the bed.
    pub fn has_bed(&self, bed: BedId) -> bool {
        self.beds.iter().any(|(id, _)| *id == bed)
    }

    /// Everybody named in it.
    pub fn persons(&self) -> impl Iterator<Item = PersonId> {
        self.beds.iter().filter_map(|(_, person)| *person).chain(self.without_bed.iter().copied())
    }

    /// What becomes of the stay when some of its people leave the household on a day. None if none of them sleeps here
    /// then: the stay is over by that day, or they were never in it. Beds kept without a name stay with the household.
    pub fn part(&self, leaving: &BTreeSet<PersonId>, day: Date) -> Option<Parted> {
        let from = self.nights.from().max(day);
        let after = Interval::new(from, self.nights.to()).ok()?;
        let leaves = |person: &PersonId| leaving.contains(person);
        let (beds_of_leaving, beds_of_staying): (Vec<_>, Vec<_>) =
            self.beds.iter().copied().partition(|(_, person)| person.as_ref().is_some_and(leaves));
        let (leaving_without, staying_without): (BTreeSet<_>, BTreeSet<_>) =
            self.without_bed.iter().copied().partition(leaves);
        if beds_of_leaving.is_empty() && leaving_without.is_empty() {
            return None;
        }
        let part = |beds: Vec<_>, without_bed: BTreeSet<_>| {
            let anybody = !beds.is_empty() || !without_bed.is_empty();
            anybody.then(|| Stay { beds, without_bed, nights: after, ..self.clone() })
        };
        Some(Parted {
            before: self.nights.ending(from).ok(),
            staying: part(beds_of_staying, staying_without),
            leaving: part(beds_of_leaving, leaving_without)?,
        })
    }
}

/// A stay that is parted because its household is. Both parts carry the stay's own id until they are given theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parted {
    /// The nights until then, for everybody; none if the stay has not begun.
    pub before: Option<Interval>,
    /// The nights from then on of those who remain in the household, if anybody does.
    pub staying: Option<Stay>,
    /// The nights from then on of those who leave it. They sleep where they slept, until somebody finds them another home.
    pub leaving: Stay,
}
