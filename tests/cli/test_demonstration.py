"""`amparo demo run`, for real: from nothing, in a folder of its own, gone without a trace when stopped."""

import gzip
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

AGAIN = 0.5  # of what the first start takes, which makes a country, is too much for a second one
FOURTEEN_KILOBYTES = 14 * 1024
PLANTED = "4711-0815-planted"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def living(home: Path, parent: int) -> list[str]:
    """Processes that belong to this demonstration and still run."""
    found = []
    for process in psutil.process_iter(["pid", "cmdline", "status", "environ"]):
        if process.info["status"] == psutil.STATUS_ZOMBIE:  # ended; its parent has not looked yet
            continue
        line = " ".join(process.info["cmdline"] or [])
        if (
            process.pid == parent
            or str(home) in line
            or (process.info["environ"] or {}).get("AMPARO_VAR") == str(home)
        ):
            found.append(line)
    return found


def start(home: Path, port: int) -> "subprocess.Popen[str]":
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DATABASE_"))
    }
    return subprocess.Popen(
        [sys.executable, "-m", "amparo.cli", "demo", "run", "--size", "3", "--cases", "0"],
        env=kept | {"AMPARO_VAR": str(home), "PORT": str(port), "AMPARO_ARGON2": "1,8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def await_page(process: "subprocess.Popen[str]", port: int, patience: float) -> None:
    """Wait until the first page answers."""
    begun = time.monotonic()
    while time.monotonic() - begun < patience:
        assert process.poll() is None, process.communicate()[0]
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                assert answer.status == 200
                return
        except ConnectionError:
            time.sleep(0.1)
        except OSError as error:
            if not isinstance(getattr(error, "reason", None), ConnectionError):
                raise
            time.sleep(0.1)
    raise AssertionError("no page in time")


def get(port: int, path: str) -> tuple[int, str, bytes]:
    """Status, encoding and body of a page, as a browser asks for it."""
    headers = {"Accept-Encoding": "gzip", "User-Agent": PLANTED, "Referer": f"http://{PLANTED}/"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own address
            return answer.status, answer.headers.get("Content-Encoding", ""), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Content-Encoding", ""), error.read()


def processor_seconds(pid: int) -> float:
    """Work done by a process and all below it: unlike the clock, the same on a busy machine."""
    root = psutil.Process(pid)
    times = [process.cpu_times() for process in [root, *root.children(recursive=True)]]
    return float(sum(t.user + t.system + t.children_user + t.children_system for t in times))


def serves_everyone_and_notes_nothing(port: int) -> None:
    """Many at once, all web processes; compressed pages and styles; a secret in an address goes nowhere."""
    with ThreadPoolExecutor(8) as crowd:
        pages = list(crowd.map(lambda _number: get(port, "/"), range(40)))
    assert {(status, encoding) for status, encoding, _body in pages} == {(200, "gzip")}
    assert max(len(body) for _status, _encoding, body in pages) < FOURTEEN_KILOBYTES
    styles = re.findall(r'href="(/static/[^"]+\.css)"', gzip.decompress(pages[0][2]).decode())
    assert styles
    for style in styles:
        assert re.search(r"\.[0-9a-f]{12}\.css$", style), "named by its content"
        assert get(port, style)[:2] == (200, "gzip")
    assert get(port, f"/{PLANTED}/?receipt={PLANTED}")[0] == 404


def end(process: "subprocess.Popen[str]") -> None:
    """Gone, and its children with it, also after a failed test."""
    process.terminate()
    process.communicate(timeout=60)


def stop(process: "subprocess.Popen[str]", home: Path, how: signal.Signals) -> str:
    """Everything it printed, once it is gone; fails when anything of it stays behind."""
    process.send_signal(how)
    printed, _ = process.communicate(timeout=60)
    assert process.returncode == (0 if how == signal.SIGINT else 128 + how), printed
    assert living(home, process.pid) == []
    for word in ("Traceback", "ERROR", PLANTED):
        assert word not in printed, printed
    return printed


def test_it_starts_from_nothing_serves_starts_again_and_leaves_nothing(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home, port = tmp_path_factory.mktemp("demo"), free_port()
    first = start(home, port)
    try:
        await_page(first, port, patience=90)
        made = processor_seconds(first.pid)
        time.sleep(1)  # until it has noticed that, too, and said so
        assert (home / "demonstration.env").stat().st_mode & 0o777 == 0o600
        assert len(living(home, first.pid)) >= 4, "web, worker, database and what started them"
        serves_everyone_and_notes_nothing(port)
        assert f"http://127.0.0.1:{port}/" in stop(first, home, signal.SIGINT)
        again = start(home, port)
        try:
            await_page(again, port, patience=90)
            assert processor_seconds(again.pid) < AGAIN * made
            stop(again, home, signal.SIGTERM)
        finally:
            end(again)
    finally:
        end(first)
