//! A wrong configuration ends every command with one sentence.

use crate::process::{fail, run, text};

#[test]
fn wrong_values_and_unknown_keys_are_named_with_their_place() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("hamn.toml"), "lisen = \"127.0.0.1:8400\"\n").unwrap();
    let sentence = fail(folder.path(), &[], &["serve"]);
    assert!(
        sentence.starts_with("there is no key “lisen” (in ") && sentence.contains("hamn.toml)"),
        "{sentence}"
    );

    std::fs::write(folder.path().join("hamn.toml"), "[log]\nlevel = \"loud\"\n").unwrap();
    let sentence = fail(folder.path(), &[], &["migrate"]);
    assert!(sentence.starts_with("“log.level” is “loud” (in "), "{sentence}");
    assert!(sentence.ends_with("allowed is error, warn, info or debug"), "{sentence}");

    std::fs::remove_file(folder.path().join("hamn.toml")).unwrap();
    let sentence = fail(folder.path(), &[("HAMN_CONFIG", "elsewhere.toml")], &["check"]);
    assert!(sentence.starts_with("could not read the configuration elsewhere.toml: "), "{sentence}");
    let sentence = fail(folder.path(), &[], &["serve", "--listen", "here"]);
    assert!(
        sentence.starts_with("“listen” is “here” (in the flag --listen); allowed is an address"),
        "{sentence}"
    );
    assert!(!folder.path().join("data").exists(), "nothing is made with a configuration that is wrong");
}

#[test]
fn a_database_that_cannot_be_reached_is_named_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [("HAMN_DATABASE", "postgres://hamn:canary@localhost:1/hamn?host=/nowhere")];
    let output = run(folder.path(), &variables, &["migrate"]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("could not open the database at ") && said.contains("“database”"), "{said}");
    assert!(!said.contains("canary"), "{said}");
}

#[test]
fn a_check_makes_nothing_and_names_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("policy");
    std::fs::create_dir(&policy).unwrap();
    std::fs::write(policy.join("deadlines.toml"), "[[deadline]]\nid = 1\n").unwrap();
    // A server that nobody runs: port 1 again.
    let variables = [
        ("HAMN_POLICY_DIR", "policy"),
        ("HAMN_MAIL_URL", "smtp://127.0.0.1:1"),
        ("HAMN_MAIL_FROM", "Hamn <hamn@hamn.example>"),
    ];
    let output = run(folder.path(), &variables, &["check"]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("ok     database: there is none yet"), "{said}");
    assert!(said.contains("wrong  policy: ") && said.contains("deadlines.toml"), "{said}");
    assert!(said.contains("wrong  mail: the mail server refuses"), "{said}");
    assert!(!folder.path().join("data").exists());

    let output = run(folder.path(), &[], &["check"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
}
