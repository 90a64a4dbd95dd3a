//! Which column is what: by the user's word, or by the names that registers usually give them.

use crate::{command::CommandError, schema::Kind};

/// Usual headings, folded: English, Swedish, FEBRL, and what other programs export.
const USUAL: [(Kind, &[&str]); 12] = [
    (
        Kind::Given,
        &[
            "given",
            "givenname",
            "givennames",
            "firstname",
            "forename",
            "fornamn",
            "tilltalsnamn",
            "first",
            "имя",
            "ім’я",
        ],
    ),
    (
        Kind::Family,
        &["family", "familyname", "surname", "lastname", "efternamn", "last", "фамилия", "прізвище"],
    ),
    (
        Kind::Patronymic,
        &[
            "patronymic",
            "middle",
            "middlename",
            "mellannamn",
            "fathername",
            "fathersname",
            "отчество",
            "побатькові",
        ],
    ),
    (Kind::FullName, &["name", "fullname", "namn", "personname", "helanamnet"]),
    (
        Kind::BirthDate,
        &[
            "birthdate",
            "dateofbirth",
            "dob",
            "born",
            "birth",
            "fodelsedatum",
            "fodd",
            "fodelsedag",
            "birthday",
        ],
    ),
    (Kind::Sex, &["sex", "gender", "kon"]),
    (
        Kind::Place,
        &[
            "place",
            "birthplace",
            "placeofbirth",
            "fodelseort",
            "city",
            "town",
            "suburb",
            "ort",
            "postort",
            "stad",
            "village",
        ],
    ),
    (
        Kind::Identifier,
        &[
            "identifier",
            "personnummer",
            "samordningsnummer",
            "lma",
            "lmanummer",
            "document",
            "documentnumber",
            "passport",
            "passportnumber",
            "passnummer",
            "socsecid",
            "ssn",
            "nationalid",
            "dossiernummer",
        ],
    ),
    (
        Kind::Phone,
        &["phone", "telephone", "mobile", "telefon", "mobil", "mobilnummer", "telefonnummer", "phonenumber"],
    ),
    (
        Kind::Text,
        &[
            "address",
            "adress",
            "address1",
            "address2",
            "street",
            "gata",
            "gatuadress",
            "occupation",
            "yrke",
            "state",
            "nationality",
            "nationalitet",
            "medborgarskap",
            "email",
            "epost",
        ],
    ),
    (
        Kind::Number,
        &["postcode", "zip", "zipcode", "postnummer", "streetnumber", "gatunummer", "postcodefake"],
    ),
    (Kind::Id, &["id", "recid", "recordid", "uniqueid", "personid", "uuid", "postid"]),
];

fn fold(heading: &str) -> String {
    crate::letters::plain(heading).replace(' ', "")
}

/// The kind of each heading. Columns that nobody names and that have no usual name are ignored, and so are `entity`,
/// `cluster` and `label`: the truth is no evidence.
pub(super) fn kinds(headings: &[&str], said: &[(String, Kind)]) -> Result<Vec<Kind>, CommandError> {
    let mut kinds: Vec<Kind> = headings
        .iter()
        .map(|heading| {
            let folded = fold(heading);
            let usual = USUAL.iter().find(|(_, names)| names.contains(&folded.as_str()));
            usual.map_or(Kind::Ignore, |(kind, _)| *kind)
        })
        .collect();
    for (name, kind) in said {
        let place = headings.iter().position(|heading| *heading == name);
        let place = place.or_else(|| headings.iter().position(|heading| fold(heading) == fold(name)));
        let Some(place) = place else {
            return Err(CommandError::NoSuchColumn { name: name.clone(), known: headings.join(", ") });
        };
        kinds[place] = *kind;
    }
    let said_id = said.iter().any(|(_, kind)| *kind == Kind::Id);
    let mut ids = 0;
    for (place, kind) in kinds.iter_mut().enumerate() {
        if *kind == Kind::Id {
            let was_said =
                said.iter().any(|(name, kind)| *kind == Kind::Id && fold(name) == fold(headings[place]));
            if (said_id && !was_said) || ids > 0 {
                *kind = Kind::Ignore;
            } else {
                ids += 1;
            }
        }
    }
    // A full name beside its parts says nothing by its order; its words still do.
    if kinds.contains(&Kind::Given) || kinds.contains(&Kind::Family) {
        for kind in &mut kinds {
            if *kind == Kind::FullName {
                *kind = Kind::Text;
            }
        }
    }
    let second = |one: Kind| kinds.iter().enumerate().filter(move |(_, kind)| **kind == one).nth(1);
    for only_one in [Kind::BirthDate, Kind::Sex] {
        if let Some((place, _)) = second(only_one) {
            return Err(CommandError::TwoColumns {
                kind: only_one,
                column: place + 1,
                name: headings[place].to_owned(),
            });
        }
    }
    Ok(kinds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_names_are_known_and_the_truth_is_not_evidence() {
        let headings =
            ["rec_id", "given_name", "Efternamn", "Date of Birth", "soc_sec_id", "entity", "cluster"];
        let expected = [
            Kind::Id,
            Kind::Given,
            Kind::Family,
            Kind::BirthDate,
            Kind::Identifier,
            Kind::Ignore,
            Kind::Ignore,
        ];
        assert_eq!(kinds(&headings, &[]).unwrap(), expected);
    }

    #[test]
    fn what_is_said_goes_before_what_is_usual() {
        let said = [("given".to_owned(), Kind::Family), ("code".to_owned(), Kind::Id)];
        assert_eq!(kinds(&["id", "given", "code"], &said).unwrap(), [Kind::Ignore, Kind::Family, Kind::Id]);
        assert!(kinds(&["id"], &[("nome".to_owned(), Kind::Given)]).is_err());
    }
}
