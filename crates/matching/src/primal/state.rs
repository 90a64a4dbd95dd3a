//! A placement under construction: who lives where, and what is left of every capacity.

use crate::{
    model::{Household, Instance},
    pairs::Pairs,
};

/// No home.
pub(crate) const NONE: u32 = u32::MAX;

/// The worth of a pair or of a chain of moves, in which a higher aim always outweighs all lower ones: points of the
/// objective, then kronor a month saved, then households that need not move from where they live.
pub(crate) type Worth = i128;

/// One point of the objective; a chain of moves never saves so many kronor.
const POINT: Worth = 1 << 60;
/// One krona a month; a chain never has so many moves.
const KRONA: Worth = 1 << 24;

/// A move of one household: out of its home if `home` is [`NONE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) household: u32,
    pub(crate) home: u32,
}

/// Who lives where. Every method keeps all capacities; only [`State::apply`] moves anybody.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) home_of: Vec<u32>,
    /// Points of each household in its home.
    pub(crate) value_of: Vec<i32>,
    pub(crate) occupants: Vec<Vec<u32>>,
    pub(crate) free_beds: Vec<i32>,
    pub(crate) free_rooms: Vec<i32>,
    pub(crate) free_school: Vec<i32>,
    /// Households with school children, by the place where they live.
    pub(crate) pupils: Vec<Vec<u32>>,
    /// Households that keep their home whatever others would gain.
    pub(crate) fixed: Vec<bool>,
    pub(crate) objective: i64,
}

/// The beds and rooms that a household takes from a home's capacities; a home for one household has one of each.
pub(crate) fn demand(instance: &Instance, household: &Household, home: u32) -> (i32, i32) {
    let home = &instance.homes[home as usize];
    if home.exclusive { (1, 1) } else { (i32::from(household.size), household.rooms_in(home)) }
}

impl State {
    pub(crate) fn empty(instance: &Instance) -> Self {
        let capacity = |of: fn(&crate::model::Home) -> u8| {
            instance.homes.iter().map(|home| if home.exclusive { 1 } else { i32::from(of(home)) }).collect()
        };
        Self {
            home_of: vec![NONE; instance.households.len()],
            value_of: vec![0; instance.households.len()],
            occupants: vec![Vec::new(); instance.homes.len()],
            free_beds: capacity(|home| home.beds),
            free_rooms: capacity(|home| home.rooms),
            free_school: instance.places.iter().map(|place| place.school_places).collect(),
            pupils: vec![Vec::new(); instance.places.len()],
            fixed: vec![false; instance.households.len()],
            objective: 0,
        }
    }

    /// Whether a home and its place have room for one more household.
    pub(crate) fn fits(&self, instance: &Instance, household: u32, home: u32) -> bool {
        let record = &instance.households[household as usize];
        let (beds, rooms) = demand(instance, record, home);
        let place = instance.homes[home as usize].place as usize;
        beds <= self.free_beds[home as usize]
            && rooms <= self.free_rooms[home as usize]
            && i32::from(record.school_children) <= self.free_school[place]
    }

    /// The worth of a household in a home.
    pub(crate) fn worth(instance: &Instance, household: u32, home: u32, value: i32) -> Worth {
        if home == NONE {
            return 0;
        }
        let cost = Worth::from(instance.homes[home as usize].cost);
        let moves = instance.current_home(household).is_some_and(|today| today != home);
        Worth::from(value) * POINT - cost * KRONA - Worth::from(moves)
    }

    /// The worth of a household where it is.
    pub(crate) fn worth_now(&self, instance: &Instance, household: u32) -> Worth {
        Self::worth(instance, household, self.home_of[household as usize], self.value_of[household as usize])
    }

    /// The worth of the whole placement.
    pub(crate) fn total(&self, instance: &Instance) -> Worth {
        (0..).zip(&self.home_of).map(|(household, _)| self.worth_now(instance, household)).sum()
    }

    pub(crate) fn remove(&mut self, instance: &Instance, household: u32) {
        let home = std::mem::replace(&mut self.home_of[household as usize], NONE);
        if home == NONE {
            return;
        }
        let record = &instance.households[household as usize];
        let (beds, rooms) = demand(instance, record, home);
        self.free_beds[home as usize] += beds;
        self.free_rooms[home as usize] += rooms;
        if record.school_children > 0 {
            let place = instance.homes[home as usize].place as usize;
            self.free_school[place] += i32::from(record.school_children);
            self.pupils[place].retain(|&other| other != household);
        }
        self.occupants[home as usize].retain(|&other| other != household);
        self.objective -= i64::from(std::mem::take(&mut self.value_of[household as usize]));
    }

    pub(crate) fn insert(&mut self, instance: &Instance, household: u32, home: u32, value: i32) {
        let record = &instance.households[household as usize];
        let (beds, rooms) = demand(instance, record, home);
        self.free_beds[home as usize] -= beds;
        self.free_rooms[home as usize] -= rooms;
        if record.school_children > 0 {
            let place = instance.homes[home as usize].place as usize;
            self.free_school[place] -= i32::from(record.school_children);
            self.pupils[place].push(household);
        }
        self.occupants[home as usize].push(household);
        self.home_of[household as usize] = home;
        self.value_of[household as usize] = value;
        self.objective += i64::from(value);
    }

    /// Makes all moves, or none if one of them breaks a capacity or a pair does not exist. Returns the moves that undo.
    pub(crate) fn apply(&mut self, instance: &Instance, pairs: &Pairs, moves: &[Move]) -> Option<Vec<Move>> {
        let undo: Vec<Move> = moves
            .iter()
            .map(|step| Move { household: step.household, home: self.home_of[step.household as usize] })
            .collect();
        let values: Vec<i32> = moves.iter().map(|step| self.value_of[step.household as usize]).collect();
        for step in moves {
            self.remove(instance, step.household);
        }
        for (done, step) in moves.iter().enumerate() {
            if step.home == NONE {
                continue;
            }
            let fit = pairs.fit(step.household, step.home);
            let twice = self.home_of[step.household as usize] != NONE;
            match fit {
                Some(fit) if !twice && self.fits(instance, step.household, step.home) => {
                    let value = instance.households[step.household as usize].value(i32::from(fit));
                    self.insert(instance, step.household, step.home, value);
                }
                _ => {
                    for step in &moves[..done] {
                        self.remove(instance, step.household);
                    }
                    // A household that occurs twice is put back once.
                    for (step, &value) in undo.iter().zip(&values) {
                        if step.home != NONE && self.home_of[step.household as usize] == NONE {
                            self.insert(instance, step.household, step.home, value);
                        }
                    }
                    return None;
                }
            }
        }
        Some(undo)
    }
}
