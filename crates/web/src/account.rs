//! One's own account: in which role to work, and which browsers are signed in.

use app::{Error, sign_in};
use askama::Template;
use axum::response::Response;
use domain::{MembershipId, Role};

use crate::{
    Guard, Routes,
    form::Posted,
    page::Page,
    party::Staff,
    reply::{Failure, OrFail as _, html},
    sign_in::signed_in,
};

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/account", Guard::SignedIn, account).post(
        "/account/membership",
        Guard::SignedIn,
        change_membership,
    )
}

struct Hat {
    id: MembershipId,
    role: Role,
    actor: String,
    from: String,
    to: Option<String>,
    in_force: bool,
    current: bool,
}

#[derive(Template)]
#[template(path = "account/account.html")]
struct Account {
    page: Page,
    name: String,
    email: String,
    hats: Vec<Hat>,
    may_view_as: bool,
}

async fn account(Staff { context, visit }: Staff) -> Result<Response, Failure> {
    let mut reader = context.read().await.at(&visit)?;
    let l = &visit.speaker;
    let hats = reader
        .memberships_of(context.user.id)
        .await
        .at(&visit)?
        .into_iter()
        .map(|membership| Hat {
            id: membership.id,
            role: membership.role,
            in_force: membership.is_in_force(context.today),
            current: membership.id == context.membership.id,
            from: l.date(membership.from),
            to: membership.to.map(|to| l.date(to)),
            actor: membership.actor_name,
        })
        .collect();
    Ok(html(&Account {
        page: Page::new(&visit, "account-title"),
        name: context.user.name.clone(),
        email: context.user.email.clone(),
        hats,
        may_view_as: app::admin::view_as::is_allowed(&context),
    }))
}

async fn change_membership(Staff { context, visit }: Staff, posted: Posted) -> Result<Response, Failure> {
    let to = posted.fields.text("membership").parse().map_err(|_| Error::NotFound).at(&visit)?;
    let secret = sign_in::change_membership(&context, to).await.at(&visit)?;
    Ok(signed_in(&visit.state, context.who.tenant, &secret, "/start"))
}
