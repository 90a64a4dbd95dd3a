//! The exact two-dimensional knapsack of one shared home: which households would fill its beds and rooms best.

/// A household that could move into a shared home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Item {
    pub(crate) household: u32,
    pub(crate) size: u16,
    pub(crate) rooms: u16,
    pub(crate) value: i64,
}

/// Keeps, of each size, only as many items as could ever fit together; the rest cannot be in a best filling.
///
/// Within one home the number of rooms follows from the size, so items of one size differ in value only.
fn thin(items: &mut Vec<Item>, beds: u16, rooms: u16) {
    items.retain(|item| item.value > 0 && item.size <= beds && item.rooms <= rooms);
    items.sort_unstable_by(|a, b| (a.size, b.value, a.household).cmp(&(b.size, a.value, b.household)));
    let (mut size, mut kept) = (0, 0);
    items.retain(|item| {
        if item.size != size {
            (size, kept) = (item.size, 0);
        }
        kept += 1;
        let by_rooms = rooms.checked_div(item.rooms).unwrap_or(u16::MAX);
        kept <= (beds / item.size).min(by_rooms)
    });
}

/// The best total value that fits.
pub(crate) fn best_value(items: &mut Vec<Item>, beds: u16, rooms: u16) -> i64 {
    thin(items, beds, rooms);
    let (demand_beds, demand_rooms) = items
        .iter()
        .fold((0_u32, 0_u32), |sum, item| (sum.0 + u32::from(item.size), sum.1 + u32::from(item.rooms)));
    if demand_beds <= u32::from(beds) && demand_rooms <= u32::from(rooms) {
        return items.iter().map(|item| item.value).sum();
    }
    let width = usize::from(rooms) + 1;
    let mut best = vec![0_i64; (usize::from(beds) + 1) * width];
    for item in items.iter() {
        let (size, taken) = (usize::from(item.size), usize::from(item.rooms));
        for bed in (size..=usize::from(beds)).rev() {
            let (below, row) = best.split_at_mut(bed * width);
            let from = &below[(bed - size) * width..];
            for (slot, &base) in row[taken..width].iter_mut().zip(from) {
                *slot = (*slot).max(base + item.value);
            }
        }
    }
    best.last().copied().unwrap_or(0)
}

/// The best total value that fits and the households that reach it.
pub(crate) fn best_set(items: &mut Vec<Item>, beds: u16, rooms: u16) -> (i64, Vec<u32>) {
    thin(items, beds, rooms);
    let width = usize::from(rooms) + 1;
    let states = (usize::from(beds) + 1) * width;
    let mut best = vec![0_i64; states];
    let mut taken = vec![false; states * items.len()];
    for (item, taken) in items.iter().zip(taken.chunks_mut(states.max(1))) {
        let (size, need) = (usize::from(item.size), usize::from(item.rooms));
        for bed in (size..=usize::from(beds)).rev() {
            for room in (need..width).rev() {
                let with = best[(bed - size) * width + room - need] + item.value;
                let at = bed * width + room;
                if with > best[at] {
                    best[at] = with;
                    taken[at] = true;
                }
            }
        }
    }
    let (mut bed, mut room) = (usize::from(beds), usize::from(rooms));
    let mut chosen = Vec::new();
    for (item, taken) in items.iter().zip(taken.chunks(states.max(1))).rev() {
        if taken[bed * width + room] {
            chosen.push(item.household);
            bed -= usize::from(item.size);
            room -= usize::from(item.rooms);
        }
    }
    (best.last().copied().unwrap_or(0), chosen)
}
