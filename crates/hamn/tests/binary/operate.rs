//! The operator's commands, on both databases.

use std::{fs, path::Path};

use domain::TenantId;
use store::Dice;
use tempfile::TempDir;
use test_support::{FamilyPlan, Municipality, TestDatabase};

use crate::process::{Server, fail, run, succeed, text};

test_support::both_databases!(
    migrating_twice_changes_nothing_the_second_time,
    a_tenant_is_made_once,
    an_altered_log_is_found_and_named,
    what_is_in_the_way_of_work_is_said_in_one_word,
    the_operator_can_let_a_user_in,
    a_wrong_key_or_none_stops_every_command,
    the_server_serves_it,
);

/// A data folder with the key of the test's database.
pub(crate) fn folder_with_key() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("data")).unwrap();
    fs::write(folder.path().join("data/hamn.key"), "07".repeat(32)).unwrap();
    folder
}

async fn migrating_twice_changes_nothing_the_second_time(db: TestDatabase) {
    let (folder, url) = (folder_with_key(), db.url());
    for _ in 0..2 {
        let said = succeed(folder.path(), &[("HAMN_DATABASE", &url)], &["migrate"]);
        assert_eq!(said, "The schema was up to date already.\n");
    }
    db.raw("UPDATE _sqlx_migrations SET version = version + 1000").await.unwrap();
    let said = succeed(folder.path(), &[("HAMN_DATABASE", &url)], &["migrate"]);
    assert_eq!(said, "The schema is newer than this program; nothing was changed.\n");
}

#[test]
fn an_empty_folder_is_migrated_once() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(succeed(folder.path(), &[], &["migrate"]), "The schema is made.\n");
    assert_eq!(succeed(folder.path(), &[], &["migrate"]), "The schema was up to date already.\n");
}

async fn a_tenant_is_made_once(db: TestDatabase) {
    let (folder, url) = (folder_with_key(), db.url());
    let make = ["tenant", "create", "--municipality", "1784", "--name", "Arvika"];
    let said = succeed(folder.path(), &[("HAMN_DATABASE", &url)], &make);
    assert!(said.starts_with("Arvika (1784) is made."), "{said}");
    let sentence = fail(folder.path(), &[("HAMN_DATABASE", &url)], &make);
    assert!(sentence.contains("already a municipality with the code 1784"), "{sentence}");
    let names: Vec<String> = db.tenants().await.unwrap().into_iter().map(|tenant| tenant.name).collect();
    assert_eq!(names, ["Arvika"]);
}

async fn an_altered_log_is_found_and_named(db: TestDatabase) {
    let (folder, url) = (folder_with_key(), db.url());
    Municipality::found(&db, "Norrhamn").await;
    let south = Municipality::found(&db, "Söderhamn").await;
    south.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await;
    let said = succeed(folder.path(), &[("HAMN_DATABASE", &url)], &["audit", "verify"]);
    let heads: Vec<&str> = said.lines().filter_map(|line| line.split("head ").nth(1)).collect();
    assert_eq!(heads.len(), 2, "{said}");
    assert!(heads.iter().all(|head| head.len() == 64), "{said}");

    db.raw("UPDATE change_log SET detail = 'altered' WHERE seq = 1 AND tenant_id = (SELECT id FROM tenant WHERE name = 'Söderhamn')")
        .await
        .unwrap();
    let output = run(folder.path(), &[("HAMN_DATABASE", &url)], &["audit", "verify"]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("Norrhamn: whole, "), "{said}");
    assert!(
        said.contains("Söderhamn: broken at number 1: the entry was changed after it was written"),
        "{said}"
    );
}

