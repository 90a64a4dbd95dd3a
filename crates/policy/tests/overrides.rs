//! A municipality's own files over the shipped ones, and what is refused.

use std::fs;

use domain::LegalStatus;
use jiff::civil::date;
use policy::{ChainDates, Policy, PolicyError, Problem, QuotaScheme, ids};

/// Reads the shipped policy with these files laid over it.
fn with(files: &[(&str, &str)]) -> Result<Policy, PolicyError> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a writable temporary folder");
    }
    Policy::from_dir(folder.path())
}

/// What is wrong with the file, and on which line.
fn refused(name: &str, text: &str) -> (Problem, usize) {
    match with(&[(name, text)]) {
        Err(PolicyError::Rule { place, problem }) => {
            assert!(place.file.ends_with(name), "{place}");
            (*problem, place.line)
        }
        other => panic!("{other:?}"),
    }
}

const LOCAL: &str = r#"source = { local = true, text = "Lokal policy: beslut KS 2026/118." }"#;

fn deadline(id: &str, rest: &str) -> String {
    format!("[[deadline]]\nid = \"{id}\"\n{LOCAL}\n{rest}\n")
}

fn link(id: &str, kind: &str, statuses: &str, rest: &str) -> String {
    format!(
        "[[link]]\nid = \"{id}\"\nkind = \"{kind}\"\nstatuses = [{statuses}]\nowner = \"municipality\"\n\
         referable_to_non_authority = false\ndeferrable = false\n{LOCAL}\n{rest}\n"
    )
}

const PERSON: &str = "per = \"person\"\nvalid_from = 2022-01-01";

#[test]
fn an_empty_folder_changes_nothing() {
    let policy = with(&[]).unwrap();
    assert_eq!(policy.message_keys(), Policy::embedded().unwrap().message_keys());
}

#[test]
fn a_copy_of_the_shipped_files_changes_nothing() {
    let copy = Policy::from_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policy/se")).unwrap();
    let shipped = Policy::embedded().unwrap();
    assert_eq!(copy.deadlines(), shipped.deadlines());
    assert_eq!(copy.quotas(), shipped.quotas());
    assert_eq!(copy.quota_proposals(), shipped.quota_proposals());
    assert_eq!(copy.calendar().sources(), shipped.calendar().sources());
    for (one, other) in copy.chain_templates().iter().zip(shipped.chain_templates()) {
        assert_eq!(one.valid(), other.valid());
        assert!(one.links().eq(other.links()));
    }
}

#[test]
fn the_examples_of_the_guide_can_be_read() {
    let guide = include_str!("../README.md");
    let examples: Vec<&str> = guide.split("```toml\n# ").skip(1).collect();
    assert_eq!(examples.len(), 3);
    for example in examples {
        let (name, rest) = example.split_once('\n').unwrap();
        let (text, _) = rest.split_once("```").unwrap();
        with(&[(name, text)]).unwrap();
    }
}

#[test]
fn a_rule_replaces_every_shipped_vintage_of_itself_and_nothing_else() {
    let text =
        deadline("referral_answer", "valid_from = 2022-01-01\nafter = \"referral_sent\"\nworking_days = 2")
            + &deadline(
                "housing_temporary_protection",
                "valid_from = 2022-07-01\nafter = \"assignment\"\ndays = 14",
            );
    let policy = with(&[("deadlines.toml", &text)]).unwrap();
    assert_eq!(policy.due(ids::REFERRAL_ANSWER, date(2025, 9, 5)), Ok(date(2025, 9, 9)));
    assert_eq!(policy.due(ids::DUTY_STALE, date(2025, 1, 1)), Ok(date(2025, 6, 30)));
    let dates = ChainDates { assigned_on: Some(date(2025, 9, 1)), ..ChainDates::default() };
    let links = policy.chain_template(date(2025, 9, 1)).unwrap();
    let links = links.expected_links(LegalStatus::TemporaryProtection, &[], &dates).unwrap();
    let housing = links.iter().find(|link| link.kind.as_str() == "housing").unwrap();
    assert_eq!(housing.deadline, Some(date(2025, 9, 15)), "a link follows its deadline");
    assert!(housing.rule.deadline.as_ref().unwrap().source.is_local());
}

#[test]
fn a_municipality_can_add_a_kind_a_quota_and_a_holiday() {
    let chain = "[[kind]]\ncode = \"bicycle\"\nphase = \"first_months\"\norder = 60\n".to_owned()
        + &link("bicycle", "bicycle", "\"newly_arrived\"", PERSON);
    let quota = format!(
        "[[quota]]\nscheme = \"newly_arrived\"\nvalid_from = 2026-01-01\nvalid_to = 2026-12-31\n\
         published = \"2025-11\"\npersons = {{ 0180 = 41 }}\n{LOCAL}\n"
    );
    let holidays = format!("{LOCAL}\n[[holiday]]\nname = \"Julafton\"\ndays = [2025-12-24]\n");
    let files = [("chain.toml", chain.as_str()), ("quota.toml", &quota), ("holidays.toml", &holidays)];
    let policy = with(&files).unwrap();
    assert!(policy.message_keys().contains(&"link-bicycle-about".to_owned()));
    let quota = policy.quota("0180", QuotaScheme::NewlyArrived, date(2026, 6, 1)).unwrap();
    assert_eq!(quota.persons, 41);
    assert_eq!(policy.add_working_days(date(2025, 12, 23), 1), Ok(date(2025, 12, 29)));
    assert_eq!(policy.calendar().holiday(date(2025, 12, 25)), Some("Juldagen"));
    assert_eq!(policy.calendar().sources().len(), 2);
}

