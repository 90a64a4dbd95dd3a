//! Who is in a household, and what follows from it: its beds, its card, its chain.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use domain::Role;

use crate::{
    app::{Browser, Page, with_app},
    homes::{add_home, place, register},
    newcomer::{issue, knock},
};

fn id_of(household: &str) -> &str {
    household.rsplit('/').next().unwrap()
}

/// The ids of the members with their names.
fn members(page: &Page) -> BTreeMap<String, String> {
    let choices = page.body.split("id=\"leaving-").skip(1);
    let member = |choice: &str| {
        let name = choice.split("<bdi>").nth(1).unwrap().split('<').next().unwrap();
        (name.to_owned(), choice.split('"').next().unwrap().to_owned())
    };
    choices.map(member).collect()
}

fn version(page: &Page) -> String {
    page.body.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// Sends one of the acts of the household's page, based on the version that the page shows.
async fn act(browser: &mut Browser, household: &str, fields: &[(&str, &str)]) -> Page {
    let page = browser.get(&format!("{household}/edit")).await.assert_ok();
    let version = version(&page);
    let fields: Vec<(&str, &str)> = [("version", version.as_str())].iter().chain(fields).copied().collect();
    browser.post(&format!("{household}/edit"), &fields).await
}

/// How many beds of the home are occupied on a night, by the export.
async fn occupied(browser: &mut Browser, night: &str) -> String {
    let csv = browser.get(&format!("/homes/export?night={night}")).await.assert_ok();
    let line = csv.body.lines().find(|line| line.starts_with("The old school")).unwrap();
    line.split(';').nth(4).unwrap().to_owned()
}

#[test]
fn those_who_split_off_keep_their_beds_and_lose_the_card() {
    with_app(|app| async move {
        let mut coordinator = app.browser(Role::Coordinator).await;
        let home = add_home(&mut coordinator, &app.town, &[]).await;
        let household = register(&mut coordinator, &["Anna", "Boris", "Clara"], &[]).await;
        assert_eq!(place(&mut coordinator, &household, &home, &[]).await.status, StatusCode::SEE_OTHER);
        let (code, pin) = issue(&mut coordinator, id_of(&household)).await;
        let mut phone = app.visitor();
        assert_eq!(knock(&mut phone, &code, &pin).await.location(), "/my-chain");
        assert_eq!(occupied(&mut coordinator, "2026-03-12").await, "3");

        let page = coordinator.get(&format!("{household}/edit")).await;
        let leaving = members(&page)["Boris"].clone();
        let split = [("act", "split"), ("leaving", &leaving), ("head", &leaving), ("day", "2026-03-10")];
        let page = act(&mut coordinator, &household, &split).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        let other = page.location().split('?').next().unwrap().to_owned();
        assert_ne!(other, household);

        // Three people sleep in three beds, as before; each household knows its own.
        assert_eq!(occupied(&mut coordinator, "2026-03-12").await, "3");
        for (path, name) in [(&household, "Anna"), (&other, "Boris")] {
            coordinator.get(path).await.assert_ok().assert_shows(name);
            coordinator.get(&format!("{path}/stay")).await.assert_ok().assert_shows("The old school");
            coordinator.get(&format!("{path}/history")).await.assert_ok().assert_hides("⟦");
        }
        // The old card opens nothing any more, and the telephone it had opened is shut out.
        assert!(phone.get("/my-chain").await.location().starts_with("/my-chain/open"));
        assert_ne!(knock(&mut app.visitor(), &code, &pin).await.location(), "/my-chain");

        // They move back in: one household again, the beds are its own, the other is closed.
        let reference = coordinator.get(&other).await.body;
        let reference = reference.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap().to_owned();
        let reference = reference.split_whitespace().last().unwrap().trim_matches(['\u{2068}', '\u{2069}']);
        let merge = [("act", "merge"), ("other", reference), ("day", "2026-03-10")];
        let page = act(&mut coordinator, &household, &merge).await;
        assert_eq!(page.location(), format!("{household}?changed=1"), "{}", page.body);
        assert_eq!(members(&coordinator.get(&format!("{household}/edit")).await).len(), 3);
        assert_eq!(occupied(&mut coordinator, "2026-03-12").await, "3");
        coordinator.get("/households").await.assert_ok().assert_hides(&other);
    });
}

#[test]
fn whoever_leaves_frees_a_bed_and_two_who_change_at_once_are_told() {
    with_app(|app| async move {
        let mut coordinator = app.browser(Role::Coordinator).await;
        let home = add_home(&mut coordinator, &app.town, &[]).await;
        let household = register(&mut coordinator, &["Anna", "Boris"], &[]).await;
        place(&mut coordinator, &household, &home, &[]).await;
        let stale = coordinator.get(&format!("{household}/edit")).await;
        let (leaving, version) = (members(&stale)["Boris"].clone(), version(&stale));
        let leave = [("act", "leave"), ("person", leaving.as_str()), ("day", "2026-03-10")];
        assert_eq!(act(&mut coordinator, &household, &leave).await.status, StatusCode::SEE_OTHER);
        assert_eq!(occupied(&mut coordinator, "2026-03-12").await, "1");

        let late: Vec<(&str, &str)> = [("version", version.as_str())].into_iter().chain(leave).collect();
        let page = coordinator.post(&format!("{household}/edit"), &late).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
    });
}
