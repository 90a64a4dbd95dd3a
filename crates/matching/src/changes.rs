//! Changes to a plan: somebody arrives, leaves, moves their limits or says no; a home opens or closes. Each change is
//! repaired by a few chains around it, at the prices that stand, instead of solving anew.

use crate::{
    dual::PRICE_SCALE,
    model::{Home, Household},
    pairs::Pair,
    plan::Plan,
    primal::{
        chains::View,
        groups,
        market::{Candidate, Interest, Market},
        state::{Move, NONE},
    },
    solve::CANDIDATES,
};

/// Chains look at more households than in a run from nothing, for there are only a few of them.
const LIMIT: u32 = 2000;

/// A household whose home changed. Homes are ids; none means unplaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The household.
    pub household: u32,
    /// Its home before.
    pub from: Option<u32>,
    /// Its home now.
    pub to: Option<u32>,
}

/// Why a change was not made. The plan is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// No household with this id.
    #[error("changing the plan: there is no household {0}; check the number")]
    NoHousehold(u32),
    /// No home with this id.
    #[error("changing the plan: there is no home {0}; check the number")]
    NoHome(u32),
    /// The id is taken.
    #[error("changing the plan: the number {0} is taken; give the newcomer its own")]
    Taken(u32),
    /// A place that is not in the instance.
    #[error("changing the plan: there is no place with index {0}; add it and solve anew")]
    NoPlace(u32),
}

impl Plan {
    pub(crate) fn household_index(&self, id: u32) -> Result<u32, ChangeError> {
        (0..)
            .zip(&self.instance.households)
            .find(|&(number, household)| household.id == id && !self.gone.contains(&number))
            .map(|(number, _)| number)
            .ok_or(ChangeError::NoHousehold(id))
    }

    fn home_index(&self, id: u32) -> Result<u32, ChangeError> {
        (0..)
            .zip(&self.instance.homes)
            .find(|(_, home)| home.id == id)
            .map(|(number, _)| number)
            .ok_or(ChangeError::NoHome(id))
    }

    fn known_place(&self, place: u32) -> Result<(), ChangeError> {
        if (place as usize) < self.instance.places.len() { Ok(()) } else { Err(ChangeError::NoPlace(place)) }
    }

    /// Runs a change and says who moved by it.
    fn tracked(&mut self, change: impl FnOnce(&mut Self)) -> Vec<Moved> {
        let before = self.state.home_of.clone();
        self.bounds = None;
        change(self);
        let name = |home: u32| (home != NONE).then(|| self.instance.homes[home as usize].id);
        (0..)
            .zip(&self.state.home_of)
            .filter_map(|(number, &to): (usize, &u32)| {
                let from = before.get(number).copied().unwrap_or(NONE);
                let household = self.instance.households[number].id;
                (from != to).then(|| Moved { household, from: name(from), to: name(to) })
            })
            .collect()
    }

    /// Improves the plan around households without a home and homes with something free.
    fn repair(&mut self, households: &[u32], homes: &[u32]) {
        let view = View { instance: &self.instance, pairs: &self.pairs, market: &self.market };
        for &household in households {
            if view.instance.households[household as usize].group.is_none() {
                self.chains.improve(view, &mut self.state, household, LIMIT);
            }
        }
        for &home in homes {
            self.chains.pull(view, &mut self.state, home, LIMIT);
        }
    }

    /// The row of a household from its record, without the homes it refused; within a group, only common places.
    pub(crate) fn row_of(&self, household: &Household, number: u32) -> Vec<Pair> {
        let mut row = Vec::new();
        self.index.row(&self.instance, household, &mut row);
        row.retain(|pair| !self.refused.contains(&(number, pair.home)));
        row
    }

    /// A household's surplus at the present prices and its most promising homes.
    pub(crate) fn listed(&self, number: u32) -> (i32, Vec<Candidate>) {
        let household = &self.instance.households[number as usize];
        let (homes, fits) = self.pairs.row(number);
        let scale = i32::try_from(PRICE_SCALE).unwrap_or(1);
        let gain = |(&home, &fit): (&u32, &u8)| {
            let price = self.market.prices.cost(household, &self.instance.homes[home as usize], home);
            household.value(i32::from(fit)) * scale - price
        };
        let surplus = homes.iter().zip(fits).map(gain).max().unwrap_or(0).max(0);
        let list =
            Market::list(&self.instance, &self.pairs, &self.market.prices, surplus, number, CANDIDATES);
        (surplus, list)
    }

