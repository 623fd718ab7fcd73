"""What is asked before material is taken in."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.leads.collections.actions import Described
from amparo.leads.collections.heads import refusal
from amparo.leads.collections.receiving import SealedFile
from amparo.leads.models import LegalBasis, Origin

LONGEST_KEPT = timedelta(days=5 * 366)
LONGEST_COLUMN = 200  # characters


class FileForm(forms.Form):
    """A file that lies sealed already when it is looked at."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # what is wrong with it is said below, and what to do
        help_text=_(
            "CSV, JSON lines, Parquet, WARC or WACZ, a WhatsApp or Telegram export, message tables of"
            " IPED or UFDR. Text only: no pictures, no films. It is sealed while it arrives."
        ),
    )

    def clean_file(self) -> SealedFile:
        """Refuses what holds no posts at first sight."""
        file: SealedFile = self.cleaned_data["file"]
        if why := refusal(file.head):
            raise forms.ValidationError(why)
        return file


class AdditionForm(FileForm):
    """One more file of a collection that there is."""

    lawful = forms.BooleanField(
        label=_(
            "I confirm that this file rests on the same legal basis and serves the same purpose, that nothing"
            " of it was collected covertly, and that it holds no sexual images of children."
        )
    )


class ColumnsForm(forms.Form):
    """Which columns of a table are what; what is left empty is found out."""

    text = forms.CharField(label=_("Column of the text"), required=False, max_length=LONGEST_COLUMN)
    id = forms.CharField(label=_("Column that names the post"), required=False, max_length=LONGEST_COLUMN)
    time = forms.CharField(label=_("Column of the time"), required=False, max_length=LONGEST_COLUMN)
    source = forms.CharField(
        label=_("Column of the account or page"), required=False, max_length=LONGEST_COLUMN
    )

    def named(self) -> dict[str, str]:
        """Role → column, of those that were named."""
        return {role: column.strip() for role, column in self.cleaned_data.items() if column.strip()}


class UploadForm(FileForm):
    """A file, and on which right it is looked at."""

    title = forms.CharField(label=_("What it is"), max_length=200)
    origin = forms.ChoiceField(label=_("How we have it"), choices=Origin, widget=forms.RadioSelect)
    basis = forms.ChoiceField(label=_("Legal basis"), choices=LegalBasis, widget=forms.RadioSelect)
    authority = forms.CharField(
        label=_("Authority"),
        max_length=200,
        help_text=_("Who ordered or allowed it, with the number of the order if there is one."),
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=2_000,
        help_text=_("What is looked for, and for which proceedings. It may be used for nothing else."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    keep_until = forms.DateField(
        label=_("Keep until"),
        help_text=_("On the day after, key and file are destroyed. At most five years."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    country = forms.RegexField(
        label=_("Country of phone numbers without a country code"),
        regex=r"^[A-Za-z]{2}$",
        initial="MZ",
        max_length=2,
        help_text=_("Two letters, such as MZ."),
    )
    lawful = forms.BooleanField(
        label=_(
            "I confirm that this institution holds the material lawfully or was given it in a report, that"
            " nothing of it was collected covertly, and that it holds no sexual images of children."
        )
    )

    def clean_keep_until(self) -> date:
        """A date ahead, and not further than five years."""
        chosen: date = self.cleaned_data["keep_until"]
        today = clock.now().date()
        if not today < chosen <= today + LONGEST_KEPT:
            raise forms.ValidationError(_("Give a date from tomorrow on, within five years."))
        return chosen

    def described(self) -> Described:
        """What was typed."""
        typed: dict[str, Any] = self.cleaned_data
        return Described(
            title=typed["title"],
            authority=typed["authority"],
            purpose=typed["purpose"],
            origin=Origin(typed["origin"]),
            basis=LegalBasis(typed["basis"]),
            keep_until=typed["keep_until"],
            country=typed["country"].upper(),
        )


class DeleteForm(forms.Form):
    """The one thing that cannot be taken back."""

    sure = forms.BooleanField(label=_("I know that nobody can bring it back."))
