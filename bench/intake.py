"""Reports filed per second, end to end over HTTP with granian, beside what this machine could do at best.

    python bench/intake.py [--reports 300] [--reporters 4]

Each reporter asks for the start page, answers four questions in the real form and sends. The bare limit is
one Argon2id and one durable insert for each report, with as many at once. A server of its own in a temporary
folder; bounded; nothing of it remains.
"""

import argparse
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

from house import house

STORY = (
    "Prometeram trabalho noutro país a {name} e ficaram com o documento na viagem. Texto de ensaio {number}."
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("--reports", type=int, default=300, help="reports to file in all")
    arguments.add_argument("--reporters", type=int, default=4, help="reporters at the same time")
    chosen = arguments.parse_args()
    with house():
        _country()
        limit = _bare(chosen.reports, chosen.reporters)
        rate = _filed(chosen.reports, chosen.reporters)
        print(f"{'ratio to the bare limit':<58} {rate / limit:>30.2f}")


def _country() -> None:
    from amparo.accounts import keys
    from amparo.accounts.models import Institution, Kind
    from amparo.reports.models import IntakeRule

    institution = Institution(name="Ensaio (demonstração)", kind=Kind.HELPLINE, demonstration=True)
    keys.found(institution)
    IntakeRule.objects.create(institution=institution)


def _row(what: str, count: int, seconds: float, times: list[float]) -> None:
    print(f"{what:<58} {count:>6,} in {seconds:6.2f} s {count / seconds:>8.1f}/s{_spread(times)}")


def _spread(times: list[float]) -> str:
    cuts = quantiles(times, n=20)
    return f"   p50 {cuts[9] * 1000:5.0f} ms   p95 {cuts[18] * 1000:5.0f} ms"


def _bare(count: int, at_once: int) -> float:
    """One Argon2id and one durable insert of 2 KB each: nothing that seals can be faster. Per second."""
    from django.conf import settings
    from django.db import connection
    from psycopg_pool import ConnectionPool

    from amparo.kernel import sealing

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (id bigserial PRIMARY KEY, content bytea NOT NULL)")
    with ConnectionPool(os.environ["DATABASE_URL"], min_size=at_once, max_size=at_once) as pool:

        def one(number: int) -> float:
            begun = time.perf_counter()
            sealing.stretch(f"{number:016d}", b"0123456789abcdef", 64)
            with pool.connection() as link:
                link.execute("INSERT INTO bare (content) VALUES (%s)", [os.urandom(2048)])
            return time.perf_counter() - begun

        begun = time.perf_counter()
        with ThreadPoolExecutor(at_once) as crowd:
            times = list(crowd.map(one, range(count)))
    seconds = time.perf_counter() - begun
    ops, memory = settings.AMPARO_ARGON2
    _row(f"bare: Argon2id ({ops} passes, {memory >> 20} MiB) + insert", count, seconds, times)
    return count / seconds


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Reporter:
    """A browser without JavaScript: cookies, forms, redirects."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = ""

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, where it leads, and the page."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = urlencode({"csrfmiddlewaretoken": self.token, **fields}) if fields is not None else None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        link.request(method, path, body, headers)
        answer = link.getresponse()
        page = answer.read().decode()
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = header.partition("=")
            self.cookies[name] = rest.split(";")[0]
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page):
            self.token = found[1]
        link.close()
        return answer.status, answer.headers.get("Location", ""), page

    def file(self, number: int) -> tuple[float, float]:
        """Seconds for the whole report, and for its last step, the sending."""
        begun = time.perf_counter()
        self.ask("GET", "/report/")
        for path, fields in (
            ("/report/", {"voice": "adult"}),
            ("/report/danger/", {"danger": "no"}),
            ("/report/matter/", {"matter": "offer"}),
            ("/report/story/", {"narrative": STORY.format(name=f"Pessoa {number}", number=number)}),
            ("/report/when/", {"when": "week"}),
        ):
            status, _where, _page = self.ask("POST", path, fields)
            assert status == 302, (path, status)
        self.ask("GET", "/report/check/")
        sending = time.perf_counter()
        status, where, _page = self.ask("POST", "/report/check/", {})
        assert status == 302, status
        assert where.endswith("/report/sent/"), where
        return time.perf_counter() - begun, time.perf_counter() - sending


def _filed(count: int, at_once: int) -> float:
    """Whole reports per second through the real web process."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "amparo.cli", "serve", "--port", str(port)],
        env=os.environ | {"PORT": str(port)},
    )
    try:
        _wait_for(port)
        begun = time.perf_counter()
        with ThreadPoolExecutor(at_once) as crowd:
            times = list(crowd.map(lambda number: Reporter(port).file(number), range(count)))
        seconds = time.perf_counter() - begun
        memory = _memory(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
    from amparo.reports.models import Report

    assert Report.objects.count() == count, "every report that was answered is there"
    _row("whole reports (8 requests each)", count, seconds, [whole for whole, _ in times])
    print(f"{'of which the last step, the sending':<87}{_spread([last for _, last in times])}")
    print(f"{'memory of the web processes together':<58} {memory / 2**20:>26.0f} MiB")
    return count / seconds


def _wait_for(port: int) -> None:
    for _ in range(150):
        try:
            if Reporter(port).ask("GET", "/")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not answer within 30 s")


def _memory(pid: int) -> int:
    """Proportional memory of a process and its children, in bytes."""
    import psutil

    top: Any = psutil.Process(pid)
    return sum(one.memory_full_info().pss for one in (top, *top.children(recursive=True)))


if __name__ == "__main__":
    main()
