//! SQLite, asked on the thread that needs the answer.
//!
//! A statement of ours takes microseconds; handing it to a thread of its own and being woken for the answer takes ten times
//! as long, and a page asks twenty. So a task asks SQLite itself and holds its thread meanwhile. What takes longer, such as
//! a commit, which waits for the disk, says so ([`held`](crate::held)). No more than [`MOST_AT_ONCE`] threads can be held in
//! this way, so a runtime with that many threads more than the machine has cores goes on with everything else.
//!
//! Short writes share a commit. Who has finished a write and finds others waiting hands over the open transaction, queues
//! again behind them, and commits for everybody when nobody is waiting any more or the transaction is full. Each later part stands behind a savepoint, so a
//! write that fails undoes only itself. Nobody is answered before the commit. So a crowd waits for the disk once, and a page
//! of an index that all of them changed is written once.

use std::{
    ops::Deref,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use rusqlite::{
    CachedStatement, Connection, Statement,
    types::{ToSqlOutput, ValueRef},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub(crate) use self::fold::fold;
use self::group::{Group, Then, Waiting};

use crate::{
    Error,
    held::held,
    sql::{Value, instant_text},
};

mod fold;
mod group;
#[cfg(test)]
mod tests;

/// One writes.
const WRITERS: u32 = 1;

/// So many read beside it.
const READERS: u32 = 4;

/// The most threads that SQLite holds at one time.
pub const MOST_AT_ONCE: usize = (WRITERS + READERS) as usize;

/// How long a task waits for its turn before it says that the database cannot be reached.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a statement waits for another process to let go of the file.
const BUSY: Duration = Duration::from_secs(5);

/// How many writes share a commit at most.
const MOST_TOGETHER: usize = 64;

/// How many statements a connection keeps prepared.
const PREPARED: usize = 400;

/// What every connection is told first.
const ALWAYS: &str = "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA mmap_size = 268435456;
    PRAGMA journal_size_limit = 33554432;";

/// An acknowledged registration must survive a power cut.
const DURABLE: &str = "PRAGMA synchronous = FULL;";

/// What the writing connection is told besides.
///
/// Folding the log into the file waits for the disk several times. It is done beside the requests
/// ([`Store::fold`](crate::Store::fold)); only a log that has grown to 64 MB all the same is folded by the write that finds
/// it so.
const WRITING: &str = "PRAGMA wal_autocheckpoint = 16000;";

const READING: &str = "PRAGMA query_only = ON;";

/// Connections to one file that do the same kind of work.
pub(crate) struct Pool {
    path: PathBuf,
    told: String,
    free: Mutex<Vec<Idle>>,
    size: u32,
    turns: Arc<Semaphore>,
    /// How many wait who would share a commit.
    joining: AtomicUsize,
}

/// A connection in nobody's hands, with the transaction that is open on it.
struct Idle {
    connection: Connection,
    group: Option<Group>,
}

/// The pools of a file: first for reading, then for writing.
pub(crate) fn open(path: &Path, room: u32) -> Result<(Pool, Pool), rusqlite::Error> {
    let pool = |told: &str, size: u32| Pool {
        path: path.to_owned(),
        told: format!("{ALWAYS} {DURABLE} {told} PRAGMA cache_size = {};", cache_size(room)),
        free: Mutex::default(),
        size,
        turns: Arc::new(Semaphore::new(size as usize)),
        joining: AtomicUsize::new(0),
    };
    let (read, write) = (pool(READING, READERS), pool(WRITING, WRITERS));
    // The writing one first: it makes the file.
    for pool in [&write, &read] {
        let connection = pool.connect()?;
        pool.free().push(Idle { connection, group: None });
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
        connection.busy_timeout(BUSY)?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        connection.execute_batch(&self.told)?;
        Ok(connection)
    }

    fn free(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection, when it is this task's turn, with what may be open on it.
    async fn turn(self: &Arc<Self>) -> Result<Turn, Error> {
        let unattended = Unattended(self);
        let permit = Arc::clone(&self.turns)
            .acquire_owned()
            .await
            .map_err(|_| Error::Unreachable("the database is closed".into()))?;
        std::mem::forget(unattended);
        let idle = self.free().pop();
        let idle = match idle {
            Some(idle) => idle,
            None => Idle { connection: self.connect()?, group: None },
        };
        Ok(self.turn_with(idle, permit))
    }

    fn turn_with(self: &Arc<Self>, idle: Idle, permit: OwnedSemaphorePermit) -> Turn {
        Turn {
            connection: Some(idle.connection),
            group: idle.group,
            part: Part::None,
            relaxed: false,
            pool: Arc::clone(self),
            _permit: permit,
        }
    }

    /// [`Pool::turn`] for those who have done nothing yet.
    async fn turn_in_time(self: &Arc<Self>) -> Result<Turn, Error> {
        tokio::time::timeout(PATIENCE, self.turn())
            .await
            .map_err(|_| Error::Unreachable("no connection was free in time".into()))?
    }

    /// A connection with nothing open, when it is this task's turn.
    pub(crate) async fn acquire(self: &Arc<Self>) -> Result<Turn, Error> {
        let mut turn = self.turn_in_time().await?;
        turn.end_group();
        Ok(turn)
    }

    /// Begins a transaction of its own: `BEGIN` or `BEGIN IMMEDIATE`.
    pub(crate) async fn begin(self: &Arc<Self>, how: &str) -> Result<Turn, Error> {
        let turn = self.acquire().await?;
        turn.prepare_cached(how)?.raw_execute()?;
        Ok(turn)
    }

    /// Begins a write that may share its commit with others.
    pub(crate) async fn begin_in_group(self: &Arc<Self>) -> Result<Turn, Error> {
        self.turn_to_join().await?.join()
    }

    async fn turn_to_join(self: &Arc<Self>) -> Result<Turn, Error> {
        let _one_more = Joining::of(&self.joining);
        self.turn_in_time().await
    }

    /// Begins a write whose commit does not wait for the disk, unless it shares it with one that does.
    pub(crate) async fn begin_relaxed(self: &Arc<Self>) -> Result<Turn, Error> {
        let mut turn = self.turn_to_join().await?;
        if turn.group.is_some() {
            return turn.join();
        }
        turn.relaxed = true;
        turn.execute_batch("PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE")?;
        Ok(turn)
    }

    /// Waits for the end of a transaction, and brings it about when it is this task's turn again and nobody would join.
    async fn see_to(self: &Arc<Self>, mut waiting: Waiting) -> Result<(), Error> {
        loop {
            tokio::select! {
                biased;
                ending = waiting.end() => return Ok(ending?),
                turn = self.turn() => {
                    let Ok(mut turn) = turn else { return Ok(waiting.end().await?) };
                    let is_open = turn.group.as_ref().is_some_and(|group| waiting.is_for(group));
                    if is_open && self.joining.load(Ordering::Relaxed) == 0 {
                        turn.end_group();
                    }
                }
            }
        }
    }

    /// Waits for those who have a turn, gives nobody else one, and closes every connection.
    pub(crate) async fn close(&self) {
        let _all = tokio::time::timeout(PATIENCE, self.turns.acquire_many(self.size)).await;
        self.turns.close();
        for Idle { connection, group } in std::mem::take(&mut *self.free()) {
            if let Some(group) = group {
                end(&connection, group);
            }
        }
    }
}

/// Commits for everybody who finished a part.
fn end(connection: &Connection, group: Group) {
    let ending = commit(connection);
    if ending.is_err() && !connection.is_autocommit() {
        // A connection that cannot undo is not used again.
        let _ = connection.execute_batch("ROLLBACK");
    }
    group.end(ending);
}

fn commit(connection: &Connection) -> Result<(), rusqlite::Error> {
    held(|| connection.prepare_cached("COMMIT")?.raw_execute().map(|_| ()))
}

/// One of those who wait to share a commit.
struct Joining<'a>(&'a AtomicUsize);

impl<'a> Joining<'a> {
    fn of(number: &'a AtomicUsize) -> Self {
        number.fetch_add(1, Ordering::Relaxed);
        Self(number)
    }
}

impl Drop for Joining<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Sees to it that a task that goes away while it waits for its turn does not leave a transaction open with nobody there
/// who would commit it.
struct Unattended<'a>(&'a Arc<Pool>);

impl Drop for Unattended<'_> {
    fn drop(&mut self) {
        // Without a permit: somebody has the turn, and sees to it.
        let Ok(permit) = Arc::clone(&self.0.turns).try_acquire_owned() else { return };
        let idle = self.0.free().pop();
        if let Some(idle) = idle {
            self.0.turn_with(idle, permit).end_group();
        }
    }
}

