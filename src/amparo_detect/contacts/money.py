"""Find prices and wages: a number beside a currency, and the period that it is for."""

# ruff: noqa: SIM102 -- one condition a line reads better where each is a rule of its own

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.contacts.lexicon import JOB, NUMBER, PRICED, SHORT, WAGE, Vocabulary, currencies, lists
from amparo_detect.contacts.tokens import Tokens, text_of, trimmed
from amparo_detect.contacts.worded import worded
from amparo_detect.loops import inner_uncounted, outer_uncounted
from amparo_detect.text.fold import Folded

_REACH = 6  # tokens before an amount in which "salário" makes it a wage
_BEHIND = 2  # tokens behind one in which "rent" makes it a price
_TIMES = 50  # the ends of a range: "send £10 to 83383" is none
_MODEST = 50_000  # hundredths from which on a sum without a currency is believed a wage
_HOUR = 1  # its place in `lexicon.PERIODS`


class Amounts(NamedTuple):
    """Sums found: post, currency number, from and to (equal unless a range) in hundredths, period, wage,
    first and last char.
    """

    post: npt.NDArray[np.uint32]
    currency: npt.NDArray[np.int8]
    least: npt.NDArray[np.int64]
    most: npt.NDArray[np.int64]
    period: npt.NDArray[np.int8]
    wage: npt.NDArray[np.bool_]
    begin: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]


def find_amounts(folded: Folded, tokens: Tokens, vocabulary: Vocabulary) -> Amounts:
    """The sums of a batch."""
    room = len(tokens.begin) // 2 + 8
    kinds = (np.uint32, np.int8, np.int64, np.int64, np.int8, np.bool_, np.int64, np.int64)
    out = tuple(np.empty(room, dtype=kind) for kind in kinds)
    names = currencies()
    signs = np.array(
        [[ord(sign), names.index(code) + 1] for sign, code in lists("money")["signs"].items()], dtype=np.int64
    )
    spelled = (vocabulary.amount, vocabulary.step)
    lexicon = (vocabulary.flags, vocabulary.currency, vocabulary.period, vocabulary.times, signs, *spelled)
    known = (names.index("BRL") + 1, names.index("") + 1)
    count = _scan(text_of(folded, tokens), folded.starts, lexicon, known, out)
    return Amounts(*trimmed(out, count))


def written(currency: str, least: int, most: int, period: str) -> str:
    """A sum's value: "MZN 15000", "ZAR 4000-5000/month"; hundredths only where there are any, and no currency
    where none was named.
    """
    amounts = [f"{sum_ // 100}" if sum_ % 100 == 0 else f"{sum_ / 100:.2f}" for sum_ in (least, most)]
    text = amounts[0] if least == most else "-".join(amounts)
    return f"{currency} {text}/{period}".removesuffix("/").lstrip()


@inner_uncounted
def _figure(text, token, last):  # type: ignore[no-untyped-def]
    """The number that begins with digit token `token`, with its groups and decimals: `(hundredths, last
    token)`; -1 if none.
    """
    chars, begins, ends, kinds, _, _, _ = text
    size = ends[token] - begins[token]
    if size > 9:
        return np.int64(-1), token
    value = np.int64(0)
    for place in range(begins[token], ends[token]):
        value = value * 10 + (chars[place] - 48)
    cents = np.int64(0)
    stop = token
    limit = 0 if size > 3 else 3
    while stop + 1 < last and kinds[stop + 1] == 2 and begins[stop + 1] - ends[stop] == 1:
        code = chars[ends[stop]]
        width = ends[stop + 1] - begins[stop + 1]
        if width == 3 and limit > 0 and (code == 46 or code == 44 or code == 32 or code == 39):
            for place in range(begins[stop + 1], ends[stop + 1]):
                value = value * 10 + (chars[place] - 48)
            stop += 1
            limit -= 1
            continue
        if width <= 2 and (code == 46 or code == 44):
            for place in range(begins[stop + 1], ends[stop + 1]):
                cents = cents * 10 + (chars[place] - 48)
            if width == 1:
                cents *= 10
            stop += 1
        break
    return value * 100 + cents, stop


@inner_uncounted
def _sign(code, signs):  # type: ignore[no-untyped-def]
    for place in range(len(signs)):
        if signs[place, 0] == code:
            return signs[place, 1]
    return 0


