//! What each level of agreement says: the model of Fellegi & Sunter (1969), with more than one way not to be the same.
//!
//! Two records of one person agree in most things. So do two of a household, and two namesakes; they agree in *other*
//! things. A model with one class of non-matches cannot tell that and takes siblings for one person, so each way is a class
//! of its own, and the odds are those of "the same" against all the others together.

use crate::{
    compare::{Agreement, Level, MISSING, MOST_LEVELS, levels_of},
    schema::{Field, Kind, MOST_FIELDS},
    shipped,
};

/// What two records may be to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// Records of one person.
    Same,
    /// Of two people of one family or household.
    Relative,
    /// Of two people with like names.
    Namesake,
    /// Of two people who share a birth date or year and perhaps a name.
    Contemporary,
}

impl Relation {
    /// All of them; the first is "the same".
    pub const ALL: [Self; 4] = [Self::Same, Self::Relative, Self::Namesake, Self::Contemporary];
}

/// How many classes there are.
pub(crate) const CLASSES: usize = 4;

/// A value for each class.
pub(crate) type ByClass = [f32; CLASSES];

/// The parameters: shares of the classes among compared pairs, and the probability of every level in every class.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub(crate) fields: Vec<Field>,
    /// The shares of the classes among compared pairs; they sum to 1.
    pub(crate) shares: [f64; CLASSES],
    /// By field and level: log2 of the probability in each class.
    pub(crate) log2: Vec<[ByClass; MOST_LEVELS]>,
    /// By field: whether agreement comes by chance in each class, so that rarity counts against it.
    pub(crate) by_chance: Vec<ByClass>,
    /// By field and level: log2 of the probability among pairs drawn at random.
    pub(crate) chance: Vec<[f32; MOST_LEVELS]>,
}

/// What a model says about a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judgement {
    /// log2 of the odds that the two are the same person.
    pub weight: f32,
    /// The probability of each relation, in the order of [`Relation::ALL`].
    pub relations: [f32; CLASSES],
}

impl Judgement {
    /// The probability that the two are the same person.
    pub fn probability(&self) -> f64 {
        probability(f64::from(self.weight))
    }
}

/// The probability for a weight (log2 odds).
pub fn probability(weight: f64) -> f64 {
    1.0 / (1.0 + (-weight).exp2())
}

impl Model {
    /// The fields the model was made for.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The share of each relation among compared pairs, in the order of [`Relation::ALL`].
    pub fn shares(&self) -> [f64; CLASSES] {
        self.shares
    }

    /// The probability of a level of a field in a class.
    pub fn level_probability(&self, field: usize, level: Level, relation: Relation) -> f64 {
        f64::from(self.log2[field][usize::from(level)][relation as usize]).exp2()
    }

    /// The probability of a level of a field between two records drawn at random.
    pub fn chance_of(&self, field: usize, level: Level) -> f64 {
        f64::from(self.chance[field][usize::from(level)]).exp2()
    }

    /// log2 of the joint probability of the class and the agreement, for every class.
    pub(crate) fn scores(&self, agreement: &Agreement) -> ByClass {
        let mut scores = self.shares.map(|share| share.max(1e-12).log2() as f32);
        for (field, table) in self.log2.iter().enumerate() {
            let level = agreement.levels[field];
            if level == MISSING {
                continue;
            }
            let row = &table[usize::from(level)];
            let (rarity, by_chance) = (agreement.rarity[field], &self.by_chance[field]);
            for class in 0..CLASSES {
                scores[class] += row[class] - rarity * by_chance[class];
            }
        }
        scores
    }

    /// The weight of a pair, if it can be at least `least`.
    pub fn weight_above(&self, agreement: &Agreement, least: f32) -> Option<f32> {
        let scores = self.scores(agreement);
        // The others together weigh at least as much as the likeliest of them.
        let best = scores[1].max(scores[2]).max(scores[3]);
        if scores[0] - best < least {
            return None;
        }
        let weight = scores[0] - log2_sum(&scores[1..]);
        (weight >= least).then_some(weight)
    }

    /// Judges a pair.
    pub fn judge(&self, agreement: &Agreement) -> Judgement {
        let scores = self.scores(agreement);
        let best = scores.iter().copied().fold(f32::MIN, f32::max);
        let parts = scores.map(|score| (score - best).exp2());
        let all: f32 = parts.iter().sum();
        let others = log2_sum(&scores[1..]);
        Judgement { weight: scores[0] - others, relations: parts.map(|part| part / all) }
    }

