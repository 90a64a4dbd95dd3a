//! Solves generalised assignment instances in the format of the OR-Library and prints one line for each.

use std::{env, fs, process::ExitCode};

use matching::assignment::{Effort, Problem};

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let effort = arguments
        .next()
        .and_then(|moves| moves.parse().ok())
        .zip(arguments.next().and_then(|nodes| nodes.parse().ok()));
    let Some((moves, nodes)) = effort else {
        eprintln!("usage: assignment MOVES NODES FILE...");
        return ExitCode::FAILURE;
    };
    for file in arguments {
        let problem = match fs::read_to_string(&file)
            .map_err(|error| error.to_string())
            .and_then(|text| Problem::parse(&text).map_err(|error| error.to_string()))
        {
            Ok(problem) => problem,
            Err(error) => {
                eprintln!("{file}: {error}");
                return ExitCode::FAILURE;
            }
        };
        let found = problem.solve(Effort { moves, nodes }, 1);
        println!("{file} cost {} bound {} nodes {}", found.cost, found.bound, found.nodes);
    }
    ExitCode::SUCCESS
}
