//! Exact neighbourhoods: some households are set free, all others stay, and the integer programme of the free ones, with
//! what the others leave of every capacity, is solved by branch and bound (fix and optimise; the prices lead the choice of
//! columns as the relaxation does for Danna, Rothberg and Le Pape 2005).

use std::collections::BTreeMap;

use super::{
    chains::View,
    improve::regret,
    market::Candidate,
    state::{Move, NONE, State, Worth, demand},
};
use crate::{
    dual::{HomePrice, PRICE_SCALE, Prices, bound},
    program::{self, Effort, Outcome, Program},
};

/// What a neighbourhood is searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aim {
    /// More points.
    Points,
    /// The same points at less cost, and at the same cost fewer moves.
    Ties,
}

/// Rows of one programme, by what they limit.
#[derive(Default)]
struct Rows {
    households: BTreeMap<u32, u32>,
    homes: BTreeMap<u32, (u32, u32)>,
    schools: BTreeMap<usize, u32>,
    ties: BTreeMap<(u32, usize), u32>,
}

/// The programme of a neighbourhood, the pair of each column, and what each row limits.
struct Neighbourhood {
    programme: Program,
    columns: Vec<(u32, u32)>,
    rows: Rows,
}

/// Frees these households, finds the best placement of them all among their `most` best candidates, and moves them if it
/// is better.
fn reoptimise(
    view: View<'_>,
    state: &mut State,
    free: &[u32],
    most: usize,
    aim: Aim,
    effort: Effort,
    is_over: &mut dyn FnMut() -> bool,
) -> (Outcome, Rows) {
    let neighbourhood = build(view, state, free, most, aim);
    // A thousandth of a krona is one move less.
    let step = if aim == Aim::Points { 1.0 } else { MOVE };
    let floor: f64 = free.iter().map(|&household| column_value(view, state, household, None, aim)).sum();
    let outcome = program::solve(&neighbourhood.programme, floor, step, effort, is_over, &mut |_| {});
    adopt(view, state, free, &neighbourhood.columns, &outcome);
    (outcome, neighbourhood.rows)
}

/// Moves the free households to the homes that were found for them, if they are better there.
fn adopt(view: View<'_>, state: &mut State, free: &[u32], columns: &[(u32, u32)], outcome: &Outcome) {
    let Some(best) = &outcome.best else { return };
    let now = |state: &State| -> Worth {
        free.iter().map(|&household| state.worth_now(view.instance, household)).sum()
    };
    let before = now(state);
    let mut homes: BTreeMap<u32, u32> = free.iter().map(|&household| (household, NONE)).collect();
    for &column in &best.chosen {
        let (household, home) = columns[column as usize];
        homes.insert(household, home);
    }
    let moves: Vec<Move> = homes
        .into_iter()
        .filter(|&(household, home)| state.home_of[household as usize] != home)
        .map(|(household, home)| Move { household, home })
        .collect();
    if let Some(back) = state.apply(view.instance, view.pairs, &moves)
        && now(state) <= before
    {
        let undone = state.apply(view.instance, view.pairs, &back);
        debug_assert!(undone.is_some(), "moves back into capacities that were just left");
    }
}

/// What one move less is worth where a krona is worth one.
const MOVE: f64 = 1e-4;

/// What it is worth that a household takes this home (or keeps its own) under this aim.
fn column_value(view: View<'_>, state: &State, household: u32, taken: Option<(u32, i32)>, aim: Aim) -> f64 {
    let (home, value) =
        taken.unwrap_or((state.home_of[household as usize], state.value_of[household as usize]));
    if home == NONE {
        return 0.0;
    }
    let cost = f64::from(view.instance.homes[home as usize].cost);
    match aim {
        Aim::Points => f64::from(value),
        Aim::Ties => {
            let moves = view.instance.current_home(household).is_some_and(|today| today != home);
            -cost - if moves { MOVE } else { 0.0 }
        }
    }
}

