//! Actors.

use domain::{Actor, ActorContact, ActorId, ActorKind};

use crate::{Error, Reader, Row, Writer, args, open::VersionOf, sql, sql::FromRow};

impl FromRow for Actor {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            kind: row.word::<ActorKind>("kind")?,
            interval: row.interval("from_day", "to_day")?,
            contact: ActorContact { email: row.get("email")?, phone: row.get("phone")? },
        })
    }
}

impl Reader {
    /// Every actor of the tenant, active or ended, by name.
    pub async fn actors(&mut self) -> Result<Vec<Actor>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT id, name, kind, email, phone, from_day, to_day FROM actor WHERE tenant_id = $1
                 ORDER BY name, id"
            ),
            args![tenant],
        )
        .await
    }

    /// One actor.
    pub async fn actor(&mut self, id: ActorId) -> Result<Actor, Error> {
        let tenant = self.tenant();
        self.one(
            sql!(
                "SELECT id, name, kind, email, phone, from_day, to_day FROM actor WHERE tenant_id = $1 AND id = $2"
            ),
            args![tenant, id],
        )
        .await
    }

    /// The version of an actor, for the next change.
    pub async fn actor_version(&mut self, id: ActorId) -> Result<i64, Error> {
        let tenant = self.tenant();
        self.one(sql!("SELECT version AS it FROM actor WHERE tenant_id = $1 AND id = $2"), args![tenant, id])
            .await
    }
}

impl Writer {
    /// Adds an actor.
    pub async fn insert_actor(&mut self, actor: &Actor) -> Result<(), Error> {
        let (tenant, now) = (self.tenant(), self.now());
        self.run(
            sql!(
                "INSERT INTO actor (tenant_id, id, name, kind, email, phone, from_day, to_day, verified_at, version)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)"
            ),
            args![
                tenant, actor.id, &actor.name, actor.kind.as_str(), actor.contact.email.clone(),
                actor.contact.phone.clone(), actor.interval.from(), actor.interval.to(), now
            ],
        )
        .await?;
        Ok(())
    }

    /// Changes an actor.
    pub async fn update_actor(&mut self, actor: &Actor, based_on: i64) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run_versioned(
            sql!(
                "UPDATE actor SET name = $3, kind = $4, email = $5, phone = $6, from_day = $7, to_day = $8,
                 version = version + 1 WHERE tenant_id = $1 AND id = $2 AND version = $9"
            ),
            args![
                tenant,
                actor.id,
                &actor.name,
                actor.kind.as_str(),
                actor.contact.email.clone(),
                actor.contact.phone.clone(),
                actor.interval.from(),
                actor.interval.to(),
                based_on
            ],
            VersionOf {
                sql: sql!("SELECT version AS it FROM actor WHERE tenant_id = $1 AND id = $2"),
                id: actor.id.uuid(),
                based_on,
            },
        )
        .await
    }
}
