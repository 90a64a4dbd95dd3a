//! Homes and stays: no bed twice, figures that are the domain's, an address that is kept only where it may be.

use std::collections::BTreeSet;

use access::{Principal, Purpose, scope::home_scope};
use domain::{
    ActorId, Bed, BedId, Block, Condition, Conditions, Home, HomeId, HomeKind, HouseholdId, Interval,
    Occupancy, PlaceError, PlaceRequest, Protection, Role, Room, Stay, StayId, StoredAddress, occupancy_on,
    place, renew,
};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use store::{
    Store, Who, Writer,
    receive::home::{FittingQuery, HomeFile, HomeFilter},
};
use test_support::{FamilyPlan, Municipality, SeededDice, TestDatabase, both_databases};

const FIRST: Date = date(2026, 3, 1);
const CANARY: &str = "Kanariegatan 17";

fn night(number: u64) -> Date {
    FIRST.saturating_add(i64::try_from(number).unwrap().days())
}

fn nights(from: u64, length: u64) -> Interval {
    Interval::between(night(from), night(from + length)).unwrap()
}

/// A home with rooms of so many beds.
fn home(dice: &SeededDice, owner: ActorId, name: &str, rooms: &[usize]) -> HomeFile {
    let room = |(number, beds): (usize, &usize)| Room {
        id: dice.id(),
        name: number.to_string(),
        beds: (1..=*beds).map(|bed| Bed { id: dice.id(), label: bed.to_string() }).collect(),
    };
    HomeFile {
        home: Home {
            id: dice.id(),
            name: name.to_owned(),
            kind: HomeKind::Collective,
            conditions: Conditions::from([Condition::StepFree, Condition::PetsAllowed]),
            rooms: rooms.iter().enumerate().map(room).collect(),
            interval: nights(0, 60),
            address: Some(StoredAddress::new(CANARY, Protection::None).unwrap()),
        },
        area: "Hamnen".to_owned(),
        owner,
        hosts: BTreeSet::new(),
        protection: Protection::None,
        version: 1,
    }
}

async fn add(db: &TestDatabase, who: &Who, file: &HomeFile) {
    let mut writer = db.write(who, db.now()).await.unwrap();
    writer.insert_home(file).await.unwrap();
    writer.commit().await.unwrap();
}

fn request(dice: &SeededDice, household: HouseholdId, beds: &[BedId], nights: Interval) -> PlaceRequest {
    PlaceRequest {
        stay: dice.id(),
        household,
        protection: Protection::None,
        beds: beds.iter().map(|bed| (*bed, None)).collect(),
        without_bed: BTreeSet::new(),
        nights,
    }
}

/// A placement as the use case makes it: lock, claim, ask the domain, write.
async fn place_in(writer: &mut Writer, home: HomeId, request: PlaceRequest) -> Result<Stay, PlaceError> {
    writer.lock_homes(&BTreeSet::from([home])).await.unwrap();
    let file = writer.home(home).await.unwrap();
    writer.claim_beds(&request.beds.iter().map(|(bed, _)| *bed).collect()).await.unwrap();
    let existing = writer.stays_meeting(home, None, request.nights).await.unwrap();
    let blocks = writer.blocks_of(home, request.nights.from()).await.unwrap();
    let stay = place(&Home { address: None, ..file.home }, &existing, &blocks, request)?;
    writer.insert_stay(&stay).await.unwrap();
    Ok(stay)
}

/// How many pairs of stays share a bed on a night.
async fn collisions(db: &TestDatabase) -> String {
    db.raw_value(
        "SELECT COUNT(*) FROM stay_bed a JOIN stay_bed b ON a.bed_id = b.bed_id AND a.stay_id < b.stay_id
         AND a.from_night < b.to_night AND b.from_night < a.to_night",
    )
    .await
}

