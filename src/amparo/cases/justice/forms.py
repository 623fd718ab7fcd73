"""What can be typed about the justice system's steps."""

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.cases.forms import CaseForm, YesNo, in_words
from amparo.cases.justice.actions import Stepped
from amparo.cases.models import CourtKind, JusticeStepKind
from amparo.kernel import clock


def _today() -> Any:
    return timezone.localdate(clock.now())


class Day(forms.DateField):
    """A day, typed or chosen."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**options)


class StepForm(CaseForm):
    """One step; only those that can follow the last one are offered."""

    kind = forms.ChoiceField(label=_("Step"))
    happened_on = Day(label=_("On"))
    court_kind = forms.ChoiceField(
        label=_("Where the case is now"), choices=[("", "–"), *CourtKind.choices], required=False
    )
    court = forms.CharField(
        label=_("Which one, and its file number"),
        required=False,
        max_length=200,
        help_text=_("Only who may read the investigation sees this."),
    )
    next_on = Day(label=_("Next date"), required=False)
    public_crime = YesNo(
        label=_("If the complaint was withdrawn: is the crime a public one?"),
        help_text=_("A public crime is pursued without a complaint. Trafficking in persons usually is."),
    )
    notes = in_words(_("Notes"), required=False)

    def __init__(self, *args: Any, steps: tuple[JusticeStepKind, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        cast("forms.ChoiceField", self.fields["kind"]).choices = [(step.value, step.label) for step in steps]
        if JusticeStepKind.WITHDRAWN not in steps:
            del self.fields["public_crime"]

    def clean_happened_on(self) -> Any:
        day = self.cleaned_data["happened_on"]
        if day > _today():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_next_on(self) -> Any:
        day, happened = self.cleaned_data["next_on"], self.cleaned_data.get("happened_on")
        if day and happened and day < happened:
            raise forms.ValidationError(_("The next date is before the step itself."))
        return day

    def written(self) -> Stepped:
        """What was typed; call it when the form is valid."""
        typed = self.cleaned_data
        return Stepped(
            kind=JusticeStepKind(typed["kind"]),
            happened_on=typed["happened_on"],
            next_on=typed["next_on"],
            court_kind=typed["court_kind"],
            court=typed["court"],
            notes=typed["notes"],
            public_crime=typed.get("public_crime"),
        )


class NextDateForm(CaseForm):
    """A hearing was set or moved; empty: called off."""

    next_on = Day(label=_("Next date"), required=False)


class TakeBackForm(CaseForm):
    """Nothing but the version that was looked at."""
