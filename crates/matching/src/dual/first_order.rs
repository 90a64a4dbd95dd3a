//! Good prices by a first-order method for the linear relaxation.
//!
//! Primal-dual hybrid gradient (Chambolle and Pock 2011) with the adaptive steps, averaging, restarts and primal weight
//! of PDLP (Applegate et al. 2021). Each household's row is kept exactly, by projection onto its simplex (Duchi et al.
//! 2008), so only homes and school places have prices, and the Lagrangian value of any prices is a bound. The method
//! works on a core of pairs: those of smallest reduced cost, chosen anew from all pairs whenever prices have moved. It
//! needs no factorisation, so its memory is that of the core.
//!
//! Everything is measured per person: a variable is the number of persons of a household in a home, a price that of a
//! bed, so that all coefficients and all prices have about the size one.

use rayon::prelude::*;

use super::{
    HomePrice, PRICE_SCALE, Prices, Weights,
    pass::{Arc, Member, Quad, in_two, pass, price},
    rows::Rows,
};
use crate::{
    model::{Instance, PERSON},
    pairs::Pairs,
};

/// A point: what each pair carries, what each row then holds, and the prices.
#[derive(Clone, Debug, Default)]
struct Point {
    x: Vec<f32>,
    activity: Rows,
    prices: Rows,
}

/// The linear relaxation over a core of pairs, and the state of the method.
pub(crate) struct FirstOrder<'a> {
    instance: &'a Instance,
    pairs: &'a Pairs,
    weights: Weights,
    /// The index of each home in the core's order, and back.
    position: Vec<u32>,
    home_at: Vec<u32>,
    scale: Vec<[f64; 3]>,
    place: Vec<u32>,
    capacity: Rows,
    members: Vec<Member>,
    arcs: Vec<Arc>,
    now: Point,
    next: Vec<f32>,
    x_sum: Vec<f32>,
    /// The weight with which the present point still has to enter `x_sum`.
    pending: f32,
    activity_sum: Rows,
    price_sum: Rows,
    sum_weight: f64,
    /// The multiplier of each household's own row at its last projection, where the next one starts.
    thresholds: Vec<f32>,
    step: f64,
    primal_weight: f64,
    /// Iterations so far; the first core is chosen when it is zero.
    pub(crate) iterations: u32,
    since_restart: u32,
    anchor: Point,
    last_error: f64,
    previous_error: f64,
}

/// A school place weighs twice a bed in its row, which brings its price to the size of the others.
const SCHOOL_SCALE: f64 = 2.0;

/// No step is smaller, or rounding could hold the method in place for ever.
const LEAST_STEP: f64 = 1e-6;

/// Households are passed over in this many parts, whatever the number of threads, so sums are always the same.
const PARTS: usize = 2;

