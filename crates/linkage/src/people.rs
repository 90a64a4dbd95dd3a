//! A register, laid out flat: one small row a record, every spelling once.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::{
    birth::Birth,
    letters::plain,
    names::{Form, NO_NAME, NamePool},
    schema::{Kind, Schema},
    values::{Value, ValuePool},
};

/// Sex as it was told; only equality matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Sex {
    /// Not told.
    #[default]
    Unknown,
    /// Female.
    Female,
    /// Male.
    Male,
    /// Anything else.
    Other,
}

impl Sex {
    /// Reads the usual words and codes of English, Swedish, Ukrainian and Russian.
    pub fn parse(text: &str) -> Self {
        // Nearly always it is written as it stands here, and need not be made plain.
        Self::of_word(text).or_else(|| Self::of_word(&plain(text))).unwrap_or(Self::Other)
    }

    fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "" | "unknown" | "okand" | "u" | "nan" | "none" | "null" | "-" => Self::Unknown,
            "f" | "female" | "woman" | "k" | "kvinna" | "flicka" | "girl" | "ж" | "жінка" | "женщина"
            | "w" | "2" => Self::Female,
            "m" | "male" | "man" | "pojke" | "boy" | "ч" | "м" | "чоловік" | "мужчина" | "1" => {
                Self::Male
            }
            _ => return None,
        })
    }
}

/// The place of each name in a row.
pub const GIVEN: usize = 0;
/// The patronymic or middle name.
pub const PATRONYMIC: usize = 1;
/// The family name.
pub const FAMILY: usize = 2;

/// A record as somebody typed it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person<'a> {
    /// Given names. Spellings of the same name may be parted by `/`.
    pub given: &'a str,
    /// The patronymic, middle, father's or grandfather's name.
    pub patronymic: &'a str,
    /// The family name.
    pub family: &'a str,
    /// All names at once; looked at only if the three fields above are empty.
    pub full_name: &'a str,
    /// The birth date.
    pub birth: Birth,
    /// Sex.
    pub sex: Sex,
    /// The values of [`Schema::columns`], in that order; missing ones at the end may be left out.
    pub values: &'a [&'a str],
}

impl<'a> Person<'a> {
    /// Given, patronymic and family name. A full name is divided: the last word is the family name, unless a comma says
    /// that the first part is.
    pub(crate) fn names(&self) -> [std::borrow::Cow<'a, str>; 3] {
        let parts = [self.given, self.patronymic, self.family];
        if parts.iter().any(|part| !part.trim().is_empty()) {
            return parts.map(Into::into);
        }
        if let Some((family, rest)) = self.full_name.split_once(',') {
            let mut words = rest.split_whitespace();
            let given = words.next().unwrap_or_default();
            return [given.into(), words.collect::<Vec<_>>().join(" ").into(), family.into()];
        }
        let words: Vec<&str> = self.full_name.split_whitespace().take(16).collect();
        match words.as_slice() {
            [] => ["".into(), "".into(), "".into()],
            [one] => [(*one).into(), "".into(), "".into()],
            [given, middle @ .., family] => [(*given).into(), middle.join(" ").into(), (*family).into()],
        }
    }
}

/// A row: what is compared, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Given, patronymic and family name.
    pub names: [u32; 3],
    /// The birth date.
    pub birth: Birth,
    /// Sex.
    pub sex: Sex,
}

/// A register.
#[derive(Clone, Debug)]
pub struct People {
    schema: Schema,
    names: NamePool,
    pools: Vec<ValuePool>,
    rows: Vec<Row>,
    values: Vec<u32>,
}

impl People {
    /// An empty register.
    pub fn new(schema: Schema) -> Self {
        let pools = schema.columns().iter().map(|column| ValuePool::new(column.kind)).collect();
        Self { schema, names: NamePool::default(), pools, rows: Vec::new(), values: Vec::new() }
    }

