//! Ge'ez syllables to sounds. A syllable is its row's consonant and its column's vowel (Unicode chapter 19.1).

/// The sounds of one word. The sixth order stands for a short vowel or for none; it is written as none.
pub(super) fn sounds(word: &str) -> String {
    let mut sounds = String::with_capacity(word.len());
    for letter in word.chars() {
        let code = u32::from(letter);
        let (consonant, rounded) = match code & !7 {
            0x1200 | 0x1210 | 0x1280 | 0x12B8 => ("h", false),
            0x1288 | 0x12C0 => ("h", true),
            0x1208 => ("l", false),
            0x1218 => ("m", false),
            0x1220 | 0x1230 => ("s", false),
            0x1228 => ("r", false),
            0x1238 => ("x", false),
            0x1240 | 0x1250 | 0x12A8 => ("k", false),
            0x1248 | 0x1258 | 0x12B0 => ("k", true),
            0x1260 => ("b", false),
            0x1268 => ("v", false),
            0x1270 | 0x1320 => ("t", false),
            0x1278 | 0x1328 => ("c", false),
            0x1290 => ("n", false),
            0x1298 => ("ni", false),
            0x12A0 | 0x12D0 => ("", false),
            0x12C8 => ("u", false),
            0x12D8 => ("z", false),
            0x12E0 | 0x1300 => ("j", false),
            0x12E8 => ("i", false),
            0x12F0 | 0x12F8 => ("d", false),
            0x1308 | 0x1318 => ("g", false),
            0x1310 => ("g", true),
            0x1330 | 0x1350 => ("p", false),
            0x1338 | 0x1340 => ("ts", false),
            0x1348 => ("f", false),
            _ => {
                sounds.extend(super::foreign(letter));
                continue;
            }
        };
        sounds.push_str(consonant);
        if rounded {
            sounds.push('u');
        }
        sounds.push_str(match code & 7 {
            // The first order is a (in Latin letters mostly e); on the silent rows it is a too.
            0 if consonant.is_empty() => "a",
            0 | 2 | 4 => "i",
            1 | 6 => "u",
            3 => "a",
            5 if consonant.is_empty() => "i",
            5 => "",
            _ => "ua",
        });
    }
    // The first order is e in most Latin spellings, and e is i here; the third order stays as it is.
    sounds
}
