#!/usr/bin/env python3
"""Draws gap over CPU time from the traces that run.py keeps, one panel for each instance, as SVG without any library.

usage: chart.py DIR FILE.svg [municipal-1 regional-1 national-1]

The engine's line is its certified gap: its own bound less its own objective, at that moment. A peer's line is how far
its best placement is from the best bound that any solver has proven in the end, which is at most its certified gap.
"""
import glob, json, math, os, sys

NAMES = {'highs': ('HiGHS', '#990000'), 'highs-lp': ('HiGHS, guided', '#b45f06'), 'cpsat': ('CP-SAT', '#674ea7'), 'scip': ('SCIP', '#38761d')}
WIDTH, HEIGHT, LEFT, TOP, BOTTOM, GAP = 300, 340, 62, 34, 60, 40
LEAST, MOST = -4, 2  # powers of ten of a per cent


def points(file):
    with open(file) as trace:
        return [json.loads(line) for line in trace if line.endswith('\n')]


def panel(name, folder, left, parts):
    own = points(f'{folder}/{name}.csv.trace')
    peers = {key: points(f'{folder}/{name}.csv.{key}.trace') for key in NAMES if os.path.exists(f'{folder}/{name}.csv.{key}.trace')}
    bounds = [p['bound'] for all in [own, *peers.values()] for p in all if p.get('bound')]
    best = min(bounds)
    lines = [('this engine', '#0b5394', [(p['cpu'], (p['bound'] - p['objective']) / p['bound']) for p in own if p['objective']])]
    for key, seen in peers.items():
        found = [(p['cpu'], (best - p['objective']) / best) for p in seen if p.get('objective')]
        lines.append((*NAMES[key], found + ([(seen[-1]['cpu'], found[-1][1])] if found else [])))
    times = [t for *_, line in lines for t, _ in line]
    lo, hi = math.floor(math.log10(max(min(times), 0.1))), math.ceil(math.log10(max(times)))
    x = lambda t: left + (math.log10(max(t, 10**lo)) - lo) / (hi - lo) * WIDTH
    y = lambda g: TOP + (MOST - math.log10(min(max(g * 100, 10**LEAST), 10**MOST))) / (MOST - LEAST) * HEIGHT
    for k in range(lo, hi + 1):
        parts.append(f'<line x1="{x(10**k):.1f}" y1="{TOP}" x2="{x(10**k):.1f}" y2="{TOP + HEIGHT}" stroke="#ddd"/>'
                     f'<text x="{x(10**k):.1f}" y="{TOP + HEIGHT + 15}" text-anchor="middle">{10**k:g} s</text>')
    for k in range(LEAST, MOST + 1):
        parts.append(f'<line x1="{left}" y1="{y(10**k / 100):.1f}" x2="{left + WIDTH}" y2="{y(10**k / 100):.1f}" stroke="#ddd"/>')
        if left == LEFT:
            parts.append(f'<text x="{left - 5}" y="{y(10**k / 100) + 4:.1f}" text-anchor="end">{10**k:g} %</text>')
    parts.append(f'<text x="{left}" y="{TOP - 8}" font-weight="bold">{name.split("-")[0]}</text>')
    for _, colour, line in lines:
        path, last = '', None
        for t, g in line:
            path += f'M{x(t):.1f} {y(g):.1f}' if last is None else f'L{x(t):.1f} {y(last):.1f}L{x(t):.1f} {y(g):.1f}'
            last = g
        if line:
            parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
                         f'<circle cx="{x(line[-1][0]):.1f}" cy="{y(last):.1f}" r="3" fill="{colour}"/>')
    return [label for label, _, line in lines if line]


def main():
    folder, file, *names = sys.argv[1:]
    names = [name for name in names or ('municipal-1', 'regional-1', 'national-1') if glob.glob(f'{folder}/{name}.csv.trace')]
    width, height = LEFT + len(names) * (WIDTH + GAP), TOP + HEIGHT + BOTTOM
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">',
             f'<rect width="{width}" height="{height}" fill="white"/>']
    shown = {label for n, name in enumerate(names) for label in panel(name, folder, LEFT + n * (WIDTH + GAP), parts)}
    at = LEFT
    for label, colour in [('this engine', '#0b5394'), *NAMES.values()]:
        if label in shown:
            parts.append(f'<rect x="{at}" y="{height - 28}" width="18" height="4" fill="{colour}"/>'
                         f'<text x="{at + 23}" y="{height - 22}">{label}</text>')
            at += 45 + 7 * len(label)
    parts.append(f'<text x="{at + 15}" y="{height - 22}" fill="#444">gap over CPU seconds, both logarithmic</text></svg>')
    with open(file, 'w') as out:
        out.write('\n'.join(parts) + '\n')


if __name__ == '__main__':
    main()
