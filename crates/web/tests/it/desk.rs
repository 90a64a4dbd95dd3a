//! The arrivals desk.

use axum::http::StatusCode;
use domain::Role;

use crate::app::with_app;

const OLENA: [(&str, &str); 6] = [
    ("given-0", "Olena"),
    ("family-0", "Kovalenko"),
    ("original_given-0", "Олена"),
    ("original_family-0", "Коваленко"),
    ("birth_y-0", "1984"),
    ("arrived_on", "2026-03-09"),
];

#[test]
fn a_household_is_registered_found_in_either_script_and_shown_with_its_chain() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        desk.get("/desk").await.assert_ok().assert_shows("Arrivals desk");
        let page = desk.post("/desk", &OLENA).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        desk.visit(page.location())
            .await
            .assert_ok()
            .assert_shows("Olena Kovalenko")
            .assert_shows("Олена Коваленко");
        desk.get("/households").await.assert_ok().assert_shows("Olena Kovalenko");
        for typed in ["kovalenko ol", "Коваленко", "OLENA", "kóválenko"] {
            desk.post("/desk/hits", &[("given-0", typed)]).await.assert_ok().assert_shows("Olena Kovalenko");
        }
        desk.post("/desk/hits", &[("given-0", "Nobody")]).await.assert_shows("Nobody similar is known");

        // The list is searched by name in either script, or by the reference on the papers.
        let found = desk.post("/households/find", &[("text", "Коваленко оле")]).await;
        let found = found.assert_ok().assert_shows("Olena Kovalenko").assert_shows("One person found");
        let household = page.location().split('?').next().unwrap();
        assert!(found.body.contains(&format!("href=\"{household}\"")));
        let reference = found.body.split("Household\">").nth(1).unwrap().split('<').next().unwrap();
        let by_reference = desk.post("/households/find", &[("text", &reference.to_lowercase())]).await;
        by_reference.assert_ok().assert_shows("Olena Kovalenko");
        desk.post("/households/find", &[("text", "Nobody")]).await.assert_ok().assert_hides(household);
    });
}

#[test]
fn a_double_click_registers_one_household() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        let key = desk.key();
        let first = desk.post_with_key("/desk", &OLENA, &key).await;
        let second = desk.post_with_key("/desk", &OLENA, &key).await;
        assert_eq!(first.location(), second.location());
        assert!(first.location().starts_with("/households/"));
        let list = desk.get("/households").await.body;
        assert_eq!(list.matches("Olena Kovalenko").count(), 1);

        let other =
            desk.post_with_key("/desk", &[("given-0", "Other"), ("arrived_on", "2026-03-09")], &key).await;
        assert_eq!(other.status, StatusCode::CONFLICT);
        desk.get("/households").await.assert_hides("Other");
    });
}

#[test]
fn what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        let page = desk
            .post(
                "/desk",
                &[
                    ("given-0", "Anna\u{202E}"),
                    ("family-0", "Svensson"),
                    ("birth_y-0", "2030"),
                    ("number-0", "19121212-1213"),
                    ("note", "insulin <tonight>"),
                    ("arrived_on", "2026-03-11"),
                ],
            )
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.assert_shows("invisible mark of direction")
            .assert_shows("The number is not right")
            .assert_shows("value=\"Svensson\"")
            .assert_shows("insulin &#60;tonight&#62;")
            .assert_shows("href=\"#given-0\"");
        desk.get("/households").await.assert_hides("Svensson");
    });
}

#[test]
fn names_at_the_edges() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        let long = "a".repeat(300);
        let too_long = "a".repeat(301);
        for (name, accepted) in [
            ("Ö", true),
            (long.as_str(), true),
            (too_long.as_str(), false),
            ("😀", false),
            ("Li\u{200B}na", false),
            ("Li\u{2067}na", false),
            ("=cmd|' /C calc'!A0", true),
            ("O'Brien <script>alert(1)</script>", true),
        ] {
            let page = desk.post("/desk", &[("given-0", name), ("arrived_on", "2026-03-09")]).await;
            let expected = if accepted { StatusCode::SEE_OTHER } else { StatusCode::UNPROCESSABLE_ENTITY };
            assert_eq!(page.status, expected, "{name}");
        }
        desk.get("/households").await.assert_hides("<script>alert");
    });
}

#[test]
fn fourteen_people_and_years_at_the_edges() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        let mut fields =
            vec![("rows".to_owned(), "14".to_owned()), ("arrived_on".into(), "2026-03-09".into())];
        for row in 0..14 {
            fields.push((format!("given-{row}"), format!("Person{}", char::from(b'a' + row))));
            fields.push((format!("birth_y-{row}"), "1900".into()));
        }
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let page = desk.post("/desk", &fields).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        desk.visit(page.location()).await.assert_shows("14 people").assert_shows("Personn");

        for (birth, accepted) in [
            ([("birth_y-0", "1899"), ("birth_m-0", ""), ("birth_d-0", "")], false),
            ([("birth_y-0", "2026"), ("birth_m-0", "3"), ("birth_d-0", "10")], true),
            ([("birth_y-0", "2026"), ("birth_m-0", "3"), ("birth_d-0", "11")], false),
            ([("birth_y-0", "2025"), ("birth_m-0", "2"), ("birth_d-0", "29")], false),
            ([("birth_y-0", ""), ("birth_m-0", "3"), ("birth_d-0", "")], false),
        ] {
            let mut fields = vec![("given-0", "Edge"), ("arrived_on", "2026-03-09")];
            fields.extend(birth);
            let accepted_now = desk.post("/desk", &fields).await.status == StatusCode::SEE_OTHER;
            assert_eq!(accepted_now, accepted, "{birth:?}");
        }
    });
}

#[test]
fn an_unaccompanied_child_is_registered_with_the_link_to_social_services() {
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
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        let id =
            page.location().trim_start_matches("/households/").split('?').next().expect("an id").to_owned();
        let mut reader = app.app.store.read(&store::Who::program(app.town.tenant)).await.expect("a read");
        let links = reader.links_of(id.parse().expect("an id")).await.expect("links");
        let link =
            links.iter().find(|link| link.kind.is_social_services()).expect("the link to social services");
        assert!(link.for_unaccompanied_child);
        assert_eq!(link.deadline.map(|day| day.to_string()).as_deref(), Some("2026-03-10"));
    });
}

#[test]
fn a_protected_person_is_found_by_nobody_at_the_desk() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        let page = desk
            .post(
                "/desk",
                &[
                    ("given-0", "Canarya"),
                    ("family-0", "Secret"),
                    ("protection-0", "confidential"),
                    ("arrived_on", "2026-03-09"),
                ],
            )
            .await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
        let household = page.location().to_owned();
        for role in [Role::Desk, Role::Coordinator, Role::CaseWorker] {
            let mut browser = app.browser(role).await;
            let with = browser.post("/desk/hits", &[("given-0", "Canarya")]).await.body;
            let without = browser.post("/desk/hits", &[("given-0", "Nobodya")]).await.body;
            assert_eq!(with, without, "{role}: a hidden match must look like none");
            browser.get("/households").await.assert_hides("Canarya");
            let search = browser.post("/households/find", &[("text", "Canarya")]).await;
            search.assert_ok().assert_shows("Check the spelling").assert_hides(&household);
            assert_eq!(browser.get(&household).await.status, StatusCode::NOT_FOUND, "{role}");
        }
    });
}
