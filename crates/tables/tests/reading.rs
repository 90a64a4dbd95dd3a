//! Files as people have them, and files that nobody has.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed},
};
use tables::{Column, Encoding, Findings, MOST_ROWS, MOST_SHOWN, Table, TableError};

const COLUMNS: &[Column] = &[
    Column { name: "name", also: &["namn"], required: true },
    Column { name: "arrived_on", also: &["ankomstdatum"], required: true },
    Column { name: "note", also: &["anteckning"], required: false },
];

/// The rows of a file as line and cells, with the cells of an absent column empty.
fn rows(bytes: &[u8]) -> Result<Vec<(u64, [String; 3])>, TableError> {
    let mut table = Table::open(bytes, COLUMNS)?;
    let mut rows = Vec::new();
    while let Some(row) = table.next_row()? {
        rows.push((row.line(), [0, 1, 2].map(|column| row.cell(column).text.to_owned())));
    }
    Ok(rows)
}

fn row(line: u64, cells: [&str; 3]) -> (u64, [String; 3]) {
    (line, cells.map(str::to_owned))
}

fn encoded(text: &str, encoding: Encoding, mark: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    match encoding {
        Encoding::Utf8 => {
            bytes.extend(if mark { "\u{FEFF}".as_bytes() } else { b"" });
            bytes.extend(text.as_bytes());
        }
        Encoding::Utf16Le => {
            bytes.extend(if mark { &b"\xFF\xFE"[..] } else { b"" });
            bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        }
        Encoding::Utf16Be => {
            bytes.extend(if mark { &b"\xFE\xFF"[..] } else { b"" });
            bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        }
        Encoding::Windows1252 => {
            bytes.extend(text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()));
        }
    }
    bytes
}

#[test]
fn every_encoding_gives_the_same_letters() {
    let text = "Namn;Ankomstdatum\r\nÅsa Öberg;2026-03-01\r\n";
    let expected = vec![row(2, ["Åsa Öberg", "2026-03-01", ""])];
    for (encoding, mark) in [
        (Encoding::Utf8, false),
        (Encoding::Utf8, true),
        (Encoding::Utf16Le, true),
        (Encoding::Utf16Le, false),
        (Encoding::Utf16Be, true),
        (Encoding::Utf16Be, false),
        (Encoding::Windows1252, false),
    ] {
        let bytes = encoded(text, encoding, mark);
        assert_eq!(rows(&bytes).unwrap(), expected, "{encoding:?}, mark {mark}");
        assert_eq!(Table::open(&bytes, COLUMNS).unwrap().encoding(), encoding);
    }
}

#[test]
fn the_first_letter_of_a_latin_1_file_may_stand_on_its_last_line() {
    let mut bytes = b"name,arrived_on\n".to_vec();
    bytes.extend(b"Ann,2026-03-01\n".repeat(50_000));
    bytes.extend(b"\xC5ke,2026-03-01\n");
    assert_eq!(rows(&bytes).unwrap().last().unwrap(), &row(50_002, ["Åke", "2026-03-01", ""]));
}

#[test]
fn damaged_utf_8_is_refused_with_its_line_and_not_misread() {
    let bytes = [b"namn;ankomstdatum\n\xC3\x85sa;1\n\xC3\x96rn;2\nMats\xFF;3\n".as_slice()].concat();
    assert_eq!(rows(&bytes), Err(TableError::Damaged { line: 4 }));
    let marked = [b"\xEF\xBB\xBFnamn;ankomstdatum\n\xC5ke;1\n".as_slice()].concat();
    assert_eq!(rows(&marked), Err(TableError::Damaged { line: 2 }));
}

