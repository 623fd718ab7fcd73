"""Fields that consent, sharing, referral and urgent access have in common."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import KEYLESS_ROLES, Institution, Membership
from amparo.cases.consent.permit import NotPermitted
from amparo.cases.forms import CaseForm
from amparo.cases.models import Case, Compartment, Purpose
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, NoKey

PARTS = [
    (Compartment.SUMMARY, _("What happened, without names")),
    (Compartment.IDENTITY, _("Names, contacts and documents")),
    (Compartment.PROTECTION, _("Needs, plan, services and follow-up")),
    (Compartment.INVESTIGATION, _("Suspects, elements of the crime and justice notes")),
]
# What a share for work with the person can be for; research and publication need nobody to open a case.
FOR_WORK = [
    (one.value, one.label)
    for one in (Purpose.SERVICES, Purpose.REFERRAL, Purpose.INVESTIGATION, Purpose.CROSS_BORDER)
]


def others(case: Case) -> list[Institution]:
    """The institutions that a part of a case could be opened to: they have somebody who holds keys."""
    able = Membership.objects.current().exclude(role__in=KEYLESS_ROLES)
    rows = Institution.objects.filter(pk__in=able.values("institution")).exclude(pk=case.institution_id)
    return list(rows.order_by("name"))


class InstitutionField(forms.ChoiceField):
    """One of the other institutions; gives the institution itself."""

    def offer(self, institutions: list[Institution]) -> None:
        """What can be chosen."""
        self.institutions = {str(one.pk): one for one in institutions}
        self.choices = [("", "---"), *((pk, one.name) for pk, one in self.institutions.items())]

    def clean(self, value: Any) -> Institution | None:
        """The institution, or None where nothing was chosen and nothing has to be."""
        return self.institutions.get(super().clean(value))


class PartsField(forms.MultipleChoiceField):
    """Compartments, each in words that say what lies in it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Which parts"))
        super().__init__(choices=PARTS, widget=forms.CheckboxSelectMultiple, **options)


class LastDayField(forms.DateField):
    """A day in the future; gives the end of that day."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Until"))
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}), **options)

    def clean(self, value: Any) -> Any:
        """The last moment of the day where the country is."""
        day = super().clean(value)
        if day is None:
            return None
        moment = datetime.combine(day, time(23, 59), timezone.get_current_timezone())
        if moment <= clock.now():
            raise forms.ValidationError(_("This day is over."))
        return moment


def said(act: Callable[[], object]) -> None:
    """Do `act`; a refusal that the person at the form can do something about is said in the form."""
    try:
        act()
    except (NotPermitted, NoKey) as refusal:
        raise Conflict(str(refusal)) from None


class ShareForm(CaseForm):
    """Open parts of a case to another institution now."""

    institution = InstitutionField(label=_("With whom"))
    purpose = forms.ChoiceField(label=_("What for"), choices=FOR_WORK)
    parts = PartsField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["institution"].offer(others(self.case))  # type: ignore[attr-defined]


class EndForm(CaseForm):
    """Nothing to type: only that it is meant, about the case as it was looked at."""
