//! What is written is what is read.

use test_support::{FamilyPlan, Municipality, TestDatabase, both_databases};

async fn a_family_comes_back_as_it_was_received(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let family = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar").with("Danylo", "Bondar")).await;
    let mut reader = db.read(&north.who()).await.unwrap();
    let file = reader.household(family.id).await.unwrap();
    assert_eq!(file.household.members.len(), 2);
    assert_eq!(file.note.as_deref(), Some("Oksana waits at the station"));
}

both_databases!(a_family_comes_back_as_it_was_received);
