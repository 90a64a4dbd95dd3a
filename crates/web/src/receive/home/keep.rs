//! Adding and changing homes, and blocking their beds.

use std::collections::BTreeSet;

use app::{
    Context, Error, Problems,
    receive::home::{self, Address, HomeInput, RoomInput, SeenHome, parse_layout},
};
use askama::Template;
use axum::{extract::Path, http::StatusCode, response::Response};
use domain::{Actor, BedId, Condition, HomeId, HomeKind, Interval, Reason};
use jiff::civil::Date;
use languages::key;

use super::home_page;
use crate::{
    form::{Fields, Posted},
    page::Page,
    party::{Staff, Visit},
    reply::{Failure, OrFail as _, html, see, with_status},
};

/// Rooms of an arena are one room; a house with more rooms than this is several homes.
const MOST_ROOMS: usize = 400;

/// The form as typed, and how many existing rooms it has rows for.
struct Form {
    fields: Fields,
    rows: usize,
}

impl Form {
    fn new(fields: Fields) -> Self {
        let rows = fields.text("rows").parse().unwrap_or(0).min(MOST_ROOMS);
        Self { fields, rows }
    }

    fn v(&self, name: &str) -> &str {
        self.fields.text(name)
    }

    fn r(&self, name: &str, row: &usize) -> &str {
        self.fields.text(&format!("{name}-{row}"))
    }

    fn is_owner(&self, owner: &Actor) -> bool {
        self.v("owner") == owner.id.to_string()
    }

    fn has_condition(&self, condition: &Condition) -> bool {
        self.fields.all("conditions").any(|word| word == condition.as_str())
    }
}

#[derive(Template)]
#[template(path = "receive/home_form.html")]
struct FormPage {
    page: Page,
    form: Form,
    action: String,
    back: String,
    owners: Vec<Actor>,
    /// No address may be kept, because of who lives there.
    no_address: bool,
    is_new: bool,
}

/// The home as form fields.
fn fields_of(seen: &SeenHome) -> Fields {
    let home = &seen.file.home;
    let mut fields = Fields::default()
        .with("name", home.name.as_str())
        .with("kind", home.kind.as_str())
        .with("area", seen.file.area.as_str())
        .with("owner", seen.file.owner.to_string())
        .with("from", home.interval.from().to_string())
        .with("to", home.interval.to().map(|to| to.to_string()).unwrap_or_default())
        .with("version", seen.file.version.to_string())
        .with("rows", home.rooms.len().to_string());
    if let Address::Known(address) = &seen.address {
        fields = fields.with("address", address.as_str());
    }
    for (row, room) in home.rooms.iter().enumerate() {
        fields = fields
            .with(&format!("room_id-{row}"), room.id.to_string())
            .with(&format!("room_name-{row}"), room.name.as_str())
            .with(&format!("room_beds-{row}"), room.beds.len().to_string());
    }
    for condition in &home.conditions {
        fields = fields.and("conditions", condition.as_str());
    }
    fields
}

pub(super) async fn empty(Staff { context, visit }: Staff) -> Result<Response, Failure> {
    let fields = Fields::default()
        .with("from", context.today.to_string())
        .with("owner", context.principal.actor.to_string());
    Ok(html(&new_page(&context, &visit, Page::new(&visit, key!("homes-new")), fields).await?))
}

async fn new_page(context: &Context, visit: &Visit, page: Page, fields: Fields) -> Result<FormPage, Failure> {
    let owners = home::possible_owners(context).await.at(visit)?;
    if owners.is_empty() {
        return Err(Failure::new(visit, Error::NotFound));
    }
    Ok(FormPage {
        page,
        form: Form::new(fields),
        action: "/homes/new".to_owned(),
        back: "/homes".to_owned(),
        owners,
        no_address: false,
        is_new: true,
    })
}

