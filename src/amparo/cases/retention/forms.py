"""The forms of keeping and destroying."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.cases.forms import CaseForm, in_words
from amparo.cases.models import HoldGround
from amparo.cases.retention.actions import Wanted


class HoldForm(CaseForm):
    """Why a case has to be kept, and until when."""

    ground = forms.ChoiceField(label=_("It rests on"), choices=HoldGround.choices)
    words = in_words(
        _("In words"), rows=3, required=False, help_text=_("No names. Which proceedings, which order.")
    )
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty: until it is lifted."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, sealed: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not sealed:  # without the summary's key there is nowhere to put words
            del self.fields["words"]

    def wanted(self) -> Wanted:
        """What was typed."""
        typed = self.cleaned_data
        return Wanted(HoldGround(typed["ground"]), typed.get("words", ""), typed["until"])


class DecisionForm(CaseForm):
    """Only the version: the button says the rest."""
