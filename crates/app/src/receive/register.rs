//! Registering a household at the arrivals desk.

use access::{Action, Purpose, resource};
use domain::{
    Household, HouseholdId, Identifier, IdentifierId, IdentifierKind, IdentifierValue, Interval, LanguageTag,
    LegalStatus, PartialDate, Person, PersonId, PersonName, Protection, RelationToHead, Sex, StatusPeriod,
    Verification, admit,
};
use jiff::civil::Date;
use policy::ChainDates;
use serde::{Deserialize, Serialize};
use store::{Change, Writer, receive::household::NewHousehold};

use super::chain::{self, Member, Responsibility};
use crate::{App, Context, Error, Problems, context::Asked};

/// A person as given at the desk.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPerson {
    /// Name in Latin letters and as the bearer writes it.
    pub name: PersonName,
    /// As much of the birth date as is known.
    pub birth: PartialDate,
    /// The sex in the papers, if asked for.
    pub sex: Option<Sex>,
    /// Languages, best first.
    pub languages: Vec<LanguageTag>,
    /// Needs an interpreter.
    pub interpreter: bool,
    /// Came without a guardian.
    pub unaccompanied: bool,
    /// How their data is protected.
    pub protection: Protection,
    /// Telephone, as typed.
    pub phone: Option<String>,
    /// Numbers, as typed and checked.
    pub identifiers: Vec<(IdentifierKind, IdentifierValue)>,
    /// What they are to the head; the first person is the head.
    pub relation: RelationToHead,
    /// Legal status.
    pub status: LegalStatus,
    /// Since when, if known.
    pub status_from: Option<Date>,
    /// Until when, if it ends (the day after the last).
    pub status_to: Option<Date>,
}

/// What the desk knows of a household that arrives.
#[derive(Clone, Debug, PartialEq)]
pub struct Register {
    /// The day they arrived.
    pub arrived_on: Date,
    /// The locality where they are.
    pub area: Option<String>,
    /// A note.
    pub note: Option<String>,
    /// The people, head first; at least one.
    pub people: Vec<NewPerson>,
}

/// A household was registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// Its id.
    pub household: HouseholdId,
    /// What to say aloud and write on paper.
    pub reference: String,
}

/// Registers a household: its people, their numbers and statuses, and its whole chain, in one transaction.
pub async fn register(context: &Context, input: &Register) -> Result<Registered, Error> {
    let context = context.with_purpose(Purpose::Registration);
    context.require(Action::Register, &resource::Tenant { tenant: context.who.tenant }.into())?;
    check(input, context.today)?;
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(registered) => return Ok(registered),
    };
    let responsibility = Responsibility::read(&mut writer).await?;
    let registered = write(&context, &mut writer, &responsibility, input).await?;
    context.finish(writer, registered).await
}

/// What must hold beyond the types.
pub(crate) fn check(input: &Register, today: Date) -> Result<(), Error> {
    let mut problems = Problems::default();
    if input.people.is_empty() {
        problems.add("given-0", "desk-problem-nobody");
    }
    if input.arrived_on > today {
        problems.add("arrived_on", "desk-problem-arrived-later");
    }
    for (index, person) in input.people.iter().enumerate() {
        if person.birth.check_birth(today).is_err() {
            problems.add(format!("birth-{index}"), "desk-problem-birth");
        }
        if let (Some(from), Some(to)) = (person.status_from, person.status_to)
            && to <= from
        {
            problems.add(format!("status_to-{index}"), "desk-problem-status-ends");
        }
    }
    problems.check()
}

