//! The decision: policies parsed once, asked many times.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use cedar_policy::{
    ActionConstraint, Authorizer, CedarSchemaError, ContextCreationError, ParseErrors, Policy, PolicyId,
    PolicySet, PolicySetError, PrincipalConstraint, ResourceConstraint, Schema,
};
use domain::Role;

use crate::{
    Action, Kind, Newcomer, Principal, Resource,
    entities::{Asker, Vocabulary},
    resource::Tenant,
};

const SCHEMA: &str = include_str!("../policies/schema.cedarschema");

/// The rules, in the order a reader meets them: what nobody may, what purposes fit, and then role by role.
const POLICIES: &[(&str, &str)] = &[
    ("never.cedar", include_str!("../policies/never.cedar")),
    ("purpose.cedar", include_str!("../policies/purpose.cedar")),
    ("coordinator.cedar", include_str!("../policies/coordinator.cedar")),
    ("case_worker.cedar", include_str!("../policies/case_worker.cedar")),
    ("desk.cedar", include_str!("../policies/desk.cedar")),
    ("partner.cedar", include_str!("../policies/partner.cedar")),
    ("volunteer.cedar", include_str!("../policies/volunteer.cedar")),
    ("host.cedar", include_str!("../policies/host.cedar")),
    ("reader.cedar", include_str!("../policies/reader.cedar")),
    ("administrator.cedar", include_str!("../policies/administrator.cedar")),
    ("own.cedar", include_str!("../policies/own.cedar")),
];

/// The reason of a refusal that no forbidding rule gave: nothing permits it.
pub const NO_RULE_PERMITS: &str = "no-rule-permits";
/// The reason when the schema does not know the action for the kind of record: the program asked a wrong question.
const NO_SUCH_QUESTION: &str = "no-such-question";
/// The reason when a rule could not be evaluated. A forbidding rule that fails must never let anything through.
const RULE_FAILED: &str = "rule-failed";
/// The reason when somebody who looks as another role tries to do more than look.
const VIEWING_ONLY_LOOKS: &str = "viewing-only-looks";

/// The embedded policies cannot be used; the program must not start.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// A policy file is not Cedar.
    #[error("reading the access policies in {file} failed; correct the file and build again")]
    Unreadable {
        /// The file under `policies/`.
        file: &'static str,
        /// Where and why.
        source: Box<ParseErrors>,
    },
    /// The schema is not a Cedar schema.
    #[error("reading the access schema failed; correct policies/schema.cedarschema and build again")]
    Schema(#[source] Box<CedarSchemaError>),
    /// A rule has no `@id`.
    #[error("a rule in {file} has no @id; give it one, because decisions are explained by it:\n{rule}")]
    Unnamed {
        /// The file under `policies/`.
        file: &'static str,
        /// The text of the rule.
        rule: String,
    },
    /// Two rules have the same `@id`.
    #[error("naming the access rules failed; every @id must be given once")]
    Duplicate(#[source] Box<PolicySetError>),
    /// The list of purposes cannot be handed to the policies.
    #[error("naming the purposes for the access policies failed")]
    Purpose(#[source] Box<ContextCreationError>),
}

/// A decision, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The action may be done.
    pub allowed: bool,
    /// The `@id` of the rules that decided, sorted: those that permit if allowed, those that forbid if not, and
    /// [`NO_RULE_PERMITS`] if nothing speaks for it. Never empty.
    pub because: Vec<String>,
}

impl Decision {
    fn refused(reason: &str) -> Self {
        Self { allowed: false, because: vec![reason.to_owned()] }
    }
}

/// One rule, as it is written: for the page that explains a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The `@id`.
    pub id: String,
    /// The file under `policies/`.
    pub file: &'static str,
    /// The rule's text.
    pub text: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    Member(Role),
    Newcomer,
}

/// The policies, ready to decide. Make one at start and share it.
pub struct Access {
    authorizer: Authorizer,
    vocabulary: Vocabulary,
    rules: Vec<Rule>,
    /// The rules whose heads can match a question, by asker, action and kind. Cedar would go through every rule for
    /// every question; nearly all of them speak of another role or action, and their heads say so beforehand.
    slices: HashMap<(Who, Action, Kind), PolicySet>,
    /// What was decided before. A decision follows from its question alone, and a page asks the same of many records.
    decided: Mutex<HashMap<(Principal, Action, Resource), Decision>>,
}

