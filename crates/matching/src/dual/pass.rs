//! One pass of the price method over a part of the households: a gradient step of each pair, and the projection that keeps
//! each household's row (Duchi et al. 2008).

/// Four numbers of a home: for the whole of it, for beds, for rooms, for school places.
pub(super) type Quad = [f32; 4];

/// A pair of the core.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arc {
    /// In the order of the core.
    pub(super) home: u32,
    /// Rooms for each person in a shared home; 0 in a home for one household.
    pub(super) rooms: f32,
    /// Thousands of points for each person.
    pub(super) value: f32,
}

/// A household of the core.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) number: u32,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) size: f32,
    /// School places for each person.
    pub(super) school: f32,
}

/// What one pass over a part of the households finds.
pub(super) struct Pass {
    pub(super) activity: Vec<Quad>,
    pub(super) moved: f64,
}

/// Does two things, at the same time if there is enough to do.
pub(super) fn in_two<A: Send, B: Send>(
    amount: usize,
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    const WORTH_A_THREAD: usize = 20_000;
    if amount < WORTH_A_THREAD { (first(), second()) } else { rayon::join(first, second) }
}

#[inline]
pub(super) fn price(quad: Quad, inverse_size: f32, rooms: f32, school: f32) -> f32 {
    quad[0] * inverse_size + quad[1] + quad[2] * rooms + quad[3] * school
}

/// One step for a part of the households.
#[expect(clippy::too_many_arguments, reason = "slices of one structure that two threads share out")]
pub(super) fn pass(
    members: &[Member],
    arcs: &[Arc],
    offset: usize,
    prices: &[Quad],
    tau: f32,
    pending: f32,
    x: &[f32],
    next: &mut [f32],
    sum: &mut [f32],
    thresholds: &mut [f32],
) -> Pass {
    let mut activity = vec![[0.0; 4]; prices.len()];
    let mut moved = 0.0;
    for (member, threshold) in members.iter().zip(thresholds) {
        let range = member.start as usize..member.end as usize;
        let arcs = &arcs[range.clone()];
        let local = range.start - offset..range.end - offset;
        let (x, next, sum) = (&x[local.clone()], &mut next[local.clone()], &mut sum[local]);
        let inverse = 1.0 / member.size;
        for (((arc, &x), next), sum) in arcs.iter().zip(x).zip(next.iter_mut()).zip(sum) {
            *sum += pending * x;
            let gain = arc.value - price(prices[arc.home as usize], inverse, arc.rooms, member.school);
            *next = x + tau * gain;
        }
        *threshold = simplex_threshold(next, member.size, *threshold);
        let mut change = 0.0;
        for ((arc, &x), next) in arcs.iter().zip(x).zip(next.iter_mut()) {
            let value = (*next - *threshold).max(0.0);
            change += (value - x) * (value - x);
            *next = value;
            if value > 0.0 {
                let row = &mut activity[arc.home as usize];
                row[0] += value * inverse;
                row[1] += value;
                row[2] += value * arc.rooms;
                row[3] += value * member.school;
            }
        }
        moved += f64::from(change);
    }
    Pass { activity, moved }
}

/// The smallest threshold, not below zero, at which what exceeds it sums to at most `most`; Newton's method.
pub(super) fn simplex_threshold(values: &[f32], most: f32, start: f32) -> f32 {
    const LANES: usize = 8;
    let beyond = |threshold: f32| {
        let (mut sums, mut counts) = ([0.0_f32; LANES], [0.0_f32; LANES]);
        let (chunks, rest) = values.as_chunks::<LANES>();
        for chunk in chunks {
            for lane in 0..LANES {
                let over = chunk[lane] - threshold;
                sums[lane] += over.max(0.0);
                counts[lane] += if over > 0.0 { 1.0 } else { 0.0 };
            }
        }
        let (mut sum, mut count): (f32, f32) = (sums.iter().sum(), counts.iter().sum());
        for value in rest {
            let over = value - threshold;
            if over > 0.0 {
                sum += over;
                count += 1.0;
            }
        }
        (sum, count)
    };
    let mut threshold = start;
    for _ in 0..20 {
        let (sum, count) = beyond(threshold);
        if count == 0.0 {
            if threshold <= 0.0 {
                return 0.0;
            }
            threshold = 0.0;
            continue;
        }
        let step = (sum - most) / count;
        let moved = (threshold + step).max(0.0);
        if (moved - threshold).abs() <= 1e-6 * (1.0 + threshold) {
            return moved;
        }
        threshold = moved;
    }
    threshold
}
