//! Every compatible pair, explicitly: a bound over a preselection would prove nothing.
//!
//! Homes are bucketed by county and, if they take one household, by beds, so that the norm for empty beds is met by the
//! choice of buckets; a bit mask of needs against features decides the rest. The pairs of a household are one row of
//! a compressed sparse matrix: home, fit.

use rayon::prelude::*;

use crate::{
    compatibility::tie,
    model::{Composition, Home, HostCondition, Household, Instance, Kind},
};

const STEP_FREE: u32 = 1;
const PETS: u32 = 1 << 1;
const NO_ANIMAL: u32 = 1 << 2;
const SMOKING: u32 = 1 << 3;
const VETTED: u32 = 1 << 4;
const FOR_MINORS: u32 = 1 << 5;
const SAFE: u32 = 1 << 6;
const UNPROTECTED: u32 = 1 << 7;
const FOR_WOMEN: u32 = 1 << 8;
const LOCKABLE: u32 = 1 << 9;
const ACCEPTS: u32 = 10;

/// The facts of a home that decide about pairs, packed for scanning.
#[derive(Clone, Copy, Debug)]
struct Packed {
    home: u32,
    features: u32,
    languages: u32,
    from: i32,
    to: i32,
    place: u16,
    language_required: bool,
    exclusive: bool,
    beds: u8,
    rooms: u8,
    beds_per_room: u8,
    lowest_age: u8,
    kind: u8,
    cost_points: u8,
}

fn features(home: &Home) -> u32 {
    let mut bits = 0;
    let mut set = |bit: u32, on: bool| bits |= if on { bit } else { 0 };
    set(STEP_FREE, home.step_free);
    set(PETS, home.pets_allowed);
    set(NO_ANIMAL, !home.has_pets);
    set(SMOKING, home.smoking_allowed);
    set(VETTED, home.vetting >= 1);
    set(FOR_MINORS, home.vetting >= 2 && matches!(home.kind, Kind::Host | Kind::Collective));
    set(SAFE, home.kind == Kind::Protected || home.vetting >= 2 && home.kind != Kind::Collective);
    set(UNPROTECTED, home.kind != Kind::Protected);
    let women = matches!(home.condition, HostCondition::WomenAndFamilies | HostCondition::SingleWomen);
    set(FOR_WOMEN, women || matches!(home.kind, Kind::Protected | Kind::Flat));
    set(LOCKABLE, home.lockable);
    for composition in Composition::ALL {
        set(1 << (ACCEPTS + composition as u32), home.condition.accepts(composition));
    }
    bits
}

fn needs(household: &Household) -> u32 {
    let mut bits = 1 << (ACCEPTS + household.composition as u32);
    let mut set = |bit: u32, on: bool| bits |= if on { bit } else { 0 };
    set(STEP_FREE, household.step_free);
    set(PETS, household.pets);
    set(NO_ANIMAL, household.allergy);
    set(SMOKING, household.smokes);
    set(LOCKABLE, household.lockable);
    set(VETTED, household.children > 0);
    set(FOR_MINORS, household.composition == Composition::UnaccompaniedMinor);
    set(SAFE, household.protected);
    set(UNPROTECTED, !household.protected && !household.women_only);
    set(FOR_WOMEN, household.women_only);
    bits
}

/// Homes ready for scanning, by county.
#[derive(Clone, Debug)]
pub(crate) struct HomeIndex {
    counties: Vec<CountyHomes>,
    distance: Vec<i32>,
    places: usize,
}

#[derive(Clone, Debug, Default)]
struct CountyHomes {
    shared: Vec<Packed>,
    /// Homes for one household, by number of beds.
    exclusive: Vec<Vec<Packed>>,
}

