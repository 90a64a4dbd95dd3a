//! Headers, other sites, other tenants, and markup in names.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::Role;

use crate::app::with_app;

#[test]
fn every_answer_carries_the_headers_that_protect_it() {
    with_app(|app| async move {
        let mut browser = app.browser(Role::Coordinator).await;
        for path in ["/", "/sign-in", "/households", "/no-such-page", "/static/hamn.css"] {
            let page = browser.get(path).await;
            let header =
                |name: &str| page.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
            assert!(header("content-security-policy").contains("default-src 'none'"), "{path}");
            assert!(!header("content-security-policy").contains("unsafe"), "{path}");
            assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
            assert_eq!(header("x-frame-options"), "DENY", "{path}");
            let cached = header("cache-control");
            assert!(
                if path.starts_with("/static") { cached.contains("max-age") } else { cached == "no-store" },
                "{path}"
            );
        }
    });
}

#[test]
fn a_form_from_another_site_is_refused() {
    with_app(|app| async move {
        let mut browser = app.browser(Role::Desk).await;
        let body =
            format!("csrf={}&key={}&given-0=Mallory&arrived_on=2026-03-09", browser.csrf, browser.key());
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
        ] {
            let request = Request::post("/desk")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(name, value);
            let page = browser.send(request, Body::from(body.clone())).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{name}: {value}");
        }
        browser.get("/households").await.assert_hides("Mallory");
    });
}

#[test]
fn the_session_cookie_cannot_be_read_by_scripts_or_sent_from_elsewhere() {
    with_app(|app| async move {
        let link = app::sign_in::print_link(
            &app.app,
            app.town.tenant,
            app.town.users[&Role::Desk],
            jiff::SignedDuration::from_mins(5),
        )
        .await
        .expect("a link");
        let page = app.visitor().post(link.trim_start_matches("http://hamn.test"), &[]).await;
        let cookie =
            page.headers.get(header::SET_COOKIE).and_then(|value| value.to_str().ok()).expect("a cookie");
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
            "{cookie}"
        );
    });
}

#[test]
fn another_tenant_finds_nothing() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        let page = desk
            .post("/desk", &[("given-0", "Canary"), ("family-0", "Ours"), ("arrived_on", "2026-03-09")])
            .await;
        let household = page.location().split('?').next().expect("a path").to_owned();

        let neighbour = app.another_town("Grannby").await;
        for role in Role::ALL {
            let mut browser = app.browser_in(&neighbour, role).await;
            assert_eq!(browser.get(&household).await.status, StatusCode::NOT_FOUND, "{role}");
            browser.get("/households").await.assert_hides("Canary");
            browser.post("/desk/hits", &[("given-0", "Canary")]).await.assert_hides("Canary");
            // The tenant in the cookie is only where to look: another one finds no session.
            let cookie = browser.cookies.get_mut("hamn").expect("a session cookie");
            let secret = cookie.split_once('.').expect("tenant and secret").1;
            *cookie = format!("{}.{secret}", app.town.tenant.uuid().simple());
            let page = browser.get("/account").await;
            assert_eq!(page.status, StatusCode::SEE_OTHER, "{role}");
        }
    });
}
