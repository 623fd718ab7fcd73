"""What a result keeps so that a day's posts can be added to it: state/, in segments.

A segment holds what is needed of some posts that followed one another: the posts themselves, who carries
what (`carriers`), and the scripts that are kept (`keeping`). A day adds a segment and takes into it the last
ones that are no bigger, so that there are few; the others are carried over as they are. Arrays are files of
their own and mapped: a look-up reads what it meets.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow.parquet as pq

from amparo_detect.networks.carriers import Carriers, Links
from amparo_detect.networks.carriers import together as carriers_together
from amparo_detect.run.job import Held
from amparo_detect.run.previous import FORMAT, Previous
from amparo_detect.run.work import Array, link, read_array, sha256, write_array
from amparo_detect.run.write import append_parquet, write_parquet
from amparo_detect.templates.keeping import Kept, Memory
from amparo_detect.templates.keeping import together as kept_together

TEXTS = 4_096  # rows of a row group of texts.parquet: what is read for one text
_CARRIERS = ("keys", "posts", "by_post", "starts")
ARRAYS = tuple(f"scripts-{name}" for name in Kept._fields)

Rows = npt.NDArray[np.uint32]


class Segment(NamedTuple):
    """`posts`: time, source, text_number, sketch (UInt64, 0 for an empty one), contacts (how many rows of
    contacts.parquet). `texts`: frames of text. `words`: as `flags.finding.find`. `numbers`: as
    `agreeing.coded`. `scripts`: how many distinct sketches its posts brought.
    """

    posts: pl.DataFrame
    texts: Iterable[pl.DataFrame]
    words: pl.DataFrame
    numbers: pl.DataFrame
    carriers: Carriers
    kept: Kept
    scripts: int


@dataclass(frozen=True)
class Stored:
    """A segment in the folder `path`: rows `first` … `first + posts − 1`."""

    path: Path
    first: int
    posts: int
    scripts: int

    @property
    def name(self) -> str:
        """Of its folder."""
        return f"{self.first:010d}"

    def read(self) -> Segment:
        """All of it; arrays are mapped."""
        return Segment(
            self.table("posts"),
            self.texts(),
            self.table("words"),
            self.table("numbers"),
            self.carriers(),
            self.kept(),
            self.scripts,
        )

    def table(self, name: str) -> pl.DataFrame:
        """A whole table."""
        return pl.read_parquet(self.path / f"{name}.parquet")

    def texts(self) -> Iterator[pl.DataFrame]:
        """Texts, some rows at a time."""
        held = pq.ParquetFile(self.path / "texts.parquet")
        for number in range(held.num_row_groups):
            yield pl.DataFrame(held.read_row_group(number))

    def texts_of(self, rows: Rows) -> Iterator[tuple[int, str]]:
        """Row and text of those of `rows`, ascending, that are in here."""
        own = rows[(rows >= self.first) & (rows < self.first + self.posts)].astype(np.int64) - self.first
        held = pq.ParquetFile(self.path / "texts.parquet")
        sizes = [held.metadata.row_group(number).num_rows for number in range(held.num_row_groups)]
        begins = np.concatenate(([0], np.cumsum(sizes)))
        groups = np.searchsorted(begins, own, side="right") - 1
        for group in np.unique(groups):
            mine = own[groups == group]
            texts = pl.DataFrame(held.read_row_group(int(group)))["text"].gather(mine - begins[group])
            yield from zip((mine + self.first).tolist(), texts.to_list(), strict=True)

    def carriers(self) -> Carriers:
        """Who carries what."""
        return Carriers(self.first, *(read_array(self.path / f"carriers-{name}.npy") for name in _CARRIERS))

    def kept(self) -> Kept:
        """The scripts that are kept."""
        return Kept(*(read_array(self.path / f"{name}.npy") for name in ARRAYS))

    def told(self) -> dict[str, Any]:
        """As run.json says it."""
        return {"name": self.name, "first": self.first, "posts": self.posts, "scripts": self.scripts}


def arrays(kept: Kept) -> dict[str, Array]:
    """Scripts that are kept as arrays, by the names of their files."""
    return dict(zip(ARRAYS, kept, strict=True))


def store(folder: Path, first: int, segment: Segment, *, written: Sequence[Path] = ()) -> Stored:
    """Write a segment into a folder of its own in `folder`. `written`: the files of `ARRAYS`, where they are
    there already: they are linked.
    """
    stored = Stored(folder / f"{first:010d}", first, len(segment.posts), segment.scripts)
    stored.path.mkdir(parents=True)
    write_parquet(stored.path / "posts.parquet", segment.posts)
    write_parquet(stored.path / "words.parquet", segment.words)
    write_parquet(stored.path / "numbers.parquet", segment.numbers)
    append_parquet(stored.path / "texts.parquet", segment.texts, group=TEXTS)
    for name in _CARRIERS:
        write_array(stored.path / f"carriers-{name}.npy", getattr(segment.carriers, name))
    for path in written:
        link(path, stored.path / path.name)
    if not written:
        for name, array in arrays(segment.kept).items():
            write_array(stored.path / f"{name}.npy", array)
    return stored


def taken_in(earlier: Sequence[Stored], posts: int) -> int:
    """How many of the earlier segments a new one of so many posts leaves as they are."""
    left = len(earlier)
    while left and earlier[left - 1].posts <= posts:
        left -= 1
        posts += earlier[left].posts
    return left


def joined(segments: Sequence[Segment]) -> Segment:
    """Segments that follow one another as one."""
    return Segment(
        pl.concat([each.posts for each in segments]),
        (texts for each in segments for texts in each.texts),
        pl.concat([each.words for each in segments]),
        pl.concat([each.numbers for each in segments]),
        carriers_together([each.carriers for each in segments]),
        kept_together([each.kept for each in segments]),
        sum(each.scripts for each in segments),
    )


class State:
    """The state of a previous result."""

    def __init__(self, previous: Previous) -> None:
        self.previous = previous
        folder = previous.folder / "state"
        self.segments = [
            Stored(folder / each["name"], each["first"], each["posts"], each["scripts"])
            for each in previous.account["state"]["segments"]
        ]
        self.memory = Memory([each.kept() for each in self.segments])
        self.posts = pl.concat([each.table("posts") for each in self.segments])
        self.scripts = sum(each.scripts for each in self.segments)
        self.strict = pl.read_parquet(folder / "strict.parquet")
        self.paid = pl.read_parquet(folder / "paid.parquet")["post"]

    def links(self, day: Carriers) -> Links:
        """Who carries what, the day's posts after the old ones."""
        return Links([*(each.carriers() for each in self.segments), day])

    def texts(self, rows: Rows) -> dict[int, str]:
        """Texts of old posts by row, of `rows`, ascending."""
        return {row: text for each in self.segments for row, text in each.texts_of(rows)}

    def words(self, chosen: npt.NDArray[np.bool_]) -> pl.DataFrame:
        """The words of the chosen old posts."""
        found = [each.table("words") for each in self.segments]
        return pl.concat([frame.filter(chosen[frame["post"].to_numpy()]) for frame in found])

    def numbers(self) -> pl.DataFrame:
        """`agreeing.coded` of all old posts."""
        return pl.concat([each.table("numbers") for each in self.segments])

    def contacts(self, chosen: npt.NDArray[np.bool_]) -> pl.DataFrame:
        """The rows of contacts.parquet of the chosen old posts, with `post` in place of the id."""
        counts = self.posts["contacts"].to_numpy()
        post = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
        wanted = chosen[post]
        held = pq.ParquetFile(self.previous.folder / "contacts.parquet")
        columns = [name for name in held.schema_arrow.names if name != "id"]
        found = [
            pl.DataFrame(held.schema_arrow.empty_table().select(columns)).with_columns(
                post=pl.lit(0, pl.UInt32)
            )
        ]
        begin = 0
        for number in range(held.num_row_groups):
            end = begin + held.metadata.row_group(number).num_rows
            if (mask := wanted[begin:end]).any():
                rows = pl.DataFrame(held.read_row_group(number, columns=columns)).filter(mask)
                found.append(rows.with_columns(post=post[begin:end][mask]))
            begin = end
        return pl.concat(found).select("post", *columns)

    def carried_over(self, left: int) -> dict[str, Held]:
        """The files of the first `left` segments: name under state/ → where it lies and its fingerprint."""
        kept = tuple(f"state/{each.name}/" for each in self.segments[:left])
        return {
            name.removeprefix("state/"): Held(self.previous.folder / name, fingerprint)
            for name, fingerprint in self.previous.account["outputs"].items()
            if name.startswith(kept)
        }


def files(folder: Path) -> dict[str, Held]:
    """What was written into a folder as files of the state, with their fingerprints."""
    return {str(path.relative_to(folder)): held(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def held(path: Path) -> Held:
    """A file of the state with its fingerprint."""
    return Held(path, sha256(path))


def told(segments: Sequence[Stored]) -> Mapping[str, Any]:
    """What run.json says of the state."""
    posts = sum(each.posts for each in segments)
    return {"format": FORMAT, "posts": posts, "segments": [each.told() for each in segments]}
