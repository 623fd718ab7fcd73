"""Where the columns of all scripts lie: in memory, or in files that the system may take out of memory.

A column in a file is mapped and used like any other. After each piece of work its pages are handed back
(`let_go`), so that what stays in memory is what one piece touches, not what all of them ever did.
"""

import mmap
import os
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import numpy as np
import numpy.typing as npt


class Room:
    """Room for columns: in nameless files of `folder` that go with the process, or in memory without one.

    Threads may ask for columns at the same time.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self._maps: list[mmap.mmap] = []

    def empty(self, count: int, kind: npt.DTypeLike) -> npt.NDArray[Any]:
        """A column of `count` values that are yet to be written. Raises OSError where the disk is full."""
        size = count * np.dtype(kind).itemsize
        if self.folder is None or not size:
            return np.empty(count, dtype=kind)
        with TemporaryFile(dir=self.folder) as file:
            # Taken on the disk now: a page that finds no place later would end the process without a word.
            os.posix_fallocate(file.fileno(), 0, size)
            mapped = mmap.mmap(file.fileno(), size)
        self._maps.append(mapped)
        return np.frombuffer(mapped, dtype=kind)

    def full(self, count: int, value: np.generic) -> npt.NDArray[Any]:
        """A column of one value."""
        column = self.empty(count, value.dtype)
        column[:] = value
        return column

    def take(self, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """The column, in a file if columns are in files."""
        if self.folder is None:
            return column
        moved = self.empty(len(column), column.dtype)
        moved[:] = column
        return moved

    def __len__(self) -> int:
        """How many columns are in files."""
        return len(self._maps)

    def let_go(self) -> None:
        """Hand back the pages of what is in files; what is used again is mapped again."""
        for mapped in self._maps:
            mapped.madvise(mmap.MADV_DONTNEED)