/// The programme of the free households.
fn build(view: View<'_>, state: &State, free: &[u32], most: usize, aim: Aim) -> Neighbourhood {
    let instance = view.instance;
    let mut beds: BTreeMap<u32, (i32, i32)> = BTreeMap::new();
    let mut pupils: BTreeMap<usize, i32> = BTreeMap::new();
    let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut points = 0;
    for &household in free {
        let record = &instance.households[household as usize];
        let home = state.home_of[household as usize];
        if home != NONE {
            let (left_beds, left_rooms) = demand(instance, record, home);
            let left = beds.entry(home).or_default();
            *left = (left.0 + left_beds, left.1 + left_rooms);
            *pupils.entry(view.place_of(home)).or_default() += i32::from(record.school_children);
            points += state.value_of[household as usize];
        }
        if let Some(group) = record.group {
            groups.entry(group).or_default().push(household);
        }
    }
    let room = |home: u32| {
        let (left_beds, left_rooms) = beds.get(&home).copied().unwrap_or_default();
        (state.free_beds[home as usize] + left_beds, state.free_rooms[home as usize] + left_rooms)
    };
    let school = |place: usize| state.free_school[place] + pupils.get(&place).copied().unwrap_or(0);
    let mut programme = Program::default();
    let mut columns = Vec::new();
    let mut rows = Rows::default();
    // Among equals the points stay exactly as they are.
    let same_points = (aim == Aim::Ties).then(|| programme.row(f64::from(points) * POINT_SCALE, true, None));
    for &household in free {
        let record = &instance.households[household as usize];
        let children = i32::from(record.school_children);
        let surplus = f64::from(view.market.surplus[household as usize]);
        let own = programme.row(1.0, false, Some(surplus));
        rows.households.insert(household, own);
        let current = state.home_of[household as usize];
        let candidates = &view.market.candidates[household as usize];
        let near = candidates.len().min(if record.group.is_some() { most.saturating_mul(4) } else { most });
        let kept = candidates[near..].iter().find(|candidate| candidate.home == current);
        for &Candidate { home, value, loss } in candidates[..near].iter().chain(kept) {
            let (need_beds, need_rooms) = demand(instance, record, home);
            let place = view.place_of(home);
            let (free_beds, free_rooms) = room(home);
            if need_beds > free_beds || need_rooms > free_rooms || children > school(place) {
                continue;
            }
            let (bed_row, room_row) = *rows.homes.entry(home).or_insert_with(|| {
                let exclusive = instance.homes[home as usize].exclusive;
                let price = view.market.prices.homes[home as usize];
                let guess = if exclusive { price.whole } else { price.bed };
                let bed_row = programme.row(f64::from(free_beds), false, Some(f64::from(guess)));
                let room_row =
                    if exclusive { NONE } else { programme.row(f64::from(free_rooms), false, None) };
                if !exclusive {
                    programme.knapsacks.push((bed_row, Some(room_row)));
                }
                (bed_row, room_row)
            });
            let mut entries = vec![(own, 1.0), (bed_row, f64::from(need_beds))];
            if room_row != NONE {
                entries.push((room_row, f64::from(need_rooms)));
            }
            if children > 0 {
                let row = *rows.schools.entry(place).or_insert_with(|| {
                    let row = programme.row(f64::from(school(place)), false, None);
                    programme.knapsacks.push((row, None));
                    row
                });
                entries.push((row, f64::from(children)));
            }
            let members = record.group.and_then(|group| groups.get(&group));
            for pair in members.iter().flat_map(|members| members.windows(2)) {
                // Neighbours in the list of members are in a place both or neither.
                if pair.contains(&household) {
                    let row =
                        rows.ties.entry((pair[0], place)).or_insert_with(|| programme.row(0.0, true, None));
                    entries.push((*row, if pair[0] == household { 1.0 } else { -1.0 }));
                }
            }
            if let Some(row) = same_points {
                entries.push((row, f64::from(value) * POINT_SCALE));
            }
            let worth = column_value(view, state, household, Some((home, value)), aim);
            let noise = if aim == Aim::Points { perturbation(household, home) } else { 0.0 };
            let loss = if home == current { -1.0 } else { f64::from(loss) };
            programme.column(worth - noise, loss, entries);
            columns.push((household, home));
        }
    }
    Neighbourhood { programme, columns, rows }
}

/// Brings points to the size of the other coefficients.
const POINT_SCALE: f64 = 1e-3;

/// Far less than a point for all households together, and no two columns alike: the simplex method does not stall.
fn perturbation(household: u32, home: u32) -> f64 {
    let mixed = (household.wrapping_mul(0x9E37_79B1) ^ home.wrapping_mul(0x85EB_CA6B)) >> 20;
    f64::from(mixed) * 1e-8
}

