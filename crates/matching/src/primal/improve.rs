//! Local search with large neighbourhoods, led by the prices: the gap between bound and objective is a sum over
//! households and homes, so the search works where that sum says something is lost.

use super::{
    chains::{Chains, View},
    groups,
    state::{Move, NONE, State},
};
use crate::dual::{
    PRICE_SCALE,
    knapsack::{self, Item},
};

/// A small generator of pseudo-random numbers (Steele, Lea and Flood 2014: SplitMix64): all chance comes from the seed.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = end.max(1) as u64;
        usize::try_from(self.next() % end).unwrap_or(0)
    }
}

/// What a household loses against its best home at the prices, in 64ths of a point.
pub(crate) fn regret(view: View<'_>, state: &State, household: u32) -> i64 {
    let surplus = i64::from(view.market.surplus[household as usize]);
    let home = state.home_of[household as usize];
    if home == NONE {
        return surplus;
    }
    let record = &view.instance.households[household as usize];
    let price = view.market.prices.cost(record, &view.instance.homes[home as usize], home);
    surplus - (i64::from(state.value_of[household as usize]) * PRICE_SCALE - i64::from(price))
}

/// Tries a chain from every household that loses something, the greatest loss first, until a whole round changes
/// nothing or `rounds` are over.
pub(crate) fn sweep(
    chains: &mut Chains,
    view: View<'_>,
    state: &mut State,
    rounds: u32,
    limit: u32,
    least: i64,
) {
    for _ in 0..rounds {
        let mut order: Vec<(i64, u32)> = (0..view.pairs.rows())
            .map(|household| (regret(view, state, household), household))
            .filter(|&(regret, household)| regret > least && may_move_alone(view, state, household))
            .collect();
        order.sort_by_key(|&(regret, household)| (-regret, household));
        let mut changed = false;
        for (_, household) in order {
            if regret(view, state, household) > least && may_move_alone(view, state, household) {
                changed |= chains.improve(view, state, household, limit).is_some();
            }
        }
        changed |= pull_all(chains, view, state, limit);
        if !changed {
            break;
        }
    }
}

/// The price of what is free in a home, in 64ths of a point: what the placement loses there.
pub(crate) fn idle(view: View<'_>, state: &State, home: u32) -> i64 {
    let price = view.market.prices.homes[home as usize];
    let (beds, rooms) =
        (i64::from(state.free_beds[home as usize]), i64::from(state.free_rooms[home as usize]));
    if view.instance.homes[home as usize].exclusive {
        beds * i64::from(price.whole)
    } else if beds > 0 && rooms > 0 {
        beds * i64::from(price.bed) + rooms * i64::from(price.room)
    } else {
        0
    }
}

/// Tries to fill every home in which something of value is free, the most valuable first.
fn pull_all(chains: &mut Chains, view: View<'_>, state: &mut State, limit: u32) -> bool {
    let mut order: Vec<(i64, u32)> = (0..)
        .zip(&view.instance.homes)
        .map(|(home, _)| (idle(view, state, home), home))
        .filter(|&(idle, _)| idle > 0)
        .collect();
    order.sort_by_key(|&(idle, home)| (-idle, home));
    let mut changed = false;
    for (_, home) in order {
        changed |= chains.pull(view, state, home, limit).is_some();
    }
    changed
}

fn may_move_alone(view: View<'_>, state: &State, household: u32) -> bool {
    view.instance.households[household as usize].group.is_none() || state.home_of[household as usize] != NONE
}

/// How a shared home could be filled better at the prices: what its exact knapsack gains over its present filling, and
/// who would live there.
fn better_filling(view: View<'_>, state: &State, home: u32, dice: &mut Dice) -> (i64, Vec<u32>) {
    let record = &view.instance.homes[home as usize];
    let mut items = Vec::new();
    let mut present = 0;
    for interest in &view.market.interested[home as usize] {
        let household = interest.household;
        let who = &view.instance.households[household as usize];
        let inside = state.home_of[household as usize] == home;
        if who.group.is_some() && !inside {
            continue;
        }
        let surplus = i64::from(view.market.surplus[household as usize]);
        let loses = i64::from(interest.loss);
        let price = i64::from(view.market.prices.cost(who, record, home));
        let school =
            i64::from(who.school_children) * i64::from(view.market.prices.homes[home as usize].school);
        // After its school places, what the household pays here less what it could gain elsewhere.
        let mut value = price - school - loses;
        if inside {
            present += value;
        } else {
            // Whoever is badly off today is the better guest.
            value += regret(view, state, household).min(surplus) / 2;
        }
        let noise = i64::try_from(dice.next() % 64).unwrap_or(0) * PRICE_SCALE / 16 * i64::from(who.size);
        if who.group.is_some() {
            value += 1 << 40;
        }
        items.push(Item {
            household,
            size: u16::from(who.size),
            rooms: u16::try_from(who.rooms_in(record)).unwrap_or(u16::MAX),
            value: value + noise,
        });
    }
    let (best, set) = knapsack::best_set(&mut items, u16::from(record.beds), u16::from(record.rooms));
    (best - present, set)
}

