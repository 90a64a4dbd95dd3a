//! Users, the first run, looking through another role, and the log.

use app::first_run;
use axum::http::StatusCode;
use domain::Role;
use store::Who;

use crate::app::{Browser, Page, TestApp, with_app};

/// The path of the sign-in link in the latest letter.
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

async fn invite(app: &TestApp, administrator: &mut Browser, email: &str, role: &str, actor: &str) -> Page {
    administrator.get("/users/new").await.assert_ok();
    let fields = [
        ("name", "Sara Lind"),
        ("email", email),
        ("language", "en"),
        ("actor", actor),
        ("role", role),
        ("from", "2026-03-10"),
    ];
    let page = administrator.post("/users/new", &fields).await;
    app.letters().await;
    page
}

async fn sign_in(app: &TestApp, email: &str) -> Browser {
    let mut browser = app.visitor();
    browser.post("/sign-in", &[("email", email)]).await;
    let link = latest_link(app).await;
    let page = browser.post(&link, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    browser.get("/account").await.assert_ok();
    browser
}

/// The id of the first membership on a user's page.
fn membership_of(page: &Page) -> String {
    let rest = page.body.split_once("/memberships/").expect("a membership can be changed").1;
    rest.split(['"', '/']).next().expect("an id").to_owned()
}

#[test]
fn an_invited_role_holds_once_its_bearer_has_signed_in() {
    with_app(|app| async move {
        let mut administrator = app.browser(Role::Administrator).await;
        let social = app.town.social.to_string();
        let page = invite(&app, &mut administrator, "sara@hamnvik.example", "case_worker", &social).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        let user = page.location().to_owned();
        let letters = app.letters().await;
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].to, "sara@hamnvik.example");
        assert!(letters[0].body.contains("http://hamn.test/sign-in\n"), "{}", letters[0].body);
        administrator.get(&user).await.assert_ok().assert_shows("Invited").assert_hides("In force");

        let mut sara = sign_in(&app, "sara@hamnvik.example").await;
        sara.get("/households").await.assert_ok();
        administrator.get(&user).await.assert_shows("In force").assert_hides(">Invited<");

        // The same address cannot be invited twice.
        let again = invite(&app, &mut administrator, " SARA@hamnvik.example", "desk", &social).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        again.assert_shows("already has this address").assert_shows("value=\"Sara Lind\"");
    });
}

#[test]
fn roles_that_carry_secrets_stay_with_authorities() {
    with_app(|app| async move {
        let mut administrator = app.browser(Role::Administrator).await;
        let association = app.town.association.to_string();
        let page =
            invite(&app, &mut administrator, "sara@hamnvik.example", "coordinator", &association).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.assert_shows("only be held in an authority");
        assert!(app.letters().await.is_empty());
    });
}

#[test]
fn nobody_changes_the_own_rights() {
    with_app(|app| async move {
        let mut administrator = app.browser(Role::Administrator).await;
        let own = app.town.users[&Role::Administrator];
        let page = administrator.get(&format!("/users/{own}")).await.assert_ok();
        let page = page.assert_shows("This is you").assert_hides("Close the account");
        assert!(!page.body.contains("/memberships/"));
        for act in ["disable", "end-sessions"] {
            let page = administrator.post(&format!("/users/{own}/{act}"), &[("version", "1")]).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{act}");
        }
        let social = app.town.social.to_string();
        let more = [("actor", social.as_str()), ("role", "case_worker"), ("from", "2026-03-10")];
        let page = administrator.post(&format!("/users/{own}/memberships"), &more).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        administrator.get("/users").await.assert_ok();
    });
}

