//! Is this the same person? At the desk while typing, and afterwards among those who are registered.

use axum::http::StatusCode;
use domain::Role;

use crate::app::{Browser, Page, with_app};

/// Registers one person by all that a desk asks of them; gives the household's path.
async fn arrive(desk: &mut Browser, names: [&str; 2], original: [&str; 2], birth: [&str; 3]) -> String {
    let fields = [
        ("given-0", names[0]),
        ("family-0", names[1]),
        ("original_given-0", original[0]),
        ("original_family-0", original[1]),
        ("birth_y-0", birth[0]),
        ("birth_m-0", birth[1]),
        ("birth_d-0", birth[2]),
        ("arrived_on", "2026-03-09"),
    ];
    let page = desk.post("/desk", &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    page.location().split('?').next().unwrap().to_owned()
}

fn value(page: &Page, name: &str) -> String {
    let rest = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn somebody_is_found_in_either_script_and_the_reasons_are_told() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        arrive(&mut desk, ["Yuliia", "Shevchenko"], ["Юлія", "Шевченко"], ["1987", "4", "9"]).await;
        for typed in ["Julia Schewtschenko", "Шевченко", "shevch", "Yulia Shevtchenko", "Юлия Шевченко"]
        {
            desk.post("/desk/hits", &[("given-0", typed)])
                .await
                .assert_ok()
                .assert_shows("Yuliia Shevchenko");
        }
        let typed = [
            ("given-0", "Yuliia"),
            ("family-0", "Shevchenko"),
            ("birth_y-0", "1987"),
            ("birth_m-0", "9"),
            ("birth_d-0", "4"),
        ];
        desk.post("/desk/hits", &typed)
            .await
            .assert_ok()
            .assert_shows("Family name: the same")
            .assert_shows("Born: day and month have changed places");
        // With a birth date that is another person's, she is not proposed.
        let other = [("given-0", "Halyna"), ("family-0", "Bondar"), ("birth_y-0", "1951")];
        desk.post("/desk/hits", &other).await.assert_shows("Nobody similar is known");
    });
}

#[test]
fn what_is_said_of_two_people_is_remembered() {
    with_app(|app| async move {
        let mut worker = app.browser(Role::Coordinator).await;
        let birth = ["1987", "4", "9"];
        let first = arrive(&mut worker, ["Yuliia", "Shevchenko"], ["", ""], birth).await;
        let second = arrive(&mut worker, ["Julija", "Sjevtjenko"], ["Юлія", "Шевченко"], birth).await;
        worker.get(&second).await.assert_ok().assert_shows("See similar people");

        let page = worker.get(&format!("{second}/alike")).await.assert_ok();
        let page = page.assert_shows("Yuliia Shevchenko").assert_hides("⟦");
        let (member, other) = (value(&page, "member"), value(&page, "other"));
        let said = |verdict| [("member", member.clone()), ("other", other.clone()), ("verdict", verdict)];
        for (verdict, shown) in [("same", true), ("family", true), ("different", false)] {
            let fields = said(verdict.to_owned());
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let page = worker.post(&format!("{second}/alike"), &fields).await;
            assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
            for household in [&first, &second] {
                let page = worker.get(&format!("{household}/alike")).await.assert_ok();
                assert_eq!(page.body.contains("chip--done"), shown, "{verdict} on {household}");
                assert!(!page.body.contains("chip--waiting"), "{verdict}: it is not proposed again");
            }
        }
        worker
            .get(&format!("{first}/history"))
            .await
            .assert_ok()
            .assert_shows("whether two people are the same");

        // Nobody is compared with somebody who is not there.
        let made_up = [("member", member.as_str()), ("other", member.as_str()), ("verdict", "same")];
        assert_eq!(
            worker.post(&format!("{second}/alike"), &made_up).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let elsewhere = [("member", other.as_str()), ("other", member.as_str()), ("verdict", "same")];
        assert_eq!(worker.post(&format!("{second}/alike"), &elsewhere).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn whoever_is_protected_is_proposed_to_nobody() {
    with_app(|app| async move {
        let mut worker = app.browser(Role::Coordinator).await;
        let birth = ["1987", "4", "9"];
        arrive(&mut worker, ["Yuliia", "Shevchenko"], ["", ""], birth).await;
        let secret = [
            ("given-0", "Julia"),
            ("family-0", "Shevchenko"),
            ("birth_y-0", "1987"),
            ("protection-0", "confidential"),
            ("arrived_on", "2026-03-09"),
        ];
        let hidden = worker.post("/desk", &secret).await;
        let hidden = hidden.location().split('?').next().unwrap().to_owned();
        let open = arrive(&mut worker, ["Yulia", "Shevchenko"], ["", ""], birth).await;
        let page = worker.get(&format!("{open}/alike")).await.assert_ok().assert_shows("Yuliia Shevchenko");
        page.assert_hides("Julia").assert_hides(&hidden);
        worker.post("/desk/hits", &[("given-0", "julia shev")]).await.assert_hides("Julia ");
    });
}

#[test]
fn a_registration_in_another_process_is_found_by_the_next_question() {
    with_app(|app| async move {
        let mut here = app.browser(Role::Desk).await;
        let mut there = app.elsewhere(&here);
        for browser in [&mut here, &mut there] {
            browser.post("/desk/hits", &[("given-0", "tkach")]).await.assert_shows("Nobody similar is known");
        }
        arrive(&mut there, ["Danylo", "Tkachenko"], ["", ""], ["2001", "", ""]).await;
        here.post("/desk/hits", &[("given-0", "tkach")]).await.assert_shows("Danylo Tkachenko");
    });
}

#[test]
fn a_year_of_birth_alone_does_not_hide_somebody() {
    with_app(|app| async move {
        let mut desk = app.browser(Role::Desk).await;
        arrive(&mut desk, ["Iryna", "Resa"], ["Ірина", ""], ["1988", "", ""]).await;
        for given in ["Iryna", "Irina"] {
            let typed = [("given-0", given), ("family-0", "Resa"), ("birth_y-0", "1988")];
            let page = desk.post("/desk/hits", &typed).await.assert_ok();
            assert!(page.body.contains("Iryna Resa"), "{given}: {}", page.body);
        }
    });
}
