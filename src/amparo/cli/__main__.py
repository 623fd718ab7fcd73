"""`python -m amparo.cli` is `amparo`."""

from amparo.cli import main

if __name__ == "__main__":  # the web server's workers import this again under another name
    main()
