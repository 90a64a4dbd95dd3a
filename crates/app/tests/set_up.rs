//! Setting a municipality up, and living an imagined year in it.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::{collections::BTreeMap, sync::Arc};

use access::Access;
use app::{App, Settings, receive::chain::PRINCIPAL_ACTOR, set_up};
use demo::Request;
use languages::Languages;
use messages::Post;
use policy::Policy;
use store::{Verdict, Who};
use test_support::{Kind, SeededDice, StillClock, TestDatabase};

fn program(database: &TestDatabase) -> App {
    App {
        store: database.store().clone(),
        policy: Arc::new(Policy::embedded().unwrap()),
        access: Arc::new(Access::new().unwrap()),
        languages: Languages::load().unwrap(),
        clock: Arc::new(StillClock::at("2026-11-21T12:00:00Z")),
        dice: Arc::new(SeededDice::new(7)),
        post: Post::memory(),
        settings: Arc::new(Settings::default()),
        figures: app::overview::Cache::default(),
        known: app::receive::known::Known::default(),
    }
}

fn imagined(people: usize, today: jiff::civil::Date) -> demo::Municipality {
    demo::imagine(&Request { municipality: "1784".to_owned(), people, seed: 1, today }).unwrap()
}

async fn states(database: &TestDatabase) -> BTreeMap<String, usize> {
    let rows =
        database.raw("SELECT state, CAST(COUNT(*) AS text) AS n FROM link GROUP BY state").await.unwrap();
    rows.into_iter().map(|row| (row[0].clone().unwrap(), row[1].clone().unwrap().parse().unwrap())).collect()
}

async fn a_demo_has_lived_a_year(database: TestDatabase) {
    let app = program(&database);
    let municipality = imagined(300, app.today());
    let loaded = set_up::load_demo(&app, &municipality).await.unwrap();
    assert_eq!((loaded.households, loaded.people), (municipality.households.len(), 300));
    assert_eq!((loaded.homes, loaded.stays), (municipality.homes.len(), municipality.stays.len()));
    assert!(loaded.stays > 20, "only {} households have somewhere to live", loaded.stays);
    for step in [
        "link.started",
        "link.done",
        "link.referred",
        "link.accepted",
        "link.declined",
        "link.rescheduled",
        "link.not_needed",
    ] {
        assert!(loaded.steps.contains_key(step), "no {step} among {:?}", loaded.steps);
    }
    let states = states(&database).await;
    for state in ["planned", "referred", "ongoing", "done", "not_needed"] {
        assert!(states.contains_key(state), "no link is {state}: {states:?}");
    }

    let mut reader = app.store.read(&Who::program(loaded.tenant)).await.unwrap();
    assert!(matches!(reader.verify_changes().await.unwrap(), Verdict::Whole { .. }));
    let principal = reader.setting(PRINCIPAL_ACTOR).await.unwrap().unwrap();
    let actors = reader.actors().await.unwrap();
    let name = |id: domain::ActorId| actors.iter().find(|actor| actor.id == id).unwrap().name.clone();
    assert_eq!(name(principal.parse().unwrap()), "Kommunstyrelsen");
    let duties = reader.duties().await.unwrap();
    let owner = |kind: &str| name(duties.iter().find(|duty| duty.kind.as_str() == kind).unwrap().legal_owner);
    assert_eq!(owner("social_services"), "Socialnämnden");
    assert_eq!(owner("school"), "Barn- och utbildningsnämnden");
    assert_eq!(owner("guardian"), "Överförmyndarnämnden");
    assert_eq!(owner("registration"), "Migrationsverket");
    assert_eq!(owner("population_registration"), "Skatteverket");
    assert!(duties.iter().all(|duty| duty.kind.as_str() != "tracing"), "left open on purpose");

    let late = database
        .raw_value(
            "SELECT CAST(COUNT(*) AS text) AS n FROM change_log WHERE at > '2026-11-21T12:00:00.000000Z'",
        )
        .await;
    assert_eq!(late, "0", "nothing happened after now");
    let overdue: usize = database
        .raw_value("SELECT CAST(COUNT(*) AS text) AS n FROM household WHERE next_deadline < '2026-11-21'")
        .await
        .parse()
        .unwrap();
    assert!((1..loaded.households / 2).contains(&overdue), "{overdue} of {} are overdue", loaded.households);
}

#[test]
fn a_demo_has_lived_a_year_on_sqlite() {
    test_support::run(Kind::Sqlite, a_demo_has_lived_a_year);
}

/// Other ids are drawn; what happened is the same.
#[test]
fn the_same_seed_tells_the_same_story() {
    test_support::run(Kind::Sqlite, |database| async move {
        let app = program(&database);
        let municipality = imagined(60, app.today());
        let first = set_up::load_demo(&app, &municipality).await.unwrap();
        let another = database.another(Kind::Sqlite).await;
        let app = App { dice: Arc::new(SeededDice::new(8)), ..program(&another) };
        let second = set_up::load_demo(&app, &municipality).await.unwrap();
        assert_eq!(first.steps, second.steps);
        assert_eq!(states(&database).await, states(&another).await);
    });
}

async fn a_small_municipality_is_set_up(database: TestDatabase) {
    let app = program(&database);
    for people in [0, 10] {
        let loaded = set_up::load_demo(&app, &imagined(people, app.today())).await;
        // The second has the same code, which one installation has once.
        match people {
            0 => assert_eq!(loaded.unwrap().people, 0),
            _ => assert!(loaded.is_err()),
        }
    }
    assert_eq!(app.store.tenants().await.unwrap().len(), 1);
}

async fn ten_people_are_received(database: TestDatabase) {
    let app = program(&database);
    assert_eq!(set_up::load_demo(&app, &imagined(10, app.today())).await.unwrap().people, 10);
}

test_support::both_databases!(a_small_municipality_is_set_up, ten_people_are_received);

/// Within a minute in a debug build.
#[test]
#[ignore = "takes half a minute: cargo test -p app --test set_up -- --ignored"]
fn ten_thousand_people_are_loaded() {
    test_support::run(Kind::Sqlite, |database| async move {
        let app = program(&database);
        let loaded = set_up::load_demo(&app, &imagined(10_000, app.today())).await.unwrap();
        assert_eq!(loaded.people, 10_000);
    });
}
