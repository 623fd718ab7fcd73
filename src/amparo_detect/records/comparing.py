"""How each field is compared: levels from "the same" to "different", as Splink's comparisons in DuckDB's
SQL."""

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from amparo_detect.records.fields import Field

SWAPPED_AT_LEAST = 0.85  # Jaro-Winkler of given name with surname, both ways
SWAPPED_BETTER_BY = 0.35  # than the names as they stand, both together


@dataclass(frozen=True)
class Level:
    """One degree of likeness. `means` is a key of the wording; `frequency` how far the value's rarity
    counts (0–1)."""

    means: str
    sql: str
    frequency: float = 0.0


@dataclass(frozen=True)
class Comparison:
    """The levels of one field, best first; what fits none is "different". `missing` is the SQL of nothing
    to compare."""

    name: str
    missing: str
    levels: tuple[Level, ...]
    frequency_of: str | None = None  # the column whose values' frequencies count
    field: Field | None = dataclass_field(default=None, compare=False)

    def means(self) -> list[str]:
        """What each value of Splink's vector means, 0 first."""
        return ["different", *(level.means for level in reversed(self.levels))]

    def settings(self, m: list[float] | None = None, u: list[float] | None = None) -> dict[str, Any]:
        """Splink's dictionary; `m` and `u` in the order of `means()`."""
        levels: list[dict[str, Any]] = [
            {"sql_condition": self.missing, "label_for_charts": "missing", "is_null_level": True}
        ]
        for at, level in enumerate(self.levels):
            made: dict[str, Any] = {"sql_condition": level.sql, "label_for_charts": level.means}
            if level.frequency and self.frequency_of:
                made |= {"tf_adjustment_column": self.frequency_of, "tf_adjustment_weight": level.frequency}
            levels.append(made | self._known(len(self.levels) - at, m, u))
        levels.append({"sql_condition": "ELSE", "label_for_charts": "different"} | self._known(0, m, u))
        return {"output_column_name": self.name, "comparison_levels": levels}

    @staticmethod
    def _known(at: int, m: list[float] | None, u: list[float] | None) -> dict[str, float]:
        return ({"m_probability": m[at]} if m else {}) | ({"u_probability": u[at]} if u else {})


def comparisons(fields: list[Field]) -> list[Comparison]:
    """One comparison for every field. Fields that another one implies count only where that one is silent."""
    names = {field.name for field in fields}
    made = []
    for field in fields:
        comparison = MAKERS[field.kind](field, names)
        made.append(
            Comparison(comparison.name, comparison.missing, comparison.levels, comparison.frequency_of, field)
        )
    return made


def _absent(name: str) -> str:
    return f"({name}_l is null or {name}_r is null)"


def _same(name: str) -> str:
    return f"coalesce({name}_l = {name}_r, false)"


def _alike(a: str, b: str) -> str:
    return f"jaro_winkler_similarity({a}, {b})"


def _edits(name: str, share: float) -> str:
    """At most so many edits for every letter; the cheaper likeness first, so that most pairs never get to
    the dearer."""
    longest = f"greatest(length({name}_l), length({name}_r))"
    return (
        f"({_alike(f'{name}_l', f'{name}_r')} >= 0.7 and "
        f"damerau_levenshtein({name}_l, {name}_r) <= {share} * {longest})"
    )


def _contained(name: str) -> str:
    """All the words of the shorter are in the longer, which has more."""
    left, right = f"{name}_words_l", f"{name}_words_r"
    return f"(list_has_all({left}, {right}) or list_has_all({right}, {left}))"


def _overlap(name: str, share: float) -> str:
    both = f"length(list_intersect({name}_words_l, {name}_words_r))"
    return f"({both} >= {share} * (length({name}_words_l) + length({name}_words_r) - {both}) and {both} > 0)"


def _swap() -> str:
    crossed = _alike("given_l", "surname_r"), _alike("surname_l", "given_r")
    straight = f"{_alike('given_l', 'given_r')} + {_alike('surname_l', 'surname_r')}"
    return (
        f"coalesce({crossed[0]} >= {SWAPPED_AT_LEAST} and {crossed[1]} >= {SWAPPED_AT_LEAST} and "
        f"{crossed[0]} + {crossed[1]} >= {straight} + {SWAPPED_BETTER_BY}, false)"
    )


