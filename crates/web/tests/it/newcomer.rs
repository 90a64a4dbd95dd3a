//! The newcomer's door: the card, the brake, what is behind it, and what never is.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use app::receive::newcomer::{Argon2id, Code, Opening, Pin, Stretcher, open_with};
use axum::http::StatusCode;
use domain::{HouseholdId, Protection, Role};
use jiff::SignedDuration;
use store::Who;

use crate::app::{Browser, Page, TestApp, with_app};

/// Registers a household at the desk and gives its id.
async fn register(desk: &mut Browser, given: &str, family: &str, language: &str) -> String {
    let page = desk
        .post(
            "/desk",
            &[
                ("rows", "2"),
                ("given-0", given),
                ("family-0", family),
                ("language-0", language),
                ("birth_y-0", "1984"),
                ("area", "Hemligby"),
                ("given-1", "Second"),
                ("family-1", family),
                ("language-1", language),
                ("relation-1", "partner"),
                ("arrived_on", "2026-03-09"),
            ],
        )
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    page.location().trim_start_matches("/households/").split('?').next().expect("an id").to_owned()
}

/// What a printed card shows in its large figures: the code, then the PIN.
fn read_card(page: &Page) -> (String, String) {
    let mut large = page
        .body
        .split("<strong class=\"pin\"><bdi dir=\"ltr\">")
        .skip(1)
        .map(|rest| rest.split('<').next().expect("the figure has an end").to_owned());
    (large.next().expect("a code"), large.next().expect("a PIN"))
}

pub(crate) async fn issue(browser: &mut Browser, household: &str) -> (String, String) {
    let page = browser.post(&format!("/households/{household}/card"), &[]).await.assert_ok();
    read_card(&page)
}

pub(crate) async fn knock(browser: &mut Browser, code: &str, pin: &str) -> Page {
    browser.post("/my-chain/open", &[("code", code), ("pin", pin)]).await
}

/// A browser that has opened a household's pages.
async fn inside(app: &TestApp, code: &str, pin: &str) -> Browser {
    let mut browser = app.visitor();
    let page = knock(&mut browser, code, pin).await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/my-chain"), "{}", page.body);
    browser.get("/my-chain").await.assert_ok();
    browser
}

fn other_pin(pin: &str) -> String {
    let last = if pin.ends_with('7') { '8' } else { '7' };
    format!("{}{last}", &pin[..5])
}

/// The id of the first step that a household may decline.
fn step_of(page: &Page) -> String {
    let rest = page.body.split_once("/my-chain/steps/").expect("a step").1;
    rest.split('"').next().expect("an id").to_owned()
}

