//! x
use crate::*;
pub fn probe(dir: &str, core: usize, rounds: u32, iters: u32) {
    let t = std::time::Instant::now();
    let r = |n: &str| std::fs::read(format!("{dir}/{n}.csv")).unwrap();
    let (h, p, m) = (r("households"), r("placements"), r("places"));
    let f = |name, bytes| reading::File { name, bytes };
    let i = reading::read(f("h", &h), f("p", &p), f("m", &m), None).unwrap();
    println!("read {:?}", t.elapsed());
    let index = pairs::HomeIndex::new(&i);
    let pairs = pairs::Pairs::all(&i, &index);
    println!("pairs {} {:?}", pairs.compatible(), t.elapsed());
    let groups = i.groups();
    let mut fo = dual::first_order::FirstOrder::new(&i, &pairs, core);
    for k in 0..rounds {
        let tt=t.elapsed(); fo.run(iters); println!("  iter {:?}", t.elapsed()-tt); let e = fo.settle();
        let (a, b, c, pw) = fo.report();
        let bd = dual::bound::bound(&i, &pairs, &groups, &fo.prices());
        println!("{k} err {e:.2e} primal {a:.0} dual {b:.0} excess {c:.2} pw {pw:.3} bound {} {:?}", bd.points(), t.elapsed());
        fo.rebuild_core(core);
    }
}
use primal::*;
pub fn primal_probe(dir: &str, core: usize, rounds: u32, iters: u32, lns: u32) {
    let t = std::time::Instant::now();
    let r = |n: &str| std::fs::read(format!("{dir}/{n}.csv")).unwrap();
    let (h, p, m) = (r("households"), r("placements"), r("places"));
    let f = |name, bytes| reading::File { name, bytes };
    let i = reading::read(f("h", &h), f("p", &p), f("m", &m), None).unwrap();
    let index = pairs::HomeIndex::new(&i);
    let pairs = pairs::Pairs::all(&i, &index);
    let groups = i.groups();
    let mut fo = dual::first_order::FirstOrder::new(&i, &pairs, core);
    for k in 0..rounds { fo.run(iters); fo.settle(); if k + 1 < rounds { fo.rebuild_core(core); } }
    let bd = dual::bound::bound(&i, &pairs, &groups, &fo.prices());
    println!("bound {} {:?}", bd.points(), t.elapsed());
    let shares = fo.fractions();
    let market = market::Market::new(&i, &pairs, fo.prices(), bd.surplus.clone(), 30);
    let view = chains::View { instance: &i, pairs: &pairs, market: &market };
    let mut ch = chains::Chains::default();
    let mut s = rounding::round(&mut ch, view, &groups, shares, 300);
    let un = |s: &state::State| s.home_of.iter().filter(|&&h| h == state::NONE).count();
    let gap = |s: &state::State| (bd.points() - s.objective) as f64 / bd.points() as f64 * 100.0;
    println!("rounded {} unplaced {} gap {:.4}% {:?}", s.objective, un(&s), gap(&s), t.elapsed());
    improve::sweep(&mut ch, view, &mut s, 3, 300, 64);
    println!("swept {} unplaced {} gap {:.4}% work {} {:?}", s.objective, un(&s), gap(&s), ch.work, t.elapsed());
    let shared: Vec<u32> = (0..i.homes.len() as u32).filter(|&h| !i.homes[h as usize].exclusive).collect();
    let mut dice = improve::Dice::new(1);
    for round in 0..lns {
        let mut kept = 0;
        for &home in &shared { kept += u32::from(improve::refill(&mut ch, view, &mut s, home, 200, &mut dice)); }
        let mut k2 = 0;
        for g in &groups { k2 += u32::from(improve::regroup(&mut ch, view, &mut s, g, 3, 200)); }
        println!("lns {round} kept {kept} {k2} {} unplaced {} gap {:.4}% work {} {:?}", s.objective, un(&s), gap(&s), ch.work, t.elapsed());
    }
}
