"""A post as a small sample of its letter sequences, in which slots, spacing, emoji and tricks of writing
hardly show.

The letters of a post are read as one stream, without spaces, digits or punctuation: "t r a-b.a l h o" and
"tr4b4lh0" give the letters of "trabalho". Every run of `GRAM` letters is hashed, and the `SIZE` lowest hashes
are kept (a bottom-k sketch, Cohen and Kaplan 2007): posts that share text share hashes, whatever else they
say.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.loops import inlined, inner_uncounted, outer_uncounted
from amparo_detect.text import alphabet
from amparo_detect.text.fold import Folded

GRAM = 9  # letters in a run: about two words
SIZE = 96  # hashes kept of a post
BEYOND = 65_535  # the place of a hash that stands there or later
IDEOGRAPH = 0x2E80  # from here on one character says as much as several letters
_BASE = np.uint64(0x9E3779B97F4A7C15)
_ALL = np.uint64(2**32)  # above every hash
_HALF = np.uint64(32)  # bits of a key's place, and of its hash
_LOWER = np.uint64(2**32 - 1)
_LIKELY = 1.3  # times SIZE hashes lie under the first bound: nearly always enough of them are distinct
_BINS = 128  # about as many as there are keys to sort


class Sketches(NamedTuple):
    """The sketches of posts, one after another: `hashes[starts[i]:starts[i + 1]]`, ascending, distinct, for
    post `i`.

    `places` says where in the post's letters each run first stands (`BEYOND`: there or later); `letters[i]`
    is their number.
    """

    hashes: npt.NDArray[np.uint32]
    places: npt.NDArray[np.uint16]
    starts: npt.NDArray[np.int64]
    letters: npt.NDArray[np.int32]


def sketch(folded: Folded, hidden: npt.NDArray[np.bool_]) -> Sketches:
    """Sketch every post of a batch. `hidden[m]` marks folded characters that are no part of a script."""
    count = len(folded.starts) - 1
    out = Sketches(
        np.empty(count * SIZE, dtype=np.uint32),
        np.empty(count * SIZE, dtype=np.uint16),
        np.zeros(count + 1, dtype=np.int64),
        np.zeros(count, dtype=np.int32),
    )
    scratch = _scratch(int(np.diff(folded.starts).max(initial=0)))
    used = _sketch(folded, hidden, letter_classes(), scratch, out)
    return Sketches(out.hashes[:used].copy(), out.places[:used].copy(), out.starts, out.letters)


def letter_classes() -> npt.NDArray[np.uint32]:
    """What a Basic Latin character counts as: letters written for one another are one (i, l, 1, |)."""
    classes = np.zeros(128, dtype=np.uint32)
    for code in range(128):
        char = chr(code)
        if char.isalpha():
            classes[code] = ord(_ALIKE.get(char.lower(), char.lower()))
    for digit, letter in _LEET.items():
        classes[ord(digit)] = ord(_ALIKE.get(letter, letter))
    return classes


_ALIKE = {"l": "i", "j": "i"}
_LEET = {
    "0": "o",
    "1": "i",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "8": "b",
    "9": "g",
    "6": "g",
    "2": "z",
    "@": "a",
    "$": "s",
    "!": "i",
    "|": "i",
}


class _Scratch(NamedTuple):
    """Room that is used again for every post: its letters, the hashes of its runs, and keys to be sorted.

    A key is a hash and, in the lower half, the place of its run: equal hashes sort by place.
    """

    stream: npt.NDArray[np.uint32]
    grams: npt.NDArray[np.uint32]
    keys: npt.NDArray[np.uint64]
    spread: npt.NDArray[np.uint64]
    bins: npt.NDArray[np.int64]


def _scratch(longest: int) -> _Scratch:
    letters = longest * 3 + GRAM
    return _Scratch(
        np.empty(letters, dtype=np.uint32),
        np.empty(letters, dtype=np.uint32),
        np.empty(4 * SIZE, dtype=np.uint64),
        np.empty(4 * SIZE, dtype=np.uint64),
        np.empty(_BINS, dtype=np.int64),
    )


@outer_uncounted
def _sketch(
    folded: Folded,
    hidden: npt.NDArray[np.bool_],
    classes: npt.NDArray[np.uint32],
    scratch: _Scratch,
    out: Sketches,
) -> int:
    begins = folded.starts
    at = 0
    for post in range(len(begins) - 1):
        out.starts[post] = at
        length = _squeeze(folded.chars, begins[post], begins[post + 1], hidden, classes, scratch.stream)
        out.letters[post] = length
        count = _grams(scratch.stream, length, scratch.grams)
        for place in range(_lowest(scratch, count)):
            key = scratch.keys[place]
            out.hashes[at] = key >> _HALF
            out.places[at] = min(key & _LOWER, np.uint64(BEYOND))
            at += 1
    out.starts[len(begins) - 1] = at
    return at


@inner_uncounted
def _lowest(scratch: _Scratch, count: int) -> np.int64:
    """Put the keys of the SIZE lowest distinct hashes before all others, ascending; how many they are.

    Only hashes under a likely bound are looked at, at first: they are spread evenly.
    """
    bound = _ALL
    if count > 2 * SIZE:
        bound = np.uint64(_LIKELY * SIZE * 2**32 / count)
    while True:
        size: np.int64 = _under(bound, scratch, count)
        if size == SIZE or bound == _ALL:
            return size
        bound = _ALL


@inner_uncounted
def _under(bound: np.uint64, scratch: _Scratch, count: int) -> np.int64:
    """Put the keys of the SIZE lowest distinct hashes under a bound, ascending; how many they are."""
    grams, keys = scratch.grams, scratch.keys
    size = np.int64(0)
    for place in range(count):
        if grams[place] < bound:
            keys[size] = (np.uint64(grams[place]) << _HALF) | np.uint64(place)
            size += 1
            if size == len(keys):
                size = _distinct(scratch, size, bound)
                if size == SIZE:
                    bound = keys[SIZE - 1] >> _HALF
    kept: np.int64 = _distinct(scratch, size, bound)
    return kept


@inner_uncounted
def _distinct(scratch: _Scratch, size: np.int64, bound: np.uint64) -> np.int64:
    """Sort keys, and leave of them the first of each hash and the SIZE lowest: how many these are."""
    keys = scratch.keys
    _sort(scratch, size, bound)
    kept = np.int64(0)
    for at in range(size):
        if kept == SIZE:
            break
        if kept == 0 or keys[at] >> _HALF != keys[kept - 1] >> _HALF:
            keys[kept] = keys[at]
            kept += 1
    return kept


@inner_uncounted
def _sort(scratch: _Scratch, size: np.int64, bound: np.uint64) -> None:
    """Sort keys whose hashes are spread evenly under a bound: into bins, then each among its neighbours."""
    keys, spread, bins = scratch.keys, scratch.spread, scratch.bins
    width = bound // np.uint64(_BINS) + np.uint64(1)
    share = _ALL // width
    bins[:] = 0
    for at in range(size):
        bins[(keys[at] >> _HALF) * share >> _HALF] += 1
    begin = np.int64(0)
    for each in range(_BINS):
        begin, bins[each] = begin + bins[each], begin
    for at in range(size):
        each = (keys[at] >> _HALF) * share >> _HALF
        spread[bins[each]] = keys[at]
        bins[each] += 1
    for at in range(size):
        key = spread[at]
        to = at
        while to > 0 and keys[to - 1] > key:
            keys[to] = keys[to - 1]
            to -= 1
        keys[to] = key


@inner_uncounted
def _squeeze(
    chars: npt.NDArray[np.uint32],
    start: int,
    end: int,
    hidden: npt.NDArray[np.bool_],
    classes: npt.NDArray[np.uint32],
    stream: npt.NDArray[np.uint32],
) -> int:
    """Write the letters of one post into `stream`: as they come, until something else is met in a word."""
    length = 0
    word, before = start, 0  # where a word begins, and how many letters came before it
    place = start
    while place < end:
        char = chars[place]
        if 97 <= char <= 122 and not hidden[place]:
            stream[length] = classes[char]
            length += 1
        elif char == alphabet.SPACE or char == alphabet.LINE:
            word, before = place + 1, length
        else:
            while (
                place + 1 < end and chars[place + 1] != alphabet.SPACE and chars[place + 1] != alphabet.LINE
            ):
                place += 1
            whole = slice(word, place + 1)
            length = before + _word(chars[whole], hidden[whole], classes, stream[before:])
        place += 1
    return length


@inlined
def _is_picture(char: int) -> bool:
    return char == alphabet.SYMBOL or char == alphabet.TELEPHONE


@inner_uncounted
def _word(
    chars: npt.NDArray[np.uint32],
    hidden: npt.NDArray[np.bool_],
    classes: npt.NDArray[np.uint32],
    stream: npt.NDArray[np.uint32],
) -> int:
    """Write the letters of one word into `stream`; digits only where they stand for letters inside it."""
    alphabetic = 0
    numeric = 0
    for char in chars:
        if 48 <= char <= 57:
            numeric += 1
        elif (char >= 128 and not _is_picture(char)) or (char < 128 and 97 <= char <= 122):
            alphabetic += 1
    leet = alphabetic > numeric
    length = 0
    for step in range(len(chars)):
        char = chars[step]
        if hidden[step] or _is_picture(char):
            continue
        if char < 128:
            letter = classes[char]
            plain = 97 <= char <= 122
            inside = step + 1 < len(chars) and chars[step + 1] >= 48  # "sim!" ends there, "s!m" does not
            if letter == 0 or not (plain or (leet and (inside or 48 <= char <= 57))):
                continue
            stream[length] = letter
            length += 1
        elif char >= IDEOGRAPH:
            stream[length] = char
            stream[length + 1] = char ^ np.uint32(0x5A5A5A)
            stream[length + 2] = char ^ np.uint32(0xA5A5A5)
            length += 3
        else:
            stream[length] = char
            length += 1
    return length


@inner_uncounted
def _grams(stream: npt.NDArray[np.uint32], length: int, grams: npt.NDArray[np.uint32]) -> int:
    """The mixed hash of every run of GRAM letters; a post with fewer letters is one run."""
    if length == 0:
        return 0
    width = min(GRAM, length)
    top = np.uint64(1)
    rolling = np.uint64(0)
    for step in range(width):
        rolling = rolling * _BASE + np.uint64(stream[step] + np.uint32(1))
        if step:
            top = top * _BASE
    grams[0] = _mix(rolling)
    count = 1
    for step in range(width, length):
        rolling = (rolling - np.uint64(stream[step - width] + np.uint32(1)) * top) * _BASE
        rolling += np.uint64(stream[step] + np.uint32(1))
        grams[count] = _mix(rolling)
        count += 1
    return count


@inner_uncounted
def _mix(value: np.uint64) -> np.uint32:
    """Spread a hash over 32 bits (the finaliser of SplitMix64; Steele, Lea and Flood 2014)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.uint32((value ^ (value >> np.uint64(31))) & np.uint64(0xFFFFFFFF))
