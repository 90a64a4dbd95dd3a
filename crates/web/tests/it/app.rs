//! A whole program in memory, and browsers that use it.

use std::{collections::BTreeMap, sync::Arc};

use access::Access;
use app::{App, Settings, receive::chain::PRINCIPAL_ACTOR, sign_in};
use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use domain::{Actor, ActorContact, ActorId, ActorKind, Interval, MembershipId, Role, TenantId, UserId};
use http_body_util::BodyExt as _;
use jiff::SignedDuration;
use languages::Languages;
use messages::{Letter, Post};
use policy::Policy;
use store::{
    Who,
    identity::{Membership, MembershipState, User},
};
use test_support::{Kind, SeededDice, StillClock, TestDatabase};
use tower::ServiceExt as _;

/// The program with one town in it.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) router: Router,
    pub(crate) clock: Arc<StillClock>,
    pub(crate) dice: Arc<SeededDice>,
    pub(crate) town: Town,
    database: TestDatabase,
}

/// A municipality with a user in every role.
#[derive(Clone)]
pub(crate) struct Town {
    pub(crate) tenant: TenantId,
    /// Kommunstyrelsen: the actor of last resort.
    pub(crate) board: ActorId,
    pub(crate) social: ActorId,
    pub(crate) association: ActorId,
    pub(crate) users: BTreeMap<Role, UserId>,
}

impl Town {
    /// For which actor a role works here.
    pub(crate) fn actor_of(&self, role: Role) -> ActorId {
        match role {
            Role::Coordinator | Role::Reader | Role::Administrator => self.board,
            Role::CaseWorker | Role::Desk => self.social,
            Role::PartnerCoordinator | Role::Volunteer | Role::Host => self.association,
        }
    }
}

/// Runs a test against the program on SQLite.
pub(crate) fn with_app<F, Fut>(test: F)
where
    F: FnOnce(TestApp) -> Fut,
    Fut: Future<Output = ()>,
{
    test_support::run(Kind::Sqlite, |database| async move { test(TestApp::new(database).await).await });
}

impl TestApp {
    pub(crate) async fn new(database: TestDatabase) -> Self {
        let clock = Arc::new(StillClock::at("2026-03-10T09:00:00Z"));
        let dice = Arc::new(SeededDice::new(7));
        let app = App {
            store: database.store().clone(),
            policy: Arc::new(Policy::embedded().expect("the shipped policy is right")),
            access: Arc::new(Access::new().expect("the policies are right")),
            languages: Languages::load().expect("the messages are right"),
            clock: clock.clone(),
            dice: dice.clone(),
            post: Post::memory(),
            settings: Arc::new(Settings { public_url: "http://hamn.test".to_owned(), ..Settings::default() }),
            figures: app::overview::Cache::default(),
            known: app::receive::known::Known::default(),
        };
        let town = found(&app, &dice, "Hamnvik").await;
        Self { router: web::router(app.clone()), app, clock, dice, town, database }
    }

    /// Does something to the database behind the program's back.
    pub(crate) async fn raw(&self, sql: &str) {
        self.database.raw(sql).await.expect("the statement is right");
    }

    /// Another municipality in the same installation.
    pub(crate) async fn another_town(&self, name: &str) -> Town {
        found(&self.app, &self.dice, name).await
    }

    /// A browser nobody has signed in with.
    pub(crate) fn visitor(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            dice: self.dice.clone(),
            cookies: BTreeMap::new(),
            csrf: String::new(),
        }
    }

    /// The same browser before another process on the same database, which shares nothing else with this one.
    pub(crate) fn elsewhere(&self, browser: &Browser) -> Browser {
        let app = App { known: app::receive::known::Known::default(), ..self.app.clone() };
        Browser { router: web::router(app), ..browser.clone() }
    }

    /// A browser signed in with a role of the town, through a real link.
    pub(crate) async fn browser(&self, role: Role) -> Browser {
        self.browser_in(&self.town, role).await
    }

    /// A browser signed in with a role of some town.
    pub(crate) async fn browser_in(&self, town: &Town, role: Role) -> Browser {
        let link =
            sign_in::print_link(&self.app, town.tenant, town.users[&role], SignedDuration::from_mins(5))
                .await
                .expect("a link can be printed");
        let mut browser = self.visitor();
        let path = link.strip_prefix("http://hamn.test").expect("links begin with the public address");
        let page = browser.post(path, &[]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        browser.get("/account").await;
        browser
    }

    /// Sends what waits in the outbox and gives every letter sent so far.
    pub(crate) async fn letters(&self) -> Vec<Letter> {
        app::outbox::send_due(&self.app).await.expect("the outbox can be sent");
        let Post::Memory(letters) = &self.app.post else { unreachable!("tests keep letters in memory") };
        letters.lock().expect("no test panics while it holds the letters").clone()
    }
}

