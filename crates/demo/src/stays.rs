//! Who lives where. A simple matchmaker, not the engine: it keeps the rules and looks no further.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::dice::Dice;
use crate::households::days_between;
use crate::model::{
    BedRef, HomeKind, HomeRef, HouseholdRef, ImaginedHome, ImaginedHousehold, ImaginedPerson, ImaginedStay,
    Sex,
};

/// How long a host's vetting holds here. Local policy may say otherwise.
const VETTING_HOLDS_DAYS: i32 = 365;

/// How many homes of a size are looked at before the next size is.
const LOOKED_AT: usize = 40;

/// Free room in a home: all of it, or the rooms from some room on.
#[derive(Clone, Copy)]
struct Space {
    home: usize,
    first_room: usize,
}

/// Spaces by their beds.
#[derive(Default)]
struct Spaces(BTreeMap<usize, Vec<Space>>);

impl Spaces {
    fn add(&mut self, homes: &[ImaginedHome], space: Space) {
        let beds = space.beds(&homes[space.home]).count();
        if beds > 0 {
            self.0.entry(beds).or_default().push(space);
        }
    }

    /// The smallest space that fits, with at most `spare` beds over.
    fn take(&mut self, size: usize, spare: usize, fits: impl Fn(usize) -> bool) -> Option<Space> {
        for spaces in self.0.range_mut(size..=size.saturating_add(spare)).map(|(_, spaces)| spaces) {
            let found = spaces.iter().enumerate().rev().take(LOOKED_AT).find(|(_, space)| fits(space.home));
            if let Some((place, _)) = found {
                return Some(spaces.swap_remove(place));
            }
        }
        None
    }
}

impl Space {
    fn beds(self, home: &ImaginedHome) -> impl Iterator<Item = BedRef> + '_ {
        let rooms = home.rooms.iter().enumerate().skip(self.first_room);
        rooms.flat_map(|(room, &beds)| (0..usize::from(beds)).map(move |bed| BedRef { room, bed }))
    }
}

pub(crate) fn imagine(
    households: &[ImaginedHousehold],
    homes: &[ImaginedHome],
    today: Date,
    dice: &mut Dice,
) -> Vec<ImaginedStay> {
    let (mut whole, mut shared, mut protected) = (Spaces::default(), Spaces::default(), Spaces::default());
    for (place, home) in homes.iter().enumerate() {
        let open = home.available_from <= today && home.available_to.is_none_or(|end| end > today);
        // Some open homes stand empty: reserved for tonight, or waiting for keys.
        if !open || !host_may_take(home, today) || dice.chance(70) {
            continue;
        }
        let spaces = match home.kind {
            HomeKind::MunicipalFlat | HomeKind::HostHome => &mut whole,
            HomeKind::Collective | HomeKind::Evacuation => &mut shared,
            HomeKind::Protected => &mut protected,
        };
        spaces.add(homes, Space { home: place, first_room: 0 });
    }
    let mut stays = Vec::new();
    for (place, household) in households.iter().enumerate() {
        let earliest = household.arrived_on.saturating_add(dice.between(0, 9).days());
        // Socialtjänsten finds a home for an unaccompanied child, outside these.
        if household.is_unaccompanied() || earliest > today {
            continue;
        }
        let size = household.people.len();
        let fits = |home: usize| suits(&homes[home], household);
        // A home for one household has at most two beds over; of shared housing, any rooms beside each other will do.
        let found = if household.is_protected() {
            protected.take(size, usize::MAX, fits)
        } else if dice.chance(700) {
            whole.take(size, 2, fits).or_else(|| shared.take(size, usize::MAX, fits))
        } else {
            shared.take(size, usize::MAX, fits).or_else(|| whole.take(size, 2, fits))
        };
        let Some(space) = found else { continue };
        let home = &homes[space.home];
        let beds: Vec<BedRef> = space.beds(home).take(size).collect();
        let vetted = home.host.as_ref().and_then(|host| host.vetted_on).unwrap_or(earliest);
        let from = earliest.max(home.available_from).max(vetted);
        // Households share a home, never a room.
        let rest = Space { first_room: beds.last().map_or(0, |bed| bed.room + 1), ..space };
        match home.kind {
            HomeKind::Collective | HomeKind::Evacuation => shared.add(homes, rest),
            HomeKind::Protected => protected.add(homes, rest),
            HomeKind::MunicipalFlat | HomeKind::HostHome => {}
        }
        stays.push(ImaginedStay { household: HouseholdRef(place), home: HomeRef(space.home), from, beds });
    }
    stays
}

fn suits(home: &ImaginedHome, household: &ImaginedHousehold) -> bool {
    let child = household.people.iter().any(ImaginedPerson::is_child);
    let man = household.people.iter().any(|person| person.sex == Sex::Male && !person.is_child());
    (home.conditions.children || !child) && !(home.conditions.women_only && man)
}

/// A household goes to a host whose vetting is complete and in date. For a household with a child that is a rule; a
/// demo has no reason to show the exception for others.
fn host_may_take(home: &ImaginedHome, today: Date) -> bool {
    home.host.as_ref().is_none_or(|host| {
        host.vetted_on.is_some_and(|day| day <= today && days_between(day, today) <= VETTING_HOLDS_DAYS)
    })
}
