//! The change log: one gapless sequence, in which nothing can be altered unseen.

use std::time::Duration;

use store::{Change, Entry, Verdict};
use test_support::{FamilyPlan, Kind, Municipality, TestDatabase, both_databases};

use crate::literal;

async fn verdict(db: &TestDatabase, municipality: &Municipality) -> Verdict {
    db.read(&municipality.who()).await.unwrap().verify_changes().await.unwrap()
}

async fn with_five_changes(db: &TestDatabase) -> Municipality {
    let north = Municipality::found(db, "Norrhamn").await;
    for name in ["Oksana", "Iryna", "Olena", "Halyna"] {
        north.receive(db, &FamilyPlan::new(name, "Bondar")).await;
    }
    // A copy to put back after each deed.
    db.raw("CREATE TABLE kept AS SELECT * FROM change_log").await.unwrap();
    north
}

async fn put_back(db: &TestDatabase) {
    db.raw("DELETE FROM change_log").await.unwrap();
    db.raw("INSERT INTO change_log SELECT * FROM kept").await.unwrap();
}

async fn a_log_that_nobody_touched_is_whole(db: TestDatabase) {
    let north = with_five_changes(&db).await;
    let Verdict::Whole { seq, head } = verdict(&db, &north).await else { panic!("the log is broken") };
    let hash = if db.kind == Kind::Sqlite { "lower(hex(hash))" } else { "encode(hash, 'hex')" };
    assert_eq!((seq, head), (5, db.raw_value(&format!("SELECT {hash} FROM change_head")).await));

    let mut reader = db.read(&north.who()).await.unwrap();
    let entries = reader.changes_after(0, 100).await.unwrap();
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!(entries[0].action, "tenant.created");
    let Entry { at, user, actor, action, detail, .. } = &entries[4];
    assert_eq!((at, user, actor), (&db.now(), &Some(north.user.id), &Some(north.social.id)));
    assert_eq!((action.as_str(), detail.as_str()), ("household.registered", "members links"));
    assert_eq!(reader.last_change().await.unwrap(), 5);
    assert!(reader.key_fits().await.unwrap());
}

async fn a_change_of_any_column_shows(db: TestDatabase) {
    let north = with_five_changes(&db).await;
    let other = literal(&db, db.dice.id());
    let bytes = if db.kind == Kind::Sqlite { "x'00'" } else { "'\\x00'::bytea" };
    let deeds = [
        ("at", "'2026-03-02T08:00:00.000001Z'"),
        ("user_id", &other),
        ("user_id", "NULL"),
        ("actor_id", &other),
        ("actor_id", "NULL"),
        ("household_id", &other),
        ("household_id", "NULL"),
        ("action", "'household.read'"),
        ("object_kind", "'link'"),
        ("object_id", &other),
        ("detail", "'members'"),
        ("previous_hash", bytes),
        ("hash", bytes),
        ("seq", "33"),
    ];
    let columns = "SELECT name FROM pragma_table_info('change_log')";
    let columns = if db.kind == Kind::Sqlite {
        columns
    } else {
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'change_log'"
    };
    for column in db.raw(columns).await.unwrap().into_iter().flatten().flatten() {
        assert!(
            column == "tenant_id" || deeds.iter().any(|(tried, _)| *tried == column),
            "{column} is not tried"
        );
    }
    for (column, value) in deeds {
        db.raw(&format!("UPDATE change_log SET {column} = {value} WHERE seq = 3")).await.unwrap();
        let Verdict::Broken { seq, .. } = verdict(&db, &north).await else {
            panic!("{column} was changed unseen")
        };
        assert_eq!(seq, 3, "{column}");
        put_back(&db).await;
    }
    assert!(matches!(verdict(&db, &north).await, Verdict::Whole { seq: 5, .. }));
}

async fn what_is_deleted_cut_swapped_or_put_in_again_shows(db: TestDatabase) {
    let north = with_five_changes(&db).await;
    let tenant = literal(&db, north.tenant.uuid());
    let deeds = [
        ("the first is deleted", vec!["DELETE FROM change_log WHERE seq = 1".to_owned()], 1),
        ("one is deleted", vec!["DELETE FROM change_log WHERE seq = 3".to_owned()], 3),
        (
            "one is deleted and the rest moves up",
            vec![
                "DELETE FROM change_log WHERE seq = 3".to_owned(),
                "UPDATE change_log SET seq = 3 WHERE seq = 4".to_owned(),
                "UPDATE change_log SET seq = 4 WHERE seq = 5".to_owned(),
                "UPDATE change_head SET seq = 4".to_owned(),
            ],
            3,
        ),
        ("the end is cut off", vec!["DELETE FROM change_log WHERE seq > 3".to_owned()], 4),
        ("all is deleted", vec!["DELETE FROM change_log".to_owned()], 1),
        (
            "two are swapped",
            vec![
                "UPDATE change_log SET seq = 99 WHERE seq = 2".to_owned(),
                "UPDATE change_log SET seq = 2 WHERE seq = 3".to_owned(),
                "UPDATE change_log SET seq = 3 WHERE seq = 99".to_owned(),
            ],
            2,
        ),
        (
            "one is put in once more at the end",
            vec![
                format!(
                    "INSERT INTO change_log SELECT {tenant}, 6, at, user_id, actor_id, household_id, action, object_kind,
                     object_id, detail, previous_hash, hash FROM kept WHERE seq = 5"
                ),
                "UPDATE change_head SET seq = 6".to_owned(),
            ],
            6,
        ),
        ("the head says less", vec!["UPDATE change_head SET seq = 4".to_owned()], 6),
        ("the head is gone", vec!["DELETE FROM change_head".to_owned()], 6),
    ];
    db.raw("CREATE TABLE kept_head AS SELECT * FROM change_head").await.unwrap();
    for (deed, statements, first) in deeds {
        for statement in statements {
            db.raw(&statement).await.unwrap();
        }
        let Verdict::Broken { seq, .. } = verdict(&db, &north).await else { panic!("{deed}, unseen") };
        assert_eq!(seq, first, "{deed}");
        put_back(&db).await;
        db.raw("DELETE FROM change_head").await.unwrap();
        db.raw("INSERT INTO change_head SELECT * FROM kept_head").await.unwrap();
    }
}

