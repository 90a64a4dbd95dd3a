//! The dual side: prices, the bound that they prove, and the method that finds good prices.

pub(crate) mod bound;
pub(crate) mod first_order;
pub(crate) mod knapsack;
mod pass;
pub(crate) mod people;
mod rows;

use crate::model::{Home, Household, Instance, PERSON};

/// Prices are integers in units of one 64th of a point, so that a certificate is checked without rounding.
pub const PRICE_SCALE: i64 = 64;

/// What a placement is weighed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weights {
    /// The objective: people by priority, then fit.
    Points,
    /// People alone, as many points each as the objective counts for a person of priority 1.
    People,
}

impl Weights {
    /// The weight of this household in a home of this fit, in points.
    pub(crate) fn value(self, household: &Household, fit: i32) -> i32 {
        match self {
            Self::Points => household.value(fit),
            Self::People => i32::from(household.size) * PERSON,
        }
    }
}

/// What a home costs those who use it, in 64ths of a point.
///
/// A home for one household has a price of its own; a shared home has a price for a bed and one for a room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HomePrice {
    /// For the whole home, if it takes one household.
    pub whole: i32,
    /// For each bed of a shared home.
    pub bed: i32,
    /// For each room of a shared home.
    pub room: i32,
    /// For each school place in the home's place.
    pub school: i32,
}

/// The dual prices of homes and school places, and perhaps what households keep: the whole certificate, for everything
/// else follows from them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    /// For each home, by index; the school price repeats that of its place.
    pub homes: Vec<HomePrice>,
    /// For each place, by index: what one school place is worth, in 64ths of a point.
    pub schools: Vec<i32>,
    /// For each household, by index, what it keeps in 64ths of a point: one number, or for a member of a group one for each
    /// place. Empty if that is what the best pair leaves at these prices; if it is not, the prices of homes prove nothing,
    /// for what a home is worth then follows from its households.
    pub kept: Vec<Vec<i32>>,
}

impl Prices {
    /// No home and no school place costs anything.
    pub fn free(instance: &Instance) -> Self {
        Self {
            homes: vec![HomePrice::default(); instance.homes.len()],
            schools: vec![0; instance.places.len()],
            kept: Vec::new(),
        }
    }

    /// What this household pays in this home, in 64ths of a point.
    pub fn cost(&self, household: &Household, home: &Home, index: u32) -> i32 {
        self.homes[index as usize].cost(
            i32::from(household.size),
            household.rooms_in(home),
            i32::from(household.school_children),
        )
    }
}

impl HomePrice {
    /// The price for a household of this size that takes so many rooms and school places.
    pub(crate) fn cost(self, size: i32, rooms: i32, school_children: i32) -> i32 {
        self.whole + size * self.bed + rooms * self.room + school_children * self.school
    }
}
