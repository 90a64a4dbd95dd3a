//! Who is responsible: actors and duties.

use axum::http::StatusCode;
use domain::Role;
use jiff::SignedDuration;

use crate::app::{Page, with_app};

/// The path of the duty that was added last.
fn duty_of(page: &Page) -> String {
    let rest = page.body.split_once("href=\"/duties/").expect("a duty can be changed").1;
    let mut ids = rest.split("href=\"/duties/").filter(|id| !id.starts_with("new"));
    format!("/duties/{}", ids.next().expect("a duty").split('"').next().expect("an id"))
}

#[test]
fn the_map_finds_who_is_missing_who_is_double_and_what_is_stale() {
    with_app(|app| async move {
        let mut administrator = app.browser(Role::Administrator).await;
        let mut coordinator = app.browser(Role::Coordinator).await;
        coordinator
            .get("/duties")
            .await
            .assert_ok()
            .assert_shows("Nobody answers for it")
            .assert_hides("Add a duty");
        let (board, social) = (app.town.board.to_string(), app.town.social.to_string());
        let school = [
            ("kind", "school"),
            ("legal_owner", board.as_str()),
            ("executing", social.as_str()),
            ("law", "10 kap. 5 § skollagen"),
            ("from", "2026-01-01"),
        ];
        administrator
            .get("/duties/new?kind=school")
            .await
            .assert_ok()
            .assert_shows("value=\"school\" selected");
        let page = administrator.post("/duties/new", &school).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        let page = administrator.get("/duties").await.assert_ok();
        let page = page
            .assert_shows("10 kap. 5 § skollagen")
            .assert_shows("Needs confirming")
            .assert_hides("Still right");
        let duty = duty_of(&page);

        coordinator.get("/duties").await.assert_shows("Still right");
        let page = coordinator.post(&format!("{duty}/confirm"), &[("version", "1")]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        coordinator
            .get("/duties")
            .await
            .assert_shows("coordinator of Hamnvik")
            .assert_hides(">Needs confirming<");
        let page = administrator.post(&format!("{duty}/confirm"), &[("version", "2")]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "who draws the map does not vouch for it");

        administrator.post("/duties/new", &school).await;
        administrator.get("/duties").await.assert_shows("chip--overdue\">Several claim it");

        app.clock.advance(SignedDuration::from_hours(24 * 200));
        let mut coordinator = app.browser(Role::Coordinator).await;
        coordinator.get("/duties").await.assert_shows(">Needs confirming<");
    });
}

#[test]
fn a_duty_changes_with_both_values_shown_and_ends() {
    with_app(|app| async move {
        let mut administrator = app.browser(Role::Administrator).await;
        let (board, social) = (app.town.board.to_string(), app.town.social.to_string());
        let with = |law| {
            [
                ("version", "1"),
                ("kind", "school"),
                ("legal_owner", board.as_str()),
                ("executing", social.as_str()),
                ("law", law),
                ("from", "2026-01-01"),
            ]
        };
        let page = administrator.post("/duties/new", &with("")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.assert_shows("Enter the law or decision");
        administrator.post("/duties/new", &with("First")).await;
        let duty = duty_of(&administrator.get("/duties").await);
        assert_eq!(administrator.post(&duty, &with("Second")).await.status, StatusCode::SEE_OTHER);
        let page = administrator.post(&duty, &with("Third")).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        page.assert_shows("<bdi>Third</bdi>").assert_shows("<bdi>Second</bdi>");
        let page = administrator.post(&format!("{duty}/end"), &[("version", "2")]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        administrator.get("/duties").await.assert_shows("Ended");
    });
}

#[test]
fn actors_are_kept_by_the_administrator_and_the_last_resort_cannot_end() {
    with_app(|app| async move {
        let mut administrator = app.browser(Role::Administrator).await;
        let mut coordinator = app.browser(Role::Coordinator).await;
        coordinator
            .get("/actors")
            .await
            .assert_ok()
            .assert_shows("Idrottsföreningen")
            .assert_hides("Add an actor");
        let association = format!("/actors/{}", app.town.association);
        coordinator.get(&association).await.assert_ok().assert_hides("End from today");
        assert_eq!(
            coordinator.post(&format!("{association}/end"), &[("version", "1")]).await.status,
            StatusCode::NOT_FOUND
        );

        let fields = [
            ("name", "Kyrkan"),
            ("kind", "association"),
            ("email", "kyrkan@hamnvik.example"),
            ("from", "2026-03-10"),
        ];
        assert_eq!(administrator.post("/actors/new", &fields).await.status, StatusCode::SEE_OTHER);
        administrator.get("/actors").await.assert_shows("Kyrkan");

        let board = format!("/actors/{}", app.town.board);
        administrator
            .get(&board)
            .await
            .assert_ok()
            .assert_shows("falls back to this actor")
            .assert_hides("End from today");
        let page = administrator.post(&format!("{board}/end"), &[("version", "1")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let weaker = [("version", "1"), ("name", "Styrelsen"), ("kind", "company"), ("from", "2020-01-01")];
        let page = administrator.post(&board, &weaker).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.assert_shows("last resort must be an authority");

        let page = administrator.post(&format!("{association}/end"), &[("version", "1")]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        administrator.get("/actors").await.assert_shows("Ended");
    });
}

#[test]
fn what_an_ended_actor_had_falls_back_at_once() {
    with_app(|app| async move {
        let mut administrator = app.browser(Role::Administrator).await;
        let (board, social) = (app.town.board.to_string(), app.town.social.to_string());
        let school = [
            ("kind", "registration"),
            ("legal_owner", board.as_str()),
            ("executing", social.as_str()),
            ("law", "lagen (1994:137)"),
            ("from", "2026-01-01"),
        ];
        administrator.post("/duties/new", &school).await;
        let mut desk = app.browser(Role::Desk).await;
        let page = desk
            .post("/desk", &[("given-0", "Olena"), ("status", "asylum_seeker"), ("arrived_on", "2026-03-09")])
            .await;
        let id =
            page.location().trim_start_matches("/households/").split('?').next().expect("an id").to_owned();
        let carried_by = async |actor| {
            let mut reader = app.app.store.read(&store::Who::program(app.town.tenant)).await.expect("a read");
            let links = reader.links_of(id.parse().expect("an id")).await.expect("links");
            links.iter().filter(|link| link.accountable == actor).count()
        };
        assert_ne!(carried_by(app.town.social).await, 0);
        let page = administrator.post(&format!("/actors/{social}/end"), &[("version", "1")]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        assert_eq!(carried_by(app.town.social).await, 0);
        assert_ne!(carried_by(app.town.board).await, 0);
    });
}
