//! The arrivals desk: a household in under a minute, with few required fields.

use app::{
    Error, Problems,
    receive::{
        register::{self, NewPerson, Register},
        search::{self, Hit, Typed},
    },
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use domain::{
    IdentifierKind, IdentifierValue, LanguageTag, LegalStatus, NameError, NamePartError, NameParts,
    PartialDate, PersonName, Protection, RelationToHead, Role, Sex,
};
use jiff::civil::Date;
use languages::{Speaker, key};
use store::receive::search::Candidate;

use super::reasons::{self, Reason};
use crate::{
    Guard, Routes,
    form::{Fields, Posted},
    page::Page,
    party::Staff,
    reply::{Failure, OrFail as _, html, see, with_status},
};

const DESK: Guard = Guard::Roles(&[Role::Coordinator, Role::CaseWorker, Role::Desk]);

/// A household of fourteen has come; fifty is a bus.
const MOST_PEOPLE: usize = 50;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/desk", DESK, empty).post("/desk", DESK, send).post("/desk/hits", DESK, hits)
}

/// The form as typed, and how many people it has rows for.
struct Form {
    fields: Fields,
    rows: usize,
}

impl Form {
    fn new(fields: Fields, today: Date) -> Self {
        let rows = fields.text("rows").parse().unwrap_or(1).clamp(1, MOST_PEOPLE);
        let fields =
            if fields.has("arrived_on") { fields } else { fields.with("arrived_on", today.to_string()) };
        Self { fields, rows }
    }

    /// What was typed in a field of the household.
    fn v(&self, name: &str) -> &str {
        self.fields.text(name)
    }

    /// What was typed in a field of a person.
    fn p(&self, name: &str, row: &usize) -> &str {
        self.fields.text(&format!("{name}-{row}"))
    }
}

#[derive(Template)]
#[template(path = "receive/desk.html")]
struct Desk {
    page: Page,
    form: Form,
    languages: Vec<(&'static str, &'static str)>,
    hits: Vec<HitView>,
}

async fn empty(Staff { context, visit }: Staff) -> Response {
    let form = Form::new(Fields::default(), context.today);
    html(&desk(Page::new(&visit, key!("desk-title")), form))
}

fn desk(page: Page, form: Form) -> Desk {
    let languages = page.l.spoken_languages();
    Desk { page, form, languages, hits: Vec::new() }
}

async fn send(Staff { context, visit }: Staff, posted: Posted) -> Result<Response, Failure> {
    let page = Page::new(&visit, key!("desk-title"));
    if posted.fields.has("add") {
        let rows = Form::new(posted.fields.clone(), context.today).rows + 1;
        let form = Form::new(posted.fields.with("rows", rows.to_string()), context.today);
        return Ok(html(&desk(page, form)));
    }
    let form = Form::new(posted.fields.clone(), context.today);
    let outcome = match parse(&form, context.today) {
        Ok(input) => register::register(&posted.context(&context), &input).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match outcome {
        Ok(registered) => Ok(see(&format!("/households/{}?registered=1", registered.household))),
        // Nothing typed is lost: the form comes back as it was, with what to do beside each field.
        Err(Error::Invalid(problems)) => {
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &desk(page.with_problems(&problems), form)))
        }
        Err(error) => Err(Failure::new(&visit, error)),
    }
}

