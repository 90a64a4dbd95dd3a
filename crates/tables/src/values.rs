//! Values as people write them.

use jiff::civil::Date;

/// How much of a value is shown in a finding.
const SHOWN: usize = 40;

/// A heading or word as it is compared: small letters, one underscore for every run of spaces, hyphens and underscores.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.trim().trim_end_matches(':').chars().flat_map(char::to_lowercase) {
        match letter {
            ' ' | '-' | '_' | '\u{00A0}' => {
                if !folded.ends_with('_') {
                    folded.push('_');
                }
            }
            _ => folded.push(letter),
        }
    }
    folded
}

/// The beginning of a value, on one line, for a table of findings.
pub fn shorten(text: &str) -> String {
    let mut letters = text.trim().chars().map(|letter| if letter.is_control() { '␣' } else { letter });
    let mut short: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}

/// Yes or no, in Swedish or English, as a word, a letter or a digit. `None` is neither.
pub fn yes_or_no(text: &str) -> Option<bool> {
    match fold(text).as_str() {
        "yes" | "y" | "ja" | "j" | "true" | "sant" | "1" | "x" => Some(true),
        "no" | "n" | "nej" | "false" | "falskt" | "0" | "" => Some(false),
        _ => None,
    }
}

const MONTHS: [[&str; 2]; 12] = [
    ["januari", "january"],
    ["februari", "february"],
    ["mars", "march"],
    ["april", "april"],
    ["maj", "may"],
    ["juni", "june"],
    ["juli", "july"],
    ["augusti", "august"],
    ["september", "september"],
    ["oktober", "october"],
    ["november", "november"],
    ["december", "december"],
];

/// A date as it is written in Sweden: `2026-11-21`, `20261121`, `2026/11/21`, `21/11 2026`, `21.11.2026`, `21 nov 2026`.
///
/// The day stands before the month wherever the year comes last. A time of midnight behind the date, as spreadsheets
/// add it, is passed over. A year of two digits is not believed.
pub fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    let text =
        [" 00:00:00", "T00:00:00", " 00:00"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return make(text.get(..4)?, text.get(4..6)?, text.get(6..)?);
    }
    let parts: Vec<&str> = text.split([' ', '/', '.', '-']).filter(|part| !part.is_empty()).collect();
    match *parts.as_slice() {
        [year, month, day] if year.len() == 4 => make(year, month, day),
        [day, month, year] if year.len() == 4 => make(year, month, day),
        _ => None,
    }
}

fn make(year: &str, month: &str, day: &str) -> Option<Date> {
    let digits = |text: &str, most: usize| {
        let good = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        good.then(|| text.parse::<i16>().ok()).flatten()
    };
    let month = digits(month, 2).or_else(|| named_month(month))?;
    Date::new(digits(year, 4)?, i8::try_from(month).ok()?, i8::try_from(digits(day, 2)?).ok()?).ok()
}

fn named_month(text: &str) -> Option<i16> {
    let text = text.to_lowercase();
    if text.chars().count() < 3 {
        return None;
    }
    let number = MONTHS.iter().position(|names| names.iter().any(|name| name.starts_with(&text)))?;
    i16::try_from(number + 1).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        for text in [
            "2026-11-21",
            " 2026-11-21 ",
            "20261121",
            "2026/11/21",
            "2026-11-21 00:00:00",
            "21/11 2026",
            "21/11/2026",
            "21.11.2026",
            "21 nov 2026",
            "21 november 2026",
            "21 Nov. 2026",
        ] {
            assert_eq!(date(text), Some(day(2026, 11, 21)), "{text}");
        }
        assert_eq!(date("3/4 2026"), Some(day(2026, 4, 3)));
        assert_eq!(date("3 maj 2026"), Some(day(2026, 5, 3)));
        for text in [
            "",
            "2026",
            "2026-13-01",
            "2026-02-30",
            "26-11-21",
            "21/11/26",
            "2026-11-21 14:30",
            "1 ma 2026",
            "٢٠٢٦-١١-٢١",
            "+026-1-1",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn headings_and_words_are_compared_without_what_does_not_matter() {
        assert_eq!(fold(" Given  name: "), "given_name");
        assert_eq!(fold("Ankom-DATUM"), "ankom_datum");
        assert_eq!(yes_or_no("JA"), Some(true));
        assert_eq!(yes_or_no(""), Some(false));
        assert_eq!(yes_or_no("kanske"), None);
    }

    #[test]
    fn a_value_is_shown_shortened_and_on_one_line() {
        assert_eq!(shorten("a\nb"), "a␣b");
        assert_eq!(shorten(&"å".repeat(40)), "å".repeat(40));
        assert_eq!(shorten(&"å".repeat(41)), format!("{}…", "å".repeat(40)));
    }
}
