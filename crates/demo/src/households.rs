//! The households and the people in them.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::Request;
use crate::actors::Seat;
use crate::data::{Data, FamilyName, GivenName, Names, Patronymics, Place};
use crate::dice::{Dice, Scattered, Weighted};
use crate::identity::{Kind, TestNumbers};
use crate::model::{
    ActorRef, BirthDate, ImaginedActor, ImaginedHousehold, ImaginedPerson, LegalStatus, NameOrder, NamePart,
    Origin, Pace, Progress, Protection, Relation, Sex,
};

/// How the sizes of arriving households differ from those of the municipality, in thousandths. Nobody publishes the
/// sizes of arriving households; this says that single people are fewer and a parent with one or two children more
/// common than among residents.
const FAMILY_TILT: [u64; 7] = [550, 1300, 1600, 1100, 1000, 1000, 800];

/// Sizes within the open class “7 or more”, with a mean of eight: the mean that demo/prepare.py divides by.
const SEVEN_OR_MORE: [(usize, u64); 6] = [(7, 460), (8, 280), (9, 140), (10, 60), (11, 40), (12, 20)];

/// Every 83rd household is an unaccompanied child and every 167th has a protected identity, from the places given.
/// Counted rather than drawn, so that a demo of a hundred people has one of each.
const UNACCOMPANIED: (usize, usize) = (83, 11);
const PROTECTED: (usize, usize) = (167, 23);

/// What is known of a household before its people are.
struct Plan {
    arrived_on: Date,
    size: usize,
    unaccompanied: bool,
    protected: bool,
}

/// What all the households of a municipality share while they are imagined.
struct Desk<'a> {
    data: &'a Data,
    today: Date,
    numbers: TestNumbers,
    references: Scattered,
    lma_numbers: Scattered,
    phones: std::ops::RangeInclusive<u16>,
    /// How often the head of a household gets one of the few phone numbers.
    phone_permille: u64,
}

pub(crate) fn imagine(
    data: &Data,
    place: &Place,
    request: &Request,
    actors: &[ImaginedActor],
    dice: &mut Dice,
) -> Vec<ImaginedHousehold> {
    debug_assert_eq!(
        actors.len(),
        Seat::ALL.len(),
        "households are registered at a seat that an actor fills"
    );
    let plans = plan(data, place, request, dice);
    let mut desk = Desk {
        data,
        today: request.today,
        numbers: TestNumbers::all(data),
        references: Scattered::new(dice),
        lma_numbers: Scattered::new(dice),
        // PTS keeps 070-174 06 05 to 99 free for fiction. Each is given to one household at most.
        phones: 5..=99,
        phone_permille: 95_000 / (plans.len() as u64).max(100),
    };
    plans.into_iter().map(|plan| desk.household(&plan, dice)).collect()
}

/// Sizes as in the municipality, tilted towards families.
fn sizes(place: &Place) -> impl Iterator<Item = (usize, u64)> {
    let tilted =
        place.households_by_size.into_iter().zip(FAMILY_TILT).map(|(households, tilt)| households * tilt);
    tilted.enumerate().flat_map(|(index, weight)| {
        let within: &[(usize, u64)] = if index == 6 { &SEVEN_OR_MORE } else { &[(0, 1000)] };
        within
            .iter()
            .map(move |&(size, share)| (if index == 6 { size } else { index + 1 }, weight / 1000 * share))
    })
}

fn plan(data: &Data, place: &Place, request: &Request, dice: &mut Dice) -> Vec<Plan> {
    let sizes = Weighted::new(sizes(place));
    let months = Weighted::new((0_i32..).zip(data.arrivals.iter().copied()));
    let mut plans = Vec::new();
    let mut missing = request.people;
    while missing > 0 {
        let unaccompanied = plans.len() % UNACCOMPANIED.0 == UNACCOMPANIED.1;
        let drawn = sizes.as_ref().map_or(1, |sizes| *sizes.draw(dice));
        // The last household is cut to the number asked for.
        let size = if unaccompanied { 1 } else { drawn.min(missing) };
        let month = months.as_ref().map_or(0, |months| *months.draw(dice));
        plans.push(Plan {
            arrived_on: day_of_month_before(request.today, month, dice),
            size,
            unaccompanied,
            protected: plans.len() % PROTECTED.0 == PROTECTED.1,
        });
        missing -= size;
    }
    plans.sort_by_key(|plan| plan.arrived_on);
    plans
}

