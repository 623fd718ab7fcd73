"""The one field of the search."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 200  # characters


class SearchForm(forms.Form):
    """What is looked for; sent in the body of a request, because it may name somebody."""

    typed = forms.CharField(
        label=_("Look for"),
        help_text=_(
            "A reference, a person of a case (C26-7KQ4-M2XH-C P2), a phone number, an account, a document,"
            " or whole words. Only what you can open is found."
        ),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
