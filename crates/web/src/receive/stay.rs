//! Placing a household in a home, and its stays.

use app::{
    Context, Error, Problems,
    receive::{
        household::Seen,
        stay::{self, Against, Candidate, Choice, For, Place, Search, SeenStay, Sleeping},
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use domain::{BedId, HomeId, HomeKind, HouseholdId, Interval, NameOrder, PersonId, Role, StayId};
use jiff::{ToSpan as _, civil::Date};
use languages::{Speaker, key};
use serde::Deserialize;

use super::{
    home::{bed_label, nights_in_words},
    household::CASE,
};
use crate::{
    Guard, Routes,
    form::{Fields, Posted},
    page::Page,
    party::{Staff, Visit},
    reply::{Failure, OrFail as _, html, see, with_status},
};

const PLACE: Guard = Guard::Roles(&[Role::Coordinator, Role::CaseWorker]);

/// How many nights are suggested.
const USUAL_NIGHTS: i32 = 14;

/// A stay of more than ten years is a mistake in the form.
const MOST_NIGHTS: i32 = 3_700;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/households/{household}/stay", CASE, show)
        .get("/households/{household}/stay/place", PLACE, choose)
        .post("/households/{household}/stay/place", PLACE, place)
        .get("/households/{household}/stays/{stay}", PLACE, one)
        .post("/households/{household}/stays/{stay}/end", PLACE, change_end)
}

fn name_of(seen: &Seen, person: PersonId) -> String {
    let record = seen.people.iter().find(|record| record.person.id == person);
    record.map(|record| record.person.name.display_name(NameOrder::GivenFirst)).unwrap_or_default()
}

struct StayView {
    id: StayId,
    /// Nothing, if which home it is is not the asker's to know.
    home: Option<(HomeId, String)>,
    address: Option<String>,
    nights: String,
    beds: Vec<(String, String)>,
    without_bed: String,
    chip: &'static str,
    state: String,
    open: bool,
}

fn view(l: &Speaker, household: &Seen, seen: &SeenStay, today: Date) -> StayView {
    let stay = &seen.file.stay;
    let open = seen.is_open(today);
    let (chip, state) = if seen.file.cancelled_on.is_some() {
        ("not-needed", l.t("stay-cancelled").into_owned())
    } else if !open {
        ("done", l.t("stay-over").into_owned())
    } else if stay.nights.from() > today {
        ("planned", l.t1("stay-begins", "when", l.relative_days(stay.nights.from(), today).as_str()))
    } else {
        let to = stay.nights.to().unwrap_or(Date::MAX);
        ("on-track", l.t1("stay-lives-here", "when", l.relative_days(to, today).as_str()))
    };
    let beds = match &seen.home {
        None => Vec::new(),
        Some(file) => stay
            .beds
            .iter()
            .map(|(bed, person)| {
                let who = person.map(|person| name_of(household, person)).unwrap_or_default();
                (bed_label(l, &file.home, *bed), who)
            })
            .collect(),
    };
    let without: Vec<String> = stay.without_bed.iter().map(|person| name_of(household, *person)).collect();
    StayView {
        id: stay.id,
        home: seen.home.as_ref().map(|file| (file.home.id, file.home.name.clone())),
        address: seen.address.clone(),
        nights: nights_in_words(l, stay.nights),
        beds,
        without_bed: l.list(&without),
        chip,
        state,
        open,
    }
}

#[derive(Template)]
#[template(path = "receive/stay.html")]
struct StayPage {
    page: Page,
    id: HouseholdId,
    reference: String,
    protected: bool,
    open: Vec<StayView>,
    earlier: Vec<StayView>,
    may_place: bool,
    /// The last stay ends within two weeks and none follows.
    ends_soon: bool,
}

#[derive(Deserialize)]
struct Said {
    notice: Option<String>,
}

async fn show(
    Staff { context, visit }: Staff,
    Path(id): Path<HouseholdId>,
    Query(said): Query<Said>,
) -> Result<Response, Failure> {
    let stays = stay::see(&context, id).await.at(&visit)?;
    let l = &visit.speaker;
    let today = context.today;
    let reference = stays.household.file.reference.clone();
    let mut page = Page::titled(&visit, l.t1("household-reference", "number", reference.as_str()));
    match said.notice.as_deref() {
        Some("placed") => page = page.with_notice(key!("stay-placed")),
        Some("changed") => page = page.with_notice(key!("common-saved")),
        _ => {}
    }
    let last = stays
        .stays
        .iter()
        .filter(|seen| seen.is_open(today))
        .filter_map(|seen| seen.file.stay.nights.to())
        .max();
    let views = stays.stays.iter().map(|seen| view(l, &stays.household, seen, today));
    let (open, earlier): (Vec<_>, Vec<_>) = views.partition(|view| view.open);
    Ok(html(&StayPage {
        page,
        id,
        reference,
        protected: stays.household.facts.protected,
        open,
        earlier,
        may_place: stays.may_place,
        ends_soon: last.is_some_and(|to| to <= today.saturating_add(14.days())),
    }))
}

#[derive(Template)]
#[template(path = "receive/stay_one.html")]
struct OnePage {
    page: Page,
    id: HouseholdId,
    reference: String,
    stay: StayView,
    version: i64,
    leaves: String,
    saved: Option<String>,
}

async fn one(
    Staff { context, visit }: Staff,
    Path((id, stay)): Path<(HouseholdId, StayId)>,
) -> Result<Response, Failure> {
    let page = Page::new(&visit, key!("stay-change"));
    Ok(html(&one_page(&context, &visit, page, id, stay, None).await?))
}

/// The page of one stay that can be changed; `typed` is what was typed before.
async fn one_page(
    context: &Context,
    visit: &Visit,
    page: Page,
    id: HouseholdId,
    stay: StayId,
    typed: Option<&Fields>,
) -> Result<OnePage, Failure> {
    let stays = stay::see(context, id).await.at(visit)?;
    let found = stays.stays.iter().find(|seen| seen.file.stay.id == stay && seen.is_open(context.today));
    let Some(seen) = found.filter(|seen| stays.may_place && seen.home.is_some()) else {
        return Err(Failure::new(visit, Error::NotFound));
    };
    let to = seen.file.stay.nights.to().unwrap_or(context.today);
    Ok(OnePage {
        page,
        id,
        reference: stays.household.file.reference.clone(),
        stay: view(&visit.speaker, &stays.household, seen, context.today),
        version: seen.file.version,
        leaves: typed.map_or_else(|| to.to_string(), |fields| fields.text("to").to_owned()),
        saved: None,
    })
}

async fn change_end(
    Staff { context, visit }: Staff,
    Path((id, stay)): Path<(HouseholdId, StayId)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let version = posted.fields.text("version").parse().unwrap_or(0);
    let outcome = match posted.fields.text("to").parse::<Date>() {
        Ok(to) => stay::change_end(&posted.context(&context), id, stay, version, to).await,
        Err(_) => Err(Problems::one("to", key!("homes-problem-date"))),
    };
    let l = &visit.speaker;
    match outcome {
        Ok(_) => Ok(see(&format!("/households/{id}/stay?notice=changed"))),
        Err(Error::Invalid(problems)) => {
            let page = Page::new(&visit, key!("stay-change")).with_problems(&problems);
            let page = one_page(&context, &visit, page, id, stay, Some(&posted.fields)).await?;
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        // What was typed stays in the field; what is saved now stands above it.
        Err(Error::Conflict { .. }) => {
            let page = Page::new(&visit, key!("error-conflict"));
            let mut page = one_page(&context, &visit, page, id, stay, Some(&posted.fields)).await?;
            page.saved = Some(l.t1("stay-saved-now", "nights", page.stay.nights.as_str()));
            Ok(with_status(StatusCode::CONFLICT, &page))
        }
        Err(error) => Err(Failure::new(&visit, error)),
    }
}

/// What the placing page asks for in its address line.
#[derive(Clone, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    nights: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    home: String,
    #[serde(default, rename = "move")]
    moving: String,
}

impl Asked {
    fn of(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name).to_owned();
        Self {
            from: text("from"),
            nights: text("nights"),
            to: text("to"),
            q: text("q"),
            home: text("home"),
            moving: text("move"),
        }
    }

    /// The nights asked for: to a morning, or so many of them; two weeks if nothing is said.
    fn interval(&self, today: Date, problems: &mut Problems) -> Option<Interval> {
        let from = if self.from.is_empty() { Some(today) } else { self.from.parse().ok() };
        let Some(from) = from else {
            problems.add("from", key!("homes-problem-date"));
            return None;
        };
        let to = match (self.to.as_str(), self.nights.as_str()) {
            ("", "") => Some(from.saturating_add(USUAL_NIGHTS.days())),
            ("", nights) => {
                if let Ok(nights @ 1..=MOST_NIGHTS) = nights.parse::<i32>() {
                    Some(from.saturating_add(nights.days()))
                } else {
                    problems.add("nights", key!("stay-problem-nights"));
                    return None;
                }
            }
            (to, _) => to.parse().ok(),
        };
        let Some(to) = to else {
            problems.add("to", key!("homes-problem-date"));
            return None;
        };
        match Interval::between(from, to) {
            Ok(nights) if nights.nights().is_some_and(|count| i64::from(count) <= i64::from(MOST_NIGHTS)) => {
                Some(nights)
            }
            _ => {
                problems.add("to", key!("homes-problem-interval"));
                None
            }
        }
    }

    /// The address line of the same search, with a home chosen or without.
    fn query(&self, home: Option<HomeId>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("from", &self.from),
            ("nights", &self.nights),
            ("to", &self.to),
            ("q", &self.q),
            ("move", &self.moving),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if let Some(home) = home {
            query.append_pair("home", &home.to_string());
        }
        query.finish()
    }
}

