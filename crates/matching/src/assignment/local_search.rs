//! Local search for the generalised assignment problem: shifts, swaps and chains of two shifts on a cost in which excess
//! over a capacity has a price that adapts (Yagiura, Ibaraki and Glover 2004).

use super::Problem;
use crate::primal::improve::Dice;

/// A shift of a job to an agent, and perhaps of another job from there to a second agent.
type Step = (usize, Option<(usize, usize)>);

/// The search and the best feasible assignment that it has seen.
#[derive(Debug)]
pub(super) struct LocalSearch<'p> {
    problem: &'p Problem,
    dice: Dice,
    /// For each job its agents, the most promising by the relaxation first.
    agents: Vec<Vec<usize>>,
    agent_of: Vec<usize>,
    left: Vec<i64>,
    price: Vec<f64>,
    best: Option<(i64, Vec<usize>)>,
}

impl<'p> LocalSearch<'p> {
    pub(super) fn new(problem: &'p Problem, seed: u64) -> Self {
        let agents = (0..problem.jobs).map(|_| (0..problem.agents).collect()).collect();
        let mut search = Self {
            problem,
            dice: Dice::new(seed),
            agents,
            agent_of: vec![0; problem.jobs],
            left: Vec::new(),
            price: vec![1.0; problem.agents],
            best: None,
        };
        for job in 0..problem.jobs {
            let cheapest = (0..problem.agents).min_by_key(|&agent| problem.cost[problem.at(agent, job)]);
            search.agent_of[job] = cheapest.unwrap_or(0);
        }
        search.recount();
        search
    }

    /// Orders each job's agents by cost against the multipliers' view of the job.
    pub(super) fn guide(&mut self, multipliers: &[f64]) {
        let problem = self.problem;
        for (job, agents) in self.agents.iter_mut().enumerate() {
            let promise = |agent: usize| {
                let cell = problem.at(agent, job);
                (f64::from(problem.cost[cell]) - multipliers[job]) / f64::from(problem.resource[cell].max(1))
            };
            agents.sort_by(|&a, &b| promise(a).total_cmp(&promise(b)).then(a.cmp(&b)));
        }
    }

    pub(super) fn best_cost(&self) -> i64 {
        self.best.as_ref().map_or(i64::MAX, |best| best.0)
    }

    pub(super) fn into_best(self) -> Vec<usize> {
        self.best.map_or_else(Vec::new, |best| best.1)
    }

    fn recount(&mut self) {
        self.left = self.problem.capacity.iter().map(|&capacity| i64::from(capacity)).collect();
        for (job, &agent) in self.agent_of.iter().enumerate() {
            self.left[agent] -= i64::from(self.problem.resource[self.problem.at(agent, job)]);
        }
    }

    fn cost(&self, agent: usize, job: usize) -> f64 {
        f64::from(self.problem.cost[self.problem.at(agent, job)])
    }

    fn resource(&self, agent: usize, job: usize) -> i64 {
        i64::from(self.problem.resource[self.problem.at(agent, job)])
    }

    /// The price of an agent's excess if its free capacity were this.
    #[expect(clippy::cast_precision_loss, reason = "capacities are small")]
    fn penalty(&self, agent: usize, left: i64) -> f64 {
        self.price[agent] * (-left).max(0) as f64
    }

    fn change(&self, agent: usize, by: i64) -> f64 {
        self.penalty(agent, self.left[agent] + by) - self.penalty(agent, self.left[agent])
    }

    fn shift_gain(&self, job: usize, to: usize) -> f64 {
        let from = self.agent_of[job];
        self.cost(from, job)
            - self.cost(to, job)
            - self.change(from, self.resource(from, job))
            - self.change(to, -self.resource(to, job))
    }

    fn swap_gain(&self, a: usize, b: usize) -> f64 {
        let (at_a, at_b) = (self.agent_of[a], self.agent_of[b]);
        self.cost(at_a, a) + self.cost(at_b, b)
            - self.cost(at_b, a)
            - self.cost(at_a, b)
            - self.change(at_a, self.resource(at_a, a) - self.resource(at_a, b))
            - self.change(at_b, self.resource(at_b, b) - self.resource(at_b, a))
    }

