//! From the fractional solution of the relaxation to a first placement.

use super::{
    chains::{Chains, View},
    groups,
    state::State,
};

/// Groups first, then pairs by their share in the fractional solution, then each household left over by a chain.
pub(crate) fn round(
    chains: &mut Chains,
    view: View<'_>,
    all_groups: &[Vec<u32>],
    mut shares: Vec<(u32, u32, f32)>,
    limit: u32,
) -> State {
    let instance = view.instance;
    let mut state = State::empty(instance);
    for members in all_groups {
        for (_, place) in groups::places_by_gain(view, members) {
            if groups::place_together(chains, view, &mut state, members, place, limit).is_some() {
                break;
            }
        }
    }
    shares.retain(|&(household, ..)| instance.households[household as usize].group.is_none());
    shares.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    for (household, home, share) in shares {
        if share >= 0.02
            && state.home_of[household as usize] == super::state::NONE
            && state.fits(instance, household, home)
            && let Some(fit) = view.pairs.fit(household, home)
        {
            let value = instance.households[household as usize].value(i32::from(fit));
            state.insert(instance, household, home, value);
        }
    }
    state
}
