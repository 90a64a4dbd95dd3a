//! What is backed up comes back, on either database, whole or not at all.

use std::io::Write as _;

use domain::TenantId;
use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use sha2::{Digest as _, Sha256};
use store::{
    Store, Verdict,
    backup::{BackupError, inspect},
    retention::TABLES,
    vault::Key,
};
use test_support::{FamilyPlan, Kind, Municipality, SeededDice, TestDatabase, both_databases};

/// Two tenants with something in most tables.
async fn filled(db: &TestDatabase) -> Vec<Municipality> {
    let mut tenants = Vec::new();
    for name in ["Norrhamn", "Söderhamn"] {
        let municipality = Municipality::found(db, name).await;
        municipality.receive(db, &FamilyPlan::new("Oksana", "Bondar").with("Danylo", "Bondar")).await;
        // More than nine changes: as text the tenth comes before the second.
        for _ in 0..10 {
            municipality.receive(db, &FamilyPlan::new("Ірина", "Коваль").protected()).await;
        }
        tenants.push(municipality);
    }
    tenants
}

async fn backup_of(db: &TestDatabase) -> Vec<u8> {
    let mut file = Vec::new();
    db.backup(&mut file, db.now()).await.unwrap();
    file
}

fn text_of(file: &[u8]) -> String {
    std::io::read_to_string(MultiGzDecoder::new(file)).unwrap()
}

/// The lines between the header, which tells the databases apart, and the trailer.
fn body_of(file: &[u8]) -> Vec<String> {
    let text = text_of(file);
    let lines: Vec<&str> = text.lines().collect();
    lines[1..lines.len() - 1].iter().map(|line| (*line).to_owned()).collect()
}

async fn is_empty(db: &TestDatabase) -> bool {
    for table in TABLES {
        if db.raw_value(&format!("SELECT COUNT(*) FROM {}", table.name)).await != "0" {
            return false;
        }
    }
    true
}

async fn moved(from: &TestDatabase, to: &TestDatabase) {
    let tenants = filled(from).await;
    let file = backup_of(from).await;
    let summary = inspect(file.as_slice()).unwrap();
    assert_eq!((summary.tenants, summary.rows["person"], summary.rows["link"]), (2, 24, 44));
    assert_eq!(
        (summary.made_at, summary.database.as_str()),
        (from.now(), if from.is_postgres() { "postgresql" } else { "sqlite" })
    );
    assert_eq!(
        summary.rows.values().sum::<u64>(),
        body_of(&file).iter().filter(|line| line.starts_with('[')).count() as u64
    );

    let restored = to.restore(file.as_slice()).await.unwrap();
    assert_eq!(restored.backup, summary);
    assert_eq!(restored.changes.len(), 2);
    assert!(restored.changes.iter().all(|(_, verdict)| matches!(verdict, Verdict::Whole { seq: 12, .. })));
    assert_eq!(body_of(&backup_of(to).await), body_of(&file), "a backup of the copy is the same backup");
    for municipality in &tenants {
        let mut was = from.read(&municipality.who()).await.unwrap();
        let mut is = to.read(&municipality.who()).await.unwrap();
        assert_eq!(is.last_change().await.unwrap(), was.last_change().await.unwrap());
        for line in is.changes_after(1, 10).await.unwrap() {
            let id = line.household.unwrap();
            assert_eq!(
                is.household(id).await.unwrap(),
                was.household(id).await.unwrap(),
                "sealed notes open again"
            );
            assert_eq!(is.people_of(id).await.unwrap(), was.people_of(id).await.unwrap());
            assert_eq!(is.household_facts(id).await.unwrap(), was.household_facts(id).await.unwrap());
        }
    }
    if to.is_postgres() {
        let counted = "SELECT reltuples::bigint FROM pg_class WHERE relname = 'link'";
        assert_eq!(to.raw_value(counted).await, "44", "the planner knows how much there is");
    }
    // Life goes on where it was.
    to.clock.set(from.now());
    let family = FamilyPlan::new("Halyna", "Melnyk");
    let municipality = &tenants[0];
    let dice = SeededDice::new(500);
    let mut writer = to.write(&municipality.who(), to.now()).await.unwrap();
    municipality.receive_in(&mut writer, &dice, &family).await.unwrap();
    assert_eq!(writer.commit().await.unwrap().unwrap().seq, 13);
}

async fn a_backup_comes_back_on_the_same_kind(db: TestDatabase) {
    moved(&db, &db.another(db.kind).await).await;
}

async fn a_backup_moves_to_the_other_kind(db: TestDatabase) {
    // SQLite to PostgreSQL and back are both tried here, where PostgreSQL is known to be.
    if db.kind == Kind::Postgres {
        moved(&db.another(Kind::Sqlite).await, &db).await;
        moved(&db.another(Kind::Postgres).await, &db.another(Kind::Sqlite).await).await;
    }
}

