//! What stands on a card: the code and the PIN, drawn, printed and read again.

use std::str::FromStr;

use store::Dice;

/// The signs of a code: digits and letters without I, L, O and U (Crockford's base 32).
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH: usize = 10;
const PIN_LENGTH: usize = 6;

/// A paper code: ten signs, 50 bits.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(pub(super) String);

/// What was typed cannot be a code or a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what was typed has not the form of what stands on a card")]
pub struct NotOnACard;

impl Code {
    pub(super) fn draw(dice: &dyn Dice) -> Self {
        let bytes: [u8; CODE_LENGTH] = dice.draw();
        Self(bytes.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect())
    }

    /// As it stands on the card: two groups of five.
    pub fn grouped(&self) -> String {
        let (first, last) = self.0.split_at(CODE_LENGTH / 2);
        format!("{first}-{last}")
    }
}

impl FromStr for Code {
    type Err = NotOnACard;

    /// Reads what was typed forgivingly: case, spaces and dashes do not matter, nor do letters of a Cyrillic keyboard
    /// that look like those on the card, nor the digits of another script.
    fn from_str(text: &str) -> Result<Self, NotOnACard> {
        let signs: String = text.chars().filter(|sign| !is_filling(*sign)).map(upper).map(sign).collect();
        let good = signs.len() == CODE_LENGTH && signs.bytes().all(|sign| SIGNS.contains(&sign));
        if good { Ok(Self(signs)) } else { Err(NotOnACard) }
    }
}

/// The PIN beside the code: six digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(pub(super) String);

impl Pin {
    pub(super) fn draw(dice: &dyn Dice) -> Self {
        // A 64-bit draw leaves no PIN likelier than another by more than one part in 10^13.
        let number = u64::from_be_bytes(dice.draw()) % 1_000_000;
        Self(format!("{number:06}"))
    }

    /// The digits.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for Pin {
    type Err = NotOnACard;

    fn from_str(text: &str) -> Result<Self, NotOnACard> {
        let digits: String = text.chars().filter(|sign| !is_filling(*sign)).map(digit).collect();
        let good = digits.len() == PIN_LENGTH && digits.bytes().all(|digit| digit.is_ascii_digit());
        if good { Ok(Self(digits)) } else { Err(NotOnACard) }
    }
}

/// The capital of a letter that has one of its own; “ß” has none, and stays what it is.
fn upper(letter: char) -> char {
    let mut capitals = letter.to_uppercase();
    match (capitals.next(), capitals.next()) {
        (Some(capital), None) => capital,
        _ => letter,
    }
}

/// What people and keyboards put between signs: spaces, dashes, and marks of direction.
fn is_filling(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(sign, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}' | '_' | '.' | '·')
        || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2066}'..='\u{2069}' | '\u{202a}'..='\u{202e}' | '\u{feff}')
}

/// Arabic, Persian and full-width digits are digits.
fn digit(sign: char) -> char {
    let from = |zero: char| {
        u32::from(sign)
            .checked_sub(u32::from(zero))
            .filter(|value| *value < 10)
            .and_then(|value| char::from_digit(value, 10))
    };
    ['\u{660}', '\u{6f0}', '\u{ff10}'].into_iter().find_map(from).unwrap_or(sign)
}

/// One sign of a code as it stands on the card.
fn sign(typed: char) -> char {
    match digit(typed) {
        'O' | 'О' => '0',
        'I' | 'L' | 'І' | 'Ї' => '1',
        'А' => 'A',
        'В' => 'B',
        'С' => 'C',
        'Е' => 'E',
        'Н' => 'H',
        'К' => 'K',
        'М' => 'M',
        'Р' => 'P',
        'Т' => 'T',
        'У' => 'Y',
        'Х' => 'X',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
        sync::atomic::{AtomicU8, Ordering},
    };

    use super::*;

    /// Other bytes each time.
    struct Counter(AtomicU8);

    impl Dice for Counter {
        fn fill(&self, bytes: &mut [u8]) {
            for byte in bytes {
                *byte = self.0.fetch_add(37, Ordering::Relaxed);
            }
        }
    }

    #[test]
    fn what_is_printed_is_read_again_however_it_is_typed() {
        for typed in [
            "K7QM0-3F1PA",
            "k7qm03f1pa",
            " k7qmo 3fipa ",
            "K7QMO–3FLPA",
            "к7qм0-3f1ра",
            "K7QM0 - 3F١PA",
            "\u{2066}K7QM0-3F1PA\u{2069}",
        ] {
            assert!(typed.parse::<Code>().is_ok_and(|code| code.grouped() == "K7QM0-3F1PA"), "{typed}");
        }
        for typed in ["", "K7QM0-3F1P", "K7QM0-3F1PAA", "K7QM0-3F1PU", "K7QM0-3F1P!", "ß7QM0-3F1P"] {
            assert!(typed.parse::<Code>().is_err(), "{typed}");
        }
        for (typed, pin) in
            [("123 456", "123456"), ("١٢٣٤٥٦", "123456"), ("۱۲۳۴۵۶", "123456"), ("00-00-07", "000007")]
        {
            assert!(typed.parse::<Pin>().is_ok_and(|read| read.reveal() == pin), "{typed}");
        }
        for typed in ["", "12345", "1234567", "12345a", "½23456"] {
            assert!(typed.parse::<Pin>().is_err(), "{typed}");
        }
    }

    #[test]
    fn what_is_drawn_can_be_read_and_uses_every_sign() {
        let dice = Counter(AtomicU8::new(3));
        let mut signs = BTreeSet::new();
        for _ in 0..200 {
            let (code, pin) = (Code::draw(&dice), Pin::draw(&dice));
            assert!(code.grouped().parse::<Code>() == Ok(code.clone()));
            assert!(pin.reveal().parse::<Pin>() == Ok(pin.clone()));
            signs.extend(code.0.bytes());
        }
        assert_eq!(signs.len(), SIGNS.len());
    }

    #[test]
    fn reading_any_sign_gives_one_of_the_alphabet_or_nothing() {
        for typed in (0..=u32::from(u16::MAX)).filter_map(char::from_u32) {
            if let Ok(code) = format!("K7QM03F1P{typed}").parse::<Code>() {
                assert!(
                    code.0.len() == CODE_LENGTH && code.0.bytes().all(|sign| SIGNS.contains(&sign)),
                    "{typed:?}"
                );
            }
            if let Ok(pin) = format!("12345{typed}").parse::<Pin>() {
                assert!(
                    pin.0.len() == PIN_LENGTH && pin.0.bytes().all(|digit| digit.is_ascii_digit()),
                    "{typed:?}"
                );
            }
        }
    }
}