async fn what_is_in_the_way_of_work_is_said_in_one_word(db: TestDatabase) {
    let (folder, url) = (folder_with_key(), db.url());
    Municipality::found(&db, "Norrhamn").await;
    let server = Server::start(folder.path(), &[("HAMN_DATABASE", &url)]);
    assert!(server.get("/ready").ends_with("\r\n\r\nready\n"));
    // As if another installation's database were laid under the running server, or an older one.
    db.raw("UPDATE change_log SET detail = 'sealed with another key'").await.unwrap();
    let answer = server.get("/ready");
    assert!(answer.starts_with("HTTP/1.1 503") && answer.ends_with("\r\n\r\nkey\n"), "{answer}");
    db.raw("UPDATE _sqlx_migrations SET version = version - 1000").await.unwrap();
    let answer = server.get("/ready");
    assert!(answer.starts_with("HTTP/1.1 503") && answer.ends_with("\r\n\r\nschema\n"), "{answer}");
    assert!(server.get("/health").starts_with("HTTP/1.1 200"), "it lives all the same");
    server.stop();
}

async fn the_operator_can_let_a_user_in(db: TestDatabase) {
    let (folder, url) = (folder_with_key(), db.url());
    let north = Municipality::found(&db, "Norrhamn").await;
    let variables = [("HAMN_DATABASE", url.as_str()), ("HAMN_PUBLIC_URL", "https://hamn.example/")];
    // The machine's clock is not the test's: the membership must be in force by it.
    db.raw("UPDATE membership SET from_day = '2020-01-01', to_day = NULL").await.unwrap();
    let link = succeed(folder.path(), &variables, &["user", "link", &north.user.email.to_uppercase()]);
    assert!(
        link.starts_with(&format!("https://hamn.example/sign-in/{}/", north.tenant.uuid().simple())),
        "{link}"
    );
    assert_eq!(db.raw_value("SELECT COUNT(*) FROM sign_in_link WHERE used_at IS NULL").await, "1");
    assert_eq!(db.raw_value("SELECT COUNT(*) FROM change_log WHERE action = 'user.link_printed'").await, "1");

    let sentence = fail(folder.path(), &variables, &["user", "link", "nobody@hamn.example"]);
    assert!(sentence.starts_with("nobody here has the address nobody@hamn.example"), "{sentence}");
    db.raw("UPDATE membership SET state = 'suspended'").await.unwrap();
    let sentence = fail(folder.path(), &variables, &["user", "link", &north.user.email]);
    assert!(sentence.contains("may not sign in"), "{sentence}");
}

async fn a_wrong_key_or_none_stops_every_command(db: TestDatabase) {
    let (folder, url) = (folder_with_key(), db.url());
    let dice: &dyn Dice = &*db.dice;
    db.create_tenant(TenantId::from_random(dice.draw()), "1784", "Arvika", db.now()).await.unwrap();
    let key = folder.path().join("data/hamn.key");
    let variables = [("HAMN_DATABASE", url.as_str())];

    fs::write(&key, "08".repeat(32)).unwrap();
    for command in [&["serve", "--listen", "127.0.0.1:0"][..], &["migrate"], &["audit", "verify"]] {
        let sentence = fail(folder.path(), &variables, command);
        assert!(sentence.contains("is not the one that sealed this database"), "{command:?}: {sentence}");
    }
    fs::remove_file(&key).unwrap();
    for command in [&["serve", "--listen", "127.0.0.1:0"][..], &["migrate"], &["audit", "verify"]] {
        let sentence = fail(folder.path(), &variables, command);
        assert!(sentence.contains("hamn.key is missing"), "{command:?}: {sentence}");
        assert!(!Path::exists(&key), "a new key would open nothing");
    }
    fs::write(&key, "short").unwrap();
    let sentence = fail(folder.path(), &variables, &["migrate"]);
    assert!(sentence.contains("must hold 64 hexadecimal digits"), "{sentence}");
}

async fn the_server_serves_it(db: TestDatabase) {
    let (folder, url) = (folder_with_key(), db.url());
    Municipality::found(&db, "Norrhamn").await;
    let mut server = Server::start(folder.path(), &[("HAMN_DATABASE", &url)]);
    assert!(server.get("/ready").ends_with("\r\n\r\nready\n"));
    assert_eq!(server.rest(), "", "a municipality with users is not offered for claiming");
    server.stop();
}
