//! Why a command did not do what was asked: one sentence that says what to do.

use std::path::PathBuf;

use crate::config::ConfigError;

/// The end of a command that failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("could not {doing} {}: {cause}", path.display())]
    File { doing: &'static str, path: PathBuf, cause: std::io::Error },
    #[error(
        "could not listen on {address}: {cause}; choose another address with --listen or the key “listen”"
    )]
    Listen { address: std::net::SocketAddr, cause: std::io::Error },
    #[error("{0}; the key “database” says where the database is, “hamn check” says more")]
    Store(#[from] store::Error),
    #[error(transparent)]
    App(#[from] app::Error),
    #[error("the policy files cannot be used: {0}")]
    Policy(#[from] policy::PolicyError),
    #[error("the access policies cannot be used: {0}; this is a fault of the program, please report it")]
    Access(#[from] access::PolicyError),
    #[error("the words cannot be used: {0}; this is a fault of the program, please report it")]
    Languages(#[from] languages::LoadError),
    #[error("the mail settings cannot be used: {0}; correct “mail.url”, “mail.folder” or “mail.from”")]
    Post(#[from] messages::PostError),
    #[error(transparent)]
    Backup(#[from] store::backup::BackupError),
    #[error(transparent)]
    Demo(#[from] demo::DemoError),
    #[error(transparent)]
    Match(#[from] matching::command::CommandError),
    #[error(transparent)]
    Link(#[from] linkage::command::CommandError),
    #[error(
        "the key file {} is missing, and the database was sealed with it; put it back from your backup, or give \
         its place with the key “key_file”", .0.display()
    )]
    KeyMissing(PathBuf),
    #[error(
        "the key in {} is not the one that sealed this database; put the right one back from your backup",
        .0.display()
    )]
    WrongKey(PathBuf),
    #[error("{0}")]
    Sentence(String),
}

impl Failure {
    /// A failure that needs no more than its sentence.
    pub(crate) fn sentence(text: impl Into<String>) -> Self {
        Self::Sentence(text.into())
    }
}
