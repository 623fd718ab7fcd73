"""Typed makers of objects for tests: `make_thing(**overrides)`, each with the least that is valid."""

from itertools import count
from typing import Any

from amparo.accounts import keys
from amparo.accounts.models import Institution, Kind, Membership, Person, Role
from amparo.geography.models import Level, Unit

PASSWORD = "correct horse battery staple"
_number = count(1)


def make_unit(pcode: str = "XX01", **overrides: Any) -> Unit:
    """A made-up province of a made-up country."""
    country, _ = Unit.objects.get_or_create(
        pcode=pcode[:2], defaults={"level": Level.COUNTRY, "name": "Country"}
    )
    values: dict[str, Any] = {
        "level": Level.PROVINCE,
        "name": f"Province {pcode}",
        "parent": country,
    } | overrides
    unit, _ = Unit.objects.get_or_create(pcode=pcode, defaults=values)
    return unit


def make_institution(**overrides: Any) -> tuple[Institution, bytes]:
    """An institution with its first keys, and the private half of epoch 1."""
    values: dict[str, Any] = {
        "name": f"Institution {next(_number)}",
        "kind": Kind.POLICE_DESK,
        "demonstration": True,
    } | overrides
    institution = Institution(**values)
    private, _recovery = keys.found(institution)
    return institution, private


def make_person(password: str = PASSWORD, **overrides: Any) -> Person:
    """Someone who can sign in, at no institution yet."""
    number = next(_number)
    values: dict[str, Any] = {"username": f"person{number}"} | overrides
    person = Person(**values)
    person.name = f"Made-up Person {number}"
    person.set_password(password)
    keys.give_person_key(person, password)
    person.save()
    return person


def make_membership(
    institution: Institution, private: bytes, *, role: Role = Role.TRIAGE, person: Person | None = None
) -> Membership:
    """A current member of `institution`, holding its current key when the role holds keys."""
    membership = Membership.objects.create(person=person or make_person(), institution=institution, role=role)
    if membership.holds_keys:
        keys.admit(membership, private)
    return membership