    /// Replaces what the searches know of a household.
    fn relist(&mut self, number: u32) {
        let (surplus, list) = self.listed(number);
        for candidate in self.market.candidates.get(number as usize).into_iter().flatten() {
            self.market.interested[candidate.home as usize].retain(|other| other.household != number);
        }
        for candidate in &list {
            self.market.interested[candidate.home as usize].push(Interest {
                household: number,
                value: candidate.value,
                loss: candidate.loss,
            });
        }
        let at = number as usize;
        if at == self.market.candidates.len() {
            self.market.candidates.push(list);
            self.market.surplus.push(surplus);
        } else {
            self.market.candidates[at] = list;
            self.market.surplus[at] = surplus;
        }
    }

    /// Households arrive; those of one group are placed together or not at all.
    pub fn arrive(&mut self, newcomers: Vec<Household>) -> Result<Vec<Moved>, ChangeError> {
        for (at, household) in newcomers.iter().enumerate() {
            let twice = newcomers[..at].iter().any(|other| other.id == household.id);
            if twice || self.household_index(household.id).is_ok() {
                return Err(ChangeError::Taken(household.id));
            }
            let named = [Some(household.anchor), household.relatives, household.danger];
            named.into_iter().flatten().try_for_each(|place| self.known_place(place))?;
        }
        Ok(self.tracked(|plan| {
            let first = u32::try_from(plan.instance.households.len()).unwrap_or(u32::MAX);
            let last = first + u32::try_from(newcomers.len()).unwrap_or(0);
            for (number, mut household) in (first..).zip(newcomers) {
                // Whoever belongs to a group that is already here joins the households of the plan one by one.
                let here = plan.instance.households[..first as usize].iter();
                if here.clone().any(|other| household.group.is_some() && other.group == household.group) {
                    household.group = None;
                }
                let row = plan.row_of(&household, number);
                plan.instance.households.push(household);
                if !plan.instance.current.is_empty() {
                    plan.instance.current.push(None);
                }
                plan.pairs.set_row(number, &row);
                plan.state.home_of.push(NONE);
                plan.state.value_of.push(0);
                plan.state.fixed.push(false);
            }
            plan.instance.forget_lone_groups();
            let mut together = plan.instance.groups();
            together.retain(|members| members.iter().any(|&member| member >= first));
            for members in &together {
                plan.pairs.keep_common_places(&plan.instance, members);
            }
            let all: Vec<u32> = (first..last).collect();
            for &number in &all {
                plan.relist(number);
            }
            plan.repair(&all, &[]);
            for members in &together {
                plan.place_group(members);
            }
        }))
    }

    /// Tries the places of a group, the most promising first, until one takes all members without loss. Returns the
    /// moves that undo.
    pub(crate) fn place_group(&mut self, members: &[u32]) -> Option<Vec<Vec<Move>>> {
        let view = View { instance: &self.instance, pairs: &self.pairs, market: &self.market };
        for (_, place) in groups::places_by_gain(view, members) {
            let before = self.state.objective;
            let placed =
                groups::place_together(&mut self.chains, view, &mut self.state, members, place, LIMIT);
            if let Some(undo) = placed {
                if self.state.objective > before {
                    return Some(undo);
                }
                groups::unwind(view, &mut self.state, undo);
            }
        }
        None
    }

    /// Finds the rows of a group anew from the members' records.
    pub(crate) fn reread(&mut self, members: &[u32]) {
        for &member in members {
            let row = self.row_of(&self.instance.households[member as usize], member);
            self.pairs.set_row(member, &row);
        }
        if members.len() > 1 {
            self.pairs.keep_common_places(&self.instance, members);
        }
    }

    /// Takes one member out of its group, in the records and in the rows. Whoever is left alone is no group.
    pub(crate) fn part(&mut self, member: u32, rest: &[u32]) {
        self.instance.households[member as usize].group = None;
        if let &[alone] = rest {
            self.instance.households[alone as usize].group = None;
        }
        self.reread(&[member]);
        self.reread(rest);
    }

