//! The demo: a way in for each role, and never over real data.

use std::collections::BTreeSet;

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
