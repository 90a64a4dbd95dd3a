//! A whole register at once: its duplicates, or the links between two registers.

use rayon::prelude::*;

use crate::{
    birth::BirthLevel,
    block::Blocks,
    compare::{Agreement, Comparer, Memory},
    consensus::{consensus, introduced},
    estimate::{estimate, set_chance},
    frequency::Frequencies,
    model::{Model, Relation},
    people::People,
    schema::{Field, Kind},
    values::NO_VALUE,
};

/// A pair of records that may be one person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The record with the smaller number.
    pub left: u32,
    /// The other.
    pub right: u32,
    /// log2 of the odds that they are one person.
    pub weight: f32,
    /// The part of the weight that other records gave: what is like both, or like one and unlike the other.
    pub others: f32,
}

/// How much is compared with how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Every record with every other.
    Duplicates,
    /// The first so many records, a register of its own, with the rest.
    Links {
        /// How many records the first register has.
        first: u32,
    },
}

impl Task {
    fn compares(self, left: u32, right: u32) -> bool {
        match self {
            Self::Duplicates => true,
            Self::Links { first } => left < first && right >= first,
        }
    }
}

/// What became of a register.
#[derive(Clone, Debug)]
pub struct Linked {
    /// Pairs with a weight of at least [`KEPT_WEIGHT`], ordered by left and right.
    pub pairs: Vec<Pair>,
    /// What was learned.
    pub model: Model,
    /// How common the values are.
    pub frequencies: Frequencies,
    /// How many pairs were compared.
    pub compared: u64,
}

/// Pairs below this weight (log2 odds) are not kept.
pub const KEPT_WEIGHT: f32 = -7.0;
/// How many pairs are learned from, about.
const LEARNED_FROM: u64 = 600_000;
/// How many blocks are worked through at a time; fixed, so that results do not depend on the number of threads.
const PORTION: usize = 4096;
/// From so many pairs on, those that are hopeless are not compared in full.
const MANY_PAIRS: u64 = 20_000_000;
/// How many random pairs show what chance does.
const RANDOM_PAIRS: u64 = 100_000;

impl Linked {
    /// The probability from which on pairs are best taken for one person: the one with the greatest expected F1, if the
    /// probabilities are right. With the pairs in descending order, the first n have an expected precision of their mean
    /// probability, and an expected recall of their sum over the sum of all.
    pub fn threshold(&self) -> f64 {
        let mut probabilities: Vec<f64> =
            self.pairs.iter().map(|pair| crate::model::probability(f64::from(pair.weight))).collect();
        probabilities.sort_unstable_by(|one, other| other.total_cmp(one));
        let all: f64 = probabilities.iter().sum();
        let (mut sum, mut best, mut threshold) = (0.0, 0.0, 0.5);
        for (count, probability) in probabilities.into_iter().enumerate() {
            sum += probability;
            let expected = 2.0 * sum / (count as f64 + 1.0 + all);
            if expected > best {
                (best, threshold) = (expected, probability);
            }
        }
        threshold
    }
}

/// Pairs that are not worth comparing in full: their birth dates speak so much for namesakes that only a shared number
/// could make up for it, and they share none. That is most pairs of a large register.
struct Refusal {
    hopeless: [bool; BirthLevel::COUNT],
    numbers: Vec<usize>,
}

/// Birth dates that speak this much against one person, in bits, need a shared number.
const HOPELESS: f64 = -3.5;

impl Refusal {
    fn of(model: &Model, fields: &[Field]) -> Self {
        let mut hopeless = [false; BirthLevel::COUNT];
        if let Some(place) = fields.iter().position(|field| *field == Field::BirthDate) {
            for level in BirthLevel::ALL.into_iter().filter(|level| *level != BirthLevel::Missing) {
                let of = |relation| model.level_probability(place, level as u8, relation);
                hopeless[level as usize] = (of(Relation::Same) / of(Relation::Namesake)).log2() < HOPELESS;
            }
        }
        let number = |field: &Field| match *field {
            Field::Column { kind: Kind::Identifier | Kind::Phone, number } => Some(number),
            _ => None,
        };
        Self { hopeless, numbers: fields.iter().filter_map(number).collect() }
    }

    fn refuses(&self, people: &People, left: u32, right: u32) -> bool {
        let level = BirthLevel::of(people.row(left).birth, people.row(right).birth);
        if !self.hopeless[level as usize] {
            return false;
        }
        let (ones, others) = (people.values(left), people.values(right));
        !self.numbers.iter().any(|column| ones[*column] == others[*column] && ones[*column] != NO_VALUE)
    }
}

