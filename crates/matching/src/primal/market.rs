//! What the primal searches know of the dual side: for each household its most promising homes at the present prices.

use rayon::prelude::*;

use crate::{
    dual::{PRICE_SCALE, Prices},
    model::Instance,
    pairs::Pairs,
};

/// A promising home of a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) home: u32,
    /// Points of the pair.
    pub(crate) value: i32,
    /// How much worse than the household's best home, after prices, in 64ths of a point.
    pub(crate) loss: i32,
}

/// A household for which a home is promising.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Interest {
    pub(crate) household: u32,
    /// Points of the pair.
    pub(crate) value: i32,
    /// How much worse than the household's best home, after prices, in 64ths of a point.
    pub(crate) loss: i32,
}

/// Candidates by household, interested households by home, and the prices that they rest on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Market {
    pub(crate) candidates: Vec<Vec<Candidate>>,
    pub(crate) interested: Vec<Vec<Interest>>,
    /// The most that each household could gain after paying the prices, in 64ths of a point.
    pub(crate) surplus: Vec<i32>,
    pub(crate) prices: Prices,
}

impl Market {
    /// Keeps for each household its `most` best homes at these prices, and for members of groups all of them.
    pub(crate) fn new(
        instance: &Instance,
        pairs: &Pairs,
        prices: Prices,
        surplus: Vec<i32>,
        most: usize,
    ) -> Self {
        let candidates: Vec<Vec<Candidate>> = (0..pairs.rows())
            .into_par_iter()
            .with_min_len(64)
            .map(|number| Self::list(instance, pairs, &prices, surplus[number as usize], number, most))
            .collect();
        let mut interested = vec![Vec::new(); instance.homes.len()];
        for (number, list) in (0..).zip(&candidates) {
            for candidate in list {
                interested[candidate.home as usize].push(Interest {
                    household: number,
                    value: candidate.value,
                    loss: candidate.loss,
                });
            }
        }
        Self { candidates, interested, surplus, prices }
    }

    /// The same candidates and the `most` best at new prices, all measured at these.
    pub(crate) fn widened(
        &self,
        instance: &Instance,
        pairs: &Pairs,
        prices: Prices,
        surplus: Vec<i32>,
        most: usize,
    ) -> Self {
        let mut wide = Self::new(instance, pairs, prices, surplus, most);
        let scale = i32::try_from(PRICE_SCALE).unwrap_or(1);
        for (number, list) in wide.candidates.iter_mut().enumerate() {
            let household = &instance.households[number];
            for &Candidate { home, value, .. } in &self.candidates[number] {
                if !list.iter().any(|other| other.home == home) {
                    let price = wide.prices.cost(household, &instance.homes[home as usize], home);
                    list.push(Candidate {
                        home,
                        value,
                        loss: wide.surplus[number] - (value * scale - price),
                    });
                }
            }
            list.sort_unstable_by_key(|candidate| (candidate.loss, candidate.home));
        }
        wide
    }

    /// All homes that can be a household's in any placement worth more than `objective`.
    pub(crate) fn within(&self, instance: &Instance, pairs: &Pairs, objective: i64) -> Self {
        let left = self.relaxed(instance) - objective * PRICE_SCALE;
        let mut all = Self::new(instance, pairs, self.prices.clone(), self.surplus.clone(), usize::MAX);
        for list in &mut all.candidates {
            list.retain(|candidate| i64::from(candidate.loss) <= left);
        }
        for list in &mut all.interested {
            list.retain(|interest| i64::from(interest.loss) <= left);
        }
        all
    }

    /// The bound of the prices by linear duality, in 64ths of a point: no placement with a pair is worth more than this
    /// less the pair's loss.
    fn relaxed(&self, instance: &Instance) -> i64 {
        let gained: i64 = self.surplus.iter().map(|&surplus| i64::from(surplus)).sum();
        let homes = instance.homes.iter().zip(&self.prices.homes).map(|(home, price)| {
            let (beds, rooms) = (i64::from(home.beds), i64::from(home.rooms));
            if home.exclusive {
                i64::from(price.whole)
            } else {
                beds * i64::from(price.bed) + rooms * i64::from(price.room)
            }
        });
        let schools = instance.places.iter().zip(&self.prices.schools);
        let schools = schools.map(|(place, &price)| i64::from(place.school_places) * i64::from(price));
        gained + homes.sum::<i64>() + schools.sum::<i64>()
    }

    pub(crate) fn list(
        instance: &Instance,
        pairs: &Pairs,
        prices: &Prices,
        surplus: i32,
        number: u32,
        most: usize,
    ) -> Vec<Candidate> {
        let household = &instance.households[number as usize];
        let scale = i32::try_from(PRICE_SCALE).unwrap_or(1);
        let (homes, fits) = pairs.row(number);
        let mut list: Vec<Candidate> = homes
            .iter()
            .zip(fits)
            .map(|(&home, &fit)| {
                let value = household.value(i32::from(fit));
                let price = prices.cost(household, &instance.homes[home as usize], home);
                Candidate { home, value, loss: surplus - (value * scale - price) }
            })
            .collect();
        let key = |candidate: &Candidate| (candidate.loss, candidate.home);
        let today = instance.current_home(number);
        if household.group.is_none() && list.len() > most {
            list.select_nth_unstable_by_key(most, key);
            let kept = list[most..].iter().find(|candidate| Some(candidate.home) == today).copied();
            list.truncate(most);
            list.extend(kept);
        }
        list.sort_unstable_by_key(key);
        list.shrink_to_fit();
        list
    }
}
