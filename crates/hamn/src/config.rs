//! What the operator decided: built-in values < one file < the environment < flags.
//!
//! Every value is checked here, once. An error names the place a value came from and says what is allowed; a value that
//! may hold a password is never repeated in it.

mod keys;
mod sources;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use figment::{
    Figment,
    value::{Dict, Value},
};
use jiff::SignedDuration;
use tracing::Level;
use web::metrics::Audience;

pub(crate) use keys::{KEYS, Key};
pub(crate) use sources::Sources;

/// The configuration of one process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Config {
    pub(crate) listen: SocketAddr,
    /// The address people type; without one, the address listened on.
    pub(crate) public_url: Option<String>,
    pub(crate) data: PathBuf,
    pub(crate) database: Database,
    pub(crate) key_file: PathBuf,
    pub(crate) mail: Mail,
    pub(crate) session_idle: SignedDuration,
    pub(crate) session_life: SignedDuration,
    pub(crate) log: Log,
    pub(crate) policy_dir: Option<PathBuf>,
    pub(crate) municipality: Option<Municipality>,
    pub(crate) metrics: Audience,
}

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Database {
    /// A file.
    Sqlite(PathBuf),
    /// A server; the address may hold a password.
    Postgres(String),
}

impl Database {
    /// The address as the store wants it.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite:{}", path.display()),
            Self::Postgres(url) => url.clone(),
        }
    }
}

/// Never prints the password.
impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "SQLite in {}", path.display()),
            Self::Postgres(_) => f.write_str("PostgreSQL"),
        }
    }
}

/// Where letters go.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Mail {
    /// Through a mail server; the address may hold a password.
    Server { url: String, from: String },
    /// Into a folder, where somebody must look for them.
    Folder { path: PathBuf, from: String },
}

/// Never prints the password.
impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Server { from, .. } => write!(f, "a mail server, from {from}"),
            Self::Folder { path, .. } => write!(f, "the folder {}", path.display()),
        }
    }
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Log {
    pub(crate) format: LogFormat,
    pub(crate) level: Level,
}

/// The two ways to write a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// One JSON object per line, for programs.
    Json,
    /// For people.
    Text,
}

/// The municipality that is made on the first run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Municipality {
    pub(crate) code: String,
    pub(crate) name: String,
}

/// What is wrong with the configuration.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// The file cannot be read at all.
    #[error("could not read the configuration {}: {why}", path.display())]
    Unreadable { path: PathBuf, why: String },
    /// Probably a slip of the pen: it must not be passed over in silence.
    #[error("there is no key “{name}” ({place}); the keys are {known}")]
    Unknown { name: String, place: String, known: String },
    /// The value is not one of those allowed.
    #[error("“{name}” is {found} ({place}); allowed is {allowed}")]
    Wrong { name: &'static str, found: String, place: String, allowed: &'static str },
    /// A key that another one calls for.
    #[error("“{present}” is set ({place}) and “{missing}” is not; set both or neither")]
    Half { present: &'static str, place: String, missing: &'static str },
}

impl Config {
    /// Reads and checks the configuration.
    pub(crate) fn read(sources: &Sources) -> Result<Self, ConfigError> {
        let values = Values { figment: sources.figment()? };
        values.refuse_unknown()?;
        let data = PathBuf::from(values.text(&keys::DATA)?.unwrap_or_default());
        Ok(Self {
            listen: values.parsed(&keys::LISTEN)?,
            public_url: values.checked(&keys::PUBLIC_URL, public_url)?,
            database: match values.checked(&keys::DATABASE, database)? {
                Some(database) => database,
                None => Database::Sqlite(data.join("hamn.db")),
            },
            key_file: values.text(&keys::KEY_FILE)?.map_or_else(|| data.join("hamn.key"), PathBuf::from),
            mail: values.mail(&data)?,
            session_idle: values.minutes(&keys::IDLE, 5..=720)?,
            session_life: values.minutes(&keys::LIFE, 5..=1440)?,
            log: Log {
                format: values.required(&keys::LOG_FORMAT, |text| match text {
                    "json" => Some(LogFormat::Json),
                    "text" => Some(LogFormat::Text),
                    _ => None,
                })?,
                level: values.required(&keys::LOG_LEVEL, |text| match text {
                    "error" => Some(Level::ERROR),
                    "warn" => Some(Level::WARN),
                    "info" => Some(Level::INFO),
                    "debug" => Some(Level::DEBUG),
                    _ => None,
                })?,
            },
            policy_dir: values.text(&keys::POLICY_DIR)?.map(PathBuf::from),
            municipality: values.municipality()?,
            metrics: values.required(&keys::METRICS, |text| match text {
                "loopback" => Some(Audience::Loopback),
                "anyone" => Some(Audience::Anyone),
                "nobody" => Some(Audience::Nobody),
                _ => None,
            })?,
            data,
        })
    }

