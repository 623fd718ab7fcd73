"""`amparo demo run`, for real: from nothing, in a folder of its own, gone without a trace when stopped."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

SECONDS_AGAIN = 10.0


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
        [sys.executable, "-m", "amparo.cli", "demo", "run", "--size", "3"],
        env=kept | {"AMPARO_VAR": str(home), "PORT": str(port), "AMPARO_ARGON2": "1,8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def await_page(process: "subprocess.Popen[str]", port: int, patience: float) -> float:
    """Seconds until the first page answered."""
    begun = time.monotonic()
    while time.monotonic() - begun < patience:
        assert process.poll() is None, process.communicate()[0]
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                assert answer.status == 200
                return time.monotonic() - begun
        except ConnectionError:
            time.sleep(0.1)
        except OSError as error:
            if not isinstance(getattr(error, "reason", None), ConnectionError):
                raise
            time.sleep(0.1)
    raise AssertionError("no page in time")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_from_nothing_and_leaves_nothing(
    tmp_path_factory: pytest.TempPathFactory, how: int
) -> None:
    home = tmp_path_factory.mktemp("demo")
    port = free_port()
    process = start(home, port)
    try:
        await_page(process, port, patience=60)
        time.sleep(1)  # until it has noticed that, too, and said so
        assert (home / "demonstration.env").stat().st_mode & 0o777 == 0o600
        assert len(living(home, process.pid)) >= 4, "web, worker, database and what started them"
        process.send_signal(how)
        printed, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode in {0, 143}, printed
    assert "Traceback" not in printed
    assert f"http://127.0.0.1:{port}/" in printed
    assert living(home, process.pid) == []
    if how == signal.SIGINT:
        again = start(home, port)
        try:
            assert await_page(again, port, patience=30) < SECONDS_AGAIN
        finally:
            again.send_signal(signal.SIGINT)
            again.communicate(timeout=30)
        assert living(home, again.pid) == []
