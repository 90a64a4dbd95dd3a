//! Rows of any table as text of one form, and back, in the SQL of each database.

use sqlx::{AssertSqlSafe, Row as _};
use tokio_stream::StreamExt as _;
use uuid::Uuid;

use super::{BackupError, file::Values};
use crate::{Error, connection::Connection, retention::Table, sql::Value};

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

/// The columns of a table and its primary key, as the database itself tells them.
pub(super) struct Layout {
    columns: Vec<(String, Form)>,
    key: Vec<String>,
}

impl Layout {
    pub(super) fn names(&self) -> Vec<String> {
        self.columns.iter().map(|(name, _)| name.clone()).collect()
    }

    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    /// Reads the rows of one tenant as text, in the order of the key.
    pub(super) fn select(&self, table: &Table, postgres: bool) -> String {
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
                // With its table's name it is the column itself, and not the text that it is given out as, by which 10
                // comes before 2.
                let column = format!("{}.\"{key}\"", table.name);
                if postgres && is_text(key) { format!("{column} COLLATE \"C\"") } else { column }
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

    pub(super) fn insert(&self, table: &str, postgres: bool) -> String {
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
    pub(super) async fn layout(&mut self, table: &str) -> Result<Layout, BackupError> {
        let (columns, key): (Vec<(String, String)>, Vec<String>) = match self {
            Connection::Sqlite(tx) => (
                tx.prepare("SELECT name, type FROM pragma_table_info(?1) ORDER BY name")?
                    .query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect::<Result<_, _>>()?,
                tx.prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk")?
                    .query_map([table], |row| row.get(0))?
                    .collect::<Result<_, _>>()?,
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

    /// Gives every row of a tenant's table, one at a time.
    pub(super) async fn each_row(
        &mut self,
        select: String,
        width: usize,
        tenant: Uuid,
        mut take: impl FnMut(&Values) -> Result<(), BackupError>,
    ) -> Result<(), BackupError> {
        match self {
            Connection::Sqlite(tx) => {
                let mut statement = tx.bound(&select, &[Value::from(tenant)])?;
                let mut rows = statement.raw_query();
                while let Some(row) = rows.next()? {
                    take(&(0..width).map(|place| row.get(place)).collect::<Result<_, _>>()?)?;
                }
            }
            Connection::Postgres(tx) => {
                let mut rows = sqlx::query(AssertSqlSafe(select)).bind(tenant).fetch(&mut **tx);
                while let Some(row) = rows.next().await {
                    let row = row?;
                    take(&(0..width).map(|place| row.try_get(place)).collect::<Result<_, _>>()?)?;
                }
            }
        }
        Ok(())
    }

    pub(super) async fn insert_texts(&mut self, insert: &str, values: Values) -> Result<(), Error> {
        match self {
            Connection::Sqlite(tx) => {
                let values: Vec<Value> = values.into_iter().map(Value::Text).collect();
                tx.bound(insert, &values)?.raw_execute()?;
            }
            Connection::Postgres(tx) => {
                let query = sqlx::query(AssertSqlSafe(insert.to_owned()));
                values.into_iter().fold(query, sqlx::query::Query::bind).execute(&mut **tx).await?;
            }
        }
        Ok(())
    }
}
