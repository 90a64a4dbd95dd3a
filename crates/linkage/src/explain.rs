//! Why: the weight of a pair, step by step, as a waterfall that adds up.

use std::fmt;

use crate::{
    birth::BirthLevel,
    compare::{Agreement, EXCHANGED, Level, MISSING, SHIFTED, name_likeness},
    model::{Judgement, Model},
    schema::{Field, Kind, Schema},
    spelling::Likeness,
    values::ValueLevel,
};

/// What was found in one field: a stable list that a screen translates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Finding {
    /// Names, and whether the two are in different scripts.
    Name {
        /// How well they agree.
        likeness: Likeness,
        /// One is, say, Cyrillic and the other Latin.
        across_scripts: bool,
    },
    /// The names stand in the same fields.
    NamesAsFiled,
    /// Given and family name stand in each other's fields.
    NamesExchanged,
    /// Names stand in other fields otherwise.
    NamesShifted,
    /// Birth dates.
    Birth(BirthLevel),
    /// The same sex.
    SameSex,
    /// Another sex.
    OtherSex,
    /// Values of a further column.
    Value(ValueLevel),
}

/// One step of a waterfall.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// How rare it is at all that two compared records are one person.
    Start {
        /// In bits.
        weight: f64,
    },
    /// What a field says for or against.
    Field {
        /// Which field.
        field: Field,
        /// What was found in it.
        finding: Finding,
        /// In bits: log2 of how much likelier this is for one person than between two people drawn at random.
        weight: f64,
        /// The part of the weight that comes from how rare or common the value is, in bits.
        rarity: f64,
    },
    /// They could be relatives, namesakes or born on the same day: what people who are not the same have in common.
    Alternatives {
        /// In bits; hardly ever positive.
        weight: f64,
    },
    /// What other records say that are like both, or like one and unlike the other.
    Others {
        /// In bits.
        weight: f64,
    },
}

impl Step {
    /// Its weight in bits.
    pub fn weight(&self) -> f64 {
        match *self {
            Self::Start { weight }
            | Self::Field { weight, .. }
            | Self::Alternatives { weight }
            | Self::Others { weight } => weight,
        }
    }
}

/// How sure it is, in four words and one for relatives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grade {
    /// Hardly anything speaks for one person.
    Unlikely,
    /// Probably of one family or household, and not the same person.
    Relative,
    /// It may be: at least one in ten.
    Possible,
    /// More likely than not, by much: at least four in five.
    Likely,
    /// At least 99 in a hundred.
    Sure,
}

impl Grade {
    /// The grade of a judgement.
    pub fn of(judgement: &Judgement) -> Self {
        let probability = judgement.probability();
        if probability >= 0.99 {
            Self::Sure
        } else if probability >= 0.8 {
            Self::Likely
        } else if probability < 0.5 && judgement.relations[1] >= 0.5 {
            Self::Relative
        } else if probability >= 0.1 {
            Self::Possible
        } else {
            Self::Unlikely
        }
    }
}

/// A weight explained. The steps add up to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Waterfall {
    /// The steps: the start, the fields in their order, the alternatives, the others.
    pub steps: Vec<Step>,
    /// log2 of the odds that the two are one person.
    pub weight: f64,
}

impl Waterfall {
    /// Explains what a model says about an agreement. `others` is what was added for the company the two keep, in bits.
    pub fn of(model: &Model, agreement: &Agreement, others: f64) -> Self {
        let own = f64::from(model.judge(agreement).weight);
        let share = model.shares()[0].clamp(1e-12, 1.0 - 1e-12);
        let mut steps = vec![Step::Start { weight: (share / (1.0 - share)).log2() }];
        for (place, field) in model.fields().iter().enumerate() {
            let level = agreement.levels[place];
            let Some(finding) = finding(*field, level) else { continue };
            let same = f64::from(model.log2[place][usize::from(level)][0]);
            let rarity = f64::from(agreement.rarity[place]);
            let weight = same - f64::from(model.chance[place][usize::from(level)]) + rarity;
            steps.push(Step::Field { field: *field, finding, weight, rarity });
        }
        let so_far: f64 = steps.iter().map(Step::weight).sum();
        steps.push(Step::Alternatives { weight: own - so_far });
        if others != 0.0 {
            steps.push(Step::Others { weight: others });
        }
        Self { steps, weight: own + others }
    }

    /// Writes it in English, a line a step.
    pub fn in_words(&self, schema: &Schema) -> String {
        use fmt::Write as _;
        let mut text = String::new();
        for step in &self.steps {
            let words = match step {
                Step::Start { .. } => "how rarely two compared records are one person".to_owned(),
                Step::Field { field, finding, rarity, .. } => {
                    let rare = match *rarity {
                        rarity if rarity > 1.0 => ", and it is rare",
                        rarity if rarity < -1.0 => ", and it is common",
                        _ => "",
                    };
                    format!("{}: {finding}{rare}", label(*field, schema))
                }
                Step::Alternatives { .. } => "they could be relatives, namesakes or born together".to_owned(),
                Step::Others { .. } => "what the other records say that resemble them".to_owned(),
            };
            // Writing to a string cannot fail.
            let _ = writeln!(text, "  {:+6.1}  {words}", step.weight());
        }
        let _ = writeln!(
            text,
            "  {:+6.1}  together; probability {:.4}",
            self.weight,
            crate::model::probability(self.weight)
        );
        text
    }
}

