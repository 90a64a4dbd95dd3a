#!/usr/bin/env python3
"""Solves one instance, with every rule, by a solver that a municipality could pick instead, and prints one JSON line.

usage: peer.py highs|highs-lp|cpsat|scip|flow INSTANCE_DIR CPU_SECONDS RESULT.csv [--gigabytes 16]

All compatible pairs are binary variables; shared homes are beds and rooms, school places are rows, and each group has
one row for each place and further member. `highs` is HiGHS on the whole model. `highs-lp` solves the relaxation of the
whole model first, by its interior point method and with columns that its prices ask for, and then the whole-number
model of the 16 pairs of each household that the relaxation likes best. The min-cost flow knows only homes for one household, and neither school places nor groups:
its objective is the optimum of that part, and it proves nothing about the whole.

The limit is CPU seconds of all threads, so that a busy machine takes nothing from a peer; building the model is not
counted, for it is Python's time and not the solver's. The solver runs in a process of its own, with so many gigabytes
of address space. Each better placement is kept in RESULT.csv and each step in RESULT.csv.trace as it is found, so
that a solver that is stopped, or that ends for want of memory, still shows what it had; `status` says how it ended.
"""
import json, math, os, resource, signal, sys, time


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Record:
    """What the solver has found so far; kept in files, for its process may end at any moment."""

    def __init__(self, instance, arcs, result, limit):
        self.households, self.homes, fits = arcs
        self.sizes = instance.H.size[self.households]
        self.values = self.sizes * (instance.BIG + fits)
        self.result, self.limit, self.objective, self.bound, self.noted = result, limit, -1, None, 0.0
        self.trace = open(result + '.trace', 'w')
        self.built, self.clock = cpu(), time.monotonic()
        self.say(built=self.built)

    def used(self):
        return cpu() - self.built

    def over(self):
        return self.used() >= self.limit

    def say(self, **more):
        self.noted = self.used()
        self.trace.write(json.dumps({'cpu': round(self.noted, 2), 'wall': round(time.monotonic() - self.clock, 2), **more}) + '\n')
        self.trace.flush()

    def prove(self, bound):
        """The solver's bound on the objective, in points, has become so small."""
        if not 0 < bound < 1e15:  # what a solver says that has none yet
            return
        bound = math.floor(bound + 1e-6)
        if self.bound is None or bound < self.bound:
            first, self.bound = self.bound is None, bound
            if first or self.used() - self.noted > 0.5:
                self.say(objective=max(self.objective, 0), bound=bound)

    def found(self, chosen):
        """The solver has found a placement: the numbers of its pairs."""
        objective = int(self.values[chosen].sum())
        if objective <= self.objective:
            return
        self.objective = objective
        with open(self.result + '.part', 'w') as out:
            out.write('household,home\n')
            out.writelines(f'{h},{p}\n' for h, p in zip(self.households[chosen].tolist(), self.homes[chosen].tolist()))
        os.replace(self.result + '.part', self.result)
        self.say(objective=objective, bound=self.bound, people=int(self.sizes[chosen].sum()))


