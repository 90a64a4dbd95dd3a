//! What the program does by itself: the work that is due, for every tenant, again and again.
//!
//! It runs inside the process that serves the pages. Several processes on PostgreSQL may all run it: each kind of work
//! takes a lease in the store, so that one of them does it.

use std::{future::Future, pin::Pin, time::Duration};

use domain::TenantId;
use tokio::time::MissedTickBehavior;

use crate::{App, Error, Shutdown, outbox, receive};

/// How long due work waits at most when nothing else wakes the scheduler.
const BEAT: Duration = Duration::from_secs(2);
const REST: Duration = Duration::from_millis(100);

type Done = Pin<Box<dyn Future<Output = Result<usize, Error>> + Send>>;

/// One kind of due work. It gives how many things it did.
#[derive(Clone, Copy)]
struct Work {
    /// For the log and the figures.
    name: &'static str,
    run: fn(App, TenantId) -> Done,
}

/// Every kind of work, in order.
const WORK: &[Work] = &[
    Work { name: "outbox", run: |app, tenant| Box::pin(outbox::send_due_of(app, tenant)) },
    Work { name: "stays", run: |app, tenant| Box::pin(receive::stay::settle(app, tenant)) },
];

/// Runs until the shutdown begins. A round that has begun is finished; nothing that goes wrong in it ends the loop.
pub async fn run(app: App, shutdown: Shutdown) {
    let mut news = app.store.news();
    let mut beat = tokio::time::interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.begun() => return,
            _ = beat.tick() => {}
            _ = news.recv() => {}
        }
        // What was told until now is part of the round that comes; what is told during it calls for another one.
        news = news.resubscribe();
        round(&app).await;
        // A busy hour brings much news; a short rest gathers it into one round.
        tokio::time::sleep(REST).await;
    }
}

/// Does what is due now, once, for every tenant. A failure is logged and counted, and the rest goes on.
pub async fn round(app: &App) {
    let tenants = match app.store.tenants().await {
        Ok(tenants) => tenants,
        Err(error) => {
            metrics::counter!("hamn_scheduler_failures_total", "work" => "tenants").increment(1);
            tracing::error!(%error, "the scheduler could not list the tenants; it tries again in a moment");
            return;
        }
    };
    for tenant in tenants {
        for work in WORK {
            attempt(app, tenant.id, *work).await;
        }
    }
}

/// A task of its own for each piece, so that a panic in one ends that piece and nothing else.
async fn attempt(app: &App, tenant: TenantId, work: Work) {
    let failure = match tokio::spawn((work.run)(app.clone(), tenant)).await {
        Ok(Ok(0)) => return,
        Ok(Ok(done)) => {
            metrics::counter!("hamn_scheduler_done_total", "work" => work.name).increment(done as u64);
            return;
        }
        Ok(Err(error)) => error.to_string(),
        // What a panic says could hold anything; where it happened is in the log already.
        Err(_) => "the program failed".to_owned(),
    };
    metrics::counter!("hamn_scheduler_failures_total", "work" => work.name).increment(1);
    tracing::error!(work = work.name, %tenant, %failure, "due work failed; it is tried again in a moment");
}
