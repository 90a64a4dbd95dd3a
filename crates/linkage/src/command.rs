//! `hamn link`: duplicates within a file, or links between two.

mod columns;
mod input;
mod output;

use std::path::PathBuf;

use crate::{
    bulk::{self, Linked},
    schema::{Kind, SchemaError, UnknownKind},
};

/// Finds the records of the same person within a file, or in two.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// A CSV file with headings.
    #[arg(value_name = "A.csv")]
    pub first: PathBuf,
    /// A second file: links from the first to this are looked for, not duplicates.
    #[arg(value_name = "B.csv")]
    pub second: Option<PathBuf>,
    /// What columns hold: NAME=KIND, several parted by commas. Kinds: given, family, patronymic, `full_name`, `birth_date`,
    /// sex, place, identifier, phone, text, number, id, ignore.
    #[arg(long, value_name = "NAME=KIND,...", value_delimiter = ',', value_parser = column)]
    pub columns: Vec<(String, Kind)>,
    /// Where the pairs are written: left,right,weight,probability.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Where the groups of records of one person are written: id,cluster,review.
    #[arg(long, value_name = "FILE")]
    pub clusters: Option<PathBuf>,
    /// Explains the weight of the pairs nearest to the threshold, step by step.
    #[arg(long)]
    pub explain: bool,
    /// The least probability of a pair that is written; chosen from the data if it is left out.
    #[arg(long, value_name = "P", value_parser = threshold)]
    pub threshold: Option<f64>,
}

fn column(text: &str) -> Result<(String, Kind), String> {
    let (name, kind) = text.rsplit_once('=').ok_or_else(|| format!("“{text}” is not NAME=KIND"))?;
    let kind = kind.parse().map_err(|error: UnknownKind| error.to_string())?;
    Ok((name.trim().to_owned(), kind))
}

fn threshold(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| format!("“{text}” is not a number"))?;
    if number > 0.0 && number < 1.0 {
        Ok(number)
    } else {
        Err("a probability lies between 0 and 1".to_owned())
    }
}

/// What stopped the command. Nothing has been written then.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// A file cannot be read.
    #[error("reading {file}: {source}")]
    Read {
        /// Which.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// A file is no table.
    #[error("{file}: {source}")]
    Table {
        /// Which.
        file: String,
        /// Where and why.
        source: tables::TableError,
    },
    /// A column was named that is not there.
    #[error("--columns: there is no column “{name}”; there are {known}")]
    NoSuchColumn {
        /// As it was written.
        name: String,
        /// What there is.
        known: String,
    },
    /// Two columns where there may be one.
    #[error(
        "line 1, column {column}: “{name}” is a second {kind}; name one of them as ignore or text with --columns"
    )]
    TwoColumns {
        /// Of what kind.
        kind: Kind,
        /// The number of the second, from 1.
        column: usize,
        /// Its heading.
        name: String,
    },
    /// A row has more cells than headings.
    #[error("{file}, line {line}, column {}: more cells than the {width} headings; a value may hold a separator without quotation marks", .width + 1)]
    LongRow {
        /// In which file.
        file: String,
        /// On which line.
        line: u64,
        /// How many headings there are.
        width: usize,
    },
    /// A record without an id.
    #[error("{file}, line {line}, column {column}: the id is empty; every record needs one")]
    NoId {
        /// In which file.
        file: String,
        /// On which line.
        line: u64,
        /// In which column, from 1.
        column: usize,
    },
    /// Two records with one id.
    #[error(
        "{file}, line {line}, column {column}: this id stands on an earlier line too; ids name one record each"
    )]
    DoubleId {
        /// In which file.
        file: String,
        /// On which line.
        line: u64,
        /// In which column, from 1.
        column: usize,
    },
    /// The columns are not enough.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// A file cannot be written.
    #[error("writing {file}: {source}")]
    Write {
        /// Which.
        file: String,
        /// Why.
        source: std::io::Error,
    },
}

/// Runs the command and returns what is to be said about it.
pub fn run(arguments: &Arguments) -> Result<String, CommandError> {
    let input = input::read(&arguments.first, arguments.second.as_deref(), &arguments.columns)?;
    let linked: Linked = bulk::link(&input.people, input.task);
    output::write(arguments, &input, &linked)
}