    fn shift(&mut self, job: usize, to: usize) {
        let from = self.agent_of[job];
        self.left[from] += self.resource(from, job);
        self.left[to] -= self.resource(to, job);
        self.agent_of[job] = to;
    }

    fn record(&mut self) -> bool {
        if self.left.iter().any(|&left| left < 0) {
            return false;
        }
        let cost = self.problem.cost_of(&self.agent_of).unwrap_or(i64::MAX);
        if cost < self.best_cost() {
            self.best = Some((cost, self.agent_of.clone()));
            return true;
        }
        false
    }

    /// Descends until no shift, swap or chain of two shifts helps. Returns the moves made.
    fn descend(&mut self) -> u64 {
        const LEAST: f64 = 1e-9;
        let (jobs, most_agents) = (self.problem.jobs, self.problem.agents.min(8));
        let mut moves = 0;
        let offset = self.dice.below(jobs);
        let (mut at, mut quiet) = (0, 0);
        while quiet < jobs {
            let job = (at + offset) % jobs;
            at += 1;
            moves += 1;
            let from = self.agent_of[job];
            let mut best: (f64, Option<Step>) = (LEAST, None);
            for rank in 0..most_agents {
                let to = self.agents[job][rank];
                if to == from {
                    continue;
                }
                let gain = self.shift_gain(job, to);
                if gain > best.0 {
                    best = (gain, Some((to, None)));
                }
                // A chain: the job moves in, and another one of that agent moves on, perhaps to where the first was.
                let hope =
                    self.cost(from, job) - self.cost(to, job) - self.change(from, self.resource(from, job));
                if hope <= -40.0 {
                    continue;
                }
                for other in 0..jobs {
                    if self.agent_of[other] != to || other == job {
                        continue;
                    }
                    let swap = self.swap_gain(job, other);
                    if swap > best.0 {
                        best = (swap, Some((to, Some((other, from)))));
                    }
                    let next = self.agents[other][usize::from(self.agents[other][0] == to)];
                    if next != from && next != to {
                        let by = self.resource(to, other) - self.resource(to, job);
                        let chain = hope - self.change(to, by) + self.cost(to, other)
                            - self.cost(next, other)
                            - self.change(next, -self.resource(next, other));
                        if chain > best.0 {
                            best = (chain, Some((to, Some((other, next)))));
                        }
                    }
                }
            }
            if let Some((to, then)) = best.1 {
                self.shift(job, to);
                if let Some((other, next)) = then {
                    self.shift(other, next);
                }
                self.record();
                quiet = 0;
            } else {
                quiet += 1;
            }
        }
        moves
    }

    /// Iterated descent: prices of excess rise while the placement is infeasible and fall while it is feasible, and a few
    /// random shifts lead out of each local optimum.
    pub(super) fn run(&mut self, moves: u64) {
        let mut done = 0;
        let mut since_best = 0;
        while done < moves {
            let before = self.best_cost();
            done += self.descend();
            since_best = if self.best_cost() < before { 0 } else { since_best + 1 };
            for agent in 0..self.problem.agents {
                let factor = if self.left[agent] < 0 { 1.3 } else { 0.92 };
                self.price[agent] = (self.price[agent] * factor).clamp(0.02, 1e4);
            }
            if since_best % 50 == 49
                && let Some((_, best)) = &self.best
            {
                self.agent_of.clone_from(best);
                self.recount();
            }
            let kicks = 2 + self.dice.below(6);
            for _ in 0..kicks {
                let job = self.dice.below(self.problem.jobs);
                let rank = self.dice.below(self.problem.agents.min(5));
                let to = self.agents[job][rank];
                self.shift(job, to);
            }
        }
    }

    /// Makes an assignment of a relaxed solution and descends from it.
    pub(super) fn try_repair(&mut self, takers: &[Vec<usize>]) {
        for (job, takers) in takers.iter().enumerate() {
            let cheapest =
                takers.iter().copied().min_by_key(|&agent| self.problem.cost[self.problem.at(agent, job)]);
            if let Some(agent) = cheapest {
                self.agent_of[job] = agent;
            }
        }
        self.recount();
        self.price.fill(3.0);
        self.record();
        self.descend();
    }
}
