//! Fills a new installation with an imagined municipality.

use std::collections::BTreeMap;

use app::{App, set_up};
use domain::{TenantId, UserId};
use store::Who;

use crate::failure::Failure;

/// The setting that says that every person in a tenant is made up.
pub(crate) const DEMO: &str = "demo";

/// Makes the tenant and lives through its year. The mark comes last: a demo that was broken off half-way is not opened.
pub(crate) async fn load(app: &App, municipality: &demo::Municipality) -> Result<TenantId, Failure> {
    let loaded = set_up::load_demo(app, municipality).await?;
    tracing::info!(
        households = loaded.households,
        people = loaded.people,
        users = loaded.users,
        "the demo is loaded"
    );
    let mut writer = app.store.write(&Who::program(loaded.tenant), app.clock.now()).await?;
    writer.set_setting(DEMO, "yes").await?;
    writer.commit().await?;
    Ok(loaded.tenant)
}

/// One user for each role: the first by name who holds that role and no other, so that the link leads to the role it
/// names.
pub(crate) async fn one_user_per_role(
    app: &App,
    tenant: TenantId,
) -> Result<BTreeMap<domain::Role, UserId>, Failure> {
    let mut reader = app.store.read(&Who::program(tenant)).await?;
    let memberships = reader.memberships().await?;
    let mut found = BTreeMap::new();
    for user in reader.users().await? {
        let mut hats = memberships.iter().filter(|membership| membership.user == user.id);
        if let (Some(hat), None) = (hats.next(), hats.next()) {
            found.entry(hat.role).or_insert(user.id);
        }
    }
    Ok(found)
}
