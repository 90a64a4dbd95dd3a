//! A coordinator brings a file and takes a list out.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::Role;

use crate::app::{Browser, Page, TestApp, with_app};

const LIST: &str = "household_ref;arrived_on;förnamn;efternamn;född;språk;status\r\n\
    A1;2026-03-01;Åsa;=1+1 Öberg;1988-09-14;uk;tillfälligt skydd\r\n\
    A1;2026-03-01;Marko;Öberg;2019;uk;tillfälligt skydd\r\n";

/// Sends a file as a browser would, the fields of the form before it.
async fn send_file(browser: &mut Browser, kind: &str, content: &[u8]) -> Page {
    let key = browser.key();
    send_file_as(browser, &browser.csrf.clone(), &key, kind, content).await
}

async fn send_file_as(browser: &mut Browser, csrf: &str, key: &str, kind: &str, content: &[u8]) -> Page {
    let mut body = Vec::new();
    for (name, value) in [("csrf", csrf), ("key", key), ("kind", kind)] {
        body.extend(
            format!("--parts\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    body.extend(
        b"--parts\r\nContent-Disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\n\
          Content-Type: text/csv\r\n\r\n"
            .iter(),
    );
    body.extend(content);
    body.extend(b"\r\n--parts--\r\n");
    let request = Request::post("/import")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=parts")
        .header("sec-fetch-site", "same-origin");
    browser.send(request, Body::from(body)).await
}

fn latin_1(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(u32::from(letter)).expect("a letter of Latin-1")).collect()
}

#[test]
fn a_list_is_seen_before_it_is_read_in_and_can_be_taken_out_again() {
    with_app(|app: TestApp| async move {
        let mut browser = app.browser(Role::Coordinator).await;
        browser.get("/import").await.assert_ok().assert_shows("household_ref").assert_shows("hushåll");
        let sent = send_file(&mut browser, "households", &latin_1(LIST)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let place = sent.location().to_owned();
        let preview = browser.get(&place).await.assert_ok();
        assert!(preview.body.contains("Windows-1252") && preview.body.contains("Åsa"), "{}", preview.body);
        browser.get("/households").await.assert_ok().assert_hides("Öberg");

        let key = browser.key();
        for _ in 0..2 {
            let answer = browser.post_with_key(&place, &[("known", "leave")], &key).await;
            assert_eq!(answer.location(), place, "{}", answer.body);
        }
        browser.get(&place).await.assert_ok().assert_shows("The file has been imported");
        browser.get("/households").await.assert_ok().assert_shows("Öberg").assert_shows("/households.csv");

        let file = browser.get("/households.csv").await.assert_ok();
        let header = |name| file.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        assert_eq!(header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
        assert_eq!(header(header::CACHE_CONTROL), "no-store");
        assert!(header(header::CONTENT_DISPOSITION).starts_with("attachment"));
        assert!(file.body.starts_with("\u{FEFF}Household;Name;"), "{}", file.body);
        assert_eq!(file.body.lines().count(), 2, "{}", file.body);
        browser.get("/households.csv?state=complete").await.assert_ok().assert_hides("Öberg");
        browser.get("/actors.csv").await.assert_ok().assert_shows("Kommunstyrelsen i Hamnvik");

        let again = send_file(&mut browser, "households", &latin_1(LIST)).await;
        let place = again.location().to_owned();
        browser.get(&place).await.assert_ok().assert_shows("imported already");
        let thrown = browser.post(&format!("{place}/cancel"), &[]).await;
        assert_eq!(thrown.location(), "/import?cancelled=1");
        assert_eq!(browser.get(&place).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn what_must_be_corrected_is_shown_in_its_place() {
    with_app(|app: TestApp| async move {
        let mut browser = app.browser(Role::Coordinator).await;
        browser.get("/import").await;
        let bad = LIST.replace("1988-09-14", "<b>när</b>");
        let answer = send_file(&mut browser, "households", bad.as_bytes()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.assert_shows("född").assert_shows("&#60;b&#62;när").assert_hides("<b>när");
        let answer = send_file(&mut browser, "households", b"PK\x03\x04 a workbook").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.assert_shows("CSV UTF-8");
        let answer = send_file(&mut browser, "palaces", LIST.as_bytes()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let answer = send_file(&mut browser, "households", b"").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.assert_shows("Choose a file");
    });
}

#[test]
fn a_file_from_elsewhere_is_not_taken_in() {
    with_app(|app: TestApp| async move {
        let mut browser = app.browser(Role::Coordinator).await;
        browser.get("/import").await;
        let key = browser.key();
        let answer = send_file_as(&mut browser, "another", &key, "households", LIST.as_bytes()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        // Larger than any form, smaller than the largest file.
        let large = LIST.to_owned() + &"x".repeat(1024 * 1024);
        let answer = send_file(&mut browser, "households", large.as_bytes()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.assert_hides("did not arrive whole");
    });
}

#[test]
fn administrators_bring_organisations_and_nothing_else() {
    with_app(|app: TestApp| async move {
        let mut browser = app.browser(Role::Administrator).await;
        browser.get("/import").await.assert_ok().assert_shows("Organisations").assert_hides("Households");
        let answer = send_file(&mut browser, "households", LIST.as_bytes()).await;
        assert!(matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN), "{}", answer.status);
        let answer =
            send_file(&mut browser, "organisations", "Namn,Typ\nRoddklubben,förening\n".as_bytes()).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let place = answer.location().to_owned();
        browser.get(&place).await.assert_ok().assert_shows("Roddklubben");
        browser.post(&place, &[]).await;
        browser.get(&place).await.assert_ok().assert_shows("The file has been imported");
    });
}
