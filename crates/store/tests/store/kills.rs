//! What was acknowledged is there after the process was killed, and nothing is there by half.
//!
//! `HAMN_KILLS=200` for the long run; it prints how many registrations were acknowledged and lost.

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use domain::HouseholdId;
use store::{Error, Store, Verdict};
use test_support::{FamilyPlan, Municipality, OwnServer, SeededDice, TestDatabase, both_databases};
use uuid::Uuid;

const NAME: &str = "Norrhamn";
const NOW: &str = "2026-03-02T08:00:00Z";

fn municipality() -> Municipality {
    Municipality::imagined(&SeededDice::new(42), NAME)
}

/// The process that is killed: eight writers at once, who share commits, so that a kill finds them at different points. It
/// prints the id of each household after its commit.
#[test]
#[ignore = "it never ends: the tests below start it and kill it"]
fn writes_until_it_is_killed() {
    let url = env::var("HAMN_KILL_URL").expect("the address of the database");
    let seed: u64 = env::var("HAMN_KILL_SEED").expect("a seed").parse().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let dice = Arc::new(SeededDice::new(seed));
        let store = Store::open(&url, TestDatabase::root_key(), dice.clone()).await.unwrap();
        let acknowledge = Arc::new(Mutex::new(std::io::stdout()));
        let writers: Vec<_> = (0..8)
            .map(|_| {
                let (store, dice, acknowledge) = (store.clone(), dice.clone(), acknowledge.clone());
                tokio::spawn(async move {
                    let north = municipality();
                    // Until it is killed, or another writer has failed and poisoned the lock.
                    while acknowledge.lock().is_ok() {
                        let mut writer =
                            store.write_in_group(&north.who(), NOW.parse().unwrap()).await.unwrap();
                        let plan = FamilyPlan::new("Oksana", "Bondar").with("Danylo", "Bondar");
                        let family = north.receive_in(&mut writer, &dice, &plan).await.unwrap();
                        writer.commit().await.unwrap();
                        let mut out = acknowledge.lock().unwrap();
                        writeln!(out, "acknowledged {}", family.id).unwrap();
                        out.flush().unwrap();
                    }
                })
            })
            .collect();
        // A writer ends only if something fails; then the parent sees the end of the output and fails too.
        for writer in writers {
            let outcome: Result<(), _> = writer.await;
            outcome.unwrap();
        }
    });
}

/// Starts the process, waits for a number of acknowledgements, kills it a moment later, and gives every id it told.
fn write_and_kill(url: &str, seed: u64, after: usize, moment: Duration) -> Vec<HouseholdId> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "kills::writes_until_it_is_killed", "--ignored", "--nocapture", "--test-threads=1"])
        .env("HAMN_KILL_URL", url)
        .env("HAMN_KILL_SEED", seed.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut told = Vec::new();
    let id = |line: &str| {
        line.split("acknowledged ").nth(1).and_then(|id| id.parse::<Uuid>().ok()).map(HouseholdId::from)
    };
    while told.len() < after {
        let line = lines.next().expect("the process writes until it is killed").unwrap();
        told.extend(id(&line));
    }
    // The one place where chance and time are wanted: the kill must find the process anywhere.
    std::thread::sleep(moment);
    child.kill().unwrap();
    child.wait().unwrap();
    // What was told and not yet read counts as well. A last line may be torn: then nobody was told.
    told.extend(lines.map_while(Result::ok).filter_map(|line| id(&line)));
    told
}

async fn is_there(store: &Store, household: HouseholdId) -> bool {
    let mut reader = store.read(&municipality().who()).await.unwrap();
    let Ok(file) = reader.household(household).await else { return false };
    file.household.members.len() == 2
        && file.note.is_some()
        && file.chain.open == 2
        && reader.people_of(household).await.unwrap().len() == 2
        && reader.links_of(household).await.unwrap().len() == 2
        && reader.changes_of_household(household, 10).await.unwrap().len() == 1
}

/// Nothing by half: every table has as many rows as the households say, and the log is whole.
async fn nothing_is_half_written(db: &TestDatabase, store: &Store) -> i64 {
    let count = async |table: &str| {
        db.raw_value(&format!("SELECT COUNT(*) FROM {table}")).await.parse::<i64>().unwrap()
    };
    let households = count("household").await;
    for (table, each) in [
        ("household_key", 1),
        ("household_member", 2),
        ("person", 2),
        ("person_token", 4),
        ("link", 2),
        ("household_actor", 2),
        ("change_log WHERE household_id IS NOT NULL", 1),
        ("household WHERE open_links = 2 AND next_deadline IS NOT NULL", 1),
    ] {
        assert_eq!(count(table).await, each * households, "{table}");
    }
    let verdict = store.read(&municipality().who()).await.unwrap().verify_changes().await.unwrap();
    let Verdict::Whole { seq, .. } = verdict else { panic!("{verdict:?}") };
    assert_eq!(seq, households + 1, "one entry for each, after that of the tenant");
    households
}

