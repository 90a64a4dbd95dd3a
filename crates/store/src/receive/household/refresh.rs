//! What is derived from a household's links, referrals and stays, and kept beside it.

use std::collections::BTreeSet;

use access::scope::Relation;
use domain::{ActorId, HouseholdId};
use jiff::civil::Date;

use super::{NewHousehold, relation_word};
use crate::{Error, Row, Writer, args, sql, sql::FromRow};

/// A relation of an actor to a household that is to be written, or to go.
struct Differing {
    actor: ActorId,
    relation: String,
    wanted: bool,
}

impl FromRow for Differing {
    fn from_row(row: &Row) -> Result<Self, Error> {
        let wanted: i64 = row.get("wanted")?;
        Ok(Self { actor: row.get("actor_id")?, relation: row.get("relation")?, wanted: wanted == 1 })
    }
}

impl Writer {
    /// Brings what is derived from links, referrals and stays up to date: the chain's summary, and which actors have
    /// to do with the household. Called by every write that touches one of them, before the commit.
    pub async fn refresh_household(&mut self, id: HouseholdId, gaps: i64, today: Date) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run(
            sql!(
                "UPDATE household SET gaps = $3, (open_links, waiting, next_deadline) = (
                   SELECT COUNT(*), COUNT(CASE WHEN state = 'referred' THEN 1 END), MIN(due_on) FROM link
                   WHERE tenant_id = $1 AND household_id = $2 AND open = TRUE)
                 WHERE tenant_id = $1 AND id = $2"
            ),
            args![tenant, id, gaps],
        )
        .await?;
        self.refresh_relations(id, today).await?;
        // A member's protection reaches the home: raised here, by whatever write it was raised.
        self.refresh_homes_of(id, today).await
    }

    /// Most writes leave the relations as they are: only what differs is written.
    async fn refresh_relations(&mut self, id: HouseholdId, today: Date) -> Result<(), Error> {
        let tenant = self.tenant();
        let differing: Vec<Differing> = self
            .all(
                sql!(
                    "SELECT actor_id, relation, MAX(wanted) AS wanted FROM (
                       SELECT registered_by_actor AS actor_id, 'registered' AS relation, 1 AS wanted, 0 AS present
                         FROM household WHERE tenant_id = $1 AND id = $2
                       UNION ALL SELECT accountable, 'accountable', 1, 0 FROM link
                         WHERE tenant_id = $1 AND household_id = $2 AND open = TRUE
                       UNION ALL SELECT to_actor, 'referred', 1, 0 FROM referral
                         WHERE tenant_id = $1 AND household_id = $2 AND state IN ('sent', 'accepted')
                       UNION ALL SELECT h.owner_actor, 'placed', 1, 0 FROM stay s
                         JOIN home h ON h.tenant_id = s.tenant_id AND h.id = s.home_id
                         WHERE s.tenant_id = $1 AND s.household_id = $2 AND s.to_night > $3 AND s.cancelled_on IS NULL
                       UNION ALL SELECT actor_id, relation, 0, 1 FROM household_actor
                         WHERE tenant_id = $1 AND household_id = $2
                     ) relations GROUP BY actor_id, relation HAVING MAX(wanted) <> MAX(present)
                     ORDER BY actor_id, relation"
                ),
                args![tenant, id, today],
            )
            .await?;
        let (new, gone): (Vec<_>, Vec<_>) = differing.into_iter().partition(|row| row.wanted);
        for Differing { actor, relation, .. } in gone {
            self.run(
                sql!(
                    "DELETE FROM household_actor
                     WHERE tenant_id = $1 AND household_id = $2 AND actor_id = $3 AND relation = $4"
                ),
                args![tenant, id, actor, relation],
            )
            .await?;
        }
        self.insert_relations(id, new.into_iter().map(|row| (row.actor, row.relation)).collect()).await
    }

    /// The relations of a household that has nothing yet but its links.
    pub(super) async fn insert_first_relations(&mut self, new: &NewHousehold) -> Result<(), Error> {
        let open = new.admitted.links().iter().filter(|link| link.is_open());
        let accountable = open.map(|link| (link.accountable, Relation::Accountable));
        let relations: BTreeSet<_> = accountable
            .chain([(new.actor, Relation::Registered)])
            .map(|(actor, relation)| (actor, relation_word(relation).to_owned()))
            .collect();
        self.insert_relations(new.admitted.household().id, relations.into_iter().collect()).await
    }

    async fn insert_relations(
        &mut self,
        id: HouseholdId,
        relations: Vec<(ActorId, String)>,
    ) -> Result<(), Error> {
        let tenant = self.tenant();
        let rows: Vec<_> = relations
            .into_iter()
            .map(|(actor, relation)| args![tenant, id, actor, relation].to_vec())
            .collect();
        self.run_many(
            sql!("INSERT INTO household_actor (tenant_id, household_id, actor_id, relation) VALUES ($1, $2, $3, $4)"),
            &rows,
        )
        .await
    }
}
