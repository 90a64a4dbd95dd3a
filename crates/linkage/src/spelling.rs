//! How far apart two readings of a name are, as spellings go.
//!
//! A weighted edit distance (Wagner & Fischer 1974; exchanges after Damerau 1964) over the coarse sounds, whose costs say
//! how readily one sound is written for another, and which sounds are left out where: a t before ch, an h after a vowel, a
//! last s. They were learned from pairs of spellings (coordinate ascent on recall at fixed rates of chance agreement, after
//! the idea of Ristad & Yianilos 1998), so that recall is highest where two different names hardly ever meet.

use crate::canonical::{LONGEST_READING, Reading};

/// What replacing, leaving out or putting in one unrelated consonant costs.
pub const WHOLE: u16 = 32;

/// What a vowel weighs: names are told apart by their consonants.
const VOWEL: u16 = 9;
/// What two neighbours typed in the wrong order cost: a vowel and another sound, two consonants.
const EXCHANGE: [u16; 2] = [22, 16];

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

impl Likeness {
    /// All of them, by number.
    pub(crate) const ALL: [Self; 7] =
        [Self::Different, Self::Similar, Self::Part, Self::Sound, Self::Near, Self::Equivalent, Self::Same];
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
    /// The level of agreement. The limits hold chance agreement of two different names near one in four hundred for
    /// `Similar`, one in twelve hundred for `Sound` and one in two thousand for `Near`; measured by `examples/spellings.rs`.
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

const VOWELLED: Limits = Limits { same: 10, near: 26, sound: 31, similar: 41 };
const UNVOWELLED: Limits = Limits { same: 13, near: 22, sound: 27, similar: 35 };

const fn is_vowel(sound: u8) -> bool {
    matches!(sound, b'a' | b'i' | b'u')
}

const fn weight_of(sound: u8) -> u16 {
    if is_vowel(sound) { VOWEL } else { WHOLE }
}

/// Where a sound stands, as far as it matters to whether spellings leave it out.
#[derive(Clone, Copy)]
enum Place {
    First,
    Last,
    /// A vowel beside another, a consonant between two.
    Open,
    /// A consonant after a vowel and before a consonant.
    Closing,
    Inner,
}

impl Place {
    const ALL: [Self; 5] = [Self::First, Self::Last, Self::Open, Self::Closing, Self::Inner];

