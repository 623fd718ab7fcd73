"""The terms of an accused whose way parts from that of the case: what ran for everybody runs on for them."""

from amparo.accounts.models import Membership
from amparo.cases.justice import lines
from amparo.cases.models import Case, Obligation, ObligationState, PersonInCase, Waiver
from amparo.cases.models.obligation import ObligationQuerySet
from amparo.cases.obligations import running
from amparo.cases.obligations.kinds import country
from amparo.kernel import clock
from amparo.ledger.actions import Happening, append_many


def _terms(case: Case, person: PersonInCase | None) -> ObligationQuerySet:
    codes = [code for code, kind in country().kinds.items() if kind.justice]
    about = person.pk if person is not None else None
    return Obligation.objects.filter(case=case, kind__in=codes, about=about)


def part(case: Case, person: PersonInCase, *, by: Membership) -> None:
    """Give the accused the terms that run, as far as they ran. Once each has their own, the case's own end.

    Called before the first step of the line is recorded, which meets what it meets there.
    """
    found: list[Happening] = []
    together = _terms(case, None)
    for row in (together.pending() | together.filter(waiver=Waiver.PARTED)).select_for_update():
        found.append(running.run_beside(row, person.pk))
    if None not in lines.of(case):
        found += running.settle(
            together.pending().select_for_update(),
            ObligationState.WAIVED,
            at=clock.now(),
            by=by,
            waiver=Waiver.PARTED,
        )
    if found:
        append_many(found)


def join_again(case: Case, person: PersonInCase, *, by: Membership) -> None:
    """The last step of the line was a mistake: the accused is again where everybody is."""
    own = _terms(case, person).pending().select_for_update()
    found = running.settle(own, ObligationState.WAIVED, at=clock.now(), by=by, waiver=Waiver.MISTAKE)
    found += running.resume(_terms(case, None).filter(waiver=Waiver.PARTED).select_for_update())
    if found:
        append_many(found)
