"""Whether a complaint that is withdrawn ends anything: public crimes are pursued without one."""

from amparo.cases.determination import actions as determination
from amparo.cases.determination import suggestion
from amparo.cases.determination.forms import facts_of
from amparo.cases.justice import lines, order
from amparo.cases.models import Case, JusticeStep, JusticeStepKind, Status
from amparo.law.models import Kind


def by_law(case: Case) -> bool | None:
    """What the law map says of the national provisions that may apply: one public crime is enough.

    None where nothing was determined, or the map does not say it of every provision.
    """
    said: list[bool | None] = []
    for row in determination.newest(case):
        if row.status != Status.NOT_A_VICTIM:
            found = suggestion.law(facts_of(row), case).suggestions
            national = [one.provision for one in found if one.provision.instrument.kind == Kind.NATIONAL_LAW]
            said += [provision.public_crime for provision in national]
    if True in said:
        return True
    return False if said and None not in said else None


def is_public(case: Case, withdrawn: JusticeStep) -> bool | None:
    """A person's correction, else the law map."""
    return by_law(case) if withdrawn.public_crime is None else withdrawn.public_crime


def withdrawn_but_public(case: Case) -> JusticeStep | None:
    """A withdrawn complaint that ends nothing: the crime is public, or nobody says that it is not."""
    if not case.justicesteps.standing().filter(kind=JusticeStepKind.WITHDRAWN).exists():
        return None  # of nearly every case
    for person in lines.of(case):
        last = lines.last_step(case, person)
        if last is not None and last.kind in order.ENDS:
            continue
        for step in reversed(lines.steps(case, person)):
            if step.kind == JusticeStepKind.WITHDRAWN and is_public(case, step) is not False:
                return step
    return None
