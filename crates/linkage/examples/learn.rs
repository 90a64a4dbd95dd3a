//! Counts how often each level of agreement occurs in a register whose truth is known: the table that is shipped.
//!
//! `cargo run --release -p linkage --example learn -- REGISTER.tsv`
//!
//! The register has the bench's columns and also `household` and `kind` (the language its people come from). Records of
//! one entity are "the same", of one household "relative"; strangers are drawn at random, those of one kind and those of
//! two apart. `bench/linkage/learn.py` makes the register and writes the table to its place.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "counts of a few million pairs"
)]

use std::collections::HashMap;

use linkage::{
    birth::Birth,
    compare::{Comparer, MOST_LEVELS, Memory, levels_of},
    frequency::Frequencies,
    people::{People, Person, Sex},
    schema::{Column, Kind, Schema},
};

/// How many pairs of strangers are drawn.
const STRANGERS: u64 = 6_000_000;

/// A number that looks random and depends on its seed only (`SplitMix64`).
fn scatter(seed: u64) -> u64 {
    let mixed = seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// The chance that two records have the same value.
fn chance(values: impl Iterator<Item = u64>) -> f64 {
    let mut counts: HashMap<u64, f64> = HashMap::new();
    values.for_each(|value| *counts.entry(value).or_default() += 1.0);
    let total: f64 = counts.values().sum();
    counts.values().map(|count| count * count).sum::<f64>() / (total * total)
}

fn main() {
    let path = std::env::args().nth(1).expect("a register");
    let text = std::fs::read_to_string(path).expect("a readable file");
    let mut lines = text.lines();
    let headings: Vec<&str> = lines.next().expect("headings").split('\t').collect();
    let place = |name: &str| headings.iter().position(|heading| *heading == name).expect("a known column");
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split('\t').collect()).collect();
    let columns = [
        ("birth_place", Kind::Place),
        ("phone", Kind::Phone),
        ("document", Kind::Identifier),
        ("nationality", Kind::Text),
    ];
    let further: Vec<Column> =
        columns.iter().map(|(label, kind)| Column { label: (*label).to_owned(), kind: *kind }).collect();
    let mut people = People::new(Schema::new(true, true, true, further).expect("a schema"));
    for row in &rows {
        let values = columns.map(|(label, _)| row[place(label)]);
        people.push(&Person {
            given: row[place("given")],
            patronymic: row[place("middle")],
            family: row[place("family")],
            full_name: "",
            birth: Birth::parse(row[place("birth_date")]),
            sex: Sex::parse(row[place("sex")]),
            values: &values,
        });
    }
    let frequencies = Frequencies::of(&people);
    let comparer = Comparer::new(people.schema().fields(), &frequencies);
    let fields = people.schema().fields().to_vec();
    let mut memory = Memory::default();
    let mut counts = vec![[[0_u64; 4]; MOST_LEVELS]; fields.len()];
    let mut count = |left: usize, right: usize, class: usize| {
        let agreement = comparer.compare(&people.view(left as u32), &people.view(right as u32), &mut memory);
        for (field, counts) in counts.iter_mut().enumerate() {
            counts[usize::from(agreement.levels[field])][class] += 1;
        }
    };
    let (entity, household, kind) = (place("entity"), place("household"), place("kind"));
    let mut households: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, row) in rows.iter().enumerate() {
        households.entry(row[household]).or_default().push(number);
    }
    for members in households.values() {
        for (nth, left) in members.iter().enumerate() {
            for right in &members[nth + 1..] {
                count(*left, *right, usize::from(rows[*left][entity] != rows[*right][entity]));
            }
        }
    }
    let (mut drawn, mut of_one_kind) = (0_u64, 0_u64);
    for draw in 0..STRANGERS {
        let (left, right) =
            (scatter(draw * 2) as usize % rows.len(), scatter(draw * 2 + 1) as usize % rows.len());
        if rows[left][household] != rows[right][household] {
            let is_one_kind = rows[left][kind] == rows[right][kind];
            count(left, right, if is_one_kind { 2 } else { 3 });
            (drawn, of_one_kind) = (drawn + 1, of_one_kind + u64::from(is_one_kind));
        }
    }
    println!("strangers\tof_one_kind\t{:.4}", of_one_kind as f64 / drawn as f64);
    for (slot, name) in ["given", "patronymic", "family"].into_iter().enumerate() {
        let forms = || people.rows().iter().filter_map(|row| people.names().form(row.names[slot]));
        println!("chance\t{name}\t{:.6}", chance(forms().map(|form| form.identity)));
        println!("chance_of_skeleton\t{name}\t{:.6}", chance(forms().map(|form| form.skeletons[0])));
    }
    for (column, (_, kind)) in columns.iter().enumerate() {
        let records = 0..rows.len() as u32;
        let values = records.filter_map(|record| people.pool(column).value(people.values(record)[column]));
        println!("chance\t{}\t{:.6}", kind.name(), chance(values.map(linkage::values::Value::identity)));
    }
    for (field, counts) in fields.iter().zip(&counts) {
        let name = field.name();
        for (level, classes) in counts.iter().enumerate().take(levels_of(*field)).skip(1) {
            let classes = classes.map(|count| count.to_string());
            println!("count\t{name}\t{level}\t{}", classes.join("\t"));
        }
    }
}
