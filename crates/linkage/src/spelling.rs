//! How far apart two readings of a name are, as spellings go.
//!
//! A weighted edit distance (Wagner & Fischer 1974) over the coarse sounds, whose costs say how readily one sound is
//! written for another: vowels cost little, short vowels nothing against a script that leaves them out, b for p and g for
//! h cost part of a letter, m for k a whole one. The similarity of Jaro and Winkler is heard as a second opinion.

use crate::{
    canonical::{LONGEST_READING, Reading},
    values::jaro_winkler,
};

/// What replacing, leaving out or putting in one unrelated consonant costs.
pub const WHOLE: u16 = 32;

const VOWEL: u16 = 9;
const GLIDE: u16 = 10;

/// How well two names agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Likeness {
    /// Two names.
    Different,
    /// More alike than names are by chance.
    Similar,
    /// One of several words agrees.
    Part,
    /// The same consonants, other vowels or confusable letters.
    Sound,
    /// One slip of the pen or a habit of spelling apart.
    Near,
    /// A short form or another form of the same name.
    Equivalent,
    /// The same name.
    Same,
}

/// The distance of two readings and the length it is to be judged against, both in parts of [`WHOLE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distance {
    /// The cost of the cheapest alignment.
    pub cost: u16,
    /// The mean weight of the two readings.
    pub weight: u16,
    /// One of the two scripts leaves short vowels out, so chance agrees more easily.
    pub unvowelled: bool,
}

impl Distance {
    /// The level of agreement. The limits hold chance agreement of two different names near one in three hundred for
    /// `Similar` and one in a thousand for `Near`; measured by `examples/spellings.rs`.
    pub fn likeness(self) -> Likeness {
        let limits = if self.unvowelled { UNVOWELLED } else { VOWELLED };
        let share = u32::from(self.cost) * 100;
        let within = |limit: u32| share <= u32::from(self.weight) * limit;
        if within(limits.same) {
            Likeness::Same
        } else if within(limits.near) {
            Likeness::Near
        } else if within(limits.sound) {
            Likeness::Sound
        } else if within(limits.similar) {
            Likeness::Similar
        } else {
            Likeness::Different
        }
    }
}

/// The greatest distance of each level, in percent of the weight.
struct Limits {
    same: u32,
    near: u32,
    sound: u32,
    similar: u32,
}

const VOWELLED: Limits = Limits { same: 7, near: 18, sound: 25, similar: 37 };
const UNVOWELLED: Limits = Limits { same: 4, near: 13, sound: 21, similar: 28 };

/// Names that are this much alike by Jaro and Winkler are `Near` if their distance says at least `Similar`: two slips in a
/// long name, or another ending, weigh more in the distance than they should.
const ALIKE: f64 = 0.93;

const fn is_vowel(sound: u8) -> bool {
    matches!(sound, b'a' | b'i' | b'u')
}

const fn weight_of(sound: u8) -> u16 {
    if is_vowel(sound) { VOWEL } else { WHOLE }
}

/// What leaving a sound out costs.
const fn gap(sound: u8, other_unvowelled: bool) -> u16 {
    match sound {
        // An unwritten short vowel costs nothing; the long a, i and u are usually written.
        b'a' | b'i' | b'u' => {
            if other_unvowelled {
                1
            } else {
                VOWEL
            }
        }
        b'h' => 18,
        _ => WHOLE,
    }
}

/// Pairs of sounds that spellings confuse, and what that costs.
const CONFUSED: [(u8, u8, u16); 40] = [
    (b'b', b'p', 8),
    (b'd', b't', 14),
    (b'f', b'v', 6),
    (b'g', b'k', 12),
    (b'g', b'h', 10),
    (b'h', b'k', 14),
    (b'k', b'c', 18),
    (b'c', b'x', 10),
    (b'c', b't', 18),
    (b's', b'z', 8),
    (b'z', b'j', 12),
    (b'j', b'g', 12),
    (b'j', b'x', 14),
    (b'j', b'i', 12),
    (b'u', b'v', 8),
    (b's', b'x', 14),
    (b's', b't', 18),
    (b'd', b'z', 14),
    (b'm', b'n', 18),
    (b'l', b'r', 20),
    (b'b', b'v', 14),
    (b'c', b'j', 14),
    (b's', b'c', 16),
    (b'j', b'h', 18),
    (b'u', b'f', 14),
    (b'u', b'b', 20),
    (b'd', b'j', 18),
    (b'x', b'h', 18),
    (b'k', b'x', 22),
    (b'p', b'f', 18),
    (b'a', b'i', 7),
    (b'a', b'u', 7),
    (b'i', b'u', 8),
    (b't', b'z', 18),
    (b's', b'd', 24),
    (b's', b'j', 20),
    (b'x', b'z', 18),
    (b'c', b'h', 18),
    (b'k', b's', 24),
    (b'z', b'c', 20),
];

/// Costs of putting one sound for another, by letter.
static SWAP: [[u16; 26]; 26] = swaps();

const fn swaps() -> [[u16; 26]; 26] {
    let mut table = [[WHOLE; 26]; 26];
    let mut place = 0;
    while place < CONFUSED.len() {
        let (one, other, cost) = CONFUSED[place];
        table[(one - b'a') as usize][(other - b'a') as usize] = cost;
        table[(other - b'a') as usize][(one - b'a') as usize] = cost;
        place += 1;
    }
    let mut same = 0;
    while same < 26 {
        table[same][same] = 0;
        same += 1;
    }
    table
}

