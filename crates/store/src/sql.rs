//! SQL texts that both databases understand, and the values that go into and come out of them.
//!
//! One text, one Rust body: the driver is chosen per call, so nothing in the store is written or compiled twice.
//! The dialect both share is held by a test that prepares every `sql!` text on both databases.

use std::cell::Cell;

use domain::for_each_id;
use jiff::{Timestamp, civil::Date};
use rusqlite::types::{FromSql as _, FromSqlError, FromSqlResult, ValueRef};
use sqlx::{Row as _, postgres::PgRow};
use uuid::Uuid;

use crate::Error;

/// A statement that is fixed at compile time. It can be made only by [`sql!`](crate::sql!), from a literal: there is no
/// way to build one from user input.
#[derive(Clone, Copy, Debug)]
pub struct Sql(pub(crate) &'static str);

/// Makes a [`Sql`] from a literal. A test finds these in the sources and prepares each on SQLite and on PostgreSQL.
#[macro_export]
macro_rules! sql {
    ($text:literal) => {
        $crate::sql::Sql::literal($text)
    };
}

impl Sql {
    /// Used by [`sql!`](crate::sql!) only.
    pub const fn literal(text: &'static str) -> Self {
        Self(text)
    }

    /// An `INSERT … VALUES (…)` of one row as one of several: the values in brackets again for every row, with the
    /// placeholders counted on.
    pub(crate) fn for_rows(self, rows: usize) -> String {
        let (before, row) = self.0.split_once("VALUES").unwrap_or((self.0, ""));
        let pieces: Vec<&str> = row.split('$').collect();
        let number_of =
            |piece: &str| piece.len() - piece.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let width = pieces.len() - 1;
        let mut text = format!("{before}VALUES");
        for index in 0..rows {
            text.push_str(if index == 0 { "" } else { "," });
            text.push_str(pieces[0]);
            for piece in &pieces[1..] {
                let (number, rest) = piece.split_at(number_of(piece));
                let number: usize = number.parse().unwrap_or_default();
                text.push('$');
                text.push_str(&(index * width + number).to_string());
                text.push_str(rest);
            }
        }
        text
    }
}

/// A value bound to a placeholder. Every variant carries an `Option`, because PostgreSQL wants the type of a NULL.
#[derive(Clone, Debug)]
pub enum Value {
    /// A typed id.
    Uuid(Option<Uuid>),
    /// Text.
    Text(Option<String>),
    /// A whole number; money is in öre.
    Int(Option<i64>),
    /// A truth value.
    Bool(Option<bool>),
    /// An instant, in UTC.
    Instant(Option<Timestamp>),
    /// A calendar day.
    Day(Option<Date>),
    /// Bytes: hashes and sealed values.
    Bytes(Option<Vec<u8>>),
}

/// Collects placeholders' values: `args![id, name, day]`. For one row of several: `args![id, name, day].to_vec()`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => {
        &[$($crate::sql::Value::from($value)),*]
    };
}

macro_rules! value_from {
    ($($type:ty => $variant:ident |$v:ident| $make:expr;)*) => { $(
        impl From<$type> for Value {
            fn from($v: $type) -> Self { Value::$variant(Some($make)) }
        }
        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Self { Value::$variant(value.map(|$v| $make)) }
        }
    )* };
}

value_from! {
    Uuid => Uuid |v| v;
    String => Text |v| v;
    &str => Text |v| v.to_owned();
    &String => Text |v| v.clone();
    i64 => Int |v| v;
    bool => Bool |v| v;
    Timestamp => Instant |v| v;
    Date => Day |v| v;
    Vec<u8> => Bytes |v| v;
    &[u8] => Bytes |v| v.to_vec();
}

macro_rules! id_value {
    ($id:ident) => {
        impl From<domain::$id> for Value {
            fn from(id: domain::$id) -> Self {
                Value::Uuid(Some(id.uuid()))
            }
        }
        impl From<Option<domain::$id>> for Value {
            fn from(id: Option<domain::$id>) -> Self {
                Value::Uuid(id.map(domain::$id::uuid))
            }
        }
        impl Column for domain::$id {
            fn sqlite(value: ValueRef<'_>) -> FromSqlResult<Self> {
                Uuid::sqlite(value).map(Self::from)
            }
            fn postgres(row: &PgRow, name: &str) -> Result<Self, sqlx::Error> {
                Uuid::postgres(row, name).map(Self::from)
            }
        }
    };
}
for_each_id!(id_value);

/// SQLite keeps instants as text of one width, so that text order is time order.
pub(crate) fn instant_text(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}

/// A row of either database.
pub struct Row<'a> {
    driver: Driver<'a>,
    /// The place after the column that was read last.
    next: Cell<usize>,
}

#[derive(Clone, Copy)]
enum Driver<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a PgRow),
}

impl<'a> Row<'a> {
    /// A row from SQLite.
    pub(crate) fn sqlite(row: &'a rusqlite::Row<'a>) -> Self {
        Self { driver: Driver::Sqlite(row), next: Cell::new(0) }
    }

    /// A row from PostgreSQL.
    pub(crate) fn postgres(row: &'a PgRow) -> Self {
        Self { driver: Driver::Postgres(row), next: Cell::new(0) }
    }

    /// The place of a column. Most records are read in the order of their columns, and SQLite finds a name only by comparing
    /// it with one after the other.
    fn place(&self, row: &rusqlite::Row<'_>, name: &str) -> rusqlite::Result<usize> {
        let (statement, next) = (row.as_ref(), self.next.get());
        let is_next = next < statement.column_count() && statement.column_name(next)? == name;
        let place = if is_next { next } else { statement.column_index(name)? };
        self.next.set(place + 1);
        Ok(place)
    }

