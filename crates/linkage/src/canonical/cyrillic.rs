//! Cyrillic letters to sounds: Ukrainian, Russian, Belarusian, and the letters of Central Asia and the Balkans.
//!
//! The tables of transliteration (Ukrainian Cabinet resolution 55/2010, BGN/PCGN, ICAO Doc 9303, ISO 9, German, Swedish,
//! Polish, French) disagree about letters, hardly about sounds; so does this one.

/// A habit of reading.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Habit {
    /// Russian: г is g.
    Plain,
    /// Ukrainian: г is h.
    Aspirated,
    /// Japanese, Georgian and Italian names in Cyrillic letters: дз stands for one sound, j.
    Affricate,
}

impl Habit {
    pub(super) const ALL: [Self; 3] = [Self::Plain, Self::Aspirated, Self::Affricate];

    /// Whether the word reads otherwise than under every other habit.
    pub(super) fn fits(self, word: &str) -> bool {
        match self {
            Self::Plain => true,
            Self::Aspirated => word.contains('г'),
            Self::Affricate => word.contains("дз"),
        }
    }
}

/// The sounds of one word.
pub(super) fn sounds(word: &str, habit: Habit) -> String {
    let mut sounds = String::with_capacity(word.len());
    let mut before = ' ';
    for letter in word.chars().map(own_letter) {
        let earlier = std::mem::replace(&mut before, letter);
        let sound = match letter {
            // The English and Turkic j.
            'з' if earlier == 'д' && habit == Habit::Affricate => {
                sounds.pop();
                "j"
            }
            'ж' if earlier == 'д' => {
                sounds.pop();
                "j"
            }
            'а' | 'ә' | 'ӓ' => "a",
            'б' => "b",
            'в' => "v",
            'г' if habit == Habit::Aspirated => "h",
            'г' | 'ґ' | 'ғ' | 'ӷ' | 'ҕ' | 'ѓ' => "g",
            'д' => "d",
            'е' | 'э' | 'є' | 'ѣ' | 'ѐ' | 'и' | 'і' | 'ї' | 'й' | 'ы' | 'ј' | 'ӣ' | 'ѝ' => "i",
            'ё' => "iu",
            'ж' | 'ӂ' | 'џ' | 'ҷ' | 'җ' | 'ӝ' => "j",
            'з' | 'ѕ' | 'ҙ' | 'ӡ' => "z",
            'к' | 'қ' | 'ҡ' | 'ӄ' | 'ҝ' | 'ќ' => "k",
            'л' => "l",
            'љ' => "li",
            'м' => "m",
            'н' | 'ң' | 'ҥ' => "n",
            'њ' => "ni",
            'о' | 'ө' | 'ӧ' | 'у' | 'ў' | 'ү' | 'ұ' | 'ӯ' | 'ӱ' => "u",
            'п' | 'ԥ' => "p",
            'р' => "r",
            'с' | 'ҫ' => "s",
            'т' | 'ҭ' => "t",
            'ћ' | 'ч' | 'ӵ' | 'ҹ' => "c",
            'ђ' => "dj",
            'ф' => "f",
            'х' | 'һ' | 'ҳ' => "h",
            'ц' => "ts",
            'ш' => "x",
            'щ' => "xc",
            'ю' => "iu",
            'я' => "ia",
            'ъ' | 'ь' | 'ӏ' => "",
            _ => {
                sounds.extend(super::foreign(letter));
                continue;
            }
        };
        sounds.push_str(sound);
    }
    sounds
}

/// A Latin letter that somebody typed for the Cyrillic one of the same looks, in lower case or in capitals.
fn own_letter(letter: char) -> char {
    match letter {
        'a' => 'а',
        'b' => 'в',
        'c' => 'с',
        'e' => 'е',
        'h' => 'н',
        'i' => 'і',
        'k' => 'к',
        'm' => 'м',
        'o' => 'о',
        'p' => 'р',
        't' => 'т',
        'x' => 'х',
        'y' => 'у',
        _ => letter,
    }
}
