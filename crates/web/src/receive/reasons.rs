//! Why the linkage engine takes two people for alike, in words.

use app::receive::known::{BirthLevel, Field, Finding, Grade, Likeness, Step, Waterfall};
use languages::{Speaker, key};

/// How many bits something must weigh to be worth a line: a factor of two.
const WORTH_SAYING: f64 = 1.0;

/// One thing that speaks for or against.
pub(super) struct Reason {
    pub(super) words: String,
    pub(super) speaks_for: bool,
}

/// How likely it is that two are one, as the words of a chip. Nothing for the unlikely: while a name is half typed
/// everybody is, and to say so would speak against the right one.
pub(super) fn grade(grade: Grade) -> Option<&'static str> {
    match grade {
        Grade::Sure => Some(key!("alike-sure")),
        Grade::Likely => Some(key!("alike-likely")),
        Grade::Possible => Some(key!("alike-possible")),
        Grade::Relative => Some(key!("alike-relative")),
        Grade::Unlikely => None,
    }
}

/// The reasons, the weightiest first. The engine's start and its correction for relatives and namesakes are its
/// arithmetic and tell a reader nothing.
pub(super) fn reasons(l: &Speaker, waterfall: &Waterfall) -> Vec<Reason> {
    let mut found: Vec<(f64, String)> = waterfall
        .steps
        .iter()
        .filter_map(|step| match *step {
            Step::Field { field, finding, weight, .. } if weight.abs() >= WORTH_SAYING => {
                Some((weight, words(l, field, finding)?))
            }
            _ => None,
        })
        .collect();
    found.sort_by(|one, other| other.0.abs().total_cmp(&one.0.abs()));
    found.into_iter().map(|(weight, words)| Reason { words, speaks_for: weight > 0.0 }).collect()
}

fn words(l: &Speaker, field: Field, finding: Finding) -> Option<String> {
    let found = match finding {
        Finding::Name { likeness, across_scripts: true } if likeness >= Likeness::Sound => {
            key!("alike-other-script")
        }
        Finding::Name { likeness, .. } => match likeness {
            Likeness::Same => key!("alike-same"),
            Likeness::Equivalent => key!("alike-equivalent"),
            Likeness::Near => key!("alike-near"),
            Likeness::Sound => key!("alike-sound"),
            Likeness::Part => key!("alike-part"),
            Likeness::Similar => key!("alike-similar"),
            Likeness::Different => key!("alike-different"),
        },
        Finding::NamesExchanged | Finding::NamesShifted => {
            return Some(l.t(key!("alike-exchanged")).into_owned());
        }
        Finding::Birth(level) => match level {
            BirthLevel::Missing => return None,
            BirthLevel::Same => key!("alike-same"),
            BirthLevel::SameNewYear => key!("alike-new-years-day"),
            BirthLevel::Swapped => key!("alike-swapped"),
            BirthLevel::YearOff => key!("alike-year-off"),
            BirthLevel::OneDigit => key!("alike-one-digit"),
            BirthLevel::TwoParts => key!("alike-two-parts"),
            BirthLevel::YearOnly | BirthLevel::NewYearAgainstDay | BirthLevel::SameYear => {
                key!("alike-same-year")
            }
            BirthLevel::WithinTwo => key!("alike-within-two"),
            BirthLevel::WithinTen => key!("alike-within-ten"),
            BirthLevel::Apart => key!("alike-apart"),
        },
        Finding::OtherSex => key!("alike-different"),
        Finding::NamesAsFiled | Finding::SameSex | Finding::Value(_) => return None,
    };
    let label = match field {
        Field::Given => key!("household-given-name"),
        Field::Patronymic => key!("household-patronymic"),
        Field::Family => key!("household-family-name"),
        Field::BirthDate => key!("household-born"),
        Field::Sex => key!("household-gender"),
        Field::NameOrder | Field::Column { .. } => return None,
    };
    let (label, found) = (l.t(label), l.t(found));
    Some(l.ta(key!("alike-reason"), &[("field", (&*label).into()), ("finding", (&*found).into())]))
}
