//! Duties.

use domain::{Duty, DutyId, LinkKind};

use crate::{Error, Reader, Row, Writer, args, open::VersionOf, sql, sql::FromRow};

impl FromRow for Duty {
    fn from_row(row: &Row) -> Result<Self, Error> {
        let confirmed_on = row.get("confirmed_on")?;
        let confirmed_by: Option<domain::UserId> = row.get("confirmed_by")?;
        Ok(Self {
            id: row.get("id")?,
            kind: row.word::<LinkKind>("kind")?,
            target: row.maybe_word("target")?,
            legal_owner: row.get("legal_owner")?,
            executing: row.get("executing")?,
            law: row.get("law")?,
            decision: row.get("decision")?,
            interval: row.interval("from_day", "to_day")?,
            last_confirmed: Option::zip(confirmed_on, confirmed_by),
        })
    }
}

/// A duty's id and version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DutyVersion {
    /// Which.
    pub id: DutyId,
    /// Its version, for the next change.
    pub version: i64,
}

impl FromRow for DutyVersion {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self { id: row.get("id")?, version: row.get("version")? })
    }
}

impl Reader {
    /// The version of every duty of the tenant.
    pub async fn duty_versions(&mut self) -> Result<Vec<DutyVersion>, Error> {
        let tenant = self.tenant();
        self.all(sql!("SELECT id, version FROM duty WHERE tenant_id = $1"), args![tenant]).await
    }

    /// Every duty of the tenant, also those that have ended.
    pub async fn duties(&mut self) -> Result<Vec<Duty>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT id, kind, target, legal_owner, executing, law, decision, from_day, to_day, confirmed_on,
                 confirmed_by FROM duty WHERE tenant_id = $1 ORDER BY kind, from_day, id"
            ),
            args![tenant],
        )
        .await
    }

    /// One duty.
    pub async fn duty(&mut self, id: DutyId) -> Result<Duty, Error> {
        let tenant = self.tenant();
        self.one(
            sql!(
                "SELECT id, kind, target, legal_owner, executing, law, decision, from_day, to_day, confirmed_on,
                 confirmed_by FROM duty WHERE tenant_id = $1 AND id = $2"
            ),
            args![tenant, id],
        )
        .await
    }

    /// The version of a duty, for the next change.
    pub async fn duty_version(&mut self, id: DutyId) -> Result<i64, Error> {
        let tenant = self.tenant();
        self.one(sql!("SELECT version AS it FROM duty WHERE tenant_id = $1 AND id = $2"), args![tenant, id])
            .await
    }
}

impl Writer {
    /// Adds a duty.
    pub async fn insert_duty(&mut self, duty: &Duty) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run(
            sql!(
                "INSERT INTO duty (tenant_id, id, kind, target, legal_owner, executing, law, decision, from_day, to_day,
                 confirmed_on, confirmed_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)"
            ),
            args![
                tenant, duty.id, duty.kind.as_str(), duty.target.map(domain::LegalStatus::as_str), duty.legal_owner,
                duty.executing, &duty.law, duty.decision.clone(), duty.interval.from(), duty.interval.to(),
                duty.last_confirmed.map(|(on, _)| on), duty.last_confirmed.map(|(_, by)| by)
            ],
        )
        .await?;
        Ok(())
    }

    /// Changes a duty.
    pub async fn update_duty(&mut self, duty: &Duty, based_on: i64) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run_versioned(
            sql!(
                "UPDATE duty SET legal_owner = $3, executing = $4, law = $5, decision = $6, from_day = $7, to_day = $8,
                 confirmed_on = $9, confirmed_by = $10, version = version + 1
                 WHERE tenant_id = $1 AND id = $2 AND version = $11"
            ),
            args![
                tenant, duty.id, duty.legal_owner, duty.executing, &duty.law, duty.decision.clone(),
                duty.interval.from(), duty.interval.to(), duty.last_confirmed.map(|(on, _)| on),
                duty.last_confirmed.map(|(_, by)| by), based_on
            ],
            VersionOf {
                sql: sql!("SELECT version AS it FROM duty WHERE tenant_id = $1 AND id = $2"),
                id: duty.id.uuid(),
                based_on,
            },
        )
        .await
    }
}
