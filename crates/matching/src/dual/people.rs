//! A bound on people alone: how many persons any placement could house, whatever their priorities and fits.
//!
//! It is the Lagrangian of [`super::bound`] with a person's weight in place of points, so any prices prove one. Good ones
//! are near those of the objective, which is mostly people. If people alone count, the optimal price of a home for one
//! household is the size of some household (the relaxation's dual is integral there), so prices rounded to whole or half
//! persons often prove far more than the prices they are rounded from; and a few more steps of the price method take out
//! what fit has put in.

use super::{HomePrice, PRICE_SCALE, Prices, Weights, bound, first_order::FirstOrder};
use crate::{
    model::{Instance, PERSON},
    pairs::Pairs,
    primal::state::NONE,
};

/// One person, in 64ths of a point.
const PERSON_SCALED: i32 = PERSON * 64;
const _: () = assert!(PERSON_SCALED as i64 == PERSON as i64 * PRICE_SCALE);

/// Steps to which prices are rounded, in 64ths of a point: those of homes for one household, and all others.
const STEPS: [(i32, i32); 3] = [
    (PERSON_SCALED, PERSON_SCALED),
    (PERSON_SCALED, PERSON_SCALED / 2),
    (PERSON_SCALED / 2, PERSON_SCALED / 2),
];

/// For how many iterations the price method goes on, and over how many pairs of each household.
const ITERATIONS: u32 = 60;
const CORE: usize = 24;

/// The whole persons in a number of 64ths of a point.
pub(crate) fn persons(scaled: i64) -> u32 {
    u32::try_from(scaled.div_euclid(i64::from(PERSON_SCALED))).unwrap_or(0)
}

/// Persons with a home.
pub(crate) fn housed(instance: &Instance, home_of: &[u32]) -> u32 {
    let households = instance.households.iter().zip(home_of);
    households.filter(|&(_, &home)| home != NONE).map(|(household, _)| u32::from(household.size)).sum()
}

/// What prices prove about people.
pub(crate) struct PeopleBound {
    /// No placement houses more, in 64ths of a point and 1,000 points for each person.
    pub(crate) scaled: i64,
    pub(crate) prices: Prices,
}

/// How many people could be housed in this instance?
pub(crate) struct Question<'a> {
    pub(crate) instance: &'a Instance,
    pub(crate) pairs: &'a Pairs,
    pub(crate) groups: &'a [Vec<u32>],
    /// Persons that a known placement houses, and its points.
    pub(crate) housed: u32,
    pub(crate) objective: i64,
}

impl Question<'_> {
    /// The best bound that a few good prices prove; stops when it is met by the known placement. When time is over, only
    /// prices that are known already are tried.
    pub(crate) fn bound(
        &self,
        of_points: &Prices,
        method: &mut FirstOrder<'_>,
        is_over: impl Fn() -> bool,
    ) -> PeopleBound {
        let free = Prices::free(self.instance);
        let mut best = PeopleBound { scaled: self.proven(&free), prices: free };
        let done = |best: &PeopleBound| persons(best.scaled) <= self.housed;
        // A person brings more than 1,000 points to the objective, and prices hold that much more.
        let points = self.objective.max(1);
        let people = i64::from(self.housed) * i64::from(PERSON);
        for steps in STEPS {
            if !done(&best) {
                self.consider(&mut best, rounded(of_points, people, points, steps));
            }
        }
        if !done(&best) && !is_over() {
            method.weigh_people(CORE);
            method.run(ITERATIONS);
            method.settle();
            let prices = method.prices();
            for steps in STEPS {
                self.consider(&mut best, rounded(&prices, 1, 1, steps));
            }
        }
        best
    }

    fn proven(&self, prices: &Prices) -> i64 {
        bound::bound(self.instance, self.pairs, self.groups, prices, Weights::People).scaled
    }

    fn consider(&self, best: &mut PeopleBound, prices: Prices) {
        let scaled = self.proven(&prices);
        if scaled < best.scaled {
            *best = PeopleBound { scaled, prices };
        }
    }
}

/// Prices times `of` / `by`, to the nearest multiples of these steps.
fn rounded(prices: &Prices, of: i64, by: i64, (whole, part): (i32, i32)) -> Prices {
    let round = |price: i32, step: i32| {
        let unit = by * i64::from(step);
        let multiple = (i64::from(price) * of + unit / 2) / unit;
        i32::try_from(multiple).unwrap_or(0) * step
    };
    let home = |price: &HomePrice| HomePrice {
        whole: round(price.whole, whole),
        bed: round(price.bed, part),
        room: round(price.room, part),
        school: round(price.school, part),
    };
    Prices {
        homes: prices.homes.iter().map(home).collect(),
        schools: prices.schools.iter().map(|&price| round(price, part)).collect(),
        kept: Vec::new(),
    }
}
