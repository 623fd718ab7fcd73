"""Find accounts that money goes to: by their check digits IBAN, NIB (Mozambique, Angola, Portugal), Pix keys
and crypto addresses; by a bank and a word for an account beside them what has no check digits.

Checks are the libraries': `python-stdnum` (IBAN, ISO 7064, CPF, CNPJ), `base58` (Base58Check), `bech32` (BIP
173, and its constant of BIP 350) and `pycryptodome` (Keccak-256, for EIP-55). Banks, the lengths of their
numbers and the sources are in data/payments.toml. A Pix key is a CPF (11 figures), a CNPJ (14), a random
UUID, or a telephone number or address, which are found as such
(developers.international.pagseguro.com/docs/pix-key-formats-and-validation-rules).
"""

import functools
import re
from typing import NamedTuple

import base58
import bech32
import numpy as np
import numpy.typing as npt
from Crypto.Hash import keccak
from stdnum import iban
from stdnum.br import cnpj, cpf
from stdnum.iso7064 import mod_97_10

from amparo_detect.contacts.lexicon import ACCOUNT, IDENTITY, PHONE, compiled, lists
from amparo_detect.contacts.tokens import Tokens, trimmed
from amparo_detect.loops import inner_uncounted, outer_uncounted
from amparo_detect.text.fold import Folded

_BECH32M = 0x2BC830A3  # BIP 350
_BASE58 = {
    0x00: "BTC",
    0x05: "BTC",
    0x30: "LTC",
    0x32: "LTC",
    0x41: "TRON",
    0x1E: "DOGE",
}  # version byte → network
_HUMAN = {"bc": "BTC", "ltc": "LTC"}
# ISO 13616 makes these countries' IBAN of the national number with check digits that are always the same.
_NATIONAL = ("MZ59", "AO06", "PT50")
# Countries that write an IBAN without being in `python-stdnum`'s registry, and how long theirs is: as the
# lists of "experimental" IBANs and their examples have it that programs for IBANs publish.
_LENGTHS = {
    "MZ": 25, "AO": 25, "CV": 25, "GW": 25, "ST": 25, "BF": 28, "BI": 27, "BJ": 28, "CF": 27, "CG": 27,
    "CI": 28, "CM": 27, "DJ": 27, "DZ": 26, "GA": 27, "GQ": 27, "HN": 28, "IR": 26, "KM": 27, "LY": 25,
    "MA": 28, "MG": 27, "ML": 28, "MN": 20, "NE": 28, "NI": 28, "OM": 23, "RU": 33, "SD": 18, "SN": 28,
    "SO": 23, "TD": 27, "TG": 28, "YE": 30,
}  # fmt: skip
# How the parts of a national number of 21 digits are written: bank, branch, account, check.
_PARTS = ([4, 4, 11, 2], [4, 4, 13], [8, 11, 2], [19, 2])
_CUED = re.compile(
    r"\b(?:nib|iban|nba|conta|cta|cuenta|compte|account|acc|a/c|akaunti|savings|cheque|poupan[cç]a|حساب)\b",
    re.IGNORECASE,
)
_CUE = 40  # characters before a number in which a word for an account stands
_BEHIND = 24  # … and behind one, in which its bank does
_PIX = re.compile(r"\bpix\b", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_WORDS = 8  # tokens before a number in which the word for an account stands
_SHORTEST, _LONGEST = 7, 20  # figures of a number that a bank and such a word make an account
_WRITTEN = 8  # groups in which a national number is written at most: a table of figures has more
_LONG_RUN = re.compile(r"[0-9A-Za-z]{25,90}")


class Account(NamedTuple):
    """A checked account: kind "crypto" or "bank_account", and the value ("BTC:…", an IBAN)."""

    kind: str
    value: str


class Candidates(NamedTuple):
    """Runs worth checking: post, first and last folded character (exclusive)."""

    post: npt.NDArray[np.uint32]
    begin: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]


def find_candidates(folded: Folded, tokens: Tokens) -> Candidates:
    """Runs that are long enough and mixed enough to be an account."""
    room = len(tokens.begin) // 4 + 8
    out = (np.empty(room, dtype=np.uint32), np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64))
    cut = (tokens.begin, tokens.end, tokens.kind, tokens.first, tokens.word)
    count = _scan(folded.chars, cut, compiled()[0].flags, out)
    return Candidates(*trimmed(out, count))


