"""Make a set of made-up job and travel offers whose truth is known, to measure a search for scripts with.

    python bench/notices/make.py --posts 100000 --seed 1 --out /tmp/notices

writes `posts.parquet` (id, text, time, source), `truth.parquet` (id, template, network, language, kinds) and
`phones.parquet` (id, e164, kind, raw). `README.md` says what is true and why.
"""

import argparse
import multiprocessing
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from random import Random

import polars as pl

sys.path.insert(0, str(Path(__file__).parent))

from grammar import Language, read_languages
from phones import Phone, phone
from plan import CODES, COUNTRIES, Plan, plan
from post import post
from script import Script, campaign, stranger

CHUNK = 4000
FIRST_DAY = datetime(2023, 3, 1, tzinfo=UTC)
DAYS = 900
SCHEMAS: tuple[dict[str, pl.DataType], ...] = (
    {"id": pl.String(), "text": pl.String(), "time": pl.Datetime("us", "UTC"), "source": pl.String()},
    {
        "id": pl.String(),
        "template": pl.Int32(),
        "network": pl.Int32(),
        "language": pl.String(),
        "kinds": pl.String(),
    },
    {"id": pl.String(), "e164": pl.String(), "kind": pl.String(), "raw": pl.String()},
)
Rows = tuple[list[tuple[object, ...]], list[tuple[object, ...]], list[tuple[object, ...]]]


@cache
def languages() -> dict[str, Language]:
    return read_languages()


@cache
def the_plan(posts: int, seed: int) -> Plan:
    return plan(posts, seed)


def own_phones(made: Plan, number: int, nth: int, rng: Random) -> tuple[list[Phone], bool]:
    """The phones of the nth post of a script, and whether its owner changes them."""
    country = COUNTRIES[made.country[number]]
    start, count = int(made.phone_start[number]), int(made.phone_count[number])
    if count <= 6:
        first = rng.randrange(count)
    else:
        size = int(made.starts[number + 1] - made.starts[number])
        first = (number * 7 + nth * min(count, size) // size) % count
    return [phone(country, start + (first + i) % count) for i in range(min(2, count))], count > 6


@lru_cache(maxsize=16)
def season(seed: int, number: int) -> tuple[float, int]:
    """The day a campaign starts, and how many days it mostly lasts."""
    rng = Random(f"{seed}-season-{number}")
    return rng.random() * DAYS * 0.9, rng.choice([2, 6, 15, 40, 90])


def moment(made: Plan, number: int, rng: Random) -> datetime:
    """A campaign has its season; strangers come at any time."""
    if number < made.campaigns:
        first, lasting = season(made.seed, number)
        days = first + rng.expovariate(1 / lasting)
    else:
        days = rng.random() * DAYS
    hour = min(23.9, max(0.0, rng.gauss(13.5, 4.5)))
    return FIRST_DAY + timedelta(days=int(days % DAYS), seconds=int(hour * 3600))


def script_of(made: Plan, number: int, rng: Random) -> Script:
    language = languages()[CODES[made.language[number]]]
    country = COUNTRIES[made.country[number]]
    if number < made.campaigns:
        return campaign(language, country, f"{made.seed}:script:{number}", int(made.twin[number]))
    return stranger(language, country, rng)


def rows(made: Plan, first: int, last: int) -> Rows:
    """Every post of the scripts from first to before last."""
    posts: list[tuple[object, ...]] = []
    truth: list[tuple[object, ...]] = []
    phones: list[tuple[object, ...]] = []
    for number in range(first, last):
        script = None
        for nth, row in enumerate(made.rows[made.starts[number] : made.starts[number + 1]].tolist()):
            rng = Random(made.seed << 40 | row)
            own, rotates = own_phones(made, number, nth, rng)
            if script is None or number >= made.campaigns:
                script = script_of(made, number, rng)
            one = post(script, own, rng)
            name = f"n{made.seed}-{row:07}"
            kinds = [*one.kinds, "rotating"] if rotates else one.kinds
            template = number if number < made.campaigns else -1
            posts.append((name, one.text, moment(made, number, rng), one.source))
            truth.append((name, template, int(made.network[number]), script.language.code, "|".join(kinds)))
            phones += [(name, *found) for found in one.phones]
    return posts, truth, phones


def chunks(made: Plan) -> Iterator[tuple[int, int]]:
    """Scripts in runs of about CHUNK posts."""
    first, begun = 0, 0
    for number, end in enumerate(made.starts[1:].tolist(), start=1):
        if end - begun >= CHUNK:
            yield first, number
            first, begun = number, end
    if begun < int(made.starts[-1]):
        yield first, len(made.starts) - 1


def frames(job: tuple[int, int, int, int]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    posts, seed, first, last = job
    made = rows(the_plan(posts, seed), first, last)
    a, b, c = (
        pl.DataFrame(found, schema=schema, orient="row") for found, schema in zip(made, SCHEMAS, strict=True)
    )
    return a, b, c


def make(posts: int, seed: int, out: Path, processes: int) -> None:
    out.mkdir(parents=True, exist_ok=True)
    jobs = [(posts, seed, first, last) for first, last in chunks(the_plan(posts, seed))]
    if processes > 1:
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            found = pool.map(frames, jobs, chunksize=1)
    else:
        found = [frames(job) for job in jobs]
    for name, parts in zip(("posts", "truth", "phones"), zip(*found, strict=True), strict=True):
        pl.concat(parts).sort("id", maintain_order=True).write_parquet(out / f"{name}.parquet")


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--posts", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--processes", type=int, default=1)
    given = options.parse_args()
    begun, spent = time.perf_counter(), time.process_time()
    make(given.posts, given.seed, given.out, given.processes)
    took = time.perf_counter() - begun
    print(
        f"{given.posts} posts in {took:.1f} s ({given.posts / took:,.0f}/s); "
        f"{time.process_time() - spent:.1f} s of CPU here, {given.processes} processes"
    )


if __name__ == "__main__":
    main()
