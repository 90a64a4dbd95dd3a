//! Changing a household: members, head, split, merge, protection, and correcting a person.

use std::collections::BTreeSet;

use app::{
    Error, Problems,
    receive::{household, members, register::NewPerson},
};
use askama::Template;
use axum::{extract::Path, http::StatusCode, response::Response};
use domain::{HouseholdId, LegalStatus, NameOrder, PersonId, Protection, RelationToHead, Role, Sex};
use jiff::civil::Date;
use languages::key;
use store::receive::person::PersonRecord;

use super::desk::{parse_birth, parse_name};
use crate::{
    Guard, Routes,
    form::{Fields, Posted},
    page::Page,
    party::Staff,
    reply::{Failure, OrFail as _, html, see, with_status},
};

const EDIT: Guard = Guard::Roles(&[Role::Coordinator, Role::CaseWorker, Role::Desk]);

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/households/{household}/edit", EDIT, show)
        .post("/households/{household}/edit", EDIT, change)
        .get("/households/{household}/people/{person}", EDIT, person)
        .post("/households/{household}/people/{person}", EDIT, correct)
}

struct MemberChoice {
    id: PersonId,
    name: String,
    head: bool,
}

#[derive(Template)]
#[template(path = "receive/edit.html")]
struct Edit {
    page: Page,
    id: HouseholdId,
    reference: String,
    version: i64,
    members: Vec<MemberChoice>,
    today: String,
    typed: Fields,
}

async fn edit_page(staff: &Staff, id: HouseholdId, page: Page, typed: Fields) -> Result<Edit, Failure> {
    let Staff { context, visit } = staff;
    let seen = household::see(context, id, "household").await.at(visit)?;
    let head = seen.file.household.head_on(context.today);
    let members = seen
        .file
        .household
        .members_on(context.today)
        .filter_map(|member| seen.people.iter().find(|record| record.person.id == member.person))
        .map(|record| MemberChoice {
            id: record.person.id,
            name: record.person.name.display_name(NameOrder::GivenFirst),
            head: head == Some(record.person.id),
        })
        .collect();
    Ok(Edit {
        page,
        id,
        reference: seen.file.reference,
        version: seen.file.version,
        members,
        today: context.today.to_string(),
        typed,
    })
}

async fn show(staff: Staff, Path(id): Path<HouseholdId>) -> Result<Response, Failure> {
    let page = Page::new(&staff.visit, key!("members-title"));
    Ok(html(&edit_page(&staff, id, page, Fields::default()).await?))
}

/// One of the acts on the page, named by the button that was pressed.
async fn change(staff: Staff, Path(id): Path<HouseholdId>, posted: Posted) -> Result<Response, Failure> {
    let Staff { context, visit } = &staff;
    let fields = &posted.fields;
    let version = fields.text("version").parse().unwrap_or(0);
    let writing = posted.context(context);
    let outcome = match parse(fields, context.today) {
        Err(problems) => Err(Error::Invalid(problems)),
        Ok(Act::Join(person, day)) => members::join(&writing, id, version, &person, day).await,
        Ok(Act::Leave(person, day)) => members::leave(&writing, id, version, person, day).await,
        Ok(Act::Head(person, day)) => members::change_head(&writing, id, version, person, day).await,
        Ok(Act::Split(people, head, day)) => members::split(&writing, id, version, &people, head, day).await,
        Ok(Act::Merge(other, day)) => members::merge(&writing, id, version, &other, day).await,
        Ok(Act::Close) => members::close(&writing, id, version).await,
    };
    match outcome {
        Ok(changed) => Ok(see(&format!("/households/{}?changed=1", changed.household))),
        Err(Error::Invalid(problems)) => {
            let page = Page::new(visit, key!("members-title")).with_problems(&problems);
            Ok(with_status(
                StatusCode::UNPROCESSABLE_ENTITY,
                &edit_page(&staff, id, page, fields.clone()).await?,
            ))
        }
        // Somebody changed the household meanwhile: the page shows who is in it now, and the form as it was typed.
        Err(Error::Conflict { .. }) => {
            let mut problems = Problems::default();
            problems.add("members", key!("members-problem-changed"));
            let page = Page::new(visit, key!("members-title")).with_problems(&problems);
            Ok(with_status(StatusCode::CONFLICT, &edit_page(&staff, id, page, fields.clone()).await?))
        }
        Err(error) => Err(Failure::new(visit, error)),
    }
}

