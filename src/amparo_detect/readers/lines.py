"""A text file line by line, decoded, with lines of any length and in memory that is bounded all the same."""

from collections.abc import Iterator

from amparo_detect.readers.rows import InputTally, Limits
from amparo_detect.readers.streams import Bytes, decoded, fill, is_utf8


def lines(stream: Bytes, limits: Limits, tally: InputTally) -> Iterator[list[str] | str]:
    """Lists of lines without their ends; for a line that cannot be given, its key of `rows.REASONS`."""
    buffer, final = b"", False
    while not final:
        size = max(limits.block, 2 * len(buffer))
        buffer = fill(stream, buffer, size)
        final = len(buffer) < size
        end = len(buffer) if final else buffer.rfind(b"\n") + 1
        if end:
            yield from _decoded(buffer[:end], tally)
            buffer = buffer[end:]
        elif len(buffer) >= limits.record:
            yield "long"
            while b"\n" not in buffer and buffer:
                buffer = stream.read(limits.block)
            buffer = buffer.partition(b"\n")[2]


def _decoded(block: bytes, tally: InputTally) -> Iterator[list[str] | str]:
    block = block.removesuffix(b"\n")
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