def _given(field: Field, names: set[str]) -> Comparison:
    name = field.name
    swapped = (Level("swapped", _swap()),) if "surname" in names else ()
    levels = (
        *swapped,
        Level("same", f"{name}_l = {name}_r", 1.0),
        Level("contained", _contained(name), 0.5),
        Level("short_form", f"list_has_any({name}_formal_l, {name}_formal_r)", 0.5),
        Level("close", f"{_edits(name, 0.2)} or {_alike(f'{name}_l', f'{name}_r')} >= 0.94", 1.0),
        Level("near", f"{_edits(name, 0.34)} or {_alike(f'{name}_l', f'{name}_r')} >= 0.88", 0.5),
        Level("sounds", f"{name}_sound_l = {name}_sound_r"),
        *_elsewhere("given", "surname", names),
        Level(
            "initial",
            f"least(length({name}_l), length({name}_r)) = 1 and left({name}_l, 1) = left({name}_r, 1)",
        ),
    )
    return Comparison(name, _absent(name), levels, name)


def _elsewhere(name: str, other: str, names: set[str]) -> tuple[Level, ...]:
    """Of whole names, split by guess: the word stands in the other's name, at another place."""
    if not {"middle", other} <= names:
        return ()
    rest = f"list_concat(coalesce(middle_words_{{0}}, []), coalesce({other}_words_{{0}}, []))"
    left, right = rest.format("l"), rest.format("r")
    found = f"list_contains({right}, {name}_l) or list_contains({left}, {name}_r)"
    if name == "surname":  # a blank lost between two surnames
        found += " or (length(surname_l) > 3 and length(surname_r) > 3 and "
        found += "(ends_with(surname_l, surname_r) or ends_with(surname_r, surname_l)))"
    return (Level("elsewhere", f"({found})"),)


def _surname(field: Field, names: set[str]) -> Comparison:
    name = field.name
    missing = f"({_absent(name)} or {_swap()})" if "given" in names else _absent(name)
    levels = (
        Level("same", f"{name}_l = {name}_r", 1.0),
        Level("contained", _contained(name), 0.5),
        Level("close", f"{_edits(name, 0.2)} or {_alike(f'{name}_l', f'{name}_r')} >= 0.94", 1.0),
        Level("near", f"{_edits(name, 0.34)} or {_alike(f'{name}_l', f'{name}_r')} >= 0.88", 0.5),
        Level("sounds", f"{name}_sound_l = {name}_sound_r"),
        *_elsewhere("surname", "given", names),
    )
    return Comparison(name, missing, levels, name)


def _names(field: Field, names: set[str]) -> Comparison:
    """Further names: those between the first and the last, or a parent's whole name."""
    name = field.name
    levels = (
        Level("same", f"{name}_l = {name}_r", 1.0),
        Level("contained", _contained(name), 0.5),
        Level("close", _edits(name, 0.2), 1.0),
        Level("overlap", _overlap(name, 0.3)),
        Level("near", _edits(name, 0.34)),
    )
    return Comparison(name, _absent(name), levels, name)


def _organisation(field: Field, names: set[str]) -> Comparison:
    """By its words in any order, and by those that few organisations carry: "transport" alone says little."""
    name, sorted_words, telling = field.name, f"{field.name}_sorted", f"{field.name}_telling"
    levels = (
        Level("same", f"{sorted_words}_l = {sorted_words}_r", 1.0),
        Level("close", f"{_edits(sorted_words, 0.13)} or {_edits(name, 0.13)}", 1.0),
        Level("contained", f"{_contained(name)} and {_overlap(telling, 0.01)}", 0.5),
        Level("overlap", f"{_overlap(telling, 0.45)} and {_overlap(name, 0.45)}", 0.5),
        Level("near", f"{_edits(sorted_words, 0.3)} or {_edits(name, 0.25)}"),
        Level("some_words", f"{_overlap(telling, 0.2)} or {_overlap(name, 0.45)}"),
    )
    return Comparison(name, _absent(name), levels, sorted_words)


