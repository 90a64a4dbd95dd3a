//! A database for one test.

use std::{
    env,
    future::Future,
    io::Write as _,
    ops::Deref,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Column as _, Connection as _, Row as _, ValueRef as _, postgres::PgRow};
use store::{Cause, Clock as _, Store, vault::Key};
use tempfile::TempDir;

use crate::{SeededDice, StillClock, cluster::Server};

/// The two kinds of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file in a temporary folder.
    Sqlite,
    /// A database in a throwaway cluster.
    Postgres,
}

/// A migrated, empty database of one test's own, with the dice and the clock of the test. It is used like the [`Store`]
/// it holds.
pub struct TestDatabase {
    /// Which kind.
    pub kind: Kind,
    /// The test's time.
    pub clock: StillClock,
    /// The test's chance; the store draws from it too.
    pub dice: Arc<SeededDice>,
    store: Store,
    place: Place,
    /// The PostgreSQL databases of this test, taken away when it ends.
    made: Arc<Mutex<Vec<String>>>,
}

enum Place {
    Sqlite(TempDir),
    Postgres { server: Box<Server>, name: String },
}

impl Deref for TestDatabase {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

/// Runs one test on one kind of database. Used by [`both_databases!`](crate::both_databases!).
pub fn run<F, Fut>(kind: Kind, test: F)
where
    F: FnOnce(TestDatabase) -> Fut,
    Fut: Future<Output = ()>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime for the test");
    let made = Arc::default();
    let database = match kind {
        Kind::Sqlite => runtime.block_on(TestDatabase::sqlite(Arc::clone(&made))),
        Kind::Postgres => match runtime.block_on(Server::find()) {
            Ok(server) => runtime.block_on(TestDatabase::postgres(server, Arc::clone(&made))),
            Err(why) => {
                let required = env::var("HAMN_REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
                assert!(!required, "HAMN_REQUIRE_POSTGRES is set, but: {why}");
                // Past the capture of the test harness: a half that is left out must say so aloud.
                let _ = writeln!(std::io::stderr(), "ignored: no PostgreSQL found ({why})");
                return;
            }
        },
    };
    let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(test(database))));
    let names = std::mem::take(&mut *made.lock().unwrap_or_else(PoisonError::into_inner));
    runtime.block_on(async {
        for name in names {
            if let Ok(server) = Server::find().await {
                // What stays behind goes with the cluster.
                let _ = server.remove(&name).await;
            }
        }
    });
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

impl TestDatabase {
    async fn sqlite(made: Arc<Mutex<Vec<String>>>) -> Self {
        let folder = temporary_folder();
        let dice = Arc::new(SeededDice::new(1));
        let store = open_with(&url_in(folder.path()), Arc::clone(&dice)).await;
        store.migrate().await.expect("the SQLite migrations run");
        Self {
            kind: Kind::Sqlite,
            clock: StillClock::default(),
            dice,
            store,
            place: Place::Sqlite(folder),
            made,
        }
    }

    async fn postgres(server: Server, made: Arc<Mutex<Vec<String>>>) -> Self {
        let name = server.create().await.expect("a database for the test");
        made.lock().unwrap_or_else(PoisonError::into_inner).push(name.clone());
        let dice = Arc::new(SeededDice::new(1));
        let store = open_with(&server.url(&name), Arc::clone(&dice)).await;
        let place = Place::Postgres { server: Box::new(server), name };
        Self { kind: Kind::Postgres, clock: StillClock::default(), dice, store, place, made }
    }

    /// Another migrated, empty database of a kind, with dice and a clock of its own. PostgreSQL must be there: only the
    /// PostgreSQL half of a test may ask for it.
    pub async fn another(&self, kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => Self::sqlite(Arc::clone(&self.made)).await,
            Kind::Postgres => {
                let server = Server::find().await.expect("PostgreSQL, which this test asked for");
                Self::postgres(server, Arc::clone(&self.made)).await
            }
        }
    }

    /// The store, for what keeps one.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The same database opened once more, as a second process of the program would.
    pub async fn reopen(&self) -> Store {
        open_with(&self.url(), Arc::clone(&self.dice)).await
    }

    /// The address, for a child process.
    pub fn url(&self) -> String {
        match &self.place {
            Place::Sqlite(folder) => url_in(folder.path()),
            Place::Postgres { server, name } => server.url(name),
        }
    }

    /// The root key of every test.
    pub fn root_key() -> Key {
        Key::from_bytes([7; 32])
    }

    /// The test's present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Runs SQL past the store, with more rights than it has: how a test tampers, and how it looks at what is stored.
    /// Every value comes as text; ask for bytes with `hex(…)` or `encode(…, 'hex')`.
    pub async fn raw(&self, sql: &str) -> Result<Vec<Vec<Option<String>>>, Cause> {
        match &self.place {
            Place::Sqlite(folder) => {
                use rusqlite::fallible_iterator::FallibleIterator as _;
                let connection = rusqlite::Connection::open(folder.path().join(FILE))?;
                connection.pragma_update(None, "foreign_keys", false)?;
                let mut found = Vec::new();
                let mut statements = rusqlite::Batch::new(&connection, sql);
                while let Some(mut statement) = statements.next()? {
                    let width = statement.column_count();
                    let mut rows = statement.raw_query();
                    while let Some(row) = rows.next()? {
                        found
                            .push((0..width).map(|place| sqlite_text(row, place)).collect::<Result<_, _>>()?);
                    }
                }
                Ok(found)
            }
            Place::Postgres { server, name } => {
                let mut connection = server.superuser(name).await?;
                let rows = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch_all(&mut connection).await?;
                connection.close().await?;
                Ok(rows.iter().map(postgres_texts).collect::<Result<_, _>>()?)
            }
        }
    }

    /// The one value of a raw query.
    pub async fn raw_value(&self, sql: &str) -> String {
        let rows = self.raw(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        rows.into_iter().flatten().next().flatten().unwrap_or_else(|| panic!("{sql}: no value"))
    }
}

/// In memory where the system has a place for that: no test cuts the power, and waiting for a disk that other work
/// keeps busy would only make tests slow. A killed process loses nothing there either.
fn temporary_folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    folder.or_else(|_| tempfile::tempdir()).expect("a temporary folder")
}

const FILE: &str = "hamn.db";

fn url_in(folder: &Path) -> String {
    format!("sqlite:{}", folder.join(FILE).display())
}

pub(crate) async fn open(url: &str) -> Store {
    open_with(url, Arc::new(SeededDice::new(1))).await
}

async fn open_with(url: &str, dice: Arc<SeededDice>) -> Store {
    Store::open(url, TestDatabase::root_key(), dice).await.expect("the test's database opens")
}

/// Bytes that are no text may still hold a word that a test looks for.
fn sqlite_text(row: &rusqlite::Row<'_>, place: usize) -> Result<Option<String>, rusqlite::Error> {
    use rusqlite::types::ValueRef;
    Ok(match row.get_ref(place)? {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
    })
}

fn postgres_texts(row: &PgRow) -> Result<Vec<Option<String>>, sqlx::Error> {
    let text = |column: &sqlx::postgres::PgColumn| {
        let value = row.try_get_raw(column.ordinal())?;
        if value.is_null() {
            return Ok(None);
        }
        // A raw statement is answered in text, whatever the type.
        value.as_str().map(|text| Some(text.to_owned())).map_err(sqlx::Error::Decode)
    };
    row.columns().iter().map(text).collect()
}
