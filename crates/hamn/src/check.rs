//! `hamn check`: is everything in order? It changes nothing and makes nothing.

use std::{path::Path, sync::Arc, time::Duration};

use messages::Post;
use store::{Schema, Store, Who, vault::Key};
use tokio::time::timeout;

use crate::{
    ambient::SystemDice,
    config::{Config, ConfigError, Database, Mail},
    failure::Failure,
    serve, start,
};

const PATIENCE: Duration = Duration::from_secs(10);

/// What was found on one point.
enum Finding {
    Good(String),
    Worth(String),
    Wrong(String),
}

use Finding::{Good, Worth, Wrong};

/// The command: a line for each point, and a failure if one is wrong.
pub(crate) async fn run(config: Result<Config, ConfigError>) -> Result<(), Failure> {
    let config = config?;
    let mut findings = vec![("configuration", Good("every key is known and every value allowed".to_owned()))];
    findings.extend(
        serve::risks(&config, &start::public_url(&config))
            .into_iter()
            .map(|risk| ("configuration", Worth(risk))),
    );
    findings.extend(permissions(&config).into_iter().map(|finding| ("files", finding)));
    findings.push(("database", database(&config).await.unwrap_or_else(|failure| Wrong(failure.to_string()))));
    findings.push(("policy", policy(&config)));
    findings.push(("mail", mail(&config.mail).await));
    let mut wrong = 0;
    for (point, finding) in findings {
        match finding {
            Good(text) => println!("ok     {point}: {text}"),
            Worth(text) => println!("note   {point}: {text}"),
            Wrong(text) => {
                wrong += 1;
                println!("wrong  {point}: {text}");
            }
        }
    }
    if wrong == 0 {
        Ok(())
    } else {
        Err(Failure::sentence("the points marked “wrong” must be put right"))
    }
}

fn permissions(config: &Config) -> Option<Finding> {
    let open: Vec<&Path> = [&config.data, &config.key_file]
        .into_iter()
        .map(AsRef::as_ref)
        .filter(|path| start::open_to_others(path))
        .collect();
    let paths: Vec<_> = open.iter().map(|path| path.display().to_string()).collect();
    (!open.is_empty()).then(|| {
        Wrong(format!(
            "other users of this machine can look into {}; run chmod go= on each",
            paths.join(" and ")
        ))
    })
}

/// Opens only what is there: a check must not make a database or a key.
async fn database(config: &Config) -> Result<Finding, Failure> {
    let absent = || Ok(Good("there is none yet; “hamn serve” makes it".to_owned()));
    if let Database::Sqlite(path) = &config.database
        && !path.exists()
    {
        return absent();
    }
    let has_key = config.key_file.exists();
    let key = if has_key { Key::from_file(&config.key_file, &SystemDice)? } else { Key::from_bytes([0; 32]) };
    let store = Store::open(&config.database.url(), key, Arc::new(SystemDice)).await?;
    let finding = match store.schema().await? {
        Schema::Absent => return absent(),
        Schema::Older => Worth(
            "the schema is older than this program; “hamn serve” and “hamn migrate” bring it up to date"
                .to_owned(),
        ),
        Schema::Newer => Worth("the schema was made by a newer version of hamn".to_owned()),
        Schema::Current => Good("it answers, and the schema is current".to_owned()),
    };
    for tenant in store.tenants().await? {
        if !has_key {
            return Err(Failure::KeyMissing(config.key_file.clone()));
        }
        if !store.read(&Who::program(tenant.id)).await?.key_fits().await? {
            return Err(Failure::WrongKey(config.key_file.clone()));
        }
    }
    store.close().await;
    Ok(finding)
}

fn policy(config: &Config) -> Finding {
    match start::policy(config) {
        Ok(policy) => Good(format!(
            "{} deadlines, {} chain templates",
            policy.deadlines().len(),
            policy.chain_templates().len()
        )),
        Err(failure) => Wrong(failure.to_string()),
    }
}

/// A mail server is greeted and nothing is sent; a folder must take files.
async fn mail(mail: &Mail) -> Finding {
    let post = match mail {
        Mail::Folder { path, .. } if !path.exists() => {
            return Good(format!("the folder {} is made at the start", path.display()));
        }
        mail => start::post(mail),
    };
    match post {
        Ok(Post::Smtp { transport, .. }) => match timeout(PATIENCE, transport.test_connection()).await {
            Ok(Ok(true)) => Good("the mail server answers".to_owned()),
            Ok(Ok(false)) => Wrong("the mail server answers and does not take letters".to_owned()),
            Ok(Err(error)) => Wrong(format!("the mail server refuses: {error}; look at “mail.url”")),
            Err(_) => Wrong(format!(
                "the mail server does not answer within {} s; look at “mail.url”",
                PATIENCE.as_secs()
            )),
        },
        Ok(Post::Folder { path, .. }) => Good(format!("letters go into {}", path.display())),
        Ok(Post::Memory(_)) => Wrong("letters would be kept in memory".to_owned()),
        Err(failure) => Wrong(failure.to_string()),
    }
}
