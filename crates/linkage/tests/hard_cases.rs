//! The cases a desk meets, and what the engine answers and why.

use linkage::{
    birth::Birth,
    bulk::{self, Linked, Task},
    explain::{Finding, Grade, Step},
    index::{Candidate, Index, Query},
    people::{People, Person, Sex},
    schema::{Column, Field, Kind, Schema},
    spelling::Likeness,
};

fn schema() -> Schema {
    let columns = [("phone", Kind::Phone), ("document", Kind::Identifier)];
    Schema::new(true, true, true, columns.map(|(label, kind)| Column { label: label.into(), kind }).into())
        .expect("a schema")
}

#[derive(Clone, Copy)]
struct Row<'a>(&'a str, &'a str, &'a str, &'a str, [&'a str; 2]);

fn person<'a>(row: &'a Row<'a>) -> Person<'a> {
    let Row(given, family, birth, sex, values) = row;
    Person { given, family, birth: Birth::parse(birth), sex: Sex::parse(sex), values, ..Person::default() }
}

/// A register of strangers, so that frequencies mean something: forty given and fifty family names.
fn strangers() -> Vec<(String, String, String)> {
    let syllables = ["ma", "ri", "ko", "be", "lu", "na", "te", "so", "di", "va"];
    (0..2_000_usize)
        .map(|number| {
            let given = format!("{}{}n", syllables[number % 10], syllables[number / 10 % 4]);
            let family = format!(
                "{}{}{}ko",
                syllables[number / 3 % 10],
                syllables[number / 7 % 5],
                syllables[number % 3]
            );
            (given, family, format!("{}-{:02}-{:02}", 1950 + number % 55, number % 12 + 1, number % 28 + 1))
        })
        .collect()
}

fn index(rows: &[Row<'_>]) -> Index<usize> {
    let strangers = strangers();
    let strangers: Vec<Row<'_>> =
        strangers.iter().map(|(given, family, birth)| Row(given, family, birth, "", ["", ""])).collect();
    let all: Vec<Row<'_>> = rows.iter().copied().chain(strangers).collect();
    Index::build(schema(), all.iter().enumerate().map(|(number, row)| (number, person(row))))
}

fn ask<'a>(
    index: &Index<usize>,
    names: &'a str,
    birth: &str,
    values: &'a [&'a str],
) -> Vec<Candidate<usize>> {
    index.query(&Query { names, birth: Birth::parse(birth), sex: Sex::Unknown, values }, 10)
}

fn findings(candidate: &Candidate<usize>) -> Vec<(Field, Finding)> {
    let steps = candidate.waterfall.steps.iter();
    steps
        .filter_map(|step| {
            if let Step::Field { field, finding, .. } = step { Some((*field, *finding)) } else { None }
        })
        .collect()
}

#[test]
fn twins_share_everything_but_a_name_and_are_not_one_person() {
    let phone = ["0701234567", ""];
    let index = index(&[
        Row("Олена", "Шевченко", "2015-03-07", "f", phone),
        Row("Оксана", "Шевченко", "2015-03-07", "f", phone),
    ]);
    let found = ask(&index, "Olena Shevchenko", "2015-03-07", &phone);
    assert_eq!(found[0].id, 0, "the twin with the name comes first");
    assert!(found[0].probability > 0.95, "{:?}", found[0]);
    let twin = found.iter().find(|candidate| candidate.id == 1).expect("the other twin is shown");
    assert!(twin.probability < 0.5, "{twin:?}");
    // Why: the given name differs, which hardly ever happens to one person and always to twins.
    let given = findings(twin).into_iter().find(|(field, _)| *field == Field::Given).unwrap().1;
    assert!(matches!(given, Finding::Name { likeness, .. } if likeness <= Likeness::Similar), "{given:?}");
}

