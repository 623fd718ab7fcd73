"""`amparo`: the one command line."""

import os
import sys


def main() -> None:
    """Entry point of the `amparo` command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings")
    from django.core.management import execute_from_command_line

    from amparo import embedded

    embedded.start()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
