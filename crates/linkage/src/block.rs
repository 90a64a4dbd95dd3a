//! Which pairs are worth comparing: those that share a key.
//!
//! A record has about fifteen keys: two names' skeletons in either order, a skeleton with the year, with the day, with a
//! place, the full birth date with the first sound of a name, identifiers, telephone numbers. A pair is compared where the
//! first key it shares stands, so no list of pairs is kept and none is compared twice. A key that too many share is not
//! compared in full but along the birth dates: neighbours in that order only.

use rayon::prelude::*;

use crate::{
    canonical::{FNV_OFFSET, fnv},
    names::Form,
    people::{ByBirth, People},
    schema::Kind,
};

/// The most records of a key that are all compared with each other.
pub(crate) const FULL_BLOCK: usize = 32;
/// How many neighbours along the birth dates are compared in a larger one.
pub(crate) const WINDOW: usize = 5;
/// Birth years that are not further apart may be one year, guessed twice.
const NEAR_YEARS: u16 = 2;
/// Beyond this many a key says nothing.
pub(crate) const LARGEST_BLOCK: usize = 20_000;

/// The keys that records share whose birth years contradict each other: a day and month, an identifier, a telephone.
const AGELESS: [u8; 3] = [3, 5, 6];
/// The bit of a key that says so.
const AGELESS_BIT: u64 = 1 << 63;

fn key(tag: u8, parts: &[u64]) -> u64 {
    let hash =
        parts.iter().fold(fnv(FNV_OFFSET, tag), |hash, part| part.to_le_bytes().into_iter().fold(hash, fnv));
    if AGELESS.contains(&tag) { hash | AGELESS_BIT } else { hash & !AGELESS_BIT }
}

fn unordered(tag: u8, one: u64, other: u64) -> u64 {
    key(tag, &[one.min(other), one.max(other)])
}

/// The keys of two names that are typed not to their ends. Only an index has them.
pub(crate) fn beginning_keys(one: &Form, other: &Form, mut each: impl FnMut(u64)) {
    let others = other.beginnings();
    for one in one.beginnings() {
        for other in &others {
            each(unordered(10, u64::from(one), u64::from(*other)));
        }
    }
}

/// The parts of a record that keys are made of.
pub(crate) struct KeyParts<'p> {
    /// Given, patronymic, family.
    pub(crate) names: [Option<&'p Form>; 3],
    /// The birth date.
    pub(crate) birth: crate::birth::Birth,
    /// The column's kind, its number, and the value's identity.
    pub(crate) values: Vec<(Kind, usize, u64)>,
}

impl<'p> KeyParts<'p> {
    /// The parts of a stored record. `telling` says which columns have values that few share.
    pub(crate) fn of(people: &'p People, number: u32, telling: &[bool]) -> Self {
        let row = people.row(number);
        let values = people
            .values(number)
            .iter()
            .enumerate()
            .filter(|(column, _)| telling[*column])
            .filter_map(|(column, value)| {
                let pool = people.pool(column);
                Some((pool.kind(), column, pool.value(*value)?.identity()))
            })
            .collect();
        Self { names: row.names.map(|name| people.names().form(name)), birth: row.birth, values }
    }

    /// The keys, each once, in ascending order.
    pub(crate) fn keys(&self, keys: &mut Vec<u64>) {
        keys.clear();
        let slots = self.names.map(|name| name.map_or(&[][..], |form| &*form.skeletons));
        for (first, second) in [(0, 2), (0, 1), (1, 2)] {
            for one in slots[first] {
                for other in slots[second] {
                    keys.push(unordered(1, *one, *other));
                }
            }
        }
        let (year, month, day) =
            (u64::from(self.birth.year()), u64::from(self.birth.month()), u64::from(self.birth.day()));
        if self.birth.is_known() {
            for skeleton in slots.into_iter().flatten() {
                keys.push(key(2, &[*skeleton, year]));
            }
        }
        if self.birth.is_full() && !self.birth.is_new_year() {
            for skeleton in slots.into_iter().flatten() {
                keys.push(key(3, &[*skeleton, day.min(month), day.max(month)]));
            }
            let number = u64::from(self.birth.number());
            for reading in self.names.into_iter().flatten().filter_map(|form| form.readings.first()) {
                keys.push(key(4, &[number, u64::from(reading.sounds()[0])]));
            }
            if self.names.iter().all(Option::is_none) {
                keys.push(key(4, &[number]));
            }
        }
        for (kind, column, identity) in &self.values {
            let column = *column as u64;
            match kind {
                Kind::Identifier => keys.push(key(5, &[column, *identity])),
                Kind::Phone => keys.push(key(6, &[column, *identity])),
                _ => {
                    for skeleton in slots[0].iter().chain(slots[2]) {
                        keys.push(key(7, &[column, *identity, *skeleton]));
                    }
                    if !matches!(kind, Kind::Place) && year != 0 {
                        keys.push(key(8, &[column, *identity, year]));
                    }
                    if self.names.iter().all(Option::is_none) {
                        keys.push(key(9, &[column, *identity]));
                    }
                }
            }
        }
        keys.sort_unstable();
        keys.dedup();
    }
}

/// The rank of the first whose birth year contradicts that of an elder: more than two years later, if it is known.
pub(crate) fn near_end(people: &ByBirth<'_>, elder: u32) -> u32 {
    match people.row(elder).birth.year() {
        0 => u32::MAX,
        year => people.end_of(year.saturating_add(NEAR_YEARS)),
    }
}

/// Keys and who shares them. Records go by their rank in the order of birth dates.
pub(crate) struct Blocks {
    /// The records of all blocks, one block after another, each in the order of birth dates.
    members: Vec<u32>,
    /// Where each block begins, and the end of the last.
    starts: Vec<u32>,
    /// Which blocks are of a key that age has no part in.
    ageless: Vec<bool>,
    /// By record: its full blocks, ascending.
    of_record: Vec<u32>,
    record_starts: Vec<u32>,
}

