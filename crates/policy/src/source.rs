//! Where a rule comes from.

use serde::Deserialize;

/// What a rule rests on. The screen shows it beside every deadline, owner and amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An act or an ordinance.
    Law {
        /// Name and number, as in "Förordning (2022:1008)".
        name: String,
        /// Chapter and section, when known.
        paragraph: Option<String>,
        /// Where the text can be read.
        address: String,
        /// What a reader should know about how far the source carries.
        note: Option<String>,
    },
    /// A page, report or decision that is not itself law.
    Publication {
        /// Author and title.
        name: String,
        /// Where it can be read.
        address: String,
        /// What a reader should know about how far the source carries.
        note: Option<String>,
    },
    /// The municipality's own policy, or a default of the program until there is one.
    Local {
        /// What the policy is and why, in words that can stand on the screen.
        text: String,
        /// A decision or a page it builds on, if there is one.
        address: Option<String>,
    },
}

impl Source {
    /// Whether this is local policy: it must then be labelled so on the screen and never be called law.
    pub fn is_local(&self) -> bool {
        matches!(self, Self::Local { .. })
    }

    /// One line for the screen: "Förordning (2022:1008), 6 §", or the text of a local policy.
    pub fn citation(&self) -> String {
        match self {
            Self::Law { name, paragraph: Some(paragraph), .. } => format!("{name}, {paragraph}"),
            Self::Law { name, .. } | Self::Publication { name, .. } => name.clone(),
            Self::Local { text, .. } => text.clone(),
        }
    }

    /// Where the source can be read, if it can.
    pub fn address(&self) -> Option<&str> {
        match self {
            Self::Law { address, .. } | Self::Publication { address, .. } => Some(address),
            Self::Local { address, .. } => address.as_deref(),
        }
    }

    /// What a reader should know about how far the source carries.
    pub fn note(&self) -> Option<&str> {
        match self {
            Self::Law { note, .. } | Self::Publication { note, .. } => note.as_deref(),
            Self::Local { .. } => None,
        }
    }
}

/// A source as it stands in a file: one of `law`, `publication` or `local = true`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawSource {
    law: Option<String>,
    paragraph: Option<String>,
    publication: Option<String>,
    #[serde(default)]
    local: bool,
    text: Option<String>,
    address: Option<String>,
    note: Option<String>,
}

impl RawSource {
    /// Checks that the keys belong together; the error is a sentence about what is wrong.
    pub(crate) fn check(self) -> Result<Source, &'static str> {
        let text = |value: Option<String>| value.filter(|text| !text.trim().is_empty());
        let address = match text(self.address) {
            Some(address) if address.starts_with("https://") || address.starts_with("http://") => {
                Some(address)
            }
            Some(_) => return Err("`address` is not a web address"),
            None => None,
        };
        match (text(self.law), text(self.publication), self.local) {
            (Some(name), None, false) if self.text.is_none() => {
                let address = address.ok_or("a law needs `address`")?;
                Ok(Source::Law { name, paragraph: text(self.paragraph), address, note: self.note })
            }
            (None, Some(name), false) if self.text.is_none() && self.paragraph.is_none() => {
                let address = address.ok_or("a publication needs `address`")?;
                Ok(Source::Publication { name, address, note: self.note })
            }
            (None, None, true) if self.paragraph.is_none() && self.note.is_none() => {
                let text = text(self.text).ok_or("local policy needs `text`")?;
                Ok(Source::Local { text, address })
            }
            _ => Err("the keys of the source do not belong together"),
        }
    }
}
