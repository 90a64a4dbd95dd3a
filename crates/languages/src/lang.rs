//! Which languages the screens speak, and which way each is written.

use std::{fmt, str::FromStr};

/// A language the screens speak.
///
/// The languages people speak with each other are many more: see [`crate::Speaker::spoken_languages`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lang {
    /// Swedish: first and complete.
    #[default]
    Sv,
    /// English: complete.
    En,
    /// Ukrainian: complete for the newcomer's pages.
    Uk,
    /// Arabic: complete for the newcomer's pages.
    Ar,
}

impl Lang {
    /// Every language, in the order in which the language menu shows them.
    pub const ALL: [Lang; 4] = [Lang::Sv, Lang::En, Lang::Uk, Lang::Ar];

    /// The BCP 47 code: the value of the `lang` attribute, of the cookie and of the folder under `locales/`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Sv => "sv",
            Lang::En => "en",
            Lang::Uk => "uk",
            Lang::Ar => "ar",
        }
    }

    /// Which way the language is written.
    pub fn direction(self) -> Direction {
        match self {
            Lang::Sv | Lang::En | Lang::Uk => Direction::Ltr,
            Lang::Ar => Direction::Rtl,
        }
    }

    /// What the language calls itself. A menu of languages shows nothing else: a reader who knows only Ukrainian
    /// does not find "ukrainska".
    pub fn own_name(self) -> &'static str {
        match self {
            Lang::Sv => "svenska",
            Lang::En => "English",
            Lang::Uk => "українська",
            Lang::Ar => "العربية",
        }
    }

    /// The language a browser asks for, by its `Accept-Language` header; `None` when it asks for none we speak.
    ///
    /// The highest weight wins, and the first of equals. A weight of zero is a refusal (RFC 9110, 12.4.2).
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Lang)> = None;
        for item in header.split(',') {
            let mut parts = item.split(';').map(str::trim);
            let Some(lang) = parts.next().and_then(|tag| tag.parse().ok()) else { continue };
            let weight = match parts.find_map(|part| part.strip_prefix("q=")) {
                Some(text) => text.trim().parse().unwrap_or(0.0),
                None => 1.0,
            };
            if weight > 0.0 && best.is_none_or(|(highest, _)| weight > highest) {
                best = Some((weight, lang));
            }
        }
        best.map(|(_, lang)| lang)
    }

    pub(crate) fn index(self) -> usize {
        match self {
            Lang::Sv => 0,
            Lang::En => 1,
            Lang::Uk => 2,
            Lang::Ar => 3,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The text is not the code of a language the screens speak.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("“{0}” is not a language of the screens; use one of sv, en, uk, ar")]
pub struct UnknownLang(pub String);

impl FromStr for Lang {
    type Err = UnknownLang;

    /// Reads a language tag, whatever its case; a region or script after it (`sv-FI`, `ar_SY`) is passed over.
    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Lang::ALL
            .into_iter()
            .find(|lang| lang.code().eq_ignore_ascii_case(primary))
            .ok_or_else(|| UnknownLang(tag.to_owned()))
    }
}

/// The way a language is written: the value of the `dir` attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From left to right.
    Ltr,
    /// From right to left.
    Rtl,
}

impl Direction {
    /// The value of the `dir` attribute.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_with_and_without_region() {
        for (tag, lang) in [("sv", Lang::Sv), ("SV-fi", Lang::Sv), ("ar_SY", Lang::Ar), ("uk-UA", Lang::Uk)] {
            assert_eq!(tag.parse(), Ok(lang));
        }
        for tag in ["", "svx", "ru", "*"] {
            assert_eq!(tag.parse::<Lang>(), Err(UnknownLang(tag.to_owned())));
        }
    }

    #[test]
    fn the_heaviest_wish_we_can_meet_wins() {
        for (header, expected) in [
            ("uk-UA,uk;q=0.9,en-US;q=0.8,en;q=0.7", Some(Lang::Uk)),
            ("ru, en;q=0.3, ar;q=0.8", Some(Lang::Ar)),
            ("en, sv", Some(Lang::En)),
            ("en;q=0, sv;q=0.1", Some(Lang::Sv)),
            ("en;q=heavy", None),
            ("fa,*;q=0.5", None),
            ("", None),
        ] {
            assert_eq!(Lang::from_accept_language(header), expected, "{header}");
        }
    }
}
