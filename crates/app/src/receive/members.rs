//! Changing who is in a household: somebody joins or leaves, another head, split, merge; and correcting a person.

use std::collections::BTreeSet;

use access::{Action, Purpose, resource};
use domain::{
    Household, HouseholdError, HouseholdId, LegalStatus, Link, Person, PersonId, Protection, Reason, admit,
    status_on,
};
use jiff::civil::Date;
use policy::ChainDates;
use serde::{Deserialize, Serialize};
use store::{
    Change, Reader, Writer,
    receive::{
        household::{HouseholdFile, NewHousehold},
        person::PersonRecord,
    },
};

use super::{
    chain::{self, Member, Responsibility},
    newcomer,
    register::{self, NewPerson},
    stay,
};
use crate::{Context, Error, Problems, context::Asked};

/// The household after a change; a split names the new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Where to go on.
    pub household: HouseholdId,
}

/// A household as it stands, read within a write.
struct Standing {
    facts: resource::Household,
    file: HouseholdFile,
    people: Vec<PersonRecord>,
    statuses: Vec<(PersonId, domain::StatusPeriod)>,
    links: Vec<Link>,
}

impl Standing {
    async fn read(reader: &mut Reader, id: HouseholdId) -> Result<Self, Error> {
        Ok(Self {
            facts: reader.household_facts(id).await?,
            file: reader.household(id).await?,
            people: reader.people_of(id).await?,
            statuses: reader.statuses_of(id).await?,
            links: reader.links_of(id).await?,
        })
    }

    fn status(&self, person: PersonId, day: Date) -> LegalStatus {
        let periods: Vec<_> =
            self.statuses.iter().filter(|(who, _)| *who == person).map(|(_, period)| *period).collect();
        status_on(&periods, day)
    }

    fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.iter().map(|record| &record.person).find(|person| person.id == id)
    }

    /// The version the form was based on must be the one stored now.
    fn require_version(&self, based_on: i64) -> Result<(), Error> {
        if self.file.version == based_on {
            Ok(())
        } else {
            Err(Error::Conflict { based_on, now: self.file.version })
        }
    }
}

/// Keeps the version a form was based on: two people who change one household never overwrite each other silently.
async fn begin(context: &Context, id: HouseholdId, based_on: i64, action: Action) -> Result<Begun, Error> {
    let context = context.with_purpose(Purpose::CaseWork);
    let mut writer = match context.begin::<Changed>().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(changed) => return Ok(Begun::Repeat(changed)),
    };
    let standing = Standing::read(&mut writer, id).await?;
    context.require(action, &standing.facts.clone().into())?;
    standing.require_version(based_on)?;
    Ok(Begun::Fresh(Box::new((context, writer, standing))))
}

/// What [`begin`] found: a write with the household as it stands, or the answer of a repeat.
enum Begun {
    Fresh(Box<(Context, Writer, Standing)>),
    Repeat(Changed),
}

macro_rules! begin {
    ($context:expr, $id:expr, $based_on:expr, $action:expr) => {
        match begin($context, $id, $based_on, $action).await? {
            Begun::Fresh(begun) => *begun,
            Begun::Repeat(changed) => return Ok(changed),
        }
    };
}

/// A refusal of the domain as a problem of the form.
fn problem(error: HouseholdError) -> Error {
    let (field, key) = match error {
        HouseholdError::NotOneHead(_) => ("head", languages::key!("members-problem-head")),
        HouseholdError::MemberTwice(_) => ("person", languages::key!("members-problem-twice")),
        HouseholdError::NotAMember(..) => ("person", languages::key!("members-problem-not-member")),
        HouseholdError::HeadLeaves(_) => ("person", languages::key!("members-problem-head-leaves")),
        HouseholdError::NobodyStays => ("leaving", languages::key!("members-problem-nobody-stays")),
        HouseholdError::NobodyLeaves => ("leaving", languages::key!("members-problem-nobody-leaves")),
        HouseholdError::LaterChange(_) => ("day", languages::key!("members-problem-later-change")),
        HouseholdError::WithItself => ("other", languages::key!("members-problem-itself")),
        HouseholdError::NobodyThere(_) => ("day", languages::key!("members-problem-nobody-there")),
        HouseholdError::NoMember => ("person", languages::key!("members-problem-last")),
    };
    Problems::one(field, key)
}

