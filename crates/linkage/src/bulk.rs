//! A whole register at once: its duplicates, or the links between two registers.

use rayon::prelude::*;

use crate::{
    birth::BirthLevel,
    block::{Blocks, near_end},
    compare::{Agreement, Comparer, Memory},
    consensus::{consensus, introduced},
    estimate::{estimate, set_chance},
    frequency::Frequencies,
    model::Model,
    people::{ByBirth, People, View},
    schema::Kind,
    sieve::Sieve,
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
    fn compares(self, one: u32, other: u32) -> bool {
        match self {
            Self::Duplicates => true,
            Self::Links { first } => (one < first) != (other < first),
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
    /// How many pairs were compared in full.
    pub compared: u64,
}

/// Pairs below this weight (log2 odds) are not kept.
pub const KEPT_WEIGHT: f32 = -7.0;
/// How many pairs are learned from, about.
const LEARNED_FROM: u64 = 300_000;
/// Of the pairs of a block that is learned from, at most one in so many is.
const FROM_A_BLOCK: u64 = 64;
/// How many blocks are worked through at a time; fixed, so that results do not depend on the number of threads.
const PORTION: usize = 4096;
/// For so many blocks at a time memory is asked for the records; a divisor of [`PORTION`].
const AHEAD: usize = 16;
/// From so many records on, names alone say little: pairs whose birth years contradict each other are left out, and the rest
/// are sieved. Below, comparing everything takes a second or two and finds a little more.
const MANY_RECORDS: usize = 80_000;
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

/// Where pairs come from.
struct Search<'p> {
    people: ByBirth<'p>,
    blocks: Blocks,
    task: Task,
    /// There are so many records that pairs which names alone bring together are looked at more strictly.
    is_large: bool,
}

impl<'p> Search<'p> {
    fn new(people: &'p People, telling: &[bool], task: Task) -> Self {
        let people = ByBirth::of(people);
        let blocks = Blocks::of(&people, telling);
        let is_large = people.len() > MANY_RECORDS;
        Self { people, blocks, task, is_large }
    }

    /// The blocks, so many at a time.
    fn portions(&self) -> Vec<std::ops::Range<usize>> {
        let count = self.blocks.len();
        (0..count).step_by(PORTION).map(|begin| begin..(begin + PORTION).min(count)).collect()
    }

    /// The pairs of a block, by rank. A pair that shares several keys comes once for each.
    fn pairs(&self, block: usize, each: impl FnMut(u32, u32)) {
        self.blocks.pairs(&self.people, block, self.is_large, each);
    }

    /// Whether two records, the elder first, may be of one person.
    fn may_be_one(&self, left: u32, right: u32) -> bool {
        (self.task == Task::Duplicates
            || self.task.compares(self.people.number(left), self.people.number(right)))
            && (!self.is_large || self.is_plausible(left, right))
    }

    /// Whether no earlier block has the pair. It takes longer than most reasons to leave a pair out.
    fn is_first(&self, block: usize, left: u32, right: u32) -> bool {
        self.blocks.is_first(block, left, right)
    }

    /// Whether two records may be of one person in a register so large that names alone say little: their birth years do
    /// not contradict each other, or they share a number.
    fn is_plausible(&self, left: u32, right: u32) -> bool {
        if right < near_end(&self.people, left) {
            return true;
        }
        // They are far apart, unless somebody slipped in a year.
        let level = BirthLevel::of(self.people.row(left).birth, self.people.row(right).birth);
        if level < BirthLevel::WithinTen {
            return true;
        }
        let (ones, others) = (self.people.values(left), self.people.values(right));
        let columns = self.people.people().schema().columns().iter().enumerate();
        let mut numbers = columns.filter(|(_, column)| matches!(column.kind, Kind::Identifier | Kind::Phone));
        numbers.any(|(column, _)| ones[column] == others[column] && ones[column] != NO_VALUE)
    }

    /// A record as it is compared.
    fn view(&self, rank: u32) -> View<'_> {
        self.people.view(rank)
    }

    fn pair(&self, left: u32, right: u32, weight: f32) -> Pair {
        let (one, other) = (self.people.number(left), self.people.number(right));
        Pair { left: one.min(other), right: one.max(other), weight, others: 0.0 }
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
    let search = Search::new(people, &frequencies.telling(), task);
    let portions = search.portions();
    // Every pair has one block where it is compared, so a part of the blocks is a fair sample of the pairs. Pairs of one
    // block are alike, though: a few from each of many blocks say more than all from some.
    let one_in = search.blocks.most_pairs() / LEARNED_FROM + 1;
    let pairs = one_in.min(FROM_A_BLOCK);
    let blocks = one_in.div_ceil(pairs);
    let sample: Vec<Agreement> = portions
        .par_iter()
        .map_init(Memory::default, |memory, portion| {
            let mut sample = Vec::new();
            for block in portion.clone().filter(|block| scatter(*block as u32, 0).is_multiple_of(blocks)) {
                search.pairs(block, |left, right| {
                    let drawn = scatter(left, right).is_multiple_of(pairs);
                    if drawn && search.may_be_one(left, right) && search.is_first(block, left, right) {
                        sample.push(comparer.compare(&search.view(left), &search.view(right), memory));
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
    let sieve = search.is_large.then(|| Sieve::new(&search.people, &frequencies, &model));
    let found: Vec<(u64, Vec<Pair>)> = portions
        .par_iter()
        .map_init(Memory::default, |memory, portion| {
            let (mut compared, mut kept) = (0, Vec::new());
            for block in portion.clone() {
                if let Some(sieve) = &sieve
                    && block.is_multiple_of(AHEAD)
                {
                    sieve.fetch(search.blocks.members_of(block..(block + AHEAD).min(portion.end)));
                }
                search.pairs(block, |left, right| {
                    let worthwhile = search.may_be_one(left, right)
                        && sieve.as_ref().is_none_or(|sieve| sieve.keeps(left, right, memory));
                    if !worthwhile || !search.is_first(block, left, right) {
                        return;
                    }
                    compared += 1;
                    let agreement = comparer.compare(&search.view(left), &search.view(right), memory);
                    if let Some(weight) = model.weight_above(&agreement, KEPT_WEIGHT) {
                        kept.push(search.pair(left, right, weight));
                    }
                });
            }
            (compared, kept)
        })
        .collect();
    drop(search);
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
    let draws = RANDOM_PAIRS.min(count * count / 4) as u32;
    (0..draws)
        .into_par_iter()
        .map_init(Memory::default, |memory, draw| {
            let (left, right) = ((scatter(draw, 1) % count) as u32, (scatter(draw, 2) % count) as u32);
            (left != right && task.compares(left, right))
                .then(|| comparer.compare(&people.view(left), &people.view(right), memory))
        })
        .flatten_iter()
        .collect()
}
