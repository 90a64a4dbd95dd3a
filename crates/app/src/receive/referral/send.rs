//! Sending a referral: what the form offers, and the act.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use access::{Action, Purpose};
use domain::{
    Actor, ActorId, Consent, ConsentId, ConsentManner, GdprBasis, Ground, GroundRefused, HouseholdId,
    LegalStatus, Link, LinkId, OslGround, PersonId, Reason, Referral, ReferralDraft, ReferralId, SendRefused,
    SharedField, Subject, Why,
};
use jiff::civil::Date;
use languages::key;
use policy::{Source, ids};
use serde::{Deserialize, Serialize};
use store::{
    Change, Reader, Writer,
    receive::{consent::ConsentFile, referral::ReferralWords},
};

use super::shared::plain;
use crate::{
    App, Context, Error, Problems,
    context::Asked,
    receive::{chain::Responsibility, gaps::Situation},
};

/// An answer that may be given to one of the two questions, with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The code of the domain.
    pub code: String,
    /// Where it stands; none for "the law does not bind the sender".
    pub source: Option<Source>,
}

/// What the form can offer for one link today.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The household's reference.
    pub reference: String,
    /// The link.
    pub link: Link,
    /// The name of the person it is about, if it names one.
    pub person: Option<String>,
    /// Who answers for it and would be the sender.
    pub sender: Actor,
    /// Who may be asked.
    pub receivers: Vec<Actor>,
    /// Every actor, for the names in consents.
    pub actors: Arc<BTreeMap<ActorId, Actor>>,
    /// Only an authority may be asked: the rule of the chain, or rule 6 of the domain.
    pub authorities_only: bool,
    /// The bases in the data protection regulation that the sender may use.
    pub bases: Vec<Choice>,
    /// The grounds in the secrecy act that the sender may use.
    pub grounds: Vec<Choice>,
    /// Consents that hold today and are about the people of the link.
    pub consents: Vec<ConsentFile>,
    /// The fields that may be shared at all.
    pub fields: Vec<SharedField>,
    /// The last day for an answer by the policy of today.
    pub answer_by: Date,
    /// Where that comes from.
    pub answer_source: Option<Source>,
    /// Somebody in the household is protected.
    pub protected: bool,
}

/// A consent that is written down together with what rests on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewConsent {
    /// The one person it is about, or nobody for the whole household.
    pub person: Option<PersonId>,
    /// How it was given.
    pub how: ConsentManner,
    /// The day it was given.
    pub given_on: Date,
}

/// Which consent an answer rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentChoice {
    /// One that is recorded.
    Recorded(ConsentId),
    /// The one recorded in the same form.
    New,
}

/// The answer to the first question as chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// One that needs no consent.
    Plain(GdprBasis),
    /// Consent.
    Consent(ConsentChoice),
}

/// The answer to the second question as chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Secrecy {
    /// The person consents.
    Consent(ConsentChoice),
    /// A law obliges.
    Duty(Reason),
    /// Whoever sends has tried it.
    Harmless,
    /// Necessary for the own task.
    Necessary,
    /// With a reservation.
    Reservation(Reason),
    /// The sender is no authority.
    NotApplicable,
}

impl Basis {
    fn code(self) -> &'static str {
        match self {
            Self::Plain(basis) => basis.as_str(),
            Self::Consent(_) => "consent",
        }
    }
}

impl Secrecy {
    fn code(&self) -> &'static str {
        match self {
            Self::Consent(_) => "consent_of_person",
            Self::Duty(_) => "duty_to_provide",
            Self::Harmless => "assessed_harmless",
            Self::Necessary => "necessary",
            Self::Reservation(_) => "with_reservation",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// A referral as filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Send {
    /// The version of the link that the form showed.
    pub version: i64,
    /// Who is asked.
    pub to: ActorId,
    /// Why the data may be processed.
    pub basis: Basis,
    /// Why secrecy does not stand in the way.
    pub secrecy: Secrecy,
    /// The consent recorded in the same form.
    pub new_consent: Option<NewConsent>,
    /// What is told.
    pub fields: BTreeSet<SharedField>,
    /// What is said in own words.
    pub words: ReferralWords,
    /// The last day for an answer.
    pub answer_by: Date,
}

/// A referral was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Its id.
    pub referral: ReferralId,
}

