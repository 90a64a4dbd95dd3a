//! Groups: households that go to the same place together, or all stay unplaced.

use super::{
    chains::{Chains, View},
    state::{Move, NONE, State},
};

/// Places in order of what the whole group gains there after prices, the best first, with the gain.
pub(crate) fn places_by_gain(view: View<'_>, members: &[u32]) -> Vec<(i64, usize)> {
    let places = view.instance.places.len();
    let mut total = vec![Some(0_i64); places];
    for &member in members {
        let mut best = vec![None; places];
        for candidate in &view.market.candidates[member as usize] {
            let place = view.place_of(candidate.home);
            let gain = i64::from(view.market.surplus[member as usize]) - i64::from(candidate.loss);
            if best[place].is_none_or(|best| gain > best) {
                best[place] = Some(gain);
            }
        }
        for (total, best) in total.iter_mut().zip(best) {
            *total = total.zip(best).map(|(total, best)| total + best);
        }
    }
    let mut order: Vec<(i64, usize)> =
        (0..).zip(total).filter_map(|(place, gain)| gain.map(|gain| (gain, place))).collect();
    order.sort_by_key(|&(gain, place)| (-gain, place));
    order
}

/// Puts every member somewhere in one place, by chains that may move others; all or none. Returns the moves that undo.
pub(crate) fn place_together(
    chains: &mut Chains,
    view: View<'_>,
    state: &mut State,
    members: &[u32],
    place: usize,
    limit: u32,
) -> Option<Vec<Vec<Move>>> {
    let mut undo = Vec::new();
    let mut order = members.to_vec();
    order.sort_by_key(|&member| (Reverse(view.instance.households[member as usize].size), member));
    for member in order {
        let found = chains.best_chain(view, state, member, limit, -(1 << 100), Some(place));
        match found.and_then(|(moves, _)| state.apply(view.instance, view.pairs, &moves)) {
            Some(back) if state.home_of[member as usize] != NONE => undo.push(back),
            back => {
                undo.extend(back);
                unwind(view, state, undo);
                return None;
            }
        }
    }
    Some(undo)
}

use std::cmp::Reverse;

/// Undoes moves, the last first.
pub(crate) fn unwind(view: View<'_>, state: &mut State, undo: Vec<Vec<Move>>) {
    for back in undo.into_iter().rev() {
        let done = state.apply(view.instance, view.pairs, &back);
        debug_assert!(done.is_some(), "moves back into capacities that were just left");
    }
}
