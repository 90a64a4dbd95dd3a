//! The generalised assignment solver against exhaustive search.

use matching::assignment::{Effort, FormatError, Problem};

/// A generator of pseudo-random numbers for tests.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, least: i32, most: i32) -> i32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let span = u64::from((most - least + 1).unsigned_abs());
        least + i32::try_from((self.0 >> 33) % span).unwrap_or(0)
    }
}

fn random(seed: u64) -> Problem {
    let mut dice = Dice(seed);
    let (agents, jobs) = (3, 7);
    let resource: Vec<i32> = (0..agents * jobs).map(|_| dice.roll(5, 25)).collect();
    Problem {
        agents,
        jobs,
        cost: (0..agents * jobs).map(|_| dice.roll(10, 50)).collect(),
        resource,
        capacity: (0..agents).map(|_| dice.roll(30, 50)).collect(),
    }
}

fn optimum(problem: &Problem) -> Option<i64> {
    let all = problem.agents.pow(u32::try_from(problem.jobs).expect("few jobs"));
    (0..all)
        .filter_map(|code| {
            let agent_of: Vec<usize> = (0..problem.jobs)
                .map(|job| code / problem.agents.pow(u32::try_from(job).expect("few jobs")) % problem.agents)
                .collect();
            problem.cost_of(&agent_of)
        })
        .min()
}

#[test]
fn small_instances_are_solved_and_proven() {
    let mut feasible = 0;
    for seed in 0..300 {
        let problem = random(seed);
        let found = problem.solve(Effort { moves: 2000, nodes: 5000 }, seed);
        match optimum(&problem) {
            Some(best) => {
                feasible += 1;
                assert_eq!((found.cost, found.bound), (best, best), "seed {seed}");
                assert_eq!(problem.cost_of(&found.agent_of), Some(best));
            }
            None => assert!(found.agent_of.is_empty(), "seed {seed}"),
        }
    }
    assert!(feasible > 100, "{feasible}");
}

#[test]
fn a_file_that_is_no_instance_is_refused() {
    assert_eq!(Problem::parse("2 3 x"), Err(FormatError::NotANumber(3)));
    assert_eq!(Problem::parse("2 2 1 2 3"), Err(FormatError::TooShort));
    assert_eq!(Problem::parse(""), Err(FormatError::TooShort));
    assert_eq!(Problem::parse("1 1 5 2 3").map(|problem| problem.capacity), Ok(vec![3]));
}
