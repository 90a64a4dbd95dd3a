//! A clock that jumps: forward and back, over midnight, over the night when an hour comes twice.

use std::collections::BTreeSet;

use app::scheduler;
use domain::Role;
use jiff::SignedDuration;
use store::{Verdict, Who};

use crate::{app::with_app, homes::register};

#[test]
fn an_hour_that_comes_twice_changes_nothing_that_was_done() {
    with_app(|app| async move {
        // Half past midnight in Sweden on the day when summer time ends.
        app.clock.set("2026-10-24T22:30:00Z".parse().unwrap());
        let arrived = [("arrived_on", "2026-10-24"), ("unaccompanied-0", "yes"), ("birth_y-0", "2012")];
        let mut coordinator = app.browser(Role::Coordinator).await;
        let household = register(&mut coordinator, &["Danylo"], &arrived).await;
        scheduler::round(&app.app).await;
        assert_eq!(app.letters().await.len(), 1, "the child's link was due yesterday");

        // Back an hour: yesterday again. Whoever is signed in stays so, and work goes on.
        app.clock.advance(SignedDuration::from_hours(-1));
        coordinator.get(&household).await.assert_ok().assert_shows("Danylo");
        register(&mut coordinator, &["Before", "Midnight"], &[("arrived_on", "2026-10-24")]).await;
        scheduler::round(&app.app).await;
        scheduler::round(&app.app).await;

        // On through the hour that comes twice, with a look at every half hour.
        for _ in 0..9 {
            app.clock.advance(SignedDuration::from_mins(30));
            coordinator.get(&format!("{household}/chain")).await.assert_ok();
            scheduler::round(&app.app).await;
        }
        // The other household has a link of its own that was due on the day that came twice.
        let letters: BTreeSet<String> = app.letters().await.into_iter().map(|letter| letter.body).collect();
        assert_eq!((app.letters().await.len(), letters.len()), (2, 2), "each is told once");
        let log = app.app.store.read(&Who::program(app.town.tenant)).await.unwrap().verify_changes().await;
        assert!(matches!(log, Ok(Verdict::Whole { .. })), "{log:?}");
    });
}

#[test]
fn a_clock_set_back_gives_no_session_a_longer_rest() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        app.clock.advance(SignedDuration::from_mins(-61));
        let page = desk.get("/desk").await;
        assert!(page.location().starts_with("/sign-in?next=%2Fdesk&ended=1"), "{}", page.location());
    });
}
