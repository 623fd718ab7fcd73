"""What people said and did, kept without looking at any key: what test_walls.py holds the walls against."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from amparo.cases.models import Compartment, Consent, Override, Purpose
from amparo.kernel import clock


@dataclass
class Deed:
    """Something that opened compartments of a case to an institution; `over` once somebody ended it."""

    case: Any
    institution: Any
    scope: frozenset[str]
    until: datetime | None  # of urgent access; a share lasts as long as what people said
    over: bool = False


@dataclass
class Book:
    """What people said and did, kept without looking at any key."""

    said: dict[Any, Consent] = field(default_factory=dict)
    withdrawn: set[Any] = field(default_factory=set)
    people: dict[Any, list[Any]] = field(default_factory=dict)  # whom each case is about
    deeds: dict[Any, Deed] = field(default_factory=dict)
    overrides: list[Override] = field(default_factory=list)  # of everything, to hand a case over
    parts: dict[Any, Any] = field(default_factory=dict)  # what was merged into what
    lent: dict[Any, tuple[Any, Any]] = field(default_factory=dict)  # offers: case and receiver of the summary

    def agreed_to(self, case: Any, institution: Any, name: str, purpose: str = Purpose.SERVICES) -> bool:
        return all(self.said_yes(person, case, institution, name, purpose) for person in self.people[case])

    def said_yes(self, person: Any, case: Any, institution: Any, name: str, purpose: str) -> bool:
        return any(
            one.case_id == case
            and one.person_id == person
            and one.recipient_id == institution
            and one.purpose == purpose
            and name in one.data_scope
            and pk not in self.withdrawn
            and one.valid_until > clock.now()
            for pk, one in self.said.items()
        )

    def may_go(self, whole: list[Any], institution: Any) -> bool:
        """Whether a case with its parts may become another institution's."""
        if any(
            (one.case_id, one.recipient_id) == (whole[0], institution) and one.until > clock.now()
            for one in self.overrides
        ):
            return True
        return all(
            self.agreed_to(case, institution, name, Purpose.REFERRAL)
            for case in whole
            for name in Compartment
        )

    def may_open(self, case: Any, institution: Any, name: str) -> bool:
        for deed in self.deeds.values():
            if deed.over or (deed.case, deed.institution) != (case, institution) or name not in deed.scope:
                continue
            if deed.until is not None and deed.until > clock.now():
                return True
            if deed.until is None and self.agreed_to(case, institution, name):
                return True
        offered = name == Compartment.SUMMARY and (case, institution) in self.lent.values()
        return offered and self.may_go(self.whole_of(case), institution)

    def whole_of(self, case: Any) -> list[Any]:
        found = [case]
        for one in found:  # it grows while it is walked
            found += [part for part, whole in self.parts.items() if whole == one]
        return found
