"""Which rows of the material were refused and why, and what else was amiss with a file that was read: counts
in the clear, the list sealed.

What stood in a refused row is nowhere kept but in the sealed file itself.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amparo.kernel.fields import open_field, seal_fields
from amparo.leads import wording
from amparo.leads.models import Run
from amparo.leads.running import faults
from amparo_detect.readers.rows import REASONS

MOST_KEPT = 10_000  # stretches of neighbouring rows with one reason
_CODES = {words[0]: code for code, words in REASONS.items()}  # runs are told to write in English


@dataclass(frozen=True)
class Stretch:
    """Neighbouring rows of one file, refused for one reason. Rows count from 1, without a table's header."""

    file: str
    first: int
    last: int
    words: str


def keep(run: Run, out: Path, names: Sequence[str], key: bytes) -> None:
    """Put into the run what the library refused; the row is not saved. `names`: the files', first to last."""
    counts: Counter[str] = Counter()
    inputs: dict[str, int] = {}
    stretches: list[list[Any]] = []
    unlisted = 0
    amiss = _notes(out / "run.json")
    for name, row, code in _rows(out / "refused.csv"):
        counts[code] += 1
        place = inputs.setdefault(name, len(inputs))
        if stretches and not unlisted and stretches[-1][:1] + stretches[-1][2:] == [place, row - 1, code]:
            stretches[-1][2] = row
        elif len(stretches) < MOST_KEPT:
            stretches.append([place, row, row, code])
        else:
            unlisted += 1
    if counts or amiss:
        files = [faults.named(name, names) for name in inputs]
        told = [[faults.named(name, names), code, row] for name, code, row in amiss]
        listed = {"files": files, "stretches": stretches, "unlisted": unlisted, "notes": told}
        seal_fields(run, key, refused=listed)
    run.counts = run.counts | {"reasons": dict(counts)}


def reasons(run: Run) -> list[tuple[str, int]]:
    """Each reason in the reader's language with its rows, most rows first. Empty for runs of before."""
    counts: dict[str, int] = run.counts.get("reasons", {})
    return [(wording.refusal(code), rows) for code, rows in sorted(counts.items(), key=lambda one: -one[1])]


def listed(run: Run, key: bytes, *, start: int, most: int) -> tuple[list[Stretch], int]:
    """Stretches of a run from the one at `start` (from 0) on; rows that no list has. Raises SealBroken."""
    kept = open_field(run, "refused", key) or {"files": [], "stretches": [], "unlisted": 0}
    found = [
        Stretch(kept["files"][place], first, last, wording.refusal(code))
        for place, first, last, code in kept["stretches"][start : start + most]
    ]
    return found, kept["unlisted"]


def notes(run: Run, key: bytes) -> list[tuple[str, str]]:
    """Files that were read and yet are not as they should be: the file's name, what is amiss. Raises
    SealBroken."""
    kept = open_field(run, "refused", key) or {}
    return [(file, wording.note(code, row)) for file, code, row in kept.get("notes", ())]


def _notes(path: Path) -> list[tuple[str, str, int | None]]:
    """Input, code and row of each note."""
    inputs = json.loads(path.read_text("utf-8"))["inputs"]
    return [(each["name"], note["code"], note["row"]) for each in inputs for note in each["notes"]]


def _rows(path: Path) -> Iterator[tuple[str, int, str]]:
    """Input, row and code of the reason. A result without the file refused nothing."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for told in csv.DictReader(file):
            yield told["input"], int(told["row"]), _CODES.get(told["reason"], told["reason"])
