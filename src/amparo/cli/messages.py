"""`amparo messages`: the catalogues of every language, kept in step with the source. Needs no database."""

from pathlib import Path
from typing import Annotated

import typer

from amparo.kernel.errors import AmparoError


def messages(
    apps: Annotated[
        list[str] | None, typer.Argument(help="Only these apps (or 'shared').", show_default="all")
    ] = None,
    compile_: Annotated[bool, typer.Option("--compile", help="Only compile what is stale.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Only list what is missing.")] = False,
) -> None:
    """Collect the strings to translate, update every language's catalogues, and compile them."""
    from amparo.cli import extraction
    from amparo.kernel import catalogues

    folders = extraction.components()
    if unknown := set(apps or ()) - set(folders):
        raise AmparoError(f"No such app: {', '.join(sorted(unknown))}. There are: {', '.join(folders)}.")
    if check:
        found = list(extraction.faults())
        for fault in found:
            typer.echo(fault)
        raise typer.Exit(1 if found else 0)
    if not compile_:
        _tell("updated", extraction.update(apps or ()))
    _tell("compiled", catalogues.compile_stale(folders.values()))


def _tell(what: str, paths: list[Path]) -> None:
    from amparo.cli import extraction

    for path in paths:
        typer.echo(f"{what} {path.relative_to(extraction.PRODUCT)}")
