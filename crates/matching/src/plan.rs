//! A solved problem that stays warm: it can be asked why, and changed without solving anew.

use std::collections::HashSet;

use crate::{
    dual::{PRICE_SCALE, Prices, bound},
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
    /// The prices of homes and school places.
    pub prices: Prices,
}

impl Certificate {
    /// The most that any placement could be better, relative to the bound.
    #[expect(clippy::cast_precision_loss, reason = "a ratio for people to read")]
    pub fn gap(&self) -> f64 {
        if self.bound <= 0 { 0.0 } else { (self.bound - self.objective) as f64 / self.bound as f64 }
    }
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
    /// In 64ths of a point; unknown since something changed.
    pub(crate) bound: Option<i64>,
    /// Pairs to which somebody said no, as household and home.
    pub(crate) refused: HashSet<(u32, u32)>,
    /// Households that left, and homes that closed: their numbers stay, so that all others keep theirs.
    pub(crate) gone: HashSet<u32>,
}

impl Plan {
    pub(crate) fn new(
        instance: Instance,
        index: HomeIndex,
        pairs: Pairs,
        market: Market,
        state: State,
        chains: Chains,
        bound: i64,
    ) -> Self {
        Self {
            instance,
            index,
            pairs,
            market,
            state,
            chains,
            bound: Some(bound),
            refused: HashSet::new(),
            gone: HashSet::new(),
        }
    }

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

    /// How good the placement is. After a change the bound is found again from all pairs, at the prices that stand.
    pub fn certificate(&self) -> Certificate {
        let bound = self.bound.unwrap_or_else(|| {
            let groups = self.instance.groups();
            bound::bound(&self.instance, &self.pairs, &groups, &self.market.prices).scaled
        });
        Certificate {
            bound: bound.div_euclid(PRICE_SCALE),
            objective: self.state.objective,
            prices: self.market.prices.clone(),
        }
    }

    /// Persons with a home.
    pub fn people_housed(&self) -> u32 {
        self.instance
            .households
            .iter()
            .zip(&self.state.home_of)
            .filter(|&(_, &home)| home != NONE)
            .map(|(household, _)| u32::from(household.size))
            .sum()
    }
}
