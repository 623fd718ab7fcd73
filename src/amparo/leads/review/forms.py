"""The forms about one lead; each carries the version that the person saw."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.kernel.references import is_reference
from amparo.leads.models import Collection, Lead, LeadState, Verdict, Why
from amparo.leads.review.judging import Choice

LONGEST_WORDS = 4_000  # characters
LONGEST_MARK = 16  # hexadecimal digits
CHANGED = "changed"


class QueueFilter(forms.Form):
    """Narrows the list; a value that does not exist narrows nothing. `collections`: each with its title."""

    state = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[*LeadState.choices, (CHANGED, _("changed since it was judged"))],
    )
    collection = forms.ChoiceField(label=_("Collection"), required=False)

    def __init__(self, *args: Any, collections: list[tuple[Collection, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self._collections = {str(one.pk): one for one, _title in collections}
        listed = [
            (str(one.pk), f"{one.reference} · {title}" if title else one.reference)
            for one, title in collections
        ]
        self.fields["collection"].choices = [("", _("all")), *listed]  # type: ignore[attr-defined]

    def wanted(self) -> tuple[LeadState | None, Collection | None]:
        """The state (waiting, unless another was chosen; None: changed since judged) and the collection."""
        self.is_valid()
        chosen = self.cleaned_data
        state = (
            None if chosen.get("state") == CHANGED else LeadState(chosen.get("state") or LeadState.WAITING)
        )
        return state, self._collections.get(chosen.get("collection", ""))


class LeadForm(forms.Form):
    """A form about a lead."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, lead: Lead, **options: Any) -> None:
        options["initial"] = {"version": lead.version} | options.get("initial", {})
        options["auto_id"] = f"{type(self).__name__.lower()}_%s"
        super().__init__(*args, **options)


class Ticks(forms.MultipleChoiceField):
    """Contacts to put into the case. Which there are only the sealed lead says: the action looks there."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Contacts to put into the case"),
            help_text=_(
                "Only those that you tick. They go into the investigation, as nobody's yet; from there you"
                " can ask who else knows them."
            ),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def valid_value(self, value: str) -> bool:
        """Anything that could be a mark."""
        return len(value) == LONGEST_MARK and value.isalnum()


class ContactsForm(LeadForm):
    """A form that can put contacts of the lead into a case."""

    contacts = Ticks()
    field_order = ["version", "into", "words", "contacts"]

    def offer(self, contacts: list[tuple[str, str]]) -> None:
        """Show these, by mark and words; without any, nothing is asked."""
        if contacts:
            self.fields["contacts"].choices = contacts  # type: ignore[attr-defined]
        else:
            del self.fields["contacts"]

    def ticked(self) -> frozenset[str]:
        """The marks."""
        return frozenset(self.cleaned_data["contacts"])


def _words(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ConfirmForm(ContactsForm):
    """A person found that there is something to it: a case begins."""

    words = _words(
        _("What happened, as far as you know"),
        _("It becomes the summary of the case. No names, no numbers. Say what you checked yourself."),
    )

    def choice(self) -> Choice:
        return Choice(Verdict.CONFIRM, self.cleaned_data["words"], contacts=self.ticked())


class JoinForm(ContactsForm):
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
        typed = self.cleaned_data
        return Choice(Verdict.JOIN, typed["words"], into=typed["into"], contacts=self.ticked())


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


class UpholdForm(ContactsForm):
    """The judgement holds for what the lead has become."""


class TakeBackForm(LeadForm):
    """Take a judgement back."""

    words = _words(_("Why"))


JUDGING: dict[Verdict, type[LeadForm]] = {
    Verdict.CONFIRM: ConfirmForm,
    Verdict.JOIN: JoinForm,
    Verdict.WATCH: WatchForm,
    Verdict.DISMISS: DismissForm,
}