#[test]
fn a_card_opens_the_own_chain_in_the_own_language_and_nothing_else() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        register(&mut desk, "Canary", "Neighbour", "sv").await;
        let household = register(&mut desk, "Layla", "Haddad", "ar").await;
        desk.get(&format!("/households/{household}?registered=1"))
            .await
            .assert_shows(&format!("/households/{household}/card"));

        // Two Arabic speakers get an Arabic card, and the page that follows holds neither code nor PIN.
        let page = desk.post(&format!("/households/{household}/card"), &[]).await.assert_ok();
        let (code, pin) = read_card(&page);
        let page = page
            .assert_shows("lang=\"ar\" dir=\"rtl\"")
            .assert_shows("خطة الدعم الخاصة بي")
            .assert_hides("Min trygghetskedja");
        page.assert_shows("http://hamn.test/my-chain/open");
        desk.get(&format!("/households/{household}/card"))
            .await
            .assert_ok()
            .assert_shows("has a card")
            .assert_hides(&code)
            .assert_hides(&pin);

        // The language comes first, then the code, typed as people type.
        let mut phone = app.visitor();
        phone.get("/my-chain/open").await.assert_ok().assert_shows("العربية").assert_hides("name=\"pin\"");
        phone
            .get("/my-chain/open?lang=ar")
            .await
            .assert_ok()
            .assert_shows("<html lang=\"ar\" dir=\"rtl\">")
            .assert_shows("name=\"pin\"");
        let typed = code.to_lowercase().replace('0', "o").replace('1', "l").replace('-', " – ");
        let arabic: String =
            pin.chars().map(|c| char::from_u32(0x660 + c.to_digit(10).unwrap()).unwrap()).collect();
        let page = knock(&mut phone, &typed, &arabic).await;
        assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/my-chain"), "{}", page.body);

        let page = phone.get("/my-chain").await.assert_ok();
        let page = page
            .assert_shows("<html lang=\"ar\" dir=\"rtl\">")
            .assert_shows("class=\"large\"")
            .assert_shows("Layla Haddad")
            .assert_shows("الخطوة التالية")
            // Nobody has taken on a duty yet, so the actor of last resort answers.
            .assert_shows("Kommunstyrelsen i Hamnvik")
            .assert_shows("station--here")
            .assert_hides("Canary")
            .assert_hides("⟦")
            .assert_hides(&code);
        let step = step_of(&page);
        phone.get(&format!("/my-chain/steps/{step}")).await.assert_ok().assert_hides("⟦");
        phone
            .get("/my-chain/record")
            .await
            .assert_ok()
            .assert_shows("Hemligby")
            .assert_hides("Canary")
            .assert_hides("⟦");

        // Who has looked: the actor and the role, never the name; and not the household itself.
        let page =
            phone.get("/my-chain/looked").await.assert_ok().assert_shows("Socialförvaltningen i Hamnvik");
        let reads = page.body.matches("<tr><th scope=\"row\">").count();
        page.assert_hides("desk of Hamnvik").assert_shows("موظف الاستقبال عند الوصول");
        phone.get("/my-chain/record").await.assert_ok();
        let page = phone.get("/my-chain/looked").await;
        assert_eq!(
            page.body.matches("<tr><th scope=\"row\">").count(),
            reads,
            "own reads are nobody's looking"
        );

        // The pages of staff are no pages of a household's.
        for path in [
            "/households",
            "/account",
            "/desk",
            &format!("/households/{household}"),
            &format!("/households/{household}/history"),
        ] {
            assert_ne!(phone.get(path).await.status, StatusCode::OK, "{path}");
        }
        assert_eq!(app.app.languages.faults().into_keys().collect::<Vec<_>>(), Vec::<String>::new());
    });
}

#[test]
fn every_language_of_the_screens_opens_every_page_without_a_missing_word() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        let household = register(&mut desk, "Olena", "Kovalenko", "uk").await;
        desk.get(&format!("/households/{household}")).await;
        let (code, pin) = issue(&mut desk, &household).await;
        let mut phone = inside(&app, &code, &pin).await;
        let step = step_of(&phone.get("/my-chain").await);
        for (lang, dir) in [("sv", "ltr"), ("en", "ltr"), ("uk", "ltr"), ("ar", "rtl")] {
            for path in
                ["/my-chain", "/my-chain/record", "/my-chain/looked", &format!("/my-chain/steps/{step}")]
            {
                phone
                    .get(&format!("{path}?lang={lang}"))
                    .await
                    .assert_ok()
                    .assert_shows(&format!("<html lang=\"{lang}\" dir=\"{dir}\">"))
                    .assert_hides("⟦")
                    // A word of another language is isolated on a page of the other direction, and said to be missing.
                    .assert_hides(
                        &app.app.languages.speak(lang.parse().unwrap()).t("common-missing-translation"),
                    );
            }
        }
        for lang in languages::Lang::ALL {
            let l = app.app.languages.speak(lang);
            for prefix in ["newcomer-", "link-", "status-", "role-", "purpose-", "phase-"] {
                assert!(l.covers(prefix), "{lang} lacks words that begin with {prefix}");
            }
        }
    });
}

