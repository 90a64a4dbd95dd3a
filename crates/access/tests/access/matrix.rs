//! The golden matrix: who may do what to which record under which purpose, as a text that a lawyer reviews.
//!
//! A change of the policies shows here as a change of lines. Renew the text with
//! `HAMN_RENEW=1 cargo test -p access matrix`, and let somebody who knows the law read the difference.

use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};

use crate::reception::{
    OTHER, OWN, access, actor, home, household, household_id, link, member, referral, tenant, user,
};
use access::{
    Access, Action, Kind, Newcomer, Principal, Purpose, Resource,
    resource::{Actor, Duty, Home, Household, Link, Referral, Tenant, User},
};
use domain::{ActorId, Role};

const HEAD: &str = "\
Who may do what to which record, and under which purpose.

Columns are roles. A letter in a cell is a purpose under which the action is permitted; “-” is never.
  c case work   r registration   p placement   f referral   u follow-up   a administration   o own record
Every membership here is confirmed. Coordinators, case workers, desks, readers and administrators act for an authority;
partner coordinators, volunteers and hosts for an idea-driven organisation. “desk/org” and “admin/org” are a desk and an
administrator of an organisation. “cleared” is a named person cleared for protected identities; all others are not.
A line that is not here is refused for everybody.

This file is written by the test: see tests/access/matrix.rs.
";

struct Case {
    relation: &'static str,
    cleared: bool,
    record: Resource,
}

fn case(relation: &'static str, record: impl Into<Resource>) -> Case {
    Case { relation, cleared: false, record: record.into() }
}

fn cleared(relation: &'static str, record: impl Into<Resource>) -> Case {
    Case { relation, cleared: true, record: record.into() }
}

fn households(own: &BTreeSet<ActorId>) -> Vec<Case> {
    let accountable = Household { accountable: own.clone(), ..household() };
    let referred = Household { referred: own.clone(), ..household() };
    let registered = Household { registered_by: actor(OWN), ..household() };
    let placed = Household { placed_with: own.clone(), ..household() };
    let every = Household {
        accountable: own.clone(),
        referred: own.clone(),
        registered_by: actor(OWN),
        placed_with: own.clone(),
        ..household()
    };
    let protected = |household: &Household| Household { protected: true, ..household.clone() };
    vec![
        case("accountable", accountable.clone()),
        case("referred", referred.clone()),
        case("registered", registered.clone()),
        case("placed with", placed.clone()),
        case("none", household()),
        case("protected, every relation", protected(&every)),
        cleared("protected, cleared, accountable", protected(&accountable)),
        cleared("protected, cleared, referred", protected(&referred)),
        cleared("protected, cleared, accountable and referred", {
            Household { referred: own.clone(), ..protected(&accountable) }
        }),
        cleared("protected, cleared, registered", protected(&registered)),
        cleared("protected, cleared, placed with", protected(&placed)),
        cleared("protected, cleared, none", protected(&household())),
        cleared("other tenant, every relation", Household { tenant: tenant(OTHER), ..every }),
    ]
}

fn cases(kind: Kind) -> Vec<Case> {
    let own = || BTreeSet::from([actor(OWN)]);
    match kind {
        Kind::Household => households(&own()),
        Kind::Link => {
            let accountable = Link { accountable: actor(OWN), ..link() };
            let referred = Link { referred_to: Some(actor(OWN)), ..link() };
            vec![
                case("accountable", accountable),
                case("referred", referred),
                case("none", link()),
                case("protected, accountable", Link { protected: true, ..accountable }),
                cleared("protected, cleared, accountable", Link { protected: true, ..accountable }),
                cleared("protected, cleared, referred", Link { protected: true, ..referred }),
                cleared("protected, cleared, none", Link { protected: true, ..link() }),
                cleared("other tenant, accountable", Link { tenant: tenant(OTHER), ..accountable }),
            ]
        }
        Kind::Referral => {
            let from = Referral { from: actor(OWN), ..referral() };
            let to = Referral { to: actor(OWN), ..referral() };
            vec![
                case("from own actor", from),
                case("to own actor", to),
                case("none", referral()),
                case("protected, to own actor", Referral { protected: true, ..to }),
                cleared("protected, cleared, from own actor", Referral { protected: true, ..from }),
                cleared("protected, cleared, to own actor", Referral { protected: true, ..to }),
                cleared("protected, cleared, none", Referral { protected: true, ..referral() }),
                cleared("other tenant, to own actor", Referral { tenant: tenant(OTHER), ..to }),
            ]
        }
        Kind::Home => {
            let owned = Home { owner: actor(OWN), ..home() };
            let hosted = Home { hosts: BTreeSet::from([user(OWN)]), ..home() };
            vec![
                case("own actor's", owned.clone()),
                case("own home as host", hosted.clone()),
                case("none", home()),
                case("protected, own actor's", Home { protected: true, ..owned.clone() }),
                cleared("protected, cleared, own actor's", Home { protected: true, ..owned.clone() }),
                cleared("protected, cleared, own home as host", Home { protected: true, ..hosted }),
                cleared("protected, cleared, none", Home { protected: true, ..home() }),
                cleared("other tenant, own actor's", Home { tenant: tenant(OTHER), ..owned }),
            ]
        }
        Kind::Duty => vec![
            case("own actor carries it", Duty { tenant: tenant(OWN), actors: own() }),
            case("none", Duty { tenant: tenant(OWN), actors: BTreeSet::new() }),
            case("other tenant", Duty { tenant: tenant(OTHER), actors: own() }),
        ],
        Kind::Actor => vec![
            case("own", Actor { tenant: tenant(OWN), id: actor(OWN) }),
            case("another", Actor { tenant: tenant(OWN), id: actor(OTHER) }),
            case("other tenant", Actor { tenant: tenant(OTHER), id: actor(OWN) }),
        ],
        Kind::User => {
            let account = |id, actors: &[u8]| User {
                tenant: tenant(OWN),
                id: user(id),
                actors: actors.iter().map(|&n| actor(n)).collect(),
            };
            vec![
                case("oneself", account(OWN, &[OWN])),
                case("of own actor", account(OTHER, &[OWN])),
                case("of own and another actor", account(OTHER, &[OWN, OTHER])),
                case("of another actor", account(OTHER, &[OTHER])),
                case("without membership", account(OTHER, &[])),
                case("other tenant", User { tenant: tenant(OTHER), ..account(OTHER, &[OWN]) }),
            ]
        }
        Kind::Tenant => vec![
            case("own", Tenant { tenant: tenant(OWN) }),
            case("other tenant", Tenant { tenant: tenant(OTHER) }),
        ],
    }
}

