//! The bound that prices prove, over all compatible pairs.
//!
//! For any prices that are not negative, relaxing "one home for each household" with the households' surpluses as
//! multipliers gives (Geoffrion 1974)
//!
//! > bound = Σ surplus + Σ best household of a home for one + Σ best filling of a shared home + Σ school price × places
//!
//! The filling is an exact two-dimensional knapsack, so the bound is at most that of the linear relaxation. The members
//! of a group have a surplus for each place, and the group takes the one place that is best for all of them together.
//! Any other surpluses that are not negative (of members of groups: any at all) prove a bound too, and since the fillings
//! are exact, the best ones prove as much as the relaxation with every cut that a shared home has.

use rayon::prelude::*;

use super::{
    PRICE_SCALE, Prices, Weights,
    knapsack::{self, Item},
};
use crate::{model::Instance, pairs::Pairs};

/// What prices prove.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bound {
    /// No placement is worth more, in 64ths of a point.
    pub(crate) scaled: i64,
    /// The most that each household could gain after paying the prices, in 64ths of a point.
    pub(crate) surplus: Vec<i32>,
}

impl Bound {
    /// The bound in whole points: objectives are integers, so it may be rounded down.
    pub(crate) fn points(&self) -> i64 {
        self.scaled.div_euclid(PRICE_SCALE)
    }
}

/// For members of groups: the surplus in each place.
struct PlaceSurplus {
    of_member: Vec<u32>,
    places: usize,
    values: Vec<i32>,
}

/// No home in this place.
const NOWHERE: i32 = i32::MIN;

impl PlaceSurplus {
    fn new(
        instance: &Instance,
        pairs: &Pairs,
        prices: &Prices,
        groups: &[Vec<u32>],
        weights: Weights,
    ) -> Self {
        let places = instance.places.len();
        let mut all =
            Self { of_member: vec![u32::MAX; instance.households.len()], places, values: Vec::new() };
        for (slot, &member) in (0..).zip(groups.iter().flatten()) {
            all.of_member[member as usize] = slot;
            let start = all.values.len();
            all.values.resize(start + places, NOWHERE);
            let household = &instance.households[member as usize];
            let (homes, fits) = pairs.row(member);
            for (&home, &fit) in homes.iter().zip(fits) {
                let record = &instance.homes[home as usize];
                let value = weights.value(household, i32::from(fit)) * scale();
                let gain = value - prices.cost(household, record, home);
                let best = &mut all.values[start + record.place as usize];
                *best = match prices.kept.get(member as usize) {
                    Some(kept) => kept[record.place as usize],
                    None => gain.max(*best),
                };
            }
        }
        all
    }

    fn at(&self, household: u32, place: u32) -> Option<i32> {
        let slot = self.of_member[household as usize];
        (slot != u32::MAX).then(|| self.values[slot as usize * self.places + place as usize])
    }

    /// What each group gains in its best common place, or nothing if it stays unplaced.
    fn group_gains(&self, groups: &[Vec<u32>]) -> i64 {
        let gain = |members: &Vec<u32>| {
            let in_place = |place: u32| {
                members
                    .iter()
                    .map(|&member| self.at(member, place).filter(|&gain| gain > NOWHERE).map(i64::from))
                    .sum::<Option<i64>>()
            };
            (0..u32::try_from(self.places).unwrap_or(0)).filter_map(in_place).max().unwrap_or(0).max(0)
        };
        groups.iter().map(gain).sum()
    }
}

fn scale() -> i32 {
    i32::try_from(PRICE_SCALE).unwrap_or(1)
}

/// What each household keeps at prices that do not say it, in the form of [`Prices::kept`].
pub(crate) fn kept(
    instance: &Instance,
    pairs: &Pairs,
    groups: &[Vec<u32>],
    prices: &Prices,
) -> Vec<Vec<i32>> {
    let in_place = PlaceSurplus::new(instance, pairs, prices, groups, Weights::Points);
    let surplus = bound(instance, pairs, groups, prices, Weights::Points).surplus;
    let of = |(number, surplus)| match in_place.of_member[number] {
        u32::MAX => vec![surplus],
        slot => in_place.values[slot as usize * in_place.places..][..in_place.places].to_vec(),
    };
    surplus.into_iter().enumerate().map(of).collect()
}