    /// The configuration of the demo. It reads no file and no environment, so that it can never meet real data.
    pub(crate) fn of_demo(listen: SocketAddr, data: &Path) -> Self {
        Self {
            listen,
            public_url: None,
            data: data.to_owned(),
            database: Database::Sqlite(data.join("hamn.db")),
            key_file: data.join("hamn.key"),
            mail: Mail::Folder { path: data.join("mail"), from: keys::DEMO_SENDER.to_owned() },
            session_idle: SignedDuration::from_hours(12),
            session_life: SignedDuration::from_hours(12),
            log: Log { format: LogFormat::Text, level: Level::WARN },
            policy_dir: None,
            municipality: None,
            metrics: Audience::Loopback,
        }
    }
}

/// The merged values, before they are checked.
struct Values {
    figment: Figment,
}

impl Values {
    fn refuse_unknown(&self) -> Result<(), ConfigError> {
        // The sources were read without fault, so this cannot fail.
        let Ok(dict) = self.figment.extract::<Dict>() else { return Ok(()) };
        let mut names = Vec::new();
        leaves("", &dict, &mut names);
        match names.into_iter().find(|name| KEYS.iter().all(|key| key.name != name)) {
            None => Ok(()),
            Some(name) => Err(ConfigError::Unknown {
                place: self.place(&name),
                known: KEYS.iter().map(|key| key.name).collect::<Vec<_>>().join(", "),
                name,
            }),
        }
    }

    /// Where the value of a key came from, in words.
    fn place(&self, name: &str) -> String {
        let Some(metadata) = self.figment.find_metadata(name) else { return "nowhere".to_owned() };
        let file = metadata.source.as_ref().and_then(|source| source.file_path());
        match (file, KEYS.iter().find(|key| key.name == name)) {
            (Some(path), _) => format!("in {}", path.display()),
            (None, Some(key)) if metadata.name == sources::ENVIRONMENT => {
                format!("in the environment variable {}", key.variable)
            }
            (None, Some(key)) if metadata.name == sources::FLAGS => {
                format!("in the flag --{}", key.name.replace('_', "-"))
            }
            _ => "built in".to_owned(),
        }
    }

    fn wrong(&self, key: &'static Key, found: String) -> ConfigError {
        let found = if key.secret { "not understood".to_owned() } else { found };
        ConfigError::Wrong { name: key.name, found, place: self.place(key.name), allowed: key.allowed }
    }

    /// The text of a key; an empty one counts as not set.
    fn text(&self, key: &'static Key) -> Result<Option<String>, ConfigError> {
        match self.figment.find_value(key.name) {
            Err(_) => Ok(None),
            Ok(Value::String(_, text)) => Ok(Some(text).filter(|text| !text.is_empty())),
            Ok(Value::Num(_, number)) => {
                Err(self.wrong(key, format!("the number {}", number.to_i128().unwrap_or_default())))
            }
            Ok(_) => Err(self.wrong(key, "not a text in quotes".to_owned())),
        }
    }

    fn checked<T>(
        &self,
        key: &'static Key,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ConfigError> {
        self.text(key)?
            .map(|text| read(&text).ok_or_else(|| self.wrong(key, format!("“{text}”"))))
            .transpose()
    }

