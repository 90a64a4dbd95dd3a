"""What every measurement needs: a demo that runs, sessions in it, and wrk."""

import http.client
import re
import subprocess
import tempfile
import urllib.parse
from pathlib import Path

RUNS = 3
SECONDS = 8
CONNECTIONS = 50
# Milliseconds between a busy user's answer and next question.
PAUSE = 500

LUA_UUID = """
math.randomseed(os.time() + tonumber(tostring({}):sub(8)) % 100000)
local function uuid()
  return (string.gsub("xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx", "x", function() return string.format("%x", math.random(0, 15)) end))
end
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Sec-Fetch-Site"] = "same-origin"
"""


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


def wrk(port, path, cookie, script=None, pause=0):
    """p50, p99 in milliseconds and requests per second; an answer that is no success fails the run.

    Without a pause every connection asks again at once, which measures the most that the server can do. With one, in
    milliseconds, each is a user who rests about so long after every answer.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script or "")
        if pause:
            file.write(f"\nfunction delay() return math.random({pause // 2}, {pause * 3 // 2}) end\n")
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


def registration(csrf, today):
    """A wrk script that registers a household of one, each time with a key of its own."""
    return LUA_UUID + f"""
request = function()
  return wrk.format(nil, nil, nil, "csrf={csrf}&key=" .. uuid() .. "&given-0=Olena&family-0=Bench&birth_y-0=1984&arrived_on={today}&status=temporary_protection")
end
"""
