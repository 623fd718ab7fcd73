"""The forms of asking elsewhere."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.cases.forms import CaseForm, in_words
from amparo.cases.models import Case, RoutedQuestion
from amparo.cases.models.deconfliction import Asked, LawfulBasis
from amparo.cases.sharing.forms import FOR_WORK, PartsField


class QuestionForm(CaseForm):
    """What is asked, why, and on what that rests."""

    asked = forms.ChoiceField(label=_("What do you ask for?"), choices=Asked, widget=forms.RadioSelect)
    purpose = forms.ChoiceField(label=_("What for"), choices=FOR_WORK)
    basis = forms.ChoiceField(label=_("Legal basis"), choices=LawfulBasis)
    words = in_words(
        _("Your question"),
        help_text=_("Sealed. Whoever knows it too reads this, and the name of your institution."),
    )


class ReplyForm(forms.Form):
    """An answer: no, a contact, or part of a case of one's own."""

    reply = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            ("declined", _("No")),
            ("will_contact", _("We will contact them")),
            ("granted", _("Share part of our case")),
        ],
        widget=forms.RadioSelect,
    )
    words = in_words(
        _("In your words"),
        rows=3,
        required=False,
        help_text=_(
            "A no needs its reason. Sealed for the other institution, which does not learn who you are."
        ),
    )
    case = forms.ChoiceField(label=_("Which case"), required=False)
    parts = PartsField(
        required=False, help_text=_("Only what the people in your case agreed to, or an approved override.")
    )

    def __init__(self, *args: Any, routed: RoutedQuestion, cases: list[Case], **options: Any) -> None:
        self.routed, self.cases = routed, {str(one.pk): one for one in cases}
        options.setdefault("auto_id", "reply_%s")
        super().__init__(*args, **options)
        choices = [("", "---"), *((pk, one.reference) for pk, one in self.cases.items())]
        self.fields["case"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A no says why; a share says what."""
        typed = self.cleaned_data
        if typed.get("reply") == "declined" and not typed.get("words"):
            self.add_error("words", _("Say why."))
        if typed.get("reply") == "granted":
            for name in ("case", "parts"):
                if not typed.get(name):
                    self.add_error(name, _("Say what you share."))
        return typed
