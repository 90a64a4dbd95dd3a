//! Search in the list of households by the beginning of names, in either script, in any order.

use access::scope::HouseholdScope;
use domain::{HouseholdId, PartialDate, PersonId};
use jiff::civil::Date;

use super::household::ScopeArgs;
use crate::{
    Error, Reader, Row, args, sql,
    sql::{FromRow, Value},
};

/// Somebody who may be the person one is looking for.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The person.
    pub person: PersonId,
    /// The household they are in.
    pub household: HouseholdId,
    /// Its reference.
    pub reference: String,
    /// Given name in Latin letters.
    pub given: String,
    /// Family name in Latin letters.
    pub family: String,
    /// The name as the bearer writes it.
    pub original: String,
    /// As much of the birth date as is known.
    pub birth: PartialDate,
    /// When the household arrived.
    pub arrived_on: Date,
}

impl FromRow for Candidate {
    fn from_row(row: &Row) -> Result<Self, Error> {
        let (given, family): (String, String) = (row.get("original_given")?, row.get("original_family")?);
        Ok(Self {
            person: row.get("person_id")?,
            household: row.get("household_id")?,
            reference: row.get("reference")?,
            given: row.get("given")?,
            family: row.get("family")?,
            original: format!("{given} {family}").trim().to_owned(),
            birth: row.word("birth")?,
            arrived_on: row.get("arrived_on")?,
        })
    }
}

/// The first text that is greater than every text beginning with `prefix`. Range operators use the index on both
/// databases and under row-level security, where LIKE does not.
fn after_prefix(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}

impl Reader {
    /// A person in a household, as a candidate.
    pub async fn candidate(&mut self, person: PersonId, household: HouseholdId) -> Result<Candidate, Error> {
        let tenant = self.tenant();
        self.one(
            sql!(
                "SELECT p.id AS person_id, p.given, p.family, p.original_given, p.original_family, p.birth,
                   h.id AS household_id, h.reference, h.arrived_on
                 FROM person p JOIN household h ON h.tenant_id = p.tenant_id
                 WHERE p.tenant_id = $1 AND p.id = $2 AND h.id = $3"
            ),
            args![tenant, person, household],
        )
        .await
    }

    /// People in the scope with names that begin with every one of the words (already normalised), at most `limit`.
    ///
    /// The longest word drives: it is the rarest. More than three words add nothing but time. Of several names that
    /// begin with it the first in order stands for the person, who is given once.
    pub async fn people_named(
        &mut self,
        scope: &HouseholdScope,
        words: &[String],
        today: Date,
        limit: i64,
    ) -> Result<Vec<Candidate>, Error> {
        let Some(scope) = ScopeArgs::of(scope) else { return Ok(Vec::new()) };
        let mut words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        let Some(first) = words.first().copied() else { return Ok(Vec::new()) };
        let second = words.get(1).copied().unwrap_or("");
        let third = words.get(2).copied().unwrap_or("");

        let mut values = vec![Value::from(self.tenant())];
        values.extend(scope.values());
        values.extend([
            Value::from(today),
            Value::from(first),
            Value::from(after_prefix(first)),
            Value::from(second),
            Value::from(after_prefix(second)),
            Value::from(third),
            Value::from(after_prefix(third)),
            Value::from(scope.everything),
            Value::from(limit),
        ]);
        self.all(
            sql!(
                "SELECT p.id AS person_id, p.given, p.family, p.original_given, p.original_family, p.birth,
                   h.id AS household_id, h.reference, h.arrived_on
                 FROM person_token t
                 JOIN person p ON p.tenant_id = t.tenant_id AND p.id = t.person_id
                 JOIN household_member m ON m.tenant_id = p.tenant_id AND m.person_id = p.id
                   AND m.from_day <= $9 AND (m.to_day IS NULL OR m.to_day > $9)
                 JOIN household h ON h.tenant_id = m.tenant_id AND h.id = m.household_id
                 WHERE t.tenant_id = $1 AND t.token >= $10 AND t.token < $11
                   AND NOT EXISTS (SELECT 1 FROM person_token y WHERE y.tenant_id = t.tenant_id
                     AND y.person_id = t.person_id AND y.token >= $10 AND y.token < t.token)
                   AND ($12 = '' OR EXISTS (SELECT 1 FROM person_token x WHERE x.tenant_id = t.tenant_id
                     AND x.person_id = t.person_id AND x.token >= $12 AND x.token < $13 AND x.token <> t.token))
                   AND ($14 = '' OR EXISTS (SELECT 1 FROM person_token x WHERE x.tenant_id = t.tenant_id
                     AND x.person_id = t.person_id AND x.token >= $14 AND x.token < $15 AND x.token <> t.token))
                   AND ($16 = TRUE OR EXISTS (SELECT 1 FROM household_actor r WHERE r.tenant_id = h.tenant_id
                     AND r.household_id = h.id AND r.actor_id = $2 AND r.relation IN ($3, $4, $5, $6)))
                   AND (h.protection = 'none' OR $7 = TRUE OR EXISTS (
                     SELECT 1 FROM household_actor a WHERE a.tenant_id = h.tenant_id AND a.household_id = h.id
                       AND a.actor_id = $8 AND a.relation = 'accountable'))
                 ORDER BY t.token, t.person_id LIMIT $17"
            ),
            &values,
        )
        .await
    }
}
