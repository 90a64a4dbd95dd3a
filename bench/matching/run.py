#!/usr/bin/env python3
"""Measures the matching engine, and peers, on generated instances; the referee checks every result.

usage: run.py --work DIR [--presets municipal,regional,national] [--seeds 1,2,3,4,5] [--tight]
              [--peers highs,cpsat,scip,flow] [--peer-factor 10] [--peer-seconds S] [--gap-folder DIR] [--chart FILE.svg]

Builds the engine in release mode first. Needs numpy and pandas; peers need highspy, ortools or pyscipopt. The folder
for --gap-folder holds generalised assignment instances of the OR-Library (c05100, d20200, ...), which are not kept here.
"""
import argparse, json, math, os, re, resource, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BEST_KNOWN = {
    'a05100': 1698, 'a10100': 1360, 'a20100': 1158, 'a05200': 3235, 'a10200': 2623, 'a20200': 2339,
    'b05100': 1843, 'b10100': 1407, 'b20100': 1166, 'b05200': 3552, 'b10200': 2827, 'b20200': 2339,
    'c05100': 1931, 'c10100': 1402, 'c20100': 1243, 'c05200': 3456, 'c10200': 2806, 'c20200': 2391,
    'd05100': 6353, 'd10100': 6347, 'd20100': 6185, 'd05200': 12742, 'd10200': 12430, 'd20200': 12244,
}


def measured(command, **kwargs):
    """Runs a command; returns its output, its errors, CPU seconds, wall seconds and peak gigabytes."""
    clock = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **kwargs)
    out, err = process.communicate()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - measured.before
    measured.before += cpu
    if process.returncode:
        sys.exit(f'{command}: {err}')
    return out, err, cpu, time.monotonic() - clock


measured.before = 0.0


def referee(folder, result):
    out, *_ = measured([sys.executable, os.path.join(HERE, 'check.py'), folder, result])
    return json.loads(out)


def row(*cells):
    print('| ' + ' | '.join(str(cell) for cell in cells) + ' |', flush=True)


def percent(objective, bound):
    return f'{(bound - objective) / bound * 100:.4f} %' if bound else '-'


