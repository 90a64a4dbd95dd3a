//! Every message that the program speaks exists, every message that exists is spoken, and the languages agree.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod families;
mod messages;
mod uses;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use families::Family;
use languages::{Lang, Languages};
use messages::Message;
use policy::Policy;
use uses::Uses;

/// Beginnings of the keys that a newcomer's page speaks, which therefore exist in every language.
const NEWCOMERS: [&str; 14] = [
    "newcomer-",
    "common-",
    "error-",
    "front-",
    "session-",
    "link-",
    "link_state-",
    "link_event-",
    "purpose-",
    "field-",
    "phase-",
    "owner-",
    "role-",
    "status-",
];

/// Beginnings of keys that travel as values, in tables and results, and of nothing else in the sources.
const VALUES: [&str; 3] = ["nav-", "error-", "session-"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn all_messages() -> BTreeMap<Lang, BTreeMap<String, Message>> {
    Lang::ALL.into_iter().map(|lang| (lang, messages::messages(&root(), lang))).collect()
}

fn fail_with(title: &str, lines: &BTreeSet<String>) {
    assert!(lines.is_empty(), "{title}:\n  {}", lines.iter().cloned().collect::<Vec<_>>().join("\n  "));
}

#[test]
fn every_key_used_exists_and_every_key_is_used() {
    let policy = Policy::embedded().unwrap();
    let families = families::families(&policy);
    let languages = Languages::load().unwrap();
    let known = languages.keys(Lang::Sv);
    let uses = Uses::of_repository(&root());

    let mut wrong = BTreeSet::new();
    for (key, files) in uses.keys.iter().filter(|(key, _)| !known.contains(*key)) {
        wrong.insert(format!("{key}: used in {files:?}, but no message in locales/sv"));
    }
    // A text in Rust that begins like the keys of menus, errors and sessions is one, and misspelt if no message has it.
    for key in uses.quoted.iter().filter(|key| !known.contains(*key)) {
        if VALUES.iter().any(|prefix| key.starts_with(prefix)) {
            wrong.insert(format!("{key}: between quotation marks, but no message in locales/sv"));
        }
    }
    for (prefix, files) in &uses.prefixes {
        if !known.iter().any(|key| key.starts_with(prefix.as_str())) {
            wrong.insert(format!("{prefix}: asked after in {files:?}, but no key begins so"));
        }
    }
    for (pattern, files) in &uses.families {
        if families.iter().all(|family| family.pattern != pattern) {
            wrong.insert(format!("{pattern}: used in {files:?}, but not declared in tests/keys/families.rs"));
        }
    }

    // A family counts as a whole: all of its messages exist, and all are spoken when it is.
    let mut spoken: BTreeSet<String> = uses.keys.keys().chain(&uses.quoted).cloned().collect();
    let from_policy: BTreeSet<String> = policy.message_keys().into_iter().collect();
    let in_families: BTreeSet<String> = families.iter().flat_map(Family::keys).collect();
    let is_used = |family: &Family| {
        uses.families.contains_key(family.pattern) || family.keys().all(|key| from_policy.contains(&key))
    };
    for family in families.iter().filter(|family| !is_used(family)) {
        wrong.insert(format!("{}: a family that no page speaks", family.pattern));
    }
    for key in in_families.union(&from_policy).filter(|key| !known.contains(*key)) {
        wrong.insert(format!("{key}: a code of a family, but no message in locales/sv"));
    }
    spoken.extend(in_families);
    spoken.extend(from_policy.iter().cloned());

    for key in known.iter().filter(|key| !spoken.contains(*key)) {
        wrong.insert(format!("{key}: a message that no page speaks"));
    }
    fail_with("keys and uses differ", &wrong);
}

#[test]
fn swedish_and_english_are_complete_and_the_newcomers_pages_in_every_language() {
    let all = all_messages();
    let swedish = &all[&Lang::Sv];
    let mut wrong = BTreeSet::new();
    for (lang, messages) in &all {
        for key in swedish.keys().filter(|key| !messages.contains_key(*key)) {
            if *lang == Lang::En || NEWCOMERS.iter().any(|prefix| key.starts_with(prefix)) {
                wrong.insert(format!("{key}: missing in {lang}"));
            }
        }
        for (key, message) in messages.iter().filter(|(key, _)| !swedish.contains_key(*key)) {
            wrong.insert(format!("{key}: in {}, but not in Swedish", message.file));
        }
    }
    fail_with("languages differ", &wrong);
}

#[test]
fn every_language_names_the_same_arguments() {
    let all = all_messages();
    let mut wrong = BTreeSet::new();
    for (key, swedish) in &all[&Lang::Sv] {
        for message in all.values().filter_map(|messages| messages.get(key)) {
            if message.arguments() != swedish.arguments() {
                let (given, expected) = (message.arguments(), swedish.arguments());
                wrong.insert(format!("{key} in {}: {given:?} where Swedish has {expected:?}", message.file));
            }
        }
    }
    fail_with("arguments differ", &wrong);
}

/// Fluent's own tables for Arabic forget the hundreds (103 counts like 103, not like 3), so that Arabic messages choose
/// their form with `PLURAL`, which asks ICU4X.
#[test]
fn arabic_chooses_its_plurals_with_icu() {
    let mut wrong = BTreeSet::new();
    for (key, message) in messages::messages(&root(), Lang::Ar) {
        if !message.plural_forms().is_empty() && !message.body.trim_start().starts_with("{ PLURAL($") {
            wrong.insert(format!("{key} in {}: write {{ PLURAL($n) ->", message.file));
        }
    }
    fail_with("Arabic plurals", &wrong);
}

/// The forms are those of the Unicode plural rules (CLDR) for whole numbers, and `other`, which Fluent asks for. That
/// Arabic `zero` is an ordinary form, and not a special sentence, is why every Arabic message must have it.
#[test]
fn every_plural_has_all_the_forms_of_its_language() {
    let mut wrong = BTreeSet::new();
    for (lang, messages) in all_messages() {
        let expected: BTreeSet<&str> = match lang {
            Lang::Sv | Lang::En => ["one", "other"].into(),
            Lang::Uk => ["one", "few", "many", "other"].into(),
            Lang::Ar => ["zero", "one", "two", "few", "many", "other"].into(),
        };
        for (key, message) in messages {
            let forms = message.plural_forms();
            if !forms.is_empty() && forms != expected {
                wrong.insert(format!("{key} in {}: {forms:?}, needs {expected:?}", message.file));
            }
        }
    }
    fail_with("plural forms", &wrong);
}

#[test]
fn messages_are_plain_text_with_well_shaped_keys() {
    let mut wrong = BTreeSet::new();
    for (key, message) in all_messages().into_values().flatten() {
        let words: Vec<_> = key.split('-').collect();
        let is_word = |word: &&str| {
            word.starts_with(|c: char| c.is_ascii_lowercase())
                && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        if words.len() < 2 || !words.iter().all(is_word) {
            wrong.insert(format!("{key} in {}: write area-what", message.file));
        }
        if message.body.contains(['<', '&']) {
            wrong.insert(format!("{key} in {}: markup belongs in the template", message.file));
        }
    }
    fail_with("messages", &wrong);
}
