//! Who has which key: a sorted list that never changes, and what came since.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// How many bits of an entry name the record; the rest are the upper bits of the key.
const RECORD_BITS: u32 = 24;
const RECORD_MASK: u64 = (1 << RECORD_BITS) - 1;

/// The most records an index holds.
pub const MOST_RECORDS: u32 = (1 << RECORD_BITS) - 1;

/// Postings. Two keys with the same upper forty bits share a list, which costs a comparison now and then.
#[derive(Clone, Debug, Default)]
pub(super) struct Postings {
    /// Sorted.
    base: Vec<u64>,
    recent: FxHashMap<u64, Vec<u32>>,
    recent_count: usize,
}

impl Postings {
    /// Postings of entries made by [`entry`].
    pub(super) fn of(mut entries: Vec<u64>) -> Self {
        entries.par_sort_unstable();
        entries.dedup();
        entries.shrink_to_fit();
        Self { base: entries, recent: FxHashMap::default(), recent_count: 0 }
    }

    pub(super) fn add(&mut self, key: u64, record: u32) {
        self.recent.entry(key & !RECORD_MASK).or_default().push(record);
        self.recent_count += 1;
    }

    /// How many entries came since the last merge.
    pub(super) fn recent(&self) -> usize {
        self.recent_count
    }

    fn base(&self, key: u64) -> &[u64] {
        let key = key & !RECORD_MASK;
        let start = self.base.partition_point(|entry| *entry < key);
        let rest = &self.base[start..];
        // Most lists are short: look near first.
        let mut width = 16;
        while width < rest.len() && rest[width] & !RECORD_MASK == key {
            width *= 4;
        }
        let end = rest[..width.min(rest.len())].partition_point(|entry| entry & !RECORD_MASK == key);
        &rest[..end]
    }

    /// The records that have a key, those taken away since included.
    pub(super) fn records(&self, key: u64) -> impl Iterator<Item = u32> + '_ {
        let recent = self.recent.get(&(key & !RECORD_MASK)).into_iter().flatten().copied();
        self.base(key).iter().map(|entry| (entry & RECORD_MASK) as u32).chain(recent)
    }

    /// Brings what came since into the sorted list, and leaves out every entry of the records that were taken away.
    pub(super) fn merge(&mut self, gone: &FxHashSet<u32>) {
        let recent = std::mem::take(&mut self.recent);
        self.recent_count = 0;
        let stays = |entry: &u64| !gone.contains(&((entry & RECORD_MASK) as u32));
        let mut fresh: Vec<u64> = recent
            .into_iter()
            .flat_map(|(key, records)| records.into_iter().map(move |record| entry(key, record)))
            .filter(stays)
            .collect();
        fresh.sort_unstable();
        fresh.dedup();
        let old = std::mem::take(&mut self.base);
        let mut merged = Vec::with_capacity(old.len() + fresh.len());
        let mut fresh = fresh.into_iter().peekable();
        for entry in old.into_iter().filter(stays) {
            while let Some(before) = fresh.next_if(|fresh| *fresh < entry) {
                merged.push(before);
            }
            merged.push(entry);
        }
        merged.extend(fresh);
        self.base = merged;
    }
}

/// A key and a record in one number.
pub(super) fn entry(key: u64, record: u32) -> u64 {
    (key & !RECORD_MASK) | u64::from(record)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_away_leaves_no_entry() {
        let (one, other) = (1 << 40, 1 << 41);
        let mut postings = Postings::of(vec![entry(one, 3), entry(one, 5), entry(other, 3)]);
        postings.add(one, 4);
        postings.add(other, 7);
        assert_eq!(postings.records(one).collect::<Vec<_>>(), [3, 5, 4]);
        postings.merge(&FxHashSet::from_iter([3, 7]));
        assert_eq!(postings.records(one).collect::<Vec<_>>(), [4, 5]);
        assert_eq!(postings.records(other).count(), 0);
        assert_eq!(postings.base.len(), 2);
    }
}
