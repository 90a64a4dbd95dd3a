//! All or nothing, one's own writes at once, and others' only when they are done.

use std::sync::Arc;

use domain::{Interval, Link, Reason};
use jiff::{ToSpan as _, civil::date};
use store::{Error, Verdict, Who};
use test_support::{FamilyPlan, Kind, Municipality, SeededDice, TestDatabase, both_databases};

use crate::literal;

/// How many rows each table of a household has.
async fn counts(db: &TestDatabase) -> Vec<String> {
    let mut counts = Vec::new();
    for table in store::retention::TABLES {
        counts.push(format!(
            "{} {}",
            table.name,
            db.raw_value(&format!("SELECT COUNT(*) FROM {}", table.name)).await
        ));
    }
    counts
}

async fn a_write_reads_what_it_wrote_and_others_do_not(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    let family = north.receive_in(&mut writer, &db.dice, &FamilyPlan::new("Oksana", "Bondar")).await.unwrap();
    assert_eq!(writer.household(family.id).await.unwrap().reference, family.reference);
    let mut other = db.read(&north.who()).await.unwrap();
    assert!(matches!(other.household(family.id).await, Err(Error::NotFound)), "not committed yet");
    writer.commit().await.unwrap();
    assert!(
        matches!(other.household(family.id).await, Err(Error::NotFound)),
        "a reader sees one state all along"
    );
    drop(other);
    assert!(db.read(&north.who()).await.unwrap().household(family.id).await.is_ok());
}

async fn a_dropped_write_leaves_nothing(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let before = counts(&db).await;
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    north.receive_in(&mut writer, &db.dice, &FamilyPlan::new("Oksana", "Bondar")).await.unwrap();
    drop(writer);
    assert_eq!(counts(&db).await, before);
    // The connection that was dropped in the middle serves the next write.
    north.receive(&db, &FamilyPlan::new("Iryna", "Koval")).await;
    assert!(counts(&db).await.contains(&"household 1".to_owned()));
}

