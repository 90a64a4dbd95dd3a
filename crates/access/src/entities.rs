//! The translation of a question into Cedar's terms.
//!
//! Names are parsed once; for each question only the asker and the record are built. Tenants, actors, roles and
//! purposes appear as references alone, because no policy reads an attribute of theirs.

use std::collections::{HashMap, HashSet};

use cedar_policy::{
    Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, ParseErrors, Request,
    RestrictedExpression,
};
use domain::{ActorId, HouseholdId, Role, TenantId, UserId};

use crate::{Action, Kind, Newcomer, PolicyError, Principal, Purpose, Resource};

/// Links, referrals, homes and duties are told apart by their facts; no policy compares their ids.
const THIS: &str = "this";

pub(crate) enum Asker<'a> {
    Member(&'a Principal),
    Newcomer(&'a Newcomer),
}

/// Cedar refused a value that was built here; the caller refuses the request.
pub(crate) struct Unanswerable;

pub(crate) struct Vocabulary {
    member: EntityTypeName,
    newcomer: EntityTypeName,
    kinds: Vec<EntityTypeName>,
    roles: HashMap<Role, EntityUid>,
    actions: HashMap<Action, EntityUid>,
    contexts: HashMap<Purpose, Context>,
}

impl Vocabulary {
    pub(crate) fn new() -> Result<Self, PolicyError> {
        let (role, purpose, action) = (name("Role")?, name("Purpose")?, name("Action")?);
        let mut contexts = HashMap::new();
        for each in Purpose::ALL {
            let value = RestrictedExpression::new_entity_uid(uid(&purpose, each.as_str()));
            let context = Context::from_pairs([("purpose".to_owned(), value)])
                .map_err(|cause| PolicyError::Purpose(Box::new(cause)))?;
            contexts.insert(each, context);
        }
        Ok(Self {
            member: name("Member")?,
            newcomer: name("Newcomer")?,
            kinds: Kind::ALL.iter().map(|kind| name(kind.as_str())).collect::<Result<_, _>>()?,
            roles: Role::ALL.into_iter().map(|each| (each, uid(&role, each.as_str()))).collect(),
            actions: Action::ALL.iter().map(|&each| (each, uid(&action, each.as_str()))).collect(),
            contexts,
        })
    }

    pub(crate) fn kind(&self, kind: Kind) -> &EntityTypeName {
        &self.kinds[kind as usize]
    }

    pub(crate) fn role(&self, role: Role) -> &EntityUid {
        &self.roles[&role]
    }

    pub(crate) fn action(&self, action: Action) -> &EntityUid {
        &self.actions[&action]
    }

    pub(crate) fn member(&self) -> &EntityTypeName {
        &self.member
    }

    pub(crate) fn newcomer(&self) -> &EntityTypeName {
        &self.newcomer
    }

    pub(crate) fn question(
        &self,
        asker: &Asker<'_>,
        action: Action,
        resource: &Resource,
    ) -> Result<(Request, Entities), Unanswerable> {
        let (who, asker, purpose) = match asker {
            Asker::Member(member) => {
                let who = uid(&self.member, &member.user.to_string());
                let role = HashSet::from([self.role(member.role).clone()]);
                (who.clone(), entity(who, self.member_facts(member), role)?, member.purpose)
            }
            Asker::Newcomer(newcomer) => {
                let who = uid(&self.newcomer, THIS);
                let facts = self.newcomer_facts(newcomer);
                (who.clone(), entity(who, facts, HashSet::new())?, Purpose::OwnRecord)
            }
        };
        let what = self.resource(resource);
        let record = entity(what.clone(), self.facts(resource), HashSet::new())?;
        let entities = Entities::from_entities([asker, record], None).map_err(|_| Unanswerable)?;
        let request =
            Request::new(who, self.action(action).clone(), what, self.contexts[&purpose].clone(), None)
                .map_err(|_| Unanswerable)?;
        Ok((request, entities))
    }

    fn resource(&self, resource: &Resource) -> EntityUid {
        let id = match resource {
            Resource::Household(household) => household.id.to_string(),
            Resource::Actor(actor) => actor.id.to_string(),
            Resource::User(user) => user.id.to_string(),
            Resource::Tenant(tenant) => tenant.tenant.to_string(),
            Resource::Link(_) | Resource::Referral(_) | Resource::Home(_) | Resource::Duty(_) => {
                THIS.to_owned()
            }
        };
        uid(self.kind(resource.kind()), &id)
    }

    fn member_facts(&self, member: &Principal) -> Facts {
        facts([
            ("user", self.user(member.user)),
            ("tenant", self.tenant(member.tenant)),
            ("actor", self.actor(member.actor)),
            ("cleared", RestrictedExpression::new_bool(member.cleared)),
            ("of_authority", RestrictedExpression::new_bool(member.of_authority)),
            ("confirmed", RestrictedExpression::new_bool(member.confirmed)),
        ])
    }

    fn newcomer_facts(&self, newcomer: &Newcomer) -> Facts {
        facts([
            ("tenant", self.tenant(newcomer.tenant)),
            ("household", self.household(newcomer.household)),
            ("valid", RestrictedExpression::new_bool(newcomer.valid)),
        ])
    }

    fn facts(&self, resource: &Resource) -> Facts {
        let tenant = ("tenant", self.tenant(resource.tenant()));
        match resource {
            Resource::Household(household) => facts([
                tenant,
                ("accountable", self.actors(&household.accountable)),
                ("referred", self.actors(&household.referred)),
                ("registered_by", self.actor(household.registered_by)),
                ("placed_with", self.actors(&household.placed_with)),
                ("protected", RestrictedExpression::new_bool(household.protected)),
            ]),
            Resource::Link(link) => facts([
                tenant,
                ("accountable", self.actor(link.accountable)),
                ("referred", self.actors(&link.referred_to)),
                ("protected", RestrictedExpression::new_bool(link.protected)),
            ]),
            Resource::Referral(referral) => facts([
                tenant,
                ("from", self.actor(referral.from)),
                ("to", self.actor(referral.to)),
                ("protected", RestrictedExpression::new_bool(referral.protected)),
            ]),
            Resource::Home(home) => facts([
                tenant,
                ("owner", self.actor(home.owner)),
                ("hosts", RestrictedExpression::new_set(home.hosts.iter().map(|&host| self.user(host)))),
                ("protected", RestrictedExpression::new_bool(home.protected)),
            ]),
            Resource::Duty(duty) => facts([tenant, ("actors", self.actors(&duty.actors))]),
            Resource::User(user) => facts([tenant, ("actors", self.actors(&user.actors))]),
            Resource::Actor(_) | Resource::Tenant(_) => facts([tenant]),
        }
    }

    fn actors<'a>(&self, actors: impl IntoIterator<Item = &'a ActorId>) -> RestrictedExpression {
        RestrictedExpression::new_set(actors.into_iter().map(|&actor| self.actor(actor)))
    }

    fn actor(&self, id: ActorId) -> RestrictedExpression {
        self.reference(Kind::Actor, &id.to_string())
    }

    fn user(&self, id: UserId) -> RestrictedExpression {
        self.reference(Kind::User, &id.to_string())
    }

    fn tenant(&self, id: TenantId) -> RestrictedExpression {
        self.reference(Kind::Tenant, &id.to_string())
    }

    fn household(&self, id: HouseholdId) -> RestrictedExpression {
        self.reference(Kind::Household, &id.to_string())
    }

    fn reference(&self, kind: Kind, id: &str) -> RestrictedExpression {
        RestrictedExpression::new_entity_uid(uid(self.kind(kind), id))
    }
}

type Facts = HashMap<String, RestrictedExpression>;

fn facts<const N: usize>(pairs: [(&str, RestrictedExpression); N]) -> Facts {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn entity(uid: EntityUid, facts: Facts, parents: HashSet<EntityUid>) -> Result<Entity, Unanswerable> {
    Entity::new(uid, facts, parents).map_err(|_| Unanswerable)
}

fn uid(kind: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}

fn name(text: &str) -> Result<EntityTypeName, PolicyError> {
    text.parse().map_err(|cause: ParseErrors| PolicyError::Unreadable {
        file: "the vocabulary",
        source: Box::new(cause),
    })
}
