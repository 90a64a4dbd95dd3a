#![doc = include_str!("../README.md")]

mod ambient;
mod audit;
mod backup;
mod check;
mod config;
mod demo;
mod failure;
mod load;
mod log;
mod serve;
mod start;
mod supervisor;
mod tenant;
mod user;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use store::Schema;

use crate::{
    config::{Config, ConfigError, Log, LogFormat, Sources},
    failure::Failure,
};

/// The reception platform that a municipality and its civil society run together.
#[derive(Debug, Parser)]
#[command(name = "hamn", version, max_term_width = 100)]
struct Command {
    /// The configuration file; without it the one that the environment names, or hamn.toml in this folder.
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Serve the pages until told to end; the first run shows how to claim the installation.
    Serve {
        /// Where to listen, instead of the configured address.
        #[arg(long, value_name = "ADDR")]
        listen: Option<String>,
        /// The data folder, instead of the configured one.
        #[arg(long, value_name = "DIR")]
        data: Option<String>,
    },
    /// Serve an imagined municipality, with a sign-in link for each role; reads no configuration.
    Demo(demo::Arguments),
    /// Propose homes for households, with a proof of how good that is; reads files and no configuration.
    Match(matching::command::Arguments),
    /// Find the records of one person within a file or in two; reads files and no configuration.
    Link(linkage::command::Arguments),
    /// Say whether the configuration, the database, the policy files and the mail settings are in order.
    Check,
    #[command(flatten)]
    Operate(Operate),
}

/// What an operator does by hand.
#[derive(Debug, Subcommand)]
enum Operate {
    /// Bring the schema of the database up to date.
    Migrate,
    /// Write everything but the key into one file; the server may go on working.
    Backup {
        /// The file to make.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Put a backup into an empty installation.
    Restore {
        /// The backup.
        #[arg(long = "in", value_name = "FILE")]
        from: PathBuf,
        /// Only try: restore into a database that is thrown away, and change nothing.
        #[arg(long)]
        verify: bool,
    },
    /// Look after the change log.
    Audit {
        #[command(subcommand)]
        task: AuditTask,
    },
    /// Look after users.
    User {
        #[command(subcommand)]
        task: UserTask,
    },
    /// Look after municipalities.
    Tenant {
        #[command(subcommand)]
        task: TenantTask,
    },
}

#[derive(Debug, Subcommand)]
enum AuditTask {
    /// Check every seal and print each municipality's head, to be kept outside this machine.
    Verify,
}

#[derive(Debug, Subcommand)]
enum UserTask {
    /// Print a one-time sign-in link for a user, for when mail does not work.
    Link {
        /// The user's e-mail address.
        email: String,
        /// The municipality's code, if the address has an account in several.
        #[arg(long, value_name = "CODE")]
        municipality: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum TenantTask {
    /// Add a municipality to this installation.
    Create {
        /// Its code, such as 1784.
        #[arg(long, value_name = "CODE")]
        municipality: String,
        /// Its name, such as Arvika.
        #[arg(long)]
        name: String,
    },
}

fn main() -> ExitCode {
    let command = Command::parse();
    // The one provider of cryptography for every connection. It is installed once; a second time would be ours too.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // SQLite holds the threads that ask it.
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores + store::MOST_AT_ONCE)
        .enable_all()
        .build()
        .map_err(|cause| Failure::sentence(format!("could not start: {cause}")))
        .and_then(|runtime| runtime.block_on(run(command)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("hamn: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<(), Failure> {
    let Command { config: file, task } = command;
    let read = |flags| read_config(file, flags);
    match task {
        Task::Serve { listen, data } => {
            let flags = [("listen", listen), ("data", data)];
            let config = read(flags.into_iter().filter_map(|(key, value)| Some((key, value?))).collect())?;
            log::begin(&config.log);
            serve::run(&config).await
        }
        Task::Demo(arguments) => {
            let config = arguments.config();
            log::begin(&config.log);
            demo::run(&arguments, &config).await
        }
        Task::Match(arguments) => {
            Ok(matching::command::run(&arguments, &mut std::io::stdout(), &mut std::io::stderr())?)
        }
        Task::Link(arguments) => {
            print!("{}", linkage::command::run(&arguments)?);
            Ok(())
        }
        Task::Check => {
            log::begin(&FOR_PEOPLE);
            check::run(read(Vec::new())).await
        }
        Task::Operate(task) => {
            let config = read(Vec::new())?;
            log::begin(&FOR_PEOPLE);
            operate(task, &config).await
        }
    }
}

/// The log of a command that somebody runs by hand.
const FOR_PEOPLE: Log = Log { format: LogFormat::Text, level: tracing::Level::WARN };

async fn operate(task: Operate, config: &Config) -> Result<(), Failure> {
    match task {
        Operate::Migrate => migrate(config).await,
        Operate::Backup { out } => backup::make(config, &out).await,
        Operate::Restore { from, verify: true } => backup::verify(config, &from).await,
        Operate::Restore { from, verify: false } => backup::restore(config, &from).await,
        Operate::Audit { task: AuditTask::Verify } => audit::verify(config).await,
        Operate::User { task: UserTask::Link { email, municipality } } => {
            user::link(config, &email, municipality.as_deref()).await
        }
        Operate::Tenant { task: TenantTask::Create { municipality, name } } => {
            tenant::run(config, &municipality, &name).await
        }
    }
}

async fn migrate(config: &Config) -> Result<(), Failure> {
    let store = start::open_store(config).await?;
    let found = start::migrate(&store).await?;
    store.close().await;
    println!(
        "{}",
        match found {
            Schema::Absent => "The schema is made.",
            Schema::Older => "The schema is brought up to date.",
            Schema::Current => "The schema was up to date already.",
            Schema::Newer => "The schema is newer than this program; nothing was changed.",
        }
    );
    Ok(())
}

fn read_config(file: Option<PathBuf>, flags: Vec<(&'static str, String)>) -> Result<Config, ConfigError> {
    // A variable that is no text cannot be one of ours.
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    Config::read(&Sources { file, variables, flags })
}
