#![doc = include_str!("../README.md")]

mod calendar;
mod chain;
mod changes;
mod consent;
mod deadline;
mod error;
mod load;
mod quota;
mod source;
mod validity;

use std::{collections::BTreeSet, path::Path, sync::Arc};

use jiff::civil::Date;

pub use calendar::Calendar;
pub use chain::{Ages, ChainDates, ChainTemplate, ExpectedLink, LegalOwner, LinkRule, Per, Phase};
pub use changes::{Changes, DeadlineChange, OwnerChange, diff};
pub use consent::DatedGround;
pub use deadline::{DeadlineError, DeadlineRule, Event, Term, ids};
pub use error::{Place, PolicyError, Problem};
pub use quota::{NationalQuota, Proposal, Quota, QuotaScheme};
pub use source::Source;
pub use validity::Validity;

/// All dated policy of one installation, read and checked once at start.
#[derive(Clone, Debug)]
pub struct Policy {
    templates: Vec<ChainTemplate>,
    deadlines: Vec<DeadlineRule>,
    quotas: Vec<Quota>,
    proposals: Vec<Proposal>,
    national_quotas: Vec<NationalQuota>,
    legal_bases: Vec<DatedGround>,
    secrecy_grounds: Vec<DatedGround>,
    calendar: Arc<Calendar>,
}

impl Policy {
    /// The policy shipped with the program: `policy/se/*.toml` as they were when it was built.
    pub fn embedded() -> Result<Self, PolicyError> {
        load::read(None)
    }

    /// The shipped policy with a municipality's own files laid over it, rule by rule.
    ///
    /// The folder holds any of the shipped file names. A rule there replaces every shipped vintage of the rule with
    /// the same id; everything else stays as shipped, so that a change of law in a later release still arrives.
    pub fn from_dir(folder: impl AsRef<Path>) -> Result<Self, PolicyError> {
        load::read(Some(folder.as_ref()))
    }

    /// The chain template in force on a day, or nothing for a day before the data begins.
    pub fn chain_template(&self, day: Date) -> Option<&ChainTemplate> {
        self.templates.iter().find(|template| template.valid().contains(day))
    }

    /// Every chain template, oldest first. They follow on each other without gap or overlap.
    pub fn chain_templates(&self) -> &[ChainTemplate] {
        &self.templates
    }

    /// The vintage of a deadline rule in force on a day.
    pub fn deadline(&self, id: &str, day: Date) -> Option<&DeadlineRule> {
        self.deadlines.iter().find(|rule| rule.id == id && rule.valid.contains(day))
    }

    /// Every deadline rule in all its vintages.
    pub fn deadlines(&self) -> &[DeadlineRule] {
        &self.deadlines
    }

    /// The last day by which something must be done, counted from the event, by the rule in force on the day of the
    /// event.
    pub fn due(&self, id: &str, event_on: Date) -> Result<Date, DeadlineError> {
        let rule = self
            .deadline(id, event_on)
            .ok_or_else(|| DeadlineError::NoRule { id: id.to_owned(), day: event_on })?;
        rule.due(event_on, &self.calendar)
    }

    /// The calendar of public holidays.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The day that lies `count` working days after `day`; see [`Calendar::add_working_days`].
    pub fn add_working_days(&self, day: Date, count: u16) -> Result<Date, DeadlineError> {
        self.calendar.add_working_days(day, count)
    }

    /// How many persons the municipality is to receive under a scheme, in the vintage in force on the day.
    ///
    /// Nothing means "not known to this installation", never zero: zero is a quota of its own (Filipstad 2022).
    pub fn quota(&self, municipality: &str, scheme: QuotaScheme, day: Date) -> Option<&Quota> {
        self.quotas.iter().find(|quota| {
            quota.municipality == municipality && quota.scheme == scheme && quota.valid.contains(day)
        })
    }

    /// Every known vintage of every municipality's quota.
    pub fn quotas(&self) -> &[Quota] {
        &self.quotas
    }

    /// Published proposals, which never count as a quota.
    pub fn quota_proposals(&self) -> &[Proposal] {
        &self.proposals
    }

    /// The number for the whole country under a scheme, in the vintage in force on the day.
    pub fn national_quota(&self, scheme: QuotaScheme, day: Date) -> Option<&NationalQuota> {
        self.national_quotas.iter().find(|quota| quota.scheme == scheme && quota.valid.contains(day))
    }

    /// Every known vintage of the national numbers.
    pub fn national_quotas(&self) -> &[NationalQuota] {
        &self.national_quotas
    }

    /// The bases in the data protection regulation that may be chosen on a day, by the codes of `domain::GdprBasis`.
    pub fn legal_bases(&self, day: Date) -> impl Iterator<Item = &DatedGround> {
        self.legal_bases.iter().filter(move |basis| basis.valid.contains(day))
    }

    /// The grounds in the secrecy act on which secret data may leave an authority on a day, by the codes of
    /// `domain::OslGround`.
    pub fn secrecy_grounds(&self, day: Date) -> impl Iterator<Item = &DatedGround> {
        self.secrecy_grounds.iter().filter(move |ground| ground.valid.contains(day))
    }

    /// Every key that a language must have a text for, sorted. The languages' own tests compare against it.
    pub fn message_keys(&self) -> Vec<String> {
        let mut keys = BTreeSet::new();
        for rule in self.templates.iter().flat_map(ChainTemplate::links) {
            keys.insert(rule.message_key());
            keys.insert(format!("{}-about", rule.message_key()));
        }
        keys.extend(Phase::ALL.map(Phase::message_key));
        keys.extend(LegalOwner::ALL.map(LegalOwner::message_key));
        keys.extend(Event::ALL.map(Event::message_key));
        keys.extend(QuotaScheme::ALL.map(QuotaScheme::message_key));
        keys.extend(self.deadlines.iter().map(DeadlineRule::message_key));
        keys.extend(self.legal_bases.iter().map(|basis| format!("gdpr_basis-{}", basis.code)));
        keys.extend(self.secrecy_grounds.iter().map(|ground| format!("osl_ground-{}", ground.code)));
        keys.into_iter().collect()
    }
}
