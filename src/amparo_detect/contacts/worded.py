"""Read a sum that is spelled out: "trinta mil", "two thousand five hundred", "elfu tano", "ثلاثة آلاف"."""

import numpy as np

from amparo_detect.contacts.lexicon import EIGHTY, HUNDREDS, JOINED, LED
from amparo_detect.loops import inner_uncounted

_LEAST = 100  # a smaller sum in words is as often how many, or which


@inner_uncounted
def _one_space(text, token):  # type: ignore[no-untyped-def]
    """Whether one space or hyphen stands before a token."""
    gap = text.begin[token] - text.end[token - 1]
    code = text.chars[text.end[token - 1]]
    return gap == 1 and (code == 32 or code == 45 or code == 160)


@inner_uncounted
def _led(text, lexicon, token, last):  # type: ignore[no-untyped-def]
    """What a word stands before and multiplies, "elfu thelathini na tano": `(number, last token)`; 0 for
    none.
    """
    amount, step = lexicon[5], lexicon[6]
    words = text.word
    value = np.int64(0)
    stop = token
    at = token + 1
    while at < last and words[at] >= 0 and _one_space(text, at):
        if step[words[at]] & JOINED and value >= 10:
            at += 1
            continue
        if step[words[at]] & LED and amount[words[at]] == HUNDREDS:  # elfu mia tatu
            unit = at + 1
            many = (
                unit < last and words[unit] >= 0 and _one_space(text, unit) and 0 < amount[words[unit]] < 10
            )
            value += 100 * (np.int64(amount[words[unit]]) if many else np.int64(1))
            stop = unit if many else at
            at = stop + 1
            continue
        if amount[words[at]] <= 0 or amount[words[at]] >= 100 or (value % 100 and amount[words[at]] >= 10):
            break
        value += np.int64(amount[words[at]])
        stop = at
        at += 1
    return value, stop


@inner_uncounted
def worded(text, lexicon, token, last):  # type: ignore[no-untyped-def]
    """The number that begins with the word `token`: `(value, last token)`; 0 for none."""
    times, amount, step = lexicon[3], lexicon[5], lexicon[6]
    words = text.word
    total, current = np.int64(0), np.int64(0)
    stop = token
    at = token
    while at < last and words[at] >= 0 and (at == token or _one_space(text, at)):
        word = words[at]
        if step[word] & JOINED and at > token:
            at += 1
            continue
        if step[word] & LED:
            size = np.int64(100) if times[word] == 1 else times[word]
            led, then = _led(text, lexicon, at, last)
            if current == 0 or led:
                total += size * max(np.int64(1), led)
                stop = then
                at = then + 1
                continue
        if times[word] > 1:
            total += max(np.int64(1), current) * times[word]
            current = np.int64(0)
        elif amount[word] == HUNDREDS:
            current = max(np.int64(1), current) * 100
        elif step[word] & EIGHTY and current % 100 == 4:
            current += 76
        elif amount[word] > 0:
            current += np.int64(amount[word])
        else:
            break
        stop = at
        at += 1
    value = total + current
    return (value, stop) if value >= _LEAST else (np.int64(0), token)
