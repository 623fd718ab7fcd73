"""`amparo law`: which law the country's cases are held against."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amparo.cli.preparation import prepare
from amparo.kernel.errors import AmparoError

if TYPE_CHECKING:
    from amparo.law.map import LawMap

app = typer.Typer(help="Load or check the law map.", no_args_is_help=True)

Folder = Annotated[
    str, typer.Argument(help="A folder of your own, or the name of a map that comes with Amparo.")
]
FIRST = "mozambique"


@app.command()
def load(folder: Folder = FIRST) -> None:
    """Make the law map in a folder the one in use; safe to repeat."""
    prepare()
    from amparo.cases.lawmap.actions import load_map

    loaded = load_map(_path(folder))
    typer.echo(f"{_counts(loaded.rows)} {'Loaded.' if loaded.changed else 'This map was in use already.'}")


@app.command()
def check(folder: Folder = FIRST) -> None:
    """Read a folder and say what is wrong with it, or what nobody has verified yet; changes nothing."""
    prepare()
    from amparo.law.folder import read
    from amparo.law.models import Verification

    rows = read(_path(folder)).rows
    unchecked = [
        row
        for row in [*rows.instruments, *rows.provisions, *rows.coverages, *rows.gaps]
        if row.verification != Verification.VERIFIED
    ]
    typer.echo(f"{_counts(rows)} {len(unchecked)} rows are not verified.")


def _counts(rows: "LawMap") -> str:
    return (
        f"{len(rows.instruments)} instruments, {len(rows.provisions)} provisions, "
        f"{len(rows.coverages)} coverages, {len(rows.gaps)} gaps."
    )


def _path(folder: str) -> Path:
    from amparo.law.folder import PACKAGED, packaged

    if folder in packaged():
        return PACKAGED / folder
    if not Path(folder).is_dir():
        raise AmparoError(
            f"There is no folder {folder}; maps that come with Amparo: {', '.join(packaged())}."
        )
    return Path(folder)