@inner_uncounted
def _year(text, token):  # type: ignore[no-untyped-def]
    """Whether the figures are a year of these times, written alone."""
    chars, begins, ends, _, _, _, _ = text
    begin = begins[token]
    if ends[token] - begin != 4:
        return False
    century = (chars[begin] - 48) * 10 + chars[begin + 1] - 48
    return century == 19 or century == 20


@inner_uncounted
def _before(text, lexicon, token, first, floor):  # type: ignore[no-untyped-def]
    """The currency that stands before a number, and where it begins."""
    chars, begins, ends, _, words, _, _ = text
    currency, signs = lexicon[1], lexicon[4]
    place = begins[token] - 1
    if place >= floor and chars[place] == 32:
        place -= 1
    if place >= floor:
        sign = _sign(chars[place], signs)
        if sign:
            begin = place
            if (
                token > first
                and ends[token - 1] == place
                and words[token - 1] >= 0
                and currency[words[token - 1]]
            ):
                begin = begins[token - 1]  # R$, US$
                if chars[begin] == 114:
                    sign = -1
            return sign, begin
    if token > first and words[token - 1] >= 0:
        word = words[token - 1]
        gap = begins[token] - ends[token - 1]
        dotted = gap == 2 and chars[ends[token - 1]] in (46, 58)
        if currency[word] and (gap <= 1 or dotted):
            if gap == 0 and ends[token - 1] - begins[token - 1] > 3 and _year(text, token):
                return 0, 0  # EURO2004
            if gap == 1 and chars[ends[token - 1]] == 10:
                return 0, 0
            return np.int64(currency[word]), begins[token - 1]
    return 0, 0


@inner_uncounted
def _behind(text, lexicon, stop, last, ceiling):  # type: ignore[no-untyped-def]
    """What stands behind a number: `(currency, times, end, last token)`."""
    chars, begins, ends, _, words, _, _ = text
    currency, times, signs = lexicon[1], lexicon[3], lexicon[4]
    factor = np.int64(1)
    end = ends[stop]
    token = stop
    if (
        token + 1 < last
        and words[token + 1] >= 0
        and times[words[token + 1]] > 1
        and begins[token + 1] - ends[token] <= 1
    ):
        token += 1
        factor = times[words[token]]
        end = ends[token]
        if token + 1 < last and ends[token + 1] - begins[token + 1] == 2 and begins[token + 1] - end == 1:
            if chars[begins[token + 1]] == 100 and chars[begins[token + 1] + 1] == 101 and factor > 1000:
                token += 1  # dois milhões de meticais
    place = end
    if place < ceiling and chars[place] == 32:
        place += 1
    if place < ceiling:
        sign = _sign(chars[place], signs)
        if sign:
            return sign, factor, place + 1, token
    if token + 1 < last and words[token + 1] >= 0 and currency[words[token + 1]]:
        gap = begins[token + 1] - ends[token]
        if gap == 0 or (gap == 1 and chars[ends[token]] in (32, 45, 160)):
            code = np.int64(currency[words[token + 1]])
            after = ends[token + 1]
            if after + 1 < ceiling and chars[after] == 32:
                after += 1
            if after < ceiling and _sign(chars[after], signs):
                return 0, factor, end, token  # 5000 R$ …; 2 r £100
            if token + 2 < last and begins[token + 2] == ends[token + 1] and gap == 0:
                return 0, factor, end, token  # a piece of a code
            if (
                (
                    ends[token + 1] < ceiling
                    and chars[ends[token + 1]] == 46
                    and ends[token + 1] - begins[token + 1] == 2
                )
                and gap == 1
                and chars[begins[token + 1]] == 115
            ):  # 5000 Sr. Zito
                return 0, factor, end, token
            return code, factor, ends[token + 1], token + 1
    return 0, factor, end, token


@inner_uncounted
def _ends_sum(chars, begin, end):  # type: ignore[no-untyped-def]
    """Whether a sum's phrase ends in these characters; not so in "15,- per hour", "500/= a day"."""
    for place in range(begin, end):
        if chars[place] in (10, 44, 59, 46) and not (place + 1 < end and chars[place + 1] == 45):
            return True
    return False


