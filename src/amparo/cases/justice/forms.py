"""What can be typed about the justice system's steps."""

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.cases.forms import CaseForm, YesNo, in_words
from amparo.cases.justice.actions import Stepped
from amparo.cases.justice.lines import accused
from amparo.cases.justice.public import by_law
from amparo.cases.models import Case, CourtKind, JusticeStepKind, PersonInCase
from amparo.kernel import clock


def _today() -> Any:
    return timezone.localdate(clock.now())


class Day(forms.DateField):
    """A day, typed or chosen."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**options)


_BY_LAW = {
    True: _("The law map says that it is public. Answer only to correct that."),
    False: _("The law map says that it needs a complaint. Answer only to correct that."),
    None: _("The law map does not say. As long as nobody says that it is not public, the case goes on."),
}


class StepForm(CaseForm):
    """One step of one line; only those that can follow its last one are offered."""

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
        label=_("If the complaint was withdrawn: is the crime a public one, pursued without a complaint?")
    )
    notes = in_words(_("Notes"), required=False)

    def __init__(
        self,
        *args: Any,
        steps: tuple[JusticeStepKind, ...],
        person: PersonInCase | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.person = person
        cast("forms.ChoiceField", self.fields["kind"]).choices = [(step.value, step.label) for step in steps]
        if JusticeStepKind.WITHDRAWN in steps:
            self.fields["public_crime"].help_text = str(_BY_LAW[by_law(self.case)])
        else:
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
            person=self.person,
            next_on=typed["next_on"],
            court_kind=typed["court_kind"],
            court=typed["court"],
            notes=typed["notes"],
            public_crime=typed.get("public_crime"),
        )


class LineForm(forms.Form):
    """Whose proceedings are written on: those of one accused, or of the whole case."""

    accused = forms.ModelChoiceField(PersonInCase.objects.none(), required=False)

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        super().__init__(*args, **options)
        people = PersonInCase.objects.filter(pk__in=[person.pk for person in accused(case)])
        cast("forms.ModelChoiceField[PersonInCase]", self.fields["accused"]).queryset = people


class NextDateForm(CaseForm):
    """A hearing was set or moved; empty: called off."""

    next_on = Day(label=_("Next date"), required=False)


class TakeBackForm(CaseForm):
    """Nothing but the version that was looked at."""
