//! The command and its files.

use std::{fs, path::Path};

use matching::{
    command::{self, Arguments, CommandError},
    reading::{self, File},
};
use proptest::prelude::*;

const PLACES: &str = "id,county,x,y,comm,schoolq,school\n0,0,0,0,1,5,2\n1,0,30,40,2,5,2\n";
const HOMES: &str = "id,kind,place,rooms,beds,excl,bpr,acc,petok,haspet,smokeok,vet,hpref,lang,langreq,start,end,cost\n\
                     0,0,0,1,2,1,2,0,1,0,1,2,0,1,0,0,400,3000\n1,2,1,2,4,0,2,1,0,0,1,2,0,0,0,0,400,7000\n";
const HOUSEHOLDS: &str = "id,size,adults,kids,skids,comp,wheel,pets,smoke,allergy,lang,prot,wneed,home,rel,danger,counties,\
                          arrive,latest,stay,prio,pk0,pk1,pk2,pk3,group,anchor,maxkm,maxslack\n\
                          0,2,1,1,1,2,0,0,0,0,1,0,0,0,-1,-1,1,0,9,30,0,9,1,3,8,-1,0,9999,1\n\
                          1,1,1,0,0,0,1,0,0,0,1,0,0,0,0,-1,1,0,9,30,0,9,1,3,8,-1,0,60,1\n";

struct Run {
    result: Result<(), CommandError>,
    out: String,
    err: String,
    written: Option<String>,
}

fn run_in(folder: &Path, households: &[u8], homes: &[u8]) -> Run {
    let put = |name: &str, bytes: &[u8]| {
        let file = folder.join(name);
        fs::write(&file, bytes).expect("a test folder and readable output");
        file
    };
    let arguments = Arguments {
        households: put("households.csv", households),
        homes: put("homes.csv", homes),
        places: put("places.csv", PLACES.as_bytes()),
        current: None,
        time_limit: None,
        seed: 1,
        effort: 100,
        out: Some(folder.join("out.csv")),
        explain: Some(folder.join("why.json")),
        json: true,
        progress: false,
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let result = command::run(&arguments, &mut out, &mut err);
    Run {
        result,
        out: String::from_utf8(out).expect("a test folder and readable output"),
        err: String::from_utf8(err).expect("a test folder and readable output"),
        written: fs::read_to_string(folder.join("out.csv")).ok(),
    }
}

fn run(households: &[u8], homes: &[u8]) -> Run {
    run_in(tempfile::tempdir().expect("a test folder and readable output").path(), households, homes)
}

#[test]
fn placements_are_written_and_the_result_is_one_object() {
    let folder = tempfile::tempdir().unwrap();
    let run = run_in(folder.path(), HOUSEHOLDS.as_bytes(), HOMES.as_bytes());
    run.result.unwrap();
    assert_eq!(run.written.unwrap(), "household,home\n0,0\n1,1\n");
    let found: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(found["people"], 3);
    assert_eq!(found["households"], 2);
    assert_eq!(found["objective"], found["bound"]);
    assert_eq!(found["people_bound"], 3);
    for key in ["gap", "seconds"] {
        assert!(found[key].is_number(), "{key}");
    }
    let why: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("why.json")).unwrap()).unwrap();
    assert_eq!(why["households"].as_array().unwrap().len(), 2);
}

#[test]
fn files_of_spreadsheet_programs_are_read() {
    let mut marked = b"\xEF\xBB\xBF".to_vec();
    marked.extend(HOUSEHOLDS.replace(',', ";").replace('\n', "\r\n").bytes());
    assert_eq!(run(&marked, HOMES.as_bytes()).written.unwrap(), "household,home\n0,0\n1,1\n");
}

