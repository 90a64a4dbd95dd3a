//! Sends what waits in the outbox.

use domain::TenantId;
use jiff::SignedDuration;
use store::{Who, outbox::MessageKind};

use crate::{App, Error, sign_in};

/// Sends every due message of every tenant; gives how many left.
pub async fn send_due(app: &App) -> Result<usize, Error> {
    let mut sent = 0;
    for tenant in app.store.tenants().await? {
        sent += send_due_of(app.clone(), tenant.id).await?;
    }
    Ok(sent)
}

/// Sends every due message of one tenant; gives how many left. A letter that fails waits longer each time.
pub async fn send_due_of(app: App, tenant: TenantId) -> Result<usize, Error> {
    let who = Who::program(tenant);
    let now = app.clock.now();
    // A lease is a write; an empty outbox, which is the usual one, costs only this look.
    if app.store.read(&who).await?.due_messages(now, 1).await?.is_empty() {
        return Ok(0);
    }
    let mut writer = app.store.write(&who, now).await?;
    let holder = uuid::Uuid::from_bytes(app.dice.draw());
    let mine = writer.take_lease("outbox", holder, now + SignedDuration::from_mins(1)).await?;
    writer.commit().await?;
    if !mine {
        return Ok(0);
    }
    let mut sent = 0;
    let due = app.store.read(&who).await?.due_messages(now, 100).await?;
    for message in due {
        let outcome = match message.kind {
            MessageKind::Letter => Ok(Some(messages::Letter {
                id: message.id.to_string(),
                to: message.recipient.clone(),
                subject: message.subject.clone(),
                body: String::from_utf8_lossy(&message.body).into_owned(),
            })),
            MessageKind::SignIn => sign_in::answer_request(&app, tenant, &message).await,
        };
        let failure = match outcome {
            Ok(None) => None,
            Ok(Some(letter)) => match app.post.send(&letter).await {
                Ok(()) => {
                    sent += 1;
                    None
                }
                Err(error) => Some(error.to_string()),
            },
            Err(error) => Some(error.to_string()),
        };
        let now = app.clock.now();
        let mut writer = app.store.write(&who, now).await?;
        match failure {
            None => writer.message_sent(message.id).await?,
            Some(why) => {
                tracing::warn!(message = %message.id, attempts = message.attempts, "a letter did not leave");
                let wait = SignedDuration::from_mins(1 << message.attempts.clamp(0, 9));
                writer.message_failed(message.id, &why, now + wait).await?;
            }
        }
        writer.commit().await?;
    }
    // The next round must not wait for the lease to run out.
    let mut writer = app.store.write(&who, app.clock.now()).await?;
    writer.take_lease("outbox", holder, app.clock.now() - SignedDuration::from_secs(1)).await?;
    writer.commit().await?;
    Ok(sent)
}
