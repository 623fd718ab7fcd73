"""How the held-out grammars disturb a text: other slips and other evasions than the development grammars."""

import unicodedata
from random import Random

from noise_dev import Noise
from wording import PHONE

_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOUR = {
    key: row[max(0, at - 1)] + row[min(len(row) - 1, at + 1)] for row in _KEYS for at, key in enumerate(row)
}
_LEET = {"a": "@", "e": "€", "i": "!", "l": "1", "s": "$", "o": "0", "b": "8", "g": "9", "t": "+"}
_GREEK = {"o": "ο", "a": "α", "v": "ν", "i": "ι", "p": "ρ", "A": "Α", "E": "Ε", "T": "Τ", "H": "Η", "u": "υ"}
_SYMBOLS = ("🌟", "➡️", "✔️", "🧳", "🎉", "💌", "🛫", "🔔", "💎", "👇")


def _each_word(text: str, random: Random, share: float, change) -> str:  # type: ignore[no-untyped-def]
    lines = text.split("\n")
    return "\n".join(
        " ".join(
            change(word) if PHONE not in word and len(word) > 2 and random.random() < share else word
            for word in line.split(" ")
        )
        for line in lines
    )


def typos(text: str, random: Random) -> str:
    """Slips of a hurried thumb: a neighbouring key, accents dropped, words run together, an end drawn out."""
    slip = random.random()
    if slip < 0.25:
        plain = unicodedata.normalize("NFD", text)
        text = unicodedata.normalize("NFC", "".join(x for x in plain if not "\u0300" <= x <= "\u036f"))
    if slip > 0.8:
        text = _each_word(text, random, 0.08, lambda word: word[:-1] + word[-1] * random.randint(2, 4))
    letters = list(text)
    for _ in range(max(1, len(text) // random.randint(25, 70))):
        at = random.randrange(len(letters))
        near = _NEIGHBOUR.get(letters[at].lower())
        if near:
            letters[at] = random.choice(near)
        elif letters[at] == " " and random.random() < 0.3:
            letters[at] = ""
    return "".join(letters)


def symbols(text: str, random: Random) -> str:
    return _each_word(
        text,
        random,
        0.35,
        lambda word: "".join(_LEET.get(x, x) if random.random() < 0.7 else x for x in word),
    )


def greek(text: str, random: Random) -> str:
    return _each_word(text, random, 0.45, lambda word: "".join(_GREEK.get(letter, letter) for letter in word))


def mathematical(text: str, random: Random) -> str:
    """Letters from the mathematical alphabets: bold, italic or sans-serif."""
    start = random.choice((0x1D400, 0x1D434, 0x1D5A0, 0x1D5D4))

    def styled(word: str) -> str:
        return "".join(
            chr(start + ord(x) - 65)
            if "A" <= x <= "Z"
            else chr(start + 26 + ord(x) - 97)
            if "a" <= x <= "z" and not (start == 0x1D434 and x == "h")
            else x
            for x in word
        )

    return _each_word(text, random, 0.5, styled)


def soft(text: str, random: Random) -> str:
    """Soft hyphens, joiners and directional marks within words."""
    marks = ("\u00ad", "\u200d", "\u200e", "\u034f")
    return _each_word(
        text,
        random,
        0.6,
        lambda word: "".join(x + (random.choice(marks) if random.random() < 0.3 else "") for x in word),
    )


def stretched(text: str, random: Random) -> str:
    """Letters set apart by two different marks, or capital letters set apart by blanks."""
    mark = random.choice(("·", " ", "ˑ", "\u2009"))
    return _each_word(text, random, 0.18, lambda word: mark.join(word.upper()))


def decorated(text: str, random: Random) -> str:
    """A symbol before, within or after words."""

    def decorate(word: str) -> str:
        symbol = random.choice(_SYMBOLS)
        return random.choice((symbol + word, word + symbol, f"{symbol} {word}"))

    return _each_word(text, random, 0.3, decorate)


def accents(text: str, random: Random) -> str:
    """Combining marks over letters that bear none."""
    marks = ("\u0300", "\u0301", "\u0302", "\u0308", "\u0336")
    return _each_word(
        text,
        random,
        0.5,
        lambda word: "".join(x + (random.choice(marks) if random.random() < 0.4 else "") for x in word),
    )


EVASIONS: dict[str, Noise] = {
    "leet": symbols,
    "homoglyphs": greek,
    "mathematical letters": mathematical,
    "zero-width": soft,
    "spaced letters": stretched,
    "emoji between": decorated,
    "combining marks": accents,
}
