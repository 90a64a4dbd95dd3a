//! One backup format for both databases: the way back after a loss, and the way from SQLite to PostgreSQL.
//!
//! A backup is a gzip file of JSON lines: a header; for every tenant its tables, each a line of column names and a line
//! per row; a trailer with the number of rows of each table and the SHA-256 of all that stands before it. Values are
//! written as text of one form whichever database they come from, in the order of the primary key, so two databases
//! with the same content give the same lines. That is how a restore is checked: it reads back what it has written and
//! commits only if the digest is the one in the trailer.
//!
//! The **root key is not in the backup**, nor anything that opens the sealed columns without it. Keys are backed up
//! apart, for a shorter time: whoever finds a backup must not find the key beside it.
//!
//! # What a restore brings back
//!
//! Everything as it was at `made_at`: sessions that have not expired are signed in again, and letters that had not left
//! by then leave now, also those that left since. Erasing a person does not exist yet; when it does, it destroys the
//! household's key and must be repeated on what is restored from an older backup, from a list that is kept outside the
//! database. Until then nothing is erased, and a restore can bring nothing erased back.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, BufReader, Read, Write},
};

use domain::TenantId;
use flate2::{Compression, bufread::GzDecoder, write::GzEncoder};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Row as _};
use tokio_stream::StreamExt as _;
use uuid::Uuid;

use crate::{
    Error, Store, Verdict, Who, args,
    connection::Connection,
    dialect,
    retention::{TABLES, Table},
    sql,
    vault::to_hex,
};

const FORMAT: u32 = 1;

/// The first bytes of every backup: gzip, no name, no time, no system. Nothing in them is left to chance, so a change
/// in them shows, although gzip's own check sum does not cover them.
const GZIP: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// Why a backup could not be made or restored. A restore that fails has changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file could not be written.
    #[error("the backup could not be written: {0}; make room or choose another place, and make it again")]
    Write(io::Error),
    /// Something else than a backup.
    #[error("this is not a Hamn backup: choose a file that “hamn backup” made")]
    NotABackup,
    /// A format of another program version.
    #[error(
        "the backup has format {0} and this program reads format {FORMAT}: restore it with the version that made it"
    )]
    Format(u32),
    /// Another schema.
    #[error(
        "the backup has schema {backup} and this database has schema {here}: restore it with the version that made it, \
         then upgrade"
    )]
    Schema {
        /// The number of the last migration in the backup.
        backup: i64,
        /// The number of the last migration here.
        here: i64,
    },
    /// Cut off or altered.
    #[error(
        "the backup is damaged ({0}) and nothing was restored: take another copy of it, or an older backup"
    )]
    Damaged(String),
    /// There is something in the database already.
    #[error("the database already holds a reception: restore into a new, empty database")]
    NotEmpty,
    /// Reading back gave something else.
    #[error(
        "what was read back is not what the backup holds, so nothing was kept: report this with the backup's header"
    )]
    ReadBack,
    /// The root key is another.
    #[error(
        "the key file is not the one the backup of tenant {0} was made with: put that key in place and try again"
    )]
    OtherKey(TenantId),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<sqlx::Error> for BackupError {
    fn from(cause: sqlx::Error) -> Self {
        Self::Store(cause.into())
    }
}

/// What is in a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupSummary {
    /// The instant it shows.
    pub made_at: Timestamp,
    /// The number of the last migration.
    pub migration: i64,
    /// `sqlite` or `postgresql`.
    pub database: String,
    /// How many tenants.
    pub tenants: u64,
    /// How many rows in each table that has any.
    pub rows: BTreeMap<String, u64>,
}

/// What was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoreSummary {
    /// What the backup holds, all of which is in the database now.
    pub backup: BackupSummary,
    /// How each tenant's change log stands. A log that was broken when the backup was made is broken still: it is
    /// reported here and does not stand in the way of getting the data back.
    pub changes: Vec<(TenantId, Verdict)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    hamn: String,
    format: u32,
    migration: i64,
    made_at: Timestamp,
    database: String,
}

/// A line of the body that is not a row.
#[derive(Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Line {
    Tenant { tenant: Uuid },
    Table { table: String, columns: Vec<String> },
    Trailer { rows: BTreeMap<String, u64>, content: String, sha256: String },
}

type Values = Vec<Option<String>>;

/// What a column holds, and so how it is turned into text and back.
#[derive(Clone, Copy)]
enum Form {
    Text,
    Bytes,
    Uuid,
    Int,
    Bool,
    Instant,
    Day,
}

