"""All scanners over one batch of posts, their findings put into one frame with spans in the original text."""

import functools
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo_detect.contacts import (
    accounts,
    addresses,
    ages,
    dates,
    documents,
    gazetteer,
    mobile_money,
    money,
    phones,
    places,
    standing,
)
from amparo_detect.contacts.lexicon import DEEDS, DOCUMENTS, PERIODS, compiled, currencies, lists, meanings
from amparo_detect.contacts.origin import HARDLY
from amparo_detect.contacts.tokens import Tokens, tokens
from amparo_detect.text.fold import Folded

KINDS = (
    "phone", "email", "handle", "url", "short_url", "invite", "crypto", "mobile_money", "bank_account",
    "price", "wage", "place", "age", "document", "date",
)  # fmt: skip
SCHEMA: dict[str, Any] = {
    "post": pl.UInt32,
    "kind": pl.Enum(KINDS),
    "value": pl.String,
    "raw": pl.String,
    "start": pl.UInt32,
    "end": pl.UInt32,
    "confidence": pl.Float32,
}
_GLUED = np.array([ord("_"), ord("=")], dtype=np.uint32)  # id_rsa, face=Geneva: a piece of a program
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_FLAG_A = 0x1F1E6 - ord("A")
_MENTIONS = 64  # regions that a post can name: the bits of one word
Array = npt.NDArray[Any]


def find(
    texts: pl.Series, folded: Folded, *, country: str, languages: pl.Series | None = None
) -> pl.DataFrame:
    """Contacts of a batch, by post, start, end and kind, without numbers that only their digits speak for.

    `folded` is `fold(texts)`; `country` (ISO 3166-1 alpha-2) is where a number without country code is from,
    and `languages` (as `text.language.languages` gives them) say where else it may be from, where a post
    names no country. `post` is the row within the batch; `start` and `end` (exclusive) are code points of the
    original text and `raw` is what stands there. Raises KeyError for a country without a numbering plan.
    """
    found = findings(texts, folded, country=country, languages=languages).contacts.drop("introduced")
    return found.filter((pl.col("kind") != "phone") | (pl.col("confidence") >= HARDLY))


class Findings(NamedTuple):
    """`contacts`: as `find` gives them, and `introduced`: how each number is, null of anything else.
    `others`: introduced and value of figures that are no telephone number. See the module `introduced`.
    """

    contacts: pl.DataFrame
    others: pl.DataFrame


def findings(
    texts: pl.Series, folded: Folded, *, country: str, languages: pl.Series | None = None
) -> Findings:
    """What `find` finds, and what `agreeing.agree` needs beside it."""
    phones.home(country)
    batch = _Batch(texts, folded, country, languages)
    numbers, others = batch.phones()
    frames = [
        numbers,
        batch.addresses(),
        batch.accounts(),
        batch.mobile_money(),
        batch.money(),
        batch.places(),
        batch.ages(),
        batch.documents(),
        batch.dates(),
    ]
    found = pl.concat(frames, how="diagonal")
    order = ("post", "start", "end", "kind", "value")
    return Findings(_without_inner_phones(found).sort(order, maintain_order=True), others)


def _without_inner_phones(found: pl.DataFrame) -> pl.DataFrame:
    """Drop a phone that lies in a checked account: a group of an IBAN's digits is nobody's number."""
    held = found.filter(pl.col("kind").is_in(["bank_account", "crypto"])).select("post", "start", "end")
    if not held.height:
        return found
    numbered = found.with_row_index("row")
    inner = (
        numbered.filter(pl.col("kind") == "phone")
        .join(held, on="post", suffix="_held")
        .filter((pl.col("start") < pl.col("end_held")) & (pl.col("end") > pl.col("start_held")))
    )
    return numbered.filter(~pl.col("row").is_in(inner["row"].implode())).drop("row")


