//! The Lagrangian relaxation of "each job once": what remains is one exact knapsack for each agent.

use super::Problem;

/// Multipliers of the jobs and the pairs that are still allowed.
#[derive(Clone, Debug)]
pub(super) struct Relaxation {
    multipliers: Vec<f64>,
    allowed: Vec<bool>,
    /// The agent to which a job was given for good.
    given: Vec<Option<usize>>,
    /// The agents that took each job in the best relaxed solution.
    takers: Vec<Vec<usize>>,
    best: f64,
}

/// Slack against rounding when a bound is rounded up to a whole number.
const ROUNDING: f64 = 1e-6;

impl Relaxation {
    pub(super) fn new(problem: &Problem) -> Self {
        let multipliers = (0..problem.jobs)
            .map(|job| {
                let mut costs: Vec<i32> =
                    (0..problem.agents).map(|agent| problem.cost[problem.at(agent, job)]).collect();
                costs.sort_unstable();
                f64::from(*costs.get(1).or(costs.first()).unwrap_or(&0))
            })
            .collect();
        let allowed = (0..problem.agents)
            .flat_map(|agent| (0..problem.jobs).map(move |job| (agent, job)))
            .map(|(agent, job)| problem.resource[problem.at(agent, job)] <= problem.capacity[agent])
            .collect();
        let given = vec![None; problem.jobs];
        Self { multipliers, allowed, given, takers: vec![Vec::new(); problem.jobs], best: f64::NEG_INFINITY }
    }

    pub(super) fn multipliers(&self) -> &[f64] {
        &self.multipliers
    }

    /// What is left of an agent's capacity after the jobs that it was given.
    fn room(&self, problem: &Problem, agent: usize) -> Option<usize> {
        let taken: i64 = (0..problem.jobs)
            .filter(|&job| self.given[job] == Some(agent))
            .map(|job| i64::from(problem.resource[problem.at(agent, job)]))
            .sum();
        usize::try_from(i64::from(problem.capacity[agent]) - taken).ok()
    }

    /// The best filling of one agent: its gain and its jobs; nothing if it was given more than it can do.
    fn fill(&self, problem: &Problem, agent: usize, multipliers: &[f64]) -> Option<(f64, Vec<usize>)> {
        let width = self.room(problem, agent)? + 1;
        let given: Vec<usize> = (0..problem.jobs).filter(|&job| self.given[job] == Some(agent)).collect();
        let sure: f64 =
            given.iter().map(|&job| multipliers[job] - f64::from(problem.cost[problem.at(agent, job)])).sum();
        let jobs: Vec<(usize, usize, f64)> = (0..problem.jobs)
            .filter_map(|job| {
                let cell = problem.at(agent, job);
                let gain = multipliers[job] - f64::from(problem.cost[cell]);
                let size = usize::try_from(problem.resource[cell]).unwrap_or(0);
                (self.allowed[cell] && self.given[job].is_none() && gain > 0.0).then_some((job, size, gain))
            })
            .collect();
        if jobs.iter().map(|job| job.1).sum::<usize>() < width {
            let all = given.into_iter().chain(jobs.iter().map(|job| job.0)).collect();
            return Some((sure + jobs.iter().map(|job| job.2).sum::<f64>(), all));
        }
        let mut best = vec![0.0_f64; width];
        let mut taken = vec![false; width * jobs.len()];
        for (&(_, size, gain), taken) in jobs.iter().zip(taken.chunks_mut(width)) {
            for room in (size..width).rev() {
                let with = best[room - size] + gain;
                if with > best[room] {
                    best[room] = with;
                    taken[room] = true;
                }
            }
        }
        let mut room = width - 1;
        let mut chosen = given;
        for (&(job, size, _), taken) in jobs.iter().zip(taken.chunks(width)).rev() {
            if taken[room] {
                chosen.push(job);
                room -= size;
            }
        }
        Some((sure + best[width - 1], chosen))
    }

