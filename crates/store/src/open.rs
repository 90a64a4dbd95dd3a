//! Opening a database, and the two ways into it: a [`Reader`] and a [`Writer`], each for one tenant and one party.

use std::{
    borrow::Cow,
    ops::{Deref, DerefMut},
    path::PathBuf,
    str::FromStr as _,
    sync::Arc,
    time::Duration,
};

use domain::{ActorId, HouseholdId, TenantId, UserId};
use jiff::Timestamp;
use sqlx::{
    Connection as _, PgPool, SqlSafeStr as _, SqliteConnection, SqlitePool,
    migrate::{Migration, MigrationType, Migrator},
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::{
    Change, Dice, Error,
    connection::Connection,
    dialect,
    sql::{FromRow, Sql, Value},
    vault::{Key, Vault},
};

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

/// Who reads or writes: written beside every change and every read of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// In which tenant. Everything read or written belongs to it.
    pub tenant: TenantId,
    /// Which user; none for the scheduler and for a newcomer with a paper code.
    pub user: Option<UserId>,
    /// For which actor.
    pub actor: Option<ActorId>,
    /// The household that opened its own record with a paper code.
    pub household: Option<HouseholdId>,
}

impl Who {
    /// The program itself: the scheduler, the first run, a command of the operator.
    pub fn program(tenant: TenantId) -> Self {
        Self { tenant, user: None, actor: None, household: None }
    }

    /// Whose idempotency keys these are: a key of one party never answers another.
    pub fn id(&self) -> Uuid {
        self.user.map(UserId::uuid).or(self.household.map(HouseholdId::uuid)).unwrap_or(self.tenant.uuid())
    }
}

/// The news that a tenant changed, sent after the commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Whose sequence.
    pub tenant: TenantId,
    /// The number of its last change.
    pub seq: i64,
}

/// How much of a SQLite file each reading connection keeps in memory, in MiB.
const READERS_ROOM: u32 = 8;

/// How much the writing connection usually keeps, in MiB: the pages that every registration touches.
pub const USUAL_ROOM: u32 = 64;

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

#[derive(Clone)]
enum Pool {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

/// An open database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pool: Pool,
    root: Key,
    dice: Arc<dyn Dice>,
    news: broadcast::Sender<Changed>,
}

