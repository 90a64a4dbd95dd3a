//! Small random instances and an exhaustive search for their optimum.

pub(crate) mod files;

use matching::{
    Placement,
    model::{Composition, Home, HostCondition, Household, Instance, Kind, Place},
    verify,
};

/// A generator of pseudo-random numbers for tests.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number from `least` to `most`.
    pub(crate) fn roll(&mut self, least: i32, most: i32) -> i32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let span = u64::from((most - least + 1).unsigned_abs());
        least + i32::try_from((self.0 >> 33) % span).unwrap_or(0)
    }

    /// True once in `of` times.
    pub(crate) fn once_in(&mut self, of: i32) -> bool {
        self.roll(1, of) == 1
    }

    fn byte(&mut self, least: i32, most: i32) -> u8 {
        u8::try_from(self.roll(least, most)).unwrap_or(0)
    }

    fn bits(&mut self, most: i32) -> u32 {
        self.roll(0, most).unsigned_abs()
    }
}

/// A random instance with shared homes, few school places and groups.
pub(crate) fn instance(seed: u64, households: u32, homes: u32) -> Instance {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9).wrapping_add(seed));
    let places: Vec<Place> = (0..2)
        .map(|id| Place {
            id,
            county: dice.byte(0, 1),
            x: dice.roll(0, 60),
            y: dice.roll(0, 60),
            languages: dice.bits(7),
            school_quality: dice.roll(0, 10),
            school_places: dice.roll(0, 4),
        })
        .collect();
    let households = (0..households)
        .map(|id| {
            let size = dice.byte(1, 4);
            let children = if size > 1 { dice.byte(0, i32::from(size) - 1) } else { 0 };
            let arrive = dice.roll(0, 5);
            Household {
                id,
                size,
                children,
                school_children: if children > 0 { dice.byte(0, i32::from(children)) } else { 0 },
                youngest: dice.once_in(3).then(|| dice.byte(0, 10)),
                composition: Composition::ALL[dice.bits(4) as usize],
                step_free: dice.once_in(12),
                pets: dice.once_in(12),
                smokes: dice.once_in(8),
                allergy: dice.once_in(12),
                lockable: dice.once_in(12),
                languages: dice.bits(7),
                protected: dice.once_in(12),
                women_only: dice.once_in(12),
                relatives: dice.once_in(3).then(|| dice.bits(1)),
                danger: dice.once_in(3).then(|| dice.bits(1)),
                counties: if dice.once_in(4) { 1 } else { 3 },
                arrive,
                latest: arrive + dice.roll(0, 10),
                stay: dice.roll(5, 40),
                priority: if dice.once_in(6) { 2 } else { 1 },
                class: 0,
                preference: [0; 4].map(|_: u8| dice.byte(0, 15)),
                group: dice.once_in(3).then(|| dice.bits(1)),
                anchor: dice.bits(1),
                max_distance: dice.once_in(4).then(|| dice.roll(5, 60)),
                max_spare_beds: dice.byte(0, 2),
            }
        })
        .collect();
    let homes = (0..homes)
        .map(|id| {
            let exclusive = !dice.once_in(3);
            let from = dice.roll(-5, 8);
            Home {
                id,
                kind: Kind::ALL[dice.bits(3) as usize],
                place: dice.bits(1),
                rooms: dice.byte(1, 3),
                beds: dice.byte(1, 5),
                exclusive,
                beds_per_room: dice.byte(1, 3),
                step_free: !dice.once_in(3),
                pets_allowed: !dice.once_in(3),
                has_pets: dice.once_in(4),
                smoking_allowed: !dice.once_in(4),
                lockable: !dice.once_in(3),
                vetting: dice.byte(0, 3),
                condition: if dice.once_in(4) {
                    HostCondition::ALL[dice.bits(3) as usize]
                } else {
                    HostCondition::None
                },
                lowest_age: if dice.once_in(6) { 6 } else { 0 },
                languages: dice.bits(7),
                language_required: dice.once_in(6),
                from,
                to: from + dice.roll(20, 90),
                cost: dice.roll(0, 15_000),
            }
        })
        .collect();
    Instance { households, homes, places, current: Vec::new() }
}

/// The best objective of all placements, by trying every one of them.
pub(crate) fn optimum(instance: &Instance) -> i64 {
    optimum_and_cost(instance).0
}

/// The same, and the least monthly cost of a placement that reaches it.
pub(crate) fn optimum_and_cost(instance: &Instance) -> (i64, i64) {
    let (points, saved) = best(instance, &|report, chosen| {
        let cost: i64 = chosen.iter().map(|one| i64::from(instance.homes[one.home as usize].cost)).sum();
        (report.objective, -cost)
    });
    (points, -saved)
}

/// The most people that any placement houses, by trying every one of them.
pub(crate) fn most_people(instance: &Instance) -> u32 {
    best(instance, &|report, _| report.people)
}

/// The best of all placements that keep every rule.
fn best<T: Ord + Default>(instance: &Instance, aim: &impl Fn(&verify::Report, &[Placement]) -> T) -> T {
    // Pairs that the checker accepts on their own; groups and capacities are left to it as well.
    let options: Vec<Vec<u32>> = instance
        .households
        .iter()
        .map(|household| {
            let alone = |home: &&Home| {
                let pair = [Placement { household: household.id, home: home.id }];
                verify::verify(instance, &pair)
                    .violations
                    .iter()
                    .all(|violation| matches!(violation, verify::Violation::GroupSplit { .. }))
            };
            instance.homes.iter().filter(alone).map(|home| home.id).collect()
        })
        .collect();
    search(instance, &options, 0, &mut Vec::new(), aim)
}

fn search<T: Ord + Default>(
    instance: &Instance,
    options: &[Vec<u32>],
    at: usize,
    chosen: &mut Vec<Placement>,
    aim: &impl Fn(&verify::Report, &[Placement]) -> T,
) -> T {
    let report = verify::verify(instance, chosen);
    let only_split =
        report.violations.iter().all(|violation| matches!(violation, verify::Violation::GroupSplit { .. }));
    if !only_split {
        return T::default();
    }
    let Some(homes) = options.get(at) else {
        return if report.violations.is_empty() { aim(&report, chosen) } else { T::default() };
    };
    let mut best = search(instance, options, at + 1, chosen, aim);
    for &home in homes {
        chosen.push(Placement { household: instance.households[at].id, home });
        best = best.max(search(instance, options, at + 1, chosen, aim));
        chosen.pop();
    }
    best
}
