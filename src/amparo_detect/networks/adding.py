"""A day's posts beside networks that are known: only what they touch is joined again, and keeps its name.

A day touches a network when it adds a copy to one of its scripts, or a post with one of its contacts or
accounts that joins, or did before. All posts of such networks are judged again by the rules of `build`, with
whole counts, since an index says which posts carry a contact. Nothing else is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo_detect.networks.build import components, gathered, unit, unit_of_copy
from amparo_detect.networks.hubs import FEW, LIMITS, account_uses, contact_uses, joins

Numbers = npt.NDArray[np.int32]
Keys = npt.NDArray[np.uint64]


class Links(Protocol):
    """Which post carries which key (see `build.carried_by` and `posted_by`); frames are post, key."""

    def of_keys(self, keys: Keys) -> pl.DataFrame:
        """The posts of these keys."""
        ...

    def of_posts(self, posts: npt.NDArray[np.uint32]) -> pl.DataFrame:
        """The keys of these posts."""
        ...


class Known(NamedTuple):
    """What was decided before: by old post its template and network (−1 for none), and `Networks.strict`."""

    templates: Numbers
    networks: Numbers
    strict: pl.DataFrame


class Added(NamedTuple):
    """`networks`: of every post, old and new. `looked_at`: post of what was joined again. `shared`: key of
    the contacts among it that join nothing, since strangers use them. `strict`: as in `Networks`.
    """

    networks: Numbers
    looked_at: pl.Series
    shared: pl.Series
    strict: pl.DataFrame


def add(links: Links, day: pl.DataFrame, known: Known, templates: Numbers, *, posted: int) -> Added:
    """The networks after a day. `links` and `templates` are of all posts, the day's last; `day`: post, key.

    `posted`: how many of all posts have a known account.
    """
    now = _Judging(links, templates, posted)
    touched = _Touching(links, known, now, day).posts()
    units = _units(pl.Series("post", touched, dtype=pl.UInt32), templates)
    carried = links.of_posts(touched).join(units.select("post", "unit"), on="post")
    keys = carried["key"].unique().sort().to_numpy()
    uses, accounts = (
        now.contacts(keys),
        now.accounts(keys).join(units.select("unit").unique(), on="unit", how="semi"),
    )
    contacts = carried.filter(pl.col("key") % 2 == 0)
    label = components(contacts, uses, accounts, known.strict)
    found = gathered(units.join(label, on="unit", how="left", maintain_order="left"))
    networks = np.concatenate((known.networks, np.full(len(templates) - len(known.networks), -1, np.int32)))
    names = _names(found, known.networks)
    named = found.join(names, on="component", how="left", maintain_order="left")["name"].fill_null(-1)
    networks[touched] = named.to_numpy()
    strict = pl.concat([known.strict, label.filter(pl.col("round") > 0).select(known.strict.columns)])
    return Added(
        networks,
        found["post"],
        uses.filter(~joins(LIMITS[0]))["key"],
        strict.group_by("unit").agg(pl.col("round").max()).sort("unit"),
    )


def _units(posts: pl.Series, templates: Numbers) -> pl.DataFrame:
    """`post`, `template`, `unit`."""
    held = pl.DataFrame({"post": posts, "template": templates[posts.to_numpy()]})
    return held.with_columns(pl.col("template").cast(pl.Int64)).with_columns(unit())


@dataclass(frozen=True)
class _Judging:
    """How contacts and accounts are used by the posts that `templates` knows, the first ones."""

    links: Links
    templates: Numbers
    posted: int

    def rows(self, keys: Keys) -> pl.DataFrame:
        """`post`, `key`, `template`, `unit` of all posts of the keys."""
        held = self.links.of_keys(keys).filter(pl.col("post") < len(self.templates))
        return held.with_columns(template=self.templates[held["post"].to_numpy()]).with_columns(unit())

    def contacts(self, keys: Keys) -> pl.DataFrame:
        """`contact_uses` of the contacts among the keys, over all posts."""
        rows = self.rows(keys[keys % 2 == 0])
        scripts = rows.group_by("key").agg(pl.len().cast(pl.Int64).alias("posts"), _scripts())
        few = scripts.filter(pl.col("scripts") <= LIMITS[0].strays)
        narrow = rows.join(few.select("key"), on="key", how="semi").select("post", "key", "unit")
        # Whether a contact stands beside one that is the post's own is asked of those of several scripts.
        several = narrow.join(few.filter(pl.col("scripts") > FEW).select("key"), on="key", how="semi")
        beside = (
            self.links.of_posts(several["post"].unique().sort().to_numpy())["key"].unique().sort().to_numpy()
        )
        more = self.rows(beside[(beside % 2 == 0) & ~np.isin(beside, keys)])
        uses = contact_uses(pl.concat([narrow, more.select("post", "key", "unit")]))
        many = scripts.filter(pl.col("scripts") > LIMITS[0].strays).with_columns(
            effective=pl.col("scripts").cast(pl.Float64), beside=pl.lit(1.0)
        )
        return pl.concat([uses.join(few.select("key"), on="key", how="semi"), many]).sort("key")

    def accounts(self, keys: Keys) -> pl.DataFrame:
        """`account_uses` of the accounts among the keys."""
        rows = self.rows(keys[keys % 2 == 1])
        return account_uses(rows.select("post", unit_of_copy(), "key"), self.posted).sort("key", "unit")

    def joining(self, keys: Keys) -> Keys:
        """The keys that join something."""
        contacts = self.contacts(keys).filter(joins(LIMITS[0]))["key"].to_numpy()
        return np.union1d(contacts, self.accounts(keys)["key"].to_numpy())

    def alone(self, keys: Keys) -> Keys:
        """The contacts that a single script has."""
        used = self.rows(keys[keys % 2 == 0]).group_by("key").agg(_scripts())
        return used.filter(pl.col("scripts") == 1)["key"].sort().to_numpy()


def _scripts() -> pl.Expr:
    return pl.col("unit").n_unique().cast(pl.Int64).alias("scripts")


@dataclass(frozen=True)
class _Touching:
    """Which posts a day makes to be judged again."""

    links: Links
    known: Known
    now: _Judging
    day: pl.DataFrame

    def posts(self) -> npt.NDArray[np.uint32]:
        """The rows, ascending, the day's among them."""
        old = len(self.known.templates)
        templates = self.now.templates
        moved = np.flatnonzero(templates[:old] != self.known.templates).astype(np.uint32)
        grown = np.unique(np.concatenate((templates[old:], templates[moved])))
        copies = np.isin(templates[:old], grown[grown >= 0])
        networks = self.known.networks
        chosen = copies | np.isin(np.arange(old), self._carrying(self._keys(moved)))
        while True:
            names = np.unique(networks[chosen])
            chosen |= np.isin(networks, names[names >= 0])
            loose = np.flatnonzero(chosen & (networks < 0)).astype(np.uint32)
            found = self._carrying(self.now.joining(self._of(loose)))
            if chosen[found].all():
                break
            chosen[found] = True
        return np.concatenate((np.flatnonzero(chosen), np.arange(old, len(templates)))).astype(np.uint32)

    def _of(self, posts: npt.NDArray[np.uint32]) -> Keys:
        return self.links.of_posts(posts)["key"].unique().sort().to_numpy()

    def _keys(self, moved: npt.NDArray[np.uint32]) -> Keys:
        """The keys of the day that join something, or did before it."""
        keys = np.union1d(self.day["key"].to_numpy(), self._of(moved))
        before = _Judging(self.links, self.known.templates, self.now.posted)
        # A contact that is no longer one script's own changes what stands beside it.
        lost = np.setdiff1d(before.alone(keys), self.now.alone(keys))
        keys = np.union1d(keys, self._of(self.links.of_keys(lost)["post"].unique().sort().to_numpy()))
        return np.union1d(self.now.joining(keys), before.joining(keys))

    def _carrying(self, keys: Keys) -> npt.NDArray[np.uint32]:
        """The old posts with one of the keys; by an account only copies are joined."""
        rows = self.now.rows(keys).filter((pl.col("key") % 2 == 0) | (pl.col("template") >= 0))
        found = rows.filter(pl.col("post") < len(self.known.templates))["post"].unique().sort()
        return found.to_numpy()