class Model:
    """Rows `lower <= sum of coefficients x variables <= upper`, one after the other."""

    def __init__(self, instance, households, homes):
        import numpy as np
        P, H = instance.P, instance.H
        self.variables = len(households)
        self.blocks, self.count, self.uppers, self.lowers = [], 0, [], []
        every = np.arange(self.variables)
        size, place = H.size[households], P.place[homes]
        one = P.excl[homes] == 1
        shared = np.nonzero(~one)[0]
        pupils = np.nonzero(H.skids[households] > 0)[0]
        rooms = -(-size[shared] // P.bpr[homes[shared]])
        self.add(households, every, np.ones(self.variables), np.ones(len(instance.h)))
        self.add(homes[one], every[one], np.ones(one.sum()), np.ones(len(instance.p)))
        self.add(homes[shared], shared, size[shared], P.beds)
        self.add(homes[shared], shared, rooms, P.rooms)
        self.add(place[pupils], pupils, H.skids[households[pupils]], instance.m.school.values)
        # A member of a group lives in a place just as often as the group's first member does.
        of, pairs = {}, {}
        for n in np.nonzero(H.group[households] >= 0)[0].tolist():
            pairs.setdefault((int(households[n]), int(place[n])), []).append(n)
            of.setdefault(int(H.group[households[n]]), set()).add(int(place[n]))
        row, column, sign, ties = [], [], [], 0
        for group, places in of.items():
            first, *others = np.nonzero(H.group == group)[0].tolist()
            for other in others:
                for m in sorted(places):
                    for who, factor in ((first, 1), (other, -1)):
                        mine = pairs.get((who, m), [])
                        row += [ties] * len(mine)
                        column += mine
                        sign += [factor] * len(mine)
                    ties += 1
        self.add(np.array(row, dtype=int), np.array(column, dtype=int), np.array(sign), np.zeros(ties), np.zeros(ties))
        rows, columns, values = (np.concatenate([block[k] for block in self.blocks]) for k in range(3))
        self.blocks = None
        order = np.argsort(rows, kind='stable')
        self.index, self.value = columns[order], values[order]
        self.start = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=self.count))])
        self.lower, self.upper = np.concatenate(self.lowers), np.concatenate(self.uppers)

    def add(self, key, columns, values, upper, lower=None):
        import numpy as np
        used, row = np.unique(key, return_inverse=True)
        self.blocks.append(((row + self.count).astype(np.int32), columns.astype(np.int32), values.astype(float)))
        self.count += len(used)
        self.uppers.append(np.asarray(upper, dtype=float)[used])
        self.lowers.append(np.full(len(used), -np.inf) if lower is None else np.asarray(lower)[used])

    def restricted(self, columns):
        """The rows of these columns only: where each begins, which columns, and their coefficients."""
        import numpy as np
        if len(columns) == self.variables:
            return self.start, self.index, self.value
        new = np.full(self.variables, -1, dtype=np.int32)
        new[columns] = np.arange(len(columns))
        kept = new[self.index] >= 0
        return np.concatenate([[0], np.cumsum(kept)])[self.start], new[self.index[kept]], self.value[kept]

    def rows(self):
        for k in range(self.count):
            part = slice(self.start[k], self.start[k + 1])
            yield self.index[part].tolist(), [int(v) for v in self.value[part]], self.lower[k], int(self.upper[k])


def highs(model, record, columns=None, relaxed=False):
    """Runs HiGHS on the model, or on some of its columns; returns the solver."""
    import highspy, numpy as np
    columns = np.arange(model.variables) if columns is None else columns
    is_whole = len(columns) == model.variables
    solver = highspy.Highs()
    solver.setOptionValue('output_flag', 'PEER_LOG' in os.environ)
    solver.setOptionValue('threads', 2)
    if relaxed:
        solver.setOptionValue('solver', 'ipm')
        solver.setOptionValue('run_crossover', 'off')
    else:
        solver.setOptionValue('presolve', 'off')  # its presolve does not end on this model
        solver.setOptionValue('mip_rel_gap', 0.0)  # to the optimum, and not only near it
    start, index, value = model.restricted(columns)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(columns), model.count
    lp.col_cost_ = -record.values[columns].astype(float)  # its postsolve loses the duals of a maximum
    lp.col_lower_, lp.col_upper_ = np.zeros(len(columns)), np.ones(len(columns))
    lp.row_lower_, lp.row_upper_ = model.lower, model.upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = start, index, value
    if not relaxed:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
    solver.passModel(lp)
    del lp, start, index, value

    def improved(event):
        record.found(columns[np.nonzero(np.asarray(event.data_out.mip_solution) > 0.5)[0]])

    def step(event):
        if is_whole and not relaxed:
            record.prove(-event.data_out.mip_dual_bound)
        if record.over():
            event.interrupt()

    solver.cbMipImprovingSolution += improved
    for interrupt in (solver.cbMipInterrupt, solver.cbSimplexInterrupt, solver.cbIpmInterrupt):
        interrupt += step
    solver.run()
    return solver


def whole_highs(model, record):
    import numpy as np
    solver = highs(model, record)
    if solver.getInfo().primal_solution_status == 2:
        record.found(np.nonzero(np.asarray(solver.getSolution().col_value) > 0.5)[0])
    record.prove(-solver.getInfo().mip_dual_bound)
    return solver.modelStatusToString(solver.getModelStatus())


