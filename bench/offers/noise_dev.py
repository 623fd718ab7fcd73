"""How the development grammars disturb a text: typos and evasion. A phone's placeholder is never touched."""

from collections.abc import Callable
from random import Random

from wording import PHONE

Noise = Callable[[str, Random], str]

_LEET = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"}
_HOMOGLYPH = {
    "a": "а",
    "e": "е",
    "o": "о",
    "p": "р",
    "c": "с",
    "x": "х",
    "i": "і",
    "A": "А",
    "E": "Е",
    "O": "О",
}
_INVISIBLE = ("\u200b", "\u200c", "\u2060", "\ufeff")
_EMOJI = ("🔥", "✅", "⭐", "👉", "💼", "✈️", "🏨", "💰", "🙏", "🌍")
_WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}


def typos(text: str, random: Random) -> str:
    """One slip for about 40 characters: a letter lost, doubled, swapped with the next, or a neighbour hit."""
    letters = list(text)
    for _ in range(max(1, len(text) // random.randint(30, 90))):
        at = random.randrange(len(letters))
        if not letters[at].isalpha():
            continue
        slip = random.random()
        if slip < 0.3:
            letters[at] = ""
        elif slip < 0.5:
            letters[at] *= 2
        elif slip < 0.75 and at + 1 < len(letters) and letters[at + 1] != PHONE:
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        else:
            letters[at] = random.choice("aeioumnrst")
        if not any(letters):
            return text
        letters = [letter or "" for letter in letters]
    return "".join(letters)


def _by_word(text: str, random: Random, share: float, change: Callable[[str], str]) -> str:
    return " ".join(
        change(word) if PHONE not in word and len(word) > 3 and random.random() < share else word
        for word in text.split(" ")
    )


def leet(text: str, random: Random) -> str:
    return _by_word(text, random, 0.35, lambda word: "".join(_LEET.get(letter, letter) for letter in word))


def homoglyphs(text: str, random: Random) -> str:
    return _by_word(
        text,
        random,
        0.5,
        lambda word: "".join(_HOMOGLYPH.get(x, x) if random.random() < 0.6 else x for x in word),
    )


def zero_width(text: str, random: Random) -> str:
    mark = random.choice(_INVISIBLE)

    def split(word: str) -> str:
        at = random.randint(1, len(word) - 1)
        return word[:at] + mark + word[at:]

    return _by_word(text, random, 0.5, split)


def spaced(text: str, random: Random) -> str:
    return _by_word(text, random, 0.15, " ".join)


def emoji(text: str, random: Random) -> str:
    return _by_word(text, random, 0.3, lambda word: f"{word} {random.choice(_EMOJI)}")


def wide(text: str, random: Random) -> str:
    return _by_word(text, random, 0.4, lambda word: "".join(_WIDE.get(letter, letter) for letter in word))


def punctuated(text: str, random: Random) -> str:
    mark = random.choice((".", "-", "*", "_"))
    return _by_word(text, random, 0.25, mark.join)


EVASIONS: dict[str, Noise] = {
    "leet": leet,
    "homoglyphs": homoglyphs,
    "zero-width": zero_width,
    "spaced letters": spaced,
    "emoji between": emoji,
    "full-width": wide,
    "punctuation inside": punctuated,
}
