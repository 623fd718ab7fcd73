"""The word lists of `amparo_detect/data`, compiled into tables that scanners can look words up in.

Every word is folded with the same `text.fold` as the posts, so that a list and a post cannot disagree about
spelling.
"""

import functools
import tomllib
from collections.abc import Iterable
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo_detect.loops import inlined
from amparo_detect.text.fold import fold

PHONE = 1  # a telephone number follows
IDENTITY = 2  # the number that follows identifies something else
BETWEEN = 4  # stands between the parts of one number
QUANTITY = 8  # the number before it is a quantity
EITHER = 16  # two numbers, never one
SHORT = 32  # a currency that counts only directly beside a number
WAGE = 64
AGE_AFTER = 128  # "18 anos"
AGE_BEFORE = 256  # "idade 18"
UNDER = 512
WEAK = 1024  # a telephone number may follow, or any other number
NOT_AGE = 4096  # "2 anos de experiência"
POINT = 2048  # an agent's or a till's number follows
DIAL = 8192  # a country code follows
BACKWARD = 16384  # a number near it is written from its end
AGE_OLD = 1 << 15  # "18 years old"
PERSON = 1 << 16  # somebody who has an age
LIMIT = 1 << 17  # "maiores de 18 anos"
SINCE = 1 << 18  # "há 15 anos": right before a number, a time that has passed
PRICED = 1 << 19  # the sum near it is what something costs
JOB = 1 << 22
DOUBTFUL = 1 << 23  # a document only with a deed
COMMON = 1 << 24  # a month's name that is a word of its own language
CAPITAL = 1 << 25  # a month's name that a capital tells from that word
ACCOUNT = 1 << 26  # a bank account's number follows
GROWN = 1 << 27  # those over or under an age: "menores de 20"
APART = 1 << 28  # a deed on its other side is not done with the document: "until the visa"
NUMBER = 1 << 30  # a sum that is spelled out may begin with it
DENIED = 1 << 29  # the deed behind it is not done
CURRENCY, MONTH = 1 << 20, 1 << 21  # only in `facts`: the word is one

_CUES = {
    "phone": PHONE,
    "weak": WEAK,
    "identity": IDENTITY,
    "between": BETWEEN,
    "quantity": QUANTITY,
    "either": EITHER,
    "dial": DIAL,
    "backward": BACKWARD,
}
_AGES = {
    "years": AGE_AFTER,
    "before": AGE_BEFORE,
    "old": AGE_OLD,
    "person": PERSON,
    "limit": LIMIT,
    "under": UNDER,
    "other": NOT_AGE,
    "since": SINCE,
    "grown": GROWN,
}
PERIODS = ("", "hour", "day", "week", "month", "year")
DOCUMENTS = ("", "passport", "identity_card", "visa", "permit", "documents", "ticket")
MONTH_LANGUAGES = ("pt", "es", "fr", "en", "ro")  # whose month names are words elsewhere
DEEDS = ("", "kept", "arranged", "paid", "without")


HUNDREDS = -100  # what a word like "hundred" is: times what stands before it
LED, JOINED, EIGHTY = 1, 2, 4  # "elfu tano": before it; "e", "and"; quatre-vingt


class Vocabulary(NamedTuple):
    """Words by hash: `ids[slot]` is the word's number where `hashes[slot]` agrees; the other columns are
    by that number.
    """

    hashes: npt.NDArray[np.uint64]
    ids: npt.NDArray[np.int32]
    flags: npt.NDArray[np.uint32]
    currency: npt.NDArray[np.int8]  # index into currencies() + 1, 0 for none
    period: npt.NDArray[np.int8]  # index into PERIODS
    month: npt.NDArray[np.int8]  # 1–12, 0 for none
    tongue: npt.NDArray[np.int8]  # of a short month name: the languages (bits of MONTH_LANGUAGES), 0 any
    times: npt.NDArray[np.int64]  # 1 for none
    document: npt.NDArray[np.int8]  # index into DOCUMENTS
    deed: npt.NDArray[np.int8]  # index into DEEDS
    amount: npt.NDArray[np.int32]  # the number that the word spells; HUNDREDS for "hundred"; 0 for none
    step: npt.NDArray[np.int8]  # how it stands in a number: LED before what it multiplies, JOINED between


@functools.cache
def lists(name: str) -> dict[str, Any]:
    """The data file `name`.toml."""
    return tomllib.loads(resources.files("amparo_detect.data").joinpath(f"{name}.toml").read_text("utf-8"))


@functools.cache
def currencies() -> tuple[str, ...]:
    """ISO 4217 codes in the order that `Vocabulary.currency` counts; last "", for a sum without currency."""
    return (*lists("money")["currencies"], "")


def folded(words: Iterable[str]) -> list[str]:
    """The words as they look in folded text."""
    words = list(words)
    result = fold(pl.Series(words, dtype=pl.String))
    chars, starts = result.chars, result.starts
    return ["".join(map(chr, chars[starts[i] : starts[i + 1]])) for i in range(len(words))]


