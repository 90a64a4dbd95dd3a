//! The languages, loaded once, and a speaker of one of them.

use std::{
    borrow::{Borrow, Cow},
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use icu::collator::CollatorBorrowed;
use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};

use crate::{Arg, Count, Direction, Lang, isolation, names, voice::Voice};

/// All messages of one language and file: the language's folder, the file, its text.
static FILES: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// How many different faults are remembered. A fault is a defect in the program, so a handful says enough.
const FAULTS_REMEMBERED: usize = 1000;

/// The messages could not be loaded. All of them are part of the program, so this is a defect in it, found by its
/// first start and by its tests.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A folder that is no language.
    #[error(
        "read the messages: locales/{folder} is not a language of the screens; add it to languages::Lang"
    )]
    Folder {
        /// The folder's name.
        folder: String,
    },
    /// A file that is not Fluent.
    #[error("read locales/{file}: {cause}; correct the message there")]
    Syntax {
        /// The file.
        file: String,
        /// What Fluent says.
        cause: String,
    },
    /// A message that the language already has.
    #[error("read locales/{file}: {cause}; keep one of the two")]
    Twice {
        /// The later file.
        file: String,
        /// What Fluent says.
        cause: String,
    },
    /// The Unicode data for a language is not in the program.
    #[error("prepare {what} in {lang}: {cause}; build with icu's compiled_data")]
    Formats {
        /// The language.
        lang: Lang,
        /// What could not be prepared.
        what: &'static str,
        /// What the Unicode library says.
        cause: String,
    },
}

/// Every language of the screens. Made once, at start; a clone is the same one.
#[derive(Clone)]
pub struct Languages(Arc<Choir>);

struct Choir {
    voices: [Voice; 4],
    faults: Mutex<BTreeMap<String, u64>>,
}

impl Languages {
    /// Reads all messages, which are part of the program.
    pub fn load() -> Result<Self, LoadError> {
        if let Some((folder, ..)) =
            FILES.iter().find(|(folder, ..)| Lang::ALL.iter().all(|lang| lang.code() != *folder))
        {
            return Err(LoadError::Folder { folder: (*folder).to_owned() });
        }
        let voice = |lang: Lang| {
            let files: Vec<_> = FILES
                .iter()
                .filter(|(folder, ..)| *folder == lang.code())
                .map(|&(_, file, text)| (file, text))
                .collect();
            Voice::load(lang, &files)
        };
        let voices = [voice(Lang::Sv)?, voice(Lang::En)?, voice(Lang::Uk)?, voice(Lang::Ar)?];
        Ok(Self(Arc::new(Choir { voices, faults: Mutex::default() })))
    }

    /// A speaker of one language. Costs nothing; make one for each page.
    pub fn speak(&self, lang: Lang) -> Speaker {
        Speaker { choir: Arc::clone(&self.0), lang }
    }

    /// What went wrong while speaking, and how often: keys that no language has, arguments nobody passed. Empty in a
    /// healthy program; a test of pages ends by saying so.
    pub fn faults(&self) -> BTreeMap<String, u64> {
        self.0.faults().clone()
    }

    /// The keys a language has messages for.
    pub fn keys(&self, lang: Lang) -> &BTreeSet<String> {
        &self.0.voices[lang.index()].keys
    }
}

impl Choir {
    fn faults(&self) -> MutexGuard<'_, BTreeMap<String, u64>> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn complain(&self, fault: String) {
        let mut faults = self.faults();
        if faults.len() < FAULTS_REMEMBERED || faults.contains_key(&fault) {
            *faults.entry(fault).or_default() += 1;
        }
    }
}

/// A message as spoken, and in which language that was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The words. In another direction than the page's, they are isolated.
    pub text: String,
    /// The language of the words: the value of the `lang` attribute when `missing`.
    pub lang: Lang,
    /// The asked-for language does not have this message, and another one stands in.
    pub missing: bool,
}

/// Speaks one language: words, numbers, dates, lists, and the order of its alphabet. Cheap to clone.
///
/// A message the language lacks is spoken in Swedish, else in English. A key that no language has is returned
/// as `⟦key⟧` and counted in [`Languages::faults`].
#[derive(Clone)]
pub struct Speaker {
    choir: Arc<Choir>,
    lang: Lang,
}

