"""What is new about a lead since a person judged it. What the two have in common is not told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from amparo.leads import wording


@dataclass(frozen=True)
class Changes:
    """Counts before and now, and what is there now and was not."""

    posts: tuple[int, int]
    scripts: tuple[int, int]
    score: tuple[float, float]
    reasons: list[str]
    gone: list[str]  # reasons that no longer hold
    contacts: list[tuple[str, str]] = field(repr=False)  # kind in words, value
    accounts: list[str] = field(repr=False)
    places: list[str]


def differ(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether it is another question now: other posts, reasons, contacts or places. Ids of posts are not."""
    return _essence(before) != _essence(now)


def since(before: Mapping[str, Any], now: Mapping[str, Any]) -> Changes:
    """Both as `keeping` seals them."""
    flags = [{one["flag"]: wording.said(one["wording"]) for one in side["reasons"]} for side in (before, now)]
    contacts = [
        _keys([one for one in side["contacts"] if not one["shared"]], "kind", "value")
        for side in (before, now)
    ]
    accounts = [_keys(side["accounts"], "source") for side in (before, now)]
    places = [_keys(side["places"], "name") for side in (before, now)]
    return Changes(
        posts=(before["posts"], now["posts"]),
        scripts=(len(before["templates"]), len(now["templates"])),
        score=(before["score"], now["score"]),
        reasons=[words for flag, words in flags[1].items() if flag not in flags[0]],
        gone=[words for flag, words in flags[0].items() if flag not in flags[1]],
        contacts=[
            (wording.kind(kind), value) for kind, value in contacts[1] if (kind, value) not in contacts[0]
        ],
        accounts=[source for (source,) in accounts[1] if (source,) not in accounts[0]],
        places=[name for (name,) in places[1] if (name,) not in places[0]],
    )


def _keys(rows: list[dict[str, Any]], *names: str) -> dict[tuple[Any, ...], None]:
    return dict.fromkeys(tuple(row[name] for name in names) for row in rows)


def _essence(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "whole": (content["posts"], content["score"], len(content["templates"])),
        "reasons": [(one["flag"], one["points"]) for one in [*content["reasons"], *content["lowering"]]],
        "contacts": {(one["kind"], one["value"], one["shared"]) for one in content["contacts"]},
        "accounts": {one["source"] for one in content["accounts"]},
        "places": {one["place"] for one in content["places"]},
    }
