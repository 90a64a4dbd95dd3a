//! Links of the safety chain.

use domain::{HouseholdId, Link, LinkId, LinkKind, LinkRecord};
use serde::{Deserialize, Serialize};

use crate::{Error, Reader, Row, Writer, args, open::VersionOf, sql, sql::FromRow};

/// What a link carries that no list asks for.
#[derive(Serialize, Deserialize)]
struct Detail {
    state: domain::LinkState,
    handed_over_by: Option<domain::ActorId>,
    for_unaccompanied_child: bool,
    fell_back: Option<domain::link::FellBack>,
    reopened_because: Option<domain::Reason>,
}

impl FromRow for Link {
    fn from_row(row: &Row) -> Result<Self, Error> {
        let detail: Detail = row.json("detail")?;
        Link::restore(LinkRecord {
            id: row.get("id")?,
            household: row.get("household_id")?,
            kind: row.word::<LinkKind>("kind")?,
            person: row.get("person_id")?,
            duty: row.get("duty_id")?,
            accountable: row.get("accountable")?,
            handed_over_by: detail.handed_over_by,
            deadline: row.get("deadline")?,
            next_step: row.get("next_step")?,
            state: detail.state,
            for_unaccompanied_child: detail.for_unaccompanied_child,
            fell_back: detail.fell_back,
            reopened_because: detail.reopened_because,
            version: row.get("version")?,
        })
        .map_err(|error| Error::Inconsistent { column: "detail", value: error.to_string() })
    }
}

fn detail(link: &Link) -> String {
    serde_json::to_string(&Detail {
        state: link.state.clone(),
        handed_over_by: link.handed_over_by,
        for_unaccompanied_child: link.for_unaccompanied_child,
        fell_back: link.fell_back,
        reopened_because: link.reopened_because.clone(),
    })
    .unwrap_or_default()
}

impl Reader {
    /// One link.
    pub async fn link(&mut self, id: LinkId) -> Result<Link, Error> {
        let tenant = self.tenant();
        self.one(sql!("SELECT * FROM link WHERE tenant_id = $1 AND id = $2"), args![tenant, id]).await
    }

    /// A household's chain.
    pub async fn links_of(&mut self, household: HouseholdId) -> Result<Vec<Link>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!("SELECT * FROM link WHERE tenant_id = $1 AND household_id = $2 ORDER BY deadline IS NULL, deadline, kind, id"),
            args![tenant, household],
        )
        .await
    }
}

impl Writer {
    /// Adds a link.
    pub async fn insert_link(&mut self, link: &Link) -> Result<(), Error> {
        let (tenant, now) = (self.tenant(), self.now());
        self.run(
            sql!(
                "INSERT INTO link (tenant_id, id, household_id, person_id, kind, duty_id, accountable, deadline,
                 next_step, state, detail, open, escalated, changed_at, version)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, 1)"
            ),
            args![
                tenant, link.id, link.household, link.person, link.kind.as_str(), link.duty, link.accountable,
                link.deadline, &link.next_step, link.state.code().as_str(), detail(link), link.is_open(), now
            ],
        )
        .await?;
        Ok(())
    }

    /// Changes a link, based on `link.version`. A new deadline starts escalation afresh.
    pub async fn update_link(&mut self, link: &Link) -> Result<(), Error> {
        let (tenant, now) = (self.tenant(), self.now());
        self.run_versioned(
            sql!(
                "UPDATE link SET duty_id = $3, accountable = $4,
                 escalated = CASE WHEN deadline = $5 THEN escalated ELSE 0 END, deadline = $5, next_step = $6,
                 state = $7, detail = $8, open = $9, changed_at = $10, version = version + 1
                 WHERE tenant_id = $1 AND id = $2 AND version = $11"
            ),
            args![
                tenant, link.id, link.duty, link.accountable, link.deadline, &link.next_step,
                link.state.code().as_str(), detail(link), link.is_open(), now, link.version
            ],
            VersionOf {
                sql: sql!("SELECT version AS it FROM link WHERE tenant_id = $1 AND id = $2"),
                id: link.id.uuid(),
                based_on: link.version,
            },
        )
        .await
    }
}
