"""A weight for each red flag."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.leads import wording
from amparo.leads.learning.weights import HEAVIEST
from amparo_detect.flags.catalogue import catalogue


class WeightsForm(forms.Form):
    """Every flag's weight, the reason for the change, and the version that was looked at."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    looked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)  # versions.mark

    def __init__(self, *args: Any, weights: dict[str, float], number: int, **options: Any) -> None:
        self._codes = list(weights)
        shown = {
            self._name(code): int(value) if value == int(value) else value for code, value in weights.items()
        }
        options["initial"] = {"number": number} | shown
        super().__init__(*args, **options)
        for code in self._codes:
            self.fields[self._name(code)] = forms.FloatField(
                label=wording.flag(code),
                min_value=0,
                max_value=HEAVIEST,
                widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
            )
        self.fields["reason"] = forms.CharField(
            label=_("Why"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
        )

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of flags by phase, and last those that lower the score."""
        flags = catalogue().flags
        found: dict[str, list[forms.BoundField]] = {}
        for code in self._codes:
            phase = flags[code].phase if code in flags else None
            words = wording.phase(phase).capitalize() if phase else str(_("Lowers the score"))
            found.setdefault(words, []).append(self[self._name(code)])
        return list(found.items())

    @staticmethod
    def _name(code: str) -> str:
        return f"weight_{code}"

    def weights(self) -> dict[str, float]:
        """Flag → weight as typed."""
        return {code: float(self.cleaned_data[self._name(code)]) for code in self._codes}
