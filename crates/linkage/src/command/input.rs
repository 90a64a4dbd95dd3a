//! Registers from files.

use std::path::Path;

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use tables::Table;

use crate::{
    birth::Birth,
    bulk::Task,
    command::{CommandError, columns},
    people::{People, Person, Sex},
    schema::{Column, Kind, Schema},
};

/// One or two registers, read.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) people: People,
    /// What each record is called, by number.
    pub(super) ids: Ids,
    pub(super) task: Task,
    /// For the user: which column was taken for what.
    pub(super) understood: Vec<(String, Kind)>,
}

/// What records are called, one after another: a million small texts would take four times the memory.
#[derive(Debug, Default)]
pub(super) struct Ids {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Ids {
    fn push(&mut self, id: &str) {
        self.text.push_str(id);
        self.ends.push(self.text.len());
    }

    /// What a record is called.
    pub(super) fn of(&self, record: u32) -> &str {
        let record = record as usize;
        let start = if record == 0 { 0 } else { self.ends[record - 1] };
        &self.text[start..self.ends[record]]
    }
}

struct File<'a> {
    name: String,
    table: Table<'a>,
    headings: Vec<String>,
    kinds: Vec<Kind>,
}

impl<'a> File<'a> {
    fn open(path: &Path, bytes: &'a [u8], said: &[(String, Kind)]) -> Result<Self, CommandError> {
        let name = path.display().to_string();
        let table =
            Table::open_any(bytes).map_err(|source| CommandError::Table { file: name.clone(), source })?;
        let headings: Vec<String> = table.headings().iter().map(|heading| heading.name.clone()).collect();
        let kinds = columns::kinds(&headings.iter().map(String::as_str).collect::<Vec<_>>(), said)?;
        Ok(Self { name, table, headings, kinds })
    }

    fn has(&self, wanted: &[Kind]) -> bool {
        self.kinds.iter().any(|kind| wanted.contains(kind))
    }

    fn of_kind(&self, wanted: Kind) -> Vec<usize> {
        (0..self.kinds.len()).filter(|place| self.kinds[*place] == wanted).collect()
    }

    /// Where the columns of a schema stand in this file: the same heading, or the only one of the kind.
    fn places(&self, schema: &Schema) -> Vec<Option<usize>> {
        let place = |column: &Column| {
            let same = |heading: &String| heading.eq_ignore_ascii_case(&column.label);
            let named = self.headings.iter().position(same).filter(|place| self.kinds[*place] == column.kind);
            named.or_else(|| match self.of_kind(column.kind).as_slice() {
                [only] => Some(*only),
                _ => None,
            })
        };
        schema.columns().iter().map(place).collect()
    }

    fn read(&mut self, people: &mut People, ids: &mut Ids) -> Result<(), CommandError> {
        let places = self.places(people.schema());
        let mut seen = FxHashSet::default();
        // While the contents of some rows are looked at, the next are read.
        let (mut read, mut next) = (Portion::default(), Portion::default());
        self.fill(&mut read, &places, &mut seen, ids)?;
        while read.records > 0 {
            let (filled, ()) =
                rayon::join(|| self.fill(&mut next, &places, &mut seen, ids), || read.push_to(people));
            filled?;
            std::mem::swap(&mut read, &mut next);
        }
        Ok(())
    }

