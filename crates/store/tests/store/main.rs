//! What the store promises, tried on SQLite and on PostgreSQL alike.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod backups;
mod changes;
mod disk;
mod homes;
mod idempotency;
mod kills;
mod lists;
mod newcomer;
mod referrals;
mod retention;
mod round_trips;
mod schema;
mod sign_in;
mod statements;
mod tenants;
mod transactions;

use std::path::{Path, PathBuf};

use test_support::{Kind, TestDatabase};
use uuid::Uuid;

/// An id as a literal of raw SQL.
fn literal(db: &TestDatabase, id: Uuid) -> String {
    match db.kind {
        Kind::Sqlite => format!("x'{}'", id.simple()),
        Kind::Postgres => format!("'{id}'::uuid"),
    }
}

/// The bytes of a text as they would show in a column of bytes.
fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// Every source file of the store with its text.
fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, files: &mut Vec<(PathBuf, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                files.push((path, text));
            }
        }
    }
    let mut files = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    files.sort();
    files
}
