#![doc = include_str!("../README.md")]

mod decode;
mod findings;
mod split;
mod table;
pub mod values;

pub use decode::Encoding;
pub use findings::{Finding, Findings, MOST_SHOWN};
pub use table::{Cell, Column, Heading, MOST_ROWS, Row, Table};

/// The file cannot be read as a table at all, or not beyond a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Nothing in it.
    #[error("reading the file: it is empty; choose the file that holds the list")]
    Empty,
    /// A workbook of a spreadsheet program.
    #[error("reading the file: it is a workbook; open it and save it as “CSV UTF-8”")]
    Workbook,
    /// A picture, a PDF or another file that is no text.
    #[error("reading the file: it is not a text file; save the list as CSV")]
    NotText,
    /// UTF-8 with letters that are broken.
    #[error("reading line {line}: the letters are damaged; save the list again as “CSV UTF-8”")]
    Damaged {
        /// The first line with a damaged letter.
        line: u64,
    },
    /// No heading is known under any separator.
    #[error("reading line 1: no heading is known; the first line must hold the headings")]
    NoHeadings,
    /// Columns without which the rows mean nothing.
    #[error("reading line 1: the columns {} are missing; add them", .names.join(", "))]
    MissingColumns {
        /// Their names.
        names: Vec<&'static str>,
    },
    /// One column twice.
    #[error(
        "reading line 1: the column “{name}” stands there twice, as columns {first} and {second}; take one away"
    )]
    DoubleColumn {
        /// Its name in the file.
        name: String,
        /// The number of the first, from 1.
        first: usize,
        /// The number of the second.
        second: usize,
    },
    /// A quotation mark that nothing closes.
    #[error(
        "reading line {line}: a quotation mark opens there and is never closed; close it or take it away"
    )]
    OpenQuote {
        /// Where it opens.
        line: u64,
    },
    /// More than a row can hold.
    #[error("reading line {line}: the row is longer than 1 MiB; probably a quotation mark is not closed")]
    LongRow {
        /// Where the row begins.
        line: u64,
    },
    /// More rows than are read at once.
    #[error("reading line {line}: the file has more than {MOST_ROWS} rows; divide it")]
    ManyRows {
        /// The first line too many.
        line: u64,
    },
}