    /// Reads the next rows, at most [`PORTION`]. `places` are the columns of the schema.
    fn fill(
        &mut self,
        portion: &mut Portion,
        places: &[Option<usize>],
        seen: &mut FxHashSet<u64>,
        ids: &mut Ids,
    ) -> Result<(), CommandError> {
        portion.clear();
        let [given, patronymic, family, full_name, birth, sex, id] = [
            Kind::Given,
            Kind::Patronymic,
            Kind::Family,
            Kind::FullName,
            Kind::BirthDate,
            Kind::Sex,
            Kind::Id,
        ]
        .map(|kind| self.of_kind(kind));
        let width = self.headings.len();
        let column = id.first().map_or(0, |place| place + 1);
        while portion.records < PORTION {
            let row = self
                .table
                .next_row()
                .map_err(|source| CommandError::Table { file: self.name.clone(), source })?;
            let Some(row) = row else { break };
            if row.beyond().is_some() {
                return Err(CommandError::LongRow { file: self.name.clone(), line: row.line(), width });
            }
            let id = match id.as_slice() {
                [] => row.line().to_string(),
                several => several.iter().map(|place| row.cell(*place).text).collect::<Vec<_>>().join(" "),
            };
            if id.is_empty() {
                return Err(CommandError::NoId { file: self.name.clone(), line: row.line(), column });
            }
            if !seen.insert(crate::canonical::fnv_text(&id)) {
                return Err(CommandError::DoubleId { file: self.name.clone(), line: row.line(), column });
            }
            for places in [&given, &patronymic, &family, &full_name, &birth, &sex] {
                portion.push_cell(places.iter().map(|place| row.cell(*place).text));
            }
            for place in places {
                portion.push_cell(place.iter().map(|place| row.cell(*place).text));
            }
            portion.records += 1;
            ids.push(&id);
        }
        Ok(())
    }
}

/// How many records are read before their contents are looked at.
const PORTION: usize = 1 << 16;
/// Given, patronymic, family, full name, birth date, sex: the cells of a record before its values.
const CELLS: usize = 6;

/// Records as they stand in a file, their cells one after another.
#[derive(Default)]
struct Portion {
    text: String,
    /// Where each cell ends.
    ends: Vec<usize>,
    records: usize,
}

impl Portion {
    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.records = 0;
    }

    /// A cell that stands in several columns has its parts joined.
    fn push_cell<'t>(&mut self, parts: impl Iterator<Item = &'t str>) {
        for (place, part) in parts.enumerate() {
            if place > 0 {
                self.text.push(' ');
            }
            self.text.push_str(part);
        }
        self.ends.push(self.text.len());
    }

    fn push_to(&self, people: &mut People) {
        let starts = std::iter::once(&0).chain(&self.ends);
        let cells: Vec<&str> = starts.zip(&self.ends).map(|(start, end)| &self.text[*start..*end]).collect();
        let records: Vec<Person<'_>> = cells
            .par_chunks(CELLS + people.schema().columns().len())
            .map(|cells| Person {
                given: cells[0],
                patronymic: cells[1],
                family: cells[2],
                full_name: cells[3],
                birth: Birth::parse(cells[4]),
                sex: Sex::parse(cells[5]),
                values: &cells[CELLS..],
            })
            .collect();
        people.extend(&records);
    }
}

/// Reads the files of a command.
pub(super) fn read(
    first: &Path,
    second: Option<&Path>,
    said: &[(String, Kind)],
) -> Result<Input, CommandError> {
    let load = |path: &Path| {
        std::fs::read(path).map_err(|source| CommandError::Read { file: path.display().to_string(), source })
    };
    let bytes = load(first)?;
    let mut a = File::open(first, &bytes, said)?;
    let other_bytes = second.map(load).transpose()?;
    let mut b = match (second, &other_bytes) {
        (Some(path), Some(bytes)) => Some(File::open(path, bytes, said)?),
        _ => None,
    };
    let has = |kinds: &[Kind]| a.has(kinds) && b.as_ref().is_none_or(|b| b.has(kinds));
    let columns = (0..a.kinds.len())
        .filter(|place| {
            matches!(
                a.kinds[*place],
                Kind::Place | Kind::Identifier | Kind::Phone | Kind::Text | Kind::Number
            )
        })
        .map(|place| Column { label: a.headings[place].clone(), kind: a.kinds[place] })
        .collect();
    let schema = Schema::new(
        has(&[Kind::Given, Kind::Family, Kind::Patronymic, Kind::FullName]),
        has(&[Kind::BirthDate]),
        has(&[Kind::Sex]),
        columns,
    )?;
    let understood = a.headings.iter().cloned().zip(a.kinds.iter().copied()).collect();
    let mut people = People::new(schema);
    let mut ids = Ids::default();
    a.read(&mut people, &mut ids)?;
    let mut task = Task::Duplicates;
    if let Some(b) = &mut b {
        task = Task::Links { first: u32::try_from(people.len()).unwrap_or(u32::MAX) };
        b.read(&mut people, &mut ids)?;
    }
    people.close();
    Ok(Input { people, ids, task, understood })
}
