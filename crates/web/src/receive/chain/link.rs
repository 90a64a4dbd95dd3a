//! One link: the facts, the actions that are possible now, and what has happened.

use app::{
    Error, Problems,
    receive::link::{self as links, Act, Happened, Possible, SeenLink, event_of},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use domain::{
    Actor, ActorId, FallbackReason, HouseholdId, LinkId, LinkState, NameOrder, Reason, ReasonError, Role,
};
use jiff::civil::Date;
use languages::{Speaker, key};

use super::{
    Asked,
    view::{Deadline, DutyView, Grounds},
};
use crate::{
    Guard, Routes,
    form::{Fields, Posted},
    page::Page,
    party::{Staff, Visit},
    picture::Mark,
    reply::{Failure, OrFail as _, html, see, with_status},
};

const LINK: Guard = Guard::Roles(&[Role::Coordinator, Role::CaseWorker, Role::PartnerCoordinator]);

/// Longer than a next step that somebody reads on a telephone.
const LONGEST_STEP: usize = 500;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/households/{household}/links/{link}", LINK, show).post(
        "/households/{household}/links/{link}",
        LINK,
        send,
    )
}

/// One line of the history, in words.
struct Past {
    at: String,
    what: String,
    by: String,
}

/// A referral of the link, in words.
struct ReferralView {
    to: String,
    sent: String,
    state: &'static str,
}

/// A value that two people see differently.
struct Differing {
    label: String,
    yours: String,
    theirs: String,
}

#[derive(Template)]
#[template(path = "receive/chain_link.html")]
struct LinkPage {
    page: Page,
    household: HouseholdId,
    link: LinkId,
    version: i64,
    reference: String,
    protected: bool,
    may_see_household: bool,
    kind: String,
    person: Option<String>,
    mark: &'static str,
    state: String,
    because: Option<String>,
    said_by_rule: bool,
    actor: String,
    fell_back: Option<String>,
    undecided: Option<String>,
    for_child: bool,
    deadline: Deadline,
    /// The day of the deadline as a form wants it.
    deadline_field: String,
    next_step: String,
    duty: DutyView,
    referrals: Vec<ReferralView>,
    possible: Possible,
    hands: Vec<Actor>,
    history: Vec<Past>,
    form: Fields,
    conflict: Vec<Differing>,
}

impl LinkPage {
    /// What was typed, or what is stored.
    fn typed<'a>(&'a self, name: &str, stored: &'a str) -> &'a str {
        if self.form.has(name) { self.form.text(name) } else { stored }
    }

    /// Whether the form of an action came back and stays open.
    fn is_open(&self, act: &str) -> bool {
        self.form.text("act") == act
    }

    fn can_act(&self) -> bool {
        self.possible != Possible::default()
    }
}

async fn show(
    Staff { context, visit }: Staff,
    Path((household, link)): Path<(HouseholdId, LinkId)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let seen = links::see(&context, household, link).await.at(&visit)?;
    let mut page = view(&visit, &context.app, seen, context.today, Fields::default());
    if asked.saved.is_some() {
        page.page = page.page.with_notice(key!("common-saved"));
    }
    Ok(html(&page))
}

fn view(visit: &Visit, app: &app::App, seen: SeenLink, today: Date, form: Fields) -> LinkPage {
    let l = &visit.speaker;
    let duties: Vec<_> = seen.duty.iter().cloned().collect();
    let grounds = Grounds { app, l, actors: &seen.actors, duties: &duties, today };
    let link = &seen.link;
    let kind = l.tf("link", &link.kind).into_owned();
    let person = seen.person.as_ref().map(|person| person.name.display_name(NameOrder::GivenFirst));
    let expected = seen.expected.as_ref().map(|(wanted, ..)| wanted);
    let because = match &link.state {
        LinkState::Paused { reason, until, .. } => Some(match until {
            Some(until) => {
                l.ta("chain-paused-until", &[("date", (*until).into()), ("reason", reason.as_str().into())])
            }
            None => l.t1("chain-because", "reason", reason.as_str()),
        }),
        LinkState::NotNeeded { reason, .. } => Some(l.t1("chain-because", "reason", reason.as_str())),
        LinkState::Done { on, .. } => Some(l.t1("chain-done-on", "date", *on)),
        _ => link
            .reopened_because
            .as_ref()
            .map(|reason| l.t1("chain-reopened-because", "reason", reason.as_str())),
    };
    LinkPage {
        page: Page::titled(visit, kind.clone()),
        household: link.household,
        link: link.id,
        version: link.version,
        protected: seen.protected,
        may_see_household: seen.may_see_household,
        person,
        mark: Mark::of(link, today).as_str(),
        state: super::state_of(l, link, today),
        // Why it rests was written for those who follow the household.
        because: because.filter(|_| seen.may_see_household),
        said_by_rule: expected.is_some(),
        actor: grounds.actor(link.accountable),
        fell_back: grounds.fell_back(link),
        undecided: seen.notice.undecided_since.map(|since| l.date(since)),
        for_child: link.for_unaccompanied_child,
        deadline: grounds.deadline(link.deadline, link.is_open(), expected),
        deadline_field: link.deadline.map(|on| on.to_string()).unwrap_or_default(),
        next_step: link.next_step.clone(),
        duty: grounds.duty(link.duty, expected.map(|wanted| &*wanted.rule)),
        referrals: seen
            .referrals
            .iter()
            .map(|file| ReferralView {
                to: grounds.actor(file.referral.to),
                sent: l.date(file.referral.sent_on),
                state: file.referral.state.as_str(),
            })
            .collect(),
        possible: seen.possible,
        history: seen.history.iter().map(|happened| past(l, happened)).collect(),
        hands: seen.hands,
        reference: seen.reference,
        kind,
        form,
        conflict: Vec::new(),
    }
}

