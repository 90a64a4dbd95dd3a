//! The first page.

use axum::http::StatusCode;
use domain::Role;
use jiff::SignedDuration;

use crate::app::with_app;

const OLENA: [(&str, &str); 3] = [("given-0", "Olena"), ("birth_y-0", "1984"), ("arrived_on", "2026-03-10")];

#[test]
fn the_coordinator_sees_a_registration_at_once_and_a_reader_sees_no_small_number() {
    with_app(|app| async move {
        let mut coordinator = app.browser(Role::Coordinator).await;
        coordinator
            .get("/overview")
            .await
            .assert_ok()
            .assert_shows("Nothing yet today")
            .assert_shows("As of 10:00");
        let mut desk = app.browser(Role::Desk).await;
        desk.post("/desk", &OLENA).await;
        // Figures are shared for a second under load; then a change is counted.
        app.clock.advance(SignedDuration::from_secs(2));
        coordinator
            .get("/overview/figures")
            .await
            .assert_ok()
            .assert_shows("Households registered")
            .assert_shows(
                "<span class=\"tile-figure\">1</span><span class=\"tile-label\">People in reception",
            );

        let mut reader = app.browser(Role::Reader).await;
        reader
            .get("/overview")
            .await
            .assert_ok()
            .assert_shows("<span class=\"tile-figure\">Fewer than 5</span><span class=\"tile-label\">People in reception")
            .assert_hides("<span class=\"tile-figure\">1</span>")
            .assert_hides("href=\"/households");
    });
}

#[test]
fn an_organisation_sees_what_waits_for_itself_only() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        desk.post("/desk", &OLENA).await;
        let mut partner = app.browser(Role::PartnerCoordinator).await;
        partner
            .get("/overview")
            .await
            .assert_ok()
            .assert_shows("What waits for us")
            .assert_hides("People in reception")
            .assert_hides("Households registered");
        assert_eq!(app.browser(Role::Volunteer).await.get("/overview").await.status, StatusCode::NOT_FOUND);
    });
}