fn dates(file: &HouseholdFile, today: Date) -> ChainDates {
    ChainDates { arrived_on: Some(file.arrived_on), registered_on: Some(today), ..ChainDates::default() }
}

/// Writes a household with its new members, plans what the chain now lacks, and brings the derived columns up to date.
async fn settle(
    context: &Context,
    writer: &mut Writer,
    standing: &Standing,
    household: &Household,
    action: &'static str,
) -> Result<(), Error> {
    let today = context.today;
    let present: Vec<&Person> =
        household.members_on(today).filter_map(|member| standing.person(member.person)).collect();
    let protection = Protection::strongest(present.iter().map(|person| person.protection));
    writer.update_members(household, protection).await?;
    plan_missing(context, writer, standing, household).await?;
    writer.note(Change {
        action,
        object: household.id.uuid(),
        household: Some(household.id),
        detail: "members".to_owned(),
    });
    Ok(())
}

async fn plan_missing(
    context: &Context,
    writer: &mut Writer,
    standing: &Standing,
    household: &Household,
) -> Result<(), Error> {
    let today = context.today;
    let members: Vec<Member<'_>> = household
        .members_on(today)
        .filter_map(|member| standing.person(member.person))
        .map(|person| Member { person, status: standing.status(person.id, today) })
        .collect();
    let dates = dates(&standing.file, today);
    let responsibility = Responsibility::read(writer).await?;
    let mut links = writer.links_of(household.id).await?;
    let planned = chain::plan(&context.app, &responsibility, household.id, &members, &links, &dates, today)?;
    writer.insert_links(&planned).await?;
    links.extend(planned);
    let gaps = chain::count_gaps(&context.app, &members, &links, &dates, today)?;
    writer.refresh_household(household.id, gaps, today).await?;
    Ok(())
}

/// Somebody joins.
pub async fn join(
    context: &Context,
    id: HouseholdId,
    based_on: i64,
    given: &NewPerson,
    from: Date,
) -> Result<Changed, Error> {
    let (context, mut writer, mut standing) = begin!(context, id, based_on, Action::Edit);
    let person = register::make_person(&context.app, id, given);
    let household = standing.file.household.clone().add(person.id, from, given.relation).map_err(problem)?;
    writer.insert_people(&[(&person, given.phone.as_deref())]).await?;
    register::write_numbers_and_statuses(&context.app, &mut writer, id, &[(person.id, given)], from).await?;
    standing.statuses.push((
        person.id,
        domain::StatusPeriod { status: given.status, interval: domain::Interval::since(from) },
    ));
    standing.people.push(PersonRecord { person, phone: given.phone.clone(), version: 1 });
    settle(&context, &mut writer, &standing, &household, "household.joined").await?;
    context.finish(writer, Changed { household: id }).await
}

/// Somebody leaves; `day` is the first day without them.
pub async fn leave(
    context: &Context,
    id: HouseholdId,
    based_on: i64,
    person: PersonId,
    day: Date,
) -> Result<Changed, Error> {
    let (context, mut writer, standing) = begin!(context, id, based_on, Action::Edit);
    let household = standing.file.household.clone().leave(person, day).map_err(problem)?;
    stay::part(&context, &mut writer, id, &BTreeSet::from([person]), day, None).await?;
    // Whoever leaves may have seen the card's code.
    newcomer::withdraw_in(&mut writer, id).await?;
    settle(&context, &mut writer, &standing, &household, "household.left").await?;
    context.finish(writer, Changed { household: id }).await
}