/// A day in one of the twelve months that end with today. Month 0, the first of the real curve, began a year ago.
fn day_of_month_before(today: Date, month: i32, dice: &mut Dice) -> Date {
    let before = today.saturating_sub((12 - month).months());
    let end = today.saturating_sub((11 - month).months());
    before.saturating_add(dice.between(1, days_between(before, end)).days()).min(today)
}

/// Whole days from one date to another.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span: Span| span.get_days())
}

/// A member of a household before the name.
struct Member {
    relation: Relation,
    sex: Sex,
    age: i32,
}

impl Desk<'_> {
    fn household(&mut self, plan: &Plan, dice: &mut Dice) -> ImaginedHousehold {
        let origin = origin(plan.unaccompanied, dice);
        let members = if plan.unaccompanied {
            // Of unaccompanied children in 2015, about one in nine was a girl.
            let sex = if dice.chance(if origin.is_ukraine() { 450 } else { 110 }) {
                Sex::Female
            } else {
                Sex::Male
            };
            vec![Member { relation: Relation::Head, sex, age: dice.between(10, 16) }]
        } else {
            members(plan.size, origin, dice)
        };
        let status = status(origin, plan, self.today, dice);
        let protection = match (plan.protected, dice.chance(700)) {
            (false, _) => Protection::None,
            (true, true) => Protection::Marked,
            (true, false) => Protection::ProtectedRegistration,
        };
        let names = named(self.data.names(origin), origin, &members, dice);
        let speaks_english = dice.chance(if origin.is_ukraine() { 350 } else { 250 });
        let people = members
            .iter()
            .zip(names)
            .map(|(member, name)| {
                self.person(plan, origin, status, protection, speaks_english, member, name, dice)
            })
            .collect();
        ImaginedHousehold {
            reference: self.references.draw("H-"),
            arrived_on: plan.arrived_on,
            origin,
            registered_by: registered_by(plan.unaccompanied, dice),
            people,
            progress: progress(plan.arrived_on, self.today, dice),
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a person is where everything decided for the household meets"
    )]
    fn person(
        &mut self,
        plan: &Plan,
        origin: Origin,
        (legal_status, legal_status_from, legal_status_to): (LegalStatus, Date, Option<Date>),
        protection: Protection,
        speaks_english: bool,
        member: &Member,
        name: FullName,
        dice: &mut Dice,
    ) -> ImaginedPerson {
        let born = birth_date(plan.arrived_on, member.age, origin, dice);
        let numbered = protection == Protection::None
            // A number may move the day of birth within the year, and nobody may become a child or an adult by it.
            && !(16..=19).contains(&member.age)
            && member.age > 0;
        let number = match legal_status {
            LegalStatus::Registered if numbered => Some((Kind::Personnummer, 1000)),
            LegalStatus::NewlyArrived if numbered => Some((Kind::Samordningsnummer, 500)),
            LegalStatus::TemporaryProtection if numbered => Some((Kind::Samordningsnummer, 300)),
            _ => None,
        };
        let number = number
            .filter(|&(_, permille)| dice.chance(permille))
            .and_then(|(kind, _)| self.numbers.take(kind, member.sex, born.year(), dice));
        let birth_date = number.map_or(born, |(_, stated)| stated);
        let has_card = matches!(legal_status, LegalStatus::TemporaryProtection | LegalStatus::AsylumSeeker);
        let talks = member.age >= 7;
        let is_head = member.relation == Relation::Head;
        ImaginedPerson {
            given_name: name.given,
            family_name: name.family,
            patronymic: name.patronymic,
            name_order: if origin.is_ukraine() { NameOrder::FamilyFirst } else { NameOrder::GivenFirst },
            birth_date,
            sex: member.sex,
            identity_number: number.map(|(number, _)| number),
            lma_number: (has_card && dice.chance(900)).then(|| self.lma_numbers.draw("LMA-DEMO-")),
            languages: languages(origin, speaks_english && talks, dice),
            interpreter: (talks && dice.chance(850)).then(|| origin.language()),
            legal_status,
            legal_status_from,
            legal_status_to,
            relation: member.relation,
            phone: (is_head && !plan.unaccompanied && dice.chance(self.phone_permille))
                .then(|| self.phones.next().map(|number| format!("070-174 06 {number:02}")))
                .flatten(),
            unaccompanied: plan.unaccompanied,
            protection,
            age_on_arrival: age_on(plan.arrived_on, birth_date)
                .unwrap_or(u8::try_from(member.age).unwrap_or(u8::MAX)),
        }
    }
}