#[test]
fn retiring_a_rule_ends_its_link() {
    let text = link("leisure", "leisure", "\"newly_arrived\"", &format!("{PERSON}\nvalid_to = 2025-12-31"));
    let policy = with(&[("chain.toml", &text)]).unwrap();
    let has = |day| policy.chain_template(day).unwrap().links().any(|rule| rule.id == "leisure");
    assert!(has(date(2025, 12, 31)));
    assert!(!has(date(2026, 1, 1)));
}

#[test]
fn overlapping_vintages_are_refused() {
    let rest = "after = \"referral_sent\"\ndays = 2";
    let text =
        deadline("referral_answer", &format!("valid_from = 2022-01-01\nvalid_to = 2025-06-30\n{rest}"))
            + &deadline("referral_answer", &format!("valid_from = 2025-06-30\n{rest}"));
    let (problem, line) = refused("deadlines.toml", &text);
    assert!(
        matches!(problem, Problem::Overlap { ref rule, ref other } if rule == "referral_answer" && other.line == 1)
    );
    assert_eq!(line, 8);
    let next_day = text.replace("valid_from = 2025-06-30", "valid_from = 2025-07-01");
    with(&[("deadlines.toml", &next_day)]).unwrap();
}

#[test]
fn a_rule_without_a_source_is_refused() {
    let text = "\n[[deadline]]\nid = \"x\"\nvalid_from = 2022-01-01\nafter = \"arrival\"\ndays = 1\n";
    assert_eq!(refused("deadlines.toml", text), (Problem::MissingSource { rule: "x".to_owned() }, 2));
}

#[test]
fn a_source_that_says_too_little_or_too_much_is_refused() {
    for source in [
        "{ law = \"Lag (1994:137)\" }",
        "{ publication = \"SKR\" }",
        "{ local = true }",
        "{ local = true, text = \" \" }",
        "{ law = \"Lag\", local = true, text = \"x\", address = \"https://example.org\" }",
        "{ law = \"Lag\", address = \"example.org\" }",
        "{ }",
    ] {
        let text = deadline("x", "valid_from = 2022-01-01\nafter = \"arrival\"\ndays = 1")
            .replace(LOCAL, &format!("source = {source}"));
        let (problem, _) = refused("deadlines.toml", &text);
        assert!(matches!(problem, Problem::BadSource { .. }), "{source}: {problem}");
    }
}

#[test]
fn unknown_kinds_deadlines_and_values_are_refused() {
    let check = |text: String, expected: fn(&Problem) -> bool| {
        let (problem, line) = refused("chain.toml", &text);
        assert!(expected(&problem), "{problem}");
        assert_eq!(line, 1);
    };
    let statuses = "\"newly_arrived\"";
    check(link("x", "houzing", statuses, PERSON), |problem| matches!(problem, Problem::UnknownKind { .. }));
    check(link("x", "Housing", statuses, PERSON), |problem| matches!(problem, Problem::BadCode { .. }));
    check(link("x", "housing", "\"refugee\"", PERSON), |problem| {
        matches!(problem, Problem::UnknownValue { key: "statuses", .. })
    });
    check(
        link("leisure", "leisure", statuses, &format!("{PERSON}\ndeadline = \"nope\"")),
        |problem| matches!(problem, Problem::UnknownDeadline { day, .. } if *day == date(2022, 1, 1)),
    );
    check(
        link("leisure", "leisure", statuses, &format!("{PERSON}\ndeadline = \"referral_answer\"")),
        |problem| matches!(problem, Problem::NotAChainEvent { .. }),
    );
    // The deadline begins on 2022-07-01, half a year after the link.
    check(
        link(
            "leisure",
            "leisure",
            statuses,
            &format!("{PERSON}\ndeadline = \"housing_temporary_protection\""),
        ),
        |problem| matches!(problem, Problem::UnknownDeadline { .. }),
    );
    check(
        link("leisure", "leisure", statuses, &format!("{PERSON}\nages = {{ min = 7, max = 6 }}")),
        |problem| matches!(problem, Problem::EmptyAges { .. }),
    );
    check(
        link(
            "leisure",
            "leisure",
            statuses,
            "per = \"person\"\nvalid_from = 2025-02-01\nvalid_to = 2025-01-31",
        ),
        |problem| matches!(problem, Problem::EndsBeforeItBegins { .. }),
    );
    check(
        link("housing.ours", "housing", statuses, PERSON),
        |problem| matches!(problem, Problem::TwoRulesForOneLink { other, .. } if other == "housing.newly_arrived"),
    );
}

