"""What can be typed about a clock."""

from typing import TYPE_CHECKING, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution, Membership
from amparo.cases.forms import in_words
from amparo.cases.models import Waiver

BY_HAND = [(waiver.value, waiver.label) for waiver in Waiver if waiver != Waiver.MERGED]


class WaiveForm(forms.Form):
    """Why nobody has to do it."""

    waiver = forms.ChoiceField(label=_("Why"), choices=BY_HAND)
    words = in_words(_("In words"))


if TYPE_CHECKING:  # Django's fields take no parameters when the program runs
    _Choice = forms.ModelChoiceField[Membership]
else:
    _Choice = forms.ModelChoiceField


class MemberField(_Choice):
    """Somebody of the institution, by name and role."""

    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.person.name}, {obj.get_role_display()}"


class FocalPointForm(forms.Form):
    """Who answers for the institution's lateness."""

    membership = MemberField(
        Membership.objects.none(),
        label=_("Focal point"),
        empty_label=_("nobody: the supervisors are told"),
        required=False,
    )

    def __init__(self, *args: object, institution: Institution, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        members = institution.memberships.current().select_related("person")
        cast("MemberField", self.fields["membership"]).queryset = members
