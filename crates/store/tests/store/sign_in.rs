//! Links, sessions, tries and leases.

use domain::Role;
use jiff::{SignedDuration, ToSpan as _};
use store::{Clock as _, identity::Session};
use test_support::{Municipality, TestDatabase, both_databases};
use uuid::Uuid;

fn session(db: &TestDatabase, north: &Municipality) -> Session {
    Session {
        id: db.dice.id(),
        user: Some(north.user.id),
        membership: Some(north.membership.id),
        household: None,
        viewing_role: None,
        viewing_actor: None,
        created_at: db.now(),
        seen_at: db.now(),
        expires_at: db.now() + 12.hours(),
        ended_at: None,
    }
}

async fn a_link_opens_once_however_many_try(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    writer
        .insert_sign_in_link(b"token", north.user.id, Some(b"browser"), db.now() + 15.minutes())
        .await
        .unwrap();
    writer.commit().await.unwrap();
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let (store, who, now) = (db.store().clone(), north.who(), db.now());
            tokio::spawn(async move {
                let mut writer = store.write(&who, now).await.unwrap();
                let used = writer.use_sign_in_link(b"token").await.unwrap();
                writer.commit().await.unwrap();
                used
            })
        })
        .collect();
    let mut opened = 0;
    for attempt in tries {
        opened += usize::from(attempt.await.unwrap());
    }
    assert_eq!(opened, 1);
}

async fn a_link_ends_with_its_time_and_with_a_newer_one(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    for token in [b"older", b"newer"] {
        writer
            .insert_sign_in_link(token, north.user.id, Some(b"browser"), db.now() + 15.minutes())
            .await
            .unwrap();
    }
    assert!(!writer.use_sign_in_link(b"older").await.unwrap(), "replaced by the newer one");
    assert!(!writer.use_sign_in_link(b"never made").await.unwrap());
    writer.commit().await.unwrap();

    db.clock.advance(SignedDuration::from_mins(15));
    let mut late = db.write(&north.who(), db.now()).await.unwrap();
    assert!(!late.use_sign_in_link(b"newer").await.unwrap(), "the end is not part of its time");
    drop(late);
    let link = db.read(&north.who()).await.unwrap().sign_in_link(b"newer").await.unwrap().unwrap();
    assert_eq!((link.user, link.used_at, link.expires_at), (north.user.id, None, db.now()));
    assert_eq!(link.browser_hash.as_deref(), Some(&b"browser"[..]));
}

async fn a_new_token_kills_the_old_one(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let first = session(&db, &north);
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    writer.insert_session(&first, b"first").await.unwrap();
    writer.commit().await.unwrap();

    let viewing =
        Session { viewing_role: Some(Role::Reader), viewing_actor: Some(north.housing.id), ..first.clone() };
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    writer.rotate_session(&viewing, b"second").await.unwrap();
    writer.commit().await.unwrap();
    let mut reader = db.read(&north.who()).await.unwrap();
    assert_eq!(reader.session_by_token(b"first").await.unwrap(), None);
    assert_eq!(reader.session_by_token(b"second").await.unwrap(), Some(viewing));
    drop(reader);

    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    writer.end_session(first.id).await.unwrap();
    writer.rotate_session(&first, b"third").await.unwrap();
    writer.commit().await.unwrap();
    let mut reader = db.read(&north.who()).await.unwrap();
    assert_eq!(reader.session_by_token(b"third").await.unwrap(), None, "an ended session does not come back");
    assert_eq!(reader.session_by_token(b"second").await.unwrap().unwrap().ended_at, Some(db.now()));
}

