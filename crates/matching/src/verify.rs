//! An independent checker: are all hard constraints kept, what is the placement worth, and what do the prices prove?
//!
//! It reads the records and nothing else. The rules, the fit and the knapsack are written down here a second time, pair
//! by pair and without any index, so that a mistake in the engine's search for pairs cannot hide in its proof.

use std::collections::HashMap;

use crate::{
    dual::{PRICE_SCALE, Prices},
    model::{Composition, Home, HostCondition, Household, Instance, Kind},
    plan::Placement,
};

/// A hard constraint that a list of placements breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// A household or home that is not in the instance.
    Unknown(Placement),
    /// A household has two homes.
    Twice(Placement),
    /// The two do not go together.
    Incompatible(Placement),
    /// A home for one household has several.
    NotExclusive {
        /// The home.
        home: u32,
    },
    /// More persons than beds.
    Beds {
        /// The home.
        home: u32,
    },
    /// More rooms taken than there are.
    Rooms {
        /// The home.
        home: u32,
    },
    /// More children than school places.
    SchoolPlaces {
        /// The place.
        place: u32,
    },
    /// A group that lives in several places, or of which some are unplaced.
    GroupSplit {
        /// The group.
        group: u32,
    },
}

/// What the checker found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Broken constraints; empty if all is well.
    pub violations: Vec<Violation>,
    /// Persons with a home.
    pub people: u32,
    /// Points: people first, then fit.
    pub objective: i64,
}

/// The fit of a pair, or nothing if the household can never be proposed to the home.
fn fit(instance: &Instance, household: &Household, home: &Home) -> Option<i32> {
    let size = i32::from(household.size);
    let beds = i32::from(home.beds);
    let rooms_needed = (size + i32::from(home.beds_per_room) - 1) / i32::from(home.beds_per_room).max(1);
    let place = &instance.places[home.place as usize];
    let kilometres = |from: u32| {
        let from = &instance.places[from as usize];
        let (x, y) = (i64::from(from.x - place.x), i64::from(from.y - place.y));
        i32::try_from((x * x + y * y).isqrt()).unwrap_or(i32::MAX)
    };
    if size > beds || (household.counties & (1 << place.county)) == 0 {
        return None;
    }
    if home.exclusive {
        if beds - size > i32::from(household.max_spare_beds) {
            return None;
        }
    } else if rooms_needed > i32::from(home.rooms) {
        return None;
    }
    if let Some(limit) = household.max_distance
        && kilometres(household.anchor) > limit
    {
        return None;
    }
    let missing = (household.step_free && !home.step_free)
        || (household.pets && !home.pets_allowed)
        || (household.allergy && home.has_pets)
        || (household.smokes && !home.smoking_allowed)
        || (household.lockable && !home.lockable);
    let unvetted = household.children > 0 && home.vetting == 0;
    let minor_unsafe = household.composition == Composition::UnaccompaniedMinor
        && (home.vetting < 2 || home.kind == Kind::Flat || home.kind == Kind::Protected);
    if missing || unvetted || minor_unsafe {
        return None;
    }
    if household.protected {
        let safe = home.kind == Kind::Protected || (home.vetting >= 2 && home.kind != Kind::Collective);
        if !safe || household.danger == Some(home.place) {
            return None;
        }
    } else if !household.women_only && home.kind == Kind::Protected {
        return None;
    }
    let women = [HostCondition::WomenAndFamilies, HostCondition::SingleWomen];
    if household.women_only
        && home.kind != Kind::Protected
        && home.kind != Kind::Flat
        && !women.contains(&home.condition)
    {
        return None;
    }
    let welcome = match home.condition {
        HostCondition::None => true,
        HostCondition::WomenAndFamilies => {
            household.composition == Composition::SingleWoman || household.composition == Composition::Family
        }
        HostCondition::Families => household.composition == Composition::Family,
        HostCondition::SingleWomen => household.composition == Composition::SingleWoman,
    };
    let common = home.languages & household.languages != 0;
    let old_enough = household.youngest.is_none_or(|age| age >= home.lowest_age);
    if !welcome || (home.language_required && !common) || !old_enough {
        return None;
    }
    let first_night = home.from.max(household.arrive);
    if first_night > household.latest || home.to < first_night + household.stay {
        return None;
    }
    let mut points = if home.exclusive { 25 - 8 * (beds - size).min(3) } else { 15 };
    points += match household.relatives {
        Some(place) => (25 - kilometres(place) / 4).max(0),
        None => 12,
    };
    if common {
        points += 10;
    } else if place.languages & household.languages != 0 {
        points += 8;
    }
    points += if household.school_children > 0 { place.school_quality } else { 5 };
    points += match home.kind {
        Kind::Flat => i32::from(household.preference[0]),
        Kind::Host => i32::from(household.preference[1]),
        Kind::Collective => i32::from(household.preference[2]),
        Kind::Protected => i32::from(household.preference[3]),
    };
    points += 10 - (first_night - household.arrive).min(10);
    points += 10 - (home.cost / 1000).min(10);
    if home.to - first_night >= 2 * household.stay {
        points += 5;
    }
    let hash = u128::from(home.id) * 2_654_435_761 + u128::from(household.id) * 40_503;
    let hash = u64::try_from(hash & u128::from(u64::MAX)).unwrap_or(0);
    Some(points + i32::try_from((hash >> 7) % 5).unwrap_or(0))
}