#[test]
fn a_guessed_birthday_is_less_than_a_birthday() {
    let index = index(&[
        Row("Abdirahman", "Warsame", "1990-01-01", "m", ["", ""]),
        Row("Abdirahman", "Warsame", "1990-06-17", "m", ["", ""]),
    ]);
    let guess = ask(&index, "Abdirahman Warsame", "1990-01-01", &[]);
    let day = ask(&index, "Abdirahman Warsame", "1990-06-17", &[]);
    assert_eq!((guess[0].id, day[0].id), (0, 1));
    assert!(day[0].waterfall.weight > guess[0].waterfall.weight, "a birthday says more than 1 January");
    // And the record with a real birthday still may be the one who said 1 January.
    assert!(
        guess.iter().any(|candidate| candidate.id == 1 && candidate.grade >= Grade::Possible),
        "{guess:#?}"
    );
}

#[test]
fn in_a_village_with_three_surnames_the_surname_says_little() {
    let given =
        ["Ali", "Omar", "Hassan", "Yusuf", "Said", "Musa", "Nur", "Farah", "Abdi", "Jama", "Liban", "Hirsi"];
    let birth: Vec<String> = (0..300)
        .map(|number| format!("{}-{:02}-{:02}", 1960 + number % 40, number % 11 + 2, number % 27 + 2))
        .collect();
    let village: Vec<Row<'_>> = (0..300)
        .map(|number| {
            Row(given[number % 12], ["Barre", "Warsame", "Guled"][number % 3], &birth[number], "m", ["", ""])
        })
        .collect();
    let mut rows = village.clone();
    rows.push(Row("Ali", "Zelenko", "1971-05-09", "m", ["", ""]));
    let index = index(&rows);
    let rarity = |names: &str, id: usize| -> f64 {
        let found = ask(&index, names, &index_birth(&rows[id]), &[]);
        let candidate = found.iter().find(|candidate| candidate.id == id).expect("found").clone();
        let steps = candidate.waterfall.steps.into_iter();
        steps
            .filter_map(|step| match step {
                Step::Field { field: Field::Family, rarity, .. } => Some(rarity),
                _ => None,
            })
            .sum()
    };
    // "Barre" is shared by a hundred, "Zelenko" by nobody: the second agreement is worth at least four bits more.
    assert!(rarity("Ali Zelenko", 300) > rarity("Ali Barre", 0) + 4.0);
}

fn index_birth(row: &Row<'_>) -> String {
    row.2.to_owned()
}

/// Somebody's names were put into each other's fields, where they are rare. They are as common as ever.
#[test]
fn common_names_in_each_others_fields_are_not_rare() {
    let (given, family, _) = &strangers()[0];
    let index = index(&[Row(family, given, "1971-02-03", "", ["", ""])]);
    let found = ask(&index, &format!("{given} {family}"), "", &[]);
    let exchanged = found.iter().find(|candidate| candidate.id == 0).expect("found");
    assert!(exchanged.probability < 0.5, "{}", exchanged.probability);
}

#[test]
fn the_same_name_two_hundred_times_a_year_is_not_enough() {
    let birth: Vec<String> =
        (0..200).map(|number| format!("1990-{:02}-{:02}", number % 12 + 1, number % 28 + 1)).collect();
    let rows: Vec<Row<'_>> =
        birth.iter().map(|birth| Row("Mohammed", "Ahmed", birth, "m", ["", ""])).collect();
    let index = index(&rows);
    let by_name = ask(&index, "Mohamed Ahmad", "", &[]);
    assert_eq!(by_name.len(), 10);
    assert!(
        by_name.iter().all(|candidate| candidate.probability < 0.2),
        "a name alone names nobody: {:?}",
        by_name[0]
    );
    let by_day = ask(&index, "Mohamed Ahmad", "1990-05-05", &[]);
    assert_eq!(by_day[0].id, 4, "the birth date decides between namesakes");
    assert!(by_day[0].probability > 4.0 * by_day[9].probability);
}

