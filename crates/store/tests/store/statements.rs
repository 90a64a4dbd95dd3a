//! One text for two databases: each must understand every statement.

use std::{collections::BTreeMap, path::PathBuf};

use test_support::{Kind, TestDatabase, both_databases};

use crate::sources;

/// The texts of every `sql!("…")`, with the file each stands in.
fn texts() -> BTreeMap<String, PathBuf> {
    let mut texts = BTreeMap::new();
    for (path, source) in sources() {
        // Where the databases differ on purpose; and where the macro itself is made.
        if path.ends_with("dialect.rs") || path.ends_with("sql.rs") {
            continue;
        }
        let calls: Vec<&str> = source.split("sql!(").skip(1).collect();
        for call in calls {
            let literal = call.trim_start();
            let text = literal.strip_prefix('"').unwrap_or_else(|| {
                panic!("{}: this test reads plain string literals only: {literal:.60}", path.display())
            });
            let mut end = None;
            let mut escaped = false;
            for (place, letter) in text.char_indices() {
                match letter {
                    _ if escaped => escaped = false,
                    '\\' => escaped = true,
                    '"' => {
                        end = Some(place);
                        break;
                    }
                    _ => {}
                }
            }
            let text = text[..end.expect("the literal ends")].replace("\\\"", "\"");
            texts.insert(text, path.clone());
        }
    }
    texts
}

async fn every_statement_can_be_prepared(db: TestDatabase) {
    let texts = texts();
    assert!(
        texts.len() > 60,
        "the scan found {} statements only: does it still read the sources?",
        texts.len()
    );
    let mut refused = Vec::new();
    for (text, path) in texts {
        let outcome = match db.kind {
            Kind::Sqlite => db.raw(&format!("EXPLAIN {text}")).await,
            Kind::Postgres => db.raw(&format!("PREPARE statement AS {text}")).await,
        };
        if let Err(error) = outcome {
            refused.push(format!("{}: {error}\n    {text}", path.display()));
        }
    }
    assert!(refused.is_empty(), "{} statements are refused:\n{}", refused.len(), refused.join("\n"));
}

/// Where SQLite walks all rows of a tenant, and whether it then sorts them. Each such place is known and accepted: a small table, or a figure that is
/// counted once per change. `HAMN_RENEW=1` writes the file anew; look at what it adds.
#[test]
fn whole_tables_are_walked_only_where_it_is_known() {
    const WALKS: &str = "tests/store/walks.txt";
    test_support::run(Kind::Sqlite, |db| async move {
        let mut walks = String::new();
        for text in texts().into_keys() {
            let plan = db.raw(&format!("EXPLAIN QUERY PLAN {text}")).await.unwrap();
            let steps: Vec<String> =
                plan.into_iter().filter_map(|row| row.into_iter().last().flatten()).collect();
            let walks_all = |step: &str| {
                (step.starts_with("SCAN") || step.ends_with("(tenant_id=?)"))
                    && !step.contains("SUBQUERY")
                    && !step.contains("CONSTANT ROW")
            };
            // What is walked in its order can stop at the end of a page; what is sorted afterwards cannot.
            let walked: Vec<&String> =
                steps.iter().filter(|step| walks_all(step) || step.ends_with("ORDER BY")).collect();
            if steps.iter().any(|step| walks_all(step)) {
                walks.push_str(&text.split_whitespace().collect::<Vec<_>>().join(" "));
                walks.push('\n');
                for step in walked {
                    walks.extend(["    ", step.as_str(), "\n"]);
                }
            }
        }
        if std::env::var("HAMN_RENEW").is_ok() {
            std::fs::write(WALKS, &walks).unwrap();
        }
        assert_eq!(walks, std::fs::read_to_string(WALKS).unwrap());
    });
}

both_databases!(every_statement_can_be_prepared);
