//! Where the chain breaks: households that lack a link, links that fell back, links that wait for a decision, and kinds
//! of support without a duty.

use access::scope::HouseholdScope;
use domain::{HouseholdId, Link, LinkKind};
use jiff::civil::Date;

use super::household::ScopeArgs;
use crate::{Error, Reader, Row, args, sql, sql::FromRow, sql::Value};

/// A household that lacks support it should have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GapLine {
    /// Which.
    pub household: HouseholdId,
    /// Its reference.
    pub reference: String,
    /// The day it arrived.
    pub arrived_on: Date,
    /// Where it is.
    pub area: Option<String>,
}

impl FromRow for GapLine {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            household: row.get("id")?,
            reference: row.get("reference")?,
            arrived_on: row.get("arrived_on")?,
            area: row.get("area")?,
        })
    }
}

/// A link that somebody has to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkLine {
    /// The link.
    pub link: Link,
    /// The reference of its household.
    pub reference: String,
    /// Since when.
    pub since: Date,
}

impl FromRow for LinkLine {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self { link: Link::from_row(row)?, reference: row.get("reference")?, since: row.get("since")? })
    }
}

/// How many open links of a kind stand under no duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindCount {
    /// The kind of support.
    pub kind: LinkKind,
    /// How many links.
    pub count: i64,
}

impl FromRow for KindCount {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self { kind: row.word::<LinkKind>("kind")?, count: row.get("it")? })
    }
}

/// The values of a scoped statement: `$2` to `$8` the scope, `$9` whether it is everything, then the page.
fn values(reader: &Reader, scope: &ScopeArgs, offset: i64, limit: i64) -> Vec<Value> {
    let mut values = vec![Value::from(reader.tenant())];
    values.extend(scope.values());
    values.extend([Value::from(scope.everything), Value::from(limit), Value::from(offset)]);
    values
}

impl Reader {
    /// Households of a scope that lack a kind of support, those who have waited longest first.
    pub async fn households_with_gaps(
        &mut self,
        scope: &HouseholdScope,
        offset: i64,
        limit: i64,
    ) -> Result<Vec<GapLine>, Error> {
        let Some(scope) = ScopeArgs::of(scope) else { return Ok(Vec::new()) };
        let values = values(self, &scope, offset, limit);
        self.all(
            sql!(
                "SELECT h.id, h.reference, h.arrived_on, h.area FROM household h
                 WHERE h.tenant_id = $1 AND h.closed_on IS NULL AND h.gaps > 0
                   AND ($9 = TRUE OR h.id IN (SELECT r.household_id FROM household_actor r
                     WHERE r.tenant_id = $1 AND r.actor_id = $2 AND r.relation IN ($3, $4, $5, $6)))
                   AND (h.protection = 'none' OR $7 = TRUE OR EXISTS (
                     SELECT 1 FROM household_actor a WHERE a.tenant_id = h.tenant_id AND a.household_id = h.id
                       AND a.actor_id = $8 AND a.relation = 'accountable'))
                 ORDER BY h.arrived_on, h.id LIMIT $10 OFFSET $11"
            ),
            &values,
        )
        .await
    }

    /// Links of a scope whose accountability fell back and that nobody has taken up since, oldest first.
    pub async fn links_fallen_back(
        &mut self,
        scope: &HouseholdScope,
        offset: i64,
        limit: i64,
    ) -> Result<Vec<LinkLine>, Error> {
        let Some(scope) = ScopeArgs::of(scope) else { return Ok(Vec::new()) };
        let values = values(self, &scope, offset, limit);
        self.all(
            sql!(
                "SELECT l.*, h.reference, l.fell_back_on AS since
                 FROM link l JOIN household h ON h.tenant_id = l.tenant_id AND h.id = l.household_id
                 WHERE l.tenant_id = $1 AND l.fell_back_on IS NOT NULL AND h.closed_on IS NULL
                   AND ($9 = TRUE OR h.id IN (SELECT r.household_id FROM household_actor r
                     WHERE r.tenant_id = $1 AND r.actor_id = $2 AND r.relation IN ($3, $4, $5, $6)))
                   AND (h.protection = 'none' OR $7 = TRUE OR EXISTS (
                     SELECT 1 FROM household_actor a WHERE a.tenant_id = h.tenant_id AND a.household_id = h.id
                       AND a.actor_id = $8 AND a.relation = 'accountable'))
                 ORDER BY l.fell_back_on, l.id LIMIT $10 OFFSET $11"
            ),
            &values,
        )
        .await
    }

    /// Links of a scope that wait for a decision after the rules changed for them, oldest first.
    pub async fn links_undecided(
        &mut self,
        scope: &HouseholdScope,
        offset: i64,
        limit: i64,
    ) -> Result<Vec<LinkLine>, Error> {
        let Some(scope) = ScopeArgs::of(scope) else { return Ok(Vec::new()) };
        let values = values(self, &scope, offset, limit);
        self.all(
            sql!(
                "SELECT l.*, h.reference, l.undecided_since AS since
                 FROM link l JOIN household h ON h.tenant_id = l.tenant_id AND h.id = l.household_id
                 WHERE l.tenant_id = $1 AND l.undecided_since IS NOT NULL AND h.closed_on IS NULL
                   AND ($9 = TRUE OR h.id IN (SELECT r.household_id FROM household_actor r
                     WHERE r.tenant_id = $1 AND r.actor_id = $2 AND r.relation IN ($3, $4, $5, $6)))
                   AND (h.protection = 'none' OR $7 = TRUE OR EXISTS (
                     SELECT 1 FROM household_actor a WHERE a.tenant_id = h.tenant_id AND a.household_id = h.id
                       AND a.actor_id = $8 AND a.relation = 'accountable'))
                 ORDER BY l.undecided_since, l.id LIMIT $10 OFFSET $11"
            ),
            &values,
        )
        .await
    }

    /// Open links that stand under no duty, by kind: a figure, so it is not scoped.
    pub async fn links_without_duty(&mut self) -> Result<Vec<KindCount>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT kind, COUNT(*) AS it FROM link WHERE tenant_id = $1 AND open = TRUE AND duty_id IS NULL
                 GROUP BY kind ORDER BY kind"
            ),
            args![tenant],
        )
        .await
    }
}
