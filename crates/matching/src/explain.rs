//! Why this home, why not the others, and what would have to change.

use std::collections::BTreeMap;

use crate::{
    changes::ChangeError,
    compatibility::{self, Fit, Rule},
    dual::PRICE_SCALE,
    model::{Home, Household, PERSON},
    plan::Plan,
    primal::{
        chains::View,
        market::Market,
        state::{NONE, Worth},
    },
    solve::CANDIDATES,
};

/// How many alternatives an explanation names.
pub const ALTERNATIVES: usize = 3;

/// Why a household is where it is. Homes and households are ids, points are those of the objective.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The household.
    pub household: u32,
    /// Its home, or why it has none.
    pub outcome: Outcome,
    /// Why not the next best homes, the best first.
    pub alternatives: Vec<Alternative>,
}

/// Where a household is.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It has a home.
    Placed {
        /// The home.
        home: u32,
        /// The parts of its fit, for each person.
        fit: Fit,
        /// What the pair is worth.
        points: i32,
        /// What others would gain if the household left these beds, rooms and school places.
        price: f64,
        /// How much worse the household's second-best home would be after prices; negative if the prices would rather
        /// have it there.
        margin: f64,
    },
    /// It has none.
    Unplaced {
        /// Why.
        reason: Reason,
        /// The smallest change, known to the engine, with which it would have a home.
        remedy: Option<Remedy>,
    },
}

/// Why a household has no home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No home meets its needs; the rules that most homes break, with how many of them.
    NoHome(Vec<(Rule, usize)>),
    /// Every home that meets its needs lies where school places are short.
    SchoolPlaces,
    /// Homes meet its needs, and others gain more from them.
    Outbid {
        /// Homes that meet its needs.
        homes: usize,
    },
    /// Its group finds no place together.
    Group,
}

/// Why a household is not proposed to a home.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// The home.
    pub home: u32,
    /// What the pair would be worth; 0 if the pair is impossible.
    pub points: i32,
    /// Why not.
    pub why_not: WhyNot,
}

/// Why not a home.
#[derive(Clone, Debug, PartialEq)]
pub enum WhyNot {
    /// The home breaks a rule for this household.
    Rule(Rule),
    /// Others hold it, or its school places, and gain more from them.
    Held {
        /// Who lives there.
        by: Vec<u32>,
        /// What it costs at the present prices.
        price: f64,
        /// How many points the household would lose by it, after prices, against its best home.
        short: f64,
    },
    /// Nobody holds it; the present home is worth more.
    LessWorth {
        /// How many points less.
        short: f64,
    },
}

/// A change of a household's limits, or of supply, that would give it a home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// The household changes its limits; the record as it would then be.
    Relax {
        /// The rule that is relaxed.
        rule: Rule,
        /// By how much, in the unit of the rule: kilometres, beds, days, nights; 1 for yes instead of no.
        by: i32,
        /// The household's new record, for [`Plan::revise`].
        household: Box<Household>,
    },
    /// One more home like this one opens; the record, with a free id, for [`Plan::open_for`].
    OneMoreHome(Box<Home>),
}

#[expect(clippy::cast_precision_loss, reason = "points for people to read")]
fn points(scaled: i64) -> f64 {
    scaled as f64 / PRICE_SCALE as f64
}

impl Plan {
    /// Explains where a household is.
    pub fn explain(&mut self, household: u32) -> Result<Explanation, ChangeError> {
        let number = self.household_index(household)?;
        let home = self.state.home_of[number as usize];
        let outcome =
            if home == NONE { self.explain_unplaced(number) } else { self.explain_placed(number, home) };
        Ok(Explanation { household, outcome, alternatives: self.alternatives(number, home) })
    }

    fn net(&self, number: u32, home: u32, fit: u8) -> i64 {
        let household = &self.instance.households[number as usize];
        let price = self.market.prices.cost(household, &self.instance.homes[home as usize], home);
        i64::from(household.value(i32::from(fit))) * PRICE_SCALE - i64::from(price)
    }

    fn explain_placed(&self, number: u32, home: u32) -> Outcome {
        let household = &self.instance.households[number as usize];
        let record = &self.instance.homes[home as usize];
        let fit = compatibility::fit(&self.instance, household, record);
        let price = self.market.prices.cost(household, record, home);
        let value = household.value(fit.total());
        let here = i64::from(value) * PRICE_SCALE - i64::from(price);
        let (homes, fits) = self.pairs.row(number);
        let second = homes
            .iter()
            .zip(fits)
            .filter(|&(&other, _)| other != home)
            .map(|(&other, &fit)| self.net(number, other, fit))
            .max()
            .unwrap_or(0)
            .max(0);
        Outcome::Placed {
            home: record.id,
            fit,
            points: value,
            price: points(i64::from(price)),
            margin: points(here - second),
        }
    }

