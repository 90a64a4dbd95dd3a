//! Latin letters to sounds, under several habits of reading.
//!
//! `c`, `ch`, `j`, `w`, `x` and `z` mean different sounds in English, German, Slavic, Turkic and Somali spellings. Mixing
//! the readings letter by letter would make every name like every other; so a word is read as a whole under each habit.

/// A habit of spelling.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Habit {
    /// English, and the English-based romanisations of Arabic, Persian, Ukrainian and Tigrinya names.
    English,
    /// German, Swedish and the Slavic languages: j is y, w is v, ch is h, c is ts, -cki is -tski.
    Continental,
    /// Somali: c is the silent ʿayn, x is h.
    Somali,
    /// What else remains: German z is ts, French ch is sh, Turkic and Kurdish c is j and x is kh.
    Further,
    /// Czech and Slovak: a woman's name is a man's and -ová, also where the man's is a foreign one.
    CzechWoman,
}

impl Habit {
    pub(super) const ALL: [Self; 5] =
        [Self::English, Self::Continental, Self::Somali, Self::Further, Self::CzechWoman];

    /// Whether the word may be spelt so, and reads otherwise than under every other habit.
    pub(super) fn fits(self, word: &str) -> bool {
        match self {
            Self::Somali => word.contains(['c', 'x']),
            Self::CzechWoman => without_ova(word).is_some(),
            Self::English | Self::Continental | Self::Further => true,
        }
    }
}

fn without_ova(word: &str) -> Option<&str> {
    word.strip_suffix("ová").filter(|rest| rest.chars().count() > 2)
}

/// The sounds of one word in lower case.
pub(super) fn sounds(word: &str, habit: Habit) -> String {
    let word = if habit == Habit::CzechWoman { without_ova(word).unwrap_or(word) } else { word };
    let letters: Vec<char> = word.chars().map(super::latin_base).collect();
    let mut sounds = String::with_capacity(word.len());
    let mut rest = letters.as_slice();
    let mut before = None;
    while let Some((&first, tail)) = rest.split_first() {
        let (sound, taken) =
            several(rest, habit, before).or_else(|| one(first, tail, habit)).unwrap_or_else(|| {
                sounds.extend(super::foreign(first));
                ("", 1)
            });
        sounds.push_str(sound);
        before = Some(rest[taken - 1]);
        rest = &rest[taken..];
    }
    // A last h after a vowel is the Arabic feminine ending or nothing: Fatimah, Sarah.
    if sounds.len() > 2 && sounds.ends_with(['h']) && sounds[..sounds.len() - 1].ends_with(['a', 'i', 'u']) {
        sounds.pop();
    }
    sounds
}

/// Sounds written with more than one letter.
fn several(rest: &[char], habit: Habit, before: Option<char>) -> Option<(&'static str, usize)> {
    let continental = matches!(habit, Habit::Continental | Habit::Further);
    Some(match rest {
        ['s', 'h', 'c', 'h', ..] => ("xc", 4),
        ['s', 'c', 'h', 't', 's', 'c', 'h', ..] => ("xc", 7),
        ['s', 'h', 't', 's', 'h', ..] => ("xc", 5),
        ['c', 'h', 't', 'c', 'h', ..] => ("xc", 5),
        ['s', 'z', 'c', 'z', ..] => ("xc", 4),
        ['s', 'j', 't', 'j', ..] => ("xc", 4),
        ['š', 'č', ..] => ("xc", 2),
        ['t', 's', 'c', 'h', ..] => ("c", 4),
        ['s', 't', 's', 'j', ..] => ("xc", 4),
        ['t', 's', 'j', ..] => ("c", 3),
        ['d', 'z', 's', ..] => ("j", 3),
        ['d', 's', 'h', ..] => ("j", 3),
        ['z', 's', ..] if continental => ("j", 2),
        ['c', 's', ..] if continental => ("c", 2),
        ['t', 'c', 'h', ..] => ("c", 3),
        ['s', 'c', 'h', ..] => ("x", 3),
        ['d', 's', 'c', 'h', ..] => ("j", 4),
        ['d', 'z', 'h' | 'ž', ..] => ("j", if rest[2] == 'h' { 3 } else { 2 }),
        ['d', 'ž', ..] => ("j", 2),
        ['d', 'j', ..] => ("j", 2),
        ['t', 'j', ..] if continental => ("c", 2),
        ['z', 'j', ..] if continental => ("j", 2),
        ['s', 'j', ..] if continental => ("x", 2),
        ['c', 'z', ..] => ("c", 2),
        ['s', 'z', ..] => ("x", 2),
        ['r', 'z', ..] if habit == Habit::Further => ("j", 2),
        ['s', 'h', ..] => ("x", 2),
        ['z', 'h', ..] => ("j", 2),
        ['k', 'h', ..] => ("h", 2),
        ['g', 'h', ..] => ("g", 2),
        ['t', 'h', ..] => ("t", 2),
        ['d', 'h', ..] => ("d", 2),
        ['b', 'h', ..] => ("b", 2),
        ['p', 'h', ..] => ("f", 2),
        ['c', 'h', next, ..] if !matches!(next, 'a' | 'e' | 'i' | 'o' | 'u' | 'y') && !continental => {
            // Christina, Chloe: k, also in English.
            if before.is_none() { ("k", 2) } else { ("c", 2) }
        }
        ['c', 'h', ..] if habit == Habit::Further => ("x", 2),
        ['c', 'h', ..] if continental => ("h", 2),
        ['c', 'h', ..] => ("c", 2),
        // Sawicki, Savická: only at the end, where it is not the ck of Becker.
        ['c', 'k', 'i' | 'a' | 'y'] if habit == Habit::Continental && before.is_some() => ("tsk", 2),
        ['c', 'k' | 'q', ..] => ("k", 2),
        ['t', 'z', ..] => ("ts", 2),
        ['q', 'u', ..] => ("k", 2),
        ['o', 'o' | 'u', ..] => ("u", 2),
        ['e' | 'i', 'e', ..] => ("i", 2),
        _ => return None,
    })
}

fn one(letter: char, tail: &[char], habit: Habit) -> Option<(&'static str, usize)> {
    let soft = matches!(tail.first(), Some('e' | 'i' | 'y'));
    let sound = match letter {
        'a' => "a",
        'b' => "b",
        'c' => match habit {
            Habit::English | Habit::CzechWoman if soft => "s",
            Habit::English | Habit::CzechWoman => "k",
            Habit::Continental => "ts",
            Habit::Somali => "",
            Habit::Further => "j",
        },
        'đ' if habit == Habit::Continental => "j",
        'd' | 'đ' => "d",
        'e' | 'i' | 'y' => "i",
        'f' => "f",
        'g' => "g",
        'h' => "h",
        'j' => match habit {
            Habit::Continental => "i",
            _ => "j",
        },
        'k' | 'q' => "k",
        'l' => "l",
        'm' => "m",
        'n' => "n",
        'o' | 'u' => "u",
        'p' => "p",
        'r' => "r",
        's' => "s",
        't' => "t",
        'v' => "v",
        'w' => match habit {
            Habit::Continental | Habit::Further => "v",
            _ => "u",
        },
        'x' => match habit {
            Habit::Somali | Habit::Further => "h",
            _ => "ks",
        },
        'z' => match habit {
            Habit::Further => "ts",
            _ => "z",
        },
        'š' => "x",
        'č' => "c",
        'ž' => "j",
        'ţ' => "ts",
        'æ' => "a",
        'ß' => "s",
        'þ' => "t",
        '-' => "",
        _ => return None,
    };
    Some((sound, 1))
}
