"""Whose a number without country code likely is, by the country codes that stand in the same data.

Such a number fits the numbering plans of several countries. Five things say which it is: the post itself
(`origin`); the country of its places; the same digits behind a country code elsewhere; another number of the
post or of its script, with its code; and the language, since whoever writes in one is reached in a few
countries: numbers with their code show in which, and how often. A country is as likely as these make it among
all that the digits fit, and that is the confidence of the number.
"""

import numpy as np
import numpy.typing as npt
import polars as pl
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from amparo_detect.contacts.phones import home
from amparo_detect.contacts.plans import MOBILE, START, TRUNK, Numbering, kinds_of, numbering
from amparo_detect.loops import outer

ENOUGH = 50  # numbers with their country code that say something about the others
UNSEEN = 0.5  # numbers that a country counts as of which none has its code
ELSEWHERE = 20  # numbers that all languages together count as, beside those of a language itself
GUESSED = 3  # times as likely is the country that the post itself points to …
BESIDE = 40  # … or that stands right beside the number …
NAMED = 12  # … or in which the places of the post are …
ALONG = 20  # … or of which the post has a number with its code …
SAID = 30  # … or, for each post, of which the same digits have the code elsewhere
NONE = 0.3  # as likely as this share of all numbers is that what is as likely believed as not is none …
POINTED = 0.001  # … and as likely at least a country that something points to
SUREST = 0.93  # confidence of a number that fits no other country
ROOM = 16  # digits of a number, with the 0 before it
_ASKED = ["language", "code", "own", "begun", "beside", "along", "named", "believed"]

Places = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float64]


def likeliest(phones: pl.DataFrame, country: str) -> pl.DataFrame:
    """The likeliest country of the numbers that are asked about: `row`, `value`, `confidence`.

    `phones`: row, language, value (E.164), code and own (its two parts, own without a 0 that it begins with),
    begun (whether that or another 0 was written before it), plain and coded (whether the code was written, in
    figures or in any way), beside (whether its country stands beside it), along (the code of another number
    of the post or of its script, if one has it), named (the code of the country of its places, if it is one),
    asked. `country` as for `find.find`. Nothing is said of numbers of which nothing is known.
    """
    said = phones.filter("plain").group_by("own", "code").len("posts")
    counts = phones.filter("coded").unique(["language", "value"]).group_by("language", "code").len("numbers")
    asked = phones.filter("asked").select(_ASKED).unique(maintain_order=True)
    if counts["numbers"].sum() < ENOUGH:
        counts = counts.clear()
        pointed = pl.any_horizontal(pl.col("along", "named").is_not_null())
        asked = asked.filter(pl.col("own").is_in(said["own"].implode()) | pointed)
    told = [asked["along"].drop_nulls(), asked["named"].drop_nulls()]
    codes = pl.concat([said["code"], counts["code"], asked["code"], *told])
    codes = codes.unique().sort()
    plans = home(country).plans
    regions = np.array([plans.regions.index(COUNTRY_CODE_TO_REGION_CODE[code][0]) for code in codes], int)
    weights = _weights(asked, counts, said, codes)
    own, begun = asked["own"].cast(pl.Int64).to_numpy(), asked["begun"].to_numpy()
    doubt = NONE * (1 / asked["believed"].to_numpy() - 1)
    best, share = _judge(own, begun, weights, regions, numbering(plans), doubt)
    zero = begun & (plans.trunk[regions[best]] != 0)
    settled = asked.with_columns(
        likely="+" + codes.gather(best).cast(pl.String) + pl.Series(np.where(zero, "0", "")) + asked["own"],
        share=pl.Series(np.minimum(share, SUREST)),
        same=pl.Series(best == _places(asked["code"], codes)),
    )
    return (
        phones.filter("asked")
        .join(settled.filter(pl.col("share") > 0), on=_ASKED, nulls_equal=True)
        .select(
            "row",
            value=pl.when("same").then("value").otherwise("likely"),
            confidence=pl.col("share").cast(pl.Float32),
        )
    )


def _places(values: pl.Series, known: pl.Series) -> Places:
    """The place of each value among the known ones."""
    return known.search_sorted(values).cast(pl.Int64).to_numpy()


def _weights(asked: pl.DataFrame, counts: pl.DataFrame, said: pl.DataFrame, codes: pl.Series) -> Weights:
    """How likely each country code is for each number, whatever its digits."""
    weights = _usual(counts, asked["language"], codes)
    beside = asked["beside"].to_numpy()
    guessed = np.arange(len(asked)), _places(asked["code"], codes)
    weights[guessed] = (weights[guessed] + POINTED * beside) * np.where(beside, BESIDE, GUESSED)
    numbered = asked.with_row_index("at")
    for name, times in (("along", ALONG), ("named", NAMED)):
        told = numbered.filter(pl.col(name).is_not_null())
        at = told["at"].to_numpy(), _places(told[name], codes)
        weights[at] = (weights[at] + POINTED) * times
    elsewhere = numbered.join(said, on="own", suffix="_said")
    at = elsewhere["at"].to_numpy(), _places(elsewhere["code_said"], codes)
    weights[at] = (weights[at] + POINTED) * (1 + SAID * elsewhere["posts"].to_numpy())
    return weights


def _usual(counts: pl.DataFrame, spoken: pl.Series, codes: pl.Series) -> Weights:
    """The share of numbers that have each country code, for each of some posts by its language."""
    languages = spoken.unique().sort()
    everywhere = np.full(len(codes), UNSEEN)
    np.add.at(everywhere, _places(counts["code"], codes), counts["numbers"].to_numpy())
    weights = np.tile(ELSEWHERE * everywhere / everywhere.sum(), (len(languages), 1))
    of_these = counts.filter(pl.col("language").is_in(languages.implode()))
    at = _places(of_these["language"], languages), _places(of_these["code"], codes)
    np.add.at(weights, at, of_these["numbers"].to_numpy())
    by_post: Weights = (weights / weights.sum(axis=1, keepdims=True))[_places(spoken, languages)]
    return by_post


@outer
def _judge(
    own: Places,
    begun: npt.NDArray[np.bool_],
    weights: Weights,
    regions: Places,
    numbering: Numbering,
    doubt: Weights,
) -> tuple[Places, Weights]:
    """Of each number the place of the likeliest region of those whose mobile number it can be, and its share
    of their weight: 0 if it can be none.
    """
    step, accepts, table, _ = numbering
    best, share = np.zeros(len(own), dtype=np.int64), np.zeros(len(own))
    digits = np.zeros(ROOM, dtype=np.uint8)
    for number in range(len(own)):
        first = ROOM
        rest = own[number]
        while rest:
            first -= 1
            digits[first] = rest % 10
            rest //= 10
        digits[first - 1] = 0
        total = doubt[number]
        for place in range(len(regions)):
            region = regions[place]
            dialled = begun[number] and table[region, TRUNK] != 0  # the 0 is a part of the number there
            state = table[region, START]
            if kinds_of(digits, first - dialled, ROOM, state, step, accepts) & MOBILE:
                total += weights[number, place]
                if weights[number, place] > share[number]:
                    share[number] = weights[number, place]
                    best[number] = place
        share[number] /= total
    return best, share
