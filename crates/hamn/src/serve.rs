//! `hamn serve`: the pages, the scheduler and the news of one process, until it is told to end.

use std::{future::Future, net::SocketAddr, time::Duration};

use app::{App, Shutdown, Stop, first_run, scheduler};
use domain::TenantId;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    task::JoinHandle,
    time::{sleep, timeout},
};
use web::Process;

use crate::{config::Config, failure::Failure, start, supervisor, tenant};

/// How long running requests, and a round of the scheduler, may take to finish once the process is told to end.
const GRACE: Duration = Duration::from_secs(10);
/// The figures' raw samples are folded this often, so that they do not gather when nobody asks for them.
const UPKEEP: Duration = Duration::from_secs(5);

/// Serves until SIGTERM or SIGINT.
pub(crate) async fn run(config: &Config) -> Result<(), Failure> {
    let listener = listen(config.listen).await?;
    let url = own_url(config, &listener);
    let store = start::open_store(config).await?;
    start::migrate(&store).await?;
    let app = start::app(config, store, url, false)?;
    first_tenant(config, &app).await?;
    offer_claim_codes(&app).await?;
    warn_of_risks(config, &app);
    until_told(listener, app, config.metrics, |address| {
        tracing::info!(%address, version = env!("CARGO_PKG_VERSION"), "listening");
    })
    .await
}

/// Binds the address first: a port in use should be said before anything else is done.
pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|cause| Failure::Listen { address, cause })
}

/// The address people type: the configured one, or the one listened on (with the port that was drawn for port 0).
pub(crate) fn own_url(config: &Config, listener: &TcpListener) -> String {
    let address = listener.local_addr().unwrap_or(config.listen);
    config.public_url.clone().unwrap_or_else(|| format!("http://{address}"))
}

/// Serves an app on a listener until SIGTERM or SIGINT. `ready` is called once requests are answered.
pub(crate) async fn until_told(
    listener: TcpListener,
    app: App,
    audience: web::metrics::Audience,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), Failure> {
    let address = listener
        .local_addr()
        .map_err(|cause| Failure::Listen { address: ([0, 0, 0, 0], 0).into(), cause })?;
    let (stop, shutdown) = Stop::new();
    let signals = end_on_signal(stop)?;
    let store = app.store.clone();
    let news = store.listen();
    let figures = figures();
    let scheduler = tokio::spawn(scheduler::run(app.clone(), shutdown.clone()));
    let folding = tokio::spawn(scheduler::keep_folded(app.clone(), shutdown.clone()));

    let process = Process { shutdown: shutdown.clone(), figures, audience };
    let service = web::router_in(app, process).into_make_service_with_connect_info::<SocketAddr>();
    let ending = shutdown.clone();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move { ending.begun().await });
    ready(address);
    supervisor::notify("READY=1");

    let outcome = with_grace(server.into_future(), &shutdown).await;
    supervisor::notify("STOPPING=1");
    if timeout(GRACE, scheduler).await.is_err() {
        tracing::warn!(
            "the scheduler's work was cut off; what it had not finished is done after the next start"
        );
    }
    for task in news.into_iter().chain([signals, folding]) {
        task.abort();
    }
    // Folds SQLite's write-ahead log into the file.
    if timeout(GRACE, store.close()).await.is_err() {
        tracing::warn!(
            "the database did not close in time; nothing is lost, it is put in order at the next start"
        );
    }
    outcome.map_err(|cause| Failure::Listen { address, cause })
}

/// Waits for the server; once the end has begun, at most [`GRACE`] longer.
async fn with_grace(
    server: impl Future<Output = std::io::Result<()>>,
    shutdown: &Shutdown,
) -> std::io::Result<()> {
    tokio::select! {
        outcome = server => outcome,
        () = async { shutdown.begun().await; sleep(GRACE).await } => {
            tracing::warn!("some requests were still running after {} s and were cut off", GRACE.as_secs());
            Ok(())
        }
    }
}

fn end_on_signal(stop: Stop) -> Result<JoinHandle<()>, Failure> {
    let fails = |cause| Failure::sentence(format!("could not listen for signals: {cause}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(fails)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(fails)?;
    Ok(tokio::spawn(async move {
        let signal = tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
        };
        tracing::info!(signal, "ending: running requests are finished first");
        stop.begin();
    }))
}

/// Makes the process's recorder of figures. The second time in one process there is one already, and no figures here.
fn figures() -> Option<web::metrics::Figures> {
    let recorder = web::metrics::recorder();
    let figures = recorder.handle();
    metrics::set_global_recorder(recorder).ok()?;
    let upkeep = figures.clone();
    tokio::spawn(async move {
        loop {
            sleep(UPKEEP).await;
            upkeep.run_upkeep();
        }
    });
    Some(figures)
}

/// On the first run, makes the municipality that the configuration names.
async fn first_tenant(config: &Config, app: &App) -> Result<(), Failure> {
    if !app.store.tenants().await?.is_empty() {
        return Ok(());
    }
    let municipality = config.municipality.as_ref().ok_or_else(|| {
        Failure::sentence(
            "there is no municipality yet; set “municipality.code” and “municipality.name”, or run “hamn tenant create”",
        )
    })?;
    let id = TenantId::from_random(app.dice.draw());
    tenant::create(app, id, municipality).await
}

/// Shows, for every tenant that nobody has claimed, a code with which to do so. On standard output, not in the log.
async fn offer_claim_codes(app: &App) -> Result<(), Failure> {
    for tenant in app.store.tenants().await? {
        if let Some(code) = first_run::offer_claim_code(app, tenant.id).await? {
            println!(
                "{} has no users yet. Open {}/claim and give this code:",
                tenant.name, app.settings.public_url
            );
            println!("    {code}");
            println!("It works once. A new one is shown at every start until it has been used.");
        }
    }
    Ok(())
}

fn warn_of_risks(config: &Config, app: &App) {
    for risk in risks(config, &app.settings.public_url) {
        tracing::warn!("{risk}");
    }
}

/// What works and should not be left so.
pub(crate) fn risks(config: &Config, public_url: &str) -> Vec<String> {
    let mut risks = Vec::new();
    if public_url.starts_with("http:") && !config.listen.ip().is_loopback() {
        risks.push(
            "“public_url” is http and “listen” is reachable from other machines: names and sessions can be read on \
             the way; put a reverse proxy with TLS in front and set “public_url” to its https address"
                .to_owned(),
        );
    }
    if let crate::config::Mail::Folder { path, .. } = &config.mail {
        risks.push(format!(
            "“mail.url” is not set: letters with sign-in links are put in {} and reach nobody",
            path.display()
        ));
    }
    risks
}