/// Another member becomes the head.
pub async fn change_head(
    context: &Context,
    id: HouseholdId,
    based_on: i64,
    to: PersonId,
    day: Date,
) -> Result<Changed, Error> {
    let (context, mut writer, standing) = begin!(context, id, based_on, Action::Edit);
    let household = standing.file.household.clone().change_head(to, day).map_err(problem)?;
    settle(&context, &mut writer, &standing, &household, "household.head_changed").await?;
    context.finish(writer, Changed { household: id }).await
}

/// Some members become a household of their own, with the links that are theirs; what is for a whole household is
/// planned anew for them. The answer is the new household.
pub async fn split(
    context: &Context,
    id: HouseholdId,
    based_on: i64,
    leaving: &BTreeSet<PersonId>,
    head_of_other: PersonId,
    day: Date,
) -> Result<Changed, Error> {
    let (context, mut writer, standing) = begin!(context, id, based_on, Action::SplitMerge);
    let new_id = context.app.store.household_id();
    let (old, new) = standing.file.household.split(leaving, day, new_id, head_of_other).map_err(problem)?;
    let persons: Vec<Person> = leaving.iter().filter_map(|id| standing.person(*id)).cloned().collect();
    // The links of the children who leave come along; so the new household is admitted with them.
    let moving: Vec<Link> = standing
        .links
        .iter()
        .filter(|link| link.person.is_some_and(|person| leaving.contains(&person)))
        .cloned()
        .map(|link| {
            let mut record = link.into_record();
            record.household = new_id;
            Link::restore(record)
                .map_err(|_| Error::Refused(languages::key!("refused-social-services-missing").to_owned()))
        })
        .collect::<Result<_, _>>()?;
    let admitted = admit(new.clone(), persons, moving, context.today)
        .map_err(|_| Error::Refused(languages::key!("refused-social-services-missing").to_owned()))?;
    writer
        .insert_household_of_known(&NewHousehold {
            admitted,
            reference: register::draw_reference(&context.app),
            arrived_on: standing.file.arrived_on,
            actor: standing.file.registered_by_actor,
            user: standing.file.registered_by_user,
            area: standing.file.area.clone(),
            note: None,
        })
        .await?;
    for person in leaving {
        writer.move_links_of(*person, id, new_id).await?;
    }
    stay::part(&context, &mut writer, id, leaving, day, Some(new_id)).await?;
    newcomer::withdraw_in(&mut writer, id).await?;
    settle(&context, &mut writer, &standing, &old, "household.split").await?;
    plan_missing(&context, &mut writer, &standing, &new).await?;
    writer.note(Change {
        action: "household.split_off",
        object: new_id.uuid(),
        household: Some(new_id),
        detail: String::new(),
    });
    context.finish(writer, Changed { household: new_id }).await
}

/// All members of `other` join this household; `other` is closed, and its open links for the whole household too, save
/// those of a kind that this one lacks.
pub async fn merge(
    context: &Context,
    id: HouseholdId,
    based_on: i64,
    other: &str,
    day: Date,
) -> Result<Changed, Error> {
    let (context, mut writer, mut standing) = begin!(context, id, based_on, Action::SplitMerge);
    let unknown = || Problems::one("other", languages::key!("members-problem-unknown-reference"));
    let other_id = writer.household_by_reference(other).await?.ok_or_else(unknown)?;
    let absorbed = Standing::read(&mut writer, other_id).await?;
    // A household that may not be seen does not exist, also for a merge.
    if !context.may(Action::SplitMerge, &absorbed.facts.clone().into()) {
        return Err(unknown());
    }
    let (kept, ended) = standing.file.household.merge(&absorbed.file.household, day).map_err(problem)?;
    for member in absorbed.file.household.members_on(day) {
        writer.move_links_of(member.person, other_id, id).await?;
    }
    let reason = standing
        .file
        .reference
        .parse::<Reason>()
        .map_err(|_| Error::Refused(languages::key!("error-refused-text").to_owned()))?;
    for link in absorbed.links.iter().filter(|link| link.person.is_none() && link.is_open()) {
        if let Ok(closed) = link.clone().not_needed(context.user.id, reason.clone()) {
            writer.update_link(&closed).await?;
        }
    }
    standing.people.extend(absorbed.people);
    standing.statuses.extend(absorbed.statuses);
    writer.update_members(&ended, absorbed.file.protection).await?;
    let mut closed = writer.household(other_id).await?;
    closed.closed_on = Some(day);
    writer.update_file(&closed).await?;
    stay::join(&context, &mut writer, other_id, id, day).await?;
    writer.refresh_household(other_id, 0, context.today).await?;
    newcomer::withdraw_in(&mut writer, other_id).await?;
    writer.note(Change {
        action: "household.merged",
        object: other_id.uuid(),
        household: Some(other_id),
        detail: String::new(),
    });
    settle(&context, &mut writer, &standing, &kept, "household.absorbed").await?;
    context.finish(writer, Changed { household: id }).await
}

