//! What is wrong, and where.

use crate::{Cell, Heading, values};

/// How many findings are kept to be shown. Whoever has more than these to correct begins with these.
pub const MOST_SHOWN: usize = 200;

/// Something to correct or to know about, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding<W> {
    /// The line on which the row begins.
    pub line: u64,
    /// The column, if it is about one.
    pub heading: Option<Heading>,
    /// What stands there, shortened.
    pub value: String,
    /// What is wrong.
    pub what: W,
}

/// Findings: the first ones, and how many there are in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings<W> {
    shown: Vec<Finding<W>>,
    count: u64,
}

impl<W> Default for Findings<W> {
    fn default() -> Self {
        Self { shown: Vec::new(), count: 0 }
    }
}

impl<W> Findings<W> {
    /// Notes something about a cell.
    pub fn add(&mut self, cell: Cell<'_>, what: W) {
        self.note(cell.line, cell.heading, cell.text, what);
    }

    /// Notes something about a row or about the file.
    pub fn note(&mut self, line: u64, heading: Option<&Heading>, value: &str, what: W) {
        self.count += 1;
        if self.shown.len() < MOST_SHOWN {
            self.shown.push(Finding { line, heading: heading.cloned(), value: values::shorten(value), what });
        }
    }

    /// The first ones, in the order of the file.
    pub fn shown(&self) -> &[Finding<W>] {
        &self.shown
    }

    /// How many there are in all.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Nothing was found.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}