    /// For keys with a built-in value: an empty one is as wrong as any other.
    fn required<T>(&self, key: &'static Key, read: impl Fn(&str) -> Option<T>) -> Result<T, ConfigError> {
        self.checked(key, read)?.ok_or_else(|| self.wrong(key, "empty".to_owned()))
    }

    fn parsed<T: std::str::FromStr>(&self, key: &'static Key) -> Result<T, ConfigError> {
        self.required(key, |text| text.parse().ok())
    }

    fn minutes(
        &self,
        key: &'static Key,
        allowed: std::ops::RangeInclusive<i64>,
    ) -> Result<SignedDuration, ConfigError> {
        let minutes = match self.figment.find_value(key.name) {
            Ok(Value::Num(_, number)) => {
                let found = number.to_i128().and_then(|number| i64::try_from(number).ok());
                found.filter(|number| allowed.contains(number)).ok_or_else(|| {
                    self.wrong(
                        key,
                        found.map_or("not a whole number".to_owned(), |number| number.to_string()),
                    )
                })?
            }
            _ => self.required(key, |text| text.parse().ok().filter(|number| allowed.contains(number)))?,
        };
        Ok(SignedDuration::from_mins(minutes))
    }

    fn mail(&self, data: &Path) -> Result<Mail, ConfigError> {
        let from = self.checked(&keys::MAIL_FROM, |text| text.contains('@').then(|| text.to_owned()))?;
        if let Some(url) = self.checked(&keys::MAIL_URL, mail_url)? {
            let from = from.ok_or_else(|| self.half(&keys::MAIL_URL, &keys::MAIL_FROM))?;
            return Ok(Mail::Server { url, from });
        }
        Ok(Mail::Folder {
            path: self.text(&keys::MAIL_FOLDER)?.map_or_else(|| data.join("mail"), PathBuf::from),
            from: from.unwrap_or_else(|| keys::DEMO_SENDER.to_owned()),
        })
    }

    fn municipality(&self) -> Result<Option<Municipality>, ConfigError> {
        match (self.checked(&keys::CODE, municipality_code)?, self.text(&keys::NAME)?) {
            (None, None) => Ok(None),
            (Some(code), Some(name)) => Ok(Some(Municipality { code, name })),
            (Some(_), None) => Err(self.half(&keys::CODE, &keys::NAME)),
            (None, Some(_)) => Err(self.half(&keys::NAME, &keys::CODE)),
        }
    }

    fn half(&self, present: &'static Key, missing: &'static Key) -> ConfigError {
        ConfigError::Half { present: present.name, place: self.place(present.name), missing: missing.name }
    }
}

fn leaves(prefix: &str, dict: &Dict, names: &mut Vec<String>) {
    for (name, value) in dict {
        let name = format!("{prefix}{name}");
        match value {
            Value::Dict(_, inner) => leaves(&format!("{name}."), inner, names),
            _ => names.push(name),
        }
    }
}

/// Links in letters are made from it, and whether cookies are for secure lines only: it must be exact.
fn public_url(text: &str) -> Option<String> {
    let text = text.strip_suffix('/').unwrap_or(text);
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let exact = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.:[]".contains(c));
    exact.then(|| text.to_owned())
}

fn database(text: &str) -> Option<Database> {
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return Some(Database::Postgres(text.to_owned()));
    }
    text.strip_prefix("sqlite:")
        .filter(|path| !path.is_empty())
        .map(|path| Database::Sqlite(PathBuf::from(path)))
}

fn mail_url(text: &str) -> Option<String> {
    ["smtp://", "smtps://"].iter().any(|scheme| text.starts_with(scheme)).then(|| text.to_owned())
}

/// Also for the command that makes a tenant.
pub(crate) fn municipality_code(text: &str) -> Option<String> {
    let fits = (1..=40).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    fits.then(|| text.to_owned())
}

#[cfg(test)]
mod tests;
