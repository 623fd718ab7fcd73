"""Find addresses on the net: e-mail (also "arroba … ponto"), links, profiles, invitations, shortened links,
handles.

Nothing is fetched: a shortened link is reported as it is written.
"""

# ruff: noqa: SIM102 -- one condition a line reads better where each is a rule of its own

import functools
import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo_detect.contacts.lexicon import folded, hash_of, lists
from amparo_detect.contacts.tokens import Tokens, text_of, trimmed
from amparo_detect.loops import inlined, inner_uncounted, outer_uncounted
from amparo_detect.text.fold import Folded

LINK, EMAIL, HANDLE = 1, 2, 3


class Spans(NamedTuple):
    """Candidates: post, shape (LINK, EMAIL, HANDLE), first and last folded character (exclusive)."""

    post: npt.NDArray[np.uint32]
    shape: npt.NDArray[np.uint8]
    begin: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]


class Known(NamedTuple):
    """Words that addresses are told by, as sorted hashes."""

    tops: npt.NDArray[np.uint64]
    ats: npt.NDArray[np.uint64]
    dots: npt.NDArray[np.uint64]
    everyday: npt.NDArray[np.uint64]
    mail: npt.NDArray[np.uint64]
    between: npt.NDArray[np.uint64]
    providers: npt.NDArray[np.uint64]
    no_names: npt.NDArray[np.uint64]
    no_handles: npt.NDArray[np.uint64]
    point: npt.NDArray[np.uint64]
    web: npt.NDArray[np.uint64]


@functools.cache
def _hashes(words: str) -> npt.NDArray[np.uint64]:
    return np.array(sorted({hash_of(word) for word in folded(words.split())}), dtype=np.uint64)


_AT = "arroba at aroba arobase chez"
_EVERYDAY = "at chez"  # of these, words that stand before a host for another reason: "apply at example.org"
_DOT = "ponto dot punto point nukta"
_MAIL = "email emails mail correo courriel pepe"  # "barua pepe"; e-mail is two words
_BETWEEN = "me us to a ao para en cv your send is por au pour kwa"  # between such a word and the name
_PROVIDERS = (
    "gmail googlemail hotmail yahoo ymail outlook icloud aol protonmail proton gmx rocketmail webmail mweb"
)
_NO_NAMES = "online us me in here now apply application visit support available mail email log"
_NO_HANDLES = (
    "font media import keyframes charset supports page argv inc isa export param return override author"
)


def find_spans(folded_text: Folded, tokens: Tokens) -> Spans:
    """Where something written like an address stands."""
    room = len(tokens.begin) + 16
    out = (
        np.empty(room, dtype=np.uint32),
        np.empty(room, dtype=np.uint8),
        np.empty(room, dtype=np.int64),
        np.empty(room, dtype=np.int64),
    )
    known = Known(
        *(_hashes(words) for words in (lists("links")["domains"]["top"], _AT, _DOT, _EVERYDAY, _MAIL)),
        *(
            _hashes(words)
            for words in (_BETWEEN, _PROVIDERS, _NO_NAMES, _NO_HANDLES, "point", "www http https")
        ),
    )
    count = _scan(text_of(folded_text, tokens), folded_text.starts, known, out)
    return Spans(*trimmed(out, count))


