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
    together = _terms(case, None)
    found = [
        running.run_beside(row, person.pk)
        for row in (together.pending() | together.filter(waiver=Waiver.PARTED)).select_for_update()
    ]
    _record(found + _of_everybody(case, by))


def somebody_came_or_went(case: Case, *, by: Membership) -> None:
    """A suspect was written down, or is one no longer; the caller holds the case's lock.

    Who comes after each of the others got proceedings of their own stands where all stood together: what had
    run for everybody runs again, for them. When nobody is left there, it ends.
    """
    if lines.parted(case):
        _record(_of_everybody(case, by))


def _of_everybody(case: Case, by: Membership) -> list[Happening]:
    """Let the case's own terms run while somebody is on its line, and end once each has their own."""
    together = _terms(case, None)
    pending = list(together.pending().select_for_update())
    if None not in lines.of(case):
        return running.settle(pending, ObligationState.WAIVED, at=clock.now(), by=by, waiver=Waiver.PARTED)
    newest: dict[str, Obligation] = {}
    for row in together.filter(waiver=Waiver.PARTED).order_by("started_at").select_for_update():
        newest[row.kind] = row
    running_now = {row.kind for row in pending}
    return running.resume(row for kind, row in newest.items() if kind not in running_now)


def join_again(case: Case, person: PersonInCase, *, by: Membership) -> None:
    """The last step of the line was a mistake: the accused is again where everybody is."""
    own = _terms(case, person).pending().select_for_update()
    found = running.settle(own, ObligationState.WAIVED, at=clock.now(), by=by, waiver=Waiver.MISTAKE)
    _record(found + _of_everybody(case, by))


def _record(found: list[Happening]) -> None:
    if found:
        append_many(found)
