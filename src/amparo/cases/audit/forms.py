"""What an auditor looks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.accounts.models import Membership
from amparo.cases.audit.entries import Filter
from amparo.cases.audit.scope import Scope
from amparo.cases.audit.words import EVENTS

_EVERY = ("", pgettext_lazy("actions", "all"))


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class AuditForm(forms.Form):
    """The filter. It stands in the address, so it holds ids and references only, never a name."""

    institution = forms.ChoiceField(label=_("Institution"), required=False)
    member = forms.ChoiceField(label=_("Member"), required=False)
    event = forms.ChoiceField(label=_("What happened"), required=False, choices=[_EVERY, *EVENTS.items()])
    reference = forms.RegexField(
        r"^\s*[A-Za-z0-9-]{1,40}\s*$", label=_("Reference of a case or report"), required=False, max_length=40
    )
    first = _day(_("From"))
    last = _day(_("To"))
    before = forms.IntegerField(required=False, min_value=0, max_value=2**53, widget=forms.HiddenInput)

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        houses = [(str(one.pk), one.name) for one in scope.institutions]
        self.fields["institution"].choices = houses if scope.only else [_EVERY, *houses]  # type: ignore[attr-defined]
        chosen = str(self.data.get("institution", "")) or (houses[0][0] if scope.only else "")
        members: list[Any] = []
        if chosen in dict(houses):
            members = list(Membership.objects.filter(institution__pk=chosen).select_related("person"))
        named = sorted((f"{one.person.name}, {one.get_role_display()}", str(one.pk)) for one in members)
        # Without an institution the list would be everybody's; links in the entries name a member then.
        self.fields["member"].choices = [_EVERY, *((pk, name) for name, pk in named)]  # type: ignore[attr-defined]

    def filter(self) -> Filter:
        """What was chosen."""
        return Filter(**self.cleaned_data)