fn columns() -> Vec<(&'static str, Principal)> {
    let usual = |role| member(role, Purpose::CaseWork);
    let of_organisation = |role| Principal { of_authority: false, ..usual(role) };
    vec![
        ("coordinator", usual(Role::Coordinator)),
        ("case worker", usual(Role::CaseWorker)),
        ("desk", usual(Role::Desk)),
        ("desk/org", of_organisation(Role::Desk)),
        ("partner", usual(Role::PartnerCoordinator)),
        ("volunteer", usual(Role::Volunteer)),
        ("host", usual(Role::Host)),
        ("reader", usual(Role::Reader)),
        ("admin", usual(Role::Administrator)),
        ("admin/org", of_organisation(Role::Administrator)),
    ]
}

fn letter(purpose: Purpose) -> char {
    match purpose {
        Purpose::CaseWork => 'c',
        Purpose::Registration => 'r',
        Purpose::Placement => 'p',
        Purpose::Referral => 'f',
        Purpose::FollowUp => 'u',
        Purpose::Administration => 'a',
        Purpose::OwnRecord => 'o',
    }
}

fn cell(access: &Access, principal: Principal, action: Action, case: &Case) -> String {
    let permitted: String = Purpose::ALL
        .into_iter()
        .filter(|&purpose| {
            let principal = Principal { purpose, cleared: case.cleared, ..principal };
            access.decide(&principal, action, &case.record).allowed
        })
        .map(letter)
        .collect();
    if permitted.is_empty() { "-".to_owned() } else { permitted }
}

fn matrix(access: &Access) -> String {
    let mut text = HEAD.to_owned();
    for &kind in Kind::ALL {
        let _ = writeln!(text, "\n\n{}", kind.as_str().to_uppercase());
        for case in cases(kind) {
            let _ = write!(text, "\n{:<50}", format!("{}: {}", kind.as_str(), case.relation));
            for (name, _) in columns() {
                let _ = write!(text, "{name:<13}");
            }
            text.truncate(text.trim_end().len());
            text.push('\n');
            let mut any = false;
            for &action in Action::ALL {
                let cells: Vec<String> = columns()
                    .into_iter()
                    .map(|(_, principal)| cell(access, principal, action, &case))
                    .collect();
                if cells.iter().any(|cell| cell != "-") {
                    any = true;
                    let _ = write!(text, "  {:<48}", action.as_str());
                    for cell in cells {
                        let _ = write!(text, "{cell:<13}");
                    }
                    text.truncate(text.trim_end().len());
                    text.push('\n');
                }
            }
            if !any {
                text.push_str("  nothing, for nobody\n");
            }
        }
    }
    text.push_str("\n\nNEWCOMER WITH THE PAPER CODE\n\n");
    for (relation, id, protected, valid) in [
        ("own household", OWN, false, true),
        ("own household, protected", OWN, true, true),
        ("own household, code not valid", OWN, false, false),
        ("another household", OTHER, false, true),
    ] {
        let newcomer = Newcomer { tenant: tenant(OWN), household: household_id(OWN), valid };
        let record = Household { id: household_id(id), protected, ..household() }.into();
        let permitted: Vec<&str> = Action::ALL
            .iter()
            .filter(|&&action| access.decide_newcomer(&newcomer, action, &record).allowed)
            .map(|action| action.as_str())
            .collect();
        let permitted = if permitted.is_empty() { "nothing".to_owned() } else { permitted.join(", ") };
        let _ = writeln!(text, "{relation:<50}{permitted}");
    }
    text
}

/// The lines that went and the lines that came, each under the heading it stands under.
fn difference(old: &str, new: &str) -> String {
    let marked = |text: &str| -> Vec<String> {
        let mut heading = String::new();
        text.lines()
            .map(|line| {
                if !line.starts_with(' ') {
                    line.split("  ").next().unwrap_or_default().clone_into(&mut heading);
                }
                format!("[{heading}] {line}")
            })
            .collect()
    };
    let (old, new) = (marked(old), marked(new));
    let gone = old.iter().filter(|line| !new.contains(line)).map(|line| format!("- {line}"));
    let come = new.iter().filter(|line| !old.contains(line)).map(|line| format!("+ {line}"));
    gone.chain(come).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_matrix_is_the_one_that_was_reviewed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/matrix.txt");
    let now = matrix(&access());
    if std::env::var_os("HAMN_RENEW").is_some() {
        fs::write(&path, &now).unwrap();
        return;
    }
    let reviewed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        now == reviewed,
        "the policies permit something else than tests/matrix.txt says:\n{}\n\nIf this is intended, renew the text \
         with\n  HAMN_RENEW=1 cargo test -p access matrix\nand have the difference reviewed.",
        difference(&reviewed, &now)
    );
}
