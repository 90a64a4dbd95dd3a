//! The newcomer's door: the card with a paper code and a PIN, and what a household sees and says with it.
//!
//! The code finds the household, the PIN proves the holder. Neither is stored: the code as a keyed blind index, the PIN
//! stretched with Argon2id over a keyed value, so that a copy of the database alone is worth no guess.

mod card;
mod code;
mod door;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use access::{Action, resource};
use domain::{
    Actor, ActorId, HouseholdId, Link, LinkId, LinkState, MessageId, Person, PersonId, ReferralId,
    StatusPeriod, TenantId, WishId,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use languages::Lang;
use serde::{Deserialize, Serialize};
use store::{
    Attempt, Change, Reader, Who, Writer,
    outbox::{Message, MessageKind},
    receive::{
        access_log::Access,
        household::HouseholdFile,
        newcomer::{Wish, WishKind},
    },
};

use crate::{App, Error, Problems};

pub(crate) use self::card::withdraw_in;
pub use self::{
    card::{CardState, NewCard, card_state, issue, withdraw},
    code::{Code, NotOnACard, Pin},
    door::{Argon2id, IDLE, Opening, Stretcher, open, open_with},
};

/// How often a household may write to us within a day.
const WISHES_A_DAY: i64 = 30;
/// The longest text of a wish and of an answer, in characters.
const LONGEST_TEXT: usize = 4_000;
/// How many reads of the record are listed.
const READS_SHOWN: i64 = 200;

/// A household that reads its own record: the first argument of every use case behind the door.
#[derive(Clone)]
pub struct Insider {
    app: App,
    who: Who,
    household: HouseholdId,
    now: Timestamp,
    /// The civil day of the request.
    pub today: Date,
    attempt: Option<Attempt>,
}

/// One link as its household sees it.
#[derive(Clone, Debug)]
pub struct OwnLink {
    /// The link.
    pub link: Link,
    /// Who is asked, while a referral waits for its answer.
    pub asked: Option<ActorId>,
    /// The household has said no, and has not changed its mind.
    pub declined: bool,
}

/// Everything a household sees of its own record.
#[derive(Clone, Debug)]
pub struct OwnRecord {
    /// The file.
    pub file: HouseholdFile,
    /// Who is in it today. Whoever has left has a record elsewhere, which is not shown here.
    pub people: Vec<(Person, Option<String>)>,
    /// Their legal statuses today.
    pub statuses: Vec<(PersonId, StatusPeriod)>,
    /// Their links and those of the whole household, most urgent first.
    pub links: Vec<OwnLink>,
    /// The next step: the first open link that is not resting and not declined.
    pub next: Option<LinkId>,
    /// What they have said, latest first.
    pub wishes: Vec<Wish>,
    /// The tenant's actors.
    pub actors: Arc<BTreeMap<ActorId, Actor>>,
    /// Whether their data is protected.
    pub protected: bool,
}

impl OwnRecord {
    /// A link of one's own.
    pub fn link(&self, id: LinkId) -> Option<&OwnLink> {
        self.links.iter().find(|own| own.link.id == id)
    }

    /// Who receives what is said about a link, or about the record: the actor that answers for the link, or for the
    /// next step, or that registered the household.
    pub fn receiver(&self, about: Option<LinkId>) -> ActorId {
        about
            .or(self.next)
            .and_then(|id| self.link(id))
            .map_or(self.file.registered_by_actor, |own| own.link.accountable)
    }
}

/// Who has read the record.
#[derive(Clone, Debug)]
pub struct Readers {
    /// How often it was read in all.
    pub count: i64,
    /// The latest reads.
    pub latest: Vec<Access>,
}

/// Something to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Say {
    /// What.
    pub kind: WishKind,
    /// About which link.
    pub link: Option<LinkId>,
    /// In own words.
    pub text: Option<String>,
    /// The language of the page.
    pub language: String,
}

/// What was said has arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Where: the name of the actor that answers.
    pub to: String,
}