/// A connection in the hands of one task. What the task has not committed is undone when it lets go.
pub(crate) struct Turn {
    /// There until it is given back.
    connection: Option<Connection>,
    /// The shared transaction that is open.
    group: Option<Group>,
    part: Part,
    /// Its commit does not wait for the disk.
    relaxed: bool,
    pool: Arc<Pool>,
    _permit: OwnedSemaphorePermit,
}

/// What this task has written of a shared transaction and not finished.
#[derive(Clone, Copy)]
enum Part {
    None,
    /// All there is.
    First,
    /// What follows the savepoint.
    Later,
}

impl Deref for Turn {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("a connection is given back by drop only")
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.undo();
        if self.pool.turns.is_closed() {
            self.end_group();
        }
        let Some(connection) = self.connection.take() else { return };
        let is_clean = connection.is_autocommit() == self.group.is_none();
        if is_clean && !(self.relaxed && connection.execute_batch(DURABLE).is_err()) {
            self.pool.free().push(Idle { connection, group: self.group.take() });
        }
    }
}

impl Turn {
    /// Begins a part of a shared transaction.
    fn join(mut self) -> Result<Self, Error> {
        if self.group.is_some() {
            self.prepare_cached("SAVEPOINT part")?.raw_execute()?;
            self.part = Part::Later;
        } else {
            self.prepare_cached("BEGIN IMMEDIATE")?.raw_execute()?;
            self.group = Some(Group::new());
            self.part = Part::First;
        }
        Ok(self)
    }

