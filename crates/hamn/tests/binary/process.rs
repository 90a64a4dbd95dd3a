//! Starts the binary and listens to what it says.

use std::{
    ffi::OsStr,
    io::{BufRead as _, BufReader, Read, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

/// A test that waits longer than this has failed; nothing here waits for time to pass.
const PATIENCE: Duration = Duration::from_mins(1);

/// The binary in a folder of the test, without the environment of whoever runs the test.
pub(crate) fn hamn<A: AsRef<OsStr>>(folder: &Path, variables: &[(&str, &str)], arguments: &[A]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hamn"));
    command.args(arguments).current_dir(folder).env_clear().envs(variables.iter().copied());
    command.stdin(Stdio::null());
    command
}

/// Runs a command to its end.
pub(crate) fn run(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Output {
    hamn(folder, variables, arguments).output().expect("the binary starts")
}

/// What a command that must succeed prints.
pub(crate) fn succeed(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let output = run(folder, variables, arguments);
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{arguments:?}: {}\n{out}\n{err}", output.status);
    out
}

/// The sentence with which a command must fail.
pub(crate) fn fail(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let output = run(folder, variables, arguments);
    let err = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {err}");
    let sentence = err.lines().filter_map(|line| line.strip_prefix("hamn: ")).collect::<Vec<_>>();
    assert_eq!(sentence.len(), 1, "one sentence, not: {err}");
    sentence[0].to_owned()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the binary speaks UTF-8")
}

/// A server that runs.
pub(crate) struct Server {
    child: Child,
    out: Receiver<String>,
    err: Receiver<String>,
    /// Everything heard on standard error so far.
    pub(crate) log: Vec<String>,
    /// Where it listens.
    pub(crate) address: String,
}

impl Server {
    /// Starts `serve` on a free port and waits until it listens.
    pub(crate) fn start(folder: &Path, variables: &[(&str, &str)]) -> Self {
        let mut server = Self::spawn(hamn(folder, variables, &["serve", "--listen", "127.0.0.1:0"]));
        let line = server.hear("\"message\":\"listening\"");
        let address = line.split("\"address\":\"").nth(1).and_then(|rest| rest.split('"').next());
        address.expect("the log says where").clone_into(&mut server.address);
        server
    }

    /// Starts a command that goes on running.
    pub(crate) fn spawn(mut command: Command) -> Self {
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
        let out = lines(child.stdout.take().expect("piped"));
        let err = lines(child.stderr.take().expect("piped"));
        Self { child, out, err, log: Vec::new(), address: String::new() }
    }

    /// The next line on standard error that holds a text.
    pub(crate) fn hear(&mut self, part: &str) -> String {
        while let Ok(line) = self.err.recv_timeout(PATIENCE) {
            self.log.push(line.clone());
            if line.contains(part) {
                return line;
            }
        }
        panic!("never heard “{part}” in:\n{}", self.log.join("\n"));
    }

    /// The next line on standard output.
    pub(crate) fn line(&mut self) -> String {
        self.out.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            let rest: Vec<String> = self.err.try_iter().collect();
            panic!("no line; the log: {}", rest.join("\n"))
        })
    }

    /// What stands on standard output until now or until the end.
    pub(crate) fn rest(&mut self) -> String {
        self.out.try_iter().collect::<Vec<_>>().join("\n")
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()));
    }

    /// Ends it as a supervisor does, and gives everything it logged.
    pub(crate) fn stop(mut self) -> Vec<String> {
        self.signal("TERM");
        self.gone()
    }

    /// Waits until it has ended well.
    pub(crate) fn gone(&mut self) -> Vec<String> {
        // Standard error closes with the process.
        while let Ok(line) = self.err.recv_timeout(PATIENCE) {
            self.log.push(line);
        }
        let status = self.child.wait().expect("the process ends");
        assert_eq!(status.code(), Some(0), "{}", self.log.join("\n"));
        std::mem::take(&mut self.log)
    }

    /// Connects.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        stream
    }

    /// Sends a request and gives the whole answer.
    pub(crate) fn ask(&self, request: &str, headers: &str, body: &str) -> String {
        let mut stream = self.connect();
        let length = body.len();
        write!(
            stream,
            "{request} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}",
            self.address
        )
        .expect("the request is taken");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }

    pub(crate) fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path}"), "", "")
    }
}

/// A test that fails must not leave a server behind.
impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}
