//! Opening a database, and the two ways into it: a [`Reader`] and a [`Writer`], each for one tenant and one party.

use std::{
    ops::{Deref, DerefMut},
    path::Path,
    str::FromStr as _,
    sync::Arc,
    time::Duration,
};

use domain::{ActorId, HouseholdId, TenantId, UserId};
use jiff::Timestamp;
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::{
    Change, Dice, Error,
    batch::Batch,
    connection::Connection,
    dialect,
    map::KnownMaps,
    sql::{FromRow, Sql, Value},
    sqlite,
    vault::{Key, Vault},
};

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

/// How much of a SQLite file each connection usually keeps in memory, in MiB. More would cost: after a commit that split a
/// page, SQLite looks through all that the writing connection keeps.
pub const USUAL_ROOM: u32 = 8;

#[derive(Clone)]
pub(crate) enum Pool {
    Sqlite { read: Arc<sqlite::Pool>, write: Arc<sqlite::Pool> },
    Postgres(PgPool),
}

/// An open database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(crate) pool: Pool,
    root: Key,
    dice: Arc<dyn Dice>,
    news: broadcast::Sender<Changed>,
    batch: Arc<Batch>,
    maps: Arc<KnownMaps>,
}

impl Store {
    /// Opens `sqlite:PATH` or `postgres://…` and does not touch the schema.
    pub async fn open(url: &str, root: Key, dice: Arc<dyn Dice>) -> Result<Self, Error> {
        let pool = if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Pool::Postgres(open_postgres(url).await?)
        } else {
            open_sqlite(Path::new(url.strip_prefix("sqlite:").unwrap_or(url)))?
        };
        let (news, _) = broadcast::channel(256);
        Ok(Self { pool, root, dice, news, batch: Arc::default(), maps: Arc::default() })
    }

    /// Opens a consistent view of one tenant.
    pub async fn read(&self, who: &Who) -> Result<Reader, Error> {
        let mut connection = self.snapshot().await?;
        dialect::enter_tenant(&mut connection, who.tenant).await?;
        Ok(Reader { is_snapshot: true, ..self.reader_over(connection, who) })
    }

    /// A transaction that sees one state of the database and writes nothing; no tenant is named yet.
    pub(crate) async fn snapshot(&self) -> Result<Connection, Error> {
        Ok(match &self.pool {
            Pool::Sqlite { read, .. } => Connection::Sqlite(read.begin("BEGIN").await?),
            Pool::Postgres(pool) => Connection::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?,
            ),
        })
    }

    /// A transaction that writes; no tenant is named yet.
    pub(crate) async fn begin(&self) -> Result<Connection, Error> {
        Ok(match &self.pool {
            Pool::Sqlite { write, .. } => Connection::Sqlite(write.begin("BEGIN IMMEDIATE").await?),
            Pool::Postgres(pool) => Connection::Postgres(pool.begin().await?),
        })
    }

    /// A reader on a transaction in which the tenant has been named.
    pub(crate) fn reader_over(&self, connection: Connection, who: &Who) -> Reader {
        Reader {
            connection,
            who: who.clone(),
            vault: self.vault(who.tenant),
            is_snapshot: false,
            maps: Arc::clone(&self.maps),
        }
    }

    /// Opens a write of one tenant. On SQLite writes take turns from the start, so a write never fails half-way because
    /// another one was faster.
    pub async fn write(&self, who: &Who, now: Timestamp) -> Result<Writer, Error> {
        let connection = self.begin().await?;
        self.writer_over(connection, who, now).await
    }

    /// Opens a short write that may share its commit, and so its wait for the disk, with others that come at the same time:
    /// one waits for the other, so nothing long belongs here. PostgreSQL lets all writes do so.
    pub async fn write_in_group(&self, who: &Who, now: Timestamp) -> Result<Writer, Error> {
        let connection = match &self.pool {
            Pool::Sqlite { write, .. } => Connection::Sqlite(write.begin_in_group().await?),
            Pool::Postgres(_) => self.begin().await?,
        };
        self.writer_over(connection, who, now).await
    }

    /// Opens a write that need not survive a power cut in its last milliseconds: its commit does not wait for the disk.
    /// The next commit that waits makes this one durable as well.
    pub(crate) async fn write_relaxed(&self, who: &Who, now: Timestamp) -> Result<Writer, Error> {
        let connection = match &self.pool {
            Pool::Sqlite { write, .. } => Connection::Sqlite(write.begin_relaxed().await?),
            Pool::Postgres(pool) => {
                let mut transaction = pool.begin().await?;
                sqlx::query("SET LOCAL synchronous_commit = off").execute(&mut *transaction).await?;
                Connection::Postgres(transaction)
            }
        };
        self.writer_over(connection, who, now).await
    }

    async fn writer_over(
        &self,
        mut connection: Connection,
        who: &Who,
        now: Timestamp,
    ) -> Result<Writer, Error> {
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

    /// Folds what SQLite's write-ahead log holds into the file, as far as nobody reads it; writes go on meanwhile. Gives how
    /// many pages the log holds: as many as before if nobody has written since. PostgreSQL folds by itself.
    pub async fn fold(&self) -> Result<i64, Error> {
        match &self.pool {
            Pool::Sqlite { read, write } => sqlite::fold(read, write).await,
            Pool::Postgres(_) => Ok(0),
        }
    }

    /// How much of a SQLite file, in MiB, the writing connection may keep in memory. A write that touches more than that
    /// in one transaction spills to the disk. PostgreSQL has its own configuration.
    pub async fn keep_in_memory(&self, mebibytes: u32) -> Result<(), Error> {
        if let Pool::Sqlite { write, .. } = &self.pool {
            let cache_size = sqlite::cache_size(mebibytes);
            write
                .acquire()
                .await?
                .execute_batch(&format!("PRAGMA cache_size = {cache_size}; PRAGMA shrink_memory;"))?;
        }
        Ok(())
    }

    /// The news of changes, for live pages. On PostgreSQL, [`Store::listen`] feeds it from other processes too.
    pub fn news(&self) -> broadcast::Receiver<Changed> {
        self.news.subscribe()
    }

    /// Tells the live pages of this process of a change once more, when what follows from it is ready to be shown.
    pub fn tell_again(&self, tenant: TenantId, seq: i64) {
        // Nobody listening is no failure: no page is open.
        let _ = self.news.send(Changed { tenant, seq });
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
            Pool::Sqlite { read, .. } => Connection::Sqlite(read.begin("BEGIN").await?),
            Pool::Postgres(pool) => Connection::Postgres(pool.begin().await?),
        };
        connection.all(crate::sql!("SELECT id, code, name, time_zone FROM tenant ORDER BY name"), &[]).await
    }

    /// Answers if the database can be reached.
    pub async fn ping(&self) -> Result<(), Error> {
        match &self.pool {
            Pool::Sqlite { read, .. } => read.acquire().await?.query_row("SELECT 1", [], |_| Ok(()))?,
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

    pub(crate) fn batch(&self) -> &Batch {
        &self.batch
    }

    pub(crate) fn dice(&self) -> &dyn Dice {
        &*self.dice
    }

    /// True on PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        matches!(self.pool, Pool::Postgres(_))
    }
}