async fn a_home_comes_back_as_it_was_and_its_address_is_sealed(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let mut file = home(&db.dice, north.housing.id, "The old school", &[2, 11]);
    file.hosts.insert(north.user.id);
    add(&db, &north.who(), &file).await;
    let stored = db.read(&north.who()).await.unwrap().home(file.home.id).await.unwrap();
    assert_eq!(stored, file);

    let sealed = match db.kind {
        test_support::Kind::Sqlite => "SELECT hex(address_sealed) FROM home",
        test_support::Kind::Postgres => "SELECT encode(address_sealed, 'hex') FROM home",
    };
    let hex = crate::hex(CANARY);
    assert!(!db.raw_value(sealed).await.to_lowercase().contains(&hex));

    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    let mut changed = stored.clone();
    changed.home.rooms.remove(0);
    changed.home.rooms[0].beds.pop();
    changed.home.name = String::from("The new school");
    writer.update_home(&changed, &stored.home.rooms).await.unwrap();
    let again = writer.update_home(&changed, &stored.home.rooms).await.unwrap_err();
    assert!(matches!(again, store::Error::Conflict { based_on: 1, now: 2 }), "{again}");
    drop(writer);
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    writer.update_home(&changed, &stored.home.rooms).await.unwrap();
    writer.commit().await.unwrap();
    let stored = db.read(&north.who()).await.unwrap().home(file.home.id).await.unwrap();
    assert_eq!(stored, HomeFile { version: 2, ..changed });
    assert_eq!(db.raw_value("SELECT beds FROM home").await, "10");
}