#[test]
fn guessing_is_stopped_and_tells_nothing() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        let household = register(&mut desk, "Olena", "Kovalenko", "uk").await;
        let (code, pin) = issue(&mut desk, &household).await;
        let unknown = "ZZZZZ-ZZZZZ";
        let mut guesser = app.visitor();
        for _ in 0..5 {
            let wrong = knock(&mut guesser, &code, &other_pin(&pin)).await;
            let nobody = knock(&mut guesser, unknown, &pin).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(
                (wrong.status, without_keys(&wrong.body, &code)),
                (nobody.status, without_keys(&nobody.body, unknown))
            );
        }
        // Now even the right PIN opens nothing, and a code that nobody has is locked just the same.
        let locked = knock(&mut guesser, &code, &pin).await;
        let nobody = knock(&mut guesser, unknown, &pin).await;
        assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(locked.headers.get("retry-after").map(|value| value.to_str().unwrap()), Some("900"));
        assert_eq!(
            (locked.status, without_keys(&locked.body, &code)),
            (nobody.status, without_keys(&nobody.body, unknown))
        );
        assert!(!guesser.cookies.contains_key("hamn"));
        locked.assert_shows("too many attempts");

        // The lock lasts a quarter of an hour from the fifth failure, and knocking does not make it longer.
        app.clock.advance(SignedDuration::from_mins(14));
        assert_eq!(knock(&mut guesser, &code, &pin).await.status, StatusCode::TOO_MANY_REQUESTS);
        app.clock.advance(SignedDuration::from_secs(61));
        inside(&app, &code, &pin).await;

        // Success forgets the failures before it.
        for _ in 0..2 {
            for _ in 0..4 {
                assert_eq!(
                    knock(&mut guesser, &code, &other_pin(&pin)).await.status,
                    StatusCode::UNPROCESSABLE_ENTITY
                );
            }
            inside(&app, &code, &pin).await;
        }
    });
}

/// A page without what differs between two forms anyway: the keys of forms, and the code that was typed.
fn without_keys(body: &str, code: &str) -> String {
    body.replace(code, "CODE")
        .split("name=\"key\" value=\"")
        .map(|part| part.split_once('"').map_or(part, |(_, rest)| rest))
        .collect()
}

#[test]
fn the_door_of_a_tenant_bears_only_so_many_failures() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        let household = register(&mut desk, "Olena", "Kovalenko", "uk").await;
        let (code, pin) = issue(&mut desk, &household).await;
        let (code, pin): (Code, Pin) = (code.parse().unwrap(), pin.parse().unwrap());
        let tenant = app.town.tenant;
        let never: Arc<dyn Stretcher> = Arc::new(Never);
        for guess in 0..300 {
            let guess: Code = format!("ZZZZZZZ{guess:03}").parse().unwrap();
            let outcome = open_with(&app.app, tenant, &guess, &pin, never.clone()).await.unwrap();
            assert!(outcome == Opening::Wrong);
        }
        let outcome = open_with(&app.app, tenant, &code, &pin, Arc::new(Argon2id)).await.unwrap();
        assert!(matches!(outcome, Opening::Locked { .. }));
        app.clock.advance(SignedDuration::from_mins(16));
        let outcome = open_with(&app.app, tenant, &code, &pin, Arc::new(Argon2id)).await.unwrap();
        assert!(matches!(outcome, Opening::Opened(_)));
    });
}

/// Agrees with nothing, at no cost.
struct Never;

impl Stretcher for Never {
    fn stretch(&self, _: &[u8], _: [u8; 16]) -> Option<String> {
        None
    }

    fn agrees(&self, _: &[u8], _: &str) -> bool {
        false
    }
}

/// Argon2, counted, with the cost of what it compared with.
#[derive(Default)]
struct Counted {
    runs: AtomicUsize,
    costs: std::sync::Mutex<Vec<String>>,
}

impl Stretcher for Counted {
    fn stretch(&self, keyed: &[u8], salt: [u8; 16]) -> Option<String> {
        Argon2id.stretch(keyed, salt)
    }

    fn agrees(&self, keyed: &[u8], stored: &str) -> bool {
        self.runs.fetch_add(1, Ordering::Relaxed);
        let cost = stored.split('$').take(4).collect::<Vec<_>>().join("$");
        self.costs.lock().unwrap().push(cost);
        Argon2id.agrees(keyed, stored)
    }
}

