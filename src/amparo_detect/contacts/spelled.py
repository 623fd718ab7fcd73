"""Number words of eight languages as one automaton over letters: "oitenta", "double", and "oitoquatrozero"
in one piece.
"""

import functools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.contacts.lexicon import folded, lists
from amparo_detect.loops import inlined

UNIT, TEEN, TENS, HUNDRED, HUNDREDFOLD, REPEAT, ZEROS, JOIN, PLUS, TIMES = range(1, 11)
LANGUAGES = ("pt", "en", "es", "fr", "sw", "ar", "id", "ro")
FRENCH = 1 << LANGUAGES.index("fr")
SPANISH = 1 << LANGUAGES.index("es")
ARABIC = 1 << LANGUAGES.index("ar")
SWAHILI = 1 << LANGUAGES.index("sw")
_ALPHABET = 26 + 0x64B - 0x621  # Latin and Arabic letters

_SECTIONS = {"units": UNIT, "teens": TEEN, "tens": TENS, "hundreds": HUNDRED, "repeats": REPEAT}
_LISTS = {"hundredfold": HUNDREDFOLD, "zeros": ZEROS, "joins": JOIN, "plus": PLUS, "times": TIMES}


class Spelled(NamedTuple):
    """`step[state, letter]`, the letter as `letter_of` numbers it (0: no such word); for the state that a
    word ends in: its kind, value and languages (bits).

    A `loose` word is also an ordinary one ("um", "dos").
    """

    step: npt.NDArray[np.int32]
    kind: npt.NDArray[np.uint8]
    value: npt.NDArray[np.int16]
    language: npt.NDArray[np.uint8]
    loose: npt.NDArray[np.bool_]


@inlined
def letter_of(code: int) -> int:
    """The number of a letter of the alphabets that number words are written in, or -1."""
    if 97 <= code <= 122:
        return code - 97
    return code - 0x621 + 26 if 0x621 <= code < 0x64B else -1


@functools.cache
def spelled() -> Spelled:
    """The automaton of `data/numbers.toml`. Raises ValueError where two languages give one word two
    numbers.
    """
    step: list[list[int]] = [[0] * _ALPHABET, [0] * _ALPHABET]  # state 1 begins; 0 is no state
    kind, value, language, loose = [0, 0], [0, 0], [0, 0], [False, False]
    numbers = lists("numbers")

    def put(word: str, word_kind: int, number: int, bit: int) -> None:
        state = 1
        for char in folded([word])[0]:
            letter = int(letter_of(ord(char)))
            if step[state][letter] == 0:
                step[state][letter] = len(step)
                step.append([0] * _ALPHABET)
                kind.append(0)
                value.append(0)
                language.append(0)
                loose.append(False)
            state = step[state][letter]
        if kind[state] and (kind[state], value[state]) != (word_kind, number):
            raise ValueError(f"{word} is two numbers")
        kind[state], value[state] = word_kind, number
        language[state] |= bit
        loose[state] |= word in numbers[LANGUAGES[bit.bit_length() - 1]]["loose"]

    for place, name in enumerate(LANGUAGES):
        for section, section_kind in _SECTIONS.items():
            for word, number in numbers[name].get(section, {}).items():
                put(word, section_kind, number, 1 << place)
        for section, section_kind in _LISTS.items():
            for word in numbers[name].get(section, []):
                put(word, section_kind, 0, 1 << place)
    return Spelled(
        np.array(step, dtype=np.int32),
        np.array(kind, dtype=np.uint8),
        np.array(value, dtype=np.int16),
        np.array(language, dtype=np.uint8),
        np.array(loose, dtype=np.bool_),
    )