@inner_uncounted
def _named(chars, cut, flags, token, first):  # type: ignore[no-untyped-def]
    """Whether the nearest word before a number that says what it is, in its line, is one for an account."""
    _, ends, _, _, words = cut
    for at in range(token - 1, max(first, token - _WORDS) - 1, -1):
        if chars[ends[at]] == 10:
            return False
        if words[at] >= 0 and flags[words[at]] & (ACCOUNT | PHONE | IDENTITY):
            return flags[words[at]] & ACCOUNT != 0
    return False


@outer_uncounted
def _scan(chars, cut, flags, out):  # type: ignore[no-untyped-def]
    begins, ends, kinds, firsts, _ = cut
    posts, found_begin, found_end = out
    made = 0
    for post in range(len(firsts) - 1):
        last = firsts[post + 1]
        token = firsts[post]
        while token < last and made < len(posts):
            glued = token + 1 < last and begins[token + 1] == ends[token]
            if kinds[token] != 2 and not glued:
                token += 1
                continue
            stop = token
            figures = 0
            size = 0
            groups = 0
            at = token
            # One run: glued letters and digits, or groups of them with single spaces, dots or hyphens.
            while at < last:
                if at > token:
                    gap = begins[at] - ends[at - 1]
                    if gap > 1 or (gap == 1 and chars[ends[at - 1]] not in (32, 45, 46)):
                        break
                    if gap == 1:
                        groups += 1
                        alone = kinds[at] == 1 and (at + 1 >= last or begins[at + 1] != ends[at])
                        coded = kinds[token] == 1 and ends[token] - begins[token] == 2 and size < 34
                        if alone and not (coded and ends[at] - begins[at] <= 4):
                            break  # a word; but GB29 NWBK … has a group of letters
                if kinds[at] == 2:
                    figures += ends[at] - begins[at]
                size += ends[at] - begins[at]
                stop = at
                at += 1
                if groups == 0 and at < last and begins[at] > ends[at - 1] and size >= 25:
                    break
            long = size >= 15 and figures >= 2 and (figures >= 12 or (groups == 0 and size >= 25))
            short = not long and figures == size and _SHORTEST <= size <= _LONGEST
            if long or (short and _named(chars, cut, flags, token, firsts[post])):
                posts[made] = post
                found_begin[made] = begins[token]
                found_end[made] = ends[stop]
                made += 1
                token = stop + 1
            else:
                while token + 1 < last and begins[token + 1] == ends[token]:
                    token += 1
                token += 1
    return made


@functools.lru_cache(maxsize=65536)
def account_of(written: str, cued: str = "") -> tuple[Account, int] | None:
    """The account that the text begins with, and how many of its characters that is; None where no check
    agrees and no bank is named.

    `cued`: as `cue_of` says. Without one, digits must be grouped as people group them, or begin with a known
    bank's code: three in a hundred tables of figures pass a check of two digits.

    Groups are left off from the end: what is written behind an account is often written like one more group.
    """
    if cued == "pix":
        key = _pix(written)
        if key:
            return key
    end = len(written)
    while end >= 15:
        run = re.sub(r"[\s.\-]", "", written[:end])
        if run.isascii() and run.isalnum():
            account = _crypto(run) or _bank(run)
            if account and (cued or not run.isdigit() or _usual(written[:end])):
                return account, end
        end = max(written.rfind(mark, 0, end) for mark in " .-\u00a0")
    return _at_bank(written, cued)


def _at_bank(written: str, bank: str) -> tuple[Account, int] | None:
    """The account at a bank, of as many figures as it gives them: the first group, else all of them."""
    known = lists("payments")["banks"].get(bank)
    if known is None:
        return None
    first = re.match(r"\d+", written)
    for end in (first.end() if first else 0, len(written)):
        run = re.sub(r"[\s.\-]", "", written[:end])
        if run.isdigit() and known["digits"][0] <= len(run) <= known["digits"][1]:
            return Account("bank_account", f"{bank}:{run}"), end
    return None


