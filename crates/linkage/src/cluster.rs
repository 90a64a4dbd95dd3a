//! Groups of records of one person, for bulk work: what may be merged after a look, and what needs one first.
//!
//! Pairs are joined from the likeliest down. A group only grows while its records agree on the whole: the mean weight
//! between the two groups must stay above nought, so that one wrong link does not chain two families together. What people
//! decided before goes before every weight.

use rustc_hash::FxHashMap;

use crate::bulk::Pair;

/// What somebody decided about two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// They are one person.
    Same,
    /// They are two people.
    NotSame,
    /// They are two people of one family.
    Family,
}

/// Decisions by pair of records; the order of the two does not matter.
#[derive(Clone, Debug, Default)]
pub struct Decisions(FxHashMap<(u32, u32), Decision>);

impl Decisions {
    /// Remembers a decision; a later one takes the place of an earlier.
    pub fn remember(&mut self, one: u32, other: u32, decision: Decision) {
        self.0.insert((one.min(other), one.max(other)), decision);
    }

    /// What was decided about two records.
    pub fn about(&self, one: u32, other: u32) -> Option<Decision> {
        self.0.get(&(one.min(other), one.max(other))).copied()
    }
}

/// Why a pair waits for somebody to look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Review {
    /// Its probability is neither high nor low.
    Unsure,
    /// The two are in one group though they are unlike each other.
    Conflict,
    /// The two are likely the same, and other records or a decision keep them apart.
    Apart,
}

/// Groups, and what is to be looked at.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    /// The group of each record: the smallest number of a record in it.
    pub of_record: Vec<u32>,
    /// Pairs to look at, those nearest to even odds first.
    pub review: Vec<(Pair, Review)>,
}

/// Below this weight nothing is joined or shown, above its opposite nothing is unsure: one in a hundred.
const UNSURE: f32 = 6.6;

struct Groups {
    parents: Vec<u32>,
    members: FxHashMap<u32, Vec<u32>>,
}

impl Groups {
    fn find(&mut self, mut record: u32) -> u32 {
        while self.parents[record as usize] != record {
            let above = self.parents[self.parents[record as usize] as usize];
            self.parents[record as usize] = above;
            record = above;
        }
        record
    }

    fn members(&self, root: u32) -> Vec<u32> {
        self.members.get(&root).cloned().unwrap_or_else(|| vec![root])
    }

    fn join(&mut self, one: u32, other: u32) {
        let (low, high) = (one.min(other), one.max(other));
        self.parents[high as usize] = low;
        let mut all = self.members(low);
        all.extend(self.members(high));
        self.members.remove(&high);
        self.members.insert(low, all);
    }
}

/// Groups records by pairs with at least the weight `least`, honouring decisions.
pub fn clusters(records: usize, pairs: &[Pair], decisions: &Decisions, least: f32) -> Clusters {
    let count = u32::try_from(records).unwrap_or(u32::MAX);
    let mut groups = Groups { parents: (0..count).collect(), members: FxHashMap::default() };
    let weights: FxHashMap<(u32, u32), f32> =
        pairs.iter().map(|pair| ((pair.left, pair.right), pair.weight)).collect();
    let mut decided: Vec<_> =
        decisions.0.iter().filter(|(_, decision)| **decision == Decision::Same).collect();
    decided.sort_unstable_by_key(|(pair, _)| **pair);
    for ((one, other), _) in decided {
        let (one, other) = (groups.find(*one), groups.find(*other));
        if one != other {
            groups.join(one, other);
        }
    }
    let mut ordered: Vec<&Pair> = pairs.iter().filter(|pair| pair.weight >= least).collect();
    ordered.sort_by(|one, other| {
        other.weight.total_cmp(&one.weight).then((one.left, one.right).cmp(&(other.left, other.right)))
    });
    for pair in ordered {
        let (one, other) = (groups.find(pair.left), groups.find(pair.right));
        if one != other && may_join(&groups.members(one), &groups.members(other), &weights, decisions) {
            groups.join(one, other);
        }
    }
    let of_record: Vec<u32> = (0..count).map(|record| groups.find(record)).collect();
    let mut review: Vec<(Pair, Review)> = pairs
        .iter()
        .filter(|pair| decisions.about(pair.left, pair.right).is_none())
        .filter_map(|pair| {
            let together = of_record[pair.left as usize] == of_record[pair.right as usize];
            let why = match (together, pair.weight) {
                (true, weight) if weight < -1.0 => Review::Conflict,
                (false, weight) if weight >= least.max(1.0) => Review::Apart,
                (_, weight) if weight.abs() < UNSURE && (weight >= least - 3.0) => Review::Unsure,
                _ => return None,
            };
            Some((*pair, why))
        })
        .collect();
    review.sort_by(|(one, _), (other, _)| {
        one.weight
            .abs()
            .total_cmp(&other.weight.abs())
            .then((one.left, one.right).cmp(&(other.left, other.right)))
    });
    Clusters { of_record, review }
}

/// Two records that share no key are as unlike as a pair that was just not kept.
const UNSEEN: f32 = crate::bulk::KEPT_WEIGHT;
/// The weight of one pair counts for no more than this when a group is judged.
const MOST_SAID: f32 = 10.0;

fn may_join(
    ones: &[u32],
    others: &[u32],
    weights: &FxHashMap<(u32, u32), f32>,
    decisions: &Decisions,
) -> bool {
    let mut sum = 0.0;
    for one in ones {
        for other in others {
            match decisions.about(*one, *other) {
                Some(Decision::NotSame | Decision::Family) => return false,
                Some(Decision::Same) => sum += MOST_SAID,
                None => {
                    let weight = weights.get(&(*one.min(other), *one.max(other))).copied().unwrap_or(UNSEEN);
                    sum += weight.clamp(UNSEEN, MOST_SAID);
                }
            }
        }
    }
    sum > 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(left: u32, right: u32, weight: f32) -> Pair {
        Pair { left, right, weight, others: 0.0 }
    }

    #[test]
    fn decisions_go_before_weights() {
        let pairs = [pair(0, 1, 12.0), pair(1, 2, 6.0), pair(2, 3, -3.0)];
        let mut decisions = Decisions::default();
        // 2 was not even compared with 0, so its likeness to 1 is not enough.
        assert_eq!(clusters(4, &pairs, &decisions, 0.0).of_record, [0, 0, 2, 3]);
        decisions.remember(1, 0, Decision::NotSame);
        decisions.remember(3, 2, Decision::Same);
        let clusters = clusters(4, &pairs, &decisions, 0.0);
        assert_eq!(clusters.of_record, [0, 1, 2, 2]);
        // What was decided is not asked again; what the decision keeps apart is.
        assert_eq!(
            clusters.review.iter().map(|(pair, why)| (pair.left, *why)).collect::<Vec<_>>(),
            [(1, Review::Apart)]
        );
    }

    #[test]
    fn one_wrong_link_does_not_chain_two_people() {
        // 0, 1, 2 agree; 3, 4, 5 agree; 2 and 3 look alike, the rest of the two groups was compared and is not.
        let mut pairs =
            vec![pair(0, 1, 9.0), pair(0, 2, 9.0), pair(1, 2, 9.0), pair(3, 4, 9.0), pair(3, 5, 9.0)];
        pairs.extend([pair(4, 5, 9.0), pair(2, 3, 4.0), pair(1, 4, -5.0)]);
        let clusters = clusters(6, &pairs, &Decisions::default(), 0.0);
        assert_eq!(clusters.of_record, [0, 0, 0, 3, 3, 3]);
        assert_eq!(clusters.review[0].1, Review::Apart);
    }
}