#[test]
fn a_bad_row_is_named_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("out.csv"), "as before").unwrap();
    let bad = HOMES.replace("\n1,2,1,2,4,", "\n1,2,7,two,4,");
    let run = run_in(folder.path(), HOUSEHOLDS.as_bytes(), bad.as_bytes());
    assert!(matches!(run.result, Err(CommandError::Rows(problems)) if problems.count == 2));
    assert!(run.err.contains("homes.csv, line 3, column place: there is no place 7"), "{}", run.err);
    assert!(run.err.contains("homes.csv, line 3, column rooms: “two” is no whole number"), "{}", run.err);
    assert_eq!((run.out.as_str(), run.written.as_deref()), ("", Some("as before")));
}

#[test]
fn missing_columns_twins_and_impossible_rows_are_named() {
    let cases = [
        (HOUSEHOLDS.replace("skids", "pupils"), "the columns skids are missing"),
        (HOUSEHOLDS.replace("\n1,1,1", "\n0,1,1"), "line 3, column id: the id 0 stands there twice"),
        (HOUSEHOLDS.replace("\n0,2,1,1", "\n0,2,1,3"), "line 2, column kids: there are more children"),
        (HOUSEHOLDS.replace("1,0,9,30", "1,9,0,30"), "column latest: the latest first night lies before"),
    ];
    for (households, expected) in cases {
        let run = run(households.as_bytes(), HOMES.as_bytes());
        assert!(run.result.is_err() && run.err.contains(expected), "{expected}: {}", run.err);
        assert_eq!(run.written, None);
    }
}

#[test]
fn the_named_columns_of_the_engines_own_model_are_read() {
    let households = HOUSEHOLDS
        .replace("maxslack\n", "maxslack,priority,lockable,youngest\n")
        .replace(",1\n", ",1,2,1,5\n");
    let homes = HOMES.replace("cost\n", "cost,lockable,lowest_age\n").replace("000\n", "000,1,6\n");
    let file = |name, text: &'static str| File { name, bytes: text.as_bytes() };
    let households: &'static str = households.leak();
    let homes: &'static str = homes.leak();
    let instance = reading::read(file("h", households), file("b", homes), file("p", PLACES), None).unwrap();
    let household = &instance.households[0];
    assert_eq!((household.priority, household.lockable, household.youngest), (2, true, Some(5)));
    assert_eq!((instance.homes[0].lockable, instance.homes[0].lowest_age), (true, 6));
}

#[test]
fn the_order_of_rows_in_files_changes_nothing() {
    let mut lines: Vec<&str> = HOUSEHOLDS.lines().collect();
    lines.swap(1, 2);
    let turned = format!("{}\n", lines.join("\n"));
    assert_eq!(
        run(turned.as_bytes(), HOMES.as_bytes()).written,
        run(HOUSEHOLDS.as_bytes(), HOMES.as_bytes()).written
    );
}

/// Whatever stands in a file, reading ends without a panic, and a problem names its file.
fn reading_survives(households: &[u8], homes: &[u8], places: &[u8]) {
    let file = |name, bytes| File { name, bytes };
    if let Err(problems) = reading::read(
        file("households", households),
        file("homes", homes),
        file("places", places),
        Some(file("current", homes)),
    ) {
        assert!(problems.count > 0 && problems.shown.iter().all(|problem| !problem.file.is_empty()));
    }
}

/// A good file with some bytes replaced.
fn damaged(text: &'static str) -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec((0..text.len(), any::<u8>()), 0..6).prop_map(move |edits| {
        let mut bytes = text.as_bytes().to_vec();
        for (at, byte) in edits {
            bytes[at] = byte;
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        reading_survives(&bytes, HOMES.as_bytes(), PLACES.as_bytes());
        reading_survives(HOUSEHOLDS.as_bytes(), &bytes, &bytes);
    }

    #[test]
    fn damaged_files_are_read_or_refused(
        households in damaged(HOUSEHOLDS), homes in damaged(HOMES), places in damaged(PLACES),
    ) {
        reading_survives(&households, &homes, &places);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000_000))]

    #[test]
    #[ignore = "runs for many minutes; for a night"]
    fn damaged_files_for_a_long_time(
        households in damaged(HOUSEHOLDS), homes in damaged(HOMES), places in damaged(PLACES),
    ) {
        reading_survives(&households, &homes, &places);
    }
}