    /// The value of a column; the type says what it must be.
    pub fn get<T: Column>(&self, name: &str) -> Result<T, Error> {
        let fails = |cause| Error::Column { column: name.to_owned(), cause };
        match self.driver {
            Driver::Sqlite(row) => {
                let place = self.place(row, name).map_err(|cause| fails(cause.into()))?;
                let value = row.get_ref(place).map_err(|cause| fails(cause.into()))?;
                T::sqlite(value).map_err(|cause| fails(cause.into()))
            }
            Driver::Postgres(row) => T::postgres(row, name).map_err(|cause| fails(cause.into())),
        }
    }

    /// A column that holds the stored word of a domain enum; a word nobody knows is inconsistent data, named.
    pub fn word<T: std::str::FromStr>(&self, name: &'static str) -> Result<T, Error> {
        let text: String = self.get(name)?;
        text.parse().map_err(|_| Error::Inconsistent { column: name, value: text })
    }

    /// Like [`Row::word`] for a column that may be NULL.
    pub fn maybe_word<T: std::str::FromStr>(&self, name: &'static str) -> Result<Option<T>, Error> {
        let text: Option<String> = self.get(name)?;
        text.map(|text| text.parse().map_err(|_| Error::Inconsistent { column: name, value: text }))
            .transpose()
    }

    /// Two columns that hold a half-open interval of days.
    pub fn interval(&self, from: &'static str, to: &'static str) -> Result<domain::Interval, Error> {
        let (first, after): (Date, Option<Date>) = (self.get(from)?, self.get(to)?);
        domain::Interval::new(first, after)
            .map_err(|_| Error::Inconsistent { column: to, value: format!("{first} to {after:?}") })
    }

    /// A column that holds a JSON document of a domain type.
    pub fn json<T: serde::de::DeserializeOwned>(&self, name: &'static str) -> Result<T, Error> {
        let text: String = self.get(name)?;
        serde_json::from_str(&text).map_err(|_| Error::Inconsistent { column: name, value: text })
    }
}

/// What can be read out of a column on both databases.
pub trait Column: Sized {
    /// Reads from SQLite.
    fn sqlite(value: ValueRef<'_>) -> FromSqlResult<Self>;
    /// Reads from PostgreSQL.
    fn postgres(row: &PgRow, name: &str) -> Result<Self, sqlx::Error>;
}

macro_rules! native_column {
    ($($type:ty),*) => { $(
        impl Column for $type {
            fn sqlite(value: ValueRef<'_>) -> FromSqlResult<Self> { Self::column_result(value) }
            fn postgres(row: &PgRow, name: &str) -> Result<Self, sqlx::Error> { row.try_get(name) }
        }
    )* };
}
native_column!(String, bool, Vec<u8>);

impl Column for Uuid {
    fn sqlite(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::from_slice(value.as_blob()?).map_err(FromSqlError::other)
    }
    fn postgres(row: &PgRow, name: &str) -> Result<Self, sqlx::Error> {
        row.try_get(name)
    }
}

impl Column for i64 {
    fn sqlite(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::column_result(value)
    }
    /// A literal in a statement, such as the 1 of `CASE … THEN 1`, is a narrower number on PostgreSQL than a column is.
    fn postgres(row: &PgRow, name: &str) -> Result<Self, sqlx::Error> {
        row.try_get(name).or_else(|error| row.try_get::<i32, _>(name).map(Self::from).map_err(|_| error))
    }
}

impl Column for Timestamp {
    fn sqlite(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map_err(FromSqlError::other)
    }
    fn postgres(row: &PgRow, name: &str) -> Result<Self, sqlx::Error> {
        row.try_get::<jiff_sqlx::Timestamp, _>(name).map(jiff_sqlx::Timestamp::to_jiff)
    }
}

impl Column for Date {
    fn sqlite(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map_err(FromSqlError::other)
    }
    fn postgres(row: &PgRow, name: &str) -> Result<Self, sqlx::Error> {
        row.try_get::<jiff_sqlx::Date, _>(name).map(jiff_sqlx::Date::to_jiff)
    }
}

impl<T: Column> Column for Option<T> {
    fn sqlite(value: ValueRef<'_>) -> FromSqlResult<Self> {
        if value == ValueRef::Null { Ok(None) } else { T::sqlite(value).map(Some) }
    }
    fn postgres(row: &PgRow, name: &str) -> Result<Self, sqlx::Error> {
        use sqlx::ValueRef as _;
        if row.try_get_raw(name)?.is_null() { Ok(None) } else { T::postgres(row, name).map(Some) }
    }
}

/// A record that can be read from a row.
pub trait FromRow: Sized {
    /// Reads the record; a column that does not fit is an error that names it.
    fn from_row(row: &Row<'_>) -> Result<Self, Error>;
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_insert_of_several_rows_counts_its_placeholders_on() {
        let one = sql!("INSERT INTO t (a, b, c, d) VALUES ($1, $3, NULL, $2)");
        assert_eq!(one.for_rows(1), "INSERT INTO t (a, b, c, d) VALUES ($1, $3, NULL, $2)");
        assert_eq!(
            one.for_rows(3),
            "INSERT INTO t (a, b, c, d) VALUES ($1, $3, NULL, $2), ($4, $6, NULL, $5), ($7, $9, NULL, $8)"
        );
    }
}