fn past(l: &Speaker, happened: &Happened) -> Past {
    let event = event_of(&happened.action);
    let what = match (event, happened.action.as_str()) {
        (Some(domain::LinkEvent::FallBack), _) => {
            // The detail is the reason's code.
            let reason = happened.detail.parse::<FallbackReason>().map(|reason| l.tf("fallback", reason));
            let reason = reason.unwrap_or_default();
            format!("{}. {reason}", l.tf("link_event", domain::LinkEvent::FallBack))
        }
        (Some(event), _) => l.tf("link_event", event).into_owned(),
        (None, "household.registered" | "link.planned") => l.t("chain-happened-planned").into_owned(),
        (None, "link.next_step") => l.t("chain-happened-next-step").into_owned(),
        (None, "link.undecided") => l.t("chain-happened-undecided").into_owned(),
        (None, "link.kept") => l.t("chain-happened-kept").into_owned(),
        // The detail is the step's id, which the policy's own messages name.
        (None, "link.escalated") => l.t(&["deadline-", &happened.detail].concat()).into_owned(),
        (None, _) => l.t("chain-happened-other").into_owned(),
    };
    let by = match &happened.by {
        None => l.t("chain-by-program").into_owned(),
        Some((name, actor)) if actor.is_empty() => name.clone(),
        Some((name, actor)) => format!("{name}, {actor}"),
    };
    Past { at: l.instant(happened.at, &app::time_zone()), what, by }
}

