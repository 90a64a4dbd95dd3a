//! Where values come from.

use std::path::{Path, PathBuf};

use figment::{
    Figment, Metadata, Profile, Provider,
    providers::{Format as _, Toml},
    value::{Dict, Map, Value},
};

use super::{ConfigError, KEYS};

pub(super) const ENVIRONMENT: &str = "the environment";
pub(super) const FLAGS: &str = "flags";
const BUILT_IN: &str = "built in";

/// The file that is read when none is named, if it is there.
const USUAL_FILE: &str = "hamn.toml";
/// The variable that names the file.
const FILE_VARIABLE: &str = "HAMN_CONFIG";

/// What a command was given.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    /// The file named on the command line.
    pub(crate) file: Option<PathBuf>,
    /// The environment.
    pub(crate) variables: Vec<(String, String)>,
    /// Keys set by flags.
    pub(crate) flags: Vec<(&'static str, String)>,
}

impl Sources {
    pub(super) fn figment(&self) -> Result<Figment, ConfigError> {
        let standards = KEYS.iter().filter_map(|key| Some((key.name, key.standard?.to_owned())));
        let mut figment = Figment::from(Pairs::new(BUILT_IN, standards));
        if let Some(path) = self.path()? {
            // Read once here, because a file that cannot be read would count as empty there.
            let text = std::fs::read_to_string(&path);
            text.map_err(|cause| ConfigError::Unreadable { path: path.clone(), why: cause.to_string() })?;
            figment = figment.merge(Toml::file_exact(&path));
            if let Err(error) = figment.extract::<Dict>() {
                return Err(ConfigError::Unreadable { path, why: error.kind.to_string() });
            }
        }
        let environment = self.variables.iter().filter_map(|(variable, value)| {
            let key = KEYS.iter().find(|key| key.variable == variable)?;
            Some((key.name, value.clone())).filter(|(_, value)| !value.is_empty())
        });
        let flags = self.flags.iter().cloned();
        Ok(figment.merge(Pairs::new(ENVIRONMENT, environment)).merge(Pairs::new(FLAGS, flags)))
    }

    /// A file that was named must be there; the usual one may be.
    fn path(&self) -> Result<Option<PathBuf>, ConfigError> {
        self.refuse_unknown_variables()?;
        let variable = self.variables.iter().find(|(name, value)| name == FILE_VARIABLE && !value.is_empty());
        let named = self.file.clone().or_else(|| variable.map(|(_, value)| PathBuf::from(value)));
        Ok(named.or_else(|| Some(PathBuf::from(USUAL_FILE)).filter(|path| Path::exists(path))))
    }

    /// A mistyped variable would otherwise do nothing, in silence. Those for the tests are the tests' own.
    fn refuse_unknown_variables(&self) -> Result<(), ConfigError> {
        let unknown = self.variables.iter().map(|(name, _)| name).find(|name| {
            name.starts_with("HAMN_")
                && *name != FILE_VARIABLE
                && !name.starts_with("HAMN_TEST_")
                && !name.starts_with("HAMN_REQUIRE_")
                && KEYS.iter().all(|key| key.variable != *name)
        });
        match unknown {
            None => Ok(()),
            Some(name) => Err(ConfigError::Unknown {
                name: name.clone(),
                place: "in the environment".to_owned(),
                known: KEYS.iter().map(|key| key.variable).collect::<Vec<_>>().join(", "),
            }),
        }
    }
}

/// Keys and texts. The texts stay texts: a municipality's code such as 0180 is no number.
struct Pairs {
    name: &'static str,
    dict: Dict,
}

impl Pairs {
    fn new(name: &'static str, pairs: impl Iterator<Item = (&'static str, String)>) -> Self {
        let mut dict = Dict::new();
        for (key, text) in pairs {
            let value = Value::from(text);
            match key.split_once('.') {
                None => {
                    dict.insert(key.to_owned(), value);
                }
                Some((table, key)) => {
                    let table = dict.entry(table.to_owned()).or_insert_with(|| Value::from(Dict::new()));
                    if let Value::Dict(_, inner) = table {
                        inner.insert(key.to_owned(), value);
                    }
                }
            }
        }
        Self { name, dict }
    }
}

impl Provider for Pairs {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.name)
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Profile::Default.collect(self.dict.clone()))
    }
}
