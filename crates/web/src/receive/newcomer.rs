//! "My chain": what a newcomer opens with the card. No account, no script, one thing at a time, in one's own language.

use app::{
    Error, Problems,
    receive::newcomer::{self, Code, Insider, Opening, OwnLink, OwnRecord, Pin, Say},
    sign_in,
};
use askama::Template;
use axum::{
    extract::{FromRequestParts, Path, Query},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use domain::{Actor, HouseholdId, LinkId, LinkState, LinkStateCode, NameOrder, Person, TenantId};
use jiff::civil::Date;
use languages::{Lang, Speaker, key};
use policy::Phase;
use serde::Deserialize;
use store::{
    Tenant,
    receive::newcomer::{Wish, WishKind},
};

use crate::{
    Guard, Routes,
    form::{Fields, Posted},
    page::Page,
    party::{LANGUAGE_COOKIE, Party, Visit, cookie},
    reply::{Failure, OrFail as _, html, see, with_status},
    sign_in::signed_in,
};

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/my-chain/open", Guard::Public, ask)
        .post("/my-chain/open", Guard::Public, enter)
        .get("/my-chain", Guard::Newcomer, chain)
        .get("/my-chain/steps/{link}", Guard::Newcomer, step)
        .get("/my-chain/record", Guard::Newcomer, record)
        .get("/my-chain/looked", Guard::Newcomer, looked)
        .post("/my-chain/say", Guard::Newcomer, say)
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    place: String,
    #[serde(default)]
    lang: String,
    ended: Option<String>,
    left: Option<String>,
}

#[derive(Template)]
#[template(path = "receive/newcomer_language.html")]
struct ChooseLanguage {
    page: Page,
}

/// A municipality to choose, when the installation has several.
struct Place {
    id: String,
    name: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "receive/newcomer_open.html")]
struct Open {
    page: Page,
    /// Empty when there is nothing to choose.
    places: Vec<Place>,
    code: String,
    ended: bool,
    left: bool,
}

impl Open {
    fn new(page: Page, tenants: &[Tenant], chosen: &str, code: &str) -> Self {
        let places = match tenants {
            [_] => Vec::new(),
            several => several
                .iter()
                .map(|tenant| Place {
                    id: tenant.id.to_string(),
                    name: tenant.name.clone(),
                    chosen: tenant.code == chosen || tenant.id.to_string() == chosen,
                })
                .collect(),
        };
        Self { page, places, code: code.to_owned(), ended: false, left: false }
    }
}

fn door(visit: &Visit) -> Page {
    Page::new(visit, key!("newcomer-door-title")).at("newcomer", "large")
}

async fn ask(visit: Visit, headers: HeaderMap, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    if matches!(visit.party, Party::Household { .. }) {
        return Ok(see("/my-chain"));
    }
    // The language first: nothing else on the page helps somebody who cannot read it.
    let chosen = asked.lang.parse::<Lang>().is_ok() || cookie(&headers, LANGUAGE_COOKIE).is_some();
    if !chosen {
        return Ok(html(&ChooseLanguage { page: door(&visit) }));
    }
    let tenants = visit.state.app.store.tenants().await.at(&visit)?;
    let mut open = Open::new(door(&visit), &tenants, &asked.place, "");
    open.ended = asked.ended.is_some();
    open.left = asked.left.is_some();
    Ok(html(&open))
}

