"""Form fields that take what a person typed as it is: nothing is cut without saying so."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.reports.answers import LONGEST_LINE

TOO_LONG = _(
    "This is too long: %(show_value)d characters. The limit is %(limit_value)d. "
    "What you wrote is still here: please make it shorter."
)
CHOOSE = _("Choose one of the answers.")


class Text(forms.CharField):
    """Typed text of at most `longest` characters, refused and shown again when longer.

    NUL is dropped: it is no writing, nobody can see it to take it out, and some keyboards send it.
    A line break counts as one character, as on the screen.
    """

    def __init__(self, *, longest: int = LONGEST_LINE, rows: int = 0, **options: Any) -> None:
        options.setdefault("required", False)
        options["widget"] = forms.Textarea if rows else forms.TextInput
        options["error_messages"] = {"max_length": TOO_LONG} | options.get("error_messages", {})
        super().__init__(max_length=longest, **options)
        self.widget.attrs |= {"dir": "auto", "autocomplete": "off"}
        if rows:
            self.widget.attrs["rows"] = rows

    def to_python(self, value: Any) -> str:
        typed = "" if value is None else str(value)
        return str(super().to_python(typed.replace("\x00", "").replace("\r\n", "\n")))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}  # no `maxlength`: browsers cut what is pasted beyond it, and say nothing


class OneOf(forms.ChoiceField):
    """One of a few answers, as large radio buttons."""

    def __init__(self, choices: Mapping[str, str | Promise] | list[tuple[str, Any]], **options: Any) -> None:
        options.setdefault("required", False)
        pairs = list(choices.items()) if isinstance(choices, Mapping) else choices
        super().__init__(
            choices=pairs,
            widget=forms.RadioSelect,
            error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
            **options,
        )


class AnyOf(forms.MultipleChoiceField):
    """Any of a few answers, as large check boxes."""

    def __init__(self, choices: list[tuple[str, Any]]) -> None:
        super().__init__(
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": CHOOSE},
        )


class FromList(forms.ChoiceField):
    """One of many answers, as a list that opens."""

    def __init__(self, choices: list[tuple[str, Any]]) -> None:
        super().__init__(
            choices=[("", _("Choose from the list")), *choices],
            required=False,
            error_messages={"invalid_choice": _("Choose a place from the list.")},
        )
