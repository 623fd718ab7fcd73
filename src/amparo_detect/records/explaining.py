"""Why pairs were called the same: every weight of the model, and what each field added to each pair, in
Portuguese and English.

`weights.json` holds the model, `evidence.parquet` every written pair's level and bits for each field,
`links.en.html` and
`links.pt.html` say it for reading. Ids and degrees of likeness only: no name, date or number of anybody is
repeated.
"""

import json
import os
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from amparo_detect import __version__
from amparo_detect.errors import LANGUAGES, Language, NotFound, ResultError
from amparo_detect.records.deciding import Matching
from amparo_detect.records.fields import Field
from amparo_detect.records.weights import Weights
from amparo_detect.records.wording import STYLE, field_name, level_name, say

SHOWN = 200  # pairs in a report: those nearest the threshold, where a person's eyes are worth most
PAIR_COLUMNS = ("left", "right", "probability", "same")


@dataclass(frozen=True)
class Told:
    """What there is to say about one linking. `rows` and `unused` are one entry a list."""

    lists: list[str]
    rows: list[int]
    fields: list[Field]
    unused: list[list[str]]
    weights: Weights
    matching: Matching
    possible: int
    compared: int
    same: int
    threshold: float
    expected_f1: float


def write(out: Path, links: pl.DataFrame, told: Told) -> None:
    """Write the result to the folder `out`, each file whole or not at all. Raises OSError."""
    out.mkdir(parents=True, exist_ok=True)
    _put(out / "links.parquet", lambda path: links.select(PAIR_COLUMNS).write_parquet(path, statistics=False))
    _put(out / "evidence.parquet", lambda path: links.write_parquet(path, statistics=False))
    model = json.dumps(_model(told), ensure_ascii=False, indent=1) + "\n"
    _put(out / "weights.json", lambda path: path.write_text(model, encoding="utf-8"))
    for language in LANGUAGES:
        page = _page(links, told, language)
        _put(out / f"links.{language}.html", lambda path, page=page: path.write_text(page, encoding="utf-8"))


def explain(out: Path, left: str, right: str, language: Language = "en") -> list[str]:
    """One pair in sentences, the heaviest field first. Raises ResultError and NotFound."""
    path = out / "evidence.parquet"
    if not path.is_file():
        raise ResultError(folder=out.name, missing=path.name)
    pair = pl.scan_parquet(path).filter(
        ((pl.col("left") == left) & (pl.col("right") == right))
        | ((pl.col("left") == right) & (pl.col("right") == left))
    )
    rows = pair.collect().to_dicts()
    if not rows:
        raise NotFound(folder=out.name, what=f"{left} – {right}")
    verdict = say(
        "same" if rows[0]["same"] else "not_same",
        language,
        percent=_percent(rows[0]["probability"], language),
    )
    return [verdict, *(f"{field}: {level} ({bits})" for field, level, bits in _reasons(rows[0], language))]


def _put(path: Path, write_to: Any) -> None:
    draft = path.with_name(f".{path.name}.part")
    write_to(draft)
    os.replace(draft, path)


def _model(told: Told) -> dict[str, Any]:
    """The whole model: anyone can add up a pair's probability with it."""
    return {
        "version": __version__,
        "lists": [
            {"name": name, "rows": rows, "columns_not_used": unused}
            for name, rows, unused in zip(told.lists, told.rows, told.unused, strict=True)
        ],
        "pairs": {"possible": told.possible, "compared": told.compared, "same": told.same},
        "prior": float(f"{told.weights.prior:.6g}"),
        "relatives": float(f"{told.weights.relatives:.6g}"),
        "threshold": round(told.threshold, 6),
        "expected_f1": round(told.expected_f1, 4),
        "one_match_a_row": {
            "left": not told.matching.right_repeats,
            "right": not told.matching.left_repeats,
        },
        "fields": [_field(told, at) for at in range(len(told.fields))],
    }


def _field(told: Told, at: int) -> dict[str, Any]:
    comparison, field = told.weights.comparisons[at], told.fields[at]
    m, u = told.weights.m[at], told.weights.u[at]
    rarity = {level.means: level.frequency for level in comparison.levels}
    return {
        "field": field.name,
        "kind": field.kind,
        "columns": [list(source) for source in field.sources[: len(told.lists)]],
        "called": {language: field_name(field, language) for language in LANGUAGES},
        "levels": [
            {
                "level": means,
                "called": {language: level_name(means, language) for language in LANGUAGES},
                "m": float(f"{m[value]:.4g}"),
                "u": float(f"{u[value]:.4g}"),
                "bits": round(float(np.log2(m[value] / u[value])), 2),
                "rarity_counts": rarity.get(means, 0.0) if comparison.frequency_of else 0.0,
            }
            for value, means in reversed(list(enumerate(comparison.means())))
        ],
    }