#[test]
fn an_unknown_code_costs_the_same_work_as_a_wrong_pin() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        let household = register(&mut desk, "Olena", "Kovalenko", "uk").await;
        let (old, old_pin) = issue(&mut desk, &household).await;
        let (code, pin) = issue(&mut desk, &household).await;
        let counted = Arc::new(Counted::default());
        for (name, code, pin, opens) in [
            ("a code nobody has", "ZZZZZ-ZZZZZ".to_owned(), pin.clone(), false),
            ("a code that was replaced", old, old_pin, false),
            ("a wrong PIN", code.clone(), other_pin(&pin), false),
            ("the right PIN", code, pin, true),
        ] {
            let before = counted.runs.load(Ordering::Relaxed);
            let (code, pin) = (code.parse().unwrap(), pin.parse().unwrap());
            let outcome = open_with(&app.app, app.town.tenant, &code, &pin, counted.clone()).await.unwrap();
            assert_eq!(matches!(outcome, Opening::Opened(_)), opens, "{name}");
            assert_eq!(counted.runs.load(Ordering::Relaxed) - before, 1, "{name}");
        }
        let mut costs = counted.costs.lock().unwrap().clone();
        costs.dedup();
        assert_eq!(costs, ["$argon2id$v=19$m=19456,t=2,p=1"], "every comparison costs the same");
    });
}

#[test]
fn a_new_card_and_a_withdrawal_end_the_old_card_and_what_it_opened() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        let household = register(&mut desk, "Olena", "Kovalenko", "uk").await;
        let (old, old_pin) = issue(&mut desk, &household).await;
        let mut reader = inside(&app, &old, &old_pin).await;
        let mut other = inside(&app, &old, &old_pin).await;
        let (new, new_pin) = issue(&mut desk, &household).await;
        for browser in [&mut reader, &mut other] {
            let page = browser.get("/my-chain").await;
            assert!(page.location().starts_with("/my-chain/open"), "{} {}", page.status, page.location());
        }
        // A form from the ended session is shown again, without the PIN.
        let page = knock(&mut reader, &old, &old_pin).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        page.assert_hides(&old_pin);
        reader.get("/my-chain/open?lang=en").await.assert_ok();
        assert_eq!(knock(&mut reader, &old, &old_pin).await.status, StatusCode::UNPROCESSABLE_ENTITY);

        let mut reader = inside(&app, &new, &new_pin).await;
        let page = desk.post(&format!("/households/{household}/card/withdraw"), &[]).await;
        desk.visit(page.location())
            .await
            .assert_ok()
            .assert_shows("The card is withdrawn")
            .assert_shows("has no card");
        assert_eq!(reader.get("/my-chain").await.status, StatusCode::SEE_OTHER);
        let mut reader = app.visitor();
        reader.get("/my-chain/open").await.assert_ok();
        assert_eq!(knock(&mut reader, &new, &new_pin).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn a_card_is_shown_once_and_a_double_click_makes_one() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        let household = register(&mut desk, "Olena", "Kovalenko", "uk").await;
        let key = desk.key();
        let path = format!("/households/{household}/card");
        let first = desk.post_with_key(&path, &[], &key).await.assert_ok();
        let (code, pin) = read_card(&first);
        assert_eq!(first.headers.get("cache-control").map(|value| value.to_str().unwrap()), Some("no-store"));
        desk.post_with_key(&path, &[], &key)
            .await
            .assert_ok()
            .assert_shows("shown only once")
            .assert_hides(&code)
            .assert_hides(&pin)
            .assert_hides("class=\"pin\"");
        inside(&app, &code, &pin).await;
    });
}