/// What the form offers. The household's record is opened for it, so that is logged.
pub async fn offer(context: &Context, household: HouseholdId, link: LinkId) -> Result<Offer, Error> {
    let context = context.with_purpose(Purpose::CaseWork);
    let mut reader = context.read().await?;
    let (link, facts) = link_of(&mut reader, household, link).await?;
    let link_facts = reader.link_facts(&link).await?;
    context.require(Action::Refer, &link_facts.into())?;
    context.require(Action::See, &facts.clone().into())?;
    let responsibility = Responsibility::read(&mut reader).await?;
    let situation = Situation::read(&mut reader, household, context.today).await?;
    let person = match link.person {
        None => None,
        Some(person) => {
            Some(reader.person(person).await?.person.name.display_name(domain::NameOrder::GivenFirst))
        }
    };
    let consents = reader.consents_of(household).await?;
    drop(reader);
    context.log_read(household, "referral").await?;

    let today = context.today;
    let sender = responsibility.map.actors.get(&link.accountable).cloned().ok_or(Error::NotFound)?;
    let authorities_only = authorities_only(&context.app, &situation, &link, today);
    let file = situation.file;
    let mut receivers: Vec<Actor> = responsibility
        .map
        .actors
        .values()
        .filter(|actor| actor.id != sender.id && actor.is_active_on(today))
        .filter(|actor| actor.is_authority() || !authorities_only)
        .cloned()
        .collect();
    receivers.sort_by(|one, other| one.name.cmp(&other.name));
    let fields = SharedField::ALL
        .iter()
        .copied()
        .filter(|field| *field != SharedField::AddressArea || file.protection.stores_address())
        .collect();
    let (bases, grounds) = choices(&context.app, &sender, today);
    Ok(Offer {
        reference: file.reference,
        person,
        receivers,
        authorities_only,
        bases,
        grounds,
        consents: consents
            .into_iter()
            .filter(|file| {
                let consent = &file.consent;
                consent.is_about(&link) && consent.covers(consent.receiver, &BTreeSet::new(), today)
            })
            .collect(),
        fields,
        answer_by: context.app.policy.due(ids::REFERRAL_ANSWER, today).map_err(|_| policy_too_old())?,
        answer_source: context
            .app
            .policy
            .deadline(ids::REFERRAL_ANSWER, today)
            .map(|rule| rule.source.clone()),
        protected: facts.protected,
        actors: responsibility.map.actors.clone(),
        sender,
        link,
    })
}

/// Sends a referral. Whoever was accountable stays so until the receiver has accepted.
pub async fn send(
    context: &Context,
    household: HouseholdId,
    link: LinkId,
    input: &Send,
) -> Result<Sent, Error> {
    let context = context.with_purpose(Purpose::CaseWork);
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(sent) => return Ok(sent),
    };
    let (link, facts) = link_of(&mut writer, household, link).await?;
    let link_facts = writer.link_facts(&link).await?;
    context.require(Action::Refer, &link_facts.into())?;
    if link.version != input.version {
        return Err(Error::Conflict { based_on: input.version, now: link.version });
    }
    let responsibility = Responsibility::read(&mut writer).await?;
    super::require_duty(context.today, &responsibility, &link)?;
    let sender = responsibility.map.actors.get(&link.accountable).ok_or(Error::NotFound)?;
    let receiver = responsibility
        .map
        .actors
        .get(&input.to)
        .ok_or_else(|| Problems::one("to", key!("referral-problem-to")))?;
    let situation = Situation::read(&mut writer, household, context.today).await?;
    let authorities_only = authorities_only(&context.app, &situation, &link, context.today);
    check(&context, &link, authorities_only, sender, receiver, input)?;

    let new_consent = match &input.new_consent {
        None => None,
        Some(new) => {
            context.require(Action::Edit, &facts.clone().into())?;
            Some(record_consent(&context, &mut writer, &link, input, new).await?)
        }
    };
    let ground = ground(&context, input, new_consent)?;
    let consents = plain(writer.consents_of(household).await?);
    let draft = ReferralDraft {
        id: ReferralId::from_random(context.app.dice.draw()),
        ground,
        fields: input.fields.clone(),
        answer_by: input.answer_by,
    };
    let referral = Referral::send(draft, &link, sender, receiver, &consents, context.today)
        .map_err(|refused| problem_of(refused, input))?;
    let link = link.refer(&referral, receiver, context.today).map_err(|refused| match refused.why {
        Why::NotAnAuthority => Problems::one("to", key!("referral-problem-authority-only")),
        Why::ActorNotActive => Problems::one("to", key!("referral-problem-ended")),
        _ => super::refused_by_link(),
    })?;

    writer.insert_referral(&referral, household, &input.words).await?;
    super::note_referral(&mut writer, "referral.sent", &referral, household);
    super::save_link(context.today, &mut writer, &responsibility, &link, "link.referred").await?;
    let letter = (key!("referral-letter-sent-subject"), key!("referral-letter-sent"));
    super::post_letter(&context.app, &mut writer, receiver, sender, letter, &referral).await?;
    context.finish(writer, Sent { referral: referral.id }).await
}

