//! `hamn backup` and `hamn restore`.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Write as _},
    path::Path,
    sync::Arc,
};

use store::{
    Clock as _, Store, Verdict,
    backup::{RestoreSummary, inspect},
    vault::Key,
};

use crate::{
    ambient::{SystemClock, SystemDice},
    config::Config,
    failure::Failure,
    start,
};

/// Writes a backup. The file appears under its name only when it is whole and on the disk; the server may go on working.
pub(crate) async fn make(config: &Config, out: &Path) -> Result<(), Failure> {
    if out.exists() {
        return Err(Failure::sentence(format!(
            "{} exists already; give a name that is not taken",
            out.display()
        )));
    }
    let fails = |cause| Failure::File { doing: "write the backup", path: out.to_owned(), cause };
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let store = start::open_current(config).await?;
    // Only its owner can read it from the first byte on.
    let draft = tempfile::Builder::new().prefix(".hamn-backup-").tempfile_in(folder).map_err(fails)?;
    let mut writer = BufWriter::new(draft);
    let summary = store.backup(&mut writer, SystemClock.now()).await?;
    writer.flush().map_err(fails)?;
    let draft = writer.into_inner().map_err(|error| fails(error.into_error()))?;
    draft.as_file().sync_all().map_err(fails)?;
    draft.persist_noclobber(out).map_err(|error| fails(error.error))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(fails)?;
    store.close().await;
    let rows: u64 = summary.rows.values().sum();
    println!("{}: {} municipalities, {rows} rows, as of {}", out.display(), summary.tenants, summary.made_at);
    println!("The key file {} is not in it: keep a copy of that elsewhere.", config.key_file.display());
    Ok(())
}

/// Restores a backup into an empty installation.
pub(crate) async fn restore(config: &Config, from: &Path) -> Result<(), Failure> {
    let file = open(from)?;
    require_key(config)?;
    let store = start::open_store(config).await?;
    start::migrate(&store).await?;
    let summary = store.restore(file).await?;
    store.close().await;
    println!("Restored {}.", from.display());
    report(&summary)
}

/// Restores a backup into a database of its own, which is thrown away: does this backup work, with this key?
pub(crate) async fn verify(config: &Config, from: &Path) -> Result<(), Failure> {
    // A damaged file is found before anything is made.
    inspect(open(from)?)?;
    require_key(config)?;
    let key = Key::from_file(&config.key_file, &SystemDice)?;
    // Beside the data, because it holds as much about people as they do.
    start::make_folder(&config.data)?;
    let folder = tempfile::Builder::new()
        .prefix("verify-")
        .tempdir_in(&config.data)
        .map_err(|cause| Failure::File { doing: "make a folder in", path: config.data.clone(), cause })?;
    let store = Store::open(
        &format!("sqlite:{}", folder.path().join("hamn.db").display()),
        key,
        Arc::new(SystemDice),
    )
    .await?;
    store.migrate().await?;
    let summary = store.restore(open(from)?).await?;
    store.close().await;
    println!("{} can be restored with this key; nothing was changed.", from.display());
    report(&summary)
}

fn open(path: &Path) -> Result<BufReader<File>, Failure> {
    File::open(path).map(BufReader::new).map_err(|cause| Failure::File {
        doing: "read the backup",
        path: path.to_owned(),
        cause,
    })
}

/// A new key would open nothing in the backup.
fn require_key(config: &Config) -> Result<(), Failure> {
    if config.key_file.exists() { Ok(()) } else { Err(Failure::KeyMissing(config.key_file.clone())) }
}

fn report(summary: &RestoreSummary) -> Result<(), Failure> {
    let rows: u64 = summary.backup.rows.values().sum();
    println!("{} municipalities, {rows} rows, as of {}", summary.backup.tenants, summary.backup.made_at);
    let mut broken = false;
    for (tenant, verdict) in &summary.changes {
        match verdict {
            Verdict::Whole { seq, head } => {
                println!("{tenant}: change log whole, {seq} entries, head {head}");
            }
            Verdict::Broken { seq, why } => {
                broken = true;
                println!("{tenant}: change log broken at number {seq}: {why}");
            }
        }
    }
    if broken {
        return Err(Failure::sentence(
            "the data is as it was backed up, but the change log had been altered before; compare with an older backup",
        ));
    }
    Ok(())
}