fn points(household: &Household, fit: i32) -> i64 {
    i64::from(household.size) * (1000 * i64::from(household.priority) + i64::from(fit))
}

/// Checks placements against the records.
pub fn verify(instance: &Instance, placements: &[Placement]) -> Report {
    let households: HashMap<u32, usize> =
        instance.households.iter().enumerate().map(|(at, household)| (household.id, at)).collect();
    let homes: HashMap<u32, usize> =
        instance.homes.iter().enumerate().map(|(at, home)| (home.id, at)).collect();
    let mut report = Report { violations: Vec::new(), people: 0, objective: 0 };
    let mut home_of = vec![None; instance.households.len()];
    for &placement in placements {
        let (Some(&household), Some(&home)) =
            (households.get(&placement.household), homes.get(&placement.home))
        else {
            report.violations.push(Violation::Unknown(placement));
            continue;
        };
        if home_of[household].replace(home).is_some() {
            report.violations.push(Violation::Twice(placement));
        }
        let record = &instance.households[household];
        match fit(instance, record, &instance.homes[home]) {
            Some(fit) => {
                report.people += u32::from(record.size);
                report.objective += points(record, fit);
            }
            None => report.violations.push(Violation::Incompatible(placement)),
        }
    }
    let mut beds = vec![0_u32; instance.homes.len()];
    let mut rooms = vec![0_u32; instance.homes.len()];
    let mut count = vec![0_u32; instance.homes.len()];
    let mut school = vec![0_i32; instance.places.len()];
    let mut groups: HashMap<u32, Vec<Option<u32>>> = HashMap::new();
    for (household, home) in instance.households.iter().zip(&home_of) {
        let place = home.map(|home| instance.homes[home].place);
        if let Some(group) = household.group {
            groups.entry(group).or_default().push(place);
        }
        if let (Some(home), Some(place)) = (*home, place) {
            count[home] += 1;
            beds[home] += u32::from(household.size);
            let each = u32::from(instance.homes[home].beds_per_room).max(1);
            rooms[home] += u32::from(household.size).div_ceil(each);
            school[place as usize] += i32::from(household.school_children);
        }
    }
    for (at, home) in instance.homes.iter().enumerate() {
        if home.exclusive && count[at] > 1 {
            report.violations.push(Violation::NotExclusive { home: home.id });
        }
        if beds[at] > u32::from(home.beds) {
            report.violations.push(Violation::Beds { home: home.id });
        }
        if !home.exclusive && rooms[at] > u32::from(home.rooms) {
            report.violations.push(Violation::Rooms { home: home.id });
        }
    }
    for (place, &taken) in instance.places.iter().zip(&school) {
        if taken > place.school_places {
            report.violations.push(Violation::SchoolPlaces { place: place.id });
        }
    }
    let mut split: Vec<u32> = groups
        .into_iter()
        .filter(|(_, places)| places.iter().any(|place| *place != places[0]))
        .map(|(group, _)| group)
        .collect();
    split.sort_unstable();
    report.violations.extend(split.into_iter().map(|group| Violation::GroupSplit { group }));
    report
}

/// The bound, in points, that these prices prove for this instance: no placement that keeps all rules is worth more.
///
/// The argument needs no trust in how the prices were found: any prices that are not negative give a bound (weak
/// duality), and so does anything that households may be said to keep. Takes the time to look at every household with
/// every home.
pub fn proven_bound(instance: &Instance, prices: &Prices) -> Option<i64> {
    Some(lagrangian(instance, prices, points)?.div_euclid(PRICE_SCALE))
}

/// The number of people that these prices prove for this instance: no placement that keeps all rules houses more,
/// whatever its points. The prices are in 64ths of a point with 1,000 points for each person.
pub fn proven_people_bound(instance: &Instance, prices: &Prices) -> Option<u32> {
    let bound = lagrangian(instance, prices, |household, _| 1000 * i64::from(household.size))?;
    let people = instance.households.iter().map(|household| u32::from(household.size)).sum();
    Some(u32::try_from(bound.div_euclid(1000 * PRICE_SCALE)).ok()?.min(people))
}

