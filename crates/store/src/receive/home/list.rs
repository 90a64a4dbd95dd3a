//! How full homes are: the list of them, the areas, and those that have room for a household.
//!
//! A reception may have thousands of homes and tens of thousands of stays. Nothing here asks home by home: an area's
//! figures are a few sums over the indexes by night, and a page of homes counts for the homes on it.
//!
//! The figures follow [`domain::occupancy_on`]; a test holds the two together over random histories.

use access::scope::{HomeScope, ProtectedRows};
use domain::{ActorId, Conditions, HomeId, HomeKind, HouseholdId, Interval, Occupancy, Protection, StayId};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    Error, Reader, Row, sql,
    sql::{FromRow, Value},
};

/// Which homes of a scope to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HomeFilter {
    /// A part of the name.
    pub name: String,
    /// In this area only.
    pub area: Option<String>,
    /// Of this kind only.
    pub kind: Option<HomeKind>,
    /// With at least so many beds to give on the night.
    pub free: i64,
    /// How many to skip.
    pub offset: i64,
    /// How many to give.
    pub limit: i64,
}

/// A line of the list of homes.
#[derive(Clone, Debug, PartialEq)]
pub struct HomeLine {
    /// Id.
    pub id: HomeId,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: HomeKind,
    /// The locality.
    pub area: String,
    /// Who answers for it.
    pub owner: ActorId,
    /// Protected housing, or somebody protected lives there.
    pub protected: bool,
    /// How full it is on the night asked about.
    pub night: Occupancy,
    /// How full it is on the later night.
    pub later: Occupancy,
}

/// How full the homes of an area are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaLine {
    /// The locality.
    pub area: String,
    /// How many homes.
    pub homes: i64,
    /// The sum of their beds.
    pub night: Occupancy,
}

/// What one home counts on a night, as the database gives it.
struct Counts {
    open: bool,
    beds: i64,
    occupied: i64,
    blocked: i64,
    extra: i64,
}

impl Counts {
    fn occupancy(&self) -> Occupancy {
        let count = |number: i64| u32::try_from(number).unwrap_or(0);
        if !self.open {
            return Occupancy { over_full: count(self.occupied + self.extra), ..Occupancy::default() };
        }
        Occupancy {
            total: count(self.beds),
            blocked: count(self.blocked),
            occupied: count(self.occupied),
            allocable: count(self.beds - self.occupied - self.blocked),
            over_full: count(self.extra),
        }
    }
}

impl FromRow for HomeLine {
    fn from_row(row: &Row) -> Result<Self, Error> {
        let kind: HomeKind = row.word("kind")?;
        let beds = row.get("beds")?;
        let counts = |night: &str, occupied: &str, blocked: &str, extra: &str| -> Result<Occupancy, Error> {
            Ok(Counts {
                open: row.get::<i64>(night)? == 1,
                beds,
                occupied: row.get(occupied)?,
                blocked: row.get(blocked)?,
                extra: row.get(extra)?,
            }
            .occupancy())
        };
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            kind,
            area: row.get("area")?,
            owner: row.get("owner_actor")?,
            protected: kind == HomeKind::ProtectedHousing
                || row.word::<Protection>("protection")?.is_protected(),
            night: counts("open", "occupied", "blocked", "extra")?,
            later: counts("open_later", "occupied_later", "blocked_later", "extra_later")?,
        })
    }
}

impl FromRow for AreaLine {
    fn from_row(row: &Row) -> Result<Self, Error> {
        let count = |name: &str| row.get::<i64>(name).map(|number| u32::try_from(number).unwrap_or(0));
        Ok(Self {
            area: row.get("area")?,
            homes: row.get("homes")?,
            night: Occupancy {
                total: count("total")?,
                blocked: count("blocked")?,
                occupied: count("occupied")?,
                allocable: count("allocable")?,
                over_full: count("over_full")?,
            },
        })
    }
}

