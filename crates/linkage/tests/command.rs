//! The command: files as users have them, and errors that say where.

use std::path::{Path, PathBuf};

use linkage::command::{Arguments, CommandError, run};
use proptest::prelude::*;

fn arguments(first: PathBuf) -> Arguments {
    Arguments {
        first,
        second: None,
        columns: Vec::new(),
        out: None,
        clusters: None,
        explain: false,
        threshold: None,
    }
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("a temporary file");
    path
}

const PEOPLE: &str = "id;förnamn;efternamn;födelsedatum;personnummer;entity\n\
    1;Åsa;Öberg;1984-03-07;198403070001;x\n2;Asa;Oberg;1984-03-07;198403070001;y\n3;Nils;Ek;1990-05-01;199005010002;z\n";

#[test]
fn pairs_and_clusters_are_written() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("utf8.csv", PEOPLE.as_bytes().to_vec()),
        ("bom.csv", [b"\xEF\xBB\xBF", PEOPLE.as_bytes()].concat()),
        ("tab.csv", PEOPLE.replace(';', "\t").into_bytes()),
        ("comma.csv", PEOPLE.replace(';', ",").into_bytes()),
        ("latin1.csv", PEOPLE.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect()),
        (
            "utf16.csv",
            [0xFEFF_u16].into_iter().chain(PEOPLE.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        ),
    ] {
        let mut arguments = arguments(write(folder.path(), name, &bytes));
        arguments.out = Some(folder.path().join("pairs.csv"));
        arguments.clusters = Some(folder.path().join("clusters.csv"));
        arguments.threshold = Some(0.3);
        arguments.explain = true;
        let said = run(&arguments).unwrap();
        assert!(
            said.contains("threshold: 0.3") && said.contains("personnummer=identifier"),
            "{name}: {said}"
        );
        assert!(!said.contains("entity"), "the truth is no evidence");
        let pairs = std::fs::read_to_string(folder.path().join("pairs.csv")).unwrap();
        let mut lines = pairs.lines();
        assert_eq!(lines.next(), Some("left,right,weight,probability"), "{name}");
        assert!(lines.next().is_some_and(|line| line.starts_with("1,2,")), "{name}: {pairs}");
        let clusters = std::fs::read_to_string(folder.path().join("clusters.csv")).unwrap();
        assert!(clusters.starts_with("id,cluster,review\n1,1,"), "{clusters}");
    }
}

#[test]
fn two_files_give_links_between_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut arguments = arguments(write(folder.path(), "a.csv", PEOPLE.as_bytes()));
    let other = "rec_id,given_name,surname,dob,personnummer\nB7,Åsa,Öberg,19840307,198403070001\n";
    arguments.second = Some(write(folder.path(), "b.csv", other.as_bytes()));
    arguments.out = Some(folder.path().join("pairs.csv"));
    arguments.threshold = Some(0.3);
    run(&arguments).unwrap();
    let pairs = std::fs::read_to_string(folder.path().join("pairs.csv")).unwrap();
    assert!(pairs.contains("\n1,B7,") && pairs.contains("\n2,B7,") && !pairs.contains("1,2,"), "{pairs}");
}

#[test]
fn errors_say_where_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("pairs.csv");
    let failed = |text: &str, columns: &[(&str, linkage::schema::Kind)]| -> String {
        let mut arguments = arguments(write(folder.path(), "in.csv", text.as_bytes()));
        arguments.columns = columns.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect();
        arguments.out = Some(out.clone());
        let error: CommandError = run(&arguments).unwrap_err();
        assert!(!out.exists());
        error.to_string()
    };
    assert!(failed("id,given\n1,A\n1,B\n", &[]).contains("line 3, column 1"));
    assert!(failed("id,given\n1,A\n,B\n", &[]).contains("line 3, column 1"));
    assert!(failed("id,given\n1,A,x\n", &[]).contains("line 2, column 3"));
    assert!(failed("id,given\n1,\"A\n", &[]).contains("line 2"));
    assert!(failed("id,colour\n1,red\n", &[]).contains("no column tells people apart"));
    assert!(failed("id,dob,birth_date\n1,,\n", &[]).contains("line 1, column 3"));
    assert!(
        failed("id,given\n1,A\n", &[("nome", linkage::schema::Kind::Given)]).contains("there are id, given")
    );
    assert!(failed("", &[]).contains("empty"));
    let missing = run(&arguments(folder.path().join("none.csv"))).unwrap_err();
    assert!(missing.to_string().contains("none.csv"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_file_makes_it_panic(rows in proptest::collection::vec("[^\\x00]{0,40}", 0..12)) {
        let folder = tempfile::tempdir().unwrap();
        let text = format!("id,given,family,dob,phone\n{}", rows.join("\n"));
        let _ = run(&arguments(write(folder.path(), "in.csv", text.as_bytes())));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let folder = tempfile::tempdir().unwrap();
        let _ = run(&arguments(write(folder.path(), "in.csv", &bytes)));
    }
}
