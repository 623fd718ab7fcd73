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

from amparo_detect.loops import inner, outer
from amparo_detect.text import alphabet
from amparo_detect.text.fold import Folded

GRAM = 9  # letters in a run: about two words
SIZE = 96  # hashes kept of a post
BEYOND = 65_535  # the place of a hash that stands there or later
IDEOGRAPH = 0x2E80  # from here on one character says as much as several letters
_BASE = np.uint64(0x9E3779B97F4A7C15)


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
    used = _sketch(folded, hidden, letter_classes(), int(np.diff(folded.starts).max(initial=0)), out)
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


@outer
def _sketch(
    folded: Folded,
    hidden: npt.NDArray[np.bool_],
    classes: npt.NDArray[np.uint32],
    longest: int,
    out: Sketches,
) -> int:
    begins = folded.starts
    stream = np.empty(longest * 3 + GRAM, dtype=np.uint32)
    grams = np.empty(longest * 3 + GRAM, dtype=np.uint32)
    at = 0
    for post in range(len(begins) - 1):
        out.starts[post] = at
        length = _squeeze(folded.chars, begins[post], begins[post + 1], hidden, classes, stream)
        out.letters[post] = length
        count = _grams(stream, length, grams)
        chosen = _lowest(grams, count)
        out.hashes[at : at + len(chosen)] = chosen
        _locate(grams, count, chosen, out.places[at : at + len(chosen)])
        at += len(chosen)
    out.starts[len(begins) - 1] = at
    return at


@inner
def _lowest(grams: npt.NDArray[np.uint32], count: int) -> npt.NDArray[np.uint32]:
    """The SIZE lowest distinct hashes, ascending; only those under a likely bound are sorted, at first."""
    bound = np.float64(2**32)
    if count > 2 * SIZE:
        bound = bound * 1.5 * SIZE / count
    while True:
        few = grams[:count][grams[:count] < bound]
        chosen = np.unique(few)[:SIZE]
        if len(chosen) == SIZE or bound >= 2**32:
            return chosen
        bound = np.float64(2**32)


@inner
def _locate(
    grams: npt.NDArray[np.uint32], count: int, chosen: npt.NDArray[np.uint32], places: npt.NDArray[np.uint16]
) -> None:
    """Where each chosen hash first stands."""
    if not len(chosen):
        return
    last = chosen[-1]
    for place in range(count - 1, -1, -1):
        if grams[place] <= last:
            found = np.searchsorted(chosen, grams[place])
            if chosen[found] == grams[place]:
                places[found] = min(place, BEYOND)


@inner
def _squeeze(
    chars: npt.NDArray[np.uint32],
    start: int,
    end: int,
    hidden: npt.NDArray[np.bool_],
    classes: npt.NDArray[np.uint32],
    stream: npt.NDArray[np.uint32],
) -> int:
    """Write the letters of one post into `stream`; digits only where they stand for letters inside a word."""
    length = 0
    place = start
    while place < end:
        stop = place
        alphabetic = 0
        numeric = 0
        while stop < end and chars[stop] != alphabet.SPACE and chars[stop] != alphabet.LINE:
            char = chars[stop]
            if 48 <= char <= 57:
                numeric += 1
            elif (char >= 128 and char != alphabet.SYMBOL) or (char < 128 and 97 <= char <= 122):
                alphabetic += 1
            stop += 1
        leet = alphabetic > numeric
        for step in range(place, stop):
            char = chars[step]
            if hidden[step] or char == alphabet.SYMBOL:
                continue
            if char < 128:
                letter = classes[char]
                plain = 97 <= char <= 122
                inside = step + 1 < stop and (chars[step + 1] >= 48)  # "sim!" ends there, "s!m" does not
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
        place = stop + 1
    return length


@inner
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


@inner
def _mix(value: np.uint64) -> np.uint32:
    """Spread a hash over 32 bits (the finaliser of SplitMix64; Steele, Lea and Flood 2014)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.uint32((value ^ (value >> np.uint64(31))) & np.uint64(0xFFFFFFFF))
