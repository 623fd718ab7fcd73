"""The detection and its peers on the same made-up offers, in one run.

    python bench/detect.py [--posts 100000,1000000] [--grammar notices] [--seed 101]
                           [--tools amparo,rensa,datasketch,phonenumbers] [--detail] [--keep DIR]

For each size it makes the offers, runs each tool as a process of its own, and prints the below. There are
three makers of offers, each by another hand: `offers/` (`dev`, `held`, `fresh`) and `bazaar/` are for tuning;
`notices/` is for reporting, and nobody who tunes looks at its texts.

- precision, recall and F1 over pairs of posts of one template (`pairs.py`); `--detail` breaks them down by
  kind of post, family, language and size of template;
- posts a second by the clock and by CPU-seconds, and peak memory, children counted in both;
- strangers put in a group, and the size of the largest group of which no template is half;
- phones by way of hiding; and over two sizes or more, the exponent with which CPU time grows.

`amparo` is the whole run, reading and writing included. The MinHash peers do templates only, at the threshold
that does best on `dev` unless `--threshold` is given. Datasketch is left out above 200,000 posts, and
`phonenumbers` sees the first 20,000 posts: both take minutes beyond. What fails is told and the rest goes on.
"""

import argparse
import math
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pairs
import polars as pl
import watching
from watching import Cost

HERE = Path(__file__).parent
TOOLS = ("amparo", "rensa", "datasketch", "phonenumbers")
MAKERS = ("notices", "bazaar")  # that have one grammar
THRESHOLDS = {"rensa": 0.6, "datasketch": 0.6}
DATASKETCH_UP_TO = 200_000
PHONES_OF = 20_000


@dataclass(frozen=True)
class Outcome:
    """What a tool found: groups (id, template), phones (id, e164), each None where it does not look."""

    cost: Cost
    groups: pl.DataFrame | None
    phones: pl.DataFrame | None


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--posts", default="100000", help="sizes with commas between")
    options.add_argument(
        "--grammar",
        default="notices",
        help="notices, bazaar, dev, held, fresh, or families of offers/ with commas between",
    )
    options.add_argument("--seed", type=int, default=101)
    options.add_argument("--tools", default=",".join(TOOLS), help="which of " + ", ".join(TOOLS))
    options.add_argument("--threshold", type=float, help="Jaccard of the MinHash peers")
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--detail", action="store_true", help="pairs by kind, language and size as well")
    options.add_argument("--keep", type=Path, help="folder for the offers and the results")
    chosen = options.parse_args()
    sizes = sorted(int(size) for size in chosen.posts.split(","))
    spent: dict[str, dict[int, float]] = {}
    failed: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        base = chosen.keep or Path(temporary)
        for size in sizes:
            offers = made_offers(base, size, chosen.seed, chosen.grammar)
            print(f"\n{size:,} posts, grammar {chosen.grammar}, seed {chosen.seed}")
            print(f"{'':<22}{'precision':>10}{'recall':>8}{'F1':>8}{'posts/s':>10}{'/CPU-s':>9}", end="")
            print(f"{'peak MB':>9}{'strangers':>11}{'impure':>8}")
            for tool in chosen.tools.split(","):
                if tool == "datasketch" and size > DATASKETCH_UP_TO:
                    continue
                try:
                    outcome = _run(tool, offers, chosen.threshold or THRESHOLDS.get(tool, 0), chosen.threads)
                except subprocess.CalledProcessError as failure:
                    failed.append(tool)
                    print(f"{tool:<22}failed: {failure.output.strip().splitlines()[-1:]}")
                    continue
                spent.setdefault(tool, {})[size] = outcome.cost.cpu
                _report(tool, offers, outcome, detail=chosen.detail)
    _growth(spent)
    sys.exit(bool(failed))


def made_offers(base: Path, size: int, seed: int, grammar: str) -> Path:
    """The folder of a set of offers, made unless it is kept there already."""
    folder = base / f"{grammar.replace(',', '+')}-{seed}-{size}"
    if not (folder / "phones.parquet").exists():
        of_its_own = grammar in MAKERS
        maker = HERE / (grammar if of_its_own else "offers") / "make.py"
        command = [
            sys.executable,
            str(maker),
            "--posts",
            str(size),
            "--seed",
            str(seed),
            "--out",
            str(folder),
        ]
        command += [] if of_its_own else ["--grammar", grammar]
        subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return folder


def _run(tool: str, offers: Path, threshold: float, threads: int) -> Outcome:
    posts, out, log = offers / "posts.parquet", offers / f"{tool}.parquet", offers / f"{tool}.log"
    if tool == "amparo":
        return _amparo(posts, offers / "amparo", log, threads)
    if tool == "phonenumbers":
        posts = offers / "first.parquet"
        pl.scan_parquet(offers / "posts.parquet").head(PHONES_OF).collect().write_parquet(posts)
    peer = [sys.executable, str(HERE / "peers.py"), tool, str(posts), str(out), "--threshold", str(threshold)]
    cost = watching.run(peer, log)
    found = pl.read_parquet(out)
    return Outcome(cost, None, found) if tool == "phonenumbers" else Outcome(cost, found, None)