def guided_highs(model, record, first=24, more=12, each=16, rounds=6):
    """The relaxation by columns that its prices ask for, and then whole numbers among the columns that it likes best."""
    import numpy as np

    def best_of_each(scores, most, among=None):
        order = np.lexsort((-scores, record.households))
        if among is not None:
            order = order[among[order]]
        of = record.households[order]
        return order[np.arange(len(order)) - np.searchsorted(of, of) < most]

    rows = np.repeat(np.arange(model.count), np.diff(model.start))
    inside = np.zeros(model.variables, dtype=bool)
    inside[best_of_each(record.values - 0.0, first)] = True
    for _ in range(rounds):
        solver = highs(model, record, np.nonzero(inside)[0], relaxed=True)
        duals = -np.asarray(solver.getSolution().row_dual)
        if record.over() or not len(duals):
            return f'relaxation: {solver.modelStatusToString(solver.getModelStatus())}'
        reduced = record.values - np.bincount(model.index, model.value * duals[rows], model.variables)
        record.say(relaxation=-solver.getInfo().objective_function_value, columns=int(inside.sum()))
        del solver
        missing = (reduced > 1.0) & ~inside
        if missing.sum() < len(reduced) / 10000:
            break
        inside[best_of_each(reduced, more, missing)] = True
    solver = highs(model, record, np.sort(best_of_each(reduced, each)))
    return f'{solver.modelStatusToString(solver.getModelStatus())} among {each} of each'


def cpsat(model, record):
    import threading
    from ortools.sat.python import cp_model
    program = cp_model.CpModel()
    x = [program.new_bool_var('') for _ in range(model.variables)]
    for columns, values, lower, upper in model.rows():
        own = [x[n] for n in columns]
        if lower == upper:
            program.add(cp_model.LinearExpr.weighted_sum(own, values) == upper)
        elif upper == 1 and set(values) == {1}:
            program.add_at_most_one(own)
        else:
            program.add(cp_model.LinearExpr.weighted_sum(own, values) <= upper)
    program.maximize(cp_model.LinearExpr.weighted_sum(x, record.values.tolist()))
    record.built, record.clock = cpu(), time.monotonic()
    record.say(built=record.built)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = int(os.environ.get('PEER_WORKERS', 2))
    solver.parameters.log_search_progress = 'PEER_LOG' in os.environ

    class Found(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self):
            record.prove(self.best_objective_bound)
            record.found([n for n, var in enumerate(x) if self.boolean_value(var)])

    def watch():
        while not record.over():
            time.sleep(0.2)
        solver.stop_search()

    solver.best_bound_callback = record.prove
    threading.Thread(target=watch, daemon=True).start()
    status = solver.solve(program, Found())
    record.prove(solver.best_objective_bound)
    return solver.status_name(status)


def scip(model, record):
    import pyscipopt
    program = pyscipopt.Model()
    if 'PEER_LOG' not in os.environ:
        program.hideOutput()
    x = [program.addVar(vtype='B', obj=v) for v in record.values.tolist()]
    program.setMaximize()
    for columns, values, lower, upper in model.rows():
        total = pyscipopt.quicksum(c * x[n] for n, c in zip(columns, values))
        program.addCons(total == upper if lower == upper else total <= upper)
    record.built, record.clock = cpu(), time.monotonic()
    record.say(built=record.built)
    program.setParam('timing/clocktype', 1)  # CPU seconds
    program.setParam('limits/time', record.limit)

    def keep():
        best = program.getBestSol()
        record.found([n for n, var in enumerate(x) if program.getSolVal(best, var) > 0.5])

    class Found(pyscipopt.Eventhdlr):
        def eventinit(self):
            for kind in (pyscipopt.SCIP_EVENTTYPE.BESTSOLFOUND, pyscipopt.SCIP_EVENTTYPE.NODESOLVED):
                self.model.catchEvent(kind, self)

        def eventexec(self, event):
            record.prove(self.model.getDualbound())
            if event.getType() == pyscipopt.SCIP_EVENTTYPE.BESTSOLFOUND:
                keep()

    program.includeEventhdlr(Found(), 'found', 'keeps what is found')
    program.optimize()
    if program.getNSols():
        keep()
    record.prove(program.getDualbound())
    return program.getStatus()