impl<'a> FirstOrder<'a> {
    /// Starts with free homes and a core of the best-fitting pairs and some others.
    pub(crate) fn new(instance: &'a Instance, pairs: &'a Pairs, core: usize) -> Self {
        // Neighbours stand beside each other in memory, for a household's homes are mostly in its own county.
        let mut home_at: Vec<u32> = (0..u32::try_from(instance.homes.len()).unwrap_or(0)).collect();
        home_at.sort_by_key(|&home| {
            let place = instance.homes[home as usize].place;
            (instance.places[place as usize].county, place, home)
        });
        let mut position = vec![0; home_at.len()];
        for (at, &home) in (0..).zip(&home_at) {
            position[home as usize] = at;
        }
        let mut order: Vec<u32> = (0..pairs.rows()).collect();
        order.sort_by_key(|&number| {
            let household = &instance.households[number as usize];
            let county = instance.places[household.anchor as usize].county;
            (household.counties.count_ones().min(4), county, household.anchor, number)
        });
        let members = order
            .iter()
            .map(|&number| {
                let household = &instance.households[number as usize];
                let size = f32::from(household.size);
                Member { number, start: 0, end: 0, size, school: f32::from(household.school_children) / size }
            })
            .collect();
        let homes = || home_at.iter().map(|&home| &instance.homes[home as usize]);
        let scale: Vec<[f64; 3]> = homes()
            .map(|home| {
                if home.exclusive {
                    [f64::from(home.beds), 0.0, 0.0]
                } else {
                    [0.0, 1.0, f64::from(home.beds_per_room)]
                }
            })
            .collect();
        let capacity = Rows {
            homes: homes()
                .zip(&scale)
                .map(|(home, scale)| {
                    [scale[0], f64::from(home.beds) * scale[1], f64::from(home.rooms) * scale[2]]
                })
                .collect(),
            schools: instance
                .places
                .iter()
                .map(|place| f64::from(place.school_places) * SCHOOL_SCALE)
                .collect(),
        };
        let place = homes().map(|home| home.place).collect();
        let zeros = Rows::zeros(home_at.len(), instance.places.len());
        let mut method = Self {
            instance,
            pairs,
            weights: Weights::Points,
            position,
            home_at,
            scale,
            place,
            capacity,
            thresholds: vec![0.0; order.len()],
            members,
            arcs: Vec::new(),
            now: Point { x: Vec::new(), activity: zeros.clone(), prices: zeros.clone() },
            next: Vec::new(),
            x_sum: Vec::new(),
            pending: 0.0,
            activity_sum: zeros.clone(),
            price_sum: zeros,
            sum_weight: 0.0,
            step: 0.2,
            primal_weight: 1.0,
            iterations: 0,
            since_restart: 0,
            anchor: Point::default(),
            last_error: f64::INFINITY,
            previous_error: f64::INFINITY,
        };
        method.rebuild_core(core);
        method
    }

    /// The prices of the current point, in 64ths of a point.
    #[expect(clippy::cast_possible_truncation, reason = "clamped to far less than an i32 holds")]
    pub(crate) fn prices(&self) -> Prices {
        let unit = f64::from(PERSON) * f64::from(i32::try_from(PRICE_SCALE).unwrap_or(1));
        let round = |price: f64| (price * unit).round().clamp(0.0, 1e8) as i32;
        let schools: Vec<i32> =
            self.now.prices.schools.iter().map(|price| round(price * SCHOOL_SCALE)).collect();
        let mut homes = vec![HomePrice::default(); self.home_at.len()];
        for (at, &home) in self.home_at.iter().enumerate() {
            let (price, scale) = (self.now.prices.homes[at], self.scale[at]);
            homes[home as usize] = HomePrice {
                whole: round(price[0] * scale[0]),
                bed: round(price[1] * scale[1]),
                room: round(price[2] * scale[2]),
                school: schools[self.place[at] as usize],
            };
        }
        Prices { homes, schools, kept: Vec::new() }
    }

    /// Goes on from where it stands, but for people alone.
    pub(crate) fn weigh_people(&mut self, core: usize) {
        self.weights = Weights::People;
        self.rebuild_core(core);
    }

    /// The fractional solution: which share of a household is in which home.
    pub(crate) fn fractions(&self) -> Vec<(u32, u32, f32)> {
        let mut shares = Vec::new();
        for member in &self.members {
            let range = member.start as usize..member.end as usize;
            for (arc, &x) in self.arcs[range.clone()].iter().zip(&self.now.x[range]) {
                if x > 0.0 {
                    shares.push((member.number, self.home_at[arc.home as usize], x / member.size));
                }
            }
        }
        shares
    }

