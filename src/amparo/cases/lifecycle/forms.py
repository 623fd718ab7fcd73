"""The forms of a case's way."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Role
from amparo.accounts.policy import Actor
from amparo.cases.forms import CaseForm, YesNo, in_words
from amparo.cases.lifecycle import handing, stages
from amparo.cases.lifecycle.handing import Offer
from amparo.cases.lifecycle.starting import LONGEST_SUMMARY, Beginning
from amparo.cases.models import Case, ClosingReason
from amparo.geography.models import Unit
from amparo.kernel.references import is_reference

_NO_NAMES = _("No names, numbers or addresses: those belong with the people.")


def _summary(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("What happened"),
        help_text=_NO_NAMES,
        required=required,
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class NewCaseForm(forms.Form):
    """A case that begins without a report."""

    summary = _summary(required=True)
    province = forms.ModelChoiceField(
        label=_("Province"), queryset=Unit.objects.none(), required=False, empty_label=_("not known")
    )
    district = forms.ModelChoiceField(
        label=_("District"), queryset=Unit.objects.none(), required=False, empty_label=_("not known")
    )
    child = YesNo(label=_("Is somebody under 18 a victim?"))
    online = YesNo(label=_("Was a phone, a computer or the internet used?"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["province"].queryset = Unit.objects.provinces()  # type: ignore[attr-defined]
        districts = Unit.objects.districts().select_related("parent")
        self.fields["district"].queryset = districts  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A district names its province, and lies in none other."""
        typed = self.cleaned_data
        district, province = typed.get("district"), typed.get("province")
        if district is not None and province is not None and district.parent_id != province.pk:
            self.add_error("district", _("This district lies in another province."))
        elif district is not None:
            typed["province"] = district.parent
        return typed

    def beginning(self) -> Beginning:
        """What was typed."""
        return Beginning(**self.cleaned_data)


class SummaryForm(CaseForm):
    """A new wording of what happened."""

    text = _summary(required=True)


class MoveForm(CaseForm):
    """One step to another stage."""

    after = forms.ChoiceField(label=_("To"))
    reason = in_words(_("Why"), rows=2, required=False, help_text=_("Needed when the case goes back."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        steps = stages.steps_from(self.case.stage)
        named = [(one.after.value, one.after.label) for one in steps]
        self.fields["after"].choices = named  # type: ignore[attr-defined]


class CloseForm(CaseForm):
    """A proposal to close."""

    reason = forms.ChoiceField(label=_("Reason"), choices=ClosingReason.choices, widget=forms.RadioSelect)
    words = in_words(
        _("In words"),
        help_text=_(
            "That somebody withdrew a complaint is no reason: trafficking and child sexual exploitation"
            " are public crimes. No names here."
        ),
    )


class AnswerForm(CaseForm):
    """Only the version: the button says the rest."""


class ReopenForm(CaseForm):
    """Why work goes on."""

    reason = in_words(_("Why the case is reopened"), rows=3)


class OfferForm(CaseForm):
    """A hand-over: to a colleague, or (for supervisors) to another institution."""

    to = forms.ChoiceField(label=_("To whom"))
    words = in_words(_("What the receiver should know"), rows=3, help_text=_NO_NAMES)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.workers = {str(one.pk): one for one in handing.colleagues(self.case)}
        outside = handing.receivers(self.case) if actor.role == Role.SUPERVISOR else []
        self.institutions = {str(one.pk): one for one in outside}
        groups: list[Any] = [
            (
                _("Colleagues"),
                [(pk, f"{one.person.name}, {one.get_role_display()}") for pk, one in self.workers.items()],
            )
        ]
        if outside:
            named = [(pk, one.name) for pk, one in self.institutions.items()]
            groups.append((_("Other institutions"), named))
        self.fields["to"].choices = groups  # type: ignore[attr-defined]

    def offer(self) -> Offer:
        """What is offered to whom."""
        typed = self.cleaned_data
        to = typed["to"]
        return Offer(self.workers.get(to), self.institutions.get(to), typed["words"])


class DeclineForm(forms.Form):
    """Why not."""

    words = in_words(_("Why you decline"), rows=3)


class MergeForm(CaseForm):
    """Into which case."""

    reference = forms.CharField(label=_("Reference of the case that goes on"), max_length=20)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        self.actor = actor
        super().__init__(*args, **options)

    def clean_reference(self) -> Case:
        """The case itself."""
        typed = self.cleaned_data["reference"].strip().upper()
        if not is_reference(typed):
            raise forms.ValidationError(_("This is not a reference. It looks like C26-7KQ4-M2XH-C."))
        found = Case.objects.held_by(self.actor.institution).filter(reference=typed).first()
        if found is None:
            raise forms.ValidationError(_("Your institution has no case with this reference."))
        return found
