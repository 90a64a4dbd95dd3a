//! The homes: enough beds for seven to nine people in ten, as in a reception under pressure.

use domain::Role;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::Request;
use crate::actors::Seat;
use crate::data::{Data, Place};
use crate::dice::{Dice, Scattered};
use crate::model::{
    ActorRef, Conditions, HomeKind, ImaginedActor, ImaginedHome, ImaginedHost, ImaginedUser, Sex, UserRef,
};
use crate::{naming, users};

/// Invented beginnings and ends of street names. Together they make no street that a map knows.
const STREETS: [&str; 16] = [
    "Båklykte",
    "Drivveds",
    "Ejderduns",
    "Fendert",
    "Gastrems",
    "Hamnlykte",
    "Kajlins",
    "Lanternbärar",
    "Måsfjäder",
    "Repknuts",
    "Segelduks",
    "Skotlins",
    "Tångrys",
    "Vattenlinje",
    "Vindstrut",
    "Årklyke",
];
const STREET_ENDS: [&str; 4] = ["vägen", "gränden", "stigen", "backen"];

/// The first homes are one of each kind, so that a small demo shows them all.
const FIRST: [HomeKind; 5] = [
    HomeKind::MunicipalFlat,
    HomeKind::HostHome,
    HomeKind::Evacuation,
    HomeKind::Collective,
    HomeKind::Protected,
];

pub(crate) fn imagine(
    data: &Data,
    place: &Place,
    request: &Request,
    actors: &[ImaginedActor],
    users: &[ImaginedUser],
    dice: &mut Dice,
) -> Vec<ImaginedHome> {
    debug_assert_eq!(actors.len(), Seat::ALL.len(), "homes are owned by seats that actors fill");
    let share = 700 + dice.below(201);
    let wanted = usize::try_from(request.people as u64 * share / 1000).unwrap_or(0);
    let mut host_users = users
        .iter()
        .enumerate()
        .filter(|(_, user)| users::holds(user, Seat::HostNetwork.actor(), Role::Host))
        .map(|(place, user)| (UserRef(place), user.name.clone()));
    let mut references = Scattered::new(dice);
    let mut homes: Vec<ImaginedHome> = Vec::new();
    let mut missing = wanted;
    while missing > 0 {
        let kind = FIRST.get(homes.len()).copied().unwrap_or_else(|| {
            dice.pick_by_permille([
                (HomeKind::MunicipalFlat, 590),
                (HomeKind::HostHome, 340),
                (HomeKind::Collective, 30),
                (HomeKind::Evacuation, 20),
                (HomeKind::Protected, 20),
            ])
        });
        let rooms = rooms(kind, wanted, missing, dice);
        let available_from = available_from(request.today, dice);
        let host_sex = dice.pick([Sex::Female, Sex::Male]);
        let host = (kind == HomeKind::HostHome).then(|| {
            let (user, name) = match host_users.next() {
                Some((user, name)) => (Some(user), name),
                None => (None, naming::swedish(data, host_sex, dice)),
            };
            let vetted_on =
                (user.is_some() || dice.chance(900)).then(|| vetted_on(request.today, available_from, dice));
            ImaginedHost { name, vetted_on, user }
        });
        let woman_opens = host_sex == Sex::Female && host.as_ref().is_some_and(|host| host.user.is_none());
        let street = format!("{}{} {}", dice.pick(STREETS), dice.pick(STREET_ENDS), dice.between(1, 48));
        let area =
            place.localities.get(*place.where_people_live.draw(dice)).map_or("", |locality| locality.name);
        let is_protected = kind == HomeKind::Protected;
        missing = missing.saturating_sub(rooms.iter().map(|&beds| usize::from(beds)).sum());
        homes.push(ImaginedHome {
            reference: references.draw("B-"),
            name: name(kind, &street, homes.len()),
            kind,
            area: if is_protected { "" } else { area },
            address: (!is_protected).then_some(street),
            owner: owner(kind, dice),
            host,
            rooms,
            conditions: conditions(kind, woman_opens, dice),
            available_from,
            available_to: available_to(kind, request.today, available_from, dice),
        });
    }
    homes
}