    /// Chooses the core anew: every pair that carries somebody, and the best others at the present prices.
    pub(crate) fn rebuild_core(&mut self, core: usize) {
        let prices = self.prices();
        let scale = i32::try_from(PRICE_SCALE).unwrap_or(1);
        let rows: Vec<Vec<(Arc, f32)>> = self
            .members
            .par_iter()
            .with_min_len(64)
            .map_init(Vec::new, |reduced: &mut Vec<(i32, u32)>, member| {
                let household = &self.instance.households[member.number as usize];
                let children = i32::from(household.school_children);
                let size = i32::from(household.size);
                let (homes, fits) = self.pairs.row(member.number);
                let base = self.weights.value(household, 0) * scale;
                // Among equals, people alone leave a pair's fit to choose; else many would want the same homes.
                let each = if self.weights == Weights::Points { size * scale } else { size };
                reduced.clear();
                reduced.extend((0..).zip(homes.iter().zip(fits)).map(|(at, (&home, &fit))| {
                    let record = &self.instance.homes[home as usize];
                    let rooms = if record.exclusive { 0 } else { household.rooms_in(record) };
                    let cost = prices.homes[home as usize].cost(size, rooms, children);
                    (cost - base - i32::from(fit) * each, at)
                }));
                // At the very beginning all homes are free and everybody would want the same ones.
                let spread = if self.iterations == 0 { core / 2 } else { 0 };
                let keep = core - spread;
                if reduced.len() > keep {
                    reduced.select_nth_unstable(keep);
                    let step = ((reduced.len() - keep) / spread.max(1)).max(1);
                    let offset = member.number as usize % step;
                    for extra in 0..spread {
                        let from = keep + offset + extra * step;
                        if from < reduced.len() {
                            reduced.swap(keep + extra, from);
                        }
                    }
                    reduced.truncate((keep + spread).min(reduced.len()));
                }
                let range = member.start as usize..member.end as usize;
                let mut carried: Vec<(u32, f32)> = self.arcs[range.clone()]
                    .iter()
                    .zip(&self.now.x[range])
                    .filter(|&(_, &x)| x > 0.0)
                    .map(|(arc, &x)| (self.home_at[arc.home as usize], x))
                    .collect();
                let arc = |home: u32, fit: u8| {
                    let record = &self.instance.homes[home as usize];
                    let rooms = if record.exclusive {
                        0.0
                    } else {
                        f32::from(household.size.div_ceil(record.beds_per_room.max(1))) / member.size
                    };
                    let points = match self.weights {
                        Weights::Points => f32::from(household.priority) + f32::from(fit) / 1000.0,
                        Weights::People => 1.0,
                    };
                    Arc { home: self.position[home as usize], rooms, value: points }
                };
                let mut row: Vec<(Arc, f32)> = reduced
                    .iter()
                    .map(|&(_, at)| {
                        let home = homes[at as usize];
                        let found = carried.iter().position(|&(other, _)| other == home);
                        (
                            arc(home, fits[at as usize]),
                            found.map_or(0.0, |found| carried.swap_remove(found).1),
                        )
                    })
                    .collect();
                row.extend(carried.into_iter().filter_map(|(home, x)| {
                    self.pairs.fit(member.number, home).map(|fit| (arc(home, fit), x))
                }));
                row.sort_unstable_by_key(|(arc, _)| arc.home);
                row
            })
            .collect();
        self.arcs.clear();
        self.now.x.clear();
        for (member, row) in self.members.iter_mut().zip(rows) {
            member.start = u32::try_from(self.arcs.len()).unwrap_or(u32::MAX);
            for (arc, x) in row {
                self.arcs.push(arc);
                self.now.x.push(x);
            }
            member.end = u32::try_from(self.arcs.len()).unwrap_or(u32::MAX);
        }
        self.next = vec![0.0; self.arcs.len()];
        self.begin_epoch();
    }

    fn begin_epoch(&mut self) {
        self.x_sum.clear();
        self.x_sum.resize(self.now.x.len(), 0.0);
        self.pending = 0.0;
        self.activity_sum.values_mut().for_each(|value| *value = 0.0);
        self.price_sum.values_mut().for_each(|value| *value = 0.0);
        self.sum_weight = 0.0;
        self.since_restart = 0;
        self.anchor = self.now.clone();
        self.last_error = self.error(&self.now);
        self.previous_error = f64::INFINITY;
    }

    #[expect(clippy::cast_possible_truncation, reason = "single precision is enough within one pass")]
    fn pass_prices(&self, prices: &Rows) -> Vec<Quad> {
        prices
            .homes
            .iter()
            .zip(&self.scale)
            .zip(&self.place)
            .map(|((price, scale), &place)| {
                [
                    (price[0] * scale[0]) as f32,
                    (price[1] * scale[1]) as f32,
                    (price[2] * scale[2]) as f32,
                    (prices.schools[place as usize] * SCHOOL_SCALE) as f32,
                ]
            })
            .collect()
    }

