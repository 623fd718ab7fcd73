"""The one place that asks what time it is, so that tests and the demonstration can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_fixed: ContextVar[datetime | None] = ContextVar("fixed_time", default=None)


def now() -> datetime:
    """The current time, timezone-aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def minute() -> datetime:
    """The current time, down to the minute: for moments that seconds could tie to a phone."""
    return now().replace(second=0, microsecond=0)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` (timezone-aware) inside the block.

    Raises ValueError for a naive moment.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a timezone")
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
