//! Stays: who is in which home, in which beds, for which nights.
//!
//! Rule 3, that a bed is never promised twice, is kept by the domain's `place` inside one transaction that first locks
//! the home and writes every bed it wants ([`Writer::claim_beds`]). Two placements of one bed must write the same row, so
//! the second waits for the first, and then reads its stay.

use std::collections::{BTreeMap, BTreeSet};

use access::scope::HouseholdScope;
use domain::{BedId, HomeId, HouseholdId, Interval, LinkKind, PersonId, Stay, StayId};
use jiff::civil::Date;

use super::household::ScopeArgs;
use crate::{
    Error, Reader, Row, Writer, args,
    open::VersionOf,
    sql,
    sql::{FromRow, Value},
};

/// A stay as remembered.
#[derive(Clone, Debug, PartialEq)]
pub struct StayFile {
    /// The stay. One that was called off has no beds.
    pub stay: Stay,
    /// Since when it is called off: before its first night, the row kept.
    pub cancelled_on: Option<Date>,
    /// Version.
    pub version: i64,
}

/// A household that lives in a home, for somebody who may list it.
#[derive(Clone, Debug, PartialEq)]
pub struct Resident {
    /// The stay.
    pub stay: StayId,
    /// The household.
    pub household: HouseholdId,
    /// Its reference; nothing, if the household is not the asker's to know.
    pub reference: Option<String>,
    /// The nights.
    pub nights: Interval,
}

impl FromRow for Resident {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            stay: row.get("id")?,
            household: row.get("household_id")?,
            reference: row.get("reference")?,
            nights: row.interval("from_night", "to_night")?,
        })
    }
}

struct StayRow {
    id: StayId,
    household: HouseholdId,
    home: HomeId,
    nights: Interval,
    cancelled_on: Option<Date>,
    version: i64,
}

impl FromRow for StayRow {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.get("id")?,
            household: row.get("household_id")?,
            home: row.get("home_id")?,
            nights: row.interval("from_night", "to_night")?,
            cancelled_on: row.get("cancelled_on")?,
            version: row.get("version")?,
        })
    }
}

struct PlaceRow {
    stay: StayId,
    /// None for somebody without a bed.
    bed: Option<BedId>,
    person: Option<PersonId>,
}

impl FromRow for PlaceRow {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self { stay: row.get("stay_id")?, bed: row.get("bed_id")?, person: row.get("person_id")? })
    }
}

fn join(rows: Vec<StayRow>, places: Vec<PlaceRow>) -> Vec<StayFile> {
    let mut by_stay: BTreeMap<StayId, Vec<PlaceRow>> = BTreeMap::new();
    for place in places {
        by_stay.entry(place.stay).or_default().push(place);
    }
    rows.into_iter()
        .map(|row| {
            let places = by_stay.remove(&row.id).unwrap_or_default();
            let beds = places.iter().filter_map(|place| Some((place.bed?, place.person))).collect();
            let without_bed =
                places.iter().filter(|place| place.bed.is_none()).filter_map(|place| place.person).collect();
            let stay = Stay {
                id: row.id,
                household: row.household,
                home: row.home,
                beds,
                without_bed,
                nights: row.nights,
            };
            StayFile { stay, cancelled_on: row.cancelled_on, version: row.version }
        })
        .collect()
}

/// Nights end in the store: a stay without an end cannot be placed.
fn end(nights: &Interval) -> Date {
    nights.to().unwrap_or(Date::MAX)
}

impl Reader {
    /// One stay.
    pub async fn stay(&mut self, id: StayId) -> Result<StayFile, Error> {
        let tenant = self.tenant();
        let row: StayRow =
            self.one(sql!("SELECT * FROM stay WHERE tenant_id = $1 AND id = $2"), args![tenant, id]).await?;
        let places = self
            .all(
                sql!(
                    "SELECT stay_id, bed_id, person_id FROM stay_bed WHERE tenant_id = $1 AND stay_id = $2
                     UNION ALL SELECT stay_id, NULL, person_id FROM stay_without_bed
                       WHERE tenant_id = $1 AND stay_id = $2
                     ORDER BY 2, 3"
                ),
                args![tenant, id],
            )
            .await?;
        join(vec![row], places).pop().ok_or(Error::NotFound)
    }