/// So many decisions are kept; then all are forgotten, which is simple and as good.
const MOST_DECIDED: usize = 4096;

impl Access {
    /// Reads the policies that are built into the program.
    pub fn new() -> Result<Self, PolicyError> {
        let vocabulary = Vocabulary::new()?;
        let schema = schema()?;
        let policies = policies()?;
        let mut slices = HashMap::new();
        for env in schema.request_envs() {
            let action = Action::ALL.iter().find(|&&action| vocabulary.action(action) == env.action());
            let kind = Kind::ALL.iter().find(|&&kind| vocabulary.kind(kind) == env.resource());
            let (Some(&action), Some(&kind)) = (action, kind) else { continue };
            let askers: Vec<Who> = if env.principal() == vocabulary.member() {
                Role::ALL.into_iter().map(Who::Member).collect()
            } else {
                vec![Who::Newcomer]
            };
            for who in askers {
                let head = Head { vocabulary: &vocabulary, who, action, kind };
                let matching = policies.iter().map(|(_, rule)| rule).filter(|rule| head.can_match(rule));
                slices.insert((who, action, kind), set(matching)?);
            }
        }
        let rules = policies
            .iter()
            .map(|(file, policy)| Rule { id: policy.id().to_string(), file, text: policy.to_string() })
            .collect();
        Ok(Self { authorizer: Authorizer::new(), vocabulary, rules, slices, decided: Mutex::default() })
    }

    /// Decides for a user in a role, on the fetched record.
    pub fn decide(&self, principal: &Principal, action: Action, resource: &Resource) -> Decision {
        let question = (*principal, action, resource.nameless());
        let decided = || self.decided.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(decision) = decided().get(&question) {
            return decision.clone();
        }
        let decision = self.ask(&Asker::Member(principal), action, &question.2);
        let mut decided = decided();
        if decided.len() >= MOST_DECIDED {
            decided.clear();
        }
        decided.insert(question, decision.clone());
        decision
    }

    /// Decides for a newcomer with the paper code. The purpose is always the own record.
    pub fn decide_newcomer(&self, newcomer: &Newcomer, action: Action, resource: &Resource) -> Decision {
        self.ask(&Asker::Newcomer(newcomer), action, resource)
    }

    /// Decides for a user who looks at the program as another role would see it.
    ///
    /// Viewing must be permitted to the user in the tenant, it only looks, and what concerns persons is shown only if
    /// the user could see it without the disguise: to view as a case worker is no way into a case.
    pub fn decide_viewing(
        &self,
        own: &Principal,
        viewed: &Principal,
        action: Action,
        resource: &Resource,
    ) -> Decision {
        if !action.only_looks() {
            return Decision::refused(VIEWING_ONLY_LOOKS);
        }
        let may_view = self.decide(own, Action::ViewAs, &Tenant { tenant: viewed.tenant }.into());
        if !may_view.allowed {
            return may_view;
        }
        let theirs = self.decide(viewed, action, resource);
        if !theirs.allowed || !concerns_persons(action, resource.kind()) {
            return theirs;
        }
        let mine = self.decide(own, action, resource);
        if !mine.allowed {
            return mine;
        }
        let mut because = theirs.because;
        because.extend(mine.because);
        because.sort_unstable();
        because.dedup();
        Decision { allowed: true, because }
    }

    /// Every rule, in the order of the files.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    pub(crate) fn ask(&self, asker: &Asker<'_>, action: Action, resource: &Resource) -> Decision {
        let who = match asker {
            Asker::Member(member) => Who::Member(member.role),
            Asker::Newcomer(_) => Who::Newcomer,
        };
        let Some(policies) = self.slices.get(&(who, action, resource.kind())) else {
            return Decision::refused(NO_SUCH_QUESTION);
        };
        let Ok((request, entities)) = self.vocabulary.question(asker, action, resource) else {
            return Decision::refused(RULE_FAILED);
        };
        let response = self.authorizer.is_authorized(&request, policies, &entities);
        // Cedar leaves a rule that fails out of the decision. For a forbidding rule that would be a leak.
        if response.diagnostics().errors().next().is_some() {
            return Decision::refused(RULE_FAILED);
        }
        let mut because: Vec<String> =
            response.diagnostics().reason().map(|id| AsRef::<str>::as_ref(id).to_owned()).collect();
        if because.is_empty() {
            return Decision::refused(NO_RULE_PERMITS);
        }
        because.sort_unstable();
        Decision { allowed: response.decision() == cedar_policy::Decision::Allow, because }
    }
}

