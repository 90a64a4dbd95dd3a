//! Learning the parameters from the data itself, without a single label: the EM algorithm (Dempster, Laird & Rubin 1977)
//! as Winkler (1988) and Enamorado, Fifield & Imai (2019) use it for linkage.
//!
//! EM left alone may call relatives "the same person" and the same person "a rare kind of relative": the classes have no
//! names in the likelihood. So three things hold them: expected shares of levels count as earlier observations (Dirichlet
//! priors), "the same" and "relative" stand still for the first rounds while the rest settles, and an outcome in which
//! records of one person agree less often on their names than other pairs do is refused.

use rayon::prelude::*;

use crate::{
    compare::{Agreement, MOST_LEVELS},
    model::{CLASSES, Model, Relation, groups},
    schema::Field,
};

/// How many rounds are run.
const ROUNDS: usize = 30;
/// In how many of them "the same" and "relative" stand still.
const FROZEN: usize = 12;
/// How many earlier observations the expected levels count as, for each class: so many, and so large a part of the pairs
/// in the class. What records of one person look like is known best; namesakes are what a register makes them.
const PRIORS: [(f64, f64); CLASSES] = [(200.0, 1.0), (200.0, 0.5), (20.0, 0.01), (20.0, 0.01)];
/// The part of all pairs beyond which earlier observations do not grow: where there are many pairs of a class, they speak
/// for themselves.
const MOST_PRIOR: f64 = 0.02;
/// How many pairs are judged together; fixed, so that sums do not depend on the number of threads.
const PORTION: usize = 8192;

/// Why an estimate is not to be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Too few pairs to learn from.
    #[error("fewer than {0} pairs to learn from")]
    TooFew(usize),
    /// Records of "one person" agree less than others do.
    #[error("the classes changed places")]
    Swapped,
}

/// The fewest pairs something is learned from.
pub const FEWEST_PAIRS: usize = 200;

#[derive(Clone)]
struct Sums {
    shares: [f64; CLASSES],
    levels: Vec<[[f64; MOST_LEVELS]; CLASSES]>,
}

impl Sums {
    fn new(fields: usize) -> Self {
        Self { shares: [0.0; CLASSES], levels: vec![[[0.0; MOST_LEVELS]; CLASSES]; fields] }
    }

    fn add(&mut self, other: &Self) {
        for (sum, more) in self.shares.iter_mut().zip(&other.shares) {
            *sum += more;
        }
        let flat = self.levels.iter_mut().flatten().flatten();
        for (sum, more) in flat.zip(other.levels.iter().flatten().flatten()) {
            *sum += more;
        }
    }
}

/// The share of levels among pairs drawn at random, as log2, for the model's display of weights.
pub(crate) fn set_chance(model: &mut Model, random: &[Agreement]) {
    for field in 0..model.fields.len() {
        let mut counts = [0.0; MOST_LEVELS];
        for agreement in random {
            counts[usize::from(agreement.levels[field])] += 1.0;
        }
        for group in groups(model.fields[field]) {
            let total: f64 = counts[group.clone()].iter().sum::<f64>() + group.len() as f64 * 0.5;
            for level in group {
                model.chance[field][level] = ((counts[level] + 0.5) / total).log2() as f32;
            }
        }
    }
}

/// Estimates a model from pairs, starting from what is expected.
pub fn estimate(expected: &Model, pairs: &[Agreement]) -> Result<Model, Refused> {
    if pairs.len() < FEWEST_PAIRS {
        return Err(Refused::TooFew(FEWEST_PAIRS));
    }
    let mut model = expected.clone();
    for round in 0..ROUNDS {
        let sums = expectation(&model, pairs);
        maximise(&mut model, expected, &sums, round < FROZEN);
    }
    if is_swapped(&model) { Err(Refused::Swapped) } else { Ok(model) }
}

fn expectation(model: &Model, pairs: &[Agreement]) -> Sums {
    let fields = model.fields.len();
    let portions: Vec<Sums> = pairs
        .par_chunks(PORTION)
        .map(|portion| {
            let mut sums = Sums::new(fields);
            for agreement in portion {
                let relations = model.judge(agreement).relations;
                for (class, share) in relations.into_iter().enumerate() {
                    let share = f64::from(share);
                    sums.shares[class] += share;
                    for field in 0..fields {
                        sums.levels[field][class][usize::from(agreement.levels[field])] += share;
                    }
                }
            }
            sums
        })
        .collect();
    portions.iter().fold(Sums::new(fields), |mut all, sums| {
        all.add(sums);
        all
    })
}

fn maximise(model: &mut Model, expected: &Model, sums: &Sums, frozen: bool) {
    let total: f64 = sums.shares.iter().sum();
    for (class, (few, share)) in PRIORS.into_iter().enumerate() {
        if expected.shares[class] == 0.0 {
            continue;
        }
        model.shares[class] = (sums.shares[class] + 1.0) / (total + CLASSES as f64);
        let holds = class == Relation::Same as usize || class == Relation::Relative as usize;
        if frozen && holds {
            continue;
        }
        // Earlier observations: a few for every class, more where there is much to hold on to.
        let prior = few + share * sums.shares[class].min(MOST_PRIOR * total);
        for field in 0..model.fields.len() {
            let mut counts = sums.levels[field][class];
            for group in groups(model.fields[field]) {
                for level in group {
                    counts[level] += prior * f64::from(expected.log2[field][level][class]).exp2();
                }
            }
            model.set_levels(field, class, &counts);
        }
    }
}

/// Whether "the same" agrees less often on names, birth dates or numbers than a namesake or contemporary does.
fn is_swapped(model: &Model) -> bool {
    let agreement = |field: usize, relation: Relation| -> f64 {
        let good: &[u8] = match model.fields[field] {
            Field::Given => &[4, 5, 6, 7],
            Field::BirthDate => &[1, 2],
            _ => &[1],
        };
        good.iter().map(|level| model.level_probability(field, *level, relation)).sum()
    };
    let telling =
        |field: &Field| !matches!(field, Field::Patronymic | Field::Family | Field::NameOrder | Field::Sex);
    let fields = (0..model.fields.len()).filter(|field| telling(&model.fields[*field]));
    let (mut worse, mut all) = (0, 0);
    for field in fields {
        all += 1;
        let same = agreement(field, Relation::Same);
        let given = model.fields[field] == Field::Given;
        let rivals: &[Relation] =
            if given { &[Relation::Relative, Relation::Contemporary] } else { &[Relation::Namesake] };
        let lost = rivals.iter().any(|rival| agreement(field, *rival) > same);
        if lost && given {
            return true;
        }
        worse += usize::from(lost);
    }
    worse * 2 > all
}
