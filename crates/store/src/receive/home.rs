//! Homes with their rooms and beds, the beds that are blocked, and the protection that reaches them.

mod list;

use std::collections::{BTreeMap, BTreeSet};

use access::resource;
use domain::{
    ActorId, Bed, BedId, Block, Condition, Conditions, Home, HomeId, HomeKind, HouseholdId, Interval,
    Protection, Room, RoomId, StoredAddress, TenantId, UserId,
};
use jiff::civil::Date;

pub use self::list::{AreaLine, FittingHome, FittingQuery, HomeFilter, HomeLine};
use crate::{Error, Reader, Row, Writer, args, open::VersionOf, sql, sql::FromRow, vault::Place};

/// A home as remembered: the home, and what the reception keeps beside.
#[derive(Clone, Debug, PartialEq)]
pub struct HomeFile {
    /// The home with its rooms, and its address opened.
    pub home: Home,
    /// The locality, which is no secret.
    pub area: String,
    /// The actor that answers for it.
    pub owner: ActorId,
    /// The users who open their own home.
    pub hosts: BTreeSet<UserId>,
    /// The strongest protection of a household that lives here now or later.
    pub protection: Protection,
    /// Version.
    pub version: i64,
}

impl HomeFile {
    /// What access decisions on the home rest on. Whoever protects a person also protects the home they live in.
    pub fn facts(&self, tenant: TenantId) -> resource::Home {
        resource::Home {
            tenant,
            owner: self.owner,
            hosts: self.hosts.clone(),
            protected: self.home.kind == HomeKind::ProtectedHousing || self.protection.is_protected(),
        }
    }
}

struct HomeRow {
    name: String,
    kind: HomeKind,
    area: String,
    address_sealed: Option<Vec<u8>>,
    owner: ActorId,
    conditions: Conditions,
    interval: Interval,
    protection: Protection,
    version: i64,
}

impl FromRow for HomeRow {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            name: row.get("name")?,
            kind: row.word("kind")?,
            area: row.get("area")?,
            address_sealed: row.get("address_sealed")?,
            owner: row.get("owner_actor")?,
            conditions: conditions(row)?,
            interval: row.interval("from_day", "to_day")?,
            protection: row.word("protection")?,
            version: row.get("version")?,
        })
    }
}

fn conditions(row: &Row) -> Result<Conditions, Error> {
    let words: String = row.get("conditions")?;
    words
        .split_whitespace()
        .map(|word| {
            word.parse::<Condition>()
                .map_err(|_| Error::Inconsistent { column: "conditions", value: word.to_owned() })
        })
        .collect()
}

fn condition_words(conditions: &Conditions) -> String {
    conditions.iter().map(|condition| condition.as_str()).collect::<Vec<_>>().join(" ")
}

struct RoomRow {
    id: RoomId,
    name: String,
}

impl FromRow for RoomRow {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self { id: row.get("id")?, name: row.get("name")? })
    }
}

struct BedRow {
    room: RoomId,
    bed: Bed,
}

impl FromRow for BedRow {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self { room: row.get("room_id")?, bed: Bed { id: row.get("id")?, label: row.get("label")? } })
    }
}

impl FromRow for Block {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            beds: BTreeSet::from([row.get("bed_id")?]),
            interval: row.interval("from_night", "to_night")?,
            reason: row.word("reason")?,
        })
    }
}

struct ProtectionWord(Protection);

impl FromRow for ProtectionWord {
    fn from_row(row: &Row) -> Result<Self, Error> {
        row.word("protection").map(Self)
    }
}

fn address_place(home: HomeId) -> Place {
    Place { table: "home", column: "address_sealed", row: home.uuid() }
}

/// Bed 10 comes after bed 9.
fn by_number(bed: &Bed) -> (u32, String) {
    (bed.label.parse().unwrap_or(u32::MAX), bed.label.clone())
}