/// The future of a request is dropped wherever it happens to wait when the browser goes away.
async fn a_write_dropped_at_any_point_leaves_nothing(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let before = counts(&db).await;
    let mut done = 0;
    for polls in (0..60).chain((60..400).step_by(20)) {
        let registration = async {
            let mut writer = db.write(&north.who(), db.now()).await.unwrap();
            north.receive_in(&mut writer, &db.dice, &FamilyPlan::new("Oksana", "Bondar")).await.unwrap();
            drop(writer);
            done += 1;
        };
        let mut registration = std::pin::pin!(registration);
        for _ in 0..polls {
            let polled =
                std::future::poll_fn(|context| std::task::Poll::Ready(registration.as_mut().poll(context)))
                    .await;
            if polled.is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
    }
    assert!(done < 77, "some were dropped on the way");
    assert_eq!(counts(&db).await, before);
    let family = north.receive(&db, &FamilyPlan::new("Iryna", "Koval")).await;
    let mut reader = db.read(&north.who()).await.unwrap();
    assert_eq!(reader.links_of(family.id).await.unwrap().len(), 2);
    assert!(matches!(reader.verify_changes().await.unwrap(), store::Verdict::Whole { seq: 2, .. }));
}

async fn a_write_that_fails_in_the_middle_leaves_nothing(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let before = counts(&db).await;
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    let family = north.receive_in(&mut writer, &db.dice, &FamilyPlan::new("Oksana", "Bondar")).await.unwrap();
    let twice = writer.links_of(family.id).await.unwrap().remove(0);
    let refused = writer.insert_links(&[twice]).await;
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    drop(writer);
    assert_eq!(counts(&db).await, before);
}

async fn what_belongs_to_nobody_is_refused(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    let mut stranger = north.membership.clone();
    stranger.id = db.dice.id();
    stranger.user = db.dice.id();
    assert!(matches!(writer.insert_membership(&stranger).await, Err(Error::Refused(_))));
    drop(writer);

    let nowhere = Who::program(db.dice.id());
    let mut writer = db.write(&nowhere, db.now()).await.unwrap();
    assert!(matches!(writer.set_setting("name", "value").await, Err(Error::Refused(_))));
}

async fn what_is_derived_equals_a_recount(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let plan = FamilyPlan {
        links: vec!["housing", "health_check", "school", "work", "language"],
        ..FamilyPlan::new("Oksana", "Bondar")
    };
    let family = north.receive(&db, &plan).await;
    north.receive(&db, &FamilyPlan::new("Iryna", "Koval")).await;
    let referral = |link: domain::LinkId, to: domain::ActorId, state: &str| {
        let (tenant, id, household) =
            (literal(&db, north.tenant.uuid()), literal(&db, db.dice.id()), literal(&db, family.id.uuid()));
        let (link, from, to) =
            (literal(&db, link.uuid()), literal(&db, north.social.id.uuid()), literal(&db, to.uuid()));
        format!(
            "INSERT INTO referral (tenant_id, id, link_id, household_id, from_actor, to_actor, gdpr_basis, osl_ground,
             fields, state, detail, sent_on, answer_by, changed_at, version) VALUES ({tenant}, {id}, {link}, {household},
             {from}, {to}, '', '', '[]', '{state}', '{{}}', '2026-01-02', '2026-01-09', '2026-01-02T00:00:00.000000Z', 1)"
        )
    };
    for (link, to, state) in [
        (0, north.housing.id, "sent"),
        (1, north.association.id, "declined"),
        (1, north.social.id, "withdrawn"),
        (2, north.housing.id, "accepted"),
    ] {
        db.raw(&referral(family.links[link], to, state)).await.unwrap();
    }
    let (tenant, home) = (literal(&db, north.tenant.uuid()), literal(&db, db.dice.id()));
    db.raw(&format!(
        "INSERT INTO home (tenant_id, id, name, kind, area, owner_actor, conditions, from_day, protection, beds, version)
         VALUES ({tenant}, {home}, 'Home', 'flat', 'Hamnen', {}, '[]', '2026-01-01', 'none', 4, 1)",
        literal(&db, north.association.id.uuid())
    ))
    .await
    .unwrap();
    db.raw(&format!(
        "INSERT INTO stay (tenant_id, id, household_id, home_id, from_night, to_night, extra_people, version)
         VALUES ({tenant}, {}, {}, {home}, '2026-01-01', '2026-03-01', 0, 1)",
        literal(&db, db.dice.id()),
        literal(&db, family.id.uuid())
    ))
    .await
    .unwrap();

    let who = north.who();
    let mut writer = db.write(&who, db.now()).await.unwrap();
    let links = writer.links_of(family.id).await.unwrap();
    let by_kind = |kind: &str| links.iter().find(|link| link.kind.as_str() == kind).cloned().unwrap();
    let because: Reason = "the family says so".parse().unwrap();
    // One done, one paused, one of another actor, one referred, one as planned.
    writer
        .update_link(
            &by_kind("health_check").start().unwrap().complete(date(2026, 2, 1), north.user.id).unwrap(),
        )
        .await
        .unwrap();
    writer.update_link(&by_kind("housing").pause(because, None).unwrap()).await.unwrap();
    writer.update_link(&by_kind("work").reassign(&north.housing, date(2026, 2, 1)).unwrap()).await.unwrap();
    let mut referred = by_kind("school").into_record();
    referred.state = domain::LinkState::Referred { referral: db.dice.id() };
    writer.update_link(&Link::restore(referred).unwrap()).await.unwrap();
    writer.refresh_household(family.id, 2, date(2026, 2, 28)).await.unwrap();
    writer.commit().await.unwrap();

    let mut reader = db.read(&who).await.unwrap();
    let chain = reader.household(family.id).await.unwrap().chain;
    let links = reader.links_of(family.id).await.unwrap();
    let open: Vec<&Link> = links.iter().filter(|link| link.is_open()).collect();
    assert_eq!(chain.open, i64::try_from(open.len()).unwrap());
    assert_eq!((chain.open, chain.waiting, chain.gaps), (4, 1, 2));
    assert_eq!(chain.next_deadline, open.iter().filter_map(|link| link.due()).min());
    // A pause without a day to look again keeps its deadline.
    assert_eq!(chain.next_deadline, Some(Municipality::FIRST_DAY + 7.days()));

    let facts = reader.household_facts(family.id).await.unwrap();
    assert_eq!(facts.accountable, open.iter().map(|link| link.accountable).collect());
    assert_eq!(facts.accountable, [north.social.id, north.housing.id].into());
    assert_eq!(facts.referred, [north.housing.id].into(), "declined and withdrawn count no longer");
    assert_eq!(facts.placed_with, [north.association.id].into(), "until the last night");
    assert_eq!(facts.registered_by, north.social.id);
    drop(reader);

    let mut writer = db.write(&who, db.now()).await.unwrap();
    writer.refresh_household(family.id, 0, date(2026, 3, 1)).await.unwrap();
    let facts = writer.household_facts(family.id).await.unwrap();
    assert!(facts.placed_with.is_empty(), "the stay is over on the morning after the last night");
}

