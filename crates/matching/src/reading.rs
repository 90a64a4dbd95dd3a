//! Reads an instance from its CSV files; every row that cannot be used is named with file, line and column.

use std::{collections::HashMap, fmt};

use tables::{Column, Row, Table};

use crate::model::{Composition, Home, HostCondition, Household, Instance, Kind, Place};

/// The most problems that are kept; the rest are counted.
pub const MOST_SHOWN: usize = 20;

/// Something in a file that must be corrected before the engine can run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as the user named it.
    pub file: String,
    /// The line, from 1; 0 if the whole file is meant.
    pub line: u64,
    /// The column's heading; empty if the whole row or file is meant.
    pub column: String,
    /// What is wrong and what to do.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ", line {}", self.line)?;
        }
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        write!(f, ": {}", self.text)
    }
}

/// Everything that is wrong with the files.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("reading the files: {count} problem(s), nothing was matched; correct them and run again")]
pub struct Problems {
    /// The first [`MOST_SHOWN`].
    pub shown: Vec<Problem>,
    /// How many there are in all.
    pub count: usize,
}

impl Problems {
    fn add(&mut self, file: &str, line: u64, column: &str, text: String) {
        self.count += 1;
        if self.shown.len() < MOST_SHOWN {
            self.shown.push(Problem { file: file.to_owned(), line, column: column.to_owned(), text });
        }
    }
}

/// A file: its name, for messages, and its bytes.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// As the user named it.
    pub name: &'a str,
    /// Its contents, in any encoding that a spreadsheet program writes.
    pub bytes: &'a [u8],
}

const fn must(name: &'static str) -> Column {
    Column { name, also: &[], required: true }
}

const fn may(name: &'static str) -> Column {
    Column { name, also: &[], required: false }
}

const PLACES: &[Column] =
    &[must("id"), must("county"), must("x"), must("y"), must("comm"), must("schoolq"), must("school")];

const HOUSEHOLDS: &[Column] = &[
    must("id"),
    must("size"),
    may("adults"),
    must("kids"),
    must("skids"),
    must("comp"),
    must("wheel"),
    must("pets"),
    must("smoke"),
    must("allergy"),
    must("lang"),
    must("prot"),
    must("wneed"),
    may("home"),
    must("rel"),
    must("danger"),
    must("counties"),
    must("arrive"),
    must("latest"),
    must("stay"),
    may("prio"),
    must("pk0"),
    must("pk1"),
    must("pk2"),
    must("pk3"),
    must("group"),
    must("anchor"),
    must("maxkm"),
    must("maxslack"),
    may("priority"),
    may("lockable"),
    may("youngest"),
];

const HOMES: &[Column] = &[
    must("id"),
    must("kind"),
    must("place"),
    must("rooms"),
    must("beds"),
    must("excl"),
    must("bpr"),
    must("acc"),
    must("petok"),
    must("haspet"),
    must("smokeok"),
    must("vet"),
    must("hpref"),
    must("lang"),
    must("langreq"),
    must("start"),
    must("end"),
    must("cost"),
    may("lockable"),
    may("lowest_age"),
];

const CURRENT: &[Column] = &[must("household"), must("home")];

/// The largest distance that means a limit; from here on a household can go anywhere.
const NO_LIMIT_KM: i64 = 9999;

/// One row under reading: parses cells and notes what is wrong with them.
struct Cells<'a, 'r> {
    file: &'a str,
    row: Row<'r>,
    problems: &'a mut Problems,
}

impl Cells<'_, '_> {
    fn number(&mut self, column: usize, least: i64, most: i64, absent: Option<i64>) -> i64 {
        let cell = self.row.cell(column);
        let name = cell.heading.map_or("", |heading| heading.name.as_str());
        if cell.text.is_empty()
            && let Some(absent) = absent
        {
            return absent;
        }
        match cell.text.parse::<i64>() {
            Ok(number) if (least..=most).contains(&number) => number,
            _ => {
                let shown: String = cell.text.chars().take(40).collect();
                let text = format!("“{shown}” is no whole number from {least} to {most}; correct the cell");
                self.problems.add(self.file, self.row.line(), name, text);
                least
            }
        }
    }

    fn small(&mut self, column: usize, least: u8, most: u8) -> u8 {
        u8::try_from(self.number(column, i64::from(least), i64::from(most), None)).unwrap_or(least)
    }

    fn integer(&mut self, column: usize, least: i32, most: i32) -> i32 {
        i32::try_from(self.number(column, i64::from(least), i64::from(most), None)).unwrap_or(least)
    }

    fn bits(&mut self, column: usize) -> u32 {
        u32::try_from(self.number(column, 0, i64::from(u32::MAX), None)).unwrap_or(0)
    }