/// The beds of each room, together not more than the beds still wanted.
fn rooms(kind: HomeKind, wanted: usize, missing: usize, dice: &mut Dice) -> Vec<u8> {
    // In a small reception one hall must not hold everybody.
    let largest = i32::try_from(wanted / 8).unwrap_or(i32::MAX).max(4);
    let beds = match kind {
        HomeKind::MunicipalFlat => {
            dice.pick_by_permille([(1, 260), (2, 290), (3, 180), (4, 140), (5, 70), (6, 40), (8, 20)])
        }
        HomeKind::HostHome => dice.pick_by_permille([(1, 330), (2, 380), (3, 190), (4, 100)]),
        HomeKind::Collective => dice.between(6, 36).min(largest),
        HomeKind::Evacuation => dice.between(12, 60).min(largest),
        HomeKind::Protected => dice.between(3, 8).min(largest),
    };
    let mut left = usize::try_from(beds).unwrap_or(1).clamp(1, missing.max(1));
    let mut rooms = Vec::new();
    while left > 0 {
        let room = match kind {
            HomeKind::MunicipalFlat | HomeKind::HostHome => dice.pick([1, 2, 2]),
            HomeKind::Collective | HomeKind::Protected => dice.pick([1, 2, 2, 3, 4]),
            HomeKind::Evacuation => dice.pick([2, 4, 4, 6]),
        };
        let room = room.min(left);
        rooms.push(u8::try_from(room).unwrap_or(1));
        left -= room;
    }
    rooms
}

/// Most homes opened before or during the months of many arrivals; a few will open soon.
fn available_from(today: Date, dice: &mut Dice) -> Date {
    match dice.below(100) {
        0..60 => today.saturating_sub((365 + dice.between(0, 200)).days()),
        60..95 => today.saturating_sub(dice.between(1, 365).days()),
        _ => today.saturating_add(dice.between(1, 60).days()),
    }
}

/// A host is vetted before the home opens and again each year; for some it is time again.
fn vetted_on(today: Date, available_from: Date, dice: &mut Dice) -> Date {
    let first = available_from.min(today).saturating_sub(dice.between(0, 20).days());
    let renewed = today.saturating_sub(dice.between(1, 400).days());
    if first < today.saturating_sub(365.days()) { renewed } else { first }
}

/// Hosts promise a time; a hall goes back to the school that owns it. A few ended recently.
fn available_to(kind: HomeKind, today: Date, from: Date, dice: &mut Dice) -> Option<Date> {
    let limited = match kind {
        HomeKind::HostHome => dice.chance(500),
        HomeKind::Evacuation => dice.chance(600),
        HomeKind::MunicipalFlat | HomeKind::Collective | HomeKind::Protected => dice.chance(60),
    };
    let ended = from < today.saturating_sub(90.days()) && dice.chance(60);
    let to = if ended {
        today.saturating_sub(dice.between(0, 60).days())
    } else {
        from.max(today).saturating_add(dice.between(10, 360).days())
    };
    limited.then_some(to)
}

fn owner(kind: HomeKind, dice: &mut Dice) -> ActorRef {
    let seat = match kind {
        HomeKind::MunicipalFlat => dice.pick([Seat::HousingCompany, Seat::HousingCompany, Seat::Premises]),
        HomeKind::HostHome => Seat::HostNetwork,
        HomeKind::Collective => dice.pick([Seat::Premises, Seat::Parish]),
        HomeKind::Evacuation => Seat::Executive,
        HomeKind::Protected => Seat::Shelter,
    };
    seat.actor()
}

fn conditions(kind: HomeKind, woman_opens: bool, dice: &mut Dice) -> Conditions {
    let is_protected = kind == HomeKind::Protected;
    Conditions {
        step_free: dice.chance(if kind == HomeKind::HostHome { 250 } else { 450 }),
        pets: !is_protected && dice.chance(if kind == HomeKind::Evacuation { 50 } else { 250 }),
        children: is_protected || kind != HomeKind::HostHome || dice.chance(750),
        women_only: is_protected || (woman_opens && dice.chance(300)),
        own_kitchen: kind == HomeKind::MunicipalFlat || (kind == HomeKind::HostHome && dice.chance(200)),
    }
}

fn name(kind: HomeKind, street: &str, number: usize) -> String {
    match kind {
        HomeKind::MunicipalFlat => format!("Lägenhet {street}"),
        HomeKind::HostHome => format!("Engagemangshem {street}"),
        HomeKind::Collective => format!("Gemensamt boende {street}"),
        HomeKind::Evacuation => format!("Evakueringsboende {street}"),
        HomeKind::Protected => format!("Skyddat boende {number}"),
    }
}