struct Layout {
    columns: Vec<(String, Form)>,
    key: Vec<String>,
}

impl Layout {
    fn names(&self) -> Vec<String> {
        self.columns.iter().map(|(name, _)| name.clone()).collect()
    }

    /// Reads the rows of one tenant as text, in the order of the key.
    fn select(&self, table: &Table, postgres: bool) -> String {
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|(name, form)| match (postgres, form) {
                (_, Form::Text) => format!("\"{name}\""),
                (false, Form::Int) => format!("CAST(\"{name}\" AS TEXT)"),
                (false, _) => format!("CASE WHEN \"{name}\" IS NOT NULL THEN lower(hex(\"{name}\")) END"),
                (true, Form::Uuid) => format!("encode(uuid_send(\"{name}\"), 'hex')"),
                (true, Form::Bytes) => format!("encode(\"{name}\", 'hex')"),
                (true, Form::Int) => format!("\"{name}\"::text"),
                (true, Form::Bool) => format!("\"{name}\"::int::text"),
                (true, Form::Instant) => {
                    format!("to_char(\"{name}\" AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
                }
                (true, Form::Day) => format!("to_char(\"{name}\", 'YYYY-MM-DD')"),
            })
            .collect();
        // SQLite orders text by its bytes; PostgreSQL must be told to.
        let is_text =
            |key: &String| self.columns.iter().any(|(name, form)| name == key && matches!(form, Form::Text));
        let order: Vec<String> = self
            .key
            .iter()
            .map(|key| {
                if postgres && is_text(key) {
                    format!("\"{key}\" COLLATE \"C\"")
                } else {
                    format!("\"{key}\"")
                }
            })
            .collect();
        let tenant = if table.name == "tenant" { "id" } else { "tenant_id" };
        format!(
            "SELECT {} FROM {} WHERE {tenant} = $1 ORDER BY {}",
            columns.join(", "),
            table.name,
            order.join(", ")
        )
    }

    fn insert(&self, table: &str, postgres: bool) -> String {
        let values: Vec<String> = (1..)
            .zip(&self.columns)
            .map(|(place, (_, form))| match (postgres, form) {
                (_, Form::Text) => format!("${place}"),
                (false, Form::Int) => format!("CAST(${place} AS INTEGER)"),
                (false, _) => format!("unhex(${place})"),
                (true, Form::Uuid) => format!("${place}::uuid"),
                (true, Form::Bytes) => format!("decode(${place}, 'hex')"),
                (true, Form::Int) => format!("${place}::bigint"),
                (true, Form::Bool) => format!("${place}::int::boolean"),
                (true, Form::Instant) => format!("${place}::timestamptz"),
                (true, Form::Day) => format!("${place}::date"),
            })
            .collect();
        let columns: Vec<String> = self.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), values.join(", "))
    }
}

impl Connection {
    async fn layout(&mut self, table: &str) -> Result<Layout, BackupError> {
        let (columns, key): (Vec<(String, String)>, Vec<String>) = match self {
            Connection::Sqlite(tx) => (
                sqlx::query_as("SELECT name, type FROM pragma_table_info($1) ORDER BY name")
                    .bind(table)
                    .fetch_all(&mut **tx)
                    .await?,
                sqlx::query_scalar("SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk")
                    .bind(table)
                    .fetch_all(&mut **tx)
                    .await?,
            ),
            Connection::Postgres(tx) => (
                sqlx::query_as(
                    "SELECT column_name::text, data_type::text FROM information_schema.columns
                     WHERE table_schema = current_schema() AND table_name = $1 ORDER BY column_name COLLATE \"C\"",
                )
                .bind(table)
                .fetch_all(&mut **tx)
                .await?,
                sqlx::query_scalar(
                    "SELECT a.attname::text FROM pg_index i
                     CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
                     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                     WHERE i.indrelid = to_regclass($1) AND i.indisprimary ORDER BY k.place",
                )
                .bind(table)
                .fetch_all(&mut **tx)
                .await?,
            ),
        };
        let form = |name: &str| match name {
            "TEXT" | "text" => Ok(Form::Text),
            "BLOB" | "bytea" => Ok(Form::Bytes),
            "uuid" => Ok(Form::Uuid),
            "INTEGER" | "bigint" => Ok(Form::Int),
            "boolean" => Ok(Form::Bool),
            "timestamp with time zone" => Ok(Form::Instant),
            "date" => Ok(Form::Day),
            other => Err(Error::Inconsistent { column: "a column's type", value: other.to_owned() }),
        };
        let columns =
            columns.into_iter().map(|(name, kind)| Ok((name, form(&kind)?))).collect::<Result<_, Error>>()?;
        Ok(Layout { columns, key })
    }