enum Act {
    Join(Box<NewPerson>, Date),
    Leave(PersonId, Date),
    Head(PersonId, Date),
    Split(BTreeSet<PersonId>, PersonId, Date),
    Merge(String, Date),
    Close,
}

fn parse(fields: &Fields, today: Date) -> Result<Act, Problems> {
    let mut problems = Problems::default();
    let day = fields.given("day").map_or(Some(today), |text| text.parse().ok()).unwrap_or_else(|| {
        problems.add("day", key!("desk-problem-date"));
        today
    });
    if day > today {
        problems.add("day", key!("members-problem-future"));
    }
    let act = match fields.text("act") {
        "join" => {
            let name = parse_name(fields, 0, &mut problems);
            let birth = parse_birth(fields, 0, &mut problems);
            let unaccompanied = fields.has("unaccompanied-0");
            Option::zip(name, birth).map(|(name, birth)| {
                Act::Join(
                    Box::new(NewPerson {
                        name,
                        birth,
                        sex: fields.text("sex-0").parse().ok(),
                        languages: fields.text("language-0").parse().into_iter().collect(),
                        interpreter: fields.has("interpreter-0"),
                        unaccompanied,
                        protection: Protection::None,
                        phone: fields.given("phone-0").map(str::to_owned),
                        identifiers: Vec::new(),
                        relation: fields.text("relation-0").parse().unwrap_or(RelationToHead::Unknown),
                        status: if unaccompanied {
                            LegalStatus::UnaccompaniedChild
                        } else {
                            fields.text("status").parse().unwrap_or(LegalStatus::Unknown)
                        },
                        status_from: None,
                        status_to: None,
                    }),
                    day,
                )
            })
        }
        "leave" => fields
            .word("person", &mut problems, key!("members-problem-not-member"))
            .map(|id| Act::Leave(id, day)),
        "head" => fields
            .word("person", &mut problems, key!("members-problem-not-member"))
            .map(|id| Act::Head(id, day)),
        "split" => {
            let people: BTreeSet<PersonId> = fields.all("leaving").filter_map(|id| id.parse().ok()).collect();
            fields
                .word("head", &mut problems, key!("members-problem-head"))
                .map(|head| Act::Split(people, head, day))
        }
        "merge" => {
            if let Some(other) = fields.given("other") {
                Some(Act::Merge(other.to_owned(), day))
            } else {
                problems.add("other", key!("members-problem-unknown-reference"));
                None
            }
        }
        "close" => Some(Act::Close),
        _ => {
            problems.add("act", key!("error-invalid-text"));
            None
        }
    };
    act.filter(|_| problems.0.is_empty()).ok_or(problems)
}

#[derive(Template)]
#[template(path = "receive/person.html")]
struct PersonPage {
    page: Page,
    household: HouseholdId,
    person: PersonId,
    version: i64,
    form: Fields,
    languages: Vec<(&'static str, &'static str)>,
    /// What somebody else saved meanwhile, field by field: label, theirs, yours.
    conflict: Vec<(String, String, String)>,
}

impl PersonPage {
    fn v(&self, name: &str) -> &str {
        self.form.text(name)
    }
}

/// A person's record as the fields of the form.
fn as_fields(record: &PersonRecord) -> Fields {
    let person = &record.person;
    let part =
        |part: Option<&domain::NamePart>| part.map(|part| part.as_str().to_owned()).unwrap_or_default();
    let latin = &person.name.latin;
    let original = person.name.original.as_ref();
    let birth = person.birth.to_string();
    let mut dates = birth.split('-');
    let mut next = || dates.next().unwrap_or_default().to_owned();
    let mut fields = Fields::default()
        .with("given-0", part(latin.given()))
        .with("family-0", part(latin.family()))
        .with("patronymic-0", part(latin.patronymic()))
        .with("original_given-0", part(original.and_then(|name| name.given())))
        .with("original_family-0", part(original.and_then(|name| name.family())))
        .with("original_patronymic-0", part(original.and_then(|name| name.patronymic())))
        .with("birth_y-0", next())
        .with("birth_m-0", next())
        .with("birth_d-0", next())
        .with("sex-0", person.sex.map(Sex::as_str).unwrap_or_default())
        .with("language-0", person.languages.first().map(|tag| tag.as_str().to_owned()).unwrap_or_default())
        .with("phone-0", record.phone.clone().unwrap_or_default())
        .with("protection-0", person.protection.as_str());
    if person.interpreter {
        fields = fields.with("interpreter-0", "yes");
    }
    fields
}

