//! The newcomer's card: issuing and withdrawing the paper code.

use app::receive::newcomer::{self, CardState, NewCard};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use domain::HouseholdId;
use languages::key;
use serde::Deserialize;

use super::household::CASE;
use crate::{
    Routes,
    form::Posted,
    page::Page,
    party::Staff,
    reply::{Failure, OrFail as _, html, see},
};

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/households/{household}/card", CASE, show)
        .post("/households/{household}/card", CASE, issue)
        .post("/households/{household}/card/withdraw", CASE, withdraw)
}

#[derive(Default, Deserialize)]
struct Done {
    withdrawn: Option<String>,
}

#[derive(Template)]
#[template(path = "receive/card.html")]
struct CardPage {
    page: Page,
    id: HouseholdId,
    reference: String,
    /// Since when a card is in force, and who issued it.
    in_force: Option<(String, String)>,
    protected: bool,
    /// The form that issued a card was sent again.
    shown_already: bool,
}

async fn show(
    Staff { context, visit }: Staff,
    Path(id): Path<HouseholdId>,
    Query(done): Query<Done>,
) -> Result<Response, Failure> {
    let state = newcomer::card_state(&context, id).await.at(&visit)?;
    let mut page = Page::new(&visit, key!("desk-card-title"));
    if done.withdrawn.is_some() {
        page = page.with_notice(key!("card-withdrawn"));
    }
    Ok(html(&card_page(page, id, state, false)))
}

fn card_page(page: Page, id: HouseholdId, state: CardState, shown_already: bool) -> CardPage {
    let zone = app::time_zone();
    CardPage {
        id,
        reference: state.reference,
        in_force: state.in_force.map(|(card, by)| (page.l.instant(card.issued_at, &zone), by)),
        protected: state.protected,
        shown_already,
        page,
    }
}

/// The card in one language.
struct Side {
    code: &'static str,
    direction: &'static str,
    title: String,
    how: String,
    keep: String,
    lost: String,
    code_label: String,
    pin_label: String,
    address_label: String,
}

#[derive(Template)]
#[template(path = "receive/card_printed.html")]
struct Printed {
    page: Page,
    id: HouseholdId,
    reference: String,
    code: String,
    pin: String,
    address: String,
    sides: Vec<Side>,
}

/// The answer holds the code and the PIN; it is given once and never by address, so that no history keeps it.
async fn issue(
    Staff { context, visit }: Staff,
    Path(id): Path<HouseholdId>,
    posted: Posted,
) -> Result<Response, Failure> {
    let issued = newcomer::issue(&posted.context(&context), id).await.at(&visit)?;
    let page = Page::new(&visit, key!("desk-card-title"));
    let Some(NewCard { reference, code, pin, languages }) = issued else {
        let state = newcomer::card_state(&context, id).await.at(&visit)?;
        return Ok(html(&card_page(page, id, state, true)));
    };
    let app = &visit.state.app;
    let mut address = format!("{}/my-chain/open", app.settings.public_url);
    let tenants = app.store.tenants().await.at(&visit)?;
    if let Some(tenant) = tenants.iter().find(|tenant| tenants.len() > 1 && tenant.id == context.who.tenant) {
        address.push_str("?place=");
        address.extend(form_urlencoded::byte_serialize(tenant.code.as_bytes()));
    }
    let sides = languages
        .into_iter()
        .map(|lang| {
            let l = app.languages.speak(lang);
            Side {
                code: lang.code(),
                direction: lang.direction().as_str(),
                title: l.t("newcomer-title").into_owned(),
                how: l.t("newcomer-card-how").into_owned(),
                keep: l.t("newcomer-card-keep").into_owned(),
                lost: l.t("newcomer-card-lost").into_owned(),
                code_label: l.t("newcomer-code").into_owned(),
                pin_label: l.t("newcomer-pin").into_owned(),
                address_label: l.t("newcomer-card-address").into_owned(),
            }
        })
        .collect();
    Ok(html(&Printed {
        page,
        id,
        reference,
        code: code.grouped(),
        pin: pin.reveal().to_owned(),
        address,
        sides,
    }))
}

async fn withdraw(
    Staff { context, visit }: Staff,
    Path(id): Path<HouseholdId>,
    posted: Posted,
) -> Result<Response, Failure> {
    newcomer::withdraw(&posted.context(&context), id).await.at(&visit)?;
    Ok(see(&format!("/households/{id}/card?withdrawn=1")))
}
