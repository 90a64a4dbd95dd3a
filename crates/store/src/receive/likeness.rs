//! What a linkage engine reads, and what people have said of those it finds alike.

use std::collections::BTreeSet;

use domain::{HouseholdId, IdentityVerdict, PartialDate, PersonId, Sex, UserId};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::{Error, Reader, Row, Writer, args, sql, sql::FromRow};

/// Somebody who may be found by name: a present member of an open household in which nobody is protected.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Findable {
    /// The person.
    pub person: PersonId,
    /// Their household.
    pub household: HouseholdId,
    /// Given, patronymic and family name in Latin letters.
    pub latin: [String; 3],
    /// The same as the bearer writes them; empty where not told.
    pub original: [String; 3],
    /// As much of the birth date as is known.
    pub birth: PartialDate,
    /// Sex, if told.
    pub sex: Option<Sex>,
}

impl FromRow for Findable {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            person: row.get("id")?,
            household: row.get("household_id")?,
            latin: [row.get("given")?, row.get("patronymic")?, row.get("family")?],
            original: [
                row.get("original_given")?,
                row.get("original_patronymic")?,
                row.get("original_family")?,
            ],
            birth: row.word("birth")?,
            sex: row.maybe_word("sex")?,
        })
    }
}

/// What somebody said of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// The other of the two.
    pub other: PersonId,
    /// What.
    pub verdict: IdentityVerdict,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
}

impl FromRow for Said {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            other: row.get("other")?,
            verdict: row.word("verdict")?,
            at: row.get("decided_at")?,
            by: row.get("decided_by")?,
        })
    }
}

impl Reader {
    /// Everybody who may be found, in the order of their ids.
    pub async fn findable(&mut self, today: Date) -> Result<Vec<Findable>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT p.id, h.id AS household_id, p.given, p.patronymic, p.family, p.original_given,
                   p.original_patronymic, p.original_family, p.birth, p.sex
                 FROM household_member m
                 JOIN household h ON h.tenant_id = m.tenant_id AND h.id = m.household_id
                 JOIN person p ON p.tenant_id = m.tenant_id AND p.id = m.person_id
                 WHERE m.tenant_id = $1 AND m.from_day <= $2 AND (m.to_day IS NULL OR m.to_day > $2)
                   AND h.closed_on IS NULL AND h.protection = 'none' AND p.protection = 'none'
                 ORDER BY p.id"
            ),
            args![tenant, today],
        )
        .await
    }

    /// Those of one household who may be found. A text of its own, so that it begins with the household.
    pub async fn findable_of(&mut self, household: HouseholdId, today: Date) -> Result<Vec<Findable>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT p.id, h.id AS household_id, p.given, p.patronymic, p.family, p.original_given,
                   p.original_patronymic, p.original_family, p.birth, p.sex
                 FROM household_member m
                 JOIN household h ON h.tenant_id = m.tenant_id AND h.id = m.household_id
                 JOIN person p ON p.tenant_id = m.tenant_id AND p.id = m.person_id
                 WHERE m.tenant_id = $1 AND m.household_id = $3
                   AND m.from_day <= $2 AND (m.to_day IS NULL OR m.to_day > $2)
                   AND h.closed_on IS NULL AND h.protection = 'none' AND p.protection = 'none'
                 ORDER BY p.id"
            ),
            args![tenant, today, household],
        )
        .await
    }

    /// The households of which the change log speaks after a number; none if it has `most` entries or more to say.
    pub async fn households_changed_after(
        &mut self,
        seq: i64,
        most: i64,
    ) -> Result<Option<BTreeSet<HouseholdId>>, Error> {
        let tenant = self.tenant();
        // Not DISTINCT: SQLite would walk the index of all households for it.
        let households: Vec<Uuid> = self
            .all(
                sql!(
                    "SELECT household_id AS it FROM change_log
                     WHERE tenant_id = $1 AND seq > $2 AND household_id IS NOT NULL ORDER BY seq LIMIT $3"
                ),
                args![tenant, seq, most],
            )
            .await?;
        if i64::try_from(households.len()).is_ok_and(|number| number >= most) {
            return Ok(None);
        }
        Ok(Some(households.into_iter().map(HouseholdId::from).collect()))
    }

    /// What has been said of a person and others.
    pub async fn said_of(&mut self, person: PersonId) -> Result<Vec<Said>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT other_id AS other, verdict, decided_at, decided_by FROM likeness
                   WHERE tenant_id = $1 AND person_id = $2
                 UNION ALL SELECT person_id AS other, verdict, decided_at, decided_by FROM likeness
                   WHERE tenant_id = $1 AND other_id = $2
                 ORDER BY 3, 1"
            ),
            args![tenant, person],
        )
        .await
    }
}

impl Writer {
    /// Remembers what was said of two people; an earlier word of them is replaced.
    pub async fn say(
        &mut self,
        person: PersonId,
        other: PersonId,
        verdict: IdentityVerdict,
        by: UserId,
    ) -> Result<(), Error> {
        let (tenant, now) = (self.tenant(), self.now());
        let (first, second) = if person < other { (person, other) } else { (other, person) };
        self.run(
            sql!(
                "INSERT INTO likeness (tenant_id, person_id, other_id, verdict, decided_at, decided_by)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (tenant_id, person_id, other_id) DO UPDATE
                   SET verdict = excluded.verdict, decided_at = excluded.decided_at,
                     decided_by = excluded.decided_by"
            ),
            args![tenant, first, second, verdict.as_str(), now, by],
        )
        .await?;
        Ok(())
    }
}
