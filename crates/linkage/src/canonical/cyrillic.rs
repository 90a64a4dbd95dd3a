//! Cyrillic letters to sounds: Ukrainian, Russian, Belarusian, and the letters of Central Asia and the Balkans.
//!
//! The tables of transliteration (Ukrainian Cabinet resolution 55/2010, BGN/PCGN, ICAO Doc 9303, ISO 9, German, Swedish,
//! Polish, French) disagree about letters, hardly about sounds; so does this one.

/// The sounds of one word. With `aspirated`, г is h as in Ukrainian, otherwise g as in Russian.
pub(super) fn sounds(word: &str, aspirated: bool) -> String {
    let mut sounds = String::with_capacity(word.len());
    for letter in word.chars() {
        let sound = match letter {
            'а' | 'ә' | 'ӓ' => "a",
            'б' => "b",
            'в' => "v",
            'г' if aspirated => "h",
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
