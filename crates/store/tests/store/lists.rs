//! A list holds exactly the rows its scope says: the condition in SQL and the rule in `access` are one.

use std::collections::BTreeSet;

use access::{
    Principal, Purpose, resource,
    scope::{HouseholdScope, household_scope},
};
use domain::{ActorId, ChainState, HouseholdId, PersonId, Role};
use jiff::civil::{Date, date};
use store::{Reader, receive::household::HouseholdFilter};
use test_support::{FamilyPlan, Municipality, SeededDice, TestDatabase, both_databases};

use crate::literal;

const TODAY: Date = date(2026, 3, 2);
const EVERYTHING: HouseholdFilter = HouseholdFilter { state: None, offset: 0, limit: 1000 };

/// Households with random relations, a third of them protected.
async fn world(
    db: &TestDatabase,
    north: &Municipality,
    dice: &SeededDice,
    count: u64,
) -> Vec<(HouseholdId, PersonId)> {
    let actors = [north.social.id, north.housing.id, north.association.id];
    let any = |dice: &SeededDice| actors[usize::try_from(dice.below(3)).unwrap()];
    let tenant = literal(db, north.tenant.uuid());
    let mut households = Vec::new();
    for number in 0..count {
        let mut plan =
            FamilyPlan::new(["Oksana", "Bohdan", "Iryna"][usize::try_from(number % 3).unwrap()], "Bondar");
        if dice.below(3) == 0 {
            plan = plan.protected();
        }
        plan.links = if dice.below(4) == 0 { vec![] } else { vec!["housing"] };
        plan.registered_by = Some(any(dice));
        plan.accountable = Some(any(dice));
        let family = north.receive(db, &plan).await;
        for relation in ["referred", "placed", "accountable"] {
            for actor in actors.iter().filter(|_| dice.below(4) == 0) {
                db.raw(&format!(
                    "INSERT INTO household_actor (tenant_id, household_id, actor_id, relation)
                     VALUES ({tenant}, {}, {}, '{relation}') ON CONFLICT DO NOTHING",
                    literal(db, family.id.uuid()),
                    literal(db, actor.uuid())
                ))
                .await
                .unwrap();
            }
        }
        households.push((family.id, family.people[0]));
    }
    households
}

/// Every principal there can be, by what access looks at.
pub(crate) fn principals(north: &Municipality, stranger: ActorId) -> Vec<Principal> {
    let mut principals = Vec::new();
    for role in Role::ALL {
        for actor in [north.social.id, north.housing.id, north.association.id, stranger] {
            for purpose in Purpose::ALL {
                for facts in 0..8 {
                    principals.push(Principal {
                        user: north.user.id,
                        tenant: north.tenant,
                        actor,
                        role,
                        cleared: facts & 1 != 0,
                        of_authority: facts & 2 != 0,
                        confirmed: facts & 4 != 0,
                        purpose,
                    });
                }
            }
        }
    }
    principals
}

fn distinct_scopes(principals: &[Principal]) -> Vec<HouseholdScope> {
    let mut scopes: Vec<HouseholdScope> = Vec::new();
    for scope in principals.iter().map(household_scope) {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    scopes
}

async fn listed(reader: &mut Reader, scope: &HouseholdScope) -> Vec<HouseholdId> {
    reader.households(scope, EVERYTHING, TODAY).await.unwrap().into_iter().map(|line| line.id).collect()
}

async fn a_list_is_what_its_scope_contains(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    // The neighbour's households have the same relations and must appear nowhere.
    let south = Municipality::found(&db, "Söderhamn").await;
    let dice = SeededDice::new(11);
    let households = world(&db, &north, &dice, 30).await;
    world(&db, &south, &dice, 5).await;

    let mut reader = db.read(&north.who()).await.unwrap();
    let mut facts: Vec<(resource::Household, PersonId)> = Vec::new();
    for (household, person) in &households {
        facts.push((reader.household_facts(*household).await.unwrap(), *person));
    }
    assert!(facts.iter().any(|(household, _)| household.protected), "the world has protected households");

    let scopes = distinct_scopes(&principals(&north, db.dice.id()));
    assert!(scopes.len() > 20, "{} scopes only", scopes.len());
    let (mut lengths, mut wide) = (BTreeSet::new(), 0);
    for scope in &scopes {
        let inside = |household: &&(resource::Household, PersonId)| scope.contains(&household.0);
        let expected: BTreeSet<HouseholdId> =
            facts.iter().filter(inside).map(|(household, _)| household.id).collect();
        let found = listed(&mut reader, scope).await;
        assert_eq!(
            found.len(),
            found.iter().collect::<BTreeSet<_>>().len(),
            "a household is listed twice: {scope:?}"
        );
        // A page that holds one makes a scope of twenty a wide one, which is found in another way.
        let mut one_by_one = Vec::new();
        for offset in 0..=households.len() {
            let filter = HouseholdFilter { state: None, offset: i64::try_from(offset).unwrap(), limit: 1 };
            let page = reader.households(scope, filter, TODAY).await.unwrap();
            one_by_one.extend(page.into_iter().map(|line| line.id));
        }
        assert_eq!(one_by_one, found, "{scope:?}");
        assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected, "{scope:?}");
        lengths.insert(expected.len());
        wide += usize::from(matches!(scope, HouseholdScope::Related { .. }) && expected.len() >= 20);

        for words in [vec!["bond"], vec!["bondar", "o"], vec!["b", "bo"], vec!["irina"]] {
            let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
            let found = reader.people_named(scope, &words, TODAY, 1000).await.unwrap();
            let mut expected = BTreeSet::new();
            for (household, person) in facts.iter().filter(inside) {
                let record = reader.person(*person).await.unwrap();
                let tokens = domain::search_tokens(&record.person.name);
                if every_word_begins_its_own_token(&words, &tokens) {
                    expected.insert((*person, household.id));
                }
            }
            let given: Vec<_> =
                found.iter().map(|candidate| (candidate.person, candidate.household)).collect();
            assert_eq!(
                given.len(),
                given.iter().collect::<BTreeSet<_>>().len(),
                "{words:?} finds somebody twice"
            );
            assert_eq!(given.into_iter().collect::<BTreeSet<_>>(), expected, "{words:?} in {scope:?}");
        }
    }
    assert!(wide > 0, "no related scope is wide");
    assert!(lengths.len() > 8, "the scopes differ too little to tell anything: {lengths:?}");
}