    /// Every stay of a household, called-off ones too, the latest first.
    pub async fn stays_of_household(&mut self, household: HouseholdId) -> Result<Vec<StayFile>, Error> {
        let tenant = self.tenant();
        let rows = self
            .all(
                sql!(
                    "SELECT * FROM stay WHERE tenant_id = $1 AND household_id = $2
                     ORDER BY from_night DESC, to_night DESC, id"
                ),
                args![tenant, household],
            )
            .await?;
        let places = self
            .all(
                sql!(
                    "SELECT b.stay_id, b.bed_id, b.person_id FROM stay_bed b
                       JOIN stay s ON s.tenant_id = b.tenant_id AND s.id = b.stay_id
                       WHERE s.tenant_id = $1 AND s.household_id = $2
                     UNION ALL SELECT b.stay_id, NULL, b.person_id FROM stay_without_bed b
                       JOIN stay s ON s.tenant_id = b.tenant_id AND s.id = b.stay_id
                       WHERE s.tenant_id = $1 AND s.household_id = $2
                     ORDER BY 2, 3"
                ),
                args![tenant, household],
            )
            .await?;
        Ok(join(rows, places))
    }

    /// The stays in a home that share a night with an interval; those of a household come along wherever they are,
    /// because nobody sleeps in two places.
    pub async fn stays_meeting(
        &mut self,
        home: HomeId,
        household: Option<HouseholdId>,
        nights: Interval,
    ) -> Result<Vec<Stay>, Error> {
        let tenant = self.tenant();
        let household = household.map_or(uuid::Uuid::nil(), HouseholdId::uuid);
        let rows = self
            .all(
                sql!(
                    "SELECT * FROM stay WHERE tenant_id = $1 AND id IN (
                       SELECT id FROM stay WHERE tenant_id = $1 AND home_id = $2 AND to_night > $4
                       UNION SELECT id FROM stay WHERE tenant_id = $1 AND household_id = $3 AND to_night > $4)
                       AND from_night < $5 AND cancelled_on IS NULL ORDER BY from_night, id"
                ),
                args![tenant, home, household, nights.from(), end(&nights)],
            )
            .await?;
        let places = self
            .all(
                sql!(
                    "SELECT b.stay_id, b.bed_id, b.person_id FROM stay_bed b
                       JOIN stay s ON s.tenant_id = b.tenant_id AND s.id = b.stay_id
                       WHERE s.tenant_id = $1 AND s.id IN (
                         SELECT id FROM stay WHERE tenant_id = $1 AND home_id = $2 AND to_night > $4
                         UNION SELECT id FROM stay WHERE tenant_id = $1 AND household_id = $3 AND to_night > $4)
                         AND s.from_night < $5
                     UNION ALL SELECT b.stay_id, NULL, b.person_id FROM stay_without_bed b
                       JOIN stay s ON s.tenant_id = b.tenant_id AND s.id = b.stay_id
                       WHERE s.tenant_id = $1 AND s.id IN (
                         SELECT id FROM stay WHERE tenant_id = $1 AND home_id = $2 AND to_night > $4
                         UNION SELECT id FROM stay WHERE tenant_id = $1 AND household_id = $3 AND to_night > $4)
                         AND s.from_night < $5
                     ORDER BY 2, 3"
                ),
                args![tenant, home, household, nights.from(), end(&nights)],
            )
            .await?;
        Ok(join(rows, places).into_iter().map(|file| file.stay).collect())
    }

    /// The homes in which a household lives or is to live.
    pub async fn homes_of_household(
        &mut self,
        household: HouseholdId,
        today: Date,
    ) -> Result<BTreeSet<HomeId>, Error> {
        let tenant = self.tenant();
        let homes: Vec<uuid::Uuid> = self
            .all(
                sql!(
                    "SELECT DISTINCT home_id AS it FROM stay WHERE tenant_id = $1 AND household_id = $2
                     AND to_night > $3 AND cancelled_on IS NULL"
                ),
                args![tenant, household, today],
            )
            .await?;
        Ok(homes.into_iter().map(HomeId::from).collect())
    }

    /// Who lives in a home, or is to: every stay, with the household's reference where the scope holds the household.
    pub async fn residents(
        &mut self,
        scope: &HouseholdScope,
        home: HomeId,
        today: Date,
    ) -> Result<Vec<Resident>, Error> {
        let Some(scope) = ScopeArgs::of(scope) else { return Ok(Vec::new()) };
        let mut values = vec![Value::from(self.tenant())];
        values.extend(scope.values());
        values.extend([Value::from(home), Value::from(today), Value::from(scope.everything)]);
        self.all(
            sql!(
                "SELECT s.id, s.household_id, s.from_night, s.to_night,
                   CASE WHEN ($11 = TRUE OR EXISTS (SELECT 1 FROM household_actor r WHERE r.tenant_id = h.tenant_id
                       AND r.household_id = h.id AND r.actor_id = $2 AND r.relation IN ($3, $4, $5, $6)))
                     AND (h.protection = 'none' OR $7 = TRUE OR EXISTS (SELECT 1 FROM household_actor a
                       WHERE a.tenant_id = h.tenant_id AND a.household_id = h.id AND a.actor_id = $8
                         AND a.relation = 'accountable'))
                     THEN h.reference ELSE NULL END AS reference
                 FROM stay s JOIN household h ON h.tenant_id = s.tenant_id AND h.id = s.household_id
                 WHERE s.tenant_id = $1 AND s.home_id = $9 AND s.to_night > $10 AND s.cancelled_on IS NULL
                 ORDER BY s.from_night, s.to_night, s.id"
            ),
            &values,
        )
        .await
    }

    /// Households with a home in their relations though every stay of theirs has ended: a day has passed.
    pub async fn moved_out(&mut self, today: Date) -> Result<Vec<HouseholdId>, Error> {
        let tenant = self.tenant();
        let households: Vec<uuid::Uuid> = self
            .all(
                sql!(
                    "SELECT DISTINCT r.household_id AS it FROM household_actor r
                     WHERE r.tenant_id = $1 AND r.relation = 'placed' AND NOT EXISTS (
                       SELECT 1 FROM stay s JOIN home h ON h.tenant_id = s.tenant_id AND h.id = s.home_id
                       WHERE s.tenant_id = r.tenant_id AND s.household_id = r.household_id AND s.to_night > $2
                         AND s.cancelled_on IS NULL AND h.owner_actor = r.actor_id)"
                ),
                args![tenant, today],
            )
            .await?;
        Ok(households.into_iter().map(HouseholdId::from).collect())
    }
}

