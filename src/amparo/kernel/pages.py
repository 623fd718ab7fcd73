"""Pages of a list: some rows, and the mark by which the next page is asked for, without counting rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from django.db import models
from django.http import HttpRequest

PAGE = 25  # rows

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and where the next page begins ('' when this is the last)."""

    rows: list[Row]
    following: str


def cut(rows: "models.QuerySet[Row]", mark: Callable[[Row], tuple[str, ...]]) -> Page[Row]:
    """The first page of ordered rows. `mark`: the parts that say where a row stands in their order."""
    found = list(rows[: PAGE + 1])
    return Page(found[:PAGE], "_".join(mark(found[PAGE - 1])) if len(found) > PAGE else "")


def moment_and_key(after: str) -> tuple[datetime, UUID] | None:
    """The parts of a mark, or None for what is none: the list then begins at its beginning."""
    text, _, key = after.partition("_")
    try:
        return moment(text), UUID(key)
    except ValueError:
        return None


def moment(text: str) -> datetime:
    """A moment in ISO 8601. Raises ValueError for what is none, or has no timezone."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment needs a timezone")
    return found


def address(request: HttpRequest, following: str) -> str:
    """The address of the next page of a list, or '' on the last."""
    if not following:
        return ""
    query = request.GET.copy()
    query["after"] = following
    return f"?{query.urlencode()}"
