"""`geography`: load a deployment's places."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from amparo.geography import load
from amparo.kernel.errors import AmparoError


class Command(BaseCommand):
    """Every file is loaded whole or not at all; the same file can be loaded again."""

    help = "Load units, outlines and areas of armed conflict; geography/data/README.md shows the columns."

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        units = kinds.add_parser("units", help="provinces and districts with their population, as CSV")
        units.add_argument("file", type=Path, nargs="?", default=load.MOZAMBIQUE)
        conflict = kinds.add_parser("conflict", help="areas declared to be in armed conflict, as CSV")
        conflict.add_argument("file", type=Path)
        boundaries = kinds.add_parser("boundaries", help="outlines as GeoJSON or TopoJSON")
        boundaries.add_argument("file", type=Path)
        boundaries.add_argument("--code", default="pcode", help="the property that holds the p-code")
        boundaries.add_argument("--source", default="", help="the credit to show under the map")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            if options["kind"] == "units":
                self.stdout.write(f"{load.load_units(file)} units loaded.")
            elif options["kind"] == "conflict":
                overdue = load.load_conflict(file)
                self.stdout.write("Declarations loaded.")
                if overdue:
                    self.stdout.write(f"Their review is overdue: {', '.join(overdue)}.")
            else:
                count = load.load_boundaries(file, code=options["code"], source=options["source"])
                self.stdout.write(f"{count} outlines loaded.")
        except AmparoError as error:
            raise CommandError(str(error)) from None
