"""One notice in words, with a link where the reader may go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from amparo.accounts.policy import Action, Actor
from amparo.cases.models import Notice, NoticeKind, Obligation
from amparo.cases.obligations.kinds import country

# Where one answers for what lies in another institution's case: by the fact that the clock is about.
PLACES = {"referral": "referral_incoming", "offer": "case_offer"}
# Where one finds what a notice is about that follows no clock.
PAGES: dict[str, str] = {
    NoticeKind.SHARE_CLOSED: "between",
    NoticeKind.QUESTION: "between",
    NoticeKind.OVERRIDE_ASKED: "between",
    NoticeKind.URGENT_ASKED: "urgent",
    NoticeKind.URGENT_RELEASED: "urgent",
}


@dataclass(frozen=True)
class Line:
    """What a notice says. A case is only named to its own institution, and never to the coordinating body."""

    said: str | Promise
    clock: str
    reference: str
    address: str
    institution: str
    due_at: datetime | None
    at: datetime
    new: bool


def lines(actor: Actor, notices: QuerySet[Notice]) -> Iterable[Line]:
    """The notices in words, with one query."""
    return [
        _line(actor, notice)
        for notice in notices.select_related("obligation__case", "obligation__institution")
    ]


def _line(actor: Actor, notice: Notice) -> Line:
    row = notice.obligation
    kind = country().kinds.get(row.kind) if row else None
    own = row is not None and row.case.institution_id == actor.institution.pk
    elsewhere = _elsewhere(actor, row) if row is not None and not own else ""
    names_case = own and notice.kind != NoticeKind.COORDINATION and actor.may(Action.READ_CASE)
    return Line(
        said=NoticeKind(notice.kind).label,
        clock=kind.words if kind else "",
        reference=row.case.reference if row is not None and names_case else "",
        address=reverse("case_clocks", args=[row.case_id])
        if row is not None and names_case
        else elsewhere or _page_of(notice),
        institution=row.institution.name if row is not None and not own else "",
        due_at=row.due_at if row else None,
        at=notice.at,
        new=notice.seen_at is None,
    )


def _page_of(notice: Notice) -> str:
    """The list on which a notice that follows no clock is answered."""
    return reverse(PAGES[notice.kind]) if notice.kind in PAGES else ""


def _elsewhere(actor: Actor, row: Obligation) -> str:
    """Where the actor's institution does what the clock asks for, in a case that is not its own."""
    kind = country().kinds.get(row.kind)
    if kind is None or row.about is None or row.institution_id != actor.institution.pk:
        return ""
    return reverse(PLACES[kind.about_fact], args=[row.about]) if kind.about_fact in PLACES else ""
