//! Who is like the people of a household, and what is said of it.

use app::receive::alike::{self, Alike};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use domain::{HouseholdId, IdentityVerdict, PersonId};
use languages::{Speaker, key};
use serde::Deserialize;
use store::receive::search::Candidate;

use super::{
    household::CASE,
    reasons::{self, Reason},
};
use crate::{
    Routes,
    form::Posted,
    page::Page,
    party::Staff,
    reply::{Failure, OrFail as _, html, see},
};

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/households/{household}/alike", CASE, show).post("/households/{household}/alike", CASE, say)
}

struct OtherView {
    person: PersonId,
    household: HouseholdId,
    reference: String,
    name: String,
    original: String,
    born: String,
    grade: Option<&'static str>,
    reasons: Vec<Reason>,
    /// What was said, and on which day.
    said: Option<(IdentityVerdict, String)>,
}

struct MemberView {
    id: PersonId,
    name: String,
    proposed: Vec<OtherView>,
    decided: Vec<OtherView>,
}

#[derive(Template)]
#[template(path = "receive/alike.html")]
struct AlikePage {
    page: Page,
    id: HouseholdId,
    reference: String,
    protected: bool,
    members: Vec<MemberView>,
}

#[derive(Default, Deserialize)]
struct Done {
    said: Option<String>,
}

async fn show(
    Staff { context, visit }: Staff,
    Path(id): Path<HouseholdId>,
    Query(done): Query<Done>,
) -> Result<Response, Failure> {
    let (seen, alike) = alike::of_household(&context, id).await.at(&visit)?;
    let mut page = Page::new(&visit, key!("alike-title"));
    if done.said.is_some() {
        page = page.with_notice(key!("alike-remembered"));
    }
    let members = alike.into_iter().map(|member| view(&visit.speaker, member)).collect();
    let protected = seen.facts.protected;
    Ok(html(&AlikePage { page, id, reference: seen.file.reference, protected, members }))
}

fn view(l: &Speaker, alike: Alike) -> MemberView {
    let zone = app::time_zone();
    let proposed = alike.proposed.into_iter().map(|(candidate, likely)| OtherView {
        grade: reasons::grade(likely.grade),
        reasons: reasons::reasons(l, &likely.waterfall),
        ..other(candidate)
    });
    let decided = alike.decided.into_iter().map(|(candidate, said)| OtherView {
        said: Some((said.verdict, l.date(said.at.to_zoned(zone.clone()).date()))),
        ..other(candidate)
    });
    MemberView {
        id: alike.member,
        name: alike.name,
        proposed: proposed.collect(),
        decided: decided.collect(),
    }
}

fn other(candidate: Candidate) -> OtherView {
    OtherView {
        person: candidate.person,
        household: candidate.household,
        reference: candidate.reference,
        name: format!("{} {}", candidate.given, candidate.family).trim().to_owned(),
        original: candidate.original,
        born: candidate.birth.to_string(),
        grade: None,
        reasons: Vec::new(),
        said: None,
    }
}

async fn say(
    Staff { context, visit }: Staff,
    Path(id): Path<HouseholdId>,
    posted: Posted,
) -> Result<Response, Failure> {
    let fields = &posted.fields;
    let said: Option<(PersonId, PersonId, IdentityVerdict)> = (|| {
        Some((
            fields.text("member").parse().ok()?,
            fields.text("other").parse().ok()?,
            fields.text("verdict").parse().ok()?,
        ))
    })();
    let Some((member, other, verdict)) = said else {
        return Err(Failure::new(&visit, app::Error::NotFound));
    };
    alike::say(&posted.context(&context), id, member, other, verdict).await.at(&visit)?;
    Ok(see(&format!("/households/{id}/alike?said=1")))
}
