"""The command line as a person meets it: helpful, one sentence when it refuses, never a traceback."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from amparo.kernel.env import SECRETS

Environment = dict[str, str]


def run(environment: Environment, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "amparo.cli", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refusal(environment: Environment, *words: str) -> str:
    """The one sentence that a command refuses with."""
    done = run(environment, *words)
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.fixture
def bare(tmp_path: Path) -> Environment:
    """A machine where nothing was set: production, no secrets, nothing installed yet."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DATABASE_"))
    }
    return kept | {"AMPARO_VAR": str(tmp_path)}


def test_help_needs_nothing_and_starts_nothing(bare: Environment, tmp_path: Path) -> None:
    for words in ([], ["--help"], ["serve", "--help"], ["demo", "--help"], ["ledger", "verify", "--help"]):
        done = run(bare, *words)
        assert "Usage: " in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
    assert "made-up people" in run(bare, "--help").stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["serve", "worker", "migrate", "check"])
def test_production_without_secrets_refuses_before_anything_starts(
    bare: Environment, tmp_path: Path, command: str
) -> None:
    assert "AMPARO_SECRET_KEY is not set" in refusal(bare, command)
    assert list(tmp_path.iterdir()) == []


def test_a_weak_secret_is_named_and_not_repeated(bare: Environment) -> None:
    strong = {name: f"{name}-0123456789abcdefghijklmnopqrstuvwxyz" for name in SECRETS}
    told = refusal(bare | strong | {"AMPARO_PEPPER": "hunter2hunter2"}, "serve", "--port", "0" * 1 + "8099")
    assert "AMPARO_PEPPER is too weak" in told
    assert "hunter2" not in told


def test_the_demonstration_refuses_production(bare: Environment) -> None:
    assert "AMPARO_MODE says production" in refusal(bare | {"AMPARO_MODE": "production"}, "demo", "load")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_a_taken_port_is_said(taken_port: int) -> None:
    told = refusal(dict(os.environ), "serve", "--port", str(taken_port))
    assert f"Cannot listen on 127.0.0.1:{taken_port}" in told


def test_a_database_that_is_not_there_is_said() -> None:
    gone = dict(os.environ) | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    assert "The database does not answer" in refusal(gone, "migrate")


def test_an_unknown_app_is_said() -> None:
    assert "No such app: nothing" in refusal(dict(os.environ), "messages", "nothing")


def test_a_file_that_is_no_export_is_said(tmp_path: Path) -> None:
    (tmp_path / "export").write_text("nothing of ours\n")
    for name in ("export", "gone"):
        assert "Traceback" not in refusal(dict(os.environ), "ledger", "verify", str(tmp_path / name))