/// A number that looks random and depends on the pair only.
fn scatter(left: u32, right: u32) -> u64 {
    let mixed = (u64::from(left) << 32 | u64::from(right)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed ^ (mixed >> 32)
}

/// Finds the pairs.
pub fn link(people: &People, task: Task) -> Linked {
    let mut frequencies = Frequencies::of(people);
    frequencies.tabulate(people);
    let comparer = Comparer::new(people.schema().fields(), &frequencies);
    let blocks = Blocks::of(people, &frequencies.telling());
    let portions: Vec<std::ops::Range<usize>> =
        (0..blocks.len()).step_by(PORTION).map(|begin| begin..(begin + PORTION).min(blocks.len())).collect();
    // Every pair has one block where it is compared, so a part of the blocks is a fair sample of the pairs.
    let one_in = blocks.most_pairs() / LEARNED_FROM + 1;
    let sample: Vec<Agreement> = portions
        .par_iter()
        .map_init(Memory::default, |memory, portion| {
            let mut sample = Vec::new();
            for block in portion.clone().filter(|block| scatter(*block as u32, 0).is_multiple_of(one_in)) {
                blocks.pairs(block, |left, right| {
                    if task.compares(left, right) {
                        sample.push(comparer.compare(&people.view(left), &people.view(right), memory));
                    }
                });
            }
            sample
        })
        .flatten_iter()
        .collect();
    let mut expected = Model::expected(people.schema().fields());
    set_chance(&mut expected, &random_agreements(people, &comparer, task));
    let model = estimate(&expected, &sample).unwrap_or(expected);
    drop(sample);
    let refusal = (blocks.most_pairs() > MANY_PAIRS).then(|| Refusal::of(&model, people.schema().fields()));
    let found: Vec<(u64, Vec<Pair>)> = portions
        .par_iter()
        .map_init(Memory::default, |memory, portion| {
            let (mut compared, mut kept) = (0, Vec::new());
            for block in portion.clone() {
                blocks.pairs(block, |left, right| {
                    if task.compares(left, right) {
                        compared += 1;
                        if refusal.as_ref().is_some_and(|refusal| refusal.refuses(people, left, right)) {
                            return;
                        }
                        let agreement = comparer.compare(&people.view(left), &people.view(right), memory);
                        if let Some(weight) = model.weight_above(&agreement, KEPT_WEIGHT) {
                            kept.push(Pair { left, right, weight, others: 0.0 });
                        }
                    }
                });
            }
            (compared, kept)
        })
        .collect();
    let compared = found.iter().map(|(compared, _)| compared).sum();
    let mut pairs: Vec<Pair> = found.into_iter().flat_map(|(_, pairs)| pairs).collect();
    pairs.par_sort_unstable_by_key(|pair| (pair.left, pair.right));
    pairs.dedup_by_key(|pair| (pair.left, pair.right));
    if task == Task::Duplicates {
        let introduced = introduced(people.len(), &pairs);
        let more: Vec<Pair> = introduced
            .par_chunks(PORTION)
            .map_init(Memory::default, |memory, portion| -> Vec<Pair> {
                let judged = portion.iter().map(|(left, right)| {
                    let agreement = comparer.compare(&people.view(*left), &people.view(*right), memory);
                    // Also those that are unlike are kept: that they are says something about the third.
                    Pair { left: *left, right: *right, weight: model.judge(&agreement).weight, others: 0.0 }
                });
                judged.collect()
            })
            .flatten_iter()
            .collect();
        pairs.extend(more);
        pairs.par_sort_unstable_by_key(|pair| (pair.left, pair.right));
        let others = consensus(people.len(), &pairs);
        for (pair, others) in pairs.iter_mut().zip(others) {
            pair.others = others;
            pair.weight += others;
        }
        pairs.retain(|pair| pair.weight >= KEPT_WEIGHT);
    }
    Linked { pairs, model, frequencies, compared }
}

fn random_agreements(people: &People, comparer: &Comparer<'_>, task: Task) -> Vec<Agreement> {
    let count = people.len() as u64;
    let mut memory = Memory::default();
    let mut random = Vec::new();
    for draw in 0..RANDOM_PAIRS.min(count * count / 4) {
        let (left, right) =
            ((scatter(draw as u32, 1) % count) as u32, (scatter(draw as u32, 2) % count) as u32);
        if left != right && task.compares(left.min(right), left.max(right)) {
            random.push(comparer.compare(&people.view(left), &people.view(right), &mut memory));
        }
    }
    random
}
