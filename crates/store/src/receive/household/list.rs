//! Lists of households, each of a scope.

use std::collections::BTreeSet;

use access::scope::{HouseholdScope, ProtectedRows, Relation};
use domain::{HouseholdId, Protection};
use jiff::civil::Date;
use uuid::Uuid;

use super::{ChainSummary, relation_word};
use crate::{
    Error, Reader, Row, sql,
    sql::{FromRow, Value},
};

/// A line of a list of households.
#[derive(Clone, Debug, PartialEq)]
pub struct HouseholdLine {
    /// Id.
    pub id: HouseholdId,
    /// Reference.
    pub reference: String,
    /// The head's name in Latin letters: given, family.
    pub given: String,
    /// The head's family name.
    pub family: String,
    /// The head's name as the bearer writes it, empty if the same.
    pub original: String,
    /// How many people are in it on the day.
    pub size: i64,
    /// The day they arrived.
    pub arrived_on: Date,
    /// Protection.
    pub protection: Protection,
    /// The locality.
    pub area: Option<String>,
    /// The chain.
    pub chain: ChainSummary,
}

impl FromRow for HouseholdLine {
    fn from_row(row: &Row) -> Result<Self, Error> {
        let (given, family): (String, String) = (row.get("original_given")?, row.get("original_family")?);
        Ok(Self {
            id: row.get("id")?,
            reference: row.get("reference")?,
            given: row.get("given")?,
            family: row.get("family")?,
            original: format!("{given} {family}").trim().to_owned(),
            size: row.get("size")?,
            arrived_on: row.get("arrived_on")?,
            protection: row.word("protection")?,
            area: row.get("area")?,
            chain: ChainSummary::from_row(row)?,
        })
    }
}

/// Which households of a scope to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HouseholdFilter {
    /// How the chain stands.
    pub state: Option<domain::ChainState>,
    /// How many to skip.
    pub offset: i64,
    /// How many to give.
    pub limit: i64,
}

/// A scope as the values of a statement: the actor, the relations (empty words for those not asked for), whether
/// protected rows show, and by whose accountability they may.
pub(crate) struct ScopeArgs {
    pub(crate) everything: bool,
    pub(crate) actor: Uuid,
    pub(crate) relations: [&'static str; 4],
    pub(crate) shows_protected: bool,
    pub(crate) protected_for: Uuid,
}

impl ScopeArgs {
    pub(crate) fn of(scope: &HouseholdScope) -> Option<Self> {
        let (everything, actor, relations, protected) = match scope {
            HouseholdScope::Nothing => return None,
            HouseholdScope::All { protected, .. } => (true, Uuid::nil(), BTreeSet::new(), protected),
            HouseholdScope::Related { actor, relations, protected, .. } => {
                (false, actor.uuid(), relations.clone(), protected)
            }
            HouseholdScope::Referred { actor, protected, .. } => {
                (false, actor.uuid(), BTreeSet::from([Relation::Referred]), protected)
            }
        };
        let word = |relation| if relations.contains(&relation) { relation_word(relation) } else { "" };
        Some(Self {
            everything,
            actor,
            relations: Relation::ALL.map(word),
            shows_protected: matches!(protected, ProtectedRows::Shown),
            protected_for: match protected {
                ProtectedRows::AnsweredBy(actor) => actor.uuid(),
                ProtectedRows::Hidden | ProtectedRows::Shown => Uuid::nil(),
            },
        })
    }

