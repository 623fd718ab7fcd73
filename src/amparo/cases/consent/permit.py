"""May this be shared with them, for this? One question, asked in one place, before any key moves."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution
from amparo.cases.models import Case, Compartment, Consent, Ground, Override, Part, PersonInCase
from amparo.cases.models.people import PersonInCaseQuerySet
from amparo.kernel.errors import Denied


class NotPermitted(Denied):
    """No consent that stands covers it, and no approved override. Permanent until somebody is asked."""

    message = _("Nobody has agreed to this, and no override was approved. Nothing was shared.")


@dataclass(frozen=True)
class Permit:
    """What a share may rest on, and how long at most."""

    ground: Ground
    until: datetime
    consents: list[Consent] = field(default_factory=list)
    override: Override | None = None


def permit(
    case: Case,
    institution: Institution,
    compartments: Iterable[str],
    purpose: str,
    *,
    parts: Iterable[Case] = (),
) -> Permit:
    """What permits an institution to see these compartments for this purpose, now.

    Everybody who is a victim in the case, and in the `parts` of it that go along, must have agreed: a
    compartment cannot show one and hide another. Where nobody can be asked, an override of the case that a
    second person approved takes the place of all of them. Raises NotPermitted.
    """
    wanted = frozenset(Compartment(name) for name in compartments)
    if not wanted:
        raise NotPermitted
    consents = _of_everybody([case, *parts], institution, wanted, purpose)
    if consents:
        return Permit(Ground.CONSENT, min(one.valid_until for one in consents), consents)
    overrides = Override.objects.standing().filter(
        case=case, recipient=institution, purpose=purpose, data_scope__contains=sorted(wanted)
    )
    override = overrides.order_by("-until").first()
    if override is None:
        raise NotPermitted
    return Permit(Ground(override.ground), override.until, override=override)


def _of_everybody(
    whole: list[Case], institution: Institution, wanted: frozenset[str], purpose: str
) -> list[Consent]:
    """One standing consent of each victim, or none at all when somebody's is missing."""
    standing = Consent.objects.standing().covering(institution, purpose)
    fitting = standing.filter(case__in=whole, data_scope__contains=sorted(wanted))
    longest = {one.person_id: one for one in fitting.order_by("valid_until")}
    victims = list(victims_of(*whole).values_list("pk", flat=True))
    return [longest[person] for person in victims] if victims and set(victims) <= longest.keys() else []


def victims_of(*cases: Case) -> PersonInCaseQuerySet:
    """Those whose agreement counts."""
    return PersonInCase.objects.filter(case__in=cases).in_role(Part.VICTIM)


def not_asked(case: Case, institution: Institution, compartments: Iterable[str], purpose: str) -> list[str]:
    """The pseudonyms of victims whose consent is missing, for the page that says so."""
    fitting = Consent.objects.standing().covering(institution, purpose)
    asked = fitting.filter(case=case, data_scope__contains=sorted(set(compartments))).values("person")
    return [person.pseudonym for person in victims_of(case).exclude(pk__in=asked)]