/// The largest values of homes for one household, and the candidates for shared homes.
#[derive(Default)]
struct HomeSide {
    best: Vec<i32>,
    candidates: Vec<(u32, Item)>,
}

/// Evaluates the bound.
pub(crate) fn bound(
    instance: &Instance,
    pairs: &Pairs,
    groups: &[Vec<u32>],
    prices: &Prices,
    weights: Weights,
) -> Bound {
    let in_place = PlaceSurplus::new(instance, pairs, prices, groups, weights);
    let surplus: Vec<i32> = (0..pairs.rows())
        .into_par_iter()
        .with_min_len(64)
        .map(|number| {
            if let Some(&[kept]) = prices.kept.get(number as usize).map(Vec::as_slice) {
                return kept;
            }
            let household = &instance.households[number as usize];
            let size = i32::from(household.size);
            let base = weights.value(household, 0) * scale();
            let each = weights.value(household, 1) * scale() - base;
            let (homes, fits) = pairs.row(number);
            let gains = homes.iter().zip(fits).map(|(&home, &fit)| {
                let record = &instance.homes[home as usize];
                let price = prices.homes[home as usize];
                let rooms = if record.exclusive { 0 } else { household.rooms_in(record) };
                base + i32::from(fit) * each - price.cost(size, rooms, i32::from(household.school_children))
            });
            gains.max().unwrap_or(0).max(0)
        })
        .collect();
    let chunk = instance.households.len().div_ceil(8).max(1);
    let numbers: Vec<u32> = (0..pairs.rows()).collect();
    let sides: Vec<HomeSide> = numbers
        .par_chunks(chunk)
        .map(|numbers| {
            let mut side = HomeSide { best: vec![0; instance.homes.len()], candidates: Vec::new() };
            for &number in numbers {
                let household = &instance.households[number as usize];
                let (homes, fits) = pairs.row(number);
                for (&home, &fit) in homes.iter().zip(fits) {
                    let record = &instance.homes[home as usize];
                    let school = i32::from(household.school_children) * prices.schools[record.place as usize];
                    let surplus = in_place.at(number, record.place).unwrap_or(surplus[number as usize]);
                    let value = weights.value(household, i32::from(fit)) * scale() - school - surplus;
                    if value <= 0 {
                        continue;
                    }
                    if record.exclusive {
                        let best = &mut side.best[home as usize];
                        *best = value.max(*best);
                    } else {
                        side.candidates.push((
                            home,
                            Item {
                                household: number,
                                size: u16::from(household.size),
                                rooms: u16::try_from(household.rooms_in(record)).unwrap_or(u16::MAX),
                                value: i64::from(value),
                            },
                        ));
                    }
                }
            }
            side
        })
        .collect();
    let mut best = vec![0; instance.homes.len()];
    let mut candidates = Vec::new();
    for side in sides {
        for (best, other) in best.iter_mut().zip(side.best) {
            *best = other.max(*best);
        }
        candidates.extend(side.candidates);
    }
    candidates.par_sort_unstable();
    let shared: i64 = candidates
        .par_chunk_by(|a, b| a.0 == b.0)
        .map(|chunk| {
            let home = &instance.homes[chunk[0].0 as usize];
            let mut items: Vec<Item> = chunk.iter().map(|&(_, item)| item).collect();
            knapsack::best_value(&mut items, u16::from(home.beds), u16::from(home.rooms))
        })
        .sum();
    let single: i64 = surplus
        .iter()
        .zip(&in_place.of_member)
        .filter(|&(_, &slot)| slot == u32::MAX)
        .map(|(&gain, _)| i64::from(gain))
        .sum();
    let schools: i64 = instance
        .places
        .iter()
        .zip(&prices.schools)
        .map(|(place, &price)| i64::from(price) * i64::from(place.school_places))
        .sum();
    let whole: i64 = best.into_iter().map(i64::from).sum();
    Bound { scaled: single + in_place.group_gains(groups) + whole + shared + schools, surplus }
}
