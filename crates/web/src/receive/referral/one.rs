//! One referral: for its receiver what was shared and the answers there are, for its sender how it stands.

use app::{
    Error, Problems,
    receive::referral::{
        answer::{self, Step},
        inbox::{self, Seen},
        reference,
        shared::Shared,
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use domain::{
    DeclineReason, OslGround, Reason, ReasonError, ReferralId, ReferralState, ReferralStateCode, ReturnReason,
};
use languages::{Speaker, key};
use serde::Deserialize;

use super::{chip, field_list};
use crate::{
    form::{Fields, Posted},
    page::Page,
    party::{Staff, Visit},
    reply::{Failure, OrFail as _, html, see, with_status},
};

/// The steps there are; a word in the address that is none of them says nothing.
const STEPS: [&str; 7] = ["sent", "accept", "decline", "progress", "finish", "give_back", "withdraw"];

/// What is said after a step.
fn notice(l: &Speaker, step: &str, seen: &Seen) -> Option<String> {
    Some(match step {
        "sent" => l.t1("referral-sent", "actor", seen.to.name.as_str()),
        "accept" => l.t("referral-accepted").into_owned(),
        "decline" => l.t1("referral-declined", "actor", seen.from.name.as_str()),
        "progress" => l.t("referral-notice-progress").into_owned(),
        "finish" => l.t("referral-notice-done").into_owned(),
        "give_back" => l.t1("referral-notice-returned", "actor", seen.from.name.as_str()),
        "withdraw" => l.t("referral-notice-withdrawn").into_owned(),
        _ => return None,
    })
}

#[derive(Deserialize)]
pub(super) struct After {
    #[serde(default)]
    done: String,
}

struct PersonView {
    name: String,
    original: String,
    birth_year: String,
    phone: String,
    status: String,
}

/// What the receiver sees, in words: rows of a term and its value.
struct SharedView {
    message: Option<String>,
    people: Vec<PersonView>,
    shows_years: bool,
    shows_phones: bool,
    shows_statuses: bool,
    rows: Vec<(String, String)>,
    nothing: bool,
}

#[derive(Template)]
#[template(path = "receive/referral.html")]
struct ReferralPage {
    page: Page,
    seen: Seen,
    reference: String,
    kind: String,
    chip: &'static str,
    state: ReferralStateCode,
    late: bool,
    sent: String,
    answer_by: String,
    deadline: Option<String>,
    basis: String,
    ground: String,
    condition: Option<String>,
    outcome: Option<String>,
    shared: Option<SharedView>,
    fields: Fields,
    next_step: String,
    conflict: Option<String>,
}

impl ReferralPage {
    /// What was typed or chosen in a field that came back.
    fn v(&self, name: &str) -> &str {
        self.fields.text(name)
    }
}

pub(super) async fn show(
    Staff { context, visit }: Staff,
    Path(id): Path<ReferralId>,
    Query(after): Query<After>,
) -> Result<Response, Failure> {
    let seen = inbox::see(&context, id).await.at(&visit)?;
    let notice = notice(&visit.speaker, &after.done, &seen);
    let mut page = view(&visit, context.today, seen, Fields::default(), &Problems::default());
    page.page.notice = notice;
    Ok(html(&page))
}

fn view(
    visit: &Visit,
    today: jiff::civil::Date,
    seen: Seen,
    fields: Fields,
    problems: &Problems,
) -> ReferralPage {
    let l = &visit.speaker;
    let referral = &seen.file.referral;
    let state = referral.state.code();
    let late = referral.is_overdue(today);
    let shared = seen.shared.as_ref().map(|shared| shared_view(l, shared));
    let tells_needs = seen.shared.as_ref().is_some_and(|shared| shared.needs.is_some());
    // The last day is the accountable actor's own business; before that it goes with what the link is about.
    let deadline_shows = tells_needs || seen.reference.is_some() || seen.link.accountable == seen.to.id;
    let reference = reference(referral.id);
    let page = Page::titled(visit, l.t1("referral-one-title", "reference", reference.as_str()))
        .with_problems(problems);
    ReferralPage {
        kind: l.tf("link", &seen.link.kind).into_owned(),
        chip: chip(state, late),
        state,
        late,
        sent: l.date(referral.sent_on),
        answer_by: l.date_long(referral.answer_by),
        deadline: seen.link.deadline.filter(|_| deadline_shows).map(|day| l.date_long(day)),
        basis: l.tf("gdpr_basis", referral.ground.gdpr.as_str()).into_owned(),
        ground: l.tf("osl_ground", referral.ground.osl.as_str()).into_owned(),
        condition: match &referral.ground.osl {
            OslGround::WithReservation { reservation } => Some(reservation.to_string()),
            OslGround::DutyToProvide { provision } => Some(provision.to_string()),
            _ => None,
        },
        outcome: match &referral.state {
            ReferralState::Declined { reason, .. } => Some(l.tf("decline", reason).into_owned()),
            ReferralState::Returned { reason, .. } => Some(l.tf("return", reason).into_owned()),
            ReferralState::Done { on, .. } => Some(l.t1("referral-done-on", "date", l.date(on))),
            ReferralState::Sent | ReferralState::Accepted | ReferralState::Withdrawn => None,
        },
        next_step: if tells_needs { seen.link.next_step.clone() } else { String::new() },
        conflict: None,
        page,
        reference,
        shared,
        fields,
        seen,
    }
}

fn shared_view(l: &Speaker, shared: &Shared) -> SharedView {
    use domain::SharedField as F;
    let mut rows = Vec::new();
    let has = |field| shared.fields.contains(&field);
    let mut row = |field: F, value: String| {
        let value = if value.is_empty() { l.t("common-not-given").into_owned() } else { value };
        rows.push((l.tf("field", field).into_owned(), value));
    };
    if let Some(needs) = &shared.needs {
        row(F::NeedsOfLink, needs.clone());
    }
    if let Some((all, children)) = shared.size {
        let words = [l.tn("common-persons", all), l.tn("common-children", children)];
        row(F::HouseholdSize, words.join(", "));
    }
    if has(F::LanguagesAndInterpreter) {
        let mut words: Vec<String> =
            shared.languages.iter().map(|tag| l.language_name(tag.as_str()).to_owned()).collect();
        if shared.interpreter {
            words.push(l.t("household-interpreter").to_lowercase());
        }
        row(F::LanguagesAndInterpreter, l.list(&words));
    }
    if !has(F::Names) {
        if has(F::BirthYears) {
            let years: Vec<String> = shared.birth_years.iter().map(ToString::to_string).collect();
            row(F::BirthYears, l.list(&years));
        }
        if has(F::Phone) {
            row(F::Phone, l.list(&shared.phones));
        }
        if has(F::LegalStatus) {
            let words: Vec<String> =
                shared.statuses.iter().map(|status| l.tf("status", status).into_owned()).collect();
            row(F::LegalStatus, l.list(&words));
        }
    }
    if has(F::AddressArea) {
        row(F::AddressArea, shared.area.clone().unwrap_or_default());
    }
    if has(F::MeetingTimes) {
        row(F::MeetingTimes, shared.meeting_times.clone().unwrap_or_default());
    }
    if has(F::AccessNeeds) {
        row(F::AccessNeeds, shared.access_needs.clone().unwrap_or_default());
    }
    let people = shared
        .people
        .iter()
        .map(|person| PersonView {
            name: person.name.clone(),
            original: person.original.clone(),
            birth_year: person.birth_year.map(|year| year.to_string()).unwrap_or_default(),
            phone: person.phone.clone().unwrap_or_default(),
            status: person.status.map(|status| l.tf("status", status).into_owned()).unwrap_or_default(),
        })
        .collect();
    SharedView {
        message: shared.message.clone(),
        shows_years: has(F::BirthYears),
        shows_phones: has(F::Phone),
        shows_statuses: has(F::LegalStatus),
        nothing: shared.fields.is_empty(),
        people,
        rows,
    }
}

pub(super) async fn act(
    Staff { context, visit }: Staff,
    Path(id): Path<ReferralId>,
    posted: Posted,
) -> Result<Response, Failure> {
    let fields = &posted.fields;
    let outcome = match parse(fields) {
        Ok((version, step)) => answer::take(&posted.context(&context), id, version, &step).await,
        Err(error) => Err(error),
    };
    let word = STEPS.into_iter().find(|word| *word == fields.text("step"));
    match outcome {
        Ok(_) => Ok(see(&format!("/referrals/{id}?done={}", word.unwrap_or_default()))),
        Err(Error::Invalid(problems)) => {
            let seen = inbox::see(&context, id).await.at(&visit)?;
            let page = view(&visit, context.today, seen, posted.fields, &problems);
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        // Somebody was faster: what they did is on the page, and what was typed is still in the forms.
        Err(Error::Conflict { .. }) => {
            let seen = inbox::see(&context, id).await.at(&visit)?;
            let mut page = view(&visit, context.today, seen, posted.fields, &Problems::default());
            page.conflict = word.map(|word| yours(&visit.speaker, word, &page.fields));
            Ok(with_status(StatusCode::CONFLICT, &page))
        }
        Err(error) => Err(Failure::new(&visit, error)),
    }
}

/// What the one who was slower was about to do, in words.
fn yours(l: &Speaker, step: &str, fields: &Fields) -> String {
    match step {
        "accept" => l.t("referral-accept").into_owned(),
        "decline" => l.t("referral-decline").into_owned(),
        "progress" => fields.text("next_step").to_owned(),
        "finish" => l.t("referral-finish").into_owned(),
        "give_back" => l.t("referral-give-back").into_owned(),
        _ => l.t("referral-withdraw").into_owned(),
    }
}

fn parse(fields: &Fields) -> Result<(i64, Step), Error> {
    let mut problems = Problems::default();
    let version = fields.text("version").parse().map_err(|_| Error::AlreadySent)?;
    let step = match fields.text("step") {
        "accept" => Some(Step::Accept),
        "withdraw" => Some(Step::Withdraw),
        "decline" => {
            let reason = fields.word::<DeclineReason>(
                "decline_reason",
                &mut problems,
                key!("referral-problem-reason"),
            );
            let note = note(fields, "decline_note", reason == Some(DeclineReason::Other), &mut problems);
            reason.map(|reason| Step::Decline { reason, note })
        }
        "give_back" => {
            let reason =
                fields.word::<ReturnReason>("return_reason", &mut problems, key!("referral-problem-reason"));
            let note = note(fields, "return_note", reason == Some(ReturnReason::Other), &mut problems);
            reason.map(|reason| Step::GiveBack { reason, note })
        }
        "progress" => {
            let next_step = fields.text("next_step").to_owned();
            if next_step.is_empty() {
                problems.add("next_step", key!("referral-problem-next-step"));
            } else if next_step.chars().count() > 500 {
                problems.add("next_step", key!("referral-problem-too-long"));
            }
            Some(Step::Progress { next_step })
        }
        "finish" => {
            if !fields.has("attest") {
                problems.add("attest", key!("referral-problem-attest"));
            }
            Some(Step::Done)
        }
        _ => None,
    };
    problems.check()?;
    step.map(|step| (version, step)).ok_or(Error::NotFound)
}

/// Reasons that a receiver gives; the others are the program's own, when something ended.
fn is_own_reason(reason: &ReturnReason) -> bool {
    !matches!(reason, ReturnReason::ActorEnded | ReturnReason::DutyEnded | ReturnReason::LinkClosed)
}

/// A note beside a reason. “Other” without words says nothing.
fn note(fields: &Fields, name: &str, needed: bool, problems: &mut Problems) -> Option<Reason> {
    match fields.text(name).parse::<Reason>() {
        Ok(note) => Some(note),
        Err(ReasonError::Blank) if needed => {
            problems.add(name, key!("referral-problem-note"));
            None
        }
        Err(ReasonError::Blank) => None,
        Err(ReasonError::TooLong) => {
            problems.add(name, key!("referral-problem-too-long"));
            None
        }
    }
}
