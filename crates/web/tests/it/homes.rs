//! Homes, and who is placed in them.

use std::collections::BTreeSet;

use axum::http::{StatusCode, header};
use domain::{Role, UserId};
use store::{
    Who,
    identity::{Membership, MembershipState, User},
};
use test_support::Kind;

use crate::app::{Browser, Page, TestApp, Town, with_app};

const CANARY: &str = "Kanariegatan 17";

/// Adds a home as the coordinator and gives its path.
pub(crate) async fn add_home(coordinator: &mut Browser, town: &Town, more: &[(&str, &str)]) -> String {
    let owner = town.board.to_string();
    let mut fields = vec![
        ("name", "The old school"),
        ("kind", "collective"),
        ("area", "Hamnen"),
        ("owner", owner.as_str()),
        ("address", CANARY),
        ("conditions", "step_free"),
        ("conditions", "lockable_rooms"),
        ("from", "2026-01-01"),
        ("to", ""),
        ("layout", "2+1"),
    ];
    fields.retain(|(name, _)| more.iter().all(|(changed, _)| changed != name));
    fields.extend(more);
    let page = coordinator.post("/homes/new", &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    page.location().split('?').next().unwrap().to_owned()
}

/// Registers a household of grown people and gives its path.
pub(crate) async fn register(browser: &mut Browser, given: &[&str], more: &[(&str, &str)]) -> String {
    let rows = given.len().to_string();
    let mut fields = vec![("rows".to_owned(), rows), ("arrived_on".to_owned(), "2026-03-09".to_owned())];
    for (row, given) in given.iter().enumerate() {
        fields.push((format!("given-{row}"), (*given).to_owned()));
        fields.push((format!("birth_y-{row}"), "1984".to_owned()));
    }
    fields.retain(|(name, _)| more.iter().all(|(changed, _)| changed != name));
    fields.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = browser.post("/desk", &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    page.location().split('?').next().unwrap().to_owned()
}

fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// The names of the fields that say where each member sleeps.
fn where_fields(page: &Page) -> Vec<String> {
    let mut names = BTreeSet::new();
    for rest in page.body.split("name=\"where-").skip(1) {
        names.insert(format!("where-{}", rest.split('"').next().unwrap()));
    }
    names.into_iter().collect()
}

/// Places a household from 10 March to a morning, everybody in any bed.
pub(crate) async fn place(browser: &mut Browser, household: &str, home: &str, more: &[(&str, &str)]) -> Page {
    let form = format!("{household}/stay/place?from=2026-03-10&nights=7&home={}", id_of(home));
    let page = browser.get(&form).await;
    let people = where_fields(&page);
    let mut fields = vec![("home", id_of(home)), ("from", "2026-03-10"), ("to", "2026-03-17")];
    fields.retain(|(name, _)| more.iter().all(|(changed, _)| changed != name));
    fields.extend(people.iter().map(|person| (person.as_str(), "any")));
    fields.extend(more);
    browser.post(&format!("{household}/stay/place"), &fields).await
}

/// A stay's page, found on the household's tab.
async fn stay_path(browser: &mut Browser, household: &str) -> String {
    let page = browser.get(&format!("{household}/stay")).await.assert_ok();
    let link = format!("{household}/stays/");
    let start = page.body.find(&link).unwrap_or_else(|| panic!("no stay on the page:\n{}", page.body));
    page.body[start..].split('"').next().unwrap().to_owned()
}

#[test]
fn an_address_is_shown_to_nobody_who_does_not_answer_for_the_home() {
    with_app(|app| async move {
        let mut coordinator = app.browser(Role::Coordinator).await;
        let home = add_home(&mut coordinator, &app.town, &[]).await;
        coordinator
            .get(&home)
            .await
            .assert_ok()
            .assert_shows(CANARY)
            .assert_shows("Rooms that can be locked");
        coordinator.get("/homes").await.assert_ok().assert_shows("The old school").assert_hides(CANARY);
        let csv = coordinator.get("/homes/export?night=2026-03-10").await.assert_ok().assert_hides(CANARY);
        assert_eq!(csv.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
        assert!(
            csv.body.contains("The old school;Collective housing;Hamnen;3;0;0;3;0;3;0;0;3;0"),
            "{}",
            csv.body
        );

        let mut worker = app.browser(Role::CaseWorker).await;
        worker.get("/homes").await.assert_ok().assert_shows("The old school").assert_hides(CANARY);
        worker
            .get(&home)
            .await
            .assert_ok()
            .assert_shows("The address is shown to those")
            .assert_hides(CANARY);
        assert_eq!(worker.get("/homes/export").await.status, StatusCode::FORBIDDEN);
        assert_eq!(worker.get(&format!("{home}/edit")).await.status, StatusCode::NOT_FOUND);
        let mut partner = app.browser(Role::PartnerCoordinator).await;
        assert_eq!(partner.get(&home).await.status, StatusCode::NOT_FOUND);
        partner.get("/homes").await.assert_ok().assert_hides("The old school");
        let mut host = app.browser(Role::Host).await;
        assert_eq!(host.get(&home).await.status, StatusCode::NOT_FOUND);

        // Whoever carries a household sees where it lives, on its own record; the desk does not.
        let household = register(&mut worker, &["Olena"], &[]).await;
        let placed = place(&mut worker, &household, &home, &[]).await;
        assert_eq!(placed.status, StatusCode::SEE_OTHER, "{}", placed.body);
        worker.get(&format!("{household}/stay")).await.assert_ok().assert_shows(CANARY);
        worker.get(&home).await.assert_ok().assert_hides(CANARY);
        let mut desk = app.browser(Role::Desk).await;
        desk.get(&format!("{household}/stay"))
            .await
            .assert_ok()
            .assert_shows("A home that is not yours to see")
            .assert_hides("The old school")
            .assert_hides(CANARY);
    });
}

#[test]
fn two_who_change_one_home_see_both_versions() {
    with_app(|app| async move {
        let mut coordinator = app.browser(Role::Coordinator).await;
        let home = add_home(&mut coordinator, &app.town, &[]).await;
        let form = coordinator.get(&format!("{home}/edit")).await.assert_ok().assert_shows(CANARY);
        let (rows, first, second) = (
            form.hidden("rows").unwrap(),
            form.hidden("room_id-0").unwrap(),
            form.hidden("room_id-1").unwrap(),
        );
        let owner = app.town.board.to_string();
        let edit = |name: &'static str, version: &'static str, beds: &'static str| {
            vec![
                ("version", version.to_owned()),
                ("rows", rows.clone()),
                ("name", name.to_owned()),
                ("kind", "collective".to_owned()),
                ("area", "Hamnen".to_owned()),
                ("owner", owner.clone()),
                ("from", "2026-01-01".to_owned()),
                ("room_id-0", first.clone()),
                ("room_name-0", "1".to_owned()),
                ("room_beds-0", beds.to_owned()),
                ("room_id-1", second.clone()),
                ("room_name-1", "2".to_owned()),
                ("room_beds-1", "1".to_owned()),
                ("layout", String::new()),
            ]
        };
        let path = format!("{home}/edit");
        let send = async |browser: &mut Browser, fields: Vec<(&'static str, String)>| {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            browser.post(&path, &fields).await
        };
        let saved = send(&mut coordinator, edit("Saved first", "1", "3")).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        let conflict = send(&mut coordinator, edit("Typed later", "1", "2")).await;
        assert_eq!(conflict.status, StatusCode::CONFLICT);
        let conflict =
            conflict.assert_shows("Typed later").assert_shows("Saved first").assert_shows("is-different");
        assert_eq!(conflict.hidden("version").as_deref(), Some("2"));
        let mine = send(&mut coordinator, edit("Typed later", "2", "2")).await;
        assert_eq!(mine.status, StatusCode::SEE_OTHER, "{}", mine.body);
        coordinator.get(&home).await.assert_ok().assert_shows("Typed later").assert_hides(CANARY);

        // A bed that somebody has cannot be taken out.
        let household = register(&mut coordinator, &["Olena", "Iryna"], &[]).await;
        assert_eq!(place(&mut coordinator, &household, &home, &[]).await.status, StatusCode::SEE_OTHER);
        let refused = send(&mut coordinator, edit("Typed later", "3", "1")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.assert_shows("block them instead");
    });
}

#[test]
fn a_household_is_placed_extended_moved_and_leaves() {
    with_app(|app| async move {
        let mut coordinator = app.browser(Role::Coordinator).await;
        let home = add_home(&mut coordinator, &app.town, &[]).await;
        let flat =
            add_home(&mut coordinator, &app.town, &[("name", "A flat"), ("layout", "2"), ("address", "")])
                .await;
        let household = register(&mut coordinator, &["Olena", "Iryna"], &[("area", "Hamnen")]).await;
        coordinator.get(&format!("{household}/stay")).await.assert_ok().assert_shows("Has no home yet");
        coordinator
            .get(&format!("{household}/stay/place?from=2026-03-10&nights=7"))
            .await
            .assert_ok()
            .assert_shows("From the night of 10 March 2026 to the morning of 17 March 2026 (7 nights)")
            .assert_shows("The old school")
            .assert_shows("Exactly as many free beds as are needed")
            .assert_hides(CANARY);
        let placed = place(&mut coordinator, &household, &home, &[]).await;
        assert_eq!(placed.location(), format!("{household}/stay?notice=placed"), "{}", placed.body);
        coordinator
            .visit(placed.location())
            .await
            .assert_ok()
            .assert_shows("The household has been placed.")
            .assert_shows("Room 1 · Bed 1")
            .assert_shows("Olena");
        coordinator.get(&home).await.assert_ok().assert_shows("Promised until 17 March 2026");
        coordinator
            .get("/homes?free=2")
            .await
            .assert_ok()
            .assert_shows("A flat")
            .assert_hides(&format!("href=\"{home}\""));
        // The link to housing has begun.
        coordinator
            .get(&format!("{household}/history"))
            .await
            .assert_ok()
            .assert_shows("The household was placed in a home");

        let stay = stay_path(&mut coordinator, &household).await;
        let longer =
            coordinator.post(&format!("{stay}/end"), &[("version", "1"), ("to", "2026-03-20")]).await;
        assert_eq!(longer.status, StatusCode::SEE_OTHER, "{}", longer.body);
        let late = coordinator.post(&format!("{stay}/end"), &[("version", "1"), ("to", "2026-03-12")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        late.assert_shows("20 March 2026").assert_shows("value=\"2026-03-12\"");

        let moving = [("move", id_of(&stay)), ("from", "2026-03-14"), ("to", "2026-03-30")];
        let moved = place(&mut coordinator, &household, &flat, &moving).await;
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.body);
        coordinator
            .get(&format!("{household}/stay"))
            .await
            .assert_ok()
            .assert_shows("to the morning of 14 March 2026 (4 nights)")
            .assert_shows("A flat");
        // The stay that has not begun is called off, and what was planned is remembered.
        let page = coordinator.get(&format!("{household}/stay")).await;
        let flat_stay = page.body.split(&format!("{household}/stays/")).skip(1).find_map(|rest| {
            let id = rest.split('"').next()?;
            (id != id_of(&stay)).then(|| format!("{household}/stays/{id}"))
        });
        let flat_stay = flat_stay.unwrap();
        let off =
            coordinator.post(&format!("{flat_stay}/end"), &[("version", "1"), ("to", "2026-03-14")]).await;
        assert_eq!(off.status, StatusCode::SEE_OTHER, "{}", off.body);
        coordinator
            .get(&format!("{household}/stay"))
            .await
            .assert_ok()
            .assert_shows("Called off before the first night");
        let again =
            place(&mut coordinator, &household, &flat, &[("from", "2026-03-14"), ("to", "2026-03-30")]).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "its beds are free again: {}", again.body);
    });
}

#[test]
fn a_taken_bed_and_a_blocked_one_are_refused_and_nothing_typed_is_lost() {
    with_app(|app| async move {
        let mut coordinator = app.browser(Role::Coordinator).await;
        let home = add_home(&mut coordinator, &app.town, &[("layout", "1")]).await;
        let first = register(&mut coordinator, &["Olena"], &[]).await;
        let second = register(&mut coordinator, &["Iryna"], &[]).await;
        let page = coordinator.get(&format!("{second}/stay/place?home={}", id_of(&home))).await.assert_ok();
        let bed = page.body.split("<option value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
        let person = where_fields(&page).remove(0);
        assert_eq!(place(&mut coordinator, &first, &home, &[]).await.status, StatusCode::SEE_OTHER);
        let mine = [(person.as_str(), bed.as_str())];
        let nights = [("home", id_of(&home)), ("from", "2026-03-15"), ("to", "2026-03-20")];
        let refused = coordinator.post(&format!("{second}/stay/place"), &[&nights[..], &mine].concat()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused
            .assert_shows("The bed is already promised from 2026-03-15 to 2026-03-17")
            .assert_hides("Olena");
        let full = place(&mut coordinator, &second, &home, &[]).await;
        assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
        full.assert_shows("There are not so many free beds");

        let wrong =
            coordinator.post(&format!("{home}/block"), &[("beds", &bed), ("from", "2026-03-17")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        wrong.assert_shows("Write in a few words why").assert_shows("Give a date").assert_shows("checked");
        let block =
            [("beds", bed.as_str()), ("from", "2026-03-17"), ("to", "2026-03-25"), ("reason", "painting")];
        let blocked = coordinator.post(&format!("{home}/block"), &block).await;
        assert_eq!(blocked.status, StatusCode::SEE_OTHER, "{}", blocked.body);
        coordinator.visit(blocked.location()).await.assert_ok().assert_shows("painting");
        let nights = [("home", id_of(&home)), ("from", "2026-03-17"), ("to", "2026-03-20")];
        let refused = coordinator.post(&format!("{second}/stay/place"), &[&nights[..], &mine].concat()).await;
        refused.assert_shows("The bed is blocked from 2026-03-17 to 2026-03-20");
        let open = [("bed", bed.as_str()), ("since", "2026-03-17")];
        assert_eq!(coordinator.post(&format!("{home}/unblock"), &open).await.status, StatusCode::SEE_OTHER);
        let placed = coordinator.post(&format!("{second}/stay/place"), &[&nights[..], &mine].concat()).await;
        assert_eq!(placed.status, StatusCode::SEE_OTHER, "{}", placed.body);
    });
}

/// A second coordinator, cleared for protected identities.
async fn cleared(app: &TestApp) -> Browser {
    let user: UserId = app.dice.id();
    let mut writer = app
        .app
        .store
        .write(&Who::program(app.town.tenant), app.app.clock.now())
        .await
        .expect("a write can begin");
    writer
        .insert_user(&User {
            id: user,
            name: "Cleared".to_owned(),
            email: "cleared@hamnvik.example".to_owned(),
            language: "en".to_owned(),
            disabled_at: None,
            version: 1,
        })
        .await
        .unwrap();
    writer
        .insert_membership(&Membership {
            id: app.dice.id(),
            user,
            actor: app.town.board,
            actor_name: String::new(),
            actor_kind: String::new(),
            role: Role::Coordinator,
            cleared: true,
            state: MembershipState::Confirmed,
            from: jiff::civil::date(2020, 1, 1),
            to: None,
            version: 1,
        })
        .await
        .unwrap();
    writer.commit().await.unwrap();
    let mut town = app.town.clone();
    town.users.insert(Role::Coordinator, user);
    app.browser_in(&town, Role::Coordinator).await
}

#[test]
fn whoever_is_protected_protects_the_home_and_no_address_of_theirs_is_kept() {
    with_app(|app| async move {
        let mut coordinator = app.browser(Role::Coordinator).await;
        let mut cleared = cleared(&app).await;
        let known = add_home(&mut coordinator, &app.town, &[]).await;
        let unknown =
            add_home(&mut coordinator, &app.town, &[("name", "The quiet house"), ("address", "")]).await;
        let secret = register(&mut cleared, &["Olena"], &[("protection-0", "protected_registration")]).await;

        let refused = place(&mut cleared, &secret, &known, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.assert_shows("address must not be stored").assert_hides(CANARY);
        let search = format!("{secret}/stay/place?from=2026-03-10&nights=7");
        cleared
            .get(&search)
            .await
            .assert_ok()
            .assert_shows("this household’s must not be")
            .assert_hides(CANARY);
        let placed = place(&mut cleared, &secret, &unknown, &[]).await;
        assert_eq!(placed.status, StatusCode::SEE_OTHER, "{}", placed.body);

        // The home is as secret as the people in it.
        cleared.get(&unknown).await.assert_ok().assert_shows("must not be kept");
        assert_eq!(coordinator.get(&unknown).await.status, StatusCode::NOT_FOUND);
        coordinator.get("/homes").await.assert_ok().assert_hides("The quiet house");
        coordinator.get("/homes/export").await.assert_ok().assert_hides("The quiet house");
        assert_eq!(coordinator.get(&format!("{secret}/stay")).await.status, StatusCode::NOT_FOUND);

        // And no longer than they are there.
        let stay = stay_path(&mut cleared, &secret).await;
        let left = cleared.post(&format!("{stay}/end"), &[("version", "1"), ("to", "2026-03-10")]).await;
        assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", left.body);
        coordinator.get(&unknown).await.assert_ok();
    });
}

#[test]
fn no_child_goes_to_a_host_whose_vetting_nobody_has_recorded() {
    with_app(|app| async move {
        let mut coordinator = app.browser(Role::Coordinator).await;
        let home =
            add_home(&mut coordinator, &app.town, &[("kind", "host_home"), ("name", "The host")]).await;
        let family = register(&mut coordinator, &["Olena", "Danylo"], &[("birth_y-1", "2020")]).await;
        coordinator
            .get(&format!("{family}/stay/place?from=2026-03-10&nights=7"))
            .await
            .assert_ok()
            .assert_shows("The vetting is not complete")
            .assert_hides(&format!("home={}", id_of(&home)));
        let refused = place(&mut coordinator, &family, &home, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.assert_shows("The vetting is not complete");

        let grown = register(&mut coordinator, &["Olena", "Iryna"], &[]).await;
        let placed = place(&mut coordinator, &grown, &home, &[]).await;
        assert_eq!(placed.status, StatusCode::SEE_OTHER, "{}", placed.body);
    });
}

#[test]
fn a_host_sees_when_the_own_home_is_used_and_by_nobody_named() {
    with_app(|app| async move {
        let mut coordinator = app.browser(Role::Coordinator).await;
        let home = add_home(&mut coordinator, &app.town, &[]).await;
        let household = register(&mut coordinator, &["Olena"], &[]).await;
        assert_eq!(place(&mut coordinator, &household, &home, &[]).await.status, StatusCode::SEE_OTHER);
        let who = Who::program(app.town.tenant);
        let mut writer = app.app.store.write(&who, app.app.clock.now()).await.unwrap();
        writer.add_host(id_of(&home).parse().unwrap(), app.town.users[&Role::Host]).await.unwrap();
        writer.commit().await.unwrap();
        let reference = coordinator.get(&household).await.body;
        let reference =
            reference.split("Household ").nth(1).unwrap().split('<').next().unwrap().trim().to_owned();
        coordinator.get(&home).await.assert_ok().assert_shows(&format!("{household}/stay"));

        let mut host = app.browser(Role::Host).await;
        host.get("/homes").await.assert_ok().assert_shows("The old school");
        host.get(&home)
            .await
            .assert_ok()
            .assert_shows("From the night of 10 March 2026 to the morning of 17 March 2026")
            .assert_shows(CANARY)
            .assert_hides("Olena")
            .assert_hides("/households/")
            .assert_hides(&reference);
        assert_eq!(host.get(&format!("{home}/edit")).await.status, StatusCode::NOT_FOUND);
    });
}

/// Forty browsers place two households in one bed at once; one gets it, and the others are told so.
async fn racers_for_one_bed(app: TestApp) {
    let mut coordinator = app.browser(Role::Coordinator).await;
    let home = add_home(&mut coordinator, &app.town, &[("layout", "1")]).await;
    let mut forms = Vec::new();
    for given in ["Olena", "Iryna"] {
        let household = register(&mut coordinator, &[given], &[]).await;
        let page = coordinator.get(&format!("{household}/stay/place?home={}", id_of(&home))).await;
        forms.push((household, where_fields(&page).remove(0)));
    }
    let racers: Vec<_> = (0..40)
        .map(|number| {
            let (household, person) = forms[number % 2].clone();
            let (mut browser, home) = (coordinator.clone(), id_of(&home).to_owned());
            tokio::spawn(async move {
                let fields = [
                    ("home", home.as_str()),
                    ("from", "2026-03-10"),
                    ("to", "2026-03-17"),
                    (person.as_str(), "any"),
                ];
                browser.post(&format!("{household}/stay/place"), &fields).await.status
            })
        })
        .collect();
    let mut statuses = Vec::new();
    for racer in racers {
        statuses.push(racer.await.unwrap());
    }
    statuses.sort();
    assert_eq!(statuses[0], StatusCode::SEE_OTHER);
    // The others are told that the bed is taken, or that somebody was faster.
    let refused = [StatusCode::UNPROCESSABLE_ENTITY, StatusCode::CONFLICT];
    assert!(statuses[1..].iter().all(|status| refused.contains(status)), "{statuses:?}");
}

#[test]
fn racers_for_one_bed_on_sqlite() {
    test_support::run(Kind::Sqlite, |database| async move {
        racers_for_one_bed(TestApp::new(database).await).await;
    });
}

#[test]
fn racers_for_one_bed_on_postgres() {
    test_support::run(Kind::Postgres, |database| async move {
        racers_for_one_bed(TestApp::new(database).await).await;
    });
}
