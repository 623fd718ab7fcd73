"""The work directory of a run, OUT/.work: finished pieces survive a kill, a full disk or a power cut.

A piece is a named set of tables, stored as Arrow IPC files in a folder of its own, and of arrays, stored as
.npy files. The folder is written under a temporary name, flushed to the disk and renamed, so that a piece is
there whole or not at all. The manifest holds a fingerprint of inputs, options and versions: when it differs,
everything starts anew.

`Work` is only a path, so it may be pickled and used from worker processes; each piece is written by one.
"""

import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo_detect.errors import DiskFull, OutputBusy, OutputError, Words

MANIFEST = "manifest.json"
PARTIAL = ".partial"
_HEADER = 128  # bytes of an .npy file of nothing
_FORBIDDEN = Words("you may not write there", "não tem licença para escrever lá")
CAUSES: dict[int, Words] = {
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: Words("that disk can only be read", "esse disco só pode ser lido"),
    errno.ENOENT: Words("the folder cannot be made", "não se pode criar a pasta"),
    errno.ENOTDIR: Words("a file stands where a folder should", "há um ficheiro onde devia estar uma pasta"),
    errno.EEXIST: Words("a file stands where a folder should", "há um ficheiro onde devia estar uma pasta"),
}

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Work:
    """One run's work directory."""

    path: Path

    def keep(
        self, piece: str, tables: Mapping[str, pl.DataFrame], arrays: Mapping[str, Array] | None = None
    ) -> None:
        """Store a finished piece whole. Raises DiskFull or OutputError, and then leaves nothing of it behind.

        Args:
            piece: file-name-safe name, unique in the run: `batch_name(7)`, `templates`.
            tables: name → frame; an empty mapping marks the piece as done.
            arrays: name → array of one dimension.
        """
        target, partial = self.path / piece, self.path / (piece + PARTIAL)
        with telling_of_a_full_disk(self.path):
            shutil.rmtree(partial, ignore_errors=True)
            try:
                partial.mkdir(parents=True)
                for name, table in tables.items():
                    write_arrow(partial / f"{name}.arrow", table)
                for name, array in (arrays or {}).items():
                    write_array(partial / f"{name}.npy", array)
                flush_folder(partial)
                partial.rename(target)
                flush_folder(self.path)
            except OSError:
                shutil.rmtree(partial, ignore_errors=True)
                raise

    def has(self, piece: str) -> bool:
        """Whether the piece was finished, by this run or by the one before that was stopped."""
        return (self.path / piece).is_dir()

    def table(self, piece: str, name: str) -> pl.DataFrame:
        """One table of a finished piece."""
        return pl.scan_ipc(self.path / piece / f"{name}.arrow").collect()

    def array(self, piece: str, name: str) -> Path:
        """Where an array of a finished piece lies."""
        return self.path / piece / f"{name}.npy"

    def pieces(self, prefix: str) -> list[str]:
        """Names of the finished pieces that begin so, in order."""
        return sorted(
            entry.name
            for entry in self.path.glob(f"{prefix}*")
            if entry.is_dir() and not entry.name.endswith(PARTIAL)
        )

    def tables(self, name: str) -> Iterator[pl.DataFrame]:
        """The table of that name of every batch, in the order of the input."""
        for piece in self.pieces(BATCH):
            yield self.table(piece, name)

    def scan(self, name: str) -> pl.LazyFrame:
        """The table of that name of all batches as one lazy frame, in the order of the input."""
        return pl.concat(
            [pl.scan_ipc(self.path / piece / f"{name}.arrow") for piece in self.pieces(BATCH)], how="vertical"
        )

    def folder(self, name: str) -> Path:
        """An emptied folder for files that need not survive, such as spills of a sort; gone after the run."""
        path = self.path / "scratch" / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path


BATCH = "batch-"


def batch_name(number: int) -> str:
    """The piece that holds what was found in batch `number` (from 0)."""
    return f"{BATCH}{number:08d}"