async fn of_two_hundred_who_want_one_bed_one_gets_it(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let file = home(&db.dice, north.housing.id, "The old school", &[1]);
    add(&db, &north.who(), &file).await;
    let family = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await;
    let (id, bed) = (file.home.id, file.home.beds().next().unwrap());
    let (store, who, now): (Store, Who, _) = (db.store().clone(), north.who(), db.now());
    let racers: Vec<_> = (0..200)
        .map(|_| {
            let (store, who) = (store.clone(), who.clone());
            let request = request(&db.dice, family.id, &[bed], nights(0, 7));
            tokio::spawn(async move {
                // The pool is smaller than the crowd; whoever finds no line in time stands in the queue again.
                let mut writer = loop {
                    if let Ok(writer) = store.write(&who, now).await {
                        break writer;
                    }
                };
                let placed = place_in(&mut writer, id, request).await;
                if placed.is_ok() {
                    writer.commit().await.unwrap();
                }
                placed
            })
        })
        .collect();
    let mut won = 0;
    for racer in racers {
        match racer.await.unwrap() {
            Ok(_) => won += 1,
            Err(refused) => assert_eq!(refused, PlaceError::Taken { bed, nights: nights(0, 7) }),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(db.raw_value("SELECT COUNT(*) FROM stay_bed").await, "1");
}

/// One random step in the life of some homes.
async fn step(db: &TestDatabase, north: &Municipality, homes: &[HomeFile], families: &[HouseholdId]) {
    let dice = &db.dice;
    let pick = |number: usize| usize::try_from(dice.below(number as u64)).unwrap();
    let file = &homes[pick(homes.len())];
    let (id, beds): (_, Vec<BedId>) = (file.home.id, file.home.beds().collect());
    let chosen: Vec<BedId> = beds.iter().copied().filter(|_| dice.below(2) == 0).collect();
    let when = nights(dice.below(40), 1 + dice.below(12));
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    let there = writer.stays_meeting(id, None, nights(0, 100)).await.unwrap();
    let some = if there.is_empty() { None } else { Some(there[pick(there.len())].clone()) };
    match (dice.below(8), some) {
        (0, _) if !chosen.is_empty() => {
            let block = Block {
                beds: chosen.into_iter().collect(),
                interval: when,
                reason: "painting".parse().unwrap(),
            };
            writer.block_beds(id, &block).await.unwrap();
        }
        (1, Some(stay)) => {
            let file = writer.stay(stay.id).await.unwrap();
            writer.cancel_stay(&file, FIRST).await.unwrap();
        }
        (2 | 3, Some(stay)) => {
            let blocks = writer.blocks_of(id, FIRST).await.unwrap();
            let home = writer.home(id).await.unwrap().home;
            let file = writer.stay(stay.id).await.unwrap();
            if let Ok(renewed) = renew(&home, &there, &blocks, stay, when) {
                writer.update_nights(&file, renewed.nights).await.unwrap();
            }
        }
        (4, _) => {
            // A home that closes earlier leaves some people stranded.
            let stored = writer.home(id).await.unwrap();
            let mut changed = stored.clone();
            changed.home.interval = nights(0, 20 + dice.below(40));
            writer.update_home(&changed, &stored.home.rooms).await.unwrap();
        }
        _ => {
            let family = families[pick(families.len())];
            let mut wanted = request(dice, family, &chosen, when);
            if dice.below(3) == 0 {
                wanted.without_bed.insert(writer.people_of(family).await.unwrap()[0].person.id);
            }
            let _ = place_in(&mut writer, id, wanted).await;
        }
    }
    writer.commit().await.unwrap();
}

/// In random histories no bed is promised twice, and the sums made by the database are those of the domain.
async fn figures_are_the_domains_over_random_histories(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let mut homes = Vec::new();
    for (number, rooms) in [&[2, 1][..], &[4], &[1]].into_iter().enumerate() {
        let mut file = home(&db.dice, north.housing.id, &format!("Home {number}"), rooms);
        file.area = String::from(["Hamnen", "Åsen"][number % 2]);
        add(&db, &north.who(), &file).await;
        homes.push(file);
    }
    let mut families = Vec::new();
    for _ in 0..4 {
        families.push(north.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await.id);
    }
    let scope = home_scope(&coordinator(&north, true));
    let filter = HomeFilter { limit: 100, ..HomeFilter::default() };
    for round in 0..12 {
        for _ in 0..8 {
            step(&db, &north, &homes, &families).await;
        }
        assert_eq!(collisions(&db).await, "0", "round {round}");
        let mut reader = db.read(&north.who()).await.unwrap();
        for number in [0, 5, 13, 21, 34, 50] {
            let (tonight, later) = (night(number), night(number + 28));
            let lines = reader.homes(&scope, &filter, tonight, later).await.unwrap();
            assert_eq!(lines.len(), homes.len());
            let mut all = Occupancy::default();
            for line in &lines {
                let file = reader.home(line.id).await.unwrap();
                let stays = reader.stays_meeting(line.id, None, nights(0, 100)).await.unwrap();
                let blocks = reader.blocks_of(line.id, FIRST).await.unwrap();
                assert_eq!(line.night, occupancy_on(&file.home, &stays, &blocks, tonight), "round {round}");
                assert_eq!(line.later, occupancy_on(&file.home, &stays, &blocks, later), "round {round}");
                let sum = line.night.occupied + line.night.blocked + line.night.allocable;
                assert_eq!(line.night.total, sum, "the beds add up");
                all = [all, line.night].into_iter().sum();
            }
            let areas = reader.area_occupancy(&scope, &filter, tonight).await.unwrap();
            assert_eq!(
                areas.iter().map(|area| area.night).sum::<Occupancy>(),
                all,
                "areas add up to the homes"
            );
            for free in 1..4 {
                let filter = HomeFilter { free, ..filter.clone() };
                let found: Vec<HomeId> = reader
                    .homes(&scope, &filter, tonight, later)
                    .await
                    .unwrap()
                    .iter()
                    .map(|line| line.id)
                    .collect();
                let expected: Vec<HomeId> = lines
                    .iter()
                    .filter(|line| i64::from(line.night.allocable) >= free)
                    .map(|line| line.id)
                    .collect();
                assert_eq!(found, expected, "with {free} free beds");
            }
        }
    }
    let count = |table: &'static str| format!("SELECT COUNT(*) FROM {table}");
    for table in ["stay_bed", "bed_block", "stay_without_bed"] {
        assert_ne!(db.raw_value(&count(table)).await, "0", "the histories had a {table}");
    }
}

/// What is free for all of some nights, as the search for homes counts it, is what the domain would give.
async fn homes_that_fit_have_the_beds(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let file = home(&db.dice, north.housing.id, "The old school", &[4]);
    add(&db, &north.who(), &file).await;
    let [here, other] = [
        north.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await.id,
        north.receive(&db, &FamilyPlan::new("Iryna", "Bondar")).await.id,
    ];
    let beds: Vec<BedId> = file.home.beds().collect();
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    let taken = place_in(&mut writer, file.home.id, request(&db.dice, other, &beds[..1], nights(5, 5)))
        .await
        .unwrap();
    let block = Block {
        beds: BTreeSet::from([beds[0], beds[1]]),
        interval: nights(8, 4),
        reason: "painting".parse().unwrap(),
    };
    writer.block_beds(file.home.id, &block).await.unwrap();
    writer.commit().await.unwrap();
    let scope = home_scope(&coordinator(&north, true));
    let query = |nights, moving| FittingQuery {
        household: here,
        moving,
        nights,
        beds: 4,
        near: "Hamnen".to_owned(),
        name: "OLD".to_owned(),
        no_hosts: false,
        no_address: false,
        protected_first: false,
        limit: 10,
    };
    let mut reader = db.read(&north.who()).await.unwrap();
    for (when, moving, free, others) in [
        (nights(0, 5), None, 4, false),
        (nights(0, 6), None, 3, true),
        (nights(0, 6), Some(taken.id), 4, true),
        (nights(9, 1), None, 2, true),
        (nights(10, 1), None, 2, false),
        (nights(12, 3), None, 4, false),
    ] {
        let found = reader.fitting_homes(&scope, &query(when, moving)).await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].free, found[0].others, found[0].has_address), (free, others, true), "{when:?}");
    }
    let elsewhere = FittingQuery { name: "new".to_owned(), ..query(nights(0, 1), None) };
    assert_eq!(reader.fitting_homes(&scope, &elsewhere).await.unwrap(), []);
}

