//! One run from nothing: pairs, prices, a first placement, and its improvement until the work is used up.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use crate::{
    dual::{Prices, Weights, bound, first_order::FirstOrder, people},
    model::Instance,
    pairs::{HomeIndex, Pairs},
    plan::{Bounds, Plan},
    primal::{
        chains::{Chains, View},
        exact,
        improve::{self, Dice},
        market::Market,
        rounding,
        state::{Move, State},
    },
};

/// What the engine does at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Finding all compatible pairs.
    Pairs,
    /// Finding prices; the bound falls.
    Prices,
    /// Improving the placement; the objective rises.
    Placement,
}

/// How far the engine has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What it does at the moment.
    pub phase: Phase,
    /// Compatible pairs.
    pub pairs: usize,
    /// The objective of the placement so far; 0 before there is one.
    pub objective: i64,
    /// The best bound so far; none before there is one.
    pub bound: Option<i64>,
}

/// How to solve.
///
/// Without a time limit that binds, the same instance, seed and effort give the same placement on every machine.
pub struct Options<'p> {
    seed: u64,
    deadline: Option<Instant>,
    effort: u32,
    gap: f64,
    progress: Option<&'p mut dyn FnMut(Progress)>,
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("seed", &self.seed)
            .field("effort", &self.effort)
            .field("gap", &self.gap)
            .finish_non_exhaustive()
    }
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { seed: 1, deadline: None, effort: 100, gap: 0.0, progress: None }
    }
}

impl<'p> Options<'p> {
    /// The source of all chance.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Ends with the best placement found when so much wall time has passed; the work in between is never cut short by
    /// more than a fraction of a second at regional scale, a few seconds at national scale.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.deadline = Instant::now().checked_add(limit);
        self
    }

    /// How much work to spend on improvement, in per cent of what is usual.
    #[must_use]
    pub fn effort(mut self, per_cent: u32) -> Self {
        self.effort = per_cent;
        self
    }

    /// Ends as soon as the relative gap between bound and objective is at most this.
    #[must_use]
    pub fn gap(mut self, gap: f64) -> Self {
        self.gap = gap;
        self
    }

    /// Told of every step forward.
    #[must_use]
    pub fn progress(mut self, progress: &'p mut dyn FnMut(Progress)) -> Self {
        self.progress = Some(progress);
        self
    }

    fn is_over(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    fn report(&mut self, phase: Phase, pairs: usize, objective: i64, bound: Option<i64>) {
        if let Some(progress) = &mut self.progress {
            progress(Progress { phase, pairs, objective, bound });
        }
    }
}

/// How many pairs of each household the relaxation works on, and how many the searches know.
const CORE: usize = 24;
pub(crate) const CANDIDATES: usize = 40;

/// Iterations of the price method between two choices of its core.
const EPOCHS: [u32; 5] = [60, 60, 80, 100, 150];
const LATER_EPOCHS: u32 = 200;

/// The price method ends when two epochs in a row lower the bound by less than this share.
const BOUND_PROGRESS: f64 = 2e-5;

/// Solves an instance and returns the plan: the placement, its certificate, and the memory to explain and change it.
pub fn solve(mut instance: Instance, mut options: Options<'_>) -> Plan {
    instance.forget_lone_groups();
    options.report(Phase::Pairs, 0, 0, None);
    let index = HomeIndex::new(&instance);
    let pairs = Pairs::all(&instance, &index);
    let groups = instance.groups();
    options.report(Phase::Prices, pairs.compatible(), 0, None);
    let mut method = FirstOrder::new(&instance, &pairs, CORE);
    let found = find_prices(&mut method, &instance, &pairs, &groups, &mut options);
    let mut market = Market::new(&instance, &pairs, found.prices, found.bound.surplus, CANDIDATES);
    let mut bound = found.bound.scaled;
    let mut chains = Chains::default();
    let mut best = (market.prices.clone(), market.surplus.clone());
    let view = View { instance: &instance, pairs: &pairs, market: &market };
    let mut state = rounding::round(&mut chains, view, &groups, found.shares, CHAIN_LIMIT);
    for _ in 0..EXACT_PRICES {
        let view = View { instance: &instance, pairs: &pairs, market: &market };
        let Some((prices, relaxed)) =
            exact::exact_prices(view, &mut state, CANDIDATES, &mut || options.is_over())
        else {
            break;
        };
        let found = bound::bound(&instance, &pairs, &groups, &prices, Weights::Points);
        if found.scaled < bound {
            bound = found.scaled;
            best = (prices.clone(), found.surplus.clone());
        }
        // Once no pair outside the candidates could lift the relaxation, they hold all that matters.
        #[expect(clippy::cast_precision_loss, reason = "far below the limit of exactness")]
        if (found.scaled.div_euclid(crate::PRICE_SCALE) as f64) < relaxed + 1.0 {
            break;
        }
        market = market.widened(&instance, &pairs, prices, found.surplus, CORE);
    }
    if market.prices != best.0 {
        market = Market::new(&instance, &pairs, best.0, best.1, CANDIDATES);
    }
    let view = View { instance: &instance, pairs: &pairs, market: &market };
    let mut proof = Proof { prices: market.prices.clone(), scaled: bound };
    improve_placement(&mut chains, view, &mut state, &groups, &mut proof, &mut options);
    let question = people::Question {
        instance: &instance,
        pairs: &pairs,
        groups: &groups,
        housed: people::housed(&instance, &state.home_of),
        objective: state.objective,
    };
    let people = question.bound(&market.prices, &mut method, || options.is_over());
    Plan {
        bounds: Some(Bounds { points: proof.scaled, people: people.scaled }),
        proof: proof.prices,
        people_prices: people.prices,
        instance,
        index,
        pairs,
        market,
        state,
        chains,
        refused: HashSet::new(),
        gone: HashSet::new(),
    }
}