async fn enter(visit: Visit, posted: Posted) -> Result<Response, Failure> {
    let app = &visit.state.app;
    let fields = &posted.fields;
    let tenants = app.store.tenants().await.at(&visit)?;
    let mut problems = Problems::default();
    let tenant = match tenants.as_slice() {
        [only] => Some(only.id),
        several => several
            .iter()
            .find(|tenant| tenant.id.to_string() == fields.text("place"))
            .map(|tenant| tenant.id),
    };
    if tenant.is_none() {
        problems.add("place", key!("newcomer-problem-place"));
    }
    let code = fields.text("code").parse::<Code>().ok();
    if code.is_none() {
        problems.add("code", key!("newcomer-problem-code"));
    }
    let pin = fields.text("pin").parse::<Pin>().ok();
    if pin.is_none() {
        problems.add("pin", key!("newcomer-problem-pin"));
    }
    // The PIN is typed anew each time; the code, which is long, comes back.
    let again = |problems: &Problems| {
        Open::new(door(&visit).with_problems(problems), &tenants, fields.text("place"), fields.text("code"))
    };
    let (Some(tenant), Some(code), Some(pin)) = (tenant, code, pin) else {
        return Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &again(&problems)));
    };
    match newcomer::open(app, tenant, &code, &pin).await.at(&visit)? {
        Opening::Opened(secret) => {
            // Whoever was signed in here before is so no longer.
            match &visit.party {
                Party::User(context) => {
                    sign_in::sign_out(app, context.who.tenant, context.session.id).await.at(&visit)?;
                }
                Party::Household { tenant, session, .. } => {
                    sign_in::sign_out(app, *tenant, *session).await.at(&visit)?;
                }
                Party::Nobody => {}
            }
            Ok(signed_in(&visit.state, tenant, &secret, "/my-chain"))
        }
        Opening::Wrong => {
            problems.add("code", key!("newcomer-wrong-code"));
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &again(&problems)))
        }
        Opening::Locked { until } => {
            let time = visit.speaker.instant(until, &app::time_zone());
            problems.add_with("code", key!("newcomer-locked"), &[("time", &time)]);
            let wait = until.duration_since(app.clock.now()).as_secs().max(1);
            let mut response = with_status(StatusCode::TOO_MANY_REQUESTS, &again(&problems));
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(wait));
            Ok(response)
        }
    }
}

/// A household inside its own pages. Only on routes whose guard asks for one.
struct Guest {
    visit: Visit,
    tenant: TenantId,
    household: HouseholdId,
}

impl<S: Send + Sync> FromRequestParts<S> for Guest {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let visit = Visit::from_request_parts(parts, state)
            .await
            .map_err(axum::response::IntoResponse::into_response)?;
        match visit.party {
            Party::Household { tenant, household, .. } => Ok(Self { visit, tenant, household }),
            _ => Err(see("/my-chain/open")),
        }
    }
}

impl Guest {
    fn insider(&self) -> Insider {
        Insider::new(&self.visit.state.app, self.tenant, self.household, None)
    }

    fn page(&self, title: &str) -> Page {
        Page::new(&self.visit, title).at("newcomer", "large")
    }

    /// An error on its way to a page; a card that was withdrawn leads back to the door of newcomers, not of staff.
    fn fail(&self, error: Error) -> Response {
        match error {
            Error::SignedOut => see("/my-chain/open?ended=1"),
            error => Failure::new(&self.visit, error).into_response(),
        }
    }
}

/// How a link is reached and by when, in words.
struct StepView {
    id: LinkId,
    name: String,
    about: String,
    /// The class of mark and station.
    mark: &'static str,
    state: String,
    /// For whom, if it is not for everybody.
    person: Option<String>,
    who: String,
    phone: Option<String>,
    phone_href: String,
    /// The sentence while somebody is asked.
    asked: Option<String>,
    when: Option<String>,
    relative: Option<String>,
    overdue: Option<String>,
    next_step: String,
    here: bool,
    open: bool,
    declined: bool,
    may_decline: bool,
}

struct PhaseView {
    id: &'static str,
    name: String,
    class: &'static str,
    steps: Vec<StepView>,
}

struct WishView {
    label: &'static str,
    about: Option<String>,
    said_on: String,
    text: Option<String>,
    answer: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "receive/newcomer_chain.html")]
struct MyChain {
    page: Page,
    hello: String,
    reference: String,
    next: Option<StepView>,
    phases: Vec<PhaseView>,
    steps_left: usize,
    wishes: Vec<WishView>,
    just_said: Option<String>,
    tab: &'static str,
}

