//! The smallest change of a limit, among a few, with which a household or a whole group would have a home.
//!
//! Every change is tried by the very searches that [`Plan::revise`] and [`Plan::separate`] use, and undone.

use std::collections::{BTreeMap, HashSet};

use super::Remedy;
use crate::{
    compatibility::{self, Rule},
    model::{Home, Household},
    pairs::RowsBefore,
    plan::Plan,
    primal::{
        chains::View,
        groups,
        market::Candidate,
        state::{Move, NONE, Worth},
    },
};

/// Households that one trial looks at, and all trials for one household or group together; what is untried by then
/// stays untried, so that the time for a country grows with the households without a home and no faster.
const TRIAL_LIMIT: u32 = 2000;
const REMEDY_WORK: u64 = 10_000;

/// How much it asks of a group that one member lives elsewhere; a little more than one more county.
const APART: i32 = 25;

/// What a trial changes about some households, to be put back after it.
struct Before {
    rows: RowsBefore,
    households: Vec<(u32, Household, i32, Vec<Candidate>)>,
}

impl Plan {
    /// Tries the relaxations of one limit, the smallest first, and then one more home; each is tried by a chain search.
    pub(super) fn remedy(&mut self, number: u32, household: &Household) -> Option<Remedy> {
        let most = self.chains.work + REMEDY_WORK;
        for (_, rule, by) in self.limits(household, |_| true) {
            if self.chains.work > most {
                break;
            }
            if let Some(relaxed) = relaxed(self, household, rule, by)
                && self.would_place(number, &relaxed)
            {
                return Some(Remedy::Relax { rule, by, household: Box::new(relaxed) });
            }
        }
        self.one_more_home(number, household)
    }

    /// Tries the relaxations of one limit of one member, and that one member lives elsewhere, the smallest change first.
    pub(super) fn group_remedy(&mut self, number: u32) -> Option<Remedy> {
        let most = self.chains.work + REMEDY_WORK;
        let members = self.group_of(number);
        let places: Vec<HashSet<u32>> = members.iter().map(|&member| self.places_of(member)).collect();
        // Effort, member, and the limit that gives way; none if the member lives elsewhere.
        let mut tries = Vec::new();
        for &member in &members {
            // A change helps the group only where all others can live.
            let others = || members.iter().zip(&places).filter(|&(&other, _)| other != member);
            let common = |home: &Home| others().all(|(_, places)| places.contains(&home.place));
            let limits = self.limits(&self.instance.households[member as usize], common);
            tries.extend(limits.into_iter().map(|(effort, rule, by)| (effort, member, Some((rule, by)))));
            tries.push((APART, member, None));
        }
        tries.sort_unstable();
        for (_, member, limit) in tries {
            if self.chains.work > most {
                break;
            }
            let household = &self.instance.households[member as usize];
            if let Some((rule, by)) = limit {
                if let Some(relaxed) = relaxed(self, household, rule, by)
                    && self.would_place_together(member, &members, &relaxed)
                {
                    return Some(Remedy::Relax { rule, by, household: Box::new(relaxed) });
                }
            } else {
                let id = household.id;
                if self.would_place_apart(member, &members) {
                    return Some(Remedy::Apart { household: id });
                }
            }
        }
        None
    }

    /// Where a household could live if it had no group.
    fn places_of(&self, number: u32) -> HashSet<u32> {
        let row = self.row_of(&self.instance.households[number as usize], number);
        row.into_iter().map(|pair| self.instance.homes[pair.home as usize].place).collect()
    }

    /// Relaxations of one limit that would make homes possible, with their effort, the smallest first; of each limit a
    /// few steps.
    fn limits(&self, household: &Household, wanted: impl Fn(&Home) -> bool) -> Vec<(i32, Rule, i32)> {
        let mut near = Vec::new();
        self.index.one_rule_away(household, &mut near);
        debug_assert!(self.finds_all_near(household, &near), "the index follows the rules");
        let mut options: BTreeMap<Rule, Vec<i32>> = BTreeMap::new();
        for home in near {
            let home = &self.instance.homes[home as usize];
            if wanted(home)
                && let [rule] = compatibility::broken_rules(&self.instance, household, home).as_slice()
                && let Some(by) = amount(self, household, home, *rule)
            {
                options.entry(*rule).or_default().push(by);
            }
        }
        let mut tries: Vec<(i32, Rule, i32)> = Vec::new();
        for (rule, mut amounts) in options {
            amounts.sort_unstable();
            amounts.dedup();
            // A few steps of each limit, from the smallest change to the largest.
            let step = amounts.len().div_ceil(4).max(1);
            let last = amounts.last().copied();
            let steps = amounts.into_iter().step_by(step).chain(last);
            tries.extend(steps.map(|by| (effort(rule, by), rule, by)));
        }
        tries.sort_unstable();
        tries.dedup();
        tries
    }

    /// Whether the index found the homes that the rules, read one by one, allow after one relaxation.
    fn finds_all_near(&self, household: &Household, near: &[u32]) -> bool {
        let near: HashSet<u32> = near.iter().copied().collect();
        (0..).zip(&self.instance.homes).all(|(number, home)| {
            let closed = self.state.free_beds[number as usize] == 0
                && self.state.occupants[number as usize].is_empty();
            let rules = compatibility::broken_rules(&self.instance, household, home);
            let expected = matches!(rules[..], [rule] if amount(self, household, home, rule).is_some());
            closed || near.contains(&number) == expected
        })
    }

    fn before(&self, members: &[u32]) -> Before {
        let one = |&member: &u32| {
            let at = member as usize;
            let candidates = self.market.candidates[at].clone();
            (member, self.instance.households[at].clone(), self.market.surplus[at], candidates)
        };
        Before { rows: self.pairs.before(members), households: members.iter().map(one).collect() }
    }

