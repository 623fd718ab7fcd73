"""`python make.py --posts N --seed S --out DIR [--processes 2]`: made-up offers and their truth."""

import argparse
import time
from collections import Counter
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

import polars as pl
from plan import Plan, make_plan
from posts import post_at

CHUNK = 5_000
POSTS = {"id": pl.Int64, "text": pl.String, "time": pl.Datetime("us", "UTC"), "source": pl.String}
TRUTH = {"id": pl.Int64, "template": pl.Int32, "network": pl.Int32, "language": pl.String, "kinds": pl.String}
PHONES = {"id": pl.Int64, "e164": pl.String, "kind": pl.String, "raw": pl.String, "role": pl.String}
Frames = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]


@lru_cache(maxsize=1)
def plan_of(posts: int, seed: int) -> Plan:
    return make_plan(posts, seed)


def chunk(task: tuple[int, tuple[int, int]]) -> Frames:
    """Posts, truth and phones of the places from `start` on."""
    start, (count, seed) = task
    plan = plan_of(count, seed)
    posts, truth, phones = [], [], []
    for place in range(start, min(start + CHUNK, count)):
        post, key = post_at(plan, place), int(plan.ids[place])
        posts.append((key, post.text, post.time, post.source))
        truth.append((key, post.template, post.network, post.language, "|".join(sorted(set(post.kinds)))))
        phones.extend((key, *phone) for phone in post.phones)
    return (
        pl.DataFrame(posts, POSTS, orient="row"),
        pl.DataFrame(truth, TRUTH, orient="row"),
        pl.DataFrame(phones, PHONES, orient="row"),
    )


def generate(posts: int, seed: int, processes: int) -> Frames:
    """All rows in the order of their ids, the same for any number of processes."""
    tasks = [(start, (posts, seed)) for start in range(0, posts, CHUNK)]
    if processes == 1:
        parts = [chunk(task) for task in tasks]
    else:
        with get_context("spawn").Pool(processes) as pool:
            parts = pool.map(chunk, tasks, chunksize=1)
    found = [pl.concat(frames).sort("id", maintain_order=True) for frames in zip(*parts, strict=True)]
    return found[0], found[1], found[2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    began = time.perf_counter()
    frames = generate(options.posts, options.seed, options.processes)
    options.out.mkdir(parents=True, exist_ok=True)
    for name, frame in zip(("posts", "truth", "phones"), frames, strict=True):
        frame.write_parquet(options.out / f"{name}.parquet", compression="zstd")
    took = time.perf_counter() - began
    print(
        f"{options.posts} posts in {took:.1f} s, {options.posts / took / options.processes:.0f}/s per process"
    )
    kinds = Counter(kind for row in frames[1]["kinds"] for kind in row.split("|") if kind)
    for kind, count in kinds.most_common():
        print(f"  {kind:20} {count / options.posts:.1%}")


if __name__ == "__main__":
    main()
