"""What the forms about a case have in common."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.cases.models import Case
from amparo.kernel.errors import Conflict

LONGEST_WORDS = 4_000  # characters
YES_NO = [("", _("not known")), ("yes", _("yes")), ("no", _("no"))]


class CaseForm(forms.Form):
    """A form about a case, which carries the version that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        self.case = case
        options["initial"] = {"version": case.version} | options.get("initial", {})
        options.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **options)

    def tried(self, act: Callable[[dict[str, Any]], object]) -> int:
        """0 when `act` did what was typed; else the HTTP status to show the form with.

        A conflict is said in the form, which then carries the newest version: sent again, it counts as seen.
        """
        if not self.is_bound:
            return 200
        if not self.is_valid():
            return 422
        try:
            act(self.cleaned_data)
        except Conflict as conflict:
            data: Any = self.data
            typed = data.copy()
            typed["version"] = str(Case.objects.values_list("version", flat=True).get(pk=self.case.pk))
            self.data = typed
            self.add_error(None, str(conflict))
            return 409
        return 0


class YesNo(forms.TypedChoiceField):
    """True, False, or None while nobody knows: the same three answers everywhere."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(
            choices=YES_NO,
            coerce=lambda said: said == "yes",
            empty_value=None,
            widget=forms.Select,
            **options,
        )


def yes_no(value: bool | None) -> str:
    """What a YesNo field shows for a value."""
    return "" if value is None else "yes" if value else "no"


def in_words(label: Any, *, rows: int = 4, required: bool = True, help_text: Any = "") -> forms.CharField:
    """A field for words that are sealed."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_WORDS,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )
