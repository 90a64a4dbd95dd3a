//! Where the chain breaks, for a household and for the whole reception.

use std::{collections::BTreeMap, sync::Arc};

use access::{Action, Purpose, resource, scope::household_scope};
use domain::{
    Actor, ActorId, Duty, DutyChoice, HouseholdId, LegalStatus, Link, LinkKind, Person, choose_duty,
    status_on,
};
use jiff::civil::Date;
use policy::{ChainDates, LegalOwner, ids};
use serde::{Deserialize, Serialize};
use store::{
    Reader, Writer,
    receive::{
        access_log::Reading,
        gaps::{GapLine, KindCount, LinkLine},
        household::HouseholdFile,
    },
};

use super::chain::{self, Expected, Member};
use crate::{App, Context, Error};

/// What decides which links a household should have, and the links it has.
#[derive(Clone, Debug)]
pub struct Situation {
    /// The file.
    pub file: HouseholdFile,
    /// Who is in it on the day, each with their legal status then.
    pub members: Vec<(Person, LegalStatus)>,
    /// Every link, open or closed.
    pub links: Vec<Link>,
    /// The days that deadlines count from.
    pub dates: ChainDates,
}

impl Situation {
    /// Reads it.
    pub async fn read(reader: &mut Reader, household: HouseholdId, today: Date) -> Result<Self, Error> {
        let file = reader.household(household).await?;
        let people = reader.people_of(household).await?;
        let statuses = reader.statuses_of(household).await?;
        let periods = |person| -> Vec<_> {
            statuses.iter().filter(|(who, _)| *who == person).map(|(_, period)| *period).collect()
        };
        let members: Vec<(Person, LegalStatus)> = file
            .household
            .members_on(today)
            .filter_map(|member| people.iter().find(|record| record.person.id == member.person))
            .map(|record| (record.person.clone(), status_on(&periods(record.person.id), today)))
            .collect();
        let status_from = file.household.head_on(today).and_then(|head| {
            let held = periods(head).into_iter().filter(|period| period.interval.contains(today));
            held.map(|period| period.interval.from()).max()
        });
        let dates = ChainDates {
            arrived_on: Some(file.arrived_on),
            registered_on: Some(file.registered_at.to_zoned(crate::time_zone()).date()),
            status_from,
            ..ChainDates::default()
        };
        Ok(Self { links: reader.links_of(household).await?, file, members, dates })
    }

    /// The members, as the planning of a chain wants them.
    pub fn members(&self) -> Vec<Member<'_>> {
        self.members.iter().map(|(person, status)| Member { person, status: *status }).collect()
    }

    /// The links it should have.
    pub fn expected(&self, app: &App, today: Date) -> Result<Vec<Expected>, Error> {
        chain::expected(app, &self.members(), &self.dates, today)
    }

    /// The links it should have and has not.
    pub fn missing(&self, app: &App, today: Date) -> Result<Vec<Expected>, Error> {
        chain::missing(app, &self.members(), &self.links, &self.dates, today)
    }
}

/// Counts a household's gaps anew and brings what is derived up to date. Called before the commit by a write that
/// changes members, statuses or which links there are.
pub async fn refresh(
    app: &App,
    writer: &mut Writer,
    household: HouseholdId,
    today: Date,
) -> Result<(), Error> {
    let missing = Situation::read(writer, household, today).await?.missing(app, today)?;
    let gaps = i64::try_from(missing.len()).unwrap_or(i64::MAX);
    Ok(writer.refresh_household(household, gaps, today).await?)
}

/// Which part of the report to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Households that lack a link.
    #[default]
    Households,
    /// Links whose accountability fell back and that nobody has taken up.
    FellBack,
    /// Links that wait for a decision after a change of legal status.
    Undecided,
    /// Steps without a duty, with two, and duties gone stale.
    Duties,
}