async fn a_log_does_not_pass_for_another_tenants(db: TestDatabase) {
    let north = with_five_changes(&db).await;
    let south = Municipality::found(&db, "Söderhamn").await;
    let (from, to) = (literal(&db, north.tenant.uuid()), literal(&db, south.tenant.uuid()));
    for table in ["change_log", "change_head"] {
        db.raw(&format!("DELETE FROM {table} WHERE tenant_id = {to}")).await.unwrap();
        db.raw(&format!("UPDATE {table} SET tenant_id = {to} WHERE tenant_id = {from}")).await.unwrap();
    }
    assert!(matches!(verdict(&db, &south).await, Verdict::Broken { seq: 1, .. }));
}

async fn writers_at_once_leave_no_gap(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let (store, who, now) = (db.store().clone(), north.who(), db.now());
    let writes: Vec<_> = (0..20_u8)
        .map(|number| {
            let (store, who) = (store.clone(), who.clone());
            tokio::spawn(async move {
                let mut writer = store.write(&who, now).await.unwrap();
                for part in ["a", "b"] {
                    writer.note(Change {
                        action: "setting.set",
                        object: uuid::Uuid::from_bytes([number; 16]),
                        household: None,
                        detail: part.to_owned(),
                    });
                }
                writer.set_setting(&format!("number {number}"), "set").await.unwrap();
                writer.commit().await.unwrap().unwrap().seq
            })
        })
        .collect();
    let mut ends = Vec::new();
    for write in writes {
        ends.push(write.await.unwrap());
    }
    ends.sort_unstable();
    assert_eq!(
        ends,
        (1..=20).map(|number| 1 + 2 * number).collect::<Vec<_>>(),
        "each write has two numbers of its own"
    );
    assert!(matches!(verdict(&db, &north).await, Verdict::Whole { seq: 41, .. }));
    let entries = db.read(&who).await.unwrap().changes_after(1, 100).await.unwrap();
    assert!(
        entries.chunks(2).all(|pair| pair[0].object == pair[1].object),
        "changes of one write stand together"
    );
}

async fn the_news_come_after_the_commit(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let mut news = db.news();
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    north.receive_in(&mut writer, &db.dice, &FamilyPlan::new("Oksana", "Bondar")).await.unwrap();
    assert!(news.try_recv().is_err(), "nothing has happened yet");
    let changed = writer.commit().await.unwrap().unwrap();
    assert_eq!(news.try_recv().unwrap(), changed);
    assert_eq!((changed.tenant, changed.seq), (north.tenant, 2));

    let mut silent = db.write(&north.who(), db.now()).await.unwrap();
    silent.set_setting("name", "value").await.unwrap();
    assert_eq!(silent.commit().await.unwrap(), None, "a write that notes no change makes no news");
}

async fn the_news_come_from_other_processes_too(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let other = db.reopen().await;
    let mut news = other.news();
    let Some(listening) = other.listen() else {
        assert_eq!(db.kind, Kind::Sqlite, "one process is all there is on SQLite");
        return;
    };
    // Nobody says when the line is open, so changes are made until one is heard.
    let heard = loop {
        let plan = FamilyPlan::new("Oksana", "Bondar");
        north.receive(&db, &plan).await;
        if let Ok(heard) = tokio::time::timeout(Duration::from_millis(100), news.recv()).await {
            break heard.unwrap();
        }
    };
    listening.abort();
    assert_eq!(heard.tenant, north.tenant);
    assert!(heard.seq > 1);
}

both_databases!(
    a_log_that_nobody_touched_is_whole,
    a_change_of_any_column_shows,
    what_is_deleted_cut_swapped_or_put_in_again_shows,
    a_log_does_not_pass_for_another_tenants,
    writers_at_once_leave_no_gap,
    the_news_come_after_the_commit,
    the_news_come_from_other_processes_too,
);
