"""What adding a day costs beside doing the whole again, and how far the result is the same.

    python bench/increment.py [--base 100000] [--days 1000,5000,20000] [--grammar held] [--seed 101]
                              [--threads 2] [--steps 20] [--keep DIR]

It makes the offers (`offers/make.py`), finds everything in the first `--base` of them, and adds to this
result, each time anew, the next so many posts. Printed are seconds by the clock and of CPU and peak memory,
children included, and each day's share of the whole run just before: on a busy machine only these
shares mean much.

With `--steps N` the largest day is added once more in N parts, one upon the other, and all posts are done in
one go; pairs of posts of one template and of one network are then scored against the truth (`pairs.py`) and
against the one go.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pairs
import polars as pl
import watching
from watching import Cost

import detect


@dataclass(frozen=True)
class Bench:
    """Posts and their truth, and the folder for the results."""

    posts: pl.DataFrame
    truth: pl.DataFrame
    folder: Path
    threads: int

    def run(self, name: str, low: int, high: int, previous: str | None = None) -> Cost:
        """A run over some of the posts; what an earlier one left goes first, so that it cannot resume."""
        out, posts = self.folder / name, self.folder / f"{name}.parquet"
        shutil.rmtree(out, ignore_errors=True)
        self.posts[low:high].write_parquet(posts)
        command = [str(Path(sys.executable).with_name("amparo-detect")), "run", str(posts), "--out", str(out)]
        columns = ["--id", "id", "--text", "text", "--time", "time", "--source", "source"]
        before = [] if previous is None else ["--previous", str(self.folder / previous)]
        rest = ["--country", "MZ", "--threads", str(self.threads)]
        return watching.run([*command, *columns, *before, *rest], self.folder / f"{name}.log")

    def state(self, name: str) -> float:
        """Bytes of state for each post."""
        account = json.loads((self.folder / name / "run.json").read_text())
        held: int = sum(size for file, size in account["bytes"].items() if file.startswith("state/"))
        return held / int(account["state"]["posts"])

    def groups(self, name: str, what: str) -> pl.DataFrame:
        """`id`, `template`: the templates or networks of a result."""
        found = pl.read_parquet(self.folder / name / f"{what}s.parquet")
        return found.select("id", template=pl.col(what).cast(pl.Int64))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--base", type=int, default=100_000)
    options.add_argument("--days", default="1000,5000,20000", help="sizes with commas between")
    options.add_argument("--grammar", default="held", help="dev, held, or families with commas between")
    options.add_argument("--seed", type=int, default=101)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--steps", type=int, default=0, help="parts in which the largest day is added, too")
    options.add_argument("--keep", type=Path, help="folder for the offers and the results")
    chosen = options.parse_args()
    days = sorted(int(size) for size in chosen.days.split(","))
    with _folder(chosen.keep) as folder:
        offers = detect.made_offers(folder, chosen.base + days[-1], chosen.seed, chosen.grammar)
        posts, truth = (pl.read_parquet(offers / f"{name}.parquet") for name in ("posts", "truth"))
        bench = Bench(posts, truth, folder, chosen.threads)
        _times(bench, chosen.base, days)
        if chosen.steps:
            _agreement(bench, chosen.base, days[-1], chosen.steps)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory() as temporary:
        yield Path(temporary)


def _times(bench: Bench, base: int, days: list[int]) -> None:
    print(f"{'':<22}{'seconds':>9}{'CPU-s':>9}{'peak MB':>9}{'share':>8}{'of CPU':>8}")
    whole = bench.run("base", 0, base)
    _line(f"base of {base:,}", whole, whole)
    for size in days:
        _line(f"day of {size:,}", bench.run(f"day-{size}", base, base + size, "base"), whole)
    print(f"state: {bench.state('base'):,.0f} bytes a post after the base, ", end="")
    print(f"{bench.state(f'day-{days[-1]}'):,.0f} after the largest day")


def _line(name: str, cost: Cost, whole: Cost) -> None:
    print(f"{name:<22}{cost.wall:>9.1f}{cost.cpu:>9.1f}{cost.peak / 1e6:>9,.0f}", end="")
    print(f"{cost.wall / whole.wall:>8.1%}{cost.cpu / whole.cpu:>8.1%}", flush=True)


def _agreement(bench: Bench, base: int, day: int, steps: int) -> None:
    edges = [base + day * step // steps for step in range(steps + 1)]
    previous = "base"
    for step in range(steps):
        name = f"step-{step}"
        bench.run(name, edges[step], edges[step + 1], previous)
        if step:
            shutil.rmtree(bench.folder / previous)
        previous = name
    bench.run("whole", 0, base + day)
    known = bench.truth.head(base + day)
    for what in ("template", "network"):
        print(f"\n{what + 's':<22}{'against the truth':>26}{'against one go':>26}")
        print(f"{'':<22}" + f"{'precision':>10}{'recall':>8}{'F1':>8}" * 2)
        truth = known.with_columns(template=pl.col(what))
        whole = bench.groups("whole", what)
        for title, name in (
            ("one go", "whole"),
            (f"{base:,} + {day:,}", f"day-{day}"),
            (f"{base:,} + {steps} parts", previous),
        ):
            found = bench.groups(name, what)
            scores = [pairs.score(pairs.joined(held, found)) for held in (truth, whole)]
            told = "".join(f"{s.precision:>10.3f}{s.recall:>8.3f}{s.f1:>8.3f}" for s in scores)
            print(f"{title:<22}{told}", flush=True)


if __name__ == "__main__":
    main()
