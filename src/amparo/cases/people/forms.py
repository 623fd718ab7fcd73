"""The forms about people. Everybody is asked the same, whatever their sex."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.cases.forms import CaseForm, YesNo, in_words, yes_no
from amparo.cases.models import AgeKnown, Disability, Movement, Outcome, Part, PersonInCase
from amparo.cases.people import codes
from amparo.cases.people.actions import Written
from amparo.cases.people.identity import Identity
from amparo.kernel import clock
from amparo.reports.answers import LONGEST_LINE, AgeBand, Sex

_OLDEST = 120  # years
_CODES = (
    "birth_year",
    "age_band",
    "age_known",
    "sex",
    "nationality",
    "languages",
    "disabilities",
    "movement",
    "papers_withheld",
    "wages_unpaid",
    "sponsorship_passed_on",
)
SEALED = (
    "name",
    "other_names",
    "birth_date",
    "gender",
    "phones",
    "accounts",
    "documents",
    "address",
    "safe_contact",
)
_UNKNOWN = [("", _("not known"))]


def _line(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=LONGEST_LINE, help_text=help_text)


def _lines(label: Any, help_text: Any = "") -> forms.CharField:
    return in_words(label, rows=2, required=False, help_text=help_text)


def _ticks(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
    )


class PersonForm(CaseForm):
    """Who somebody is. Without the identity key the sealed part is not offered."""

    name = _line(_("Name"))
    other_names = _line(_("Other names, also what friends call them"))
    birth_date = _line(_("Date of birth, as far as it is known"))
    gender = _line(_("Gender, if the person told you"))
    phones = _lines(_("Phone numbers"), _("One a line."))
    accounts = _lines(_("Accounts and e-mail addresses"), _("One a line."))
    documents = _lines(_("Documents and their numbers"), _("One a line, the number alone."))
    address = _lines(_("Address"))
    safe_contact = _lines(_("How and when it is safe to reach the person"))
    birth_year = forms.IntegerField(label=_("Year of birth"), required=False)
    age_band = forms.ChoiceField(
        label=_("Age"),
        required=False,
        choices=[*_UNKNOWN, *AgeBand.choices],
        help_text=_("Left out, it follows from the year of birth. In doubt, treat the person as a child."),
    )
    age_known = forms.ChoiceField(
        label=_("How the age is known"), required=False, choices=[*_UNKNOWN, *AgeKnown.choices]
    )
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=[*_UNKNOWN, *Sex.choices])
    nationality = forms.ChoiceField(label=_("Nationality"), required=False)
    languages = _ticks(_("Languages that the person speaks or signs"), [])
    disabilities = _ticks(_("What is difficult for the person, even with help"), Disability.choices)
    movement = _ticks(_("Away from home"), Movement.choices)
    papers_withheld = YesNo(label=_("Somebody keeps the person's papers"))
    wages_unpaid = YesNo(label=_("Wages were not paid"))
    sponsorship_passed_on = YesNo(label=_("The sponsorship was passed on to another employer"))

    def __init__(self, *args: Any, person: PersonInCase | None = None, **options: Any) -> None:
        sealed: bool = options.pop("sealed")
        identity: Identity = options.pop("identity", Identity())
        if person is not None:
            options["initial"] = _shown(person) | {name: getattr(identity, name) for name in SEALED}
        super().__init__(*args, **options)
        self.sealed = sealed
        if not sealed:
            for name in SEALED:
                del self.fields[name]
        self.fields["nationality"].choices = [*_UNKNOWN, *codes.countries()]  # type: ignore[attr-defined]
        self.fields["languages"].choices = list(codes.languages().items())  # type: ignore[attr-defined]

    def clean_birth_year(self) -> int | None:
        """A year in which somebody alive can have been born."""
        year: int | None = self.cleaned_data["birth_year"]
        this = clock.now().year
        if year is not None and not this - _OLDEST <= year <= this:
            raise forms.ValidationError(_("Nobody alive was born then."))
        return year

    def clean(self) -> dict[str, Any]:
        """The age band from the year of birth, where it was left out."""
        typed = self.cleaned_data
        if typed.get("birth_year") and not typed.get("age_band"):
            typed["age_band"] = band(clock.now().year - typed["birth_year"] - 1)
        return typed

    def written(self) -> Written:
        """What was typed, ready for the action."""
        typed = self.cleaned_data
        identity = Identity(**{name: typed[name].strip() for name in SEALED}) if self.sealed else None
        return Written(codes={name: typed[name] for name in _CODES}, identity=identity)


class NewPersonForm(PersonForm):
    """Somebody new, in their first role."""

    role = forms.ChoiceField(label=_("In this case the person is"), choices=Part.choices)
    field_order = ["version", "role"]


class RoleForm(CaseForm):
    """One more role for a person."""

    role = forms.ChoiceField(label=_("Also"), choices=Part.choices)

    def __init__(self, *args: Any, held: Collection[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            pair for pair in Part.choices if pair[0] not in held
        ]


class ReviewForm(CaseForm):
    """The non-punishment review."""

    outcome = forms.ChoiceField(
        label=_("What did you find?"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    reasoning = in_words(
        _("Reasons"),
        help_text=_("Which acts, how they came about, and why they are or are not the person's own."),
    )


def band(age: int) -> str:
    """The age band of somebody who is at least `age` years old; in doubt the younger one."""
    limits = ((12, AgeBand.UNDER_12), (15, AgeBand.UNDER_15), (18, AgeBand.UNDER_18), (25, AgeBand.UNDER_25))
    return str(next((found for limit, found in limits if age < limit), AgeBand.ADULT))


def _shown(person: PersonInCase) -> dict[str, Any]:
    shown = {name: getattr(person, name) for name in _CODES}
    for name in ("papers_withheld", "wages_unpaid", "sponsorship_passed_on"):
        shown[name] = yes_no(shown[name])
    return shown
