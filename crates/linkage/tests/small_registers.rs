//! A small town has a small register, in which no name has been seen often enough to be called rare. What is shipped
//! says how common names are; the register takes over as it grows.

use linkage::{
    birth::Birth,
    explain::Grade,
    index::{Candidate, Index, Query},
    people::{Person, Sex},
    schema::Schema,
};

const GIVEN: [&str; 24] = [
    "Maryna", "Taras", "Hassan", "Leyla", "Farid", "Ingrid", "Yusuf", "Selam", "Bohdan", "Zahra", "Nils",
    "Amina", "Oleh", "Dawit", "Karim", "Sofia", "Vadym", "Ruth", "Jamal", "Halyna", "Pavlo", "Rahel", "Omid",
    "Klara",
];
const SYLLABLES: [&str; 12] = ["ma", "ri", "ko", "be", "lu", "na", "te", "so", "di", "va", "ga", "pe"];

/// A register of so many people, the first of whom is Olena Shevchenko, born in 1988.
fn register(size: usize) -> Index<usize> {
    let families: Vec<String> = (0..size)
        .map(|number| {
            let at = |place: u32| SYLLABLES[number / 12_usize.pow(place) % 12];
            format!("{}{}{}rek", at(0), at(1), at(2))
        })
        .collect();
    let person = |number: usize| -> Person<'_> {
        if number == 0 {
            let birth = Birth::parse("1988");
            return Person {
                given: "Olena",
                family: "Shevchenko",
                birth,
                sex: Sex::Female,
                ..Person::default()
            };
        }
        let day =
            format!("{}-{:02}-{:02}", 1945 + number * 7 % 75, number * 5 % 12 + 1, number * 11 % 28 + 1);
        let birth = Birth::parse(&day);
        Person { given: GIVEN[number % 24], family: &families[number], birth, ..Person::default() }
    };
    let schema = Schema::new(true, true, true, Vec::new()).expect("a schema");
    Index::build(schema, (0..size).map(|number| (number, person(number))))
}

/// Names typed, birth date typed; and the least and the greatest grade for 1, 10, 80 and 10,000 people.
type Row = (&'static str, &'static str, [(Grade, Grade); 4]);

fn ask(index: &Index<usize>, names: &str, birth: &str) -> Option<Candidate<usize>> {
    let query = Query { names, birth: Birth::parse(birth), ..Query::default() };
    index.query(&query, 10).into_iter().find(|candidate| candidate.id == 0)
}

#[test]
fn what_agrees_means_the_same_in_a_register_of_any_size() {
    use Grade::{Likely, Possible, Relative, Sure, Unlikely};
    let table: [Row; 9] = [
        // Both names and the year, which is all that is known of her: she, in a register of any size.
        ("Olena Shevchenko", "1988", [(Possible, Sure), (Likely, Sure), (Likely, Sure), (Likely, Sure)]),
        ("Shevchenko Olena", "1988", [(Possible, Sure), (Likely, Sure), (Likely, Sure), (Likely, Sure)]),
        ("Олена Шевченко", "1988", [(Possible, Sure), (Likely, Sure), (Likely, Sure), (Likely, Sure)]),
        // Both names alone.
        ("Olena Shevchenko", "", [(Possible, Likely), (Possible, Sure), (Possible, Sure), (Possible, Sure)]),
        // A relative has the family name too.
        ("Shevchenko", "", [(Unlikely, Possible); 4]),
        ("Shevchenko", "1988", [(Unlikely, Possible); 4]),
        ("Olena", "", [(Unlikely, Possible); 4]),
        // Somebody else of the family.
        ("Taras Shevchenko", "1961", [(Unlikely, Relative); 4]),
        // A namesake of another age.
        ("Olena Shevchenko", "1951-03-07", [(Unlikely, Possible); 4]),
    ];
    let sizes = [1, 10, 80, 10_000];
    let mut wrong = Vec::new();
    for (place, size) in sizes.into_iter().enumerate() {
        let index = register(size);
        for (names, birth, grades) in table {
            let found = ask(&index, names, birth);
            let grade = found.as_ref().map_or(Unlikely, |candidate| candidate.grade);
            let probability = found.map_or(0.0, |candidate| candidate.probability);
            let (least, most) = grades[place];
            if grade < least || grade > most {
                wrong.push(format!("{size}: {names} {birth}: {grade:?} {probability:.4}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_birth_year_alone_names_nobody() {
    for size in [1, 10, 80, 10_000] {
        let found = ask(&register(size), "", "1988");
        assert!(found.is_none_or(|candidate| candidate.grade < Grade::Likely), "{size}");
    }
}
