//! Canonical forms: attested pairs for each script, and what must hold for every text.

use linkage::{canonical::canonical, letters::tidy, names::Form, spelling::Likeness};
use proptest::prelude::*;

fn likeness(one: &str, other: &str) -> Likeness {
    Form::new(one).expect("a name").likeness(&Form::new(other).expect("a name"))
}

#[test]
fn attested_spellings_of_one_name_meet() {
    for (one, other, least) in [
        // Ukrainian: the official romanisation, German, Swedish, Polish and Russian-based spellings.
        ("Шевченко", "Shevchenko", Likeness::Same),
        ("Шевченко", "Schewtschenko", Likeness::Same),
        ("Шевченко", "Szewczenko", Likeness::Same),
        ("Шевченко", "Sjevtjenko", Likeness::Same),
        ("Сергій", "Serhii", Likeness::Same),
        ("Сергій", "Сергей", Likeness::Near),
        ("Сергей", "Sergey", Likeness::Same),
        ("Олександр", "Aleksandr", Likeness::Near),
        ("Юлія", "Yuliia", Likeness::Same),
        ("Юлія", "Julija", Likeness::Same),
        ("Євген", "Yevhen", Likeness::Same),
        ("Зеленський", "Zelenskyy", Likeness::Same),
        ("Харченко", "Charchenko", Likeness::Near),
        ("Ганна", "Hanna", Likeness::Same),
        ("Сашко", "Oleksandr", Likeness::Equivalent),
        ("Джамал", "Jamal", Likeness::Same),
        ("Савицький", "Sawicki", Likeness::Same),
        ("Рудакевич", "Roedakevytsj", Likeness::Near),
        ("Кулешов", "Kouléchov", Likeness::Same),
        ("Nováková", "Novak", Likeness::Same),
        ("Гаджиев", "Hacıyev", Likeness::Sound),
        // A letter of the other alphabet that looks the same.
        ("Тaрас", "Taras", Likeness::Same),
        ("Оlena", "Олена", Likeness::Same),
        // Arabic and Persian: short vowels are not written, articles come and go.
        ("محمد", "Mohammed", Likeness::Same),
        ("محمد", "Muhamad", Likeness::Same),
        ("عبد الرحمن", "Abdulrahman", Likeness::Near),
        ("عبد الرحمن", "Abdel Rahman", Likeness::Near),
        ("الشريف", "al-Sharif", Likeness::Same),
        ("حسین", "Hussain", Likeness::Sound),
        ("فاطمه", "Fatemeh", Likeness::Near),
        ("جواد", "Javad", Likeness::Sound),
        ("محمود", "محمود", Likeness::Same),
        ("مُحَمَّد", "محمد", Likeness::Same),
        ("علی", "علي", Likeness::Same),
        // Ge'ez.
        ("ዳዊት", "Dawit", Likeness::Same),
        ("ሰለሞን", "Selemon", Likeness::Same),
        ("ተስፋይ", "Tesfay", Likeness::Same),
        ("ዮሃንስ", "Yohannes", Likeness::Near),
        ("ገብረ", "Ghebre", Likeness::Same),
        // Latin letters among themselves: Somali and English, Swedish register forms.
        ("Xasan", "Hassan", Likeness::Same),
        ("Cabdi", "Abdi", Likeness::Same),
        ("Maxamed", "Mahamed", Likeness::Same),
        ("Göransson", "Goransson", Likeness::Same),
        ("Åström", "Astrom", Likeness::Near),
        ("Karl", "Carl", Likeness::Same),
        ("Wikström", "Vikström", Likeness::Same),
        ("Kristina", "Christina", Likeness::Same),
    ] {
        let found = likeness(one, other);
        assert!(
            found >= least,
            "{one} {other}: {found:?}, {:?} {:?}",
            canonical(one).readings,
            canonical(other).readings
        );
    }
}

#[test]
fn different_names_stay_different() {
    for (one, other) in [
        ("Олена", "Максим"),
        ("Ahmed", "Mohammed"),
        ("محمد", "أحمد"),
        ("Hassan", "Ibrahim"),
        ("Selam", "Dawit"),
        ("Anna", "Erik"),
        ("Андрій", "Дмитро"),
        ("Leyla", "Yusuf"),
    ] {
        assert!(likeness(one, other) <= Likeness::Similar, "{one} {other}");
    }
}

#[test]
fn both_scripts_in_one_field_are_one_name() {
    assert_eq!(likeness("Олена / Olena", "Olena"), Likeness::Same);
    assert_eq!(likeness("Олена (Jelena)", "Елена"), Likeness::Same);
}

#[test]
fn pasted_marks_and_long_texts_do_no_harm() {
    assert_eq!(likeness("\u{202B}محمد\u{202C}", "Mohamed"), Likeness::Same);
    assert_eq!(likeness("Ol\u{200B}ena\u{FEFF}", "Olena"), Likeness::Same);
    let long = "Олександр ".repeat(1_000);
    assert!(likeness(&long, &long) == Likeness::Same);
    assert!(Form::new(&"\u{202E}".repeat(10_000)).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn tidying_twice_is_tidying_once(text in "\\PC{0,40}") {
        let once = tidy(&text);
        prop_assert_eq!(tidy(&once), once);
    }

    #[test]
    fn case_does_not_matter(name in "[a-zà-öа-яіїєґ]{1,20}") {
        prop_assert_eq!(canonical(&name.to_uppercase()).readings, canonical(&name).readings);
    }

    #[test]
    fn marks_do_not_matter(name in "[a-z]{2,20}") {
        let marked: String = name.chars().flat_map(|letter| match letter {
            'a' => "á".chars(), 'e' => "è".chars(), 'i' => "î".chars(), 'o' => "õ".chars(), 'u' => "ū".chars(),
            _ => "".chars(),
        }.chain((!"aeiou".contains(letter)).then_some(letter))).collect();
        prop_assert!(likeness(&name, &marked) >= Likeness::Near);
    }

    #[test]
    fn every_text_has_an_answer_and_is_like_itself(text in any::<String>(), other in "\\PC{0,60}") {
        if let (Some(one), Some(two)) = (Form::new(&text), Form::new(&other)) {
            prop_assert_eq!(one.likeness(&one), Likeness::Same);
            prop_assert_eq!(one.likeness(&two), two.likeness(&one));
        }
    }

    #[test]
    fn marks_of_direction_change_nothing(name in "[а-яіїєґ]{1,12}", place in 0_usize..12) {
        let mut letters: Vec<char> = name.chars().collect();
        for mark in ['\u{200E}', '\u{202B}', '\u{2067}', '\u{200B}', '\u{FEFF}'] {
            letters.insert(place.min(letters.len()), mark);
        }
        let marked: String = letters.into_iter().collect();
        prop_assert_eq!(canonical(&marked).readings, canonical(&name).readings);
    }
}