impl Store {
    /// Opens `sqlite:PATH` or `postgres://…` and does not touch the schema.
    pub async fn open(url: &str, root: Key, dice: Arc<dyn Dice>) -> Result<Self, Error> {
        let pool = if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Pool::Postgres(open_postgres(url).await?)
        } else {
            open_sqlite(PathBuf::from(url.strip_prefix("sqlite:").unwrap_or(url))).await?
        };
        let (news, _) = broadcast::channel(256);
        Ok(Self { pool, root, dice, news })
    }

    /// Brings the schema up to date; running it again changes nothing.
    pub async fn migrate(&self) -> Result<(), Error> {
        match &self.pool {
            Pool::Sqlite { write, .. } => {
                migrator(SQLITE).run(write).await?;
                sqlx::raw_sql(SELECTIVITY).execute(write).await?;
            }
            Pool::Postgres(pool) => migrator(POSTGRES).run(pool).await?,
        }
        Ok(())
    }

    /// Compares the schema in the database with the one this program was built for.
    pub async fn schema(&self) -> Result<Schema, Error> {
        // The table is the migrator's own; before the first migration it does not exist.
        let stored: Option<i64> = match &self.pool {
            Pool::Sqlite { read, .. } => {
                let made: bool = sqlx::query_scalar(
                    "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = '_sqlx_migrations')",
                )
                .fetch_one(read)
                .await?;
                if made { sqlx::query_scalar(LAST_MIGRATION).fetch_one(read).await? } else { None }
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

    /// Opens a consistent view of one tenant.
    pub async fn read(&self, who: &Who) -> Result<Reader, Error> {
        let mut connection = self.snapshot().await?;
        dialect::enter_tenant(&mut connection, who.tenant).await?;
        Ok(self.reader_over(connection, who))
    }

    /// A transaction that sees one state of the database and writes nothing; no tenant is named yet.
    pub(crate) async fn snapshot(&self) -> Result<Connection, Error> {
        Ok(match &self.pool {
            Pool::Sqlite { read, .. } => Connection::Sqlite(read.begin().await?),
            Pool::Postgres(pool) => Connection::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?,
            ),
        })
    }

    /// A transaction that writes; no tenant is named yet.
    pub(crate) async fn begin(&self) -> Result<Connection, Error> {
        Ok(match &self.pool {
            Pool::Sqlite { write, .. } => Connection::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Pool::Postgres(pool) => Connection::Postgres(pool.begin().await?),
        })
    }

    /// A reader on a transaction in which the tenant has been named.
    pub(crate) fn reader_over(&self, connection: Connection, who: &Who) -> Reader {
        Reader { connection, who: who.clone(), vault: self.vault(who.tenant) }
    }

    /// Opens a write of one tenant. On SQLite writes take turns from the start, so a write never fails half-way because
    /// another one was faster.
    pub async fn write(&self, who: &Who, now: Timestamp) -> Result<Writer, Error> {
        let mut connection = self.begin().await?;
        dialect::enter_tenant(&mut connection, who.tenant).await?;
        let reader = self.reader_over(connection, who);
        Ok(Writer {
            reader,
            now: whole_microseconds(now),
            changes: Vec::new(),
            logged: None,
            news: self.news.clone(),
        })
    }

    /// Folds what SQLite's write-ahead log holds into the file, as far as nobody reads it; writes go on meanwhile.
    /// PostgreSQL does so by itself.
    pub async fn fold(&self) -> Result<(), Error> {
        if let Pool::Sqlite { read, .. } = &self.pool {
            sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(read).await?;
        }
        Ok(())
    }

    /// How much of a SQLite file, in MiB, the writing connection may keep in memory. A write that touches more than that
    /// in one transaction spills to the disk. PostgreSQL has its own configuration.
    pub async fn keep_in_memory(&self, mebibytes: u32) -> Result<(), Error> {
        if let Pool::Sqlite { write, .. } = &self.pool {
            let mut connection = write.acquire().await?;
            for pragma in [format!("cache_size = {}", cache_size(mebibytes)), "shrink_memory".to_owned()] {
                sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA {pragma}")))
                    .execute(&mut *connection)
                    .await?;
            }
        }
        Ok(())
    }

    /// The news of changes, for live pages. On PostgreSQL, [`Store::listen`] feeds it from other processes too.
    pub fn news(&self) -> broadcast::Receiver<Changed> {
        self.news.subscribe()
    }

    /// Listens for changes that other processes make, until the returned task is aborted. On SQLite there are none.
    pub fn listen(&self) -> Option<tokio::task::JoinHandle<()>> {
        let Pool::Postgres(pool) = &self.pool else { return None };
        let (pool, news) = (pool.clone(), self.news.clone());
        Some(tokio::spawn(async move {
            loop {
                if let Err(error) = follow(&pool, &news).await {
                    tracing::warn!(%error, "lost the line to the database's news; trying again");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }))
    }

    /// Every tenant of the installation.
    pub async fn tenants(&self) -> Result<Vec<Tenant>, Error> {
        let mut connection = match &self.pool {
            Pool::Sqlite { read, .. } => Connection::Sqlite(read.begin().await?),
            Pool::Postgres(pool) => Connection::Postgres(pool.begin().await?),
        };
        connection.all(crate::sql!("SELECT id, code, name, time_zone FROM tenant ORDER BY name"), &[]).await
    }

    /// Answers if the database can be reached.
    pub async fn ping(&self) -> Result<(), Error> {
        match &self.pool {
            Pool::Sqlite { read, .. } => sqlx::query("SELECT 1").execute(read).await.map(|_| ())?,
            Pool::Postgres(pool) => sqlx::query("SELECT 1").execute(pool).await.map(|_| ())?,
        }
        Ok(())
    }

    /// Closes every connection; on SQLite this also folds the write-ahead log into the file.
    pub async fn close(&self) {
        match &self.pool {
            Pool::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pool::Postgres(pool) => pool.close().await,
        }
    }

    /// The keys of a tenant.
    pub fn vault(&self, tenant: TenantId) -> Vault {
        Vault::new(&self.root, tenant, self.dice.clone())
    }

    pub(crate) fn dice(&self) -> &dyn Dice {
        &*self.dice
    }

    /// True on PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        matches!(self.pool, Pool::Postgres(_))
    }
}

/// On a full or broken disk SQLite rolls a transaction back by itself. The driver then rolls back what is there no
/// longer, fails, and believes for ever after that a transaction is open. Such a connection is closed and another opened
/// in its place, so that writing goes on as soon as there is room, without a restart.
fn is_at_rest(connection: &SqliteConnection) -> bool {
    !connection.is_in_transaction()
}

/// A negative number counts in KiB, a positive one in pages.
fn cache_size(mebibytes: u32) -> String {
    format!("-{}", u64::from(mebibytes) * 1024)
}

async fn open_sqlite(path: PathBuf) -> Result<Pool, Error> {
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .journal_mode(SqliteJournalMode::Wal)
        // An acknowledged registration must survive a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(400)
        .pragma("mmap_size", "268435456")
        .pragma("cache_size", cache_size(READERS_ROOM))
        .pragma("journal_size_limit", "67108864");
    let fails = |cause| Error::Open { place: path.display().to_string(), cause };
    // Folding the log into the file waits for the disk several times. It is done beside the requests ([`Store::fold`]);
    // only a log that has grown to 64 MB all the same is folded by the write that finds it so. What undoes one
    // statement of many rows is kept in memory: by default it goes through a file of its own.
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .before_acquire(|connection, _| Box::pin(async move { Ok(is_at_rest(connection)) }))
        .connect_with(
            options
                .clone()
                .create_if_missing(true)
                .pragma("wal_autocheckpoint", "16000")
                .pragma("cache_size", cache_size(USUAL_ROOM))
                .pragma("temp_store", "MEMORY"),
        )
        .await
        .map_err(fails)?;
    let read = SqlitePoolOptions::new()
        .max_connections(4)
        .acquire_timeout(Duration::from_secs(10))
        .before_acquire(|connection, _| Box::pin(async move { Ok(is_at_rest(connection)) }))
        .connect_with(options.pragma("query_only", "ON"))
        .await
        .map_err(fails)?;
    Ok(Pool::Sqlite { read, write })
}

async fn open_postgres(url: &str) -> Result<PgPool, Error> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|cause| Error::Open { place: "the PostgreSQL address".to_owned(), cause })?
        .application_name("hamn")
        .statement_cache_capacity(400);
    let place = format!("{}:{}", options.get_host(), options.get_port());
    let fails = |cause| Error::Open { place: place.clone(), cause };
    let pool = PgPoolOptions::new()
        .max_connections(12)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options)
        .await
        .map_err(fails)?;
    let is_above: bool =
        sqlx::query_scalar("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            .fetch_one(&pool)
            .await
            .map_err(fails)?;
    if is_above {
        let cause = sqlx::Error::Configuration(
            "row-level security does not hold this database user, who is a superuser or has BYPASSRLS; use an \
             ordinary user"
                .into(),
        );
        return Err(Error::Open { place, cause });
    }
    Ok(pool)
}