async fn link_of(
    reader: &mut Reader,
    household: HouseholdId,
    link: LinkId,
) -> Result<(Link, access::resource::Household), Error> {
    let link = reader.link(link).await?;
    if link.household != household {
        return Err(Error::NotFound);
    }
    Ok((link, reader.household_facts(household).await?))
}

fn policy_too_old() -> Error {
    Error::Refused("refused-policy-too-old".to_owned())
}

/// Whether only an authority may be asked for this link: by the dated rules for the legal statuses of those it is about,
/// or by rule 6. Where they disagree, as for siblings of whom one came alone, the strictest holds.
fn authorities_only(app: &App, situation: &Situation, link: &Link, today: Date) -> bool {
    let about: Vec<LegalStatus> = situation
        .members
        .iter()
        .filter(|(person, _)| link.person.is_none_or(|named| named == person.id))
        .map(|(_, status)| *status)
        .collect();
    let by_rule = app.policy.chain_template(today).is_some_and(|template| {
        template.links().any(|rule| {
            rule.kind == link.kind
                && !rule.referable_to_non_authority
                && rule.statuses.iter().any(|status| about.contains(status))
        })
    });
    link.for_unaccompanied_child || by_rule
}

/// The answers this sender may give to the two questions today. The law does not give every answer to everybody; what
/// depends on the receiver is checked when it is sent.
fn choices(app: &App, sender: &Actor, today: Date) -> (Vec<Choice>, Vec<Choice>) {
    let authority = sender.is_authority();
    let choice =
        |dated: &policy::DatedGround| Choice { code: dated.code.clone(), source: Some(dated.source.clone()) };
    let bases = app
        .policy
        .legal_bases(today)
        .filter(|basis| !authority || basis.code != GdprBasis::LegitimateInterest.as_str())
        .map(choice)
        .collect();
    let grounds = if authority {
        app.policy.secrecy_grounds(today).map(choice).collect()
    } else {
        vec![Choice { code: OslGround::NotApplicable.as_str().to_owned(), source: None }]
    };
    (bases, grounds)
}

/// What the domain cannot know: the dated policy, and what belongs together in the form.
fn check(
    context: &Context,
    link: &Link,
    authorities_only: bool,
    sender: &Actor,
    receiver: &Actor,
    input: &Send,
) -> Result<(), Error> {
    let mut problems = Problems::default();
    if authorities_only && !receiver.is_authority() {
        problems.add("to", key!("referral-problem-authority-only"));
    }
    let (bases, grounds) = choices(&context.app, sender, context.today);
    if bases.iter().all(|choice| choice.code != input.basis.code()) {
        problems.add("gdpr", key!("referral-problem-gdpr"));
    }
    if grounds.iter().all(|choice| choice.code != input.secrecy.code()) {
        problems.add("osl", key!("referral-problem-osl"));
    }
    let wants_new = [consent_of(&input.basis), consent_of_secrecy(&input.secrecy)]
        .into_iter()
        .flatten()
        .any(|choice| choice == ConsentChoice::New);
    match &input.new_consent {
        None if wants_new => problems.add("consent_how", key!("referral-problem-consent-missing")),
        Some(new) if new.given_on > context.today => {
            problems.add("consent_given_on", key!("referral-problem-consent-future"));
        }
        Some(new) if new.person.is_some() && new.person != link.person => {
            problems.add("consent_person", key!("referral-problem-consent-person"));
        }
        _ => {}
    }
    let words = [
        (SharedField::MeetingTimes, "meeting_times", &input.words.meeting_times),
        (SharedField::AccessNeeds, "access_needs", &input.words.access_needs),
    ];
    for (field, name, text) in words {
        if input.fields.contains(&field) && text.is_none() {
            problems.add(name, key!("referral-problem-words"));
        }
    }
    problems.check()
}