impl Blocks {
    /// The blocks of a register.
    pub(crate) fn of(people: &ByBirth<'_>, telling: &[bool]) -> Self {
        let bits = usize::BITS - people.len().leading_zeros();
        let mask = (1_u64 << bits) - 1;
        let all = u32::try_from(people.len()).unwrap_or(u32::MAX);
        // The upper bits of the key and the record in one number: sorting it groups keys. Two keys with the same upper
        // bits only make a block larger than it need be.
        let mut entries: Vec<u64> = (0..all)
            .into_par_iter()
            .fold(Vec::new, |mut entries, rank| {
                let mut keys = Vec::with_capacity(32);
                KeyParts::of(people.people(), people.number(rank), telling).keys(&mut keys);
                entries.extend(keys.iter().map(|key| (key & !mask) | u64::from(rank)));
                entries
            })
            .reduce(Vec::new, |mut entries, mut more| {
                if entries.is_empty() {
                    return more;
                }
                entries.append(&mut more);
                entries
            });
        entries.par_sort_unstable();
        // Blocks are worked through in the order of their eldest, so that those of a year follow one another.
        let mut blocks: Vec<(u32, &[u64])> = entries
            .chunk_by(|one, other| one & !mask == other & !mask)
            .filter(|block| (2..=LARGEST_BLOCK).contains(&block.len()))
            .map(|block| ((block[0] & mask) as u32, block))
            .collect();
        blocks.par_sort_by_key(|(eldest, _)| *eldest);
        let mut members = Vec::with_capacity(blocks.iter().map(|(_, block)| block.len()).sum());
        let mut starts = vec![0];
        let mut counts = vec![0_u32; people.len() + 1];
        let ageless = blocks.iter().map(|(_, block)| block[0] & AGELESS_BIT != 0).collect();
        for (_, block) in blocks {
            let begin = members.len();
            members.extend(block.iter().map(|entry| (entry & mask) as u32));
            if block.len() <= FULL_BLOCK {
                for record in &members[begin..] {
                    counts[*record as usize + 1] += 1;
                }
            }
            starts.push(members.len() as u32);
        }
        drop(entries);
        for place in 1..counts.len() {
            counts[place] += counts[place - 1];
        }
        let record_starts = counts.clone();
        let mut of_record = vec![0; counts.last().copied().unwrap_or(0) as usize];
        for (block, range) in (0_u32..).zip(starts.windows(2)) {
            let range = range[0] as usize..range[1] as usize;
            if range.len() <= FULL_BLOCK {
                for record in &members[range] {
                    let place = &mut counts[*record as usize];
                    of_record[*place as usize] = block;
                    *place += 1;
                }
            }
        }
        Self { members, starts, ageless, of_record, record_starts }
    }

    /// How many pairs the blocks have at most; a pair that shares several keys is counted for each.
    pub(crate) fn most_pairs(&self) -> u64 {
        let pairs =
            |size: u64| if size > FULL_BLOCK as u64 { size * WINDOW as u64 } else { size * (size - 1) / 2 };
        self.starts.windows(2).map(|range| pairs(u64::from(range[1] - range[0]))).sum()
    }

    /// How many blocks there are.
    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn full_blocks(&self, record: u32) -> &[u32] {
        let record = record as usize;
        &self.of_record[self.record_starts[record] as usize..self.record_starts[record + 1] as usize]
    }

    /// Whether two records share a full block, and if so the first.
    fn first_shared(&self, one: u32, other: u32) -> Option<u32> {
        let (mut ones, mut others) = (self.full_blocks(one), self.full_blocks(other));
        while let (Some(first), Some(second)) = (ones.first(), others.first()) {
            match first.cmp(second) {
                std::cmp::Ordering::Less => ones = &ones[1..],
                std::cmp::Ordering::Greater => others = &others[1..],
                std::cmp::Ordering::Equal => return Some(*first),
            }
        }
        None
    }

    /// The pairs of a block, the elder first. With `of_age`, without those whose birth years are known and more than
    /// two apart, unless age has no part in the key. A pair that shares several keys comes once for each, so whoever looks
    /// at it asks [`Self::is_first`], which takes longer than most reasons to leave a pair out.
    pub(crate) fn pairs(
        &self,
        people: &ByBirth<'_>,
        block: usize,
        of_age: bool,
        mut each: impl FnMut(u32, u32),
    ) {
        let members = self.members(block);
        let reach = if members.len() <= FULL_BLOCK { FULL_BLOCK } else { WINDOW };
        let of_age = of_age && !self.ageless[block];
        for (place, one) in members.iter().enumerate() {
            let end = if of_age { near_end(people, *one) } else { u32::MAX };
            for other in members[place + 1..].iter().take(reach).take_while(|other| **other < end) {
                each(*one, *other);
            }
        }
    }

    /// Whether no earlier block has the pair. Pairs of two large blocks may come twice.
    pub(crate) fn is_first(&self, block: usize, one: u32, other: u32) -> bool {
        let shared = self.first_shared(one, other);
        if self.members(block).len() <= FULL_BLOCK { shared == Some(block as u32) } else { shared.is_none() }
    }

    /// Everybody in some blocks that follow one another.
    pub(crate) fn members_of(&self, blocks: std::ops::Range<usize>) -> &[u32] {
        &self.members[self.starts[blocks.start] as usize..self.starts[blocks.end] as usize]
    }

    fn members(&self, block: usize) -> &[u32] {
        &self.members[self.starts[block] as usize..self.starts[block + 1] as usize]
    }
}
