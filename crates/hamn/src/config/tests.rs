//! Where values come from, which are allowed, and what a person is told about the others.

use super::*;

fn with(file: &str, variables: &[(&str, &str)], flags: &[(&'static str, &str)]) -> Result<Config, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hamn.toml");
    std::fs::write(&path, file).unwrap();
    let sources = Sources {
        file: Some(path),
        variables: variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        flags: flags.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
    };
    let place = folder.path().display().to_string();
    Config::read(&sources).map_err(|error| error.to_string().replace(&place, "DIR"))
}

#[test]
fn an_empty_file_gives_a_configuration_for_one_machine() {
    let config = with("", &[], &[]).unwrap();
    assert!(config.listen.ip().is_loopback());
    assert_eq!(config.database, Database::Sqlite("data/hamn.db".into()));
    assert_eq!(config.key_file, PathBuf::from("data/hamn.key"));
    assert_eq!(config.session_idle, SignedDuration::from_mins(60));
    assert_eq!(config.log, Log { format: LogFormat::Json, level: Level::INFO });
    assert_eq!(config.metrics, Audience::Loopback);
    assert_eq!((config.municipality, config.public_url), (None, None));
}

#[test]
fn flags_beat_the_environment_which_beats_the_file() {
    let file =
        "listen = \"127.0.0.1:1\"\ndata = \"from-file\"\n[session]\nidle_minutes = 10\nlife_minutes = 20\n";
    let variables = [("HAMN_LISTEN", "127.0.0.1:2"), ("HAMN_SESSION_IDLE_MINUTES", "11"), ("HOME", "/root")];
    let config = with(file, &variables, &[("listen", "127.0.0.1:3")]).unwrap();
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.session_idle, SignedDuration::from_mins(11));
    assert_eq!(config.session_life, SignedDuration::from_mins(20));
    assert_eq!(config.key_file, PathBuf::from("from-file/hamn.key"));
}

#[test]
fn a_code_with_a_leading_zero_stays_itself() {
    let variables = [("HAMN_MUNICIPALITY_CODE", "0180"), ("HAMN_MUNICIPALITY_NAME", "Stockholm")];
    let municipality = with("", &variables, &[]).unwrap().municipality.unwrap();
    assert_eq!(municipality, Municipality { code: "0180".into(), name: "Stockholm".into() });
}

/// The file, the environment, the flags, and what is said.
type Case = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static [(&'static str, &'static str)],
    &'static str,
);

#[test]
fn a_wrong_value_is_named_with_its_place_and_what_is_allowed() {
    let cases: [Case; 12] = [
        (
            "[session]\nidle_minutes = 3\n",
            &[],
            &[],
            "“session.idle_minutes” is 3 (in DIR/hamn.toml); allowed is a whole number from 5 to 720",
        ),
        (
            "[session]\nidle_minutes = 1.5\n",
            &[],
            &[],
            "“session.idle_minutes” is not a whole number (in DIR/hamn.toml); allowed is a whole number from 5 to 720",
        ),
        (
            "",
            &[("HAMN_LOG_LEVEL", "loud")],
            &[],
            "“log.level” is “loud” (in the environment variable HAMN_LOG_LEVEL); allowed is error, warn, info or debug",
        ),
        (
            "",
            &[],
            &[("listen", "everywhere")],
            "“listen” is “everywhere” (in the flag --listen); allowed is an address and a port, such as \
             127.0.0.1:8400 or [::]:8400",
        ),
        (
            "public_url = \"hamn.example/path\"\n",
            &[],
            &[],
            "“public_url” is “hamn.example/path” (in DIR/hamn.toml); allowed is the address people type, such as \
             https://hamn.kommun.example, without a path",
        ),
        (
            "[municipality]\ncode = 1784\nname = \"Arvika\"\n",
            &[],
            &[],
            "“municipality.code” is the number 1784 (in DIR/hamn.toml); allowed is the municipality's code in quotes, \
             such as \"1784\", or a word of your own of letters, digits and hyphens",
        ),
        (
            "[municipality]\nname = \"Arvika\"\n",
            &[],
            &[],
            "“municipality.name” is set (in DIR/hamn.toml) and “municipality.code” is not; set both or neither",
        ),
        (
            "",
            &[("HAMN_MAIL_URL", "smtps://mail.example")],
            &[],
            "“mail.url” is set (in the environment variable HAMN_MAIL_URL) and “mail.from” is not; set both or neither",
        ),
        (
            "",
            &[("HAMN_DATABASE", "mysql://hamn:canary@db")],
            &[],
            "“database” is not understood (in the environment variable HAMN_DATABASE); allowed is sqlite:PATH or \
             postgres://USER:PASSWORD@HOST/DATABASE",
        ),
        (
            "metrics = [1]\n",
            &[],
            &[],
            "“metrics” is not a text in quotes (in DIR/hamn.toml); allowed is loopback, anyone or nobody",
        ),
        (
            "listen = \"\"\n",
            &[],
            &[],
            "“listen” is empty (in DIR/hamn.toml); allowed is an address and a port, such as 127.0.0.1:8400 or [::]:8400",
        ),
        (
            "[mail]\nfrom = \"nobody\"\n",
            &[],
            &[],
            "“mail.from” is “nobody” (in DIR/hamn.toml); allowed is a sender, such as Hamn <hamn@kommun.example>",
        ),
    ];
    for (file, variables, flags, expected) in cases {
        assert_eq!(with(file, variables, flags).unwrap_err(), expected);
    }
}

