//! Keeps a name in one script from reordering the sentence around it.
//!
//! The marks are characters, not elements, because a message also ends up in an attribute, a page title, an e-mail
//! and a calendar, where `<bdi>` cannot go. Method: Unicode Standard Annex 9, "Unicode Bidirectional Algorithm".

use std::borrow::Cow;

use icu::properties::{CodePointMapData, props::BidiClass};

use crate::Direction;

const LEFT_TO_RIGHT_ISOLATE: char = '\u{2066}';
const RIGHT_TO_LEFT_ISOLATE: char = '\u{2067}';
const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';

/// Isolates inserted text where its surroundings could be disturbed by it, or it by them.
///
/// In a right-to-left sentence that is always so: even a telephone number changes places with its neighbours. In a
/// left-to-right sentence only text with a right-to-left letter needs it; plain Latin or Cyrillic text stays free of
/// invisible characters, so that what is copied from a Swedish page can be searched for.
pub(crate) fn isolate(text: &str, surroundings: Direction) -> Cow<'_, str> {
    let text = without_stray_controls(text);
    if text.is_empty() || (surroundings == Direction::Ltr && !text.chars().any(is_right_to_left)) {
        return text;
    }
    Cow::Owned(format!("{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"))
}

/// Isolates text whose direction is known, such as a whole sentence in a language that stands in for another.
pub(crate) fn isolate_as(text: &str, direction: Direction) -> String {
    let open = match direction {
        Direction::Ltr => LEFT_TO_RIGHT_ISOLATE,
        Direction::Rtl => RIGHT_TO_LEFT_ISOLATE,
    };
    format!("{open}{text}{POP_ISOLATE}")
}

fn is_right_to_left(letter: char) -> bool {
    let class = CodePointMapData::<BidiClass>::new().get(letter);
    [BidiClass::RightToLeft, BidiClass::ArabicLetter, BidiClass::ArabicNumber].contains(&class)
}

/// Removes control characters with which a name could turn around the text that follows it.
///
/// Overrides and embeddings go, always: they only make text look like other text. Isolates stay when each is closed,
/// because text which a [`crate::Speaker`] has composed can itself be inserted into a message.
fn without_stray_controls(text: &str) -> Cow<'_, str> {
    let is_isolate = |c: char| (LEFT_TO_RIGHT_ISOLATE..=FIRST_STRONG_ISOLATE).contains(&c);
    let is_embedding = |c: char| ('\u{202A}'..='\u{202E}').contains(&c);

    let mut open = 0_usize;
    let mut balanced = true;
    let mut embeddings = false;
    for c in text.chars() {
        if is_isolate(c) {
            open += 1;
        } else if c == POP_ISOLATE {
            balanced &= open > 0;
            open = open.saturating_sub(1);
        } else {
            embeddings |= is_embedding(c);
        }
    }
    balanced &= open == 0;
    if balanced && !embeddings {
        return Cow::Borrowed(text);
    }
    let goes = |c: char| is_embedding(c) || (!balanced && (is_isolate(c) || c == POP_ISOLATE));
    Cow::Owned(text.chars().filter(|&c| !goes(c)).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_what_can_disturb_is_isolated() {
        assert_eq!(isolate("Åsa Öberg", Direction::Ltr), "Åsa Öberg");
        assert_eq!(isolate("Олена", Direction::Ltr), "Олена");
        assert_eq!(isolate("ليلى", Direction::Ltr), "\u{2068}ليلى\u{2069}");
        assert_eq!(isolate("Åsa", Direction::Rtl), "\u{2068}Åsa\u{2069}");
        assert_eq!(isolate("+46 8 123", Direction::Rtl), "\u{2068}+46 8 123\u{2069}");
        assert_eq!(isolate("", Direction::Rtl), "");
    }

    #[test]
    fn a_name_cannot_turn_the_text_after_it() {
        assert_eq!(isolate("Anna\u{202E}", Direction::Ltr), "Anna");
        assert_eq!(isolate("Anna\u{2067}", Direction::Ltr), "Anna");
        assert_eq!(isolate("\u{2069}Anna\u{2068}", Direction::Ltr), "Anna");
        assert_eq!(isolate("\u{2068}Anna\u{2069}", Direction::Ltr), "\u{2068}Anna\u{2069}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn what_is_inserted_always_closes_what_it_opens(
            text in "[aب1\u{202A}-\u{202E}\u{2066}-\u{2069}]{0,12}",
            rtl in any::<bool>(),
        ) {
            let inserted = isolate(&text, if rtl { Direction::Rtl } else { Direction::Ltr });
            let mut open = 0_i32;
            for c in inserted.chars() {
                let embedding = ('\u{202A}'..='\u{202E}').contains(&c);
                prop_assert!(!embedding);
                match c {
                    '\u{2066}'..='\u{2068}' => open += 1,
                    '\u{2069}' => open -= 1,
                    _ => {}
                }
                prop_assert!(open >= 0);
            }
            prop_assert_eq!(open, 0);
        }
    }
}
