"""A text file in whole lines, decoded, with lines of any length and in bounded memory."""

from collections.abc import Iterable, Iterator

from amparo_detect.readers.rows import InputTally, Limits
from amparo_detect.readers.streams import Bytes, decoded, fill, is_utf8


def blocks(stream: Bytes, limits: Limits) -> Iterator[bytes | str]:
    """Blocks of whole lines; "long", the key of `rows.REASONS`, for a line longer than the limit."""
    buffer, final = b"", False
    while not final:
        size = max(limits.block, 2 * len(buffer))
        buffer = fill(stream, buffer, size)
        final = len(buffer) < size
        end = len(buffer) if final else buffer.rfind(b"\n") + 1
        if end:
            yield buffer[:end]
            buffer = buffer[end:]
        elif len(buffer) >= limits.record:
            yield "long"
            while b"\n" not in buffer and buffer:
                buffer = stream.read(limits.block)
            buffer = buffer.partition(b"\n")[2]


def lines(found: Iterable[bytes | str], tally: InputTally) -> Iterator[list[str] | str]:
    """Lists of lines without their ends; a string is the key of `rows.REASONS` for a line that is none."""
    for block in found:
        if isinstance(block, str):
            yield block
        else:
            yield from _decoded(block.removesuffix(b"\n"), tally)


def _decoded(block: bytes, tally: InputTally) -> Iterator[list[str] | str]:
    if is_utf8(block):
        yield block.decode().replace("\r\n", "\n").split("\n")
        return
    good: list[str] = []
    for line in block.split(b"\n"):
        line = line.removesuffix(b"\r")
        text = line.decode() if line.isascii() else decoded(line, tally)
        if text is None:
            yield good
            yield "undecodable"
            good = []
        else:
            good.append(text)
    yield good
