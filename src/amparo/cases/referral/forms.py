"""The forms of a referral."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.cases.forms import CaseForm, in_words
from amparo.cases.models import Referral
from amparo.cases.models.referral import Need, Outcome, Urgency, WhyNot
from amparo.cases.referral.actions import Draft
from amparo.cases.sharing.forms import FOR_WORK, InstitutionField, PartsField, others


class WriteForm(CaseForm):
    """What is asked, of whom."""

    receiver = InstitutionField(label=_("Which institution"))
    need = forms.ChoiceField(
        label=_("What is needed"),
        choices=Need,
        help_text=_("Before they accept they see only this, the urgency, the district, age group and sex."),
    )
    urgency = forms.ChoiceField(label=_("How fast"), choices=Urgency, widget=forms.RadioSelect)
    purpose = forms.ChoiceField(label=_("What for"), choices=FOR_WORK)
    parts = PartsField(help_text=_("They can open these once they accept, and not before."))
    words = in_words(
        _("What they should know"), required=False, help_text=_("Sealed. They read it once they accept.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"urgency": Urgency.NORMAL}
        super().__init__(*args, **options)
        self.fields["receiver"].offer(others(self.case))  # type: ignore[attr-defined]

    def draft(self) -> Draft:
        """What was typed."""
        typed = self.cleaned_data
        return Draft(
            receiver=typed["receiver"],
            purpose=typed["purpose"],
            need=typed["need"],
            urgency=typed["urgency"],
            compartments=frozenset(typed["parts"]),
            words=typed["words"],
        )


class StepForm(forms.Form):
    """A step of a referral, about the version that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, referral: Referral, **options: Any) -> None:
        options["initial"] = {"version": referral.version}
        options.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **options)


class DeclineForm(StepForm):
    """Why not."""

    why = forms.ChoiceField(label=_("Why"), choices=WhyNot)
    words = in_words(
        _("In your words"), rows=3, required=False, help_text=_("Sealed. Only the sender reads it.")
    )


class CompleteForm(StepForm):
    """What came of it."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=Outcome)
    words = in_words(
        _("For the sender"), rows=4, help_text=_("What was done, and what is still needed. Sealed.")
    )