impl Speaker {
    /// The language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The language's code: the page's `lang` attribute.
    pub fn code(&self) -> &'static str {
        self.lang.code()
    }

    /// Which way the page is written: its `dir` attribute.
    pub fn direction(&self) -> Direction {
        self.lang.direction()
    }

    /// A message without arguments.
    pub fn t(&self, key: &str) -> Cow<'_, str> {
        self.speak(key, &[]).0
    }

    /// A message with a count, which is its argument `$n` and chooses its plural form.
    pub fn tn(&self, key: &str, n: impl Count) -> String {
        self.ta(key, &[("n", Arg::Number(n.count()))])
    }

    /// A message with one argument.
    pub fn t1<'a>(&self, key: &str, name: &str, value: impl Into<Arg<'a>>) -> String {
        self.ta(key, &[(name, value.into())])
    }

    /// A message with named arguments.
    pub fn ta(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.speak(key, args).0.into_owned()
    }

    /// A message of a family: one for each code of an enum. `tf("role", role)`, or with the code's place marked,
    /// `tf("role-{}-about", role)`. Families are declared beside the tests of this crate, which see to it that every
    /// code has its message.
    pub fn tf(&self, family: &str, code: impl Display) -> Cow<'_, str> {
        let key = if family.contains("{}") {
            family.replacen("{}", &code.to_string(), 1)
        } else {
            format!("{family}-{code}")
        };
        self.t(&key)
    }

    /// A message, and whether it had to be spoken in another language: for a page that says so on the spot.
    pub fn said(&self, key: &str, args: &[(&str, Arg<'_>)]) -> Said {
        let (text, lang) = self.speak(key, args);
        Said { text: text.into_owned(), lang, missing: lang != self.lang }
    }

    /// Whether the language has every message whose key begins so. A page that is not wholly translated says so at
    /// its top, before it speaks: `{% if !s.covers("household-") %}`.
    pub fn covers(&self, prefix: &str) -> bool {
        let own = &self.voice().keys;
        Lang::ALL.iter().all(|lang| {
            let keys = &self.choir.voices[lang.index()].keys;
            keys.range(prefix.to_owned()..)
                .take_while(|key| key.starts_with(prefix))
                .all(|key| own.contains(key))
        })
    }

    /// A whole number: `12 500`.
    pub fn number(&self, number: impl Count) -> String {
        self.voice().number(number.count())
    }

    /// A date in words: `3 mars 2026`.
    pub fn date(&self, date: impl Borrow<Date>) -> String {
        self.voice().date(*date.borrow())
    }

    /// A date with its weekday: `tisdag 3 mars 2026`. For what somebody must come to.
    pub fn date_long(&self, date: impl Borrow<Date>) -> String {
        self.voice().date_long(*date.borrow())
    }

    /// A date in figures, the same in every language: `2026-03-03`. For tables that people scan and sort.
    pub fn date_short(&self, date: impl Borrow<Date>) -> String {
        self.figures(&date.borrow().to_string())
    }

    /// A time of day by the 24-hour clock, as it stands on Swedish timetables: `14:05`.
    pub fn time(&self, time: impl Borrow<Time>) -> String {
        let time = time.borrow();
        self.figures(&format!("{:02}:{:02}", time.hour(), time.minute()))
    }

    /// A moment, as date and time of day in a place: `3 mars 2026 kl. 14:05`.
    pub fn instant(&self, instant: impl Borrow<Timestamp>, tz: &TimeZone) -> String {
        let local = tz.to_datetime(*instant.borrow());
        self.ta("common-instant", &[("date", local.date().into()), ("time", self.time(local.time()).into())])
    }

    /// How far away a day is: `i dag`, `om 3 dagar`, `3 dagar sen`.
    pub fn relative_days(&self, date: impl Borrow<Date>, today: impl Borrow<Date>) -> String {
        let days = date.borrow().duration_since(*today.borrow()).as_hours() / 24;
        match days {
            0 => self.t("common-today").into_owned(),
            1 => self.t("common-tomorrow").into_owned(),
            -1 => self.t("common-yesterday").into_owned(),
            2.. => self.tn("common-days-ahead", days),
            ..=-2 => self.tn("common-days-ago", -days),
        }
    }

    /// Texts as one enumeration: `sång, bön och dans`. Each is isolated from its neighbours.
    pub fn list(&self, texts: &[impl AsRef<str>]) -> String {
        self.voice().list(texts)
    }

    /// The order of the language's alphabet. Numbers within text count as numbers: "Rum 2" before "Rum 10".
    pub fn collator(&self) -> &CollatorBorrowed<'static> {
        &self.voice().collator
    }

    /// Compares two texts in the order of the language's alphabet.
    pub fn compare(&self, one: &str, other: &str) -> Ordering {
        self.collator().compare(one, other)
    }

    /// Sorts by a text of each item, in the order of the language's alphabet; equals keep their order.
    pub fn sort<T>(&self, items: &mut [T], key: impl Fn(&T) -> &str) {
        items.sort_by(|one, other| self.compare(key(one), key(other)));
    }

    /// What a language that people speak is called, by its code; a code we have no name for is returned as it is.
    pub fn language_name<'c>(&self, code: &'c str) -> &'c str {
        names::one(self.lang, code).unwrap_or(code)
    }

    /// The languages a reception meets, as code and name, in the order of the alphabet: for a menu.
    pub fn spoken_languages(&self) -> Vec<(&'static str, &'static str)> {
        let mut languages: Vec<_> = names::all(self.lang).collect();
        self.sort(&mut languages, |&(_, name)| name);
        languages
    }

    fn voice(&self) -> &Voice {
        &self.choir.voices[self.lang.index()]
    }

    /// Figures with punctuation fall apart in right-to-left text: 2026-03-03 would be read from its day.
    fn figures(&self, figures: &str) -> String {
        match self.direction() {
            Direction::Ltr => figures.to_owned(),
            Direction::Rtl => isolation::isolate_as(figures, Direction::Ltr),
        }
    }

    fn speak(&self, key: &str, args: &[(&str, Arg<'_>)]) -> (Cow<'_, str>, Lang) {
        for lang in [self.lang, Lang::Sv, Lang::En] {
            let voice = &self.choir.voices[lang.index()];
            let Some(text) = voice.say(key, args, |fault| self.choir.complain(fault)) else { continue };
            if lang.direction() == self.direction() {
                return (text, lang);
            }
            return (Cow::Owned(isolation::isolate_as(&text, lang.direction())), lang);
        }
        self.choir.complain(key.to_owned());
        (Cow::Owned(format!("⟦{key}⟧")), self.lang)
    }
}

/// Marks a message key that travels as a value, as in `fn key(&self) -> &'static str`, so that the test which
/// compares keys with their uses can see it.
#[macro_export]
macro_rules! key {
    ($key:literal) => {
        $key
    };
}