    /// The values in the order the scoped statements expect, from `$2` to `$8`.
    pub(crate) fn values(&self) -> Vec<Value> {
        let mut values = vec![Value::from(self.actor)];
        values.extend(self.relations.map(Value::from));
        values.extend([Value::from(self.shows_protected), Value::from(self.protected_for)]);
        values
    }
}

/// An actor who has to do with more households than fit on so many pages has a wide scope.
const WIDE: i64 = 20;

impl Reader {
    /// Households of a scope, latest arrivals first.
    pub async fn households(
        &mut self,
        scope: &HouseholdScope,
        filter: HouseholdFilter,
        today: Date,
    ) -> Result<Vec<HouseholdLine>, Error> {
        let Some(scope) = ScopeArgs::of(scope) else { return Ok(Vec::new()) };
        let state = filter.state.map_or("", domain::ChainState::as_str);
        let mut values = vec![Value::from(self.tenant())];
        values.extend(scope.values());
        values.extend([
            Value::from(today),
            Value::from(state),
            Value::from(filter.limit),
            Value::from(filter.offset),
        ]);
        // Two texts, because a wide scope walks the arrivals from the latest while a narrow one starts from the few
        // households its actor has to do with.
        let text = if scope.everything || self.is_wide(&scope, filter.limit).await? {
            values.push(Value::from(scope.everything));
            sql!(
                "SELECT h.id, h.reference, h.arrived_on, h.protection, h.area, h.waiting, h.open_links, h.gaps,
                   h.next_deadline, p.given, p.family, p.original_given, p.original_family,
                   (SELECT COUNT(*) FROM household_member m WHERE m.tenant_id = h.tenant_id AND m.household_id = h.id
                     AND m.from_day <= $9 AND (m.to_day IS NULL OR m.to_day > $9)) AS size
                 FROM household h JOIN person p ON p.tenant_id = h.tenant_id AND p.id = h.head_id
                 WHERE h.tenant_id = $1 AND h.closed_on IS NULL
                   AND ($13 = TRUE OR EXISTS (
                     SELECT 1 FROM household_actor r WHERE r.tenant_id = h.tenant_id AND r.household_id = h.id
                       AND r.actor_id = $2 AND r.relation IN ($3, $4, $5, $6)))
                   AND (h.protection = 'none' OR $7 = TRUE OR EXISTS (
                     SELECT 1 FROM household_actor a WHERE a.tenant_id = h.tenant_id AND a.household_id = h.id
                       AND a.actor_id = $8 AND a.relation = 'accountable'))
                   AND ($10 = '' OR $10 = CASE
                     WHEN h.gaps > 0 THEN 'gaps' WHEN h.next_deadline < $9 THEN 'overdue'
                     WHEN h.waiting > 0 THEN 'waiting' WHEN h.open_links > 0 THEN 'on_track' ELSE 'complete' END)
                 ORDER BY h.arrived_on DESC, h.id DESC LIMIT $11 OFFSET $12"
            )
        } else {
            sql!(
                "SELECT h.id, h.reference, h.arrived_on, h.protection, h.area, h.waiting, h.open_links, h.gaps,
                   h.next_deadline, p.given, p.family, p.original_given, p.original_family,
                   (SELECT COUNT(*) FROM household_member m WHERE m.tenant_id = h.tenant_id AND m.household_id = h.id
                     AND m.from_day <= $9 AND (m.to_day IS NULL OR m.to_day > $9)) AS size
                 FROM household h JOIN person p ON p.tenant_id = h.tenant_id AND p.id = h.head_id
                 WHERE h.tenant_id = $1 AND h.closed_on IS NULL
                   AND h.id IN (SELECT r.household_id FROM household_actor r
                     WHERE r.tenant_id = $1 AND r.actor_id = $2 AND r.relation IN ($3, $4, $5, $6))
                   AND (h.protection = 'none' OR $7 = TRUE OR EXISTS (
                     SELECT 1 FROM household_actor a WHERE a.tenant_id = h.tenant_id AND a.household_id = h.id
                       AND a.actor_id = $8 AND a.relation = 'accountable'))
                   AND ($10 = '' OR $10 = CASE
                     WHEN h.gaps > 0 THEN 'gaps' WHEN h.next_deadline < $9 THEN 'overdue'
                     WHEN h.waiting > 0 THEN 'waiting' WHEN h.open_links > 0 THEN 'on_track' ELSE 'complete' END)
                 ORDER BY h.arrived_on DESC, h.id DESC LIMIT $11 OFFSET $12"
            )
        };
        self.all(text, &values).await
    }
    /// Whether an actor has to do with so many households that those on a page are soon found among the latest.
    async fn is_wide(&mut self, scope: &ScopeArgs, page: i64) -> Result<bool, Error> {
        let enough = page.saturating_mul(WIDE);
        let mut values = vec![Value::from(self.tenant()), Value::from(scope.actor)];
        values.extend(scope.relations.map(Value::from));
        values.push(Value::from(enough));
        let known: i64 = self
            .one(
                sql!(
                    "SELECT COUNT(*) AS it FROM (SELECT 1 FROM household_actor
                       WHERE tenant_id = $1 AND actor_id = $2 AND relation IN ($3, $4, $5, $6) LIMIT $7) counted"
                ),
                &values,
            )
            .await?;
        Ok(known >= enough)
    }
}