def _birth(field: Field, names: set[str]) -> Comparison:
    year, day = field.name, f"{field.name}_day"
    month_of, day_of = "substr({0}, 5, 2)", "substr({0}, 7, 2)"
    turned = (
        f"{year}_l = {year}_r and {month_of.format(day + '_l')} = {day_of.format(day + '_r')} "
        f"and {day_of.format(day + '_l')} = {month_of.format(day + '_r')}"
    )
    known = f"{day}_l is not null and {day}_r is not null"
    levels = (
        Level("same_day", f"{day}_l = {day}_r", 1.0),
        Level("day_and_month_swapped", f"{known} and {turned}"),
        Level("one_digit", f"{known} and damerau_levenshtein({day}_l, {day}_r) = 1"),
        Level("same_year", f"not ({known}) and {year}_l = {year}_r"),
        Level("year_and_part", f"{known} and {year}_l = {year}_r and ({_part(day, 5)} or {_part(day, 7)})"),
        Level("day_and_month", f"{known} and substr({day}_l, 5) = substr({day}_r, 5)"),
        Level("year_only", f"{known} and {year}_l = {year}_r"),
        Level("year_one_digit", f"not ({known}) and damerau_levenshtein({year}_l, {year}_r) = 1"),
        Level("year_beside", f"abs(cast({year}_l as integer) - cast({year}_r as integer)) = 1"),
    )
    return Comparison(year, _absent(year), levels, day)


def _part(day: str, start: int) -> str:
    return f"substr({day}_l, {start}, 2) = substr({day}_r, {start}, 2)"


def _age(field: Field, names: set[str]) -> Comparison:
    name = field.name
    apart = f"abs({name}_l - {name}_r)"
    levels = (
        Level("same", f"{apart} = 0"),
        Level("one_apart", f"{apart} = 1"),
        Level("few_apart", f"{apart} <= 3"),
    )
    return Comparison(name, _absent(name), levels)


def _sex(field: Field, names: set[str]) -> Comparison:
    """What the same given name already says is not counted twice."""
    name = field.name
    missing = f"({_absent(name)} or {_same('given')})" if "given" in names else _absent(name)
    return Comparison(name, missing, (Level("same", f"{name}_l = {name}_r"),))


def _codes(field: Field, names: set[str]) -> Comparison:
    name = field.name
    levels = [
        Level("same", f"{name}_l = {name}_r", 1.0),
        Level("one_of_several", f"list_has_any({name}_all_l, {name}_all_r)"),
    ]
    if name == "email":
        levels.append(Level("same_before_at", f"split_part({name}_l, '@', 1) = split_part({name}_r, '@', 1)"))
    levels.append(Level("one_digit", f"damerau_levenshtein({name}_l, {name}_r) = 1"))
    levels.append(Level("two_digits", f"damerau_levenshtein({name}_l, {name}_r) = 2"))
    return Comparison(name, _absent(name), tuple(levels), name)


def _number(field: Field, names: set[str]) -> Comparison:
    name = field.name
    levels = (
        Level("same", f"{name}_l = {name}_r", 1.0),
        Level(
            "one_digit", f"damerau_levenshtein({name}_l, {name}_r) = 1 and length({name}_l || {name}_r) > 2"
        ),
    )
    return Comparison(name, _absent(name), levels, name)


def _area(field: Field, names: set[str]) -> Comparison:
    """A province says nothing more where the town is the same, nor a country where the province is."""
    name = field.name
    finer = [other for other in FINER.get(name, ()) if other in names]
    missing = f"({' or '.join([_absent(name), *(_same(other) for other in finer)])})"
    levels = (
        Level("same", f"{name}_l = {name}_r", 1.0),
        Level("one_digit", f"damerau_levenshtein({name}_l, {name}_r) = 1"),
    )
    return Comparison(name, missing, levels, name)


def _text(field: Field, names: set[str]) -> Comparison:
    name = field.name
    levels = (
        Level("same", f"{name}_l = {name}_r", 1.0),
        Level("close", _edits(name, 0.13), 1.0),
        Level("contained", _contained(name), 0.5),
        Level("near", f"{_edits(name, 0.3)} or {_overlap(name, 0.6)}", 0.5),
        Level("far", f"{_alike(f'{name}_l', f'{name}_r')} >= 0.8 or {_overlap(name, 0.3)}"),
    )
    return Comparison(name, _absent(name), levels, name)


FINER = {"region": ("postcode", "city"), "country": ("city", "region")}
MAKERS = {
    "given": _given,
    "surname": _surname,
    "middle": _names,
    "names": _names,
    "organisation": _organisation,
    "birth": _birth,
    "age": _age,
    "sex": _sex,
    "codes": _codes,
    "number": _number,
    "area": _area,
    "text": _text,
}