fn parse(form: &Form, today: Date) -> Result<Register, Problems> {
    let mut problems = Problems::default();
    let arrived_on = form.v("arrived_on").parse().ok();
    if arrived_on.is_none() {
        problems.add("arrived_on", key!("desk-problem-arrived"));
    }
    let status = form.v("status").parse().unwrap_or(LegalStatus::Unknown);
    let mut day = |name: &str| match form.v(name) {
        "" => None,
        text => {
            let day = text.parse::<Date>().ok();
            if day.is_none() {
                problems.add(name, key!("desk-problem-date"));
            }
            day
        }
    };
    let (status_from, status_to) = (day("status_from"), day("status_to"));
    let mut people = Vec::new();
    for row in 0..form.rows {
        // An empty extra row is no person.
        let empty = ["given", "family", "patronymic", "original_given", "original_family", "birth_y"]
            .iter()
            .all(|name| form.p(name, &row).is_empty());
        if empty && row > 0 {
            continue;
        }
        if let Some(person) = parse_person(form, row, today, (status, status_from, status_to), &mut problems)
        {
            people.push(person);
        }
    }
    match arrived_on {
        Some(arrived_on) if problems.0.is_empty() => Ok(Register {
            arrived_on,
            area: form.fields.given("area").map(str::to_owned),
            note: form.fields.given("note").map(str::to_owned),
            people,
        }),
        _ => Err(problems),
    }
}

fn parse_person(
    form: &Form,
    row: usize,
    today: Date,
    (status, status_from, status_to): (LegalStatus, Option<Date>, Option<Date>),
    problems: &mut Problems,
) -> Option<NewPerson> {
    let name = parse_name(&form.fields, row, problems);
    let birth = parse_birth(&form.fields, row, problems);
    let mut identifiers = Vec::new();
    let number = form.p("number", &row);
    if !number.is_empty() {
        match parse_number(number, today) {
            Some(identifier) => identifiers.push(identifier),
            None => problems.add(format!("number-{row}"), key!("desk-problem-number")),
        }
    }
    let mut languages: Vec<LanguageTag> = Vec::new();
    if let Ok(tag) = form.p("language", &row).parse() {
        languages.push(tag);
    }
    let unaccompanied = form.fields.has(&format!("unaccompanied-{row}"));
    Some(NewPerson {
        name: name?,
        birth: birth?,
        sex: form.p("sex", &row).parse::<Sex>().ok(),
        languages,
        interpreter: form.fields.has(&format!("interpreter-{row}")),
        unaccompanied,
        protection: form.p("protection", &row).parse().unwrap_or(Protection::None),
        phone: Some(form.p("phone", &row).to_owned()).filter(|phone| !phone.is_empty()),
        identifiers,
        relation: form.p("relation", &row).parse().unwrap_or(RelationToHead::Unknown),
        // A child alone has a status of its own, whatever the form says about the others.
        status: if unaccompanied { LegalStatus::UnaccompaniedChild } else { status },
        status_from,
        status_to,
    })
}

pub(crate) fn parse_name(fields: &Fields, row: usize, problems: &mut Problems) -> Option<PersonName> {
    let part = |prefix: &str, name: &str| fields.text(&format!("{prefix}{name}-{row}")).to_owned();
    let mut read = |prefix: &str| match NameParts::parse(
        &part(prefix, "given"),
        &part(prefix, "family"),
        &part(prefix, "patronymic"),
    ) {
        Ok(parts) => Some(parts),
        Err(NameError::Empty) if !prefix.is_empty() => None,
        Err(error) => {
            let (field, message) = name_problem(&error);
            problems.add(format!("{prefix}{field}-{row}"), message);
            None
        }
    };
    let original = read("original_");
    let latin = read("");
    Some(PersonName { latin: latin?, original })
}

/// Which field of a name to correct, and what to say.
pub(crate) fn name_problem(error: &NameError) -> (&'static str, &'static str) {
    match error {
        NameError::Empty => ("given", key!("name-problem-empty")),
        NameError::Part { field, error } => (
            field.as_str(),
            match error {
                NamePartError::Empty | NamePartError::NoLetter => key!("name-problem-no-letter"),
                NamePartError::TooLong => key!("name-problem-too-long"),
                NamePartError::Control(_) => key!("name-problem-control"),
                NamePartError::Direction(_) => key!("name-problem-direction"),
                NamePartError::Invisible(_) => key!("name-problem-invisible"),
            },
        ),
    }
}

