//! Backing up, trying a backup, and restoring it, on both databases.

use std::{fs, os::unix::fs::PermissionsExt as _};

use test_support::{FamilyPlan, Municipality, TestDatabase};

use crate::{
    operate::folder_with_key,
    process::{fail, succeed},
};

test_support::both_databases!(
    a_backup_is_tried_and_restored,
    a_damaged_backup_or_another_key_restores_nothing
);

async fn a_backup_is_tried_and_restored(db: TestDatabase) {
    let (folder, url) = (folder_with_key(), db.url());
    let north = Municipality::found(&db, "Norrhamn").await;
    north.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await;
    let variables = [("HAMN_DATABASE", url.as_str())];
    let said = succeed(folder.path(), &variables, &["backup", "--out", "night.hamn"]);
    assert!(
        said.starts_with("night.hamn: 1 municipalities, ") && said.contains("data/hamn.key is not in it"),
        "{said}"
    );
    let file = folder.path().join("night.hamn");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let sentence = fail(folder.path(), &variables, &["backup", "--out", "night.hamn"]);
    assert!(sentence.contains("exists already"), "{sentence}");

    let heads = succeed(folder.path(), &variables, &["audit", "verify"]);
    let head = heads.trim().rsplit(' ').next().unwrap();
    let said = succeed(folder.path(), &variables, &["restore", "--in", "night.hamn", "--verify"]);
    assert!(said.contains("nothing was changed") && said.contains(head), "{said}");
    let left: Vec<_> =
        fs::read_dir(folder.path().join("data")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["hamn.key"], "the try leaves nothing behind");

    // Over what is there: refused. Into an empty installation: whole, with the same head.
    let sentence = fail(folder.path(), &variables, &["restore", "--in", "night.hamn"]);
    assert!(sentence.contains("already holds a reception"), "{sentence}");
    let said = succeed(folder.path(), &[], &["restore", "--in", "night.hamn"]);
    assert!(said.contains("change log whole") && said.contains(head), "{said}");
    assert_eq!(succeed(folder.path(), &[], &["audit", "verify"]), heads);
}

async fn a_damaged_backup_or_another_key_restores_nothing(db: TestDatabase) {
    let (folder, url) = (folder_with_key(), db.url());
    Municipality::found(&db, "Norrhamn").await;
    succeed(folder.path(), &[("HAMN_DATABASE", &url)], &["backup", "--out", "night.hamn"]);
    let whole = fs::read(folder.path().join("night.hamn")).unwrap();
    fs::write(folder.path().join("half.hamn"), &whole[..whole.len() / 2]).unwrap();
    for arguments in [&["restore", "--in", "half.hamn"][..], &["restore", "--in", "half.hamn", "--verify"]] {
        let sentence = fail(folder.path(), &[], arguments);
        assert!(sentence.contains("damaged"), "{sentence}");
    }
    let elsewhere = tempfile::tempdir().unwrap();
    fs::copy(folder.path().join("night.hamn"), elsewhere.path().join("night.hamn")).unwrap();
    let sentence = fail(elsewhere.path(), &[], &["restore", "--in", "night.hamn"]);
    assert!(sentence.contains("hamn.key is missing"), "{sentence}");
    fs::create_dir(elsewhere.path().join("data")).unwrap();
    fs::write(elsewhere.path().join("data/hamn.key"), "08".repeat(32)).unwrap();
    for arguments in [&["restore", "--in", "night.hamn"][..], &["restore", "--in", "night.hamn", "--verify"]]
    {
        let sentence = fail(elsewhere.path(), &[], arguments);
        assert!(sentence.contains("the key file is not the one"), "{sentence}");
    }
}