impl Reader {
    /// A home with its rooms and beds.
    pub async fn home(&mut self, id: HomeId) -> Result<HomeFile, Error> {
        let tenant = self.tenant();
        let row: HomeRow =
            self.one(sql!("SELECT * FROM home WHERE tenant_id = $1 AND id = $2"), args![tenant, id]).await?;
        let rooms: Vec<RoomRow> = self
            .all(
                sql!("SELECT id, name FROM room WHERE tenant_id = $1 AND home_id = $2 ORDER BY position, id"),
                args![tenant, id],
            )
            .await?;
        let beds: Vec<BedRow> = self
            .all(
                sql!("SELECT id, room_id, label FROM bed WHERE tenant_id = $1 AND home_id = $2"),
                args![tenant, id],
            )
            .await?;
        let mut by_room: BTreeMap<RoomId, Vec<Bed>> = BTreeMap::new();
        for BedRow { room, bed } in beds {
            by_room.entry(room).or_default().push(bed);
        }
        let rooms = rooms
            .into_iter()
            .map(|room| {
                let mut beds = by_room.remove(&room.id).unwrap_or_default();
                beds.sort_by_cached_key(by_number);
                Room { id: room.id, name: room.name, beds }
            })
            .collect();
        let hosts: Vec<uuid::Uuid> = self
            .all(
                sql!("SELECT user_id AS it FROM home_host WHERE tenant_id = $1 AND home_id = $2"),
                args![tenant, id],
            )
            .await?;
        let address = match row.address_sealed {
            None => None,
            Some(sealed) => {
                let place = address_place(id);
                let text = self.vault().open(place, &sealed)?;
                // It was checked against the people who live here when it was written, and is taken away by
                // `refresh_home_protection` when somebody comes for whom it must not be kept.
                let address = String::from_utf8_lossy(&text);
                let fails = |_| Error::Sealed { table: place.table, column: place.column };
                Some(StoredAddress::new(&address, Protection::None).map_err(fails)?)
            }
        };
        Ok(HomeFile {
            home: Home {
                id,
                name: row.name,
                kind: row.kind,
                conditions: row.conditions,
                rooms,
                interval: row.interval,
                address,
            },
            area: row.area,
            owner: row.owner,
            hosts: hosts.into_iter().map(UserId::from).collect(),
            protection: row.protection,
            version: row.version,
        })
    }

    /// The blocks of a home that reach beyond a night, earliest first; each holds one bed.
    pub async fn blocks_of(&mut self, home: HomeId, since: Date) -> Result<Vec<Block>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT bed_id, from_night, to_night, reason FROM bed_block
                 WHERE tenant_id = $1 AND home_id = $2 AND to_night > $3 ORDER BY from_night, bed_id"
            ),
            args![tenant, home, since],
        )
        .await
    }

    /// The beds of a home that some stay has or had. They cannot be taken out: the past would lose its place.
    pub async fn used_beds(&mut self, home: HomeId) -> Result<BTreeSet<BedId>, Error> {
        let tenant = self.tenant();
        let beds: Vec<uuid::Uuid> = self
            .all(
                sql!("SELECT DISTINCT bed_id AS it FROM stay_bed WHERE tenant_id = $1 AND home_id = $2"),
                args![tenant, home],
            )
            .await?;
        Ok(beds.into_iter().map(BedId::from).collect())
    }

    /// The strongest protection of a household that lives in the home on the day or is to live there.
    pub async fn strongest_in_home(&mut self, home: HomeId, today: Date) -> Result<Protection, Error> {
        let tenant = self.tenant();
        let words: Vec<ProtectionWord> = self
            .all(
                sql!(
                    "SELECT DISTINCT h.protection FROM stay s
                     JOIN household h ON h.tenant_id = s.tenant_id AND h.id = s.household_id
                     WHERE s.tenant_id = $1 AND s.home_id = $2 AND s.to_night > $3 AND s.cancelled_on IS NULL"
                ),
                args![tenant, home, today],
            )
            .await?;
        Ok(Protection::strongest(words.into_iter().map(|word| word.0)))
    }
}