async fn follow(pool: &PgPool, news: &broadcast::Sender<Changed>) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(dialect::CHANNEL).await?;
    loop {
        let notice = listener.recv().await?;
        let Some((tenant, seq)) = notice.payload().split_once(' ') else { continue };
        if let (Ok(tenant), Ok(seq)) = (tenant.parse(), seq.parse()) {
            // Nobody listening is no failure: no page is open.
            let _ = news.send(Changed { tenant, seq });
        }
    }
}

/// Both databases keep instants to the microsecond; cutting finer parts off first makes both keep the same.
fn whole_microseconds(now: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}

/// A municipality, or several that share one reception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// The municipality's code (kommunkod), or an own word for a shared reception.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The IANA time zone of its days.
    pub time_zone: String,
}

impl FromRow for Tenant {
    fn from_row(row: &crate::Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.get("id")?,
            code: row.get("code")?,
            name: row.get("name")?,
            time_zone: row.get("time_zone")?,
        })
    }
}

/// A consistent view of one tenant for one party.
pub struct Reader {
    connection: Connection,
    who: Who,
    vault: Vault,
}

impl Reader {
    /// The tenant everything here belongs to.
    pub fn tenant(&self) -> TenantId {
        self.who.tenant
    }

    /// Who reads.
    pub fn who(&self) -> &Who {
        &self.who
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The transaction back, for one that goes on to another tenant.
    pub(crate) fn into_connection(self) -> Connection {
        self.connection
    }

    pub(crate) async fn all<R: FromRow>(&mut self, sql: Sql, args: &[Value]) -> Result<Vec<R>, Error> {
        self.connection.all(sql, args).await
    }

    pub(crate) async fn maybe<R: FromRow>(&mut self, sql: Sql, args: &[Value]) -> Result<Option<R>, Error> {
        self.connection.maybe(sql, args).await
    }

    pub(crate) async fn one<R: FromRow>(&mut self, sql: Sql, args: &[Value]) -> Result<R, Error> {
        self.connection.one(sql, args).await
    }
}

/// A write of one tenant by one party. Dropped without [`Writer::commit`], nothing happened.
pub struct Writer {
    reader: Reader,
    now: Timestamp,
    changes: Vec<Change>,
    logged: Option<Changed>,
    news: broadcast::Sender<Changed>,
}

impl Deref for Writer {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl DerefMut for Writer {
    fn deref_mut(&mut self) -> &mut Reader {
        &mut self.reader
    }
}

impl Writer {
    /// The instant of this write: one for everything in it.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Notes what was done; it is written to the change log with the commit.
    pub fn note(&mut self, change: Change) {
        self.changes.push(change);
    }

