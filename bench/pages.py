"""Measures Hamn's pages: start, memory, and latency at 50 connections, with few and many people.

Every figure is the median of RUNS runs. The times are those of 50 users who each ask again half a second after an answer;
the last column is what the server does when 50 connections never rest. Each request is a real one of a signed-in user:
session, access decision, access log and page. Registrations are durable: each waits for its own commit with
synchronous=FULL.
"""

import http.client
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import LUA_UUID, PAUSE, RUNS, Hamn, registration, resident_kb, wrk


def measure(hamn):
    coordinator = hamn.sign_in("coordinator")
    desk = hamn.sign_in("desk")
    _, page = hamn.request("GET", "/households", coordinator)
    household = re.search(r'href="/households/([0-9a-f-]{36})"', page).group(1)
    _, page = hamn.request("GET", "/desk", desk)
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', page).group(1)
    today = time.strftime("%Y-%m-%d", time.gmtime())
    hits = LUA_UUID + f"""
local names = {{"kov", "ole", "ivan", "mar", "shev", "nat", "pet", "bond"}}
request = function()
  return wrk.format(nil, nil, nil, "csrf={csrf}&key=" .. uuid() .. "&given-0=" .. names[math.random(#names)])
end
"""
    pages = [
        ("coordinator's page", "/overview", coordinator, None),
        ("search while typing", "/desk/hits", desk, hits),
        ("chain page", f"/households/{household}/chain", coordinator, None),
        ("registration", "/desk", desk, registration(csrf, today)),
    ]
    results = {}
    for name, path, cookie, script in pages:
        users = [wrk(hamn.port, path, cookie, script, PAUSE) for _ in range(RUNS)]
        most = [wrk(hamn.port, path, cookie, script)[2] for _ in range(RUNS)]
        results[name] = (*(statistics.median(run[index] for run in users) for index in range(2)), statistics.median(most))
    return results


def first_page(binary):
    """Milliseconds from starting the binary on an empty folder to its first page, and idle memory in MB."""
    times, memory = [], []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as folder:
            config = Path(folder) / "hamn.toml"
            config.write_text(f'listen = "127.0.0.1:8499"\ndata = "{folder}/data"\npublic_url = "http://127.0.0.1:8499"\n'
                              '[municipality]\ncode = "1784"\nname = "Arvika"\n')
            begin = time.monotonic()
            child = subprocess.Popen([binary, "serve", "--config", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while True:
                try:
                    connection = http.client.HTTPConnection("127.0.0.1", 8499, timeout=5)
                    connection.request("GET", "/")
                    if connection.getresponse().status == 200:
                        break
                except OSError:
                    if child.poll() is not None:
                        raise SystemExit("bench: the server did not start")
                    time.sleep(0.002)
            times.append((time.monotonic() - begin) * 1000)
            time.sleep(1)
            memory.append(resident_kb(child.pid) / 1024)
            child.terminate()
            child.wait()
    return statistics.median(times), statistics.median(memory)


def main():
    binary, *sizes = sys.argv[1:]
    start, memory = first_page(binary)
    print(f"first page on an empty folder: {start:.0f} ms; idle memory: {memory:.0f} MB")
    print(f"{'people':>8}  {'page':22} {'p50 ms':>8} {'p99 ms':>8} {'most/s':>8}")
    for people in map(int, sizes):
        with tempfile.TemporaryDirectory() as folder:
            begin = time.monotonic()
            hamn = Hamn(binary, folder, people)
            print(f"{people:>8}  loaded in {time.monotonic() - begin:.0f} s")
            for name, (p50, p99, rate) in measure(hamn).items():
                print(f"{people:>8}  {name:22} {p50:8.1f} {p99:8.1f} {rate:8.0f}")
            print(f"{people:>8}  memory after: {resident_kb(hamn.child.pid) / 1024:.0f} MB")
            hamn.stop()


main()
