//! Learning without labels finds the parameters that made the data, and refuses what it must not believe.

use linkage::{
    compare::{Agreement, MOST_LEVELS, levels_of},
    estimate::{FEWEST_PAIRS, Refused, estimate},
    model::{Model, Relation},
    schema::{Column, Field, Kind, MOST_FIELDS, Schema},
};

/// A generator of numbers between 0 and 1, the same every time (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        f64::from(u32::try_from((mixed ^ (mixed >> 31)) >> 32).expect("32 bits")) / f64::from(u32::MAX)
    }

    fn draw(&mut self, weights: &[f64]) -> usize {
        let mut left = self.roll() * weights.iter().sum::<f64>();
        weights
            .iter()
            .position(|weight| {
                left -= weight;
                left <= 0.0
            })
            .unwrap_or(weights.len() - 1)
    }
}

fn fields() -> Vec<Field> {
    let columns = [("phone", Kind::Phone), ("document", Kind::Identifier), ("place", Kind::Place)];
    let columns = columns.map(|(label, kind)| Column { label: label.into(), kind }).into();
    Schema::new(true, true, true, columns).expect("a schema").fields().to_vec()
}

/// Pairs drawn from a model whose shares of classes are given.
fn planted(model: &Model, shares: [f64; 4], count: usize) -> (Vec<Agreement>, Vec<usize>) {
    let mut dice = Dice(7);
    let mut classes = Vec::new();
    let pairs = (0..count)
        .map(|_| {
            let class = dice.draw(&shares);
            classes.push(class);
            let mut agreement = Agreement { levels: [0; MOST_FIELDS], rarity: [0.0; MOST_FIELDS] };
            for (place, field) in model.fields().iter().enumerate() {
                // Names across scripts are a group of levels of their own; the pairs here are all in one script.
                let most =
                    levels_of(*field).min(if levels_of(*field) == MOST_LEVELS { 8 } else { MOST_LEVELS });
                let weights: Vec<f64> = (1..most)
                    .map(|level| {
                        model.level_probability(
                            place,
                            u8::try_from(level).expect("few levels"),
                            Relation::ALL[class],
                        )
                    })
                    .collect();
                agreement.levels[place] = u8::try_from(dice.draw(&weights) + 1).expect("few levels");
            }
            agreement
        })
        .collect();
    (pairs, classes)
}

#[test]
fn planted_parameters_are_recovered() {
    let truth = Model::expected(&fields());
    let shares = [0.05, 0.15, 0.3, 0.5];
    let (pairs, classes) = planted(&truth, shares, 30_000);
    let learned = estimate(&truth, &pairs).unwrap();
    for (class, planted) in shares.into_iter().enumerate() {
        assert!((learned.shares()[class] - planted).abs() < 0.02, "{class}: {:?}", learned.shares());
    }
    for (place, field) in fields().iter().enumerate() {
        let good = match field {
            Field::Given | Field::Family | Field::Patronymic => 7,
            _ => 1,
        };
        for relation in [Relation::Same, Relation::Relative] {
            let (found, planted) = (
                learned.level_probability(place, good, relation),
                truth.level_probability(place, good, relation),
            );
            assert!((found - planted).abs() < 0.06, "{field:?} {relation:?}: {found} for {planted}");
        }
    }
    let judged = pairs.iter().map(|pair| learned.judge(pair).weight > 0.0);
    let wrong = judged.zip(&classes).filter(|(same, class)| *same != (**class == 0)).count();
    assert!(wrong < 300, "{wrong} of 30000 pairs judged wrongly");
}

#[test]
fn labels_that_changed_places_are_refused() {
    // Hardly any pair of one person, and an expectation that takes relatives for them.
    let fields = fields();
    let truth = Model::expected(&fields);
    let (mut pairs, classes) = planted(&truth, [0.0, 0.5, 0.0, 0.5], 4_000);
    for (pair, class) in pairs.iter_mut().zip(classes) {
        // Given names agree between all who are not related, and never within a family.
        pair.levels[0] = if class == 1 { 1 } else { 7 };
    }
    match estimate(&truth, &pairs) {
        Err(Refused::Swapped) => {}
        Ok(model) => {
            let (same, relative) = (
                model.level_probability(0, 7, Relation::Same),
                model.level_probability(0, 7, Relation::Relative),
            );
            assert!(same > relative, "a model that was not refused must have its classes in place");
        }
        Err(other) => panic!("{other}"),
    }
    assert_eq!(estimate(&truth, &pairs[..FEWEST_PAIRS - 1]), Err(Refused::TooFew(FEWEST_PAIRS)));
}