def _amparo(posts: Path, out: Path, log: Path, threads: int) -> Outcome:
    """The product's own command; what an earlier run left goes first, so that it cannot resume."""
    shutil.rmtree(out, ignore_errors=True)
    command = [str(Path(sys.executable).with_name("amparo-detect")), "run", str(posts), "--out", str(out)]
    columns = ["--id", "id", "--text", "text", "--time", "time", "--source", "source"]
    cost = watching.run([*command, *columns, "--country", "MZ", "--threads", str(threads)], log)
    contacts = pl.read_parquet(out / "contacts.parquet").filter(pl.col("kind").cast(pl.String) == "phone")
    phones = contacts.select("id", pl.col("value").alias("e164"))
    return Outcome(cost, pl.read_parquet(out / "templates.parquet"), phones)


def _report(tool: str, offers: Path, outcome: Outcome, *, detail: bool) -> None:
    truth = pl.read_parquet(offers / "truth.parquet")
    cost = outcome.cost
    count = PHONES_OF if tool == "phonenumbers" else len(truth)
    speed = f"{count / cost.wall:>10,.0f}{count / cost.cpu:>9,.0f}{cost.peak / 1e6:>9,.0f}"
    if outcome.groups is None:
        print(f"{tool:<22}{'':>26}{speed}")
    else:
        posts = pairs.joined(truth, outcome.groups)
        whole = pairs.score(posts)
        taken, impure = pairs.strangers(posts)
        measured = f"{whole.precision:>10.3f}{whole.recall:>8.3f}{whole.f1:>8.3f}"
        print(f"{tool:<22}{measured}{speed}{taken:>10.1%}{impure:>9,}")
        if detail:
            _detail(posts)
    if outcome.phones is not None:
        known = truth["id"].head(count)
        _phones(outcome.phones, pl.read_parquet(offers / "phones.parquet"), known)


def _detail(posts: pl.DataFrame) -> None:
    """Precision and recall of the pairs that have a post of a kind, or lie within a family or a language."""
    parts: tuple[tuple[str, Callable[[], dict[str, tuple[int, pairs.Score]]]], ...] = (
        ("kind", lambda: pairs.by_kind(posts)),
        ("family", lambda: pairs.by_column(posts, "family")),
        ("language", lambda: pairs.by_column(posts, "language")),
    )
    for title, broken in parts:
        if title == "family" and title not in posts.columns:
            continue
        print(f"    by {title:<21}{'posts':>10}{'precision':>10}{'recall':>8}")
        for name, (count, found) in broken().items():
            print(f"      {name:<22}{count:>10,}{found.precision:>10.3f}{found.recall:>8.3f}")
    print(f"    by {'size of template':<21}{'posts':>10}{'pairs':>10}{'mean':>8}")
    for name, (count, recall, mean) in pairs.by_size(posts).items():
        print(f"      {name:<22}{count:>10,}{recall:>10.3f}{mean:>8.3f}")


def _phones(found: pl.DataFrame, truth: pl.DataFrame, known: pl.Series) -> None:
    """Phones found in the posts in which they are, a number counted once a post."""
    sought = truth.filter(pl.col("id").is_in(known.implode())).unique(["id", "e164", "kind"])
    told = found.unique(["id", "e164"])
    right = told.join(sought.unique(["id", "e164"]), on=["id", "e164"], how="semi")
    hits = sought.join(told, on=["id", "e164"], how="semi")
    recall = len(right) / max(1, len(sought.unique(["id", "e164"])))
    print(f"    phones: precision {len(right) / max(1, len(told)):.4f}, recall {recall:.4f}")
    counts = sought.group_by("kind").len("all").join(hits.group_by("kind").len("hit"), on="kind", how="left")
    for kind, every, hit in counts.sort("kind").iter_rows():
        print(f"      {kind:<22}{every:>10,}{'':>10}{(hit or 0) / every:>8.3f}")


def _growth(spent: dict[str, dict[int, float]]) -> None:
    """The exponent with which CPU time grows from the smallest size to the largest."""
    for tool, seconds in spent.items():
        if len(seconds) > 1 and tool != "phonenumbers":
            low, high = min(seconds), max(seconds)
            exponent = math.log(seconds[high] / seconds[low]) / math.log(high / low)
            print(f"{tool}: CPU time grows as posts^{exponent:.2f} from {low:,} to {high:,}")


if __name__ == "__main__":
    main()
