//! Where a link's deadline and duty come from, in words.

use std::collections::BTreeMap;

use app::{App, receive::gaps};
use domain::{Actor, ActorId, Duty, DutyId, Link};
use jiff::civil::Date;
use languages::Speaker;
use policy::{ExpectedLink, LinkRule, Source};

/// What a rule rests on, as shown beside what follows from it. The citations are in Swedish.
pub(super) struct SourceView {
    pub(super) text: String,
    /// Local policy must never look like law.
    pub(super) is_local: bool,
    pub(super) href: Option<String>,
    pub(super) note: Option<String>,
}

impl SourceView {
    pub(super) fn of(source: &Source) -> Self {
        Self {
            text: source.citation(),
            is_local: source.is_local(),
            href: source.address().map(str::to_owned),
            note: source.note().map(str::to_owned),
        }
    }
}

/// A deadline with where it comes from.
pub(super) struct Deadline {
    pub(super) on: Option<Date>,
    /// How far away, for an open link.
    pub(super) relative: String,
    pub(super) date: String,
    /// What the rule says, if somebody has set another day by hand; or why there is none yet.
    pub(super) remark: Option<String>,
    pub(super) source: Option<SourceView>,
}

/// Who has the duty, and by what.
pub(super) struct DutyView {
    /// The law and the decision, or whose it is by the dated rules.
    pub(super) text: String,
    /// Nobody in this municipality has taken it on.
    pub(super) is_unassigned: bool,
    pub(super) is_stale: bool,
    pub(super) has_ended: bool,
    pub(super) source: Option<SourceView>,
}

/// What the words are made of.
pub(super) struct Grounds<'a> {
    pub(super) app: &'a App,
    pub(super) l: &'a Speaker,
    pub(super) actors: &'a BTreeMap<ActorId, Actor>,
    pub(super) duties: &'a [Duty],
    pub(super) today: Date,
}

impl Grounds<'_> {
    /// An actor's name.
    pub(super) fn actor(&self, id: ActorId) -> String {
        self.actors.get(&id).map(|actor| actor.name.clone()).unwrap_or_default()
    }

    /// That accountability fell back, from whom and why.
    pub(super) fn fell_back(&self, link: &Link) -> Option<String> {
        let fell_back = link.fell_back.filter(|_| link.is_open())?;
        Some(self.l.ta(
            "chain-fell-back",
            &[
                ("actor", self.actor(fell_back.from).into()),
                ("date", fell_back.on.into()),
                ("reason", self.l.tf("fallback", fell_back.because).into_owned().into()),
            ],
        ))
    }

    /// A link's deadline and what it follows from, by the rule that asks for the link today.
    pub(super) fn deadline(
        &self,
        on: Option<Date>,
        is_open: bool,
        expected: Option<&ExpectedLink>,
    ) -> Deadline {
        let rule = expected.and_then(|expected| expected.rule.deadline.as_ref());
        let by_rule = expected.and_then(|expected| expected.deadline);
        let remark = match (on, by_rule, rule) {
            (Some(on), Some(by_rule), _) if on != by_rule => {
                Some(self.l.t1("chain-due-by-hand-rule", "date", by_rule))
            }
            (Some(_), None, _) => Some(self.l.t("chain-due-by-hand").into_owned()),
            (None, None, Some(rule)) => {
                let event = self.l.t(&rule.after.message_key()).into_owned();
                Some(self.l.t1("chain-due-counts-from", "event", event))
            }
            (None, Some(by_rule), _) => Some(self.l.t1("chain-due-by-hand-rule", "date", by_rule)),
            _ => None,
        };
        Deadline {
            on,
            relative: on
                .filter(|_| is_open)
                .map(|on| self.l.relative_days(on, self.today))
                .unwrap_or_default(),
            date: on.map(|on| self.l.date(on)).unwrap_or_default(),
            remark,
            source: rule.map(|rule| SourceView::of(&rule.source)),
        }
    }

    /// The duty a link is done under, else whose duty it is by the dated rules.
    pub(super) fn duty(&self, duty: Option<DutyId>, rule: Option<&LinkRule>) -> DutyView {
        let held = duty.and_then(|id| self.duties.iter().find(|duty| duty.id == id));
        match held {
            Some(duty) => DutyView {
                text: match &duty.decision {
                    Some(decision) => format!("{} · {decision}", duty.law),
                    None => duty.law.clone(),
                },
                is_unassigned: false,
                is_stale: gaps::is_stale(self.app, duty, self.today),
                has_ended: duty.has_expired(self.today),
                source: None,
            },
            None => DutyView {
                text: rule.map(|rule| self.l.t(&rule.owner.message_key()).into_owned()).unwrap_or_default(),
                is_unassigned: true,
                is_stale: false,
                has_ended: false,
                source: rule.map(|rule| SourceView::of(&rule.source)),
            },
        }
    }
}

/// Whole days from one day to a later one.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}
