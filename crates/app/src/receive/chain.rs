//! Planning a household's safety chain from the dated template and the duties of the tenant.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    ActorId, Duty, DutyChoice, HouseholdId, LegalStatus, Link, LinkId, LinkKind, LinkPlan, Person, PersonId,
    choose_duty, requires_social_services,
};
use jiff::civil::Date;
use policy::{ChainDates, ExpectedLink};
use store::{Reader, ResponsibilityMap};

use crate::{App, Error};

/// Who answers for what in a tenant, read once for a write.
pub struct Responsibility {
    /// Every actor and every duty.
    pub map: Arc<ResponsibilityMap>,
    /// The actor of last resort.
    pub principal: ActorId,
}

/// The name of the setting that holds the actor of last resort.
pub const PRINCIPAL_ACTOR: &str = "principal_actor";

impl Responsibility {
    /// Reads it. A tenant without an actor of last resort cannot receive anybody.
    pub async fn read(reader: &mut Reader) -> Result<Self, Error> {
        let principal = reader
            .setting(PRINCIPAL_ACTOR)
            .await?
            .and_then(|id| id.parse().ok())
            .ok_or_else(|| Error::Refused("refused-no-principal-actor".to_owned()))?;
        Ok(Self { map: reader.responsibility_map().await?, principal })
    }

    /// The duty for a kind of support and who is accountable under it today: its executing unit, else its legal
    /// owner, else the actor of last resort; never nobody. Of several duties the first holds until the map is mended.
    pub fn accountable(&self, kind: &LinkKind, status: LegalStatus, today: Date) -> (Option<&Duty>, ActorId) {
        let duty = match choose_duty(&self.map.duties, kind, status, today) {
            DutyChoice::Nobody => None,
            DutyChoice::One(duty) => Some(duty),
            DutyChoice::Several(duties) => duties.first().copied(),
        };
        let active = |id: ActorId| self.map.actors.get(&id).is_some_and(|actor| actor.is_active_on(today));
        let accountable = duty
            .and_then(|duty| [duty.executing, duty.legal_owner].into_iter().find(|actor| active(*actor)))
            .unwrap_or(self.principal);
        (duty, accountable)
    }
}

/// A person and the legal status that decides what applies to them.
pub struct Member<'a> {
    /// Who.
    pub person: &'a Person,
    /// Their status today.
    pub status: LegalStatus,
}

/// A link that a household should have, the person it is for, and the legal status it follows from.
pub type Expected = (ExpectedLink, Option<PersonId>, LegalStatus);

/// The links a household should have. Members of different status are asked about separately; what is for the whole
/// household counts once.
pub fn expected(
    app: &App,
    members: &[Member<'_>],
    dates: &ChainDates,
    today: Date,
) -> Result<Vec<Expected>, Error> {
    let Some(template) = app.policy.chain_template(today) else { return Ok(Vec::new()) };
    let statuses: BTreeSet<LegalStatus> = members.iter().map(|member| member.status).collect();
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for status in statuses {
        let group: Vec<&Member<'_>> = members.iter().filter(|member| member.status == status).collect();
        let ages: Vec<_> = group.iter().map(|member| member.person.birth.age_on(today)).collect();
        let links = template.expected_links(status, &ages, dates).map_err(|error| {
            // A deadline outside the table of holidays: the policy data must be brought up to date.
            tracing::error!(%error, "a deadline could not be computed");
            Error::Refused("refused-policy-too-old".to_owned())
        })?;
        for link in links {
            let person = link.person_index.and_then(|index| group.get(index)).map(|member| member.person.id);
            if seen.insert((link.kind.clone(), person)) {
                all.push((link, person, status));
            }
        }
    }
    all.sort_by_key(|(link, ..)| link.rule.order);
    Ok(all)
}

/// Plans the links that are expected and not there yet.
pub fn plan(
    app: &App,
    responsibility: &Responsibility,
    household: HouseholdId,
    members: &[Member<'_>],
    existing: &[Link],
    dates: &ChainDates,
    today: Date,
) -> Result<Vec<Link>, Error> {
    let mut planned = Vec::new();
    for (link, person, status) in expected(app, members, dates, today)? {
        if existing.iter().any(|known| known.kind == link.kind && known.person == person) {
            continue;
        }
        let id = LinkId::of(household, app.dice.draw());
        let (duty, accountable) = responsibility.accountable(&link.kind, status, today);
        let child = person.filter(|id| {
            link.kind.is_social_services()
                && members.iter().any(|m| m.person.id == *id && requires_social_services(m.person, today))
        });
        if child.is_none() {
            planned.push(Link::plan(LinkPlan {
                id,
                household,
                kind: link.kind,
                person,
                duty: duty.map(|duty| duty.id),
                accountable,
                deadline: link.deadline,
                next_step: String::new(),
            }));
        }
    }
    // Rule 6 holds whatever the template says: every unaccompanied child goes to socialtjänsten, today.
    for member in members.iter().filter(|member| requires_social_services(member.person, today)) {
        let known = |link: &&Link| link.for_unaccompanied_child && link.person == Some(member.person.id);
        if existing.iter().find(known).is_some() {
            continue;
        }
        let (duty, accountable) =
            responsibility.accountable(&LinkKind::social_services(), LegalStatus::UnaccompaniedChild, today);
        let actor = [accountable, responsibility.principal]
            .into_iter()
            .filter_map(|id| responsibility.map.actors.get(&id))
            .find(|actor| actor.is_authority() && actor.is_active_on(today))
            .ok_or_else(|| Error::Refused("refused-no-principal-actor".to_owned()))?;
        let link = Link::plan_for_unaccompanied_child(
            LinkId::of(household, app.dice.draw()),
            household,
            member.person.id,
            duty.map(|duty| duty.id),
            actor,
            today,
            String::new(),
        )
        .map_err(|_| Error::Refused("refused-no-principal-actor".to_owned()))?;
        planned.push(link);
    }
    Ok(planned)
}

/// The links a household should have and has not, open or closed. A link for the whole household answers for each
/// person in it, and one for a person for the household.
pub fn missing(
    app: &App,
    members: &[Member<'_>],
    links: &[Link],
    dates: &ChainDates,
    today: Date,
) -> Result<Vec<Expected>, Error> {
    let mut expected = expected(app, members, dates, today)?;
    expected.retain(|(wanted, person, _)| {
        !links.iter().any(|link| {
            link.kind == wanted.kind && (link.person == *person || link.person.is_none() || person.is_none())
        })
    });
    Ok(expected)
}

/// How many links a household should have and has not.
pub fn count_gaps(
    app: &App,
    members: &[Member<'_>],
    links: &[Link],
    dates: &ChainDates,
    today: Date,
) -> Result<i64, Error> {
    Ok(i64::try_from(missing(app, members, links, dates, today)?.len()).unwrap_or(i64::MAX))
}
