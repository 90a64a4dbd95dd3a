//! Chance from a seed.

use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

/// A part of the municipality that is drawn independently of the others.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stream {
    Actors = 1,
    Users = 2,
    Households = 3,
    Homes = 4,
    Stays = 5,
}

/// A stream of chance. `ChaCha` gives the same values on every machine and in every version of the library, which
/// the library's standard generator does not promise.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64, municipality: &str, stream: Stream) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        for (to, from) in key[8..16].iter_mut().zip(municipality.bytes()) {
            *to = from;
        }
        key[16] = stream as u8;
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A number from 0 up to but not including `end`; 0 if there is none.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        if end == 0 { 0 } else { self.0.random_range(0..end) }
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        if low >= high { low } else { self.0.random_range(low..=high) }
    }

    /// A place in something with `len` places; 0 if it has none.
    pub(crate) fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).unwrap_or(0)
    }

    /// True `permille` times in a thousand.
    pub(crate) fn chance(&mut self, permille: u64) -> bool {
        self.below(1000) < permille
    }

    /// Any number at all.
    pub(crate) fn any(&mut self) -> u64 {
        self.0.random()
    }

    /// One of a non-empty array.
    pub(crate) fn pick<T: Copy, const N: usize>(&mut self, items: [T; N]) -> T {
        const { assert!(N > 0, "nothing to pick from") };
        items[self.index(N)]
    }

    /// A value by weights that add up to a thousand; the last one takes what is left.
    pub(crate) fn pick_by_permille<T: Copy, const N: usize>(&mut self, items: [(T, u64); N]) -> T {
        const { assert!(N > 0, "nothing to pick from") };
        let mut draw = self.below(1000);
        for (item, weight) in items {
            if draw < weight {
                return item;
            }
            draw -= weight;
        }
        items[N - 1].0
    }
}

/// Things with weights, drawn in logarithmic time.
#[derive(Clone, Debug)]
pub(crate) struct Weighted<T> {
    items: Vec<T>,
    /// The sum of the weights up to and including each item.
    upto: Vec<u64>,
}

impl<T> Weighted<T> {
    /// None if no item has a weight: there would be nothing to draw.
    pub(crate) fn new(weighted: impl IntoIterator<Item = (T, u64)>) -> Option<Self> {
        let mut total = 0;
        let (items, upto) = weighted
            .into_iter()
            .filter(|(_, weight)| *weight > 0)
            .map(|(item, weight)| {
                total += weight;
                (item, total)
            })
            .unzip();
        (total > 0).then_some(Self { items, upto })
    }

    pub(crate) fn draw(&self, dice: &mut Dice) -> &T {
        let total = self.upto.last().copied().unwrap_or(0);
        let draw = dice.below(total);
        &self.items[self.upto.partition_point(|&upto| upto <= draw)]
    }
}

/// Six-digit numbers that never repeat and do not show in which order they were handed out: what leaves the system
/// carries neither time nor order.
pub(crate) struct Scattered {
    drawn: u64,
    keys: [u64; 4],
}

impl Scattered {
    pub(crate) fn new(dice: &mut Dice) -> Self {
        const { assert!(crate::MOST_PEOPLE < 1_000_000, "numbers would repeat") };
        Self { drawn: 0, keys: [dice.any(), dice.any(), dice.any(), dice.any()] }
    }

    pub(crate) fn draw(&mut self, prefix: &str) -> String {
        // A Feistel network over two halves of three digits. Each round can be undone, so different counts give
        // different numbers.
        let (mut left, mut right) = (self.drawn / 1000 % 1000, self.drawn % 1000);
        for key in self.keys {
            let mixed = (right ^ key).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
            (left, right) = (right, (left + mixed) % 1000);
        }
        self.drawn += 1;
        format!("{prefix}{left:03}{right:03}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scattered_numbers_do_not_repeat() {
        let mut numbers = Scattered::new(&mut Dice::new(1, "1784", Stream::Homes));
        let drawn: Vec<String> = (0..300_000).map(|_| numbers.draw("H-")).collect();
        let rising = drawn.windows(2).filter(|pair| pair[0] < pair[1]).count();
        assert!((140_000..160_000).contains(&rising), "{rising} of 300,000 stand in order");
        assert_eq!(drawn.iter().collect::<std::collections::HashSet<_>>().len(), drawn.len());
    }

    #[test]
    fn draws_follow_the_weights() {
        let mut dice = Dice::new(1, "1784", Stream::Homes);
        let weighted = Weighted::new([('a', 1), ('b', 0), ('c', 3)]).unwrap();
        let drawn: Vec<char> = (0..4000).map(|_| *weighted.draw(&mut dice)).collect();
        assert!(!drawn.contains(&'b'));
        assert!(drawn.iter().filter(|letter| **letter == 'a').count().abs_diff(1000) < 150);
        assert!(Weighted::new([('a', 0)]).is_none());
    }
}