struct CandidateView {
    home: HomeId,
    name: String,
    kind: HomeKind,
    area: String,
    free: i64,
    why: Vec<String>,
    why_not: Vec<String>,
    possible: bool,
}

fn candidate_view(l: &Speaker, candidate: Candidate) -> CandidateView {
    let why = candidate.why.iter().map(|reason| {
        l.t(match reason {
            For::SameArea => key!("stay-for-area"),
            For::ExactFit => key!("stay-for-fit"),
            For::Protected => key!("stay-for-protected"),
            For::StepFree => key!("home_condition-step_free"),
        })
        .into_owned()
    });
    let why_not = candidate.why_not.iter().map(|reason| {
        l.t(match reason {
            Against::Closed => key!("stay-against-closed"),
            Against::TooFewBeds => key!("stay-against-beds"),
            Against::TakesOneHousehold => key!("stay-against-exclusive"),
            Against::AddressIsStored => key!("stay-against-address"),
            Against::HostNotVetted => key!("homes-vetting-incomplete"),
            Against::WomenOnly => key!("stay-against-women"),
            Against::KeptForProtected => key!("stay-against-protected"),
        })
        .into_owned()
    });
    CandidateView {
        why: why.collect(),
        why_not: why_not.collect(),
        possible: candidate.is_possible(),
        home: candidate.home,
        name: candidate.name,
        kind: candidate.kind,
        area: candidate.area,
        free: candidate.free,
    }
}

