//! What can be wrong with a policy file, said so that whoever edits it can put it right.

use std::{fmt, path::PathBuf};

use jiff::civil::Date;

/// A line in a policy file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file; a shipped one is named without folder.
    pub file: PathBuf,
    /// The line, counted from 1, on which the rule begins.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.file.display(), self.line)
    }
}

/// The policy could not be read. The program does not start on half a policy.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The folder or a file in it could not be read.
    #[error("could not read policy from {}: {source}; check that it exists and may be read", .path.display())]
    Read {
        /// The folder or file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The folder holds a file that no policy is read from, so its rules would silently not apply.
    #[error("{} is not a policy file; rename it to one of {known}, or move it away", .path.display())]
    UnknownFile {
        /// The file.
        path: PathBuf,
        /// The names that are read.
        known: String,
    },
    /// The file is not TOML of the right shape.
    #[error("{place}: the file could not be understood: {message}; compare with crates/policy/README.md")]
    Syntax {
        /// Where.
        place: Place,
        /// What the parser says, naming the key.
        message: String,
    },
    /// A rule contradicts itself, another rule, or what must always hold.
    #[error("{place}: {problem}")]
    Rule {
        /// Where the rule begins.
        place: Place,
        /// What is wrong with it and what to do.
        problem: Box<Problem>,
    },
    /// The rules taken together break something that must always hold.
    #[error("policy as a whole: {0}")]
    Whole(Box<Problem>),
}

impl Place {
    pub(crate) fn refuse(&self, problem: Problem) -> PolicyError {
        PolicyError::Rule { place: self.clone(), problem: Box::new(problem) }
    }
}

impl From<Problem> for PolicyError {
    fn from(problem: Problem) -> Self {
        Self::Whole(Box::new(problem))
    }
}

/// What is wrong with a rule and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The rule does not say what it rests on.
    #[error("“{rule}” has no source; add `source` with a law, a publication, or `local = true` and a text")]
    MissingSource {
        /// The rule.
        rule: String,
    },
    /// The source is there but says too little or too much.
    #[error(
        "the source of “{rule}” is not usable: {reason}; write one of `law`, `publication` or `local = true`"
    )]
    BadSource {
        /// The rule.
        rule: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The last day lies before the first.
    #[error("“{rule}” ends before it begins; `valid_to` is the last day and must not be before `valid_from`")]
    EndsBeforeItBegins {
        /// The rule.
        rule: String,
    },
    /// Two vintages of one rule are in force on the same day.
    #[error("“{rule}” is also in force at the same time in {other}; set `valid_to` of the earlier one")]
    Overlap {
        /// The rule.
        rule: String,
        /// The other vintage.
        other: Place,
    },
    /// Two rules would give the same link to the same status.
    #[error(
        "“{rule}” and “{other}” both give the link “{kind}” to {status} at the same time; let only one of them apply"
    )]
    TwoRulesForOneLink {
        /// The rule.
        rule: String,
        /// The other rule.
        other: String,
        /// The kind of link.
        kind: String,
        /// The status both name.
        status: String,
    },
    /// The rule uses a kind of link that no `[[kind]]` declares.
    #[error(
        "“{rule}” uses the unknown link kind “{kind}”; declare it with [[kind]] in chain.toml, or use one of {known}"
    )]
    UnknownKind {
        /// The rule.
        rule: String,
        /// The kind.
        kind: String,
        /// The declared kinds.
        known: String,
    },
    /// The text is not a value of the key.
    #[error("“{rule}”: “{value}” is not a value of `{key}`; use one of {known}")]
    UnknownValue {
        /// The rule.
        rule: String,
        /// The key.
        key: &'static str,
        /// The text.
        value: String,
        /// The values that are.
        known: String,
    },
    /// A code or id has characters that message keys and the store cannot carry.
    #[error("“{value}” is not a usable {what}; {rule}")]
    BadCode {
        /// What kind of code.
        what: &'static str,
        /// The text.
        value: String,
        /// What it must look like.
        rule: &'static str,
    },
    /// The link points to a deadline that is not there for all the days of the link.
    #[error(
        "“{rule}” uses the deadline “{deadline}”, which is not in force on {day}; add a vintage to deadlines.toml \
         or shorten the rule"
    )]
    UnknownDeadline {
        /// The rule.
        rule: String,
        /// The deadline.
        deadline: String,
        /// The first day on which it is missing.
        day: Date,
    },
    /// The link's deadline counts from something a household does not have.
    #[error(
        "“{rule}” uses the deadline “{deadline}”, which counts from {event}; a link counts from one of {known}"
    )]
    NotAChainEvent {
        /// The rule.
        rule: String,
        /// The deadline.
        deadline: String,
        /// What it counts from.
        event: &'static str,
        /// What a link may count from.
        known: String,
    },
    /// A deadline has no length, or two.
    #[error("“{rule}” must have exactly one of `days`, `working_days` or `months`")]
    NotOneTerm {
        /// The rule.
        rule: String,
    },
    /// The age span is empty.
    #[error("“{rule}” has a lowest age above its highest; swap them")]
    EmptyAges {
        /// The rule.
        rule: String,
    },
    /// The rule that an unaccompanied child goes to socialtjänsten at once would be weakened.
    #[error(
        "“{rule}” would let the link of an unaccompanied child to social services wait or leave the authorities; \
         set `deferrable`, `referable_to_non_authority` to false, `per` to \"person\" and give no `ages`"
    )]
    ChildLinkWeakened {
        /// The rule.
        rule: String,
    },
    /// On some day no rule takes an unaccompanied child to socialtjänsten.
    #[error(
        "no rule gives an unaccompanied child the link “social_services” on {day}; add one to chain.toml"
    )]
    ChildLinkMissing {
        /// The first such day.
        day: Date,
    },
    /// A deadline that the program itself counts on is missing or has a gap.
    #[error("the deadline “{id}” is not in force on {day}; add a vintage to deadlines.toml")]
    RequiredDeadlineMissing {
        /// The deadline.
        id: &'static str,
        /// The first day on which it is missing.
        day: Date,
    },
    /// No link rules at all.
    #[error("there is no link rule; add [[link]] entries to chain.toml")]
    NoLinkRules,
    /// The holiday calendar does not say which days it covers.
    #[error("holidays.toml does not say which years it covers; add `covers = {{ from = ..., to = ... }}`")]
    CalendarWithoutSpan,
    /// The same kind is declared twice in one file.
    #[error("the link kind “{kind}” is declared twice; remove one")]
    KindTwice {
        /// The kind.
        kind: String,
    },
    /// The municipality code is not four digits.
    #[error("“{0}” is not a municipality code; write its four digits in quotation marks, as in \"0180\"")]
    BadMunicipality(String),
}
