//! The log of requests: whoever reads it learns what was done, never to whom.
//!
//! A program of its own: what is logged is a matter of the whole process, and the other tests log too.

#[path = "../it/app.rs"]
#[expect(dead_code, reason = "shared with the other tests, of which this one needs a part")]
mod app;

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{body::Body, http::Request};
use domain::Role;
use tower::ServiceExt as _;
use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter};
use web::route_list;

use self::app::{TestApp, with_app};

/// A log in memory.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Values that somebody sent or that are stored, in the forms in which they could show.
const CANARIES: [&str; 6] = ["anarie", "CANARY", "c0ffee", "+46700", "Hamnvik.example", "19121212"];
const ID: &str = "00000000-0000-4000-8000-000000c0ffee";

#[test]
fn the_log_of_every_route_holds_no_person_and_no_id() {
    with_app(|app: TestApp| async move {
        let lines = Lines::default();
        // The most talkative level that an operator can choose.
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_max_level(LevelFilter::DEBUG)
            .with_writer(lines.clone())
            .finish();
        let log = tracing::subscriber::set_default(subscriber);
        let mut browser = app.browser(Role::Coordinator).await;
        let routes = route_list(&app.app);
        for route in &routes {
            if route.path == "/sign-out" {
                continue;
            }
            let path: Vec<&str> =
                route.path.split('/').map(|part| if part.starts_with('{') { ID } else { part }).collect();
            let path = format!("{}?q=Kanariev%C3%A4gen&name=Kanarie&given=CANARY", path.join("/"));
            if route.path == "/live" {
                // An answer without end: only its beginning is asked for.
                let request = Request::get(&path).body(Body::empty()).expect("the request is well formed");
                app.router.clone().oneshot(request).await.expect("the router answers");
            } else if route.method == "GET" {
                browser.get(&path).await;
            } else {
                let fields = [
                    ("email", "kanarie@Hamnvik.example"),
                    ("given", "Kanarie"),
                    ("number", "19121212-1212"),
                    ("phone", "+46700"),
                ];
                browser.post(&path, &fields).await;
            }
        }
        browser.get(&format!("/nowhere/{ID}/Kanarie")).await;
        let odd = Request::builder().method("CANARY").uri("/desk").header("user-agent", "CANARY");
        browser.send(odd, Body::from("CANARY")).await;
        let secret = browser.cookies["hamn"].split_once('.').expect("tenant and secret").1.to_owned();
        drop(log);

        let log = String::from_utf8(lines.0.lock().expect("no test panics while it holds the log").clone())
            .expect("text");
        for route in routes.iter().filter(|route| route.path != "/sign-out") {
            let line = format!("\"method\":\"{}\",\"route\":\"{}\",\"status\":", route.method, route.path);
            assert!(log.contains(&line), "{} {} is not in the log", route.method, route.path);
        }
        assert!(
            log.contains("\"method\":\"other\",\"route\":\"/desk\"") && log.contains("\"route\":\"none\"")
        );
        assert!(
            log.contains(&format!("\"tenant\":\"{}\"", app.town.tenant)),
            "whose line it is helps the operator"
        );
        let user = app.town.users[&Role::Coordinator].to_string();
        for canary in CANARIES.into_iter().chain([secret.as_str(), &user]) {
            let found = log.lines().find(|line| line.contains(canary));
            assert_eq!(found, None, "{canary} is in the log");
        }
    });
}