/// Empties a shared home for its better filling, finds homes for whoever had to leave and households for whatever became
/// free, and keeps the result if it is better. Returns whether it was kept.
pub(crate) fn refill(
    chains: &mut Chains,
    view: View<'_>,
    state: &mut State,
    home: u32,
    limit: u32,
    dice: &mut Dice,
) -> bool {
    chains.work += 1;
    let (_, set) = better_filling(view, state, home, dice);
    let leaving: Vec<u32> =
        state.occupants[home as usize].iter().copied().filter(|household| !set.contains(household)).collect();
    let coming: Vec<u32> =
        set.into_iter().filter(|&household| state.home_of[household as usize] != home).collect();
    if coming.is_empty() {
        return false;
    }
    let left: Vec<u32> = coming
        .iter()
        .map(|&household| state.home_of[household as usize])
        .filter(|&home| home != NONE)
        .collect();
    let moves: Vec<Move> = leaving
        .iter()
        .map(|&household| Move { household, home: NONE })
        .chain(coming.iter().map(|&household| Move { household, home }))
        .collect();
    exchange(chains, view, state, &moves, &leaving, &left, limit)
}

/// Makes moves that may hurt, repairs around them, and keeps the result only if the placement got better.
pub(crate) fn exchange(
    chains: &mut Chains,
    view: View<'_>,
    state: &mut State,
    moves: &[Move],
    displaced: &[u32],
    vacated: &[u32],
    limit: u32,
) -> bool {
    let before = state.objective;
    let Some(back) = state.apply(view.instance, view.pairs, moves) else { return false };
    let mut undo = vec![back];
    for &household in displaced {
        if state.home_of[household as usize] == NONE && may_move_alone(view, state, household) {
            undo.extend(chains.improve(view, state, household, limit));
        }
    }
    for &home in vacated {
        if state.occupants[home as usize].is_empty() || idle(view, state, home) > 0 {
            undo.extend(chains.pull(view, state, home, limit));
        }
    }
    if state.objective > before {
        return true;
    }
    groups::unwind(view, state, undo);
    false
}

/// Takes a whole group out and tries its most promising places; keeps the best.
pub(crate) fn regroup(
    chains: &mut Chains,
    view: View<'_>,
    state: &mut State,
    members: &[u32],
    tries: usize,
    limit: u32,
) -> bool {
    let before = state.objective;
    let out: Vec<Move> = members.iter().map(|&household| Move { household, home: NONE }).collect();
    for (_, place) in groups::places_by_gain(view, members).into_iter().take(tries) {
        let vacated: Vec<u32> = members
            .iter()
            .map(|&member| state.home_of[member as usize])
            .filter(|&home| home != NONE)
            .collect();
        let Some(back) = state.apply(view.instance, view.pairs, &out) else { return false };
        let mut undo = vec![back];
        if let Some(more) = groups::place_together(chains, view, state, members, place, limit) {
            undo.extend(more);
            for &home in &vacated {
                undo.extend(chains.pull(view, state, home, limit));
            }
            if state.objective > before {
                return true;
            }
        }
        groups::unwind(view, state, undo);
    }
    false
}

