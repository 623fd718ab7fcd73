"""The forms of urgent access."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Membership
from amparo.cases.breakglass.actions import MOST_HOURS, Emergency
from amparo.cases.forms import in_words
from amparo.cases.models import BreakGlass, Case
from amparo.cases.sharing.forms import PartsField
from amparo.kernel.references import is_reference


class UrgentForm(forms.Form):
    """What is needed to save a life, and why."""

    reference = forms.CharField(label=_("Reference of the case"), max_length=20)
    parts = PartsField(help_text=_("Only what you need now."))
    hours = forms.IntegerField(label=_("For how many hours"), min_value=1, max_value=MOST_HOURS, initial=6)
    reason = in_words(
        _("Whose life is in danger, and why nothing else helps"),
        help_text=_("Sealed. The officers, the owner of the case and those who review it read this."),
    )

    def clean_reference(self) -> Case:
        """The case itself."""
        typed = self.cleaned_data["reference"].strip().upper()
        if not is_reference(typed):
            raise forms.ValidationError(_("This is not a reference. It looks like C26-7KQ4-M2XH-C."))
        case = Case.objects.filter(reference=typed).first()
        if case is None:
            raise forms.ValidationError(_("There is no case with this reference."))
        return case

    def emergency(self) -> Emergency:
        """What was typed."""
        typed = self.cleaned_data
        return Emergency(typed["reference"], frozenset(typed["parts"]), typed["hours"], typed["reason"])


class VersionForm(forms.Form):
    """A decision about a request, as it was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, row: BreakGlass, **options: Any) -> None:
        options.setdefault("initial", {"version": row.version})
        options.setdefault("auto_id", "version_%s")
        super().__init__(*args, **options)


class ReviewForm(forms.Form):
    """The judgement afterwards."""

    judgement = forms.ChoiceField(
        label=_("Your judgement"),
        choices=[("yes", _("It was justified")), ("no", _("It was not justified: close it now"))],
        widget=forms.RadioSelect,
    )
    words = in_words(
        _("In your words"),
        rows=3,
        help_text=_("Sealed. The owner, who asked, and your institution read this."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("auto_id", "review_%s")
        super().__init__(*args, **options)


class OfficersForm(forms.Form):
    """Who holds a half of the escrow's key."""

    officers = forms.MultipleChoiceField(
        label=_("Officers"), widget=forms.CheckboxSelectMultiple, help_text=_("At least two. Better three.")
    )

    def __init__(self, *args: Any, candidates: list[Membership], **options: Any) -> None:
        options.setdefault("auto_id", "officers_%s")
        super().__init__(*args, **options)
        self.candidates = {str(one.pk): one for one in candidates}
        choices = [(pk, one.person.name) for pk, one in self.candidates.items()]
        self.fields["officers"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> list[Membership]:
        """The memberships."""
        return [self.candidates[pk] for pk in self.cleaned_data["officers"]]