#[test]
fn an_unknown_key_is_refused_wherever_it_stands() {
    let error = with("[session]\nidle = 5\n", &[], &[]).unwrap_err();
    assert!(
        error.starts_with("there is no key “session.idle” (in DIR/hamn.toml); the keys are listen, "),
        "{error}"
    );
    let error = with("lisen = \"x\"\n", &[], &[]).unwrap_err();
    assert!(error.starts_with("there is no key “lisen”"), "{error}");
    let error = with("", &[("HAMN_LISEN", "x")], &[]).unwrap_err();
    assert!(error.starts_with("there is no key “HAMN_LISEN” (in the environment)"), "{error}");
    assert!(with("", &[("HAMN_TEST_POSTGRES", "x"), ("HAMN_REQUIRE_POSTGRES", "1")], &[]).is_ok());
}

#[test]
fn a_file_that_is_not_toml_or_not_there_says_so() {
    let error = with("listen = \n", &[], &[]).unwrap_err();
    assert!(
        error.starts_with("could not read the configuration DIR/hamn.toml: ") && error.contains("line 1"),
        "{error}"
    );
    let sources = Sources { file: Some("/nowhere/hamn.toml".into()), ..Sources::default() };
    let error = Config::read(&sources).unwrap_err().to_string();
    assert!(
        error.starts_with("could not read the configuration /nowhere/hamn.toml: No such file"),
        "{error}"
    );
}

#[test]
fn passwords_are_never_printed() {
    let variables = [
        ("HAMN_DATABASE", "postgres://hamn:canary@db/hamn"),
        ("HAMN_MAIL_URL", "smtps://hamn:canary@mail.example"),
        ("HAMN_MAIL_FROM", "hamn@hamn.example"),
    ];
    let config = with("", &variables, &[]).unwrap();
    assert!(!format!("{config:?}").contains("canary"));
}

#[test]
fn the_documentation_names_every_key_with_its_variable_and_its_built_in_value() {
    let text = include_str!("../../../../docs/operate/configuration.md");
    for key in KEYS {
        let row = text.lines().find(|line| line.starts_with(&format!("| `{}` ", key.name)));
        let row =
            row.unwrap_or_else(|| panic!("docs/operate/configuration.md has no row for `{}`", key.name));
        assert!(row.contains(&format!("`{}`", key.variable)), "{row}");
        if let Some(standard) = key.standard {
            assert!(row.contains(&format!("`{standard}`")), "{row} does not say that {standard} is built in");
        }
    }
    let rows = text.lines().filter(|line| line.starts_with("| `") && line.contains("`HAMN_")).count();
    assert_eq!(rows, KEYS.len(), "a row for a key that does not exist");
}
