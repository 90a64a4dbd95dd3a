//! Asks an index for people who are registered a second time: recall, and time per question on one core.
//!
//! `cargo run --release -p linkage --example desk -- REGISTER.tsv QUESTIONS`
//!
//! The register has the columns that the bench's registries have. Of so many entities with several records one record is
//! taken out and asked for; as many with one record are taken out too, and are newcomers nobody should be taken for.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "shares and times of a few thousand questions"
)]

use std::{collections::HashMap, time::Instant};

use linkage::{
    birth::Birth,
    index::{Index, Query},
    people::{Person, Sex},
    schema::{Column, Kind, Schema},
};

fn percentile(sorted: &[f64], share: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * share) as usize]
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("a register");
    let questions: usize = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(1_000);
    let text = std::fs::read_to_string(path).expect("a readable file");
    let mut lines = text.lines();
    let headings: Vec<&str> = lines.next().expect("headings").split('\t').collect();
    let place = |name: &str| headings.iter().position(|heading| *heading == name).expect("a known column");
    let [entity, given, middle, family, birth, sex, city, phone, document] =
        ["entity", "given", "middle", "family", "birth_date", "sex", "birth_place", "phone", "document"]
            .map(place);
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split('\t').collect()).collect();
    let mut by_entity: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, row) in rows.iter().enumerate() {
        by_entity.entry(row[entity]).or_default().push(number);
    }
    let mut asked: Vec<usize> =
        by_entity.values().filter(|rows| rows.len() > 1).map(|rows| rows[rows.len() - 1]).collect();
    asked.sort_unstable();
    let step = (asked.len() / questions).max(1);
    let asked: Vec<usize> = asked.into_iter().step_by(step).take(questions).collect();
    // As many who are registered once only, and so are new to the index.
    let mut new: Vec<usize> = by_entity.values().filter(|rows| rows.len() == 1).map(|rows| rows[0]).collect();
    new.sort_unstable();
    let step = (new.len() / questions).max(1);
    let new: Vec<usize> = new.into_iter().step_by(step).take(questions).collect();
    let out: std::collections::HashSet<usize> = asked.iter().chain(&new).copied().collect();
    let schema = Schema::new(
        true,
        true,
        true,
        vec![
            Column { label: "place".into(), kind: Kind::Place },
            Column { label: "phone".into(), kind: Kind::Phone },
            Column { label: "document".into(), kind: Kind::Identifier },
        ],
    )
    .expect("a schema");
    let values: Vec<[&str; 3]> = rows.iter().map(|row| [row[city], row[phone], row[document]]).collect();
    let person = |number: usize| Person {
        given: rows[number][given],
        patronymic: rows[number][middle],
        family: rows[number][family],
        full_name: "",
        birth: Birth::parse(rows[number][birth]),
        sex: Sex::parse(rows[number][sex]),
        values: &values[number],
    };
    let start = Instant::now();
    let kept = (0..rows.len()).filter(|number| !out.contains(number));
    let mut index = Index::build(schema, kept.map(|number| (number, person(number))));
    println!("index of {} built in {:.2} s", index.len(), start.elapsed().as_secs_f64());
    for (label, parts) in
        [("everything", 3), ("names and birth date", 2), ("names only", 1), ("half-typed names", 0)]
    {
        let (mut times, mut first, mut five, mut ten) = (Vec::new(), 0, 0, 0);
        let (mut right, mut wrong, mut alarms) = (0, 0, 0);
        for (number, is_new) in
            asked.iter().map(|number| (number, false)).chain(new.iter().map(|number| (number, true)))
        {
            let row = &rows[*number];
            let full = [row[given], row[middle], row[family]].join(" ");
            let half: Vec<String> = full
                .split_whitespace()
                .map(|word| word.chars().take((word.chars().count() / 2).max(3)).collect())
                .collect();
            let names = if parts == 0 { half.join(" ") } else { full };
            let query = Query {
                names: &names,
                birth: if parts >= 2 { Birth::parse(row[birth]) } else { Birth::UNKNOWN },
                sex: if parts == 3 { Sex::parse(row[sex]) } else { Sex::Unknown },
                values: if parts == 3 { &values[*number] } else { &[] },
            };
            let start = Instant::now();
            let found = index.query(&query, 10);
            times.push(start.elapsed().as_secs_f64() * 1000.0);
            let is_claimed = found.first().is_some_and(|best| best.probability >= 0.95);
            if is_new {
                alarms += usize::from(is_claimed);
                continue;
            }
            let rank = found.iter().position(|candidate| rows[candidate.id][entity] == row[entity]);
            first += usize::from(rank == Some(0));
            five += usize::from(rank.is_some_and(|rank| rank < 5));
            ten += usize::from(rank.is_some());
            right += usize::from(is_claimed && rank == Some(0));
            wrong += usize::from(is_claimed && rank != Some(0));
        }
        times.sort_by(f64::total_cmp);
        let share = |count: usize| count as f64 / asked.len() as f64;
        println!(
            "{label}: recall at 1 {:.3}, 5 {:.3}, 10 {:.3}; at p >= .95 right {:.3}, wrong {:.4}, newcomers {:.4}; ms p50 {:.2}, p99 {:.2}, most {:.2}",
            share(first),
            share(five),
            share(ten),
            share(right),
            share(wrong),
            alarms as f64 / new.len() as f64,
            percentile(&times, 0.5),
            percentile(&times, 0.99),
            percentile(&times, 1.0),
        );
    }
    let start = Instant::now();
    for number in &asked {
        index.insert(*number, &person(*number));
    }
    println!("insert: {:.1} us each", start.elapsed().as_secs_f64() * 1e6 / asked.len() as f64);
    for number in asked.iter().take(asked.len() / 2) {
        index.remove(*number);
    }
    let start = Instant::now();
    index.merge();
    println!("merge: {:.2} s", start.elapsed().as_secs_f64());
}
