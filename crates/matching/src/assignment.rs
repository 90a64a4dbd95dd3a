//! The generalised assignment problem: each job to one agent, within the agents' capacities, at least cost.
//!
//! This is the matching without houses: it is solved on the instances of the literature (Chu and Beasley 1997) to
//! measure the same ideas, prices from a Lagrangian relaxation with exact knapsacks and ejection chains, where the
//! optimum is known. [`Problem::solve`] is branch and bound over jobs, begun with a local search.

mod local_search;
mod relaxation;

use local_search::LocalSearch;
use relaxation::Relaxation;

/// An instance. Costs and resources are stored agent by agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Agents.
    pub agents: usize,
    /// Jobs.
    pub jobs: usize,
    /// Cost of each job at each agent.
    pub cost: Vec<i32>,
    /// What each job takes of each agent's capacity.
    pub resource: Vec<i32>,
    /// Capacities.
    pub capacity: Vec<i32>,
}

/// The best assignment found and what is proven about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The agent of each job; empty if none was found.
    pub agent_of: Vec<usize>,
    /// Its cost.
    pub cost: i64,
    /// No assignment costs less.
    pub bound: i64,
    /// Nodes of the search tree that were looked at.
    pub nodes: u64,
}

/// How much work to spend; counted, not timed, so that results are the same everywhere.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Moves of the local search.
    pub moves: u64,
    /// Nodes of the search tree.
    pub nodes: u64,
}

/// The text is no instance in the format of the OR-Library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// Something that is no whole number.
    #[error("reading the instance: the number at position {0} is no whole number; check the file")]
    NotANumber(usize),
    /// Too few numbers, or sizes that cannot be.
    #[error(
        "reading the instance: numbers are missing; it needs agents, jobs, costs, resources and capacities"
    )]
    TooShort,
}

impl Problem {
    /// Reads the format of the OR-Library: agents, jobs, costs, resources, capacities.
    pub fn parse(text: &str) -> Result<Self, FormatError> {
        let numbers: Vec<i32> = text
            .split_whitespace()
            .enumerate()
            .map(|(at, word)| word.parse().map_err(|_| FormatError::NotANumber(at + 1)))
            .collect::<Result<_, _>>()?;
        let size = |at: usize| numbers.get(at).and_then(|&n| usize::try_from(n).ok()).filter(|&n| n > 0);
        let (agents, jobs) = size(0).zip(size(1)).ok_or(FormatError::TooShort)?;
        let cells = agents.checked_mul(jobs).ok_or(FormatError::TooShort)?;
        let rest = &numbers[2..];
        let needed = cells.checked_mul(2).and_then(|cells| cells.checked_add(agents));
        if needed.is_none_or(|needed| rest.len() < needed) || rest.iter().any(|&number| number < 0) {
            return Err(FormatError::TooShort);
        }
        Ok(Self {
            agents,
            jobs,
            cost: rest[..cells].to_vec(),
            resource: rest[cells..2 * cells].to_vec(),
            capacity: rest[2 * cells..2 * cells + agents].to_vec(),
        })
    }

    fn at(&self, agent: usize, job: usize) -> usize {
        agent * self.jobs + job
    }

    /// The cost of an assignment, or nothing if it exceeds a capacity.
    pub fn cost_of(&self, agent_of: &[usize]) -> Option<i64> {
        let mut left = self.capacity.clone();
        let mut cost = 0;
        for (job, &agent) in agent_of.iter().enumerate() {
            let cell = self.at(agent, job);
            *left.get_mut(agent)? -= self.resource[cell];
            cost += i64::from(self.cost[cell]);
        }
        (agent_of.len() == self.jobs && left.iter().all(|&left| left >= 0)).then_some(cost)
    }

    /// Solves the instance as well as the effort allows.
    pub fn solve(&self, effort: Effort, seed: u64) -> Assignment {
        let mut search = LocalSearch::new(self, seed);
        let mut root = Relaxation::new(self);
        let found = root.improve(self, 400, i64::MAX, &mut |_| {});
        search.guide(root.multipliers());
        search.run(effort.moves);
        let mut tree = Tree { problem: self, search, nodes: 0, most: effort.nodes, open: i64::MAX };
        // A second descent of the multipliers, now with a target.
        let found =
            found.max(root.improve(self, 400, tree.target(), &mut |counts| tree.search.try_repair(counts)));
        tree.branch(&mut root, found);
        let cost = tree.search.best_cost();
        let bound = tree.open.min(cost);
        Assignment { agent_of: tree.search.into_best(), cost, bound, nodes: tree.nodes }
    }
}

/// Depth-first branch and bound: each child gives one job to one agent.
struct Tree<'p> {
    problem: &'p Problem,
    search: LocalSearch<'p>,
    nodes: u64,
    most: u64,
    /// The least bound of a node that was left unexplored.
    open: i64,
}

impl Tree<'_> {
    /// Only assignments cheaper than this are of interest.
    fn target(&self) -> i64 {
        self.search.best_cost()
    }

    fn branch(&mut self, node: &mut Relaxation, bound: i64) {
        if bound >= self.target() {
            return;
        }
        if self.nodes >= self.most {
            self.open = self.open.min(bound);
            return;
        }
        self.nodes += 1;
        node.fix_by_reduced_cost(self.problem, self.target());
        let Some(job) = node.job_to_branch(self.problem) else {
            // Every job has its agent; if that is feasible, the repair has recorded it.
            return;
        };
        for agent in node.agents_by_promise(self.problem, job) {
            let mut child = node.clone();
            child.give(self.problem, job, agent);
            let target = self.target();
            let search = &mut self.search;
            let found = child.improve(self.problem, 30, target, &mut |counts| search.try_repair(counts));
            self.branch(&mut child, found.max(bound));
        }
    }
}
