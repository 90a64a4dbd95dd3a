//! Handing links over: sending a referral, answering it, what its receiver may see, and the consents it rests on.
//!
//! A referral and its link are two records that move together. Every step here fetches both, asks `access` about what
//! was fetched, lets the domain make the transition, and writes both in one transaction; if the step leaves the link
//! with somebody who no longer takes part, it falls back in that same transaction (rule 1 of the domain).

pub mod answer;
pub mod consent;
pub mod inbox;
pub mod send;
pub mod shared;
pub mod task;

use domain::{Actor, HouseholdId, Link, MessageId, Referral};
use jiff::civil::Date;
use languages::Lang;
use store::{
    Change, Writer,
    outbox::{Message, MessageKind},
};

use super::{
    chain::Responsibility,
    settle::{duty_has_expired, settle_one},
};
use crate::{App, Error};

/// Nobody can be given a link under a duty that has expired.
fn require_duty(today: Date, responsibility: &Responsibility, link: &Link) -> Result<(), Error> {
    if duty_has_expired(responsibility, link.duty, today) {
        return Err(Error::Refused("refused-duty-expired".to_owned()));
    }
    Ok(())
}

/// The link is not where the step needs it to be.
fn refused_by_link() -> Error {
    Error::Refused("refused-link-elsewhere".to_owned())
}

/// Writes the link after its referral, makes rule 1 true for it, and brings what is derived up to date. A referral adds
/// no link and takes none away, so the number of missing kinds stands as it is.
async fn save_link(
    today: Date,
    writer: &mut Writer,
    responsibility: &Responsibility,
    link: &Link,
    event: &'static str,
) -> Result<(), Error> {
    writer.update_link(link).await?;
    writer.note(Change {
        action: event,
        object: link.id.uuid(),
        household: Some(link.household),
        detail: link.state.as_str().to_owned(),
    });
    settle_one(writer, responsibility, link.id, today).await?;
    let gaps = writer.known_gaps(link.household).await?;
    writer.refresh_household(link.household, gaps, today).await?;
    Ok(())
}

/// Notes what happened to a referral.
fn note_referral(writer: &mut Writer, action: &'static str, referral: &Referral, household: HouseholdId) {
    writer.note(Change {
        action,
        object: referral.id.uuid(),
        household: Some(household),
        detail: referral.state.as_str().to_owned(),
    });
}

/// Puts a letter to an actor in the outbox: that something waits, who it comes from, and where to read it. Nothing of
/// the household goes by mail. An actor without an address gets none; its people find the referral in their list.
async fn post_letter(
    app: &App,
    writer: &mut Writer,
    to: &Actor,
    from: &Actor,
    (subject, body): (&'static str, &'static str),
    referral: &Referral,
) -> Result<(), Error> {
    let Some(address) = to.contact.email.clone() else { return Ok(()) };
    let speaker = app.languages.speak(Lang::default());
    let answer_by = speaker.date(referral.answer_by);
    let link = format!("{}/referrals/{}", app.settings.public_url, referral.id);
    let args = [
        ("actor", from.name.as_str().into()),
        ("link", link.as_str().into()),
        ("date", answer_by.as_str().into()),
    ];
    writer
        .post(&Message {
            id: MessageId::from_random(app.dice.draw()),
            kind: MessageKind::Letter,
            recipient: address,
            subject: speaker.t(subject).into_owned(),
            body: speaker.ta(body, &args).into_bytes(),
            attempts: 0,
        })
        .await?;
    Ok(())
}

/// What people call a referral when they speak of it: eight signs of its id. It is on both sides' screens, so that the
/// receiver needs no name and no household reference to ask about it.
pub fn reference(id: domain::ReferralId) -> String {
    let text = id.uuid().simple().to_string().to_uppercase();
    format!("{}-{}", text.get(..4).unwrap_or_default(), text.get(4..8).unwrap_or_default())
}
