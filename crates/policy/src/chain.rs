//! The chain template: which links a household is expected to have, from when, by whom.

use std::{collections::BTreeSet, sync::Arc};

use domain::{AgeRange, LegalStatus, LinkKind};
use jiff::civil::Date;

use crate::{Calendar, DeadlineError, DeadlineRule, Event, Source, Validity};

/// Where on the picture of the chain a link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// From arrival to the first night.
    FirstHours,
    /// The first weeks.
    FirstWeeks,
    /// The first months.
    FirstMonths,
    /// The safe point in the new life.
    SafePoint,
}

impl Phase {
    /// Every phase, in order.
    pub const ALL: [Self; 4] = [Self::FirstHours, Self::FirstWeeks, Self::FirstMonths, Self::SafePoint];

    /// The code in the files and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FirstHours => "first_hours",
            Self::FirstWeeks => "first_weeks",
            Self::FirstMonths => "first_months",
            Self::SafePoint => "safe_point",
        }
    }

    /// The key of its name in the languages.
    pub fn message_key(self) -> String {
        format!("phase-{}", self.as_str())
    }
}

/// The authority to which a duty falls when no actor has taken it on: the legal owner, to whom an open link falls back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LegalOwner {
    /// Migrationsverket.
    MigrationAgency,
    /// The municipality as a whole; which nämnd is the municipality's own decision.
    Municipality,
    /// Socialnämnden.
    SocialBoard,
    /// The nämnd for education.
    EducationBoard,
    /// Överförmyndaren.
    ChiefGuardian,
    /// The region, for health care.
    Region,
    /// Skatteverket.
    TaxAgency,
}

impl LegalOwner {
    /// Every owner.
    pub const ALL: [Self; 7] = [
        Self::MigrationAgency,
        Self::Municipality,
        Self::SocialBoard,
        Self::EducationBoard,
        Self::ChiefGuardian,
        Self::Region,
        Self::TaxAgency,
    ];

    /// The code in the files and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MigrationAgency => "migration_agency",
            Self::Municipality => "municipality",
            Self::SocialBoard => "social_board",
            Self::EducationBoard => "education_board",
            Self::ChiefGuardian => "chief_guardian",
            Self::Region => "region",
            Self::TaxAgency => "tax_agency",
        }
    }

    /// The key of its name in the languages.
    pub fn message_key(self) -> String {
        format!("owner-{}", self.as_str())
    }
}

/// Whether a link is one for the household or one for each person it applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// One link for the whole household.
    Household,
    /// One link for each person.
    Person,
}

/// An inclusive span of whole years of age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ages {
    /// The youngest age, included.
    pub min: u16,
    /// The oldest age, included, or nothing if there is no upper limit.
    pub max: Option<u16>,
}

impl Ages {
    /// Whether a person of such an age may be within the span.
    fn may_hold(self, age: AgeRange) -> bool {
        self.max.is_none_or(|max| age.min <= max) && age.max.is_none_or(|oldest| self.min <= oldest)
    }

    /// Whether a person of such an age is within the span whatever the unknown part is.
    fn surely_holds(self, age: AgeRange) -> bool {
        self.min <= age.min && self.max.is_none_or(|max| age.max.is_some_and(|oldest| oldest <= max))
    }
}

/// The days in a household's case that deadlines count from. A day that has not come yet is nothing, and deadlines
/// that count from it are then open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChainDates {
    /// The household came to the municipality.
    pub arrived_on: Option<Date>,
    /// Migrationsverket registered the application.
    pub registered_on: Option<Date>,
    /// The present legal status was decided or began.
    pub status_from: Option<Date>,
    /// Migrationsverket assigned the household to the municipality.
    pub assigned_on: Option<Date>,
    /// The municipality actually received the household.
    pub received_on: Option<Date>,
}

impl ChainDates {
    /// What a link's deadline may count from.
    pub(crate) const EVENTS: [Event; 5] =
        [Event::Arrival, Event::Registration, Event::StatusDecision, Event::Assignment, Event::Reception];

    /// The day of the event, if it has come. Events outside a household's case have none.
    pub fn on(&self, event: Event) -> Option<Date> {
        match event {
            Event::Arrival => self.arrived_on,
            Event::Registration => self.registered_on,
            Event::StatusDecision => self.status_from,
            Event::Assignment => self.assigned_on,
            Event::Reception => self.received_on,
            Event::ReferralSent | Event::DutyConfirmed | Event::Overdue | Event::PeriodEnd => None,
        }
    }
}

