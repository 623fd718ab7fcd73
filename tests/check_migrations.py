"""Fails when a model differs from its migrations, or a migration lacks a name. Part of `make check`."""

import re
import sys
from pathlib import Path

from tests import environment

PRODUCT = Path(__file__).resolve().parents[1] / "src" / "amparo"
NAMELESS = re.compile(r"^\d{4}_(auto_\d|alter_|remove_|rename_|.*_and_more$)")


def main() -> None:
    """Exit code 1, with a sentence for each fault, unless models and migrations agree."""
    nameless = [path for path in PRODUCT.glob("*/migrations/[0-9]*.py") if NAMELESS.match(path.stem)]
    for path in sorted(nameless):
        sys.stderr.write(f"{path.parents[1].name}: give migration {path.stem} a name that says what for\n")
    environment.enter()
    from amparo import embedded

    embedded.start(durable=False)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("makemigrations", check=True, dry_run=True)
    sys.exit(1 if nameless else 0)


if __name__ == "__main__":
    main()
