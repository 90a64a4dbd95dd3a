//! What a plan says to those who recruit homes and to those who watch over fairness.

use std::collections::BTreeMap;

use crate::{
    dual::{
        PRICE_SCALE,
        knapsack::{self, Item},
    },
    model::{Composition, Home, Kind},
    plan::Plan,
    primal::state::NONE,
};

/// How sought after homes of one description are.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// Where, as the id of the place.
    pub place: u32,
    /// Kind of home.
    pub kind: Kind,
    /// Takes one household.
    pub exclusive: bool,
    /// Beds.
    pub beds: u8,
    /// Without steps.
    pub step_free: bool,
    /// Pets are welcome.
    pub pets_allowed: bool,
    /// How many such homes there are.
    pub homes: u32,
    /// What one more of them would be worth on average, in points; about 1,000 points are one person housed.
    pub value: f64,
}

/// How one group of households fares.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupReport {
    /// The group, in words.
    pub group: String,
    /// Households in it.
    pub households: u32,
    /// Households with a home.
    pub placed: u32,
    /// Persons in it.
    pub people: u32,
    /// Persons with a home.
    pub people_placed: u32,
    /// Mean fit of those with a home.
    pub mean_fit: f64,
}

#[expect(clippy::cast_precision_loss, reason = "points for people to read")]
fn ratio(total: i64, by: i64) -> f64 {
    if by == 0 { 0.0 } else { total as f64 / by as f64 }
}

impl Plan {
    /// What one more home of this description would add to the objective at most, in points: at the present prices, by
    /// the household, or in a shared home the filling, that would gain most from it.
    pub fn value_of(&self, home: &Home) -> f64 {
        let mut instance = self.instance.clone();
        let number = u32::try_from(instance.homes.len()).unwrap_or(u32::MAX);
        instance.homes.push(home.clone());
        let one = self.index.only(&instance, number);
        let mut found = Vec::new();
        let mut items = Vec::new();
        for (at, household) in (0..).zip(&instance.households) {
            found.clear();
            if self.gone.contains(&at) {
                continue;
            }
            one.row(&instance, household, &mut found);
            for pair in &found {
                let school = i64::from(household.school_children)
                    * i64::from(self.market.prices.schools[home.place as usize]);
                let gain = i64::from(household.value(i32::from(pair.fit))) * PRICE_SCALE - school;
                items.push(Item {
                    household: at,
                    size: if home.exclusive { 1 } else { u16::from(household.size) },
                    rooms: if home.exclusive {
                        1
                    } else {
                        u16::try_from(household.rooms_in(home)).unwrap_or(1)
                    },
                    value: gain - i64::from(self.market.surplus[at as usize]),
                });
            }
        }
        let (beds, rooms) =
            if home.exclusive { (1, 1) } else { (u16::from(home.beds), u16::from(home.rooms)) };
        ratio(knapsack::best_value(&mut items, beds, rooms), PRICE_SCALE)
    }

    /// Homes by description, the most valuable first: whom to recruit, and where. The value of a home is its price, for
    /// shared homes that of all its beds and rooms.
    pub fn recruitment(&self) -> Vec<Demand> {
        type Description = (u32, Kind, bool, u8, bool, bool);
        let mut all: BTreeMap<Description, (u32, i64)> = BTreeMap::new();
        for (home, price) in self.instance.homes.iter().zip(&self.market.prices.homes) {
            let place = self.instance.places[home.place as usize].id;
            let key = (place, home.kind, home.exclusive, home.beds, home.step_free, home.pets_allowed);
            let value = i64::from(price.whole)
                + i64::from(home.beds) * i64::from(price.bed)
                + i64::from(home.rooms) * i64::from(price.room);
            let entry = all.entry(key).or_default();
            entry.0 += 1;
            entry.1 += value;
        }
        let mut demands: Vec<Demand> = all
            .into_iter()
            .map(|((place, kind, exclusive, beds, step_free, pets_allowed), (homes, total))| Demand {
                place,
                kind,
                exclusive,
                beds,
                step_free,
                pets_allowed,
                homes,
                value: ratio(total, i64::from(homes) * PRICE_SCALE),
            })
            .collect();
        demands.sort_by(|a, b| b.value.total_cmp(&a.value).then(a.place.cmp(&b.place)));
        demands
    }

    /// What one more school place is worth in each place, in points, by the place's id.
    pub fn school_prices(&self) -> Vec<(u32, f64)> {
        let prices = self.market.prices.schools.iter();
        self.instance
            .places
            .iter()
            .zip(prices)
            .map(|(place, &price)| (place.id, ratio(i64::from(price), PRICE_SCALE)))
            .collect()
    }

    /// How groups of households fare against each other.
    pub fn fairness(&self) -> Vec<GroupReport> {
        let mut rows: BTreeMap<String, [i64; 5]> = BTreeMap::new();
        for (number, household) in (0..).zip(&self.instance.households) {
            if self.gone.contains(&number) {
                continue;
            }
            let home = self.state.home_of[number as usize];
            let value = i64::from(self.state.value_of[number as usize]);
            let size = i64::from(household.size);
            let composition = match household.composition {
                Composition::SingleMan => "single men",
                Composition::SingleWoman => "single women",
                Composition::Family => "families with children",
                Composition::Adults => "several adults",
                Composition::UnaccompaniedMinor => "unaccompanied minors",
            };
            let mut groups = vec!["all".to_owned(), composition.to_owned()];
            groups.push(format!(
                "{} persons",
                if size >= 6 { "6 or more".to_owned() } else { size.to_string() }
            ));
            groups.push(format!("class {}", household.class));
            let needs = [
                (household.step_free, "need a home without steps"),
                (household.pets, "bring pets"),
                (household.smokes, "smoke"),
                (household.allergy, "have an allergy"),
                (household.protected, "protected identity"),
                (household.women_only, "need a home without unknown men"),
                (household.group.is_some(), "belong to a group"),
                (household.relatives.is_some(), "have relatives"),
            ];
            groups.extend(needs.iter().filter(|(needed, _)| *needed).map(|(_, name)| (*name).to_owned()));
            for group in groups {
                let row = rows.entry(group).or_default();
                row[0] += 1;
                row[2] += size;
                if home != NONE {
                    row[1] += 1;
                    row[3] += size;
                    row[4] += value / size.max(1) - 1000 * i64::from(household.priority);
                }
            }
        }
        let count = |value: i64| u32::try_from(value).unwrap_or(u32::MAX);
        rows.into_iter()
            .map(|(group, row)| GroupReport {
                group,
                households: count(row[0]),
                placed: count(row[1]),
                people: count(row[2]),
                people_placed: count(row[3]),
                mean_fit: ratio(row[4], row[1]),
            })
            .collect()
    }
}