    /// Objective of the core's Lagrangian at these prices, in thousands of points.
    fn dual_value(&self, rows: &Rows) -> f64 {
        let prices = self.pass_prices(rows);
        let part = |members: &[Member]| {
            let mut value = 0.0;
            for member in members {
                let inverse = 1.0 / member.size;
                let best = self.arcs[member.start as usize..member.end as usize]
                    .iter()
                    .map(|arc| {
                        arc.value - price(prices[arc.home as usize], inverse, arc.rooms, member.school)
                    })
                    .fold(0.0, f32::max);
                value += f64::from(best * member.size);
            }
            value
        };
        let (first, second) = self.members.split_at(self.members.len() / PARTS);
        let (first, second) = in_two(self.arcs.len(), || part(first), || part(second));
        first + second + rows.dot(&self.capacity)
    }

    fn primal_value(&self, x: &[f32]) -> f64 {
        self.arcs.iter().zip(x).map(|(arc, &x)| f64::from(arc.value * x)).sum()
    }

    fn excess(&self, activity: &Rows) -> f64 {
        let over = |(a, b): (&f64, &f64)| (a - b).max(0.0).powi(2);
        activity.values().zip(self.capacity.values()).map(over).sum::<f64>().sqrt()
    }

    /// How far a point is from optimal: duality gap and excess over capacities, both relative.
    fn error(&self, point: &Point) -> f64 {
        let (primal, dual) = (self.primal_value(&point.x), self.dual_value(&point.prices));
        let gap = (dual - primal).abs() / (1.0 + primal.abs() + dual.abs());
        let excess = self.excess(&point.activity) / (1.0 + self.capacity.dot(&self.capacity).sqrt());
        (gap * gap + excess * excess).sqrt()
    }

    /// Runs a number of iterations; returns the relative error of the point reached.
    pub(crate) fn run(&mut self, iterations: u32) -> f64 {
        const CHECK: u32 = 40;
        for _ in 0..iterations {
            self.iterate();
            if self.since_restart.is_multiple_of(CHECK) {
                self.consider_restart();
            }
        }
        self.last_error.min(self.previous_error)
    }

    fn iterate(&mut self) {
        let prices = self.pass_prices(&self.now.prices);
        loop {
            let (tau, sigma) = (self.step / self.primal_weight, self.step * self.primal_weight);
            let (activity, moved_x) = self.primal_step(&prices, tau);
            self.pending = 0.0;
            let mut next_prices = self.now.prices.clone();
            let (mut moved_y, mut interaction) = (0.0, 0.0);
            let rows = next_prices
                .values_mut()
                .zip(self.now.activity.values().zip(activity.values()).zip(self.capacity.values()));
            for (value, ((&now, &next), &capacity)) in rows {
                let old = *value;
                *value = (old + sigma * (2.0 * next - now - capacity)).max(0.0);
                let change = *value - old;
                moved_y += change * change;
                interaction += change * (next - now);
            }
            let movement = self.primal_weight * moved_x + moved_y / self.primal_weight;
            // A point that hardly moves says nothing about the step: what is left is rounding.
            let limit = if movement < 1e-12 || interaction == 0.0 {
                f64::INFINITY
            } else {
                movement / (2.0 * interaction.abs())
            };
            let used = self.step;
            self.iterations += 1;
            let count = f64::from(self.iterations) + 1.0;
            self.step =
                ((1.0 - count.powf(-0.3)) * limit).min((1.0 + count.powf(-0.6)) * self.step).max(LEAST_STEP);
            if used <= limit.max(LEAST_STEP) {
                std::mem::swap(&mut self.now.x, &mut self.next);
                self.now.activity = activity;
                self.now.prices = next_prices;
                self.price_sum.add(used, &self.now.prices);
                self.activity_sum.add(used, &self.now.activity);
                #[expect(clippy::cast_possible_truncation, reason = "a weight")]
                let weight = used as f32;
                self.pending = weight;
                self.sum_weight += used;
                self.since_restart += 1;
                return;
            }
        }
    }

