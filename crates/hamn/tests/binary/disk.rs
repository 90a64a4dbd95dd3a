//! A disk or a database server that fails under the program: pages are shown, a form that cannot be kept says so and when to
//! try again, and the same form sent again after the disk is whole has its one effect.

use std::io::Write as _;

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

/// A visitor with a session cookie, whom the program must look up.
const VISITOR: &str = "Cookie: hamn=00000000-0000-4000-8000-000000000001.secret\r\n";

#[test]
fn while_the_database_server_is_away_it_says_when_to_come_back() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut database = match test_support::OwnServer::start().await {
            Ok(database) => database,
            Err(why) => {
                assert!(
                    std::env::var_os("HAMN_REQUIRE_POSTGRES").is_none(),
                    "HAMN_REQUIRE_POSTGRES is set, but: {why}"
                );
                let _ = writeln!(std::io::stderr(), "ignored: no PostgreSQL found ({why})");
                return;
            }
        };
        let folder = tempfile::tempdir().unwrap();
        let url = database.url();
        let variables = [
            ("HAMN_DATABASE", url.as_str()),
            ("HAMN_MUNICIPALITY_CODE", "1784"),
            ("HAMN_MUNICIPALITY_NAME", "Arvika"),
        ];
        let server = Server::start(folder.path(), &variables);
        assert!(server.ask("GET /", VISITOR, "").starts_with("HTTP/1.1 200"));

        database.kill();
        let answer = server.ask("GET /", VISITOR, "");
        assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
        assert_eq!(header(&answer, "retry-after"), Some("30"));
        assert!(answer.contains("Databasen svarar inte"), "{answer}");

        database.run().await.unwrap();
        let answer = server.ask("GET /", VISITOR, "");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        server.stop();
    });
}