fn coordinator(north: &Municipality, cleared: bool) -> Principal {
    Principal {
        user: north.user.id,
        tenant: north.tenant,
        actor: north.social.id,
        role: Role::Coordinator,
        cleared,
        of_authority: true,
        confirmed: true,
        purpose: Purpose::Placement,
    }
}

/// The condition in SQL and the rule in `access` are one, for every kind of principal.
async fn a_list_of_homes_holds_what_its_scope_says(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let actors = [north.social.id, north.housing.id, north.association.id];
    let mut files = Vec::new();
    for number in 0..24_usize {
        let mut file = home(&db.dice, actors[number % 3], &format!("Home {number}"), &[1]);
        if number % 2 == 0 {
            file.hosts.insert(north.user.id);
        }
        if number % 4 < 2 {
            file.home.kind = HomeKind::ProtectedHousing;
        }
        if number % 8 < 3 {
            file.protection = Protection::Confidential;
        }
        add(&db, &north.who(), &file).await;
        files.push(file);
    }
    let mut reader = db.read(&north.who()).await.unwrap();
    let filter = HomeFilter { limit: 100, ..HomeFilter::default() };
    let mut seen = BTreeSet::new();
    for role in Role::ALL {
        for actor in actors {
            for purpose in [Purpose::Placement, Purpose::OwnRecord, Purpose::FollowUp] {
                for cleared in [false, true] {
                    let principal =
                        Principal { role, actor, purpose, cleared, ..coordinator(&north, cleared) };
                    let scope = home_scope(&principal);
                    let expected: BTreeSet<HomeId> = files
                        .iter()
                        .filter(|file| scope.contains(&file.facts(north.tenant)))
                        .map(|file| file.home.id)
                        .collect();
                    let lines = reader.homes(&scope, &filter, FIRST, FIRST).await.unwrap();
                    let found: BTreeSet<HomeId> = lines.iter().map(|line| line.id).collect();
                    assert_eq!(found, expected, "{principal:?}");
                    let areas = reader.area_occupancy(&scope, &filter, FIRST).await.unwrap();
                    let counted: i64 = areas.iter().map(|area| area.homes).sum();
                    assert_eq!(counted, i64::try_from(expected.len()).unwrap(), "{principal:?}");
                    assert_eq!(reader.home_areas(&scope).await.unwrap().is_empty(), expected.is_empty());
                    seen.insert(expected.len());
                }
            }
        }
    }
    assert!(seen.len() > 4, "the scopes differ: {seen:?}");
}