impl HomeIndex {
    /// Sorts the homes into buckets and measures the distances between places.
    pub(crate) fn new(instance: &Instance) -> Self {
        let places = instance.places.len();
        let mut distance = vec![0; places * places];
        for (row, from) in distance.chunks_mut(places.max(1)).zip(&instance.places) {
            for (cell, to) in row.iter_mut().zip(&instance.places) {
                *cell = from.distance(to);
            }
        }
        let most = instance.places.iter().map(|place| usize::from(place.county) + 1).max().unwrap_or(0);
        let mut index = Self { counties: vec![CountyHomes::default(); most], distance, places };
        for (number, home) in (0..).zip(&instance.homes) {
            index.add(instance, number, home);
        }
        index
    }

    /// Adds one more home.
    pub(crate) fn add(&mut self, instance: &Instance, number: u32, home: &Home) {
        let county = &mut self.counties[usize::from(instance.places[home.place as usize].county)];
        let packed = Packed {
            home: number,
            features: features(home),
            languages: home.languages,
            from: home.from,
            to: home.to,
            place: u16::try_from(home.place).unwrap_or(u16::MAX),
            language_required: home.language_required,
            exclusive: home.exclusive,
            beds: home.beds,
            rooms: home.rooms,
            beds_per_room: home.beds_per_room.max(1),
            lowest_age: home.lowest_age,
            kind: home.kind as u8,
            cost_points: u8::try_from(10 - (home.cost / 1000).clamp(0, 10)).unwrap_or(0),
        };
        if home.exclusive {
            let beds = usize::from(home.beds);
            if county.exclusive.len() <= beds {
                county.exclusive.resize_with(beds + 1, Vec::new);
            }
            county.exclusive[beds].push(packed);
        } else {
            county.shared.push(packed);
        }
    }

    /// The same distances with one home only.
    pub(crate) fn only(&self, instance: &Instance, number: u32) -> Self {
        let mut one = Self {
            counties: vec![CountyHomes::default(); self.counties.len()],
            distance: self.distance.clone(),
            places: self.places,
        };
        one.add(instance, number, &instance.homes[number as usize]);
        one
    }

    /// Takes a home away.
    pub(crate) fn remove(&mut self, home: u32) {
        for county in &mut self.counties {
            county.shared.retain(|packed| packed.home != home);
            for homes in &mut county.exclusive {
                homes.retain(|packed| packed.home != home);
            }
        }
    }

    /// Appends the homes that break exactly one rule for a household, one that it can relax: empty beds, county,
    /// distance, dates, pets or smoking.
    pub(crate) fn one_rule_away(&self, household: &Household, out: &mut Vec<u32>) {
        let needs = needs(household);
        let limit = household.max_distance.unwrap_or(i32::MAX);
        let from_anchor = &self.distance[household.anchor as usize * self.places..][..self.places];
        let danger = if household.protected { household.danger } else { None };
        let youngest = household.youngest.unwrap_or(u8::MAX);
        for (number, county) in self.counties.iter().enumerate() {
            let accepted = household.counties >> number & 1 == 1;
            let roomy = county.exclusive.iter().skip(usize::from(household.size));
            for home in roomy.chain([&county.shared]).flatten() {
                let missing = needs & !home.features;
                let place = usize::from(home.place);
                let fits = home.exclusive
                    || home.beds >= household.size
                        && household.size.div_ceil(home.beds_per_room) <= home.rooms;
                if !fits
                    || missing & !(PETS | SMOKING) != 0
                    || (home.language_required && home.languages & household.languages == 0)
                    || danger == Some(u32::from(home.place))
                    || home.lowest_age > youngest
                {
                    continue;
                }
                let begin = home.from.max(household.arrive);
                let broken = [
                    !accepted,
                    from_anchor[place] > limit,
                    begin > household.latest,
                    home.to < begin + household.stay,
                    home.exclusive && home.beds - household.size > household.max_spare_beds,
                    missing & PETS != 0,
                    missing & SMOKING != 0,
                ];
                if broken.into_iter().filter(|&broken| broken).count() == 1 {
                    out.push(home.home);
                }
            }
        }
    }

