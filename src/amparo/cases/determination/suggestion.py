"""What the stated facts suggest, and which law may apply. It suggests: a person decides."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from amparo.cases.models import Case
from amparo.kernel import clock
from amparo.law import elements
from amparo.law.elements import Suggestion
from amparo.law.map import LawMap
from amparo.law.suggest import Answer, applicable, found_elements
from amparo.law.vocabulary import Act, Manifestation, Means, Purpose, Stage, Technology


@dataclass(frozen=True)
class Facts:
    """What was stated about one person, in codes."""

    child: bool | None = None
    done_on: date | None = None
    acts: Collection[str] = ()
    means: Collection[str] = ()
    purposes: Collection[str] = ()
    manifestations: Collection[str] = ()
    online: bool | None = None
    technologies: Collection[str] = ()  # "stage:technology"
    platforms: Collection[str] = ()


def trafficking(facts: Facts) -> Suggestion:
    """Whether act, means and purpose are all stated (Palermo Protocol, Art. 3), with reasons."""
    return elements.suggest(
        [Act(one) for one in facts.acts],
        [Means(one) for one in facts.means],
        [Purpose(one) for one in facts.purposes],
        child=facts.child,
    )


def law(facts: Facts, case: Case) -> Answer:
    """The provisions that may apply on the day it was done; if that is not known, on that of the opening."""
    found = found_elements(
        manifestations=[Manifestation(one) for one in facts.manifestations],
        acts=[Act(one) for one in facts.acts],
        means=[Means(one) for one in facts.means],
        purposes=[Purpose(one) for one in facts.purposes],
    )
    return applicable(LawMap.stored(), found, facts.done_on or timezone.localdate(case.opened_at))


def fits(code: str) -> bool:
    """Whether a code says a stage and a technology."""
    stage, _colon, technology = code.partition(":")
    return stage in Stage.values and technology in Technology.values


def today() -> date:
    """The day now, where the country is."""
    return timezone.localdate(clock.now())