impl Insider {
    /// The household whose session a browser holds.
    pub fn new(app: &App, tenant: TenantId, household: HouseholdId, attempt: Option<Attempt>) -> Self {
        Self {
            app: app.clone(),
            who: Who { household: Some(household), ..Who::program(tenant) },
            household,
            now: app.clock.now(),
            today: app.today(),
            attempt,
        }
    }

    /// Decides on the fetched record. A session whose card is no longer in force opens nothing.
    async fn require(&self, reader: &mut Reader, action: Action) -> Result<resource::Household, Error> {
        let facts = reader.household_facts(self.household).await?;
        let newcomer = access::Newcomer {
            tenant: self.who.tenant,
            household: self.household,
            valid: reader.card_of(self.household).await?.is_some(),
        };
        if self.app.access.decide_newcomer(&newcomer, action, &facts.clone().into()).allowed {
            Ok(facts)
        } else {
            Err(Error::SignedOut)
        }
    }

    /// One's own record.
    pub async fn record(&self) -> Result<OwnRecord, Error> {
        let mut reader = self.app.store.read(&self.who).await?;
        self.record_in(&mut reader).await
    }

    async fn record_in(&self, reader: &mut Reader) -> Result<OwnRecord, Error> {
        let facts = self.require(reader, Action::SeeOwn).await?;
        let file = reader.household(self.household).await?;
        let here = members_today(&file, self.today);
        let people = reader.people_of(self.household).await?;
        let statuses = reader.statuses_of(self.household).await?;
        let asked: BTreeMap<ReferralId, ActorId> = reader
            .asked_for(self.household)
            .await?
            .into_iter()
            .map(|asked| (asked.referral, asked.actor))
            .collect();
        let wishes = reader.wishes_of(self.household).await?;
        let mut links: Vec<OwnLink> = reader
            .links_of(self.household)
            .await?
            .into_iter()
            .filter(|link| link.person.is_none_or(|person| here.contains(&person)))
            .map(|link| OwnLink {
                asked: match link.state {
                    LinkState::Referred { referral } => asked.get(&referral).copied(),
                    _ => None,
                },
                declined: link.is_open() && has_declined(&wishes, link.id),
                link,
            })
            .collect();
        links.sort_by_key(|own| {
            (own.link.deadline.is_none(), own.link.deadline, own.link.kind.clone(), own.link.id)
        });
        let waits = |own: &&OwnLink| {
            own.link.is_open() && !own.declined && !matches!(own.link.state, LinkState::Paused { .. })
        };
        Ok(OwnRecord {
            next: links.iter().find(waits).map(|own| own.link.id),
            people: people
                .into_iter()
                .filter(|record| here.contains(&record.person.id))
                .map(|record| (record.person, record.phone))
                .collect(),
            statuses: statuses
                .into_iter()
                .filter(|(person, period)| here.contains(person) && period.interval.contains(self.today))
                .collect(),
            links,
            wishes,
            actors: reader.responsibility_map().await?.actors.clone(),
            protected: facts.protected,
            file,
        })
    }

    /// Who has read one's record.
    pub async fn readers(&self) -> Result<Readers, Error> {
        let mut reader = self.app.store.read(&self.who).await?;
        self.require(&mut reader, Action::SeeAudit).await?;
        Ok(Readers {
            count: reader.count_reads(self.household).await?,
            latest: reader.reads_of(self.household, READS_SHOWN).await?,
        })
    }

