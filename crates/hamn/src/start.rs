//! From a configuration to an open store and a program that can serve.

use std::{
    fs,
    os::unix::fs::{DirBuilderExt as _, PermissionsExt as _},
    path::Path,
    sync::Arc,
};

use app::{App, Settings};
use messages::Post;
use store::{Dice, Schema, Store, Who, vault::Key};

use crate::{
    ambient::{SystemClock, SystemDice},
    config::{Config, Database, Mail},
    failure::Failure,
};

/// Opens the database with its key. On the first run this makes the data folder and the key file; a key file that is
/// gone from an installation with data is an error, because a new key would open nothing.
pub(crate) async fn open_store(config: &Config) -> Result<Store, Failure> {
    make_folder(&config.data)?;
    if !config.key_file.exists() && holds_data(config).await? {
        return Err(Failure::KeyMissing(config.key_file.clone()));
    }
    if let Some(folder) = config.key_file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        make_folder(folder)?;
    }
    let key = Key::from_file(&config.key_file, &SystemDice)?;
    if open_to_others(&config.key_file) {
        tracing::warn!(
            "the key file can be read by other users of this machine; run chmod 600 {}",
            config.key_file.display()
        );
    }
    let store = open_with(config, key).await?;
    // Nothing may be written with a key that does not fit what is there.
    if store.schema().await? != Schema::Absent && !key_fits(&store).await? {
        return Err(Failure::WrongKey(config.key_file.clone()));
    }
    Ok(store)
}

/// Like [`open_store`], for commands that work on an installation: the schema must be there and current.
pub(crate) async fn open_current(config: &Config) -> Result<Store, Failure> {
    if let Database::Sqlite(path) = &config.database
        && !path.exists()
    {
        return Err(Failure::sentence(format!(
            "there is no database at {}; “hamn serve” makes one, or say with --config or --data where it is",
            path.display()
        )));
    }
    let store = open_store(config).await?;
    match store.schema().await? {
        Schema::Current | Schema::Newer => Ok(store),
        Schema::Absent | Schema::Older => {
            Err(Failure::sentence("the schema of the database is not up to date; run “hamn migrate” first"))
        }
    }
}

/// Brings the schema up to date. One that a newer program migrated is left alone: migrations expand before they
/// contract, so this version still works, and an upgrade can be taken back.
pub(crate) async fn migrate(store: &Store) -> Result<Schema, Failure> {
    let found = store.schema().await?;
    match found {
        Schema::Newer => {
            tracing::warn!(
                "the database was migrated by a newer version of hamn; go back to that version soon"
            );
        }
        Schema::Absent | Schema::Older | Schema::Current => store.migrate().await?,
    }
    Ok(found)
}

async fn open_with(config: &Config, key: Key) -> Result<Store, Failure> {
    Ok(Store::open(&config.database.url(), key, Arc::new(SystemDice)).await?)
}

/// Whether there is a tenant that was sealed with some key. Asked before a key is made.
async fn holds_data(config: &Config) -> Result<bool, Failure> {
    if let Database::Sqlite(path) = &config.database
        && !path.exists()
    {
        return Ok(false);
    }
    // Counting tenants needs no key; this one is thrown away.
    let store = open_with(config, Key::from_bytes((&SystemDice as &dyn Dice).draw())).await?;
    let holds = store.schema().await? != Schema::Absent && !store.tenants().await?.is_empty();
    store.close().await;
    Ok(holds)
}

async fn key_fits(store: &Store) -> Result<bool, Failure> {
    for tenant in store.tenants().await? {
        if !store.read(&Who::program(tenant.id)).await?.key_fits().await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The program around a store.
pub(crate) fn app(config: &Config, store: Store, public_url: String, demo: bool) -> Result<App, Failure> {
    Ok(App {
        store,
        policy: Arc::new(policy(config)?),
        access: Arc::new(access::Access::new()?),
        languages: languages::Languages::load()?,
        clock: Arc::new(SystemClock),
        dice: Arc::new(SystemDice),
        post: post(&config.mail)?,
        settings: Arc::new(Settings {
            public_url,
            session_idle: config.session_idle,
            session_life: config.session_life,
            demo,
        }),
        figures: app::overview::Cache::default(),
        known: app::receive::known::Known::default(),
    })
}

/// The shipped policy, with the municipality's own files over it.
pub(crate) fn policy(config: &Config) -> Result<policy::Policy, Failure> {
    Ok(match &config.policy_dir {
        None => policy::Policy::embedded()?,
        Some(folder) => policy::Policy::from_dir(folder)?,
    })
}

/// The way letters leave.
pub(crate) fn post(mail: &Mail) -> Result<Post, Failure> {
    Ok(match mail {
        Mail::Server { url, from } => Post::smtp(url, from)?,
        Mail::Folder { path, from } => Post::folder(path.clone(), from)?,
    })
}

/// The address for links where none is configured and nothing listens.
pub(crate) fn public_url(config: &Config) -> String {
    config.public_url.clone().unwrap_or_else(|| format!("http://{}", config.listen))
}

/// Makes a folder that only its owner can look into; one that exists stays as it is.
pub(crate) fn make_folder(path: &Path) -> Result<(), Failure> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder.create(path).map_err(|cause| Failure::File {
        doing: "make the folder",
        path: path.to_owned(),
        cause,
    })
}

/// Whether other users of the machine can read a file.
pub(crate) fn open_to_others(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}
