//! Serving: the first run, health and figures, the end.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    os::unix::{fs::PermissionsExt as _, net::UnixDatagram},
};

use crate::process::{Server, fail, hamn, succeed};

const ARVIKA: [(&str, &str); 2] = [("HAMN_MUNICIPALITY_CODE", "1784"), ("HAMN_MUNICIPALITY_NAME", "Arvika")];

#[test]
fn the_first_run_makes_the_installation_and_shows_how_to_claim_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), &ARVIKA);
    let invitation = server.line();
    assert!(
        invitation.contains("Arvika") && invitation.contains(&format!("http://{}/claim", server.address)),
        "{invitation}"
    );
    let code = server.line().trim().to_owned();
    assert_eq!(code.len(), 23, "{code}");

    assert!(server.get("/health").starts_with("HTTP/1.1 200"));
    assert!(server.get("/ready").ends_with("\r\n\r\nready\n"));
    for (file, mode) in [("data", 0o700), ("data/hamn.key", 0o600)] {
        let found = std::fs::metadata(folder.path().join(file)).unwrap().permissions().mode() & 0o777;
        assert_eq!(found, mode, "{file}");
    }
    let log = server.stop();
    assert!(log.iter().all(|line| line.starts_with('{')), "one JSON object per line: {log:?}");
    assert!(!log.iter().any(|line| line.contains(&code)), "a code is not for the log");
    assert!(folder.path().join("data/hamn.db").exists());
    assert!(!folder.path().join("data/hamn.db-wal").exists(), "the write-ahead log is folded into the file");

    // The same installation opens again, and the code that was not used is replaced.
    let mut server = Server::start(folder.path(), &[]);
    server.line();
    assert_ne!(server.line().trim(), code);
    server.stop();
}

#[test]
fn without_a_municipality_it_says_what_to_set() {
    let folder = tempfile::tempdir().unwrap();
    let sentence = fail(folder.path(), &[], &["serve", "--listen", "127.0.0.1:0"]);
    assert!(
        sentence.contains("“municipality.code”") && sentence.contains("hamn tenant create"),
        "{sentence}"
    );
}

#[test]
fn an_address_in_use_is_said_before_anything_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let sentence = fail(folder.path(), &ARVIKA, &["serve", "--listen", &address]);
    assert!(sentence.starts_with(&format!("could not listen on {address}: ")), "{sentence}");
    assert!(!folder.path().join("data").exists());
}

#[test]
fn a_request_that_runs_is_answered_before_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), &ARVIKA);
    let mut stream = server.connect();
    let body = "email=asa%40hamn.example";
    write!(
        stream,
        "POST /sign-in HTTP/1.1\r\nHost: {}\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        server.address,
        body.len()
    )
    .unwrap();
    // "Continue" is said when the handler reads the form: now it runs.
    let mut begun = [0; 25];
    stream.read_exact(&mut begun).unwrap();
    assert!(begun.starts_with(b"HTTP/1.1 100 Continue"));

    server.signal("TERM");
    server.hear("ending");
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    server.gone();
}

#[test]
fn an_interrupt_from_the_keyboard_ends_it_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), &ARVIKA);
    server.signal("INT");
    server.gone();
}

#[test]
fn figures_are_for_this_machine_and_name_routes_by_their_template() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &ARVIKA);
    server.get("/sign-in/6e6f626f-6479-4000-8000-00000000cafe/canary?name=canary");
    server.ask("CANARY /canary", "", "");
    let figures = server.get("/metrics");
    assert!(
        figures.contains("hamn_requests_total{method=\"GET\",route=\"/sign-in/{tenant}/{token}\",status="),
        "{figures}"
    );
    assert!(
        figures.contains("hamn_requests_total{method=\"other\",route=\"none\",status=\"4xx\"} 1"),
        "{figures}"
    );
    assert!(
        figures.contains("hamn_request_seconds_bucket{route=\"/sign-in/{tenant}/{token}\",le=\"0.1\"}"),
        "{figures}"
    );
    assert!(
        figures.contains("\nhamn_outbox_waiting 0") && figures.contains("\nhamn_database_failures_total 0"),
        "{figures}"
    );
    assert!(!figures.to_lowercase().contains("canary") && !figures.contains("cafe"), "{figures}");
    let through_a_proxy = server.ask("GET /metrics", "X-Forwarded-For: 127.0.0.1\r\n", "");
    assert!(through_a_proxy.starts_with("HTTP/1.1 404"), "{through_a_proxy}");
    server.stop();

    let closed: Vec<_> = ARVIKA.into_iter().chain([("HAMN_METRICS", "nobody")]).collect();
    let server = Server::start(folder.path(), &closed);
    assert!(server.get("/metrics").starts_with("HTTP/1.1 404"));
    server.stop();
}

#[test]
fn a_supervisor_is_told_that_it_is_ready_and_that_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("notify");
    let supervisor = UnixDatagram::bind(&socket).unwrap();
    let variables: Vec<_> = ARVIKA.into_iter().chain([("NOTIFY_SOCKET", socket.to_str().unwrap())]).collect();
    let server = Server::start(folder.path(), &variables);
    let mut heard = [0; 64];
    let length = supervisor.recv(&mut heard).unwrap();
    assert_eq!(&heard[..length], b"READY=1");
    server.stop();
    let length = supervisor.recv(&mut heard).unwrap();
    assert_eq!(&heard[..length], b"STOPPING=1");
}

#[test]
fn plain_http_to_other_machines_is_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = hamn(folder.path(), &ARVIKA, &["serve", "--listen", "0.0.0.0:0"]);
    command.env("HAMN_PUBLIC_URL", "http://hamn.example");
    let mut server = Server::spawn(command);
    let warning = server.hear("“public_url” is http");
    assert!(warning.contains("\"level\":\"WARN\""), "{warning}");
    server.hear("listening");
    server.stop();
}

#[test]
fn the_log_names_no_person_and_no_id_at_its_most_talkative() {
    let folder = tempfile::tempdir().unwrap();
    let talkative: Vec<_> = ARVIKA.into_iter().chain([("HAMN_LOG_LEVEL", "debug")]).collect();
    let server = Server::start(folder.path(), &talkative);
    server.get("/households/6e6f626f-6479-4000-8000-00000000cafe?q=Kanariefågel");
    server.ask(
        "POST /sign-in",
        "Cookie: hamn=canary.canary\r\nUser-Agent: canary\r\n",
        "email=canary%40hamn.example",
    );
    server.get("/sign-in/6e6f626f-6479-4000-8000-00000000cafe/canary");
    server.get("/health");
    let log = server.stop().join("\n");
    assert!(log.contains("\"route\":\"/sign-in\"") && log.contains("\"route\":\"/health\""), "{log}");
    for canary in ["canary", "anariefågel", "Kanarief", "cafe", "hamn.example"] {
        assert!(!log.contains(canary), "{canary} is in the log:\n{log}");
    }
}

#[test]
fn another_installations_database_is_not_served() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for folder in [&folder, &other] {
        succeed(folder.path(), &[], &["tenant", "create", "--municipality", "1784", "--name", "Arvika"]);
    }
    std::fs::copy(other.path().join("data/hamn.db"), folder.path().join("data/hamn.db")).unwrap();
    let sentence = fail(folder.path(), &[], &["serve", "--listen", "127.0.0.1:0"]);
    assert!(sentence.contains("is not the one that sealed this database"), "{sentence}");
}
