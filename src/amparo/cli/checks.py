"""`amparo check`: is the program sound, and is this installation ready for people to rely on it?"""

from typing import Annotated

import typer

from amparo.cli.preparation import prepare


def check(
    deploy: Annotated[
        bool, typer.Option("--deploy", help="Ask everything a real installation needs.")
    ] = False,
) -> None:
    """Say in words what is wrong or left to do. Exit code 1 when something must be done first."""
    prepare()
    from django.core.checks import ERROR, run_checks

    from amparo import deployment

    messages = [found for found in run_checks(include_deployment_checks=deploy) if not found.is_silenced()]
    for found in sorted(messages, key=lambda message: -message.level):
        kind = "must be done" if found.is_serious(ERROR) else "should be done"
        typer.echo(f"[{kind}] {found.msg}" + (f"\n    {found.hint}" if found.hint else ""))
    if not messages:
        typer.echo("Nothing to complain about.")
    if deploy:
        typer.echo("\nNo program can see whether these are true; look yourself:")
        for reminder in deployment.REMINDERS:
            typer.echo(f"  - {reminder}")
    if any(found.is_serious(ERROR) for found in messages):
        raise typer.Exit(1)
