//! The one place where SQLite and PostgreSQL differ.

use domain::TenantId;

use crate::{Error, args, connection::Connection, sql};

/// The channel on which PostgreSQL tells other processes of a commit.
pub(crate) const CHANNEL: &str = "hamn_change";

/// Names the tenant of a transaction. On PostgreSQL row-level security reads it; it holds for this transaction only, so
/// it cannot leak through a pool. On SQLite every statement carries the tenant itself, and there is nothing to name.
pub(crate) async fn enter_tenant(connection: &mut Connection, tenant: TenantId) -> Result<(), Error> {
    if connection.is_postgres() {
        let _: String = connection
            .one(sql!("SELECT set_config('hamn.tenant', $1, TRUE) AS it"), args![tenant.to_string()])
            .await?;
    }
    Ok(())
}

/// Tells other processes of a change when the transaction commits. SQLite has one process.
pub(crate) async fn announce(connection: &mut Connection, tenant: TenantId, seq: i64) -> Result<(), Error> {
    if connection.is_postgres() {
        connection.run(sql!("SELECT pg_notify('hamn_change', $1)"), args![format!("{tenant} {seq}")]).await?;
    }
    Ok(())
}

/// Has the tables counted after everything was written at once. Until then PostgreSQL takes each of them for empty and sorts
/// all of it for every page of a list; by itself it counts a minute later, or never where that is turned off. SQLite is
/// told what it needs to know by the migrations.
pub(crate) async fn count_tables(connection: &mut Connection) -> Result<(), Error> {
    if connection.is_postgres() {
        // It would warn of each of the server's own tables, which are not ours to count.
        connection.run(sql!("SET LOCAL client_min_messages = error"), args![]).await?;
        connection.run(sql!("ANALYZE"), args![]).await?;
    }
    Ok(())
}