async fn found(app: &App, dice: &SeededDice, name: &str) -> Town {
    let tenant = dice.id();
    let now = app.clock.now();
    app.store.create_tenant(tenant, name, name, now).await.expect("a tenant can be made");
    let mut writer = app.store.write(&Who::program(tenant), now).await.expect("a write can begin");
    let mut ids = Vec::new();
    for (unit, kind) in [
        ("Kommunstyrelsen", ActorKind::MunicipalUnit),
        ("Socialförvaltningen", ActorKind::MunicipalUnit),
        ("Idrottsföreningen", ActorKind::Association),
    ] {
        let id = dice.id();
        writer
            .insert_actor(&Actor {
                id,
                name: format!("{unit} i {name}"),
                kind,
                interval: Interval::since(jiff::civil::date(2020, 1, 1)),
                contact: ActorContact { email: Some(format!("{}@{name}.example", ids.len())), phone: None },
            })
            .await
            .expect("an actor can be added");
        ids.push(id);
    }
    let mut town =
        Town { tenant, board: ids[0], social: ids[1], association: ids[2], users: BTreeMap::new() };
    writer.set_setting(PRINCIPAL_ACTOR, &town.board.to_string()).await.expect("a setting can be set");
    for role in Role::ALL {
        let user = User {
            id: dice.id(),
            name: format!("{role} of {name}"),
            email: format!("{role}@{name}.example"),
            language: "en".to_owned(),
            disabled_at: None,
            version: 1,
        };
        writer.insert_user(&user).await.expect("a user can be added");
        writer
            .insert_membership(&Membership {
                id: dice.id::<MembershipId>(),
                user: user.id,
                actor: town.actor_of(role),
                actor_name: String::new(),
                actor_kind: String::new(),
                role,
                cleared: false,
                state: MembershipState::Confirmed,
                from: jiff::civil::date(2020, 1, 1),
                to: None,
                version: 1,
            })
            .await
            .expect("a membership can be added");
        town.users.insert(role, user.id);
    }
    writer.commit().await.expect("the town can be written");
    town
}

/// A browser: keeps cookies, remembers the token of the last form it saw, follows nothing by itself.
#[derive(Clone)]
pub(crate) struct Browser {
    router: Router,
    dice: Arc<SeededDice>,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) csrf: String,
}

/// An answer.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Page {
    /// Where a redirect goes.
    pub(crate) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    #[track_caller]
    pub(crate) fn assert_ok(self) -> Self {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        self
    }

    #[track_caller]
    pub(crate) fn assert_shows(self, text: &str) -> Self {
        assert!(self.body.contains(text), "“{text}” is not on the page:\n{}", self.body);
        self
    }

    #[track_caller]
    pub(crate) fn assert_hides(self, text: &str) -> Self {
        assert!(!self.body.contains(text), "“{text}” is on the page:\n{}", self.body);
        self
    }

    /// The value of the first hidden field with a name.
    pub(crate) fn hidden(&self, name: &str) -> Option<String> {
        let start = self.body.find(&format!("name=\"{name}\" value=\""))?;
        let rest = &self.body[start..].split_once("value=\"")?.1;
        Some(rest.split_once('"')?.0.to_owned())
    }
}

impl Browser {
    /// Asks for a page.
    pub(crate) async fn get(&mut self, path: &str) -> Page {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Asks for a page and follows its redirects.
    pub(crate) async fn visit(&mut self, path: &str) -> Page {
        let mut page = self.get(path).await;
        for _ in 0..5 {
            if !page.status.is_redirection() {
                break;
            }
            let to = page.location().to_owned();
            page = self.get(&to).await;
        }
        page
    }

    /// Sends a form as a browser would, with the session's token and a fresh key.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let key = self.key();
        self.post_with_key(path, fields, &key).await
    }

    /// A fresh idempotency key.
    pub(crate) fn key(&self) -> String {
        self.dice.id::<uuid::Uuid>().to_string()
    }

    /// Sends a form with a given key: for repeats.
    pub(crate) async fn post_with_key(&mut self, path: &str, fields: &[(&str, &str)], key: &str) -> Page {
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf", &self.csrf)
            .append_pair("key", key)
            .extend_pairs(fields)
            .finish();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request, Body::from(body)).await
    }

    /// Sends any request with the browser's cookies.
    pub(crate) async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Page {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request
            .header(header::HOST, "hamn.test")
            .header(header::ACCEPT_LANGUAGE, "en")
            .header(header::COOKIE, cookies.join("; "))
            .body(body)
            .expect("the request is well formed");
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().expect("cookies are text");
            let (name, value) =
                text.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie is a pair");
            if text.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        // A line of events has no end to wait for.
        let endless =
            parts.headers.get(header::CONTENT_TYPE).is_some_and(|value| value == "text/event-stream");
        let body = if endless {
            Bytes::new()
        } else {
            body.collect().await.expect("the answer has an end").to_bytes()
        };
        let page = Page {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        };
        if let Some(csrf) = page.hidden("csrf") {
            self.csrf = csrf;
        }
        page
    }
}
