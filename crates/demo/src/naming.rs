//! Names of people who help.

use crate::data::Data;
use crate::dice::Dice;
use crate::model::{Origin, Sex};

/// A Swedish name, drawn as names are common.
pub(crate) fn swedish(data: &Data, sex: Sex, dice: &mut Dice) -> String {
    let given = match sex {
        Sex::Female => &data.swedish_women,
        Sex::Male => &data.swedish_men,
    };
    format!("{} {}", given.draw(dice), data.swedish_families.draw(dice))
}

/// A Ukrainian woman's name in Latin letters.
pub(crate) fn ukrainian(data: &Data, dice: &mut Dice) -> String {
    let names = data.names(Origin::Ukraine);
    let given = names.women.draw(dice).name.latin;
    format!("{given} {}", names.families.draw(dice).of(Sex::Female).latin)
}
