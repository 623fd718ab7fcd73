"""A program of its own that reads the material again: the posts that leads show, and how all posts spread.

It is run beside the worker and not inside it, so that its memory goes with it, and knows neither Django nor a
key. `python -m amparo.leads.running.reading_again RESULT WANTED ANSWER MATERIAL…`: WANTED is JSON
(`posts`: ids whose texts are wanted; `rows`: whose networks are); ANSWER is what `second_look.look` reads.
"""

import json
import sys
import tomllib
from collections import Counter, defaultdict
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


def main(result: Path, wanted: Path, answer: Path, *material: Path) -> None:
    """Read, count, and write the answer."""
    asked = json.loads(wanted.read_text())
    told = pl.read_parquet(result / "posts.parquet", columns=["id", "language"])
    networks = pl.read_parquet(result / "networks.parquet")  # a row for each post, in the same order
    if not networks["id"].equals(told["id"]):
        raise AssertionError("posts and networks of a result are not in the same order")
    posts = Posts(found(material), Asked(**asked["columns"]), Limits(), tally=Tally())
    texts, of_posts, of_networks = _texts(posts, told["id"], networks["network"], asked["posts"])
    shares = {
        "posts": len(told),
        "languages": dict(Counter(told["language"].to_list())),
        "countries": _countries(result),
        "nationalities": dict(of_posts),
    }
    named = {str(network): sorted(codes) for network, codes in of_networks.items()}
    homes = {row: networks["network"][row] for row in asked["rows"] if row < len(networks)}
    answer.write_text(json.dumps({"texts": texts, "shares": shares, "nationalities": named, "homes": homes}))


def _texts(
    posts: Posts, ids: pl.Series, networks: pl.Series, wanted: list[str]
) -> tuple[dict[str, list[str]], Counter[str], dict[int, set[str]]]:
    """The wanted posts' texts; how many posts mention a nationality; which a network mentions."""
    stems, codes = _stems()
    texts: dict[str, list[str]] = defaultdict(list)
    of_posts: Counter[str] = Counter()
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
            of_posts.update(mentioned)
            network = networks[first + place]
            if network is not None and network >= 0:
                of_networks[network] |= mentioned
        first += len(batch)
    return texts, of_posts, of_networks


def _stems() -> tuple[list[str], dict[str, str]]:
    source = resources.files("amparo.leads.running").joinpath("nationalities.toml").read_text("utf-8")
    codes = {stem: code for code, stems in tomllib.loads(source).items() for stem in stems}
    return list(codes), codes


def _countries(result: Path) -> dict[str, int]:
    """How many posts name a place in each country."""
    contacts = pl.scan_parquet(result / "contacts.parquet").filter(pl.col("kind").cast(pl.String) == "place")
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
