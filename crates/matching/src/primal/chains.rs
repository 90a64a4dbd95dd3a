//! Ejection chains (Glover 1996): a household takes a home, whoever lived there takes another, and so on until somebody
//! finds a free home or stays unplaced. The cheapest chain is found by best-first search; how much a household out of
//! its home can hope for at the present prices is the estimate that orders the search.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    market::Market,
    state::{Move, NONE, State, Worth, demand},
};
use crate::{dual::PRICE_SCALE, model::Instance, pairs::Pairs};

/// The best way found to a household that is out of its home.
#[derive(Clone, Copy, Debug)]
struct Label {
    stamp: u32,
    closed: bool,
    /// Worth given up so far: homes left less homes taken.
    given_up: Worth,
    from: u32,
    /// The home that `from` takes.
    taken: u32,
}

/// The best way found to make room in a home.
#[derive(Clone, Copy, Debug)]
struct Pulled {
    stamp: u32,
    closed: bool,
    gained: Worth,
    /// Who leaves this home, and for which.
    by: u32,
    into: u32,
}

/// Reusable memory of the search.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chains {
    labels: Vec<Label>,
    stamp: u32,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
    pulled: Vec<Pulled>,
    queue: BinaryHeap<(i64, Reverse<u32>)>,
    /// Households looked at since the beginning: the engine's measure of work, the same on every machine.
    pub(crate) work: u64,
}

/// A finished chain.
#[derive(Clone, Copy, Debug)]
struct End {
    given_up: Worth,
    last: u32,
    home: u32,
}

/// Everything a search reads.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) instance: &'a Instance,
    pub(crate) pairs: &'a Pairs,
    pub(crate) market: &'a Market,
}

impl View<'_> {
    pub(crate) fn school_children(&self, household: u32) -> i32 {
        i32::from(self.instance.households[household as usize].school_children)
    }

    pub(crate) fn place_of(&self, home: u32) -> usize {
        self.instance.homes[home as usize].place as usize
    }
}

impl Chains {
    fn label(&mut self, household: u32) -> &mut Label {
        &mut self.labels[household as usize]
    }

    /// Finds the best chain that begins with this household leaving its home (or its being unplaced) and returns its
    /// moves and the worth gained; nothing if no chain gains more than `least`.
    ///
    /// A member of a group moves only within its place, and never ends unplaced.
    pub(crate) fn best_chain(
        &mut self,
        view: View<'_>,
        state: &State,
        start: u32,
        limit: u32,
        least: Worth,
        only_place: Option<usize>,
    ) -> Option<(Vec<Move>, Worth)> {
        let View { instance, market, .. } = view;
        self.labels.resize(
            instance.households.len(),
            Label { stamp: 0, closed: false, given_up: 0, from: NONE, taken: NONE },
        );
        self.stamp += 1;
        self.heap.clear();
        let stamp = self.stamp;
        let left = state.home_of[start as usize];
        let left_place = if left == NONE { usize::MAX } else { view.place_of(left) };
        let worth_before = state.worth_now(instance, start);
        let (left_beds, left_rooms) =
            if left == NONE { (0, 0) } else { demand(instance, &instance.households[start as usize], left) };
        let left_school = view.school_children(start);
        *self.label(start) = Label { stamp, closed: false, given_up: worth_before, from: NONE, taken: NONE };
        self.heap.push(Reverse((0, start)));
        let mut best: Option<End> = None;
        let mut expanded = 0;
        let estimate = |given_up: Worth, household: u32| {
            i64::try_from((given_up * Worth::from(PRICE_SCALE)) >> 60).unwrap_or(i64::MAX)
                - i64::from(market.surplus[household as usize])
        };
        while let Some(Reverse((key, household))) = self.heap.pop() {
            let label = *self.label(household);
            if label.closed || label.stamp != stamp {
                continue;
            }
            let target = best.map_or(-least, |end| end.given_up.min(-least));
            let most = i64::try_from((target * Worth::from(PRICE_SCALE)) >> 60).unwrap_or(i64::MAX) + 1;
            if household != start && key > most {
                break;
            }
            self.label(household).closed = true;
            expanded += 1;
            self.work += 1;
            if expanded > limit {
                break;
            }
            let record = &instance.households[household as usize];
            let grouped = record.group.is_some();
            if !grouped || (household == start && only_place.is_none() && left == NONE) {
                // It may stay unplaced.
                if best.is_none_or(|end| label.given_up < end.given_up) && household != start {
                    best = Some(End { given_up: label.given_up, last: household, home: NONE });
                }
            }
            let only = if household == start {
                only_place.or((grouped && left != NONE).then_some(left_place))
            } else if grouped {
                Some(view.place_of(state.home_of[household as usize]))
            } else {
                None
            };
            let children = i32::from(record.school_children);
            let base = estimate(label.given_up, household);
            for candidate in &market.candidates[household as usize] {
                if base + i64::from(candidate.loss) > most {
                    break;
                }
                let home = candidate.home;
                let place = view.place_of(home);
                if home == left && household == start || only.is_some_and(|only| only != place) {
                    continue;
                }
                let vacated = home == left;
                let given_up = label.given_up - State::worth(instance, household, home, candidate.value);
                let school =
                    state.free_school[place] + if place == left_place { left_school } else { 0 } - children;
                let (beds, rooms) = demand(instance, record, home);
                let free_beds = state.free_beds[home as usize] + if vacated { left_beds } else { 0 };
                let free_rooms = state.free_rooms[home as usize] + if vacated { left_rooms } else { 0 };
                if beds <= free_beds && rooms <= free_rooms && school >= 0 {
                    if best.is_none_or(|end| given_up < end.given_up) {
                        best = Some(End { given_up, last: household, home });
                    }
                    continue;
                }
                // Who must leave: somebody in the home, or, if only school places are short, somebody in the place.
                let room = beds <= free_beds && rooms <= free_rooms;
                let leavers = if room { &state.pupils[place] } else { &state.occupants[home as usize] };
                for &other in leavers {
                    if other == start || other == household || state.fixed[other as usize] {
                        continue;
                    }
                    let evicted = &instance.households[other as usize];
                    if school + i32::from(evicted.school_children) < 0 {
                        continue;
                    }
                    let (other_beds, other_rooms) = demand(instance, evicted, home);
                    if !room && (beds > free_beds + other_beds || rooms > free_rooms + other_rooms) {
                        continue;
                    }
                    let given_up = given_up + state.worth_now(instance, other);
                    let now = *self.label(other);
                    if now.stamp == stamp && (now.closed || now.given_up <= given_up) {
                        continue;
                    }
                    let key = estimate(given_up, other);
                    if key > most {
                        continue;
                    }
                    *self.label(other) =
                        Label { stamp, closed: false, given_up, from: household, taken: home };
                    self.heap.push(Reverse((key, other)));
                }
            }
        }
        let end = best.filter(|end| end.given_up < -least)?;
        let mut moves = vec![Move { household: end.last, home: end.home }];
        let mut at = end.last;
        while at != start {
            let label = self.labels[at as usize];
            moves.push(Move { household: label.from, home: label.taken });
            at = label.from;
        }
        moves.reverse();
        Some((moves, -end.given_up))
    }