@inner_uncounted
def _abbreviated(text, here):  # type: ignore[no-untyped-def]
    """Whether a short word is a period only as it stands: "h" in "/h", "m" in "p/m", "an" in "par an"."""
    chars, begins, ends, _, _, _, _ = text
    begin, size = begins[here], ends[here] - begins[here]
    slash = begin > 0 and chars[begin - 1] == 47
    if size == 1:
        return slash and (
            chars[begin] == 104 or (here > 0 and ends[here - 1] == begin - 1 and chars[begin - 2] == 112)
        )
    if size == 2 and chars[begin] == 97 and chars[begin + 1] == 110:  # an
        par = begin > 3 and chars[begin - 4] == 112 and chars[begin - 3] == 97 and chars[begin - 2] == 114
        return slash or par or (begin > 0 and chars[begin - 1] == 39)
    if size == 2 and chars[begin] == 112 and chars[begin + 1] == 104:  # ph, but "ph 84…" is a telephone
        return not (
            here + 1 < len(begins) and text.kind[here + 1] == 2 and begins[here + 1] - ends[here] <= 3
        )
    return True


@inner_uncounted
def _period(text, lexicon, token, last):  # type: ignore[no-untyped-def]
    """The period within three words behind `token`, in the same line: `(period, last token or -1)`."""
    chars, begins, ends, kinds, words, _, _ = text
    period = lexicon[2]
    for step in range(1, 4):
        here = token + step
        if here >= last or kinds[here] == 2 or begins[here] - ends[here - 1] > 3:
            break
        if _ends_sum(chars, ends[here - 1], begins[here]):
            return 0, -1
        if words[here] >= 0 and period[words[here]]:
            if _abbreviated(text, here):
                return np.int64(period[words[here]]), here
            if ends[here] - begins[here] == 1:
                return 0, -1
        if ends[here] - begins[here] > 5:
            break
    return 0, -1


@inner_uncounted
def _waged(text, lexicon, span, bounds, period):  # type: ignore[no-untyped-def]
    """Whether a sum from character `span[0]`, token `span[1]` to `span[2]`, is what somebody earns, and not
    what something costs.
    """
    chars, begins, ends, _, words, _, _ = text
    flags = lexicon[0]
    begin, token, stop = span
    first, last = bounds
    near = np.int64(0)
    for at in range(max(first, token - _REACH), token):
        if words[at] >= 0:
            near |= np.int64(flags[words[at]])
    if near & WAGE:
        return True
    if period == 0:
        return False
    for at in range(stop + 1, min(last, stop + 1 + _REACH)):
        if _ends_sum(chars, ends[at - 1], begins[at]):
            break
        if words[at] >= 0:
            flag = np.int64(flags[words[at]])
            near |= flag & WAGE
            if at <= stop + _BEHIND:
                near |= flag & PRICED
    if near & PRICED:
        return False
    if near & WAGE or period == _HOUR or (begins[first] >= begin and stop + 1 >= last):
        return True
    for at in range(first, last):  # noqa: SIM110 (numba knows no generators)
        if words[at] >= 0 and flags[words[at]] & JOB:
            return True
    return False


@inner_uncounted
def _spelled(text, lexicon, token, last):  # type: ignore[no-untyped-def]
    """A sum in words: `(hundredths, currency, last token, end)`; 0 for none. "dois milhões de meticais"."""
    chars, begins, ends, _, words, _, _ = text
    value, stop = worded(text, lexicon, token, last)
    if value == 0:
        return np.int64(0), np.int64(0), token, np.int64(0)
    at = stop + 1
    if at + 1 < last and chars[begins[at]] == 100 and ends[at] - begins[at] == 2:  # de
        at += 1
    if at < last and words[at] >= 0 and lexicon[1][words[at]] and begins[at] - ends[at - 1] == 1:
        if ends[at] - begins[at] > 1:
            return value * 100, np.int64(lexicon[1][words[at]]), at, np.int64(ends[at])
    return value * 100, np.int64(0), stop, np.int64(ends[stop])


@inner_uncounted
def _in_words(text, lexicon, token, bounds, none):  # type: ignore[no-untyped-def]
    """The sum that is spelled out from `token` on, as `_write` takes it, and the token after it; currency 0
    for none.
    """
    begin = np.int64(text.begin[token])
    value, code, stop, end = _spelled(text, lexicon, token, bounds[1])
    period, period_end, waged = np.int64(0), np.int64(-1), False
    if value > 0:
        period, period_end = _period(text, lexicon, stop, bounds[1])
        waged = _waged(text, lexicon, (begin, token, max(stop, period_end)), bounds, period)
        if code == 0 and waged and period > 0 and value >= _MODEST:
            code = np.int64(none)
        if period_end >= 0:
            end = np.int64(text.end[period_end])
    then = stop + 1 if code > 0 else token + 1
    return (np.int64(code), value, value, np.int64(period), waged, begin, np.int64(end)), then