    /// The homes that the household itself would value most, besides its own, and those that one rule forbids.
    fn alternatives(&self, number: u32, home: u32) -> Vec<Alternative> {
        let household = &self.instance.households[number as usize];
        let best = i64::from(self.market.surplus[number as usize]);
        let (homes, fits) = self.pairs.row(number);
        let mut order: Vec<(u8, u32)> = fits.iter().copied().zip(homes.iter().copied()).collect();
        order.retain(|&(_, other)| other != home);
        order.sort_by_key(|&(fit, other)| (std::cmp::Reverse(fit), other));
        let mut all: Vec<Alternative> = order
            .into_iter()
            .take(ALTERNATIVES)
            .map(|(fit, other)| {
                let short = points(best - self.net(number, other, fit));
                let by: Vec<u32> = self.state.occupants[other as usize]
                    .iter()
                    .map(|&tenant| self.instance.households[tenant as usize].id)
                    .collect();
                let record = &self.instance.homes[other as usize];
                let price = points(i64::from(self.market.prices.cost(household, record, other)));
                let why_not = if by.is_empty() && self.state.fits(&self.instance, number, other) {
                    WhyNot::LessWorth { short }
                } else {
                    WhyNot::Held { by, price, short }
                };
                Alternative { home: record.id, points: household.value(i32::from(fit)), why_not }
            })
            .collect();
        if all.len() < ALTERNATIVES {
            let near = self.instance.homes.iter().filter_map(|record| {
                match compatibility::broken_rules(&self.instance, household, record).as_slice() {
                    [rule] => Some(Alternative { home: record.id, points: 0, why_not: WhyNot::Rule(*rule) }),
                    _ => None,
                }
            });
            all.extend(near.take(ALTERNATIVES - all.len()));
        }
        all
    }

    fn explain_unplaced(&mut self, number: u32) -> Outcome {
        let household = self.instance.households[number as usize].clone();
        let (homes, _) = self.pairs.row(number);
        let reason = if household.group.is_some() {
            Reason::Group
        } else if homes.is_empty() {
            let mut broken: BTreeMap<Rule, usize> = BTreeMap::new();
            for home in &self.instance.homes {
                for rule in compatibility::broken_rules(&self.instance, &household, home) {
                    *broken.entry(rule).or_default() += 1;
                }
            }
            let mut broken: Vec<(Rule, usize)> = broken.into_iter().collect();
            broken.sort_by_key(|&(rule, count)| (std::cmp::Reverse(count), rule));
            broken.truncate(ALTERNATIVES);
            Reason::NoHome(broken)
        } else if homes.iter().all(|&home| {
            let place = self.instance.homes[home as usize].place as usize;
            self.state.free_school[place] < i32::from(household.school_children)
        }) {
            Reason::SchoolPlaces
        } else {
            Reason::Outbid { homes: homes.len() }
        };
        // A group's remedy concerns all its members, and one household's record cannot tell it.
        let remedy = if household.group.is_some() { None } else { self.remedy(number, &household) };
        Outcome::Unplaced { reason, remedy }
    }

    /// Tries the relaxations of one limit, the smallest first, and then one more home; each is tried by a chain search.
    fn remedy(&mut self, number: u32, household: &Household) -> Option<Remedy> {
        let mut options: BTreeMap<Rule, Vec<i32>> = BTreeMap::new();
        for home in &self.instance.homes {
            let rules = compatibility::broken_rules(&self.instance, household, home);
            if let [rule] = rules.as_slice()
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
        for (_, rule, by) in tries {
            if let Some(relaxed) = relaxed(self, household, rule, by)
                && self.would_place(number, &relaxed)
            {
                return Some(Remedy::Relax { rule, by, household: Box::new(relaxed) });
            }
        }
        self.one_more_home(number, household)
    }

    /// Whether a chain would give the household a home if its record were this one. Nothing changes.
    fn would_place(&mut self, number: u32, relaxed: &Household) -> bool {
        let row = self.row_of(relaxed, number);
        let before = self.pairs.to_pairs(number);
        let old = std::mem::replace(&mut self.instance.households[number as usize], relaxed.clone());
        self.pairs.set_row(number, &row);
        let surplus = self.market.surplus[number as usize];
        let prices = &self.market.prices;
        let list = Market::list(&self.instance, &self.pairs, prices, surplus, number, CANDIDATES);
        let list = std::mem::replace(&mut self.market.candidates[number as usize], list);
        let view = View { instance: &self.instance, pairs: &self.pairs, market: &self.market };
        let found = self.chains.best_chain(view, &self.state, number, TRIAL_LIMIT, Worth::default(), None);
        // The chain is a plan; only making its moves shows that every capacity holds.
        let placed = found.is_some_and(|(moves, _)| {
            let done = self.state.apply(&self.instance, &self.pairs, &moves);
            let placed = done.is_some() && self.state.home_of[number as usize] != NONE;
            if let Some(undo) = done {
                self.state.apply(&self.instance, &self.pairs, &undo);
            }
            placed
        });
        self.market.candidates[number as usize] = list;
        self.pairs.set_row(number, &before);
        self.instance.households[number as usize] = old;
        placed
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

/// Households that a search for a remedy looks at.
const TRIAL_LIMIT: u32 = 2000;

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

/// How many points people count for, so that reports can turn points into persons.
pub const POINTS_PER_PERSON: i32 = PERSON;
