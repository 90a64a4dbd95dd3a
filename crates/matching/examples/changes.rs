//! Solves an instance and then measures how long single changes take: arrivals, departures and refusals.

use std::{
    env, fs,
    process::ExitCode,
    time::{Duration, Instant},
};

use matching::{
    Options,
    reading::{self, File},
    solve, verify,
};

/// How many changes of each kind.
const CHANGES: usize = 300;

fn percentile(times: &mut [Duration], per_cent: usize) -> f64 {
    times.sort_unstable();
    times.get(times.len() * per_cent / 100).map_or(0.0, Duration::as_secs_f64) * 1000.0
}

fn main() -> ExitCode {
    let Some(folder) = env::args().nth(1) else {
        eprintln!("usage: changes FOLDER");
        return ExitCode::FAILURE;
    };
    let load = |name: &str| fs::read(format!("{folder}/{name}.csv"));
    let (Ok(households), Ok(homes), Ok(places)) = (load("households"), load("placements"), load("places"))
    else {
        eprintln!("{folder}: households.csv, placements.csv and places.csv are needed");
        return ExitCode::FAILURE;
    };
    let file = |name, bytes| File { name, bytes };
    let read = reading::read(
        file("households", &households),
        file("placements", &homes),
        file("places", &places),
        None,
    );
    let mut instance = match read {
        Ok(instance) => instance,
        Err(problems) => {
            eprintln!("{problems}");
            return ExitCode::FAILURE;
        }
    };
    let mut newcomers = Vec::new();
    while newcomers.len() < CHANGES {
        match instance.households.pop() {
            Some(household) if household.group.is_none() => newcomers.push(household),
            Some(_) => {}
            None => break,
        }
    }
    let mut plan = solve(instance, Options::default());
    let before = plan.certificate();
    println!("solved: objective {}, bound {}", before.objective, before.bound);
    let mut times: [Vec<Duration>; 3] = Default::default();
    for (number, newcomer) in newcomers.into_iter().enumerate() {
        let begin = Instant::now();
        let arrived = plan.arrive(vec![newcomer]);
        times[0].push(begin.elapsed());
        let placements = plan.placements();
        let one = placements[number * 7919 % placements.len()];
        let begin = Instant::now();
        let left = plan.leave(one.household);
        times[1].push(begin.elapsed());
        let placements = plan.placements();
        let one = placements[number * 104_729 % placements.len()];
        let begin = Instant::now();
        let refused = plan.refuse(one.household, one.home);
        times[2].push(begin.elapsed());
        if let Some(error) = [arrived, left, refused].into_iter().find_map(Result::err) {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    }
    for (name, times) in ["arrival", "withdrawal", "no"].into_iter().zip(&mut times) {
        println!(
            "{name}: {} changes, median {:.2} ms, p99 {:.2} ms, longest {:.2} ms",
            times.len(),
            percentile(times, 50),
            percentile(times, 99),
            times.last().map_or(0.0, Duration::as_secs_f64) * 1000.0
        );
    }
    let after = plan.certificate();
    println!("after: objective {}, bound {}, gap {:.4} %", after.objective, after.bound, after.gap() * 100.0);
    let report = verify::verify(plan.instance(), &plan.placements());
    println!("violations {}", report.violations.len());
    ExitCode::SUCCESS
}