@inner_uncounted
def _earned(text, lexicon, span, bounds, none):  # type: ignore[no-untyped-def]
    """`none`, the number of no currency, where a sum is a wage for a period; 0 else."""
    period, _ = _period(text, lexicon, span[2], bounds[1])
    earned = period > 0 and _waged(text, lexicon, span, bounds, period)
    return np.int64(none) if earned else np.int64(0)


@inner_uncounted
def _write(out, made, post, row):  # type: ignore[no-untyped-def]
    """Write currency, from, to, period, wage, first and last character of a sum."""
    posts, codes, leasts, mosts, periods, wages, begins, ends = out
    posts[made] = post
    codes[made] = row[0]
    leasts[made] = row[1]
    mosts[made] = row[2]
    periods[made] = row[3]
    wages[made] = row[4]
    begins[made] = row[5]
    ends[made] = row[6]


@outer_uncounted
def _scan(text, starts, lexicon, known, out):  # type: ignore[no-untyped-def]
    real, none = known
    _, begins, ends, kinds, words, firsts, _ = text
    made = 0
    for post in range(len(starts) - 1):
        first, last = firsts[post], firsts[post + 1]
        token = first
        while token < last and made < len(out[0]):
            if kinds[token] != 2:
                if words[token] < 0 or not lexicon[0][words[token]] & NUMBER:
                    token += 1
                    continue
                row, token = _in_words(text, lexicon, token, (first, last), none)
                if row[0] > 0:
                    _write(out, made, post, row)
                    made += 1
                continue
            value, stop = _figure(text, token, last)
            if token > first and begins[token] == ends[token - 1]:
                if words[token - 1] < 0 or lexicon[1][words[token - 1]] == 0:
                    value = np.int64(-1)  # a piece of a code
            if value <= 0:
                token += 1
                continue
            code, front = _before(text, lexicon, token, first, starts[post])
            begin = front if code else np.int64(begins[token])
            behind = _behind(text, lexicon, stop, last, starts[post + 1])
            most, least_factor = value, behind[1]
            joint = _range(text, behind[3], last)
            if joint > 0:
                other, stop_other = _figure(text, joint, last)
                further = _behind(text, lexicon, stop_other, last, starts[post + 1])
                if 0 < other <= _TIMES * value * least_factor and (further[0] or (code and other >= value)):
                    most = other
                    if least_factor == 1 and value < other:
                        least_factor = further[1]
                    behind = (further[0] if further[0] else behind[0], further[1], further[2], further[3])
            named, factor, end, until = behind
            if code == 0:
                code = named
            if code == 0 and factor > 1 and value * factor >= _MODEST:  # "ganha 30 mil por mês"
                code = _earned(text, lexicon, (begin, token, max(until, stop)), (first, last), none)
            if code == 0:
                token = stop + 1
                continue
            if most < 1000 and token > first and words[token - 1] >= 0:
                if lexicon[0][words[token - 1]] & SHORT:
                    token = stop + 1  # "r3": an R and a figure, and no sum
                    continue
            if code < 0:
                code = named if named else real
            period, period_end = _period(text, lexicon, until, last)
            span = (begin, token, max(until, stop, period_end))
            waged = _waged(text, lexicon, span, (first, last), period)
            end = np.int64(ends[period_end]) if period_end >= 0 else end
            sums = (np.int64(code), value * least_factor, most * factor)
            _write(out, made, post, (*sums, np.int64(period), waged, np.int64(begin), np.int64(end)))
            made += 1
            token = max(until, stop) + 1
    return made


@inner_uncounted
def _range(text, token, last):  # type: ignore[no-untyped-def]
    """The digit token that ends a range begun at `token` ("15 000 a 20 000", "500-700"), or -1."""
    chars, begins, ends, kinds, _, _, _ = text
    after = token + 1
    if after >= last:
        return -1
    if kinds[after] == 2:
        gap = begins[after] - ends[token]
        if gap > 3 or gap < 1:
            return -1
        for place in range(ends[token], begins[after]):
            if chars[place] == 45:
                return after
        return -1
    if (
        after + 1 < last
        and kinds[after + 1] == 2
        and ends[after] - begins[after] <= 3
        and begins[after + 1] - ends[after] <= 2
        and chars[ends[token]] != 41  # "(to bid £10) to 83383"
    ):
        code = chars[begins[after]]
        size = ends[after] - begins[after]
        if (
            (size == 1 and code == 97) or (size == 2 and code in (116, 97)) or (size == 3 and code == 97)
        ):  # a, to, au, ate
            return after + 1
    return -1