    /// Adds a record and returns its number, counted from 0.
    pub fn push(&mut self, person: &Person<'_>) -> u32 {
        let number = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        let names = if self.schema.has_names() {
            person.names().map(|name| self.names.number(&name))
        } else {
            [NO_NAME; 3]
        };
        self.rows.push(Row { names, birth: person.birth, sex: person.sex });
        for (column, pool) in self.pools.iter_mut().enumerate() {
            self.values.push(pool.number(person.values.get(column).copied().unwrap_or_default()));
        }
        number
    }

    /// Adds records, as if one after another: names and the columns each by themselves, side by side.
    pub fn extend(&mut self, people: &[Person<'_>]) {
        let Self { schema, names, pools, rows, values } = self;
        let mut number_names = || -> Vec<[u32; 3]> {
            let number = |person: &Person<'_>| person.names().map(|name| names.number(&name));
            people.iter().map(number).collect()
        };
        let has_names = schema.has_names();
        let (names, columns) = rayon::join(
            || if has_names { number_names() } else { vec![[NO_NAME; 3]; people.len()] },
            || -> Vec<Vec<u32>> {
                let columns = pools.par_iter_mut().with_max_len(1).enumerate();
                columns
                    .map(|(column, pool)| {
                        let texts = people.iter().map(|person| person.values.get(column).copied());
                        texts.map(|text| pool.number(text.unwrap_or_default())).collect()
                    })
                    .collect()
            },
        );
        let row =
            |(names, person): ([u32; 3], &Person<'_>)| Row { names, birth: person.birth, sex: person.sex };
        rows.extend(names.into_iter().zip(people).map(row));
        values.extend((0..people.len()).flat_map(|place| columns.iter().map(move |column| column[place])));
    }

    /// Takes a record's content away; its number stays and agrees with nothing.
    pub fn erase(&mut self, number: u32) {
        let place = number as usize;
        if let Some(row) = self.rows.get_mut(place) {
            *row = Row { names: [NO_NAME; 3], birth: Birth::UNKNOWN, sex: Sex::Unknown };
            let width = self.pools.len();
            self.values[place * width..(place + 1) * width].fill(crate::values::NO_VALUE);
        }
    }

    /// Puts a record in the place of one that was erased.
    pub(crate) fn replace(&mut self, number: u32, person: &Person<'_>) {
        let names = if self.schema.has_names() {
            person.names().map(|name| self.names.number(&name))
        } else {
            [NO_NAME; 3]
        };
        self.rows[number as usize] = Row { names, birth: person.birth, sex: person.sex };
        let width = self.pools.len();
        for (column, pool) in self.pools.iter_mut().enumerate() {
            let value = pool.number(person.values.get(column).copied().unwrap_or_default());
            self.values[number as usize * width + column] = value;
        }
    }

    /// Lets go of what only adding records needs, a quarter of all memory. No record may be added after that.
    pub(crate) fn close(&mut self) {
        self.names.close();
        self.pools.iter_mut().for_each(ValuePool::close);
    }

    /// Forgets spellings that no record has any more.
    pub(crate) fn forget_names(&mut self, names: &FxHashSet<u32>) {
        self.names.forget(names);
    }

    /// Forgets values that no record has any more.
    pub(crate) fn forget_values(&mut self, column: usize, values: &FxHashSet<u32>) {
        self.pools[column].forget(values);
    }

    /// How many records.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What is compared.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Every spelling of every name.
    pub fn names(&self) -> &NamePool {
        &self.names
    }

    /// The values of a column.
    pub fn pool(&self, column: usize) -> &ValuePool {
        &self.pools[column]
    }

    /// A row.
    pub fn row(&self, number: u32) -> &Row {
        &self.rows[number as usize]
    }

    /// All rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The numbers of a record's values, by column.
    pub fn values(&self, number: u32) -> &[u32] {
        let width = self.pools.len();
        &self.values[number as usize * width..(number as usize + 1) * width]
    }

    /// A record, ready to be compared.
    pub fn view(&self, number: u32) -> View<'_> {
        self.view_of(self.row(number), self.values(number))
    }

    fn view_of<'p>(&'p self, row: &Row, values: &'p [u32]) -> View<'p> {
        View {
            people: self,
            names: row.names.map(|name| self.names.form(name)),
            numbers: row.names,
            birth: row.birth,
            sex: row.sex,
            values: ViewValues::Stored(values),
        }
    }
}

/// A register in the order of birth dates. Records that are compared are mostly born in the same year, so this keeps them
/// near each other in memory; and neighbours in order are neighbours in age. A record is named by its rank.
pub(crate) struct ByBirth<'p> {
    people: &'p People,
    numbers: Vec<u32>,
    rows: Vec<Row>,
    values: Vec<u32>,
    /// By year: the rank of the first who was born later.
    ends: Vec<u32>,
}