    /// Says something: it is kept sealed, and whoever answers for it is told that something was said.
    pub async fn say(&self, say: &Say) -> Result<Said, Error> {
        let mut writer = self.app.store.write(&self.who, self.now).await?;
        if let Some(attempt) = &self.attempt
            && let Some(earlier) = writer.claim(attempt).await?
        {
            return serde_json::from_str(&earlier).map_err(|_| Error::AlreadySent);
        }
        self.require(&mut writer, Action::Wish).await?;
        let record = self.record_in(&mut writer).await?;
        check(say, &record)?;
        let day = SignedDuration::from_hours(24);
        if writer.count_attempt(&format!("wish {}", self.household), self.now - day).await? > WISHES_A_DAY {
            return Err(Error::TooMany);
        }
        let wish = Wish {
            id: WishId::from_random(self.app.dice.draw()),
            household: self.household,
            link: say.link,
            kind: say.kind,
            text: say.text.clone(),
            language: say.language.clone(),
            said_at: writer.now(),
            answer: None,
            version: 1,
        };
        writer.insert_wish(&wish).await?;
        writer.note(Change {
            action: "wish.said",
            object: wish.id.uuid(),
            household: Some(self.household),
            detail: wish.kind.as_str().to_owned(),
        });
        let receiver = record.actors.get(&record.receiver(say.link)).ok_or(Error::NotFound)?;
        self.tell(&mut writer, receiver, &record.file.reference).await?;
        let said = Said { to: receiver.name.clone() };
        if let Some(attempt) = &self.attempt {
            writer.answer(attempt, &serde_json::to_string(&said).unwrap_or_default()).await?;
        }
        writer.commit().await?;
        Ok(said)
    }

    /// A letter that something was said, and not what: mail is open to whoever carries it.
    async fn tell(&self, writer: &mut Writer, receiver: &Actor, reference: &str) -> Result<(), Error> {
        let Some(address) = &receiver.contact.email else { return Ok(()) };
        let speaker = self.app.languages.speak(Lang::Sv);
        let link = format!("{}/households/{}/history", self.app.settings.public_url, self.household);
        let body =
            speaker.ta("history-letter-body", &[("reference", reference.into()), ("link", (&link).into())]);
        writer
            .post(&Message {
                id: MessageId::from_random(self.app.dice.draw()),
                kind: MessageKind::Letter,
                recipient: address.clone(),
                subject: speaker.t1("history-letter-subject", "reference", reference),
                body: body.into_bytes(),
                attempts: 0,
            })
            .await?;
        Ok(())
    }
}

/// Whether the household's last word on a link is no.
fn has_declined(latest_first: &[Wish], link: LinkId) -> bool {
    latest_first
        .iter()
        .filter(|wish| wish.link == Some(link))
        .find(|wish| matches!(wish.kind, WishKind::Decline | WishKind::ChangedMind))
        .is_some_and(|wish| wish.kind == WishKind::Decline)
}

/// What must hold of what is said.
fn check(say: &Say, record: &OwnRecord) -> Result<(), Error> {
    // A link that is not one's own does not exist.
    let about = match say.link {
        Some(id) => Some(record.link(id).ok_or(Error::NotFound)?),
        None => None,
    };
    match (say.kind, about) {
        (WishKind::Wrong, _) => {}
        (WishKind::Decline, Some(own)) if own.link.for_unaccompanied_child => {
            // Rule 6 of the domain: nobody turns a child away from socialtjänsten, the child included.
            return Err(Error::Refused("newcomer-refused-child".to_owned()));
        }
        (WishKind::Another | WishKind::Decline, Some(own)) if own.link.is_open() => {}
        (WishKind::ChangedMind, Some(own)) if own.declined => {}
        (WishKind::Another | WishKind::Decline | WishKind::ChangedMind, _) => {
            return Err(Error::Refused("newcomer-refused-closed".to_owned()));
        }
    }
    let mut problems = Problems::default();
    check_text("text", say.text.as_deref(), say.kind == WishKind::Wrong, &mut problems);
    problems.check()
}

/// A text that somebody is to read: there, and not endless.
pub(super) fn check_text(field: &str, text: Option<&str>, needed: bool, problems: &mut Problems) {
    match text {
        None if needed => problems.add(field, "newcomer-problem-empty"),
        Some(text) if text.chars().count() > LONGEST_TEXT => problems.add(field, "newcomer-problem-long"),
        _ => {}
    }
}

/// Who is in a household today.
fn members_today(file: &HouseholdFile, today: Date) -> BTreeSet<PersonId> {
    file.household
        .members
        .iter()
        .filter(|member| member.interval.contains(today))
        .map(|member| member.person)
        .collect()
}
