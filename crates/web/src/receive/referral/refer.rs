//! The form that sends a referral: to whom, why it may leave, what is told.

use std::collections::BTreeSet;

use app::{
    Error, Problems,
    receive::referral::send::{self, Basis, Choice, ConsentChoice, NewConsent, Offer, Secrecy, Send},
};
use askama::Template;
use axum::{extract::Path, http::StatusCode, response::Response};
use domain::{ConsentManner, GdprBasis, HouseholdId, LinkId, LinkStateCode, Reason, SharedField};
use languages::{Speaker, key};
use store::receive::{consent::ConsentFile, referral::ReferralWords};

use super::{Tick, field_list};
use crate::{
    form::{Fields, Posted},
    page::Page,
    party::{Staff, Visit},
    reply::{Failure, OrFail as _, html, see, with_status},
};

/// The longest message: a page and a half.
const LONGEST: usize = 4_000;

/// What a receiver needs in order to answer, and little else: ticked until somebody decides otherwise.
const USUAL: [SharedField; 3] =
    [SharedField::NeedsOfLink, SharedField::LanguagesAndInterpreter, SharedField::HouseholdSize];

/// How staff can be told of a consent. The own page is the household's own way.
pub(super) fn manners() -> impl Iterator<Item = ConsentManner> {
    ConsentManner::ALL.iter().copied().filter(|how| *how != ConsentManner::OwnPage)
}

struct ChoiceView {
    code: String,
    label: String,
    citation: String,
    address: Option<String>,
    note: Option<String>,
    on: bool,
}

/// What was chosen, and what is saved now, when somebody was faster.
struct Conflict {
    yours: String,
    theirs: String,
    accountable: String,
}

#[derive(Template)]
#[template(path = "receive/referral_form.html")]
struct Form {
    page: Page,
    household: HouseholdId,
    link: LinkId,
    reference: String,
    kind: String,
    person: Option<String>,
    person_id: Option<String>,
    sender: String,
    version: i64,
    receivers: Vec<Tick>,
    authorities_only: bool,
    bases: Vec<ChoiceView>,
    grounds: Vec<ChoiceView>,
    consents: Vec<(String, String)>,
    manners: Vec<Tick>,
    ticks: Vec<Tick>,
    answer_source: String,
    protected: bool,
    referable: bool,
    fields: Fields,
    conflict: Option<Conflict>,
}

impl Form {
    /// What was typed in a field.
    fn v(&self, name: &str) -> &str {
        self.fields.text(name)
    }
}

pub(super) async fn ask(
    Staff { context, visit }: Staff,
    Path((household, link)): Path<(HouseholdId, LinkId)>,
) -> Result<Response, Failure> {
    let offer = send::offer(&context, household, link).await.at(&visit)?;
    let mut fields = Fields::default()
        .with("answer_by", offer.answer_by.to_string())
        .with("consent_given_on", context.today.to_string());
    // Where the law gives one answer only, it is given.
    if let [only] = offer.grounds.as_slice() {
        fields = fields.with("osl", only.code.clone());
    }
    let usual = USUAL.into_iter().collect();
    Ok(html(&form(&visit, household, &offer, fields, &usual, &Problems::default())))
}

