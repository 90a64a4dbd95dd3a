//! The same submit sent again has one effect and one answer.

use store::{Attempt, Error, Store, Who};
use test_support::{Municipality, TestDatabase, both_databases};
use uuid::Uuid;

const KEY: Uuid = Uuid::from_bytes([4; 16]);

/// A handler as they all are: claim, act, answer, commit.
async fn submit(store: &Store, who: &Who, attempt: &Attempt, name: &str) -> Result<String, Error> {
    let mut writer = store.write(who, "2026-03-02T08:00:00Z".parse().unwrap()).await?;
    if let Some(answer) = writer.claim(attempt).await? {
        return Ok(answer);
    }
    let count = writer.count_attempt("effects", "2026-01-01T00:00:00Z".parse().unwrap()).await?;
    writer.set_setting(name, "set").await?;
    let answer = format!("/done/{count}");
    writer.answer(attempt, &answer).await?;
    writer.commit().await?;
    Ok(answer)
}

async fn effects(db: &TestDatabase) -> String {
    db.raw_value("SELECT COALESCE(SUM(count), 0) FROM attempt").await
}

async fn a_repeat_gets_the_first_answer(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let attempt = Attempt::new(KEY, "POST /households", b"given=Oksana");
    for _ in 0..3 {
        assert_eq!(submit(&db, &north.who(), &attempt, "a").await.unwrap(), "/done/1");
    }
    let after_a_crash = db.reopen().await;
    assert_eq!(submit(&after_a_crash, &north.who(), &attempt, "a").await.unwrap(), "/done/1");
    assert_eq!(effects(&db).await, "1");
}

async fn twenty_at_once_have_one_effect(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    // Half of them come to a second process.
    let stores = [db.store().clone(), db.reopen().await];
    let tries: Vec<_> = (0..20)
        .map(|number| {
            let (store, who) = (stores[number % 2].clone(), north.who());
            tokio::spawn(async move {
                let attempt = Attempt::new(KEY, "POST /households", b"given=Oksana");
                submit(&store, &who, &attempt, "a").await
            })
        })
        .collect();
    for attempt in tries {
        assert_eq!(attempt.await.unwrap().unwrap(), "/done/1");
    }
    assert_eq!(effects(&db).await, "1");
}

async fn the_same_key_for_something_else_is_refused(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let first = Attempt::new(KEY, "POST /households", b"given=Oksana");
    submit(&db, &north.who(), &first, "a").await.unwrap();
    let refused = [
        ("another content", north.who(), Attempt::new(KEY, "POST /households", b"given=Iryna")),
        ("another act", north.who(), Attempt::new(KEY, "POST /links", b"given=Oksana")),
        ("another user", Who { user: Some(db.dice.id()), ..north.who() }, first),
        ("a household", Who { user: None, household: Some(db.dice.id()), ..north.who() }, first),
        ("the program", Who::program(north.tenant), first),
    ];
    for (who_or_what, who, attempt) in refused {
        let outcome = submit(&db, &who, &attempt, "b").await;
        assert!(matches!(outcome, Err(Error::Mismatch(_))), "{who_or_what}: {outcome:?}");
    }
    assert_eq!(effects(&db).await, "1");

    let south = Municipality::found(&db, "Söderhamn").await;
    assert_eq!(
        submit(&db, &south.who(), &first, "a").await.unwrap(),
        "/done/1",
        "another tenant's key is another key"
    );
}

async fn a_failed_write_gives_the_key_back(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let attempt = Attempt::new(KEY, "POST /users", b"name=Oksana");
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    assert_eq!(writer.claim(&attempt).await.unwrap(), None);
    let refused = writer.insert_user(&north.user).await;
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    drop(writer);
    assert_eq!(submit(&db, &north.who(), &attempt, "a").await.unwrap(), "/done/1");
}

both_databases!(
    a_repeat_gets_the_first_answer,
    twenty_at_once_have_one_effect,
    the_same_key_for_something_else_is_refused,
    a_failed_write_gives_the_key_back,
);
