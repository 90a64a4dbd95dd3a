//! A register that is asked while it grows: who is like the person at the desk?
//!
//! Queries take `&self`, writes `&mut self`: a lock around the index gives every query one state of the register, and what
//! was inserted before it is in it. Whoever must never be found is simply not inserted.

mod postings;
mod query;

use std::{
    collections::{BTreeSet, HashMap},
    hash::Hash,
};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

pub use postings::MOST_RECORDS;
pub use query::{Candidate, Query};

use crate::{
    block::{KeyParts, beginning_keys},
    canonical::Reading,
    frequency::Frequencies,
    model::Model,
    people::{FAMILY, GIVEN, PATRONYMIC, People, Person},
    schema::Schema,
};
use postings::{Postings, entry};

/// After so many new entries a merge is worth its time: about three thousand people.
const MERGE_AFTER: usize = 100_000;

/// An index over the records of a register, each with an id of the caller's.
#[derive(Clone, Debug)]
pub struct Index<Id> {
    people: People,
    frequencies: Frequencies,
    model: Model,
    ids: Vec<Option<Id>>,
    numbers: HashMap<Id, u32>,
    postings: Postings,
    /// Readings of names and of their words, in alphabetical order, for what is typed so far.
    sounds: BTreeSet<(Reading, u32)>,
    /// The records with each name.
    holders: Vec<Vec<u32>>,
    /// Names by skeleton.
    by_skeleton: FxHashMap<u64, Vec<u32>>,
    /// Names by group of equivalent names.
    by_group: FxHashMap<u16, Vec<u32>>,
    /// How many records use each value, by column.
    value_uses: Vec<Vec<u32>>,
    /// Records taken away since the last merge.
    gone: FxHashSet<u32>,
    /// Numbers of records that may be given again.
    free: Vec<u32>,
    telling: Vec<bool>,
}

impl<Id: Copy + Eq + Hash + Sync> Index<Id> {
    /// An empty index with the parameters Hamn ships.
    pub fn new(schema: Schema) -> Self {
        let telling = vec![true; schema.columns().len()];
        Self {
            model: Model::shipped(schema.fields()),
            frequencies: Frequencies::shipped(&schema),
            value_uses: vec![Vec::new(); schema.columns().len()],
            people: People::new(schema),
            ids: Vec::new(),
            numbers: HashMap::new(),
            postings: Postings::default(),
            sounds: BTreeSet::new(),
            holders: Vec::new(),
            by_skeleton: FxHashMap::default(),
            by_group: FxHashMap::default(),
            gone: FxHashSet::default(),
            free: Vec::new(),
            telling,
        }
    }