/// Most come from Ukraine, as in 2022.
fn origin(unaccompanied: bool, dice: &mut Dice) -> Origin {
    if unaccompanied {
        return dice.pick([
            Origin::Afghanistan,
            Origin::Ukraine,
            Origin::Eritrea,
            Origin::Somalia,
            Origin::Syria,
        ]);
    }
    dice.pick_by_permille([
        (Origin::Ukraine, 610),
        (Origin::UkraineRussianSpeaking, 160),
        (Origin::Syria, 75),
        (Origin::Afghanistan, 65),
        (Origin::Eritrea, 35),
        (Origin::Ethiopia, 20),
        (Origin::Somalia, 35),
    ])
}

/// Who belongs to a household of a size. Two thirds of those who came from Ukraine in 2022 were women and girls:
/// most households are a mother, perhaps a grandmother, and children.
fn members(size: usize, origin: Origin, dice: &mut Dice) -> Vec<Member> {
    let ukraine = origin.is_ukraine();
    let head_sex = if dice.chance(if ukraine { 800 } else { 420 }) { Sex::Female } else { Sex::Male };
    let partner_sex = if head_sex == Sex::Female { Sex::Male } else { Sex::Female };
    let head = |age| Member { relation: Relation::Head, sex: head_sex, age };
    let child_age = |dice: &mut Dice| dice.between(0, 17);
    let any_sex = |dice: &mut Dice| if dice.chance(500) { Sex::Female } else { Sex::Male };
    let partner = |age: i32, dice: &mut Dice| Member {
        relation: Relation::Partner,
        sex: partner_sex,
        age: (age + dice.between(-6, 6)).max(18),
    };
    let grandmother = |age: i32, dice: &mut Dice| Member {
        relation: Relation::Parent,
        sex: if dice.chance(800) { Sex::Female } else { Sex::Male },
        age: (age + dice.between(19, 34)).min(94),
    };
    if size <= 1 {
        return vec![head(adult_age(dice))];
    }
    if size == 2 && dice.chance(450) {
        let age = adult_age(dice);
        let other = if age < 60 && dice.chance(450) { grandmother(age, dice) } else { partner(age, dice) };
        return vec![head(age), other];
    }
    // From here on there is at least one child, and everybody else has an age that follows from the oldest.
    let room = size - 1;
    let has_partner = room >= 2 && dice.chance(if ukraine { 350 } else { 650 });
    let has_grandmother = room >= 2 + usize::from(has_partner) && dice.chance(160);
    let children = (room - usize::from(has_partner) - usize::from(has_grandmother)).min(7);
    let mut ages: Vec<i32> = (0..children).map(|_| child_age(dice)).collect();
    ages.sort_unstable_by_key(|age| -age);
    let oldest = ages.first().copied().unwrap_or(0);
    let age = oldest + dice.between(19, 38);
    let mut members = vec![head(age)];
    if has_partner {
        let partner = partner(age, dice);
        members.push(Member { age: partner.age.max(oldest + 18), ..partner });
    }
    if has_grandmother {
        members.push(grandmother(age, dice));
    }
    members.extend(ages.into_iter().map(|age| Member { relation: Relation::Child, sex: any_sex(dice), age }));
    while members.len() < size {
        members.push(Member { relation: Relation::Other, sex: any_sex(dice), age: adult_age(dice) });
    }
    members
}

fn adult_age(dice: &mut Dice) -> i32 {
    let (low, high) = dice.pick_by_permille([
        ((18, 24), 140),
        ((25, 39), 380),
        ((40, 54), 240),
        ((55, 64), 120),
        ((65, 74), 80),
        ((75, 92), 40),
    ]);
    dice.between(low, high)
}

#[derive(Clone, Copy)]
struct FullName {
    given: NamePart,
    family: NamePart,
    patronymic: Option<NamePart>,
}