fn consent_of(basis: &Basis) -> Option<ConsentChoice> {
    match basis {
        Basis::Consent(choice) => Some(*choice),
        Basis::Plain(_) => None,
    }
}

fn consent_of_secrecy(secrecy: &Secrecy) -> Option<ConsentChoice> {
    match secrecy {
        Secrecy::Consent(choice) => Some(*choice),
        _ => None,
    }
}

async fn record_consent(
    context: &Context,
    writer: &mut Writer,
    link: &Link,
    input: &Send,
    new: &NewConsent,
) -> Result<ConsentId, Error> {
    let consent = Consent {
        id: ConsentId::from_random(context.app.dice.draw()),
        subject: new.person.map_or(Subject::Household(link.household), Subject::Person),
        receiver: input.to,
        fields: input.fields.clone(),
        given_on: new.given_on,
        withdrawn_on: None,
        how: new.how,
    };
    writer.insert_consent(&consent, link.household, context.user.id).await?;
    writer.note(Change {
        action: "consent.recorded",
        object: consent.id.uuid(),
        household: Some(link.household),
        detail: String::new(),
    });
    Ok(consent.id)
}

fn ground(context: &Context, input: &Send, new_consent: Option<ConsentId>) -> Result<Ground, Error> {
    let consent = |choice| match choice {
        ConsentChoice::Recorded(id) => Ok(id),
        ConsentChoice::New => {
            new_consent.ok_or_else(|| Problems::one("consent_how", key!("referral-problem-consent-missing")))
        }
    };
    Ok(Ground {
        gdpr: match input.basis {
            Basis::Plain(basis) => basis,
            Basis::Consent(choice) => GdprBasis::Consent(consent(choice)?),
        },
        osl: match &input.secrecy {
            Secrecy::Consent(choice) => OslGround::ConsentOfPerson(consent(*choice)?),
            Secrecy::Duty(provision) => OslGround::DutyToProvide { provision: provision.clone() },
            Secrecy::Harmless => OslGround::AssessedHarmless { by: context.user.id },
            Secrecy::Necessary => OslGround::Necessary,
            Secrecy::Reservation(reservation) => {
                OslGround::WithReservation { reservation: reservation.clone() }
            }
            Secrecy::NotApplicable => OslGround::NotApplicable,
        },
    })
}

/// Where in the form a refusal of the domain is to be corrected.
fn problem_of(refused: SendRefused, input: &Send) -> Error {
    let at_consent = |id: ConsentId, message| {
        let in_basis = consent_of(&input.basis) == Some(ConsentChoice::Recorded(id));
        Problems::one(if in_basis { "gdpr_consent" } else { "osl_consent" }, message)
    };
    match refused {
        SendRefused::Ground(ground) => match ground {
            GroundRefused::AuthorityWithoutGround => Problems::one("osl", key!("referral-problem-osl")),
            GroundRefused::NotBoundByOsl => Problems::one("osl", key!("referral-problem-osl-not-bound")),
            GroundRefused::DutyTowardsPrivate => Problems::one("osl", key!("referral-problem-osl-duty")),
            GroundRefused::ReservationTowardsAuthority => {
                Problems::one("osl", key!("referral-problem-osl-reservation"))
            }
            GroundRefused::LegitimateInterestOfAuthority => {
                Problems::one("gdpr", key!("referral-problem-gdpr-interest"))
            }
        },
        SendRefused::ConsentUnknown(id) => at_consent(id, key!("referral-problem-consent-unknown")),
        SendRefused::ConsentDoesNotCover(id) => at_consent(id, key!("referral-problem-consent-covers")),
        SendRefused::NotAccountable => super::refused_by_link(),
        SendRefused::ToItself => Problems::one("to", key!("referral-problem-itself")),
        SendRefused::ActorNotActive(id) if id == input.to => {
            Problems::one("to", key!("referral-problem-ended"))
        }
        SendRefused::ActorNotActive(_) => Error::Refused("refused-sender-ended".to_owned()),
        SendRefused::AnswerBeforeSending => Problems::one("answer_by", key!("referral-problem-answer-by")),
    }
}
