//! Runs the matching command on its own, without the rest of Hamn.

use std::{io, process::ExitCode};

use clap::Parser;
use matching::command::{self, Arguments};

#[derive(Parser)]
#[command(name = "match")]
struct Command {
    #[command(flatten)]
    arguments: Arguments,
}

fn main() -> ExitCode {
    let command = Command::parse();
    match command::run(&command.arguments, &mut io::stdout(), &mut io::stderr()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