async fn a_backup_shows_one_state_whatever_is_written_meanwhile(db: TestDatabase) {
    let tenants = filled(&db).await;
    let (store, who) = (db.store().clone(), tenants[0].clone());
    let now = db.now();
    let writing = tokio::spawn(async move {
        let dice = SeededDice::new(900);
        for _ in 0..30 {
            let mut writer = store.write(&who.who(), now).await.unwrap();
            who.receive_in(&mut writer, &dice, &FamilyPlan::new("Olena", "Melnyk")).await.unwrap();
            writer.commit().await.unwrap();
        }
    });
    for _ in 0..5 {
        let file = backup_of(&db).await;
        let rows = inspect(file.as_slice()).unwrap().rows;
        // Each family was 1 to 2 people with 2 links, one key and one entry; none is there in part.
        assert_eq!(rows["household"], rows["household_key"]);
        assert_eq!(rows["link"], 2 * rows["household"]);
        assert_eq!(rows["change_log"], 2 + rows["household"]);
        let target = db.another(db.kind).await;
        let restored = target.restore(file.as_slice()).await.unwrap();
        assert!(restored.changes.iter().all(|(_, verdict)| matches!(verdict, Verdict::Whole { .. })));
    }
    writing.await.unwrap();
}

async fn an_altered_byte_is_refused_wherever_it_is(db: TestDatabase) {
    filled(&db).await;
    let file = backup_of(&db).await;
    for place in 0..file.len() {
        let mut altered = file.clone();
        altered[place] ^= 0xff;
        assert!(inspect(altered.as_slice()).is_err(), "byte {place} of {}", file.len());
    }
    let target = db.another(db.kind).await;
    let dice = SeededDice::new(31);
    for _ in 0..12 {
        let place = usize::try_from(dice.below(file.len() as u64)).unwrap();
        let mut altered = file.clone();
        altered[place] ^= 0xff;
        let refused = target.restore(altered.as_slice()).await;
        assert!(
            matches!(refused, Err(BackupError::Damaged(_) | BackupError::NotABackup)),
            "byte {place}: {refused:?}"
        );
    }
    assert!(is_empty(&target).await, "what was refused left nothing");
    target.restore(file.as_slice()).await.unwrap();
}

async fn a_backup_that_is_cut_off_or_longer_is_refused(db: TestDatabase) {
    filled(&db).await;
    let file = backup_of(&db).await;
    let target = db.another(db.kind).await;
    for length in (0..file.len()).step_by(file.len() / 40).chain([file.len() - 1, file.len() - 8]) {
        let refused = inspect(&file[..length]);
        assert!(
            matches!(refused, Err(BackupError::Damaged(_) | BackupError::NotABackup)),
            "{length}: {refused:?}"
        );
    }
    assert!(target.restore(&file[..file.len() / 2]).await.is_err());
    assert!(target.restore(&file[..file.len() - 1]).await.is_err());
    let longer = [file.as_slice(), b"x"].concat();
    assert!(matches!(target.restore(longer.as_slice()).await, Err(BackupError::Damaged(_))));
    assert!(is_empty(&target).await);
}

/// A sound file of any text: the last line in a member of its own, with the right digest of what stands before it.
fn packed(text: &str) -> Vec<u8> {
    let member = |text: &str, compression| {
        let mut member = GzEncoder::new(Vec::new(), compression);
        member.write_all(text.as_bytes()).unwrap();
        member.finish().unwrap()
    };
    let (body, trailer) = text.rsplit_once("{\"rows\"").unwrap_or((text, ""));
    let body = member(body, Compression::default());
    let digest: String = Sha256::digest(&body).iter().map(|byte| hex_digits(*byte)).collect();
    let trailer = match trailer.rsplit_once("\"sha256\":\"") {
        Some((rows, _)) => format!("{{\"rows\"{rows}\"sha256\":\"{digest}\"}}\n"),
        None => return body,
    };
    [body, member(&trailer, Compression::none())].concat()
}

fn hex_digits(byte: u8) -> String {
    format!("{byte:02x}")
}

