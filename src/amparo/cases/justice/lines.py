"""The lines of proceedings in a case: one for everybody, and one for each accused whose way has parted."""

from amparo.cases.models import Case, JusticeStep, JusticeStepKind, Part, PersonInCase


def accused(case: Case) -> list[PersonInCase]:
    """Who can have a line: the suspects, and whoever has one already."""
    suspects = PersonInCase.objects.filter(case=case).in_role(Part.SUSPECT)
    found = {person.pk: person for person in (*suspects, *parted(case))}
    return sorted(found.values(), key=lambda person: person.number)


def parted(case: Case) -> list[PersonInCase]:
    """The accused with a line of their own."""
    own = case.justicesteps.standing().filter(person__isnull=False).values("person")
    return list(PersonInCase.objects.filter(pk__in=own).order_by("number"))


def of(case: Case) -> list[PersonInCase | None]:
    """Every line that somebody is on; None is the one of the whole case."""
    own: list[PersonInCase | None] = list(parted(case))
    together = not own or any(person not in own for person in accused(case))
    return [None, *own] if together else own


def own_steps(case: Case, person: PersonInCase | None) -> list[JusticeStep]:
    """The steps written down for this line itself, oldest first."""
    return list(case.justicesteps.standing().filter(person=person))


def steps(case: Case, person: PersonInCase | None) -> list[JusticeStep]:
    """All that happened on a line: until it parted, what happened to everybody."""
    everybody, own = own_steps(case, None), own_steps(case, person) if person is not None else []
    if not own:
        return everybody
    began = min(step.at for step in own)
    return [step for step in everybody if step.at < began] + own


def last_step(case: Case, person: PersonInCase | None) -> JusticeStep | None:
    """Where the line stands; a withdrawn complaint moves it nowhere."""
    moving = [step for step in steps(case, person) if step.kind != JusticeStepKind.WITHDRAWN]
    return moving[-1] if moving else None