/// Corrects a person. The form was based on `record.version`; a change of protection needs its own right.
pub async fn correct(
    context: &Context,
    household: HouseholdId,
    record: &PersonRecord,
) -> Result<Changed, Error> {
    let context = context.with_purpose(Purpose::CaseWork);
    let mut writer = match context.begin::<Changed>().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(changed) => return Ok(changed),
    };
    let mut standing = Standing::read(&mut writer, household).await?;
    context.require(Action::Edit, &standing.facts.clone().into())?;
    let before = standing
        .people
        .iter_mut()
        .find(|known| known.person.id == record.person.id)
        .ok_or(Error::NotFound)?;
    record
        .person
        .birth
        .check_birth(context.today)
        .map_err(|_| Problems::one("birth_y-0", languages::key!("desk-problem-birth")))?;
    if before.person.protection != record.person.protection {
        context.require(Action::MarkProtected, &standing.facts.clone().into())?;
    }
    let detail = changed_fields(&before.person, &record.person);
    *before = record.clone();
    writer.update_person(record).await?;
    let file = standing.file.household.clone();
    let present: Vec<Protection> = file
        .members_on(context.today)
        .filter_map(|member| standing.person(member.person))
        .map(|person| person.protection)
        .collect();
    let protection = Protection::strongest(present);
    if protection != standing.file.protection {
        writer.update_members(&file, protection).await?;
    }
    plan_missing(&context, &mut writer, &standing, &file).await?;
    writer.note(Change {
        action: "person.corrected",
        object: record.person.id.uuid(),
        household: Some(household),
        detail,
    });
    context.finish(writer, Changed { household }).await
}

/// The names of the fields that differ; the log holds no values.
fn changed_fields(before: &Person, after: &Person) -> String {
    let mut names = Vec::new();
    let mut compare = |name, differs: bool| {
        if differs {
            names.push(name);
        }
    };
    compare("name", before.name != after.name);
    compare("birth", before.birth != after.birth);
    compare("sex", before.sex != after.sex);
    compare("languages", before.languages != after.languages || before.interpreter != after.interpreter);
    compare("protection", before.protection != after.protection);
    compare("unaccompanied", before.unaccompanied != after.unaccompanied);
    names.join(" ")
}

/// Closes a case in which nothing is open any more.
pub async fn close(context: &Context, id: HouseholdId, based_on: i64) -> Result<Changed, Error> {
    let (context, mut writer, mut standing) = begin!(context, id, based_on, Action::Edit);
    if standing.links.iter().any(Link::is_open) {
        return Err(Error::Refused(languages::key!("refused-open-links").to_owned()));
    }
    standing.file.closed_on = Some(context.today);
    writer.update_file(&standing.file).await?;
    newcomer::withdraw_in(&mut writer, id).await?;
    writer.note(Change {
        action: "household.closed",
        object: id.uuid(),
        household: Some(id),
        detail: String::new(),
    });
    context.finish(writer, Changed { household: id }).await
}
