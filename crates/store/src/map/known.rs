//! The responsibility map in memory. Every write and most pages ask who answers for what, and it changes once a month.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use domain::{Actor, ActorId, Duty, TenantId};

use crate::{Error, Reader, args, sql};

/// Who takes part in a tenant's reception, and who answers for what.
#[derive(Debug)]
pub struct ResponsibilityMap {
    /// Every actor, active or ended.
    pub actors: Arc<BTreeMap<ActorId, Actor>>,
    /// Every duty, also those that have ended, by kind.
    pub duties: Vec<Duty>,
}

/// The maps read last, each with its age.
#[derive(Default)]
pub(crate) struct KnownMaps(Mutex<HashMap<TenantId, (i64, Arc<ResponsibilityMap>)>>);

impl KnownMaps {
    fn of(&self, tenant: TenantId) -> Option<(i64, Arc<ResponsibilityMap>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&tenant).cloned()
    }

    fn keep(&self, tenant: TenantId, age: i64, map: &Arc<ResponsibilityMap>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(tenant, (age, Arc::clone(map)));
    }
}

impl Reader {
    /// The tenant's responsibility map, as this transaction sees it.
    pub async fn responsibility_map(&mut self) -> Result<Arc<ResponsibilityMap>, Error> {
        let tenant = self.tenant();
        // Looked for before the age is asked: what somebody else commits and keeps after that cannot be taken for a change
        // of this transaction's own that makes the map look as old.
        let known = self.known_maps().of(tenant);
        let age: i64 = self.one(AGE, args![tenant]).await?;
        if let Some((known_age, map)) = known
            && known_age == age
        {
            return Ok(map);
        }
        let actors =
            self.actors().await?.into_iter().map(|actor| (actor.id, actor)).collect::<BTreeMap<_, _>>();
        let map = Arc::new(ResponsibilityMap { actors: actors.into(), duties: self.duties().await? });
        // What a write sees may never be committed.
        if self.is_snapshot() {
            self.known_maps().keep(tenant, age, &map);
        }
        Ok(map)
    }
}

/// A number that grows with every change to the map: nothing of it is ever deleted, and every change counts its record's
/// version up.
const AGE: crate::sql::Sql = sql!(
    "SELECT CAST((SELECT COALESCE(SUM(version + 1), 0) FROM actor WHERE tenant_id = $1)
     + (SELECT COALESCE(SUM(version + 1), 0) FROM duty WHERE tenant_id = $1) AS BIGINT) AS it"
);
