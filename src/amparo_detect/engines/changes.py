"""What a day changed, for changes.json: only numbers of scripts and networks, and new contacts."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo_detect.leads import Lead

Numbers = npt.NDArray[np.int32]


class Standing(NamedTuple):
    """Template and network of each post (−1 for none), and the leads."""

    templates: Numbers
    networks: Numbers
    leads: Sequence[Lead]


def changes(
    before: Standing, after: Standing, tied: Sequence[tuple[int, int]], contacts: pl.DataFrame
) -> dict[str, Any]:
    """JSON-able. `tied`: templates that may be one script; `contacts`: as `new_contacts`."""
    old = len(before.templates)
    return {
        "posts": {"before": old, "added": len(after.templates) - old},
        "templates": _grown("template", before.templates, after.templates)
        | {"may_be_one": [list(pair) for pair in tied]},
        "networks": _grown("network", before.networks, after.networks)
        | _moved(before.networks, after.networks),
        "leads": _leads(before.leads, after.leads),
        "contacts": contacts.to_dicts(),
    }


def new_contacts(carried: pl.DataFrame, held: pl.DataFrame, before: Numbers, after: Numbers) -> pl.DataFrame:
    """`network`, `kind`, `value` of contacts that no post of a known network had before.

    `carried`: post, key, kind, value of the day's posts; `held`: post, key of all posts with these keys.
    """
    old = held.filter(pl.col("post") < len(before))
    known = old.select("key", network=after[old["post"].to_numpy()])
    named = carried.with_columns(network=after[carried["post"].to_numpy()])
    mine = named.filter(pl.col("network").is_in(np.unique(before[before >= 0])))
    found = mine.join(known, on=["key", "network"], how="anti")
    return found.select("network", "kind", "value").unique().sort("network", "kind", "value")


def summary(told: Mapping[str, Any]) -> dict[str, int]:
    """How many of each, for run.json and the terminal."""
    return {
        f"{part}_{name}": len(told[part][name])
        for part, names in {
            "templates": ("new", "grown", "may_be_one"),
            "networks": ("new", "grown", "merged", "split", "gone"),
            "leads": ("new", "changed", "gone"),
        }.items()
        for name in names
    } | {"contacts_new": len(told["contacts"])}


def _sizes(names: Numbers) -> dict[int, int]:
    found, counts = np.unique(names[names >= 0], return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))


def _grown(what: str, before: Numbers, after: Numbers) -> dict[str, Any]:
    then, now = _sizes(before), _sizes(after)
    return {
        "new": [{what: name, "posts": posts} for name, posts in now.items() if name not in then],
        "grown": [
            {what: name, "before": then[name], "after": posts}
            for name, posts in now.items()
            if posts > then.get(name, posts)
        ],
    }


def _moved(before: Numbers, after: Numbers) -> dict[str, Any]:
    """Networks that came together, fell apart, or are none any more."""
    pairs = pl.DataFrame({"before": before, "after": after[: len(before)]}).filter(pl.col("before") >= 0)
    went = pairs.unique().sort("before", "after").group_by("before", maintain_order=True).agg("after")
    now = set(np.unique(after).tolist())
    merged: dict[int, list[int]] = {}
    split, gone = [], []
    for name, parts in went.iter_rows():
        if len(parts) > 1:
            split.append({"network": name, "into": [part for part in parts if part >= 0]})
        elif parts[0] < 0:
            gone.append(name)
        if name not in now:
            for part in parts:
                if part >= 0:
                    merged.setdefault(part, []).append(name)
    return {
        "merged": [{"network": name, "from": sorted(others)} for name, others in sorted(merged.items())],
        "split": split,
        "gone": gone,
    }


def _leads(before: Sequence[Lead], after: Sequence[Lead]) -> dict[str, Any]:
    then = {lead["network"]: _weight(lead) for lead in before}
    now = {lead["network"]: _weight(lead) for lead in after}
    return {
        "new": [{"network": network} | told for network, told in now.items() if network not in then],
        "changed": [
            {"network": network, "before": then[network], "after": told}
            for network, told in now.items()
            if then.get(network, told) != told
        ],
        "gone": [network for network in then if network not in now],
    }


def _weight(lead: Lead) -> dict[str, Any]:
    return {
        "score": lead["score"],
        "reasons": sorted(reason["flag"] for part in ("reasons", "lowering") for reason in lead[part]),
    }