/// What is looked for when a household needs beds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FittingQuery {
    /// The household.
    pub household: HouseholdId,
    /// A stay that would end, and whose beds are therefore free.
    pub moving: Option<StayId>,
    /// The nights.
    pub nights: Interval,
    /// How many beds.
    pub beds: i64,
    /// The area to prefer.
    pub near: String,
    /// A part of the home's name.
    pub name: String,
    /// Hosts are out of the question.
    pub no_hosts: bool,
    /// Homes with a stored address are out of the question.
    pub no_address: bool,
    /// Protected housing comes first, instead of last.
    pub protected_first: bool,
    /// How many to give.
    pub limit: i64,
}

/// A home as somewhere to live for some nights.
#[derive(Clone, Debug, PartialEq)]
pub struct FittingHome {
    /// Id.
    pub id: HomeId,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: HomeKind,
    /// The locality.
    pub area: String,
    /// What holds there.
    pub conditions: Conditions,
    /// The nights it can be lived in.
    pub interval: Interval,
    /// All beds.
    pub beds: i64,
    /// Beds that are free on every one of the nights.
    pub free: i64,
    /// Another household lives there on one of the nights.
    pub others: bool,
    /// Its address is stored.
    pub has_address: bool,
}

impl FromRow for FittingHome {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            kind: row.word("kind")?,
            area: row.get("area")?,
            conditions: super::conditions(row)?,
            interval: row.interval("from_day", "to_day")?,
            beds: row.get("beds")?,
            free: row.get("free")?,
            others: row.get::<i64>("others")? == 1,
            has_address: row.get::<i64>("has_address")? == 1,
        })
    }
}

/// A scope as the values `$2` to `$6` of a statement: everything; the owner; the host; whether protected homes show;
/// by whose ownership they may.
fn scope_values(scope: &HomeScope) -> Option<[Value; 5]> {
    let (everything, owner, host, protected) = match scope {
        HomeScope::Nothing => return None,
        HomeScope::All { protected, .. } => (true, Uuid::nil(), Uuid::nil(), protected),
        HomeScope::Owned { actor, protected, .. } => (false, actor.uuid(), Uuid::nil(), protected),
        HomeScope::Hosted { user, protected, .. } => (false, Uuid::nil(), user.uuid(), protected),
    };
    let shown = matches!(protected, ProtectedRows::Shown);
    let shown_for = match protected {
        ProtectedRows::AnsweredBy(actor) => actor.uuid(),
        ProtectedRows::Hidden | ProtectedRows::Shown => Uuid::nil(),
    };
    Some([everything.into(), owner.into(), host.into(), shown.into(), shown_for.into()])
}

/// A part of a name as a pattern, in small letters and as typed; SQLite lowers only the letters of English. What was
/// typed has no pattern signs of its own.
fn patterns(name: &str) -> [Value; 2] {
    let name: String = name.trim().chars().filter(|sign| !"%_\\".contains(*sign)).collect();
    [format!("%{}%", name.to_lowercase()).into(), format!("%{name}%").into()]
}

impl Reader {
    /// The areas in which a scope has homes.
    pub async fn home_areas(&mut self, scope: &HomeScope) -> Result<Vec<String>, Error> {
        let Some(scope) = scope_values(scope) else { return Ok(Vec::new()) };
        let mut values = vec![Value::from(self.tenant())];
        values.extend(scope);
        self.all(
            sql!(
                "SELECT DISTINCT h.area AS it FROM home h WHERE h.tenant_id = $1
                   AND ($2 = TRUE OR h.owner_actor = $3 OR EXISTS (SELECT 1 FROM home_host x
                     WHERE x.tenant_id = h.tenant_id AND x.home_id = h.id AND x.user_id = $4))
                   AND ((h.kind <> 'protected_housing' AND h.protection = 'none') OR $5 = TRUE OR h.owner_actor = $6)
                 ORDER BY it"
            ),
            &values,
        )
        .await
    }

