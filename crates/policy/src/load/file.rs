//! A file, and where in it something stands.

use std::{ops::Range, path::PathBuf};

use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::{Place, PolicyError, Problem};

/// The text of a policy file.
pub(super) struct File {
    path: PathBuf,
    text: String,
}

/// Something read from a file, and where it stood.
pub(super) struct Placed<T> {
    pub(super) place: Place,
    pub(super) value: T,
}

impl File {
    pub(super) fn new(path: PathBuf, text: String) -> Self {
        Self { path, text }
    }

    pub(super) fn name(&self) -> &str {
        self.path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
    }

    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T, PolicyError> {
        toml::from_str(&self.text).map_err(|error| PolicyError::Syntax {
            place: self.place(&error.span().unwrap_or_default()),
            message: error.message().to_owned(),
        })
    }

    /// Turns each entry of a list of tables into a rule, keeping where it stood.
    pub(super) fn each<R, T>(
        &self,
        entries: Vec<Spanned<R>>,
        mut read: impl FnMut(R) -> Result<T, Problem>,
    ) -> Result<Vec<Placed<T>>, PolicyError> {
        entries
            .into_iter()
            .map(|entry| {
                let place = self.place(&entry.span());
                match read(entry.into_inner()) {
                    Ok(value) => Ok(Placed { place, value }),
                    Err(problem) => Err(place.refuse(problem)),
                }
            })
            .collect()
    }

    pub(super) fn place(&self, span: &Range<usize>) -> Place {
        let before = self.text.get(..span.start).unwrap_or(&self.text);
        Place { file: self.path.clone(), line: before.matches('\n').count() + 1 }
    }
}
