//! One transaction on either database.

use sqlx::{AssertSqlSafe, Postgres, Transaction};

use crate::{
    Error,
    sql::{FromRow, Row, Sql, Value},
    sqlite,
};

/// An open transaction. Dropped without [`Connection::commit`], it rolls back.
pub(crate) enum Connection {
    Sqlite(sqlite::Turn),
    Postgres(Transaction<'static, Postgres>),
}

/// The most rows of one INSERT. Each number of rows is a statement of its own, kept prepared.
const ROWS_AT_ONCE: usize = 16;

/// PostgreSQL's query with every value bound.
macro_rules! postgres {
    ($text:expr, $args:expr) => {{
        let mut query = sqlx::query($text);
        for value in $args {
            query = match value {
                Value::Uuid(v) => query.bind(*v),
                Value::Text(v) => query.bind(v.clone()),
                Value::Int(v) => query.bind(*v),
                Value::Bool(v) => query.bind(*v),
                Value::Instant(v) => query.bind(v.map(jiff_sqlx::Timestamp::from)),
                Value::Day(v) => query.bind(v.map(jiff_sqlx::Date::from)),
                Value::Bytes(v) => query.bind(v.clone()),
            };
        }
        query
    }};
}

impl Connection {
    /// Runs a statement and says how many rows it touched.
    pub(crate) async fn run(&mut self, sql: Sql, args: &[Value]) -> Result<u64, Error> {
        Ok(match self {
            Connection::Sqlite(tx) => tx.bound(sql.0, args)?.raw_execute()? as u64,
            Connection::Postgres(tx) => postgres!(sql.0, args).execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// Inserts rows in as few statements as [`ROWS_AT_ONCE`] allows: every statement is a way to the database and back.
    pub(crate) async fn run_many(&mut self, insert: Sql, rows: &[Vec<Value>]) -> Result<(), Error> {
        for some in rows.chunks(ROWS_AT_ONCE) {
            let text = insert.for_rows(some.len());
            let args = some.iter().flatten();
            match self {
                Connection::Sqlite(tx) => tx.bound(&text, args)?.raw_execute().map(|_| ())?,
                Connection::Postgres(tx) => {
                    postgres!(AssertSqlSafe(text), args).execute(&mut **tx).await.map(|_| ())?;
                }
            }
        }
        Ok(())
    }

    /// All rows.
    pub(crate) async fn all<R: FromRow>(&mut self, sql: Sql, args: &[Value]) -> Result<Vec<R>, Error> {
        match self {
            Connection::Sqlite(tx) => {
                let mut statement = tx.bound(sql.0, args)?;
                let mut rows = statement.raw_query();
                let mut records = Vec::new();
                while let Some(row) = rows.next()? {
                    records.push(R::from_row(&Row::sqlite(row))?);
                }
                Ok(records)
            }
            Connection::Postgres(tx) => {
                let rows = postgres!(sql.0, args).fetch_all(&mut **tx).await?;
                rows.iter().map(|row| R::from_row(&Row::postgres(row))).collect()
            }
        }
    }

    /// The row, if there is one.
    pub(crate) async fn maybe<R: FromRow>(&mut self, sql: Sql, args: &[Value]) -> Result<Option<R>, Error> {
        match self {
            Connection::Sqlite(tx) => {
                let mut statement = tx.bound(sql.0, args)?;
                let mut rows = statement.raw_query();
                rows.next()?.map(|row| R::from_row(&Row::sqlite(row))).transpose()
            }
            Connection::Postgres(tx) => {
                let row = postgres!(sql.0, args).fetch_optional(&mut **tx).await?;
                row.as_ref().map(|row| R::from_row(&Row::postgres(row))).transpose()
            }
        }
    }

    /// The row, which must exist.
    pub(crate) async fn one<R: FromRow>(&mut self, sql: Sql, args: &[Value]) -> Result<R, Error> {
        self.maybe(sql, args).await?.ok_or(Error::NotFound)
    }

    /// Makes the writes durable and visible.
    pub(crate) async fn commit(self) -> Result<(), Error> {
        self.commit_then(|| ()).await
    }

    /// Makes the writes durable and visible, and does what is then to be done.
    pub(crate) async fn commit_then(self, then: impl FnOnce() + Send + 'static) -> Result<(), Error> {
        match self {
            Connection::Sqlite(tx) => tx.commit(Box::new(then)).await?,
            Connection::Postgres(tx) => {
                tx.commit().await?;
                then();
            }
        }
        Ok(())
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self, Connection::Postgres(_))
    }
}

/// Single-column results.
macro_rules! scalar_row {
    ($($type:ty),*) => { $(
        impl FromRow for $type {
            fn from_row(row: &Row<'_>) -> Result<Self, Error> { row.get("it") }
        }
    )* };
}
scalar_row!(i64, String, bool, uuid::Uuid, jiff::Timestamp, Option<i64>, Option<String>);