fn swap(one: u8, other: u8) -> u16 {
    if one == other {
        return 0;
    }
    let (row, column) = (usize::from(one.wrapping_sub(b'a')), usize::from(other.wrapping_sub(b'a')));
    if row < 26 && column < 26 { SWAP[row][column] } else { WHOLE }
}

/// The families of consonants that no spelling confuses: l and r; m and n; the labials; all others.
const fn family_of(sound: u8) -> Option<usize> {
    match sound {
        b'a' | b'i' | b'u' => None,
        b'l' | b'r' => Some(0),
        b'm' | b'n' => Some(1),
        b'b' | b'p' | b'f' | b'v' => Some(2),
        _ => Some(3),
    }
}

/// How many sounds of each family there are, and what all of them weigh.
pub(crate) fn measure(sounds: &[u8]) -> ([u8; 4], u16) {
    let mut families = [0; 4];
    for family in sounds.iter().filter_map(|sound| family_of(*sound)) {
        families[family] += 1;
    }
    (families, sounds.iter().map(|sound| weight_of(*sound)).sum())
}

/// A cost that no alignment of the two is below. A liquid or nasal too many is left out or put for a sound of another
/// family, which is then too many there: half of [`WHOLE`] each. The others may also stand for a vowel (v for u), or be an
/// h, which costs less.
fn least_cost(one: &Reading, other: &Reading) -> u16 {
    let (ones, others) = (one.families(), other.families());
    let apart = |family: usize| u16::from(ones[family].abs_diff(others[family]));
    (apart(0) + apart(1)) * (WHOLE / 2) + (apart(2) + apart(3)) * 8
}

/// The distance of two readings.
pub fn distance(one: &Reading, other: &Reading) -> Distance {
    let unvowelled = one.is_unvowelled() || other.is_unvowelled();
    Distance { cost: align(one, other, u16::MAX), weight: one.weight().midpoint(other.weight()), unvowelled }
}

/// The cost of the cheapest alignment, or `u16::MAX` as soon as it is sure to be above the limit.
fn align(one: &Reading, other: &Reading, limit: u16) -> u16 {
    let (left, right) = (one.sounds(), other.sounds());
    if one.sounds_like(other) {
        return 0;
    }
    let (left_gap_free, right_gap_free) = (other.is_unvowelled(), one.is_unvowelled());
    let mut rows = [[0_u16; LONGEST_READING + 1]; 3];
    for (place, sound) in right.iter().enumerate() {
        rows[0][place + 1] = rows[0][place] + gap(*sound, right_gap_free);
    }
    let mut lowest_before = 0;
    for (row, &here) in left.iter().enumerate() {
        let (now, before, earlier) = ((row + 1) % 3, row % 3, (row + 2) % 3);
        let gap_here = gap(here, left_gap_free);
        rows[now][0] = rows[before][0] + gap_here;
        let mut lowest = rows[now][0];
        for (column, &there) in right.iter().enumerate() {
            let mut cost = rows[before][column] + swap(here, there);
            cost = cost.min(rows[before][column + 1] + gap_here);
            cost = cost.min(rows[now][column] + gap(there, right_gap_free));
            // Two letters typed in the wrong order (Damerau 1964) are one slip.
            if row > 0 && column > 0 && here == right[column - 1] && there == left[row - 1] {
                let slip = if is_vowel(here) || is_vowel(there) { GLIDE } else { WHOLE / 2 };
                cost = cost.min(rows[earlier][column - 1] + slip);
            }
            rows[now][column + 1] = cost;
            lowest = lowest.min(cost);
        }
        // Costs never fall along an alignment, and an exchange of letters reaches back one row.
        if lowest.min(lowest_before) > limit {
            return u16::MAX;
        }
        lowest_before = lowest;
    }
    rows[left.len() % 3][right.len()]
}

/// The best agreement of two sets of readings, sounds only.
pub fn likeness(ones: &[Reading], others: &[Reading]) -> Likeness {
    if ones.iter().any(|one| others.iter().any(|other| one.sounds_like(other))) {
        return Likeness::Same;
    }
    let mut best = Likeness::Different;
    for one in ones {
        for other in others {
            let weight = one.weight().midpoint(other.weight());
            let unvowelled = one.is_unvowelled() || other.is_unvowelled();
            // Only what is better than the best so far is of interest.
            let limits = if unvowelled { UNVOWELLED } else { VOWELLED };
            let limit = if best < Likeness::Near { limits.similar } else { limits.same };
            let limit = u16::try_from(u32::from(weight) * limit / 100).unwrap_or(u16::MAX);
            if least_cost(one, other) > limit {
                continue;
            }
            let cost = align(one, other, limit);
            if cost > limit {
                continue;
            }
            let found = Distance { cost, weight, unvowelled }.likeness();
            let is_near = matches!(found, Likeness::Similar | Likeness::Sound)
                && best < Likeness::Near
                && jaro_winkler(one.sounds(), other.sounds()) >= ALIKE;
            best = best.max(if is_near { Likeness::Near } else { found });
            if best == Likeness::Same {
                return best;
            }
        }
    }
    best
}
