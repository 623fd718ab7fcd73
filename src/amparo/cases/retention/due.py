"""Which cases are kept, for how long, and which ones wait for a decision."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution
from amparo.cases.lifecycle import merging
from amparo.cases.models import Case, Closing, Destruction, LegalHold, MergeDecision
from amparo.cases.retention import periods
from amparo.cases.retention.periods import Rule
from amparo.kernel import clock


@dataclass(frozen=True)
class Due:
    """A case with the period that counts for it."""

    case: Case
    rule: Rule
    on: date
    held: bool
    proposal: Destruction | None = None

    @property
    def over(self) -> bool:
        """Whether the period has ended."""
        return self.on <= today()


def today() -> date:
    """The day in the country."""
    return timezone.localdate(clock.now())


def of(case: Case) -> Due | None:
    """The period of one case; None while it is open, and once it is destroyed."""
    return next(iter(_rows([case.pk])), None)


def waiting(institution: Institution, most: int) -> list[Due]:
    """The institution's closed cases whose period is over, the longest over first; held ones too."""
    shortest = min(rule.years for rule in periods.rules())
    # Years of 365 days let a few too many through; each is then asked by its own rule.
    whole = merging.counted_once(Case.objects.held_by(institution))
    closed = whole.filter(closed_at__lt=clock.now() - timedelta(days=365 * shortest))
    found = [one for one in _rows(closed.values("pk")) if one.over]
    return sorted(found, key=lambda one: (one.on, one.case.reference))[:most]


def _rows(cases: object) -> list[Due]:
    live = LegalHold.objects.live(today()).filter(case=OuterRef("pk"))
    rows = (
        Case.objects.filter(pk__in=cases, closed_at__isnull=False)  # type: ignore[misc]
        .exclude(destructions__confirmed=True)
        .annotate(
            held=Exists(live),
            has_parts=Exists(MergeDecision.objects.standing().filter(kept=OuterRef("pk"))),
        )
        .select_related("institution", "worker__person")
        .prefetch_related(
            Prefetch("closings", Closing.objects.filter(confirmed=True).order_by("answered_at")),
            Prefetch(
                "destructions",
                Destruction.objects.filter(confirmed=None).select_related("proposed_by__person"),
            ),
        )
    )
    return [_due(case) for case in rows]


def _due(case: Case) -> Due:
    closings, proposals = list(case.closings.all()), list(case.destructions.all())
    parts = merging.parts_of(case) if case.has_parts else []  # type: ignore[attr-defined]
    child = _any_child([case, *parts])
    rule = periods.rule_for(reason=closings[-1].reason if closings else "", child=child)
    held: bool = case.held or _held(parts)  # type: ignore[attr-defined]
    proposal = proposals[0] if proposals else None
    return Due(case, rule, rule.due_on(timezone.localdate(case.closed_at)), held, proposal)


def _any_child(whole: list[Case]) -> bool | None:
    """A whole is a child's case when one of its cases is; not known, when one of them is not known."""
    said = {case.child for case in whole}
    return True if True in said else None if None in said else False


def _held(parts: list[Case]) -> bool:
    return bool(parts) and LegalHold.objects.live(today()).filter(case__in=parts).exists()


def destroyed(case: Case) -> Destruction | None:
    """The decision by which a case was destroyed, by itself or with what it is part of."""
    return (
        Destruction.objects.filter(case__in=[case, merging.root_of(case)], confirmed=True)
        .select_related("proposed_by__person", "answered_by__person")
        .first()
    )


def open_hold(case: Case) -> str | None:
    """What keeps a case from being closed: somebody wants it kept, so the work on it may go on."""
    if LegalHold.objects.live(today()).filter(case=case).exists():
        return str(_("A legal hold is on this case. It has to end before the case is closed."))
    return None