#[test]
fn separators_are_found_by_the_headings() {
    for text in [
        "name;arrived_on;note\nAnn;1;a, b\n",
        "name,arrived_on,note\nAnn,1,\"a, b\"\n",
        "name\tarrived_on\tnote\nAnn\t1\ta, b\n",
        "sep=;\nname;arrived_on;note\nAnn;1;a, b\n",
        "sep=,\r\nname,arrived_on,note\r\nAnn,1,\"a, b\"\r\n",
    ] {
        let found = rows(text.as_bytes()).unwrap();
        assert_eq!(found[0].1, row(0, ["Ann", "1", "a, b"]).1, "{text}");
    }
}

#[test]
fn quotes_hold_separators_quotes_and_line_breaks_and_lines_are_counted_as_an_editor_does() {
    let text = "note,NAME,Arrived on\r\n\"two\r\nlines, and \"\"quotes\"\"\",Ann,1\r\n\r\n,,\r\n,Bo,2";
    assert_eq!(
        rows(text.as_bytes()).unwrap(),
        vec![row(2, ["Ann", "1", "two\r\nlines, and \"quotes\""]), row(6, ["Bo", "2", ""])]
    );
    let old_mac = "name,arrived_on\rAnn,1\rBo,2\r";
    assert_eq!(rows(old_mac.as_bytes()).unwrap(), vec![row(2, ["Ann", "1", ""]), row(3, ["Bo", "2", ""])]);
    let mixed = "name,arrived_on,note\nAnn,1,\"a\rb\nc\r\nd\"\nBo,2,\n";
    assert_eq!(
        rows(mixed.as_bytes()).unwrap(),
        vec![row(2, ["Ann", "1", "a\rb\nc\r\nd"]), row(6, ["Bo", "2", ""])]
    );
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_place() {
    let check = |text: &[u8], error: TableError| assert_eq!(rows(text), Err(error));
    check(b"", TableError::Empty);
    check(b"PK\x03\x04 and more", TableError::Workbook);
    check(b"%PDF-1.7 and more", TableError::NotText);
    check(b"name\0\0\0,arrived_on", TableError::NotText);
    check(b"first,second\n1,2\n", TableError::NoHeadings);
    check(b"name,second\n1,2\n", TableError::MissingColumns { names: vec!["arrived_on"] });
    check(
        b"name,arrived_on,Namn\n",
        TableError::DoubleColumn { name: "Namn".to_owned(), first: 1, second: 3 },
    );
    check(b"name,arrived_on\nAnn,1\nBo,\"2\nC,3\n", TableError::OpenQuote { line: 3 });
    let long = [b"name,arrived_on\nAnn,".as_slice(), &b"x".repeat(1024 * 1024 + 1)].concat();
    check(&long, TableError::LongRow { line: 2 });
    let open = [b"name,arrived_on\nAnn,1\nBo,\"".as_slice(), &b"x\n".repeat(1024 * 1024)].concat();
    check(&open, TableError::OpenQuote { line: 3 });
}

#[test]
fn what_is_wrong_with_a_row_is_told_and_reading_goes_on() {
    let text = "name,arrived_on,hobby\nAnn,1,x,\nBo,2,x,y\n\"C\" D,3\nE\u{FFFD},4\n";
    let mut table = Table::open(text.as_bytes(), COLUMNS).unwrap();
    let unknown: Vec<_> =
        table.unknown().iter().map(|heading| (heading.letters(), heading.name.as_str())).collect();
    assert_eq!(unknown, [("C".to_owned(), "hobby")]);
    assert!(table.has(1) && !table.has(2));

    let row = table.next_row().unwrap().unwrap();
    assert_eq!((row.beyond(), row.has_stray_quote()), (None, false), "an empty cell more is Excel's habit");
    assert_eq!(table.next_row().unwrap().unwrap().beyond(), Some("y"));
    let row = table.next_row().unwrap().unwrap();
    assert_eq!((row.has_stray_quote(), row.cell(0).text), (true, "C D"));
    let row = table.next_row().unwrap().unwrap();
    let damaged = row.damaged().unwrap();
    assert_eq!((damaged.line, damaged.heading.unwrap().number), (5, 1));
    assert!(table.next_row().unwrap().is_none());
    assert_eq!(table.rows(), 4);
}

#[test]
fn letters_of_columns_are_those_of_a_spreadsheet() {
    let letters = |number| tables::Heading { number, name: String::new() }.letters();
    assert_eq!([1, 26, 27, 52, 53, 702, 703].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
}

#[test]
fn findings_beyond_the_most_are_counted() {
    let mut findings = Findings::default();
    for line in 1..=500 {
        findings.note(line, None, "value", "what");
    }
    assert_eq!((findings.shown().len(), findings.count()), (MOST_SHOWN, 500));
    assert_eq!(findings.shown()[0].line, 1);
}

/// A million rows; minutes in a debug build.
#[test]
#[ignore = "takes long without optimisation: cargo test --release -p tables -- --ignored"]
fn a_million_rows_are_read_and_one_more_is_refused() {
    let mut bytes = b"name,arrived_on,note\n".to_vec();
    for number in 0..MOST_ROWS {
        bytes.extend(format!("Person {number},2026-03-01,\"a, b\"\n").as_bytes());
    }
    let mut table = Table::open(&bytes, COLUMNS).unwrap();
    while table.next_row().unwrap().is_some() {}
    assert_eq!(table.rows(), MOST_ROWS);
    bytes.extend(b"One,2026-03-01,\n");
    let mut table = Table::open(&bytes, COLUMNS).unwrap();
    let last = loop {
        match table.next_row() {
            Ok(Some(_)) => {}
            Ok(None) => panic!("the row too many was read"),
            Err(error) => break error,
        }
    };
    assert_eq!(last, TableError::ManyRows { line: MOST_ROWS + 2 });
}

fn config(cases: u32) -> Config {
    Config { cases, rng_seed: RngSeed::Fixed(1_951), failure_persistence: None, ..Config::default() }
}

/// A cell without white space around it, which reading takes away.
fn cell() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            4 => proptest::char::range('a', 'z'),
            2 => proptest::sample::select(vec!['å', 'ö', 'É', 'ß']),
            2 => proptest::sample::select(vec![';', ',', '\t', '"', '\n', ' ', '=', '\'']),
        ],
        0..12,
    )
    .prop_map(|letters| letters.into_iter().collect::<String>().trim().to_owned())
}