/// A new household is written with what is derived; a recount finds nothing to change.
async fn a_new_household_equals_its_recount(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let relations = "SELECT household_id, actor_id, relation FROM household_actor ORDER BY 1, 2, 3";
    let plan = || FamilyPlan::new("Oksana", "Bondar");
    for plan in [
        plan(),
        FamilyPlan { links: vec![], ..plan() },
        FamilyPlan { registered_by: Some(north.association.id), ..plan() },
        FamilyPlan { accountable: Some(north.housing.id), ..plan() },
    ] {
        let family = north.receive(&db, &plan).await;
        let before = db.read(&north.who()).await.unwrap().household(family.id).await.unwrap();
        let related = db.raw(relations).await.unwrap();
        let mut writer = db.write(&north.who(), db.now()).await.unwrap();
        writer.refresh_household(family.id, 0, Municipality::FIRST_DAY).await.unwrap();
        writer.commit().await.unwrap();
        assert_eq!(db.read(&north.who()).await.unwrap().household(family.id).await.unwrap(), before);
        assert_eq!(db.raw(relations).await.unwrap(), related);
        assert_eq!(before.chain.open, i64::try_from(plan.links.len()).unwrap());
    }
}

/// Which day counts is the interval's business everywhere, also in the database.
async fn an_ended_membership_ends_on_its_day(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let family = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar").with("Danylo", "Bondar")).await;
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    let file = writer.household(family.id).await.unwrap();
    let left = file.household.leave(family.people[1], date(2026, 2, 1)).unwrap();
    writer.update_members(&left, file.protection).await.unwrap();
    writer.commit().await.unwrap();
    let mut reader = db.read(&north.who()).await.unwrap();
    let child = family.people[1];
    assert_eq!(reader.household_of(child, date(2025, 12, 31)).await.unwrap(), None);
    assert_eq!(reader.household_of(child, date(2026, 1, 1)).await.unwrap(), Some(family.id));
    assert_eq!(reader.household_of(child, date(2026, 1, 31)).await.unwrap(), Some(family.id));
    assert_eq!(reader.household_of(child, date(2026, 2, 1)).await.unwrap(), None);
    let file = reader.household(family.id).await.unwrap();
    let membership = file.household.members.iter().find(|member| member.person == child).unwrap();
    assert_eq!(membership.interval, Interval::between(date(2026, 1, 1), date(2026, 2, 1)).unwrap());
}

/// The time a write waits for its turn is bounded, but a slow one before it is no failure.
async fn writes_wait_for_their_turn(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let mut first = db.write(&north.who(), db.now()).await.unwrap();
    first.set_setting("name", "first").await.unwrap();
    let (store, who, now) = (db.reopen().await, north.who(), db.now());
    let second = tokio::spawn(async move {
        let mut second = store.write(&who, now).await.unwrap();
        second.set_setting("name", "second").await.unwrap();
        second.commit().await.unwrap();
    });
    tokio::task::yield_now().await;
    assert_eq!(first.setting("name").await.unwrap().as_deref(), Some("first"));
    first.commit().await.unwrap();
    second.await.unwrap();
    let stored = db.read(&north.who()).await.unwrap().setting("name").await.unwrap();
    // PostgreSQL gives no order to two writes that begin at once; either way both succeed.
    assert!(db.kind == Kind::Postgres || stored.as_deref() == Some("second"), "{stored:?}");
}

