//! What the program does by itself: the work that is due, for every tenant, again and again.
//!
//! It runs inside the process that serves the pages. Several processes on PostgreSQL may all run it: each kind of work
//! takes a lease in the store, so that one of them does it.

use std::{future::Future, pin::Pin, time::Duration};

use domain::TenantId;
use tokio::time::MissedTickBehavior;

use crate::{
    App, Error, Shutdown, outbox, overview,
    receive::{import, known, settle, stay},
};

/// How long due work waits at most when nothing else wakes the scheduler.
const BEAT: Duration = Duration::from_secs(2);
const REST: Duration = Duration::from_millis(100);
/// Measured with registrations that never rest: at 100 ms pages that every write touches are written down too often, and at
/// a second the log is too long before its turn comes.
const FOLDS_APART: Duration = Duration::from_millis(250);

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
    Work { name: "known", run: |app, tenant| Box::pin(known::keep_up(app, tenant)) },
    Work { name: "stays", run: |app, tenant| Box::pin(stay::settle(app, tenant)) },
    Work { name: "import_files", run: |app, tenant| Box::pin(import::forget_unconfirmed(app, tenant)) },
    // Before the outbox, so that what it tells leaves in the same round.
    Work { name: "settle", run: |app, tenant| Box::pin(settle::settle_due(app, tenant)) },
    Work { name: "outbox", run: |app, tenant| Box::pin(outbox::send_due_of(app, tenant)) },
    Work { name: "figures", run: |app, tenant| Box::pin(overview::keep_up(app, tenant)) },
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

