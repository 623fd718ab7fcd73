"""What can be typed about contacts of a case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.cases.contacts.actions import Contact
from amparo.cases.forms import CaseForm
from amparo.reports import identifiers
from amparo.reports.answers import LONGEST_LINE


class ContactForm(CaseForm):
    """One contact, by hand."""

    contact = forms.CharField(
        label=_("Number, account or address"),
        max_length=LONGEST_LINE,
        help_text=_("As it was written. Equal ones meet, however they are written."),
    )

    def contacts(self) -> list[Contact]:
        """What was typed, in its normal forms."""
        typed: str = self.cleaned_data["contact"].strip()
        return [Contact(one, typed) for one in identifiers.of_account(typed) if one.value]


class TakeBackForm(CaseForm):
    """Nothing but the version that was looked at."""