@contextmanager
def opened(out: Path, fingerprint: str) -> Iterator[tuple[Work, bool]]:
    """The work directory of `out`, and whether it goes on from a stopped run with the same fingerprint.

    It is removed when the block ends without an exception, and kept otherwise.
    Raises OutputBusy when another process holds it, OutputError or DiskFull when it cannot be written.
    """
    path = out / ".work"
    with telling_of_a_full_disk(out):
        path.mkdir(parents=True, exist_ok=True)
        lock = os.open(path / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            # Not flock: that lock would live on in a worker that outlives its killed parent.
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            raise OutputBusy(folder=out) from None
        resumed = _fingerprint(path) == fingerprint
        with telling_of_a_full_disk(out):
            if not resumed:
                _clear(path)
                write_text(path / MANIFEST, json.dumps({"fingerprint": fingerprint}))
            for left in path.glob(f"*{PARTIAL}"):
                shutil.rmtree(left, ignore_errors=True)
        yield Work(path), resumed
        shutil.rmtree(path)
    finally:
        os.close(lock)


def _fingerprint(path: Path) -> str | None:
    try:
        held = json.loads((path / MANIFEST).read_text())
    except (OSError, ValueError):
        return None
    return str(held.get("fingerprint")) if isinstance(held, dict) else None


def _clear(path: Path) -> None:
    # The manifest goes first: should this be interrupted, what is left is never taken for finished work.
    (path / MANIFEST).unlink(missing_ok=True)
    for entry in path.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)


@contextmanager
def telling_of_a_full_disk(folder: Path) -> Iterator[None]:
    """Turn the system's errors about writing into one sentence for a person."""
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        number = _number(error)
        if number in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull(folder=folder, free=_free(folder)) from error
        if number is None and not isinstance(error, OSError):
            raise
        raise OutputError(folder=folder, why=_why(number, error)) from error


def _why(number: int | None, error: Exception) -> Words | str:
    """What is wrong with the folder, in words where the cause is a common one."""
    return CAUSES.get(number or 0) or (os.strerror(number) if number else str(error))


def _number(error: Exception) -> int | None:
    """The system's error number; Polars has it in its words only."""
    if isinstance(error, OSError) and error.errno:
        return error.errno
    told = re.search(r"\(os error (\d+)\)", str(error))
    return int(told[1]) if told else None


def _free(folder: Path) -> int:
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free // 2**20


def write_arrow(path: Path, table: pl.DataFrame) -> None:
    """An Arrow IPC file, uncompressed so that it can be mapped, flushed to the disk."""
    with path.open("wb") as file:
        table.write_ipc(file, compression="uncompressed")
        flush(file.fileno())


def write_array(path: Path, array: Array) -> None:
    """An array of one dimension as an .npy file, the bytes of `np.save`, flushed to the disk.

    Not `np.save` itself: what that raises when the disk is full does not say so.
    """
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
        file.write(np.ascontiguousarray(array).view(np.uint8).data)
        flush(file.fileno())


def read_array(path: Path) -> Array:
    """The array of an .npy file, mapped: what is looked at is read."""
    mapped = path.stat().st_size > _HEADER  # an array of nothing cannot be mapped
    held = np.load(path, mmap_mode="r" if mapped else None, allow_pickle=False)
    plain: Array = held.view(np.ndarray)
    return plain


def write_text(path: Path, text: str) -> None:
    """A UTF-8 text file that appears whole or not at all."""
    partial = path.with_name(path.name + PARTIAL)
    with partial.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        flush(file.fileno())
    partial.replace(path)
    flush_folder(path.parent)


def flush(descriptor: int) -> None:
    """Wait until the file's bytes are on the disk."""
    os.fsync(descriptor)


def flush_folder(path: Path) -> None:
    """Wait until the names in the folder are on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        flush(descriptor)
    finally:
        os.close(descriptor)


def link(source: Path, target: Path) -> None:
    """The same file under another name; a copy where the disk has no such links."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
