//! Signing in by a link, and everything that must not work.

use axum::http::StatusCode;
use domain::Role;
use jiff::SignedDuration;

use crate::app::{TestApp, with_app};

/// The path of the link in the latest letter.
async fn latest_link(app: &TestApp) -> String {
    let letters = app.letters().await;
    let body = &letters.last().expect("a letter was sent").body;
    let start = body.find("http://hamn.test").expect("the letter holds a link");
    body[start + "http://hamn.test".len()..]
        .split_whitespace()
        .next()
        .expect("the link has an end")
        .to_owned()
}

#[test]
fn a_link_works_once_and_only_in_the_browser_that_asked() {
    with_app(|app| async move {
        let mut asker = app.visitor();
        let page = asker.post("/sign-in", &[("email", " DESK@hamnvik.example ")]).await;
        assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/sign-in/sent"));
        let link = latest_link(&app).await;

        let mut other = app.visitor();
        other.get(&link).await.assert_ok().assert_shows("opened in another browser");
        other.post(&link, &[]).await.assert_ok().assert_hides("Arrivals desk");

        // A mail scanner opens the link; that uses nothing.
        asker.get(&link).await.assert_ok().assert_shows("Press the button");
        asker.get(&link).await.assert_ok().assert_shows("Press the button");
        let page = asker.post(&link, &[]).await;
        assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/start"));
        asker.visit("/start").await.assert_ok().assert_shows("Arrivals desk");

        asker.post(&link, &[]).await.assert_ok().assert_shows("no longer works");
    });
}

#[test]
fn a_newer_link_ends_the_older_and_time_ends_both() {
    with_app(|app| async move {
        let mut browser = app.visitor();
        browser.post("/sign-in", &[("email", "desk@hamnvik.example")]).await;
        let first = latest_link(&app).await;
        browser.post("/sign-in", &[("email", "desk@hamnvik.example")]).await;
        let second = latest_link(&app).await;
        assert_ne!(first, second);
        browser.get(&first).await.assert_shows("no longer works");
        browser.get(&second).await.assert_shows("Press the button");
        app.clock.advance(SignedDuration::from_mins(16));
        browser.get(&second).await.assert_shows("no longer works");
    });
}

#[test]
fn an_unknown_address_gets_the_same_answer_and_no_letter() {
    with_app(|app| async move {
        let mut known = app.visitor();
        let mut unknown = app.visitor();
        let yes = known.post("/sign-in", &[("email", "desk@hamnvik.example")]).await;
        let letters = app.letters().await.len();
        let no = unknown.post("/sign-in", &[("email", "nobody@hamnvik.example")]).await;
        assert_eq!((yes.status, yes.location(), &yes.body), (no.status, no.location(), &no.body));
        assert_eq!(app.letters().await.len(), letters);
    });
}

#[test]
fn too_many_requests_for_one_address_send_no_more_letters() {
    with_app(|app| async move {
        let mut browser = app.visitor();
        for _ in 0..20 {
            browser.post("/sign-in", &[("email", "desk@hamnvik.example")]).await;
        }
        assert_eq!(app.letters().await.len(), 5);
        app.clock.advance(SignedDuration::from_mins(16));
        browser.post("/sign-in", &[("email", "desk@hamnvik.example")]).await;
        assert_eq!(app.letters().await.len(), 6);
    });
}

#[test]
fn a_session_ends_by_rest_by_age_and_by_signing_out() {
    with_app(|app| async move {
        let mut rested = app.browser(Role::Desk).await;
        app.clock.advance(SignedDuration::from_mins(61));
        let page = rested.get("/desk").await;
        assert!(page.location().starts_with("/sign-in?next=%2Fdesk&ended=1"), "{}", page.location());

        let mut busy = app.browser(Role::Desk).await;
        for _ in 0..23 {
            app.clock.advance(SignedDuration::from_mins(31));
            busy.get("/desk").await.assert_ok();
        }
        app.clock.advance(SignedDuration::from_mins(31));
        assert_eq!(busy.get("/desk").await.status, StatusCode::SEE_OTHER);

        let mut leaving = app.browser(Role::Desk).await;
        let stolen = leaving.clone();
        leaving.post("/sign-out", &[]).await;
        assert_eq!(stolen.clone().get("/desk").await.status, StatusCode::SEE_OTHER, "the old cookie is dead");
    });
}

#[test]
fn a_form_that_outlives_its_session_is_not_lost() {
    with_app(|app| async move {
        let mut browser = app.browser(Role::Desk).await;
        app.clock.advance(SignedDuration::from_mins(61));
        let page = browser.post("/desk", &[("given-0", "Олена"), ("family-0", "Коваленко")]).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        page.assert_shows("value=\"Олена\"").assert_shows("Send again");

        // Signed in again, the form that was kept is sent from the new session.
        let mut again = app.browser(Role::Desk).await;
        again.csrf.clear();
        let page = again.post("/desk", &[("given-0", "Олена"), ("arrived_on", "2026-03-10")]).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        let page = again.post("/desk", &[("given-0", "Олена"), ("arrived_on", "2026-03-10")]).await;
        assert!(page.location().starts_with("/households/"), "{}", page.body);
    });
}
