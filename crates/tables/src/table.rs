//! A table with known columns.

use std::fmt;

use crate::{
    Encoding, TableError,
    split::{RawRow, Splitter},
    values,
};

/// The most rows that are read, headings not counted.
pub const MOST_ROWS: u64 = 1_000_000;

const SEPARATORS: [char; 3] = [';', ',', '\t'];

/// A column that somebody knows what to do with.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its first name.
    pub name: &'static str,
    /// Its other names.
    pub also: &'static [&'static str],
    /// Without it the rows mean nothing.
    pub required: bool,
}

impl Column {
    fn is_called(&self, heading: &str) -> bool {
        let heading = values::fold(heading);
        std::iter::once(&self.name).chain(self.also).any(|name| values::fold(name) == heading)
    }
}

/// A heading of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The number of its column, from 1.
    pub number: usize,
    /// As it stands there.
    pub name: String,
}

impl Heading {
    /// The column's letters in a spreadsheet: A, B, … Z, AA.
    pub fn letters(&self) -> String {
        let mut letters = Vec::new();
        let mut left = self.number;
        while left > 0 {
            left -= 1;
            letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or(0)));
            left /= 26;
        }
        letters.iter().rev().collect()
    }
}

/// A cell and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'r> {
    /// What stands there, without surrounding white space; empty if the file has no such column.
    pub text: &'r str,
    /// The line on which its row begins.
    pub line: u64,
    /// Its column, if the file has it.
    pub heading: Option<&'r Heading>,
}

/// A row.
pub struct Row<'r> {
    raw: &'r RawRow,
    places: &'r [Option<usize>],
    headings: &'r [Heading],
}

impl<'r> Row<'r> {
    /// The line on which it begins.
    pub fn line(&self) -> u64 {
        self.raw.line
    }

    /// The cell of a known column, by its place in the list of columns.
    pub fn cell(&self, column: usize) -> Cell<'r> {
        let place = self.places.get(column).copied().flatten();
        Cell {
            text: place.map_or("", |place| self.raw.cell(place).trim()),
            line: self.raw.line,
            heading: place.and_then(|place| self.headings.get(place)),
        }
    }

    /// The first cell beyond the headings that is not empty: a value holds a separator and no quotes.
    pub fn beyond(&self) -> Option<&'r str> {
        self.raw.cells().skip(self.headings.len()).map(str::trim).find(|text| !text.is_empty())
    }

    /// A quotation mark within quotes is not doubled.
    pub fn has_stray_quote(&self) -> bool {
        self.raw.stray_quote
    }

    /// The first cell with a letter that was lost before the file came here.
    pub fn damaged(&self) -> Option<Cell<'r>> {
        let place = self.raw.cells().position(|text| text.contains(char::REPLACEMENT_CHARACTER))?;
        Some(Cell {
            text: self.raw.cell(place).trim(),
            line: self.raw.line,
            heading: self.headings.get(place),
        })
    }
}

/// A file being read.
pub struct Table<'a> {
    splitter: Splitter<'a>,
    encoding: Encoding,
    separator: char,
    headings: Vec<Heading>,
    places: Vec<Option<usize>>,
    unknown: Vec<Heading>,
    row: RawRow,
    rows: u64,
    most_rows: u64,
}

impl fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("headings", &self.headings)
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

impl<'a> Table<'a> {
    /// Opens a file: finds out its encoding and separator, and which column is which.
    pub fn open(bytes: &'a [u8], columns: &[Column]) -> Result<Self, TableError> {
        let encoding = Encoding::detect(bytes)?;
        let mut best: Option<(usize, char, u64)> = None;
        for separator in SEPARATORS {
            let mut splitter = Splitter::new(bytes, encoding, separator);
            let mut row = RawRow::default();
            // The headings under a wrong separator may look like an open quote; that is no reason to stop.
            let Ok(true) = splitter.next_row(&mut row) else { continue };
            let mut skip = 0;
            if let Some(said) = excel_separator(&row, separator) {
                if said != separator || !matches!(splitter.next_row(&mut row), Ok(true)) {
                    continue;
                }
                skip = 1;
            }
            let known =
                row.cells().filter(|heading| columns.iter().any(|column| column.is_called(heading))).count();
            if known > best.map_or(0, |(known, ..)| known) {
                best = Some((known, separator, skip));
            }
        }
        let Some((_, separator, skip)) = best else { return Err(TableError::NoHeadings) };
        let mut splitter = Splitter::new(bytes, encoding, separator);
        let mut row = RawRow::default();
        for _ in 0..=skip {
            splitter.next_row(&mut row)?;
        }
        let headings: Vec<Heading> = row
            .cells()
            .enumerate()
            .map(|(place, name)| Heading { number: place + 1, name: name.trim().to_owned() })
            .collect();
        let places = find_columns(&headings, columns)?;
        let unknown = headings
            .iter()
            .filter(|heading| !heading.name.is_empty() && !places.contains(&Some(heading.number - 1)))
            .cloned()
            .collect();
        Ok(Self {
            splitter,
            encoding,
            separator,
            headings,
            places,
            unknown,
            row,
            rows: 0,
            most_rows: MOST_ROWS,
        })
    }

