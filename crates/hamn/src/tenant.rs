//! `hamn tenant create`: a municipality in this installation.

use app::App;
use domain::TenantId;
use store::{Clock as _, Dice, Store};

use crate::{
    ambient::{SystemClock, SystemDice},
    config::{Config, Municipality, municipality_code},
    failure::Failure,
    start,
};

/// The command.
pub(crate) async fn run(config: &Config, code: &str, name: &str) -> Result<(), Failure> {
    let code = municipality_code(code).ok_or_else(|| {
        Failure::sentence(format!(
            "“{code}” is no code: use the municipality's four digits, or letters, digits and hyphens"
        ))
    })?;
    let name = name.trim();
    if name.is_empty() {
        return Err(Failure::sentence("the municipality needs a name: give one with --name"));
    }
    let store = start::open_store(config).await?;
    start::migrate(&store).await?;
    let municipality = Municipality { code, name: name.to_owned() };
    let dice: &dyn Dice = &SystemDice;
    insert(&store, TenantId::from_random(dice.draw()), &municipality).await?;
    store.close().await;
    println!(
        "{} ({}) is made. “hamn serve” shows a code to claim it with.",
        municipality.name, municipality.code
    );
    Ok(())
}

/// Makes a tenant of a running program.
pub(crate) async fn create(app: &App, id: TenantId, municipality: &Municipality) -> Result<(), Failure> {
    insert(&app.store, id, municipality).await
}

async fn insert(store: &Store, id: TenantId, municipality: &Municipality) -> Result<(), Failure> {
    let code = &municipality.code;
    if store.tenants().await?.iter().any(|tenant| tenant.code == *code) {
        return Err(Failure::sentence(format!("there is already a municipality with the code {code} here")));
    }
    Ok(store.create_tenant(id, code, &municipality.name, SystemClock.now()).await?)
}
