"""What a command does before it may touch a model: mode, secrets, database, Django, in this order."""

import os
import secrets
from pathlib import Path

from amparo import embedded
from amparo.kernel import env
from amparo.kernel.errors import Misconfigured

# Some 500 receipts and passwords are stretched before the first page: at production's cost that takes
# a minute, and all that they protect is made up. Kept beside the secrets: it may never change.
_CHEAP_STRETCHING = "AMPARO_ARGON2=1,8\n"


def prepare() -> None:
    """Start (or join) the database and set Django up. Raises Misconfigured, Unavailable."""
    for name in env.SECRETS:  # before a database is started in vain
        env.secret(name)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings")
    embedded.start()
    import django

    django.setup()


def secrets_file() -> Path:
    """Where the demonstration's secrets are: made once, readable by their owner only."""
    return embedded.folder() / "demonstration.env"


def use_demonstration() -> None:
    """Switch this process to the demonstration: its mode, and its own secrets.

    Raises Misconfigured when the environment already says that this is production.
    """
    if os.environ.get("AMPARO_MODE", "demonstration") != "demonstration":
        raise Misconfigured("AMPARO_MODE says production; the demonstration does not start next to it.")
    os.environ["AMPARO_MODE"] = "demonstration"
    if all(name in os.environ or f"{name}_FILE" in os.environ for name in env.SECRETS):
        return
    for line in _kept_secrets().splitlines():
        name, _, value = line.partition("=")
        os.environ[name] = value


def _kept_secrets() -> str:
    path = secrets_file()
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    text = _CHEAP_STRETCHING + "".join(f"{name}={secrets.token_urlsafe(48)}\n" for name in env.SECRETS)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as sink:
        sink.write(text)
    return text