/// Names for a household. In Ukraine and among Dari speakers the family name is the household's, and a Ukrainian
/// child bears the father's patronymic; a Syrian wife keeps her own name; in Eritrea, Ethiopia and Somalia the second
/// name is the father's given name.
fn named(names: &Names, origin: Origin, members: &[Member], dice: &mut Dice) -> Vec<FullName> {
    let given: Vec<GivenName> = members.iter().map(|member| *names.given(member.sex).draw(dice)).collect();
    let couple = |member: &Member| matches!(member.relation, Relation::Head | Relation::Partner);
    let father = members
        .iter()
        .zip(&given)
        .find(|(member, _)| couple(member) && member.sex == Sex::Male)
        .map(|(_, name)| *name);
    let shared: FamilyName = *names.families.draw(dice);
    let absent_father: Option<Patronymics> = names.patronymics.as_ref().map(|fathers| *fathers.draw(dice));
    let after_father = matches!(origin, Origin::Eritrea | Origin::Ethiopia | Origin::Somalia);

    members
        .iter()
        .zip(given)
        .map(|(member, given)| {
            let own: FamilyName = *names.families.draw(dice);
            let family = match member.relation {
                Relation::Child => match father {
                    Some(father) if after_father => father.name,
                    _ => shared.of(member.sex),
                },
                Relation::Head if !after_father => shared.of(member.sex),
                Relation::Partner if !after_father && origin != Origin::Syria => shared.of(member.sex),
                Relation::Head | Relation::Partner | Relation::Parent | Relation::Other => own.of(member.sex),
            };
            let patronymic = match member.relation {
                // A father whose patronymic the source lacks leaves his children without one, which is allowed.
                Relation::Child => father.map_or(absent_father, |father| father.patronymics),
                _ => names.patronymics.as_ref().map(|fathers| *fathers.draw(dice)),
            };
            FullName { given: given.name, family, patronymic: patronymic.map(|p| p.of(member.sex)) }
        })
        .collect()
}

/// The status of the whole household, since when, and the first day after it where that is known.
fn status(origin: Origin, plan: &Plan, today: Date, dice: &mut Dice) -> (LegalStatus, Date, Option<Date>) {
    let since = plan.arrived_on;
    if origin.is_ukraine() && dice.chance(960) {
        return (LegalStatus::TemporaryProtection, since, Some(end_of_protection(today)));
    }
    // Nobody with temporary protection is registered here: that takes a year with the permit (lag 2024:691), and all
    // of these came within the last one.
    if origin.is_ukraine() || plan.unaccompanied || dice.chance(450) {
        return (LegalStatus::AsylumSeeker, since, None);
    }
    let registered = since.saturating_add(dice.between(20, 60).days());
    if registered <= today && dice.chance(400) {
        return (LegalStatus::Registered, registered, None);
    }
    (LegalStatus::NewlyArrived, since, None)
}

/// Temporary protection has been prolonged by the Council a year at a time, each time to and with a fourth of March.
fn end_of_protection(today: Date) -> Date {
    let fifth_of_march = |year| Date::new(year, 3, 5).unwrap_or(Date::MAX);
    let this_year = fifth_of_march(today.year());
    if this_year > today { this_year } else { fifth_of_march(today.year().saturating_add(1)) }
}

/// A date of birth for an age on the day of arrival. Where birthdays are not kept, many documents say the first of
/// January, or only a year.
fn birth_date(arrived_on: Date, age: i32, origin: Origin, dice: &mut Dice) -> BirthDate {
    let birthday = arrived_on.saturating_sub(age.years());
    let born = birthday.saturating_sub(dice.between(1, 364).days());
    let first_of_january = match origin {
        Origin::Ukraine | Origin::UkraineRussianSpeaking => 3,
        Origin::Syria => 80,
        Origin::Afghanistan | Origin::Eritrea | Origin::Ethiopia | Origin::Somalia => 220,
    };
    let unknown = if origin.is_ukraine() { 2 } else { 25 };
    if age > 0 && dice.chance(first_of_january) {
        return BirthDate::Day(born.first_of_year());
    }
    if age > 0 && dice.chance(unknown) {
        return if dice.chance(700) {
            BirthDate::Year(born.year())
        } else {
            BirthDate::Month(born.year(), born.month())
        };
    }
    BirthDate::Day(born)
}

/// Whole years on a day, for who was born on a known one.
fn age_on(day: Date, born: BirthDate) -> Option<u8> {
    let BirthDate::Day(born) = born else { return None };
    let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
    u8::try_from(day.year() - born.year() - i16::from(!had_birthday)).ok()
}