struct MemberView {
    id: PersonId,
    name: String,
    /// Where they are to sleep, as chosen so far.
    place: String,
}

impl MemberView {
    fn is_in(&self, bed: &BedId) -> bool {
        self.place == bed.to_string()
    }
}

struct ChosenHome {
    id: HomeId,
    name: String,
    kind: HomeKind,
    area: String,
    beds: Vec<(BedId, String)>,
    to: Date,
    from: Date,
}

#[derive(Template)]
#[template(path = "receive/stay_place.html")]
struct PlacePage {
    page: Page,
    id: HouseholdId,
    reference: String,
    asked: Asked,
    from: String,
    nights: String,
    members: Vec<MemberView>,
    chosen: Option<ChosenHome>,
    candidates: Vec<CandidateView>,
}

async fn choose(
    Staff { context, visit }: Staff,
    Path(id): Path<HouseholdId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let mut problems = Problems::default();
    let nights = asked.interval(context.today, &mut problems);
    let status = if nights.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::new(&visit, key!("homes-place")).with_problems(&problems);
    let page = place_page(&context, &visit, page, id, asked, nights, &Fields::default()).await?;
    Ok(with_status(status, &page))
}

async fn place_page(
    context: &Context,
    visit: &Visit,
    page: Page,
    id: HouseholdId,
    asked: Asked,
    nights: Option<Interval>,
    typed: &Fields,
) -> Result<PlacePage, Failure> {
    let l = &visit.speaker;
    let moving = asked.moving.parse().ok();
    let shown = nights.unwrap_or_else(|| Interval::since(context.today));
    // Without nights there is nothing to choose among.
    let home = nights.and_then(|_| asked.home.parse().ok());
    let choice = stay::choice(context, id, home, shown, moving).await.at(visit)?;
    let candidates = match nights {
        Some(nights) if choice.home.is_none() => {
            let search = Search { name: asked.q.clone(), moving };
            stay::candidates(context, id, nights, &search).await.at(visit)?
        }
        _ => Vec::new(),
    };
    let Choice { household, members, home, free } = choice;
    let members = members
        .into_iter()
        .map(|person| MemberView {
            id: person,
            name: name_of(&household, person),
            place: typed.given(&format!("where-{person}")).unwrap_or("any").to_owned(),
        })
        .collect();
    let chosen = home.map(|file| ChosenHome {
        id: file.home.id,
        beds: file
            .home
            .beds()
            .filter(|bed| free.contains(bed))
            .map(|bed| (bed, bed_label(l, &file.home, bed)))
            .collect(),
        kind: file.home.kind,
        area: file.area,
        name: file.home.name,
        from: shown.from(),
        to: shown.to().unwrap_or(shown.from()),
    });
    Ok(PlacePage {
        id,
        reference: household.file.reference.clone(),
        from: if asked.from.is_empty() { context.today.to_string() } else { asked.from.clone() },
        nights: nights.map(|nights| nights_in_words(l, nights)).unwrap_or_default(),
        members,
        chosen,
        candidates: candidates.into_iter().map(|candidate| candidate_view(l, candidate)).collect(),
        asked,
        page,
    })
}

