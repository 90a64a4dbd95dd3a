//! Asking: from what was typed so far to ranked candidates with their reasons.

use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    birth::{Birth, BirthLevel},
    block::{KeyParts, beginning_keys},
    canonical::canonical,
    compare::{Agreement, Comparer, Level, MISSING, Memory, name_level},
    explain::{Grade, Waterfall},
    index::Index,
    model::Judgement,
    names::{Form, NO_NAME},
    people::{FAMILY, GIVEN, PATRONYMIC, Sex, View},
    schema::Field,
    shipped,
    spelling::Likeness,
    values::Value,
};

/// How many words of a name are looked at.
const MOST_WORDS: usize = 4;
/// Of how many names that are like a typed one it is asked how like they are, to learn how common the typed one is; the
/// commonest first, so what is left out counts little.
const MOST_WEIGHED: usize = 100;
/// How many names that begin as typed are looked at for a word.
const MOST_NAMES: usize = 600;
/// How many records are looked through for what was typed, and for one key.
const MOST_LOOKED_AT: usize = 3_000;
/// How many of them are compared in full.
const MOST_COMPARED: usize = 120;
/// Which part of the people a desk asks for is expected to be known already, in a register that has existed for a while.
const EXPECTED_KNOWN: f64 = 0.25;
/// How many relatives of theirs are expected in it.
const EXPECTED_RELATIVES: f64 = 1.0;
/// A register of so few people is half of one that has existed for a while.
const YOUNG_REGISTER: f64 = 20.0;

/// What was typed so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Query<'a> {
    /// Names or their beginnings, in any order and script.
    pub names: &'a str,
    /// The birth date, or as much of it as was typed.
    pub birth: Birth,
    /// Sex.
    pub sex: Sex,
    /// Values of the schema's columns, in that order.
    pub values: &'a [&'a str],
}

/// Somebody in the register who may be meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate<Id> {
    /// The record's id.
    pub id: Id,
    /// The probability that it is the person.
    pub probability: f64,
    /// The same as a word.
    pub grade: Grade,
    /// Why.
    pub waterfall: Waterfall,
}

/// A word of the typed name.
struct Word {
    form: Form,
    /// Stored names that begin with it.
    begins: FxHashSet<u32>,
    /// Stored names that have its skeleton or are a form of it.
    alike: FxHashSet<u32>,
    /// How many records have a name that sounds the same, and how many one that sounds alike, in whatever field.
    holders: [u32; 2],
}

/// How well typed words, by their place, agree with stored names.
type Known = FxHashMap<(usize, u32), Likeness>;

impl<Id: Copy + Eq + Hash + Sync> Index<Id> {
    /// The records that are most likely meant, at most `limit`, the likeliest first. The order of equals is that of the
    /// records, so that the same question has the same answer.
    pub fn query(&self, query: &Query<'_>, limit: usize) -> Vec<Candidate<Id>> {
        let mut words = self.words(query.names);
        let mut known = Known::default();
        for (number, word) in words.iter_mut().enumerate() {
            word.holders = self.holders_like(number, word, &mut known);
        }
        let values: Vec<Option<Value>> = self
            .schema()
            .columns()
            .iter()
            .enumerate()
            .map(|(column, kind)| Value::new(kind.kind, query.values.get(column)?))
            .collect();
        let records = self.records(query, &words, &values);
        let asked = View::asked(&self.people, [None; 3], query.birth, query.sex, &values);
        let comparer = Comparer::new(self.schema().fields(), &self.frequencies);
        let mut memory = Memory::none();
        let model = self.model.with_shares(self.expected_relations());
        let mut judged: Vec<(Judgement, Agreement, u32)> = records
            .into_iter()
            .map(|record| {
                let mut agreement = comparer.compare(&asked, &self.people.view(record), &mut memory);
                self.compare_words(&words, record, &mut agreement, &mut known);
                (model.judge(&agreement), agreement, record)
            })
            .collect();
        judged.sort_by(|one, other| other.0.weight.total_cmp(&one.0.weight).then(one.2.cmp(&other.2)));
        judged.truncate(limit);
        judged
            .into_iter()
            .filter_map(|(judgement, agreement, record)| {
                Some(Candidate {
                    id: self.ids[record as usize]?,
                    probability: judgement.probability(),
                    grade: Grade::of(&judgement),
                    waterfall: Waterfall::of(&model, &agreement, 0.0),
                })
            })
            .collect()
    }