pub(super) async fn create(Staff { context, visit }: Staff, posted: Posted) -> Result<Response, Failure> {
    let form = Form::new(posted.fields.clone());
    let outcome = match parse(&form) {
        Ok(input) => home::create(&posted.context(&context), &input).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match outcome {
        Ok(id) => Ok(see(&format!("/homes/{id}?notice=created"))),
        Err(Error::Invalid(problems)) => {
            let page = Page::new(&visit, key!("homes-new")).with_problems(&problems);
            let page = new_page(&context, &visit, page, posted.fields).await?;
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(Failure::new(&visit, error)),
    }
}

/// A home for somebody who may edit it.
async fn editable(context: &Context, visit: &Visit, id: HomeId) -> Result<SeenHome, Failure> {
    let seen = home::see(context, id).await.at(visit)?;
    if seen.may_edit { Ok(seen) } else { Err(Failure::new(visit, Error::Forbidden)) }
}

pub(super) async fn form(
    Staff { context, visit }: Staff,
    Path(id): Path<HomeId>,
) -> Result<Response, Failure> {
    let seen = editable(&context, &visit, id).await?;
    let fields = fields_of(&seen);
    let page = Page::titled(&visit, visit.speaker.t1("homes-edit", "name", seen.file.home.name.as_str()));
    Ok(html(&edit_page(&context, &visit, page, &seen, fields).await?))
}

async fn edit_page(
    context: &Context,
    visit: &Visit,
    page: Page,
    seen: &SeenHome,
    fields: Fields,
) -> Result<FormPage, Failure> {
    let mut owners = home::possible_owners(context).await.at(visit)?;
    if let Some(owner) = seen.owner.as_ref().filter(|owner| owners.iter().all(|known| known.id != owner.id)) {
        owners.push(owner.clone());
    }
    let id = seen.file.home.id;
    Ok(FormPage {
        page,
        form: Form::new(fields),
        action: format!("/homes/{id}/edit"),
        back: format!("/homes/{id}"),
        owners,
        no_address: seen.address == Address::Forbidden,
        is_new: false,
    })
}

pub(super) async fn edit(
    Staff { context, visit }: Staff,
    Path(id): Path<HomeId>,
    posted: Posted,
) -> Result<Response, Failure> {
    let form = Form::new(posted.fields.clone());
    let version = form.v("version").parse().unwrap_or(0);
    let outcome = match parse(&form) {
        Ok(input) => home::edit(&posted.context(&context), id, version, &input).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match outcome {
        Ok(id) => Ok(see(&format!("/homes/{id}?notice=saved"))),
        Err(Error::Invalid(problems)) => {
            let seen = editable(&context, &visit, id).await?;
            let title = visit.speaker.t1("homes-edit", "name", seen.file.home.name.as_str());
            let page = Page::titled(&visit, title).with_problems(&problems);
            let page = edit_page(&context, &visit, page, &seen, posted.fields).await?;
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(Error::Conflict { .. }) => {
            let seen = editable(&context, &visit, id).await?;
            Ok(with_status(StatusCode::CONFLICT, &conflict_page(&context, &visit, &seen, &form).await?))
        }
        Err(error) => Err(Failure::new(&visit, error)),
    }
}

/// One field of two versions.
struct Difference {
    label: String,
    yours: String,
    saved: String,
}

impl Difference {
    fn is_different(&self) -> bool {
        self.yours != self.saved
    }
}

#[derive(Template)]
#[template(path = "receive/home_conflict.html")]
struct ConflictPage {
    page: Page,
    id: HomeId,
    name: String,
    differences: Vec<Difference>,
    fields: Vec<(String, String)>,
    /// The version that is saved now.
    version: i64,
}

async fn conflict_page(
    context: &Context,
    visit: &Visit,
    seen: &SeenHome,
    form: &Form,
) -> Result<ConflictPage, Failure> {
    let l = &visit.speaker;
    let saved = Form::new(fields_of(seen));
    let owners = home::possible_owners(context).await.at(visit)?;
    let owner = |form: &Form| {
        let name = owners.iter().find(|actor| actor.id.to_string() == form.v("owner"));
        name.map(|actor| actor.name.clone()).unwrap_or_default()
    };
    let kind = |form: &Form| {
        form.v("kind")
            .parse::<HomeKind>()
            .map(|kind| l.tf("home_kind", kind).into_owned())
            .unwrap_or_default()
    };
    let conditions = |form: &Form| {
        let words: Vec<_> = Condition::ALL
            .iter()
            .filter(|condition| form.has_condition(condition))
            .map(|condition| l.tf("home_condition", condition))
            .collect();
        l.list(&words)
    };
    let rooms = |form: &Form| {
        let mut rooms: Vec<String> = (0..form.rows)
            .map(|row| {
                format!("{} {}", form.r("room_name", &row), form.r("room_beds", &row)).trim().to_owned()
            })
            .collect();
        rooms.extend(form.fields.given("layout").map(|layout| format!("+ {layout}")));
        rooms.join(", ")
    };
    let text = |key: &str, name: &str| Difference {
        label: l.t(key).into_owned(),
        yours: form.v(name).to_owned(),
        saved: saved.v(name).to_owned(),
    };
    let made = |key: &str, of: &dyn Fn(&Form) -> String| Difference {
        label: l.t(key).into_owned(),
        yours: of(form),
        saved: of(&saved),
    };
    let differences = vec![
        text(key!("common-name"), "name"),
        made(key!("homes-kind"), &kind),
        text(key!("desk-area"), "area"),
        text(key!("homes-address"), "address"),
        made(key!("homes-owner"), &owner),
        made(key!("homes-conditions"), &conditions),
        text(key!("homes-open-from"), "from"),
        text(key!("homes-open-to"), "to"),
        made(key!("homes-rooms"), &rooms),
    ];
    let fields = form
        .fields
        .typed()
        .filter(|(name, _)| *name != "version")
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    Ok(ConflictPage {
        page: Page::new(visit, key!("error-conflict")),
        id: seen.file.home.id,
        name: seen.file.home.name.clone(),
        differences,
        fields,
        version: seen.file.version,
    })
}

fn parse(form: &Form) -> Result<HomeInput, Problems> {
    let mut problems = Problems::default();
    let kind = form.fields.word::<HomeKind>("kind", &mut problems, key!("homes-problem-kind"));
    let owner = form.fields.word("owner", &mut problems, key!("homes-problem-owner"));
    let interval = parse_nights(&form.fields, &mut problems);
    let mut rooms = Vec::new();
    for row in 0..form.rows {
        match form.r("room_beds", &row).parse() {
            Ok(beds) => rooms.push(RoomInput {
                id: form.r("room_id", &row).parse().ok(),
                name: form.r("room_name", &row).to_owned(),
                beds,
            }),
            Err(_) => problems.add(format!("room_beds-{row}"), key!("homes-problem-number")),
        }
    }
    match parse_layout(form.v("layout")) {
        Some(layout) => {
            let first = form.rows + 1;
            rooms.extend((first..).zip(layout).map(|(name, beds)| RoomInput {
                id: None,
                name: name.to_string(),
                beds,
            }));
        }
        None => problems.add("layout", key!("homes-problem-layout")),
    }
    if rooms.len() > MOST_ROOMS {
        problems.add("layout", key!("homes-problem-layout"));
    }
    let (Some(kind), Some(owner), Some(interval), true) = (kind, owner, interval, problems.0.is_empty())
    else {
        return Err(problems);
    };
    Ok(HomeInput {
        name: form.v("name").to_owned(),
        kind,
        area: form.v("area").to_owned(),
        address: form.fields.given("address").map(str::to_owned),
        owner,
        conditions: Condition::ALL
            .iter()
            .copied()
            .filter(|condition| form.has_condition(condition))
            .collect(),
        interval,
        rooms,
    })
}

/// Nights from their two fields; without an end they go on.
fn parse_nights(fields: &Fields, problems: &mut Problems) -> Option<Interval> {
    let mut day = |name: &str| match fields.given(name).map(str::parse::<Date>) {
        Some(Ok(day)) => Some(day),
        Some(Err(_)) => {
            problems.add(name, key!("homes-problem-date"));
            None
        }
        None if name == "from" => {
            problems.add(name, key!("homes-problem-date"));
            None
        }
        None => None,
    };
    let (from, to) = (day("from"), day("to"));
    let interval = Interval::new(from?, to).ok();
    if interval.is_none() {
        problems.add("to", key!("homes-problem-interval"));
    }
    interval
}

pub(super) async fn block(
    Staff { context, visit }: Staff,
    Path(id): Path<HomeId>,
    posted: Posted,
) -> Result<Response, Failure> {
    let fields = &posted.fields;
    let mut problems = Problems::default();
    let beds: BTreeSet<BedId> = fields.all("beds").filter_map(|bed| bed.parse().ok()).collect();
    if beds.is_empty() {
        problems.add("beds", key!("homes-problem-choose-beds"));
    }
    let nights = parse_nights(fields, &mut problems);
    if nights.is_some_and(|nights| nights.is_open_ended()) {
        problems.add("to", key!("homes-problem-date"));
    }
    let reason = fields.word::<Reason>("reason", &mut problems, key!("homes-problem-reason"));
    let outcome = match (nights, reason) {
        (Some(nights), Some(reason)) if problems.0.is_empty() => {
            home::block(&posted.context(&context), id, &beds, nights, &reason).await
        }
        _ => Err(Error::Invalid(problems)),
    };
    match outcome {
        Ok(id) => Ok(see(&format!("/homes/{id}?notice=blocked"))),
        Err(Error::Invalid(problems)) => {
            let seen = editable(&context, &visit, id).await?;
            let page = Page::titled(&visit, seen.file.home.name.clone()).with_problems(&problems);
            let page = home_page(&visit, page, seen, context.today, posted.fields);
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(Failure::new(&visit, error)),
    }
}

pub(super) async fn unblock(
    Staff { context, visit }: Staff,
    Path(id): Path<HomeId>,
    posted: Posted,
) -> Result<Response, Failure> {
    let bed = posted.fields.text("bed").parse().map_err(|_| Error::NotFound).at(&visit)?;
    let since = posted.fields.text("since").parse().map_err(|_| Error::NotFound).at(&visit)?;
    home::unblock(&posted.context(&context), id, bed, since).await.at(&visit)?;
    Ok(see(&format!("/homes/{id}?notice=unblocked")))
}