/// The birth date from its three fields; each further one needs the one before it.
pub(crate) fn parse_birth(fields: &Fields, row: usize, problems: &mut Problems) -> Option<PartialDate> {
    let [year, month, day] =
        ["birth_y", "birth_m", "birth_d"].map(|name| fields.text(&format!("{name}-{row}")).to_owned());
    let text = match (year.as_str(), month.as_str(), day.as_str()) {
        ("", "", "") => String::new(),
        (year, "", "") => year.to_owned(),
        (year, month, "") => format!("{year}-{month:0>2}"),
        (year, month, day) => format!("{year}-{month:0>2}-{day:0>2}"),
    };
    let birth = text.parse().ok();
    if birth.is_none() {
        problems.add(format!("birth_y-{row}"), key!("desk-problem-birth"));
    }
    birth
}

/// Which kind of number it is follows from its form. Ten or twelve digits are a personnummer or samordningsnummer, and
/// then the check digit must be right: a mistyped one must not slip through as an LMA number.
fn parse_number(number: &str, today: Date) -> Option<(IdentifierKind, IdentifierValue)> {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let kinds: &[IdentifierKind] = if matches!(digits, 10 | 12) {
        &[IdentifierKind::Personnummer, IdentifierKind::Samordningsnummer]
    } else {
        &[IdentifierKind::LmaNumber]
    };
    kinds
        .iter()
        .copied()
        .find_map(|kind| IdentifierValue::parse(kind, number, today).ok().map(|value| (kind, value)))
}

/// A candidate, in words.
pub(super) struct HitView {
    pub(super) name: String,
    pub(super) original: String,
    pub(super) born: String,
    pub(super) reference: String,
    pub(super) href: Option<String>,
    /// How likely it is the same person, if the engine says.
    pub(super) grade: Option<&'static str>,
    pub(super) reasons: Vec<Reason>,
}

impl HitView {
    /// Somebody whose household may be opened.
    pub(super) fn open(candidate: Candidate) -> Self {
        Self {
            name: format!("{} {}", candidate.given, candidate.family).trim().to_owned(),
            original: candidate.original,
            born: candidate.birth.to_string(),
            href: Some(format!("/households/{}", candidate.household)),
            reference: candidate.reference,
            grade: None,
            reasons: Vec::new(),
        }
    }
}

#[derive(Template)]
#[template(path = "receive/hits.html")]
struct Hits {
    page: Page,
    hits: Vec<HitView>,
}

async fn hits(Staff { context, visit }: Staff, posted: Posted) -> Result<Response, Failure> {
    let form = Form::new(posted.fields, context.today);
    // One script is enough: the engine meets names across scripts.
    let typed = |names: [&str; 3]| names.map(|name| form.v(name)).join(" ").trim().to_owned();
    let latin = typed(["given-0", "patronymic-0", "family-0"]);
    let names = if latin.is_empty() { typed(["original_given-0", "original_family-0", ""]) } else { latin };
    let mut ignored = Problems::default();
    let typed = Typed {
        names: &names,
        birth: parse_birth(&form.fields, 0, &mut ignored).filter(|birth| *birth != PartialDate::Unknown),
        number: form.fields.given("number-0"),
    };
    let found = search::candidates(&context, &typed).await.at(&visit)?;
    let hits = found.into_iter().map(|hit| view(&visit.speaker, hit)).collect();
    Ok(html(&Hits { page: Page::new(&visit, key!("desk-possible-same")), hits }))
}

fn view(l: &Speaker, hit: Hit) -> HitView {
    match hit {
        Hit::Open { candidate, likely } => HitView {
            grade: likely.as_ref().and_then(|likely| reasons::grade(likely.grade)),
            reasons: likely.map(|likely| reasons::reasons(l, &likely.waterfall)).unwrap_or_default(),
            ..HitView::open(candidate)
        },
        Hit::Hint { reference } => HitView {
            name: String::new(),
            original: String::new(),
            born: String::new(),
            reference,
            href: None,
            grade: None,
            reasons: Vec::new(),
        },
    }
}