    /// Places the rest of a group together, then the member who left it. Returns the moves that undo.
    pub(crate) fn place_parted(&mut self, member: u32, rest: &[u32]) -> Vec<Vec<Move>> {
        let mut undo = match rest {
            [_, _, ..] => self.place_group(rest).unwrap_or_default(),
            _ => Vec::new(),
        };
        let view = View { instance: &self.instance, pairs: &self.pairs, market: &self.market };
        let alone = rest.iter().filter(|_| rest.len() == 1);
        for &household in alone.chain([&member]) {
            undo.extend(self.chains.improve(view, &mut self.state, household, LIMIT));
        }
        undo
    }

    /// One household may live in another place than its group from now on. A group without a home is placed anew.
    pub fn separate(&mut self, household: u32) -> Result<Vec<Moved>, ChangeError> {
        let number = self.household_index(household)?;
        Ok(self.tracked(|plan| {
            let group = plan.group_of(number);
            let rest: Vec<u32> = group.iter().copied().filter(|&member| member != number).collect();
            plan.part(number, &rest);
            for &member in &group {
                plan.relist(member);
            }
            if plan.state.home_of[number as usize] == NONE {
                plan.place_parted(number, &rest);
            } else {
                plan.repair(&[number], &[]);
            }
        }))
    }

    /// A household leaves; its home goes to whoever gains most by a chain.
    pub fn leave(&mut self, household: u32) -> Result<Vec<Moved>, ChangeError> {
        let number = self.household_index(household)?;
        Ok(self.tracked(|plan| {
            let home = plan.state.home_of[number as usize];
            plan.state.remove(&plan.instance, number);
            plan.state.fixed[number as usize] = false;
            plan.pairs.set_row(number, &[]);
            plan.relist(number);
            plan.gone.insert(number);
            plan.instance.households[number as usize].group = None;
            plan.instance.forget_lone_groups();
            plan.repair(&[], &if home == NONE { Vec::new() } else { vec![home] });
        }))
    }

    /// The household or the host says no: the pair is never proposed again, and another home is sought.
    pub fn refuse(&mut self, household: u32, home: u32) -> Result<Vec<Moved>, ChangeError> {
        let number = self.household_index(household)?;
        let refused = self.home_index(home)?;
        Ok(self.tracked(|plan| {
            plan.refused.insert((number, refused));
            let mut row = plan.pairs.to_pairs(number);
            row.retain(|pair| pair.home != refused);
            plan.pairs.set_row(number, &row);
            let lived_there = plan.state.home_of[number as usize] == refused;
            let group = plan.group_of(number);
            if lived_there {
                plan.evict(&group);
            }
            plan.relist(number);
            if lived_there {
                plan.settle(&group);
                plan.repair(&[], &[refused]);
            }
        }))
    }

    /// The household, and all members of its group.
    pub(crate) fn group_of(&self, number: u32) -> Vec<u32> {
        match self.instance.households[number as usize].group {
            None => vec![number],
            group => (0..)
                .zip(&self.instance.households)
                .filter(|(_, household)| household.group == group)
                .map(|(number, _)| number)
                .collect(),
        }
    }

    fn evict(&mut self, members: &[u32]) {
        for &member in members {
            self.state.fixed[member as usize] = false;
            self.state.remove(&self.instance, member);
        }
    }

    fn settle(&mut self, members: &[u32]) {
        if members.len() > 1 {
            self.place_group(members);
        } else {
            self.repair(members, &[]);
        }
    }

    /// A household's needs or limits change; its id stays. It keeps its home only if that is still possible and best.
    pub fn revise(&mut self, household: &Household) -> Result<Vec<Moved>, ChangeError> {
        let number = self.household_index(household.id)?;
        let named = [Some(household.anchor), household.relatives, household.danger];
        named.into_iter().flatten().try_for_each(|place| self.known_place(place))?;
        Ok(self.tracked(|plan| {
            let group = plan.group_of(number);
            let home = plan.state.home_of[number as usize];
            plan.evict(&group);
            let keep = plan.instance.households[number as usize].group;
            plan.instance.households[number as usize] = Household { group: keep, ..household.clone() };
            plan.reread(&group);
            for &member in &group {
                plan.relist(member);
            }
            plan.settle(&group);
            plan.repair(&[], &if home == NONE { Vec::new() } else { vec![home] });
        }))
    }

    /// The household keeps its present home from now on, for instance because both sides said yes.
    pub fn fix(&mut self, household: u32) -> Result<(), ChangeError> {
        let number = self.household_index(household)?;
        self.state.fixed[number as usize] = self.state.home_of[number as usize] != NONE;
        Ok(())
    }