fn languages(origin: Origin, english: bool, dice: &mut Dice) -> Vec<&'static str> {
    let second = match origin {
        Origin::Ukraine => dice.chance(700).then_some("ru"),
        Origin::UkraineRussianSpeaking => dice.chance(850).then_some("uk"),
        Origin::Syria => dice.chance(150).then_some("ku"),
        Origin::Afghanistan => dice.chance(300).then_some("ps"),
        Origin::Eritrea => dice.chance(300).then_some("ar"),
        Origin::Ethiopia => dice.chance(250).then_some("ti"),
        Origin::Somalia => dice.chance(200).then_some("ar"),
    };
    let third = english.then_some("en");
    [Some(origin.language()), second, third].into_iter().flatten().collect()
}

/// Most register at the municipality's desk. An unaccompanied child is socialtjänsten's from the first minute.
fn registered_by(unaccompanied: bool, dice: &mut Dice) -> ActorRef {
    let seat = if unaccompanied {
        Seat::SocialUnit
    } else {
        dice.pick_by_permille([(Seat::SocialUnit, 800), (Seat::Humanitarian, 120), (Seat::Parish, 80)])
    };
    seat.actor()
}

/// A chain takes about ten months, quicker for some than for others.
fn progress(arrived_on: Date, today: Date, dice: &mut Dice) -> Progress {
    let days = days_between(arrived_on, today);
    let expected = (days * 1000 / 300).clamp(0, 1000);
    let done = (expected * dice.between(55, 115) / 100).clamp(0, 1000);
    // In the first days nothing can be overdue or declined yet.
    let pace = if days < 4 {
        dice.pick([Pace::Steady, Pace::Waiting])
    } else {
        dice.pick_by_permille([
            (Pace::Steady, 620),
            (Pace::Waiting, 180),
            (Pace::Overdue, 140),
            (Pace::Declined, 60),
        ])
    };
    Progress { done: u16::try_from(done).unwrap_or(1000), pace, dice: dice.any() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Stream;
    use jiff::civil::date;

    fn dice() -> Dice {
        Dice::new(1, "1784", Stream::Households)
    }

    #[test]
    fn arrivals_lie_in_the_year_that_ends_today() {
        let today = date(2024, 2, 29);
        let mut dice = dice();
        for month in 0..12 {
            for _ in 0..50 {
                let day = day_of_month_before(today, month, &mut dice);
                assert!(day > date(2023, 2, 28) && day <= today, "{day}");
            }
        }
    }

    #[test]
    fn sizes_have_the_mean_of_the_municipality_tilted() {
        let data = Data::embedded().unwrap();
        let place = data.places.iter().find(|place| place.code == "1784").unwrap();
        let (households, people) = sizes(place).fold((0, 0), |(households, people), (size, weight)| {
            (households + weight, people + weight * size as u64)
        });
        let sizes = Weighted::new(sizes(place)).unwrap();
        let mut dice = dice();
        let drawn: usize = (0..20_000).map(|_| *sizes.draw(&mut dice)).sum();
        // Means in thousandths. The standard error is about ten.
        let expected = people * 1000 / households;
        let mean = drawn as u64 * 1000 / 20_000;
        assert!(mean.abs_diff(expected) < 40, "{mean} against {expected}");
        assert!((2000..3000).contains(&mean), "{mean}");
    }

    #[test]
    fn protection_ends_after_the_next_fourth_of_march() {
        assert_eq!(end_of_protection(date(2026, 3, 4)), date(2026, 3, 5));
        assert_eq!(end_of_protection(date(2026, 3, 5)), date(2027, 3, 5));
    }

    #[test]
    fn parents_are_older_than_their_children() {
        let mut dice = dice();
        for size in 2..=12 {
            for _ in 0..200 {
                let members = members(size, Origin::Ukraine, &mut dice);
                assert_eq!(members.len(), size);
                let oldest = members
                    .iter()
                    .filter(|m| m.relation == Relation::Child)
                    .map(|m| m.age)
                    .max()
                    .unwrap_or(-1);
                for member in &members {
                    match member.relation {
                        Relation::Head | Relation::Partner => {
                            assert!(member.age >= 18 && member.age >= oldest + 18);
                        }
                        Relation::Parent => assert!(member.age >= members[0].age + 18),
                        Relation::Child => assert!(member.age < 18),
                        Relation::Other => assert!(member.age >= 18),
                    }
                }
            }
        }
    }
}