    async fn migration(&mut self) -> Result<i64, Error> {
        self.one(sql!("SELECT MAX(version) AS it FROM _sqlx_migrations"), args![]).await
    }

    /// Gives every row of a tenant's table, one at a time.
    async fn each_row(
        &mut self,
        select: String,
        width: usize,
        tenant: Uuid,
        mut take: impl FnMut(&Values) -> Result<(), BackupError>,
    ) -> Result<(), BackupError> {
        macro_rules! stream {
            ($tx:expr) => {{
                let mut rows = sqlx::query(AssertSqlSafe(select)).bind(tenant).fetch(&mut **$tx);
                while let Some(row) = rows.next().await {
                    let row = row?;
                    take(&(0..width).map(|place| row.try_get(place)).collect::<Result<_, _>>()?)?;
                }
            }};
        }
        match self {
            Connection::Sqlite(tx) => stream!(tx),
            Connection::Postgres(tx) => stream!(tx),
        }
        Ok(())
    }

    async fn insert_texts(&mut self, insert: &str, values: Values) -> Result<(), sqlx::Error> {
        macro_rules! execute {
            ($tx:expr) => {{
                let query = sqlx::query(AssertSqlSafe(insert.to_owned()));
                values.into_iter().fold(query, |query, value| query.bind(value)).execute(&mut **$tx).await?;
            }};
        }
        match self {
            Connection::Sqlite(tx) => execute!(tx),
            Connection::Postgres(tx) => execute!(tx),
        }
        Ok(())
    }

    /// Writes the body: everything of every tenant.
    async fn dump<W: Write>(&mut self, sink: &mut Sink<W>) -> Result<(), BackupError> {
        let postgres = self.is_postgres();
        let tenants: Vec<Uuid> = self.all(sql!("SELECT id AS it FROM tenant ORDER BY id"), args![]).await?;
        let mut layouts = Vec::with_capacity(TABLES.len());
        for table in TABLES {
            layouts.push(self.layout(table.name).await?);
        }
        for tenant in tenants {
            dialect::enter_tenant(self, TenantId::from(tenant)).await?;
            sink.body(&Line::Tenant { tenant })?;
            sink.tenants += 1;
            for (table, layout) in TABLES.iter().zip(&layouts) {
                let mut count = 0;
                let head = Line::Table { table: table.name.to_owned(), columns: layout.names() };
                self.each_row(layout.select(table, postgres), layout.columns.len(), tenant, |values| {
                    if count == 0 {
                        sink.body(&head)?;
                    }
                    count += 1;
                    sink.body(values)
                })
                .await?;
                if count > 0 {
                    *sink.rows.entry(table.name.to_owned()).or_default() += count;
                }
            }
        }
        Ok(())
    }
}

/// Where lines go, digested on their way.
struct Sink<W> {
    out: W,
    all: Sha256,
    content: Sha256,
    rows: BTreeMap<String, u64>,
    tenants: u64,
}

impl<W: Write> Sink<W> {
    fn new(out: W) -> Self {
        Self { out, all: Sha256::new(), content: Sha256::new(), rows: BTreeMap::new(), tenants: 0 }
    }

    fn line(&mut self, line: &impl Serialize) -> Result<Vec<u8>, BackupError> {
        let mut bytes = serde_json::to_vec(line).map_err(|cause| BackupError::Write(cause.into()))?;
        bytes.push(b'\n');
        self.all.update(&bytes);
        self.out.write_all(&bytes).map_err(BackupError::Write)?;
        Ok(bytes)
    }

    fn body(&mut self, line: &impl Serialize) -> Result<(), BackupError> {
        let bytes = self.line(line)?;
        self.content.update(&bytes);
        Ok(())
    }
}

/// The file with its first bytes, which were looked at, put back before it.
type Rewound<R> = BufReader<io::Chain<&'static [u8], R>>;

/// A backup being read: every line is digested, and the last one is given only if all of them are as they were written.
struct Source<R: Read> {
    lines: BufReader<GzDecoder<Rewound<R>>>,
    all: Sha256,
    content: Sha256,
    rows: BTreeMap<String, u64>,
    header: Header,
    tenants: u64,
    table: Option<String>,
}