def _pix(written: str) -> tuple[Account, int] | None:
    """The Pix key that the text begins with, where its check digits agree or it is a random one."""
    random = _UUID.match(written)
    if random:
        return Account("bank_account", f"PIX:{random.group().lower()}"), random.end()
    for size, check in ((14, cnpj), (11, cpf)):
        key = re.match(rf"(?:\d[.\-/\s]?){{{size - 1}}}\d(?!\d)", written)
        if key and check.is_valid(key.group()):
            return Account("bank_account", f"PIX:{check.compact(key.group())}"), key.end()
    return None


def _bank(run: str) -> Account | None:
    if run[:2].isalpha() and run[2:4].isdigit():
        known = iban.is_valid(run, check_country=False) or len(run) == _LENGTHS.get(run[:2].upper())
        return Account("bank_account", run.upper()) if known and _agrees(run.upper()) else None
    if run.isdigit() and len(run) == 21:
        for prefix in _NATIONAL:
            if _agrees(prefix + run):
                return Account("bank_account", prefix + run)
    return None


def cue_of(text: str, start: int) -> str:
    """What stands shortly before `start`: "" nothing, "account" a word for one, the name of a bank beside it
    (before it or right behind it), or "pix".
    """
    before = text[max(0, start - _CUE) : start]
    if _PIX.search(before):
        return "pix"
    if not _CUED.search(before):
        return ""
    return _bank_named(before) or _bank_named(text[start : start + _CUE + _BEHIND]) or "account"


def _bank_named(text: str) -> str:
    """The bank that is named last in a text, "" for none."""
    spelled, names = _banks()
    found = list(spelled.finditer(text))
    return names[re.sub(r"\s+", " ", found[-1].group().lower())] if found else ""


@functools.cache
def _banks() -> tuple[re.Pattern[str], dict[str, str]]:
    names = {name: bank for bank, each in lists("payments")["banks"].items() for name in each["names"]}
    spelled = "|".join(
        re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=len, reverse=True)
    )
    return re.compile(rf"\b(?:{spelled})\b", re.IGNORECASE), names


def _usual(written: str) -> bool:
    """Whether figures are grouped as an account's are: equal groups and a rest, one sign between, or the
    parts of the number; or begin with the code of a bank whose national number that is.
    """
    sizes = [len(group) for group in re.split(r"[\s.\-]", written)]
    if written[:4] in lists("payments")["nib"] and len(sizes) <= _WRITTEN:
        return True
    if len({mark for mark in written if not mark.isdigit()}) > 1:
        return False
    return sizes in _PARTS or (len(set(sizes[:-1])) <= 1 and sizes[0] >= max(3, sizes[-1]))


def _agrees(number: str) -> bool:
    return bool(mod_97_10.is_valid(number[4:] + number[:4]))


def _crypto(run: str) -> Account | None:
    if re.fullmatch(r"0x[0-9a-fA-F]{40}", run):
        return Account("crypto", f"ETH:{run}") if _eip55(run[2:]) else None
    if not _LONG_RUN.fullmatch(run):
        return None
    human, data = bech32.bech32_decode(run)
    if human in _HUMAN and data:
        return Account("crypto", f"{_HUMAN[human]}:{run.lower()}")
    lower = run.lower()
    human = lower.partition("1")[0]
    if human in _HUMAN and run in (lower, run.upper()):
        values = [bech32.CHARSET.find(char) for char in lower[len(human) + 1 :]]
        if -1 not in values and bech32.bech32_polymod(bech32.bech32_hrp_expand(human) + values) == _BECH32M:
            return Account("crypto", f"{_HUMAN[human]}:{lower}")
    try:
        payload = base58.b58decode_check(run)
    except ValueError:
        return None
    network = _BASE58.get(payload[0]) if len(payload) == 21 else None
    return Account("crypto", f"{network}:{run}") if network else None


def _eip55(address: str) -> bool:
    """Mixed case must be the checksum's; one case only carries none and is believed for its form."""
    if address in (address.lower(), address.upper()):
        return not address.isdigit()
    digest = keccak.new(digest_bits=256, data=address.lower().encode()).hexdigest()
    return all(
        char == (char.upper() if int(nibble, 16) >= 8 else char.lower())
        for char, nibble in zip(address, digest, strict=False)
    )
