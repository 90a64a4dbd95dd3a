//! What is known before a register says anything: parameters learned from open data by `bench/linkage/learn.py`.
//!
//! The table holds counts of levels among pairs whose truth is known: of one person, of relatives, of strangers with one
//! language, of other strangers. Here they become shares. The generated register errs in fewer ways than people do, so a
//! tenth of "the same" and "relative" stays with what experts expect ([`Model::expected`]); and it has no twins, so the
//! birth dates of relatives stay with it altogether.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::{
    compare::{MOST_LEVELS, levels_of},
    frequency::Anchor,
    model::{CLASSES, Model, Relation, groups},
    schema::{Field, Kind},
};

const TABLE: &str = include_str!("../data/shipped.tsv");
/// How much of "the same" and "relative" is expected rather than counted.
const EXPECTED: f64 = 0.1;
/// Levels that strangers were never seen to have are this rare: half a pair.
const UNSEEN: f64 = 0.5;

/// The table as it stands.
struct Shipped {
    /// By field's name, level and class.
    counts: FxHashMap<&'static str, [[f64; CLASSES]; MOST_LEVELS]>,
    /// Further numbers, by what they are and of which field.
    numbers: FxHashMap<(&'static str, &'static str), f64>,
}

static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| {
    let mut shipped = Shipped { counts: FxHashMap::default(), numbers: FxHashMap::default() };
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&'static str> = line.split('\t').collect();
        let number = |cell: &str| cell.parse::<f64>().unwrap_or(0.0);
        match cells.as_slice() {
            ["count", field, level, classes @ ..] if classes.len() == CLASSES => {
                let table = shipped.counts.entry(field).or_default();
                if let Some(row) = level.parse().ok().and_then(|level: usize| table.get_mut(level)) {
                    for (share, count) in row.iter_mut().zip(classes) {
                        *share = number(count);
                    }
                }
            }
            [what, field, value] => {
                shipped.numbers.insert((what, field), number(value));
            }
            _ => {}
        }
    }
    shipped
});

fn number(what: &'static str, field: &'static str) -> Option<f64> {
    SHIPPED.numbers.get(&(what, field)).copied()
}

/// Which part of all strangers in a register share a language.
pub(crate) fn strangers_of_one_kind() -> f64 {
    number("strangers", "of_one_kind").unwrap_or(0.25)
}

/// What the worth of a name is measured against, by sound and by skeleton: given, patronymic, family.
pub(crate) fn name_anchors(slot: usize) -> [Anchor; 2] {
    let field = ["given", "patronymic", "family"][slot];
    // A father's name is somebody's given name.
    let population = if field == "family" { "family" } else { "given" };
    let concentration = number("concentration", population).unwrap_or(0.0);
    ["chance", "chance_of_skeleton"]
        .map(|what| Anchor { chance: number(what, field).unwrap_or(1.0), concentration })
}

/// The same for the values of a column; none for kinds that nothing was learned of.
pub(crate) fn value_anchor(kind: Kind) -> Option<Anchor> {
    let chance = number("chance", kind.name()).filter(|chance| *chance > 0.0)?;
    Some(Anchor { chance, concentration: 1.0 / chance - 1.0 })
}

/// The shipped parameters for some fields. Of kinds that nothing was learned of, what is expected.
pub(crate) fn model(fields: &[Field]) -> Model {
    let mut model = Model::expected(fields);
    let of_one_kind = strangers_of_one_kind();
    for (place, field) in fields.iter().enumerate() {
        let Some(counted) = SHIPPED.counts.get(field.name()) else { continue };
        let expected = model.log2[place];
        for relation in Relation::ALL {
            if (*field, relation) == (Field::BirthDate, Relation::Relative) {
                continue;
            }
            let class = relation as usize;
            let mut counts = [0.0; MOST_LEVELS];
            for group in groups(*field) {
                let total: f64 = counted[group.clone()].iter().map(|row| row[class]).sum();
                for level in group {
                    counts[level] = counted[level][class]
                        + match relation {
                            Relation::Same | Relation::Relative => {
                                EXPECTED * total.max(1.0) * f64::from(expected[level][class]).exp2()
                            }
                            Relation::Namesake | Relation::Contemporary => UNSEEN,
                        };
                }
            }
            model.set_levels(place, class, &counts);
        }
        for level in 1..levels_of(*field) {
            let share = |relation: Relation| f64::from(model.log2[place][level][relation as usize]).exp2();
            let all =
                of_one_kind * share(Relation::Namesake) + (1.0 - of_one_kind) * share(Relation::Contemporary);
            model.chance[place][level] = all.log2() as f32;
        }
    }
    model
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Column, Schema};

    /// What could not be read would silently count as nothing.
    #[test]
    fn every_line_of_the_table_is_understood() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let numbers = match cells.as_slice() {
                ["count", _, level, classes @ ..] => {
                    assert!(level.parse::<usize>().unwrap() < MOST_LEVELS, "{line}");
                    assert_eq!(classes.len(), CLASSES, "{line}");
                    classes
                }
                [_, _, value @ ..] => {
                    assert_eq!(value.len(), 1, "{line}");
                    value
                }
                _ => panic!("{line}"),
            };
            for number in numbers {
                assert!(number.parse::<f64>().unwrap() >= 0.0, "{line}");
            }
        }
    }

    #[test]
    fn the_table_is_whole() {
        let kinds = [Kind::Place, Kind::Phone, Kind::Identifier, Kind::Text];
        let columns = kinds.map(|kind| Column { label: kind.name().to_owned(), kind }).to_vec();
        let fields = Schema::new(true, true, true, columns).unwrap().fields().to_vec();
        let model = model(&fields);
        for (place, field) in fields.iter().enumerate() {
            assert!(SHIPPED.counts.contains_key(field.name()), "{field:?}");
            for relation in Relation::ALL {
                for group in groups(*field) {
                    let sum: f64 =
                        group.map(|level| model.level_probability(place, level as u8, relation)).sum();
                    assert!((sum - 1.0).abs() < 1e-3, "{field:?} {relation:?}: {sum}");
                }
            }
        }
        assert!(number("strangers", "of_one_kind").is_some_and(|share| (0.0..1.0).contains(&share)));
        for population in ["given", "family"] {
            assert!(number("concentration", population).is_some());
        }
        for slot in 0..3 {
            for anchor in name_anchors(slot) {
                assert!(anchor.chance > 1e-4 && anchor.chance < 0.02 && anchor.concentration > 100.0);
            }
        }
    }
}