async fn send(
    Staff { context, visit }: Staff,
    Path((household, link)): Path<(HouseholdId, LinkId)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let fields = posted.fields.clone();
    let based_on = fields.text("version").parse().unwrap_or(0);
    let outcome = match parse(&fields, context.today) {
        Ok(act) => links::act(&posted.context(&context), household, link, based_on, act).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let error = match outcome {
        // Who gave the link away may have nothing to do with it any more, nor with the household.
        Ok(moved) if moved.sees_link => {
            return Ok(see(&format!("/households/{household}/links/{link}?saved=1")));
        }
        Ok(moved) if moved.sees_household => {
            return Ok(see(&format!("/households/{household}/chain?saved=1")));
        }
        Ok(_) => return Ok(see("/")),
        Err(error) => error,
    };
    let status = match error {
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Conflict { .. } | Error::Refused(_) => StatusCode::CONFLICT,
        other => return Err(Failure::new(&visit, other)),
    };
    // Nothing typed is lost: the page comes back as things stand now, with what stands in the way.
    let seen = links::see(&context, household, link).await.at(&visit)?;
    let mut page = view(&visit, &context.app, seen, context.today, fields);
    match error {
        Error::Invalid(problems) => page.page = page.page.with_problems(&problems),
        Error::Refused(why) => {
            let mut problems = Problems::default();
            problems.add("acts", why);
            page.page = page.page.with_problems(&problems);
        }
        _ => page.conflict = differences(&visit.speaker, &page),
    }
    Ok(with_status(status, &page))
}

/// What was typed beside what is saved now, for the fields of the form that was sent.
fn differences(l: &Speaker, page: &LinkPage) -> Vec<Differing> {
    let mut all = vec![Differing {
        label: l.t("common-status").into_owned(),
        yours: act_label(l, page.form.text("act")),
        theirs: page.state.clone(),
    }];
    let reason = page.because.clone().unwrap_or_default();
    let day = |text: &str| text.parse::<Date>().map_or_else(|_| text.to_owned(), |day| l.date(day));
    for (name, label, theirs) in [
        ("next_step", "chain-next-step", page.next_step.clone()),
        ("deadline", "chain-due", page.deadline.date.clone()),
        ("pause_until", "chain-pause-until", String::new()),
        ("pause_reason", "common-reason", reason.clone()),
        ("not_needed_reason", "common-reason", reason.clone()),
        ("reopen_reason", "common-reason", reason),
    ] {
        if page.form.has(name) {
            all.push(Differing { label: l.t(label).into_owned(), yours: day(page.form.text(name)), theirs });
        }
    }
    if let Some(to) = page.form.given("to").and_then(|to| to.parse::<ActorId>().ok()) {
        let yours = page
            .hands
            .iter()
            .find(|actor| actor.id == to)
            .map(|actor| actor.name.clone())
            .unwrap_or_default();
        all.push(Differing {
            label: l.t("chain-accountable").into_owned(),
            yours,
            theirs: page.actor.clone(),
        });
    }
    all
}

fn act_label(l: &Speaker, act: &str) -> String {
    let key = match act {
        "start" => key!("chain-start"),
        "complete" => key!("chain-finish"),
        "not_needed" => key!("chain-not-needed"),
        "pause" => key!("chain-pause"),
        "resume" => key!("chain-resume"),
        "reopen" => key!("chain-reopen"),
        "hand_over" => key!("chain-hand-over"),
        "keep" => key!("chain-keep"),
        _ => key!("common-change"),
    };
    l.t(key).into_owned()
}

/// Reads the form of one action.
fn parse(fields: &Fields, today: Date) -> Result<Act, Problems> {
    let mut problems = Problems::default();
    let act = match fields.text("act") {
        "start" => Some(Act::Start),
        "complete" => Some(Act::Complete),
        "resume" => Some(Act::Resume),
        "keep" => Some(Act::Keep),
        "not_needed" => {
            let who = fields.text("not_needed_who");
            if who.is_empty() {
                problems.add("not_needed_who", key!("chain-problem-who"));
            }
            // The reason is kept in one text: who said so, and why.
            let given = reason(fields, "not_needed_reason", &mut problems);
            given.and_then(|why| format!("{who}: {why}").parse().ok()).map(|reason| Act::NotNeeded { reason })
        }
        "pause" => {
            let until = day(fields, "pause_until", &mut problems);
            if until.is_some_and(|until| until <= today) {
                problems.add("pause_until", key!("chain-problem-pause-until"));
            }
            reason(fields, "pause_reason", &mut problems).map(|reason| Act::Pause { reason, until })
        }
        "reopen" => reason(fields, "reopen_reason", &mut problems).map(|reason| Act::Reopen { reason }),
        "edit" => {
            let next_step = fields.text("next_step").to_owned();
            if next_step.chars().count() > LONGEST_STEP {
                problems.add_with("next_step", key!("error-too-long"), &[("n", "500")]);
            }
            let deadline = day(fields, "deadline", &mut problems);
            let was: Option<Date> = fields.text("deadline_was").parse().ok();
            if deadline != was && deadline.is_some_and(|deadline| deadline < today) {
                problems.add("deadline", key!("chain-problem-deadline-past"));
            }
            Some(Act::Edit { next_step, deadline })
        }
        "hand_over" => {
            fields.word("to", &mut problems, key!("chain-problem-to")).map(|to| Act::HandOver { to })
        }
        _ => None,
    };
    match act {
        Some(act) if problems.0.is_empty() => Ok(act),
        _ => {
            if problems.0.is_empty() {
                problems.add("acts", key!("why-wrong_state"));
            }
            Err(problems)
        }
    }
}

fn reason(fields: &Fields, name: &str, problems: &mut Problems) -> Option<Reason> {
    match fields.text(name).parse() {
        Ok(reason) => Some(reason),
        Err(ReasonError::Blank) => {
            problems.add(name, key!("chain-problem-reason"));
            None
        }
        Err(ReasonError::TooLong) => {
            problems.add_with(name, key!("error-too-long"), &[("n", "1000")]);
            None
        }
    }
}

fn day(fields: &Fields, name: &str, problems: &mut Problems) -> Option<Date> {
    let text = fields.given(name)?;
    let day = text.parse().ok();
    if day.is_none() {
        problems.add(name, key!("chain-problem-date"));
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(body: &str) -> Result<Act, Vec<String>> {
        parse(&Fields::parse(body.as_bytes()), jiff::civil::date(2026, 3, 10))
            .map_err(|problems| problems.0.into_iter().map(|problem| problem.field).collect())
    }

    #[test]
    fn each_action_reads_its_own_fields() {
        assert_eq!(parsed("act=start"), Ok(Act::Start));
        assert_eq!(
            parsed("act=not_needed"),
            Err(vec!["not_needed_who".to_owned(), "not_needed_reason".to_owned()])
        );
        assert_eq!(
            parsed("act=not_needed&not_needed_who=Olena&not_needed_reason=has+one"),
            Ok(Act::NotNeeded { reason: "Olena: has one".parse().unwrap() })
        );
        assert_eq!(
            parsed("act=pause&pause_reason=away&pause_until=2026-03-10"),
            Err(vec!["pause_until".to_owned()])
        );
        assert_eq!(
            parsed("act=pause&pause_reason=away&pause_until=soon"),
            Err(vec!["pause_until".to_owned()])
        );
        assert_eq!(parsed("act=edit&next_step=Call&deadline=2026-03-01"), Err(vec!["deadline".to_owned()]));
        assert_eq!(
            parsed("act=edit&next_step=Call&deadline=2026-03-01&deadline_was=2026-03-01"),
            Ok(Act::Edit { next_step: "Call".to_owned(), deadline: Some(jiff::civil::date(2026, 3, 1)) }),
            "a deadline that has passed already may stay"
        );
        assert_eq!(parsed("act=hand_over&to=nobody"), Err(vec!["to".to_owned()]));
        assert_eq!(parsed("act=explode"), Err(vec!["acts".to_owned()]));
    }
}
