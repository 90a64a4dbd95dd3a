//! What becomes of a household's stays when the household itself is parted or joined with another.
//!
//! Nobody moves because a form was sent: whoever leaves a household sleeps where they slept, now as a household of their
//! own, until somebody places them anew. So no rule of a home can refuse it, and no bed is free for a moment.

use std::collections::BTreeSet;

use domain::{HomeId, HouseholdId, PersonId, StayId};
use jiff::civil::Date;
use store::{Change, Writer};

use super::end_on;
use crate::{Context, Error};

/// Gives the beds of those who leave to their new household from a day on; without one, their beds are free.
pub(crate) async fn part(
    context: &Context,
    writer: &mut Writer,
    from: HouseholdId,
    leaving: &BTreeSet<PersonId>,
    day: Date,
    to: Option<HouseholdId>,
) -> Result<(), Error> {
    let homes = lock(context, writer, from).await?;
    for file in writer.stays_of_household(from).await? {
        if file.cancelled_on.is_some() {
            continue;
        }
        let Some(parted) = file.stay.part(leaving, day) else { continue };
        writer.claim_beds(&file.stay.beds.iter().map(|(bed, _)| *bed).collect()).await?;
        end_on(context, writer, &file, parted.leaving.nights.from()).await?;
        let moved = to.map(|household| domain::Stay { household, ..parted.leaving });
        for mut stay in parted.staying.into_iter().chain(moved) {
            stay.id = StayId::from_random(context.app.dice.draw());
            writer.insert_stay(&stay).await?;
            writer.note(Change {
                action: "stay.parted",
                object: stay.id.uuid(),
                household: Some(stay.household),
                detail: format!("home {}", stay.home),
            });
        }
    }
    refresh(context, writer, homes).await
}

/// Gives the stays of a household that is merged away to the one that goes on.
pub(crate) async fn join(
    context: &Context,
    writer: &mut Writer,
    absorbed: HouseholdId,
    into: HouseholdId,
    day: Date,
) -> Result<(), Error> {
    let homes = lock(context, writer, absorbed).await?;
    writer.move_stays(absorbed, into, day).await?;
    refresh(context, writer, homes).await
}

async fn lock(
    context: &Context,
    writer: &mut Writer,
    household: HouseholdId,
) -> Result<BTreeSet<HomeId>, Error> {
    writer.lock_household(household).await?;
    let homes = writer.homes_of_household(household, context.today).await?;
    writer.lock_homes(&homes).await?;
    Ok(homes)
}

/// The household that lives there now may be protected, or no longer.
async fn refresh(context: &Context, writer: &mut Writer, homes: BTreeSet<HomeId>) -> Result<(), Error> {
    for home in homes {
        writer.refresh_home_protection(home, context.today).await?;
    }
    Ok(())
}
