//! What a household shares: its consents, its referrals, and what each receiver sees today.

use std::collections::BTreeSet;

use app::{
    Error, Problems,
    receive::referral::consent::{self, Record, Sharing},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use domain::{
    ConsentId, HouseholdId, NameOrder, PersonId, ReferralId, ReferralStateCode, SharedField, Subject,
};
use jiff::civil::Date;
use languages::key;
use serde::Deserialize;

use super::{Tick, chip, field_list, refer::manners};
use crate::{
    form::{Fields, Posted},
    page::Page,
    party::{Staff, Visit},
    reply::{Failure, OrFail as _, html, see, with_status},
};

/// What is said after a step; other words in the address say nothing.
const NOTICES: [(&str, &str); 2] =
    [("recorded", key!("sharing-notice-recorded")), ("withdrawn", key!("sharing-notice-withdrawn"))];

#[derive(Deserialize)]
pub(super) struct After {
    #[serde(default)]
    done: String,
}

struct ConsentView {
    id: ConsentId,
    version: i64,
    receiver: String,
    about: String,
    fields: String,
    how: String,
    given: String,
    withdrawn: Option<String>,
}

struct ReferralView {
    id: ReferralId,
    kind: String,
    to: String,
    sent: String,
    state: ReferralStateCode,
    chip: &'static str,
    visible: Option<String>,
}

#[derive(Template)]
#[template(path = "receive/sharing.html")]
struct SharingPage {
    page: Page,
    id: HouseholdId,
    reference: String,
    protected: bool,
    may_edit: bool,
    receivers: Vec<(String, String)>,
    consents: Vec<ConsentView>,
    referrals: Vec<ReferralView>,
    actors: Vec<Tick>,
    people: Vec<Tick>,
    manners: Vec<Tick>,
    ticks: Vec<Tick>,
    fields: Fields,
}

impl SharingPage {
    /// What was typed in a field.
    fn v(&self, name: &str) -> &str {
        self.fields.text(name)
    }
}

pub(super) async fn show(
    Staff { context, visit }: Staff,
    Path(id): Path<HouseholdId>,
    Query(after): Query<After>,
) -> Result<Response, Failure> {
    let sharing = consent::sharing(&context, id).await.at(&visit)?;
    let fields = Fields::default().with("given_on", context.today.to_string());
    let notice = NOTICES.iter().find(|(word, _)| *word == after.done).map(|(_, key)| *key);
    Ok(html(&view(&visit, context.today, &sharing, fields, &Problems::default(), notice)))
}

fn view(
    visit: &Visit,
    today: Date,
    sharing: &Sharing,
    fields: Fields,
    problems: &Problems,
    notice: Option<&'static str>,
) -> SharingPage {
    let l = &visit.speaker;
    let actor = |id| sharing.actors.get(&id).map(|actor| actor.name.clone()).unwrap_or_default();
    let person = |id: PersonId| {
        let found = sharing.people.iter().find(|record| record.person.id == id);
        found.map(|record| record.person.name.display_name(NameOrder::GivenFirst)).unwrap_or_default()
    };
    // Several referrals to one receiver add up to what it sees.
    let mut seen: Vec<(domain::ActorId, BTreeSet<SharedField>)> = Vec::new();
    for outgoing in sharing.referrals.iter().filter(|outgoing| !outgoing.visible.is_empty()) {
        let to = outgoing.file.referral.to;
        match seen.iter_mut().find(|(actor, _)| *actor == to) {
            Some((_, fields)) => fields.extend(&outgoing.visible),
            None => seen.push((to, outgoing.visible.clone())),
        }
    }
    let mut page =
        Page::titled(visit, l.t1("household-reference", "number", sharing.file.reference.as_str()))
            .with_problems(problems);
    if let Some(notice) = notice {
        page = page.with_notice(notice);
    }
    let ticked: BTreeSet<SharedField> = fields.all("field").filter_map(|word| word.parse().ok()).collect();
    SharingPage {
        page,
        id: sharing.file.household.id,
        reference: sharing.file.reference.clone(),
        protected: sharing.protected,
        may_edit: sharing.may_edit,
        receivers: seen.iter().map(|(to, fields)| (actor(*to), field_list(l, fields))).collect(),
        consents: sharing
            .consents
            .iter()
            .map(|file| ConsentView {
                id: file.consent.id,
                version: file.version,
                receiver: actor(file.consent.receiver),
                about: match file.consent.subject {
                    Subject::Household(_) => l.t("sharing-whole-household").into_owned(),
                    Subject::Person(id) => person(id),
                },
                fields: field_list(l, &file.consent.fields),
                how: l.tf("consent_manner", file.consent.how).into_owned(),
                given: l.date(file.consent.given_on),
                withdrawn: file.consent.withdrawn_on.map(|day| l.date(day)),
            })
            .collect(),
        referrals: sharing
            .referrals
            .iter()
            .map(|outgoing| {
                let referral = &outgoing.file.referral;
                let state = referral.state.code();
                ReferralView {
                    id: referral.id,
                    kind: l.tf("link", &outgoing.kind).into_owned(),
                    to: actor(referral.to),
                    sent: l.date(referral.sent_on),
                    state,
                    chip: chip(state, referral.is_overdue(today)),
                    visible: Some(field_list(l, &outgoing.visible)).filter(|_| !outgoing.visible.is_empty()),
                }
            })
            .collect(),
        actors: {
            let mut actors: Vec<Tick> = sharing
                .actors
                .values()
                .filter(|actor| actor.is_active_on(today))
                .map(|actor| Tick {
                    value: actor.id.to_string(),
                    label: actor.name.clone(),
                    on: fields.text("receiver") == actor.id.to_string(),
                })
                .collect();
            l.sort(&mut actors, |actor| &actor.label);
            actors
        },
        people: sharing
            .file
            .household
            .members
            .iter()
            .filter(|member| member.interval.contains(today))
            .map(|member| Tick {
                value: member.person.to_string(),
                label: person(member.person),
                on: fields.text("person") == member.person.to_string(),
            })
            .collect(),
        manners: manners()
            .map(|how| Tick {
                value: how.to_string(),
                label: l.tf("consent_manner", how).into_owned(),
                on: fields.text("how") == how.as_str(),
            })
            .collect(),
        ticks: SharedField::ALL
            .iter()
            .map(|field| Tick {
                value: field.to_string(),
                label: l.tf("field", field).into_owned(),
                on: ticked.contains(field),
            })
            .collect(),
        fields,
    }
}

pub(super) async fn record(
    Staff { context, visit }: Staff,
    Path(id): Path<HouseholdId>,
    posted: Posted,
) -> Result<Response, Failure> {
    let outcome = match parse(&posted.fields) {
        Ok(input) => consent::record(&posted.context(&context), id, &input).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match outcome {
        Ok(_) => Ok(see(&format!("/households/{id}/sharing?done=recorded"))),
        Err(Error::Invalid(problems)) => {
            let sharing = consent::sharing(&context, id).await.at(&visit)?;
            let page = view(&visit, context.today, &sharing, posted.fields, &problems, None);
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(Failure::new(&visit, error)),
    }
}

fn parse(fields: &Fields) -> Result<Record, Problems> {
    let mut problems = Problems::default();
    let receiver = fields.word("receiver", &mut problems, key!("referral-problem-to"));
    let how = manners().find(|how| how.as_str() == fields.text("how"));
    if how.is_none() {
        problems.add("how", key!("referral-problem-consent-missing"));
    }
    let given_on = fields.word("given_on", &mut problems, key!("referral-problem-date"));
    match (receiver, how, given_on) {
        (Some(receiver), Some(how), Some(given_on)) => Ok(Record {
            person: fields.given("person").and_then(|person| person.parse().ok()),
            receiver,
            fields: fields.all("field").filter_map(|word| word.parse().ok()).collect(),
            how,
            given_on,
        }),
        _ => Err(problems),
    }
}

pub(super) async fn withdraw(
    Staff { context, visit }: Staff,
    Path((id, consent)): Path<(HouseholdId, ConsentId)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let version = posted.fields.text("version").parse().map_err(|_| Error::AlreadySent).at(&visit)?;
    consent::withdraw(&posted.context(&context), id, consent, version).await.at(&visit)?;
    Ok(see(&format!("/households/{id}/sharing?done=withdrawn")))
}