#[test]
fn a_closed_account_is_signed_out_at_once_and_gets_no_link() {
    with_app(|app| async move {
        let mut administrator = app.browser(Role::Administrator).await;
        let mut desk = app.browser(Role::Desk).await;
        desk.get("/desk").await.assert_ok();
        let path = format!("/users/{}", app.town.users[&Role::Desk]);
        administrator.get(&path).await.assert_shows("Signed in now");
        let page = administrator.post(&format!("{path}/disable"), &[("version", "1")]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        assert_eq!(desk.get("/desk").await.status, StatusCode::SEE_OTHER);
        app.visitor().post("/sign-in", &[("email", "desk@hamnvik.example")]).await;
        assert!(app.letters().await.is_empty());

        let stale = administrator.post(&format!("{path}/enable"), &[("version", "1")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        administrator.post(&format!("{path}/enable"), &[("version", "2")]).await;
        sign_in(&app, "desk@hamnvik.example").await.get("/desk").await.assert_ok();
    });
}

#[test]
fn a_role_changes_at_once_and_two_who_change_it_see_both_values() {
    with_app(|app| async move {
        let mut administrator = app.browser(Role::Administrator).await;
        let mut desk = app.browser(Role::Desk).await;
        let user = format!("/users/{}", app.town.users[&Role::Desk]);
        let path = format!("/memberships/{}", membership_of(&administrator.get(&user).await));
        administrator.get(&path).await.assert_ok().assert_shows("value=\"desk\" checked");
        let change = [("version", "1"), ("role", "case_worker"), ("from", "2020-01-01"), ("cleared", "yes")];
        let page = administrator.post(&path, &change).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        desk.get("/account").await.assert_shows("Case worker");

        let late = [("version", "1"), ("role", "reader"), ("from", "2020-01-01"), ("to", "2026-04-01")];
        let page = administrator.post(&path, &late).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert_eq!(page.hidden("version").as_deref(), Some("2"));
        page.assert_shows("What you wrote")
            .assert_shows("What is saved now")
            .assert_shows("value=\"2026-04-01\"");
        desk.get("/account").await.assert_shows("Case worker");

        let suspend = administrator.post(&format!("{path}/suspend"), &[("version", "2")]).await;
        assert_eq!(suspend.status, StatusCode::SEE_OTHER);
        assert_eq!(
            desk.get("/account").await.status,
            StatusCode::SEE_OTHER,
            "a suspended role signs nobody in"
        );
        let resume = administrator.post(&format!("{path}/resume"), &[("version", "3")]).await;
        assert_eq!(resume.status, StatusCode::SEE_OTHER);
        desk.get("/account").await.assert_ok();

        let backwards = [("version", "4"), ("role", "reader"), ("from", "2026-04-01"), ("to", "2026-04-01")];
        let page = administrator.post(&path, &backwards).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.assert_shows("The end date must come after the start date");
    });
}

#[test]
fn an_organisations_administrator_keeps_the_own_house_only() {
    with_app(|app| async move {
        let mut municipal = app.browser(Role::Administrator).await;
        let association = app.town.association.to_string();
        invite(&app, &mut municipal, "sara@forening.example", "administrator", &association).await;
        let mut own = sign_in(&app, "sara@forening.example").await;
        own.get("/users")
            .await
            .assert_ok()
            .assert_shows("volunteer@Hamnvik.example")
            .assert_hides("desk@Hamnvik.example");
        let desk = app.town.users[&Role::Desk];
        assert_eq!(own.get(&format!("/users/{desk}")).await.status, StatusCode::NOT_FOUND);
        let page = own.post(&format!("/users/{desk}/disable"), &[("version", "1")]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        let page =
            invite(&app, &mut own, "erik@forening.example", "desk", &app.town.social.to_string()).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert_eq!(own.get("/audit").await.status, StatusCode::NOT_FOUND);

        // To be called an authority would be a way into its rights.
        let path = format!("/actors/{association}");
        own.get(&path).await.assert_ok().assert_hides("End from today");
        let change =
            |kind| [("version", "1"), ("name", "Föreningen"), ("kind", kind), ("from", "2020-01-01")];
        assert_eq!(own.post(&path, &change("authority")).await.status, StatusCode::FORBIDDEN);
        assert_eq!(own.post(&path, &change("association")).await.status, StatusCode::SEE_OTHER);
        own.get("/actors").await.assert_shows("Föreningen");
    });
}

#[test]
fn the_first_administrator_needs_the_code_and_the_code_works_once() {
    with_app(|app| async move {
        assert_eq!(app.visitor().get("/claim").await.status, StatusCode::NOT_FOUND, "nothing waits");
        let tenant = app.dice.id();
        app.app
            .store
            .create_tenant(tenant, "2262", "Timrå kommun", app.app.clock.now())
            .await
            .expect("a tenant");
        let code = first_run::offer_claim_code(&app.app, tenant).await.expect("an offer").expect("a code");
        let fields = |code| [("code", code), ("name", "Sara Lind"), ("email", "sara@timra.example")];

        let mut first = app.visitor();
        first.get("/claim").await.assert_ok().assert_shows("first administrator");
        let page = first.post("/claim", &fields("AAAAA-AAAAA")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.assert_shows("The code is not right").assert_shows("value=\"Sara Lind\"");

        let typed = code.to_lowercase();
        let page = first.post("/claim", &fields(&typed)).await;
        assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/start"), "{}", page.body);
        first.visit("/start").await.assert_ok().assert_shows("sara@timra.example").assert_hides("Hamnvik");
        first
            .get("/actors")
            .await
            .assert_ok()
            .assert_shows("Kommunstyrelsen, Timrå kommun")
            .assert_shows("Last resort");

        let mut second = app.visitor();
        assert_eq!(second.get("/claim").await.status, StatusCode::NOT_FOUND);
        assert_eq!(second.post("/claim", &fields(&code)).await.status, StatusCode::NOT_FOUND);
        let users =
            app.app.store.read(&Who::program(tenant)).await.expect("a read").users().await.expect("users");
        assert_eq!(users.len(), 1);
    });
}

#[test]
fn five_wrong_codes_lock_the_claim_for_a_while() {
    with_app(|app| async move {
        let tenant = app.dice.id();
        app.app
            .store
            .create_tenant(tenant, "2262", "Timrå kommun", app.app.clock.now())
            .await
            .expect("a tenant");
        let code = first_run::offer_claim_code(&app.app, tenant).await.expect("an offer").expect("a code");
        let fields = |code| [("code", code), ("name", "Sara Lind"), ("email", "sara@timra.example")];
        let mut browser = app.visitor();
        for _ in 0..5 {
            assert_eq!(
                browser.post("/claim", &fields("WRONG")).await.status,
                StatusCode::UNPROCESSABLE_ENTITY
            );
        }
        assert_eq!(browser.post("/claim", &fields(&code)).await.status, StatusCode::TOO_MANY_REQUESTS);
        app.clock.advance(jiff::SignedDuration::from_mins(16));
        assert_eq!(browser.post("/claim", &fields(&code)).await.status, StatusCode::SEE_OTHER);
    });
}

#[test]
fn viewing_as_a_coordinator_shows_no_household_and_writes_nothing() {
    with_app(|app| async move {
        let mut coordinator = app.browser(Role::Coordinator).await;
        let page = coordinator.post("/desk", &[("given-0", "Olena"), ("arrived_on", "2026-03-09")]).await;
        let household = page.location().to_owned();
        coordinator.get(&household).await.assert_ok().assert_shows("Olena");

        let mut administrator = app.browser(Role::Administrator).await;
        administrator.get("/account/view-as").await.assert_ok();
        let before = administrator.cookies.clone();
        let board = app.town.board.to_string();
        let page =
            administrator.post("/account/view-as", &[("role", "coordinator"), ("actor", &board)]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        assert_ne!(before, administrator.cookies, "the session gets a new secret");
        let mut thief = app.visitor();
        thief.cookies = before;
        assert_eq!(thief.get("/users").await.status, StatusCode::SEE_OTHER, "the old secret is dead");

        administrator
            .get("/account")
            .await
            .assert_shows("as the role Coordinator")
            .assert_shows("href=\"/households\"");
        administrator.get("/households").await.assert_ok().assert_hides("Olena");
        assert_eq!(administrator.get(&household).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            administrator.get("/users").await.status,
            StatusCode::NOT_FOUND,
            "the role seen has no users"
        );
        let page = administrator.post("/desk", &[("given-0", "Nobody"), ("arrived_on", "2026-03-09")]).await;
        assert!(page.status.is_client_error(), "{}", page.status);
        coordinator.get("/households").await.assert_shows("Olena").assert_hides("Nobody");

        administrator.get("/account").await;
        let page = administrator.post("/account/view-as/end", &[]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        administrator.get("/users").await.assert_ok().assert_hides("as the role");

        let mut desk = app.browser(Role::Desk).await;
        assert_eq!(desk.get("/account/view-as").await.status, StatusCode::NOT_FOUND);
        let page = desk.post("/account/view-as", &[("role", "coordinator"), ("actor", &board)]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn the_log_shows_what_was_done_and_that_it_is_whole() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        desk.post("/desk", &[("given-0", "Olena"), ("arrived_on", "2026-03-09")]).await;
        let mut administrator = app.browser(Role::Administrator).await;
        administrator
            .get("/audit")
            .await
            .assert_ok()
            .assert_shows("household.registered")
            .assert_shows("desk of Hamnvik")
            .assert_hides("Olena");
        administrator
            .get("/audit?before=2")
            .await
            .assert_ok()
            .assert_shows("tenant.created")
            .assert_hides("household.");
        administrator.post("/audit/check", &[]).await.assert_ok().assert_shows("The log is whole");
        assert_eq!(app.browser(Role::Coordinator).await.get("/audit").await.status, StatusCode::NOT_FOUND);
    });
}