/// The writing itself, shared with the import: the same path for one household and for ten thousand.
pub(crate) async fn write(
    context: &Context,
    writer: &mut Writer,
    responsibility: &Responsibility,
    input: &Register,
) -> Result<Registered, Error> {
    let app = &context.app;
    let today = context.today;
    let id = app.store.household_id();
    let people: Vec<Person> = input.people.iter().map(|person| make_person(app, id, person)).collect();
    let head = people.first().ok_or_else(|| Problems::one("given-0", "desk-problem-nobody"))?;
    let mut household = Household::new(id, head.id, input.arrived_on);
    for (person, given) in people.iter().zip(&input.people).skip(1) {
        household = household
            .add(person.id, input.arrived_on, given.relation)
            .map_err(|_| Problems::one("people", "desk-problem-relation"))?;
    }

    let members: Vec<Member<'_>> = people
        .iter()
        .zip(&input.people)
        .map(|(person, given)| Member { person, status: given.status })
        .collect();
    let dates = ChainDates {
        arrived_on: Some(input.arrived_on),
        registered_on: Some(today),
        status_from: input.people.first().and_then(|person| person.status_from),
        ..ChainDates::default()
    };
    let links = chain::plan(app, responsibility, id, &members, &[], &dates, today)?;
    let gaps = chain::count_gaps(app, &members, &links, &dates, today)?;
    let admitted = admit(household, people.clone(), links, today)
        .map_err(|_| Error::Refused("refused-social-services-missing".to_owned()))?;

    let reference = draw_reference(app);
    let phones: Vec<Option<String>> = input.people.iter().map(|person| person.phone.clone()).collect();
    writer
        .insert_household(
            &NewHousehold {
                admitted,
                reference: reference.clone(),
                arrived_on: input.arrived_on,
                actor: context.membership.actor,
                user: context.user.id,
                area: input.area.clone(),
                note: input.note.clone(),
            },
            &phones,
            gaps,
        )
        .await?;
    let given: Vec<_> = people.iter().map(|person| person.id).zip(&input.people).collect();
    write_numbers_and_statuses(app, writer, id, &given, input.arrived_on).await?;
    writer.note(Change {
        action: "household.registered",
        object: id.uuid(),
        household: Some(id),
        detail: String::new(),
    });
    Ok(Registered { household: id, reference })
}

pub(crate) fn make_person(app: &App, household: HouseholdId, given: &NewPerson) -> Person {
    Person {
        id: PersonId::of(household, app.dice.draw()),
        name: given.name.clone(),
        birth: given.birth,
        sex: given.sex,
        languages: given.languages.clone(),
        interpreter: given.interpreter,
        protection: given.protection,
        unaccompanied: given.unaccompanied,
    }
}

pub(crate) async fn write_numbers_and_statuses(
    app: &App,
    writer: &mut Writer,
    household: HouseholdId,
    people: &[(PersonId, &NewPerson)],
    arrived_on: Date,
) -> Result<(), Error> {
    let mut statuses = Vec::new();
    for (person, given) in people {
        for (_, value) in &given.identifiers {
            writer
                .insert_identifier(&Identifier {
                    id: IdentifierId::of(household, app.dice.draw()),
                    person: *person,
                    value: value.clone(),
                    issuer: None,
                    interval: Interval::since(arrived_on),
                    verification: Verification::Stated,
                })
                .await?;
        }
        let from = given.status_from.unwrap_or(arrived_on);
        let interval = Interval::new(from, given.status_to)
            .map_err(|_| Problems::one("status_to-0", "desk-problem-status-ends"))?;
        statuses.push((*person, StatusPeriod { status: given.status, interval }));
    }
    Ok(writer.insert_statuses(&statuses).await?)
}

/// A reference such as `K7QM-3F2P`: random, eight signs of Crockford's alphabet (no I, L, O, U), 40 bits. Two alike in
/// one tenant are refused by the store; with 40,000 households that is one chance in 27 million per registration.
pub(crate) fn draw_reference(app: &App) -> String {
    const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bytes: [u8; 8] = app.dice.draw();
    let signs: Vec<char> = bytes.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect();
    let (first, last) = signs.split_at(4);
    format!("{}-{}", first.iter().collect::<String>(), last.iter().collect::<String>())
}
