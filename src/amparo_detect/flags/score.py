"""How reasons become a score: a sum that anyone can do again with a pencil.

A flag counts whole when at least a quarter of the network's posts carry it, and in proportion below that. The
flags of a phase count up to the cap of the phase. What speaks for an ordinary offer counts whole when at
least half of the posts carry it, up to a cap of its own, and is taken off. The score lies between 0 and 100.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from amparo_detect.flags.catalogue import Catalogue, Flag, catalogue
from amparo_detect.leads import PHASES, PhasePoints, Wording

WHOLE = 0.25  # share of the posts from which on a flag counts whole
LOWERING_WHOLE = 0.5
SINGLE = 0.5  # what only one post carries may be an accident of that post
LEAST = 15.0  # score from which on a network is a lead
LEAST_REASONS = 2


def total(given: Iterable[tuple[Flag, float]]) -> tuple[float, list[PhasePoints]]:
    """The score and what each phase added, of `(flag, points)`."""
    known = catalogue()
    sums = dict.fromkeys(PHASES, 0.0)
    lowered = 0.0
    for flag, value in given:
        if flag.phase is None:
            lowered -= value
        else:
            sums[flag.phase] += value
    phases: list[PhasePoints] = [
        {
            "phase": phase,
            "sum": round(sums[phase], 1),
            "cap": known.caps[phase],
            "counted": round(min(sums[phase], known.caps[phase]), 1),
        }
        for phase in PHASES
    ]
    score = sum(phase["counted"] for phase in phases) - min(lowered, known.lowering_cap)
    return round(min(100.0, max(0.0, score)), 1), phases


def is_lead(score: float, reasons: Iterable[str]) -> bool:
    """Whether a network with this score and these flags is one. Raises KeyError on an unknown flag."""
    flags = [flag_of(code) for code in reasons]
    return score >= LEAST and len(flags) >= LEAST_REASONS and not all(flag.manner for flag in flags)


def flag_of(code: str) -> Flag:
    """The flag or lowering of a code. Raises KeyError on an unknown one."""
    known = catalogue()
    return known.flags.get(code) or known.lowerings[code]


def worded(flag: Flag, facts: dict[str, str]) -> Wording:
    """The flag's sentences with its facts filled in. Raises KeyError when one is missing."""
    return {"en": flag.wording["en"].format(**facts), "pt": flag.wording["pt"].format(**facts)}


def carried(found: pl.DataFrame) -> pl.DataFrame:
    """`flag`, `post`, `start`, `end` of the flags that posts carry, of what `finding.find` found.

    A flag that needs several patterns is carried by posts with all of them, and shows a span of each. A post
    that says what a flag's `unless` names does not carry it, and one that warns carries none.
    """
    known = catalogue()
    needed = _needed(known)
    barred = found.filter(~pl.col("negated")).join(_barring(known), on="code").select("post", "flag")
    plain = found.filter(~pl.col("negated")).select("post", "code", "start", "end")
    turned = found.filter(pl.col("negated") & pl.col("code").is_in(list(known.turned))).select(
        "post", pl.col("code").replace_strict(known.turned, return_dtype=pl.String), "start", "end"
    )
    return (
        pl.concat([plain, turned])
        .unique(["post", "code"], keep="first", maintain_order=True)
        .join(needed, on="code")
        .filter(pl.len().over("post", "flag") == pl.col("needs"))
        .join(barred, on=["post", "flag"], how="anti")
        .join(_warning(known, found).join(_flags(known), how="cross"), on=["post", "flag"], how="anti")
        .select("flag", "post", "start", "end")
        .sort("flag", "post", "start")
    )


def _needed(known: Catalogue) -> pl.DataFrame:
    rows = [
        (code, flag.code, len(flag.found_by))
        for flag in (*known.flags.values(), *known.lowerings.values())
        for code in flag.found_by
    ]
    return pl.DataFrame(rows, schema={"code": pl.String, "flag": pl.String, "needs": pl.UInt32}, orient="row")


def _warning(known: Catalogue, found: pl.DataFrame) -> pl.DataFrame:
    """`post`: those that warn of what they describe, from one end to the other."""
    told = found.filter(~pl.col("negated"))
    offers = told.filter(pl.col("code") == known.warning.unless)
    warns = told.filter(pl.col("code").is_in(known.warning.of)).group_by("post")
    spread = warns.agg(pl.col("start").max().cast(pl.Int64) - pl.col("end").min().cast(pl.Int64))
    return (
        spread.filter(pl.col("start") >= known.warning.apart)
        .join(offers, on="post", how="anti")
        .select("post")
    )


def _flags(known: Catalogue) -> pl.DataFrame:
    return pl.DataFrame({"flag": list(known.flags)}, schema={"flag": pl.String})


def _barring(known: Catalogue) -> pl.DataFrame:
    rows = [(flag.unless, flag.code) for flag in known.flags.values() if flag.unless is not None]
    return pl.DataFrame(rows, schema={"code": pl.String, "flag": pl.String}, orient="row")


def weighed(carried_by: pl.DataFrame) -> pl.DataFrame:
    """`network`, `flag`, `posts`, `points` (below 0 for a lowering), of network, flag, posts, share."""
    known = catalogue()
    flags = (*known.flags.values(), *known.lowerings.values())
    table = pl.DataFrame(
        {
            "flag": [flag.code for flag in flags],
            "weight": [flag.weight if flag.phase else -flag.weight for flag in flags],
            "whole": [WHOLE if flag.phase else LOWERING_WHOLE for flag in flags],
        }
    )
    return carried_by.join(table, on="flag").select(
        "network",
        "flag",
        "posts",
        points=(
            pl.col("weight")
            * (pl.col("share") / pl.col("whole")).clip(upper_bound=1.0)
            * pl.when(pl.col("posts") == 1).then(SINGLE).otherwise(1.0)
        ).round(1),
    )
