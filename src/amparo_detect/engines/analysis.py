"""What is found in one batch of posts by itself: the same function on this machine and on a cluster."""

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo_detect.contacts.find import findings
from amparo_detect.flags import finding
from amparo_detect.loops import outer_uncounted
from amparo_detect.networks.build import JOINING
from amparo_detect.templates.sketch import sketch
from amparo_detect.text.fold import Folded, fold
from amparo_detect.text.language import languages

_SEED = 0x616D7061726F  # any fixed number: equal texts get equal numbers


def analyse(posts: pl.DataFrame, country: str) -> dict[str, pl.DataFrame]:
    """Everything that a batch of `readers.posts.SCHEMA` says by itself; `post` counts over the whole input.

    posts: post, id, time, source, language, text_number (equal for equal texts), held (rows in `sketches`).
    texts: post, text. contacts, others: as `contacts.find.findings`. words: as `flags.finding.find`.
    sketches: hash, place, post after post (`templates.sketch`).
    """
    texts = posts["text"]
    folded = fold(texts)
    spoken = languages(texts, folded)
    found, others = findings(texts, folded, country=country, languages=spoken)
    made = sketch(folded, _hidden(folded, found))
    first = pl.lit(posts["post"][0] if len(posts) else 0, dtype=pl.UInt32)
    told = posts.select("post", "id", "time", "source").with_columns(
        language=spoken,
        text_number=texts.hash(_SEED),
        held=pl.Series(np.diff(made.starts), dtype=pl.Int32),
    )
    return {
        "posts": told,
        "texts": posts.select("post", "text"),
        "contacts": found.with_columns(post=(pl.col("post") + first).cast(pl.UInt32)),
        "others": others,
        "words": finding.find(folded).with_columns(post=(pl.col("post") + first).cast(pl.UInt32)),
        "sketches": pl.DataFrame({"hash": made.hashes, "place": made.places}),
    }


def _hidden(folded: Folded, found: pl.DataFrame) -> npt.NDArray[np.bool_]:
    """The folded characters of contacts that can belong to somebody: filled into a script, no part of it."""
    filled = found.filter(pl.col("kind").cast(pl.String).is_in(JOINING))
    hidden = np.zeros(len(folded.chars), dtype=np.bool_)
    _hide(
        folded.starts,
        folded.source,
        filled["post"].to_numpy(),
        filled["start"].to_numpy(),
        filled["end"].to_numpy(),
        hidden,
    )
    return hidden


@outer_uncounted
def _hide(
    starts: npt.NDArray[np.int64],
    source: npt.NDArray[np.int32],
    posts: npt.NDArray[np.uint32],
    begins: npt.NDArray[np.uint32],
    ends: npt.NDArray[np.uint32],
    hidden: npt.NDArray[np.bool_],
) -> None:
    for row in range(len(posts)):
        low = starts[posts[row]]
        high = starts[posts[row] + 1]
        at, after = low, high
        while at < after:  # the first folded character of the finding
            middle = (at + after) // 2
            if source[middle] < np.int32(begins[row]):
                at = middle + 1
            else:
                after = middle
        while at < high and source[at] < np.int32(ends[row]):
            hidden[at] = True
            at += 1
