//! `hamn audit verify`: is every entry of the change log what was sealed?

use store::{Store, Verdict, Who};

use crate::{config::Config, failure::Failure, start};

/// The command. Prints a line for each tenant; a broken log is a failure.
pub(crate) async fn verify(config: &Config) -> Result<(), Failure> {
    let store = start::open_current(config).await?;
    let broken = report(&store).await?;
    store.close().await;
    if broken == 0 {
        return Ok(());
    }
    Err(Failure::sentence(
        "the change log was altered outside Hamn; keep this database as it is, restore a backup beside it, and compare",
    ))
}

/// Prints the verdict on every tenant; gives how many logs are broken.
pub(crate) async fn report(store: &Store) -> Result<usize, Failure> {
    let mut broken = 0;
    for tenant in store.tenants().await? {
        let verdict = store.read(&Who::program(tenant.id)).await?.verify_changes().await?;
        let (code, name) = (&tenant.code, &tenant.name);
        match verdict {
            Verdict::Whole { seq, head } => println!("{code} {name}: whole, {seq} entries, head {head}"),
            Verdict::Broken { seq, why } => {
                broken += 1;
                println!("{code} {name}: broken at number {seq}: {why}");
            }
        }
    }
    Ok(broken)
}
