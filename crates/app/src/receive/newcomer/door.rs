//! The door: a code and a PIN become a session, and guessing is slow and soon over.
//!
//! A code that nobody has and a PIN that is wrong get the same answer after the same work.

use std::{fmt::Write as _, sync::Arc, time::Duration};

use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use domain::{SessionId, TenantId};
use jiff::{SignedDuration, Timestamp};
use store::{Change, Who, identity::Session};
use tokio::sync::Semaphore;

use super::code::{Code, Pin};
use crate::{App, Error, sign_in::Secret};

/// How long a household's session may rest.
pub const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// How long it lives however busy it is.
const LIFE: SignedDuration = SignedDuration::from_hours(4);
/// How many wrong PINs a code bears before it is locked for [`LOCK`].
const TRIES_PER_CODE: i64 = 5;
/// How many failures the door of a tenant bears within [`LOCK`]: far above a busy day of misread cards, far below what
/// a guesser needs.
const FAILURES_IN_ALL: i64 = 300;
const LOCK: SignedDuration = SignedDuration::from_mins(15);

/// What a card opened.
#[derive(Clone, PartialEq, Eq)]
pub enum Opening {
    /// A session; its secret is for the cookie.
    Opened(Secret),
    /// The code and the PIN do not belong together, or nobody has the code: which of the two is nobody's to know.
    Wrong,
    /// Too many tries.
    Locked {
        /// When it is worth trying again.
        until: Timestamp,
    },
}

/// Opens a household's own pages with what stands on its card.
pub async fn open(app: &App, tenant: TenantId, code: &Code, pin: &Pin) -> Result<Opening, Error> {
    open_with(app, tenant, code, pin, Arc::new(Argon2id)).await
}

/// Like [`open`], with the stretcher handed in.
pub async fn open_with(
    app: &App,
    tenant: TenantId,
    code: &Code,
    pin: &Pin,
    stretcher: Arc<dyn Stretcher>,
) -> Result<Opening, Error> {
    let now = app.clock.now();
    let window = now - LOCK;
    let tries_key = tries_key(app, tenant, code);
    // The try is counted before the work, so that tries in parallel do not get more than their number.
    let mut writer = app.store.write(&Who::program(tenant), now).await?;
    let failures = writer.tries(FAILURES_KEY, window).await?;
    let tries = writer.count_try(&tries_key, window, TRIES_PER_CODE).await?;
    let card = writer.card(&code.0).await?;
    writer.commit().await?;
    if tries.count > TRIES_PER_CODE || failures >= FAILURES_IN_ALL {
        metrics::counter!("hamn_card_tries_total", "outcome" => "locked").increment(1);
        let since = if tries.count > TRIES_PER_CODE { tries.since } else { now };
        return Ok(Opening::Locked { until: since + LOCK });
    }

    let keyed = keyed_pin(app, tenant, code, pin);
    let stored = card.as_ref().map_or_else(|| NOBODYS_PIN.to_owned(), |card| card.pin_hash.clone());
    let agrees = aside(move || stretcher.agrees(&keyed, &stored)).await?;
    let who = Who { household: card.as_ref().map(|card| card.household), ..Who::program(tenant) };
    let mut writer = app.store.write(&who, now).await?;
    // The card may have been withdrawn while the PIN was stretched.
    let household = match card.filter(|_| agrees) {
        Some(card) if writer.hold_card(&code.0).await? => card.household,
        _ => {
            metrics::counter!("hamn_card_tries_total", "outcome" => "wrong").increment(1);
            writer.count_attempt(FAILURES_KEY, window).await?;
            writer.forget_old_tries("card ", "card!", window).await?;
            writer.commit().await?;
            return Ok(Opening::Wrong);
        }
    };
    metrics::counter!("hamn_card_tries_total", "outcome" => "opened").increment(1);
    writer.forget_attempts(&tries_key).await?;
    let secret = Secret::draw(app);
    let session = Session {
        id: SessionId::from_random(app.dice.draw()),
        user: None,
        membership: None,
        household: Some(household),
        viewing_role: None,
        viewing_actor: None,
        created_at: now,
        seen_at: now,
        expires_at: now + LIFE,
        ended_at: None,
    };
    writer.insert_session(&session, &secret.hash()).await?;
    writer.note(Change {
        action: "card.opened",
        object: household.uuid(),
        household: Some(household),
        detail: String::new(),
    });
    writer.commit().await?;
    Ok(Opening::Opened(secret))
}

/// Under what the failures of a tenant's door are counted.
const FAILURES_KEY: &str = "card";

/// Under what the tries on one code are counted: codes do not lie about in a table of tries.
fn tries_key(app: &App, tenant: TenantId, code: &Code) -> String {
    let index = app.store.vault(tenant).blind_index("newcomer_tries", &code.0);
    index.iter().take(12).fold("card ".to_owned(), |mut key, byte| {
        let _ = write!(key, "{byte:02x}");
        key
    })
}

/// Stretches PINs and compares them: the one place of that work, and the seam where a test counts it.
pub trait Stretcher: Send + Sync {
    /// The text to store for a keyed PIN.
    fn stretch(&self, keyed: &[u8], salt: [u8; 16]) -> Option<String>;
    /// Whether the keyed PIN is the one stored.
    fn agrees(&self, keyed: &[u8], stored: &str) -> bool;
}

/// Argon2id with 19 MiB and two passes (OWASP Password Storage Cheat Sheet): some 20 ms of one core.
pub struct Argon2id;

impl Argon2id {
    fn hasher() -> Argon2<'static> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
    }
}

impl Stretcher for Argon2id {
    fn stretch(&self, keyed: &[u8], salt: [u8; 16]) -> Option<String> {
        Self::hasher().hash_password_with_salt(keyed, &salt).ok().map(|hash| hash.to_string())
    }

    fn agrees(&self, keyed: &[u8], stored: &str) -> bool {
        Self::hasher().verify_password(keyed, stored).is_ok()
    }
}

/// What a PIN is compared with when nobody has the code: no PIN agrees with it, and it costs the same.
const NOBODYS_PIN: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Stretching takes memory and a core: so much of it at once, and no more, whoever knocks.
static STRETCHERS: Semaphore = Semaphore::const_new(2);
const LONGEST_QUEUE: Duration = Duration::from_secs(5);

/// Runs the stretching beside the threads that answer requests.
pub(super) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let place = tokio::time::timeout(LONGEST_QUEUE, STRETCHERS.acquire()).await;
    let Ok(Ok(_place)) = place else { return Err(Error::TooMany) };
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::TooMany)
}

/// A PIN under the tenant's key and its household: what is stretched.
pub(super) fn keyed_pin(app: &App, tenant: TenantId, code: &Code, pin: &Pin) -> Vec<u8> {
    app.store.vault(tenant).blind_index("newcomer_pin", &format!("{} {}", code.0, pin.0))
}