    /// A model of expert knowledge, before any data: where estimation starts, and what it returns to where data is thin.
    pub fn expected(fields: &[Field]) -> Self {
        let log2 = fields
            .iter()
            .map(|field| {
                let mut table = [[0.0; CLASSES]; MOST_LEVELS];
                for relation in Relation::ALL {
                    for (level, share) in expected_levels(*field, relation).into_iter().enumerate() {
                        table[level + 1][relation as usize] = (share as f32).log2();
                    }
                }
                table
            })
            .collect();
        let by_chance =
            fields.iter().map(|field| Relation::ALL.map(|relation| rarity_share(*field, relation))).collect();
        let chance = fields
            .iter()
            .map(|field| {
                let mut table = [0.0; MOST_LEVELS];
                let levels = expected_levels(*field, Relation::Contemporary);
                for (level, share) in levels.into_iter().enumerate() {
                    table[level + 1] = (share as f32).log2();
                }
                table
            })
            .collect();
        Self { fields: fields.to_vec(), shares: shares(fields), log2, by_chance, chance }
    }

    /// The parameters Hamn ships, learned from open data: for an index, that asks a whole register. Its two classes of
    /// strangers are those with one language ([`Relation::Namesake`]) and all others ([`Relation::Contemporary`]), whether
    /// or not anything brought the two records together.
    pub fn shipped(fields: &[Field]) -> Self {
        shipped::model(fields)
    }

    /// The same with other shares of the classes.
    pub(crate) fn with_shares(&self, shares: [f64; CLASSES]) -> Self {
        let all: f64 = shares.iter().sum();
        Self { shares: shares.map(|share| share / all), ..self.clone() }
    }

    /// Sets the probabilities of a field's levels in a class from counts; [`groups`] are normalised each by itself.
    pub(crate) fn set_levels(&mut self, field: usize, class: usize, counts: &[f64; MOST_LEVELS]) {
        for group in groups(self.fields[field]) {
            let total: f64 = counts[group.clone()].iter().sum();
            for level in group {
                let share = if total > 0.0 { counts[level] / total } else { 1.0 };
                self.log2[field][level][class] = share.max(1e-7).log2() as f32;
            }
        }
    }
}

/// Where the shares of the classes start. A register with telephone numbers has households that show, and so a class of
/// relatives; in one without, that class would take the pairs of one person that agree least for relatives.
fn shares(fields: &[Field]) -> [f64; CLASSES] {
    let has_phone = fields.iter().any(|field| matches!(field, Field::Column { kind: Kind::Phone, .. }));
    if has_phone { [0.03, 0.07, 0.3, 0.6] } else { [0.1, 0.0, 0.9, 0.0] }
}

/// log2 of a sum of powers of two.
pub(crate) fn log2_sum(powers: &[f32]) -> f32 {
    let best = powers.iter().copied().fold(f32::MIN, f32::max);
    best + powers.iter().map(|power| (power - best).exp2()).sum::<f32>().log2()
}

/// The levels whose probabilities sum to 1. Names across scripts are judged by themselves: that a person was written down
/// in two scripts is no evidence, how the two spellings agree is.
pub(crate) fn groups(field: Field) -> impl Iterator<Item = std::ops::Range<usize>> {
    let (first, second) = match field {
        Field::Given | Field::Patronymic | Field::Family => (1..8, Some(8..15)),
        _ => (1..levels_of(field), None),
    };
    std::iter::once(first).chain(second)
}

/// How much the rarity of an agreed value counts against a class: 1 where agreement is a coincidence, 0 where it has a
/// reason (one household has one family name and one telephone).
fn rarity_share(field: Field, relation: Relation) -> f32 {
    match (field, relation) {
        (_, Relation::Same) => 0.0,
        (Field::Given | Field::BirthDate | Field::Column { kind: Kind::Identifier, .. }, _) => 1.0,
        (_, Relation::Relative) => 0.0,
        _ => 1.0,
    }
}

