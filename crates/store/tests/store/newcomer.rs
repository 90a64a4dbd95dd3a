//! Cards, tries and wishes.

use domain::WishId;
use jiff::{SignedDuration, ToSpan as _};
use store::{
    Error,
    identity::Session,
    receive::newcomer::{Wish, WishKind},
};
use test_support::{FamilyPlan, Municipality, TestDatabase, both_databases};

fn opened_by(db: &TestDatabase, household: domain::HouseholdId) -> Session {
    Session {
        id: db.dice.id(),
        user: None,
        membership: None,
        household: Some(household),
        viewing_role: None,
        viewing_actor: None,
        created_at: db.now(),
        seen_at: db.now(),
        expires_at: db.now() + 4.hours(),
        ended_at: None,
    }
}

async fn one_card_is_left_however_many_desks_issue(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let family = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await;
    let tries: Vec<_> = (0..6)
        .map(|desk| {
            let (store, who, now, user) = (db.store().clone(), north.who(), db.now(), north.user.id);
            let household = family.id;
            tokio::spawn(async move {
                let mut writer = store.write(&who, now).await.unwrap();
                writer.insert_card(household, &format!("CODE{desk}"), "hash", user).await.unwrap();
                writer.commit().await.unwrap();
            })
        })
        .collect();
    for desk in tries {
        desk.await.unwrap();
    }
    let mut reader = db.read(&north.who()).await.unwrap();
    let mut in_force = 0;
    for desk in 0..6 {
        in_force += usize::from(reader.card(&format!("CODE{desk}")).await.unwrap().is_some());
    }
    assert_eq!(in_force, 1);
    assert_eq!(db.raw_value("SELECT COUNT(*) FROM newcomer_code").await, "6");
}

async fn a_withdrawn_card_opens_nothing_and_ends_what_it_opened(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let south = Municipality::found(&db, "Söderhamn").await;
    let family = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await;
    let other = north.receive(&db, &FamilyPlan::new("Iryna", "Melnyk")).await;
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    writer.insert_card(family.id, "OURS", "hash", north.user.id).await.unwrap();
    writer.insert_card(other.id, "THEIRS", "hash", north.user.id).await.unwrap();
    writer.insert_session(&opened_by(&db, family.id), b"ours").await.unwrap();
    writer.insert_session(&opened_by(&db, other.id), b"theirs").await.unwrap();
    assert!(writer.hold_card("OURS").await.unwrap());
    assert!(writer.withdraw_card(family.id).await.unwrap());
    assert!(!writer.withdraw_card(family.id).await.unwrap(), "there is none any more");
    assert!(!writer.hold_card("OURS").await.unwrap());
    writer.commit().await.unwrap();

    let mut reader = db.read(&north.who()).await.unwrap();
    assert_eq!(reader.card("OURS").await.unwrap(), None);
    assert_eq!(reader.card_of(family.id).await.unwrap(), None);
    assert_eq!(reader.card("THEIRS").await.unwrap().unwrap().household, other.id);
    assert!(reader.session_by_token(b"ours").await.unwrap().unwrap().ended_at.is_some());
    assert!(reader.session_by_token(b"theirs").await.unwrap().unwrap().ended_at.is_none());
    let mut neighbour = db.read(&south.who()).await.unwrap();
    assert_eq!(neighbour.card("THEIRS").await.unwrap(), None, "a code is a code of its own tenant");
}

async fn a_key_locks_from_its_last_allowed_try(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let window = SignedDuration::from_mins(15);
    let mut counts = Vec::new();
    for _ in 0..7 {
        let now = db.now();
        let mut writer = db.write(&north.who(), now).await.unwrap();
        let tries = writer.count_try("card a", now - window, 5).await.unwrap();
        writer.commit().await.unwrap();
        counts.push((tries.count, now.duration_since(tries.since).as_mins()));
        db.clock.advance(SignedDuration::from_mins(2));
    }
    // Counted from the first try, and from the fifth on from that one.
    assert_eq!(counts, [(1, 0), (2, 2), (3, 4), (4, 6), (5, 0), (6, 2), (7, 4)]);
    db.clock.advance(SignedDuration::from_mins(15));
    let now = db.now();
    let mut writer = db.write(&north.who(), now).await.unwrap();
    writer.count_try("wish b", now, 5).await.unwrap();
    assert_eq!(writer.tries("card a", now - window).await.unwrap(), 0, "it lies outside the window");
    assert_eq!(writer.count_try("card a", now - window, 5).await.unwrap().count, 1);
    writer.commit().await.unwrap();

    db.clock.advance(SignedDuration::from_mins(16));
    let now = db.now();
    let mut writer = db.write(&north.who(), now).await.unwrap();
    writer.forget_old_tries("card ", "card!", now - window).await.unwrap();
    writer.commit().await.unwrap();
    let left = db.raw("SELECT key FROM attempt").await.unwrap();
    assert_eq!(left, [[Some("wish b".to_owned())]]);
}

async fn what_is_said_and_answered_is_sealed(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let family = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await;
    let wish = Wish {
        id: db.dice.id::<WishId>(),
        household: family.id,
        link: Some(family.links[0]),
        kind: WishKind::Wrong,
        text: Some("canary said".to_owned()),
        language: "uk".to_owned(),
        said_at: db.now(),
        answer: None,
        version: 1,
    };
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    writer.insert_wish(&wish).await.unwrap();
    writer.commit().await.unwrap();
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    assert_eq!(writer.wishes_of(family.id).await.unwrap(), std::slice::from_ref(&wish));
    writer.answer_wish(&wish, north.social.id, "canary answered").await.unwrap();
    let again = writer.answer_wish(&wish, north.social.id, "too late").await;
    assert!(matches!(again, Err(Error::Conflict { based_on: 1, now: 2 })), "{again:?}");
    writer.commit().await.unwrap();

    let answered = db.read(&north.who()).await.unwrap().wish(wish.id).await.unwrap();
    let answer = answered.answer.unwrap();
    assert_eq!((answer.text.as_str(), answer.by, answered.version), ("canary answered", north.social.id, 2));
    let stored = db.raw("SELECT * FROM wish").await.unwrap();
    let seen = |cell: &Option<String>| cell.as_ref().is_some_and(|text| text.contains("canary"));
    assert!(!stored.iter().flatten().any(seen));

    // Moved to another row, the words do not open.
    let other = Wish { id: db.dice.id(), text: Some("other".to_owned()), ..wish.clone() };
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    writer.insert_wish(&other).await.unwrap();
    writer.commit().await.unwrap();
    db.raw(&format!(
        "UPDATE wish SET text_sealed = (SELECT text_sealed FROM wish WHERE id = {}) WHERE id = {}",
        crate::literal(&db, wish.id.uuid()),
        crate::literal(&db, other.id.uuid())
    ))
    .await
    .unwrap();
    let moved = db.read(&north.who()).await.unwrap().wish(other.id).await;
    assert!(matches!(moved, Err(Error::Sealed { table: "wish", column: "text_sealed" })), "{moved:?}");
}

both_databases!(
    one_card_is_left_however_many_desks_issue,
    a_withdrawn_card_opens_nothing_and_ends_what_it_opened,
    a_key_locks_from_its_last_allowed_try,
    what_is_said_and_answered_is_sealed,
);