struct Found {
    prices: Prices,
    bound: bound::Bound,
    shares: Vec<(u32, u32, f32)>,
}

fn find_prices(
    method: &mut FirstOrder<'_>,
    instance: &Instance,
    pairs: &Pairs,
    groups: &[Vec<u32>],
    options: &mut Options<'_>,
) -> Found {
    let mut best_prices = Prices::free(instance);
    let mut best = bound::bound(instance, pairs, groups, &best_prices, Weights::Points);
    let most = (1800 * options.effort / 100).max(200);
    let (mut epoch, mut weak) = (0, 0);
    while method.iterations < most && !options.is_over() {
        let iterations = EPOCHS.get(epoch).copied().unwrap_or(LATER_EPOCHS);
        epoch += 1;
        for _ in 0..iterations / 10 {
            method.run(10);
            if options.is_over() {
                break;
            }
        }
        method.settle();
        if epoch < 3 && !options.is_over() {
            method.rebuild_core(CORE);
            continue;
        }
        let prices = method.prices();
        let found = bound::bound(instance, pairs, groups, &prices, Weights::Points);
        let before = best.scaled;
        if found.scaled < best.scaled {
            (best, best_prices) = (found, prices);
        }
        options.report(Phase::Prices, pairs.compatible(), 0, Some(best.points()));
        #[expect(clippy::cast_precision_loss, reason = "a ratio")]
        let fell = (before - best.scaled) as f64 / before.max(1) as f64;
        weak = if fell < BOUND_PROGRESS { weak + 1 } else { 0 };
        if epoch > EPOCHS.len() && weak >= 2 {
            break;
        }
        method.rebuild_core(CORE);
    }
    Found { prices: best_prices, bound: best, shares: method.fractions() }
}

/// The most households that one chain search looks at.
pub(crate) const CHAIN_LIMIT: u32 = 300;

/// The search ends when two rounds in a row (more at more effort) gain less than this share of the bound.
const ROUND_PROGRESS: f64 = 4e-5;

/// Households that the last, patient search looks at, at usual effort.
const POLISH_WORK: u64 = 1_000_000;

/// How often the prices of a small instance are made exact, over pairs chosen anew each time.
const EXACT_PRICES: u32 = 3;

/// Pivots, times rows, of the exact neighbourhoods at usual effort: for each household, and in all.
const EXACT_WORK_EACH: u64 = 80_000;
const EXACT_WORK: u64 = 500_000_000;

/// Pivots of the search over the whole of a small instance at usual effort.
const WHOLE_PIVOTS: u64 = 400_000;

/// Rounds of the large-neighbourhood search at usual effort.
const ROUNDS: u32 = 12;

/// The best bound so far, in 64ths of a point, and the prices that prove it.
struct Proof {
    prices: Prices,
    scaled: i64,
}

impl Proof {
    /// Takes other prices if they prove more.
    fn consider(&mut self, view: View<'_>, groups: &[Vec<u32>], prices: Prices) {
        let found = bound::bound(view.instance, view.pairs, groups, &prices, Weights::Points);
        if found.scaled < self.scaled {
            *self = Self { prices, scaled: found.scaled };
        }
    }
}

