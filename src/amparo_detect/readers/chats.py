"""Chats exported by WhatsApp on Android and iOS, with the dates of Portuguese, English and most others."""

import re
from collections.abc import Iterator

import polars as pl

from amparo_detect.errors import InputEmpty
from amparo_detect.readers.columns import Asked
from amparo_detect.readers.frames import Gathering
from amparo_detect.readers.inputs import CHAT_LINE, Input
from amparo_detect.readers.lines import blocks, lines
from amparo_detect.readers.rows import InputTally, Limits
from amparo_detect.readers.streams import opened

# A name ends at the first colon and space; what has none was written by WhatsApp itself ("Ana left").
SAID = re.compile(r"^(?P<name>[^:\n]{1,80}?): ?(?P<text>.*)$", re.DOTALL)
MARKS = re.compile("[\u200e\u200f\u202a\u202b\u202c\u2066-\u2069]")
# In place of a picture or a voice message, which are not in the export.
OMITTED = re.compile(
    r"(?:<[^<>\n]{0,60}(?:omitted|omitid[oa]s?|ocult[oa]s?|exclu[ií]d[oa]|não revelad[oa]s?|attached:"
    r"|anexad[oa]:"
    r"|adjunto:|omis|joint)[^<>\n]{0,80}>"
    r"|^[^\n]{0,200}\((?:file attached|ficheiro anexado|arquivo anexado|archivo adjunto|fichier joint)\)"
    r"|^(?:image|video|audio|sticker|GIF|document|contact card|imagem|vídeo|áudio|figurinha|autocolante"
    r"|documento|cartão de contacto|imagen) (?:omitted|omitid[oa]|ocult[oa]|não revelad[oa])$)",
    re.MULTILINE,
)
SHORT = 60  # all that stand alone are shorter
GONE = re.compile(
    r"^(?:This message was deleted|You deleted this message|Esta mensagem foi (?:apagada|eliminada)"
    r"|Mensagem apagada|(?:Você apagou|Apagou|Eliminou) esta mensagem|null)\.?$"
)
# iOS gives these a name, that of the group or the person; the mark U+200E stands before each.
SYSTEM = re.compile(
    r"^\u200e(?!<|image|video|audio|sticker|GIF|document|imagem|vídeo|áudio|figurinha|autocolante)[^\n]*$"
)


def read(each: Input, asked: Asked, limits: Limits, tally: InputTally) -> Iterator[pl.DataFrame]:
    """Messages as frames of ROWS; `source` is the sender, times are the phone's own, taken for UTC.

    Lines that WhatsApp wrote itself are left out and counted in `tally.left_out`; a message without text is
    refused.
    """
    gathering = Gathering(limits, tally)
    with opened(each, tally, encoding=asked.encoding) as stream:
        message: _Message | None = None
        found = False
        for block in lines(blocks(stream, limits), tally):
            if isinstance(block, str):
                gathering.refuse(block)
                continue
            for line in block:
                begins = CHAT_LINE.match(line)
                if not begins:
                    if message is not None:
                        message.more(line)
                    continue
                found = True
                if message is not None:
                    message.give(gathering, tally)
                message = _Message(begins)
                if gathering.full:
                    yield from gathering.give()
        if message is not None:
            message.give(gathering, tally)
        if not found:
            raise InputEmpty(input=each.name)
        yield from gathering.give()


class _Message:
    """A message as it is being read: its first line, and those that follow until the next date."""

    def __init__(self, begins: re.Match[str]) -> None:
        part = begins.groupdict(default="")
        half = f" {part['half']}M" if part["half"] else ""
        clock = f"{part['hour']}:{part['minute']}:{part['second'] or '00'}{half}"
        self._time = f"{part['a']}/{part['b']}/{part['c']} {clock}"
        self._lines = [part["rest"]]

    def more(self, line: str) -> None:
        """Another line of it."""
        self._lines.append(line)

    def give(self, gathering: Gathering, tally: InputTally) -> None:
        """Add it to what is gathered, unless nobody said it."""
        said = SAID.match("\n".join(self._lines))
        if said is None or SYSTEM.match(said["text"]):
            tally.left_out += 1
            return
        text = MARKS.sub("", said["text"])
        if len(text) < SHORT or "<" in text or "(" in text:  # the search is slow, and most messages need none
            text = OMITTED.sub("", text)
        text = text.strip()
        if GONE.match(text):
            text = ""
        gathering.add(text, time=self._time, source=MARKS.sub("", said["name"]).strip())
