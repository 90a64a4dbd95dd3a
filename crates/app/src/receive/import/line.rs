//! One line of a file on its way to a typed value, and what is said about it.

use jiff::civil::Date;
use tables::{Finding, Findings, Row, values};

/// What is wrong with a line, or worth knowing about it: a message with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct What {
    /// The message's key.
    pub key: &'static str,
    /// Its arguments.
    pub args: Vec<(&'static str, String)>,
}

impl What {
    pub(crate) fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    pub(crate) fn with(key: &'static str, name: &'static str, value: impl Into<String>) -> Self {
        Self { key, args: vec![(name, value.into())] }
    }
}

/// Everything found in a file.
pub type Found = Findings<What>;

/// One thing found.
pub type OneFound = Finding<What>;

/// The words of a column and what they mean: the first of each is the one that the documentation names.
pub(crate) type Words<T> = [(T, &'static [&'static str])];

/// A line being read. Whatever is wrong with it is noted with its place; [`Line::is_good`] says whether something was.
pub(crate) struct Line<'r, 'f> {
    row: &'r Row<'r>,
    found: &'f mut Found,
    good: bool,
}

impl<'r, 'f> Line<'r, 'f> {
    pub(crate) fn new(row: &'r Row<'r>, found: &'f mut Found) -> Self {
        let mut line = Self { row, found, good: true };
        if let Some(beyond) = row.beyond() {
            line.row_is_bad(beyond, languages::key!("import-problem-more-cells"));
        }
        if row.has_stray_quote() {
            line.row_is_bad("", languages::key!("import-problem-stray-quote"));
        }
        if let Some(cell) = row.damaged() {
            line.good = false;
            line.found.add(cell, What::new(languages::key!("import-problem-damaged")));
        }
        line
    }

    pub(crate) fn number(&self) -> u64 {
        self.row.line()
    }

    pub(crate) fn is_good(&self) -> bool {
        self.good
    }

    /// What stands in a column; empty if the file has no such column.
    pub(crate) fn text(&self, column: usize) -> &'r str {
        self.row.cell(column).text
    }

    pub(crate) fn given(&self, column: usize) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    pub(crate) fn bad(&mut self, column: usize, what: What) {
        self.good = false;
        self.found.add(self.row.cell(column), what);
    }

    fn row_is_bad(&mut self, value: &str, key: &'static str) {
        self.good = false;
        self.found.note(self.row.line(), None, value, What::new(key));
    }

    /// A text that must be there and is not longer than people read.
    pub(crate) fn required(&mut self, column: usize) -> String {
        let text = self.text(column);
        if text.is_empty() {
            self.bad(column, What::new(languages::key!("import-problem-required")));
        }
        self.short(column, text);
        text.to_owned()
    }

    /// Refuses a text that no field holds.
    pub(crate) fn short(&mut self, column: usize, text: &str) {
        const MOST: usize = 300;
        if text.chars().count() > MOST {
            self.bad(
                column,
                What::with(languages::key!("import-problem-too-long"), "most", MOST.to_string()),
            );
        }
    }

    pub(crate) fn date(&mut self, column: usize) -> Option<Date> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let date = values::date(text);
        if date.is_none() {
            self.bad(column, What::new(languages::key!("import-problem-date")));
        }
        date
    }

    pub(crate) fn yes(&mut self, column: usize) -> bool {
        values::yes_or_no(self.text(column)).unwrap_or_else(|| {
            self.bad(column, What::new(languages::key!("import-problem-yes-no")));
            false
        })
    }

    /// One of the words of a column; nothing if the cell is empty.
    pub(crate) fn word<T: Copy>(&mut self, column: usize, words: &Words<T>) -> Option<T> {
        let text = values::fold(self.text(column));
        if text.is_empty() {
            return None;
        }
        let known = words.iter().find(|(_, names)| names.iter().any(|name| values::fold(name) == text));
        if known.is_none() {
            let names: Vec<&str> = words.iter().filter_map(|(_, names)| names.first().copied()).collect();
            self.bad(column, What::with(languages::key!("import-problem-word"), "words", names.join(", ")));
        }
        known.map(|(word, _)| *word)
    }
}