    fn yes(&mut self, column: usize) -> bool {
        self.number(column, 0, 1, Some(0)) == 1
    }

    fn id(&mut self) -> u32 {
        u32::try_from(self.number(0, 0, i64::from(u32::MAX), None)).unwrap_or(0)
    }

    /// An index among known ids; -1 or an empty cell is none, if the column allows that.
    fn reference(
        &mut self,
        column: usize,
        ids: &HashMap<u32, u32>,
        what: &str,
        optional: bool,
    ) -> Option<u32> {
        let least = if optional { -1 } else { 0 };
        let number = self.number(column, least, i64::from(u32::MAX), optional.then_some(-1));
        if number < 0 {
            return None;
        }
        let found = u32::try_from(number).ok().and_then(|id| ids.get(&id).copied());
        if found.is_none() {
            let name = self.row.cell(column).heading.map_or(String::new(), |heading| heading.name.clone());
            let text = format!("there is no {what} {number}; correct the number or add the {what}");
            self.problems.add(self.file, self.row.line(), &name, text);
        }
        found
    }

    fn wrong(&mut self, column: usize, text: &str) {
        let name = self.row.cell(column).heading.map_or(String::new(), |heading| heading.name.clone());
        self.problems.add(self.file, self.row.line(), &name, text.to_owned());
    }
}

/// Reads all rows of a file with `read`; a table that cannot be read on is one more problem.
fn rows<T>(
    file: File<'_>,
    columns: &[Column],
    problems: &mut Problems,
    mut read: impl FnMut(&mut Cells<'_, '_>) -> T,
) -> Vec<T> {
    let mut all = Vec::new();
    let mut table = match Table::open(file.bytes, columns) {
        Ok(table) => table,
        Err(error) => {
            problems.add(file.name, 0, "", error.to_string());
            return all;
        }
    };
    loop {
        match table.next_row() {
            Ok(Some(row)) => {
                if row.beyond().is_some() {
                    let text = "the row has more cells than there are headings; put quotes around a value that \
                                holds a separator";
                    problems.add(file.name, row.line(), "", text.to_owned());
                }
                all.push(read(&mut Cells { file: file.name, row, problems }));
            }
            Ok(None) => return all,
            Err(error) => {
                problems.add(file.name, 0, "", error.to_string());
                return all;
            }
        }
    }
}

/// Sorts rows by id, notes ids that occur twice, and returns where each id stands.
fn by_id<T>(
    file: &str,
    items: &mut [(u64, T)],
    id: impl Fn(&T) -> u32,
    problems: &mut Problems,
) -> HashMap<u32, u32> {
    items.sort_by_key(|(line, item)| (id(item), *line));
    for pair in items.windows(2) {
        if let [(_, first), (line, second)] = pair
            && id(first) == id(second)
        {
            let text = format!("the id {} stands there twice; give each row its own", id(second));
            problems.add(file, *line, "id", text);
        }
    }
    (0..).zip(items.iter()).map(|(index, (_, item))| (id(item), index)).collect()
}

fn household(cells: &mut Cells<'_, '_>, places: &HashMap<u32, u32>) -> Household {
    let size = cells.small(1, 1, 60);
    let children = cells.small(3, 0, 60);
    let school_children = cells.small(4, 0, 60);
    if children > size || school_children > size {
        cells.wrong(3, "there are more children than persons; correct size, kids or skids");
    }
    let composition = Composition::ALL[usize::from(cells.small(5, 0, 4))];
    let distance = cells.number(27, 0, i64::from(i32::MAX), Some(NO_LIMIT_KM));
    let youngest = cells.number(31, -1, 130, Some(-1));
    let group = cells.number(25, -1, i64::from(u32::MAX), Some(-1));
    let arrive = cells.integer(17, -1_000_000, 1_000_000);
    let latest = cells.integer(18, -1_000_000, 1_000_000);
    if latest < arrive {
        cells.wrong(18, "the latest first night lies before the arrival; correct one of them");
    }
    Household {
        id: cells.id(),
        size,
        children,
        school_children,
        youngest: u8::try_from(youngest).ok(),
        composition,
        step_free: cells.yes(6),
        pets: cells.yes(7),
        smokes: cells.yes(8),
        allergy: cells.yes(9),
        lockable: cells.yes(30),
        languages: cells.bits(10),
        protected: cells.yes(11),
        women_only: cells.yes(12),
        relatives: cells.reference(14, places, "place", true),
        danger: cells.reference(15, places, "place", true),
        counties: u64::try_from(cells.number(16, 0, i64::MAX, None)).unwrap_or(0),
        arrive,
        latest,
        stay: cells.integer(19, 1, 100_000),
        priority: u8::try_from(cells.number(29, 1, 8, Some(1))).unwrap_or(1),
        class: u8::try_from(cells.number(20, 0, 255, Some(0))).unwrap_or(0),
        preference: [21, 22, 23, 24].map(|column| cells.small(column, 0, 15)),
        group: u32::try_from(group).ok(),
        anchor: cells.reference(26, places, "place", false).unwrap_or(0),
        max_distance: (distance < NO_LIMIT_KM).then(|| i32::try_from(distance).unwrap_or(i32::MAX)),
        max_spare_beds: cells.small(28, 0, 255),
    }
}

