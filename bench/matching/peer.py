#!/usr/bin/env python3
"""Solves one instance, with every rule, by a solver that a municipality could pick instead, and prints one JSON line.

usage: peer.py highs|cpsat|scip|flow INSTANCE_DIR SECONDS RESULT.csv

All compatible pairs are binary variables; shared homes are beds and rooms, school places are rows, and each group has
one variable for each place. Building the model is timed apart, for it is Python's time and not the solver's. The min-cost flow knows only homes for
one household, and neither school places nor groups: its objective is the optimum of that part, and its bound says
nothing about the whole.
"""
import json, math, os, resource, sys, time


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def rows_of(instance, arcs):
    """The model as (coefficients by variable, upper bound) rows, and equations that tie groups together."""
    P, H = instance.P, instance.H
    at_household, at_home, at_place, groups = {}, {}, {}, {}
    for n, (h, p, _) in enumerate(arcs):
        at_household.setdefault(h, []).append(n)
        at_home.setdefault(p, []).append(n)
        at_place.setdefault(int(P.place[p]), []).append(n)
        if H.group[h] >= 0:
            groups.setdefault(int(H.group[h]), {}).setdefault(h, {}).setdefault(int(P.place[p]), []).append(n)
    rows = [({n: 1 for n in ns}, 1) for ns in at_household.values()]
    for p, ns in at_home.items():
        if P.excl[p]:
            rows.append(({n: 1 for n in ns}, 1))
        else:
            rows.append(({n: int(H.size[arcs[n][0]]) for n in ns}, int(P.beds[p])))
            rows.append(({n: -(-int(H.size[arcs[n][0]]) // int(P.bpr[p])) for n in ns}, int(P.rooms[p])))
    for m, ns in at_place.items():
        pupils = {n: int(H.skids[arcs[n][0]]) for n in ns if H.skids[arcs[n][0]] > 0}
        if pupils:
            rows.append((pupils, int(instance.m.school.values[m])))
    ties = []
    for g, members in groups.items():
        everyone = [i for i in range(len(H.group)) if H.group[i] == g]
        places = {m for by_place in members.values() for m in by_place}
        for m in places:
            first = members.get(everyone[0], {}).get(m, [])
            for other in everyone[1:]:
                second = members.get(other, {}).get(m, [])
                ties.append({**{n: 1 for n in first}, **{n: -1 for n in second}})
    return rows, ties


def highs(arcs, values, rows, ties, seconds):
    import highspy, numpy as np
    solver = highspy.Highs()
    solver.setOptionValue('output_flag', False)
    solver.setOptionValue('presolve', 'off')  # its presolve does not end on this model
    solver.setOptionValue('time_limit', float(seconds))
    solver.setOptionValue('threads', 2)
    solver.setOptionValue('mip_rel_gap', 0.0)  # to the optimum, and not only near it
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(arcs), len(rows) + len(ties)
    lp.col_cost_ = np.array(values, dtype=float)
    lp.col_lower_, lp.col_upper_ = np.zeros(len(arcs)), np.ones(len(arcs))
    lp.row_lower_ = np.array([-highspy.kHighsInf] * len(rows) + [0.0] * len(ties))
    lp.row_upper_ = np.array([float(b) for _, b in rows] + [0.0] * len(ties))
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(arcs)
    lp.sense_ = highspy.ObjSense.kMaximize
    every = [r for r, _ in rows] + ties
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0] + [len(r) for r in every])
    lp.a_matrix_.index_ = np.array([n for r in every for n in r], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([c for r in every for c in r.values()], dtype=float)
    solver.passModel(lp)
    solver.run()
    info = solver.getInfo()
    x = solver.getSolution().col_value
    chosen = [n for n in range(len(arcs)) if len(x) and x[n] > 0.5]
    return chosen, info.mip_dual_bound


def cpsat(arcs, values, rows, ties, seconds):
    from ortools.sat.python import cp_model
    model = cp_model.CpModel()
    x = [model.new_bool_var('') for _ in arcs]
    for row, b in rows:
        model.add(cp_model.LinearExpr.weighted_sum([x[n] for n in row], list(row.values())) <= b)
    for row in ties:
        model.add(cp_model.LinearExpr.weighted_sum([x[n] for n in row], list(row.values())) == 0)
    model.maximize(cp_model.LinearExpr.weighted_sum(x, values))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = float(seconds)
    solver.parameters.num_workers = 2
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return [n for n in range(len(arcs)) if found and solver.value(x[n])], solver.best_objective_bound


def scip(arcs, values, rows, ties, seconds):
    import pyscipopt
    model = pyscipopt.Model()
    model.hideOutput()
    model.setParam('limits/time', float(seconds))
    x = [model.addVar(vtype='B', obj=v) for v in values]
    model.setMaximize()
    for row, b in rows:
        model.addCons(pyscipopt.quicksum(c * x[n] for n, c in row.items()) <= b)
    for row in ties:
        model.addCons(pyscipopt.quicksum(c * x[n] for n, c in row.items()) == 0)
    model.optimize()
    best = model.getBestSol() if model.getNSols() else None
    return [n for n in range(len(arcs)) if best is not None and model.getSolVal(best, x[n]) > 0.5], model.getDualbound()


def flow(instance, arcs, values):
    from ortools.graph.python import min_cost_flow
    import numpy as np
    own = [n for n, (_, p, _) in enumerate(arcs) if instance.P.excl[p]]
    households, homes = len(instance.h), len(instance.p)
    source, sink = households + homes, households + homes + 1
    tails = [arcs[n][0] for n in own] + [source] * households + list(range(households, source)) + [source]
    heads = [households + arcs[n][1] for n in own] + list(range(households)) + [sink] * homes + [sink]
    costs = [-values[n] for n in own] + [0] * (households + homes + 1)
    capacities = [1] * (len(own) + households + homes) + [households]
    network = min_cost_flow.SimpleMinCostFlow()
    every = network.add_arcs_with_capacity_and_unit_cost(
        np.array(tails), np.array(heads), np.array(capacities), np.array(costs))
    network.set_nodes_supplies(np.array([source, sink]), np.array([households, -households]))
    network.solve()
    flows = network.flows(every[:len(own)])
    return [n for n, used in zip(own, flows) if used], None


def main():
    solver, folder, seconds, result = sys.argv[1:]
    from model import all_arcs, load, prep
    begin = cpu()
    instance = prep(load(folder))
    hs, ps, fs, _ = all_arcs(instance)
    arcs = list(zip(hs.tolist(), ps.tolist(), fs.tolist()))
    values = [int(instance.H.size[h]) * (1000 + f) for h, _, f in arcs]
    rows, ties = rows_of(instance, arcs) if solver != 'flow' else ([], [])
    built = cpu()
    clock = time.monotonic()
    if solver == 'flow':
        chosen, bound = flow(instance, arcs, values)
    else:
        solve = {'highs': highs, 'cpsat': cpsat, 'scip': scip}[solver]
        chosen, bound = solve(arcs, values, rows, ties, float(seconds))
    with open(result, 'w') as out:
        out.write('household,home\n' + ''.join(f'{arcs[n][0]},{arcs[n][1]}\n' for n in chosen))
    finite = bound is not None and math.isfinite(bound) and abs(bound) < 1e15
    print(json.dumps({
        'objective': sum(values[n] for n in chosen), 'bound': math.floor(bound + 1e-6) if finite else None,
        'people': sum(int(instance.H.size[arcs[n][0]]) for n in chosen), 'cpu': cpu() - built,
        'build_cpu': built - begin, 'wall': time.monotonic() - clock,
        'gigabytes': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
    }))


if __name__ == '__main__':
    main()