    pub(crate) async fn run(&mut self, sql: Sql, args: &[Value]) -> Result<u64, Error> {
        self.reader.connection.run(sql, args).await
    }

    /// Inserts rows with one statement's text: `insert` is written for one row and uses each placeholder once.
    pub(crate) async fn run_many(&mut self, insert: Sql, rows: &[Vec<Value>]) -> Result<(), Error> {
        self.reader.connection.run_many(insert, rows).await
    }

    /// An update that names the version it was based on: touches one row, or says what is stored now.
    pub(crate) async fn run_versioned(
        &mut self,
        update: Sql,
        args: &[Value],
        stored: VersionOf,
    ) -> Result<(), Error> {
        if self.run(update, args).await? == 1 {
            return Ok(());
        }
        let tenant = self.tenant();
        let now: i64 = self.one(stored.sql, &[Value::from(tenant), Value::from(stored.id)]).await?;
        Err(Error::Conflict { based_on: stored.based_on, now })
    }

    /// Goes on in the same transaction as another party of the tenant, at a later instant; what was done so far is
    /// logged under the first. For a command that writes down what many did over a long time, such as the demo's year:
    /// the disk is waited for once and not after each of them.
    pub async fn turn(&mut self, who: &Who, now: Timestamp) -> Result<(), Error> {
        self.write_log().await?;
        self.reader.who = Who { tenant: self.tenant(), ..who.clone() };
        self.now = whole_microseconds(now);
        Ok(())
    }

    async fn write_log(&mut self) -> Result<(), Error> {
        let changes = std::mem::take(&mut self.changes);
        if !changes.is_empty() {
            let seq = self.write_changes(changes).await?;
            self.logged = Some(Changed { tenant: self.tenant(), seq });
        }
        Ok(())
    }

    /// Writes the change log, makes everything durable, and tells the live pages. Gives the number of the last change.
    pub async fn commit(mut self) -> Result<Option<Changed>, Error> {
        self.write_log().await?;
        if let Some(changed) = self.logged {
            dialect::announce(&mut self.reader.connection, changed.tenant, changed.seq).await?;
        }
        self.reader.connection.commit().await?;
        if let Some(changed) = self.logged {
            // Nobody listening is no failure: no page is open.
            let _ = self.news.send(changed);
        }
        Ok(self.logged)
    }

    /// Commits a log of reads: no change, and no wait for the disk where the database allows it.
    pub(crate) async fn commit_relaxed(mut self) -> Result<(), Error> {
        dialect::relax_durability(&mut self.reader.connection).await?;
        self.reader.connection.commit().await
    }
}

/// How to find the stored version of a record after a versioned update touched nothing.
pub(crate) struct VersionOf {
    /// `SELECT version AS it FROM … WHERE tenant_id = $1 AND id = $2`.
    pub(crate) sql: Sql,
    /// The record.
    pub(crate) id: Uuid,
    /// What the update was based on.
    pub(crate) based_on: i64,
}