/// A crowd writes at once, sharing commits where the database lets them; every third gives up in the middle.
async fn of_a_crowd_those_who_finish_are_kept(db: TestDatabase) {
    let north = Arc::new(Municipality::found(&db, "Norrhamn").await);
    let crowd: Vec<_> = (0..30)
        .map(|number| {
            let (store, north, dice, now) =
                (db.store().clone(), Arc::clone(&north), SeededDice::new(100 + number), db.now());
            tokio::spawn(async move {
                let mut writer = store.write_in_group(&north.who(), now).await.unwrap();
                let plan = FamilyPlan::new("Oksana", "Bondar");
                let family = north.receive_in(&mut writer, &dice, &plan).await.unwrap();
                if number % 3 == 0 {
                    return None;
                }
                writer.commit().await.unwrap();
                let stored = store.read(&north.who()).await.unwrap().household(family.id).await;
                Some(stored.unwrap().reference)
            })
        })
        .collect();
    let mut kept = 0;
    for one in crowd {
        kept += usize::from(one.await.unwrap().is_some());
    }
    assert_eq!(kept, 20);
    assert!(counts(&db).await.contains(&"household 20".to_owned()));
    let verdict = db.read(&north.who()).await.unwrap().verify_changes().await.unwrap();
    assert!(matches!(verdict, Verdict::Whole { .. }), "{verdict:?}");
}

/// The responsibility map is kept in memory: a change that is not committed is seen by its own write only, and one that was
/// is seen by everybody.
async fn the_map_in_memory_is_the_one_that_is_stored(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let law = async || {
        let map = db.read(&north.who()).await.unwrap().responsibility_map().await.unwrap();
        map.duties[0].law.clone()
    };
    let change = async |law: &str| {
        let mut writer = db.write(&north.who(), db.now()).await.unwrap();
        let mut duty = writer.duty(north.duty.id).await.unwrap();
        duty.law = law.to_owned();
        let version = writer.duty_version(duty.id).await.unwrap();
        writer.update_duty(&duty, version).await.unwrap();
        assert_eq!(writer.responsibility_map().await.unwrap().duties[0].law, law);
        writer
    };
    let before = law().await;
    assert_eq!(law().await, before);
    drop(change("a law that was never passed").await);
    assert_eq!(law().await, before);
    // As old as the one that was dropped, and another.
    change("a new law").await.commit().await.unwrap();
    assert_eq!(law().await, "a new law");
    assert_eq!(db.read(&north.who()).await.unwrap().responsibility_map().await.unwrap().actors.len(), 3);
}

/// Whoever folds the write-ahead log learns whether anybody writes.
async fn folding_says_whether_somebody_has_written(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let held = db.store().fold().await.unwrap();
    assert_eq!(db.store().fold().await.unwrap(), held);
    north.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await;
    assert_eq!(db.store().fold().await.unwrap() != held, db.kind == Kind::Sqlite);
    let file = db.read(&north.who()).await.unwrap().last_change().await.unwrap();
    assert!(file > 0, "what was folded is there");
}

both_databases!(
    folding_says_whether_somebody_has_written,
    of_a_crowd_those_who_finish_are_kept,
    the_map_in_memory_is_the_one_that_is_stored,
    a_write_reads_what_it_wrote_and_others_do_not,
    a_dropped_write_leaves_nothing,
    a_write_dropped_at_any_point_leaves_nothing,
    a_write_that_fails_in_the_middle_leaves_nothing,
    what_belongs_to_nobody_is_refused,
    what_is_derived_equals_a_recount,
    a_new_household_equals_its_recount,
    an_ended_membership_ends_on_its_day,
    writes_wait_for_their_turn,
);