enum Part {
    Tenant(TenantId),
    Table {
        table: String,
        columns: Vec<String>,
    },
    Row(Values),
    /// The end, with the digest of the body.
    End(String),
}

fn damaged(why: &str) -> BackupError {
    BackupError::Damaged(why.to_owned())
}

impl<R: Read> Source<R> {
    fn open(mut file: R) -> Result<Self, BackupError> {
        let mut start = [0; GZIP.len()];
        file.read_exact(&mut start).map_err(|_| BackupError::NotABackup)?;
        if start != GZIP {
            return Err(BackupError::NotABackup);
        }
        let mut lines = BufReader::new(GzDecoder::new(BufReader::new((&GZIP[..]).chain(file))));
        let mut line = Vec::new();
        read_line(&mut lines, &mut line)?;
        // The format is looked at before the rest of the header, which another format may have changed.
        let loose: serde_json::Value = serde_json::from_slice(&line).map_err(|_| BackupError::NotABackup)?;
        if loose["hamn"] != "backup" {
            return Err(BackupError::NotABackup);
        }
        match loose["format"].as_u64().and_then(|format| u32::try_from(format).ok()) {
            Some(FORMAT) => {}
            Some(other) => return Err(BackupError::Format(other)),
            None => return Err(BackupError::NotABackup),
        }
        let header = serde_json::from_slice(&line).map_err(|_| damaged("the header is not readable"))?;
        let mut all = Sha256::new();
        all.update(&line);
        let (content, rows) = (Sha256::new(), BTreeMap::new());
        Ok(Self { lines, all, content, rows, header, tenants: 0, table: None })
    }

    fn next(&mut self) -> Result<Part, BackupError> {
        let mut line = Vec::new();
        read_line(&mut self.lines, &mut line)?;
        let unreadable = |_| damaged("a line is not readable");
        let part = if line.first() == Some(&b'[') {
            let table = self.table.clone().ok_or_else(|| damaged("a row stands outside any table"))?;
            *self.rows.entry(table).or_default() += 1;
            Part::Row(serde_json::from_slice(&line).map_err(unreadable)?)
        } else {
            match serde_json::from_slice(&line).map_err(unreadable)? {
                Line::Tenant { tenant } => {
                    self.tenants += 1;
                    self.table = None;
                    Part::Tenant(TenantId::from(tenant))
                }
                Line::Table { table, columns } => {
                    self.table = Some(table.clone());
                    Part::Table { table, columns }
                }
                Line::Trailer { rows, content, sha256 } => {
                    self.check_end(&rows, &content, &sha256)?;
                    return Ok(Part::End(content));
                }
            }
        };
        self.all.update(&line);
        self.content.update(&line);
        Ok(part)
    }

    fn check_end(
        &mut self,
        rows: &BTreeMap<String, u64>,
        content: &str,
        sha256: &str,
    ) -> Result<(), BackupError> {
        if sha256 != to_hex(&self.all.clone().finalize())
            || content != to_hex(&self.content.clone().finalize())
        {
            return Err(damaged("its content is not what was written"));
        }
        if *rows != self.rows {
            return Err(damaged("the number of rows is not what was written"));
        }
        // Reading on to the end also checks gzip's own sum, and that nothing was added.
        let mut rest = Vec::new();
        self.lines.read_to_end(&mut rest).map_err(|cause| BackupError::Damaged(cause.to_string()))?;
        let mut beyond = [0];
        let file = self.lines.get_mut().get_mut();
        let added = file.read(&mut beyond).map_err(|cause| BackupError::Damaged(cause.to_string()))?;
        if rest.is_empty() && added == 0 { Ok(()) } else { Err(damaged("something was added at its end")) }
    }

    fn summary(self) -> BackupSummary {
        BackupSummary {
            made_at: self.header.made_at,
            migration: self.header.migration,
            database: self.header.database,
            tenants: self.tenants,
            rows: self.rows,
        }
    }
}

fn read_line(lines: &mut impl BufRead, line: &mut Vec<u8>) -> Result<(), BackupError> {
    lines.read_until(b'\n', line).map_err(|cause| BackupError::Damaged(cause.to_string()))?;
    if line.ends_with(b"\n") { Ok(()) } else { Err(damaged("it is cut off")) }
}