@inlined
def _in(value: np.uint64, table: npt.NDArray[np.uint64]) -> bool:
    low, high = 0, len(table)
    while low < high:
        middle = (low + high) // 2
        if table[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low < len(table) and table[low] == value


@inner_uncounted
def _hash(chars, begin, end):  # type: ignore[no-untyped-def]
    value = np.uint64(0xCBF29CE484222325)
    for place in range(begin, end):
        value = (value ^ np.uint64(chars[place])) * np.uint64(0x100000001B3)
    return value


@inlined
def _black(code: int) -> bool:
    """Whether a character may stand within a link's path."""
    return (
        33 < code < 127
        and code != 60
        and code != 62
        and code != 34
        and code != 123
        and code != 125
        and code != 124
    )


@inlined
def _name(code: int) -> bool:
    """Whether a character may stand in the name of an address."""
    return 97 <= code <= 122 or 48 <= code <= 57 or code == 46 or code == 95 or code == 45 or code == 43


@outer_uncounted
def _scan(text, starts, known, out):  # type: ignore[no-untyped-def]
    chars, begins, ends, kinds, _, first, _ = text
    tops, ats = known.tops, known.ats
    posts, shapes, found_begin, found_end = out
    made = 0
    for post in range(len(starts) - 1):
        floor, ceiling = starts[post], starts[post + 1]
        done = floor
        token = first[post]
        while token + 1 < first[post + 1]:
            end = ends[token]
            shape = 0
            begin, stop = floor, floor
            gap = begins[token + 1] - end
            code = chars[end]
            if gap == 1 and code == 46 and kinds[token + 1] == 1:
                begin, stop, shape = _link(text, token, first[post + 1], done, ceiling, tops)
            elif gap == 1 and code == 64:
                begin, stop, shape = _email(text, token + 1, first[post + 1], end, done, known)
            if shape == 0 and gap <= 4 and end - begins[token] <= 8 and kinds[token] == 1:
                if _in(_hash(chars, begins[token], end), ats):
                    begin, stop, shape = _said(text, token, first[post], first[post + 1], known)
            if shape and begin >= done:
                posts[made] = post
                shapes[made] = shape
                found_begin[made] = begin
                found_end[made] = stop
                made += 1
                done = stop
                while token + 1 < first[post + 1] and begins[token + 1] < stop:
                    token += 1
            elif gap >= 1 and chars[begins[token + 1] - 1] == 64 and begins[token + 1] - 2 >= done:
                token += 1
                continue
            token += 1
        made = _handles(chars, floor, ceiling, (post, known.no_handles), out, made)
    return made


@inner_uncounted
def _domain(text, token, last, tops):  # type: ignore[no-untyped-def]
    """Where the host that `token` is a label of ends, if its last label is a top-level domain; else -1."""
    chars, begins, ends, _, _, _, _ = text
    stop = -1
    while token < last:
        if (
            token + 1 < last
            and begins[token + 1] - ends[token] <= 1
            and (begins[token + 1] == ends[token] or chars[ends[token]] == 45 or chars[ends[token]] == 95)
        ):
            token += 1
            continue
        if ends[token] - begins[token] >= 2 and chars[begins[token] - 1] == 46:
            if _in(_hash(chars, begins[token], ends[token]), tops):
                stop = ends[token]
        if token + 1 < last and begins[token + 1] - ends[token] == 1 and chars[ends[token]] == 46:
            token += 1
            continue
        break
    return stop


@inner_uncounted
def _link(text, token, last, floor, ceiling, tops):  # type: ignore[no-untyped-def]
    chars = text.chars
    stop = _domain(text, token, last, tops)
    if stop < 0:
        return 0, 0, 0
    begin = text.begin[token]
    while begin > floor and (_name(chars[begin - 1])):
        begin -= 1
    scheme = False
    if begin - 3 >= floor and chars[begin - 1] == 47 and chars[begin - 2] == 47 and chars[begin - 3] == 58:
        begin -= 3
        scheme = True
        while begin > floor and 97 <= chars[begin - 1] <= 122:
            begin -= 1
    if begin > floor and chars[begin - 1] == 64 and not _web(chars, begin):
        return 0, 0, 0
    if stop < ceiling and chars[stop] == 64:
        return 0, 0, 0
    if stop < ceiling and (chars[stop] == 47 or chars[stop] == 63 or chars[stop] == 58):
        while stop < ceiling and _black(chars[stop]):
            stop += 1
        while chars[stop - 1] in (46, 44, 33, 63, 41, 39, 58, 59, 42, 95, 93):
            stop -= 1
    elif not scheme and stop - begin < 6:
        return 0, 0, 0
    return begin, stop, 1


@inlined
def _web(chars, begin):  # type: ignore[no-untyped-def]
    """Whether "www" stands at `begin`: an @ before it belongs to no address."""
    return chars[begin] == 119 and chars[begin + 1] == 119 and chars[begin + 2] == 119


@inner_uncounted
def _email(text, token, last, at, floor, known):  # type: ignore[no-untyped-def]
    chars = text.chars
    stop = _domain(text, token, last, known.tops)
    if stop < 0 or _in(_hash(chars, text.begin[token], text.end[token]), known.web):
        return 0, 0, 0
    begin = at
    while begin > floor and _name(chars[begin - 1]):
        begin -= 1
    while begin < at and not (97 <= chars[begin] <= 122 or 48 <= chars[begin] <= 57):
        begin += 1
    return (begin, stop, 2) if begin < at else (0, 0, 0)


@inner_uncounted
def _said_host(text, token, last, known):  # type: ignore[no-untyped-def]
    """The host behind the word for @ at `token`: `(its end or -1, whether a dot in it is a word: 0 no, 1
    "point", 2 another)`.
    """
    chars, begins, ends, _, _, _, _ = text
    after = token + 1
    stop = np.int64(-1)
    spelled = np.int64(0)
    steps = 0
    while after + 1 < last and steps < 6:
        steps += 1
        gap = begins[after + 1] - ends[after]
        if gap == 1 and chars[ends[after]] == 46:
            after += 1
        elif gap <= 3 and after + 2 < last:
            word = _hash(chars, begins[after + 1], ends[after + 1])
            if not _in(word, known.dots):
                break
            if begins[after + 2] - ends[after + 1] > 3 or chars[ends[after + 1]] == 10:
                break
            spelled = max(spelled, np.int64(1) if _in(word, known.point) else np.int64(2))
            after += 2
        elif gap == 0 or (gap == 1 and chars[ends[after]] == 45):
            after += 1
            continue
        else:
            break
        if _in(_hash(chars, begins[after], ends[after]), known.tops):
            stop = np.int64(ends[after])
    return stop, spelled


@inner_uncounted
def _announced(text, token, first, known):  # type: ignore[no-untyped-def]
    """Whether "e-mail" stands before the name at `token`: "e-mail: maria", "email me to maria"."""
    chars, begins, ends, _, _, _, _ = text
    for back in range(1, 4):
        at = token - back
        if at < first or begins[at + 1] - ends[at] > 3:
            return False
        word = _hash(chars, begins[at], ends[at])
        if _in(word, known.mail):
            return True
        if not _in(word, known.between):
            return False
    return False


@inner_uncounted
def _said(text, token, first, last, known):  # type: ignore[no-untyped-def]
    """name (at) host (dot) com: the word for @ is `token`.

    "At" before a host is everyday English. It is believed in brackets, where a dot is written as a word too,
    behind "e-mail", or before a host that gives addresses to everybody.
    """
    chars, begins, ends, _, _, _, _ = text
    if token == first or token + 2 >= last:
        return 0, 0, 0
    if begins[token] - ends[token - 1] > 3 or begins[token + 1] - ends[token] > 3:
        return 0, 0, 0
    if _in(_hash(chars, begins[token + 1], ends[token + 1]), known.web):
        return 0, 0, 0
    stop, spelled = _said_host(text, token, last, known)
    if stop < 0:
        return 0, 0, 0
    begin = begins[token - 1]
    before = token - 1
    while before > first:
        if begins[before] - ends[before - 1] == 0 or (
            begins[before] - ends[before - 1] == 1 and _name(chars[ends[before - 1]])
        ):
            before -= 1
        elif (
            before - 2 >= first
            and begins[before] - ends[before - 1] <= 3
            and _in(_hash(chars, begins[before - 1], ends[before - 1]), known.dots)
            and begins[before - 1] - ends[before - 2] <= 3
        ):
            before -= 2
        else:
            break
        begin = begins[before]
    mark = chars[begins[token] - 1]
    if mark == 32:
        mark = chars[begins[token] - 2]
    closed = mark == 40 or mark == 91 or mark == 60
    enough = 2 if ends[token] - begins[token] == 2 else 1  # "at one point" is English, "chez … point" is none
    if _in(_hash(chars, begins[token], ends[token]), known.everyday) and not closed and spelled < enough:
        if before == token - 1 and _in(_hash(chars, begins[before], ends[before]), known.no_names):
            return 0, 0, 0
        if not _announced(text, before, first, known):
            if not _in(_hash(chars, begins[token + 1], ends[token + 1]), known.providers):
                return 0, 0, 0
    return begin, stop, 2


@inner_uncounted
def _handles(chars, floor, ceiling, told, out, made):  # type: ignore[no-untyped-def]
    """@name, where no name or host stands before the sign, and it is no word of a program."""
    post, no_handles = told
    posts, shapes, found_begin, found_end = out
    place = floor
    while place < ceiling - 3:
        if chars[place] != 64:
            place += 1
            continue
        if place > floor and (_name(chars[place - 1]) or chars[place - 1] in (42, 47, 64, 92)):
            place += 1
            continue
        stop = place + 1
        letters = 0
        while stop < ceiling and (
            97 <= chars[stop] <= 122 or 48 <= chars[stop] <= 57 or chars[stop] == 46 or chars[stop] == 95
        ):
            letters += 97 <= chars[stop] <= 122
            stop += 1
        while stop > place + 1 and chars[stop - 1] == 46:
            stop -= 1
        coded = stop + 1 < ceiling and chars[stop] == 58 and chars[stop + 1] == 58  # @Mail::Name
        coded = coded or _in(_hash(chars, place + 1, stop), no_handles) or _web(chars, place + 1)
        if letters >= 2 and 3 <= stop - place - 1 <= 32 and not coded and made < len(posts):
            posts[made] = post
            shapes[made] = 3
            found_begin[made] = place
            found_end[made] = stop
            made += 1
        place = max(stop, place + 1)
    return made


_SAID_AT = re.compile(rf"\s*[(\[{{<]?\s*\b(?:{'|'.join(_AT.split())})\b\s*[)\]}}>]?\s*", re.IGNORECASE)
_SAID_DOT = re.compile(rf"\s*[(\[{{<]?\s*\b(?:{'|'.join(_DOT.split())})\b\s*[)\]}}>]?\s*", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_HOST = re.compile(
    r"^(?:[a-z][a-z0-9+.-]*://)?(?:www\.|m\.|pt-pt\.|web\.|mobile\.)?([^/?#:]+)(?::\d+)?(.*)$", re.IGNORECASE
)
_NOT_NAMES = frozenset(
    [
        "share",
        "sharer",
        "sharer.php",
        "login",
        "pages",
        "groups",
        "events",
        "watch",
        "reel",
        "reels",
        "p",
        "explore",
        "hashtag",
        "intent",
        "home",
        "search",
        "status",
        "marketplace",
        "stories",
        "story",
        "s",
        "tv",
        "c",
        "channel",
        "user",
    ]
)


def email_value(written: str) -> str:
    """An address as it would be typed, from the folded way in which it was written."""
    if "@" not in written:
        written = _SAID_AT.sub("@", written, count=1)
    name, _, host = written.partition("@")
    return _SPACES.sub("", f"{_SAID_DOT.sub('.', name)}@{_SAID_DOT.sub('.', host)}").lower()


class Link(NamedTuple):
    """What a link is: a kind of contact, its value, and the confidence."""

    kind: str
    value: str
    confidence: float


@functools.lru_cache(maxsize=65536)
def link_of(written: str) -> Link:
    """Say what the link `written` (original text) leads to, by its host and path alone."""
    match = _HOST.match(written)
    if match is None:
        return Link("url", written, 0.5)
    host, rest = match[1].lower(), match[2]
    links = lists("links")
    bare = host + rest.lower()
    if host in links["invites"]["hosts"] or any(bare.startswith(path) for path in links["invites"]["paths"]):
        return Link("invite", (host + rest).rstrip("/"), 0.97)
    if host in links["shorteners"]["hosts"] and len(rest) > 1:
        return Link("short_url", host + rest, 0.97)
    network = links["profiles"].get(host)
    path = rest.strip("/").split("?")[0].split("/")
    if network and path[0]:
        name = path[0]
        if network == "facebook" and name == "profile.php" and "id=" in rest:
            name = rest.split("id=", 1)[1].split("&")[0]
        elif network == "facebook" and name in ("people", "profile", "pages") and len(path) > 1:
            name = path[-1]
        elif network == "linkedin" and len(path) > 1:
            name = path[1]
        if name.lower() not in _NOT_NAMES:
            return Link("handle", f"{network}:{name.lstrip('@').lower()}", 0.95)
    secure = "://" in written
    return Link("url", host + rest.rstrip("/"), 0.95 if secure or rest else 0.85)
