//! What can be done with a referral once it is sent: accept, decline, begin, finish, give back, take back.

use access::{Action, Purpose, resource};
use domain::{
    DeclineReason, HouseholdId, Link, LinkState, Reason, Referral, ReferralId, ReferralRefused, Refused,
    ReturnReason, Why,
};
use languages::key;
use serde::{Deserialize, Serialize};
use store::Writer;

use crate::{Context, Error, Problems, context::Asked, receive::chain::Responsibility};

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The receiver says yes, and is accountable from then on.
    Accept,
    /// The receiver says no; the sender was accountable all along.
    Decline {
        /// Why.
        reason: DeclineReason,
        /// In words.
        note: Option<Reason>,
    },
    /// The receiver begins, or says what happens next.
    Progress {
        /// What happens next, in words the household can read.
        next_step: String,
    },
    /// The receiver attests that it is done.
    Done,
    /// The receiver gives back what it accepted; the sender is accountable again.
    GiveBack {
        /// Why.
        reason: ReturnReason,
        /// In words.
        note: Option<Reason>,
    },
    /// The sender takes it back before it is answered.
    Withdraw,
}

/// The step was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The household whose link it was.
    pub household: HouseholdId,
}

/// Takes a step. `version` is the referral's as it was shown, and for [`Step::Progress`], which leaves the referral as
/// it is, the link's.
pub async fn take(context: &Context, id: ReferralId, version: i64, step: &Step) -> Result<Taken, Error> {
    let context = context.with_purpose(Purpose::Referral);
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(taken) => return Ok(taken),
    };
    let file = writer.referral(id).await?;
    let facts = writer.referral_facts(id).await?;
    let link = writer.link(file.referral.link).await?;
    require(&context, &mut writer, step, facts, &link).await?;
    let shown = if matches!(step, Step::Progress { .. }) { link.version } else { file.referral.version };
    if shown != version {
        return Err(Error::Conflict { based_on: version, now: shown });
    }
    let responsibility = Responsibility::read(&mut writer).await?;
    let household = file.household;
    let sender = responsibility.map.actors.get(&facts.from).ok_or(Error::NotFound)?;
    let receiver = responsibility.map.actors.get(&facts.to).ok_or(Error::NotFound)?;
    if *step == Step::Accept {
        super::require_duty(context.today, &responsibility, &link)?;
    }

    let moved = transition(&context, step, file.referral, link, receiver)?;
    if !matches!(step, Step::Progress { .. }) {
        writer.update_referral(&moved.referral).await?;
        super::note_referral(&mut writer, moved.action, &moved.referral, household);
    }
    super::save_link(context.today, &mut writer, &responsibility, &moved.link, moved.event).await?;
    if let Some(letter) = moved.letter {
        let (to, from) = if *step == Step::Withdraw { (receiver, sender) } else { (sender, receiver) };
        super::post_letter(&context.app, &mut writer, to, from, letter, &moved.referral).await?;
    }
    context.finish(writer, Taken { household }).await
}

/// Asks about the records that were fetched. Who may not even see the referral learns nothing of it.
async fn require(
    context: &Context,
    writer: &mut Writer,
    step: &Step,
    facts: resource::Referral,
    link: &Link,
) -> Result<(), Error> {
    context.require(Action::See, &facts.into())?;
    match step {
        Step::Accept | Step::Decline { .. } => context.require(Action::Answer, &facts.into()),
        Step::GiveBack { .. } => context.require(Action::Return, &facts.into()),
        Step::Withdraw => context.require(Action::Withdraw, &facts.into()),
        Step::Progress { .. } | Step::Done => {
            let facts = writer.link_facts(link).await?;
            context.require(Action::Attest, &facts.into())
        }
    }
}

/// Both records after a step, and what is said about it.
struct Moved {
    referral: Referral,
    link: Link,
    action: &'static str,
    event: &'static str,
    letter: Option<(&'static str, &'static str)>,
}

fn transition(
    context: &Context,
    step: &Step,
    referral: Referral,
    link: Link,
    receiver: &domain::Actor,
) -> Result<Moved, Error> {
    let (today, user) = (context.today, context.user.id);
    Ok(match step {
        Step::Accept => {
            let referral = referral.accept().map_err(by_referral)?;
            let link = link.accept(&referral, receiver, today).map_err(by_link)?;
            let letter = Some((key!("referral-letter-accepted-subject"), key!("referral-letter-accepted")));
            Moved { referral, link, action: "referral.accepted", event: "link.accepted", letter }
        }
        Step::Decline { reason, note } => {
            let referral = referral.decline(*reason, note.clone()).map_err(by_referral)?;
            let link = link.decline(&referral).map_err(by_link)?;
            let letter = Some((key!("referral-letter-declined-subject"), key!("referral-letter-declined")));
            Moved { referral, link, action: "referral.declined", event: "link.declined", letter }
        }
        Step::Progress { next_step } => {
            let begins = matches!(link.state, LinkState::Accepted { .. });
            let works = matches!(link.state, LinkState::Ongoing { referral: Some(id) } if id == referral.id);
            let link = if begins { link.start().map_err(by_link)? } else { link };
            if !begins && !works {
                return Err(super::refused_by_link());
            }
            let event = if begins { "link.started" } else { "link.next_step" };
            let link = link.with_next_step(next_step.clone());
            Moved { referral, link, action: event, event, letter: None }
        }
        Step::Done => {
            // Work that was never said to have begun has begun when it is done.
            let link = if matches!(link.state, LinkState::Accepted { .. }) {
                link.start().map_err(by_link)?
            } else {
                link
            };
            let link = link.complete(today, user).map_err(by_link)?;
            let referral = referral.complete(user, today).map_err(by_referral)?;
            let letter = Some((key!("referral-letter-done-subject"), key!("referral-letter-done")));
            Moved { referral, link, action: "referral.done", event: "link.done", letter }
        }
        Step::GiveBack { reason, note } => {
            let referral = referral.give_back(*reason, note.clone()).map_err(by_referral)?;
            let link = link.return_to_sender(&referral).map_err(by_link)?;
            let letter = Some((key!("referral-letter-returned-subject"), key!("referral-letter-returned")));
            Moved { referral, link, action: "referral.returned", event: "link.returned", letter }
        }
        Step::Withdraw => {
            let referral = referral.withdraw().map_err(by_referral)?;
            let link = link.withdraw(&referral).map_err(by_link)?;
            let letter = Some((key!("referral-letter-withdrawn-subject"), key!("referral-letter-withdrawn")));
            Moved { referral, link, action: "referral.withdrawn", event: "link.withdrawn", letter }
        }
    })
}

fn by_referral(refused: ReferralRefused) -> Error {
    match refused {
        ReferralRefused::WrongState { .. } => Error::Refused("refused-referral-answered".to_owned()),
        ReferralRefused::NoteMissing => Problems::one("note", key!("referral-problem-note")),
    }
}

fn by_link(refused: Refused) -> Error {
    match refused.why {
        Why::ActorNotActive => Error::Refused("refused-receiver-ended".to_owned()),
        Why::NotAnAuthority => Error::Refused("refused-authority-only".to_owned()),
        _ => super::refused_by_link(),
    }
}