    /// How many records are expected to be of the person at the desk, of relatives, and of strangers of either kind: what
    /// is known before anything is told. The larger the register, the more strangers for one record of the person.
    fn expected_relations(&self) -> [f64; 4] {
        let count = (self.len() as f64).max(1.0);
        let age = count / (count + YOUNG_REGISTER);
        let of_one_kind = shipped::strangers_of_one_kind();
        [EXPECTED_KNOWN * age, EXPECTED_RELATIVES * age, count * of_one_kind, count * (1.0 - of_one_kind)]
    }

    fn words(&self, typed: &str) -> Vec<Word> {
        let words = canonical(typed).words;
        let several = words.len() > 1;
        words
            .into_iter()
            // One letter begins too many names to tell anything.
            .filter(|word| several || word.chars().count() > 1)
            .filter_map(|word| Form::new(&word))
            .take(MOST_WORDS)
            .map(|form| Word {
                begins: self.names_beginning(&form),
                alike: self.names_alike(&form),
                form,
                holders: [0; 2],
            })
            .collect()
    }

    /// How many records have a name that agrees as well with a typed word as the names do that are found for it. That is
    /// what strangers are expected by: not by the one spelling, nor by the one field that a candidate has it in. A family
    /// name that somebody was given as a first name is rare there, and still common.
    fn holders_like(&self, number: usize, word: &Word, known: &mut Known) -> [u32; 2] {
        let mut names: Vec<(usize, u32)> =
            word.alike.iter().map(|name| (self.holders[*name as usize].len(), *name)).collect();
        names.sort_unstable_by_key(|(holders, name)| (std::cmp::Reverse(*holders), *name));
        let mut sums = [0; 2];
        for (holders, name) in names.into_iter().take(MOST_WEIGHED) {
            let Some(likeness) = self.likeness(number, word, name, known) else { continue };
            let holders = u32::try_from(holders).unwrap_or(u32::MAX);
            sums[0] += if likeness == Likeness::Same { holders } else { 0 };
            sums[1] += if likeness >= Likeness::Sound { holders } else { 0 };
        }
        sums
    }

    /// How well a typed word agrees with a stored name.
    fn likeness(&self, number: usize, word: &Word, name: u32, known: &mut Known) -> Option<Likeness> {
        let form = self.people.names().form(name).filter(|_| name != NO_NAME)?;
        Some(*known.entry((number, name)).or_insert_with(|| {
            let whole = word.form.likeness(form);
            // What is typed may not be typed to the end.
            if word.begins.contains(&name) { whole.max(Likeness::Near) } else { whole }
        }))
    }

    /// Stored names with the same skeleton, or of the same group of equivalent names.
    fn names_alike(&self, form: &Form) -> FxHashSet<u32> {
        let skeletons = form.skeletons.iter().filter_map(|skeleton| self.by_skeleton.get(skeleton));
        let groups = form.groups.iter().filter_map(|group| self.by_group.get(group));
        skeletons.chain(groups).flatten().copied().collect()
    }