impl Part {
    /// Every part, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Households, Self::FellBack, Self::Undecided, Self::Duties];

    /// The name in addresses and message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Households => "households",
            Self::FellBack => "fell_back",
            Self::Undecided => "undecided",
            Self::Duties => "duties",
        }
    }
}

/// A household and the kinds of support it lacks, with how many links of each.
#[derive(Clone, Debug)]
pub struct HouseholdGaps {
    /// The household.
    pub line: GapLine,
    /// What is missing, in the order of the chain.
    pub kinds: Vec<(LinkKind, usize)>,
}

/// What is wrong with who answers for a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DutyGap {
    /// Nobody has taken it on for people of this status; links fall to the actor of last resort.
    Nobody {
        /// The kind of support.
        kind: LinkKind,
        /// For whom.
        statuses: Vec<LegalStatus>,
        /// Whose duty it is by the dated rules.
        owner: LegalOwner,
    },
    /// Several claim it.
    Several {
        /// The kind of support.
        kind: LinkKind,
        /// For whom.
        statuses: Vec<LegalStatus>,
        /// Who claims it.
        actors: Vec<ActorId>,
    },
    /// Nobody has confirmed it for long.
    Stale {
        /// The duty.
        duty: Duty,
    },
}

/// One page of the report.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Households that lack a link.
    pub households: Vec<HouseholdGaps>,
    /// Links to look at, for the parts that list links.
    pub links: Vec<LinkLine>,
    /// What is wrong with the duties.
    pub duties: Vec<DutyGap>,
    /// Open links that stand under no duty, by kind.
    pub without_duty: Vec<KindCount>,
    /// The tenant's actors.
    pub actors: Arc<BTreeMap<ActorId, Actor>>,
    /// There is a next page.
    pub has_more: bool,
    /// Whether the reader's role lists households at all.
    pub lists_households: bool,
    /// Whether the reader may take the list out of the system.
    pub may_export: bool,
}

/// One page of the gap report.
pub async fn report(context: &Context, part: Part, offset: i64, limit: i64) -> Result<Report, Error> {
    let context = context.with_purpose(Purpose::CaseWork);
    let tenant = resource::Tenant { tenant: context.who.tenant };
    if !context.may(Action::SeeGaps, &tenant.into()) {
        return Err(Error::NotFound);
    }
    let scope = context.list_scope();
    let mut reader = context.read().await?;
    let mut report = Report {
        actors: reader.responsibility_map().await?.actors.clone(),
        lists_households: !matches!(scope, access::scope::HouseholdScope::Nothing),
        may_export: context.may(Action::Export, &tenant.into()),
        ..Report::default()
    };
    let keep = usize::try_from(limit).unwrap_or(usize::MAX);
    match part {
        Part::Households => {
            let mut lines = reader.households_with_gaps(&scope, offset, limit + 1).await?;
            report.has_more = lines.len() > keep;
            lines.truncate(keep);
            for line in lines {
                let situation = Situation::read(&mut reader, line.household, context.today).await?;
                let mut kinds: Vec<(LinkKind, usize)> = Vec::new();
                for (link, ..) in situation.missing(&context.app, context.today)? {
                    match kinds.iter_mut().find(|(kind, _)| *kind == link.kind) {
                        Some((_, count)) => *count += 1,
                        None => kinds.push((link.kind, 1)),
                    }
                }
                report.households.push(HouseholdGaps { line, kinds });
            }
        }
        Part::FellBack | Part::Undecided => {
            report.links = match part {
                Part::FellBack => reader.links_fallen_back(&scope, offset, limit + 1).await?,
                _ => reader.links_undecided(&scope, offset, limit + 1).await?,
            };
            report.has_more = report.links.len() > keep;
            report.links.truncate(keep);
        }
        Part::Duties => {
            report.without_duty = reader.links_without_duty().await?;
            report.duties = duty_gaps(&context.app, &reader.duties().await?, context.today);
        }
    }
    Ok(report)
}