def flow(instance, record):
    from ortools.graph.python import min_cost_flow
    import numpy as np
    own = np.nonzero(instance.P.excl[record.homes] == 1)[0]
    households, homes = len(instance.h), len(instance.p)
    source, sink = households + homes, households + homes + 1
    everyone, places = np.arange(households), np.arange(households, source)
    tails = np.concatenate([record.households[own], np.full(households, source), places, [source]])
    heads = np.concatenate([households + record.homes[own], everyone, np.full(homes, sink), [sink]])
    costs = np.concatenate([-record.values[own], np.zeros(households + homes + 1, dtype=int)])
    capacities = np.concatenate([np.ones(len(own) + households + homes, dtype=int), [households]])
    network = min_cost_flow.SimpleMinCostFlow()
    every = network.add_arcs_with_capacity_and_unit_cost(tails, heads, capacities, costs)
    network.set_nodes_supplies(np.array([source, sink]), np.array([households, -households]))
    status = network.solve()
    record.found(own[np.asarray(network.flows(every[:len(own)])) > 0])
    return 'its part solved' if status == network.OPTIMAL else str(status)


def solve(solver, folder, seconds, result):
    from model import all_arcs, load, prep
    instance = prep(load(folder))
    arcs = all_arcs(instance)[:3]
    record = Record(instance, arcs, result, seconds)
    if solver == 'flow':
        status = flow(instance, record)
    else:
        run = {'highs': whole_highs, 'highs-lp': guided_highs, 'cpsat': cpsat, 'scip': scip}[solver]
        model = Model(instance, *arcs[:2])
        record.built, record.clock = cpu(), time.monotonic()
        record.say(built=record.built)
        status = run(model, record)
    record.say(objective=max(record.objective, 0), bound=record.bound, status=status)


def confined(gigabytes, run):
    """In a process of its own, and the first to go if the machine runs out of memory."""
    child = os.fork()
    if child:
        return child
    try:
        resource.setrlimit(resource.RLIMIT_AS, (int(gigabytes * 2**30),) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with open('/proc/self/oom_score_adj', 'w') as score:
            score.write('1000')
        run()
        sys.stdout.flush()
        os._exit(0)
    except MemoryError:
        os._exit(77)
    except BaseException as error:
        print(f'{type(error).__name__}: {error}', file=sys.stderr, flush=True)
        os._exit(77 if 'alloc' in str(error) or 'memory' in str(error).lower() else 78)


def main():
    solver, folder, seconds, result = sys.argv[1:5]
    seconds, gigabytes = float(seconds), float(sys.argv[6]) if len(sys.argv) > 6 else 16.0
    for old in (result, result + '.trace'):
        if os.path.exists(old):
            os.remove(old)
    child = confined(gigabytes, lambda: solve(solver, folder, seconds, result))
    ticks, peak = os.sysconf('SC_CLK_TCK'), 0
    seen = {'objective': 0, 'bound': None, 'people': 0, 'cpu': 0.0, 'wall': 0.0}
    built, stopped = None, False
    while True:
        with open(f'/proc/{child}/stat') as stat:
            fields = stat.read().rsplit(')', 1)[1].split()
        used = (int(fields[11]) + int(fields[12])) / ticks
        with open(f'/proc/{child}/status') as status:
            peak = max([peak] + [int(line.split()[1]) for line in status if line.startswith('VmSize')])
        if os.path.exists(result + '.trace'):
            with open(result + '.trace') as trace:
                for line in trace:
                    if line.endswith('\n'):
                        seen.update({k: v for k, v in json.loads(line).items() if v is not None})
            built = seen.get('built')
        done, code, usage = os.wait4(child, os.WNOHANG)
        if done:
            break
        # A solver looks at the limit itself; one that does not is stopped a little later.
        if built is not None and used - built > seconds * 1.05 + 10 and not stopped:
            stopped = True
            os.kill(child, signal.SIGKILL)
        time.sleep(0.5)
    if stopped:
        seen['status'] = 'stopped at the limit'
    elif 'status' not in seen:
        ended = os.waitstatus_to_exitcode(code)
        where = 'solving' if built is not None else 'building the model'
        if ended == 77 or (ended < 0 and peak > 0.75 * gigabytes * 2**20):
            seen['status'] = f'out of {gigabytes:g} GB while {where}'
        else:
            seen['status'] = f'ended with {ended} while {where}, at {peak / 2**20:.1f} GB'
    if stopped or 'built' in seen and code:
        seen['cpu'] = usage.ru_utime + usage.ru_stime - seen['built']
    seen['gigabytes'] = usage.ru_maxrss / 1e6
    seen.pop('built', None)
    print(json.dumps(seen))


if __name__ == '__main__':
    main()
