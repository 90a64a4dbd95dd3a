//! The demo: a way in for each role, and never over real data.

use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader, Write as _},
};

use domain::Role;

use crate::process::{Server, fail, hamn, succeed};

const DEMO: [&str; 7] = ["demo", "--listen", "127.0.0.1:0", "--data", "demo", "--people", "20"];

#[test]
fn it_prints_one_link_for_each_role_and_each_opens() {
    let folder = tempfile::tempdir().unwrap();
    let mut ways_in = BTreeSet::new();
    // The second time the folder is used again, with new links.
    for _ in 0..2 {
        let mut server = Server::spawn(hamn(folder.path(), &[("HAMN_DATABASE", "postgres://never")], &DEMO));
        let lines: Vec<(String, String)> = (0..Role::ALL.len())
            .map(|_| server.line())
            .map(|line| line.split_once('\t').map(|(role, link)| (role.to_owned(), link.to_owned())).unwrap())
            .collect();
        let (word, url) =
            server.line().split_once('\t').map(|(word, url)| (word.to_owned(), url.to_owned())).unwrap();
        assert_eq!(word, "address");
        server.address = url.strip_prefix("http://").unwrap().to_owned();
        let roles: Vec<&str> = lines.iter().map(|(role, _)| role.as_str()).collect();
        assert_eq!(roles, Role::ALL.map(Role::as_str));
        for (role, link) in lines {
            let path = link.strip_prefix(&url).unwrap();
            let page = server.get(path);
            assert!(
                page.starts_with("HTTP/1.1 200") && page.contains(&format!("action=\"{path}\"")),
                "{role}: {page}"
            );
            assert!(ways_in.insert(link));
        }
        server.stop();
    }
}

#[test]
fn an_open_live_page_does_not_hold_up_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::spawn(hamn(folder.path(), &[], &DEMO));
    let link = server.line().split_once('\t').map(|(_, link)| link.to_owned()).unwrap();
    let url = std::iter::repeat_with(|| server.line())
        .find_map(|line| line.strip_prefix("address\t").map(str::to_owned))
        .unwrap();
    server.address = url.strip_prefix("http://").unwrap().to_owned();
    let answer = server.ask(&format!("POST {}", link.strip_prefix(&url).unwrap()), "", "");
    let cookie =
        answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap().split(';').next().unwrap();

    let mut stream = server.connect();
    write!(stream, "GET /live HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\n\r\n", server.address).unwrap();
    let mut lines = BufReader::new(stream).lines().map(|line| line.unwrap());
    assert!(lines.any(|line| line.contains("text/event-stream")));
    assert!(lines.any(|line| line.starts_with(": open")), "the line is open");
    server.signal("TERM");
    assert_eq!(lines.last().as_deref(), Some(""), "the line is closed from the other side");
    let log = server.gone();
    assert!(!log.iter().any(|line| line.contains("cut off")), "{log:?}");
}

#[test]
fn it_never_opens_over_an_installation() {
    let folder = tempfile::tempdir().unwrap();
    let make = ["tenant", "create", "--municipality", "1784", "--name", "Arvika"];
    succeed(folder.path(), &[("HAMN_DATA", "demo")], &make);
    let sentence = fail(folder.path(), &[], &DEMO);
    assert!(sentence.contains("not a demo"), "{sentence}");
}

#[test]
fn a_municipality_that_does_not_exist_is_said_with_its_neighbours() {
    let folder = tempfile::tempdir().unwrap();
    let sentence = fail(folder.path(), &[], &[&DEMO[..], &["--municipality", "Arvik"]].concat());
    assert!(sentence.contains("1784 Arvika"), "{sentence}");
}