/// The server of the database is killed under a program that goes on: writes fail and say so, and as soon as the server
/// is back the same program writes again, with everything that was acknowledged in its place.
#[test]
fn what_was_acknowledged_survives_a_kill_of_the_server() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let mut server = match OwnServer::start().await {
            Ok(server) => server,
            Err(why) => {
                assert!(
                    env::var_os("HAMN_REQUIRE_POSTGRES").is_none(),
                    "HAMN_REQUIRE_POSTGRES is set, but: {why}"
                );
                let _ = writeln!(std::io::stderr(), "ignored: no PostgreSQL found ({why})");
                return;
            }
        };
        let dice = Arc::new(SeededDice::new(42));
        let store = Store::open(&server.url(), TestDatabase::root_key(), dice.clone()).await.unwrap();
        store.migrate().await.unwrap();
        let north = Municipality::found_in(&store, &dice, NOW.parse().unwrap(), NAME).await.unwrap();
        let (mut acknowledged, mut failed) = (Vec::new(), 0);
        for round in 1..=5 {
            let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
            let stop = Arc::new(AtomicBool::new(false));
            let writers: Vec<_> = (0..8)
                .map(|_| {
                    let (store, dice, north) = (store.clone(), dice.clone(), north.clone());
                    let (told, stop) = (told.clone(), stop.clone());
                    tokio::spawn(async move {
                        let mut failed = 0;
                        while !stop.load(Ordering::Relaxed) {
                            let written = async {
                                let mut writer =
                                    store.write_in_group(&north.who(), NOW.parse().unwrap()).await?;
                                let plan = FamilyPlan::new("Oksana", "Bondar").with("Danylo", "Bondar");
                                let family = north.receive_in(&mut writer, &dice, &plan).await?;
                                writer.commit().await?;
                                Ok::<_, Error>(family.id)
                            };
                            match written.await {
                                Ok(id) => told.send(id).unwrap(),
                                Err(Error::Unreachable(_)) => failed += 1,
                                Err(other) => panic!("round {round}: {other:?}"),
                            }
                        }
                        failed
                    })
                })
                .collect();
            drop(told);
            for _ in 0..10 * round {
                acknowledged.push(heard.recv().await.expect("they write"));
            }
            server.kill();
            server.run().await.unwrap();
            while let Ok(id) = heard.try_recv() {
                acknowledged.push(id);
            }
            for _ in 0..5 {
                acknowledged.push(heard.recv().await.expect("they write again"));
            }
            stop.store(true, Ordering::Relaxed);
            for writer in writers {
                failed += writer.await.unwrap();
            }
            while let Some(id) = heard.recv().await {
                acknowledged.push(id);
            }
            for id in &acknowledged {
                assert!(is_there(&store, *id).await, "round {round}: {id:?}");
            }
            let verdict = store.read(&north.who()).await.unwrap().verify_changes().await.unwrap();
            assert!(matches!(verdict, Verdict::Whole { .. }), "round {round}: {verdict:?}");
        }
        assert!(failed > 0, "no write was under way when the server was killed");
        store.close().await;
    });
}

async fn what_was_acknowledged_survives_a_kill(db: TestDatabase) {
    let kills: u64 =
        env::var("HAMN_KILLS").map_or(20, |kills| kills.parse().expect("HAMN_KILLS is a number"));
    Municipality::found_in(&db, &SeededDice::new(42), NOW.parse().unwrap(), NAME).await.unwrap();
    let url = db.url();
    // Each process and each look afterwards opens the files anew, as after a real crash.
    db.close().await;
    let dice = SeededDice::new(kills);
    let (mut acknowledged, mut lost) = (Vec::new(), 0);
    let mut households = 0;
    for kill in 0..kills {
        let after = usize::try_from(dice.below(12)).unwrap();
        let moment = Duration::from_micros(dice.below(if after == 0 { 80_000 } else { 12_000 }));
        let told = write_and_kill(&url, 1000 + kill, after, moment);
        let store = db.reopen().await;
        for id in &told {
            lost += usize::from(!is_there(&store, *id).await);
        }
        households = nothing_is_half_written(&db, &store).await;
        acknowledged.extend(told);
        store.close().await;
    }
    let store = db.reopen().await;
    for id in &acknowledged {
        lost += usize::from(!is_there(&store, *id).await);
    }
    let _ = writeln!(
        std::io::stderr(),
        "{:?}: {kills} kills, {} registrations acknowledged, {lost} lost, {} committed and not yet acknowledged",
        db.kind,
        acknowledged.len(),
        usize::try_from(households).unwrap() - acknowledged.len()
    );
    assert_eq!(lost, 0);
    assert!(acknowledged.len() > usize::try_from(kills).unwrap(), "the process had time to write");
}

both_databases!(what_was_acknowledged_survives_a_kill);