/// Keeps SQLite's write-ahead log short until the shutdown begins: often and little at a time while somebody writes, for a
/// commit waits for the disk behind whatever is folded just then. Writes without news, such as sign-ins, wait for the beat.
pub async fn keep_folded(app: App, shutdown: Shutdown) {
    let mut news = app.store.news();
    loop {
        tokio::select! {
            () = shutdown.begun() => return,
            () = tokio::time::sleep(BEAT) => {}
            _ = news.recv() => {}
        }
        news = news.resubscribe();
        let mut rest = FOLDS_APART;
        if let Err(error) = app.store.fold().await {
            tracing::warn!(%error, "the write-ahead log could not be folded; it is tried again in a moment");
            // On a full disk every write brings news.
            rest = BEAT;
        }
        tokio::time::sleep(rest).await;
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::MessageId;
    use messages::Post;
    use store::{
        Who,
        outbox::{Message, MessageKind},
    };
    use test_support::{Municipality, SeededDice, TestDatabase};

    use super::*;
    use crate::{Settings, Stop};

    test_support::both_databases!(
        what_fails_in_one_tenant_does_not_stop_the_others,
        a_panic_ends_its_own_piece_of_work_only,
        it_runs_until_the_shutdown_and_sends_what_is_due,
        figures_are_counted_after_a_change_and_the_pages_are_told,
    );

    fn app(db: &TestDatabase) -> App {
        App {
            store: db.store().clone(),
            policy: Arc::new(policy::Policy::embedded().unwrap()),
            access: Arc::new(access::Access::new().unwrap()),
            languages: languages::Languages::load().unwrap(),
            clock: Arc::new(test_support::StillClock::default()),
            dice: Arc::new(SeededDice::new(3)),
            post: Post::memory(),
            settings: Arc::new(Settings::default()),
            figures: crate::overview::Cache::default(),
            known: crate::receive::known::Known::default(),
        }
    }

    async fn post(db: &TestDatabase, tenant: TenantId, to: &str) -> MessageId {
        let mut writer = db.write(&Who::program(tenant), db.now()).await.unwrap();
        let id = db.dice.id();
        let message = Message {
            id,
            kind: MessageKind::Letter,
            recipient: to.to_owned(),
            subject: "Hamn".to_owned(),
            body: b"Hej".to_vec(),
            attempts: 0,
        };
        writer.post(&message).await.unwrap();
        writer.commit().await.unwrap();
        id
    }

    fn receivers(app: &App) -> Vec<String> {
        let Post::Memory(letters) = &app.post else { unreachable!("the test's post") };
        letters.lock().unwrap().iter().map(|letter| letter.to.clone()).collect()
    }

    async fn what_fails_in_one_tenant_does_not_stop_the_others(db: TestDatabase) {
        let (app, first, second) =
            (app(&db), Municipality::found(&db, "Alvik").await, Municipality::found(&db, "Bodvik").await);
        post(&db, first.tenant, "first@hamn.example").await;
        post(&db, second.tenant, "second@hamn.example").await;
        // A sealed text that does not open fails the whole of its tenant's work.
        db.raw(
            "UPDATE message SET body_sealed = (SELECT m.body_sealed FROM message m WHERE m.recipient LIKE 'second%')
             WHERE recipient LIKE 'first%'",
        )
        .await
        .unwrap();
        round(&app).await;
        assert_eq!(receivers(&app), ["second@hamn.example"]);
        round(&app).await;
        assert_eq!(receivers(&app).len(), 1, "what left does not leave again");
    }

    async fn a_panic_ends_its_own_piece_of_work_only(db: TestDatabase) {
        let (app, town) = (app(&db), Municipality::found(&db, "Alvik").await);
        let work = Work { name: "broken", run: |_, _| Box::pin(async { panic!("on purpose") }) };
        attempt(&app, town.tenant, work).await;
    }

    async fn it_runs_until_the_shutdown_and_sends_what_is_due(db: TestDatabase) {
        let (app, town) = (app(&db), Municipality::found(&db, "Alvik").await);
        post(&db, town.tenant, "asa@hamn.example").await;
        let (stop, shutdown) = Stop::new();
        let running = tokio::spawn(run(app.clone(), shutdown.clone()));
        let folding = tokio::spawn(keep_folded(app.clone(), shutdown));
        // The first round comes at once, and the news of the request wakes the second.
        let browser = crate::sign_in::Secret::draw(&app);
        crate::sign_in::request_link(&app, &town.user.email, "sv", &browser).await.unwrap();
        while !receivers(&app).contains(&town.user.email) {
            tokio::task::yield_now().await;
        }
        stop.begin();
        running.await.unwrap();
        folding.await.unwrap();
        let mut receivers = receivers(&app);
        receivers.sort();
        assert_eq!(receivers, ["asa@hamn.example", &town.user.email]);
    }

    async fn figures_are_counted_after_a_change_and_the_pages_are_told(db: TestDatabase) {
        let clock = Arc::new(test_support::StillClock::default());
        let app = App { clock: clock.clone(), ..app(&db) };
        let town = Municipality::found(&db, "Alvik").await;
        let keep_up = || overview::keep_up(app.clone(), town.tenant);
        let mut news = db.news();
        assert_eq!(keep_up().await.unwrap(), 1);
        assert_eq!(news.try_recv().unwrap().tenant, town.tenant, "an open page hears of it");
        clock.advance(jiff::SignedDuration::from_secs(5));
        assert_eq!(keep_up().await.unwrap(), 0, "nothing has changed");
        assert!(news.try_recv().is_err(), "and nothing is told");

        town.receive(&db, &test_support::FamilyPlan::new("Olena", "Bondar")).await;
        news.try_recv().unwrap();
        assert_eq!(keep_up().await.unwrap(), 1);
        news.try_recv().unwrap();
        town.receive(&db, &test_support::FamilyPlan::new("Ivan", "Bondar")).await;
        news.try_recv().unwrap();
        assert_eq!(keep_up().await.unwrap(), 0, "counted less than a second ago");
        clock.advance(jiff::SignedDuration::from_secs(1));
        assert_eq!(keep_up().await.unwrap(), 1);
        assert!(news.try_recv().is_ok());
    }
}