/// One dated rule: to whom a link applies, who owns the duty, and what may be done with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRule {
    /// Its id, shared by all vintages.
    pub id: String,
    /// When this vintage is in force.
    pub valid: Validity,
    /// The kind of support.
    pub kind: LinkKind,
    /// Where on the picture it stands.
    pub phase: Phase,
    /// Its place within the picture, ascending.
    pub order: u16,
    /// The legal statuses it applies to.
    pub statuses: Vec<LegalStatus>,
    /// One for the household, or one for each person.
    pub per: Per,
    /// The ages it applies to; for a household at least one member must be of such an age.
    pub ages: Option<Ages>,
    /// The deadline in the vintage that goes with the template, if the link has one.
    pub deadline: Option<DeadlineRule>,
    /// To whom the duty falls when nobody has taken it on.
    pub owner: LegalOwner,
    /// What the link and its owner rest on.
    pub source: Source,
    /// Whether the link may be handed over to somebody who is not an authority.
    pub referable_to_non_authority: bool,
    /// Whether the link may be put off.
    pub deferrable: bool,
}

impl LinkRule {
    /// The key of the kind's name in the languages; with `-about` appended, of the sentence that explains it.
    pub fn message_key(&self) -> String {
        format!("link-{}", self.kind.as_str())
    }
}

/// A link that a household should have, by the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedLink {
    /// The kind of support.
    pub kind: LinkKind,
    /// Whose link it is, as an index into the ages given, or nothing for the whole household.
    pub person_index: Option<usize>,
    /// The last day, if the link has a deadline and the day it counts from is known.
    pub deadline: Option<Date>,
    /// Whether the age is known well enough to be sure that the link applies. If not, somebody has to ask.
    pub certain: bool,
    /// The rule it comes from, with owner, source, phase and deadline rule.
    pub rule: Arc<LinkRule>,
}

/// All link rules that are in force together on some days.
///
/// A template is not written by hand as a whole: it follows from the dated rules, so that a rule that changes is
/// written once and not copied into a new edition of everything.
#[derive(Clone, Debug)]
pub struct ChainTemplate {
    pub(crate) valid: Validity,
    pub(crate) links: Vec<Arc<LinkRule>>,
    pub(crate) calendar: Arc<Calendar>,
}

impl ChainTemplate {
    /// The days on which exactly these rules are in force. The first of them names the edition of the template.
    pub fn valid(&self) -> Validity {
        self.valid
    }

    /// The rules, in the order of the picture.
    pub fn links(&self) -> impl Iterator<Item = &LinkRule> {
        self.links.iter().map(AsRef::as_ref)
    }

    /// The kinds of link there are, in the order of the picture.
    pub fn kinds(&self) -> Vec<&LinkKind> {
        let mut seen = BTreeSet::new();
        self.links().map(|rule| &rule.kind).filter(|kind| seen.insert(kind.as_str())).collect()
    }

    /// The links a household of one legal status should have, in the order of the picture.
    ///
    /// Where an age is uncertain the link is expected all the same and marked: a child must not miss school because the
    /// birth date is an estimate. Adding a person, or being less sure of an age, never takes a link away.
    pub fn expected_links(
        &self,
        status: LegalStatus,
        ages: &[AgeRange],
        dates: &ChainDates,
    ) -> Result<Vec<ExpectedLink>, DeadlineError> {
        let mut expected = Vec::new();
        for rule in self.links.iter().filter(|rule| rule.statuses.contains(&status)) {
            let deadline = match &rule.deadline {
                Some(deadline) => dates
                    .on(deadline.after)
                    .map(|event_on| deadline.due(event_on, &self.calendar))
                    .transpose()?,
                None => None,
            };
            let link = |person_index, certain| ExpectedLink {
                kind: rule.kind.clone(),
                person_index,
                deadline,
                certain,
                rule: Arc::clone(rule),
            };
            let may = |age: &AgeRange| rule.ages.is_none_or(|span| span.may_hold(*age));
            let sure = |age: &AgeRange| rule.ages.is_none_or(|span| span.surely_holds(*age));
            match rule.per {
                Per::Household if rule.ages.is_none() || ages.iter().any(may) => {
                    expected.push(link(None, rule.ages.is_none() || ages.iter().any(sure)));
                }
                Per::Household => {}
                Per::Person => expected.extend(
                    ages.iter()
                        .enumerate()
                        .filter(|(_, age)| may(age))
                        .map(|(person, age)| link(Some(person), sure(age))),
                ),
            }
        }
        Ok(expected)
    }
}