fn every_word_begins_its_own_token(words: &[String], tokens: &BTreeSet<String>) -> bool {
    let begins = |word: &String| {
        tokens.iter().filter(|token| token.starts_with(word.as_str())).collect::<BTreeSet<_>>()
    };
    match words {
        [one] => !begins(one).is_empty(),
        [one, two] => {
            let (one, two) = (begins(one), begins(two));
            one.iter().any(|token| two.iter().any(|other| other != token))
        }
        _ => unreachable!("the test asks with one word or two"),
    }
}

async fn pages_follow_each_other_without_gap_or_repeat(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let households = world(&db, &north, &SeededDice::new(12), 13).await;
    let everyone =
        HouseholdScope::All { tenant: north.tenant, protected: access::scope::ProtectedRows::Shown };
    let mut reader = db.read(&north.who()).await.unwrap();
    let whole = listed(&mut reader, &everyone).await;
    assert_eq!(whole.len(), households.len());
    let mut paged = Vec::new();
    for offset in (0..20).step_by(4) {
        let filter = HouseholdFilter { state: None, offset, limit: 4 };
        paged.extend(
            reader.households(&everyone, filter, TODAY).await.unwrap().into_iter().map(|line| line.id),
        );
    }
    assert_eq!(paged, whole);
}

async fn the_states_share_the_list_among_them(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    for (gaps, arrived_on) in
        [(0, date(2026, 1, 1)), (1, date(2026, 1, 1)), (0, date(2026, 3, 1)), (0, date(2026, 2, 23))]
    {
        let plan = FamilyPlan { arrived_on: Some(arrived_on), ..FamilyPlan::new("Oksana", "Bondar") };
        let family = north.receive_in(&mut writer, &db.dice, &plan).await.unwrap();
        writer.refresh_household(family.id, gaps, TODAY).await.unwrap();
    }
    let bare = FamilyPlan { links: vec![], ..FamilyPlan::new("Iryna", "Koval") };
    north.receive_in(&mut writer, &db.dice, &bare).await.unwrap();
    writer.commit().await.unwrap();

    let everyone =
        HouseholdScope::All { tenant: north.tenant, protected: access::scope::ProtectedRows::Hidden };
    let mut reader = db.read(&north.who()).await.unwrap();
    let mut counts = Vec::new();
    for state in ChainState::ALL {
        let lines = reader
            .households(&everyone, HouseholdFilter { state: Some(*state), ..EVERYTHING }, TODAY)
            .await
            .unwrap();
        assert!(
            lines.iter().all(|line| line.chain.state(TODAY) == *state),
            "{state}: the list and the summary disagree"
        );
        counts.push((state.as_str(), lines.len()));
    }
    counts.sort_unstable();
    // A deadline of today is not overdue.
    assert_eq!(
        counts,
        [("complete", 1), ("empty", 0), ("gaps", 1), ("on_track", 2), ("overdue", 1), ("waiting", 0)]
    );
}

both_databases!(
    a_list_is_what_its_scope_contains,
    pages_follow_each_other_without_gap_or_repeat,
    the_states_share_the_list_among_them,
);