    /// Appends the compatible homes of one household, with their fits.
    pub(crate) fn row(&self, instance: &Instance, household: &Household, out: &mut Vec<Pair>) {
        let needs = needs(household);
        let limit = household.max_distance.unwrap_or(i32::MAX);
        let from_anchor = &self.distance[household.anchor as usize * self.places..][..self.places];
        let from_relatives =
            household.relatives.map(|at| &self.distance[at as usize * self.places..][..self.places]);
        let danger = if household.protected { household.danger } else { None };
        let danger = danger.and_then(|at| u16::try_from(at).ok()).unwrap_or(u16::MAX);
        let youngest = household.youngest.unwrap_or(u8::MAX);
        let mut scan = |homes: &[Packed]| {
            for home in homes {
                let begin = home.from.max(household.arrive);
                if needs & !home.features != 0
                    || begin > household.latest
                    || home.to < begin + household.stay
                    || from_anchor[usize::from(home.place)] > limit
                    || (home.language_required && home.languages & household.languages == 0)
                    || home.place == danger
                    || home.lowest_age > youngest
                {
                    continue;
                }
                let shared_size = 15;
                let size = if home.exclusive {
                    25 - 8 * i32::from(home.beds - household.size).min(3)
                } else if home.beds < household.size
                    || household.size.div_ceil(home.beds_per_room) > home.rooms
                {
                    continue;
                } else {
                    shared_size
                };
                let place = &instance.places[usize::from(home.place)];
                let language = if home.languages & household.languages != 0 {
                    10
                } else if place.languages & household.languages != 0 {
                    8
                } else {
                    0
                };
                let fit = size
                    + from_relatives.map_or(12, |far| (25 - far[usize::from(home.place)] / 4).max(0))
                    + language
                    + if household.school_children > 0 { place.school_quality } else { 5 }
                    + i32::from(household.preference[usize::from(home.kind)])
                    + (10 - (begin - household.arrive).min(10))
                    + i32::from(home.cost_points)
                    + if home.to - begin >= 2 * household.stay { 5 } else { 0 }
                    + tie(household.id, instance.homes[home.home as usize].id);
                out.push(Pair { home: home.home, fit: u8::try_from(fit).unwrap_or(u8::MAX) });
            }
        };
        for (number, county) in self.counties.iter().enumerate() {
            if household.counties >> number & 1 == 0 {
                continue;
            }
            let least = usize::from(household.size);
            let most = least + usize::from(household.max_spare_beds);
            for beds in county.exclusive.iter().take(most + 1).skip(least) {
                scan(beds);
            }
            scan(&county.shared);
        }
    }
}

/// Where the rows of some households stood, for [`Pairs::put_back`].
#[derive(Debug)]
pub(crate) struct RowsBefore {
    rows: Vec<(u32, usize, usize)>,
    length: usize,
}

/// A compatible pair, seen from its household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) home: u32,
    pub(crate) fit: u8,
}

/// All compatible pairs, row by row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pairs {
    starts: Vec<usize>,
    ends: Vec<usize>,
    homes: Vec<u32>,
    fits: Vec<u8>,
    compatible: usize,
}

impl Pairs {
    /// Finds all pairs; then drops pairs in places where a member of the same group can live nowhere.
    pub(crate) fn all(instance: &Instance, index: &HomeIndex) -> Self {
        const BLOCK: usize = 256;
        let blocks: Vec<(Vec<u32>, Vec<Pair>)> = instance
            .households
            .par_chunks(BLOCK)
            .map(|block| {
                let mut pairs = Vec::new();
                let mut lengths = Vec::with_capacity(block.len());
                for household in block {
                    let before = pairs.len();
                    index.row(instance, household, &mut pairs);
                    lengths.push(u32::try_from(pairs.len() - before).unwrap_or(u32::MAX));
                }
                (lengths, pairs)
            })
            .collect();
        let total = blocks.iter().map(|(_, pairs)| pairs.len()).sum();
        let mut all = Self {
            starts: Vec::with_capacity(instance.households.len()),
            ends: Vec::with_capacity(instance.households.len()),
            homes: Vec::with_capacity(total),
            fits: Vec::with_capacity(total),
            compatible: total,
        };
        let mut end = 0;
        for (lengths, pairs) in blocks {
            for length in lengths {
                all.starts.push(end);
                end += length as usize;
                all.ends.push(end);
            }
            all.homes.extend(pairs.iter().map(|pair| pair.home));
            all.fits.extend(pairs.iter().map(|pair| pair.fit));
        }
        for members in instance.groups() {
            all.keep_common_places(instance, &members);
        }
        all
    }