    /// Stored names that sound as if they began with what was typed.
    fn names_beginning(&self, form: &Form) -> FxHashSet<u32> {
        let mut names = FxHashSet::default();
        for typed in &form.readings {
            let bare = typed.bare().filter(|bare| bare.sounds().len() > 3);
            for (start, across) in [(Some(*typed), false), (bare, true)] {
                let Some(start) = start else { continue };
                let from = self.sounds.range((start.least(), 0)..);
                let same = from.take_while(|(reading, _)| reading.sounds().starts_with(start.sounds()));
                for (_, name) in same {
                    if names.len() == MOST_NAMES {
                        return names;
                    }
                    let stored = self.people.names().form(*name);
                    // Without vowels, only what is written without vowels on one side and with them on the other.
                    let unvowelled = stored.is_some_and(|form| {
                        form.readings.iter().any(super::super::canonical::Reading::is_unvowelled)
                    });
                    if !across || unvowelled != typed.is_unvowelled() {
                        names.insert(*name);
                    }
                }
            }
        }
        names
    }

    /// The records worth comparing, at most [`MOST_COMPARED`], in ascending order.
    fn records(&self, query: &Query<'_>, words: &[Word], values: &[Option<Value>]) -> Vec<u32> {
        let mut points: FxHashMap<u32, i32> = FxHashMap::default();
        let names = match words {
            [] => [None; 3],
            [one] => [Some(&one.form), None, None],
            [one, other] => [Some(&one.form), None, Some(&other.form)],
            [one, middle, other, ..] => [Some(&one.form), Some(&middle.form), Some(&other.form)],
        };
        let values = values.iter().zip(self.schema().columns()).enumerate();
        let values = values
            .filter_map(|(number, (value, column))| Some((column.kind, number, value.as_ref()?.identity())))
            .collect();
        let mut keys = Vec::new();
        KeyParts { names, birth: query.birth, values }.keys(&mut keys);
        for key in keys {
            for record in self.postings.records(key).take(MOST_LOOKED_AT / 4) {
                *points.entry(record).or_default() += 3;
            }
        }
        // What is not typed to its end still begins the names of those who are meant, two at a time.
        for (place, one) in words.iter().enumerate() {
            for other in &words[place + 1..] {
                beginning_keys(&one.form, &other.form, |key| {
                    for record in self.postings.records(key).take(MOST_LOOKED_AT / 2) {
                        points.entry(record).or_default();
                    }
                });
            }
        }
        // The rarest word leads; the others are looked for in the records it leads to.
        let mut order: Vec<(usize, Vec<u32>)> = words
            .iter()
            .map(|word| {
                let mut names: Vec<u32> = word.alike.union(&word.begins).copied().collect();
                // What is typed to the end before what is not, and common names before rare ones: if there is too much
                // to look through, that is what is most likely meant.
                names.sort_unstable_by_key(|name| {
                    (!word.alike.contains(name), std::cmp::Reverse(self.holders[*name as usize].len()), *name)
                });
                (names.iter().map(|name| self.holders[*name as usize].len()).sum(), names)
            })
            .collect();
        order.sort_by_key(|(holders, _)| *holders);
        // What keys led to is looked through already.
        let mut left = MOST_LOOKED_AT.saturating_sub(points.len()).max(MOST_LOOKED_AT / 4);
        for record in order.iter().flat_map(|(_, names)| names).flat_map(|name| &self.holders[*name as usize])
        {
            if left == 0 {
                break;
            }
            left -= 1;
            points.entry(*record).or_default();
        }
        // Which words each name may be, a bit for each.
        let mut meant: FxHashMap<u32, u8> = FxHashMap::default();
        for (place, word) in words.iter().enumerate() {
            for name in word.alike.iter().chain(&word.begins) {
                *meant.entry(*name).or_default() |= 1 << place;
            }
        }
        let mut found: Vec<(i32, u32)> = points
            .into_iter()
            .map(|(record, points)| (-points - self.promise(query, &meant, record), record))
            .collect();
        // Those taken away since the last merge are few.
        let most = (MOST_COMPARED + self.gone.len()).min(found.len());
        if most < found.len() {
            found.select_nth_unstable(most);
            found.truncate(most);
        }
        found.retain(|(_, record)| self.ids[*record as usize].is_some());
        found.sort_unstable();
        let mut records: Vec<u32> = found.into_iter().take(MOST_COMPARED).map(|(_, record)| record).collect();
        records.sort_unstable();
        records
    }

