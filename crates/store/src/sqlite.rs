//! SQLite, asked on the thread that needs the answer.
//!
//! A statement of ours takes microseconds; handing it to a thread of its own and being woken for the answer takes ten times
//! as long, and a page asks twenty. So a task asks SQLite itself and holds its thread meanwhile. The longest hold is a
//! commit, which waits for the disk. No more than [`MOST_AT_ONCE`] threads can be held in this way, so a runtime with that
//! many threads more than the machine has cores goes on with everything else.

use std::{
    ops::Deref,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rusqlite::{
    CachedStatement, Connection, Statement,
    types::{ToSqlOutput, ValueRef},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    Error,
    sql::{Value, instant_text},
};

/// One writes.
const WRITERS: u32 = 1;

/// So many read beside it.
const READERS: u32 = 4;

/// The most threads that SQLite holds at one time.
pub const MOST_AT_ONCE: usize = (WRITERS + READERS) as usize;

/// How long a task waits for its turn before it says that the database cannot be reached.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many statements a connection keeps prepared.
const PREPARED: usize = 400;

/// What every connection is told first.
const ALWAYS: &str = "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA mmap_size = 268435456;
    PRAGMA journal_size_limit = 67108864;";

/// An acknowledged registration must survive a power cut.
const DURABLE: &str = "PRAGMA synchronous = FULL;";

/// What the writing connection is told besides.
///
/// Folding the log into the file waits for the disk several times. It is done beside the requests
/// ([`Store::fold`](crate::Store::fold)); only a log that has grown to 64 MB all the same is folded by the write that finds
/// it so. What undoes one statement of many rows is kept in memory: by default it goes through a file of its own.
const WRITING: &str = "PRAGMA wal_autocheckpoint = 16000; PRAGMA temp_store = MEMORY;";

const READING: &str = "PRAGMA query_only = ON;";

/// Connections to one file that do the same kind of work.
pub(crate) struct Pool {
    path: PathBuf,
    told: String,
    free: Mutex<Vec<Connection>>,
    size: u32,
    turns: Arc<Semaphore>,
}

/// The pools of a file: first for reading, then for writing.
pub(crate) fn open(path: &Path, room: u32) -> Result<(Pool, Pool), rusqlite::Error> {
    let pool = |told: &str, size: u32| Pool {
        path: path.to_owned(),
        told: format!("{ALWAYS} {DURABLE} {told} PRAGMA cache_size = {};", cache_size(room)),
        free: Mutex::default(),
        size,
        turns: Arc::new(Semaphore::new(size as usize)),
    };
    let (read, write) = (pool(READING, READERS), pool(WRITING, WRITERS));
    // The writing one first: it makes the file.
    for pool in [&write, &read] {
        pool.give_back(pool.connect()?);
    }
    Ok((read, write))
}

/// A negative number counts in KiB, a positive one in pages.
pub(crate) fn cache_size(mebibytes: u32) -> String {
    format!("-{}", u64::from(mebibytes) * 1024)
}

impl Pool {
    fn connect(&self) -> Result<Connection, rusqlite::Error> {
        let connection = Connection::open(&self.path)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        connection.execute_batch(&self.told)?;
        Ok(connection)
    }

    fn give_back(&self, connection: Connection) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }

    /// A connection, when it is this task's turn.
    pub(crate) async fn acquire(self: &Arc<Self>) -> Result<Turn, Error> {
        let permit = tokio::time::timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned())
            .await
            .map_err(|_| Error::Unreachable("no connection was free in time".into()))?
            .map_err(|_| Error::Unreachable("the database is closed".into()))?;
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = free.map_or_else(|| self.connect(), Ok)?;
        Ok(Turn { connection: Some(connection), relaxed: false, pool: Arc::clone(self), _permit: permit })
    }

    /// Begins a transaction: `BEGIN` or `BEGIN IMMEDIATE`.
    pub(crate) async fn begin(self: &Arc<Self>, how: &str) -> Result<Turn, Error> {
        let turn = self.acquire().await?;
        turn.prepare_cached(how)?.raw_execute()?;
        Ok(turn)
    }

    /// Begins a transaction whose commit does not wait for the disk.
    pub(crate) async fn begin_relaxed(self: &Arc<Self>) -> Result<Turn, Error> {
        let mut turn = self.acquire().await?;
        turn.relaxed = true;
        turn.execute_batch("PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE")?;
        Ok(turn)
    }

    /// Waits for those who have a turn, gives nobody else one, and closes every connection.
    pub(crate) async fn close(&self) {
        let _all = tokio::time::timeout(PATIENCE, self.turns.acquire_many(self.size)).await;
        self.turns.close();
        self.free.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// A connection in the hands of one task, and its transaction, which is undone unless it was committed.
pub(crate) struct Turn {
    /// There until it is given back.
    connection: Option<Connection>,
    /// Its commit does not wait for the disk.
    relaxed: bool,
    pool: Arc<Pool>,
    _permit: OwnedSemaphorePermit,
}

impl Deref for Turn {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("a connection is given back by drop only")
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        if !connection.is_autocommit() {
            // What cannot be undone is closed, which undoes it.
            let _ = connection.execute_batch("ROLLBACK");
        }
        if self.relaxed && connection.execute_batch(DURABLE).is_err() {
            return;
        }
        if connection.is_autocommit() && !self.pool.turns.is_closed() {
            self.pool.give_back(connection);
        }
    }
}

impl Turn {
    /// A statement with its values bound. The texts that both databases share write a placeholder as `$1`, which for
    /// SQLite is a name; as `?1` it is a number.
    pub(crate) fn bound<'a>(
        &self,
        text: &str,
        args: impl IntoIterator<Item = &'a Value>,
    ) -> Result<CachedStatement<'_>, rusqlite::Error> {
        let mut statement = self.prepare_cached(&text.replace('$', "?"))?;
        bind(&mut statement, args)?;
        Ok(statement)
    }
}

fn bind<'a>(
    statement: &mut Statement<'_>,
    args: impl IntoIterator<Item = &'a Value>,
) -> Result<(), rusqlite::Error> {
    let mut bound = 0;
    for value in args {
        bound += 1;
        statement.raw_bind_parameter(bound, value)?;
    }
    let expected = statement.parameter_count();
    if bound == expected { Ok(()) } else { Err(rusqlite::Error::InvalidParameterCount(bound, expected)) }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let borrowed = match self {
            Value::Uuid(Some(id)) => ValueRef::Blob(id.as_bytes()),
            Value::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
            Value::Int(Some(number)) => ValueRef::Integer(*number),
            Value::Bool(Some(truth)) => ValueRef::Integer(i64::from(*truth)),
            Value::Bytes(Some(bytes)) => ValueRef::Blob(bytes),
            Value::Instant(Some(instant)) => return Ok(instant_text(*instant).into()),
            Value::Day(Some(day)) => return Ok(day.to_string().into()),
            Value::Uuid(None)
            | Value::Text(None)
            | Value::Int(None)
            | Value::Bool(None)
            | Value::Bytes(None)
            | Value::Instant(None)
            | Value::Day(None) => ValueRef::Null,
        };
        Ok(ToSqlOutput::Borrowed(borrowed))
    }
}
