//! Lists as files for a spreadsheet program.

use std::borrow::Cow;

use axum::{
    http::header,
    response::{IntoResponse as _, Response},
};

/// A cell that a spreadsheet program shows and does not run. A text that begins as a formula does gets an apostrophe
/// before it (ASVS 5.0 V1.2.10); one with a separator, a quotation mark or a line break is quoted.
pub(crate) fn csv_cell(text: &str) -> Cow<'_, str> {
    // The full-width forms are what a Japanese keyboard types, and count as the others.
    let begins_as_formula = text
        .trim_start_matches([' ', '\u{00A0}'])
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let needs_quotes = text.contains([';', ',', '"', '\n', '\r', '\t']) || text.trim() != text;
    match (begins_as_formula, needs_quotes) {
        (false, false) => Cow::Borrowed(text),
        (true, false) => Cow::Owned(format!("'{text}")),
        (formula, true) => {
            Cow::Owned(format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\"")))
        }
    }
}

/// A file as a Swedish Excel opens it with two clicks: UTF-8 with its mark, semicolons, lines of Windows.
pub(crate) struct Csv(String);

impl Csv {
    pub(crate) fn new<T: AsRef<str>>(headings: impl IntoIterator<Item = T>) -> Self {
        let mut file = Self("\u{FEFF}".to_owned());
        file.row(headings);
        file
    }

    pub(crate) fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) {
        for (place, cell) in cells.into_iter().enumerate() {
            if place > 0 {
                self.0.push(';');
            }
            self.0.push_str(&csv_cell(cell.as_ref()));
        }
        self.0.push_str("\r\n");
    }

    /// The file as an answer that the browser keeps and nothing on the way does.
    pub(crate) fn download(self, name: &'static str) -> Response {
        let headers = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ];
        (headers, self.0).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_shown_and_not_run() {
        assert_eq!(csv_cell("=1+1"), "'=1+1");
        assert_eq!(csv_cell("+46 70 123"), "'+46 70 123");
        assert_eq!(csv_cell("  @SUM(A1)"), "\"'  @SUM(A1)\"");
        assert_eq!(csv_cell("\t=1"), "\"'\t=1\"");
        assert_eq!(csv_cell("=HYPERLINK(\"http://x\";\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\";\"\"y\"\")\"");
        assert_eq!(csv_cell("＝1"), "'＝1");
    }

    #[test]
    fn ordinary_text_stays_as_it_is() {
        assert_eq!(csv_cell("Anna-Karin"), "Anna-Karin");
        assert_eq!(csv_cell("O'Hara"), "O'Hara");
        assert_eq!(csv_cell("a;b"), "\"a;b\"");
        assert_eq!(csv_cell("two\nlines"), "\"two\nlines\"");
        assert_eq!(csv_cell(""), "");
    }
}
