"""The environment that every test runs in, whatever surrounds it: enter before settings are read."""

import os
from pathlib import Path

FORCED = {
    "AMPARO_MODE": "demonstration",
    "AMPARO_SECRET_KEY": "test-only-0123456789abcdefghijklmnopqrstuvwxyz-cookies",
    "AMPARO_PEPPER": "test-only-0123456789abcdefghijklmnopqrstuvwxyz-pepper",
    "AMPARO_LEDGER_SEED": "test-only-0123456789abcdefghijklmnopqrstuvwxyz-ledger",
    "AMPARO_PLAIN_STATIC": "1",
    "AMPARO_ARGON2": "1,8",  # the cheapest that a deployment may ask for; tests/conftest.py goes below it
    "DJANGO_SETTINGS_MODULE": "amparo.settings",
}


def enter() -> None:
    """Forget the surrounding installation's settings; files go to `test/` below its AMPARO_VAR.

    There each of pytest-xdist's workers has its own folder: two may load a demonstration at the same time.
    """
    home = Path(os.environ.get("AMPARO_VAR", "var")).resolve()
    worker = os.environ.get(
        "PYTEST_XDIST_WORKER"
    )  # its AMPARO_VAR is the controller's, which was here already
    for name in [name for name in os.environ if name.startswith("AMPARO_")]:
        del os.environ[name]
    home = home / (worker or "test")
    (home / "static").mkdir(parents=True, exist_ok=True)
    os.environ.update(FORCED, AMPARO_VAR=str(home))