#[derive(Default, Deserialize)]
struct Arrival {
    said: Option<String>,
}

async fn chain(guest: Guest, Query(arrival): Query<Arrival>) -> Result<Response, Response> {
    let insider = guest.insider();
    let own = insider.record().await.map_err(|error| guest.fail(error))?;
    let page = guest.page(key!("newcomer-title"));
    let l = &guest.visit.speaker;
    let today = insider.today;
    let template = guest.visit.state.app.policy.chain_template(today);
    let phase_of = |link: &OwnLink| {
        template
            .and_then(|template| template.links().find(|rule| rule.kind == link.link.kind))
            .map_or(Phase::FirstMonths, |rule| rule.phase)
    };
    let phases = Phase::ALL
        .into_iter()
        .filter_map(|phase| {
            let links: Vec<&OwnLink> = own.links.iter().filter(|link| phase_of(link) == phase).collect();
            let has_next = links.iter().any(|link| Some(link.link.id) == own.next);
            let class = match (has_next, links.iter().any(|link| link.link.is_open())) {
                (true, _) => " chain-phase--now",
                (false, false) => " chain-phase--past",
                (false, true) => "",
            };
            let steps: Vec<StepView> =
                links.into_iter().map(|link| step_view(l, &own, link, today)).collect();
            (!steps.is_empty()).then(|| PhaseView {
                id: phase.as_str(),
                name: l.t(&phase.message_key()).into_owned(),
                class,
                steps,
            })
        })
        .collect();
    let head = own.people.iter().find(|(person, _)| Some(person.id) == own.file.household.head());
    Ok(html(&MyChain {
        hello: head.map_or_else(
            || page.title.clone(),
            |(person, _)| l.t1("newcomer-hello", "name", own_name(person)),
        ),
        reference: own.file.reference.clone(),
        next: own.next.and_then(|id| own.link(id)).map(|link| step_view(l, &own, link, today)),
        steps_left: own.links.iter().filter(|link| link.link.is_open() && !link.declined).count(),
        wishes: own.wishes.iter().map(|wish| wish_view(l, &own, wish)).collect(),
        just_said: arrival.said.and(own.wishes.first()).map(|wish| {
            let to =
                own.actors.get(&own.receiver(wish.link)).map(|actor| actor.name.as_str()).unwrap_or_default();
            l.t1("newcomer-wish-sent", "actor", to)
        }),
        phases,
        page,
        tab: "chain",
    }))
}

/// The name as its bearer writes it, else in Latin letters.
fn own_name(person: &Person) -> String {
    person
        .name
        .original_name(NameOrder::GivenFirst)
        .unwrap_or_else(|| person.name.display_name(NameOrder::GivenFirst))
}

fn step_view(l: &Speaker, own: &OwnRecord, link: &OwnLink, today: Date) -> StepView {
    let OwnLink { link, asked, declined } = link;
    let name_of = |actor: Option<&Actor>| actor.map(|actor| actor.name.clone()).unwrap_or_default();
    let accountable = own.actors.get(&link.accountable);
    let overdue = link.is_overdue(today);
    let code = link.state.code();
    let mark = match code {
        _ if *declined => "declined",
        LinkStateCode::Done => "done",
        LinkStateCode::NotNeeded => "not-needed",
        _ if overdue => "overdue",
        LinkStateCode::Planned => "planned",
        LinkStateCode::Referred => "waiting",
        LinkStateCode::Accepted | LinkStateCode::Ongoing => "on-track",
        LinkStateCode::Paused => "paused",
    };
    let name = l.tf("link", &link.kind).into_owned();
    let phone = accountable.and_then(|actor| actor.contact.phone.clone());
    let waits = link.is_open() && !matches!(link.state, LinkState::Paused { .. });
    let deadline = link.deadline.filter(|_| link.is_open());
    StepView {
        id: link.id,
        about: l.tf("link-{}-about", &link.kind).into_owned(),
        mark,
        state: if *declined {
            l.t1("newcomer-declined", "link", &name)
        } else {
            l.tf("newcomer-state", code).into_owned()
        },
        person: link
            .person
            .and_then(|id| own.people.iter().find(|(person, _)| person.id == id))
            .map(|(person, _)| own_name(person)),
        who: name_of(accountable),
        phone_href: phone
            .as_deref()
            .unwrap_or_default()
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '+')
            .collect(),
        phone,
        asked: asked.map(|actor| {
            let (to, from) = (name_of(own.actors.get(&actor)), name_of(accountable));
            l.ta("newcomer-asked", &[("actor", to.as_str().into()), ("sender", from.as_str().into())])
        }),
        when: deadline.map(|day| l.date_long(day)),
        relative: deadline.map(|day| l.relative_days(day, today)),
        overdue: deadline.filter(|_| overdue).map(|day| {
            let actor = name_of(accountable);
            l.ta("newcomer-overdue", &[("date", day.into()), ("actor", actor.as_str().into())])
        }),
        next_step: if waits { link.next_step.clone() } else { String::new() },
        here: Some(link.id) == own.next,
        open: link.is_open(),
        declined: *declined,
        may_decline: link.is_open() && !link.for_unaccompanied_child,
        name,
    }
}