/// A neighbourhood around a household: those who live where members of it would rather live, those who would like to live
/// where they do, and so on. Whole groups, and nobody who is fixed.
fn around(view: View<'_>, state: &State, groups: &[Vec<u32>], seed: u32, size: usize) -> Vec<u32> {
    let instance = view.instance;
    let near = i32::try_from(PRICE_SCALE * 4).unwrap_or(0);
    let mut inside = vec![false; instance.households.len()];
    let mut found = Vec::new();
    let mut enter = |found: &mut Vec<u32>, household: u32| {
        if inside[household as usize] {
            return;
        }
        let alone = [household];
        let members = match instance.households[household as usize].group {
            None => alone.as_slice(),
            Some(_) => {
                groups.iter().find(|members| members.contains(&household)).map_or(&alone[..0], Vec::as_slice)
            }
        };
        if members.iter().all(|&member| !state.fixed[member as usize]) {
            for &member in members {
                inside[member as usize] = true;
            }
            found.extend(members);
        }
    };
    enter(&mut found, seed);
    let mut at = 0;
    while at < found.len() && found.len() < size {
        let household = found[at];
        at += 1;
        for candidate in view.market.candidates[household as usize].iter().take(8) {
            for &other in &state.occupants[candidate.home as usize] {
                enter(&mut found, other);
            }
        }
        let home = state.home_of[household as usize];
        if home != NONE {
            for interest in &view.market.interested[home as usize] {
                if interest.loss < near && found.len() < size {
                    enter(&mut found, interest.household);
                }
            }
        }
    }
    found.sort_unstable();
    found
}

/// Households that may be freed in one programme; more would make its relaxation slow.
pub(crate) const MOST_FREE: usize = 1200;

/// Solves neighbourhoods around those who lose most, small ones first, until the work (pivots times rows) is used up or
/// `is_over` says so.
pub(crate) fn search(
    view: View<'_>,
    state: &mut State,
    groups: &[Vec<u32>],
    work: u64,
    mut is_over: impl FnMut(&State) -> bool,
) {
    let households = view.instance.households.len();
    let mut left = work;
    for (size, most, nodes) in [(150, 16, 60), (300, 12, 100), (600, 12, 150), (MOST_FREE, 12, 2000)] {
        let mut covered = vec![false; households];
        for seed in by_regret(view, state) {
            if is_over(state) || left == 0 {
                return;
            }
            if covered[seed as usize] {
                continue;
            }
            let free = around(view, state, groups, seed, size);
            if free.is_empty() {
                continue;
            }
            let enough = if size >= households { u64::MAX } else { 5 * size as u64 };
            let effort = Effort { pivots: (left / free.len() as u64 / 3).min(enough), nodes, deepen: false };
            let (outcome, _) = reoptimise(view, state, &free, most, Aim::Points, effort, &mut || false);
            left = left.saturating_sub(spent(&outcome));
            for household in free {
                covered[household as usize] = true;
            }
        }
        if size >= households {
            return;
        }
    }
}

/// Searches the whole of a small instance, over all pairs that anything better can have, until nothing better is left or
/// the pivots are used up. `proof` is told early what the relaxation with cuts says that schools cost and households keep.
pub(crate) fn whole(
    view: View<'_>,
    state: &mut State,
    groups: &[Vec<u32>],
    pivots: u64,
    is_over: &mut dyn FnMut() -> bool,
    proof: &mut dyn FnMut(Prices),
) {
    let market = view.market.within(view.instance, view.pairs, state.objective);
    let view = View { market: &market, ..view };
    let all: Vec<u32> =
        (0..view.pairs.rows()).filter(|&household| !state.fixed[household as usize]).collect();
    let effort = Effort { pivots, nodes: WHOLE_NODES, deepen: true };
    let Neighbourhood { programme, columns, rows } = build(view, state, &all, usize::MAX, Aim::Points);
    let floor: f64 =
        all.iter().map(|&household| column_value(view, state, household, None, Aim::Points)).sum();
    let mut relaxed = |duals: &[f64]| proof(kept_by(view, groups, &rows, duals));
    let outcome = program::solve(&programme, floor, 1.0, effort, is_over, &mut relaxed);
    adopt(view, state, &all, &columns, &outcome);
}

