//! From text as people paste it to words that can be compared.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// How much of a cell is looked at, in characters. No name is longer; a pasted page must cost no more than a name.
pub const LONGEST_TEXT: usize = 256;

/// The writing system of a word, as far as a canonical form depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Script {
    /// Latin letters, and words without any letter.
    Latin,
    /// Cyrillic letters of any language.
    Cyrillic,
    /// Arabic letters: Arabic, Persian, Dari, Pashto, Sorani, Urdu.
    Arabic,
    /// Ge'ez (Ethiopic) syllables: Tigrinya, Amharic.
    Ethiopic,
    /// Every other writing: compared letter by letter within itself.
    Other,
}

impl Script {
    /// The script of one letter; none for digits, marks and signs.
    pub fn of(letter: char) -> Option<Self> {
        match u32::from(letter) {
            0x41..=0x5A | 0x61..=0x7A | 0xAA | 0xBA | 0xC0..=0x24F | 0x250..=0x2AF | 0x1E00..=0x1EFF => {
                Some(Self::Latin)
            }
            0xFB00..=0xFB06 | 0xFF21..=0xFF3A | 0xFF41..=0xFF5A => Some(Self::Latin),
            0x400..=0x52F | 0x1C80..=0x1C8F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F => Some(Self::Cyrillic),
            0x620..=0x64A | 0x66E..=0x6D3 | 0x6D5 | 0x6EE..=0x6EF | 0x6FA..=0x6FC | 0x6FF => {
                Some(Self::Arabic)
            }
            0x750..=0x77F | 0x8A0..=0x8C9 | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC => Some(Self::Arabic),
            0x1200..=0x135A | 0x1380..=0x138F | 0x2D80..=0x2DDE | 0xAB01..=0xAB2E => Some(Self::Ethiopic),
            _ if letter.is_alphabetic() => Some(Self::Other),
            _ => None,
        }
    }

    /// The script most letters of a text are in; Latin if it has none.
    pub fn of_text(text: &str) -> Self {
        let mut counts = [0_u32; 5];
        for letter in text.chars().take(LONGEST_TEXT) {
            if let Some(script) = Self::of(letter) {
                counts[script as usize] += 1;
            }
        }
        let all = [Self::Latin, Self::Cyrillic, Self::Arabic, Self::Ethiopic, Self::Other];
        // The first of equals, so that the answer does not depend on the order of the letters.
        all.into_iter().rev().max_by_key(|script| counts[*script as usize]).unwrap_or(Self::Latin)
    }
}

/// Characters that nobody sees: direction marks, joiners, byte order marks, soft hyphens, control characters.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFC}' | '\u{FE00}'..='\u{FE0F}')
        || (letter.is_control() && !letter.is_whitespace())
}

/// Arabic vowel marks and the stretching stroke: written or not at the writer's pleasure.
fn is_arabic_decoration(letter: char) -> bool {
    matches!(letter, '\u{640}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6DC}'
        | '\u{6DF}'..='\u{6E8}' | '\u{6EA}'..='\u{6ED}')
}

/// Apostrophes of every kind. They stand for sounds that other spellings of the same name leave out.
fn is_apostrophe(letter: char) -> bool {
    matches!(
        letter,
        '\'' | '`'
            | '´'
            | '’'
            | '‘'
            | 'ʼ'
            | 'ʻ'
            | 'ʿ'
            | 'ʾ'
            | 'ʹ'
            | 'ʺ'
            | '′'
            | '″'
            | '“'
            | '”'
            | '"'
    )
}

/// A text in lower case, composed, without invisible characters, vowel marks and apostrophes; every run of signs and
/// white space is one space. Looks at the first [`LONGEST_TEXT`] characters.
pub fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len().min(LONGEST_TEXT * 4));
    let visible = text.chars().take(LONGEST_TEXT * 4).filter(|letter| !is_invisible(*letter));
    if text.is_ascii() {
        // Nothing to compose, and much the commonest.
        push_words(&mut tidied, visible.map(|letter| letter.to_ascii_lowercase()).take(LONGEST_TEXT));
    } else {
        let composed = visible.nfkc().flat_map(char::to_lowercase).nfc();
        push_words(&mut tidied, composed.take(LONGEST_TEXT));
    }
    tidied
}

/// Letters and digits, with one space for every run of anything else between them.
fn push_words(tidied: &mut String, letters: impl Iterator<Item = char>) {
    let mut gap = false;
    for letter in letters {
        if is_arabic_decoration(letter) || is_apostrophe(letter) || is_combining_mark(letter) {
            continue;
        }
        if letter.is_alphanumeric() {
            if gap && !tidied.is_empty() {
                tidied.push(' ');
            }
            gap = false;
            tidied.push(letter);
        } else {
            gap = true;
        }
    }
}

/// A letter without its marks: é is e. Letters that are their own, such as ł and ø, stay as they are.
pub(crate) fn unmarked(letter: char) -> char {
    let mut parts = std::iter::once(letter).nfkd();
    parts.find(|part| !is_combining_mark(*part)).unwrap_or(letter)
}

/// [`tidy`] without marks on Latin letters: how texts other than names are compared.
pub fn plain(text: &str) -> String {
    let tidied = tidy(text);
    if tidied.is_ascii() {
        return tidied;
    }
    let mut plain = String::with_capacity(tidied.len());
    for letter in tidied.chars() {
        match letter {
            'ø' => plain.push('o'),
            'ł' => plain.push('l'),
            'đ' => plain.push('d'),
            'æ' => plain.push_str("ae"),
            'ß' => plain.push_str("ss"),
            _ => plain.push(unmarked(letter)),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_and_marks_do_not_count() {
        assert_eq!(tidy("\u{202B}\u{200F}مُحَمَّـد\u{202C}"), "محمد");
        assert_eq!(tidy("  O'Brien\u{200B}-Smith \u{FEFF}"), "obrien smith");
        assert_eq!(plain("  ÅSTRÖM   Łucja"), "astrom lucja");
    }

    #[test]
    fn the_script_is_that_of_most_letters() {
        assert_eq!(Script::of_text("Олена (Olena) Шевченко"), Script::Cyrillic);
        assert_eq!(Script::of_text("12 34"), Script::Latin);
        assert_eq!(Script::of_text("ተስፋይ"), Script::Ethiopic);
    }

    #[test]
    fn a_page_costs_no_more_than_a_name() {
        assert!(tidy(&"ж".repeat(100_000)).chars().count() <= LONGEST_TEXT);
        assert!(tidy(&"\u{200B}".repeat(100_000)).is_empty());
    }
}
