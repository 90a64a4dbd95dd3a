#!/usr/bin/env python3
"""Measures the matching engine, and peers, on generated instances; the referee checks every result.

usage: run.py --work DIR [--presets municipal,regional,national] [--seeds 1,2,3,4,5] [--tight] [--time-limit S]
              [--sizes regional:2500:3000,national:10000:12000]
              [--peers highs,highs-lp,cpsat,scip,flow] [--peer-factor 10] [--gigabytes 16] [--gap-folder DIR]

Builds the engine in release mode first. Needs numpy and pandas; peers need highspy, ortools or pyscipopt. A peer gets
as many CPU seconds as the engine used, times the factor, and at least 60. What each has found after how many CPU
seconds is kept in DIR/*.trace, for chart.py. The folder for --gap-folder holds generalised assignment instances of the
OR-Library (c05100, d20200, ...), which are not kept here.
"""
import argparse, json, os, re, resource, subprocess, sys, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BEST_KNOWN = {
    'a05100': 1698, 'a10100': 1360, 'a20100': 1158, 'a05200': 3235, 'a10200': 2623, 'a20200': 2339,
    'b05100': 1843, 'b10100': 1407, 'b20100': 1166, 'b05200': 3552, 'b10200': 2827, 'b20200': 2339,
    'c05100': 1931, 'c10100': 1402, 'c20100': 1243, 'c05200': 3456, 'c10200': 2806, 'c20200': 2391,
    'd05100': 6353, 'd10100': 6347, 'd20100': 6185, 'd05200': 12742, 'd10200': 12430, 'd20200': 12244,
}


def measured(command, watch=None, **kwargs):
    """Runs a command; returns its output, its errors, CPU seconds, wall seconds and peak gigabytes.

    Each line of errors is shown to `watch`, with the CPU seconds that the process has used by then.
    """
    clock = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **kwargs)
    errors, out = [], []

    def read():
        for line in process.stderr:
            errors.append(line)
            if watch:
                watch(line, used(process.pid))

    readers = [threading.Thread(target=read), threading.Thread(target=lambda: out.append(process.stdout.read()))]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    _, code, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(code)
    return out[0], ''.join(errors), usage.ru_utime + usage.ru_stime, time.monotonic() - clock, usage.ru_maxrss / 1e6, process.returncode


def used(pid):
    """The CPU seconds of a process until now."""
    with open(f'/proc/{pid}/stat') as stat:
        fields = stat.read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def referee(folder, result):
    """What check.py says; of a file that is not there, that it houses nobody."""
    if not os.path.exists(result):
        return {'people': 0, 'objective': 0, 'violations': {}}
    return json.loads(measured([sys.executable, os.path.join(HERE, 'check.py'), folder, result])[0])


def row(*cells):
    print('| ' + ' | '.join(str(cell) for cell in cells) + ' |', flush=True)


def percent(objective, bound):
    return f'{(bound - objective) / bound * 100:.4f} %' if bound else '-'