#[test]
fn no_file_can_weaken_the_link_of_an_unaccompanied_child() {
    let child = "\"unaccompanied_child\"";
    let good = link("social_services", "social_services", child, PERSON);
    with(&[("chain.toml", &good)]).unwrap();
    for (from, to) in [
        ("deferrable = false", "deferrable = true"),
        ("referable_to_non_authority = false", "referable_to_non_authority = true"),
        ("per = \"person\"", "per = \"household\""),
        ("per = \"person\"", "per = \"person\"\nages = { max = 17 }"),
    ] {
        let (problem, _) = refused("chain.toml", &good.replace(from, to));
        assert!(matches!(problem, Problem::ChildLinkWeakened { .. }), "{to}: {problem}");
    }
    for (text, day) in [
        (good.replace(child, "\"asylum_seeker\""), date(2022, 1, 1)),
        (good.replace(PERSON, &format!("{PERSON}\nvalid_to = 2026-12-31")), date(2027, 1, 1)),
        (good.replace("2022-01-01", "2022-01-02"), date(2022, 1, 1)),
    ] {
        match with(&[("chain.toml", &text)]).unwrap_err() {
            PolicyError::Whole(problem) => assert_eq!(*problem, Problem::ChildLinkMissing { day }),
            other => panic!("{other}"),
        }
    }
}

#[test]
fn a_deadline_the_program_asks_for_cannot_end() {
    let text = deadline(
        "duty_stale",
        "valid_from = 2022-01-01\nvalid_to = 2026-12-31\nafter = \"duty_confirmed\"\ndays = 90",
    );
    let error = with(&[("deadlines.toml", &text)]).unwrap_err();
    let expected = Problem::RequiredDeadlineMissing { id: "duty_stale", day: date(2027, 1, 1) };
    assert!(matches!(&error, PolicyError::Whole(problem) if **problem == expected), "{error}");
}

#[test]
fn a_deadline_has_exactly_one_term() {
    for terms in ["", "days = 1\nmonths = 1"] {
        let text = deadline("x", &format!("valid_from = 2022-01-01\nafter = \"arrival\"\n{terms}"));
        assert_eq!(refused("deadlines.toml", &text).0, Problem::NotOneTerm { rule: "x".to_owned() });
    }
}

#[test]
fn a_municipality_code_keeps_its_leading_zero() {
    let text = format!(
        "[[quota]]\nscheme = \"newly_arrived\"\nvalid_from = 2026-01-01\npublished = \"2025\"\n\
         persons = {{ 180 = 41 }}\n{LOCAL}\n"
    );
    assert_eq!(refused("quota.toml", &text).0, Problem::BadMunicipality("180".to_owned()));
}

#[test]
fn what_cannot_be_understood_is_named_with_its_line() {
    let check =
        |text: &str, expected_line: usize, word: &str| match with(&[("deadlines.toml", text)]).unwrap_err() {
            PolicyError::Syntax { place, message } => {
                assert_eq!(place.line, expected_line, "{text}: {message}");
                assert!(message.contains(word), "{message}");
            }
            other => panic!("{other}"),
        };
    check("[[deadline]]\nid = \"x\"\nafter_ = 1\n", 3, "after_");
    check("[[deadline]]\nid = \"x\"\nvalid_from = \"2022-01-01\"\n", 3, "without quotation marks");
    check("[[deadline]]\nid = \"x\"\nvalid_from = 2022-01-01T10:00:00\n", 3, "without quotation marks");
    check("[[deadline]]\nid = \n", 2, "");
    check("[[deadline]]\nid = \"x\"\n", 1, "valid_from");
}

#[test]
fn a_misspelt_file_is_refused_and_not_ignored() {
    let error = with(&[("deadline.toml", "")]).unwrap_err();
    assert!(matches!(error, PolicyError::UnknownFile { .. }), "{error}");
    assert!(error.to_string().contains("deadlines.toml"), "{error}");
    assert!(matches!(Policy::from_dir("no/such/folder"), Err(PolicyError::Read { .. })));
    with(&[("README.md", "Våra beslut.")]).unwrap();
}

#[test]
fn the_error_says_where_what_and_how_to_mend_it() {
    let text = link("leisure", "leisure", "\"newly_arrived\"", &format!("{PERSON}\ndeadline = \"nope\""));
    let error = with(&[("chain.toml", &text)]).unwrap_err().to_string();
    assert!(
        error.ends_with(
            "chain.toml, line 1: “leisure” uses the deadline “nope”, which is not in force on 2022-01-01; \
             add a vintage to deadlines.toml or shorten the rule"
        ),
        "{error}"
    );
}
