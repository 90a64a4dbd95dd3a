//! An instance as the three files that the command reads.

use std::fmt::Write;

use matching::model::{Composition, Home, HostCondition, Household, Instance, Place};

/// Headings and rows of one file.
pub(crate) struct Rows {
    headings: &'static str,
    pub(crate) rows: Vec<String>,
}

impl Rows {
    /// The file, with the rows in their present order.
    pub(crate) fn text(&self) -> String {
        format!("{}\n{}\n", self.headings, self.rows.join("\n"))
    }
}

fn joined(cells: &[i64]) -> String {
    let mut row = String::new();
    for (at, cell) in cells.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(row, "{}{cell}", if at > 0 { "," } else { "" });
    }
    row
}

fn place(place: &Place) -> String {
    joined(&[
        place.id.into(),
        place.county.into(),
        place.x.into(),
        place.y.into(),
        place.languages.into(),
        place.school_quality.into(),
        place.school_places.into(),
    ])
}

fn home(instance: &Instance, home: &Home) -> String {
    let condition = HostCondition::ALL.iter().position(|&other| other == home.condition);
    joined(&[
        home.id.into(),
        home.kind as i64,
        instance.places[home.place as usize].id.into(),
        home.rooms.into(),
        home.beds.into(),
        home.exclusive.into(),
        home.beds_per_room.into(),
        home.step_free.into(),
        home.pets_allowed.into(),
        home.has_pets.into(),
        home.smoking_allowed.into(),
        home.vetting.into(),
        condition.unwrap_or(0).try_into().unwrap_or(0),
        home.languages.into(),
        home.language_required.into(),
        home.from.into(),
        home.to.into(),
        home.cost.into(),
        home.lockable.into(),
        home.lowest_age.into(),
    ])
}

fn household(instance: &Instance, household: &Household) -> String {
    let composition = Composition::ALL.iter().position(|&other| other == household.composition);
    let place = |at: Option<u32>| at.map_or(-1, |at| i64::from(instance.places[at as usize].id));
    let mut cells = vec![
        household.id.into(),
        household.size.into(),
        household.children.into(),
        household.school_children.into(),
        composition.unwrap_or(0).try_into().unwrap_or(0),
        household.step_free.into(),
        household.pets.into(),
        household.smokes.into(),
        household.allergy.into(),
        household.languages.into(),
        household.protected.into(),
        household.women_only.into(),
        place(household.relatives),
        place(household.danger),
        household.counties.try_into().unwrap_or(i64::MAX),
        household.arrive.into(),
        household.latest.into(),
        household.stay.into(),
        household.group.map_or(-1, i64::from),
        place(Some(household.anchor)),
        household.max_distance.map_or(9999, i64::from),
        household.max_spare_beds.into(),
        household.priority.into(),
        household.lockable.into(),
        household.youngest.map_or(-1, i64::from),
    ];
    cells.extend(household.preference.map(i64::from));
    joined(&cells)
}

/// Households, homes and places.
pub(crate) fn of(instance: &Instance) -> [Rows; 3] {
    [
        Rows {
            headings: "id,size,kids,skids,comp,wheel,pets,smoke,allergy,lang,prot,wneed,rel,danger,counties,arrive,\
                       latest,stay,group,anchor,maxkm,maxslack,priority,lockable,youngest,pk0,pk1,pk2,pk3",
            rows: instance.households.iter().map(|one| household(instance, one)).collect(),
        },
        Rows {
            headings: "id,kind,place,rooms,beds,excl,bpr,acc,petok,haspet,smokeok,vet,hpref,lang,langreq,start,end,\
                       cost,lockable,lowest_age",
            rows: instance.homes.iter().map(|one| home(instance, one)).collect(),
        },
        Rows {
            headings: "id,county,x,y,comm,schoolq,school",
            rows: instance.places.iter().map(place).collect(),
        },
    ]
}