/// What these dual values of the whole say that homes and schools cost and that households keep.
fn kept_by(view: View<'_>, groups: &[Vec<u32>], rows: &Rows, duals: &[f64]) -> Prices {
    let mut kept = bound::kept(view.instance, view.pairs, groups, &view.market.prices);
    for (&household, &row) in &rows.households {
        if let [kept] = kept[household as usize].as_mut_slice() {
            *kept = round(duals[row as usize]).max(0);
        }
    }
    // A member of a group also keeps what ties it to its neighbours in the list of members.
    let mut in_place: BTreeMap<(u32, usize), f64> = BTreeMap::new();
    for pair in groups.iter().flat_map(|members| members.windows(2)) {
        for (&(_, place), &row) in rows.ties.range((pair[0], 0)..(pair[0] + 1, 0)) {
            for (member, sign) in [(pair[0], 1.0), (pair[1], -1.0)] {
                let own = rows.households.get(&member).map_or(0.0, |&row| duals[row as usize]);
                *in_place.entry((member, place)).or_insert(own) += sign * duals[row as usize];
            }
        }
    }
    for ((member, place), dual) in in_place {
        kept[member as usize][place] = round(dual);
    }
    Prices { kept, ..prices_of(view, rows, duals) }
}

/// Nodes of the search over the whole.
const WHOLE_NODES: u32 = 5_000;

/// Households that lose something at the prices, the greatest loss first.
fn by_regret(view: View<'_>, state: &State) -> Vec<u32> {
    let mut sore: Vec<(i64, u32)> = (0..view.pairs.rows())
        .map(|household| (regret(view, state, household), household))
        .filter(|&(regret, _)| regret > 0)
        .collect();
    sore.sort_unstable_by_key(|&(regret, household)| (-regret, household));
    sore.into_iter().map(|(_, household)| household).collect()
}

/// Pivots times rows.
fn spent(outcome: &Outcome) -> u64 {
    (outcome.pivots + 1) * outcome.rows as u64
}

/// Among placements of the same points, looks for lower cost and then fewer moves, one neighbourhood after the other.
pub(crate) fn break_ties(
    view: View<'_>,
    state: &mut State,
    groups: &[Vec<u32>],
    work: u64,
    mut is_over: impl FnMut() -> bool,
) {
    const SIZE: usize = 120;
    let mut covered = vec![false; view.instance.households.len()];
    let mut left = work;
    for seed in 0..view.pairs.rows() {
        if is_over() || left == 0 {
            return;
        }
        if covered[seed as usize] {
            continue;
        }
        let free = around(view, state, groups, seed, SIZE);
        let effort =
            Effort { pivots: (left / free.len().max(1) as u64 / 3).min(5_000), nodes: 50, deepen: false };
        let (outcome, _) = reoptimise(view, state, &free, 12, Aim::Ties, effort, &mut is_over);
        left = left.saturating_sub(spent(&outcome));
        for household in free {
            covered[household as usize] = true;
        }
        covered[seed as usize] = true;
    }
}

/// The prices of the relaxation over the candidates, exact up to rounding, and its value in points, if the instance is
/// small enough for that.
pub(crate) fn exact_prices(
    view: View<'_>,
    state: &mut State,
    most: usize,
    is_over: &mut dyn FnMut() -> bool,
) -> Option<(Prices, f64)> {
    if view.instance.households.len() > MOST_FREE {
        return None;
    }
    let all: Vec<u32> = (0..view.pairs.rows()).collect();
    let effort = Effort { pivots: 30_000, nodes: 1, deepen: false };
    let (outcome, rows) = reoptimise(view, state, &all, most, Aim::Points, effort, is_over);
    if outcome.duals.is_empty() {
        return None;
    }
    Some((prices_of(view, &rows, &outcome.duals), outcome.bound))
}

/// A dual value in 64ths of a point.
#[expect(clippy::cast_possible_truncation, reason = "clamped to far less than an i32 holds")]
fn round(dual: f64) -> i32 {
    let scale = f64::from(i32::try_from(PRICE_SCALE).unwrap_or(1));
    (dual * scale).round().clamp(-1e8, 1e8) as i32
}

/// The prices of homes and school places that these dual values are.
fn prices_of(view: View<'_>, rows: &Rows, duals: &[f64]) -> Prices {
    let round = |row: u32| round(duals[row as usize]).max(0);
    let mut prices = Prices::free(view.instance);
    for (&place, &row) in &rows.schools {
        prices.schools[place] = round(row);
    }
    for (home, price) in (0..).zip(&mut prices.homes) {
        price.school = prices.schools[view.place_of(home)];
        if let Some(&(bed_row, room_row)) = rows.homes.get(&home) {
            let bed = round(bed_row);
            *price = if room_row == NONE {
                HomePrice { whole: bed, ..*price }
            } else {
                HomePrice { bed, room: round(room_row), ..*price }
            };
        }
    }
    prices
}