#[test]
fn what_is_typed_is_found_in_either_script_in_any_order_and_unfinished() {
    let index = index(&[
        Row("Тетяна", "Коваленко", "1984-03-07", "f", ["", "AB123456"]),
        Row("محمد", "الشريف", "1990-06-17", "m", ["", ""]),
    ]);
    for names in
        ["Tetiana Kovalenko", "Kovalenko Tetiana", "Коваленко", "Kovalen", "Тетя Ковал", "kovalenko tet"]
    {
        assert_eq!(ask(&index, names, "", &[])[0].id, 0, "{names}");
    }
    for names in ["Mohammed Sharif", "sharif muhamad", "محمد الشر", "al-Sharif"] {
        assert_eq!(ask(&index, names, "", &[])[0].id, 1, "{names}");
    }
    assert_eq!(ask(&index, "", "", &["", "ab 123456"])[0].id, 0, "the document alone");
    assert!(ask(&index, "", "", &[]).is_empty());
}

#[test]
fn what_is_inserted_is_found_and_what_is_removed_is_not() {
    let mut index = index(&[]);
    let row = Row("Світлана", "Бондаренко", "1979-11-02", "f", ["0731112233", ""]);
    assert!(index.insert(9_000, &person(&row)));
    assert_eq!(ask(&index, "Svitlana Bondarenko", "", &[])[0].id, 9_000);
    let moved = Row("Світлана", "Гончаренко", "1979-11-02", "f", ["0731112233", ""]);
    assert!(index.insert(9_000, &person(&moved)), "an insert with a known id replaces");
    assert_eq!(ask(&index, "Honcharenko", "", &[])[0].id, 9_000);
    assert!(ask(&index, "Bondarenko", "", &[]).iter().all(|candidate| candidate.id != 9_000));
    assert!(index.remove(9_000));
    assert!(!index.remove(9_000));
    assert!(index.wants_merge());
    for merged in [false, true] {
        assert!(
            ask(&index, "Svitlana Honcharenko", "1979-11-02", &[])
                .iter()
                .all(|candidate| candidate.id != 9_000)
        );
        if !merged {
            index.merge();
        }
    }
    assert!(!index.wants_merge());
    assert!(!format!("{index:?}").contains("Гончаренко"), "nothing of the name is left");
    assert!(index.insert(9_001, &person(&row)));
    assert_eq!(ask(&index, "Svitlana Bondarenko", "", &[])[0].id, 9_001);
}

fn register() -> People {
    let mut people = People::new(schema());
    let strangers = strangers();
    let documents: Vec<String> = (0..2_000_u64)
        .map(|number| format!("AB{:08}", (number + 1) * 48_611_317_u64 % 100_000_000))
        .collect();
    for (number, (given, family, birth)) in strangers.iter().enumerate() {
        people.push(&person(&Row(given, family, birth, "", ["", &documents[number]])));
        if number % 10 == 0 {
            people.push(&person(&Row(&given.to_uppercase(), family, birth, "", ["", &documents[number]])));
        }
    }
    people
}

#[test]
fn duplicates_are_found_and_the_answer_does_not_depend_on_the_threads() {
    let people = register();
    let run = |threads: usize| -> Linked {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| bulk::link(&people, Task::Duplicates))
    };
    let (one, three) = (run(1), run(3));
    assert_eq!(one.pairs, three.pairs);
    assert_eq!(one.model, three.model);
    let threshold = one.threshold();
    let sure: Vec<_> = one
        .pairs
        .iter()
        .filter(|pair| linkage::model::probability(f64::from(pair.weight)) >= threshold)
        .collect();
    let right = sure.iter().filter(|pair| pair.right == pair.left + 1 && pair.left % 11 == 0).count();
    assert!(right >= 198, "{right} of 200 found");
    assert!(sure.len() <= right + 2, "{} pairs", sure.len());
}

#[test]
fn every_waterfall_adds_up() {
    let index = index(&[Row("Олена", "Шевченко", "2015-03-07", "f", ["0701234567", "X1"])]);
    for candidate in ask(&index, "Olena Shevchenko", "2015-03-07", &["0701234567", "X1"]) {
        let sum: f64 = candidate.waterfall.steps.iter().map(Step::weight).sum();
        assert!((sum - candidate.waterfall.weight).abs() < 1e-3);
        assert!((linkage::model::probability(sum) - candidate.probability).abs() < 1e-3);
        assert!(candidate.waterfall.in_words(index.schema()).contains("together"));
    }
}