/// Expected shares of the levels from 1 on.
fn expected_levels(field: Field, relation: Relation) -> Vec<f64> {
    use Relation::{Contemporary, Namesake, Relative, Same};
    // Different, Similar, Part, Sound, Near, Equivalent, Same.
    let name = |shares: [f64; 7], across: [f64; 7]| [shares, across].concat();
    match (field, relation) {
        (Field::Given | Field::Family, Same) => {
            name([0.05, 0.01, 0.03, 0.03, 0.08, 0.02, 0.78], [0.06, 0.06, 0.04, 0.12, 0.20, 0.02, 0.50])
        }
        (Field::Patronymic, Same) => {
            name([0.15, 0.02, 0.03, 0.03, 0.08, 0.02, 0.67], [0.17, 0.06, 0.04, 0.12, 0.16, 0.02, 0.43])
        }
        (Field::Given, Relative) => {
            name([0.86, 0.05, 0.02, 0.02, 0.015, 0.005, 0.03], [0.86, 0.05, 0.02, 0.02, 0.015, 0.005, 0.03])
        }
        (Field::Family, Relative) => {
            name([0.12, 0.02, 0.03, 0.03, 0.08, 0.01, 0.71], [0.16, 0.06, 0.04, 0.12, 0.17, 0.02, 0.43])
        }
        (Field::Patronymic, Relative) => {
            name([0.40, 0.03, 0.03, 0.03, 0.06, 0.02, 0.43], [0.42, 0.06, 0.04, 0.10, 0.12, 0.02, 0.24])
        }
        (Field::Given | Field::Family, Namesake) => {
            name([0.27, 0.03, 0.05, 0.08, 0.10, 0.02, 0.45], [0.27, 0.06, 0.05, 0.12, 0.18, 0.02, 0.30])
        }
        (Field::Given | Field::Family, Contemporary) => {
            name([0.70, 0.06, 0.02, 0.04, 0.04, 0.01, 0.13], [0.70, 0.06, 0.02, 0.06, 0.06, 0.01, 0.09])
        }
        (Field::Patronymic, _) => {
            name([0.80, 0.05, 0.02, 0.03, 0.02, 0.01, 0.07], [0.80, 0.05, 0.02, 0.03, 0.03, 0.01, 0.06])
        }
        (Field::NameOrder, Same) => vec![0.92, 0.05, 0.03],
        (Field::NameOrder, Relative) => vec![0.93, 0.04, 0.03],
        (Field::NameOrder, _) => vec![0.80, 0.10, 0.10],
        (Field::BirthDate, Same) => {
            vec![0.72, 0.04, 0.02, 0.03, 0.04, 0.015, 0.05, 0.05, 0.01, 0.01, 0.008, 0.007]
        }
        (Field::BirthDate, Relative) => {
            // Twins are one birth in seventy (Statistics Sweden), so about 1 in 40 pairs of siblings shares the day.
            vec![0.03, 0.02, 0.002, 0.004, 0.01, 0.006, 0.02, 0.02, 0.03, 0.128, 0.34, 0.39]
        }
        (Field::BirthDate, Namesake) => {
            vec![0.004, 0.01, 0.002, 0.006, 0.01, 0.02, 0.04, 0.06, 0.20, 0.10, 0.22, 0.328]
        }
        (Field::BirthDate, Contemporary) => {
            vec![0.15, 0.08, 0.04, 0.03, 0.04, 0.06, 0.06, 0.10, 0.36, 0.03, 0.02, 0.03]
        }
        (Field::Sex, Same) => vec![0.985, 0.015],
        (Field::Sex, Namesake) => vec![0.88, 0.12],
        (Field::Sex, _) => vec![0.55, 0.45],
        (Field::Column { kind, .. }, relation) => match (kind, relation) {
            // Same, Near, Similar, Different.
            (Kind::Identifier, Same) => vec![0.83, 0.06, 0.02, 0.09],
            (Kind::Identifier, _) => vec![0.0004, 0.0006, 0.004, 0.995],
            (Kind::Phone, Same) => vec![0.55, 0.03, 0.005, 0.415],
            (Kind::Phone, Relative) => vec![0.45, 0.005, 0.005, 0.54],
            (Kind::Phone, _) => vec![0.002, 0.0005, 0.0005, 0.997],
            (_, Same) => vec![0.72, 0.10, 0.05, 0.13],
            (Kind::Place, Relative) => vec![0.60, 0.10, 0.05, 0.25],
            (_, Relative) => vec![0.45, 0.07, 0.05, 0.43],
            _ => vec![0.08, 0.03, 0.04, 0.85],
        },
    }
}

const _: () = assert!(MOST_FIELDS <= 16 && CLASSES == Relation::ALL.len());
