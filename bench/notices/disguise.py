"""What happens to a text on its way: haste, habit, evasion. Letters from U+E000 stand for phones and stay."""

import re
import unicodedata
from collections.abc import Callable
from random import Random

LATIN_TWINS = str.maketrans("aceopxyijsABCEHKMOPTXI", "асеорхуіјѕАВСЕНКМОРТХІ")
LEET = str.maketrans("aeiostAEIOST", "43105743105" + "7")
ARABIC_TWINS = str.maketrans({"ي": "ى", "ه": "ة", "أ": "ا", "إ": "ا", "ك": "ک"})
SPACES = re.compile(r"(\s+)")
INVISIBLE = ("\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\ufeff")
EMOJI = [
    "🔥",
    "✅",
    "📢",
    "💼",
    "🌍",
    "✈️",
    "📲",
    "🙏",
    "💰",
    "🏨",
    "👩\u200d🍳",
    "🚗",
    "⭐",
    "❗",
    "‼️",
    "👇",
    "😊",
    "🇿🇦",
    "🇦🇪",
    "🇵🇹",
    "🇲🇿",
    "💯",
    "📌",
    "🆘",
    "🎉",
    "💸",
    "🛑",
    "⚠️",
    "🧹",
    "👶",
    "🏗️",
    "🚜",
]
NEIGHBOURS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuioopsdfghjkllxcvbnmm", strict=True))


def some_words(text: str, rng: Random, share: float, change: Callable[[str], str]) -> str:
    """`change` on a share of the words that are long enough to be known again."""
    words = SPACES.split(text)
    for i, word in enumerate(words):
        if len(word) > 3 and rng.random() < share and not any(letter >= "\ue000" for letter in word):
            words[i] = change(word)
    return "".join(words)


def typos(text: str, rng: Random) -> str:
    def slip(word: str) -> str:
        at = rng.randrange(1, len(word) - 1)
        match rng.randrange(4):
            case 0:
                return word[:at] + word[at + 1 :]
            case 1:
                return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            case 2:
                return word[:at] + word[at] + word[at:]
        return word[:at] + NEIGHBOURS.get(word[at], word[at]) + word[at + 1 :]

    return some_words(text, rng, rng.choice([0.03, 0.05, 0.09]), slip)


def unaccented(text: str, rng: Random) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def upper(text: str, rng: Random) -> str:
    if rng.random() < 0.6:
        return text.upper()
    lines = text.split("\n")
    return "\n".join(line.upper() if rng.random() < 0.4 or i == 0 else line for i, line in enumerate(lines))


def lower(text: str, rng: Random) -> str:
    return text.lower()


def emoji(text: str, rng: Random) -> str:
    own = rng.sample(EMOJI, rng.randint(1, 5))
    lines = text.split("\n")
    for i, line in enumerate(lines):
        if line and rng.random() < 0.5:
            lines[i] = (
                f"{line} {rng.choice(own) * rng.randint(1, 3)}"
                if rng.random() < 0.5
                else f"{rng.choice(own)} {line}"
            )
    return "\n".join(lines)


def zero_width(text: str, rng: Random) -> str:
    mark = rng.choice(INVISIBLE)

    def split(word: str) -> str:
        at = rng.randrange(1, len(word))
        return word[:at] + mark + word[at:]

    return some_words(text, rng, rng.choice([0.1, 0.3, 0.6]), split)


def homoglyphs(text: str, rng: Random) -> str:
    return some_words(
        text,
        rng,
        rng.choice([0.1, 0.25, 0.5]),
        lambda word: word.translate(LATIN_TWINS).translate(ARABIC_TWINS),
    )


def leet(text: str, rng: Random) -> str:
    return some_words(text, rng, rng.choice([0.08, 0.15, 0.3]), lambda word: word.translate(LEET))


def spaced(text: str, rng: Random) -> str:
    mark = rng.choice([" ", " ", ".", "-", "*", "_"])
    return some_words(text, rng, rng.choice([0.04, 0.08, 0.15]), mark.join)


def abbreviated(text: str, rng: Random) -> str:
    """Vowels left out, as in short messages."""

    def short(word: str) -> str:
        return word[0] + "".join(letter for letter in word[1:-1] if letter not in "aeiou") + word[-1]

    return some_words(text, rng, 0.06, short)


def decomposed(text: str, rng: Random) -> str:
    return unicodedata.normalize("NFD", text)


def stretched(text: str, rng: Random) -> str:
    """No line breaks left, or one after each sentence, as copying between programs does."""
    if rng.random() < 0.5:
        return " ".join(text.split())
    return text.replace(". ", ".\n\n")


def truncated(text: str, rng: Random) -> str:
    """The end cut off, as previews of boards do; short texts stay."""
    if len(text) < 160:
        return text
    cut = text[: int(len(text) * rng.uniform(0.55, 0.9))].rsplit(" ", 1)[0]
    return cut + rng.choice(["...", "…", " ... (ver mais)", " Read more", " [...]", ""])


HASTE = {
    "typos": typos,
    "no-accents": unaccented,
    "upper": upper,
    "lower": lower,
    "emoji": emoji,
    "abbreviated": abbreviated,
    "copied": stretched,
    "decomposed": decomposed,
}
EVASION = {"zero-width": zero_width, "homoglyphs": homoglyphs, "leet": leet, "spaced": spaced}
