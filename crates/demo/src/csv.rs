//! The import format. demo/README.md describes the columns.

use std::fmt::Write as _;

use crate::model::{IdentityNumber, Municipality};

/// Households and people, one line for each person.
pub fn households_csv(municipality: &Municipality) -> String {
    let mut text = header(&[
        "household_ref",
        "arrived_on",
        "relation_to_head",
        "given_name",
        "family_name",
        "patronymic",
        "given_name_original",
        "family_name_original",
        "patronymic_original",
        "name_order",
        "birth_date",
        "sex",
        "personnummer_or_samordningsnummer",
        "lma_number",
        "languages",
        "interpreter",
        "legal_status",
        "legal_status_from",
        "legal_status_to",
        "phone",
        "unaccompanied",
        "protection",
    ]);
    for household in &municipality.households {
        for person in &household.people {
            let patronymic = person.patronymic.map_or(("", ""), |name| (name.latin, name.original));
            let to = person.legal_status_to.map(|date| date.to_string());
            line(
                &mut text,
                &[
                    &household.reference,
                    &household.arrived_on.to_string(),
                    person.relation.as_str(),
                    person.given_name.latin,
                    person.family_name.latin,
                    patronymic.0,
                    person.given_name.original,
                    person.family_name.original,
                    patronymic.1,
                    person.name_order.as_str(),
                    &person.birth_date.to_string(),
                    person.sex.as_str(),
                    person.identity_number.map_or("", IdentityNumber::digits),
                    person.lma_number.as_deref().unwrap_or_default(),
                    &person.languages.join("|"),
                    person.interpreter.unwrap_or_default(),
                    person.legal_status.as_str(),
                    &person.legal_status_from.to_string(),
                    to.as_deref().unwrap_or_default(),
                    person.phone.as_deref().unwrap_or_default(),
                    yes_or_no(person.unaccompanied),
                    person.protection.as_str(),
                ],
            );
        }
    }
    text
}

/// Homes, one line each.
pub fn homes_csv(municipality: &Municipality) -> String {
    let mut text = header(&[
        "home_ref",
        "name",
        "kind",
        "area",
        "address",
        "owner",
        "host",
        "host_vetted_on",
        "rooms",
        "step_free",
        "pets",
        "children",
        "women_only",
        "own_kitchen",
        "available_from",
        "available_to",
    ]);
    for home in &municipality.homes {
        let owner = municipality.actors.get(home.owner.0).map_or("", |actor| &actor.name);
        let vetted = home.host.as_ref().and_then(|host| host.vetted_on).map(|date| date.to_string());
        let rooms: Vec<String> = home.rooms.iter().map(u8::to_string).collect();
        let to = home.available_to.map(|date| date.to_string());
        line(
            &mut text,
            &[
                &home.reference,
                &home.name,
                home.kind.as_str(),
                home.area,
                home.address.as_deref().unwrap_or_default(),
                owner,
                home.host.as_ref().map_or("", |host| &host.name),
                vetted.as_deref().unwrap_or_default(),
                &rooms.join("+"),
                yes_or_no(home.conditions.step_free),
                yes_or_no(home.conditions.pets),
                yes_or_no(home.conditions.children),
                yes_or_no(home.conditions.women_only),
                yes_or_no(home.conditions.own_kitchen),
                &home.available_from.to_string(),
                to.as_deref().unwrap_or_default(),
            ],
        );
    }
    text
}

/// Organisations, one line each, public ones included.
pub fn organisations_csv(municipality: &Municipality) -> String {
    let mut text = header(&["name", "kind", "part_of", "contact", "phone", "from"]);
    for actor in &municipality.actors {
        let part_of =
            actor.part_of.and_then(|board| municipality.actors.get(board.0)).map_or("", |board| &board.name);
        line(
            &mut text,
            &[
                &actor.name,
                actor.kind.as_str(),
                part_of,
                &actor.email,
                actor.phone.as_deref().unwrap_or_default(),
                &actor.from.to_string(),
            ],
        );
    }
    text
}

fn yes_or_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

fn header(columns: &[&str]) -> String {
    let mut text = String::new();
    line(&mut text, columns);
    text
}

/// A line as RFC 4180 has it, with a bare line feed.
fn line(text: &mut String, fields: &[&str]) {
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        if field.contains([',', '"', '\n', '\r']) {
            // Writing to a string cannot fail.
            let _ = write!(text, "\"{}\"", field.replace('"', "\"\""));
        } else {
            text.push_str(field);
        }
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_need_quotes_get_them() {
        let mut text = String::new();
        line(&mut text, &["a", "b, c", "d \"e\"", ""]);
        assert_eq!(text, "a,\"b, c\",\"d \"\"e\"\"\",\n");
    }
}
