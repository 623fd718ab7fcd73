"""Notices in words, gathered by the case that they are about, with a link where the reader may go."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from amparo.accounts.policy import Action, Actor
from amparo.cases.models import Notice, NoticeKind, Obligation
from amparo.cases.obligations.kinds import country

# Where one answers for what lies in another institution's case: by the fact that the clock is about.
PLACES = {"referral": "referral_incoming", "offer": "case_offer", "routed": "question_answer"}
# Where one finds what a notice is about that follows no clock.
PAGES: dict[str, str] = {
    NoticeKind.SHARE_CLOSED: "between",
    NoticeKind.QUESTION: "between",
    NoticeKind.OVERRIDE_ASKED: "between",
    NoticeKind.URGENT_ASKED: "urgent",
    NoticeKind.URGENT_RELEASED: "urgent",
}


@dataclass
class Line:
    """The newest notice about one thing, and how many there were about it before."""

    said: str | Promise
    clock: str
    address: str
    due_at: datetime | None
    settled: str
    at: datetime
    new: bool
    before: int = 0


@dataclass
class Gathered:
    """What one is told about one case, or by one institution where the case may not be named.

    It is only named to its own institution, and never to the coordinating body.
    """

    reference: str
    address: str
    institution: str
    lines: dict[Hashable, Line] = field(default_factory=dict)

    @property
    def new(self) -> bool:
        """Whether something in it was not seen yet."""
        return any(line.new for line in self.lines.values())


def gathered(actor: Actor, notices: QuerySet[Notice]) -> Iterable[Gathered]:
    """The notices, newest first, with one query; those about one clock are one line."""
    found: dict[Hashable, Gathered] = {}
    for notice in notices.select_related("obligation__case", "obligation__institution"):
        row = notice.obligation
        if row is None:
            there = found.setdefault(None, Gathered("", "", ""))
            _add(there, notice.kind, notice, address=_page_of(notice))
        elif _names_case(actor, notice, row):
            at = reverse("case_clocks", args=[row.case_id])
            there = found.setdefault(row.case_id, Gathered(row.case.reference, at, ""))
            _add(there, row.pk, notice)
        else:
            own = row.case.institution_id == actor.institution.pk
            there = found.setdefault((own, row.institution_id), Gathered("", "", row.institution.name))
            address = "" if own else _elsewhere(actor, row)
            # Without a way to it, two clocks of a kind cannot be told apart, and need not be.
            _add(there, row.pk if address else (row.kind, notice.kind), notice, address=address)
    return found.values()


def _names_case(actor: Actor, notice: Notice, row: Obligation) -> bool:
    own = row.case.institution_id == actor.institution.pk
    return own and notice.kind != NoticeKind.COORDINATION and actor.may(Action.READ_CASE)


def _add(there: Gathered, key: Hashable, notice: Notice, *, address: str = "") -> None:
    if (line := there.lines.get(key)) is not None:
        line.before += 1
        line.new = line.new or notice.seen_at is None
        return
    row = notice.obligation
    kind = country().kinds.get(row.kind) if row else None
    there.lines[key] = Line(
        said=NoticeKind(notice.kind).label,
        clock=kind.words if kind else "",
        address=address,
        due_at=row.due_at if row else None,
        settled=row.get_state_display() if row and not row.pending else "",
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