@functools.cache
def _region_bits(country: str) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int8], npt.NDArray[np.uint64]]:
    """Which region a phrase names, as a bit for the whole post (places only) and as an index (-1 none) for
    the number behind it; and the bits of each currency's countries.
    """
    index = _places_of_regions(country)
    known = gazetteer.places()
    named = [known[int(value)].country if cls == "place" else "" for cls, value in meanings()]
    of_place = [index.get(code, -1) for code in named]
    regions = [
        index.get(value, -1) if cls == "region" else place
        for (cls, value), place in zip(meanings(), of_place, strict=True)
    ]
    entries = lists("money")["currencies"].values()
    bits = [_bits(entry["countries"], index) for entry in entries]
    return (
        np.array([1 << place if place >= 0 else 0 for place in of_place], dtype=np.uint64),
        np.array(regions, dtype=np.int8),
        np.array([0, *bits], dtype=np.uint64),
    )


@functools.cache
def _spoken_bits(country: str) -> dict[str, int]:
    """The regions that a language points to, as bits."""
    index = _places_of_regions(country)
    return {language: _bits(codes, index) for language, codes in lists("regions")["spoken"].items()}


def _places_of_regions(country: str) -> dict[str, int]:
    """The bit of each region that a post can name."""
    return {region: place for place, region in enumerate(phones.home(country).plans.regions[:_MENTIONS])}


def _bits(codes: str, places: Mapping[str, int]) -> int:
    """Regions, blank between, as bits."""
    return sum(1 << places[code] for code in codes.split() if code in places)


