"""Asks a program of its own for what a lead shows beside its own line; see reading_again.py."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from amparo.leads.running.spool import Spool


@dataclass(frozen=True)
class Asking:
    """`rows` whose networks are wanted; `columns`: role → column that the person named."""

    rows: frozenset[int] = frozenset()
    columns: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Seen:
    """`texts`: post id → the texts of the posts with evidence that bear it. `shares`: how all posts and the
    leads spread.

    `nationalities`: network → codes that its posts mention. `homes`: row → the network that its post lies in.
    """

    texts: dict[str, list[str]] = field(repr=False)
    shares: dict[str, Any]
    nationalities: dict[int, list[str]]
    homes: dict[int, int]


def look(material: list[Path], spool: Spool, found: list[dict[str, Any]], asked: Asking) -> Seen:
    """Read the material once more. Raises CalledProcessError."""
    wanted, answer = spool.path / "wanted.json", spool.path / "answer.json"
    told = {
        "posts": sorted(_evidence(found)),
        "rows": sorted(asked.rows),
        "leads": [lead["network"] for lead in found],
        "columns": asked.columns,
    }
    wanted.write_text(json.dumps(told))
    module = "amparo.leads.running.reading_again"
    line = [sys.executable, "-m", module, str(spool.out), str(wanted), str(answer), *map(str, material)]
    environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "POLARS_MAX_THREADS": "1"}
    subprocess.run(line, check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own program
    said = json.loads(answer.read_text("utf-8"))
    nationalities = {int(network): codes for network, codes in said["nationalities"].items()}
    homes = {int(row): network for row, network in said["homes"].items()}
    shares = said["shares"] | {"leads": _spread(found, nationalities)}
    return Seen(said["texts"], shares, nationalities, homes)


def _evidence(found: Iterable[Mapping[str, Any]]) -> set[str]:
    return {
        one["id"]
        for lead in found
        for part in ("reasons", "lowering")
        for reason in lead[part]
        for one in reason["evidence"]
    }


def _spread(found: list[dict[str, Any]], nationalities: Mapping[int, list[str]]) -> dict[str, Any]:
    """How many leads have a language first, name a country, mention a nationality."""
    languages = Counter(next(iter(lead["languages"]), "und") for lead in found)
    countries = Counter(
        code for lead in found for code in {place["country"] for place in lead["places"]} if code
    )
    mentioned = Counter(code for lead in found for code in nationalities.get(lead["network"], ()))
    return {
        "posts": len(found),
        "languages": dict(languages),
        "countries": dict(countries),
        "nationalities": dict(mentioned),
    }
