"""An earlier result that a day's posts are added to: whether it is whole, and made in the same way."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from amparo_detect.errors import OptionError, ResultChanged, ResultError
from amparo_detect.run.job import Options
from amparo_detect.run.work import sha256

FORMAT = 2  # of what is kept under state/; another number cannot be added to
READ_WHOLE = ("posts.parquet", "templates.parquet", "networks.parquet", "contacts.parquet", "leads.jsonl")
# What a number or a key is must not have changed since; of other packages a newer version may go on.
SAME = ("amparo_detect", "phonenumbers", "polars")


@dataclass(frozen=True)
class Previous:
    """A result that can be added to. `account` is its run.json."""

    folder: Path
    account: Mapping[str, Any]

    @property
    def posts(self) -> int:
        """How many posts it has."""
        return int(self.account["state"]["posts"])

    def column(self, name: str, column: str) -> pl.Series:
        """One column of a published table, a row for each post."""
        return pl.read_parquet(self.folder / f"{name}.parquet", columns=[column]).to_series()


def opened(folder: Path, options: Options, versions: Mapping[str, str]) -> Previous:
    """The result in `folder`, to which a run with these options and versions adds.

    Files that are read whole are compared with their fingerprints, of the others the sizes are looked at.
    Raises ResultError when it is none or keeps no state, ResultChanged when a file is missing or is not as it
    was left, OptionError when it was made with options or versions with which nothing can be added.
    """
    try:
        account = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        sizes, state = account["bytes"], account["state"]
        previous = Previous(folder, account)
        asked, made_by = account["options"], account["versions"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResultError(folder=folder, missing="run.json") from error
    if not state:
        raise ResultError(folder=folder, missing="state")
    if folder.resolve() == options.out.resolve():
        why = ("another folder than --previous.", "uma pasta diferente da de --previous.")
        raise OptionError(option="--out", why_en=why[0], why_pt=why[1])
    _refuse_another_way(asked, options)
    made = {name: made_by[name] for name in SAME} | {"state": state["format"]}
    here = {name: versions[name] for name in SAME} | {"state": FORMAT}
    for name, version in here.items():
        if made[name] != version:
            raise OptionError(
                option="--previous",
                why_en=f"made with {name} {made[name]}, here is {version}: make the whole once more.",
                why_pt=f"feito com {name} {made[name]}, aqui há {version}: faça tudo de novo uma vez.",
            )
    _refuse_what_changed(previous, sizes)
    return previous


def _refuse_another_way(asked: Mapping[str, Any], options: Options) -> None:
    """What was carried over would not fit what is found today."""
    weights = None if options.weights is None else dict(sorted(options.weights.items()))
    for option, before, now in (
        ("--country", asked["country"], options.country),
        ("--weights", asked.get("weights"), weights),
    ):
        if before != now:
            raise OptionError(
                option=option,
                why_en="not the same as in the previous result; use the same, or make the whole once more.",
                why_pt="diferente do resultado anterior; use o mesmo, ou faça tudo de novo uma vez.",
            )


def _refuse_what_changed(previous: Previous, sizes: Mapping[str, int]) -> None:
    fingerprints: Mapping[str, str] = previous.account["outputs"]
    for name in sorted({*sizes, *fingerprints}):
        path = previous.folder / name
        # A name that leads out of the folder was not written by a run.
        known = name in sizes and name in fingerprints and ".." not in Path(name).parts
        same = known and path.is_file() and path.stat().st_size == sizes[name]
        if not same or (name in READ_WHOLE and sha256(path) != fingerprints[name]):
            raise ResultChanged(folder=previous.folder, file=name)