fn form(
    visit: &Visit,
    household: HouseholdId,
    offer: &Offer,
    fields: Fields,
    ticked: &BTreeSet<SharedField>,
    problems: &Problems,
) -> Form {
    let l = &visit.speaker;
    let code = offer.link.state.code();
    Form {
        page: Page::new(visit, key!("referral-new")).with_problems(problems),
        household,
        link: offer.link.id,
        reference: offer.reference.clone(),
        kind: l.tf("link", &offer.link.kind).into_owned(),
        person: offer.person.clone(),
        person_id: offer.link.person.map(|person| person.to_string()),
        sender: offer.sender.name.clone(),
        version: offer.link.version,
        receivers: offer
            .receivers
            .iter()
            .map(|actor| Tick {
                value: actor.id.to_string(),
                label: format!("{} · {}", actor.name, l.tf("actor_kind", actor.kind)),
                on: fields.text("to") == actor.id.to_string(),
            })
            .collect(),
        authorities_only: offer.authorities_only,
        bases: offer
            .bases
            .iter()
            .map(|choice| {
                choice_view(choice, l.tf("gdpr_basis", &choice.code).into_owned(), fields.text("gdpr"))
            })
            .collect(),
        grounds: offer
            .grounds
            .iter()
            .map(|choice| {
                choice_view(choice, l.tf("osl_ground", &choice.code).into_owned(), fields.text("osl"))
            })
            .collect(),
        consents: offer
            .consents
            .iter()
            .map(|file| (file.consent.id.to_string(), consent_words(l, offer, file)))
            .collect(),
        manners: manners()
            .map(|how| Tick {
                value: how.to_string(),
                label: l.tf("consent_manner", how).into_owned(),
                on: fields.text("consent_how") == how.as_str(),
            })
            .collect(),
        ticks: offer
            .fields
            .iter()
            .map(|field| Tick {
                value: field.to_string(),
                label: l.tf("field", field).into_owned(),
                on: ticked.contains(field),
            })
            .collect(),
        answer_source: offer.answer_source.as_ref().map(policy::Source::citation).unwrap_or_default(),
        protected: offer.protected,
        referable: code == LinkStateCode::Planned
            || matches!(offer.link.state, domain::LinkState::Ongoing { referral: None }),
        fields,
        conflict: None,
    }
}

fn choice_view(choice: &Choice, label: String, chosen: &str) -> ChoiceView {
    let source = choice.source.as_ref();
    ChoiceView {
        label,
        citation: source.map(policy::Source::citation).unwrap_or_default(),
        address: source.and_then(policy::Source::address).map(str::to_owned),
        note: source.and_then(policy::Source::note).map(str::to_owned),
        on: chosen == choice.code,
        code: choice.code.clone(),
    }
}

fn consent_words(l: &Speaker, offer: &Offer, file: &ConsentFile) -> String {
    let actor = offer.actors.get(&file.consent.receiver).map_or("", |actor| actor.name.as_str());
    l.ta(
        "referral-consent-given",
        &[
            ("date", l.date(file.consent.given_on).into()),
            ("actor", actor.into()),
            ("fields", field_list(l, &file.consent.fields).into()),
        ],
    )
}

pub(super) async fn send(
    Staff { context, visit }: Staff,
    Path((household, link)): Path<(HouseholdId, LinkId)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let outcome = match parse(&posted.fields) {
        Ok(input) => send::send(&posted.context(&context), household, link, &input).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let conflict = matches!(outcome, Err(Error::Conflict { .. }));
    let problems = match outcome {
        Ok(sent) => return Ok(see(&format!("/referrals/{}?done=sent", sent.referral))),
        Err(Error::Invalid(problems)) => problems,
        Err(Error::Conflict { .. }) => Problems::default(),
        Err(error) => return Err(Failure::new(&visit, error)),
    };
    // Nothing typed is lost: the form comes back as it was, with what to do beside each field.
    let offer = send::offer(&context, household, link).await.at(&visit)?;
    let ticked = posted.fields.all("field").filter_map(|word| word.parse().ok()).collect();
    let mut form = form(&visit, household, &offer, posted.fields, &ticked, &problems);
    if conflict {
        let l = &visit.speaker;
        let chosen = offer.receivers.iter().find(|actor| actor.id.to_string() == form.v("to"));
        form.conflict = Some(Conflict {
            yours: chosen.map(|actor| actor.name.clone()).unwrap_or_default(),
            theirs: l.tf("link_state", offer.link.state.code()).into_owned(),
            accountable: offer.sender.name.clone(),
        });
        return Ok(with_status(StatusCode::CONFLICT, &form));
    }
    Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &form))
}

