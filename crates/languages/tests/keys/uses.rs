//! Finds the keys that the program's sources and templates speak.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// What the sources say, each with the files that say it.
#[derive(Default)]
pub(crate) struct Uses {
    pub(crate) keys: BTreeMap<String, BTreeSet<PathBuf>>,
    pub(crate) families: BTreeMap<String, BTreeSet<PathBuf>>,
    pub(crate) prefixes: BTreeMap<String, BTreeSet<PathBuf>>,
    /// Every text between quotation marks in Rust sources. A key among them travels as a value and is spoken elsewhere.
    pub(crate) quoted: BTreeSet<String>,
}

/// How a source speaks a key, a family, or asks after a prefix.
const SPEAKING: [&str; 8] = ["t(", "tn(", "t1(", "ta(", "said(", "key!(", "tf(", "covers("];

impl Uses {
    pub(crate) fn of_repository(root: &Path) -> Self {
        let mut uses = Self::default();
        for krate in entries(&root.join("crates")) {
            for file in
                files(&krate.join("src"), "rs").into_iter().chain(files(&krate.join("templates"), "html"))
            {
                let text = fs::read_to_string(&file).unwrap();
                uses.add(file.strip_prefix(root).unwrap_or(&file), &text);
            }
        }
        uses
    }

    fn add(&mut self, file: &Path, text: &str) {
        // What a comment says is not spoken.
        let text: String = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .flat_map(|line| [line, "\n"])
            .collect();
        if file.extension().is_some_and(|ending| ending == "rs") {
            self.quoted.extend(text.split('"').filter(|text| is_key(text)).map(str::to_owned));
        }
        for speaking in SPEAKING {
            for (at, _) in text.match_indices(speaking) {
                let before = text[..at].chars().next_back();
                if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                    continue;
                }
                let argument = text[at + speaking.len()..].trim_start().trim_start_matches('&');
                let formatted = argument.strip_prefix("format!(");
                let literal = formatted.unwrap_or(argument).trim_start().strip_prefix('"');
                let Some(literal) = literal.and_then(|rest| rest.split('"').next()) else { continue };
                // A free function may be called `t` for reasons of its own; a method is ours.
                if before != Some('.') && !["key!(", "tf("].contains(&speaking) && !literal.contains('-') {
                    continue;
                }
                let (map, spoken) = match speaking {
                    "covers(" => (&mut self.prefixes, literal.to_owned()),
                    "tf(" if literal.contains("{}") => (&mut self.families, literal.to_owned()),
                    "tf(" => (&mut self.families, format!("{literal}-{{}}")),
                    _ if formatted.is_some() => (&mut self.families, without_names(literal)),
                    _ => (&mut self.keys, literal.to_owned()),
                };
                map.entry(spoken).or_default().insert(file.to_owned());
            }
        }
    }
}

/// The Rust sources of a crate, without its tests.
pub(crate) fn sources(krate: &Path) -> Vec<PathBuf> {
    files(&krate.join("src"), "rs")
}

fn is_key(text: &str) -> bool {
    text.contains('-')
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c))
}

/// The family of a format string: `role-{role}-about` is `role-{}-about`.
fn without_names(format: &str) -> String {
    let mut pieces = format.split('{');
    let mut pattern = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        pattern.push_str("{}");
        pattern.push_str(piece.split_once('}').map_or("", |(_, rest)| rest));
    }
    pattern
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    entries(folder)
        .into_iter()
        .flat_map(|path| {
            if path.is_dir() {
                files(&path, ending)
            } else if path.extension().is_some_and(|found| found == ending) {
                vec![path]
            } else {
                Vec::new()
            }
        })
        .collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn keys_are_found_where_they_are_spoken() {
    let mut uses = Uses::default();
    uses.add(
        Path::new("a"),
        r#"
        {{ s.t("common-save") }} {{ s.tn( "common-hits", n) }} {{ s.ta(
            "common-by-whom", &[]) }} {{ s.tf("role", role) }} {% if s.covers("household-") %}
        languages::key!("common-none"); let t = |key| s.t(key); t("common-yes"); s.t("Odd");
        // s.t("common-in-a-comment")
        insert("common-not-spoken"); start("common-nor-this"); format("x"); t("plain");
        "#,
    );
    let keys: Vec<_> = uses.keys.keys().map(String::as_str).collect();
    assert_eq!(keys, ["Odd", "common-by-whom", "common-hits", "common-none", "common-save", "common-yes"]);
    assert_eq!(uses.families.keys().collect::<Vec<_>>(), ["role-{}"]);
    assert_eq!(uses.prefixes.keys().collect::<Vec<_>>(), ["household-"]);
    assert!(uses.quoted.is_empty());

    uses.add(Path::new("b.rs"), r#"s.t(&format!("role-{role}-about")); let menu = [("/desk", "nav-desk")];"#);
    assert_eq!(uses.families.keys().collect::<Vec<_>>(), ["role-{}", "role-{}-about"]);
    assert_eq!(uses.quoted.iter().collect::<Vec<_>>(), ["nav-desk"]);
}
