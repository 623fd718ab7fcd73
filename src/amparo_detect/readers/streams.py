"""Bytes of an input as UTF-8 where they can be: gzip and zip opened, other encodings told and recoded."""

import codecs
import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import pyarrow as pa

from amparo_detect.errors import InputError, OptionError
from amparo_detect.readers.inputs import Input, Opened, damaged
from amparo_detect.readers.rows import InputTally

MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")  # what any non-ASCII character is in UTF-8
BROKEN = (EOFError, gzip.BadGzipFile, zlib.error, zipfile.BadZipFile)


class Bytes(Protocol):
    """Anything with `read`."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; empty at the end."""
        ...


class _CutShort:
    """A compressed file that ends too early or is damaged: what was read so far is kept, and that is told."""

    def __init__(self, inner: Opened, tally: InputTally) -> None:
        self._inner, self._tally = inner, tally

    def read(self, size: int = -1, /) -> bytes:
        try:
            return self._inner.read1(size)  # `read` would lose what came before the damage
        except BROKEN:
            self._tally.note("cut")
            return b""


class _Recoded:
    """Another encoding as UTF-8. What the codec cannot read becomes U+FFFD."""

    def __init__(self, inner: Bytes, encoding: str) -> None:
        self._inner = inner
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")

    def read(self, size: int = -1, /) -> bytes:
        while True:
            piece = self._inner.read(size)
            text = self._decoder.decode(piece, final=not piece)
            if text or not piece:
                return text.encode("utf-8", errors="replace")  # lone surrogates have no UTF-8


class Peeked:
    """A stream whose first bytes were already looked at."""

    def __init__(self, head: bytes, inner: Bytes) -> None:
        self._head, self._inner = head, inner

    def read(self, size: int = -1, /) -> bytes:
        if self._head:
            size = len(self._head) if size < 0 else size
            head, self._head = self._head[:size], self._head[size:]
            return head
        return self._inner.read(size)


@contextmanager
def opened(each: Input, tally: InputTally, *, encoding: str | None = None) -> Iterator[Bytes]:
    """The input's bytes; as UTF-8 if it is UTF-16 or what `encoding` says; without a byte-order mark.

    Bytes that are not UTF-8 come through as they are otherwise: see `decoded`.
    Raises InputBroken for a locked archive, OptionError for an encoding that Python does not know.
    """
    with each.open() as file:
        stream: Bytes = _CutShort(file, tally)
        head = stream.read(4096)
        encoding = encoding or utf16(head)
        if encoding:
            try:
                codecs.lookup(encoding)
            except LookupError:
                why = (f"there is no encoding “{encoding}”.", f"não existe a codificação “{encoding}”.")
                raise OptionError(option="--encoding", why_en=why[0], why_pt=why[1]) from None
            tally.facts["encoding"] = encoding
            recoded = _Recoded(Peeked(head, stream), encoding)
            yield Peeked(recoded.read(4096).removeprefix(codecs.BOM_UTF8), recoded)
        else:
            yield Peeked(head.removeprefix(codecs.BOM_UTF8), stream)


def fill(stream: Bytes, held: bytes, size: int) -> bytes:
    """`held` and what follows in the stream: `size` bytes together, fewer only at the stream's end."""
    pieces, have = [held], len(held)
    while have < size:
        piece = stream.read(size - have)
        if not piece:
            break
        pieces.append(piece)
        have += len(piece)
    return b"".join(pieces)


def utf16(head: bytes) -> str | None:
    """The kind of UTF-16 of a file that begins so, by its mark or by zeros in every other byte; else None."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0::2], head[1::2]
    if len(head) >= 16 and not {0, 9, 10, 13, 32}.isdisjoint(even + odd):
        # Mostly Latin text has its zero bytes all on one side; a file of another kind has them anywhere.
        if odd.count(0) > 0.6 * len(odd) and even.count(0) < 0.1 * odd.count(0):
            return "utf-16-le"
        if even.count(0) > 0.6 * len(even) and odd.count(0) < 0.1 * even.count(0):
            return "utf-16-be"
    return None


def decoded(record: bytes, tally: InputTally) -> str | None:
    """One record that is not valid UTF-8 as text; None when it is in no encoding that is met in practice.

    Where most of its non-ASCII bytes do form UTF-8, the others are damage, U+FFFD; otherwise the record
    is read as CP1252, the superset of Latin-1 that spreadsheets write. How often either happened is told.
    """
    try:
        return record.decode()
    except UnicodeDecodeError:
        if MULTIBYTE.search(record) is not None:
            lenient = record.decode(errors="replace")
            damage = lenient.count("\ufffd")
            if len(lenient) - len(lenient.encode("ascii", errors="ignore")) >= 2 * damage:
                tally.decoded["utf-8, damaged"] += 1
                return lenient
    try:
        text = record.decode("cp1252")
    except UnicodeDecodeError:
        return None
    tally.decoded["cp1252"] += 1
    return text


def all_cp1252(block: bytes) -> str | None:
    """A block without any character of UTF-8 in it, read at once; None when its records must be looked at."""
    if MULTIBYTE.search(block) is not None:
        return None
    try:
        return block.decode("cp1252")
    except UnicodeDecodeError:
        return None


def is_utf8(block: bytes | memoryview) -> bool:
    """Whether all of the block is valid UTF-8. Arrow's check is ten times as fast as decoding."""
    offsets = pa.array([0, len(block)], pa.int64()).buffers()[1]
    try:
        pa.LargeStringArray.from_buffers(1, offsets, pa.py_buffer(block)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def broken(each: Input, error: Exception, *, otherwise: str = "packed") -> InputError:
    """The refusal of an input whose container cannot be read at all. `otherwise`: of DAMAGE."""
    return damaged(each.name, error, otherwise=otherwise)
