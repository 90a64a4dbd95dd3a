//! Short forms and counterparts of names that sound unlike each other: Сашко is Олександр, Tom is Thomas.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::canonical::{CanonicalName, Reading, canonical};

const GROUPS: &str = include_str!("../data/equivalents.txt");

static BY_SOUND: LazyLock<FxHashMap<Reading, Vec<u16>>> = LazyLock::new(|| {
    let mut groups: FxHashMap<Reading, Vec<u16>> = FxHashMap::default();
    let lines = GROUPS.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    for (number, line) in (0_u16..).zip(lines) {
        for name in line.split(',') {
            // The first reading only: the others would make names of one group sound like strangers to it.
            let Some(reading) = canonical(name).readings.first().copied() else { continue };
            let known = groups.entry(reading).or_default();
            if !known.contains(&number) {
                known.push(number);
            }
        }
    }
    groups
});

/// The groups that a name, or its first word, belongs to.
pub(crate) fn groups_of(name: &CanonicalName) -> Vec<u16> {
    let mut found: Vec<u16> = Vec::new();
    for reading in name.readings.iter().take(2) {
        found.extend(BY_SOUND.get(reading).into_iter().flatten());
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_meet_their_names_in_either_script() {
        for (one, other) in
            [("Сашко", "Oleksandr"), ("Tom", "Thomas"), ("Вова", "Volodymyr"), ("Xasan", "Hassan")]
        {
            let groups = groups_of(&canonical(other));
            assert!(groups_of(&canonical(one)).iter().any(|group| groups.contains(group)), "{one} {other}");
        }
        assert!(
            groups_of(&canonical("Сашко"))
                .iter()
                .all(|group| !groups_of(&canonical("Thomas")).contains(group))
        );
    }
}
