//! Who a browser is: found out once per request, before any handler.

use std::sync::Arc;

use app::{
    Context, Error, sign_in,
    sign_in::{Resumed, Secret},
};
use axum::{
    extract::{FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use domain::{HouseholdId, SessionId, TenantId};
use languages::{Lang, Speaker};

use crate::{Guard, State, reply::Failure};

/// Whose browser it is.
#[derive(Clone)]
pub(crate) enum Party {
    User(Arc<Context>),
    Household { tenant: TenantId, household: HouseholdId, session: SessionId },
    Nobody,
}

/// What is known of a request before its handler runs.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) party: Party,
    pub(crate) speaker: Speaker,
    /// The path with its query, for coming back to.
    pub(crate) path: String,
    /// The secret in the session cookie; forms are bound to it.
    pub(crate) secret: Option<Secret>,
    /// The secret of a browser that asked for a sign-in link.
    pub(crate) browser: Option<Secret>,
    pub(crate) state: State,
}

impl Visit {
    pub(crate) fn user(&self) -> Option<&Context> {
        match &self.party {
            Party::User(context) => Some(context),
            _ => None,
        }
    }
}

/// The session cookie. With https the browser itself holds it to this host and to secure lines.
pub(crate) fn session_cookie(state: &State) -> &'static str {
    if state.app.settings.public_url.starts_with("https:") { "__Host-hamn" } else { "hamn" }
}

pub(crate) const BROWSER_COOKIE: &str = "hamn_browser";
pub(crate) const LANGUAGE_COOKIE: &str = "hamn_language";

/// Reads one cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split("; "))
        .find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            (key == name).then_some(value)
        })
}

/// The value of a session cookie: which tenant to ask, and the secret. A wrong tenant finds no session.
pub(crate) fn parse_session(text: &str) -> Option<(TenantId, Secret)> {
    let (tenant, secret) = text.split_once('.')?;
    Some((tenant.parse().ok()?, Secret::from_text(secret)))
}

/// Middleware: finds out who it is and in which language to speak.
pub(crate) async fn identify(
    axum::extract::State(state): axum::extract::State<State>,
    mut request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let cookie_name = session_cookie(&state);
    let session = cookie(headers, cookie_name).and_then(parse_session);
    let browser = cookie(headers, BROWSER_COOKIE).map(Secret::from_text);
    let asked = asked_language(request.uri().query().unwrap_or_default());
    let chosen = asked.or_else(|| cookie(headers, LANGUAGE_COOKIE).and_then(|code| code.parse().ok()));
    let accepted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .and_then(Lang::from_accept_language);

    let path = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    let party = match &session {
        None => Ok(Party::Nobody),
        Some((tenant, secret)) => {
            sign_in::resume(&state.app, *tenant, secret).await.map(|resumed| match resumed {
                Resumed::User(context) => Party::User(Arc::new(context)),
                Resumed::Household { household, tenant, session } => {
                    Party::Household { tenant, household, session }
                }
                Resumed::Nobody => Party::Nobody,
            })
        }
    };
    let (party, trouble) = match party {
        Ok(party) => (party, None),
        Err(error) => (Party::Nobody, Some(error)),
    };
    let own = match &party {
        Party::User(context) => context.user.language.parse().ok(),
        _ => None,
    };
    let lang: Lang = chosen.or(own).or(accepted).unwrap_or_default();
    let secret = session.filter(|_| !matches!(party, Party::Nobody)).map(|(_, secret)| secret);
    let visit = Visit { party, speaker: state.app.languages.speak(lang), path, secret, browser, state };
    if let Some(error) = trouble {
        return Failure::new(&visit, error).into_response();
    }
    let tenant = match &visit.party {
        Party::User(context) => Some(context.who.tenant),
        Party::Household { tenant, .. } => Some(*tenant),
        Party::Nobody => None,
    };
    request.extensions_mut().insert(visit);
    let mut response = next.run(request).await;
    if let Some(tenant) = tenant {
        response.extensions_mut().insert(crate::logs::InTenant(tenant));
    }
    if let Some(lang) = asked {
        let value = format!("{LANGUAGE_COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax", lang.code());
        if let Ok(value) = value.parse() {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

fn asked_language(query: &str) -> Option<Lang> {
    query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(|code| code.parse().ok())
}

/// Middleware of one route: lets through whom its guard lets through.
pub(crate) async fn sieve(
    axum::extract::State((state, guard)): axum::extract::State<(State, Guard)>,
    visit: Visit,
    request: Request,
    next: Next,
) -> Response {
    let verdict = match (guard, &visit.party) {
        (Guard::Public, _)
        | (Guard::SignedIn, Party::User(_))
        | (Guard::Newcomer, Party::Household { .. }) => Ok(()),
        (Guard::Demo, _) if state.app.settings.demo => Ok(()),
        (Guard::Demo, _) => Err(Error::NotFound),
        (Guard::Roles(roles), Party::User(context)) => {
            if roles.contains(&context.principal.role) {
                Ok(())
            } else {
                Err(Error::NotFound)
            }
        }
        (Guard::SignedIn | Guard::Roles(_), Party::Household { .. } | Party::Nobody)
        | (Guard::Newcomer, _) => Err(Error::SignedOut),
    };
    match verdict {
        Ok(()) => next.run(request).await,
        Err(Error::SignedOut) => crate::reply::signed_out(&visit, guard, request).await,
        Err(error) => Failure::new(&visit, error).into_response(),
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = axum::http::StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        // Present on every route, because `identify` wraps them all.
        parts.extensions.get::<Visit>().cloned().ok_or(axum::http::StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// A signed-in user at work. Only on routes whose guard asks for one.
pub(crate) struct Staff {
    pub(crate) context: Arc<Context>,
    pub(crate) visit: Visit,
}

impl<S: Send + Sync> FromRequestParts<S> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let visit = Visit::from_request_parts(parts, state)
            .await
            .map_err(axum::response::IntoResponse::into_response)?;
        match &visit.party {
            Party::User(context) => Ok(Self { context: context.clone(), visit }),
            _ => Err(Failure::new(&visit, Error::SignedOut).into_response()),
        }
    }
}