fn improve_placement(
    chains: &mut Chains,
    view: View<'_>,
    state: &mut State,
    groups: &[Vec<u32>],
    proof: &mut Proof,
    options: &mut Options<'_>,
) {
    let pairs = view.pairs.compatible();
    let mut points = proof.scaled.div_euclid(crate::PRICE_SCALE);
    improve::sweep(chains, view, state, 3, CHAIN_LIMIT, crate::PRICE_SCALE);
    let mut dice = Dice::new(options.seed);
    let shared: Vec<u32> = (0..)
        .zip(&view.instance.homes)
        .filter(|(_, home)| !home.exclusive)
        .map(|(number, _)| number)
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "a ratio")]
    let gap = |points: i64, objective: i64| (points - objective) as f64 / points.max(1) as f64;
    let mut weak = 0;
    for round in 0..ROUNDS * options.effort / 100 {
        let before = state.objective;
        options.report(Phase::Placement, pairs, state.objective, Some(points));
        for &home in &shared {
            if options.is_over() || gap(points, state.objective) <= options.gap {
                return;
            }
            improve::refill(chains, view, state, home, 200, &mut dice);
        }
        for members in groups {
            if options.is_over() {
                return;
            }
            improve::regroup(chains, view, state, members, if round == 0 { 6 } else { 3 }, 200);
        }
        let sore: Vec<u32> = (0..view.pairs.rows())
            .filter(|&household| {
                view.instance.households[household as usize].group.is_none()
                    && improve::regret(view, state, household) > crate::PRICE_SCALE
            })
            .collect();
        for household in sore {
            if options.is_over() {
                return;
            }
            for _ in 0..2 {
                let size = 3 + dice.below(8);
                improve::ruin(chains, view, state, household, size, 0, &mut dice);
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a ratio")]
        let gained = (state.objective - before) as f64 / points.max(1) as f64;
        weak = if gained < ROUND_PROGRESS { weak + 1 } else { 0 };
        if weak * 100 >= 2 * options.effort {
            break;
        }
    }
    options.report(Phase::Placement, pairs, state.objective, Some(points));
    let most = view.instance.households.len() as u64 * EXACT_WORK_EACH;
    let work = EXACT_WORK.min(most) * u64::from(options.effort) / 100;
    let mut is_stuck = true;
    if view.instance.households.len() <= exact::MOST_FREE {
        if gap(points, state.objective) > options.gap {
            let pivots = WHOLE_PIVOTS * u64::from(options.effort) / 100;
            let before = state.objective;
            let deadline = options.deadline;
            let mut is_over = || deadline.is_some_and(|deadline| Instant::now() >= deadline);
            exact::whole(view, state, groups, pivots, &mut is_over, &mut |prices| {
                proof.consider(view, groups, prices);
                points = proof.scaled.div_euclid(crate::PRICE_SCALE);
                options.report(Phase::Placement, pairs, before, Some(points));
            });
            is_stuck = state.objective == before;
        }
    } else {
        let polish = POLISH_WORK * u64::from(options.effort) / 100;
        improve::polish(chains, view, state, groups, polish, &mut dice, |best| {
            options.is_over() || gap(points, best) <= options.gap
        });
        options.report(Phase::Placement, pairs, state.objective, Some(points));
    }
    if is_stuck {
        exact::search(view, state, groups, work, |state| {
            options.is_over() || gap(points, state.objective) <= options.gap
        });
    }
    options.report(Phase::Placement, pairs, state.objective, Some(points));
    exact::break_ties(view, state, groups, work / 8, || options.is_over());
    stay_if_as_good(view, state, groups);
}

/// Goes back to today's placement if it keeps every rule and is worth as much.
fn stay_if_as_good(view: View<'_>, state: &mut State, groups: &[Vec<u32>]) {
    let instance = view.instance;
    if instance.current.is_empty() {
        return;
    }
    let mut today = State::empty(instance);
    let moves: Vec<Move> = (0..view.pairs.rows())
        .filter_map(|household| instance.current_home(household).map(|home| Move { household, home }))
        .collect();
    let together = |members: &Vec<u32>| {
        let place = |member: u32| instance.current_home(member).map(|home| view.place_of(home));
        members.iter().all(|&member| place(member) == place(members[0]))
    };
    if today.apply(instance, view.pairs, &moves).is_some()
        && groups.iter().all(together)
        && today.total(instance) >= state.total(instance)
    {
        *state = today;
    }
}
