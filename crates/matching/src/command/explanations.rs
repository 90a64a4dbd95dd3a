//! The file of explanations, as JSON.

use serde_json::{Value, json};

use crate::{
    compatibility::{Fit, Rule},
    explain::{Alternative, Explanation, Outcome, Reason, Remedy, WhyNot},
    model::Household,
    plan::Plan,
};

fn fit(fit: &Fit) -> Value {
    json!({
        "size": fit.size, "relatives": fit.relatives, "language": fit.language, "school": fit.school,
        "preference": fit.preference, "timing": fit.timing, "cost": fit.cost, "duration": fit.duration,
        "tie": fit.tie,
    })
}

fn alternative(alternative: &Alternative) -> Value {
    let why = match &alternative.why_not {
        WhyNot::Rule(rule) => json!({ "rule": rule.text() }),
        WhyNot::Held { by, price, short } => json!({ "held_by": by, "price": price, "short": short }),
        WhyNot::LessWorth { short } => json!({ "short": short }),
    };
    json!({ "home": alternative.home, "points": alternative.points, "why_not": why })
}

/// What somebody could do, as a sentence; `of` is the household that is explained.
fn remedy(remedy: &Remedy, of: u32) -> String {
    match remedy {
        Remedy::Relax { rule, by, household } => {
            let change = relaxation(*rule, *by, household);
            if household.id == of { change } else { format!("household {} could {change}", household.id) }
        }
        Remedy::Apart { household } if *household == of => "live in another place than its group".to_owned(),
        Remedy::Apart { household } => {
            format!("household {household} could live in another place than the rest of the group")
        }
        Remedy::OneMoreHome(home) => {
            format!("one more {} with {} bed(s) in place {}", home.kind.word(), home.beds, home.place)
        }
    }
}

/// What a household could do, as half a sentence.
fn relaxation(rule: Rule, by: i32, household: &Household) -> String {
    match rule {
        Rule::SpareBeds => format!("allow {by} more empty bed(s) in a home of its own"),
        Rule::Distance => format!("travel {by} km farther"),
        Rule::County => format!("accept county {by}"),
        Rule::TooLate => format!("begin the stay up to {by} day(s) later"),
        Rule::TooShort => format!("stay {} nights instead of {}", household.stay, household.stay + by),
        Rule::Pets => "come without pets".to_owned(),
        Rule::Smoking => "not smoke in the home".to_owned(),
        other => format!("accept a home that {}", other.text()),
    }
}

fn reason(reason: &Reason) -> Value {
    match reason {
        Reason::NoHome(rules) => {
            let rules: Vec<Value> =
                rules.iter().map(|(rule, homes)| json!({ "rule": rule.text(), "homes": homes })).collect();
            json!({ "no_home_meets_the_needs": rules })
        }
        Reason::SchoolPlaces => json!("no school place is free where its homes are"),
        Reason::Outbid { homes } => json!({ "others_gain_more_from_all_homes": homes }),
        Reason::Group => json!("its group finds no place together"),
    }
}

fn explanation(explanation: &Explanation) -> Value {
    let alternatives: Vec<Value> = explanation.alternatives.iter().map(alternative).collect();
    match &explanation.outcome {
        Outcome::Placed { home, fit: parts, points, price, margin } => json!({
            "household": explanation.household, "home": home, "points": points, "fit": fit(parts),
            "price": price, "margin": margin, "alternatives": alternatives,
        }),
        Outcome::Unplaced { reason: why, remedy: change } => json!({
            "household": explanation.household, "home": null, "reason": reason(why),
            "remedy": change.as_ref().map(|change| remedy(change, explanation.household)), "alternatives": alternatives,
        }),
    }
}

/// Everything that a plan can say about itself.
pub(super) fn all(plan: &mut Plan) -> Value {
    const MOST_DEMANDS: usize = 200;
    let households: Vec<Value> = plan.explain_all().iter().map(explanation).collect();
    let recruitment: Vec<Value> = plan
        .recruitment()
        .iter()
        .take(MOST_DEMANDS)
        .map(|demand| {
            json!({
                "place": demand.place, "kind": demand.kind.word(), "exclusive": demand.exclusive,
                "beds": demand.beds, "step_free": demand.step_free, "pets_allowed": demand.pets_allowed,
                "homes": demand.homes, "value": demand.value,
            })
        })
        .collect();
    let schools: Vec<Value> =
        plan.school_prices().iter().map(|(place, value)| json!({ "place": place, "value": value })).collect();
    let fairness: Vec<Value> = plan
        .fairness()
        .iter()
        .map(|row| {
            json!({
                "group": row.group, "households": row.households, "placed": row.placed, "people": row.people,
                "people_placed": row.people_placed, "mean_fit": row.mean_fit,
            })
        })
        .collect();
    json!({ "households": households, "recruitment": recruitment, "school_places": schools, "fairness": fairness })
}
