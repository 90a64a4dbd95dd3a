//! Figures for the first page: counted by the database, over a whole tenant or for one actor.

use domain::{ActorId, ChainState};
use jiff::{Timestamp, civil::Date};

use crate::{Error, Reader, Row, args, sql, sql::FromRow};

/// An actor with something that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The actor.
    pub actor: ActorId,
    /// Its name.
    pub name: String,
    /// How many.
    pub count: i64,
    /// The first day by which one of them is due.
    pub first: Option<Date>,
}

impl FromRow for Waiting {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            actor: row.get("actor_id")?,
            name: row.get("name")?,
            count: row.get("n")?,
            first: row.get("first_day")?,
        })
    }
}

/// Beds on one night.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beds {
    /// In homes that are available that night.
    pub total: i64,
    /// Blocked.
    pub blocked: i64,
    /// Slept in.
    pub occupied: i64,
}

impl Beds {
    /// What can be promised.
    pub fn allocable(self) -> i64 {
        (self.total - self.blocked - self.occupied).max(0)
    }
}

/// How often something was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// What, as in the change log.
    pub action: String,
    /// How often.
    pub count: i64,
}

impl FromRow for Done {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self { action: row.get("action")?, count: row.get("n")? })
    }
}

struct Counts([i64; 5]);

impl FromRow for Counts {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self([
            row.get("gaps")?,
            row.get("overdue")?,
            row.get("waiting")?,
            row.get("on_track")?,
            row.get("complete")?,
        ]))
    }
}

impl Reader {
    /// Open households by how their chain stands on the day.
    pub async fn households_by_state(&mut self, today: Date) -> Result<Vec<(ChainState, i64)>, Error> {
        let tenant = self.tenant();
        let Counts(counts) = self
            .one(
                sql!(
                    "SELECT COUNT(CASE WHEN gaps > 0 THEN 1 END) AS gaps,
                       COUNT(CASE WHEN gaps = 0 AND next_deadline < $2 THEN 1 END) AS overdue,
                       COUNT(CASE WHEN gaps = 0 AND (next_deadline IS NULL OR next_deadline >= $2) AND waiting > 0
                         THEN 1 END) AS waiting,
                       COUNT(CASE WHEN gaps = 0 AND (next_deadline IS NULL OR next_deadline >= $2) AND waiting = 0
                         AND open_links > 0 THEN 1 END) AS on_track,
                       COUNT(CASE WHEN gaps = 0 AND (next_deadline IS NULL OR next_deadline >= $2) AND waiting = 0
                         AND open_links = 0 THEN 1 END) AS complete
                     FROM household WHERE tenant_id = $1 AND closed_on IS NULL"
                ),
                args![tenant, today],
            )
            .await?;
        let states = [
            ChainState::Gaps,
            ChainState::Overdue,
            ChainState::Waiting,
            ChainState::OnTrack,
            ChainState::Complete,
        ];
        Ok(states.into_iter().zip(counts).collect())
    }

    /// Overdue links by the actor that is accountable, most first.
    pub async fn overdue_by_actor(&mut self, today: Date) -> Result<Vec<Waiting>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT a.id AS actor_id, a.name, COUNT(*) AS n, MIN(l.due_on) AS first_day
                 FROM link l JOIN actor a ON a.tenant_id = l.tenant_id AND a.id = l.accountable
                 WHERE l.tenant_id = $1 AND l.open = TRUE AND l.due_on < $2
                 GROUP BY a.id, a.name ORDER BY n DESC, a.name"
            ),
            args![tenant, today],
        )
        .await
    }

    /// Overdue and all open links of one actor.
    pub async fn links_of_actor(&mut self, actor: ActorId, today: Date) -> Result<(i64, i64), Error> {
        struct Pair(i64, i64);
        impl FromRow for Pair {
            fn from_row(row: &Row) -> Result<Self, Error> {
                Ok(Self(row.get("overdue")?, row.get("open_links")?))
            }
        }
        let tenant = self.tenant();
        let Pair(overdue, open) = self
            .one(
                sql!(
                    "SELECT COUNT(CASE WHEN due_on < $3 THEN 1 END) AS overdue,
                       COUNT(*) AS open_links
                     FROM link WHERE tenant_id = $1 AND accountable = $2 AND open = TRUE"
                ),
                args![tenant, actor, today],
            )
            .await?;
        Ok((overdue, open))
    }

    /// Referrals that wait, by the actor that was asked.
    pub async fn referrals_waiting(&mut self) -> Result<Vec<Waiting>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT a.id AS actor_id, a.name, COUNT(*) AS n, MIN(r.answer_by) AS first_day
                 FROM actor a CROSS JOIN referral r
                 WHERE a.tenant_id = $1 AND r.tenant_id = $1 AND r.to_actor = a.id AND r.state = 'sent'
                 GROUP BY a.id, a.name ORDER BY first_day, a.name"
            ),
            args![tenant],
        )
        .await
    }

    /// Beds on a night, in all homes or in those of one actor.
    pub async fn beds_on(&mut self, night: Date, owner: Option<ActorId>) -> Result<Beds, Error> {
        let tenant = self.tenant();
        let everything = owner.is_none();
        let owner = owner.map_or_else(uuid::Uuid::nil, ActorId::uuid);
        let total: i64 = self
            .one(
                sql!(
                    "SELECT CAST(COALESCE(SUM(beds), 0) AS bigint) AS it FROM home
                     WHERE tenant_id = $1 AND from_day <= $2 AND (to_day IS NULL OR to_day > $2)
                       AND ($3 = TRUE OR owner_actor = $4)"
                ),
                args![tenant, night, everything, owner],
            )
            .await?;
        let blocked: i64 = self
            .one(
                sql!(
                    "SELECT COUNT(*) AS it FROM bed_block
                     WHERE tenant_id = $1 AND from_night <= $2 AND to_night > $2
                       AND ($3 = TRUE OR home_id IN (SELECT id FROM home WHERE tenant_id = $1 AND owner_actor = $4))"
                ),
                args![tenant, night, everything, owner],
            )
            .await?;
        let occupied: i64 = self
            .one(
                sql!(
                    "SELECT COUNT(*) AS it FROM stay_bed
                     WHERE tenant_id = $1 AND from_night <= $2 AND to_night > $2
                       AND ($3 = TRUE OR home_id IN (SELECT id FROM home WHERE tenant_id = $1 AND owner_actor = $4))"
                ),
                args![tenant, night, everything, owner],
            )
            .await?;
        Ok(Beds { total, blocked, occupied })
    }

    /// What was done since an instant, by kind, most often first.
    pub async fn done_since(&mut self, since: Timestamp) -> Result<Vec<Done>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT action, COUNT(*) AS n FROM change_log WHERE tenant_id = $1 AND at >= $2
                 GROUP BY action ORDER BY n DESC, action"
            ),
            args![tenant, since],
        )
        .await
    }

    /// People in reception: current members of households that are open.
    pub async fn people_in_reception(&mut self, today: Date) -> Result<i64, Error> {
        let tenant = self.tenant();
        self.one(
            sql!(
                "SELECT COUNT(*) AS it FROM household h CROSS JOIN household_member m
                 WHERE h.tenant_id = $1 AND h.closed_on IS NULL AND m.tenant_id = $1 AND m.household_id = h.id
                   AND m.from_day <= $2 AND (m.to_day IS NULL OR m.to_day > $2)"
            ),
            args![tenant, today],
        )
        .await
    }
}
