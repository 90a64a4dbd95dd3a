//! What every page shows around its content.

use std::{fmt::Write as _, sync::Arc};

use app::{App, Problems};
use domain::Role;
use languages::{Lang, Speaker};
use store::Dice;

use crate::{
    form,
    party::{Party, Visit},
};

/// A way to another page.
pub(crate) struct NavItem {
    pub(crate) href: &'static str,
    pub(crate) label: String,
    pub(crate) current: bool,
}

/// A language one can change to.
pub(crate) struct LanguageChoice {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) direction: &'static str,
    pub(crate) href: String,
    pub(crate) current: bool,
}

/// A problem of a form, in words.
pub(crate) struct ProblemText {
    pub(crate) field: String,
    pub(crate) text: String,
}

/// The signed-in user, for the header.
pub(crate) struct PageUser {
    pub(crate) name: String,
    pub(crate) hat: String,
    /// Opaque: binds what the form keeper remembers to this user.
    pub(crate) owner: String,
}

/// The frame of a page. Templates call it `page`.
pub(crate) struct Page {
    pub(crate) l: Speaker,
    pub(crate) title: String,
    pub(crate) door: &'static str,
    pub(crate) density: &'static str,
    pub(crate) place: String,
    pub(crate) user: Option<PageUser>,
    pub(crate) nav: Vec<NavItem>,
    pub(crate) languages: Vec<LanguageChoice>,
    pub(crate) csrf: String,
    pub(crate) viewing: Option<String>,
    pub(crate) demo: bool,
    pub(crate) problems: Vec<ProblemText>,
    pub(crate) notice: Option<String>,
    pub(crate) household_signed_in: bool,
    dice: Arc<dyn Dice>,
}

impl Page {
    /// The frame for a visit; `title` is a message key.
    pub(crate) fn new(visit: &Visit, title: &str) -> Self {
        let title = visit.speaker.t(title).into_owned();
        Self::titled(visit, title)
    }

    /// The frame with a title that is not a message.
    pub(crate) fn titled(visit: &Visit, title: String) -> Self {
        let l = visit.speaker.clone();
        let App { settings, dice, .. } = &visit.state.app;
        let (mut user, mut nav, mut viewing) = (None, Vec::new(), None);
        let mut door = "newcomer";
        if let Party::User(context) = &visit.party {
            let role = context.principal.role;
            door = if context.principal.of_authority { "municipality" } else { "society" };
            let path = visit.path.split('?').next().unwrap_or_default();
            nav = nav_for(role)
                .iter()
                .map(|(href, key)| NavItem {
                    href,
                    label: l.t(key).into_owned(),
                    current: path == *href || path.starts_with(&format!("{href}/")),
                })
                .collect();
            if context.own.is_some() {
                viewing = Some(l.t(&format!("role-{role}")).into_owned());
            }
            user = Some(PageUser {
                name: context.user.name.clone(),
                hat: l.ta(
                    "signin-role-in",
                    &[
                        ("role", l.t(&format!("role-{}", context.membership.role)).as_ref().into()),
                        ("actor", context.membership.actor_name.as_str().into()),
                    ],
                ),
                owner: context.session.id.uuid().simple().to_string(),
            });
        }
        Self {
            languages: language_choices(&l, &visit.path),
            title,
            door,
            density: if user.is_some() { "dense" } else { "" },
            place: visit.user().map(|_| String::new()).unwrap_or_default(),
            user,
            nav,
            csrf: form::csrf_token(visit),
            viewing,
            demo: settings.demo,
            problems: Vec::new(),
            notice: None,
            household_signed_in: matches!(visit.party, Party::Household { .. }),
            dice: dice.clone(),
            l,
        }
    }

    /// Shows the problems of a form that came back.
    #[must_use]
    pub(crate) fn with_problems(mut self, problems: &Problems) -> Self {
        self.problems = problems
            .0
            .iter()
            .map(|problem| {
                let args: Vec<_> =
                    problem.args.iter().map(|(name, value)| (name.as_str(), value.as_str().into())).collect();
                ProblemText { field: problem.field.clone(), text: self.l.ta(&problem.key, &args) }
            })
            .collect();
        self
    }

    /// The page of another door.
    #[must_use]
    pub(crate) fn at(mut self, door: &'static str, density: &'static str) -> Self {
        self.door = door;
        self.density = density;
        self
    }

    /// Shows a notice that something was done; a message key.
    #[must_use]
    pub(crate) fn with_notice(mut self, key: &str) -> Self {
        self.notice = Some(self.l.t(key).into_owned());
        self
    }

    /// The problem of a field, if it has one.
    pub(crate) fn problem(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.text.as_str())
    }

    /// A fresh idempotency key: one for each form on the page.
    pub(crate) fn key(&self) -> String {
        uuid::Builder::from_random_bytes(self.dice.draw()).into_uuid().to_string()
    }
}

/// What a role finds in the menu: the pages its work begins on.
fn nav_for(role: Role) -> &'static [(&'static str, &'static str)] {
    match role {
        Role::Coordinator => &[
            ("/overview", "nav-overview"),
            ("/desk", "nav-desk"),
            ("/households", "nav-households"),
            ("/referrals", "nav-referrals"),
            ("/homes", "nav-homes"),
            ("/duties", "nav-duties"),
            ("/gaps", "nav-gaps"),
        ],
        Role::CaseWorker => &[
            ("/overview", "nav-overview"),
            ("/desk", "nav-desk"),
            ("/households", "nav-households"),
            ("/referrals", "nav-referrals"),
            ("/homes", "nav-homes"),
            ("/gaps", "nav-gaps"),
        ],
        Role::Desk => &[("/desk", "nav-desk"), ("/households", "nav-households")],
        Role::PartnerCoordinator => {
            &[("/overview", "nav-overview"), ("/referrals", "nav-referrals"), ("/homes", "nav-homes")]
        }
        Role::Volunteer => &[("/tasks", "nav-tasks")],
        Role::Host => &[("/homes", "nav-homes")],
        Role::Reader => &[("/overview", "nav-overview")],
        Role::Administrator => &[
            ("/users", "nav-people"),
            ("/actors", "nav-actors"),
            ("/duties", "nav-duties"),
            ("/gaps", "nav-gaps"),
            ("/import", "nav-import"),
            ("/audit", "nav-audit"),
        ],
    }
}

fn language_choices(l: &Speaker, path: &str) -> Vec<LanguageChoice> {
    let (route, query) = path.split_once('?').unwrap_or((path, ""));
    let rest: Vec<&str> =
        query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang=")).collect();
    Lang::ALL
        .iter()
        .map(|lang| {
            let mut href = format!("{route}?");
            for pair in &rest {
                let _ = write!(href, "{pair}&");
            }
            let _ = write!(href, "lang={}", lang.code());
            LanguageChoice {
                code: lang.code(),
                name: lang.own_name(),
                direction: lang.direction().as_str(),
                href,
                current: *lang == l.lang(),
            }
        })
        .collect()
}