class _Batch:
    """One batch, its tokens and what several scanners share."""

    def __init__(self, texts: pl.Series, folded: Folded, country: str, languages: pl.Series | None) -> None:
        texts = texts.fill_null("")
        self.texts = texts.to_list()
        self.flagged = texts.str.contains(_FLAG.pattern).arg_true().to_list()
        self.languages = languages
        self.folded = folded
        self.country = country
        self.vocabulary, self.phrases = compiled()
        self.tokens: Tokens = tokens(folded, self.vocabulary)
        self.matches = places.find_phrases(self.tokens, self.phrases)
        self.classes = np.array([cls for cls, _ in meanings()])

    def frame(
        self,
        kind: str | list[str],
        post: Array,
        begin: Array,
        end: Array,
        value: list[str] | pl.Series | None,
        confidence: float | list[float] | Array,
    ) -> pl.DataFrame:
        """Rows of one scanner: spans mapped to the original, raw cut from it. Without `value` the raw
        text is the value.
        """
        if not len(post):
            return pl.DataFrame(schema=SCHEMA)
        start, stop = self.span(post, begin, end)
        return self.rows(kind, post, start, stop, value, confidence)

    def rows(
        self,
        kind: str | list[str],
        post: Array,
        start: npt.NDArray[np.int64],
        stop: npt.NDArray[np.int64],
        value: list[str] | pl.Series | None,
        confidence: float | list[float] | Array,
    ) -> pl.DataFrame:
        """The same from spans in the original text."""
        size = len(post)
        raw = [
            self.texts[row][first:last]
            for row, first, last in zip(post.tolist(), start.tolist(), stop.tolist(), strict=True)
        ]
        return pl.DataFrame(
            {
                "post": post,
                "kind": [kind] * size if isinstance(kind, str) else kind,
                "value": raw if value is None else value,
                "raw": raw,
                "start": start,
                "end": stop,
                "confidence": [confidence] * size if isinstance(confidence, float) else confidence,
            }
        ).cast(pl.Schema(SCHEMA))

    def span(
        self, post: Array, begin: Array, end: Array
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Folded spans as spans of the original, with what is invisible behind the last character (a
        keycap's frame).
        """
        source = self.folded.source
        first = source[begin].astype(np.int64)
        last = source[end - 1].astype(np.int64) + 1
        inside = end < self.folded.starts[post + 1]
        following = np.where(inside, source[np.minimum(end, len(source) - 1)], last)
        return first, np.maximum(last, np.where(following - last <= 2, following, last))

    def phones(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Telephone numbers as E.164, and what is none."""
        bits, regions, by_currency = _region_bits(self.country)
        named = np.zeros(len(self.texts), dtype=np.uint64)
        places.mark_named(self.matches.post, bits[self.matches.meaning], named)
        places.mark_currencies(self.tokens, self.vocabulary, by_currency, named)
        if self.languages is not None:
            spoken = _spoken_bits(self.country)
            said = self.languages.replace_strict(spoken, default=0, return_dtype=pl.UInt64).to_numpy()
            named = np.where(named == 0, said, named)
        called = np.full(len(self.tokens.begin), -1, dtype=np.int8)
        called[self.matches.last] = regions[self.matches.meaning]
        self.flags(named, called)
        found, others = phones.find_phones(
            self.folded, self.tokens, self.vocabulary, named, called, country=self.country
        )
        value = ("+" + pl.Series(found.number).cast(pl.String)) if len(found.post) else None
        numbers = self.frame("phone", found.post, found.begin, found.end, value, found.confidence)
        return numbers.with_columns(introduced=found.introduced), pl.DataFrame(others._asdict())

    def flags(self, named: npt.NDArray[np.uint64], called: npt.NDArray[np.int8]) -> None:
        """Give the number behind a flag, and its post, the flag's country."""
        index = _places_of_regions(self.country)
        folded, first = self.folded, self.folded.starts
        for post in self.flagged:
            source = folded.source[first[post] : first[post + 1]]
            for flag in _FLAG.finditer(self.texts[post]):
                region = index.get("".join(chr(ord(char) - _FLAG_A) for char in flag.group()), -1)
                place = first[post] + np.searchsorted(source, flag.end())
                token = int(np.searchsorted(self.tokens.begin, place))
                if region >= 0 and token < self.tokens.first[post + 1]:
                    named[post] |= np.uint64(1 << region)
                    called[token] = region

    @functools.cached_property
    def spans(self) -> addresses.Spans:
        """Where addresses on the net stand."""
        return addresses.find_spans(self.folded, self.tokens)

    def linked(self, begin: Array) -> npt.NDArray[np.bool_]:
        """Whether each folded character is within a link or an e-mail address."""
        whole = self.spans.shape != addresses.HANDLE  # these come in the order of the text
        first, last = self.spans.begin[whole], self.spans.end[whole]
        if not len(first):
            return np.zeros(len(begin), dtype=np.bool_)
        place = np.searchsorted(first, begin, side="right") - 1
        inside: npt.NDArray[np.bool_] = (place >= 0) & (begin < last[place])
        return inside

    def addresses(self) -> pl.DataFrame:
        """E-mail addresses, links of every sort, handles."""
        found = self.spans
        start, stop = self.span(found.post, found.begin, found.end)
        kinds: list[str] = []
        values: list[str] = []
        trust: list[float] = []
        for row, shape, first, last, begin, end in zip(
            found.post.tolist(), found.shape.tolist(), start.tolist(), stop.tolist(), found.begin.tolist(),
            found.end.tolist(), strict=True,
        ):  # fmt: skip
            if shape == addresses.LINK:
                link = addresses.link_of(self.texts[row][first:last])
                kinds.append(link.kind)
                values.append(link.value)
                trust.append(link.confidence)
                continue
            written = "".join(map(chr, self.folded.chars[begin:end]))
            kinds.append("email" if shape == addresses.EMAIL else "handle")
            values.append(addresses.email_value(written) if shape == addresses.EMAIL else written)
            trust.append(0.97 if "@" in written and shape == addresses.EMAIL else 0.85)
        return self.frame(kinds, found.post, found.begin, found.end, values, trust)

    def accounts(self) -> pl.DataFrame:
        """Bank accounts and crypto addresses whose check digits agree."""
        found = accounts.find_candidates(self.folded, self.tokens)
        start, stop = self.span(found.post, found.begin, found.end)
        spans = zip(found.post.tolist(), start.tolist(), stop.tolist(), strict=True)
        checked = [
            accounts.account_of(self.texts[row][first:last], accounts.cue_of(self.texts[row], first))
            for row, first, last in spans
        ]
        keep = np.array([account is not None for account in checked], dtype=np.bool_)
        sure = [account for account in checked if account is not None]
        rows, first, last = (
            found.post[keep],
            start[keep],
            start[keep] + np.array([length for _, length in sure], dtype=np.int64),
        )
        return self.rows(
            [account.kind for account, _ in sure],
            rows,
            first,
            last,
            [account.value for account, _ in sure],
            0.99,
        )

    def mobile_money(self) -> pl.DataFrame:
        """Mobile-money services, with the agent's or till's number where one stands behind."""
        keep = (self.classes == "payment")[self.matches.meaning]
        first, last = self.matches.first[keep], self.matches.last[keep]
        number, end = mobile_money.points(
            self.folded, self.tokens, self.vocabulary, self.matches.post[keep], last
        )
        names = [meanings()[place][1] for place in self.matches.meaning[keep].tolist()]
        values = [
            f"{name}:{point}" if point else name
            for name, point in zip(names, (str(n) if n else "" for n in number.tolist()), strict=True)
        ]
        return self.frame("mobile_money", self.matches.post[keep], self.tokens.begin[first], end, values, 0.9)

    def money(self) -> pl.DataFrame:
        """Prices and wages: "MZN 15000/month", "ZAR 4000-5000"."""
        found = money.find_amounts(self.folded, self.tokens, self.vocabulary)
        codes = currencies()
        values = [
            money.written(codes[code - 1], least, most, PERIODS[period])
            for code, least, most, period in zip(
                found.currency.tolist(),
                found.least.tolist(),
                found.most.tolist(),
                found.period.tolist(),
                strict=True,
            )
        ]
        kinds = ["wage" if wage else "price" for wage in found.wage.tolist()]
        return self.frame(kinds, found.post, found.begin, found.end, values, 0.9)

    def places(self) -> pl.DataFrame:
        """Places of the gazetteer, outside links. A name that is also a common word counts only where a place
        can stand.
        """
        keep = (self.classes == "place")[self.matches.meaning]
        begin = self.tokens.begin[self.matches.first]
        keep &= ~(self.linked(begin) | np.isin(self.folded.chars[np.maximum(begin, 1) - 1], _GLUED))
        known = gazetteer.places()
        spots = [known[int(meanings()[place][1])] for place in self.matches.meaning[keep].tolist()]
        end = self.tokens.end[self.matches.last[keep]]
        keys = [spot.key for spot in spots]
        frame = self.frame("place", self.matches.post[keep], begin[keep], end, keys, [0.9] * len(spots))
        doubtful = zip(spots, *(frame[name].to_list() for name in ("post", "start", "end")), strict=True)
        stands = [
            not (spot.strict or spot.borne) or standing.stands_for(spot, self.texts[row], first, last)
            for spot, row, first, last in doubtful
        ]
        return frame if all(stands) else frame.filter(pl.Series(stands, dtype=pl.Boolean))

    def ages(self) -> pl.DataFrame:
        """Ages: "18-25", "30", "<18"."""
        found = ages.find_ages(self.folded, self.tokens, self.vocabulary)
        values = [
            f"<{most}" if least == 0 else str(least) if least == most else f"{least}-{most}"
            for least, most in zip(found.least.tolist(), found.most.tolist(), strict=True)
        ]
        return self.frame("age", found.post, found.begin, found.end, values, 0.9)

    def documents(self) -> pl.DataFrame:
        """Documents and what is done with them: "passport kept", "visa"."""
        found = documents.find_documents(self.folded, self.tokens, self.vocabulary)
        values = [
            f"{DOCUMENTS[document]} {DEEDS[deed]}".rstrip()
            for document, deed in zip(found.document.tolist(), found.deed.tolist(), strict=True)
        ]
        trust = np.where(found.deed > 0, 0.85, 0.75)
        return self.frame("document", found.post, found.begin, found.end, values, trust)

    def dates(self) -> pl.DataFrame:
        """Dates as ISO 8601; "--05-12" where no year is written."""
        found = dates.find_dates(self.folded, self.tokens, self.vocabulary, self.languages)
        values = [
            f"{year:04d}-{month:02d}-{day:02d}" if year else f"--{month:02d}-{day:02d}"
            for year, month, day in zip(
                found.year.tolist(), found.month.tolist(), found.day.tolist(), strict=True
            )
        ]
        return self.frame("date", found.post, found.begin, found.end, values, 0.9)