    /// Makes the writes durable and visible, and does what is then to be done.
    pub(crate) async fn commit(mut self, then: Then) -> Result<(), Error> {
        if let Part::Later = self.part {
            self.prepare_cached("RELEASE part")?.raw_execute()?;
        }
        self.part = Part::None;
        let Some(group) = &mut self.group else {
            if self.relaxed {
                self.prepare_cached("COMMIT")?.raw_execute()?;
            } else {
                commit(&self)?;
            }
            then();
            return Ok(());
        };
        let waiting = group.finish(then);
        if group.finished() >= MOST_TOGETHER {
            self.end_group();
        }
        let pool = Arc::clone(&self.pool);
        drop(self);
        pool.see_to(waiting).await
    }

    fn end_group(&mut self) {
        if let (Some(connection), Some(group)) = (&self.connection, self.group.take()) {
            end(connection, group);
        }
    }

    /// Undoes what this task has not finished. What others finished is then committed at once, for they may have gone away.
    fn undo(&mut self) {
        let is_finished = matches!(self.part, Part::None);
        if is_finished && (self.group.is_some() || self.is_autocommit()) {
            return;
        }
        if let Part::Later = self.part
            && self.execute_batch("ROLLBACK TO part; RELEASE part").is_ok()
        {
            return self.end_group();
        }
        if !self.is_autocommit() {
            // A connection that cannot undo is not used again.
            let _ = self.execute_batch("ROLLBACK");
        }
        if let Some(group) = self.group.take() {
            group.end(Err(group::undone()));
        }
    }

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
