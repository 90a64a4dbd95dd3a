//! From text to rows of cells.

use crate::{Encoding, TableError, decode::Text};

/// The longest row.
const LONGEST_ROW: usize = 1024 * 1024;

/// A row as it stands in the file: its cells one after another, and where each ends.
#[derive(Default)]
pub(crate) struct RawRow {
    /// The line on which it begins.
    pub(crate) line: u64,
    /// A letter follows a closing quotation mark: somebody forgot to double one.
    pub(crate) stray_quote: bool,
    text: String,
    ends: Vec<usize>,
}

impl RawRow {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn cell(&self, place: usize) -> &str {
        let Some(&end) = self.ends.get(place) else { return "" };
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start..end).unwrap_or_default()
    }

    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|place| self.cell(place))
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn begin(&mut self, line: u64) {
        self.line = line;
        self.stray_quote = false;
        self.text.clear();
        self.ends.clear();
    }

    fn end_cell(&mut self) {
        self.ends.push(self.text.len());
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Bare,
    Quoted { since: u64 },
    QuoteInQuoted { since: u64 },
}

/// Splits a text into rows. Blank lines are passed over and counted.
pub(crate) struct Splitter<'a> {
    text: Text<'a>,
    piece: String,
    at: usize,
    line: u64,
    separator: char,
    /// The letter before was the carriage return of a line end, whose line feed is still to be passed over.
    after_return: bool,
}

impl<'a> Splitter<'a> {
    pub(crate) fn new(bytes: &'a [u8], encoding: Encoding, separator: char) -> Self {
        Self {
            text: Text::new(bytes, encoding),
            piece: String::new(),
            at: 0,
            line: 1,
            separator,
            after_return: false,
        }
    }

    /// The next letter, counting lines.
    fn next_char(&mut self) -> Option<char> {
        loop {
            if let Some(letter) = self.piece.get(self.at..).and_then(|rest| rest.chars().next()) {
                self.at += letter.len_utf8();
                return Some(letter);
            }
            self.piece.clear();
            self.at = 0;
            self.piece.push_str(self.text.next_piece());
            if self.piece.is_empty() {
                return None;
            }
        }
    }

    /// Text up to the next letter that may mean something, without looking at each letter.
    fn plain(&mut self, row: &mut RawRow) {
        let rest = &self.piece.as_bytes()[self.at..];
        let separator = u8::try_from(self.separator).unwrap_or(b';');
        let means = |byte: &u8| *byte == separator || matches!(*byte, b'"' | b'\r' | b'\n');
        let length = rest.iter().position(means).unwrap_or(rest.len());
        // Every byte that means something is ASCII, so the cut is between letters.
        row.text.push_str(self.piece.get(self.at..self.at + length).unwrap_or_default());
        self.at += length;
        self.after_return &= length == 0;
    }

    /// Reads the next row that is not blank; false at the end.
    pub(crate) fn next_row(&mut self, row: &mut RawRow) -> Result<bool, TableError> {
        loop {
            row.begin(self.line);
            if !self.read_row(row)? {
                return Ok(false);
            }
            if !row.is_blank() {
                return Ok(true);
            }
        }
    }

    fn read_row(&mut self, row: &mut RawRow) -> Result<bool, TableError> {
        let mut state = State::CellStart;
        loop {
            if matches!(state, State::Bare | State::Quoted { .. }) {
                self.plain(row);
            }
            if row.text.len() > LONGEST_ROW || row.ends.len() > LONGEST_ROW {
                return match state {
                    State::Quoted { since } => Err(TableError::OpenQuote { line: since }),
                    _ => Err(TableError::LongRow { line: row.line }),
                };
            }
            let Some(letter) = self.next_char() else {
                if let State::Quoted { since } = state {
                    return Err(TableError::OpenQuote { line: since });
                }
                // A file may end without a line end; an empty last line is no row.
                let is_row = state != State::CellStart || !row.ends.is_empty();
                if is_row {
                    row.end_cell();
                }
                return Ok(is_row);
            };
            let feeds_after_return = std::mem::take(&mut self.after_return) && letter == '\n';
            if let State::Quoted { since } = state {
                if letter == '"' {
                    state = State::QuoteInQuoted { since };
                } else {
                    row.text.push(letter);
                    self.after_return = letter == '\r';
                    if !feeds_after_return && matches!(letter, '\n' | '\r') {
                        self.line += 1;
                    }
                }
                continue;
            }
            match (letter, state) {
                ('\n', _) if feeds_after_return => row.line = self.line,
                ('\n' | '\r', _) => {
                    self.line += 1;
                    self.after_return = letter == '\r';
                    row.end_cell();
                    return Ok(true);
                }
                ('"', State::CellStart) => state = State::Quoted { since: self.line },
                ('"', State::QuoteInQuoted { since }) => {
                    row.text.push('"');
                    state = State::Quoted { since };
                }
                _ if letter == self.separator => {
                    row.end_cell();
                    state = State::CellStart;
                }
                _ => {
                    row.stray_quote |= matches!(state, State::QuoteInQuoted { .. });
                    row.text.push(letter);
                    state = State::Bare;
                }
            }
        }
    }
}