    /// How full the homes of each area are on a night; the filter's page and its number of free beds do not count.
    pub async fn area_occupancy(
        &mut self,
        scope: &HomeScope,
        filter: &HomeFilter,
        night: Date,
    ) -> Result<Vec<AreaLine>, Error> {
        let Some(scope) = scope_values(scope) else { return Ok(Vec::new()) };
        let mut values = vec![Value::from(self.tenant())];
        values.extend(scope);
        values.extend([
            Value::from(night),
            Value::from(filter.area.as_deref().unwrap_or("")),
            Value::from(filter.kind.map_or("", HomeKind::as_str)),
        ]);
        values.extend(patterns(&filter.name));
        self.all(
            sql!(
                "SELECT x.area, COUNT(*) AS homes,
                   CAST(SUM(CASE WHEN x.open = 1 THEN x.beds ELSE 0 END) AS bigint) AS total,
                   CAST(SUM(CASE WHEN x.open = 1 THEN x.blocked ELSE 0 END) AS bigint) AS blocked,
                   CAST(SUM(CASE WHEN x.open = 1 THEN x.occupied ELSE 0 END) AS bigint) AS occupied,
                   CAST(SUM(CASE WHEN x.open = 1 THEN x.beds - x.blocked - x.occupied ELSE 0 END) AS bigint)
                     AS allocable,
                   CAST(SUM(CASE WHEN x.open = 1 THEN x.extra ELSE x.occupied + x.extra END) AS bigint) AS over_full
                 FROM (
                   SELECT h.area, h.beds, COALESCE(o.number, 0) AS occupied, COALESCE(b.number, 0) AS blocked,
                     COALESCE(e.number, 0) AS extra,
                     CASE WHEN h.from_day <= $7 AND (h.to_day IS NULL OR h.to_day > $7) THEN 1 ELSE 0 END AS open
                   FROM home h
                   LEFT JOIN (SELECT home_id, COUNT(*) AS number FROM stay_bed
                     WHERE tenant_id = $1 AND to_night > $7 AND from_night <= $7 GROUP BY home_id) o
                     ON o.home_id = h.id
                   LEFT JOIN (SELECT k.home_id, COUNT(DISTINCT k.bed_id) AS number FROM bed_block k
                     WHERE k.tenant_id = $1 AND k.to_night > $7 AND k.from_night <= $7
                       AND NOT EXISTS (SELECT 1 FROM stay_bed s WHERE s.tenant_id = $1 AND s.bed_id = k.bed_id
                         AND s.to_night > $7 AND s.from_night <= $7)
                     GROUP BY k.home_id) b ON b.home_id = h.id
                   LEFT JOIN (SELECT home_id, CAST(SUM(extra_people) AS bigint) AS number FROM stay
                     WHERE tenant_id = $1 AND to_night > $7 AND from_night <= $7 AND cancelled_on IS NULL
                     GROUP BY home_id) e ON e.home_id = h.id
                   WHERE h.tenant_id = $1
                     AND ($2 = TRUE OR h.owner_actor = $3 OR EXISTS (SELECT 1 FROM home_host x
                       WHERE x.tenant_id = h.tenant_id AND x.home_id = h.id AND x.user_id = $4))
                     AND ((h.kind <> 'protected_housing' AND h.protection = 'none') OR $5 = TRUE
                       OR h.owner_actor = $6)
                     AND ($8 = '' OR h.area = $8) AND ($9 = '' OR h.kind = $9)
                     AND (LOWER(h.name) LIKE $10 OR h.name LIKE $11)
                 ) x GROUP BY x.area ORDER BY x.area"
            ),
            &values,
        )
        .await
    }

