"""Up to which moment notices were seen."""

from django import forms


class SeenForm(forms.Form):
    """The newest notice that the page showed."""

    until = forms.DateTimeField(widget=forms.HiddenInput)