    /// Opens a file whose columns nobody knows beforehand: cell `n` of a row is that under heading `n`. The separator is
    /// the one under which the first line has the most headings. There may be any number of rows.
    pub fn open_any(bytes: &'a [u8]) -> Result<Self, TableError> {
        let encoding = Encoding::detect(bytes)?;
        let mut best: Option<(usize, char, bool)> = None;
        for separator in SEPARATORS {
            let mut splitter = Splitter::new(bytes, encoding, separator);
            let mut row = RawRow::default();
            let Ok(true) = splitter.next_row(&mut row) else { continue };
            let said = excel_separator(&row, separator);
            let skip = said == Some(separator);
            if said.is_some_and(|said| said != separator)
                || (skip && !matches!(splitter.next_row(&mut row), Ok(true)))
            {
                continue;
            }
            let headings = row.cells().filter(|heading| !heading.trim().is_empty()).count();
            if headings > best.map_or(0, |(headings, ..)| headings) {
                best = Some((headings, separator, skip));
            }
        }
        let Some((_, separator, skip)) = best else { return Err(TableError::NoHeadings) };
        let mut splitter = Splitter::new(bytes, encoding, separator);
        let mut row = RawRow::default();
        for _ in 0..=u8::from(skip) {
            splitter.next_row(&mut row)?;
        }
        let headings: Vec<Heading> = row
            .cells()
            .enumerate()
            .map(|(place, name)| Heading { number: place + 1, name: name.trim().to_owned() })
            .collect();
        let places = (0..headings.len()).map(Some).collect();
        Ok(Self {
            splitter,
            encoding,
            separator,
            headings,
            places,
            unknown: Vec::new(),
            row,
            rows: 0,
            most_rows: u64::MAX,
        })
    }

    /// The headings, in the order of the file.
    pub fn headings(&self) -> &[Heading] {
        &self.headings
    }

    /// How the file writes its letters.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// What parts its cells.
    pub fn separator(&self) -> char {
        self.separator
    }

    /// Columns that nobody knows: they are not read.
    pub fn unknown(&self) -> &[Heading] {
        &self.unknown
    }

    /// Whether the file has a known column, by its place in the list.
    pub fn has(&self, column: usize) -> bool {
        self.places.get(column).is_some_and(Option::is_some)
    }

    /// The heading of a known column, by its place in the list.
    pub fn heading(&self, column: usize) -> Option<&Heading> {
        self.headings.get(self.places.get(column).copied().flatten()?)
    }

    /// How many rows were read so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The next row that is not blank.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, TableError> {
        if !self.splitter.next_row(&mut self.row)? {
            return Ok(None);
        }
        if self.rows == self.most_rows {
            return Err(TableError::ManyRows { line: self.row.line });
        }
        self.rows += 1;
        Ok(Some(Row { raw: &self.row, places: &self.places, headings: &self.headings }))
    }
}

/// The separator that Excel's own first line names, if this is that line. Under the separator itself the line is two
/// cells, the second empty.
fn excel_separator(row: &RawRow, separator: char) -> Option<char> {
    let first = row.cell(0);
    let rest = first.strip_prefix("sep=")?;
    match (rest.chars().next(), row.len()) {
        (None, 2) if row.cell(1).is_empty() => Some(separator),
        (Some(said), 1) if rest.chars().count() == 1 => Some(said),
        _ => None,
    }
}

fn find_columns(headings: &[Heading], columns: &[Column]) -> Result<Vec<Option<usize>>, TableError> {
    let mut places = Vec::with_capacity(columns.len());
    let mut missing = Vec::new();
    for column in columns {
        let mut found = headings.iter().filter(|heading| column.is_called(&heading.name));
        let first = found.next();
        if let (Some(first), Some(second)) = (first, found.next()) {
            return Err(TableError::DoubleColumn {
                name: second.name.clone(),
                first: first.number,
                second: second.number,
            });
        }
        if first.is_none() && column.required {
            missing.push(column.name);
        }
        places.push(first.map(|heading| heading.number - 1));
    }
    if missing.is_empty() { Ok(places) } else { Err(TableError::MissingColumns { names: missing }) }
}
