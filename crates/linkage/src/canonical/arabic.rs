//! Arabic letters to sounds: Arabic, Persian and Dari, Pashto, Sorani, Urdu.
//!
//! Short vowels are not written, so the result is a skeleton with the long vowels; comparing knows that
//! (see [`crate::spelling`]).

/// How letters are read that differ between the countries.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// As most of the Levant and Iraq write their names in Latin letters.
    Levant,
    /// Egyptian g for ج, and Persian or Turkic z for ض and ذ, v for و.
    Other,
}

/// The sounds of one word. The article ال is left out, and "Abd al-X" becomes one word with X.
pub(super) fn sounds(word: &str, reading: Reading) -> String {
    let letters: Vec<char> = word.chars().map(plain_letter).collect();
    let rest = without_article(&letters);
    let mut sounds = String::with_capacity(word.len());
    for (place, &letter) in rest.iter().enumerate() {
        let last = place + 1 == rest.len() && place > 0;
        let sound = match letter {
            'ا' | 'ى' | 'ة' => "a",
            'ه' | 'ە' if last => "a",
            'ب' => "b",
            'پ' => "p",
            'ت' | 'ط' | 'ٹ' | 'ټ' => "t",
            'ث' if reading == Reading::Levant => "t",
            'ث' | 'س' | 'ص' => "s",
            'ج' if reading == Reading::Levant => "j",
            'ج' => "g",
            'ژ' | 'ږ' => "j",
            'چ' => "c",
            'ح' | 'خ' | 'ه' | 'ہ' | 'ھ' => "h",
            'د' | 'ڈ' | 'ډ' => "d",
            'ض' | 'ذ' | 'ظ' if reading == Reading::Levant => "d",
            'ض' | 'ذ' | 'ظ' | 'ز' => "z",
            'ر' | 'ڑ' | 'ړ' | 'ڕ' => "r",
            'ش' | 'ښ' => "x",
            'ع' | 'ء' => "",
            'غ' | 'گ' | 'ګ' | 'ڭ' | 'ڠ' => "g",
            'ف' => "f",
            'ڤ' | 'ۋ' => "v",
            'ق' | 'ك' => "k",
            'ل' | 'ڵ' => "l",
            'م' => "m",
            'ن' | 'ں' | 'ڼ' => "n",
            'و' if reading == Reading::Levant => "u",
            'و' if place == 0 || (place > 0 && rest[place - 1] == 'ا') => "v",
            'و' | 'ۆ' | 'ۇ' | 'ۈ' => "u",
            'ي' | 'ے' | 'ې' | 'ۍ' | 'ێ' => "i",
            'ە' => "a",
            'ځ' => "dz",
            'څ' => "ts",
            _ => {
                sounds.extend(super::foreign(letter));
                continue;
            }
        };
        sounds.push_str(sound);
    }
    sounds
}

/// One letter for the forms that keyboards and habits tell apart.
fn plain_letter(letter: char) -> char {
    match letter {
        'أ' | 'إ' | 'آ' | 'ٱ' | 'ٲ' | 'ٳ' => 'ا',
        'ؤ' => 'و',
        'ئ' | 'ی' | 'ۓ' => 'ي',
        'ک' | 'ڪ' => 'ك',
        'ۀ' | 'ۂ' => 'ه',
        'ۃ' => 'ة',
        _ => letter,
    }
}

fn without_article(letters: &[char]) -> Vec<char> {
    match letters {
        ['ع', 'ب', 'د', 'ا', 'ل', rest @ ..] if rest.len() > 2 => {
            // Abdullah keeps its l: what follows is the word Allah.
            if rest == ['ل', 'ه'] { letters.to_vec() } else { [&['ع', 'ب', 'د'], rest].concat() }
        }
        ['ا', 'ل', rest @ ..] if rest.len() > 2 => rest.to_vec(),
        _ => letters.to_vec(),
    }
}