fn home(cells: &mut Cells<'_, '_>, places: &HashMap<u32, u32>) -> Home {
    let (from, to) = (cells.integer(15, -1_000_000, 1_000_000), cells.integer(16, -1_000_000, 1_000_000));
    if to <= from {
        cells.wrong(16, "the home is free for no night: the end is the day after the last night; correct it");
    }
    Home {
        id: cells.id(),
        kind: Kind::ALL[usize::from(cells.small(1, 0, 3))],
        place: cells.reference(2, places, "place", false).unwrap_or(0),
        rooms: cells.small(3, 0, 250),
        beds: cells.small(4, 0, 250),
        exclusive: cells.yes(5),
        beds_per_room: cells.small(6, 1, 250),
        step_free: cells.yes(7),
        pets_allowed: cells.yes(8),
        has_pets: cells.yes(9),
        smoking_allowed: cells.yes(10),
        lockable: cells.yes(18),
        vetting: cells.small(11, 0, 3),
        condition: HostCondition::ALL[usize::from(cells.small(12, 0, 3))],
        lowest_age: u8::try_from(cells.number(19, 0, 130, Some(0))).unwrap_or(0),
        languages: cells.bits(13),
        language_required: cells.yes(14),
        from,
        to,
        cost: cells.integer(17, 0, 1_000_000),
    }
}

fn place(cells: &mut Cells<'_, '_>) -> Place {
    Place {
        id: cells.id(),
        county: cells.small(1, 0, 62),
        x: cells.integer(2, -100_000, 100_000),
        y: cells.integer(3, -100_000, 100_000),
        languages: cells.bits(4),
        school_quality: cells.integer(5, 0, 10),
        school_places: cells.integer(6, 0, 1_000_000),
    }
}

/// Reads an instance; either every row of every file is good, or nothing is returned but the problems.
pub fn read(
    households: File<'_>,
    homes: File<'_>,
    places: File<'_>,
    current: Option<File<'_>>,
) -> Result<Instance, Problems> {
    let mut problems = Problems::default();
    let noted = &mut problems;
    let mut place_rows = rows(places, PLACES, noted, |cells| (cells.row.line(), place(cells)));
    let place_at = by_id(places.name, &mut place_rows, |place| place.id, noted);
    let mut home_rows = rows(homes, HOMES, noted, |cells| (cells.row.line(), home(cells, &place_at)));
    let home_at = by_id(homes.name, &mut home_rows, |home| home.id, noted);
    let mut household_rows =
        rows(households, HOUSEHOLDS, noted, |cells| (cells.row.line(), household(cells, &place_at)));
    let household_at = by_id(households.name, &mut household_rows, |household| household.id, noted);
    let mut placed = Vec::new();
    if let Some(file) = current {
        placed = vec![None; household_rows.len()];
        let lines = rows(file, CURRENT, noted, |cells| {
            let line = cells.row.line();
            // A household that has left and a home that is closed may still stand in the list of today's stays.
            let household = cells.number(0, 0, i64::from(u32::MAX), None);
            let home = cells.number(1, 0, i64::from(u32::MAX), None);
            (line, u32::try_from(household).unwrap_or(0), u32::try_from(home).unwrap_or(0))
        });
        for (line, household, home) in lines {
            if let (Some(&household), Some(&home)) = (household_at.get(&household), home_at.get(&home)) {
                let slot: &mut Option<u32> = &mut placed[household as usize];
                if slot.replace(home).is_some() {
                    let text = "the household stands there twice; leave the row that holds today".to_owned();
                    noted.add(file.name, line, "household", text);
                }
            }
        }
    }
    if problems.count > 0 {
        return Err(problems);
    }
    Ok(Instance {
        households: household_rows.into_iter().map(|(_, row)| row).collect(),
        homes: home_rows.into_iter().map(|(_, row)| row).collect(),
        places: place_rows.into_iter().map(|(_, row)| row).collect(),
        current: placed,
    })
}
