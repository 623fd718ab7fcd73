"""`amparo`: the one command line.

One module per group of commands, added below. A module here may import the kernel and typer at its top and
nothing else of ours: whatever needs Django or the database is imported inside the command, after `prepare()`,
so that `amparo --help` answers at once on a machine where nothing is set up.
"""

import signal
import sys
from types import FrameType
from typing import Annotated

import typer

from amparo.cli import accounts, checks, demonstration, geography, intake, law, ledger, messages, processes
from amparo.cli.preparation import prepare, use_demonstration
from amparo.kernel.errors import AmparoError

app = typer.Typer(
    name="amparo",
    help="Reports, cases and evidence against trafficking in persons and online sexual abuse of children.\n\n"
    "New here? `amparo demo run` starts a demonstration country with made-up people on this machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def options(
    demo: Annotated[
        bool, typer.Option("--demo", help="Use the demonstration's secrets and mode, as `amparo demo` does.")
    ] = False,
) -> None:
    """What holds for every command."""
    if demo:
        use_demonstration()


app.command()(processes.serve)
app.command()(processes.worker)
app.command()(processes.migrate)
app.command()(checks.check)
app.command()(messages.messages)
app.add_typer(demonstration.app, name="demo")
app.add_typer(geography.app, name="geography")
app.add_typer(accounts.institution, name="institution")
app.add_typer(accounts.person, name="person")
app.add_typer(intake.intake, name="intake")
app.add_typer(law.app, name="law")
app.add_typer(ledger.app, name="ledger")


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    add_help_option=False,
)
def manage(context: typer.Context) -> None:
    """Django's own commands, for developers: `amparo manage makemigrations`, `amparo manage dbshell`."""
    prepare()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["amparo manage", *context.args])


def main() -> None:
    """Entry point of the `amparo` command: a refusal is one sentence on stderr and exit code 1."""
    # A plain SIGTERM would end Python without its farewells, and leave the embedded database running.
    signal.signal(signal.SIGTERM, _leave)
    try:
        app()
    except AmparoError as refusal:
        _refuse(str(refusal))
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if sentence := _expected(error):
            _refuse(sentence)
        raise


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _refuse(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


def _expected(error: Exception) -> str | None:
    """One sentence for a failure from outside; None for a mistake of ours, which keeps its traceback."""
    from django.core.management import CommandError
    from django.db import OperationalError

    if isinstance(error, CommandError):
        return str(error)
    if isinstance(error, OperationalError):
        return "The database does not answer, or refuses the sign-in (DATABASE_URL says which one is meant)."
    return None
