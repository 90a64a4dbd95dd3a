//! Reads the message files as text: their keys, arguments and plural forms.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use languages::Lang;

/// One message as it stands in its file.
pub(crate) struct Message {
    pub(crate) file: String,
    pub(crate) body: String,
}

impl Message {
    /// The names of its arguments, with the `$`.
    pub(crate) fn arguments(&self) -> BTreeSet<&str> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        self.body
            .match_indices('$')
            .map(|(at, _)| {
                let name = &self.body[at + 1..];
                &self.body[at..at + 1 + name.find(|c| !is_name(c)).unwrap_or(name.len())]
            })
            .collect()
    }

    /// The plural forms it distinguishes, exact numbers left out; empty when it distinguishes none.
    pub(crate) fn plural_forms(&self) -> BTreeSet<&str> {
        self.body
            .lines()
            .filter_map(|line| line.trim_start().trim_start_matches('*').strip_prefix('['))
            .filter_map(|rest| rest.split(']').next())
            .filter(|form| form.parse::<u64>().is_err())
            .collect()
    }
}

/// Every message of a language, by key.
pub(crate) fn messages(root: &Path, lang: Lang) -> BTreeMap<String, Message> {
    let mut messages = BTreeMap::new();
    for entry in fs::read_dir(root.join("locales").join(lang.code())).unwrap() {
        let path = entry.unwrap().path();
        let file = format!("{lang}/{}", path.file_name().unwrap().to_string_lossy());
        read(&file, &fs::read_to_string(path).unwrap(), &mut messages);
    }
    messages
}

fn read(file: &str, text: &str, messages: &mut BTreeMap<String, Message>) {
    let mut current: Option<String> = None;
    for line in text.lines() {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (key, body) = line.split_once('=').unwrap();
            let key = key.trim().to_owned();
            messages.insert(key.clone(), Message { file: file.to_owned(), body: body.to_owned() });
            current = Some(key);
        } else if line.starts_with(['#', '-']) {
            current = None;
        } else if let Some(message) = current.as_ref().and_then(|key| messages.get_mut(key)) {
            message.body.push('\n');
            message.body.push_str(line);
        }
    }
}

#[test]
fn arguments_and_forms_are_read() {
    let mut messages = BTreeMap::new();
    let text = "# $comment\na-b = { $n ->\n    [0] none\n    [one] { $n } of { $max-size }\n   *[other] many\n}\n-term = x\nc-d = plain";
    read("x.ftl", text, &mut messages);
    assert_eq!(messages.keys().collect::<Vec<_>>(), ["a-b", "c-d"]);
    assert_eq!(messages["a-b"].arguments(), BTreeSet::from(["$max-size", "$n"]));
    assert_eq!(messages["a-b"].plural_forms(), BTreeSet::from(["one", "other"]));
    assert!(messages["c-d"].arguments().is_empty());
}