#[test]
fn a_session_ends_when_it_rests_and_when_it_is_left() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        let household = register(&mut desk, "Olena", "Kovalenko", "uk").await;
        let (code, pin) = issue(&mut desk, &household).await;
        let mut left = inside(&app, &code, &pin).await;
        let kept = left.cookies.clone();
        let page = left.post("/sign-out", &[]).await;
        assert_eq!(page.location(), "/my-chain/open?left=1");
        left.get("/my-chain/open?left=1&lang=en").await.assert_shows("You have left the page");
        left.cookies = kept;
        assert_eq!(left.get("/my-chain").await.status, StatusCode::SEE_OTHER, "an old cookie opens nothing");

        let mut resting = inside(&app, &code, &pin).await;
        app.clock.advance(SignedDuration::from_mins(29));
        resting.get("/my-chain").await.assert_ok();
        app.clock.advance(SignedDuration::from_mins(31));
        let page = resting.get("/my-chain").await;
        assert!(page.location().starts_with("/my-chain/open?"), "{}", page.location());

        // Opening gives a fresh secret, whatever the browser held before.
        let fixed = app.visitor().cookies;
        let mut browser = app.visitor();
        browser
            .cookies
            .insert("hamn".to_owned(), format!("{}.{}", app.town.tenant.uuid().simple(), "0".repeat(64)));
        knock(&mut browser, &code, &pin).await;
        assert!(!browser.cookies["hamn"].ends_with(&"0".repeat(64)) && fixed.is_empty());
    });
}

#[test]
fn a_card_never_opens_another_household_or_another_town() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        let ours = register(&mut desk, "Olena", "Kovalenko", "uk").await;
        let theirs = register(&mut desk, "Canary", "Neighbour", "uk").await;
        let (code, pin) = issue(&mut desk, &ours).await;
        let (other_code, its_pin) = issue(&mut desk, &theirs).await;
        let mut phone = app.visitor();
        assert_eq!(knock(&mut phone, &code, &its_pin).await.status, StatusCode::UNPROCESSABLE_ENTITY);

        let mut own = inside(&app, &code, &pin).await;
        let mut neighbour = inside(&app, &other_code, &its_pin).await;
        let canary = step_of(&neighbour.get("/my-chain").await);
        assert_eq!(own.get(&format!("/my-chain/steps/{canary}")).await.status, StatusCode::NOT_FOUND);
        let page = own.post("/my-chain/say", &[("kind", "decline"), ("link", &canary)]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        neighbour.get("/my-chain").await.assert_hides("station--declined");
        for path in ["/my-chain", "/my-chain/record", "/my-chain/looked"] {
            own.get(path).await.assert_ok().assert_hides("Canary");
        }

        // In an installation of several towns the card's town is chosen, and another one does not know the card.
        let grannby = app.another_town("Grannby").await;
        let mut phone = app.visitor();
        phone
            .get("/my-chain/open?lang=en&place=Grannby")
            .await
            .assert_shows("Grannby")
            .assert_shows("selected");
        let page = knock(&mut phone, &code, &pin).await;
        page.assert_shows("Choose the municipality");
        let place = |town: &crate::app::Town| town.tenant.to_string();
        for (town, expected) in
            [(place(&grannby), StatusCode::UNPROCESSABLE_ENTITY), (place(&app.town), StatusCode::SEE_OTHER)]
        {
            let page =
                phone.post("/my-chain/open", &[("code", &code), ("pin", &pin), ("place", &town)]).await;
            assert_eq!(page.status, expected);
        }
        let cookie = phone.cookies.get_mut("hamn").expect("a session");
        *cookie = format!("{}.{}", grannby.tenant.uuid().simple(), cookie.split_once('.').unwrap().1);
        assert_eq!(
            phone.get("/my-chain").await.status,
            StatusCode::SEE_OTHER,
            "another town finds no session"
        );
        let printed = desk.post(&format!("/households/{ours}/card"), &[]).await;
        printed.assert_shows("/my-chain/open?place=Hamnvik");
    });
}