impl Writer {
    /// Locks a household's links of one kind until the commit, so that what is read of them next is what the write
    /// before has left.
    pub async fn lock_links(&mut self, household: HouseholdId, kind: &LinkKind) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run(
            sql!(
                "UPDATE link SET version = version WHERE tenant_id = $1 AND household_id = $2 AND kind = $3"
            ),
            args![tenant, household, kind.as_str()],
        )
        .await?;
        Ok(())
    }

    /// Locks a household against another placement of it until the commit.
    pub async fn lock_household(&mut self, household: HouseholdId) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run(
            sql!("UPDATE household SET version = version WHERE tenant_id = $1 AND id = $2"),
            args![tenant, household],
        )
        .await?;
        Ok(())
    }

    /// Writes every bed, in one order, so that whoever wants one of them at the same time waits for this commit.
    pub async fn claim_beds(&mut self, beds: &BTreeSet<BedId>) -> Result<(), Error> {
        let tenant = self.tenant();
        for bed in beds {
            self.run(
                sql!("UPDATE bed SET claims = claims + 1 WHERE tenant_id = $1 AND id = $2"),
                args![tenant, *bed],
            )
            .await?;
        }
        Ok(())
    }

    /// Adds a stay that the domain has placed, whose beds are claimed.
    pub async fn insert_stay(&mut self, stay: &Stay) -> Result<(), Error> {
        let tenant = self.tenant();
        let (from, to) = (stay.nights.from(), end(&stay.nights));
        let extra = i64::try_from(stay.without_bed.len()).unwrap_or(i64::MAX);
        self.run(
            sql!(
                "INSERT INTO stay (tenant_id, id, household_id, home_id, from_night, to_night, extra_people,
                 cancelled_on, version) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, 1)"
            ),
            args![tenant, stay.id, stay.household, stay.home, from, to, extra],
        )
        .await?;
        let rows: Vec<_> = stay
            .beds
            .iter()
            .map(|(bed, person)| args![tenant, stay.id, *bed, *person, stay.home, from, to].to_vec())
            .collect();
        self.run_many(
            sql!(
                "INSERT INTO stay_bed (tenant_id, stay_id, bed_id, person_id, home_id, from_night, to_night)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)"
            ),
            &rows,
        )
        .await?;
        let rows: Vec<_> =
            stay.without_bed.iter().map(|person| args![tenant, stay.id, *person].to_vec()).collect();
        self.run_many(
            sql!("INSERT INTO stay_without_bed (tenant_id, stay_id, person_id) VALUES ($1, $2, $3)"),
            &rows,
        )
        .await
    }

    /// Gives a stay other nights, based on its version.
    pub async fn update_nights(&mut self, file: &StayFile, nights: Interval) -> Result<(), Error> {
        let (tenant, id) = (self.tenant(), file.stay.id);
        let (from, to) = (nights.from(), end(&nights));
        self.run_versioned(
            sql!(
                "UPDATE stay SET from_night = $3, to_night = $4, version = version + 1
                 WHERE tenant_id = $1 AND id = $2 AND version = $5 AND cancelled_on IS NULL"
            ),
            args![tenant, id, from, to, file.version],
            version_of(file),
        )
        .await?;
        self.run(
            sql!("UPDATE stay_bed SET from_night = $3, to_night = $4 WHERE tenant_id = $1 AND stay_id = $2"),
            args![tenant, id, from, to],
        )
        .await?;
        Ok(())
    }

    /// Gives the stays of a household that are not over on a day to another household.
    pub async fn move_stays(&mut self, from: HouseholdId, to: HouseholdId, day: Date) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run(
            sql!(
                "UPDATE stay SET household_id = $3, version = version + 1
                 WHERE tenant_id = $1 AND household_id = $2 AND to_night > $4 AND cancelled_on IS NULL"
            ),
            args![tenant, from, to, day],
        )
        .await?;
        Ok(())
    }

    /// Calls a stay off before its first night: its beds are free again, and that it was planned is remembered.
    pub async fn cancel_stay(&mut self, file: &StayFile, today: Date) -> Result<(), Error> {
        let (tenant, id) = (self.tenant(), file.stay.id);
        self.run_versioned(
            sql!(
                "UPDATE stay SET cancelled_on = $3, extra_people = 0, version = version + 1
                 WHERE tenant_id = $1 AND id = $2 AND version = $4 AND cancelled_on IS NULL"
            ),
            args![tenant, id, today, file.version],
            version_of(file),
        )
        .await?;
        self.run(sql!("DELETE FROM stay_bed WHERE tenant_id = $1 AND stay_id = $2"), args![tenant, id])
            .await?;
        self.run(
            sql!("DELETE FROM stay_without_bed WHERE tenant_id = $1 AND stay_id = $2"),
            args![tenant, id],
        )
        .await?;
        Ok(())
    }
}

fn version_of(file: &StayFile) -> VersionOf {
    VersionOf {
        sql: sql!("SELECT version AS it FROM stay WHERE tenant_id = $1 AND id = $2"),
        id: file.stay.id.uuid(),
        based_on: file.version,
    }
}