async fn all_other_sessions_can_be_ended(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let (here, there, expired) = (session(&db, &north), session(&db, &north), session(&db, &north));
    let expired = Session { expires_at: db.now(), ..expired };
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    for (token, session) in [(b"1", &here), (b"2", &there), (b"3", &expired)] {
        writer.insert_session(session, token).await.unwrap();
    }
    writer.commit().await.unwrap();
    let mut reader = db.read(&north.who()).await.unwrap();
    assert_eq!(reader.sessions_of(north.user.id, db.now()).await.unwrap().len(), 2, "an expired one is none");
    drop(reader);

    db.clock.advance(SignedDuration::from_mins(1));
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    assert_eq!(writer.end_sessions_of(north.user.id, Some(here.id)).await.unwrap(), 2);
    writer.touch_session(here.id).await.unwrap();
    writer.commit().await.unwrap();
    let mut reader = db.read(&north.who()).await.unwrap();
    let left = reader.sessions_of(north.user.id, db.now()).await.unwrap();
    assert_eq!(left, [Session { seen_at: db.now(), ..here }]);
    drop(reader);
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    assert_eq!(writer.end_sessions_of(north.user.id, None).await.unwrap(), 1);
}

async fn tries_count_within_a_window(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let mut counts = Vec::new();
    for minutes in [0, 5, 9, 2, 30, 1] {
        db.clock.advance(SignedDuration::from_mins(minutes));
        let mut writer = db.write(&north.who(), db.now()).await.unwrap();
        counts.push(writer.count_attempt("account", db.clock.now() - 15.minutes()).await.unwrap());
        writer.commit().await.unwrap();
    }
    // The window is counted from the first try: at 16 minutes it begins anew, and again at 46.
    assert_eq!(counts, [1, 2, 3, 1, 1, 2]);

    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    assert_eq!(writer.count_attempt("network", db.now() - 15.minutes()).await.unwrap(), 1, "another key");
    writer.forget_attempts("account").await.unwrap();
    assert_eq!(writer.count_attempt("account", db.now() - 15.minutes()).await.unwrap(), 1);
}

async fn tries_at_once_are_all_counted(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let tries: Vec<_> = (0..20)
        .map(|_| {
            let (store, who, now) = (db.store().clone(), north.who(), db.now());
            tokio::spawn(async move {
                let mut writer = store.write(&who, now).await.unwrap();
                let count = writer.count_attempt("account", now).await.unwrap();
                writer.commit().await.unwrap();
                count
            })
        })
        .collect();
    let mut counts = Vec::new();
    for attempt in tries {
        counts.push(attempt.await.unwrap());
    }
    counts.sort_unstable();
    assert_eq!(counts, (1..=20).collect::<Vec<_>>());
}

async fn a_lease_is_one_holders_until_it_expires(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let (one, two) = (Uuid::from_bytes([1; 16]), Uuid::from_bytes([2; 16]));
    let mut taken = Vec::new();
    for (holder, seconds) in [(one, 0), (two, 10), (one, 10), (two, 30), (two, 1), (one, 1)] {
        db.clock.advance(SignedDuration::from_secs(seconds));
        let mut writer = db.write(&north.who(), db.now()).await.unwrap();
        taken.push(writer.take_lease("mail", holder, db.now() + 30.seconds()).await.unwrap());
        writer.commit().await.unwrap();
    }
    // At 20 s the first renews to 50 s; at 50 s it still holds; at 51 s it has expired and the second takes it.
    assert_eq!(taken, [true, false, true, false, true, false]);
}

async fn racers_for_a_lease_get_it_once(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let tries: Vec<_> = (0..8)
        .map(|number| {
            let (store, who, now) = (db.store().clone(), north.who(), db.now());
            tokio::spawn(async move {
                let mut writer = store.write(&who, now).await.unwrap();
                let taken = writer
                    .take_lease("mail", Uuid::from_bytes([number; 16]), now + 30.seconds())
                    .await
                    .unwrap();
                writer.commit().await.unwrap();
                taken
            })
        })
        .collect();
    let mut winners = 0;
    for attempt in tries {
        winners += usize::from(attempt.await.unwrap());
    }
    assert_eq!(winners, 1);
}

both_databases!(
    a_link_opens_once_however_many_try,
    a_link_ends_with_its_time_and_with_a_newer_one,
    a_new_token_kills_the_old_one,
    all_other_sessions_can_be_ended,
    tries_count_within_a_window,
    tries_at_once_are_all_counted,
    a_lease_is_one_holders_until_it_expires,
    racers_for_a_lease_get_it_once,
);