/// Whoever edits the content and makes a sound file of it is found out by the digest of the content, and most often by
/// the database before that.
async fn edited_content_is_refused(db: TestDatabase) {
    filled(&db).await;
    let text = text_of(&backup_of(&db).await);
    let target = db.another(db.kind).await;
    assert!(inspect(packed(&text).as_slice()).is_ok(), "an unedited text makes a sound file");
    let without_a_row: Vec<&str> = {
        let mut lines: Vec<&str> = text.lines().collect();
        let place = lines.iter().position(|line| line.starts_with("{\"table\":\"person_token\"")).unwrap();
        lines.remove(place + 1);
        lines
    };
    let edits = [
        ("a name", text.replacen("Oksana", "Oxsana", 1)),
        ("a row less", without_a_row.join("\n") + "\n"),
        ("a table's name", text.replacen("\"table\":\"person\"", "\"table\":\"people\"", 1)),
        ("a column's name", text.replacen("\"given\"", "\"name\"", 1)),
        (
            "a trailer in the middle",
            text.replacen(
                "{\"table\":\"actor\"",
                "{\"rows\":{},\"content\":\"\",\"sha256\":\"\"}\n{\"table\":\"actor\"",
                1,
            ),
        ),
        (
            "no trailer",
            text.lines().filter(|line| !line.starts_with("{\"rows\"")).collect::<Vec<_>>().join("\n") + "\n",
        ),
    ];
    for (edit, edited) in edits {
        assert_ne!(edited, text, "{edit}");
        let refused = target.restore(packed(&edited).as_slice()).await;
        assert!(matches!(refused, Err(BackupError::Damaged(_))), "{edit}: {refused:?}");
    }
    let others = [
        ("another format", text.replacen("\"format\":1", "\"format\":2", 1), "format 2"),
        ("another schema", text.replacen("\"migration\":", "\"migration\":9", 1), "schema 9"),
        ("something else", "{\"name\":\"value\"}\n".to_owned(), "not a Hamn backup"),
        ("no lines at all", String::new(), "not a Hamn backup"),
    ];
    for (edit, edited, says) in others {
        let refused = target.restore(packed(&edited).as_slice()).await.unwrap_err().to_string();
        assert!(refused.contains(says), "{edit}: {refused}");
    }
    assert!(is_empty(&target).await);
}

async fn a_database_in_use_is_left_alone(db: TestDatabase) {
    filled(&db).await;
    let file = backup_of(&db).await;
    let target = db.another(db.kind).await;
    Municipality::found(&target, "Västhamn").await;
    let before = body_of(&backup_of(&target).await);
    assert!(matches!(target.restore(file.as_slice()).await, Err(BackupError::NotEmpty)));
    assert_eq!(body_of(&backup_of(&target).await), before);
}

async fn another_root_key_is_refused(db: TestDatabase) {
    filled(&db).await;
    let file = backup_of(&db).await;
    assert!(!text_of(&file).contains(&"07".repeat(32)), "the root key is not in the backup");
    let target = db.another(db.kind).await;
    let other = Store::open(&target.url(), Key::from_bytes([8; 32]), target.dice.clone()).await.unwrap();
    assert!(matches!(other.restore(file.as_slice()).await, Err(BackupError::OtherKey(_))));
    other.close().await;
    assert!(is_empty(&target).await);
}

/// The data of a reception whose log somebody has tampered with must still be there to come back to.
async fn a_broken_log_is_reported_and_restored(db: TestDatabase) {
    let tenants = filled(&db).await;
    db.raw("UPDATE change_log SET detail = 'nothing' WHERE seq = 2").await.unwrap();
    let restored = db.another(db.kind).await.restore(backup_of(&db).await.as_slice()).await.unwrap();
    let broken: Vec<TenantId> = restored
        .changes
        .iter()
        .filter(|(_, verdict)| matches!(verdict, Verdict::Broken { seq: 2, .. }))
        .map(|(tenant, _)| *tenant)
        .collect();
    assert_eq!(broken.len(), tenants.len());
}

/// A disk that is full while the backup is written is the backup's failure, in words.
async fn a_backup_that_cannot_be_written_says_so(db: TestDatabase) {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    filled(&db).await;
    let error = db.backup(&mut Full, db.now()).await.unwrap_err();
    assert!(matches!(error, BackupError::Write(_)), "{error}");
    assert!(error.to_string().contains("make room"), "{error}");
}

async fn an_empty_database_has_a_backup_too(db: TestDatabase) {
    let file = backup_of(&db).await;
    let restored = db.another(db.kind).await.restore(file.as_slice()).await.unwrap();
    assert_eq!((restored.backup.tenants, restored.changes), (0, vec![]));
}

both_databases!(
    a_backup_comes_back_on_the_same_kind,
    a_backup_moves_to_the_other_kind,
    a_backup_shows_one_state_whatever_is_written_meanwhile,
    an_altered_byte_is_refused_wherever_it_is,
    a_backup_that_is_cut_off_or_longer_is_refused,
    edited_content_is_refused,
    a_database_in_use_is_left_alone,
    another_root_key_is_refused,
    a_broken_log_is_reported_and_restored,
    a_backup_that_cannot_be_written_says_so,
    an_empty_database_has_a_backup_too,
);
