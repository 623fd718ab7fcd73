"""Columns in files give what columns in memory give, and can be handed back at any time."""

from functools import partial
from pathlib import Path
from random import Random

import numpy as np
import polars as pl
import pytest

from amparo_detect.templates.find import find
from amparo_detect.templates.postings import Posts
from amparo_detect.templates.room import Room
from amparo_detect.templates.sketch import sketch
from amparo_detect.templates.walk import Threads
from amparo_detect.text.fold import fold
from tests.detect.templates.corpus import posts


@pytest.mark.parametrize("threads", [1, 2])
def test_templates_by_way_of_files_are_the_same(tmp_path: Path, threads: int) -> None:
    texts, _ = posts(Random(9), campaigns=6, copies=10, strangers=80)  # noqa: S311
    folded = fold(pl.Series(texts))
    made = sketch(folded, np.zeros(len(folded.chars), dtype=np.bool_))
    owners = np.full(len(texts), -1, dtype=np.int64)

    def found(room: Room) -> list[int]:
        walk = partial(Threads, threads=threads, room=room)
        given = Posts(made.hashes, made.places, made.starts, owners)
        return list(find(given, over=walk, room=room))

    in_memory = found(Room())
    assert len(set(in_memory)) > 5
    room = Room(tmp_path)
    assert found(room) == in_memory
    assert len(room) > 10, "the columns are in files"


def test_what_was_handed_back_is_still_there(tmp_path: Path) -> None:
    room = Room(tmp_path)
    column = room.full(10_000, np.float32(3))
    moved = room.take(np.arange(5, dtype=np.int64))
    column[17] = 5
    room.let_go()
    assert column[16:19].tolist() == [3, 5, 3]
    assert moved.tolist() == [0, 1, 2, 3, 4]
    assert room.empty(0, np.uint8).tolist() == []


def test_a_full_disk_is_an_error_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"No space|too large"):
        Room(tmp_path).empty(2**60, np.uint8)
