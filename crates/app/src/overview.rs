//! The coordinator's first page in figures.
//!
//! Counting a whole tenant costs a walk over its households; doing it for every page would make the page slower the more
//! people there are. So the figures of a tenant are counted once per change of the tenant, at most once a second under
//! load, and shared by everybody who may see them. The scheduler counts before anybody asks; where counting takes long, it
//! rests for longer. A page says as of when.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use access::{Action, Purpose, resource};
use domain::{ChainState, TenantId};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};
use store::{
    Clock, Reader, Who,
    overview::{Beds, Done, Waiting},
};

use crate::{App, Context, Error};

/// How long figures may be shown after a change.
const FRESH_FOR: SignedDuration = SignedDuration::from_secs(1);
/// And how many times as long as it took to count them, so that counting never takes more than a twentieth of a core.
const RESTS: i32 = 20;
/// Below this a published count would point at people.
pub const SMALLEST_SHOWN: i64 = 5;

/// The figures of a tenant.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// As of when.
    pub as_of: Timestamp,
    /// Open households by how their chain stands.
    pub households: Vec<(ChainState, i64)>,
    /// People in them.
    pub people: i64,
    /// Overdue links by who is accountable.
    pub overdue: Vec<Waiting>,
    /// Referrals that wait, by who was asked.
    pub referrals: Vec<Waiting>,
    /// Beds tonight.
    pub beds_tonight: Beds,
    /// Beds in four weeks, as promised today.
    pub beds_later: Beds,
    /// What was done since midnight.
    pub done_today: Vec<Done>,
}

impl Figures {
    /// Overdue links in all.
    pub fn overdue_links(&self) -> i64 {
        self.overdue.iter().map(|waiting| waiting.count).sum()
    }

    /// Referrals waiting in all.
    pub fn referrals_waiting(&self) -> i64 {
        self.referrals.iter().map(|waiting| waiting.count).sum()
    }
}

struct Counted {
    seq: i64,
    today: Date,
    fresh_for: SignedDuration,
    figures: Arc<Figures>,
}

/// The figures counted last, by tenant.
#[derive(Clone, Default)]
pub struct Cache {
    tenants: Arc<Mutex<HashMap<TenantId, Counted>>>,
    // One count at a time; the others meanwhile show what was counted last.
    counting: Arc<tokio::sync::Mutex<()>>,
}

impl Cache {
    /// What was counted last, and whether it may be shown: it holds the last change, or is fresh.
    fn known(&self, tenant: TenantId, today: Date, seq: i64, now: Timestamp) -> Option<(bool, Arc<Figures>)> {
        let tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        tenants.get(&tenant).filter(|counted| counted.today == today).map(|counted| {
            let fresh = now.duration_since(counted.figures.as_of) < counted.fresh_for;
            (counted.seq == seq || fresh, counted.figures.clone())
        })
    }

    /// The figures to show now, and whether they were counted for this; what was counted last while others count.
    async fn figures(
        &self,
        reader: &mut Reader,
        tenant: TenantId,
        today: Date,
        clock: &dyn Clock,
    ) -> Result<(Arc<Figures>, bool), Error> {
        let (seq, now) = (reader.last_change().await?, clock.now());
        let known = self.known(tenant, today, seq, now);
        if let Some((true, figures)) = known {
            return Ok((figures, false));
        }
        let _turn = match self.counting.try_lock() {
            Ok(turn) => turn,
            Err(_) => match known {
                Some((_, figures)) => return Ok((figures, false)),
                None => self.counting.lock().await,
            },
        };
        let figures = Arc::new(store::long(count(reader, today, now)).await?);
        let fresh_for = FRESH_FOR.max(clock.now().duration_since(now) * RESTS);
        let counted = Counted { seq, today, fresh_for, figures: figures.clone() };
        self.tenants.lock().unwrap_or_else(PoisonError::into_inner).insert(tenant, counted);
        Ok((figures, true))
    }
}

/// Counts a tenant's figures when it has changed, so that whoever opens the first page does not wait, and tells the pages
/// that are open: they asked at the change, and may have been shown what was counted before it. Gives 1 if it counted.
pub async fn keep_up(app: App, tenant: TenantId) -> Result<usize, Error> {
    let mut reader = app.store.read(&Who::program(tenant)).await?;
    let (_, counted) = app.figures.figures(&mut reader, tenant, app.today(), &*app.clock).await?;
    if counted {
        app.store.tell_again(tenant, reader.last_change().await?);
    }
    Ok(usize::from(counted))
}

/// The whole reception on one page, for those who may see it.
pub async fn of_tenant(context: &Context) -> Result<Arc<Figures>, Error> {
    let tenant = resource::Tenant { tenant: context.who.tenant };
    let asking = context.with_purpose(Purpose::FollowUp);
    if !asking.may(Action::SeeOverview, &tenant.into()) && !asking.may(Action::SeeFigures, &tenant.into()) {
        return Err(Error::NotFound);
    }
    let app = &context.app;
    let mut reader = context.read().await?;
    let (figures, _) =
        app.figures.figures(&mut reader, context.who.tenant, context.today, &*app.clock).await?;
    Ok(figures)
}

async fn count(reader: &mut Reader, today: Date, as_of: Timestamp) -> Result<Figures, Error> {
    Ok(Figures {
        as_of,
        households: reader.households_by_state(today).await?,
        people: reader.people_in_reception(today).await?,
        overdue: reader.overdue_by_actor(today).await?,
        referrals: reader.referrals_waiting().await?,
        beds_tonight: reader.beds_on(today, None).await?,
        beds_later: reader.beds_on(today.saturating_add(4.weeks()), None).await?,
        done_today: reader.done_since(midnight(today)).await?,
    })
}

/// What waits for one actor: the first page of a case worker and of an organisation.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnFigures {
    /// As of when.
    pub as_of: Timestamp,
    /// Open links for which the actor is accountable.
    pub open_links: i64,
    /// Of these, overdue.
    pub overdue_links: i64,
    /// Referrals the actor has not answered.
    pub referrals: i64,
    /// The first of them that is due.
    pub referrals_first: Option<Date>,
    /// Beds in the actor's own homes tonight.
    pub beds_tonight: Beds,
    /// And in four weeks.
    pub beds_later: Beds,
}

/// What waits for the asker's own actor.
pub async fn of_actor(context: &Context) -> Result<OwnFigures, Error> {
    let (actor, today) = (context.principal.actor, context.today);
    let mut reader = context.read().await?;
    let (overdue_links, open_links) = reader.links_of_actor(actor, today).await?;
    let waiting = reader.referrals_waiting().await?.into_iter().find(|waiting| waiting.actor == actor);
    Ok(OwnFigures {
        as_of: context.now,
        open_links,
        overdue_links,
        referrals: waiting.as_ref().map_or(0, |waiting| waiting.count),
        referrals_first: waiting.and_then(|waiting| waiting.first),
        beds_tonight: reader.beds_on(today, Some(actor)).await?,
        beds_later: reader.beds_on(today.saturating_add(4.weeks()), Some(actor)).await?,
    })
}

/// When a civil day begins where the reception works.
fn midnight(day: Date) -> Timestamp {
    day.to_zoned(crate::time_zone()).map_or(Timestamp::UNIX_EPOCH, |start| start.timestamp())
}
