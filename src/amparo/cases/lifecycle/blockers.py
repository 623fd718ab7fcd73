"""What keeps a case from being closed. Each idea that leaves things open says so here."""

from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from amparo.cases.models import Case, HandOver, PlanAction

Blocker = Callable[[Case], str | None]

_registered: list[Blocker] = []


def register(blocker: Blocker) -> None:
    """`blocker` says in words what is still open in a case, or None. Called in CasesConfig.ready."""
    if blocker not in _registered:
        _registered.append(blocker)


def closing_blockers(case: Case) -> Iterator[str]:
    """Everything that is still open, in words."""
    for blocker in _registered:
        if said := blocker(case):
            yield str(said)


def anything_open(case: Case, parts: Iterable[Case]) -> bool:
    """Whether the case, or a part of it, cannot be closed yet; looks no further than the first reason."""
    return any(True for one in (case, *parts) for _said in closing_blockers(one))


def of_the_whole(case: Case, parts: Iterable[Case]) -> list[str]:
    """Everything that is still open in a case and in what is part of it; of a part, with its reference."""
    found = list(closing_blockers(case))
    return found + [f"{part.reference}: {said}" for part in parts for said in closing_blockers(part)]


def open_hand_over(case: Case) -> str | None:
    """An offer that nobody answered yet."""
    if HandOver.objects.waiting().filter(case=case).exists():
        return str(_("The case is offered to somebody who has not answered yet."))
    return None


def open_plan_actions(case: Case) -> str | None:
    """Something that the plan promised to somebody."""
    if PlanAction.objects.to_do().filter(case=case).exists():
        return str(_("Actions of the plan are still to do. Finish them, or drop them."))
    return None
