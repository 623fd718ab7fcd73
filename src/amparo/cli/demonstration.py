"""`amparo demo`: a country of made-up people on this machine."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from amparo.cli.preparation import prepare, use_demonstration
from amparo.cli.processes import Port, migrate_database, refuse_taken_port
from amparo.kernel.errors import AmparoError, Unavailable

app = typer.Typer(help="A demonstration country with made-up people, on this machine.", no_args_is_help=True)

Size = Annotated[int, typer.Option(min=0, help="How many reports to make up.")]
Cases = Annotated[int, typer.Option(min=0, help="About how many cases to live through; each takes seconds.")]
Seed = Annotated[int, typer.Option(help="The same number makes up the same country.")]
HOST = "127.0.0.1"
PATIENCE = 30  # seconds for a process to answer, or to end


@app.callback()
def _demonstration() -> None:
    use_demonstration()


@app.command()
def run(port: Port = 8000, size: Size = 300, cases: Cases = 10, seed: Seed = 1) -> None:
    """Start everything: database, made-up country, web and worker. Ctrl-C stops it all."""
    refuse_taken_port(HOST, port)
    _load(size, cases, seed)
    try:
        with _processes(["serve", "--port", str(port)], ["worker"]) as processes:
            _await_answer(port, processes)
            typer.echo(_welcome(port))
            _await_end(processes)
    except KeyboardInterrupt:
        typer.echo("\nStopped.")


@app.command()
def load(size: Size = 300, cases: Cases = 10, seed: Seed = 1) -> None:
    """Load the made-up country into the database, if it is not there yet."""
    _load(size, cases, seed)


def _load(size: int, cases: int, seed: int) -> None:
    prepare()
    from django.db import connection

    from amparo.accounts.models import Institution
    from amparo.demonstration.load import load_country, unfinished_file
    from amparo.start import guard

    if unfinished_file().exists():
        typer.echo("The country was made up only in part: it is thrown away.")
        _empty()
        unfinished_file().unlink()
    migrate_database(verbosity=0)
    guard()
    if not Institution.objects.exists():
        typer.echo("Making up the demonstration country: this first time it takes a minute or two …")
    with connection.cursor() as cursor:  # what is made up can be made up again: no waiting for the disk
        cursor.execute("SET synchronous_commit = off")
    load_country(size=size, seed=seed, cases=cases)


@app.command()
def code(name: Annotated[str, typer.Argument(help="The sign-in name.")]) -> None:
    """Print the current second factor of a made-up person, which a real one would have on their phone."""
    prepare()
    from amparo.demonstration.codes import current_code
    from amparo.start import refuse_mixed_data

    refuse_mixed_data()
    typer.echo(current_code(name))


@app.command()
def reset(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Throw the demonstration's data away; the next `amparo demo run` starts from nothing."""
    prepare()
    if not yes:
        typer.confirm("Throw away all data of the demonstration?", abort=True)
    _empty()
    typer.echo("The demonstration is empty.")


def _empty() -> None:
    """Drop everything. Raises Misconfigured next to real data, AmparoError while something runs on it."""
    from django.db import connection

    from amparo.accounts.models import Institution
    from amparo.start import refuse_mixed_data

    if Institution._meta.db_table in connection.introspection.table_names():
        refuse_mixed_data()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if cursor.fetchone()[0]:
            raise AmparoError("The demonstration is running: stop it first.")
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


@contextmanager
def _processes(*commands: list[str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run `amparo` commands beside each other and end them all at the end, whatever it was."""
    started: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            # A session of its own: Ctrl-C reaches this process only, which then ends the others in order.
            line = [sys.executable, "-m", "amparo.cli", *command]
            started.append(subprocess.Popen(line, start_new_session=True))  # noqa: S603 - our own program
        yield started
    finally:
        for handled in (signal.SIGINT, signal.SIGTERM):  # a second Ctrl-C must not leave half of them behind
            signal.signal(handled, signal.SIG_IGN)
        for process in started:
            process.terminate()
        for process in started:
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _await_answer(port: int, processes: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        _refuse_ended(processes)
        try:
            urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=PATIENCE).close()
        except urllib.error.HTTPError as error:
            raise Unavailable(
                f"The web process answers with an error ({error.code}); its log is above."
            ) from None
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Unavailable("The web process did not answer in time; its log is above.")


def _await_end(processes: list[subprocess.Popen[bytes]]) -> None:
    while True:
        _refuse_ended(processes)
        time.sleep(0.5)


def _refuse_ended(processes: list[subprocess.Popen[bytes]]) -> None:
    if any(process.poll() is not None for process in processes):
        raise Unavailable("A process of the demonstration ended by itself; its log is above.")


def _welcome(port: int) -> str:
    """The address, and one made-up person for each role."""
    from amparo.accounts.models import Membership, Role
    from amparo.demonstration.load import PASSWORD, receipts_file

    members = Membership.objects.current().select_related("person", "institution")
    lines = [f"\nAmparo is at http://{HOST}:{port}/ (demonstration: every person in it is made up).", ""]
    shown = list(members.order_by("role", "started_at", "person__username").distinct("role"))
    if shown:
        lines.append(f"Sign in at http://{HOST}:{port}/desk/ with the password “{PASSWORD}” as:")
        wide = max(len(member.person.username) for member in shown)
        lines += [
            f"  {member.person.username:<{wide}}  {member.get_role_display()}, {member.institution.name}"
            for member in shown
        ]
        officer = next((member for member in shown if member.role == Role.TRIAGE), shown[0])
        lines.append(f"The second factor at the moment: {_own_name()} demo code {officer.person.username}")
    if receipts_file().exists():
        lines.append(f"Receipts to come back with at http://{HOST}:{port}/return/: {receipts_file()}")
    return "\n".join([*lines, "Ctrl-C stops it."])


def _own_name() -> str:
    """How this command is typed here: by its name, or with the folder when that is not on the path."""
    here = Path(sys.prefix) / "bin" / "amparo"
    return "amparo" if shutil.which("amparo") else os.path.relpath(here)