    /// Finds the best chain that begins with a household moving into this home, which has room, then another into the
    /// home that it leaves, and so on to a household without a home or to a home that nobody needs more.
    pub(crate) fn best_pull(
        &mut self,
        view: View<'_>,
        state: &State,
        start: u32,
        limit: u32,
    ) -> Option<(Vec<Move>, Worth)> {
        let View { instance, market, .. } = view;
        let none = Pulled { stamp: 0, closed: false, gained: 0, by: NONE, into: NONE };
        self.pulled.resize(instance.homes.len(), none);
        self.stamp += 1;
        self.queue.clear();
        let stamp = self.stamp;
        self.pulled[start as usize] = Pulled { stamp, ..none };
        self.queue.push((0, Reverse(start)));
        let mut best: Option<(Worth, u32, u32)> = None;
        let mut expanded = 0;
        while let Some((_, Reverse(home))) = self.queue.pop() {
            let label = self.pulled[home as usize];
            if label.closed {
                continue;
            }
            self.pulled[home as usize].closed = true;
            expanded += 1;
            self.work += 1;
            if expanded > limit {
                break;
            }
            let place = view.place_of(home);
            let (mut free_beds, mut free_rooms, mut school) =
                (state.free_beds[home as usize], state.free_rooms[home as usize], state.free_school[place]);
            if label.by != NONE {
                let left = &instance.households[label.by as usize];
                let (beds, rooms) = demand(instance, left, home);
                free_beds += beds;
                free_rooms += rooms;
                if view.place_of(label.into) != place {
                    school += i32::from(left.school_children);
                }
            }
            for interest in &market.interested[home as usize] {
                let household = interest.household;
                let record = &instance.households[household as usize];
                let from = state.home_of[household as usize];
                let (beds, rooms) = demand(instance, record, home);
                if record.group.is_some() && (from == NONE || view.place_of(from) != place)
                    || household == label.by
                    || state.fixed[household as usize]
                    || from == home
                    || beds > free_beds
                    || rooms > free_rooms
                    || i32::from(record.school_children) > school
                        && (from == NONE || view.place_of(from) != place)
                {
                    continue;
                }
                let gained = label.gained + State::worth(instance, household, home, interest.value)
                    - state.worth_now(instance, household);
                if best.is_none_or(|(most, ..)| gained > most) && gained > 0 {
                    best = Some((gained, household, home));
                }
                if from == NONE {
                    continue;
                }
                let next = self.pulled[from as usize];
                if next.stamp == stamp && (next.closed || next.gained >= gained) {
                    continue;
                }
                // Worth what was gained so far and what the capacity that becomes free can fetch at the prices.
                let price = i64::from(market.prices.cost(record, &instance.homes[from as usize], from));
                let hope =
                    i64::try_from((gained * Worth::from(PRICE_SCALE)) >> 60).unwrap_or(i64::MIN) + price;
                if hope <= 0 {
                    continue;
                }
                self.pulled[from as usize] =
                    Pulled { stamp, closed: false, gained, by: household, into: home };
                self.queue.push((hope, Reverse(from)));
            }
        }
        let (gained, household, home) = best?;
        let mut moves = vec![Move { household, home }];
        let mut at = home;
        while at != start {
            let label = self.pulled[at as usize];
            moves.push(Move { household: label.by, home: label.into });
            at = label.into;
        }
        Some((moves, gained))
    }

    /// Improves the placement by the best chain into this home, if there is one.
    pub(crate) fn pull(
        &mut self,
        view: View<'_>,
        state: &mut State,
        start: u32,
        limit: u32,
    ) -> Option<Vec<Move>> {
        let (moves, _) = self.best_pull(view, state, start, limit)?;
        state.apply(view.instance, view.pairs, &moves)
    }

    /// Improves the placement by the best chain from this household, if there is one.
    pub(crate) fn improve(
        &mut self,
        view: View<'_>,
        state: &mut State,
        start: u32,
        limit: u32,
    ) -> Option<Vec<Move>> {
        let (moves, _) = self.best_chain(view, state, start, limit, 0, None)?;
        state.apply(view.instance, view.pairs, &moves)
    }
}