def chart(series, file):
    """Gap over wall time, both on logarithmic scales, as SVG without any library."""
    width, height, left, bottom = 760, 380, 70, 50
    times = [t for _, points in series for t, _ in points]
    lo, hi = math.floor(math.log10(max(min(times), 0.01))), math.ceil(math.log10(max(times)))
    bottom_gap, top_gap = -4, 2
    x = lambda t: left + (math.log10(max(t, 10**lo)) - lo) / (hi - lo) * (width - left - 20)
    y = lambda g: 20 + (top_gap - math.log10(min(max(g, 10**bottom_gap), 10**top_gap))) / (top_gap - bottom_gap) * (height - bottom - 20)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
             f'<rect width="{width}" height="{height}" fill="white"/>']
    for k in range(lo, hi + 1):
        parts.append(f'<line x1="{x(10**k):.1f}" y1="20" x2="{x(10**k):.1f}" y2="{height - bottom}" stroke="#ddd"/>'
                     f'<text x="{x(10**k):.1f}" y="{height - bottom + 16}" text-anchor="middle">{10**k:g} s</text>')
    for k in range(bottom_gap, top_gap + 1):
        parts.append(f'<line x1="{left}" y1="{y(10**k):.1f}" x2="{width - 20}" y2="{y(10**k):.1f}" stroke="#ddd"/>'
                     f'<text x="{left - 6}" y="{y(10**k) + 4:.1f}" text-anchor="end">{10**k:g} %</text>')
    colours = ['#0b5394', '#38761d', '#990000', '#b45f06', '#674ea7', '#444444']
    for n, (name, points) in enumerate(series):
        colour = colours[n % len(colours)]
        path, last = '', None
        for t, g in points:
            path += f'M{x(t):.1f} {y(g):.1f}' if last is None else f'L{x(t):.1f} {y(last):.1f}L{x(t):.1f} {y(g):.1f}'
            last = g
        parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        t, g = points[-1]
        parts.append(f'<circle cx="{x(t):.1f}" cy="{y(g):.1f}" r="4" fill="{colour}"/>'
                     f'<text x="{min(x(t) + 8, width - 150):.1f}" y="{y(g) - 8:.1f}" fill="{colour}">{name}</text>')
    parts.append(f'<text x="{left}" y="14">Certified gap over wall time</text></svg>')
    with open(file, 'w') as out:
        out.write('\n'.join(parts) + '\n')


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument('--work', required=True)
    ask.add_argument('--presets', default='municipal,regional,national')
    ask.add_argument('--seeds', default='1')
    ask.add_argument('--tight', action='store_true')
    ask.add_argument('--peers', default='')
    ask.add_argument('--peer-factor', type=float, default=10)
    ask.add_argument('--peer-seconds', type=float, default=math.inf, help='the most that a peer gets, in wall seconds')
    ask.add_argument('--gap-folder')
    ask.add_argument('--chart')
    ask.add_argument('--binary', help='the engine, if it is built already')
    args = ask.parse_args()
    os.makedirs(args.work, exist_ok=True)
    binary = args.binary
    if not binary:
        subprocess.run(['cargo', 'build', '--release', '-p', 'matching', '--examples'], cwd=ROOT, check=True)
        target = os.environ.get('CARGO_TARGET_DIR', os.path.join(ROOT, 'target'))
        binary = os.path.join(target, 'release', 'examples', 'match')
    jobs = [(f'{preset}-{seed}', ['--preset', preset, '--seed', seed])
            for preset in args.presets.split(',') if preset for seed in args.seeds.split(',')]
    if args.tight:
        jobs.append(('tight', ['--preset', 'municipal', '--placements', '1000', '--seed', '7']))
    series = []
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    measured.before = usage.ru_utime + usage.ru_stime
    row('instance', 'solver', 'CPU s', 'wall s', 'people', 'at most', 'objective', 'bound', 'gap', 'peak GB', 'pairs')
    row(*['---'] * 11)
    for name, options in jobs:
        folder, result = os.path.join(args.work, name), os.path.join(args.work, name + '.csv')
        if not os.path.exists(os.path.join(folder, 'meta.json')):
            measured([sys.executable, os.path.join(HERE, 'generate.py'), *options, '--out', folder])
        files = [f(folder) for f in (lambda d: f'--households={d}/households.csv', lambda d: f'--homes={d}/placements.csv',
                                     lambda d: f'--places={d}/places.csv')]
        command = [sys.executable, '-c', 'import os,resource,subprocess,sys;r=subprocess.run(sys.argv[1:]);'
                   'print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,file=sys.stderr);sys.exit(r.returncode)',
                   binary, *files, f'--out={result}', '--json', '--progress']
        out, err, cpu, wall = measured(command)
        found, judged = json.loads(out), referee(folder, result)
        assert judged['objective'] == found['objective'] and judged['people'] == found['people'], (found, judged)
        assert found['people'] <= found['people_bound'], found
        gigabytes = int(err.split()[-1]) / 1e6
        pairs = max(int(n) for n in re.findall(r'(\d+) pairs', err))
        row(name, 'Hamn', f'{cpu:.1f}', f'{wall:.1f}', found['people'], found['people_bound'], found['objective'], found['bound'],
            percent(found['objective'], found['bound']), f'{gigabytes:.2f}', pairs)
        points = []
        for t, objective, bound in re.findall(r'([\d.]+) s: .*objective (\d+), bound (\d+)', err):
            if int(objective):
                points.append((float(t), max((int(bound) - int(objective)) / int(bound) * 100, 1e-4)))
        points.append((found['seconds'], max(found['gap'] * 100, 1e-4)))
        if name.endswith('-1'):
            series.append((f'Hamn, {name[:-2]}', points))
        for peer in filter(None, args.peers.split(',')):
            seconds = min(max(60.0, cpu * args.peer_factor), args.peer_seconds)
            out, *_ = measured([sys.executable, os.path.join(HERE, 'peer.py'), peer, folder, str(seconds), result + '.' + peer])
            seen = json.loads(out.strip().splitlines()[-1])
            row(name, peer, f"{seen['cpu']:.1f}", f"{seen['wall']:.1f}", seen['people'], '-', seen['objective'],
                seen['bound'] or '-', percent(seen['objective'], seen['bound']), f"{seen['gigabytes']:.2f}", pairs)
            if seen['bound']:
                gap = (seen['bound'] - seen['objective']) / seen['bound'] * 100
                series.append((f'{peer}, {name[:-2]}', [(seen['wall'], max(gap, 1e-4))]))
    if args.chart and series:
        chart(series, args.chart)
    if args.gap_folder:
        solver = os.path.join(os.path.dirname(binary), 'assignment')
        print()
        row('generalised assignment', 'CPU s', 'cost', 'proven bound', 'best known')
        row(*['---'] * 5)
        for name, best in BEST_KNOWN.items():
            out, _, cpu, _ = measured([solver, '600000', '4000', os.path.join(args.gap_folder, name)])
            cost, bound = re.search(r'cost (\d+) bound (-?\d+)', out).groups()
            row(name, f'{cpu:.1f}', cost, bound, best)


if __name__ == '__main__':
    main()
