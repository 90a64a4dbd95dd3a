//! A solved problem that stays warm: it can be asked why, and changed without solving anew.

use std::collections::HashSet;

use crate::{
    dual::{PRICE_SCALE, Prices, Weights, bound, people},
    model::Instance,
    pairs::{HomeIndex, Pairs},
    primal::{
        chains::Chains,
        market::Market,
        state::{NONE, State},
    },
};

/// A household's home, both by their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Placement {
    /// The household.
    pub household: u32,
    /// Its home.
    pub home: u32,
}

/// How good a placement is, and the prices that prove it; anyone can check it from the raw records and the prices alone,
/// as [`crate::verify`] does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// No placement that keeps all rules is worth more points.
    pub bound: i64,
    /// The points of this placement.
    pub objective: i64,
    /// The prices of homes and school places, and what households keep if the exact search of a small instance said it.
    pub prices: Prices,
    /// No placement that keeps all rules houses more people, whatever their priorities and fits.
    pub people_bound: u32,
    /// The prices that prove it; like the others in 64ths of a point, with 1,000 points for each person.
    pub people_prices: Prices,
}

impl Certificate {
    /// The most that any placement could be better, relative to the bound.
    #[expect(clippy::cast_precision_loss, reason = "a ratio for people to read")]
    pub fn gap(&self) -> f64 {
        if self.bound <= 0 { 0.0 } else { (self.bound - self.objective) as f64 / self.bound as f64 }
    }
}

/// What is proven, in 64ths of a point.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// The most that any placement is worth.
    pub(crate) points: i64,
    /// The most people that any placement houses.
    pub(crate) people: i64,
}

/// A placement and all that is needed to explain and to change it.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(crate) instance: Instance,
    pub(crate) index: HomeIndex,
    pub(crate) pairs: Pairs,
    pub(crate) market: Market,
    pub(crate) state: State,
    pub(crate) chains: Chains,
    /// Unknown since something changed.
    pub(crate) bounds: Option<Bounds>,
    /// The prices that prove the bound on points, as long as it is known.
    pub(crate) proof: Prices,
    /// What homes and school places cost if people alone count.
    pub(crate) people_prices: Prices,
    /// Pairs to which somebody said no, as household and home.
    pub(crate) refused: HashSet<(u32, u32)>,
    /// Households that left, and homes that closed: their numbers stay, so that all others keep theirs.
    pub(crate) gone: HashSet<u32>,
}

impl Plan {
    /// The problem as it stands.
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// Compatible pairs of households and homes.
    pub fn compatible_pairs(&self) -> usize {
        self.pairs.compatible()
    }

    /// Who lives where, by household.
    pub fn placements(&self) -> Vec<Placement> {
        self.instance
            .households
            .iter()
            .zip(&self.state.home_of)
            .filter(|&(_, &home)| home != NONE)
            .map(|(household, &home)| Placement {
                household: household.id,
                home: self.instance.homes[home as usize].id,
            })
            .collect()
    }

    /// How good the placement is. After a change the bounds are found again from all pairs, at the prices that stand.
    pub fn certificate(&self) -> Certificate {
        let bounds = self.bounds.unwrap_or_else(|| {
            let groups = self.instance.groups();
            let bound = |prices, weights| bound::bound(&self.instance, &self.pairs, &groups, prices, weights);
            Bounds {
                points: bound(&self.market.prices, Weights::Points).scaled,
                people: bound(&self.people_prices, Weights::People).scaled,
            }
        });
        Certificate {
            bound: bounds.points.div_euclid(PRICE_SCALE),
            objective: self.state.objective,
            prices: if self.bounds.is_some() { &self.proof } else { &self.market.prices }.clone(),
            people_bound: people::persons(bounds.people).min(self.instance.people()),
            people_prices: self.people_prices.clone(),
        }
    }

    /// Persons with a home.
    pub fn people_housed(&self) -> u32 {
        people::housed(&self.instance, &self.state.home_of)
    }
}
