//! Why this home, why not the others, and what would have to change.

mod remedies;

use std::collections::{BTreeMap, HashMap};

use crate::{
    changes::ChangeError,
    compatibility::{self, Fit, Rule},
    dual::PRICE_SCALE,
    model::{Home, Household, PERSON},
    plan::Plan,
    primal::state::NONE,
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
    /// The household, or a member of its group, changes its limits; the record as it would then be.
    Relax {
        /// The rule that is relaxed.
        rule: Rule,
        /// By how much, in the unit of the rule: kilometres, beds, days, nights; 1 for yes instead of no.
        by: i32,
        /// The new record, for [`Plan::revise`].
        household: Box<Household>,
    },
    /// One member of the group may live in another place than the others, for [`Plan::separate`]; all have a home then.
    Apart {
        /// The member's id.
        household: u32,
    },
    /// One more home like this one opens; the record, with a free id, for [`Plan::open_for`].
    OneMoreHome(Box<Home>),
}

#[expect(clippy::cast_precision_loss, reason = "points for people to read")]
fn points(scaled: i64) -> f64 {
    scaled as f64 / PRICE_SCALE as f64
}

/// Remedies that were found already, by the number of the group.
type GroupRemedies = HashMap<u32, Option<Remedy>>;

impl Plan {
    /// Explains where a household is.
    pub fn explain(&mut self, household: u32) -> Result<Explanation, ChangeError> {
        let number = self.household_index(household)?;
        Ok(self.explain_number(number, &mut HashMap::new()))
    }

    /// Explains where each household is, in their order. What members of a group have in common is found once.
    pub fn explain_all(&mut self) -> Vec<Explanation> {
        let mut of_groups = HashMap::new();
        (0..self.pairs.rows())
            .filter(|number| !self.gone.contains(number))
            .collect::<Vec<u32>>()
            .into_iter()
            .map(|number| self.explain_number(number, &mut of_groups))
            .collect()
    }

    fn explain_number(&mut self, number: u32, of_groups: &mut GroupRemedies) -> Explanation {
        let household = self.instance.households[number as usize].id;
        let home = self.state.home_of[number as usize];
        let outcome = if home == NONE {
            self.explain_unplaced(number, of_groups)
        } else {
            self.explain_placed(number, home)
        };
        Explanation { household, outcome, alternatives: self.alternatives(number, home) }
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
        let key = |&(fit, other): &(u8, u32)| (std::cmp::Reverse(fit), other);
        if order.len() > ALTERNATIVES {
            order.select_nth_unstable_by_key(ALTERNATIVES, key);
            order.truncate(ALTERNATIVES);
        }
        order.sort_unstable_by_key(key);
        let mut all: Vec<Alternative> = order
            .into_iter()
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

    fn explain_unplaced(&mut self, number: u32, of_groups: &mut GroupRemedies) -> Outcome {
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
        let remedy = match household.group {
            None => self.remedy(number, &household),
            Some(group) => of_groups.entry(group).or_insert_with(|| self.group_remedy(number)).clone(),
        };
        Outcome::Unplaced { reason, remedy }
    }
}

/// How many points people count for, so that reports can turn points into persons.
pub const POINTS_PER_PERSON: i32 = PERSON;
