"""Typed reading of the environment. A missing or weak value stops the start, and says which one and why."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from amparo.kernel.errors import Misconfigured

SECRETS = ("AMPARO_SECRET_KEY", "AMPARO_PEPPER", "AMPARO_LEDGER_SEED")
SHORTEST_SECRET = 43  # characters of base64 or hex that can carry 256 bits


def text(name: str, default: str | None = None) -> str:
    """The value of `name`, or the content of the file that `name`_FILE points to.

    Raises Misconfigured when neither is set and there is no default.
    """
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise Misconfigured(f"{name}_FILE cannot be read ({error.strerror}).") from None
    value = os.environ.get(name, default)
    if value is None:
        raise Misconfigured(f"{name} is not set. See docs/operations.md.")
    return value


def secret(name: str) -> str:
    """A secret of at least 43 characters and 12 different ones (256 random bits in base64 or hex).

    Raises Misconfigured when it is missing or weak; the value itself is never part of the message.
    """
    value = text(name)
    if len(value) < SHORTEST_SECRET or len(set(value)) < 12:
        raise Misconfigured(
            f"{name} is too weak: give it 32 random bytes or more, as `openssl rand -base64 48` prints them."
        )
    return value


def flag(name: str, default: bool) -> bool:
    """`1`, `true`, `yes`, `on` and their opposites. Raises Misconfigured for any other word."""
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise Misconfigured(f"{name} must be 1 or 0.")


def number(name: str, default: int, least: int = 1) -> int:
    """A whole number of at least `least`. Raises Misconfigured for anything else."""
    value = text(name, str(default))
    if not value.isdecimal() or int(value) < least:
        raise Misconfigured(f"{name} must be a whole number, {least} or more.")
    return int(value)


def argon2(name: str, default: str) -> tuple[int, int]:
    """(passes, bytes) of Argon2id from 'passes,MiB'. Raises Misconfigured."""
    passes, _, mebibytes = text(name, default).partition(",")
    if not (passes.isdecimal() and mebibytes.isdecimal() and int(passes) >= 1 and int(mebibytes) >= 8):
        raise Misconfigured(f"{name} must be passes and MiB, at least 1,8.")
    return int(passes), int(mebibytes) * 1024 * 1024


class MailServer(NamedTuple):
    """Where e-mails are handed over."""

    host: str = ""  # empty: none are sent
    port: int = 0
    user: str = ""
    password: str = ""
    ssl: bool = False  # encrypted from the start
    tls: bool = False  # encrypted after a greeting


def mail(name: str) -> MailServer:
    """A server from 'smtps://user:password@host:465'; without a value none.

    `smtps` encrypts from the start, `smtp+starttls` after a greeting, and `smtp`, which does not, is for a
    server on the same machine. Raises Misconfigured; the value is never part of the message.
    """
    value = text(name, "")
    if not value:
        return MailServer()
    try:
        url = urlsplit(value)
        host, port = url.hostname, url.port
    except ValueError:
        raise Misconfigured(f"{name} is not an address of a mail server.") from None
    if url.scheme not in {"smtp", "smtps", "smtp+starttls"} or not host:
        raise Misconfigured(f"{name} must begin with smtps://, smtp+starttls:// or smtp://, and name a host.")
    if url.scheme == "smtp" and host not in {"localhost", "127.0.0.1", "::1"}:
        raise Misconfigured(f"{name} would send without encryption: use smtps:// or smtp+starttls://.")
    return MailServer(
        host=host,
        port=port or {"smtp": 25, "smtps": 465, "smtp+starttls": 587}[url.scheme],
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        ssl=url.scheme == "smtps",
        tls=url.scheme == "smtp+starttls",
    )


def words(name: str, default: Sequence[str] = ()) -> list[str]:
    """A comma-separated list, blanks dropped."""
    return [word.strip() for word in text(name, ",".join(default)).split(",") if word.strip()]


def choice(name: str, allowed: Sequence[str], default: str) -> str:
    """One of `allowed`. Raises Misconfigured otherwise."""
    value = text(name, default)
    if value not in allowed:
        raise Misconfigured(f"{name} must be one of: {', '.join(allowed)}.")
    return value