    /// An index over many records at once; a later record with the id of an earlier one replaces it.
    pub fn build<'a>(schema: Schema, records: impl IntoIterator<Item = (Id, Person<'a>)>) -> Self {
        let mut index = Self::new(schema);
        for (id, person) in records {
            index.remove(id);
            index.store(id, &person);
        }
        index.frequencies = Frequencies::shipped(index.schema()).counted(&index.people);
        let count = u32::try_from(index.people.len()).unwrap_or(u32::MAX);
        let entries = (0..count)
            .into_par_iter()
            .filter(|record| index.ids[*record as usize].is_some())
            .fold(Vec::new, |mut entries, record| {
                index.keys_of(record, |key| entries.push(entry(key, record)));
                entries
            })
            .reduce(Vec::new, |mut entries, mut more| {
                entries.append(&mut more);
                entries
            });
        index.postings = Postings::of(entries);
        index.gone.clear();
        index
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// What the records are compared on.
    pub fn schema(&self) -> &Schema {
        self.people.schema()
    }

    /// Takes a record in, or replaces the one with this id. The next query finds it. False if the index is full
    /// ([`MOST_RECORDS`]): the record is then not in it.
    pub fn insert(&mut self, id: Id, person: &Person<'_>) -> bool {
        self.remove(id);
        let Some(record) = self.store(id, person) else { return false };
        self.frequencies.add(&self.people, record);
        let mut keys = Vec::new();
        self.keys_of(record, |key| keys.push(key));
        for key in keys {
            self.postings.add(key, record);
        }
        true
    }

    /// Takes a record away. It is found no more at once; its keys and spellings go with the next [`merge`](Self::merge).
    pub fn remove(&mut self, id: Id) -> bool {
        let Some(record) = self.numbers.remove(&id) else { return false };
        self.ids[record as usize] = None;
        self.frequencies.remove(&self.people, record);
        for name in self.people.row(record).names {
            if let Some(holders) = self.holders.get_mut(name as usize) {
                holders.retain(|holder| *holder != record);
            }
        }
        for (column, value) in self.people.values(record).iter().enumerate() {
            if let Some(uses) = self.value_uses[column].get_mut(*value as usize) {
                *uses -= 1;
            }
        }
        self.people.erase(record);
        self.gone.insert(record);
        true
    }

    /// Whether enough has changed that a merge is worth its time.
    pub fn wants_merge(&self) -> bool {
        self.postings.recent() > MERGE_AFTER || !self.gone.is_empty()
    }

    /// Brings new entries into the sorted list and removes every key, name and value of the records that were taken away.
    /// Takes a tenth of a second a million people.
    pub fn merge(&mut self) {
        self.postings.merge(&self.gone);
        self.free.extend(self.gone.drain());
        self.free.sort_unstable();
        let names: FxHashSet<u32> = (0..)
            .zip(&self.holders)
            .filter(|(_, holders)| holders.is_empty())
            .map(|(name, _)| name)
            .collect();
        let unused = |uses: &[u32]| -> FxHashSet<u32> {
            (0..).zip(uses).filter(|(_, uses)| **uses == 0).map(|(number, _)| number).collect()
        };
        self.sounds.retain(|(_, name)| !names.contains(name));
        for known in self.by_skeleton.values_mut().chain(self.by_group.values_mut()) {
            known.retain(|name| !names.contains(name));
        }
        self.by_skeleton.retain(|_, known| !known.is_empty());
        self.people.forget_names(&names);
        for (column, uses) in self.value_uses.iter().enumerate() {
            self.people.forget_values(column, &unused(uses));
        }
    }

    fn store(&mut self, id: Id, person: &Person<'_>) -> Option<u32> {
        let record = match self.free.pop() {
            Some(record) => {
                self.people.replace(record, person);
                record
            }
            None if self.people.len() >= MOST_RECORDS as usize => return None,
            None => self.people.push(person),
        };
        let place = record as usize;
        if place >= self.ids.len() {
            self.ids.resize(place + 1, None);
        }
        self.ids[place] = Some(id);
        self.numbers.insert(id, record);
        let count_use = |uses: &mut Vec<u32>, number: u32| {
            let place = number as usize;
            if place >= uses.len() {
                uses.resize(place + 1, 0);
            }
            uses[place] += 1;
        };
        for name in self.people.row(record).names {
            self.hold(name, record);
        }
        for (column, value) in self.people.values(record).iter().enumerate() {
            if *value != crate::values::NO_VALUE {
                count_use(&mut self.value_uses[column], *value);
            }
        }
        Some(record)
    }

    /// Notes that a record has a name, and how the name is found if it is new.
    fn hold(&mut self, name: u32, record: u32) {
        let Some(form) = self.people.names().form(name) else { return };
        let place = name as usize;
        if place >= self.holders.len() {
            self.holders.resize_with(place + 1, Vec::new);
        }
        if self.holders[place].is_empty() {
            self.sounds.extend(sounds_of(form).map(|reading| (reading, name)));
            for skeleton in form.skeletons.iter() {
                let known = self.by_skeleton.entry(*skeleton).or_default();
                if !known.contains(&name) {
                    known.push(name);
                }
            }
            for group in &form.groups {
                let known = self.by_group.entry(*group).or_default();
                if !known.contains(&name) {
                    known.push(name);
                }
            }
        }
        // A record's names are noted one after another, so if it is there already, it is last.
        if self.holders[place].last() != Some(&record) {
            self.holders[place].push(record);
        }
    }

    fn keys_of(&self, record: u32, mut each: impl FnMut(u64)) {
        let parts = KeyParts::of(&self.people, record, &self.telling);
        let mut keys = Vec::with_capacity(48);
        parts.keys(&mut keys);
        keys.into_iter().for_each(&mut each);
        for (one, other) in [(GIVEN, FAMILY), (GIVEN, PATRONYMIC), (PATRONYMIC, FAMILY)] {
            if let (Some(one), Some(other)) = (parts.names[one], parts.names[other]) {
                beginning_keys(one, other, &mut each);
            }
        }
    }
}

/// The readings under which a name is found while it is typed: its own and those of its words.
fn sounds_of(form: &crate::names::Form) -> impl Iterator<Item = Reading> + '_ {
    let readings = form.readings.iter().chain(form.words.iter().flatten());
    readings.flat_map(|reading| std::iter::once(*reading).chain(reading.bare()))
}
