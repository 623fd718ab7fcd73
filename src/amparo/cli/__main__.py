"""`python -m amparo.cli` is `amparo`."""

from amparo.cli import main

main()
