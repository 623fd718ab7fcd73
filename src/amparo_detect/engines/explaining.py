"""What a finished result knows of any network, script or post: what ties it, what it says, why it is no lead.

What words say is judged again from what the result keeps under state/; without that only ties are told.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from amparo_detect.engines.state import Stored
from amparo_detect.errors import NotFound, ResultError, Words
from amparo_detect.flags.catalogue import use_weights
from amparo_detect.flags.score import carried, flag_of, total
from amparo_detect.gathering import Found, judge
from amparo_detect.leads import Lead
from amparo_detect.networks.build import Networks, carried_by, unit
from amparo_detect.networks.hubs import LIMITS, contact_uses, joins
from amparo_detect.report.case import Case, Said, Tie, reasons_against

ALONE = -1  # no network, no script


@dataclass(frozen=True)
class Result:
    """A folder that `run --out` wrote."""

    folder: Path

    @cached_property
    def account(self) -> dict[str, Any]:
        """run.json. Raises ResultError."""
        try:
            held: dict[str, Any] = json.loads((self.folder / "run.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ResultError(folder=self.folder, missing="run.json") from error
        return held

    @cached_property
    def posts(self) -> pl.DataFrame:
        """`post`, `id`, `language`, `template`, `network` of every post. Raises ResultError."""
        ids = self._table("posts").select("id", "language").with_row_index("post")
        for name in ("template", "network"):
            ids = ids.join(self._table(f"{name}s"), on="id", how="left", maintain_order="left")
        return ids.with_columns(pl.col("template", "network").fill_null(ALONE))

    @cached_property
    def contacts(self) -> pl.DataFrame:
        """contacts.parquet with `post` in place of the id."""
        held = self._table("contacts").with_columns(pl.col("kind").cast(pl.String))
        return held.join(self.posts.select("post", "id"), on="id", maintain_order="left").drop("id")

    @cached_property
    def segments(self) -> list[Stored]:
        """What is kept of the texts and words; none where nothing was."""
        state = self.account.get("state") or {"segments": []}
        folder = self.folder / "state"
        return [
            Stored(folder / each["name"], each["first"], each["posts"], each["scripts"])
            for each in state["segments"]
        ]

    def _table(self, name: str) -> pl.DataFrame:
        try:
            return pl.read_parquet(self.folder / f"{name}.parquet")
        except (OSError, pl.exceptions.PolarsError) as error:
            raise ResultError(folder=self.folder, missing=f"{name}.parquet") from error

    def row(self, post: str) -> int:
        """The row of the post with this id. Raises NotFound."""
        rows = self.posts.filter(pl.col("id").cast(pl.String) == post)["post"]
        if not len(rows):
            raise NotFound(folder=self.folder, what=Words(f"post {post}", f"mensagem {post}"))
        return int(rows[0])

    def template_of(self, row: int) -> int:
        """The template of a post, `ALONE` for none."""
        return int(self.posts["template"][row])

    def beside(self, row: int) -> list[int]:
        """The rows of the network that a post is in; the post alone where it is in none."""
        network = int(self.posts["network"][row])
        return [row] if network < 0 else self.rows("network", network)

    def rows(self, column: str, number: int) -> list[int]:
        """The rows of a network or a template. Raises NotFound."""
        found: list[int] = self.posts.filter(pl.col(column) == number)["post"].to_list()
        if number < 0 or not found:
            names = {"network": ("network", "rede"), "template": ("template", "modelo de texto")}[column]
            raise NotFound(folder=self.folder, what=Words(*(f"{name} {number}" for name in names)))
        return found

    def texts(self, rows: Sequence[int]) -> Mapping[int, str]:
        """The texts of rows, where they are kept."""
        wanted = np.unique(np.asarray(rows, dtype=np.uint32))
        return {row: text for each in self.segments for row, text in each.texts_of(wanted)}

    def words(self, rows: Sequence[int]) -> pl.DataFrame:
        """As `flags.finding.find`, of some rows."""
        found = pl.concat([each.table("words") for each in self.segments])
        return found.filter(pl.col("post").is_in(rows))

    def carries(self, row: int) -> list[Said]:
        """The flags that one post carries by itself, in its order; none where no texts are kept."""
        if not self.segments:
            return []
        text = self.texts([row]).get(row, "")
        spans = carried(self.words([row])).sort("start", "flag").select("flag", "start", "end").iter_rows()
        return [Said(flag_of(flag).wording, flag, text[start:end], start, end) for flag, start, end in spans]


def case_of(result: Result, rows: Sequence[int]) -> Case:
    """What there is to say of the network of these rows, which may be a post alone."""
    own = result.posts.filter(pl.col("post").is_in(rows))
    network = int(own["network"][0])
    ties = _ties(result, rows)
    if not result.segments:
        scripts = own["template"].filter(own["template"] >= 0).n_unique()
        return Case(network, len(rows), scripts, ties, None, [])
    weights = result.account["options"].get("weights")
    if weights:
        use_weights(weights)
    lead = _judged(result, rows, network if network >= 0 else int(own["post"][0]))
    flags = [reason["flag"] for reason in lead["reasons"]]
    score = total((flag_of(each["flag"]), each["points"]) for each in [*lead["reasons"], *lead["lowering"]])[
        0
    ]
    against = reasons_against(score, flags)
    if network < 0:
        against.insert(0, ("lone", {}))
    return Case(network, lead["posts"], len(lead["templates"]), ties, lead, against)


def _judged(result: Result, rows: Sequence[int], network: int) -> Lead:
    paid = pl.read_parquet(result.folder / "state" / "paid.parquet")["post"].to_list()
    chosen = sorted({*rows, *paid})
    kept = pl.concat([each.table("posts") for each in result.segments]).select("time", "source")
    posts = pl.concat([result.posts, kept], how="horizontal").filter(pl.col("post").is_in(chosen))
    named = pl.when(pl.col("post").is_in(rows)).then(pl.lit(network)).otherwise("network").cast(pl.Int32)
    found = Found(
        posts.select("post", "id", "time", "source", "language"),
        posts.select("post", "template"),
        result.contacts.filter(pl.col("post").is_in(chosen)),
        result.words(chosen),
        Networks(
            posts.select("post", network=named),
            _uses(result).select("kind", "value", shared=~joins(LIMITS[0])),
            pl.DataFrame(schema={"unit": pl.Int64, "round": pl.Int32}),
        ),
    )
    return judge(found, result.texts, network)


def _uses(result: Result) -> pl.DataFrame:
    """How the contacts of all posts are used: as `hubs.contact_uses`, with `kind` and `value`."""
    held = carried_by(result.contacts).join(
        result.posts.with_columns(unit()).select("post", "unit"), on="post", maintain_order="left"
    )
    return contact_uses(held).join(held.select("key", "kind", "value").unique("key"), on="key")


def _ties(result: Result, rows: Sequence[int]) -> list[Tie]:
    """The contacts that several scripts of the network have, those in most posts first."""
    own = result.posts.filter(pl.col("post").is_in(rows)).with_columns(unit()).select("post", "unit")
    uses = _uses(result).with_columns(joined=joins(LIMITS[0])).select("key", "joined")
    held = (
        carried_by(result.contacts.filter(pl.col("post").is_in(rows)))
        .join(own, on="post")
        .group_by("kind", "value", "key")
        .agg(pl.len().alias("posts"), pl.col("unit").n_unique().alias("scripts"))
        .join(uses, on="key")
        .filter((pl.col("scripts") > 1) | ~pl.col("joined"))
        .sort("joined", "posts", "kind", "value", descending=[True, True, False, False])
    )
    columns = ("kind", "value", "posts", "scripts", "joined")
    return [Tie(*row) for row in held.select(columns).iter_rows()]


def scripts_of(lead: Lead | None) -> list[Mapping[str, Any]]:
    """The scripts of a network that were read."""
    return [] if lead is None else [dict(each) for each in lead["templates"] if each["read"]]