    /// A home opens; whoever gains most by it moves in, by a chain.
    pub fn open(&mut self, home: Home) -> Result<Vec<Moved>, ChangeError> {
        self.open_to(home, None)
    }

    /// A home opens for one household, which moves in if the home fits it and it has none.
    pub fn open_for(&mut self, home: Home, household: u32) -> Result<Vec<Moved>, ChangeError> {
        let number = self.household_index(household)?;
        self.open_to(home, Some(number))
    }

    fn open_to(&mut self, home: Home, guest: Option<u32>) -> Result<Vec<Moved>, ChangeError> {
        if self.home_index(home.id).is_ok() {
            return Err(ChangeError::Taken(home.id));
        }
        self.known_place(home.place)?;
        Ok(self.tracked(|plan| {
            let number = u32::try_from(plan.instance.homes.len()).unwrap_or(u32::MAX);
            let (beds, rooms) =
                if home.exclusive { (1, 1) } else { (i32::from(home.beds), i32::from(home.rooms)) };
            for prices in [&mut plan.market.prices, &mut plan.people_prices] {
                let school = prices.schools[home.place as usize];
                prices.homes.push(crate::HomePrice { school, ..crate::HomePrice::default() });
            }
            plan.market.interested.push(Vec::new());
            plan.state.occupants.push(Vec::new());
            plan.state.free_beds.push(beds);
            plan.state.free_rooms.push(rooms);
            plan.instance.homes.push(home);
            plan.index.add(&plan.instance, number, &plan.instance.homes[number as usize]);
            let one = plan.index.only(&plan.instance, number);
            let mut found = Vec::new();
            for at in 0..plan.pairs.rows() {
                let household = &plan.instance.households[at as usize];
                // A new home in a place where the rest of a group cannot live is of no use to its member.
                let place = plan.instance.homes[number as usize].place;
                if plan.gone.contains(&at)
                    || household.group.is_some()
                        && !plan
                            .pairs
                            .row(at)
                            .0
                            .iter()
                            .any(|&home| plan.instance.homes[home as usize].place == place)
                {
                    continue;
                }
                found.clear();
                one.row(&plan.instance, household, &mut found);
                if let Some(&pair) = found.first() {
                    let mut row = plan.pairs.to_pairs(at);
                    row.push(pair);
                    plan.pairs.set_row(at, &row);
                    let value = plan.instance.households[at as usize].value(i32::from(pair.fit));
                    let scale = i32::try_from(PRICE_SCALE).unwrap_or(1);
                    let household = &plan.instance.households[at as usize];
                    let record = &plan.instance.homes[number as usize];
                    let price = plan.market.prices.cost(household, record, number);
                    let loss = plan.market.surplus[at as usize] - (value * scale - price);
                    let list = &mut plan.market.candidates[at as usize];
                    let after = list.partition_point(|other| other.loss <= loss);
                    list.insert(after, Candidate { home: number, value, loss });
                    plan.market.interested[number as usize].push(Interest { household: at, value, loss });
                }
            }
            if let Some(guest) = guest.filter(|&guest| plan.state.home_of[guest as usize] == NONE) {
                plan.state.apply(&plan.instance, &plan.pairs, &[Move { household: guest, home: number }]);
            }
            plan.repair(&[], &[number]);
        }))
    }

    /// A home closes; whoever lived there is placed anew.
    pub fn close(&mut self, home: u32) -> Result<Vec<Moved>, ChangeError> {
        let number = self.home_index(home)?;
        Ok(self.tracked(|plan| {
            let out: Vec<Vec<u32>> = plan.state.occupants[number as usize]
                .iter()
                .map(|&household| plan.group_of(household))
                .collect();
            for members in &out {
                plan.evict(members);
            }
            plan.pairs.drop_home(number);
            plan.index.remove(number);
            for interest in std::mem::take(&mut plan.market.interested[number as usize]) {
                plan.market.candidates[interest.household as usize]
                    .retain(|candidate| candidate.home != number);
            }
            plan.state.free_beds[number as usize] = 0;
            plan.state.free_rooms[number as usize] = 0;
            plan.market.prices.homes[number as usize] = crate::HomePrice::default();
            plan.people_prices.homes[number as usize] = crate::HomePrice::default();
            for members in &out {
                plan.settle(members);
            }
        }))
    }
}
