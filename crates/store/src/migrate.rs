//! The schema: bringing it up to date, and saying how it stands.

use std::borrow::Cow;

use rusqlite::{OptionalExtension as _, Transaction, TransactionBehavior, params};
use sqlx::{
    SqlSafeStr as _,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
};

use crate::{Error, Store, error::Cause, open::Pool};

/// The migrations, by number; a released one is never edited.
macro_rules! migrations {
    ($($version:literal $name:literal),* $(,)?) => {
        const SQLITE: &[(i64, &str, &str)] =
            &[$(($version, $name, include_str!(concat!("../migrations/sqlite/", $name, ".sql")))),*];
        const POSTGRES: &[(i64, &str, &str)] =
            &[$(($version, $name, include_str!(concat!("../migrations/postgres/", $name, ".sql")))),*];
    };
}
migrations! { 1 "0001_spine" }

fn migrator(texts: &'static [(i64, &'static str, &'static str)]) -> Migrator {
    Migrator::with_migrations(
        texts
            .iter()
            .map(|(version, name, text)| {
                Migration::new(
                    *version,
                    Cow::Borrowed(*name),
                    MigrationType::Simple,
                    (*text).into_sql_str(),
                    false,
                )
            })
            .collect(),
    )
}

/// The migrator's own table: the same on both databases.
const MIGRATIONS: &str = "CREATE TABLE IF NOT EXISTS _sqlx_migrations (
    version BIGINT PRIMARY KEY, description TEXT NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL, checksum BLOB NOT NULL, execution_time BIGINT NOT NULL)";

const LAST_MIGRATION: &str = "SELECT MAX(version) FROM _sqlx_migrations WHERE success";

/// How the schema in a database compares with the one this program was built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// There is none yet.
    Absent,
    /// It must be migrated before use.
    Older,
    /// It is the same.
    Current,
    /// A newer program has migrated it. Migrations expand before they contract, so the version before still works.
    Newer,
}

/// What SQLite is told of its indices instead of measuring them. Every index begins with the tenant, of whom there is one
/// or a few: that column alone selects everything, the next ones a household's worth, and a whole key one row. Without it
/// SQLite takes any column to select ten rows, and walks all links of a tenant to find those of one household. Told once
/// and for all, a plan is the same on the first day and in the tenth year.
const SELECTIVITY: &str = "PRAGMA analysis_limit = 1; ANALYZE; DELETE FROM sqlite_stat1;
    INSERT INTO sqlite_stat1 (tbl, idx, stat)
    SELECT t.name, CASE WHEN l.origin = 'pk' AND t.wr THEN t.name ELSE l.name END,
      CASE (SELECT COUNT(*) FROM pragma_index_info(l.name))
        WHEN 1 THEN '1000000 1000000'
        WHEN 2 THEN '1000000 1000000 ' || CASE l.\"unique\" WHEN 1 THEN '1' ELSE '20' END
        WHEN 3 THEN '1000000 1000000 50 ' || CASE l.\"unique\" WHEN 1 THEN '1' ELSE '10' END
        WHEN 4 THEN '1000000 1000000 50 10 ' || CASE l.\"unique\" WHEN 1 THEN '1' ELSE '5' END
        ELSE '1000000 1000000 50 10 5 2' END
    FROM pragma_table_list t JOIN pragma_index_list(t.name) l
    WHERE t.schema = 'main' AND t.type = 'table'
      AND (SELECT name FROM pragma_index_info(l.name) WHERE seqno = 0) = 'tenant_id';
    ANALYZE sqlite_master;";

impl Store {
    /// Brings the schema up to date; running it again changes nothing.
    pub async fn migrate(&self) -> Result<(), Error> {
        match &self.pool {
            Pool::Sqlite { write, .. } => {
                migrate_sqlite(&*write.acquire().await?).map_err(Error::Migrate)?;
            }
            Pool::Postgres(pool) => {
                migrator(POSTGRES).run(pool).await.map_err(|cause| Error::Migrate(cause.into()))?;
            }
        }
        Ok(())
    }

    /// Compares the schema in the database with the one this program was built for.
    pub async fn schema(&self) -> Result<Schema, Error> {
        // The table is the migrator's own; before the first migration it does not exist.
        let stored: Option<i64> = match &self.pool {
            Pool::Sqlite { read, .. } => {
                let connection = read.acquire().await?;
                if connection.table_exists(None, "_sqlx_migrations")? {
                    connection.query_row(LAST_MIGRATION, [], |row| row.get(0))?
                } else {
                    None
                }
            }
            Pool::Postgres(pool) => {
                let made: bool = sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL")
                    .fetch_one(pool)
                    .await?;
                if made { sqlx::query_scalar(LAST_MIGRATION).fetch_one(pool).await? } else { None }
            }
        };
        let known = SQLITE.iter().map(|(version, ..)| *version).max();
        Ok(match stored {
            None => Schema::Absent,
            stored if stored == known => Schema::Current,
            stored if stored < known => Schema::Older,
            _ => Schema::Newer,
        })
    }
}

/// Applies what is missing, each migration in one transaction with the note that it was applied.
fn migrate_sqlite(connection: &rusqlite::Connection) -> Result<(), Cause> {
    connection.execute_batch(MIGRATIONS)?;
    let migrator = migrator(SQLITE);
    let newest: Option<i64> = connection.query_row(LAST_MIGRATION, [], |row| row.get(0))?;
    if let Some(newer) = newest.filter(|version| !migrator.version_exists(*version)) {
        return Err(MigrateError::VersionMissing(newer).into());
    }
    for migration in migrator.iter() {
        let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
        let applied: Option<Vec<u8>> = transaction
            .query_row(
                "SELECT checksum FROM _sqlx_migrations WHERE version = ?1",
                [migration.version],
                |row| row.get(0),
            )
            .optional()?;
        match applied {
            Some(checksum) if checksum == *migration.checksum => continue,
            Some(_) => return Err(MigrateError::VersionMismatch(migration.version).into()),
            None => {}
        }
        transaction.execute_batch(migration.sql.as_str())?;
        transaction.execute(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (?1, ?2, TRUE, ?3, 0)",
            params![migration.version, migration.description, migration.checksum],
        )?;
        transaction.commit()?;
    }
    connection.execute_batch(SELECTIVITY)?;
    Ok(())
}
