//! Values of a column that is no name: identifiers, telephone numbers, places, words and numbers.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{canonical::fnv_text, letters::plain, names::Form, schema::Kind, spelling::Likeness};

/// No value.
pub const NO_VALUE: u32 = u32::MAX;

/// How two values of a column agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ValueLevel {
    /// At least one is missing.
    Missing,
    /// The same.
    Same,
    /// One slip of the pen apart; two in a long text.
    Near,
    /// Several words or most letters are the same.
    Similar,
    /// Two values.
    Different,
}

impl ValueLevel {
    /// How many levels there are.
    pub const COUNT: usize = 5;
}

/// A value, ready to be compared.
#[derive(Clone, Debug)]
pub struct Value {
    /// Lower case without marks; digits only for telephone numbers.
    text: Box<str>,
    /// Places have names, and names have spellings.
    form: Option<Box<Form>>,
    /// Its check digit holds, so one wrong digit would show.
    checked: bool,
    /// The same for values that are the same.
    identity: u64,
}

impl Value {
    /// A value of a column of a kind; none if nothing is left of it.
    pub fn new(kind: Kind, text: &str) -> Option<Self> {
        let text = match kind {
            Kind::Phone => phone_digits(text),
            Kind::Identifier | Kind::Number => plain(text).replace(' ', ""),
            _ => plain(text),
        };
        if text.is_empty() {
            return None;
        }
        let form = if kind == Kind::Place { Form::new(&text).map(Box::new) } else { None };
        let identity = form.as_ref().map_or_else(|| fnv_text(&text), |form| form.identity);
        let checked = kind == Kind::Identifier && has_check_digit(&text);
        Some(Self { text: text.into_boxed_str(), form, checked, identity })
    }

    /// Equal for equal values; for places, for spellings of the same sound.
    pub fn identity(&self) -> u64 {
        self.identity
    }

    /// The form of a place's name.
    pub fn form(&self) -> Option<&Form> {
        self.form.as_deref()
    }

    /// How well it agrees with another value of the same column.
    pub fn level(&self, other: &Self, kind: Kind) -> ValueLevel {
        if self.text == other.text {
            return ValueLevel::Same;
        }
        if let (Some(one), Some(other)) = (&self.form, &other.form) {
            return match one.likeness(other) {
                Likeness::Same => ValueLevel::Same,
                Likeness::Near | Likeness::Equivalent | Likeness::Sound => ValueLevel::Near,
                Likeness::Part | Likeness::Similar => ValueLevel::Similar,
                Likeness::Different => ValueLevel::Different,
            };
        }
        let (one, two) = (self.text.as_bytes(), other.text.as_bytes());
        let slips = slips(one, two);
        match kind {
            // Two numbers whose check digits both hold are two numbers, however alike: a single wrong digit, and nearly
            // every exchange of neighbours, breaks the check (Luhn 1960).
            Kind::Identifier if self.checked && other.checked => ValueLevel::Different,
            Kind::Identifier | Kind::Phone | Kind::Number => match slips {
                1 => ValueLevel::Near,
                2 if one.len() >= 6 && kind != Kind::Phone => ValueLevel::Similar,
                _ => ValueLevel::Different,
            },
            _ => match slips {
                1 if one.len() > 2 => ValueLevel::Near,
                2 if one.len() > 7 => ValueLevel::Near,
                _ if shares_words(&self.text, &other.text) => ValueLevel::Similar,
                _ if jaro_winkler(one, two) > 0.88 => ValueLevel::Similar,
                _ => ValueLevel::Different,
            },
        }
    }
}

/// The digits of a telephone number that do not depend on how it was dialled: the last nine.
fn phone_digits(text: &str) -> String {
    let digits: Vec<char> = text
        .chars()
        .filter_map(|letter| letter.to_digit(10))
        .filter_map(|d| char::from_digit(d, 10))
        .collect();
    if digits.len() < 5 {
        return String::new();
    }
    digits[digits.len().saturating_sub(9)..].iter().collect()
}

/// A Swedish personal or coordination number with its right check digit (10 or 12 digits, Luhn over the last ten).
fn has_check_digit(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|letter| letter.to_digit(10)).collect();
    if digits.len() != text.len() || !matches!(digits.len(), 10 | 12) {
        return false;
    }
    let last = &digits[digits.len() - 10..];
    let sum: u32 = last
        .iter()
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { *digit })
        .sum();
    sum.is_multiple_of(10)
}

