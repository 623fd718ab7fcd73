"""A script left over is adopted by the group that has its pieces, and by no group that has one of them."""

from functools import partial

import numpy as np
import numpy.typing as npt

from amparo_detect.templates import adopting
from amparo_detect.templates.likeness import Scripts
from amparo_detect.templates.walk import Threads

COPIES = ([1, 2, 3, 40, 41], [4, 5, 6, 42, 43], [7, 8, 9, 44, 45], [1, 2, 3, 4, 5, 6, 7, 8, 9])
OTHERS = ([60, 61, 62, 63], [60, 61, 62, 64], [60, 61, 62, 65], [60, 61, 62, 66])


def adopted(left: list[int], *, owner: int = -1) -> int:
    """The group of one more script beside two groups: 0 (COPIES), 4 (OTHERS), or 8, its own.

    `left` is in the order of the text. All copies have contact 7.
    """
    rows = [*COPIES, *OTHERS, left]
    hashes = np.array([number for row in rows for number in sorted(row)], dtype=np.uint32)
    starts = np.cumsum([0, *map(len, rows)]).astype(np.int64)
    tells = np.full(len(hashes), 3, dtype=np.float32)
    sums = np.concatenate([np.cumsum(np.full(len(row), 3)) for row in rows]).astype(np.float32)
    order = np.concatenate([np.argsort(np.argsort(row)) for row in rows]).astype(np.uint8)
    owners = np.array([7] * len(COPIES) + [-1] * len(OTHERS) + [owner], dtype=np.int64)
    scripts = Scripts(hashes, starts, tells, sums, order, owners)
    groups = np.array([0] * 4 + [4] * 4 + [8], dtype=np.int64)
    adopt, over = adopting.adopting(groups)
    lead = Threads(hashes, starts, threads=1).leading(adopt)
    count = len(rows)
    found: tuple[npt.NDArray[np.int32], npt.NDArray[np.float32], npt.NDArray[np.float32]] = (
        np.full(count, -1, dtype=np.int32),
        np.zeros(count, dtype=np.float32),
        np.zeros(count, dtype=np.float32),
    )
    partial(adopting.held_by, scripts, lead, over, found)(0, count)
    after = adopting.adopted(groups, owners, found)
    assert after[:-1].tolist() == groups[:-1].tolist()  # those who have a group keep it
    return int(after[-1])


def test_a_script_of_pieces_that_several_copies_have_is_adopted() -> None:
    assert adopted([1, 2, 80, 81, 82, 4, 5, 83, 84, 85, 7, 8]) == 0


def test_one_piece_alone_is_a_paragraph_that_was_copied() -> None:
    assert adopted([1, 2, 3, 4, 5, 80, 81, 82, 83, 84]) == 8


def test_a_contact_in_common_makes_up_for_what_is_little() -> None:
    little = [1, 2, 3, 80, 81, 82, 4, 83, 84, 85, 86, 87]
    assert adopted(little) == 8
    assert adopted(little, owner=9) == 8
    assert adopted(little, owner=7) == 0


def test_a_contact_in_common_is_not_enough_by_itself() -> None:
    assert adopted([1, 80, 81, 82, 83, 84, 85, 86, 87, 88], owner=7) == 8


def test_what_two_groups_hold_goes_to_the_one_that_holds_most() -> None:
    assert adopted([60, 61, 80, 81, 82, 62, 1, 83, 84, 85, 2]) == 8
    assert adopted([60, 1, 2, 80, 81, 82, 4, 5, 83, 84, 85, 7, 8]) == 0


def test_a_sequence_that_small_groups_hold_is_led_by_none() -> None:
    hashes = np.array([1, 2, 1, 2, 1, 2], dtype=np.uint32)
    starts = np.array([0, 2, 4, 6], dtype=np.int64)
    lead = Threads(hashes, starts, threads=1).leading(np.array([-1, -1, 2]))
    assert lead.groups.tolist() == [2] * 6
    assert np.allclose(lead.share, 1 / 3)
    none = Threads(hashes, starts, threads=1).leading(np.array([-1, -1, -1]))
    assert none.groups.tolist() == [-1] * 6
    assert none.share.tolist() == [0] * 6