/// Whether what is shown is about persons; figures, gaps, duties and the directory are not.
fn concerns_persons(action: Action, kind: Kind) -> bool {
    match kind {
        Kind::Duty | Kind::Actor => false,
        Kind::Tenant => !matches!(action, Action::SeeFigures | Action::SeeGaps),
        Kind::Household | Kind::Link | Kind::Referral | Kind::Home | Kind::User => true,
    }
}

/// A question without its facts.
struct Head<'a> {
    vocabulary: &'a Vocabulary,
    who: Who,
    action: Action,
    kind: Kind,
}

impl Head<'_> {
    /// Whether the head of a rule leaves room for the question. Where a head is general the rule is kept and Cedar
    /// decides: a slice may be larger than it need be, but it never lacks a rule.
    fn can_match(&self, rule: &Policy) -> bool {
        let asker = match rule.principal_constraint() {
            PrincipalConstraint::Is(kind) => match self.who {
                Who::Member(_) => kind == *self.vocabulary.member(),
                Who::Newcomer => kind == *self.vocabulary.newcomer(),
            },
            PrincipalConstraint::IsIn(kind, preset) => match self.who {
                Who::Member(own) => kind == *self.vocabulary.member() && preset == *self.vocabulary.role(own),
                Who::Newcomer => kind == *self.vocabulary.newcomer(),
            },
            PrincipalConstraint::Any | PrincipalConstraint::In(_) | PrincipalConstraint::Eq(_) => true,
        };
        let action = match rule.action_constraint() {
            ActionConstraint::Any => true,
            ActionConstraint::Eq(action) => action == *self.vocabulary.action(self.action),
            ActionConstraint::In(actions) => actions.contains(self.vocabulary.action(self.action)),
        };
        let kind = match rule.resource_constraint() {
            ResourceConstraint::Is(kind) | ResourceConstraint::IsIn(kind, _) => {
                kind == *self.vocabulary.kind(self.kind)
            }
            ResourceConstraint::Any | ResourceConstraint::In(_) | ResourceConstraint::Eq(_) => true,
        };
        asker && action && kind
    }
}

pub(crate) fn schema() -> Result<Schema, PolicyError> {
    let (schema, _warnings) =
        Schema::from_cedarschema_str(SCHEMA).map_err(|cause| PolicyError::Schema(Box::new(cause)))?;
    Ok(schema)
}

pub(crate) fn policies() -> Result<Vec<(&'static str, Policy)>, PolicyError> {
    let mut named = Vec::new();
    for &(file, text) in POLICIES {
        let parsed: PolicySet =
            text.parse().map_err(|cause| PolicyError::Unreadable { file, source: Box::new(cause) })?;
        let mut rules: Vec<Policy> = parsed.policies().cloned().collect();
        rules.sort_by_key(|rule| position(rule.id()));
        for rule in rules {
            let Some(id) = rule.annotation("id").map(PolicyId::new) else {
                return Err(PolicyError::Unnamed { file, rule: rule.to_string() });
            };
            named.push((file, rule.new_id(id)));
        }
    }
    // All together once, because a slice would not notice an @id that is given twice in unlike rules.
    set(named.iter().map(|(_, rule)| rule))?;
    Ok(named)
}

/// Cedar names the rules of one text `policy0`, `policy1` ... in the order they are written.
fn position(id: &PolicyId) -> usize {
    let id: &str = id.as_ref();
    id.trim_start_matches("policy").parse().unwrap_or(usize::MAX)
}

fn set<'a>(rules: impl Iterator<Item = &'a Policy>) -> Result<PolicySet, PolicyError> {
    PolicySet::from_policies(rules.cloned()).map_err(|cause| PolicyError::Duplicate(Box::new(cause)))
}
