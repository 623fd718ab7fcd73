"""Which plain character stands for each Unicode character: a table in which tricks of writing disappear.

Sources: Unicode Character Database through `unicodedata` (compatibility decompositions, UAX #15; general
categories, UAX #44) and the look-alikes between Latin, Greek, Cyrillic and others that UTS #39 calls
confusable. Built once.
"""

import functools
import unicodedata

import numpy as np
import numpy.typing as npt

DROP = 0  # the character leaves nothing behind: zero-width, combining, bidirectional control
SPACE = 32
LINE = 10
SYMBOL = 0xFFFC  # any emoji or pictograph: it separates, and says that something stood here
TELEPHONE = 0x260E  # any picture of one
WIDEST = 4  # characters that one character may become ("㏒" would be more: nobody writes so)

# Letters of other scripts that are drawn like a Latin one. A word written wholly in its own script changes
# the same way every time, so nothing that is compared is lost.
LOOKALIKES = {
    "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "һ": "h", "і": "i", "ј": "j", "к": "k", "ӏ": "l",
    "м": "m", "н": "h", "о": "o", "р": "p", "ԛ": "q", "ѕ": "s", "т": "t", "у": "y", "ѵ": "v", "ԝ": "w",
    "х": "x", "ь": "b", "α": "a", "β": "b", "γ": "y", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v",
    "ο": "o", "ρ": "p", "σ": "o", "τ": "t", "υ": "u", "χ": "x", "ω": "w", "μ": "u", "ϲ": "c", "ϳ": "j",
    "ո": "n", "ս": "u", "օ": "o", "զ": "q", "հ": "h", "ց": "g", "յ": "j", "ا": "ا", "ᴀ": "a", "ʙ": "b",
    "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ꜰ": "f", "ɢ": "g", "ʜ": "h", "ɪ": "i", "ᴊ": "j", "ᴋ": "k", "ʟ": "l",
    "ᴍ": "m", "ɴ": "n", "ᴏ": "o", "ᴘ": "p", "ʀ": "r", "ꜱ": "s", "ᴛ": "t", "ᴜ": "u", "ᴠ": "v", "ᴡ": "w",
    "ʏ": "y", "ᴢ": "z", "ɑ": "a", "ɡ": "g", "ı": "i", "ȷ": "j", "ɩ": "i", "ł": "l", "ø": "o", "đ": "d",
    "ħ": "h", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th", "ŋ": "n", "Ꭺ": "a", "Ᏼ": "b", "Ꮯ": "c",
    "Ꭰ": "d", "Ꭼ": "e", "Ꮋ": "h", "Ꭻ": "j", "Ꮶ": "k", "Ꮮ": "l", "Ꮇ": "m", "Ꮲ": "p", "Ꮪ": "s", "Ꭲ": "t",
    "Ꮩ": "v", "Ꮃ": "w", "Ꮓ": "z", "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u00b4": "'", "\u2010": "-",
    "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2044": "/", "\u2215": "/",
    "\u00d7": "x", "\U0001f51f": "10", "\u2205": "0", "\u2300": "0", "\u3007": "0", "\u2b55": "0",
}  # fmt: skip


def _ranges() -> list[range]:
    """The blocks in which something has to change; ideographs and Hangul stay what they are."""
    return [
        range(0x0000, 0x3400),
        range(0x4DC0, 0x4E00),
        range(0xA4D0, 0xAC00),
        range(0xD800, 0xE000),
        range(0xF900, 0x10A00),
        range(0x1D000, 0x1D800),
        range(0x1E000, 0x1F000),
        range(0x1F000, 0x1FC00),
        range(0xE0000, 0xE0200),
    ]


def _numbered(first: int, start: int, count: int) -> dict[int, str]:
    return {first + step: str(start + step) for step in range(count)}


# Circled and squared forms that have no decomposition of their own.
_ENCLOSED = (
    _numbered(0x2776, 1, 10)
    | _numbered(0x2780, 1, 10)
    | _numbered(0x278A, 1, 10)
    | _numbered(0x24EB, 11, 10)
    | {0x24FF: "0", 0x24EA: "0", 0x1F10B: "0", 0x1F10C: "0"}
    | {base + step: chr(97 + step) for base in (0x1F150, 0x1F170) for step in range(26)}
)


_TELEPHONES = (0x260E, 0x260F, 0x2706, 0x1F4DE, 0x1F4F1, 0x1F4F2, 0x1F57B, 0x1F57D, 0x1F57F, 0x1F581)


def _plain(code: int) -> str:
    """What the character becomes: nothing, one plain character, or a few."""
    if code in _ENCLOSED:
        return _ENCLOSED[code]
    if code in _TELEPHONES:
        return chr(TELEPHONE)
    char = chr(code)
    if char in "\n\r\u2028\u2029\x0b\x0c\x85":
        return "\n"
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf", "Cc", "Cs", "Cn") and char != "\t":
        return "" if not 0x1F000 <= code < 0x1FC00 else chr(SYMBOL)
    if category == "Zs" or char == "\t":
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(char))
    out = ""
    for part in unicodedata.normalize("NFKD", LOOKALIKES.get(char, char)).lower():
        kind = unicodedata.category(part)
        if kind in ("Mn", "Me", "Cf"):
            continue
        if kind == "Zs":
            out += " "
        elif kind == "Nd":
            out += str(unicodedata.decimal(part))
        elif kind in ("So", "Sk") and part not in "^`":
            out += chr(SYMBOL)
        else:
            out += LOOKALIKES.get(part, part)
    return out.strip(" ")[:WIDEST] or (chr(SYMBOL) if category in ("So", "Sk") else "")


@functools.cache
def table() -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8]]:
    """`(plain, width)`: for code point `c`, the characters `plain[c, :width[c]]` that stand for it.

    The table ends after the last block in which something changes; whatever lies beyond stays itself.
    """
    size = 0xE0200
    plain = np.zeros((size, WIDEST), dtype=np.uint32)
    plain[:, 0] = np.arange(size, dtype=np.uint32)
    width = np.ones(size, dtype=np.uint8)
    for block in _ranges():
        for code in block:
            folded = _plain(code)
            width[code] = len(folded)
            for place, char in enumerate(folded):
                plain[code, place] = ord(char)
    return plain, width
