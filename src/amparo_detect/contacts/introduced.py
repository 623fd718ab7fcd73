"""How a number is introduced: by the word, or the sign, that stands before it and by the one before that.

Behind some words most figures are telephone numbers, behind others few are: the posts themselves say which,
since what is none seldom fits a numbering plan. See `believed`.
"""

import numpy as np
import polars as pl

from amparo_detect.contacts.tokens import DIGITS, IDEOGRAPHS
from amparo_detect.contacts.units import (
    AMOUNT,
    BEGIN,
    DIGIT,
    END,
    FIRST,
    FLAGS,
    LAST,
    LENGTH,
    LONG,
    ORIGIN,
    value_of,
)
from amparo_detect.loops import inlined, inner_uncounted

NOTHING, LINE, FIGURES, PHONE = 1, 2, 3, 4  # if no word: nothing, another line, figures, another number
CHANCE = 0.15  # share of figures that are none and yet like a number of a country that something points to
ENOUGH = 8  # figures behind the same two words, or else the same one, that say something about the others
ALIKE = 3  # numbers as which it counts what is usual of numbers written in that way
_SIGNS = 0x2190  # here begin arrows, symbols and emoji
_NEAR = 8  # characters between a word and the number that it introduces


@inner_uncounted
def introduction(text, first, begin, bounds, phone):  # type: ignore[no-untyped-def]
    """What stands before character `begin`, of token `first`: a hash of the word or sign there in the lower
    32 bits, of that and the word before it in the upper ones. `phone`: the last token of the number before.
    """
    before = first - 1
    if before < bounds[2]:
        return _packed(np.uint64(NOTHING), np.uint64(NOTHING))
    sign, line = np.uint64(0), False
    for place in range(text.end[before], begin):
        if text.chars[place] >= _SIGNS:
            sign = np.uint64(text.chars[place])
        line = line or (text.chars[place] == 10 and text.chars[place - 1] != 58)
    if sign:
        return _packed(sign, np.uint64(LINE) if line else _hash(text, before, phone))
    if line or begin - text.end[before] > _NEAR:
        return _packed(np.uint64(LINE), np.uint64(LINE))
    if text.kind[before] == DIGITS:
        figures = _hash(text, before, phone)
        return _packed(figures, figures)
    near = _hash(text, before, phone)
    if before - 1 < bounds[2] or text.begin[before] - text.end[before - 1] > _NEAR:
        return _packed(near, np.uint64(NOTHING))
    return _packed(near, _hash(text, before - 1, phone))


@inlined
def _packed(near, far):  # type: ignore[no-untyped-def]
    both = ((near ^ np.uint64(0x9E3779B9)) * np.uint64(0x01000193) ^ far) * np.uint64(0x01000193)
    return (both & np.uint64(0xFFFFFFFF)) << np.uint64(32) | near & np.uint64(0xFFFFFFFF)


@inner_uncounted
def _hash(text, token, phone):  # type: ignore[no-untyped-def]
    """A word as a number of 32 bits; figures are all alike, and of a script without spaces the last two
    characters.
    """
    if text.kind[token] == DIGITS:
        return np.uint64(PHONE if token == phone else FIGURES)
    begin, end = text.begin[token], text.end[token]
    if text.kind[token] == IDEOGRAPHS:
        begin = max(begin, end - 2)
    value = np.uint64(0x811C9DC5)
    for place in range(begin, end):
        value = (value ^ np.uint64(text.chars[place])) * np.uint64(0x01000193) & np.uint64(0xFFFFFFFF)
    return value


@inner_uncounted
def unfit(text, units, bounds, at, others):  # type: ignore[no-untyped-def]
    """Write down the figures from unit `at` on, as many as a number has or more; their last unit, or -1.

    A date is neither: it says nothing about what else stands there.
    """
    cells = units.cells
    none, phone, (introduced, value) = others
    if none >= len(value) or (at > 0 and _joined(cells, at - 1)):
        return np.int64(-1)
    size, last = np.int64(0), np.int64(at)
    figures = np.int64(0)
    while cells[last, ORIGIN] == DIGIT and not cells[last, FLAGS] & (AMOUNT | LONG):
        size += cells[last, LENGTH]
        figures = figures * 10 ** np.int64(cells[last, LENGTH]) + value_of(units, last)
        last += 1
        if last == bounds[4] or not _joined(cells, last - 1):
            break
    if size < 7 or (size <= 8 and last - at == 3):
        return np.int64(-1)
    introduced[none] = introduction(text, cells[at, FIRST], cells[at, BEGIN], bounds, phone)
    value[none] = figures
    return last - 1


@inlined
def _joined(cells, unit):  # type: ignore[no-untyped-def]
    """Whether only a mark or two stand between a unit and the next."""
    after = unit + 1
    return cells[after, FIRST] == cells[unit, LAST] + 1 and cells[after, BEGIN] - cells[unit, END] <= 3


def believed(phones: pl.DataFrame, others: pl.DataFrame) -> pl.Series:
    """Of each number how likely figures introduced like it are a telephone number, 0 to 1.

    `phones`: introduced (as `introduction` gives it), value, pointed (whether the number is of a country that
    something else points to), bare (whether nothing but its digits speaks for it). `others`: introduced,
    value, of figures that fit no plan. The same figures count once.
    """
    columns = ("introduced", "value", "pointed")
    unlike = others.select("introduced", pl.col("value").cast(pl.String), pointed=pl.lit(False))
    seen = pl.concat([phones.select(columns), unlike.select(columns)]).unique()
    spoken_for = phones.filter(~pl.col("bare"))["pointed"]
    usual = max(float(spoken_for.sum()) / max(len(spoken_for), 1), 2 * CHANCE)
    told = phones.select("introduced", "bare")
    for name, key in (("both", pl.col("introduced")), ("one", pl.col("introduced") & 0xFFFFFFFF)):
        counts = seen.group_by(key.alias(name)).agg(
            pl.len().alias(f"all_{name}"), pl.col("pointed").sum().alias(f"fit_{name}")
        )
        told = told.with_columns(key.alias(name)).join(counts, on=name, how="left", maintain_order="left")
    whole = pl.col("all_both") >= ENOUGH
    count = pl.when(whole).then("all_both").when(pl.col("all_one") >= ENOUGH).then("all_one").otherwise(0)
    fits = pl.when(whole).then("fit_both").otherwise("fit_one")
    right = ((fits / count - CHANCE) / (usual - CHANCE)).clip(0, 1).fill_nan(0)
    expected = pl.when("bare").then(0.5).otherwise(0.97)
    return told.select((ALIKE * expected + count * right) / (ALIKE + count)).to_series()