async fn place(
    Staff { context, visit }: Staff,
    Path(id): Path<HouseholdId>,
    posted: Posted,
) -> Result<Response, Failure> {
    let asked = Asked::of(&posted.fields);
    let mut problems = Problems::default();
    let nights = asked.interval(context.today, &mut problems);
    let home = asked.home.parse::<HomeId>().ok();
    if home.is_none() {
        problems.add("home", key!("stay-problem-choose"));
    }
    let people = posted
        .fields
        .typed()
        .filter_map(|(name, value)| {
            let person = name.strip_prefix("where-")?.parse::<PersonId>().ok()?;
            Some((person, sleeping(value)))
        })
        .collect();
    let outcome = match (home, nights) {
        (Some(home), Some(nights)) => {
            let input = Place { home, nights, people, moving: asked.moving.parse().ok() };
            stay::place(&posted.context(&context), id, &input).await
        }
        _ => Err(Error::Invalid(problems)),
    };
    match outcome {
        Ok(_) => Ok(see(&format!("/households/{id}/stay?notice=placed"))),
        Err(Error::Invalid(problems)) => {
            let page = Page::new(&visit, key!("homes-place")).with_problems(&problems);
            let page = place_page(&context, &visit, page, id, asked, nights, &posted.fields).await?;
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(Failure::new(&visit, error)),
    }
}

fn sleeping(value: &str) -> Sleeping {
    match value.trim() {
        "none" => Sleeping::WithoutBed,
        "elsewhere" => Sleeping::Elsewhere,
        bed => bed.parse().map_or(Sleeping::AnyBed, Sleeping::In),
    }
}