/// Takes out a household and those who live where it would rather live, then lets each of them in again, in a new order
/// (Shaw 1998; Pisinger and Ropke 2010). Keeps the result if it is not worse by more than `patience` points.
pub(crate) fn ruin(
    chains: &mut Chains,
    view: View<'_>,
    state: &mut State,
    seed: u32,
    size: usize,
    patience: i64,
    dice: &mut Dice,
) -> bool {
    /// Households that each search looks at: a ruin is small, and there are many.
    const LIMIT: u32 = 100;
    chains.work += 1;
    let before = state.objective;
    let mut out = vec![seed];
    let mut at = seed;
    while out.len() < size {
        let candidates = &view.market.candidates[at as usize];
        let reach = candidates.len().min(12);
        if reach == 0 {
            break;
        }
        // Near candidates more often than far ones.
        let pick = dice.below(reach).min(dice.below(reach));
        let home = candidates[pick].home;
        let tenants = &state.occupants[home as usize];
        let found: Vec<u32> = tenants
            .iter()
            .copied()
            .filter(|other| !out.contains(other) && view.instance.households[*other as usize].group.is_none())
            .collect();
        if let Some(&next) = found.get(dice.below(found.len())) {
            out.push(next);
        } else if dice.below(8) == 0 {
            break;
        }
        at = out[dice.below(out.len())];
    }
    let vacated: Vec<u32> =
        out.iter().map(|&household| state.home_of[household as usize]).filter(|&home| home != NONE).collect();
    let moves: Vec<Move> = out.iter().map(|&household| Move { household, home: NONE }).collect();
    let Some(back) = state.apply(view.instance, view.pairs, &moves) else { return false };
    let mut undo = vec![back];
    for place in (1..out.len()).rev() {
        out.swap(place, dice.below(place + 1));
    }
    for &household in &out {
        undo.extend(chains.improve(view, state, household, LIMIT));
    }
    for &home in &vacated {
        if idle(view, state, home) > 0 {
            undo.extend(chains.pull(view, state, home, LIMIT));
        }
    }
    if state.objective + patience > before {
        return state.objective != before;
    }
    groups::unwind(view, state, undo);
    false
}

/// Threshold search (Dueck 1993: record-to-record travel): ruins are kept while the placement stays within a shrinking
/// distance of the best one seen, so that small losses can open the way to greater gains. Ends with the best placement
/// when `work` is used up or `is_over` says so.
pub(crate) fn polish(
    chains: &mut Chains,
    view: View<'_>,
    state: &mut State,
    groups: &[Vec<u32>],
    work: u64,
    dice: &mut Dice,
    mut is_over: impl FnMut(i64) -> bool,
) {
    /// Points by which the placement may fall behind the best one at the beginning.
    const FIRST_DISTANCE: i64 = 3;
    /// Tries between two looks at who loses most.
    const TRIES: usize = 256;
    let end = chains.work + work;
    let mut best = state.objective;
    let mut best_homes = state.home_of.clone();
    let households = view.instance.households.len();
    let shared: Vec<u32> = (0..)
        .zip(&view.instance.homes)
        .filter(|&(_, home)| !home.exclusive)
        .map(|(number, _)| number)
        .collect();
    while chains.work < end && households > 0 {
        if is_over(best) {
            break;
        }
        let mut sore: Vec<(i64, u32)> = (0..view.pairs.rows())
            .map(|household| (regret(view, state, household), household))
            .filter(|&(regret, household)| {
                regret > 0 && view.instance.households[household as usize].group.is_none()
            })
            .collect();
        sore.sort_by_key(|&(regret, household)| (-regret, household));
        for _ in 0..TRIES {
            chains.work += 1;
            let left = end.saturating_sub(chains.work);
            let share = i64::try_from(left * 1024 / work.max(1)).unwrap_or(0);
            let distance = FIRST_DISTANCE * share / 1024;
            let patience = state.objective - best + distance;
            match dice.below(16) {
                0..12 => {
                    let seed = if sore.is_empty() || dice.below(4) == 0 {
                        u32::try_from(dice.below(households)).unwrap_or(0)
                    } else {
                        // The worse off, the likelier.
                        sore[dice.below(sore.len()).min(dice.below(sore.len()))].1
                    };
                    if view.instance.households[seed as usize].group.is_none() {
                        let size = 2 + dice.below(20);
                        ruin(chains, view, state, seed, size, patience, dice);
                    }
                }
                12..15 if !shared.is_empty() => {
                    let home = shared[dice.below(shared.len())];
                    refill(chains, view, state, home, 200, dice);
                }
                _ if !groups.is_empty() => {
                    regroup(chains, view, state, &groups[dice.below(groups.len())], 4, 200);
                }
                _ => {}
            }
            if state.objective > best {
                best = state.objective;
                best_homes.clone_from(&state.home_of);
            }
            if chains.work >= end {
                break;
            }
        }
    }
    let back: Vec<Move> = (0..)
        .zip(&best_homes)
        .filter(|&(household, &home)| state.home_of[household] != home)
        .map(|(household, &home)| Move { household: u32::try_from(household).unwrap_or(NONE), home })
        .collect();
    let done = state.apply(view.instance, view.pairs, &back);
    debug_assert!(done.is_some() && state.objective == best, "the best placement was feasible");
}
