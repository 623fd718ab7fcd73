"""What happens to a text on its way: slips, capitals, emoji, letters made unreadable to machines."""

import unicodedata
from collections.abc import Callable

from dice import Dice

CYRILLIC = str.maketrans("aeopcxyiABEHKMOPCTX", "аеорсхуіАВЕНКМОРСТХ")
GREEK = str.maketrans("oAuvABEHIKMNOPTXYZ", "οΑυνΑΒΕΗΙΚΜΝΟΡΤΧΥΖ")
LEET = str.maketrans("aeiosAEIOS", "4310543105")
LEET_SYMBOLS = str.maketrans("aeiosl", "@€!0$1")
ARABIC = str.maketrans("أإآةى", "اااهي")
INVISIBLE = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad")
EMOJI = ("🔥", "✅", "📌", "💼", "✈️", "🌍", "💰", "📞", "🙏", "👉", "⭐", "🏨", "❗", "🎯", "😊", "🇲🇿")


def _marked(word: str) -> bool:
    return "\ue000" in word or "\ue001" in word


def words(text: str, rng: Dice, share: float, change: Callable[[str], str]) -> str:
    """Changes a share of the words longer than three letters; the places of phones stay."""
    lines = []
    for line in text.split("\n"):
        parts = line.split(" ")
        for at, word in enumerate(parts):
            if len(word) > 3 and rng.random() < share and not _marked(word):
                parts[at] = change(word)
        lines.append(" ".join(parts))
    return "\n".join(lines)


def typos(text: str, rng: Dice) -> str:
    def slip(word: str) -> str:
        at = rng.randrange(1, len(word) - 1)
        way = rng.random()
        if way < 0.35:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        return word[:at] + word[at + 1 :] if way < 0.7 else word[:at] + word[at] + word[at:]

    return words(text, rng, 0.09, slip)


class Plain(dict[int, str]):
    """Letters without their accents, worked out once each."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFD", chr(code).translate(ARABIC))
        self[code] = "".join(part for part in parts if not unicodedata.combining(part))
        return self[code]


PLAIN = Plain()


def no_accents(text: str, rng: Dice) -> str:
    return text.translate(PLAIN)


def upper(text: str, rng: Dice) -> str:
    return text.upper()


def emoji(text: str, rng: Dice) -> str:
    lines = text.split("\n")
    if len(lines) > 2:
        some = rng.sample(EMOJI, 3)
        return "\n".join(f"{rng.choice(some)} {line}" if rng.random() < 0.5 else line for line in lines)
    parts = text.split(". ")
    return " ".join(
        f"{part}{rng.choice(EMOJI)}" if rng.random() < 0.5 else f"{part}." if at < len(parts) - 1 else part
        for at, part in enumerate(parts)
    )


def zero_width(text: str, rng: Dice) -> str:
    mark = rng.choice(INVISIBLE)

    def cut(word: str) -> str:
        at = rng.randrange(1, len(word))
        return word[:at] + mark + word[at:]

    return words(text, rng, rng.choice((0.15, 0.4, 0.9)), cut)


def homoglyph(text: str, rng: Dice) -> str:
    table = rng.choice((CYRILLIC, CYRILLIC, GREEK))
    return words(text, rng, rng.choice((0.2, 0.5, 1.0)), lambda word: word.translate(table))


def leet(text: str, rng: Dice) -> str:
    table = rng.choice((LEET, LEET_SYMBOLS))
    return words(text, rng, rng.choice((0.2, 0.4, 0.7)), lambda word: word.translate(table))


def spaced(text: str, rng: Dice) -> str:
    mark = rng.choice((" ", ".", "-", "_"))
    return words(text, rng, rng.choice((0.06, 0.12, 0.25)), mark.join)


def tatweel(text: str, rng: Dice) -> str:
    """Arabic's own way: letters drawn out, or vowel signs that nobody needs."""
    mark = rng.choice(("ـ", "ـــ", "َ", "ِ"))
    return words(text, rng, 0.4, lambda word: word[:2] + mark + word[2:])


def sprinkled(text: str, rng: Dice) -> str:
    """Chinese's own way: signs between the characters."""
    mark = rng.choice(("*", ".", " ", "·", "\u200b"))
    return "".join(c + mark if "\u4e00" <= c <= "\u9fff" and rng.random() < 0.15 else c for c in text)


SLIPS = {"typos": typos, "no-accents": no_accents, "upper": upper, "emoji": emoji}
EVASIONS = {"zero-width": zero_width, "homoglyph": homoglyph, "leet": leet, "spaced": spaced}


def evade(text: str, kind: str, language: str, rng: Dice) -> str:
    if language == "ar" and kind in ("homoglyph", "leet"):
        return tatweel(text, rng)
    if language == "zh":
        return sprinkled(text, rng)
    return EVASIONS[kind](text, rng)