    /// Members of a group must live in one place, so only places where each has a home are of use.
    pub(crate) fn keep_common_places(&mut self, instance: &Instance, members: &[u32]) {
        let mut common = vec![0_usize; instance.places.len()];
        for (number, &member) in members.iter().enumerate() {
            for &home in self.row(member).0 {
                let place = instance.homes[home as usize].place as usize;
                if common[place] == number {
                    common[place] = number + 1;
                }
            }
        }
        for &member in members {
            let mut kept = self.starts[member as usize];
            for at in self.starts[member as usize]..self.ends[member as usize] {
                let place = instance.homes[self.homes[at] as usize].place as usize;
                if common[place] == members.len() {
                    self.homes[kept] = self.homes[at];
                    self.fits[kept] = self.fits[at];
                    kept += 1;
                }
            }
            self.ends[member as usize] = kept;
        }
    }

    /// The homes and fits of one household.
    pub(crate) fn row(&self, household: u32) -> (&[u32], &[u8]) {
        let range = self.starts[household as usize]..self.ends[household as usize];
        (&self.homes[range.clone()], &self.fits[range])
    }

    /// The fit of a pair, if the household can live there.
    pub(crate) fn fit(&self, household: u32, home: u32) -> Option<u8> {
        let (homes, fits) = self.row(household);
        homes.iter().position(|&other| other == home).map(|at| fits[at])
    }

    /// Compatible pairs, before groups narrowed any row.
    pub(crate) fn compatible(&self) -> usize {
        self.compatible
    }

    /// Households.
    pub(crate) fn rows(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }

    /// Takes a home out of every row.
    pub(crate) fn drop_home(&mut self, home: u32) {
        for (&start, end) in self.starts.iter().zip(&mut self.ends) {
            if let Some(at) = self.homes[start..*end].iter().position(|&other| other == home) {
                self.homes.copy_within(start + at + 1..*end, start + at);
                self.fits.copy_within(start + at + 1..*end, start + at);
                *end -= 1;
            }
        }
    }

    /// The row of one household, as pairs.
    pub(crate) fn to_pairs(&self, household: u32) -> Vec<Pair> {
        let (homes, fits) = self.row(household);
        homes.iter().zip(fits).map(|(&home, &fit)| Pair { home, fit }).collect()
    }

    /// Notes where the rows of some households stand, so that [`Self::set_row`] can be undone.
    pub(crate) fn before(&self, households: &[u32]) -> RowsBefore {
        let row =
            |&household: &u32| (household, self.starts[household as usize], self.ends[household as usize]);
        RowsBefore { rows: households.iter().map(row).collect(), length: self.homes.len() }
    }

    /// Undoes what [`Self::set_row`] did to these rows since then; no other row may have been set.
    pub(crate) fn put_back(&mut self, before: &RowsBefore) {
        for &(household, start, end) in &before.rows {
            self.starts[household as usize] = start;
            self.ends[household as usize] = end;
        }
        self.homes.truncate(before.length);
        self.fits.truncate(before.length);
    }

    /// Replaces or appends a row.
    pub(crate) fn set_row(&mut self, household: u32, pairs: &[Pair]) {
        let start = self.homes.len();
        self.homes.extend(pairs.iter().map(|pair| pair.home));
        self.fits.extend(pairs.iter().map(|pair| pair.fit));
        let row = household as usize;
        if row == self.starts.len() {
            self.starts.push(start);
            self.ends.push(self.homes.len());
        } else {
            self.starts[row] = start;
            self.ends[row] = self.homes.len();
        }
    }
}