class _Words:
    """The vocabulary under construction: column values by folded word."""

    def __init__(self) -> None:
        self.columns: dict[str, dict[str, int]] = {name: {} for name in Vocabulary._fields[2:]}
        self.order: dict[str, int] = {}

    def mark(self, column: str, words: str, value: int) -> None:
        """Put `value` into a column for each word of a list; bits add up, elsewhere the first wins."""
        for word in folded(words.split()):
            self.order.setdefault(word, len(self.order))
            values = self.columns[column]
            if column in ("flags", "tongue", "step"):
                values[word] = values.get(word, 0) | value
            else:
                values.setdefault(word, value)


def _gather(extra: Iterable[str]) -> _Words:
    words = _Words()
    for name, flag in _CUES.items():
        words.mark("flags", lists("cues")[name], flag)
    money = lists("money")
    for place, entry in enumerate(money["currencies"].values(), start=1):
        words.mark("currency", entry["words"], place)
        words.mark("currency", entry["short"], place)
        words.mark("flags", entry["short"], SHORT)
    for place, period in enumerate(PERIODS[1:], start=1):
        words.mark("period", money["periods"][period], place)
    for key, flag in (("cues", WAGE), ("jobs", JOB), ("prices", PRICED)):
        words.mark("flags", money["wages"][key], flag)
    for factor, spelled in money["times"].items():
        words.mark("times", spelled, int(factor))
    calendar = lists("calendar")
    for number, spelled in calendar["months"].items():
        words.mark("month", spelled, int(number))
    for place, language in enumerate(MONTH_LANGUAGES):
        words.mark("tongue", calendar["languages"][language], 1 << place)
    words.mark("flags", calendar["common"]["words"], COMMON)
    words.mark("flags", calendar["common"]["capital"], CAPITAL)
    for key, flag in _AGES.items():
        words.mark("flags", calendar["ages"][key], flag)
    words.mark("flags", lists("payments")["points"]["words"], POINT)
    words.mark("flags", lists("payments")["accounts"]["words"], ACCOUNT)
    _mark_numbers(words)
    documents = lists("documents")
    words.mark("flags", documents["doubtful"]["words"], DOUBTFUL)
    words.mark("flags", documents["between"]["apart"], APART)
    words.mark("flags", documents["between"]["denied"], DENIED)
    for place, name in enumerate(DOCUMENTS[1:], start=1):
        words.mark("document", documents["documents"][name], place)
    for place, name in enumerate(DEEDS[1:], start=1):
        words.mark("deed", documents["deeds"][name], place)
    words.mark("flags", " ".join(extra), 0)
    return words


def _mark_numbers(words: _Words) -> None:
    """The words that a sum is spelled with: as a telephone number's are, and what is greater."""
    for language, kinds in lists("numbers").items():
        for kind in ("units", "teens", "tens", "hundreds"):
            for spelled, value in kinds.get(kind, {}).items():
                words.mark("amount", spelled, value)
        words.mark("amount", " ".join(kinds.get("hundredfold", ())), HUNDREDS)
        words.mark("step", " ".join(kinds.get("joins", ())), JOINED)
        if language == "fr":
            words.mark("step", "vingt vingts", EIGHTY)
    worded = lists("money")["worded"]
    for value, spelled in worded["numbers"].items():
        words.mark("amount", spelled, int(value))
    words.mark("step", worded["led"], LED)
    words.mark("flags", " ".join((*words.columns["amount"], *words.columns["times"])), NUMBER)


def hash_of(word: str) -> int:
    """FNV-1a over the word's code points, 64 bits, as the scanners compute it."""
    value = 0xCBF29CE484222325
    for char in word:
        value = ((value ^ ord(char)) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def _hashed(order: dict[str, int]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int32]]:
    size = 1 << max(4, (len(order) * 4).bit_length())
    hashes = np.zeros(size, dtype=np.uint64)
    ids = np.full(size, -1, dtype=np.int32)
    for word, number in order.items():
        value = hash_of(word)
        slot = (value >> 20) & (size - 1)
        while ids[slot] >= 0:
            slot = (slot + 1) & (size - 1)
        hashes[slot] = value
        ids[slot] = number
    return hashes, ids


@functools.cache
def compiled() -> tuple[Vocabulary, "Phrases"]:
    """The vocabulary, and the phrases (places, payment services) over its word numbers."""
    phrases = _phrases()
    extra = [word for words in phrases for word in words]
    words = _gather(extra)
    hashes, ids = _hashed(words.order)
    columns: dict[str, npt.NDArray[Any]] = {}
    for name, kind in (
        ("flags", np.uint32),
        ("currency", np.int8),
        ("period", np.int8),
        ("month", np.int8),
        ("tongue", np.int8),
        ("times", np.int64),
        ("document", np.int8),
        ("deed", np.int8),
        ("amount", np.int32),
        ("step", np.int8),
    ):
        default = 1 if name == "times" else 0
        values = words.columns[name]
        columns[name] = np.array([values.get(word, default) for word in words.order], dtype=kind)
    return Vocabulary(hashes, ids, **columns), _automaton(phrases, words.order)


