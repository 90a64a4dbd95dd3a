//! The safety chain: the page, moving links on, what time does, and gaps.

use axum::http::StatusCode;
use domain::{ActorId, Duty, HouseholdId, Interval, Link, LinkState, Role};
use jiff::SignedDuration;
use store::Who;

use crate::app::{Browser, TestApp, with_app};

/// A woman with temporary protection and her daughter of seven.
const FAMILY: [(&str, &str); 9] = [
    ("rows", "2"),
    ("given-0", "Olena"),
    ("family-0", "Kovalenko"),
    ("birth_y-0", "1984"),
    ("given-1", "Daryna"),
    ("birth_y-1", "2018"),
    ("relation-1", "child"),
    ("status", "temporary_protection"),
    ("arrived_on", "2026-03-09"),
];

async fn register(app: &TestApp) -> HouseholdId {
    register_with(app, &FAMILY).await
}

async fn register_with(app: &TestApp, fields: &[(&str, &str)]) -> HouseholdId {
    let mut desk = app.browser(Role::Desk).await;
    let page = desk.post("/desk", fields).await;
    let path = page.location().split('?').next().unwrap_or_default();
    path.strip_prefix("/households/")
        .and_then(|id| id.parse().ok())
        .unwrap_or_else(|| panic!("{}", page.body))
}

async fn link_of(app: &TestApp, household: HouseholdId, kind: &str) -> Link {
    let mut reader = app.app.store.read(&Who::program(app.town.tenant)).await.unwrap();
    let links = reader.links_of(household).await.unwrap();
    links.into_iter().find(|link| link.kind.as_str() == kind).unwrap_or_else(|| panic!("no link {kind}"))
}

fn path_of(link: &Link) -> String {
    format!("/households/{}/links/{}", link.household, link.id)
}

/// Does an act with the version that is stored now.
async fn act(app: &TestApp, browser: &mut Browser, link: &Link, fields: &[(&str, &str)]) -> crate::app::Page {
    let version = link_of(app, link.household, link.kind.as_str()).await.version.to_string();
    let mut all = vec![("version", version.as_str())];
    all.extend(fields);
    browser.post(&path_of(link), &all).await
}

async fn end_actor(app: &TestApp, actor: ActorId) {
    let mut writer = app.app.store.write(&Who::program(app.town.tenant), app.app.clock.now()).await.unwrap();
    let mut ended = writer.actor(actor).await.unwrap();
    ended.interval = ended.interval.ending(app.app.today()).unwrap();
    let version = writer.actor_version(actor).await.unwrap();
    writer.update_actor(&ended, version).await.unwrap();
    writer.commit().await.unwrap();
}