#[test]
fn what_a_household_says_is_answered_and_kept_once() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        let household = register(&mut desk, "Olena", "Kovalenko", "uk").await;
        let (code, pin) = issue(&mut desk, &household).await;
        let mut phone = inside(&app, &code, &pin).await;
        phone.cookies.insert("hamn_language".to_owned(), "en".to_owned());
        let step = step_of(&phone.get("/my-chain").await);

        // “This is wrong” needs words; what was typed comes back.
        let page = phone.post("/my-chain/say", &[("kind", "wrong"), ("link", &step), ("text", " ")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.assert_shows("Write something").assert_shows("href=\"#text\"");
        let page = phone.post("/my-chain/say", &[("kind", "wrong"), ("text", &"x".repeat(4_001))]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.assert_shows("too long");

        // In any language; sent twice, kept once.
        let key = phone.key();
        let words = [("kind", "wrong"), ("link", step.as_str()), ("text", "Дата <неправильна>")];
        for _ in 0..2 {
            let page = phone.post_with_key("/my-chain/say", &words, &key).await;
            assert_eq!(page.location(), "/my-chain?said=1", "{}", page.body);
        }
        let page = phone.get("/my-chain?said=1").await.assert_shows("has received what you wrote");
        assert_eq!(page.body.matches("Дата &#60;неправильна&#62;").count(), 1);
        phone.post("/my-chain/say", &[("kind", "decline"), ("link", &step)]).await;
        let page = phone
            .get("/my-chain")
            .await
            .assert_shows("station--declined")
            .assert_shows("The answer has not come yet");
        page.assert_shows("You have said no to");
        // Nobody changes their mind within the microsecond in which they said no.
        app.clock.advance(jiff::SignedDuration::from_secs(1));
        phone.post("/my-chain/say", &[("kind", "changed_mind"), ("link", &step)]).await;
        phone.get("/my-chain").await.assert_hides("station--declined");
        let refused = phone.post("/my-chain/say", &[("kind", "changed_mind"), ("link", &step)]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "there is nothing to change one's mind about");

        // A letter says that something was said, and not what.
        let letters = app.letters().await;
        let letter = letters.last().expect("a letter to the unit that answers");
        assert!(
            letter.body.contains(&format!("/households/{household}/history"))
                && !letter.body.contains("Дата")
        );

        // The desk that registered them does not read what may be about the desk.
        let history = format!("/households/{household}/history");
        desk.get(&history)
            .await
            .assert_ok()
            .assert_shows("The household was registered")
            .assert_hides("Дата");
        let mut coordinator = app.browser(Role::Coordinator).await;
        let page = coordinator
            .get(&history)
            .await
            .assert_ok()
            .assert_shows("Дата")
            .assert_shows("The household opened its page");
        let answer_to = page.body.split_once(&format!("/households/{household}/wishes/")).expect("a form").1;
        let wish = answer_to.split('"').next().expect("an id").to_owned();
        let path = format!("/households/{household}/wishes/{wish}");
        let empty = coordinator.post(&path, &[("version", "1"), ("answer", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        empty.assert_shows(&format!("#answer-{wish}"));
        let page = coordinator.post(&path, &[("version", "1"), ("answer", "Ми виправили дату.")]).await;
        assert_eq!(page.location(), format!("{history}?answered=1"), "{}", page.body);

        // A second answer on the same page meets the first, and both are shown.
        let page = coordinator.post(&path, &[("version", "1"), ("answer", "Another answer")]).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        page.assert_shows("Another answer")
            .assert_shows("Ми виправили дату.")
            .assert_shows("conflict-side--theirs");
        let denied = desk.post(&path, &[("version", "2"), ("answer", "From the desk")]).await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN);

        phone
            .get("/my-chain")
            .await
            .assert_shows("Ми виправили дату.")
            .assert_shows("Answer from Kommunstyrelsen i Hamnvik")
            .assert_hides("coordinator of Hamnvik");
        phone.get("/my-chain/looked").await.assert_shows("Coordinator");
    });
}

#[test]
fn a_household_cannot_flood_those_who_answer() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        let household = register(&mut desk, "Olena", "Kovalenko", "uk").await;
        let (code, pin) = issue(&mut desk, &household).await;
        let mut phone = inside(&app, &code, &pin).await;
        for _ in 0..30 {
            let page = phone.post("/my-chain/say", &[("kind", "wrong"), ("text", "again")]).await;
            assert_eq!(page.status, StatusCode::SEE_OTHER);
        }
        let page = phone.post("/my-chain/say", &[("kind", "wrong"), ("text", "again")]).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    });
}

