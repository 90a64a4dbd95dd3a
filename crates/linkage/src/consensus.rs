//! What the company a pair keeps says about it.
//!
//! "The same person" is transitive: if one record is the same as two others, those are the same too. Pairs judged each by
//! itself do not know that. So every third record k that is like one of a pair (i, j) sends the pair a message: of the five
//! states of the triangle that are possible (all the same; one pair the same; none), how likely are those in which i and j
//! are the same, given what is known of (i, k) and (j, k) alone? One round of such messages on the direct evidence is what
//! belief propagation (Pearl 1988) would start with; more rounds would hear their own echo.

use rayon::prelude::*;

use crate::{bulk::Pair, model::probability};

/// A neighbour below this probability sends no message.
const HEARD: f64 = 0.04;
/// The probability that two records without a common key are the same person.
const UNSEEN: f64 = 0.02;
/// Errors repeat themselves among a person's records, so messages are not independent and count for less than they say.
const TRUST: f64 = 0.5;
/// The most that all messages together may say, in bits.
const MOST: f64 = 9.0;

/// From this probability on two records bring their further neighbours together.
const INTRODUCES: f64 = 0.5;
/// A record with more likely neighbours than this introduces nobody: it is a default that many were given.
const MOST_INTRODUCED: usize = 64;

/// Pairs that share no key but a third record that is likely the same as both; in order, without those that are known.
pub(crate) fn introduced(records: usize, pairs: &[Pair]) -> Vec<(u32, u32)> {
    let neighbours = Neighbours::of(records, pairs, INTRODUCES);
    let all = u32::try_from(records).unwrap_or(u32::MAX);
    let mut found: Vec<(u32, u32)> = (0..all)
        .into_par_iter()
        .flat_map_iter(|record| {
            let near = neighbours.of_record(record);
            let near = if near.len() > MOST_INTRODUCED { &[] } else { near };
            near.iter()
                .enumerate()
                .flat_map(|(place, (one, _))| near[place + 1..].iter().map(|(other, _)| (*one, *other)))
        })
        .filter(|pair| pairs.binary_search_by_key(pair, |known| (known.left, known.right)).is_err())
        .collect();
    found.par_sort_unstable();
    found.dedup();
    found
}

/// Who is like whom, of the pairs that are heard.
struct Neighbours {
    starts: Vec<u32>,
    entries: Vec<(u32, f32)>,
}

impl Neighbours {
    fn of(records: usize, pairs: &[Pair], least: f64) -> Self {
        let heard: Vec<(&Pair, f32)> = pairs
            .par_iter()
            .map(|pair| (pair, probability(f64::from(pair.weight))))
            .filter(|(_, likely)| *likely >= least)
            .map(|(pair, likely)| (pair, likely as f32))
            .collect();
        let mut starts = vec![0_u32; records + 2];
        for (pair, _) in &heard {
            starts[pair.left as usize + 2] += 1;
            starts[pair.right as usize + 2] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        let mut entries = vec![(0, 0.0); starts[records + 1] as usize];
        for (pair, likely) in heard {
            for (one, other) in [(pair.left, pair.right), (pair.right, pair.left)] {
                let place = &mut starts[one as usize + 1];
                entries[*place as usize] = (other, likely);
                *place += 1;
            }
        }
        let mut neighbours = Self { starts, entries };
        for record in 0..records {
            let range = neighbours.range(record as u32);
            neighbours.entries[range].sort_unstable_by_key(|(other, _)| *other);
        }
        neighbours
    }

    fn range(&self, record: u32) -> std::ops::Range<usize> {
        self.starts[record as usize] as usize..self.starts[record as usize + 1] as usize
    }

    fn of_record(&self, record: u32) -> &[(u32, f32)] {
        &self.entries[self.range(record)]
    }
}

/// One message: bits for or against, from what is known of the two other sides of the triangle.
fn message(one: f64, other: f64) -> f64 {
    let both = one * other;
    ((both + (1.0 - one) * (1.0 - other)) / (1.0 - both).max(1e-9)).max(1e-9).log2()
}

/// What all others say about each pair, in bits, in the order of the pairs.
pub(crate) fn consensus(records: usize, pairs: &[Pair]) -> Vec<f32> {
    let neighbours = Neighbours::of(records, pairs, HEARD);
    pairs
        .par_iter()
        .map(|pair| {
            let (mut ones, mut others) = (neighbours.of_record(pair.left), neighbours.of_record(pair.right));
            let mut said = 0.0;
            loop {
                let (record, one, other) = match (ones.first(), others.first()) {
                    (None, None) => break,
                    (Some((k, q)), Some((l, r))) if k == l => (*k, f64::from(*q), f64::from(*r)),
                    (Some((k, q)), Some((l, _))) if k < l => (*k, f64::from(*q), UNSEEN),
                    (Some((k, q)), None) => (*k, f64::from(*q), UNSEEN),
                    (_, Some((l, r))) => (*l, UNSEEN, f64::from(*r)),
                };
                if ones.first().is_some_and(|(k, _)| *k == record) {
                    ones = &ones[1..];
                }
                if others.first().is_some_and(|(l, _)| *l == record) {
                    others = &others[1..];
                }
                if record != pair.left && record != pair.right {
                    said += message(one, other);
                }
            }
            (TRUST * said).clamp(-MOST, MOST) as f32
        })
        .collect()
}
