//! `hamn user link`: the way in for the operator's people when mail does not work.

use app::sign_in;
use jiff::SignedDuration;
use store::{Tenant, Who, identity::User};

use crate::{config::Config, failure::Failure, start};

/// As long as a link that comes by mail.
const LIFE: SignedDuration = SignedDuration::from_mins(15);

/// The command. The link signs in as this user once; that it was printed stands in the change log.
pub(crate) async fn link(config: &Config, email: &str, municipality: Option<&str>) -> Result<(), Failure> {
    let store = start::open_current(config).await?;
    let app = start::app(config, store, start::public_url(config), false)?;
    let mut found: Vec<(Tenant, User)> = Vec::new();
    for tenant in app.store.tenants().await? {
        if municipality.is_some_and(|code| code != tenant.code) {
            continue;
        }
        let user = app.store.read(&Who::program(tenant.id)).await?.user_by_email(email).await?;
        found.extend(user.map(|user| (tenant, user)));
    }
    let (tenant, user) = match found.len() {
        0 => {
            return Err(Failure::sentence(format!(
                "nobody here has the address {email}; look for a slip of the pen"
            )));
        }
        1 => found.remove(0),
        _ => {
            let codes: Vec<_> = found.iter().map(|(tenant, _)| tenant.code.as_str()).collect();
            let codes = codes.join(", ");
            return Err(Failure::sentence(format!(
                "{email} has an account in {codes}; choose one with --municipality"
            )));
        }
    };
    let today = app.today();
    let memberships = app.store.read(&Who::program(tenant.id)).await?.memberships_of(user.id).await?;
    if user.disabled_at.is_some() || !memberships.iter().any(|membership| membership.is_in_force(today)) {
        return Err(Failure::sentence(format!(
            "{email} may not sign in: the account is closed or no membership is in force; an administrator can change that"
        )));
    }
    let link = sign_in::print_link(&app, tenant.id, user.id, LIFE).await?;
    app.store.close().await;
    println!("{link}");
    eprintln!("It works once, for {} minutes.", LIFE.as_mins());
    Ok(())
}
