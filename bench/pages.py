"""Measures Hamn's pages: start, memory, and latency at 50 connections, with few and many people.

Every figure is the median of RUNS runs. Each request is a real one of a signed-in user: session, access decision, access
log and page. Registrations are durable: each waits for its own commit with synchronous=FULL.
"""

import http.client
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

RUNS = 3
SECONDS = 8
CONNECTIONS = 50


def resident_kb(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


class Hamn:
    def __init__(self, binary, folder, people):
        self.port = None
        self.child = subprocess.Popen(
            [binary, "demo", "--listen", "127.0.0.1:0", "--data", str(folder), "--people", str(people), "--seed", "1"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.links = {}
        for line in self.child.stdout:
            name, _, value = line.strip().partition("\t")
            if name == "address":
                self.port = int(value.rsplit(":", 1)[1])
                break
            self.links[name] = value

    def request(self, method, path, cookie="", body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": cookie, "Accept-Language": "sv", **(headers or {})}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        return response, response.read().decode()

    def sign_in(self, role):
        path = urllib.parse.urlparse(self.links[role]).path
        response, _ = self.request("POST", path, body="csrf=&key=")
        return response.getheader("Set-Cookie").split(";")[0]

    def stop(self):
        self.child.terminate()
        self.child.wait(timeout=30)


def wrk(port, path, cookie, script=None):
    """p50, p99 in milliseconds and requests per second; an answer that is no success fails the run."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script or "")
        file.write("""
done = function(summary, latency, requests)
  io.write(string.format("RESULT %d %d %.1f %d %d\\n", latency:percentile(50), latency:percentile(99),
    summary.requests / (summary.duration / 1e6), summary.errors.status, summary.errors.timeout))
end
""")
        file.flush()
        out = subprocess.run(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", file.name, "-H", f"Cookie: {cookie}",
             f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True).stdout
    p50, p99, rate, failed, late = re.search(r"RESULT (\d+) (\d+) ([\d.]+) (\d+) (\d+)", out).groups()
    if int(failed) or int(late):
        raise SystemExit(f"bench: {path}: {failed} failed and {late} late answers\n{out}")
    return int(p50) / 1000, int(p99) / 1000, float(rate)


def measure(hamn):
    coordinator = hamn.sign_in("coordinator")
    desk = hamn.sign_in("desk")
    _, page = hamn.request("GET", "/households", coordinator)
    household = re.search(r'href="/households/([0-9a-f-]{36})"', page).group(1)
    _, page = hamn.request("GET", "/desk", desk)
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', page).group(1)
    lua_uuid = """
math.randomseed(os.time() + tonumber(tostring({}):sub(8)) % 100000)
local function uuid()
  return (string.gsub("xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx", "x", function() return string.format("%x", math.random(0, 15)) end))
end
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Sec-Fetch-Site"] = "same-origin"
"""
    today = time.strftime("%Y-%m-%d", time.gmtime())
    hits = lua_uuid + f"""
local names = {{"kov", "ole", "ivan", "mar", "shev", "nat", "pet", "bond"}}
request = function()
  return wrk.format(nil, nil, nil, "csrf={csrf}&key=" .. uuid() .. "&given-0=" .. names[math.random(#names)])
end
"""
    register = lua_uuid + f"""
request = function()
  return wrk.format(nil, nil, nil, "csrf={csrf}&key=" .. uuid() .. "&given-0=Olena&family-0=Bench&birth_y-0=1984&arrived_on={today}&status=temporary_protection")
end
"""
    pages = [
        ("coordinator's page", "/overview", coordinator, None),
        ("search while typing", "/desk/hits", desk, hits),
        ("chain page", f"/households/{household}/chain", coordinator, None),
        ("registration", "/desk", desk, register),
    ]
    results = {}
    for name, path, cookie, script in pages:
        runs = [wrk(hamn.port, path, cookie, script) for _ in range(RUNS)]
        results[name] = tuple(statistics.median(run[index] for run in runs) for index in range(3))
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
    print(f"{'people':>8}  {'page':22} {'p50 ms':>8} {'p99 ms':>8} {'per s':>8}")
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
