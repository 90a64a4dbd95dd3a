//! The log: what happened, on standard error, as JSON lines or as text.

use std::panic::PanicHookInfo;

use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

use crate::config::{Log, LogFormat};

/// The crates whose lines the level is about. Libraries speak only of trouble: their finer lines may quote what somebody
/// sent.
const OURS: [&str; 6] = ["app", "hamn", "messages", "policy", "store", "web"];

/// Begins the log. Called once, by `main`.
pub(crate) fn begin(log: &Log) {
    let level = LevelFilter::from_level(log.level);
    let filter = Targets::new()
        .with_default(level.min(LevelFilter::WARN))
        .with_targets(OURS.map(|target| (target, level)));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry().with(filter);
    match log.format {
        LogFormat::Json => {
            let lines = lines.json().flatten_event(true).with_current_span(false).with_span_list(false);
            registry.with(lines).init();
        }
        LogFormat::Text => registry.with(lines.with_target(false)).init(),
    }
    std::panic::set_hook(Box::new(note_panic));
}

/// Where a panic happened, not what it said: its text may quote somebody's data.
fn note_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(place, "the program failed; this is a fault in it, please report the place");
}