/// What a kind of wish is called on its button and in lists.
pub(crate) fn wish_label(kind: WishKind) -> &'static str {
    match kind {
        WishKind::Wrong => key!("newcomer-wrong"),
        WishKind::Another => key!("newcomer-another"),
        WishKind::Decline => key!("newcomer-decline"),
        WishKind::ChangedMind => key!("newcomer-change-mind"),
    }
}

fn wish_view(l: &Speaker, own: &OwnRecord, wish: &Wish) -> WishView {
    let day = |instant: jiff::Timestamp| instant.to_zoned(app::time_zone()).date();
    WishView {
        label: wish_label(wish.kind),
        about: wish.link.and_then(|id| own.link(id)).map(|link| l.tf("link", &link.link.kind).into_owned()),
        said_on: l.t1("newcomer-wish-waiting", "date", day(wish.said_at)),
        text: wish.text.clone(),
        answer: wish.answer.as_ref().map(|answer| {
            let by = own.actors.get(&answer.by).map(|actor| actor.name.as_str()).unwrap_or_default();
            let head = l.ta("newcomer-wish-answer", &[("actor", by.into()), ("date", day(answer.at).into())]);
            (head, answer.text.clone())
        }),
    }
}

#[derive(Template)]
#[template(path = "receive/newcomer_step.html")]
struct StepPage {
    page: Page,
    step: StepView,
    typed: Fields,
}

async fn step(guest: Guest, Path(link): Path<LinkId>) -> Result<Response, Response> {
    step_page(&guest, link, Fields::default(), None).await
}

async fn step_page(
    guest: &Guest,
    link: LinkId,
    typed: Fields,
    problems: Option<&Problems>,
) -> Result<Response, Response> {
    let insider = guest.insider();
    let own = insider.record().await.map_err(|error| guest.fail(error))?;
    let link = own.link(link).ok_or_else(|| guest.fail(Error::NotFound))?;
    let step = step_view(&guest.visit.speaker, &own, link, insider.today);
    let page = Page::titled(&guest.visit, step.name.clone()).at("newcomer", "large");
    Ok(match problems {
        None => html(&StepPage { page, step, typed }),
        Some(problems) => with_status(
            StatusCode::UNPROCESSABLE_ENTITY,
            &StepPage { page: page.with_problems(problems), step, typed },
        ),
    })
}

struct PersonView {
    name: String,
    original: String,
    born: String,
    languages: String,
    interpreter: bool,
    status: &'static str,
    status_since: Option<String>,
    phone: Option<String>,
}

#[derive(Template)]
#[template(path = "receive/newcomer_record.html")]
struct Record {
    page: Page,
    reference: String,
    arrived: String,
    area: Option<String>,
    people: Vec<PersonView>,
    protected: bool,
    typed: Fields,
    tab: &'static str,
}