def small(points):
    """After how many CPU seconds the certified gap was this small."""
    text = ''
    for limit in (0.5, 0.1, 0.01):
        seconds = [p['cpu'] for p in points if p['objective'] and (p['bound'] - p['objective']) / p['bound'] * 100 <= limit]
        text += f', {limit} % at {seconds[0]:.1f}' if seconds else ''
    return text


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument('--work', required=True)
    ask.add_argument('--presets', default='municipal,regional,national')
    ask.add_argument('--seeds', default='1')
    ask.add_argument('--tight', action='store_true')
    ask.add_argument('--sizes', default='', help='others: preset:households:homes,...')
    ask.add_argument('--peers', default='')
    ask.add_argument('--peer-factor', type=float, default=10)
    ask.add_argument('--gigabytes', default='16', help='the most that a peer gets')
    ask.add_argument('--time-limit', help='of the engine, in wall seconds')
    ask.add_argument('--gap-folder')
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
    for size in filter(None, args.sizes.split(',')):
        preset, households, homes = size.split(':')
        jobs.append((f'{preset}-{households}', ['--preset', preset, '--households', households, '--placements', homes]))
    if args.tight:
        jobs.append(('tight', ['--preset', 'municipal', '--placements', '1000', '--seed', '7']))
    if jobs:
        row('instance', 'solver', 'CPU s', 'wall s', 'people', 'at most', 'objective', 'bound', 'gap', 'peak GB', 'pairs', 'it ended')
        row(*['---'] * 12)
    for name, options in jobs:
        folder, result = os.path.join(args.work, name), os.path.join(args.work, name + '.csv')
        if not os.path.exists(os.path.join(folder, 'meta.json')):
            measured([sys.executable, os.path.join(HERE, 'generate.py'), *options, '--out', folder])
        command = [binary, f'--households={folder}/households.csv', f'--homes={folder}/placements.csv',
                   f'--places={folder}/places.csv', f'--out={result}', '--json', '--progress']
        points = []

        def watch(line, cpu):
            told = re.search(r'([\d.]+) s: .*objective (\d+), bound (\d+)', line)
            if told:
                points.append({'cpu': cpu, 'wall': float(told[1]), 'objective': int(told[2]), 'bound': int(told[3])})

        out, err, cpu, wall, gigabytes, code = measured(command + ([f'--time-limit={args.time_limit}'] if args.time_limit else []), watch)
        if code:
            sys.exit(err)
        found, judged = json.loads(out), referee(folder, result)
        assert judged['objective'] == found['objective'] and judged['people'] == found['people'], (found, judged)
        assert found['people'] <= found['people_bound'] and not any(judged['violations'].values()), (found, judged)
        points.append({'cpu': cpu, 'wall': wall, 'objective': found['objective'], 'bound': found['bound']})
        pairs = max(int(n) for n in re.findall(r'(\d+) pairs', err))
        row(name, 'this engine', f'{cpu:.1f}', f'{wall:.1f}', found['people'], found['people_bound'], found['objective'],
            found['bound'], percent(found['objective'], found['bound']), f'{gigabytes:.2f}', pairs, f'judged{small(points)}')
        with open(result + '.trace', 'w') as trace:
            trace.writelines(json.dumps(point) + '\n' for point in points)
        for peer in filter(None, args.peers.split(',')):
            theirs = f'{result}.{peer}'
            out, err, *_, code = measured([sys.executable, os.path.join(HERE, 'peer.py'), peer, folder,
                                           str(max(60.0, cpu * args.peer_factor)), theirs, '--gigabytes', args.gigabytes])
            if code:
                row(name, peer, *['-'] * 9, f'failed: {err.strip().splitlines()[-1:]}')
                continue
            seen, judged = json.loads(out.strip().splitlines()[-1]), referee(folder, theirs)
            broken = sum(judged['violations'].values())
            ended = seen['status'] + (f', {broken} rules broken' if broken else ', judged')
            if not broken and judged['objective'] > found['objective']:
                ended += ', BETTER THAN THE ENGINE'
            row(name, peer, f"{seen['cpu']:.1f}", f"{seen['wall']:.1f}", judged['people'], '-', judged['objective'],
                seen['bound'] or '-', percent(judged['objective'], seen['bound']), f"{seen['gigabytes']:.2f}", pairs, ended)
    if args.gap_folder:
        solver = os.path.join(os.path.dirname(binary), 'assignment')
        print()
        row('generalised assignment', 'CPU s', 'cost', 'proven bound', 'best known')
        row(*['---'] * 5)
        for name, best in BEST_KNOWN.items():
            out, _, cpu, *_ = measured([solver, '600000', '4000', os.path.join(args.gap_folder, name)])
            cost, bound = re.search(r'cost (\d+) bound (-?\d+)', out).groups()
            row(name, f'{cpu:.1f}', cost, bound, best)


if __name__ == '__main__':
    main()
