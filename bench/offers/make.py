"""Made-up job and travel offers with known truth, for measuring the detection and its peers.

    python bench/offers/make.py --posts 100000 --seed 7 --grammar dev --out DIR

Writes `posts.parquet` (id, text, time, source), `truth.parquet` (id, template: −1 for strangers, network:
−1 for none, language, family, kinds: "a|b") and `phones.parquet` (id, e164, kind, raw); `--csv` adds
`posts.csv`. The same options give the same rows, with any number of processes. Everything is invented: offers
are benign in wording, companies are made of syllables, and phones are zeros and a counter (see `phones.py`).
"""

import argparse
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import families
import plan
import polars as pl
from posts import Writer

SHARD = 5_000
FIRST_DAY = datetime(2026, 1, 5, tzinfo=UTC)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--posts", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument(
        "--grammar", default="dev", help="dev, held, fresh, or names of families with commas between"
    )
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--csv", action="store_true", help="write posts.csv as well")
    options.add_argument("--out", type=Path, required=True)
    chosen = options.parse_args()
    started = time.perf_counter()
    write(chosen.out, chosen.posts, chosen.seed, chosen.grammar, processes=chosen.processes, csv=chosen.csv)
    seconds = time.perf_counter() - started
    print(f"{chosen.posts:,} posts in {seconds:.1f} s ({chosen.posts / seconds:,.0f}/s) in {chosen.out}")


def write(out: Path, posts: int, seed: int, grammar: str, *, processes: int = 1, csv: bool = False) -> None:
    """Write a set of posts into `out`; raises KeyError on an unknown grammar."""
    out.mkdir(parents=True, exist_ok=True)
    frames = list(_shards(posts, seed, grammar, processes))
    for number, name in enumerate(("posts", "truth", "phones")):
        frame = pl.concat([shard[number] for shard in frames])
        frame.write_parquet(out / f"{name}.parquet")
        if csv and name == "posts":
            frame.write_csv(out / "posts.csv")


def _shards(posts: int, seed: int, grammar: str, processes: int) -> Iterator[tuple[pl.DataFrame, ...]]:
    starts = range(0, posts, SHARD)
    shard = partial(_shard, posts, seed, grammar)
    if processes < 2 or len(starts) < 2:
        yield from map(shard, starts)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(shard, starts)


_writers: dict[tuple[int, int, str], Writer] = {}


def _shard(posts: int, seed: int, grammar: str, start: int) -> tuple[pl.DataFrame, ...]:
    """The frames of the rows from `start`."""
    key = (posts, seed, grammar)
    if key not in _writers:
        _writers[key] = Writer(plan.draw(posts, seed), families.named(grammar), seed)
    writer = _writers[key]
    written: list[tuple[Any, ...]] = []
    truth: list[tuple[Any, ...]] = []
    numbers: list[tuple[str, str, str, str]] = []
    for row in range(start, min(start + SHARD, posts)):
        name = f"p{row:07d}"
        post = writer.post(row)
        campaign = int(writer.plan.campaign[row])
        network = int(writer.plan.network[campaign]) if campaign >= 0 else -1
        written.append((name, post.text, FIRST_DAY + timedelta(minutes=post.minute), post.source))
        truth.append((name, campaign, network, post.language, post.family, "|".join(sorted(post.kinds))))
        numbers.extend((name, *phone) for phone in post.phones)
    return (
        pl.DataFrame(
            written,
            schema={
                "id": pl.String,
                "text": pl.String,
                "time": pl.Datetime("us", "UTC"),
                "source": pl.String,
            },
            orient="row",
        ),
        pl.DataFrame(
            truth,
            schema={
                "id": pl.String,
                "template": pl.Int32,
                "network": pl.Int32,
                "language": pl.String,
                "family": pl.String,
                "kinds": pl.String,
            },
            orient="row",
        ),
        pl.DataFrame(
            numbers,
            schema={"id": pl.String, "e164": pl.String, "kind": pl.String, "raw": pl.String},
            orient="row",
        ),
    )


if __name__ == "__main__":
    main()
