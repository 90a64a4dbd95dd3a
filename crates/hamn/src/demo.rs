//! `hamn demo`: an imagined municipality to look around in, with a way in for each role.

use std::{net::SocketAddr, path::PathBuf};

use app::{App, sign_in};
use domain::{Role, TenantId};
use jiff::SignedDuration;
use store::{Store, Who};

use crate::{config::Config, failure::Failure, load, serve, start};

/// A working day: the demo is shown in the morning and played with in the evening.
const LINK_LIFE: SignedDuration = SignedDuration::from_hours(12);

/// What the demo can be asked for.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Where to listen.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8400")]
    listen: SocketAddr,
    /// The folder of the demo; made if it does not exist, used again if it does.
    #[arg(long, value_name = "DIR", default_value = "data/demo")]
    data: PathBuf,
    /// Which municipality to imagine.
    #[arg(long, value_name = "KOMMUNKOD", default_value = "1784")]
    municipality: String,
    /// How many people are in reception.
    #[arg(long, value_name = "N", default_value_t = 300)]
    people: usize,
    /// The same seed imagines the same municipality.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

impl Arguments {
    /// The demo's own configuration.
    pub(crate) fn config(&self) -> Config {
        Config::of_demo(self.listen, &self.data)
    }
}

/// The command. Prints the address and one line per role: `role<TAB>link`.
pub(crate) async fn run(arguments: &Arguments, config: &Config) -> Result<(), Failure> {
    let listener = serve::listen(config.listen).await?;
    let url = serve::own_url(config, &listener);
    let store = start::open_store(config).await?;
    start::migrate(&store).await?;
    refuse_real_data(&store, arguments).await?;
    let app = start::app(config, store, url, true)?;
    let tenant = match app.store.tenants().await?.first() {
        Some(tenant) => tenant.id,
        None => imagine(&app, arguments).await?,
    };
    let lines = links(&app, tenant).await?;
    let url = app.settings.public_url.clone();
    serve::until_told(listener, app, config.metrics, |_| {
        for line in lines {
            println!("{line}");
        }
        println!("address\t{url}");
    })
    .await
}

/// The demo shows everybody's mail: it must never open on people who exist.
async fn refuse_real_data(store: &Store, arguments: &Arguments) -> Result<(), Failure> {
    for tenant in store.tenants().await? {
        if store.read(&Who::program(tenant.id)).await?.setting(load::DEMO).await?.is_none() {
            return Err(Failure::sentence(format!(
                "{} holds an installation that is not a demo; choose another folder with --data",
                arguments.data.display()
            )));
        }
    }
    Ok(())
}

async fn imagine(app: &App, arguments: &Arguments) -> Result<TenantId, Failure> {
    let request = demo::Request {
        municipality: arguments.municipality.clone(),
        people: arguments.people,
        seed: arguments.seed,
        today: app.today(),
    };
    load::load(app, &demo::imagine(&request)?).await
}

async fn links(app: &App, tenant: TenantId) -> Result<Vec<String>, Failure> {
    let users = load::one_user_per_role(app, tenant).await?;
    let mut lines = Vec::new();
    for role in Role::ALL {
        let user =
            users.get(&role).ok_or_else(|| Failure::sentence(format!("nobody in the demo is a {role}")))?;
        lines.push(format!("{role}\t{}", sign_in::print_link(app, tenant, *user, LINK_LIFE).await?));
    }
    Ok(lines)
}