def _names(found: pl.DataFrame, networks: Numbers) -> pl.DataFrame:
    """`component`, `name`: an old network's name stays with the part that has most of its posts.

    Where several come together the lowest name stays. A new network is named by its first post whose row is
    nobody's name, nor was. `found`: as `build.gathered`; `networks`: of old posts.
    """
    joined = found.filter(pl.col("first") >= 0)
    old = joined.filter(pl.col("post") < len(networks))
    claims = (
        old.with_columns(network=networks[old["post"].to_numpy()])
        .filter(pl.col("network") >= 0)
        .group_by("network", "component")
        .agg(pl.len().alias("posts"), pl.col("post").min().alias("lowest"))
        .sort("network", "posts", "lowest", descending=[False, True, False])
        .unique("network", keep="first", maintain_order=True)
    )
    kept = claims.group_by("component").agg(pl.col("network").min().alias("name"))
    taken = set(np.unique(networks).tolist())
    fresh = joined.join(kept, on="component", how="anti").sort("post")
    rows: dict[int, int] = {}
    for component, post in fresh.select("component", "post").iter_rows():
        if component not in rows and post not in taken:
            rows[component] = post
    new = pl.DataFrame({"component": list(rows), "name": list(rows.values())}, schema=kept.schema)
    return pl.concat([kept, new])