    /// Brings what the searches know of some households in line with their rows. Who is interested in a home stays as it
    /// was, for no trial asks.
    fn list_anew(&mut self, members: &[u32]) {
        for &member in members {
            let (surplus, list) = self.listed(member);
            self.market.surplus[member as usize] = surplus;
            self.market.candidates[member as usize] = list;
        }
    }

    /// Ends a trial: whether all these households have a home; then everything is as before it.
    fn end_trial(&mut self, before: Before, undo: Vec<Vec<Move>>) -> bool {
        let placed =
            before.households.iter().all(|&(member, ..)| self.state.home_of[member as usize] != NONE);
        let view = View { instance: &self.instance, pairs: &self.pairs, market: &self.market };
        groups::unwind(view, &mut self.state, undo);
        self.pairs.put_back(&before.rows);
        for (member, record, surplus, candidates) in before.households {
            let at = member as usize;
            self.instance.households[at] = record;
            self.market.surplus[at] = surplus;
            self.market.candidates[at] = candidates;
        }
        placed
    }

    /// Whether a chain would give the household a home if its record were this one. Nothing changes.
    fn would_place(&mut self, number: u32, relaxed: &Household) -> bool {
        let before = self.before(&[number]);
        self.instance.households[number as usize] = relaxed.clone();
        self.reread(&[number]);
        self.list_anew(&[number]);
        let view = View { instance: &self.instance, pairs: &self.pairs, market: &self.market };
        let found = self.chains.best_chain(view, &self.state, number, TRIAL_LIMIT, Worth::default(), None);
        // The chain is a plan; only making its moves shows that every capacity holds.
        let undo = found.and_then(|(moves, _)| self.state.apply(&self.instance, &self.pairs, &moves));
        self.end_trial(before, undo.into_iter().collect())
    }

    /// Whether the group would find a place together if the record of one member were this one. Nothing changes.
    fn would_place_together(&mut self, member: u32, members: &[u32], relaxed: &Household) -> bool {
        let before = self.before(members);
        self.instance.households[member as usize] = relaxed.clone();
        self.reread(members);
        self.list_anew(members);
        let undo = self.place_group(members).unwrap_or_default();
        self.end_trial(before, undo)
    }

    /// Whether the whole group would have homes if one member could live in another place. Nothing changes.
    fn would_place_apart(&mut self, member: u32, members: &[u32]) -> bool {
        let before = self.before(members);
        let rest: Vec<u32> = members.iter().copied().filter(|&other| other != member).collect();
        self.part(member, &rest);
        self.list_anew(members);
        let undo = self.place_parted(member, &rest);
        self.end_trial(before, undo)
    }

    /// A home for exactly this household where a school place is free, like the home that it would value most.
    fn one_more_home(&self, number: u32, household: &Household) -> Option<Remedy> {
        let (homes, fits) = self.pairs.row(number);
        let school =
            |home: &Home| self.state.free_school[home.place as usize] >= i32::from(household.school_children);
        let best = homes
            .iter()
            .zip(fits)
            .filter(|&(&home, _)| school(&self.instance.homes[home as usize]))
            .max_by_key(|&(&home, &fit)| (fit, std::cmp::Reverse(home)))
            .map(|(&home, _)| &self.instance.homes[home as usize])?;
        let id = self.instance.homes.iter().map(|home| home.id).max().map_or(0, |id| id.saturating_add(1));
        Some(Remedy::OneMoreHome(Box::new(Home { id, ..best.clone() })))
    }
}

/// By how much a limit would have to give way for this home; nothing if the rule protects somebody and never gives way.
fn amount(plan: &Plan, household: &Household, home: &Home, rule: Rule) -> Option<i32> {
    let places = &plan.instance.places;
    let begin = home.from.max(household.arrive);
    match rule {
        Rule::SpareBeds => {
            Some(i32::from(home.beds) - i32::from(household.size) - i32::from(household.max_spare_beds))
        }
        Rule::Distance => household
            .max_distance
            .map(|most| places[household.anchor as usize].distance(&places[home.place as usize]) - most),
        Rule::County => Some(i32::from(places[home.place as usize].county)),
        Rule::TooLate => Some(begin - household.latest),
        Rule::TooShort => Some(begin + household.stay - home.to),
        Rule::Pets | Rule::Smoking => Some(1),
        _ => None,
    }
}

/// How much a change asks of a household, to order changes of different kinds: a day is a day, ten kilometres are one.
fn effort(rule: Rule, by: i32) -> i32 {
    match rule {
        Rule::SpareBeds => by * 5,
        Rule::Distance => by / 10 + 1,
        Rule::County => 20,
        Rule::TooLate => by,
        Rule::TooShort => by / 5 + 5,
        Rule::Smoking => 15,
        _ => 40,
    }
}

fn relaxed(plan: &Plan, household: &Household, rule: Rule, by: i32) -> Option<Household> {
    let mut relaxed = household.clone();
    match rule {
        Rule::SpareBeds => {
            relaxed.max_spare_beds = u8::try_from(i32::from(household.max_spare_beds) + by).ok()?;
        }
        Rule::Distance => relaxed.max_distance = household.max_distance.map(|most| most + by),
        Rule::County => {
            relaxed.counties |= 1 << by;
            debug_assert!(plan.instance.places.iter().any(|place| i32::from(place.county) == by));
        }
        Rule::TooLate => relaxed.latest += by,
        Rule::TooShort => relaxed.stay = (household.stay - by).max(1),
        Rule::Pets => relaxed.pets = false,
        Rule::Smoking => relaxed.smokes = false,
        _ => return None,
    }
    (relaxed != *household).then_some(relaxed)
}
