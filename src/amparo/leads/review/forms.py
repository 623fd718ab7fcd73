"""The forms about one lead; each carries the version that the person saw."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.kernel.references import is_reference
from amparo.leads.models import Collection, Lead, LeadState, Verdict, Why
from amparo.leads.review.judging import Choice

LONGEST_WORDS = 4_000  # characters


class QueueFilter(forms.Form):
    """Narrows the list; a value that does not exist narrows nothing."""

    state = forms.ChoiceField(label=_("Show"), required=False, choices=LeadState.choices)
    collection = forms.ChoiceField(label=_("Collection"), required=False)

    def __init__(self, *args: Any, collections: list[Collection], **options: Any) -> None:
        super().__init__(*args, **options)
        self._collections = {str(one.pk): one for one in collections}
        listed = [(pk, one.reference) for pk, one in self._collections.items()]
        self.fields["collection"].choices = [("", _("all")), *listed]  # type: ignore[attr-defined]

    def wanted(self) -> tuple[LeadState, Collection | None]:
        """The state (waiting, unless another was chosen) and the collection."""
        self.is_valid()
        chosen = self.cleaned_data
        state = LeadState(chosen.get("state") or LeadState.WAITING)
        return state, self._collections.get(chosen.get("collection", ""))


class LeadForm(forms.Form):
    """A form about a lead."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, lead: Lead, **options: Any) -> None:
        options["initial"] = {"version": lead.version} | options.get("initial", {})
        options["auto_id"] = f"{type(self).__name__.lower()}_%s"
        super().__init__(*args, **options)


def _words(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ConfirmForm(LeadForm):
    """A person found that there is something to it: a case begins."""

    words = _words(
        _("What happened, as far as you know"),
        _("It becomes the summary of the case. No names, no numbers. Say what you checked yourself."),
    )

    def choice(self) -> Choice:
        return Choice(Verdict.CONFIRM, self.cleaned_data["words"])


class JoinForm(LeadForm):
    """It belongs to a case that there is."""

    into = forms.CharField(label=_("Reference of the case"), max_length=20)
    words = _words(_("Why it belongs there"))

    def clean_into(self) -> str:
        """The reference as it is written."""
        typed: str = self.cleaned_data["into"].strip().upper()
        if not is_reference(typed):
            raise forms.ValidationError(_("This is not a reference. It looks like C26-7KQ4-M2XH-C."))
        return typed

    def choice(self) -> Choice:
        return Choice(Verdict.JOIN, self.cleaned_data["words"], into=self.cleaned_data["into"])


class WatchForm(LeadForm):
    """Not yet; look again later."""

    words = _words(_("What you wait for"))

    def choice(self) -> Choice:
        return Choice(Verdict.WATCH, self.cleaned_data["words"])


class DismissForm(LeadForm):
    """Nothing to it, and why: this is what precision is counted from."""

    why = forms.ChoiceField(label=_("Why"), choices=Why, widget=forms.RadioSelect)
    words = _words(_("In your words"))

    def choice(self) -> Choice:
        return Choice(Verdict.DISMISS, self.cleaned_data["words"], why=self.cleaned_data["why"])


class TakeBackForm(LeadForm):
    """Take a judgement back."""

    words = _words(_("Why"))


JUDGING: dict[Verdict, type[LeadForm]] = {
    Verdict.CONFIRM: ConfirmForm,
    Verdict.JOIN: JoinForm,
    Verdict.WATCH: WatchForm,
    Verdict.DISMISS: DismissForm,
}
