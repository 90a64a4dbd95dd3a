//! One backup format for both databases: the way back after a loss, and the way from SQLite to PostgreSQL.
//!
//! A backup is a gzip file of JSON lines: a header; for every tenant its tables, each a line of column names and a line
//! per row; a trailer with the number of rows of each table, the digest of the body and the SHA-256 of every byte before
//! the trailer. `zcat` shows it. Values are written as text of one form whichever database they come from, in the order
//! of the primary key, so two databases with the same content give the same body. That is how a restore is checked: it
//! reads back what it has written and commits only if the digest is the one in the trailer. The digests show accidents;
//! against somebody who makes a whole new file of another content, only a signature outside of it helps.
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

mod file;
mod layout;

use std::{
    collections::BTreeMap,
    io::{self, Read, Write},
};

use domain::TenantId;
use jiff::Timestamp;
use uuid::Uuid;

use self::file::{Header, Line, Part, Sink, Source, damaged};
use crate::{Error, Store, Verdict, Who, args, connection::Connection, dialect, retention::TABLES, sql};

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
        "the backup has format {0} and this program reads another: restore it with the version that made it"
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

impl From<rusqlite::Error> for BackupError {
    fn from(cause: rusqlite::Error) -> Self {
        Self::Store(cause.into())
    }
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

impl Connection {
    async fn migration(&mut self) -> Result<i64, Error> {
        self.one(sql!("SELECT MAX(version) AS it FROM _sqlx_migrations"), args![]).await
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
                self.each_row(layout.select(table, postgres), layout.width(), tenant, |values| {
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
        let database = if connection.is_postgres() { "postgresql" } else { "sqlite" };
        let header = Header::new(connection.migration().await?, now, database);
        let mut sink = Sink::begin(file, &header)?;
        connection.dump(&mut sink).await?;
        let (tenants, rows) = sink.finish()?;
        let Header { made_at, migration, database, .. } = header;
        Ok(BackupSummary { made_at, migration, database, tenants, rows })
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
        let mut read_back = Sink::of_content();
        connection.dump(&mut read_back).await?;
        if read_back.content() != content || read_back.rows != source.rows {
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
        dialect::count_tables(&mut connection).await?;
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
                connection.insert_texts(&insert, values).await.map_err(|cause| match cause {
                    unwritable @ Error::Unwritable(_) => BackupError::Store(unwritable),
                    other => BackupError::Damaged(format!("a row was refused: {other}")),
                })?;
            }
            Part::Row(_) => return Err(damaged("a row has too many or too few values")),
            Part::End(content) => return Ok(content),
        }
    }
}