/// How many slips part two texts, counted up to 3: a letter more, less, another, or two exchanged.
pub fn slips(one: &[u8], other: &[u8]) -> u8 {
    let start = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[start..], &other[start..]);
    let end = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[..one.len() - end], &other[..other.len() - end]);
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    match (short.len(), long.len()) {
        (0, 0) => 0,
        (0 | 1, 1) => 1,
        (2, 2) if short[0] == long[1] && short[1] == long[0] => 1,
        (0..=2, 2) => 2,
        // The ends differ, so two slips must explain the whole middle: two letters replaced, or one at each end.
        (one_length, other_length) if one_length == other_length => {
            let differing = short.iter().zip(long).filter(|(a, b)| a != b).take(3).count();
            let shifted = short[1..] == long[..long.len() - 1] || short[..short.len() - 1] == long[1..];
            if differing == 2 || shifted { 2 } else { 3 }
        }
        (short_length, long_length) if long_length == short_length + 1 => {
            // A letter more at one end, and another replaced or exchanged in the rest.
            let replaced = |rest: &[u8]| short.iter().zip(rest).filter(|(a, b)| a != b).take(2).count() < 2;
            if replaced(&long[1..]) || replaced(&long[..short_length]) { 2 } else { 3 }
        }
        (short_length, long_length)
            if long_length == short_length + 2 && short == &long[1..=short_length] =>
        {
            2
        }
        _ => 3,
    }
}

/// At least half of the longer text's words stand in the other.
fn shares_words(one: &str, other: &str) -> bool {
    let count = |text: &str| text.split(' ').count();
    let (short, long) = if count(one) <= count(other) { (one, other) } else { (other, one) };
    let words = count(long);
    if !(2..=12).contains(&words) {
        return false;
    }
    let shared = long
        .split(' ')
        .filter(|word| word.len() > 1 && short.split(' ').any(|against| against == *word))
        .count();
    shared * 2 >= words
}

/// The similarity of Jaro (1989) with Winkler's bonus for a common beginning (1990), between 0 and 1, on bytes.
pub fn jaro_winkler(one: &[u8], other: &[u8]) -> f64 {
    const LONGEST: usize = 64;
    let (one, other) = (&one[..one.len().min(LONGEST)], &other[..other.len().min(LONGEST)]);
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    let window = (one.len().max(other.len()) / 2).saturating_sub(1);
    let (mut taken, mut matched) = (0_u64, [0_u8; LONGEST]);
    let mut matches = 0;
    for (place, letter) in one.iter().enumerate() {
        let range = place.saturating_sub(window)..(place + window + 1).min(other.len());
        for against in range {
            if taken & (1 << against) == 0 && other[against] == *letter {
                taken |= 1 << against;
                matched[matches] = *letter;
                matches += 1;
                break;
            }
        }
    }
    if matches == 0 {
        return 0.0;
    }
    let in_order = (0..other.len()).filter(|place| taken & (1 << place) != 0).zip(&matched);
    let moved = in_order.filter(|(place, letter)| other[*place] != **letter).count();
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    let jaro =
        (share(matches, one.len()) + share(matches, other.len()) + (1.0 - share(moved, 2 * matches))) / 3.0;
    let prefix = one.iter().zip(other).take(4).take_while(|(a, b)| a == b).count();
    jaro + prefix as f64 * 0.1 * (1.0 - jaro)
}

/// Every value of a column, once, by number.
#[derive(Clone, Debug)]
pub struct ValuePool {
    kind: Kind,
    numbers: FxHashMap<Box<str>, u32>,
    values: Vec<Value>,
}

impl ValuePool {
    /// A column without values yet.
    pub fn new(kind: Kind) -> Self {
        Self { kind, numbers: FxHashMap::default(), values: Vec::new() }
    }

    /// What the column holds.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The number of a value, made if it is new; [`NO_VALUE`] if nothing is left of it.
    pub fn number(&mut self, text: &str) -> u32 {
        let text = text.trim();
        if text.is_empty() {
            return NO_VALUE;
        }
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = match Value::new(self.kind, text) {
            Some(value) => {
                if let Some(number) = self.numbers.get(&value.text) {
                    *number
                } else {
                    let number = u32::try_from(self.values.len()).unwrap_or(NO_VALUE);
                    self.numbers.insert(value.text.clone(), number);
                    self.values.push(value);
                    number
                }
            }
            None => NO_VALUE,
        };
        // Numbers are mostly met once, so how one was typed is not worth remembering.
        if !matches!(self.kind, Kind::Identifier | Kind::Phone) {
            self.numbers.insert(text.into(), number);
        }
        number
    }

    /// Lets go of what only finding the number of a value needs.
    pub(crate) fn close(&mut self) {
        self.numbers = FxHashMap::default();
        self.values.shrink_to_fit();
    }

    /// Forgets values; their numbers mean nothing from then on.
    pub(crate) fn forget(&mut self, numbers: &FxHashSet<u32>) {
        for number in numbers {
            if let Some(value) = self.values.get_mut(*number as usize) {
                *value = Value { text: "".into(), form: None, checked: false, identity: 0 };
            }
        }
        self.numbers.retain(|_, known| *known != NO_VALUE && !numbers.contains(known));
    }

    /// A value by its number.
    pub fn value(&self, number: u32) -> Option<&Value> {
        self.values.get(usize::try_from(number).ok()?)
    }

    /// Every value.
    pub fn values(&self) -> &[Value] {
        &self.values
    }
}