    /// A page of homes by area and name, each with how full it is on a night and on a later one.
    pub async fn homes(
        &mut self,
        scope: &HomeScope,
        filter: &HomeFilter,
        night: Date,
        later: Date,
    ) -> Result<Vec<HomeLine>, Error> {
        let Some(scope) = scope_values(scope) else { return Ok(Vec::new()) };
        let mut values = vec![Value::from(self.tenant())];
        values.extend(scope);
        values.extend([
            Value::from(night),
            Value::from(filter.area.as_deref().unwrap_or("")),
            Value::from(filter.kind.map_or("", HomeKind::as_str)),
        ]);
        values.extend(patterns(&filter.name));
        values.extend([
            Value::from(later),
            Value::from(filter.free),
            Value::from(filter.limit),
            Value::from(filter.offset),
        ]);
        // Only the homes of the page are counted, unless the number of free beds chooses them.
        self.all(
            sql!(
                "SELECT p.*,
                   CASE WHEN p.from_day <= $7 AND (p.to_day IS NULL OR p.to_day > $7) THEN 1 ELSE 0 END AS open,
                   CASE WHEN p.from_day <= $12 AND (p.to_day IS NULL OR p.to_day > $12) THEN 1 ELSE 0 END
                     AS open_later,
                   (SELECT COUNT(*) FROM stay_bed s WHERE s.tenant_id = $1 AND s.home_id = p.id
                     AND s.to_night > $7 AND s.from_night <= $7) AS occupied,
                   (SELECT COUNT(*) FROM stay_bed s WHERE s.tenant_id = $1 AND s.home_id = p.id
                     AND s.to_night > $12 AND s.from_night <= $12) AS occupied_later,
                   (SELECT COUNT(DISTINCT k.bed_id) FROM bed_block k WHERE k.tenant_id = $1 AND k.home_id = p.id
                     AND k.to_night > $7 AND k.from_night <= $7
                     AND NOT EXISTS (SELECT 1 FROM stay_bed s WHERE s.tenant_id = $1 AND s.bed_id = k.bed_id
                       AND s.to_night > $7 AND s.from_night <= $7)) AS blocked,
                   (SELECT COUNT(DISTINCT k.bed_id) FROM bed_block k WHERE k.tenant_id = $1 AND k.home_id = p.id
                     AND k.to_night > $12 AND k.from_night <= $12
                     AND NOT EXISTS (SELECT 1 FROM stay_bed s WHERE s.tenant_id = $1 AND s.bed_id = k.bed_id
                       AND s.to_night > $12 AND s.from_night <= $12)) AS blocked_later,
                   (SELECT CAST(COALESCE(SUM(t.extra_people), 0) AS bigint) FROM stay t WHERE t.tenant_id = $1
                     AND t.home_id = p.id AND t.to_night > $7 AND t.from_night <= $7 AND t.cancelled_on IS NULL)
                     AS extra,
                   (SELECT CAST(COALESCE(SUM(t.extra_people), 0) AS bigint) FROM stay t WHERE t.tenant_id = $1
                     AND t.home_id = p.id AND t.to_night > $12 AND t.from_night <= $12 AND t.cancelled_on IS NULL)
                     AS extra_later
                 FROM (
                   SELECT h.id, h.name, h.kind, h.area, h.owner_actor, h.protection, h.beds, h.from_day, h.to_day
                   FROM home h
                   WHERE h.tenant_id = $1
                     AND ($2 = TRUE OR h.owner_actor = $3 OR EXISTS (SELECT 1 FROM home_host x
                       WHERE x.tenant_id = h.tenant_id AND x.home_id = h.id AND x.user_id = $4))
                     AND ((h.kind <> 'protected_housing' AND h.protection = 'none') OR $5 = TRUE
                       OR h.owner_actor = $6)
                     AND ($8 = '' OR h.area = $8) AND ($9 = '' OR h.kind = $9)
                     AND (LOWER(h.name) LIKE $10 OR h.name LIKE $11)
                     AND ($13 <= 0 OR (h.from_day <= $7 AND (h.to_day IS NULL OR h.to_day > $7)
                       AND h.beds - (SELECT COUNT(*) FROM (
                         SELECT s.bed_id FROM stay_bed s WHERE s.tenant_id = $1 AND s.home_id = h.id
                           AND s.to_night > $7 AND s.from_night <= $7
                         UNION SELECT k.bed_id FROM bed_block k WHERE k.tenant_id = $1 AND k.home_id = h.id
                           AND k.to_night > $7 AND k.from_night <= $7) taken) >= $13))
                   ORDER BY h.area, h.name, h.id LIMIT $14 OFFSET $15
                 ) p ORDER BY p.area, p.name, p.id"
            ),
            &values,
        )
        .await
    }

