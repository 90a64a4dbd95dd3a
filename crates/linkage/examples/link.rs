//! `hamn link` without Hamn: `cargo run --release -p linkage --example link -- A.csv --out pairs.csv`

use clap::Parser;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    arguments: linkage::command::Arguments,
}

fn main() -> std::process::ExitCode {
    match linkage::command::run(&Cli::parse().arguments) {
        Ok(said) => {
            print!("{said}");
            std::process::ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}