fn open_sqlite(path: &Path) -> Result<Pool, Error> {
    let (read, write) = sqlite::open(path, USUAL_ROOM)
        .map_err(|cause| Error::Open { place: path.display().to_string(), cause: cause.into() })?;
    Ok(Pool::Sqlite { read: Arc::new(read), write: Arc::new(write) })
}

async fn open_postgres(url: &str) -> Result<PgPool, Error> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|cause| Error::Open { place: "the PostgreSQL address".to_owned(), cause: cause.into() })?
        .application_name("hamn")
        .statement_cache_capacity(400);
    let place = format!("{}:{}", options.get_host(), options.get_port());
    let fails = |cause: sqlx::Error| Error::Open { place: place.clone(), cause: cause.into() };
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
        let cause = "row-level security does not hold this database user, who is a superuser or has BYPASSRLS; use an \
                     ordinary user";
        return Err(Error::Open { place, cause: cause.into() });
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
    /// It sees only what is committed.
    is_snapshot: bool,
    maps: Arc<KnownMaps>,
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

    pub(crate) fn is_snapshot(&self) -> bool {
        self.is_snapshot
    }

    pub(crate) fn known_maps(&self) -> Arc<KnownMaps> {
        Arc::clone(&self.maps)
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
        let (logged, news) = (self.logged, self.news);
        self.reader
            .connection
            .commit_then(move || {
                // Nobody listening is no failure: no page is open.
                logged.map(|changed| news.send(changed));
            })
            .await?;
        Ok(logged)
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
