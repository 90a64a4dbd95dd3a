//! Who read a household's record, and why (rule 12 of the domain).

use domain::{ActorId, HouseholdId, UserId};
use jiff::Timestamp;

use crate::{Error, Reader, Row, Store, Who, args, sql, sql::FromRow};

/// One read of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// When.
    pub at: Timestamp,
    /// The user.
    pub user: Option<UserId>,
    /// The user's name, for the person who asks.
    pub user_name: Option<String>,
    /// For which actor.
    pub actor: ActorId,
    /// The actor's name.
    pub actor_name: String,
    /// In which role.
    pub role: String,
    /// For what purpose.
    pub purpose: String,
    /// Which part of the record.
    pub what: String,
}

impl FromRow for Access {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            at: row.get("at")?,
            user: row.get("user_id")?,
            user_name: row.get("user_name")?,
            actor: row.get("actor_id")?,
            actor_name: row.get("actor_name")?,
            role: row.get("role")?,
            purpose: row.get("purpose")?,
            what: row.get("what")?,
        })
    }
}

/// A read about to be shown.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The household.
    pub household: HouseholdId,
    /// In which role.
    pub role: &'static str,
    /// For what purpose.
    pub purpose: &'static str,
    /// Which part of the record: `household`, `chain`, `identifiers`, `address`, `export`.
    pub what: &'static str,
}

impl Store {
    /// Logs reads before they are shown. A read that cannot be logged must not be shown.
    pub async fn log_reads(&self, who: &Who, now: Timestamp, reads: &[Reading]) -> Result<(), Error> {
        let Some(actor) = who.actor else { return Ok(()) };
        // Waiting for the disk on every page would make the page slower for nothing.
        let mut writer = self.write_relaxed(who, now).await?;
        let rows: Vec<_> = reads
            .iter()
            .map(|read| {
                let id = uuid::Uuid::from_bytes(self.dice().draw());
                args![
                    who.tenant,
                    id,
                    now,
                    read.household,
                    who.user,
                    actor,
                    read.role,
                    read.purpose,
                    read.what
                ]
                .to_vec()
            })
            .collect();
        writer
            .run_many(
                sql!(
                    "INSERT INTO access_log (tenant_id, id, at, household_id, user_id, actor_id, role, purpose, what)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
                ),
                &rows,
            )
            .await?;
        writer.commit().await.map(|_| ())
    }
}

impl Reader {
    /// Who read a household's record, latest first.
    pub async fn reads_of(&mut self, household: HouseholdId, limit: i64) -> Result<Vec<Access>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT l.at, l.user_id, u.name AS user_name, l.actor_id, a.name AS actor_name, l.role, l.purpose, l.what
                 FROM access_log l
                 JOIN actor a ON a.tenant_id = l.tenant_id AND a.id = l.actor_id
                 LEFT JOIN user_account u ON u.tenant_id = l.tenant_id AND u.id = l.user_id
                 WHERE l.tenant_id = $1 AND l.household_id = $2 ORDER BY l.at DESC, l.id LIMIT $3"
            ),
            args![tenant, household, limit],
        )
        .await
    }
}