impl Writer {
    /// Adds a home with its rooms, beds and hosts.
    pub async fn insert_home(&mut self, file: &HomeFile) -> Result<(), Error> {
        let (tenant, home) = (self.tenant(), &file.home);
        let address = home
            .address
            .as_ref()
            .map(|text| self.vault().seal(address_place(home.id), text.as_str().as_bytes()));
        self.run(
            sql!(
                "INSERT INTO home (tenant_id, id, name, kind, area, address_sealed, owner_actor, conditions, from_day,
                 to_day, protection, beds, version)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 1)"
            ),
            args![
                tenant, home.id, &home.name, home.kind.as_str(), &file.area, address, file.owner,
                condition_words(&home.conditions), home.interval.from(), home.interval.to(), file.protection.as_str()
            ],
        )
        .await?;
        for host in &file.hosts {
            self.add_host(home.id, *host).await?;
        }
        self.write_rooms(home, &[]).await
    }

    /// Makes a user a host of the home: it is theirs to see, and when it is in use.
    pub async fn add_host(&mut self, home: HomeId, user: UserId) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run(
            sql!(
                "INSERT INTO home_host (tenant_id, home_id, user_id) VALUES ($1, $2, $3)
                 ON CONFLICT (tenant_id, home_id, user_id) DO NOTHING"
            ),
            args![tenant, home, user],
        )
        .await?;
        Ok(())
    }

    /// Changes a home, based on the version it was read at. `before` are its rooms as they are stored; a bed that is
    /// no longer in the home goes, and the database refuses if a stay has or had it.
    pub async fn update_home(&mut self, file: &HomeFile, before: &[Room]) -> Result<(), Error> {
        let (tenant, home) = (self.tenant(), &file.home);
        let address = home
            .address
            .as_ref()
            .map(|text| self.vault().seal(address_place(home.id), text.as_str().as_bytes()));
        self.run_versioned(
            sql!(
                "UPDATE home SET name = $3, kind = $4, area = $5, address_sealed = $6, owner_actor = $7,
                 conditions = $8, from_day = $9, to_day = $10, version = version + 1
                 WHERE tenant_id = $1 AND id = $2 AND version = $11"
            ),
            args![
                tenant,
                home.id,
                &home.name,
                home.kind.as_str(),
                &file.area,
                address,
                file.owner,
                condition_words(&home.conditions),
                home.interval.from(),
                home.interval.to(),
                file.version
            ],
            VersionOf {
                sql: sql!("SELECT version AS it FROM home WHERE tenant_id = $1 AND id = $2"),
                id: home.id.uuid(),
                based_on: file.version,
            },
        )
        .await?;
        self.write_rooms(home, before).await
    }

    async fn write_rooms(&mut self, home: &Home, before: &[Room]) -> Result<(), Error> {
        let tenant = self.tenant();
        let kept: BTreeSet<BedId> = home.beds().collect();
        let stored: BTreeSet<BedId> =
            before.iter().flat_map(|room| room.beds.iter().map(|bed| bed.id)).collect();
        for bed in stored.difference(&kept) {
            self.run(sql!("DELETE FROM bed_block WHERE tenant_id = $1 AND bed_id = $2"), args![tenant, *bed])
                .await?;
            self.run(sql!("DELETE FROM bed WHERE tenant_id = $1 AND id = $2"), args![tenant, *bed]).await?;
        }
        for (position, room) in (0_i64..).zip(&home.rooms) {
            let known = before.iter().any(|earlier| earlier.id == room.id);
            let text = if known {
                sql!(
                    "UPDATE room SET name = $4, position = $5 WHERE tenant_id = $1 AND id = $2 AND home_id = $3"
                )
            } else {
                sql!("INSERT INTO room (tenant_id, id, home_id, name, position) VALUES ($1, $2, $3, $4, $5)")
            };
            self.run(text, args![tenant, room.id, home.id, &room.name, position]).await?;
            let rows: Vec<_> = room
                .beds
                .iter()
                .filter(|bed| !stored.contains(&bed.id))
                .map(|bed| args![tenant, bed.id, home.id, room.id, &bed.label].to_vec())
                .collect();
            self.run_many(
                sql!(
                    "INSERT INTO bed (tenant_id, id, home_id, room_id, label, claims)
                     VALUES ($1, $2, $3, $4, $5, 0)"
                ),
                &rows,
            )
            .await?;
        }
        for room in before.iter().filter(|room| home.rooms.iter().all(|kept| kept.id != room.id)) {
            self.run(sql!("DELETE FROM room WHERE tenant_id = $1 AND id = $2"), args![tenant, room.id])
                .await?;
        }
        self.run(
            sql!(
                "UPDATE home SET beds = (SELECT COUNT(*) FROM bed WHERE tenant_id = $1 AND home_id = $2)
                 WHERE tenant_id = $1 AND id = $2"
            ),
            args![tenant, home.id],
        )
        .await?;
        Ok(())
    }

    /// Blocks beds for some nights. A bed that is already blocked from the same night is blocked anew.
    pub async fn block_beds(&mut self, home: HomeId, block: &Block) -> Result<(), Error> {
        let tenant = self.tenant();
        for bed in &block.beds {
            self.run(
                sql!(
                    "INSERT INTO bed_block (tenant_id, bed_id, home_id, from_night, to_night, reason)
                     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_id, bed_id, from_night)
                     DO UPDATE SET to_night = excluded.to_night, reason = excluded.reason"
                ),
                args![
                    tenant,
                    *bed,
                    home,
                    block.interval.from(),
                    block.interval.to().unwrap_or(Date::MAX),
                    block.reason.as_str()
                ],
            )
            .await?;
        }
        Ok(())
    }

    /// Opens a bed again from a day on: a block that has begun ends there, one that has not goes.
    pub async fn unblock_bed(
        &mut self,
        home: HomeId,
        bed: BedId,
        since: Date,
        today: Date,
    ) -> Result<(), Error> {
        let tenant = self.tenant();
        let text = if since < today {
            sql!(
                "UPDATE bed_block SET to_night = $5
                 WHERE tenant_id = $1 AND home_id = $2 AND bed_id = $3 AND from_night = $4 AND to_night > $5"
            )
        } else {
            sql!(
                "DELETE FROM bed_block
                 WHERE tenant_id = $1 AND home_id = $2 AND bed_id = $3 AND from_night = $4 AND to_night > $5"
            )
        };
        match self.run(text, args![tenant, home, bed, since, today]).await? {
            0 => Err(Error::NotFound),
            _ => Ok(()),
        }
    }

    /// Locks homes against other placements and edits until the commit, in one order so that two writes never wait for
    /// each other. What is read of them afterwards is what every earlier write has left.
    pub async fn lock_homes(&mut self, homes: &BTreeSet<HomeId>) -> Result<(), Error> {
        let tenant = self.tenant();
        for home in homes {
            self.run(
                sql!("UPDATE home SET protection = protection WHERE tenant_id = $1 AND id = $2"),
                args![tenant, *home],
            )
            .await?;
        }
        Ok(())
    }

    /// Brings the protection of every home the household lives in, or is to live in, up to date. A home as protected as
    /// the household is right already, and is not touched: that is nearly every home.
    pub async fn refresh_homes_of(&mut self, household: HouseholdId, today: Date) -> Result<(), Error> {
        let tenant = self.tenant();
        let homes: Vec<uuid::Uuid> = self
            .all(
                sql!(
                    "SELECT DISTINCT s.home_id AS it FROM stay s
                     JOIN home m ON m.tenant_id = s.tenant_id AND m.id = s.home_id
                     JOIN household h ON h.tenant_id = s.tenant_id AND h.id = s.household_id
                     WHERE s.tenant_id = $1 AND s.household_id = $2 AND s.to_night > $3 AND s.cancelled_on IS NULL
                       AND m.protection <> h.protection"
                ),
                args![tenant, household, today],
            )
            .await?;
        let homes: BTreeSet<HomeId> = homes.into_iter().map(HomeId::from).collect();
        for home in homes {
            self.refresh_home_protection(home, today).await?;
        }
        Ok(())
    }

    /// Brings a home's protection up to date with who lives there, and destroys the address if it must no longer be
    /// kept (rule 7 of the domain).
    pub async fn refresh_home_protection(&mut self, home: HomeId, today: Date) -> Result<(), Error> {
        let tenant = self.tenant();
        self.lock_homes(&BTreeSet::from([home])).await?;
        let strongest = self.strongest_in_home(home, today).await?;
        let text = if strongest.stores_address() {
            sql!("UPDATE home SET protection = $3 WHERE tenant_id = $1 AND id = $2 AND protection <> $3")
        } else {
            sql!("UPDATE home SET protection = $3, address_sealed = NULL WHERE tenant_id = $1 AND id = $2")
        };
        self.run(text, args![tenant, home, strongest.as_str()]).await?;
        Ok(())
    }

    /// The homes whose protection is raised: those to look at again when a day has passed.
    pub async fn raised_homes(&mut self) -> Result<Vec<HomeId>, Error> {
        let tenant = self.tenant();
        let homes: Vec<uuid::Uuid> = self
            .all(
                sql!("SELECT id AS it FROM home WHERE tenant_id = $1 AND protection <> 'none' ORDER BY id"),
                args![tenant],
            )
            .await?;
        Ok(homes.into_iter().map(HomeId::from).collect())
    }
}