impl<'p> ByBirth<'p> {
    pub(crate) fn of(people: &'p People) -> Self {
        let mut numbers: Vec<u32> = (0..u32::try_from(people.len()).unwrap_or(u32::MAX)).collect();
        numbers.par_sort_unstable_by_key(|number| (people.row(*number).birth, *number));
        let (rows, values) = rayon::join(
            || numbers.iter().map(|number| *people.row(*number)).collect(),
            || numbers.iter().flat_map(|number| people.values(*number)).copied().collect(),
        );
        let rows: Vec<Row> = rows;
        let mut ends = Vec::new();
        for (rank, row) in (0_u32..).zip(&rows) {
            ends.resize(usize::from(row.birth.year()).max(ends.len()), rank);
        }
        Self { people, numbers, rows, values, ends }
    }

    pub(crate) fn people(&self) -> &'p People {
        self.people
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The number of the record with this rank.
    pub(crate) fn number(&self, rank: u32) -> u32 {
        self.numbers[rank as usize]
    }

    /// The rank of the first who was born after a year: ranks are compared with it without a look at those who have them.
    pub(crate) fn end_of(&self, year: u16) -> u32 {
        self.ends.get(usize::from(year)).copied().unwrap_or(u32::MAX)
    }

    /// All rows, by rank.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    pub(crate) fn row(&self, rank: u32) -> &Row {
        &self.rows[rank as usize]
    }

    pub(crate) fn values(&self, rank: u32) -> &[u32] {
        let width = self.people.pools.len();
        &self.values[rank as usize * width..(rank as usize + 1) * width]
    }

    pub(crate) fn view(&self, rank: u32) -> View<'_> {
        self.people.view_of(self.row(rank), self.values(rank))
    }
}

/// A record, stored or only asked for, ready to be compared.
#[derive(Clone, Copy, Debug)]
pub struct View<'p> {
    people: &'p People,
    /// Given, patronymic and family name.
    pub names: [Option<&'p Form>; 3],
    /// The numbers of those names; [`NO_NAME`] for those that are not stored.
    pub numbers: [u32; 3],
    /// The birth date.
    pub birth: Birth,
    /// Sex.
    pub sex: Sex,
    values: ViewValues<'p>,
}

#[derive(Clone, Copy, Debug)]
enum ViewValues<'p> {
    Stored(&'p [u32]),
    Asked(&'p [Option<Value>]),
}

impl<'p> View<'p> {
    /// A record that is only asked for.
    pub fn asked(
        people: &'p People,
        names: [Option<&'p Form>; 3],
        birth: Birth,
        sex: Sex,
        values: &'p [Option<Value>],
    ) -> Self {
        Self { people, names, numbers: [NO_NAME; 3], birth, sex, values: ViewValues::Asked(values) }
    }

    /// The value of a column.
    pub fn value(&self, column: usize) -> Option<&'p Value> {
        match self.values {
            ViewValues::Stored(numbers) => self.people.pool(column).value(*numbers.get(column)?),
            ViewValues::Asked(values) => values.get(column)?.as_ref(),
        }
    }

    /// The number of the value of a column, if it is a stored one.
    pub fn value_number(&self, column: usize) -> Option<u32> {
        match self.values {
            ViewValues::Stored(numbers) => numbers.get(column).copied(),
            ViewValues::Asked(_) => None,
        }
    }

    /// What the columns hold.
    pub fn kind(&self, column: usize) -> Kind {
        self.people.pool(column).kind()
    }
}