/// The most that a placement weighs in 64ths of a point, by weak duality, if a pair of this fit weighs so many points.
fn lagrangian(instance: &Instance, prices: &Prices, weight: impl Fn(&Household, i32) -> i64) -> Option<i64> {
    let school = &prices.schools;
    let all = prices.homes.iter().flat_map(|price| [price.whole, price.bed, price.room]);
    if prices.homes.len() != instance.homes.len()
        || school.len() != instance.places.len()
        || all.chain(school.iter().copied()).any(|price| price < 0)
    {
        return None;
    }
    let places = instance.places.len();
    let mut sizes: HashMap<u32, usize> = HashMap::new();
    for household in &instance.households {
        if let Some(group) = household.group {
            *sizes.entry(group).or_default() += 1;
        }
    }
    let grouped = |household: &Household| household.group.filter(|group| sizes[group] > 1);
    let slots_of = |household: &Household| if grouped(household).is_some() { places } else { 1 };
    if !prices.kept.is_empty()
        && !prices.kept.iter().map(Vec::len).eq(instance.households.iter().map(slots_of))
    {
        return None;
    }
    // For each pair its points less what its school places cost, and what the household would keep after all prices.
    let pair = |household: &Household, at: usize| {
        let home = &instance.homes[at];
        let fit = fit(instance, household, home)?;
        let pupils = i64::from(household.school_children) * i64::from(school[home.place as usize]);
        let value = weight(household, fit) * PRICE_SCALE - pupils;
        let price = prices.homes[at];
        let paid = if home.exclusive {
            i64::from(price.whole)
        } else {
            let rooms = household.size.div_ceil(home.beds_per_room.max(1));
            i64::from(price.bed) * i64::from(household.size) + i64::from(price.room) * i64::from(rooms)
        };
        Some((value, value - paid))
    };
    let mut bound: i64 = 0;
    // What each household keeps: what it is given, or else what is left in its best home; of each place for a member of a
    // group.
    let mut keeps: Vec<Vec<Option<i64>>> = Vec::with_capacity(instance.households.len());
    for household in &instance.households {
        let slots = slots_of(household);
        let mut best: Vec<Option<i64>> = vec![None; slots];
        for at in 0..instance.homes.len() {
            if let Some((_, kept)) = pair(household, at) {
                let slot = if slots == 1 { 0 } else { instance.homes[at].place as usize };
                let given = prices.kept.get(keeps.len()).map(|kept| i64::from(kept[slot]));
                best[slot] = given.or(Some(best[slot].map_or(kept, |best| best.max(kept))));
            }
        }
        if grouped(household).is_none() {
            best[0] = Some(best[0].unwrap_or(0).max(0));
            bound += best[0].unwrap_or(0);
        }
        keeps.push(best);
    }
    let mut together: HashMap<u32, Vec<Option<i64>>> = HashMap::new();
    for (household, keeps) in instance.households.iter().zip(&keeps) {
        if let Some(group) = grouped(household) {
            let sum = together.entry(group).or_insert_with(|| vec![Some(0); places]);
            for (sum, keeps) in sum.iter_mut().zip(keeps) {
                *sum = sum.zip(*keeps).map(|(sum, keeps)| sum + keeps);
            }
        }
    }
    bound +=
        together.values().map(|sums| sums.iter().flatten().copied().max().unwrap_or(0).max(0)).sum::<i64>();
    for (at, home) in instance.homes.iter().enumerate() {
        let (beds, rooms) =
            if home.exclusive { (1, 1) } else { (usize::from(home.beds), usize::from(home.rooms)) };
        let mut table = vec![vec![0_i64; rooms + 1]; beds + 1];
        for (number, household) in instance.households.iter().enumerate() {
            let Some((value, _)) = pair(household, at) else { continue };
            let kept = match grouped(household) {
                None => keeps[number][0].unwrap_or(0),
                Some(group) => {
                    // Where the group cannot live together, nobody of it can live.
                    if together[&group][home.place as usize].is_none() {
                        continue;
                    }
                    keeps[number][home.place as usize].unwrap_or(0)
                }
            };
            let (need_beds, need_rooms) = if home.exclusive {
                (1, 1)
            } else {
                (usize::from(household.size), usize::from(household.size.div_ceil(home.beds_per_room.max(1))))
            };
            if value > kept {
                for bed in (need_beds..=beds).rev() {
                    for room in (need_rooms..=rooms).rev() {
                        let with = table[bed - need_beds][room - need_rooms] + value - kept;
                        table[bed][room] = table[bed][room].max(with);
                    }
                }
            }
        }
        bound += table[beds][rooms];
    }
    for (place, &price) in instance.places.iter().zip(school) {
        bound += i64::from(price) * i64::from(place.school_places);
    }
    Some(bound)
}