    /// Homes of a scope for a household and some nights: those that can be chosen first, among them those in the area
    /// and with the fewest beds left over.
    pub async fn fitting_homes(
        &mut self,
        scope: &HomeScope,
        query: &FittingQuery,
    ) -> Result<Vec<FittingHome>, Error> {
        let (Some(scope), Some(to)) = (scope_values(scope), query.nights.to()) else { return Ok(Vec::new()) };
        let mut values = vec![Value::from(self.tenant())];
        values.extend(scope);
        values.extend([
            Value::from(query.nights.from()),
            Value::from(to),
            Value::from(query.household),
            Value::from(query.moving.map_or(Uuid::nil(), StayId::uuid)),
            Value::from(query.beds),
            Value::from(query.near.as_str()),
            Value::from(query.no_hosts),
            Value::from(query.no_address),
            Value::from(query.protected_first),
            Value::from(query.limit),
        ]);
        values.extend(patterns(&query.name));
        self.all(
            sql!(
                "SELECT f.* FROM (
                   SELECT h.id, h.name, h.kind, h.area, h.conditions, h.from_day, h.to_day, h.beds,
                     h.beds - COALESCE(t.number, 0) AS free,
                     CASE WHEN h.address_sealed IS NULL THEN 0 ELSE 1 END AS has_address,
                     CASE WHEN EXISTS (SELECT 1 FROM stay s WHERE s.tenant_id = $1 AND s.home_id = h.id
                       AND s.to_night > $7 AND s.from_night < $8 AND s.household_id <> $9 AND s.cancelled_on IS NULL)
                       THEN 1 ELSE 0 END AS others
                   FROM home h
                   LEFT JOIN (SELECT u.home_id, COUNT(*) AS number FROM (
                       SELECT home_id, bed_id FROM stay_bed WHERE tenant_id = $1 AND to_night > $7
                         AND from_night < $8 AND stay_id <> $10
                       UNION SELECT home_id, bed_id FROM bed_block WHERE tenant_id = $1 AND to_night > $7
                         AND from_night < $8) u GROUP BY u.home_id) t ON t.home_id = h.id
                   WHERE h.tenant_id = $1
                     AND ($2 = TRUE OR h.owner_actor = $3 OR EXISTS (SELECT 1 FROM home_host x
                       WHERE x.tenant_id = h.tenant_id AND x.home_id = h.id AND x.user_id = $4))
                     AND ((h.kind <> 'protected_housing' AND h.protection = 'none') OR $5 = TRUE
                       OR h.owner_actor = $6)
                     AND (LOWER(h.name) LIKE $17 OR h.name LIKE $18)
                 ) f
                 ORDER BY
                   CASE WHEN f.free < $11 OR f.from_day > $7 OR (f.to_day IS NOT NULL AND f.to_day < $8)
                     OR ($13 = TRUE AND f.kind = 'host_home') OR ($14 = TRUE AND f.has_address = 1)
                     OR (f.others = 1 AND f.conditions LIKE '%exclusive%') THEN 1 ELSE 0 END,
                   CASE WHEN (f.kind = 'protected_housing') = $15 THEN 0 ELSE 1 END,
                   CASE WHEN f.area = $12 THEN 0 ELSE 1 END, f.free, f.area, f.name, f.id
                 LIMIT $16"
            ),
            &values,
        )
        .await
    }
}
