//! What can go wrong in the store.

use std::sync::Arc;

use crate::answer::Mismatch;

/// What the driver of the database said.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A failure of the store. Its text never holds a value of a person's record except an unknown stored word.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database could not be opened.
    #[error("could not open the database at {place}: {cause}")]
    Open {
        /// The file or server, without a password.
        place: String,
        /// Why.
        cause: Cause,
    },
    /// The schema could not be brought up to date.
    #[error("could not bring the schema up to date: {0}")]
    Migrate(Cause),
    /// The disk is full or cannot be written: reads go on, writes must be tried again later.
    #[error("the database cannot be written at the moment: {0}")]
    Unwritable(Cause),
    /// The database server is away, or has no connection free in time: whether a write that was under way was kept is
    /// not known, and sending it again under its idempotency key finds out.
    #[error("the database cannot be reached at the moment: {0}")]
    Unreachable(Cause),
    /// A rule of the schema refused the write.
    #[error("the database refused the write: {0}")]
    Refused(Cause),
    /// The driver failed.
    #[error("the database failed: {0}")]
    Database(Cause),
    /// A column is missing or of another type.
    #[error("column {column} could not be read: {cause}")]
    Column {
        /// Its name.
        column: String,
        /// Why.
        cause: Cause,
    },
    /// Stored data that the domain does not know.
    #[error("column {column} holds “{value}”, which is not a known word")]
    Inconsistent {
        /// Its name.
        column: &'static str,
        /// The word.
        value: String,
    },
    /// The record does not exist, or not for this tenant.
    #[error("the record was not found")]
    NotFound,
    /// The record was changed by somebody else since it was read.
    #[error("the record is now at version {now}, the change was based on version {based_on}")]
    Conflict {
        /// What the change was based on.
        based_on: i64,
        /// What is stored.
        now: i64,
    },
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Mismatch(#[from] Mismatch),
    /// A sealed value did not open: wrong key, or moved from another row.
    #[error("a sealed value of {table}.{column} could not be opened")]
    Sealed {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// The key file is missing or malformed.
    #[error("{0}")]
    Key(String),
}

impl From<rusqlite::Error> for Error {
    fn from(cause: rusqlite::Error) -> Self {
        Arc::new(cause).into()
    }
}

impl From<Arc<rusqlite::Error>> for Error {
    fn from(cause: Arc<rusqlite::Error>) -> Self {
        use rusqlite::{ErrorCode, ffi};
        let unwritable = [
            ErrorCode::DiskFull,
            ErrorCode::SystemIoFailure,
            ErrorCode::ReadOnly,
            ErrorCode::DatabaseBusy,
            // The write shared its commit with one that failed.
            ErrorCode::OperationAborted,
        ];
        let rules = [
            ffi::SQLITE_CONSTRAINT_UNIQUE,
            ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY,
            ffi::SQLITE_CONSTRAINT_CHECK,
        ];
        match cause.sqlite_error() {
            Some(error) if unwritable.contains(&error.code) => Error::Unwritable(cause.into()),
            Some(error) if rules.contains(&error.extended_code) => Error::Refused(cause.into()),
            _ => Error::Database(cause.into()),
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(cause: sqlx::Error) -> Self {
        let Some(database) = cause.as_database_error() else {
            return match cause {
                sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => Error::Unreachable(cause.into()),
                other => Error::Database(other.into()),
            };
        };
        let code = database.code().unwrap_or_default().into_owned();
        // Class 53 insufficient resources, class 58 system error, 25006 read-only transaction.
        let unwritable = code.starts_with("53") || code.starts_with("58") || code == "25006";
        // Class 08 connection exceptions; 57P01 to 57P03, it is stopping, crashed or starting.
        let unreachable = code.starts_with("08") || code.starts_with("57P0");
        if unwritable {
            Error::Unwritable(cause.into())
        } else if unreachable {
            Error::Unreachable(cause.into())
        } else if database.is_unique_violation()
            || database.is_foreign_key_violation()
            || database.is_check_violation()
        {
            Error::Refused(cause.into())
        } else {
            Error::Database(cause.into())
        }
    }
}
