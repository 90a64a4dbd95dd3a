//! A disk that breaks under the server: pages are shown, a form that cannot be kept says so and when to try again, and the
//! same form sent again after the disk is whole has its one effect.

use crate::process::{Server, hamn};

/// The session of a role in a demo that has just been started.
fn sign_in(server: &mut Server, role: &str) -> String {
    let (mut link, prefix) = (String::new(), format!("{role}\t"));
    let url = loop {
        let line = server.line();
        if let Some(found) = line.strip_prefix(&prefix) {
            found.clone_into(&mut link);
        } else if let Some(url) = line.strip_prefix("address\t") {
            break url.to_owned();
        }
    };
    url.strip_prefix("http://").unwrap().clone_into(&mut server.address);
    let answer = server.ask(&format!("POST {}", link.strip_prefix(&url).unwrap()), "", "");
    let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    answer
        .lines()
        .take_while(|line| !line.is_empty())
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[test]
fn a_form_that_cannot_be_kept_can_be_sent_again() {
    let folder = tempfile::tempdir().unwrap();
    let (library, broken) = (test_support::broken_disk(folder.path()), folder.path().join("broken"));
    let variables =
        [("LD_PRELOAD", library.to_str().unwrap()), ("HAMN_BROKEN_SYNC", broken.to_str().unwrap())];
    let arguments = ["demo", "--listen", "127.0.0.1:0", "--data", "demo", "--people", "20"];
    let mut server = Server::spawn(hamn(folder.path(), &variables, &arguments));
    let cookie = sign_in(&mut server, "desk");
    let headers = format!(
        "Cookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    );
    let page = server.ask("GET /desk", &headers, "");
    let csrf = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let form = format!(
        "csrf={csrf}&key=6f1c2f4e-3b8a-4b0e-9a53-1d2c3b4a5f60&given-0=Oksana&family-0=Bondar\
         &arrived_on=2022-03-09&status=temporary_protection"
    );

    std::fs::write(&broken, "").unwrap();
    for _ in 0..3 {
        let answer = server.ask("POST /desk", &headers, &form);
        assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
        assert_eq!(header(&answer, "retry-after"), Some("30"));
        let page = server.ask("GET /desk", &headers, "");
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    }

    std::fs::remove_file(&broken).unwrap();
    let answer = server.ask("POST /desk", &headers, &form);
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let again = server.ask("POST /desk", &headers, &form);
    assert_eq!(header(&again, "location").unwrap(), header(&answer, "location").unwrap());
    server.stop();
}