/// What a model has learned, as a table: the probability of each finding between records of one person, relatives,
/// namesakes, contemporaries, and between two records drawn at random.
pub fn table(model: &Model, schema: &Schema) -> String {
    use fmt::Write as _;
    let mut text = String::new();
    let shares = model.shares();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "  same   relative namesake contemp. random");
    let _ = writeln!(
        text,
        "  {:.4} {:.4}   {:.4}   {:.4}         share of the compared pairs",
        shares[0], shares[1], shares[2], shares[3]
    );
    for (place, field) in model.fields().iter().enumerate() {
        for level in 1..crate::compare::MOST_LEVELS {
            let level = u8::try_from(level).unwrap_or(MISSING);
            if usize::from(level) >= crate::compare::levels_of(*field) {
                break;
            }
            let Some(finding) = finding(*field, level) else { continue };
            let of = |relation| model.level_probability(place, level, relation);
            let [same, relative, namesake, contemporary] = crate::model::Relation::ALL.map(of);
            let _ = writeln!(
                text,
                "  {same:.4} {relative:.4}   {namesake:.4}   {contemporary:.4}  {:.4} {}: {finding}",
                model.chance_of(place, level),
                label(*field, schema),
            );
        }
    }
    text
}

fn label(field: Field, schema: &Schema) -> String {
    match field {
        Field::Given => "given name".into(),
        Field::Patronymic => "patronymic".into(),
        Field::Family => "family name".into(),
        Field::NameOrder => "order of the names".into(),
        Field::BirthDate => "birth date".into(),
        Field::Sex => "sex".into(),
        Field::Column { kind, number } => {
            schema.columns().get(number).map_or_else(|| kind.to_string(), |column| column.label.clone())
        }
    }
}

/// What a level of a field means; none if it is missing.
pub fn finding(field: Field, level: Level) -> Option<Finding> {
    if level == MISSING {
        return None;
    }
    Some(match field {
        Field::Given | Field::Patronymic | Field::Family => {
            let (likeness, across_scripts) = name_likeness(level)?;
            Finding::Name { likeness, across_scripts }
        }
        Field::NameOrder => match level {
            EXCHANGED => Finding::NamesExchanged,
            SHIFTED => Finding::NamesShifted,
            _ => Finding::NamesAsFiled,
        },
        Field::BirthDate => Finding::Birth(BirthLevel::ALL.get(usize::from(level)).copied()?),
        Field::Sex => {
            if level == 1 {
                Finding::SameSex
            } else {
                Finding::OtherSex
            }
        }
        Field::Column { kind, .. } => {
            debug_assert!(!matches!(kind, Kind::Id | Kind::Ignore), "never evidence");
            Finding::Value(match level {
                1 => ValueLevel::Same,
                2 => ValueLevel::Near,
                3 => ValueLevel::Similar,
                _ => ValueLevel::Different,
            })
        }
    })
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Self::Name { likeness, across_scripts } => {
                f.write_str(match likeness {
                    Likeness::Same => "the same name",
                    Likeness::Equivalent => "forms of one name",
                    Likeness::Near => "nearly the same spelling",
                    Likeness::Sound => "sounds alike",
                    Likeness::Part => "one of several names agrees",
                    Likeness::Similar => "similar",
                    Likeness::Different => "different",
                })?;
                return f.write_str(if *across_scripts { ", across scripts" } else { "" });
            }
            Self::NamesAsFiled => "the same fields",
            Self::NamesExchanged => "given and family name exchanged",
            Self::NamesShifted => "names stand in other fields",
            Self::Birth(level) => match level {
                BirthLevel::Missing => "missing",
                BirthLevel::Same => "the same day",
                BirthLevel::SameNewYear => "both 1 January, which may be a guess",
                BirthLevel::Swapped => "day and month exchanged",
                BirthLevel::YearOff => "the same day, one or two years off",
                BirthLevel::OneDigit => "one digit differs",
                BirthLevel::TwoParts => "the year and one other part agree",
                BirthLevel::YearOnly => "the same year, no more is known",
                BirthLevel::NewYearAgainstDay => "the same year, once as 1 January",
                BirthLevel::SameYear => "the same year, another day",
                BirthLevel::WithinTwo => "at most two years apart",
                BirthLevel::WithinTen => "at most ten years apart",
                BirthLevel::Apart => "more than ten years apart",
            },
            Self::SameSex => "the same",
            Self::OtherSex => "different",
            Self::Value(level) => match level {
                ValueLevel::Missing => "missing",
                ValueLevel::Same => "the same",
                ValueLevel::Near => "nearly the same",
                ValueLevel::Similar => "similar",
                ValueLevel::Different => "different",
            },
        };
        f.write_str(words)
    }
}