    /// One gradient step of all pairs and the projection of each household; also enters the present point into the sum.
    #[expect(clippy::cast_possible_truncation, reason = "single precision is enough within one pass")]
    fn primal_step(&mut self, prices: &[Quad], tau: f64) -> (Rows, f64) {
        let tau = tau as f32;
        let half = self.members.len() / PARTS;
        let cut = self.members.get(half).map_or(self.arcs.len(), |member| member.start as usize);
        let (members, arcs, pending) = (&self.members, &self.arcs, self.pending);
        let (left, right) = members.split_at(half);
        let (x_left, x_right) = self.now.x.split_at(cut);
        let (next_left, next_right) = self.next.split_at_mut(cut);
        let (sum_left, sum_right) = self.x_sum.split_at_mut(cut);
        let (threshold_left, threshold_right) = self.thresholds.split_at_mut(half);
        let (left, right) = in_two(
            arcs.len(),
            || pass(left, arcs, 0, prices, tau, pending, x_left, next_left, sum_left, threshold_left),
            || pass(right, arcs, cut, prices, tau, pending, x_right, next_right, sum_right, threshold_right),
        );
        let mut rows = Rows::zeros(self.home_at.len(), self.capacity.schools.len());
        for (at, (a, b)) in left.activity.iter().zip(&right.activity).enumerate() {
            let total = |k: usize| f64::from(a[k]) + f64::from(b[k]);
            let scale = &self.scale[at];
            rows.homes[at] = [total(0) * scale[0], total(1) * scale[1], total(2) * scale[2]];
            rows.schools[self.place[at] as usize] += total(3) * SCHOOL_SCALE;
        }
        (rows, left.moved + right.moved)
    }

    fn average(&mut self) -> Point {
        #[expect(clippy::cast_possible_truncation, reason = "a weight")]
        let factor = (1.0 / self.sum_weight) as f32;
        let pending = self.pending;
        let x = self.x_sum.iter().zip(&self.now.x).map(|(sum, now)| (sum + pending * now) * factor).collect();
        Point {
            x,
            activity: self.activity_sum.scaled(1.0 / self.sum_weight),
            prices: self.price_sum.scaled(1.0 / self.sum_weight),
        }
    }

    fn consider_restart(&mut self) {
        let now = self.error(&self.now);
        let average = self.average();
        let of_average = self.error(&average);
        let best = now.min(of_average);
        let sufficient = best <= 0.2 * self.last_error;
        let necessary = best <= 0.8 * self.last_error && best > self.previous_error;
        let long = f64::from(self.since_restart) >= 0.36 * f64::from(self.iterations);
        self.previous_error = best;
        if sufficient || necessary || long {
            if of_average < now {
                self.now = average;
            }
            self.after_restart();
        }
    }

    /// Moves to the average if that is better, so that the point can be used.
    pub(crate) fn settle(&mut self) -> f64 {
        let now = self.error(&self.now);
        if self.sum_weight <= 0.0 {
            return now;
        }
        let average = self.average();
        let of_average = self.error(&average);
        if of_average < now {
            self.now = average;
        }
        self.after_restart();
        now.min(of_average)
    }

    fn after_restart(&mut self) {
        let square = |(a, b): (f64, f64)| (a - b) * (a - b);
        let moved_x: f64 = self
            .now
            .x
            .iter()
            .zip(&self.anchor.x)
            .map(|(&a, &b)| square((f64::from(a), f64::from(b))))
            .sum::<f64>()
            .sqrt();
        let moved_y: f64 = self
            .now
            .prices
            .values()
            .zip(self.anchor.prices.values())
            .map(|(&a, &b)| square((a, b)))
            .sum::<f64>()
            .sqrt();
        if moved_x > 1e-9 && moved_y > 1e-9 {
            self.primal_weight = (0.5 * (moved_y / moved_x).ln() + 0.5 * self.primal_weight.ln()).exp();
        }
        self.begin_epoch();
    }
}
