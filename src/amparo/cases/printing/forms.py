"""What to print."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amparo.cases.models import Compartment
from amparo.cases.printing.actions import Order, PrintedFor


class PrintForm(forms.Form):
    """For whom, in which language, and which parts."""

    purpose = forms.ChoiceField(label=_("Printed for"), choices=PrintedFor.choices, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language"))
    compartments = forms.MultipleChoiceField(
        label=_("Parts"),
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose no more than the purpose needs. What is left out is listed in the file."),
    )

    def __init__(self, *args: Any, readable: frozenset[Compartment], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
        self.fields["language"].initial = get_language()
        choices = [(one.value, one.label) for one in Compartment if one in readable]
        self.fields["compartments"].choices = choices  # type: ignore[attr-defined]

    def order(self) -> Order:
        """What was chosen."""
        typed = self.cleaned_data
        chosen = frozenset(Compartment(one) for one in typed["compartments"])
        return Order(PrintedFor(typed["purpose"]), typed["language"], chosen)
