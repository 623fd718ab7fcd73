"""Pieces of a run that are finished, as files."""

import errno
from pathlib import Path

import numpy as np
import pytest

from amparo_detect.errors import DiskFull
from amparo_detect.run import work
from amparo_detect.run.work import Array, Work, read_array, write_array


@pytest.mark.parametrize("kind", [np.uint8, np.float16, np.int64, np.uint64])
@pytest.mark.parametrize("count", [0, 1, 1000])
def test_an_array_is_the_file_that_numpy_writes(tmp_path: Path, kind: type, count: int) -> None:
    array: Array = np.arange(count).astype(kind)
    np.save(tmp_path / "numpy.npy", array)
    write_array(tmp_path / "ours.npy", array)
    assert (tmp_path / "ours.npy").read_bytes() == (tmp_path / "numpy.npy").read_bytes()
    assert read_array(tmp_path / "ours.npy").tolist() == array.tolist()
    write_array(tmp_path / "half.npy", array[::2])
    assert read_array(tmp_path / "half.npy").tolist() == array[::2].tolist()


def test_a_piece_whose_arrays_find_no_room_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    held = Work(tmp_path)
    monkeypatch.setattr(work, "write_array", full)
    with pytest.raises(DiskFull):
        held.keep("piece", {}, {"numbers": np.arange(3)})
    assert not held.has("piece")
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    held.keep("piece", {}, {"numbers": np.arange(3)})
    assert read_array(held.array("piece", "numbers")).tolist() == [0, 1, 2]