#[test]
fn a_child_alone_cannot_say_no_to_the_social_services() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        let page = desk
            .post(
                "/desk",
                &[
                    ("given-0", "Yonas"),
                    ("birth_y-0", "2012"),
                    ("unaccompanied-0", "yes"),
                    ("arrived_on", "2026-03-09"),
                ],
            )
            .await;
        let household =
            page.location().trim_start_matches("/households/").split('?').next().expect("an id").to_owned();
        // Nobody knows which language: Swedish and English.
        let page = desk.post(&format!("/households/{household}/card"), &[]).await;
        let (code, pin) = read_card(&page);
        page.assert_shows("Min trygghetskedja").assert_shows("My safety chain");
        let mut phone = inside(&app, &code, &pin).await;
        let id: HouseholdId = household.parse().unwrap();
        let mut reader = app.app.store.read(&Who::program(app.town.tenant)).await.unwrap();
        let links = reader.links_of(id).await.unwrap();
        let link =
            links.iter().find(|link| link.for_unaccompanied_child).expect("the link to social services").id;
        drop(reader);
        phone.get(&format!("/my-chain/steps/{link}")).await.assert_ok().assert_hides("value=\"decline\"");
        let link = link.to_string();
        let page = phone.post("/my-chain/say", &[("kind", "decline"), ("link", &link)]).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        page.assert_shows("A child without a guardian");
        let page = phone.post("/my-chain/say", &[("kind", "another"), ("link", &link)]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
    });
}

#[test]
fn whoever_has_left_and_where_protected_people_are_is_not_shown() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        let household = register(&mut desk, "Olena", "Kovalenko", "uk").await;
        let (code, pin) = issue(&mut desk, &household).await;
        let mut phone = inside(&app, &code, &pin).await;
        phone.get("/my-chain/record").await.assert_shows("Second Kovalenko").assert_shows("Hemligby");

        // The second person leaves; what is recorded of them later is not this household's to see.
        let id: HouseholdId = household.parse().unwrap();
        let mut writer =
            app.app.store.write(&Who::program(app.town.tenant), app.app.clock.now()).await.unwrap();
        let file = writer.household(id).await.unwrap();
        let second = file
            .household
            .members
            .iter()
            .find(|member| Some(member.person) != file.household.head())
            .unwrap()
            .person;
        let household_after = file.household.clone().leave(second, app.app.today()).unwrap();
        writer.update_members(&household_after, file.protection).await.unwrap();
        let mut record = writer.person(second).await.unwrap();
        record.phone = Some("070-CANARY".to_owned());
        writer.update_person(&record).await.unwrap();
        let mut file = writer.household(id).await.unwrap();
        file.protection = Protection::Confidential;
        writer.update_file(&file).await.unwrap();
        writer.commit().await.unwrap();

        for path in ["/my-chain", "/my-chain/record", "/my-chain/looked"] {
            phone
                .get(path)
                .await
                .assert_ok()
                .assert_hides("Second")
                .assert_hides("070-CANARY")
                .assert_hides("Hemligby");
        }
        phone.get("/my-chain/record?lang=en").await.assert_shows("Your details are protected");
        assert_eq!(desk.get(&format!("/households/{household}/card")).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn only_those_who_have_to_do_with_a_household_issue_its_card() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        let household = register(&mut desk, "Olena", "Kovalenko", "uk").await;
        let neighbour = app.another_town("Grannby").await;
        for role in Role::ALL {
            let path = format!("/households/{household}/card");
            let status = app.browser(role).await.post(&path, &[]).await.status;
            let may = matches!(role, Role::Coordinator | Role::CaseWorker | Role::Desk);
            assert_eq!(status, if may { StatusCode::OK } else { StatusCode::NOT_FOUND }, "{role}");
            let status = app.browser_in(&neighbour, role).await.post(&path, &[]).await.status;
            assert_eq!(status, StatusCode::NOT_FOUND, "{role} of another town");
        }
    });
}
