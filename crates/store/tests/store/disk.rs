//! On a full or broken disk reads go on, writes say that they cannot be kept, and nothing but a whole disk is needed to
//! go on.

use std::{
    env, fs,
    io::{Read as _, Write as _},
    path::Path,
    process::Command,
    sync::Arc,
};

use access::scope::{HouseholdScope, ProtectedRows};
use jiff::civil::date;
use store::{Error, Store, Verdict, receive::household::HouseholdFilter};
use test_support::{Family, FamilyPlan, Municipality, SeededDice, TestDatabase};

const FOLDER: &str = "HAMN_BAD_DISK";

/// While a file of this name is there, the disk is broken.
const BROKEN: &str = "broken";

/// Runs the test below on a file system of 6 MB of its own, which the kernel makes in a namespace that ends with it.
#[test]
fn a_full_disk_stops_writes_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new("unshare");
    command
        .args(["--user", "--map-root-user", "--mount", "sh", "-c"])
        .arg("mount -t tmpfs -o size=6m hamn \"$0\" || exit 77; \"$@\"")
        .arg(folder.path())
        .arg(env::current_exe().unwrap())
        .args(["--exact", "disk::writes_on_a_small_disk", "--ignored", "--nocapture"])
        .env(FOLDER, folder.path());
    match command.output() {
        Ok(output) if output.status.success() => {
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(said.contains("1 passed"), "{said}");
        }
        Ok(output) if output.status.code() != Some(77) && !said_no(&output.stderr) => {
            panic!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
        }
        _ => {
            let _ = writeln!(std::io::stderr(), "ignored: this system lets nobody mount a small file system");
        }
    }
}

/// Runs the tests below with a C library whose writes and synchronisations can be made to fail.
#[test]
fn a_broken_disk_stops_writes_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let library = test_support::broken_disk(folder.path());
    for (test, variable) in [
        ("disk::writes_that_cannot_be_made_durable", "HAMN_BROKEN_SYNC"),
        ("disk::writes_that_fail", "HAMN_BROKEN_WRITE"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let output = Command::new(env::current_exe().unwrap())
            .args(["--exact", test, "--ignored", "--nocapture"])
            .env("LD_PRELOAD", &library)
            .env(variable, folder.path().join(BROKEN))
            .env(FOLDER, folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
        assert!(said.contains("1 passed"), "{said}");
    }
}

fn said_no(stderr: &[u8]) -> bool {
    String::from_utf8_lossy(stderr).starts_with("unshare:")
}

async fn receive(store: &Store, north: &Municipality, dice: &SeededDice) -> Result<Family, Error> {
    let mut writer = store.write_in_group(&north.who(), "2026-03-02T08:00:00Z".parse().unwrap()).await?;
    let family = north.receive_in(&mut writer, dice, &FamilyPlan::new("Oksana", "Bondar")).await?;
    writer.commit().await?;
    Ok(family)
}

/// Four arrive at once, and may share a commit.
async fn receive_four(
    store: &Store,
    north: &Municipality,
    dice: &Arc<SeededDice>,
) -> Vec<Result<Family, Error>> {
    let four = [(); 4].map(|()| {
        let (store, north, dice) = (store.clone(), north.clone(), Arc::clone(dice));
        tokio::spawn(async move { receive(&store, &north, &dice).await })
    });
    let mut answers = Vec::new();
    for one in four {
        answers.push(one.await.unwrap());
    }
    answers
}

async fn families(store: &Store, north: &Municipality) -> usize {
    let everyone = HouseholdScope::All { tenant: north.tenant, protected: ProtectedRows::Shown };
    let filter = HouseholdFilter { state: None, offset: 0, limit: 100_000 };
    let mut reader = store.read(&north.who()).await.unwrap();
    reader.households(&everyone, filter, date(2026, 3, 2)).await.unwrap().len()
}

/// Takes all room that is left.
fn fill(folder: &Path) {
    let mut ballast = fs::OpenOptions::new().create(true).append(true).open(folder.join("ballast")).unwrap();
    for size in [65_536, 4096, 1] {
        let mut block = Vec::new();
        std::io::repeat(1).take(size).read_to_end(&mut block).unwrap();
        while ballast.write_all(&block).is_ok() {}
    }
}

/// Breaks the disk and mends it again, over and over.
fn goes_on_after(breaks: fn(&Path), mends: fn(&Path)) {
    let folder = env::var_os(FOLDER).expect("a folder on a bad disk");
    let folder = Path::new(&folder);
    let url = format!("sqlite:{}", folder.join("hamn.db").display());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let dice = Arc::new(SeededDice::new(5));
        let store = Store::open(&url, TestDatabase::root_key(), dice.clone()).await.unwrap();
        store.migrate().await.unwrap();
        let north =
            Municipality::found_in(&store, &dice, "2026-03-02T08:00:00Z".parse().unwrap(), "Norrhamn")
                .await
                .unwrap();
        let mut kept = Vec::new();
        for _ in 0..5 {
            kept.push(receive(&store, &north, &dice).await.unwrap().id);
        }

        for round in 1..=5 {
            breaks(folder);
            let mut refusals = 0;
            while refusals < 12 {
                for answer in receive_four(&store, &north, &dice).await {
                    match answer {
                        // On a full disk there may be room in the files for a few more.
                        Ok(family) => kept.push(family.id),
                        Err(Error::Unwritable(_)) => refusals += 1,
                        Err(other) => panic!("round {round}: {other:?}"),
                    }
                }
                assert_eq!(
                    families(&store, &north).await,
                    kept.len(),
                    "round {round}: reads go on and show what was kept"
                );
            }
            let verdict = store.read(&north.who()).await.unwrap().verify_changes().await.unwrap();
            assert!(matches!(verdict, Verdict::Whole { .. }), "round {round}: {verdict:?}");

            mends(folder);
            for _ in 0..round {
                kept.push(receive(&store, &north, &dice).await.unwrap().id);
            }
        }

        store.close().await;
        let store = Store::open(&url, TestDatabase::root_key(), dice.clone()).await.unwrap();
        assert_eq!(families(&store, &north).await, kept.len());
        let mut reader = store.read(&north.who()).await.unwrap();
        for id in kept {
            assert_eq!(reader.links_of(id).await.unwrap().len(), 2);
            assert_eq!(reader.household(id).await.unwrap().chain.open, 2);
        }
        assert!(matches!(reader.verify_changes().await.unwrap(), Verdict::Whole { .. }));
    });
}

#[test]
#[ignore = "it fills its disk: a test above gives it one of its own"]
fn writes_on_a_small_disk() {
    goes_on_after(fill, |folder| fs::remove_file(folder.join("ballast")).unwrap());
}

fn break_disk(folder: &Path) {
    fs::write(folder.join(BROKEN), "").unwrap();
}

fn mend_disk(folder: &Path) {
    fs::remove_file(folder.join(BROKEN)).unwrap();
}

#[test]
#[ignore = "it needs a C library that fails: a test above loads it"]
fn writes_that_cannot_be_made_durable() {
    goes_on_after(break_disk, mend_disk);
}

#[test]
#[ignore = "it needs a C library that fails: a test above loads it"]
fn writes_that_fail() {
    goes_on_after(break_disk, mend_disk);
}
