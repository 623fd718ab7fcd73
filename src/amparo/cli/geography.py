"""`amparo geography`: the places of this deployment, each file loaded whole or not at all."""

from pathlib import Path
from typing import Annotated

import typer

from amparo.cli.preparation import prepare

app = typer.Typer(help="Load places, their outlines and areas of armed conflict.", no_args_is_help=True)


@app.command()
def load(
    file: Annotated[
        Path | None, typer.Argument(help="Units as CSV, keyed by p-code.", show_default="Mozambique")
    ] = None,
) -> None:
    """Load or update provinces and districts with their population; safe to repeat."""
    prepare()
    from amparo.geography.load import MOZAMBIQUE, load_units

    typer.echo(f"{load_units(file or MOZAMBIQUE)} places loaded.")


@app.command()
def conflict(file: Annotated[Path, typer.Argument(help="CSV with pcode, basis and review_by.")]) -> None:
    """Declare which places are in armed conflict, and no others; reports from there are more urgent."""
    prepare()
    from amparo.geography.load import load_conflict

    overdue = load_conflict(file)
    typer.echo("Declarations loaded.")
    if overdue:
        typer.echo(f"Their review is overdue: {', '.join(overdue)}.")


@app.command()
def boundaries(
    file: Annotated[Path, typer.Argument(help="GeoJSON or TopoJSON in WGS 84.")],
    code: Annotated[str, typer.Option(help="The property that holds the p-code.")] = "pcode",
    source: Annotated[str, typer.Option(help="The credit to show under the map.")] = "",
) -> None:
    """Load the outlines that maps are drawn with."""
    prepare()
    from amparo.geography.load import load_boundaries

    typer.echo(f"{load_boundaries(file, code=code, source=source)} outlines loaded.")