fn encodings() -> impl Strategy<Value = (Encoding, bool)> {
    proptest::sample::select(vec![
        (Encoding::Utf8, false),
        (Encoding::Utf8, true),
        (Encoding::Utf16Le, true),
        (Encoding::Utf16Be, true),
        (Encoding::Windows1252, false),
    ])
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn what_another_program_wrote_is_read_back(
        cells in proptest::collection::vec([cell(), cell(), cell()], 1..12),
        separator in proptest::sample::select(b";,\t".to_vec()),
        windows in any::<bool>(),
        (encoding, mark) in encodings(),
    ) {
        let end = if windows { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new().delimiter(separator).terminator(end).from_writer(Vec::new());
        writer.write_record(["Namn", "Ankomstdatum", "Anteckning"]).unwrap();
        for row in &cells {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        // Few Latin letters can look like UTF-8 by chance; then nobody can tell.
        let bytes = encoded(&text, encoding, mark);
        prop_assume!(encoding != Encoding::Windows1252 || text.is_ascii() || std::str::from_utf8(&bytes).is_err());
        let read: Vec<[String; 3]> = rows(&bytes).unwrap().into_iter().map(|(_, cells)| cells).collect();
        let expected: Vec<_> = cells.into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn any_bytes_are_read_to_an_end(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = rows(&bytes);
        let headed = [b"name;arrived_on;note\n".as_slice(), &bytes].concat();
        let _ = rows(&headed);
    }

    #[test]
    fn any_text_is_a_date_or_none(text in "\\PC{0,14}") {
        if let Some(date) = tables::values::date(&text) {
            prop_assert_eq!(tables::values::date(&date.to_string()), Some(date));
        }
    }
}
