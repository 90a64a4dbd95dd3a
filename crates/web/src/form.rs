//! Forms: what was typed, kept as it was typed, with the key that makes a repeat harmless.

use app::{Context, Problems};
use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    response::{IntoResponse as _, Response},
};
use sha2::{Digest, Sha256};
use store::Attempt;
use uuid::Uuid;

use crate::{party::Visit, reply, reply::Failure};

/// Fields that belong to the form's own machinery.
pub(crate) const CSRF_FIELD: &str = "csrf";
pub(crate) const KEY_FIELD: &str = "key";

/// Every field of a form in the order sent. A name may come several times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Parses `application/x-www-form-urlencoded`.
    pub(crate) fn parse(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// The first value of a field, without surrounding spaces; empty if it was not sent.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// The value, or nothing if it is empty.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// Every value of a field.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
    }

    /// Whether a field was sent at all: a ticked box, a pressed button.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// A field that holds the word of a domain type; a missing or unknown word is a problem of the form.
    pub(crate) fn word<T: std::str::FromStr>(
        &self,
        name: &str,
        problems: &mut Problems,
        key: &'static str,
    ) -> Option<T> {
        let parsed = self.given(name).and_then(|text| text.parse().ok());
        if parsed.is_none() {
            problems.add(name, key);
        }
        parsed
    }

    /// Sets a field, for example to a suggestion.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.retain(|(key, _)| key != name);
        self.0.push((name.to_owned(), value.into()));
        self
    }

    /// Adds one more value to a field that may have several.
    #[must_use]
    pub(crate) fn and(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.push((name.to_owned(), value.into()));
        self
    }

    /// All fields as typed, without the form's own machinery.
    pub(crate) fn typed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .filter(|(key, _)| key != CSRF_FIELD && key != KEY_FIELD)
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

/// The token that binds a form to the session that showed it.
pub(crate) fn csrf_token(visit: &Visit) -> String {
    let Some(secret) = visit.secret.as_ref() else { return String::new() };
    let mut hash = Sha256::new();
    hash.update(b"form ");
    hash.update(secret.reveal());
    store::vault::to_hex(&hash.finalize()[..16])
}

/// A sent form, checked to come from this session, with its idempotency key.
pub(crate) struct Posted {
    pub(crate) fields: Fields,
    attempt: Option<Attempt>,
}

impl Posted {
    /// The context with the form's key, for the use case that writes.
    pub(crate) fn context(&self, context: &Context) -> Context {
        let mut context = context.clone();
        context.attempt = self.attempt;
        context
    }

    /// The key alone, for writes by somebody who is no user.
    pub(crate) fn attempt(&self) -> Option<Attempt> {
        self.attempt
    }
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let visit = request.extensions().get::<Visit>().cloned();
        let Some(visit) = visit else {
            return Err(axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response());
        };
        let path = request.uri().path().to_owned();
        let body =
            Bytes::from_request(request, state).await.map_err(axum::response::IntoResponse::into_response)?;
        let fields = Fields::parse(&body);
        // A form shown in an older session is not lost: it is shown again, ready to be sent in this one.
        if fields.text(CSRF_FIELD) != csrf_token(&visit) {
            return Err(reply::send_again(&visit, &path, &fields));
        }
        let attempt = match fields.text(KEY_FIELD).parse::<Uuid>() {
            Ok(key) => {
                let content: Vec<u8> = fields
                    .typed()
                    .flat_map(|(name, value)| [name, "\0", value, "\0"].concat().into_bytes())
                    .collect();
                Some(Attempt::new(key, &path, &content))
            }
            // Signed-out forms (asking for a link) carry none; a use case that needs one refuses by itself.
            Err(_) if visit.secret.is_none() => None,
            Err(_) => return Err(Failure::new(&visit, app::Error::AlreadySent).into_response()),
        };
        Ok(Self { fields, attempt })
    }
}