/// The fields of the form with their labels, for the page that shows two versions beside each other.
const LABELS: [(&str, &str); 10] = [
    ("given-0", key!("household-given-name")),
    ("family-0", key!("household-family-name")),
    ("patronymic-0", key!("household-patronymic")),
    ("original_given-0", key!("desk-original-given")),
    ("original_family-0", key!("desk-original-family")),
    ("birth_y-0", key!("common-year")),
    ("birth_m-0", key!("common-month")),
    ("birth_d-0", key!("common-day")),
    ("phone-0", key!("common-phone")),
    ("protection-0", key!("household-protection")),
];

async fn record(staff: &Staff, household: HouseholdId, person: PersonId) -> Result<PersonRecord, Failure> {
    let seen = household::see(&staff.context, household, "household").await.at(&staff.visit)?;
    seen.people.into_iter().find(|record| record.person.id == person).ok_or(Error::NotFound).at(&staff.visit)
}

async fn person(
    staff: Staff,
    Path((household, person)): Path<(HouseholdId, PersonId)>,
) -> Result<Response, Failure> {
    let record = record(&staff, household, person).await?;
    let page = Page::new(&staff.visit, key!("members-correct"));
    let languages = page.l.spoken_languages();
    let (version, form) = (record.version, as_fields(&record));
    Ok(html(&PersonPage { page, household, person, version, form, languages, conflict: Vec::new() }))
}

async fn correct(
    staff: Staff,
    Path((household, person)): Path<(HouseholdId, PersonId)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let visit = &staff.visit;
    let fields = posted.fields.clone();
    let mut record = record(&staff, household, person).await?;
    let stored = as_fields(&record);
    let mut problems = Problems::default();
    let name = parse_name(&fields, 0, &mut problems);
    let birth = parse_birth(&fields, 0, &mut problems);
    let outcome = match Option::zip(name, birth) {
        Some((name, birth)) if problems.0.is_empty() => {
            record.person.name = name;
            record.person.birth = birth;
            record.person.sex = fields.text("sex-0").parse().ok();
            // The form shows the best language; the others stay behind it.
            if let Ok(best) = fields.text("language-0").parse() {
                record.person.languages.retain(|tag| *tag != best);
                record.person.languages.insert(0, best);
            }
            record.person.interpreter = fields.has("interpreter-0");
            record.person.protection =
                fields.text("protection-0").parse().unwrap_or(record.person.protection);
            record.phone = fields.given("phone-0").map(str::to_owned);
            let now = record.version;
            record.version = fields.text("version").parse().unwrap_or(0);
            members::correct(&posted.context(&staff.context), household, &record)
                .await
                .map_err(|error| (error, now))
        }
        _ => Err((Error::Invalid(problems), record.version)),
    };
    let page = Page::new(visit, key!("members-correct"));
    let languages = page.l.spoken_languages();
    match outcome {
        Ok(_) => Ok(see(&format!("/households/{household}?changed=1"))),
        Err((Error::Invalid(problems), version)) => {
            let page = page.with_problems(&problems);
            let shown = PersonPage {
                page,
                household,
                person,
                version,
                form: fields,
                languages,
                conflict: Vec::new(),
            };
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &shown))
        }
        Err((Error::Conflict { now, .. }, _)) => {
            let conflict = LABELS
                .iter()
                .filter(|(name, _)| stored.text(name) != fields.text(name))
                .map(|(name, label)| {
                    (page.l.t(label).into_owned(), stored.text(name).to_owned(), fields.text(name).to_owned())
                })
                .collect();
            let shown =
                PersonPage { page, household, person, version: now, form: fields, languages, conflict };
            Ok(with_status(StatusCode::CONFLICT, &shown))
        }
        Err((error, _)) => Err(Failure::new(visit, error)),
    }
}
