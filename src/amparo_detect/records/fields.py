"""What of two lists (or of one with itself) can be compared: which columns of each side make one field."""

from dataclasses import dataclass
from typing import Literal

from amparo_detect.records.roles import Role

Kind = Literal[
    "given",
    "surname",
    "middle",
    "names",
    "organisation",
    "birth",
    "age",
    "sex",
    "codes",
    "number",
    "text",
    "area",
]
Roles = dict[str, Role | None]
ADDRESS_ROLES: tuple[Role, ...] = ("address", "street", "number", "place")
KINDS: dict[Role, Kind] = {
    "organisation": "organisation",
    "birth": "birth",
    "age": "age",
    "sex": "sex",
    "phone": "codes",
    "email": "codes",
    "document": "codes",
    "address": "text",
    "street": "text",
    "number": "number",
    "place": "text",
    "postcode": "area",
    "city": "text",
    "region": "area",
    "country": "area",
}


@dataclass(frozen=True)
class Field:
    """One thing compared. `name` is its column in the canonical frames; `sources` the columns of each side
    it comes from."""

    name: str
    kind: Kind
    sources: tuple[tuple[str, ...], tuple[str, ...]]


def plan(left: Roles, right: Roles) -> list[Field]:
    """The fields that both sides have, names first. `right` is `left` again for one list with itself."""
    fields = _names(left, right) + _addresses(left, right)
    for role, kind in KINDS.items():
        if role not in ADDRESS_ROLES:
            fields += _shared(role, kind, left, right)
    fields += _parents(left, right)
    fields += _others(left, right)
    if any(field.name == "birth" for field in fields):
        fields = [field for field in fields if field.kind != "age"]
    return fields


def unused(roles: Roles, fields: list[Field], side: int) -> list[str]:
    """The columns of one side that no field uses."""
    used = {column for field in fields for column in field.sources[side]}
    return [column for column in roles if column not in used]


def _having(roles: Roles, *wanted: Role) -> tuple[str, ...]:
    return tuple(column for role in wanted for column, held in roles.items() if held == role)


def _shared(role: Role, kind: Kind, left: Roles, right: Roles) -> list[Field]:
    sources = (_having(left, role), _having(right, role))
    return [Field(role, kind, sources)] if all(sources) else []


def _names(left: Roles, right: Roles) -> list[Field]:
    """Given name and surname apart where both sides keep them apart; else both sides' whole names, split
    alike."""
    apart = [bool(_having(side, "given")) and bool(_having(side, "surname")) for side in (left, right)]
    whole = [bool(_having(side, "full_name")) for side in (left, right)]
    if all(apart):
        return [
            Field("given", "given", (_having(left, "given"), _having(right, "given"))),
            Field("surname", "surname", (_having(left, "surname"), _having(right, "surname"))),
        ]
    if all(a or w for a, w in zip(apart, whole, strict=True)):
        sources = (_whole_name(left, apart[0]), _whole_name(right, apart[1]))
        return [
            Field("given", "given", sources),
            Field("surname", "surname", sources),
            Field("middle", "middle", sources),
        ]
    return _shared("given", "given", left, right) + _shared("surname", "surname", left, right)


def _whole_name(roles: Roles, apart: bool) -> tuple[str, ...]:
    return _having(roles, "given", "surname") if apart else _having(roles, "full_name")


def _addresses(left: Roles, right: Roles) -> list[Field]:
    """Part by part where both sides keep a street or a whole address; else everything of each side as one
    text."""
    if any(_having(left, role) and _having(right, role) for role in ("address", "street")):
        parts = [_shared(role, KINDS[role], left, right) for role in ADDRESS_ROLES]
        return [field for found in parts for field in found]
    whole = [bool(_having(side, "address", "street")) for side in (left, right)]
    if all(whole):
        order: tuple[Role, ...] = ("address", "street", "number", "place")
        return [Field("address", "text", (_having(left, *order), _having(right, *order)))]
    return [field for role in ("number", "place") for field in _shared(role, KINDS[role], left, right)]


def _parents(left: Roles, right: Roles) -> list[Field]:
    pairs = zip(_having(left, "parent"), _having(right, "parent"), strict=False)
    return [Field(f"parent_{i}", "names", ((a,), (b,))) for i, (a, b) in enumerate(pairs, 1)]


def _others(left: Roles, right: Roles) -> list[Field]:
    """Columns of no known role, where both sides have one of the same name."""
    names = {column.lower(): column for column in _having(right, "other")}
    shared = [(column, names[column.lower()]) for column in _having(left, "other") if column.lower() in names]
    return [Field(f"other_{i}", "text", ((a,), (b,))) for i, (a, b) in enumerate(shared, 1)]