#[test]
fn the_chain_shows_every_link_with_its_actor_deadline_and_source() {
    with_app(|app| async move {
        let household = register(&app).await;
        let mut coordinator = app.browser(Role::Coordinator).await;
        let page = coordinator.get(&format!("/households/{household}/chain")).await.assert_ok();
        let page = page
            .assert_shows("<svg class=\"chain-picture\"")
            .assert_shows("chain chain--columns")
            .assert_shows("The first hours")
            .assert_shows("Safe point")
            .assert_shows("Kommunstyrelsen i Hamnvik")
            .assert_shows("Health examination")
            .assert_shows("Daryna")
            .assert_shows("The whole household")
            .assert_shows("Local policy, not law.")
            .assert_shows("Förordning (2017:193)")
            .assert_shows("aria-current=\"step\"")
            .assert_hides("style=")
            .assert_hides("⟦");
        // One station a kind, one row a link: two people are examined, one goes to school.
        assert_eq!(page.body.matches("id=\"kind-health_examination\"").count(), 1);
        assert!(page.body.matches(">Health examination</a>").count() >= 3, "one station and two rows");
        // The table goes through the phases as the picture does.
        let kinds = ["housing", "health_examination", "school", "language", "population_registration"];
        let places = kinds.map(|kind| page.body.find(&format!("id=\"kind-{kind}\"")).expect(kind));
        assert!(places.is_sorted(), "{places:?}");
        let reads = app
            .app
            .store
            .read(&Who::program(app.town.tenant))
            .await
            .unwrap()
            .reads_of(household, 10)
            .await
            .unwrap();
        assert!(reads.iter().any(|read| read.what == "chain"), "{reads:?}");
        // The administrator has no business here; a neighbour's coordinator finds nothing.
        let chain = format!("/households/{household}/chain");
        assert_eq!(app.browser(Role::Administrator).await.get(&chain).await.status, StatusCode::NOT_FOUND);
        let grannby = app.another_town("Grannby").await;
        let mut neighbour = app.browser_in(&grannby, Role::Coordinator).await;
        assert_eq!(neighbour.get(&chain).await.status, StatusCode::NOT_FOUND);
        let link = link_of(&app, household, "housing").await;
        assert_eq!(neighbour.get(&path_of(&link)).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn in_arabic_the_picture_is_mirrored() {
    with_app(|app| async move {
        let household = register(&app).await;
        let mut coordinator = app.browser(Role::Coordinator).await;
        let first_band = |body: &str| -> f64 {
            let at = body.find("<rect class=\"chain-band").unwrap();
            let rest = &body[at..];
            rest[rest.find(" x=\"").unwrap() + 4..].split('"').next().unwrap().parse().unwrap()
        };
        let chain = format!("/households/{household}/chain");
        let english = coordinator.get(&chain).await.assert_ok();
        let arabic =
            coordinator.get(&format!("{chain}?lang=ar")).await.assert_ok().assert_shows("dir=\"rtl\"");
        assert!(first_band(&english.body) < 100.0 && first_band(&arabic.body) > 700.0);
    });
}

#[test]
fn a_link_is_moved_on_and_its_history_tells_it() {
    with_app(|app| async move {
        let household = register(&app).await;
        let link = link_of(&app, household, "housing").await;
        let mut coordinator = app.browser(Role::Coordinator).await;
        coordinator
            .get(&path_of(&link))
            .await
            .assert_ok()
            .assert_shows("What you can do now")
            .assert_hides("⟦");

        let page = act(&app, &mut coordinator, &link, &[("act", "start")]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        act(
            &app,
            &mut coordinator,
            &link,
            &[("act", "edit"), ("next_step", "Visit the flat"), ("deadline", "2026-04-01")],
        )
        .await;
        coordinator
            .get(&path_of(&link))
            .await
            .assert_shows("Visit the flat")
            .assert_shows("1 April 2026")
            .assert_shows("Set by hand")
            .assert_shows("Started")
            .assert_shows("New deadline")
            .assert_shows("coordinator of Hamnvik");

        // Without a reason nothing rests, and what was typed stays.
        let page =
            act(&app, &mut coordinator, &link, &[("act", "pause"), ("pause_until", "2026-03-20")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.assert_shows("Write in a few words why")
            .assert_shows("value=\"2026-03-20\"")
            .assert_shows("<details class=\"card\" id=\"pause\" open");
        let pause = [("act", "pause"), ("pause_reason", "Visits her sister"), ("pause_until", "2026-03-20")];
        act(&app, &mut coordinator, &link, &pause).await;
        coordinator.get(&path_of(&link)).await.assert_shows("Visits her sister").assert_shows("Resume");
        act(&app, &mut coordinator, &link, &[("act", "resume")]).await;
        act(&app, &mut coordinator, &link, &[("act", "complete")]).await;
        assert!(matches!(link_of(&app, household, "housing").await.state, LinkState::Done { .. }));
        act(&app, &mut coordinator, &link, &[("act", "reopen"), ("reopen_reason", "The flat burned")]).await;
        coordinator.get(&path_of(&link)).await.assert_shows("Reopened: The flat burned");
        let no =
            [("act", "not_needed"), ("not_needed_who", "Olena"), ("not_needed_reason", "Lives with family")];
        act(&app, &mut coordinator, &link, &no).await;
        coordinator
            .get(&path_of(&link))
            .await
            .assert_shows("Olena: Lives with family")
            .assert_hides("name=\"next_step\"");
    });
}

#[test]
fn two_at_once_see_both_and_overwrite_nothing() {
    with_app(|app| async move {
        let household = register(&app).await;
        let link = link_of(&app, household, "housing").await;
        let mut first = app.browser(Role::Coordinator).await;
        let mut second = first.clone();
        let version = link.version.to_string();
        let edit = |step| [("version", version.as_str()), ("act", "edit"), ("next_step", step)];
        let page = first.post(&path_of(&link), &edit("Call the landlord")).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        let page = second.post(&path_of(&link), &edit("Ask the church")).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        let page = page
            .assert_shows("class=\"conflict\"")
            .assert_shows("Ask the church")
            .assert_shows("Call the landlord")
            .assert_shows("Nothing has been overwritten");
        assert_eq!(link_of(&app, household, "housing").await.next_step, "Call the landlord");
        // Sending it again from the page that shows both is a decision, and goes through.
        let now = page.hidden("version").unwrap();
        let again = [("version", now.as_str()), ("act", "edit"), ("next_step", "Ask the church")];
        assert_eq!(second.post(&path_of(&link), &again).await.status, StatusCode::SEE_OTHER);
        assert_eq!(link_of(&app, household, "housing").await.next_step, "Ask the church");
    });
}

#[test]
fn what_the_rules_forbid_is_said_in_words() {
    with_app(|app| async move {
        let child = [
            ("given-0", "Farid"),
            ("birth_y-0", "2011"),
            ("unaccompanied-0", "on"),
            ("arrived_on", "2026-03-09"),
        ];
        let household = register_with(&app, &child).await;
        let link = link_of(&app, household, "social_services").await;
        let mut coordinator = app.browser(Role::Coordinator).await;
        // The page offers no pause; a form made by hand is refused with the reason.
        coordinator
            .get(&path_of(&link))
            .await
            .assert_ok()
            .assert_hides("id=\"pause\"")
            .assert_shows("goes to social services at once");
        let page = act(&app, &mut coordinator, &link, &[("act", "pause"), ("pause_reason", "later")]).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        page.assert_shows("href=\"#acts\"").assert_shows("cannot be paused, put off or dropped");
        let page = act(&app, &mut coordinator, &link, &[("act", "complete")]).await;
        assert_eq!(page.status, StatusCode::CONFLICT, "it has not begun");
        // A case worker without a relation to the link moves nothing.
        let mut worker = app.browser(Role::CaseWorker).await;
        assert_eq!(act(&app, &mut worker, &link, &[("act", "start")]).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_new_status_plans_what_is_new_and_leaves_what_is_old_for_a_decision() {
    with_app(|app| async move {
        let household = register(&app).await;
        let mut coordinator = app.browser(Role::Coordinator).await;
        let path = format!("/households/{household}/chain/status");
        let form = coordinator.get(&path).await.assert_ok().assert_shows("Olena Kovalenko");
        let version = form.hidden("version").unwrap();
        let person = link_of(&app, household, "school").await.person.unwrap().to_string();
        let later = [
            ("version", version.as_str()),
            ("person", person.as_str()),
            ("status", "registered"),
            ("from", "2026-03-11"),
        ];
        assert_eq!(coordinator.post(&path, &later).await.status, StatusCode::UNPROCESSABLE_ENTITY);

        let head = link_of(&app, household, "language").await.person.unwrap().to_string();
        let now = [
            ("version", version.as_str()),
            ("person", head.as_str()),
            ("status", "newly_arrived"),
            ("from", "2026-03-10"),
        ];
        let key = coordinator.key();
        let page = coordinator.post_with_key(&path, &now, &key).await.assert_ok();
        let page =
            page.assert_shows("New links").assert_shows("Swedish for immigrants, sfi").assert_hides("⟦");
        // A double click is the same change, shown again.
        let again = coordinator.post_with_key(&path, &now, &key).await.assert_ok();
        assert_eq!(page.body.matches("<tr>").count(), again.body.matches("<tr>").count());
        // From an older page it is a conflict.
        assert_eq!(coordinator.post(&path, &now).await.status, StatusCode::CONFLICT);
        let sfi = link_of(&app, household, "sfi").await;
        assert_eq!((sfi.accountable, sfi.is_open()), (app.town.board, true));
        assert_eq!(
            app.app
                .store
                .read(&Who::program(app.town.tenant))
                .await
                .unwrap()
                .known_gaps(household)
                .await
                .unwrap(),
            0
        );

        // Back to a status that asks for less: the links stay, marked, and somebody decides.
        let form = coordinator.get(&path).await;
        let version = form.hidden("version").unwrap();
        let back = [
            ("version", version.as_str()),
            ("person", head.as_str()),
            ("status", "asylum_seeker"),
            ("from", "2026-03-10"),
        ];
        coordinator.post(&path, &back).await.assert_ok().assert_shows("no longer ask for");
        assert!(link_of(&app, household, "sfi").await.is_open());
        coordinator.get("/gaps?show=undecided").await.assert_ok().assert_shows("Swedish for immigrants, sfi");
        coordinator
            .get(&path_of(&sfi))
            .await
            .assert_shows("Somebody has to decide")
            .assert_shows("Let it go on");
        act(&app, &mut coordinator, &sfi, &[("act", "keep")]).await;
        coordinator.get(&path_of(&sfi)).await.assert_hides("Let it go on").assert_shows("The link goes on");
    });
}

#[test]
fn what_ends_falls_back_visibly_and_what_is_late_is_told_once_a_step() {
    with_app(|app| async move {
        let social = app.town.social;
        let mut writer =
            app.app.store.write(&Who::program(app.town.tenant), app.app.clock.now()).await.unwrap();
        writer
            .insert_duty(&Duty {
                id: app.dice.id(),
                kind: "counselling".parse().unwrap(),
                target: None,
                legal_owner: app.town.board,
                executing: social,
                law: "Beslut KS 2026/7".to_owned(),
                decision: None,
                interval: Interval::since(jiff::civil::date(2020, 1, 1)),
                last_confirmed: None,
            })
            .await
            .unwrap();
        writer.commit().await.unwrap();
        let household = register(&app).await;
        let link = link_of(&app, household, "counselling").await;
        assert_eq!(link.accountable, social);
        end_actor(&app, social).await;
        app::scheduler::round(&app.app).await;
        let link = link_of(&app, household, "counselling").await;
        assert_eq!(link.accountable, app.town.board);
        assert_eq!(link.fell_back.map(|fell_back| fell_back.from), Some(social));
        let mut coordinator = app.browser(Role::Coordinator).await;
        coordinator
            .get(&format!("/households/{household}/chain"))
            .await
            .assert_shows("Accountability came back from");
        coordinator
            .get("/gaps?show=fell_back")
            .await
            .assert_ok()
            .assert_shows("The actor no longer takes part")
            .assert_hides("⟦");
        assert_eq!(
            app::receive::settle::settle_all(&app.app, app.town.tenant).await.unwrap(),
            0,
            "once is enough"
        );

        // Nothing is late on the last day; the day after, the actor is told, two working days later the coordinator.
        let reference = {
            let mut reader = app.app.store.read(&Who::program(app.town.tenant)).await.unwrap();
            reader.household(household).await.unwrap().reference
        };
        app::scheduler::round(&app.app).await;
        let before = app.letters().await.len();
        app.clock.advance(SignedDuration::from_hours(24 * 200));
        app::scheduler::round(&app.app).await;
        let letters = app.letters().await;
        let told: Vec<_> = letters[before..].iter().collect();
        assert!(told.iter().any(|letter| letter.to == "0@Hamnvik.example"), "the accountable actor is told");
        assert!(told.iter().any(|letter| letter.to == "coordinator@Hamnvik.example"), "and the coordinator");
        for letter in &told {
            assert!(letter.body.contains(&reference), "{}", letter.body);
            assert!(
                !letter.body.contains("Olena") && !letter.body.contains("Kovalenko"),
                "no names: {}",
                letter.body
            );
        }
        app::scheduler::round(&app.app).await;
        assert_eq!(app.letters().await.len(), letters.len(), "each step is told once");
    });
}

#[test]
fn gaps_are_listed_filled_and_taken_out_without_harm() {
    with_app(|app| async move {
        let household =
            register_with(&app, &[("given-0", "Ivan"), ("arrived_on", "2026-03-09"), ("area", "=1+1")]).await;
        // Somebody deletes a link past the program: the gap is found.
        app.raw("DELETE FROM link WHERE kind = 'housing'").await;
        let mut writer =
            app.app.store.write(&Who::program(app.town.tenant), app.app.clock.now()).await.unwrap();
        app::receive::gaps::refresh(&app.app, &mut writer, household, app.app.today()).await.unwrap();
        writer.commit().await.unwrap();

        let mut coordinator = app.browser(Role::Coordinator).await;
        coordinator
            .get("/gaps")
            .await
            .assert_ok()
            .assert_shows("Households that lack links")
            .assert_shows(">Home<")
            .assert_hides("⟦");
        let file = coordinator.get("/gaps.csv").await.assert_ok();
        let file = file.assert_shows("Home").assert_shows("'=1+1").assert_hides("Ivan");
        assert!(file.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
        let reads = app
            .app
            .store
            .read(&Who::program(app.town.tenant))
            .await
            .unwrap()
            .reads_of(household, 5)
            .await
            .unwrap();
        assert!(reads.iter().any(|read| read.what == "export"));

        coordinator
            .get(&format!("/households/{household}/chain"))
            .await
            .assert_shows("station--gap")
            .assert_shows("1 link is missing");
        let page = coordinator.post(&format!("/households/{household}/links"), &[("kind", "housing")]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        assert!(link_of(&app, household, "housing").await.is_open());
        coordinator.get("/gaps").await.assert_shows("No gaps here");
        let twice = coordinator.post(&format!("/households/{household}/links"), &[("kind", "housing")]).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);

        // Duties: nobody has taken anything on in this town. An administrator sees that, and no households.
        coordinator.get("/gaps?show=duties").await.assert_shows("Nobody has the duty");
        let mut administrator = app.browser(Role::Administrator).await;
        administrator
            .get("/gaps?show=households")
            .await
            .assert_ok()
            .assert_shows("Nobody has the duty")
            .assert_shows("Your role sees duties, not households.");
        assert_eq!(administrator.get("/gaps.csv").await.status, StatusCode::FORBIDDEN);
        app.browser(Role::CaseWorker).await.get("/gaps").await.assert_ok();
        assert_eq!(app.browser(Role::Desk).await.get("/gaps").await.status, StatusCode::NOT_FOUND);
    });
}