    /// A quick look at how promising a record is: how many of the typed words its names may be, and the birth date.
    fn promise(&self, query: &Query<'_>, meant: &FxHashMap<u32, u8>, record: u32) -> i32 {
        let row = self.people.row(record);
        let words = row.names.iter().filter_map(|name| meant.get(name)).fold(0, |all, words| all | words);
        let birth = match BirthLevel::of(query.birth, row.birth) {
            BirthLevel::Missing => 0,
            BirthLevel::Same | BirthLevel::SameNewYear => 12,
            BirthLevel::Swapped | BirthLevel::YearOff | BirthLevel::OneDigit | BirthLevel::TwoParts => 8,
            BirthLevel::YearOnly | BirthLevel::NewYearAgainstDay => 7,
            BirthLevel::SameYear => 3,
            BirthLevel::WithinTwo => 1,
            BirthLevel::WithinTen => -2,
            BirthLevel::Apart => -5,
        };
        8 * i32::try_from(words.count_ones()).unwrap_or(0) + birth
    }

    /// What it is worth that a stored name agrees with a typed word.
    fn asked_worth(&self, word: &Word, name: u32, slot: usize) -> [f32; 2] {
        let own = u32::try_from(self.holders[name as usize].len()).unwrap_or(u32::MAX);
        self.frequencies.asked_name(slot, word.holders.map(|holders| holders.max(own)), self.len())
    }

    /// Puts each typed word to the name it agrees with best.
    fn compare_words(&self, words: &[Word], record: u32, agreement: &mut Agreement, known: &mut Known) {
        let Some(place) = self.schema().fields().iter().position(|field| *field == Field::Given) else {
            return;
        };
        let row = self.people.row(record);
        let mut table = [[None; 3]; MOST_WORDS];
        for (number, word) in words.iter().enumerate() {
            for slot in [GIVEN, PATRONYMIC, FAMILY] {
                table[number][slot] = self.likeness(number, word, row.names[slot], known);
            }
        }
        let mut best = (i32::MIN, [None; MOST_WORDS]);
        assign(&table[..words.len()], &mut [None; MOST_WORDS], 0, 0, &mut best);
        let mut levels: [Level; 3] = [MISSING; 3];
        for (number, slot) in best.1.into_iter().enumerate().take(words.len()) {
            let Some(slot) = slot else { continue };
            let (Some(likeness), Some(form)) =
                (table[number][slot], self.people.names().form(row.names[slot]))
            else {
                continue;
            };
            let level = name_level(likeness, words[number].form.script != form.script);
            if levels[slot] >= level {
                continue;
            }
            levels[slot] = level;
            agreement.levels[place + slot] = level;
            if likeness >= Likeness::Sound && !word_is_part(&words[number], form) {
                let worth = self.asked_worth(&words[number], row.names[slot], slot);
                agreement.rarity[place + slot] =
                    if likeness == Likeness::Same { worth[0] } else { 0.8 * worth[1] };
            }
        }
    }
}

/// A typed beginning: the rarity of the whole name is not agreed on yet.
fn word_is_part(word: &Word, form: &Form) -> bool {
    !form.shares_skeleton(&word.form)
}

/// Tries every way of putting words to names, each name once.
fn assign(
    table: &[[Option<Likeness>; 3]],
    slots: &mut [Option<usize>; MOST_WORDS],
    word: usize,
    points: i32,
    best: &mut (i32, [Option<usize>; MOST_WORDS]),
) {
    let Some(row) = table.get(word) else {
        if points > best.0 {
            *best = (points, *slots);
        }
        return;
    };
    for (slot, likeness) in row.iter().enumerate() {
        let Some(likeness) = *likeness else { continue };
        if slots[..word].contains(&Some(slot)) {
            continue;
        }
        slots[word] = Some(slot);
        assign(table, slots, word + 1, points + crate::compare::likeness_points(likeness), best);
    }
    slots[word] = None;
    assign(table, slots, word + 1, points - 4, best);
}
