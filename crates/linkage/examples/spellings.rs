//! Scores attested pairs of one name in two spellings (tab-separated: name, same name, scripts) against chance.
//!
//! `cargo run --release -p linkage --example spellings -- PAIRS.tsv [train|test]`

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "shares of a few thousand pairs"
)]

use std::collections::BTreeMap;

use linkage::{
    canonical::{CanonicalName, canonical},
    spelling::{Likeness, distance},
};

fn best(one: &CanonicalName, other: &CanonicalName) -> f64 {
    let mut best = f64::MAX;
    for a in &one.readings {
        for b in &other.readings {
            let d = distance(a, b);
            best = best.min(f64::from(d.cost) / f64::from(d.weight.max(1)));
        }
    }
    best
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("a file of pairs");
    let half = arguments.next();
    let text = std::fs::read_to_string(path).expect("a readable file");
    let mut groups: BTreeMap<String, Vec<(CanonicalName, CanonicalName)>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let mut cells = line.split('\t');
        let (Some(one), Some(other), Some(scripts)) = (cells.next(), cells.next(), cells.next()) else {
            continue;
        };
        let hash = one.bytes().fold(7_u32, |h, b| h.wrapping_mul(31).wrapping_add(u32::from(b)));
        match half.as_deref() {
            Some("train") if (hash >> 8) % 2 == 0 => {}
            Some("test") if (hash >> 8) % 2 == 1 => {}
            Some("train" | "test") => continue,
            _ => {}
        }
        groups.entry(scripts.to_owned()).or_default().push((canonical(one), canonical(other)));
    }
    println!("scripts pairs same near sound similar | random: near sound similar");
    for (scripts, pairs) in &groups {
        let limits = [Likeness::Same, Likeness::Near, Likeness::Sound, Likeness::Similar];
        let count = |scored: &[Likeness]| {
            limits.map(|limit| scored.iter().filter(|l| **l >= limit).count() as f64 / scored.len() as f64)
        };
        let level =
            |a: &CanonicalName, b: &CanonicalName| linkage::spelling::likeness(&a.readings, &b.readings);
        let matched: Vec<_> = pairs.iter().map(|(a, b)| level(a, b)).collect();
        let n = pairs.len();
        let random: Vec<_> = (0..60_000)
            .map(|i| (&pairs[(i * 7919) % n].0, &pairs[(i * 104_729 + 13 + i / n) % n].1))
            .collect();
        let chance: Vec<_> = random.iter().map(|(a, b)| level(a, b)).collect();
        let (m, u) = (count(&matched), count(&chance));
        println!(
            "{scripts:32} {n:6} {:.3} {:.3} {:.3} {:.3} | {:.4} {:.4} {:.4} {:.4}",
            m[0], m[1], m[2], m[3], u[0], u[1], u[2], u[3]
        );
        // Recall at fixed rates of chance agreement, for tuning.
        let mut scored: Vec<f64> = random.iter().map(|(a, b)| best(a, b)).collect();
        scored.sort_by(f64::total_cmp);
        let mut own: Vec<f64> = pairs.iter().map(|(a, b)| best(a, b)).collect();
        own.sort_by(f64::total_cmp);
        for rate in [0.0004, 0.0008, 0.0013, 0.0024, 0.0033] {
            let limit = scored[(rate * scored.len() as f64) as usize];
            let recall = own.partition_point(|d| *d < limit) as f64 / own.len() as f64;
            print!("   at {rate}: recall {recall:.3} (limit {limit:.3})");
        }
        println!();
        if std::env::var("SHOW").is_ok() {
            for (a, b) in
                pairs.iter().filter(|(a, b)| level(a, b) == Likeness::Different).step_by(40).take(40)
            {
                println!("      {} {:?}  {} {:?} {:.2}", a.tidy, a.readings, b.tidy, b.readings, best(a, b));
            }
        }
    }
}
