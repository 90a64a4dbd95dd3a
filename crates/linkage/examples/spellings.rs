//! Scores attested pairs of one name in two spellings (tab-separated: name, same name, scripts) against chance.
//!
//! `cargo run --release -p linkage --example spellings -- PAIRS.tsv [tuned|held] [misses|chance]`
//!
//! Chance is what two names of different rows do: all pairs of them, or a million, without those that the file attests to
//! be one name. With `misses` it lists the attested pairs that are taken for two names, with `chance` the others that are
//! taken for one.

#![expect(clippy::cast_precision_loss, reason = "shares of a few thousand pairs")]

use std::collections::{BTreeMap, BTreeSet};

use linkage::{
    canonical::{CanonicalName, canonical},
    spelling::{Likeness, likeness},
};

/// The levels that are counted, each with all that agree better.
const LEVELS: [Likeness; 4] = [Likeness::Same, Likeness::Near, Likeness::Sound, Likeness::Similar];
/// How many pairs show what chance does.
const CHANCE: usize = 1_000_000;

type Row = (CanonicalName, CanonicalName);

/// Half of the rows, by a hash of the first name.
fn is_held(name: &str) -> bool {
    let hash = name.bytes().fold(7_u32, |h, b| h.wrapping_mul(31).wrapping_add(u32::from(b)));
    (hash >> 8) % 2 == 1
}

fn level((one, other): (&CanonicalName, &CanonicalName)) -> Likeness {
    likeness(&one.readings, &other.readings)
}

fn shares(found: &[Likeness]) -> [f64; 4] {
    LEVELS.map(|least| found.iter().filter(|level| **level >= least).count() as f64 / found.len() as f64)
}

/// Pairs of names that nobody says are one name: all of them, or a million that are spread over all by a multiple of a
/// prime.
fn strangers<'r>(
    rows: &'r [Row],
    attested: &BTreeSet<(&str, &str)>,
) -> Vec<(&'r CanonicalName, &'r CanonicalName)> {
    let all = rows.len() * rows.len();
    (0..all.min(CHANCE))
        .map(|draw| if all > CHANCE { draw * 1_000_003 % all } else { draw })
        .map(|place| (&rows[place / rows.len()].0, &rows[place % rows.len()].1))
        .filter(|(one, other)| one.tidy != other.tidy && !attested.contains(&(&*one.tidy, &*other.tidy)))
        .collect()
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("a file of pairs");
    let half = arguments.next();
    let listed = arguments.next();
    let text = std::fs::read_to_string(path).expect("a readable file");
    let mut groups: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [one, other, scripts] = cells[..] else { continue };
        let is_asked = match half.as_deref() {
            Some("tuned") => !is_held(one),
            Some("held") => is_held(one),
            _ => true,
        };
        if is_asked {
            groups.entry(scripts).or_default().push((canonical(one), canonical(other)));
        }
    }
    println!("scripts, pairs: recall (rate among strangers) at least same, near, sound, similar");
    for (scripts, rows) in &groups {
        let attested: BTreeSet<(&str, &str)> = rows
            .iter()
            .flat_map(|(one, other)| [(&*one.tidy, &*other.tidy), (&*other.tidy, &*one.tidy)])
            .collect();
        let strangers = strangers(rows, &attested);
        let own: Vec<Likeness> = rows.iter().map(|(one, other)| level((one, other))).collect();
        let chance: Vec<Likeness> = strangers.iter().map(|pair| level(*pair)).collect();
        print!("{scripts}, {}:", rows.len());
        for (recall, rate) in shares(&own).into_iter().zip(shares(&chance)) {
            print!(" {recall:.3} ({rate:.5})");
        }
        println!();
        let say = |(one, other): (&CanonicalName, &CanonicalName), level: &Likeness| {
            println!("\t{}\t{}\t{level:?}\t{:?}\t{:?}", one.tidy, other.tidy, one.readings, other.readings);
        };
        match listed.as_deref() {
            Some("misses") => {
                let missed = rows.iter().zip(&own).filter(|(_, level)| **level < Likeness::Near);
                missed.for_each(|((one, other), level)| say((one, other), level));
            }
            Some("chance") => {
                let taken = strangers.iter().zip(&chance).filter(|(_, level)| **level > Likeness::Different);
                taken.for_each(|(pair, level)| say(*pair, level));
            }
            _ => {}
        }
    }
}