fn parse(fields: &Fields) -> Result<Send, Problems> {
    let mut problems = Problems::default();
    let to = fields.word("to", &mut problems, key!("referral-problem-to"));
    let basis = parse_basis(fields, &mut problems);
    let secrecy = parse_secrecy(fields, &mut problems);
    let answer_by = fields.word("answer_by", &mut problems, key!("referral-problem-answer-by"));
    let mut text = |name: &str| {
        let text = fields.given(name).map(str::to_owned);
        if text.as_ref().is_some_and(|text| text.chars().count() > LONGEST) {
            problems.add(name, key!("referral-problem-too-long"));
        }
        text
    };
    let words = ReferralWords {
        message: text("message"),
        meeting_times: text("meeting_times"),
        access_needs: text("access_needs"),
        answer: None,
    };
    let wants_new =
        ["gdpr", "osl"].into_iter().zip(["gdpr_consent", "osl_consent"]).any(|(question, consent)| {
            matches!(fields.text(question), "consent" | "consent_of_person") && fields.text(consent) == "new"
        });
    let new_consent = if wants_new { parse_new_consent(fields, &mut problems) } else { None };
    // A form without a version is none of ours.
    let version = fields.text("version").parse().unwrap_or_default();
    match (to, basis, secrecy, answer_by) {
        (Some(to), Some(basis), Some(secrecy), Some(answer_by)) if problems.0.is_empty() => {
            let fields: BTreeSet<SharedField> =
                fields.all("field").filter_map(|word| word.parse().ok()).collect();
            let words = ReferralWords {
                meeting_times: words.meeting_times.filter(|_| fields.contains(&SharedField::MeetingTimes)),
                access_needs: words.access_needs.filter(|_| fields.contains(&SharedField::AccessNeeds)),
                ..words
            };
            Ok(Send { version, to, basis, secrecy, new_consent, fields, words, answer_by })
        }
        _ => Err(problems),
    }
}

fn parse_basis(fields: &Fields, problems: &mut Problems) -> Option<Basis> {
    match fields.text("gdpr") {
        "public_task" => Some(Basis::Plain(GdprBasis::PublicTask)),
        "legal_obligation" => Some(Basis::Plain(GdprBasis::LegalObligation)),
        "vital_interest" => Some(Basis::Plain(GdprBasis::VitalInterest)),
        "legitimate_interest" => Some(Basis::Plain(GdprBasis::LegitimateInterest)),
        "consent" => parse_consent(fields, "gdpr_consent", problems).map(Basis::Consent),
        _ => {
            problems.add("gdpr", key!("referral-problem-gdpr"));
            None
        }
    }
}

fn parse_secrecy(fields: &Fields, problems: &mut Problems) -> Option<Secrecy> {
    let mut words = |name: &str, message| {
        let reason = fields.text(name).parse::<Reason>().ok();
        if reason.is_none() {
            problems.add(name, message);
        }
        reason
    };
    match fields.text("osl") {
        "consent_of_person" => parse_consent(fields, "osl_consent", problems).map(Secrecy::Consent),
        "duty_to_provide" => words("provision", key!("referral-problem-provision")).map(Secrecy::Duty),
        "assessed_harmless" => Some(Secrecy::Harmless),
        "necessary" => Some(Secrecy::Necessary),
        "with_reservation" => {
            words("reservation", key!("referral-problem-reservation")).map(Secrecy::Reservation)
        }
        "not_applicable" => Some(Secrecy::NotApplicable),
        _ => {
            problems.add("osl", key!("referral-problem-osl"));
            None
        }
    }
}

fn parse_consent(fields: &Fields, name: &str, problems: &mut Problems) -> Option<ConsentChoice> {
    match fields.text(name) {
        "new" => Some(ConsentChoice::New),
        text => {
            let recorded = text.parse().ok().map(ConsentChoice::Recorded);
            if recorded.is_none() {
                problems.add(name, key!("referral-problem-consent-choose"));
            }
            recorded
        }
    }
}

fn parse_new_consent(fields: &Fields, problems: &mut Problems) -> Option<NewConsent> {
    let how = manners().find(|how| how.as_str() == fields.text("consent_how"));
    if how.is_none() {
        problems.add("consent_how", key!("referral-problem-consent-missing"));
    }
    let given_on = fields.word("consent_given_on", problems, key!("referral-problem-date"));
    let person = fields.given("consent_person").and_then(|person| person.parse().ok());
    Some(NewConsent { person, how: how?, given_on: given_on? })
}
