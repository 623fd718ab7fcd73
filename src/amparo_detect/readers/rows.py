"""A row on its way to becoming a post, and the tally in which each row is kept or refused with its reason."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from amparo_detect.errors import Language, Words

Schema = dict[str, pl.DataType | type[pl.DataType]]
TIME = pl.Datetime("us", "UTC")
# What a reader yields: `row` counts the input's own records from 1, also those it refuses itself.
ROWS: Schema = {"row": pl.UInt64, "id": pl.String, "text": pl.String, "time": TIME, "source": pl.String}
# What an engine gets: `post` counts the accepted posts of all inputs from 0.
SCHEMA: Schema = {"post": pl.UInt32, "id": pl.String, "text": pl.String, "time": TIME, "source": pl.String}

REASONS: dict[str, tuple[str, str]] = {
    "empty": ("no text", "sem texto"),
    "fields": ("number of fields differs from the header's", "número de campos diferente do cabeçalho"),
    "quote": ("a quotation mark is never closed", "aspas que nunca fecham"),
    "long": ("row longer than the limit", "linha maior do que o limite"),
    "undecodable": ("characters cannot be decoded", "caracteres que não se conseguem decifrar"),
    "binary": ("not text: zero bytes inside", "não é texto: tem bytes nulos"),
    "json": ("not valid JSON", "JSON inválido"),
    "shape": ("the text field is not a text", "o campo do texto não é um texto"),
}

# What is worth knowing of an input though it was read; facts of a note fill the braces.
NOTES: dict[str, Words] = {
    "cut": Words("damaged or cut short, read up to there", "danificado ou incompleto, lido até esse ponto"),
    "quotes": Words(
        "quotation marks taken for ordinary characters from row {row} on",
        "aspas tidas por caracteres normais a partir da linha {row}",
    ),
}


@dataclass(frozen=True)
class Note:
    """One of NOTES. `row` counts from 1; None where the note knows none."""

    code: str
    row: int | None = None

    def told(self, language: Language) -> str:
        """For a person."""
        return getattr(NOTES[self.code], language).format(row=self.row)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Limits:
    """Bounds of memory.

    rows, bytes: of a batch, ended by the post that reaches either. post: code points of a post that are
    analysed, the rest is cut and told. record: bytes of one record before it is refused. block: bytes a read.
    """

    rows: int = 20_000
    bytes: int = 16 * 2**20
    post: int = 100_000
    record: int = 64 * 2**20
    block: int = 8 * 2**20


@dataclass
class Tally:
    """What became of every row. `refused` holds frames of input (its position), row and reason."""

    inputs: list["InputTally"] = field(default_factory=list)
    kept: int = 0
    renamed: int = 0  # ids that another post had before

    def of(self, position: int, name: str) -> "InputTally":
        """A new input's tally."""
        self.inputs.append(InputTally(position, name))
        return self.inputs[-1]

    @property
    def seen(self) -> int:
        """Rows of all inputs."""
        return sum(each.seen for each in self.inputs)

    @property
    def reasons(self) -> dict[str, int]:
        """Refused rows by reason, in the order of REASONS."""
        total: Counter[str] = Counter()
        for each in self.inputs:
            total.update(each.reasons)
        return {reason: total[reason] for reason in REASONS if total[reason]}

    def refused(self) -> pl.DataFrame:
        """Refused rows in the order of the input: input (its name), row (from 1), reason (of REASONS)."""
        frames = [each.refused() for each in self.inputs]
        empty = pl.DataFrame(schema={"input": pl.String, "row": pl.UInt64, "reason": pl.String})
        return pl.concat([empty, *frames])


@dataclass
class InputTally:
    """One input's rows. Kept + refused = seen, always: `Posts` asserts it."""

    position: int
    name: str
    seen: int = 0
    kept: int = 0
    cut: int = 0
    left_out: int = 0
    facts: dict[str, Any] = field(default_factory=dict)
    decoded: Counter[str] = field(default_factory=Counter)
    notes: list[Note] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    _rows: list[pl.DataFrame] = field(default_factory=list)

    def refuse(self, rows: Sequence[int] | pl.Series, reason: str) -> None:
        """Refuse rows by their number, for a key of REASONS."""
        if len(rows):
            column = pl.Series("row", rows, dtype=pl.UInt64)
            self._rows.append(pl.DataFrame({"row": column}).with_columns(reason=pl.lit(reason)))
            self.reasons[reason] += len(rows)

    def note(self, code: str, row: int | None = None) -> None:
        """Keep a note, once."""
        if (note := Note(code, row)) not in self.notes:
            self.notes.append(note)

    def refused(self) -> pl.DataFrame:
        """See Tally.refused."""
        if not self._rows:
            return pl.DataFrame(schema={"input": pl.String, "row": pl.UInt64, "reason": pl.String})
        rows = pl.concat(self._rows).sort("row")
        return rows.select(pl.lit(self.name).alias("input"), "row", "reason")