async fn record(guest: Guest) -> Result<Response, Response> {
    record_page(&guest, Fields::default(), None).await
}

async fn record_page(
    guest: &Guest,
    typed: Fields,
    problems: Option<&Problems>,
) -> Result<Response, Response> {
    let own = guest.insider().record().await.map_err(|error| guest.fail(error))?;
    let l = &guest.visit.speaker;
    let people = own
        .people
        .iter()
        .map(|(person, phone)| {
            let status = own.statuses.iter().rfind(|(who, _)| *who == person.id).map(|(_, period)| period);
            PersonView {
                name: person.name.display_name(NameOrder::GivenFirst),
                original: person.name.original_name(NameOrder::GivenFirst).unwrap_or_default(),
                born: person.birth.to_string(),
                languages: l.list(
                    &person.languages.iter().map(|tag| l.language_name(tag.as_str())).collect::<Vec<_>>(),
                ),
                interpreter: person.interpreter,
                status: status.map_or(domain::LegalStatus::Unknown, |period| period.status).as_str(),
                status_since: status.map(|period| l.t1("common-since", "from", period.interval.from())),
                phone: phone.clone(),
            }
        })
        .collect();
    let page = guest.page(key!("newcomer-household"));
    let page = match problems {
        None => page,
        Some(problems) => page.with_problems(problems),
    };
    let status = if problems.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let record = Record {
        page,
        reference: own.file.reference.clone(),
        arrived: l.date(own.file.arrived_on),
        // Where a protected household is stays off every page that a borrowed telephone may show.
        area: own.file.area.clone().filter(|_| !own.protected),
        people,
        protected: own.protected,
        typed,
        tab: "record",
    };
    Ok(with_status(status, &record))
}

struct ReadView {
    when: String,
    actor: String,
    role: String,
    purpose: String,
}

#[derive(Template)]
#[template(path = "receive/newcomer_looked.html")]
struct Looked {
    page: Page,
    count: i64,
    reads: Vec<ReadView>,
    /// The roles among the readers.
    roles: Vec<String>,
    tab: &'static str,
}

async fn looked(guest: Guest) -> Result<Response, Response> {
    let readers = guest.insider().readers().await.map_err(|error| guest.fail(error))?;
    let l = &guest.visit.speaker;
    let zone = app::time_zone();
    let reads: Vec<ReadView> = readers
        .latest
        .into_iter()
        .map(|read| ReadView {
            when: l.instant(read.at, &zone),
            actor: read.actor_name,
            role: read.role,
            purpose: read.purpose,
        })
        .collect();
    let mut roles: Vec<String> = reads.iter().map(|read| read.role.clone()).collect();
    roles.sort();
    roles.dedup();
    let page = guest.page(key!("newcomer-looked-title"));
    Ok(html(&Looked { page, count: readers.count, reads, roles, tab: "looked" }))
}

async fn say(guest: Guest, posted: Posted) -> Result<Response, Response> {
    let fields = &posted.fields;
    let not_found = || guest.fail(Error::NotFound);
    let kind: WishKind = fields.text("kind").parse().map_err(|()| not_found())?;
    let link: Option<LinkId> = match fields.given("link") {
        Some(text) => Some(text.parse().map_err(|_| not_found())?),
        None => None,
    };
    let insider = Insider::new(&guest.visit.state.app, guest.tenant, guest.household, posted.attempt());
    let said = insider
        .say(&Say {
            kind,
            link,
            text: fields.given("text").map(str::to_owned),
            language: guest.visit.speaker.code().to_owned(),
        })
        .await;
    match (said, link) {
        (Ok(_), _) => Ok(see("/my-chain?said=1")),
        (Err(Error::Invalid(problems)), Some(link)) => {
            step_page(&guest, link, fields.clone(), Some(&problems)).await
        }
        (Err(Error::Invalid(problems)), None) => record_page(&guest, fields.clone(), Some(&problems)).await,
        (Err(error), _) => Err(guest.fail(error)),
    }
}