/// The same page, to be taken out of the system: every household in it is logged as read.
pub async fn export(context: &Context, part: Part, offset: i64, limit: i64) -> Result<Report, Error> {
    let context = context.with_purpose(Purpose::CaseWork);
    let report = report(&context, part, offset, limit).await?;
    if !report.may_export {
        return Err(Error::Forbidden);
    }
    let mut households: Vec<HouseholdId> = report.households.iter().map(|gaps| gaps.line.household).collect();
    households.extend(report.links.iter().map(|line| line.link.household));
    households.sort_unstable();
    households.dedup();
    let reading = |household| Reading {
        household,
        role: context.principal.role.as_str(),
        purpose: context.principal.purpose.as_str(),
        what: "export",
    };
    let reads: Vec<Reading> = households.into_iter().map(reading).collect();
    if !reads.is_empty() {
        context.app.store.log_reads(&context.who, context.now, &reads).await?;
    }
    Ok(report)
}

impl Context {
    /// Which households lists may hold. Looking through another role shows only what both may see; a scope cannot be
    /// cut with another in SQL, so a narrow own scope shows nothing rather than too much.
    fn list_scope(&self) -> access::scope::HouseholdScope {
        let own =
            self.own.map(|own| household_scope(&access::Principal { purpose: Purpose::CaseWork, ..own }));
        match own {
            Some(own) if !matches!(own, access::scope::HouseholdScope::All { .. }) => {
                access::scope::HouseholdScope::Nothing
            }
            _ => household_scope(&self.principal),
        }
    }
}

/// Steps of the chain that nobody or several have taken on, and duties that nobody has confirmed for long.
fn duty_gaps(app: &App, duties: &[Duty], today: Date) -> Vec<DutyGap> {
    let mut gaps: Vec<DutyGap> = Vec::new();
    let rules = app.policy.chain_template(today).into_iter().flat_map(policy::ChainTemplate::links);
    for rule in rules {
        for status in &rule.statuses {
            match choose_duty(duties, &rule.kind, *status, today) {
                DutyChoice::One(_) => {}
                DutyChoice::Nobody => {
                    let same = gaps.iter_mut().find_map(|gap| match gap {
                        DutyGap::Nobody { kind, statuses, owner }
                            if *kind == rule.kind && *owner == rule.owner =>
                        {
                            Some(statuses)
                        }
                        _ => None,
                    });
                    match same {
                        Some(statuses) => statuses.push(*status),
                        None => gaps.push(DutyGap::Nobody {
                            kind: rule.kind.clone(),
                            statuses: vec![*status],
                            owner: rule.owner,
                        }),
                    }
                }
                DutyChoice::Several(several) => {
                    let claim: Vec<ActorId> = several.iter().map(|duty| duty.executing).collect();
                    let same = gaps.iter_mut().find_map(|gap| match gap {
                        DutyGap::Several { kind, statuses, actors }
                            if *kind == rule.kind && *actors == claim =>
                        {
                            Some(statuses)
                        }
                        _ => None,
                    });
                    match same {
                        Some(statuses) => statuses.push(*status),
                        None => gaps.push(DutyGap::Several {
                            kind: rule.kind.clone(),
                            statuses: vec![*status],
                            actors: claim,
                        }),
                    }
                }
            }
        }
    }
    let stale = duties.iter().filter(|duty| duty.interval.contains(today) && is_stale(app, duty, today));
    gaps.extend(stale.map(|duty| DutyGap::Stale { duty: duty.clone() }));
    gaps
}

/// Whether nobody has confirmed a duty for longer than the dated rule says, or ever.
pub fn is_stale(app: &App, duty: &Duty, today: Date) -> bool {
    duty.last_confirmed.is_none_or(|(on, _)| app.policy.due(ids::DUTY_STALE, on).is_ok_and(|due| due < today))
}
