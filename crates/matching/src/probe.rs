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