/// Reads a whole backup and checks it, without a database.
pub fn inspect(file: impl Read) -> Result<BackupSummary, BackupError> {
    let mut source = Source::open(file)?;
    while !matches!(source.next()?, Part::End(_)) {}
    Ok(source.summary())
}

impl Store {
    /// Writes a backup of every tenant: one state of the database, whatever is written meanwhile.
    pub async fn backup(
        &self,
        file: &mut (impl Write + Send),
        now: Timestamp,
    ) -> Result<BackupSummary, BackupError> {
        let mut connection = self.snapshot().await?;
        let header = Header {
            hamn: "backup".to_owned(),
            format: FORMAT,
            migration: connection.migration().await?,
            made_at: now,
            database: if connection.is_postgres() { "postgresql" } else { "sqlite" }.to_owned(),
        };
        let mut sink = Sink::new(GzEncoder::new(file, Compression::default()));
        sink.line(&header)?;
        connection.dump(&mut sink).await?;
        let (sha256, content) =
            (to_hex(&sink.all.clone().finalize()), to_hex(&sink.content.clone().finalize()));
        sink.line(&Line::Trailer { rows: sink.rows.clone(), content, sha256 })?;
        sink.out.finish().and_then(Write::flush).map_err(BackupError::Write)?;
        Ok(BackupSummary {
            made_at: header.made_at,
            migration: header.migration,
            database: header.database,
            tenants: sink.tenants,
            rows: sink.rows,
        })
    }

    /// Restores a backup into a migrated database that holds nothing yet. It all happens in one transaction, which is
    /// kept only if what is read back from it is what the backup holds.
    pub async fn restore(&self, file: impl Read + Send) -> Result<RestoreSummary, BackupError> {
        let mut source = Source::open(file)?;
        let mut connection = self.begin().await?;
        let here = connection.migration().await?;
        if source.header.migration != here {
            return Err(BackupError::Schema { backup: source.header.migration, here });
        }
        // Every row of every table belongs to a tenant, so a database without tenants is empty.
        if connection.one::<i64>(sql!("SELECT COUNT(*) AS it FROM tenant"), args![]).await? > 0 {
            return Err(BackupError::NotEmpty);
        }

        let content = fill(&mut connection, &mut source).await?;
        let mut read_back = Sink::new(io::sink());
        connection.dump(&mut read_back).await?;
        if to_hex(&read_back.content.finalize()) != content || read_back.rows != source.rows {
            return Err(BackupError::ReadBack);
        }

        let mut changes = Vec::new();
        let tenants: Vec<Uuid> =
            connection.all(sql!("SELECT id AS it FROM tenant ORDER BY id"), args![]).await?;
        for tenant in tenants.into_iter().map(TenantId::from) {
            dialect::enter_tenant(&mut connection, tenant).await?;
            let mut reader = self.reader_over(connection, &Who::program(tenant));
            if !reader.key_fits().await? {
                return Err(BackupError::OtherKey(tenant));
            }
            changes.push((tenant, reader.verify_changes().await?));
            connection = reader.into_connection();
        }
        connection.commit().await?;
        Ok(RestoreSummary { backup: source.summary(), changes })
    }
}

/// Writes every row of a backup and gives the digest of its body.
async fn fill<R: Read>(connection: &mut Connection, source: &mut Source<R>) -> Result<String, BackupError> {
    let postgres = connection.is_postgres();
    let (mut insert, mut width) = (String::new(), 0);
    loop {
        match source.next()? {
            Part::Tenant(tenant) => dialect::enter_tenant(connection, tenant).await?,
            Part::Table { table, columns } => {
                if !TABLES.iter().any(|known| known.name == table) {
                    return Err(BackupError::Damaged(format!(
                        "it has a table “{table}” that this schema lacks"
                    )));
                }
                let layout = connection.layout(&table).await?;
                if layout.names() != columns {
                    return Err(BackupError::Damaged(format!(
                        "its table “{table}” has other columns than this schema"
                    )));
                }
                (insert, width) = (layout.insert(&table, postgres), columns.len());
            }
            Part::Row(values) if values.len() == width => {
                // An altered row is most often refused by the database before the digest at the end shows it.
                connection.insert_texts(&insert, values).await.map_err(|cause| match Error::from(cause) {
                    unwritable @ Error::Unwritable(_) => BackupError::Store(unwritable),
                    other => BackupError::Damaged(format!("a row was refused: {other}")),
                })?;
            }
            Part::Row(_) => return Err(damaged("a row has too many or too few values")),
            Part::End(content) => return Ok(content),
        }
    }
}
