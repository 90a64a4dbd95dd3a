//! What the languages that people speak are called, in the languages of the screens.

use crate::Lang;

/// Names from the Unicode Common Locale Data Repository; see `data/README.md` for licence and local corrections.
const TABLE: &str = include_str!("../data/language_names.csv");

/// The codes in the extract with their names in a language, in the order of the codes.
pub(crate) fn all(lang: Lang) -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.lines().skip(1).filter_map(move |line| {
        let mut cells = line.split(',');
        let code = cells.next()?;
        Some((code, cells.nth(lang.index())?))
    })
}

/// The name of a language by its code; a region that has no name of its own is passed over (`ar-SY` is `ar`).
pub(crate) fn one(lang: Lang, code: &str) -> Option<&'static str> {
    let exactly = |wanted: &str| all(lang).find(|(code, _)| code.eq_ignore_ascii_case(wanted));
    exactly(code).or_else(|| exactly(code.split('-').next()?)).map(|(_, name)| name)
}
