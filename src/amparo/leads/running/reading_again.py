"""A program of its own that reads the material again: the posts that leads show, and how all posts spread.

It is run beside the worker and not inside it, so that its memory goes with it, and knows neither Django nor a
key. `python -m amparo.leads.running.reading_again RESULT WANTED ANSWER MATERIAL…`: WANTED is JSON
(`posts`: ids whose texts are wanted; `rows`: whose networks are; `leads`: networks that are leads); ANSWER is
what `second_look.look` reads.
"""

import json
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import polars as pl

from amparo_detect.readers.columns import Asked
from amparo_detect.readers.inputs import found
from amparo_detect.readers.posts import Posts
from amparo_detect.readers.rows import Limits, Tally

LONGEST = 6_000  # characters of a post that a lead shows
SAME_ID = 20  # texts of posts that bear the same id


@dataclass
class Mentions:
    """Nationality → how many posts mention it: of all posts, and of those that lie in leads."""

    total: Counter[str] = field(default_factory=Counter)
    inside: Counter[str] = field(default_factory=Counter)


def main(result: Path, wanted: Path, answer: Path, *material: Path) -> None:
    """Read, count, and write the answer."""
    asked = json.loads(wanted.read_text())
    told = pl.read_parquet(result / "posts.parquet", columns=["id", "language"])
    networks = pl.read_parquet(result / "networks.parquet")  # a row for each post, in the same order
    if not networks["id"].equals(told["id"]):
        raise AssertionError("posts and networks of a result are not in the same order")
    posts = Posts(found(material), Asked(**asked["columns"]), Limits(), tally=Tally())
    texts, of_posts, of_networks = _texts(posts, told["id"], networks["network"], asked)
    lies_in = networks["network"].is_in(asked["leads"])
    inside = told.filter(lies_in)
    shares = {
        "posts": len(told),
        "languages": dict(Counter(told["language"].to_list())),
        "countries": _countries(result),
        "nationalities": dict(of_posts.total),
        "in_leads": {
            "posts": len(inside),
            "languages": dict(Counter(inside["language"].to_list())),
            "countries": _countries(result, inside["id"]),
            "nationalities": dict(of_posts.inside),
        },
    }
    named = {str(network): sorted(codes) for network, codes in of_networks.items()}
    homes = {row: networks["network"][row] for row in asked["rows"] if row < len(networks)}
    answer.write_text(json.dumps({"texts": texts, "shares": shares, "nationalities": named, "homes": homes}))


def _texts(
    posts: Posts, ids: pl.Series, networks: pl.Series, asked: Mapping[str, Any]
) -> tuple[dict[str, list[str]], Mentions, dict[int, set[str]]]:
    """The wanted posts' texts; how many posts mention a nationality; which a network mentions."""
    wanted, leads = asked["posts"], set(asked["leads"])
    stems, codes = _stems()
    texts: dict[str, list[str]] = defaultdict(list)
    of_posts = Mentions()
    of_networks: dict[int, set[str]] = defaultdict(set)
    first = 0
    for batch in posts:
        named = batch["text"].str.to_lowercase().str.extract_many(stems)
        here = ids.slice(first, len(batch))
        chosen = here.is_in(wanted)
        shown = batch["text"].filter(chosen).str.slice(0, LONGEST)
        for id, text in zip(here.filter(chosen).to_list(), shown.to_list(), strict=True):
            if len(texts[id]) < SAME_ID and text not in texts[id]:
                texts[id].append(text)
        for place in (named.list.len() > 0).arg_true().to_list():
            mentioned = {codes[stem] for stem in named[place]}
            network = networks[first + place]
            of_posts.total.update(mentioned)
            if network in leads:
                of_posts.inside.update(mentioned)
            if network is not None and network >= 0:
                of_networks[network] |= mentioned
        first += len(batch)
    return texts, of_posts, of_networks


def _stems() -> tuple[list[str], dict[str, str]]:
    source = resources.files("amparo.leads.running").joinpath("nationalities.toml").read_text("utf-8")
    codes = {stem: code for code, stems in tomllib.loads(source).items() for stem in stems}
    return list(codes), codes


def _countries(result: Path, among: pl.Series | None = None) -> dict[str, int]:
    """How many posts (`among`: of these ids) name a place in each country."""
    contacts = pl.scan_parquet(result / "contacts.parquet").filter(pl.col("kind").cast(pl.String) == "place")
    if among is not None:
        contacts = contacts.join(pl.LazyFrame({"id": among.unique()}), on="id", how="semi")
    counted = (
        contacts.select("id", country=pl.col("value").str.slice(-2))
        .unique()
        .group_by("country")
        .len()
        .sort("country")
        .collect()
    )
    return dict[str, Any](counted.iter_rows())


if __name__ == "__main__":
    main(*(Path(given) for given in sys.argv[1:]))
