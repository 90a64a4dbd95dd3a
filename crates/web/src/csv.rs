//! Lists as CSV files that a spreadsheet can open without harm.

/// One cell: quoted where it must be, and never a formula. A spreadsheet runs a cell that begins with `=`, `+`, `-` or
/// `@`, also behind a tab or a carriage return and in full width (OWASP, CSV injection); an apostrophe before it makes
/// it text.
pub(crate) fn csv_cell(text: &str) -> String {
    let dangerous = |first: char| {
        matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠')
    };
    let guard = if text.starts_with(dangerous) { "'" } else { "" };
    if text.contains(['"', ',', ';', '\n', '\r', '\t']) {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    }
}

/// One line, with the line ending of RFC 4180.
pub(crate) fn csv_line<T: AsRef<str>>(cells: &[T]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| csv_cell(cell.as_ref())).collect();
    format!("{}\r\n", cells.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, cell) in [
            ("Housing", "Housing"),
            ("", ""),
            ("=1+1", "'=1+1"),
            ("+46 70", "'+46 70"),
            ("-5", "'-5"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("＝1", "'＝1"),
            ("＋1", "'＋1"),
            ("－1", "'－1"),
            ("＠1", "'＠1"),
            ("a=1", "a=1"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=cmd|' /C calc'!A0,x", "\"'=cmd|' /C calc'!A0,x\""),
        ] {
            assert_eq!(csv_cell(text), cell);
        }
        assert_eq!(csv_line(&["a", "=b", "c;d"]), "a,'=b,\"c;d\"\r\n");
    }
}