def _reasons(pair: dict[str, Any], language: Language) -> list[tuple[str, str, str]]:
    """Field, degree of likeness and bits, heaviest first; fields with nothing to compare left out."""
    names = [column.removesuffix("_level") for column in pair if column.endswith("_level")]
    told = [(name, pair[f"{name}_level"], float(pair[f"{name}_bits"])) for name in names]
    told = [each for each in told if each[1] != "missing"]
    told.sort(key=lambda each: (-abs(each[2]), each[0]))
    return [
        (field_name(name, language), level_name(level, language), _bits(bits, language))
        for name, level, bits in told
    ]


def _bits(bits: float, language: Language) -> str:
    text = f"{bits:+.1f}".replace("-", "−")
    return text.replace(".", ",") if language == "pt" else text


def _percent(chance: float, language: Language) -> str:
    text = f"{min(chance, 0.9999) * 100:.2f}"
    return f"{text.replace('.', ',')} %" if language == "pt" else f"{text}%"


def _page(links: pl.DataFrame, told: Told, language: Language) -> str:
    """One self-contained page."""
    nearest = links.with_columns(
        far=(pl.col("probability") - told.threshold).abs(), at=pl.int_range(pl.len())
    )
    nearest = nearest.sort("far", "at").head(SHOWN).sort("probability", "at", descending=[True, False])
    title = escape(say("title", language, lists=" + ".join(told.lists)))
    pairs_are = say("pairs_are", language, shown=len(nearest))
    parts = [
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title}</h1>",
        f"<p>{escape(_summary(told, language))}</p><p>{escape(say('caution', language))}</p>",
        f"<h2>{escape(say('weights', language))}</h2><p>{escape(say('weights_are', language))}</p>",
        _weights_table(told, language),
        f"<h2>{escape(say('pairs', language))}</h2><p>{escape(pairs_are)}</p>",
        _pairs_table(nearest, language),
        "</main></body></html>\n",
    ]
    return "".join(parts)


def _summary(told: Told, language: Language) -> str:
    rows = " + ".join(str(count) for count in told.rows)
    return say(
        "summary",
        language,
        rows=rows,
        compared=told.compared,
        possible=told.possible,
        same=told.same,
        threshold=_percent(told.threshold, language),
        f1=_percent(told.expected_f1, language),
    )


def _head(language: Language, *keys: str) -> str:
    cells = "".join(f'<th scope="col">{escape(say(key, language))}</th>' for key in keys)
    return f'<div class="wide" tabindex="0"><table><thead><tr>{cells}</tr></thead><tbody>'


def _weights_table(told: Told, language: Language) -> str:
    rows = []
    for at, field in enumerate(told.fields):
        for level in _field(told, at)["levels"]:
            rows.append(
                f'<tr><th scope="row">{escape(field_name(field, language))}</th>'
                f"<td>{escape(level['called'][language])}</td>"
                f"<td>{_percent(level['m'], language)}</td><td>{_percent(level['u'], language)}</td>"
                f"<td>{_bits(level['bits'], language)}</td></tr>"
            )
    return (
        _head(language, "field", "likeness", "of_true", "of_random", "bits")
        + "".join(rows)
        + "</tbody></table></div>"
    )


def _pairs_table(pairs: pl.DataFrame, language: Language) -> str:
    rows = []
    for pair in pairs.iter_rows(named=True):
        reasons = "; ".join(f"{field}: {level} ({bits})" for field, level, bits in _reasons(pair, language))
        rows.append(
            f'<tr><th scope="row">{escape(pair["left"])}</th><td>{escape(pair["right"])}</td>'
            f"<td>{_percent(pair['probability'], language)}</td>"
            f"<td>{escape(say('yes' if pair['same'] else 'no', language))}</td>"
            f"<td>{escape(reasons)}</td></tr>"
        )
    return (
        _head(language, "left", "right", "chance", "called_same", "why")
        + "".join(rows)
        + "</tbody></table></div>"
    )