    /// Subgradient ascent (Held and Karp 1971); returns the bound, rounded up. `repair` sees each relaxed solution.
    pub(super) fn improve(
        &mut self,
        problem: &Problem,
        iterations: u32,
        target: i64,
        repair: &mut dyn FnMut(&[Vec<usize>]),
    ) -> i64 {
        self.best = f64::NEG_INFINITY;
        let mut multipliers = self.multipliers.clone();
        let (mut pace, mut stalled) = (1.0, 0);
        for iteration in 0..iterations {
            let mut value: f64 = multipliers.iter().sum();
            let mut takers: Vec<Vec<usize>> = vec![Vec::new(); problem.jobs];
            for agent in 0..problem.agents {
                let Some((gain, jobs)) = self.fill(problem, agent, &multipliers) else { return i64::MAX };
                value -= gain;
                for job in jobs {
                    takers[job].push(agent);
                }
            }
            if value > self.best + 1e-9 {
                self.best = value;
                self.multipliers.clone_from(&multipliers);
                self.takers.clone_from(&takers);
                stalled = 0;
            } else {
                stalled += 1;
            }
            if iteration % 8 == 0 || value > self.best - 1.0 {
                repair(&takers);
            }
            #[expect(clippy::cast_precision_loss, reason = "costs are small")]
            let aim = if target == i64::MAX { value.abs() * 1.01 + 1.0 } else { target as f64 };
            if self.rounded() >= target {
                break;
            }
            if stalled > 12 {
                pace *= 0.7;
                stalled = 0;
                multipliers.clone_from(&self.multipliers);
            }
            let slope = |takers: &Vec<usize>| 1.0 - f64::from(u32::try_from(takers.len()).unwrap_or(0));
            let length: f64 = takers.iter().map(|takers| slope(takers).powi(2)).sum();
            if length == 0.0 {
                break;
            }
            let step = pace * (aim - value).max(0.05) / length;
            for (multiplier, takers) in multipliers.iter_mut().zip(&takers) {
                *multiplier += step * slope(takers);
            }
        }
        self.rounded()
    }

    /// The bound as a whole number: costs are integers, so it may be rounded up.
    #[expect(clippy::cast_possible_truncation, reason = "costs are small")]
    fn rounded(&self) -> i64 {
        if self.best.is_finite() { (self.best - ROUNDING).ceil() as i64 } else { i64::MIN }
    }

    /// Forbids every pair whose enforcement would lift the bound to the target: the two best fillings, with and without
    /// the job, come from a knapsack solved forwards and backwards.
    pub(super) fn fix_by_reduced_cost(&mut self, problem: &Problem, target: i64) {
        #[expect(clippy::cast_precision_loss, reason = "costs are small")]
        let room_to_target = target as f64 - self.best - ROUNDING;
        for agent in 0..problem.agents {
            let Some(width) = self.room(problem, agent).map(|room| room + 1) else { return };
            let jobs: Vec<(usize, usize, f64)> = (0..problem.jobs)
                .filter_map(|job| {
                    let cell = problem.at(agent, job);
                    let gain = self.multipliers[job] - f64::from(problem.cost[cell]);
                    let size = usize::try_from(problem.resource[cell]).unwrap_or(0);
                    (self.allowed[cell] && self.given[job].is_none()).then_some((job, size, gain))
                })
                .collect();
            let tables = |order: &mut dyn Iterator<Item = &(usize, usize, f64)>| {
                let mut rows = vec![vec![0.0_f64; width]];
                for &(_, size, gain) in order {
                    let mut row = rows[rows.len() - 1].clone();
                    if gain > 0.0 {
                        for room in (size..width).rev() {
                            row[room] = row[room].max(row[room - size] + gain);
                        }
                    }
                    rows.push(row);
                }
                rows
            };
            let forward = tables(&mut jobs.iter());
            let backward = tables(&mut jobs.iter().rev());
            let full = forward[jobs.len()][width - 1];
            for (at, &(job, size, gain)) in jobs.iter().enumerate() {
                let (before, after) = (&forward[at], &backward[jobs.len() - 1 - at]);
                let forced = (0..width.saturating_sub(size))
                    .map(|room| before[room] + after[width - 1 - size - room])
                    .fold(f64::NEG_INFINITY, f64::max)
                    + gain;
                if full - forced > room_to_target - 1.0 + 2.0 * ROUNDING && forced < full {
                    self.allowed[problem.at(agent, job)] = false;
                }
            }
        }
    }

    fn agents(&self, problem: &Problem, job: usize) -> Vec<usize> {
        (0..problem.agents).filter(|&agent| self.allowed[problem.at(agent, job)]).collect()
    }

    /// The job on which the relaxation disagrees most, with the fewest agents left.
    pub(super) fn job_to_branch(&self, problem: &Problem) -> Option<usize> {
        let open = || (0..problem.jobs).filter(|&job| self.given[job].is_none());
        open()
            .filter(|&job| self.takers[job].len() != 1)
            .min_by_key(|&job| (self.agents(problem, job).len(), job))
            .or_else(|| open().min_by_key(|&job| (self.agents(problem, job).len(), job)))
    }

    /// Agents that may still take the job, the most promising first.
    pub(super) fn agents_by_promise(&self, problem: &Problem, job: usize) -> Vec<usize> {
        let mut agents = self.agents(problem, job);
        agents.sort_by_key(|&agent| {
            (!self.takers[job].contains(&agent), problem.cost[problem.at(agent, job)], agent)
        });
        agents
    }

    /// Gives a job to one agent and to no other.
    pub(super) fn give(&mut self, problem: &Problem, job: usize, agent: usize) {
        for other in 0..problem.agents {
            self.allowed[problem.at(other, job)] &= other == agent;
        }
        self.given[job] = Some(agent);
    }
}
