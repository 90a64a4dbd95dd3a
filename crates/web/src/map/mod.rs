//! Who is responsible: actors and duties.

mod actor;
mod duty;

use languages::key;
use serde::Deserialize;

use crate::{Routes, page::Page};

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.merge(actor::routes).merge(duty::routes)
}

/// What was just done, as the address line says it.
#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

impl Done {
    fn show(&self, page: Page) -> Page {
        match self.done.as_str() {
            "added" => page.with_notice(key!("map-done-added")),
            "saved" => page.with_notice(key!("common-saved")),
            "ended" => page.with_notice(key!("map-done-ended")),
            "confirmed" => page.with_notice(key!("map-done-confirmed")),
            _ => page,
        }
    }
}
