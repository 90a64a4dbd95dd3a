"""Durable registrations per second: Hamn on SQLite, Hamn on PostgreSQL, and a comparable page in Django on SQLite.

The three take turns, so that whatever else the machine does falls on all of them; the figures are medians.
   python3 bench/registrations.py HAMN [PYTHON]     PYTHON: one with django and gunicorn; without it Django is left out
"""

import contextlib
import os
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import RUNS, Hamn, registration, wrk

HERE = Path(__file__).resolve().parent


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(port, child):
    for _ in range(2000):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        if child.poll() is not None:
            raise SystemExit("bench: a server ended before it answered")
        time.sleep(0.01)
    raise SystemExit("bench: a server does not answer")


class Postgres:
    """A cluster of its own, as durable as PostgreSQL is built: fsync, full page writes and synchronous commit are on."""

    def __init__(self, folder):
        binaries = next((p for p in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
        self.bin = binaries if binaries else Path(shutil.which("postgres") or "").parent
        # The server refuses to be root.
        self.drop = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
        self.folder, self.port = folder, free_port()
        folder.mkdir()
        if self.drop:
            shutil.chown(folder, "nobody", "nogroup")
        self.run("initdb", "--pgdata", f"{folder}/data", "--username", "postgres", "--auth", "trust", "--encoding", "UTF8")
        self.child = subprocess.Popen(
            [*self.drop, f"{self.bin}/postgres", "-D", f"{folder}/data", "-k", str(folder), "-p", str(self.port),
             "-c", "listen_addresses=127.0.0.1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        wait_for(self.port, self.child)
        for sql in ("CREATE ROLE hamn LOGIN PASSWORD 'bench'", "CREATE DATABASE hamn OWNER hamn"):
            for _ in range(100):
                if self.run("psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-c", sql, check=False) == 0:
                    break
                time.sleep(0.1)
        self.url = f"postgres://hamn:bench@127.0.0.1:{self.port}/hamn"

    def run(self, program, *args, check=True):
        return subprocess.run([*self.drop, f"{self.bin}/{program}", *args], check=check, cwd="/",
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode

    def stop(self):
        self.child.terminate()
        self.child.wait(timeout=30)


class Served(Hamn):
    """The demo's people moved to PostgreSQL by backup and restore, and served from there."""

    def __init__(self, binary, folder, demo, url):
        self.port = free_port()
        old, new = folder / "old.toml", folder / "new.toml"
        old.write_text(f'data = "{demo}"\n')
        new.write_text(f'data = "{folder}/served"\ndatabase = "{url}"\nkey_file = "{demo}/hamn.key"\n'
                       f'listen = "127.0.0.1:{self.port}"\npublic_url = "http://127.0.0.1:{self.port}"\n')
        self.hamn = [binary, "--config", str(new)]
        subprocess.run([binary, "--config", str(old), "backup", "--out", f"{folder}/backup"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([*self.hamn, "restore", "--in", f"{folder}/backup"], check=True, stdout=subprocess.DEVNULL)
        self.child = subprocess.Popen([*self.hamn, "serve"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.port, self.child)
        with sqlite3.connect(f"{demo}/hamn.db") as database:
            (email,) = database.execute(
                "SELECT u.email FROM user_account u JOIN membership m ON m.user_id = u.id WHERE m.role = 'desk' LIMIT 1").fetchone()
        link = subprocess.run([*self.hamn, "user", "link", email], check=True, capture_output=True, text=True).stdout
        self.links = {"desk": re.search(r"http://\S+", link).group(0)}


class Django:
    def __init__(self, python, folder):
        self.port = free_port()
        environment = os.environ | {"DATABASE": f"{folder}/django.db"}
        subprocess.run([python, "django_pair.py"], cwd=HERE, env=environment, check=True)
        self.child = subprocess.Popen(
            [python, "-m", "gunicorn", "-w", "2", "-b", f"127.0.0.1:{self.port}", "--log-level", "error", "django_pair"],
            cwd=HERE, env=environment)
        wait_for(self.port, self.child)

    def script(self):
        answer = subprocess.run(["curl", "-si", f"http://127.0.0.1:{self.port}/enter"], check=True, capture_output=True, text=True).stdout
        self.cookie = "; ".join(re.findall(r"(?i)^set-cookie: ([^;]+)", answer, re.M))
        token = answer.strip().splitlines()[-1]
        return f"""
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.body = "csrfmiddlewaretoken={token}&given=Olena&family=Bench&birth=1984&arrived_on=2026-03-01&status=temporary_protection"
"""

    def stop(self):
        self.child.terminate()
        self.child.wait(timeout=30)


def measure(jobs):
    found = {name: ([], []) for name in jobs}
    for _ in range(RUNS):
        for name, (port, register, page, cookie, script) in jobs.items():
            found[name][0].append(wrk(port, register, cookie, script)[2])
            found[name][1].append(wrk(port, page, cookie)[2])
    base = found.get("Django, SQLite")
    print(f"{'':18} {'registrations/s':>16} {'list pages/s':>14} {'of Django':>14}")
    for name, (registered, pages) in found.items():
        medians = [statistics.median(runs) for runs in (registered, pages)]
        ratio = " / ".join(f"{m / statistics.median(b):.2f}" for m, b in zip(medians, base)) if base else "-"
        print(f"{name:18} {medians[0]:16.0f} {medians[1]:14.0f} {ratio:>14}")


def main():
    binary, *rest = sys.argv[1:]
    today = time.strftime("%Y-%m-%d", time.gmtime())
    jobs = {}
    # A measurement that fails leaves no server behind, and the folder goes last.
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as servers:
        folder = Path(folder)
        folder.chmod(0o755)
        demo = Hamn(binary, folder / "demo", 1000)
        servers.callback(demo.stop)
        postgres = Postgres(folder / "postgres")
        servers.callback(postgres.stop)
        served = Served(binary, folder, folder / "demo", postgres.url)
        servers.callback(served.stop)
        for name, hamn in (("Hamn, SQLite", demo), ("Hamn, PostgreSQL", served)):
            cookie = hamn.sign_in("desk")
            _, page = hamn.request("GET", "/desk", cookie)
            csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', page).group(1)
            jobs[name] = (hamn.port, "/desk", "/households", cookie, registration(csrf, today))
        if rest:
            django = Django(rest[0], folder)
            servers.callback(django.stop)
            script = django.script()
            jobs["Django, SQLite"] = (django.port, "/", "/", django.cookie, script)
        measure(jobs)


main()
