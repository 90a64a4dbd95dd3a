//! Every route as every role, in the own tenant, in another, and signed out. A route nobody listed fails.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use axum::http::StatusCode;
use domain::Role;
use web::{Guard, route_list};

use crate::app::{Browser, TestApp, with_app};

/// Puts made-up ids in place of parameters: a record that does not exist, so that nothing is changed by the walk.
fn concrete(path: &str) -> String {
    path.split('/')
        .map(|part| if part.starts_with('{') { "00000000-0000-4000-8000-000000000000" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

fn guard_words(guard: Guard) -> String {
    match guard {
        Guard::Public => "anybody".to_owned(),
        Guard::SignedIn => "signed in".to_owned(),
        Guard::Newcomer => "newcomer".to_owned(),
        Guard::Demo => "demo only".to_owned(),
        Guard::Roles(roles) => roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" "),
    }
}

/// The list is a file that a reviewer can read; a new or changed route shows as a difference.
#[test]
fn every_route_is_on_the_list() {
    with_app(|app| async move {
        let mut lines: Vec<String> = route_list(&app.app)
            .iter()
            .map(|route| format!("{:4} {:50} {}", route.method, route.path, guard_words(route.guard)))
            .collect();
        lines.sort_by_key(|line| line[5..].to_owned());
        let mut text = String::new();
        for line in lines {
            let _ = writeln!(text, "{}", line.trim_end());
        }
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/routes.txt");
        if std::env::var("HAMN_RENEW").is_ok() {
            fs::write(&file, &text).expect("the list can be written");
        }
        let listed = fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(
            text, listed,
            "the routes changed: read the difference, then HAMN_RENEW=1 cargo test -p web every_route"
        );
    });
}

async fn try_route(browser: &mut Browser, method: &str, path: &str) -> StatusCode {
    if method == "GET" { browser.get(path).await.status } else { browser.post(path, &[]).await.status }
}

#[test]
fn no_route_lets_in_whom_its_guard_keeps_out() {
    with_app(|app: TestApp| async move {
        let neighbour = app.another_town("Grannby").await;
        let mut insiders = BTreeMap::new();
        let mut neighbours = BTreeMap::new();
        for role in Role::ALL {
            insiders.insert(role, app.browser(role).await);
            neighbours.insert(role, app.browser_in(&neighbour, role).await);
        }
        for route in route_list(&app.app) {
            let path = concrete(route.path);
            // Signing out or ending views would end the walk.
            if matches!(route.path, "/sign-out") {
                continue;
            }
            let name = format!("{} {}", route.method, route.path);
            let signed_out = try_route(&mut app.visitor(), route.method, &path).await;
            match route.guard {
                Guard::Public => {}
                Guard::Demo => assert_eq!(signed_out, StatusCode::NOT_FOUND, "{name}: this is no demo"),
                _ if route.method == "GET" => {
                    assert_eq!(signed_out, StatusCode::SEE_OTHER, "{name}: signed out");
                }
                _ => assert_eq!(signed_out, StatusCode::UNAUTHORIZED, "{name}: signed out"),
            }
            for (role, browser) in insiders.iter_mut().chain(neighbours.iter_mut()) {
                let status = try_route(browser, route.method, &path).await;
                assert!(!status.is_server_error(), "{name} as {role}: {status}");
                match route.guard {
                    Guard::Roles(roles) if !roles.contains(role) => {
                        assert_eq!(status, StatusCode::NOT_FOUND, "{name} as {role}");
                    }
                    Guard::Demo => assert_eq!(status, StatusCode::NOT_FOUND, "{name} as {role}"),
                    Guard::Newcomer => assert_ne!(status, StatusCode::OK, "{name} as {role}"),
                    Guard::Roles(_) | Guard::Public | Guard::SignedIn => {
                        // A record that does not exist is not found, whoever asks.
                        if route.path.contains('{') && matches!(route.guard, Guard::Roles(_)) {
                            assert_ne!(status, StatusCode::OK, "{name} as {role}");
                        }
                    }
                }
            }
        }
    });
}