    /// The place of a sound that is neither first nor last.
    fn between(sound: u8, before: u8, after: u8) -> Self {
        match (is_vowel(sound), is_vowel(before), is_vowel(after)) {
            (true, true, _) | (true, _, true) | (false, true, true) => Self::Open,
            (false, true, false) => Self::Closing,
            _ => Self::Inner,
        }
    }
}

/// What leaving a sound out costs. Against a script that leaves short vowels out a vowel costs little; the last one is
/// mostly long, and written.
#[expect(clippy::match_same_arms, reason = "a table of sounds is read sound by sound")]
const fn gap(sound: u8, here: Place, other_unvowelled: bool) -> u16 {
    match (sound, here) {
        (b'a' | b'i' | b'u', Place::First) if other_unvowelled => 4,
        (b'a' | b'i' | b'u', Place::Last) if other_unvowelled => 9,
        (b'a' | b'i' | b'u', _) if other_unvowelled => 6,
        (b'a', Place::First) => 7,
        (b'a', Place::Last) => 15,
        (b'a', _) => 9,
        (b'i', Place::First) => 21,
        (b'i', Place::Open) => 9,
        (b'i', _) => 15,
        (b'u', Place::Last) => 21,
        (b'u', Place::Inner) => 11,
        (b'u', _) => 15,
        (b'h', Place::Last) => 6,
        (b'h', Place::First | Place::Open) => 18,
        (b'h', _) => 12,
        (b'l', Place::Open | Place::Closing) => 14,
        (b'r', Place::Last) => 20,
        (b's', Place::Last) => 14,
        (b't', Place::First | Place::Last) => 20,
        (b't', Place::Closing) => 10,
        (b'd', Place::Last) => 26,
        (b'd', Place::Closing) => 20,
        _ => WHOLE,
    }
}

/// The same, looked up: by whether the other is written without vowels, by sound and by [`Place`].
static GAPS: [[[u16; Place::ALL.len()]; 128]; 2] = gap_table();

const fn gap_table() -> [[[u16; Place::ALL.len()]; 128]; 2] {
    let mut table = [[[0; Place::ALL.len()]; 128]; 2];
    let mut sound = 0;
    while sound < 128 {
        let mut place = 0;
        while place < Place::ALL.len() {
            table[0][sound][place] = gap(sound as u8, Place::ALL[place], false);
            table[1][sound][place] = gap(sound as u8, Place::ALL[place], true);
            place += 1;
        }
        sound += 1;
    }
    table
}

/// An s after a t: ts is one sound in many alphabets.
const GAP_S_AFTER_T: u16 = 14;

/// What leaving each sound out costs.
fn gaps(sounds: &[u8], other_unvowelled: bool) -> [u16; LONGEST_READING] {
    let table = &GAPS[usize::from(other_unvowelled)];
    let mut gaps = [0; LONGEST_READING];
    let mut before = None;
    for (place, (cost, &sound)) in gaps.iter_mut().zip(sounds).enumerate() {
        let here = match (before, sounds.get(place + 1)) {
            (None, _) => Place::First,
            (_, None) => Place::Last,
            (Some(before), Some(after)) => Place::between(sound, before, *after),
        };
        *cost = table.get(usize::from(sound)).map_or(WHOLE, |by_place| by_place[here as usize]);
        if sound == b's' && before == Some(b't') {
            *cost = GAP_S_AFTER_T;
        }
        before = Some(sound);
    }
    gaps
}

/// Pairs of sounds that spellings confuse, and what that costs.
const CONFUSED: [(u8, u8, u16); 42] = [
    (b'a', b'i', 15),
    (b'a', b'u', 19),
    (b'b', b'p', 3),
    (b'b', b'u', 20),
    (b'b', b'v', 14),
    (b'c', b'h', 18),
    (b'c', b'j', 14),
    (b'c', b'k', 18),
    (b'c', b's', 16),
    (b'c', b't', 6),
    (b'c', b'x', 4),
    (b'c', b'z', 20),
    (b'd', b'j', 18),
    (b'd', b's', 24),
    (b'd', b't', 20),
    (b'd', b'z', 14),
    (b'f', b'h', 14),
    (b'f', b'p', 18),
    (b'f', b'u', 14),
    (b'f', b'v', 3),
    (b'g', b'h', 16),
    (b'g', b'j', 12),
    (b'g', b'k', 18),
    (b'h', b'j', 18),
    (b'h', b'k', 20),
    (b'h', b'x', 18),
    (b'i', b'j', 12),
    (b'i', b'n', 20),
    (b'i', b'u', 20),
    (b'j', b's', 20),
    (b'j', b'x', 14),
    (b'j', b'z', 12),
    (b'k', b's', 24),
    (b'k', b'x', 22),
    (b'l', b'r', 26),
    (b'm', b'n', 18),
    (b's', b't', 24),
    (b's', b'x', 8),
    (b's', b'z', 8),
    (b't', b'z', 18),
    (b'u', b'v', 8),
    (b'x', b'z', 18),
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

/// What putting one sound for another costs, by the row of [`SWAP`] for the one.
fn swap(row: Option<&[u16; 26]>, one: u8, other: u8) -> u16 {
    if one == other {
        return 0;
    }
    row.and_then(|row| row.get(usize::from(other.wrapping_sub(b'a')))).copied().unwrap_or(WHOLE)
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

/// A cost that no alignment of the two is below: what the cheapest sound of a family costs that is left out, or put for
/// one of another family, which is then too many there.
fn least_cost(one: &Reading, other: &Reading) -> u16 {
    let (ones, others) = (one.families(), other.families());
    let apart = |family: usize| u16::from(ones[family].abs_diff(others[family]));
    apart(0) * 14 + apart(1) * 16 + apart(2) * 8 + apart(3) * 6
}

/// The cost of the cheapest alignment, or `u16::MAX` as soon as it is sure to be above the limit.
fn align(one: &Reading, other: &Reading, limit: u16) -> u16 {
    let (left, right) = (one.sounds(), other.sounds());
    let left_gaps = gaps(left, other.is_unvowelled());
    let right_gaps = gaps(right, one.is_unvowelled());
    // Three rows of the table: the one before the last, the last, and the one that is being filled.
    let mut rows = [[0_u16; LONGEST_READING + 1]; 3];
    let [mut earlier, mut before, mut now] = rows.each_mut();
    for (place, gap) in right_gaps.iter().enumerate().take(right.len()) {
        before[place + 1] = before[place] + gap;
    }
    let (mut lowest_before, mut here_before) = (0, 0);
    for (&here, &gap_here) in left.iter().zip(&left_gaps) {
        let swaps = SWAP.get(usize::from(here.wrapping_sub(b'a')));
        now[0] = before[0] + gap_here;
        let (mut lowest, mut cost_before, mut there_before) = (now[0], now[0], 0);
        for (column, (&there, &gap_there)) in right.iter().zip(&right_gaps).enumerate() {
            let mut cost = before[column] + swap(swaps, here, there);
            cost = cost.min(before[column + 1] + gap_here);
            cost = cost.min(cost_before + gap_there);
            // Two letters typed in the wrong order (Damerau 1964) are one slip. No sound is nought, which stands before
            // the first.
            if column > 0 && here == there_before && there == here_before {
                let slip = EXCHANGE[usize::from(!is_vowel(here) && !is_vowel(there))];
                cost = cost.min(earlier[column - 1] + slip);
            }
            now[column + 1] = cost;
            lowest = lowest.min(cost);
            (cost_before, there_before) = (cost, there);
        }
        // Costs never fall along an alignment, and an exchange of letters reaches back one row.
        if lowest.min(lowest_before) > limit {
            return u16::MAX;
        }
        (lowest_before, here_before) = (lowest, here);
        (earlier, before, now) = (before, now, earlier);
    }
    before[right.len()]
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
            best = best.max(Distance { cost, weight, unvowelled }.likeness());
            if best == Likeness::Same {
                return best;
            }
        }
    }
    best
}