def facts(vocabulary: Vocabulary) -> npt.NDArray[np.uint32]:
    """The flags of every word, with `CURRENCY` and `MONTH` among them."""
    money = np.where(vocabulary.currency > 0, CURRENCY, 0)
    return (vocabulary.flags | money | np.where(vocabulary.month > 0, MONTH, 0)).astype(np.uint32)


@inlined
def lookup(value: np.uint64, hashes: npt.NDArray[np.uint64], ids: npt.NDArray[np.int32]) -> np.int64:
    """The number of the word with this hash, or -1."""
    mask = np.uint64(len(ids) - 1)
    slot = (value >> np.uint64(20)) & mask
    while ids[slot] >= 0:
        if hashes[slot] == value:
            return np.int64(ids[slot])
        slot = (slot + np.uint64(1)) & mask
    return np.int64(-1)


class Phrases(NamedTuple):
    """An automaton over word numbers: `targets[slot]` where `keys[slot]` is (state << 32 | word), and
    `payload[state]`.

    The payload is what a phrase that ends there means: -1 nothing, else an index into `meanings()`.
    """

    keys: npt.NDArray[np.int64]
    targets: npt.NDArray[np.int32]
    payload: npt.NDArray[np.int32]
    starts: npt.NDArray[np.bool_]  # by word number: whether a phrase begins with it


@functools.cache
def meanings() -> tuple[tuple[str, str], ...]:
    """`(class, value)` of each phrase payload; the class is "place", "payment" or "region" (an adjective)."""
    from amparo_detect.contacts import gazetteer

    places = [("place", str(number)) for number in range(len(gazetteer.places()))]
    services = [("payment", name) for name in lists("payments")["services"]]
    regions = [("region", code) for code in lists("regions")["adjectives"]]
    return tuple(places + services + regions)


def _phrases() -> dict[tuple[str, ...], int]:
    """Every phrase as folded words, and its payload. Where two mean different things the first stays."""
    from amparo_detect.contacts import gazetteer

    index = {meaning: place for place, meaning in enumerate(meanings())}
    spelled: list[tuple[str, int]] = []
    for number, place in enumerate(gazetteer.places()):
        spelled += [(name, index["place", str(number)]) for name in (*place.names, *place.strict)]
    for name, spellings in lists("payments")["services"].items():
        spelled += [(spelling, index["payment", name]) for spelling in spellings]
    for code, spellings in lists("regions")["adjectives"].items():
        spelled += [(spelling, index["region", code]) for spelling in spellings]
    result: dict[tuple[str, ...], int] = {}
    for name, payload in zip(folded([name for name, _ in spelled]), (p for _, p in spelled), strict=True):
        result.setdefault(tuple(split(name)), payload)
    return result


def split(name: str) -> list[str]:
    """A folded name's runs of letters or digits, as the lexer cuts them."""
    words: list[str] = []
    last = ""
    for char in name:
        kind = "digit" if char.isdigit() else "letter" if char.isalpha() else ""
        if kind and kind == last:
            words[-1] += char
        elif kind:
            words.append(char)
        last = kind
    return words


def _automaton(phrases: dict[tuple[str, ...], int], order: dict[str, int]) -> Phrases:
    edges: dict[tuple[int, int], int] = {}
    payload = [-1]
    for words, meaning in phrases.items():
        state = 0
        for word in words:
            key = (state, order[word])
            if key not in edges:
                edges[key] = len(payload)
                payload.append(-1)
            state = edges[key]
        payload[state] = meaning
    size = 1 << max(4, (len(edges) * 4).bit_length())
    keys = np.full(size, -1, dtype=np.int64)
    targets = np.full(size, -1, dtype=np.int32)
    starts = np.zeros(len(order), dtype=np.bool_)
    for (state, number), target in edges.items():
        packed = (state << 32) | number
        slot = _slot(packed, size)
        while keys[slot] >= 0:
            slot = (slot + 1) & (size - 1)
        keys[slot], targets[slot] = packed, target
        starts[number] |= state == 0
    return Phrases(keys, targets, np.array(payload, dtype=np.int32), starts)


def _slot(key: int, size: int) -> int:
    return ((key * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF) >> 24) & (size - 1)


@inlined
def follow(state: int, word: int, keys: npt.NDArray[np.int64], targets: npt.NDArray[np.int32]) -> np.int64:
    """The state after `word` in `state`, or -1."""
    key = (np.int64(state) << 32) | np.int64(word)
    mask = np.uint64(len(keys) - 1)
    slot = ((np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(24)) & mask
    while keys[slot] >= 0:
        if keys[slot] == key:
            return np.int64(targets[slot])
        slot = (slot + np.uint64(1)) & mask
    return np.int64(-1)
