//! `hamn match`: reads the files, runs the engine, writes the placements. The only part of the crate that touches the
//! file system or the clock.

mod explanations;

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{
    plan::Plan,
    reading::{self, File, Problems},
    solve::{Options, solve},
};

/// Propose homes for households: as many people as possible, then the best fits, with a proof of how good that is.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The households, as CSV.
    #[arg(long, value_name = "FILE")]
    pub households: PathBuf,
    /// The homes, as CSV.
    #[arg(long, value_name = "FILE")]
    pub homes: PathBuf,
    /// The places with their school places, as CSV.
    #[arg(long, value_name = "FILE")]
    pub places: PathBuf,
    /// Where households live today, as CSV with the columns household and home; moves are avoided among equals.
    #[arg(long, value_name = "FILE")]
    pub current: Option<PathBuf>,
    /// End with the best placement found when so many seconds have passed.
    #[arg(long, value_name = "S")]
    pub time_limit: Option<f64>,
    /// The source of chance; the same seed gives the same placement.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// How much work to spend on improvement, in per cent of what is usual.
    #[arg(long, value_name = "PERCENT", default_value_t = 100)]
    pub effort: u32,
    /// Where to write the placements, as CSV with the columns household and home.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Where to write why each household got its home, as JSON.
    #[arg(long, value_name = "FILE")]
    pub explain: Option<PathBuf>,
    /// Print one JSON object instead of lines.
    #[arg(long)]
    pub json: bool,
    /// Print the objective and the bound to the error stream as they improve.
    #[arg(long)]
    pub progress: bool,
}

/// Why no placement was written.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// A file cannot be read.
    #[error("reading {}: {source}; check the name and that you may read it", .file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("writing {}: {source}; check that the folder exists and that you may write there", .file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The time limit is no number of seconds.
    #[error("reading --time-limit: {0} is not a positive number of seconds; give for instance 60")]
    TimeLimit(f64),
    /// Rows that must be corrected.
    #[error(transparent)]
    Rows(#[from] Problems),
    /// The result cannot be shown.
    #[error("printing the result: {0}")]
    Print(#[source] io::Error),
}

fn read(file: &Path) -> Result<Vec<u8>, CommandError> {
    fs::read(file).map_err(|source| CommandError::Read { file: file.to_owned(), source })
}

/// Writes beside the file and renames, so that nobody ever reads half a result.
fn write(file: &Path, contents: &[u8]) -> Result<(), CommandError> {
    let failed = |source| CommandError::Write { file: file.to_owned(), source };
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut beside = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    beside.write_all(contents).map_err(failed)?;
    beside.as_file().sync_all().map_err(failed)?;
    beside.persist(file).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Runs the command. What must be corrected in the files goes to `stderr`, line by line, and comes back as the error.
pub fn run(
    arguments: &Arguments,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Result<(), CommandError> {
    let begin = Instant::now();
    let limit = match arguments.time_limit {
        Some(seconds) => Some(
            Duration::try_from_secs_f64(seconds)
                .ok()
                .filter(|limit| !limit.is_zero())
                .ok_or(CommandError::TimeLimit(seconds))?,
        ),
        None => None,
    };
    let (households, homes, places) =
        (read(&arguments.households)?, read(&arguments.homes)?, read(&arguments.places)?);
    let current = arguments.current.as_deref().map(read).transpose()?;
    let name = |path: &Path| path.display().to_string();
    let names = [name(&arguments.households), name(&arguments.homes), name(&arguments.places)];
    let current_name = arguments.current.as_deref().map(name).unwrap_or_default();
    let file = |name, bytes| File { name, bytes };
    let read = reading::read(
        file(&names[0], &households),
        file(&names[1], &homes),
        file(&names[2], &places),
        current.as_deref().map(|bytes| file(&current_name, bytes)),
    );
    let instance = match read {
        Ok(instance) => instance,
        Err(problems) => {
            for problem in &problems.shown {
                writeln!(stderr, "{problem}").map_err(CommandError::Print)?;
            }
            return Err(problems.into());
        }
    };
    let mut small_gap_seconds = None;
    let mut progress = |step: crate::Progress| {
        if step.objective > 0
            && small_gap_seconds.is_none()
            && step.bound.is_some_and(|bound| is_small(step.objective, bound))
        {
            small_gap_seconds = Some(begin.elapsed().as_secs_f64());
        }
        if !arguments.progress {
            return;
        }
        // A closed error stream is no reason to stop matching.
        let _ = writeln!(
            stderr,
            "{:.2} s: {:?}, {} pairs, objective {}, bound {}",
            begin.elapsed().as_secs_f64(),
            step.phase,
            step.pairs,
            step.objective,
            step.bound.map_or("none".to_owned(), |bound| bound.to_string())
        );
    };
    let mut options = Options::default().seed(arguments.seed).effort(arguments.effort);
    if let Some(limit) = limit {
        options = options.time_limit(limit.saturating_sub(begin.elapsed()));
    }
    options = options.progress(&mut progress);
    let mut plan = solve(instance, options);
    let seconds = begin.elapsed().as_secs_f64();
    let certificate = plan.certificate();
    if is_small(certificate.objective, certificate.bound) {
        small_gap_seconds = small_gap_seconds.or(Some(seconds));
    }
    let placements = plan.placements();
    if let Some(out) = &arguments.out {
        use std::fmt::Write as _;
        let mut rows = String::from("household,home\n");
        for placement in &placements {
            // Writing to a string cannot fail.
            let _ = writeln!(rows, "{},{}", placement.household, placement.home);
        }
        write(out, rows.as_bytes())?;
    }
    if let Some(file) = &arguments.explain {
        write(file, explanations::all(&mut plan).to_string().as_bytes())?;
    }
    report(arguments, &plan, (seconds, small_gap_seconds), stdout).map_err(CommandError::Print)
}

/// Whether the gap is at most 0.01 %.
fn is_small(objective: i64, bound: i64) -> bool {
    (bound - objective) * 10_000 <= bound
}

fn report(
    arguments: &Arguments,
    plan: &Plan,
    (seconds, small_gap_seconds): (f64, Option<f64>),
    stdout: &mut dyn Write,
) -> io::Result<()> {
    let certificate = plan.certificate();
    let households = plan.placements().len();
    let people = plan.people_housed();
    let (objective, bound, gap) = (certificate.objective, certificate.bound, certificate.gap());
    if arguments.json {
        let all = json!({
            "people": people, "households": households, "objective": objective, "bound": bound, "gap": gap,
            "people_bound": certificate.people_bound, "seconds": seconds, "small_gap_seconds": small_gap_seconds,
        });
        return writeln!(stdout, "{all}");
    }
    let instance = plan.instance();
    writeln!(stdout, "people housed  {people} of {}", instance.people())?;
    writeln!(stdout, "people at most {}", certificate.people_bound)?;
    writeln!(stdout, "households     {households} of {}", instance.households.len())?;
    writeln!(stdout, "objective      {objective}")?;
    writeln!(stdout, "bound          {bound}")?;
    writeln!(stdout, "gap            {:.4} %", gap * 100.0)?;
    writeln!(stdout, "seconds        {seconds:.2}")
}