/// Protection reaches the home and leaves it again; an address that must not be kept is destroyed.
async fn protection_reaches_the_home_and_leaves_with_the_household(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let file = home(&db.dice, north.housing.id, "The old school", &[2]);
    add(&db, &north.who(), &file).await;
    let (id, bed) = (file.home.id, file.home.beds().next().unwrap());
    let family = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar").protected()).await;
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    let stay = place_in(&mut writer, id, request(&db.dice, family.id, &[bed], nights(0, 7))).await.unwrap();
    writer.refresh_household(family.id, 0, FIRST).await.unwrap();
    writer.commit().await.unwrap();
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    let protected = writer.home(id).await.unwrap();
    assert_eq!(protected.protection, Protection::Confidential);
    assert!(protected.facts(north.tenant).protected);
    assert!(protected.home.address.is_some(), "a confidential address may be kept");
    assert_eq!(writer.raised_homes().await.unwrap(), [id]);

    // The stay ends by itself: a week later nobody protected lives here.
    writer.refresh_home_protection(id, night(7)).await.unwrap();
    assert_eq!(writer.home(id).await.unwrap().protection, Protection::None);
    assert_eq!(writer.moved_out(night(6)).await.unwrap(), []);
    assert_eq!(writer.moved_out(night(7)).await.unwrap(), [family.id]);

    // A member's protection becomes stronger while they live here.
    let mut file = writer.household(family.id).await.unwrap();
    file.protection = Protection::ProtectedRegistration;
    writer.update_file(&file).await.unwrap();
    writer.refresh_household(family.id, 0, FIRST).await.unwrap();
    let stored = writer.home(id).await.unwrap();
    assert_eq!((stored.protection, stored.home.address), (Protection::ProtectedRegistration, None));

    let file = writer.stay(stay.id).await.unwrap();
    writer.cancel_stay(&file, FIRST).await.unwrap();
    writer.refresh_household(family.id, 0, FIRST).await.unwrap();
    writer.refresh_home_protection(id, FIRST).await.unwrap();
    let stored = writer.home(id).await.unwrap();
    assert_eq!(
        (stored.protection, stored.home.address),
        (Protection::None, None),
        "what is destroyed stays so"
    );
    assert_eq!(writer.household_facts(family.id).await.unwrap().placed_with, BTreeSet::new());
    assert!(writer.stay(stay.id).await.unwrap().cancelled_on.is_some());
}

async fn a_stay_changes_only_from_the_version_it_was_read_at(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let file = home(&db.dice, north.housing.id, "The old school", &[1]);
    add(&db, &north.who(), &file).await;
    let family = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await;
    let bed = file.home.beds().next().unwrap();
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    let stay = place_in(&mut writer, file.home.id, request(&db.dice, family.id, &[bed], nights(0, 7)))
        .await
        .unwrap();
    let read = writer.stay(stay.id).await.unwrap();
    writer.update_nights(&read, nights(0, 3)).await.unwrap();
    let late = writer.update_nights(&read, nights(0, 9)).await.unwrap_err();
    assert!(matches!(late, store::Error::Conflict { based_on: 1, now: 2 }), "{late}");
    let stays = writer.stays_of_household(family.id).await.unwrap();
    assert_eq!(
        stays.iter().map(|stay| (stay.stay.nights, stay.version)).collect::<Vec<_>>(),
        [(nights(0, 3), 2)]
    );
    let free = place_in(&mut writer, file.home.id, request(&db.dice, family.id, &[bed], nights(3, 2))).await;
    assert!(free.is_ok(), "the beds of the nights that went are free");
    let unknown: StayId = db.dice.id();
    assert!(matches!(writer.stay(unknown).await, Err(store::Error::NotFound)));
}

both_databases!(
    a_home_comes_back_as_it_was_and_its_address_is_sealed,
    of_two_hundred_who_want_one_bed_one_gets_it,
    figures_are_the_domains_over_random_histories,
    homes_that_fit_have_the_beds,
    a_list_of_homes_holds_what_its_scope_says,
    protection_reaches_the_home_and_leaves_with_the_household,
    a_stay_changes_only_from_the_version_it_was_read_at,
);
