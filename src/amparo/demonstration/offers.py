"""Made-up posts: scripts of deceptive offers among ordinary ones, as an investigator could hold them."""

import csv
import io
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

from amparo.demonstration.draw import Draw
from amparo.demonstration.madeup import RECRUITERS, number, written

COLUMNS = ("id", "text", "time", "source")
_DAYS = 150  # over which the posts are spread
_FIRST_SINGLE = 2_000  # numbers of single posts; the scripts have those of the first rings (plan.py)


def table(seed: int, now: datetime) -> bytes:
    """The posts before `now` as CSV, oldest first; the same arguments give the same bytes."""
    source = tomllib.loads(resources.files("amparo.demonstration").joinpath("offers.toml").read_text("utf-8"))
    rows = sorted([*_copies(seed, source, now), *_singles(seed, source, now)], key=lambda row: row["time"])
    sink = io.StringIO()
    writer = csv.DictWriter(sink, COLUMNS)
    writer.writeheader()
    for place, row in enumerate(rows, 1):
        writer.writerow({"id": f"p{place:04d}"} | row)
    return sink.getvalue().encode()


def _copies(seed: int, source: dict[str, Any], now: datetime) -> Iterator[dict[str, str]]:
    for place, script in enumerate(source["script"]):
        draw = Draw(seed, "script", place)
        slots = source["slots"] | {"wage": script["wage"]}
        owner = script.get("shares", place)  # whose numbers and pages it uses
        for copy in range(script["posts"]):
            turn = copy * script["numbers"] // script["posts"]  # one number after the other
            phone = number(RECRUITERS, owner * 3 + turn)
            page = f"pagina-exemplo-{owner}{draw.randrange(3)}"
            moment = now - timedelta(days=_DAYS * (1 - copy / script["posts"]), minutes=draw.randrange(900))
            yield _row(_fill(draw, script["text"], slots, phone), moment, page)


def _singles(seed: int, source: dict[str, Any], now: datetime) -> Iterator[dict[str, str]]:
    told = source["singles"]
    for place in range(told["posts"]):
        draw = Draw(seed, "single", place)
        text = f"{draw.choice(told['openings'])} {draw.choice(told['endings'])}"
        moment = now - timedelta(minutes=draw.randrange(_DAYS * 24 * 60))
        filled = _fill(draw, text, source["slots"], number(RECRUITERS, _FIRST_SINGLE + place))
        yield _row(filled, moment, f"vizinho-exemplo-{place}")


def _fill(draw: Draw, text: str, slots: dict[str, list[str]], phone: str) -> str:
    chosen = {name: draw.choice(values) for name, values in slots.items()}
    return " ".join(text.format(**chosen, phone=written(draw, phone)).split())


def _row(text: str, moment: datetime, page: str) -> dict[str, str]:
    return {"text": text, "time": moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "source": page}
