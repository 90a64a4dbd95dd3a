//! Dated deadlines: how long after what, by which law or local policy.

use jiff::{Span, ToSpan, civil::Date};

use crate::{Calendar, Source, Validity};

/// The ids of the deadlines that the program itself asks for. Reading a policy without one of them fails.
pub mod ids {
    /// Housing for a person with temporary protection, from the assignment.
    pub const HOUSING_TEMPORARY_PROTECTION: &str = "housing_temporary_protection";
    /// Reception of a newly arrived person with a permit, from the assignment.
    pub const RECEPTION_NEWLY_ARRIVED: &str = "reception_newly_arrived";
    /// The receiver's answer to a referral.
    pub const REFERRAL_ANSWER: &str = "referral_answer";
    /// From then on a duty nobody has confirmed is shown as stale.
    pub const DUTY_STALE: &str = "duty_stale";
    /// From then on an overdue link is shown to the accountable actor's own coordinator.
    pub const ESCALATION_ACTOR: &str = "escalation_actor";
    /// From then on an overdue link is shown to the municipal coordinator.
    pub const ESCALATION_COORDINATOR: &str = "escalation_coordinator";
    /// From then on an overdue link is shown to the head of the unit that owns the duty.
    pub const ESCALATION_MANAGEMENT: &str = "escalation_management";

    /// The steps of escalation, in order.
    pub const ESCALATION: [&str; 3] = [ESCALATION_ACTOR, ESCALATION_COORDINATOR, ESCALATION_MANAGEMENT];

    /// Every id in this module.
    pub const REQUIRED: [&str; 7] = [
        HOUSING_TEMPORARY_PROTECTION,
        RECEPTION_NEWLY_ARRIVED,
        REFERRAL_ANSWER,
        DUTY_STALE,
        ESCALATION_ACTOR,
        ESCALATION_COORDINATOR,
        ESCALATION_MANAGEMENT,
    ];
}

/// What a deadline counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Event {
    /// The household came to the municipality.
    Arrival,
    /// Migrationsverket registered the application.
    Registration,
    /// The present legal status was decided or began.
    StatusDecision,
    /// Migrationsverket decided that this municipality is to receive (anvisning).
    Assignment,
    /// The municipality actually received the person.
    Reception,
    /// A referral was sent.
    ReferralSent,
    /// Somebody confirmed that a duty is still theirs.
    DutyConfirmed,
    /// Another deadline passed.
    Overdue,
    /// The period that an application for state compensation covers ended.
    PeriodEnd,
}

impl Event {
    /// Every event, in the order of the chain.
    pub const ALL: [Self; 9] = [
        Self::Arrival,
        Self::Registration,
        Self::StatusDecision,
        Self::Assignment,
        Self::Reception,
        Self::ReferralSent,
        Self::DutyConfirmed,
        Self::Overdue,
        Self::PeriodEnd,
    ];

    /// The code in the files and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Arrival => "arrival",
            Self::Registration => "registration",
            Self::StatusDecision => "status_decision",
            Self::Assignment => "assignment",
            Self::Reception => "reception",
            Self::ReferralSent => "referral_sent",
            Self::DutyConfirmed => "duty_confirmed",
            Self::Overdue => "overdue",
            Self::PeriodEnd => "period_end",
        }
    }

    /// The key of its name in the languages.
    pub fn message_key(self) -> String {
        format!("event-{}", self.as_str())
    }
}

/// How long after the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// Calendar days; zero means at once, on the same day.
    Days(u16),
    /// Days that are neither Saturday, Sunday nor public holiday.
    WorkingDays(u16),
    /// Calendar months: the same day of the month, or the month's last day where there is no such day, so that one
    /// month after 31 January 2025 is 28 February 2025.
    Months(u16),
}

/// One vintage of a deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadlineRule {
    /// Its id, shared by all vintages.
    pub id: String,
    /// When this vintage is in force.
    pub valid: Validity,
    /// What it counts from.
    pub after: Event,
    /// How long after.
    pub term: Term,
    /// The law, or the label of local policy.
    pub source: Source,
}

impl DeadlineRule {
    /// The last day, counted from the event.
    pub fn due(&self, event_on: Date, calendar: &Calendar) -> Result<Date, DeadlineError> {
        let add =
            |span: Span| event_on.checked_add(span).map_err(|_| DeadlineError::TooFar { day: event_on });
        match self.term {
            Term::Days(days) => add(i64::from(days).days()),
            Term::WorkingDays(days) => calendar.add_working_days(event_on, days),
            Term::Months(months) => add(i64::from(months).months()),
        }
    }

    /// The key of its name in the languages.
    pub fn message_key(&self) -> String {
        format!("deadline-{}", self.id)
    }
}

/// A deadline could not be counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineError {
    /// There is no such rule on the day.
    #[error("no deadline “{id}” is in force on {day}; add a vintage to deadlines.toml")]
    NoRule {
        /// The rule asked for.
        id: String,
        /// The day asked about.
        day: Date,
    },
    /// The holidays of the year are not known.
    #[error(
        "could not count working days at {day}: holidays are known from {} to {}; add the year to holidays.toml",
        .covers.from,
        .covers.to.map_or_else(|| "no end".to_owned(), |day| day.to_string())
    )]
    OutsideCalendar {
        /// The day that was needed.
        day: Date,
        /// The days that are known.
        covers: Validity,
    },
    /// The result lies beyond the calendar.
    #[error("could not count a deadline from {day}: the result is no date; check the date of the event")]
    TooFar {
        /// The day counted from.
        day: Date,
    },
}
