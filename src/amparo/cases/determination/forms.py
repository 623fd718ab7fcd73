"""The form of a determination: all lists on one page, to look at what they suggest and then to decide."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from amparo.cases.determination import suggestion
from amparo.cases.determination.actions import Decided
from amparo.cases.determination.suggestion import Facts
from amparo.cases.forms import CaseForm, YesNo, in_words, yes_no
from amparo.cases.models import Determination, PersonInCase, Platform, Status
from amparo.law.vocabulary import Act, Manifestation, Means, Purpose, Stage, Technology

_LISTS = ("acts", "means", "purposes", "manifestations", "platforms")


def _ticks(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=[(code, capfirst(said)) for code, said in choices],
        help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
    )


@dataclass(frozen=True)
class Fold:
    """Fields that fold away behind a title and what is ticked in them."""

    title: str | Promise
    fields: list[forms.BoundField]
    matrix: list[forms.BoundField]

    @property
    def ticked(self) -> list[str]:
        """What is ticked, in words and in the order of the lists, each once."""
        return list(dict.fromkeys(word for field in (*self.fields, *self.matrix) for word in _ticked(field)))

    @property
    def faulty(self) -> bool:
        """Whether a field in it has to be looked at again: then it does not start folded."""
        return any(field.errors for field in (*self.fields, *self.matrix))


def _ticked(field: forms.BoundField) -> list[str]:
    return [str(option.choice_label) for option in field.subwidgets if option.data["selected"]]


class DeterminationForm(CaseForm):
    """What was done to one person. Agreement of the person is asked nowhere: it is no defence."""

    child = YesNo(label=_("Was the person under 18 when it was done?"))
    done_on = forms.DateField(
        label=_("When was it done?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day of it, as far as it is known: the law of that day counts."),
    )
    acts = _ticks(_("What was done (act)"), Act.choices)
    means = _ticks(_("How (means)"), Means.choices, _("For somebody under 18 none is needed."))
    purposes = _ticks(_("What for (purpose)"), Purpose.choices, _("It is enough that it was intended."))
    manifestations = _ticks(_("Online sexual exploitation or abuse of a child"), Manifestation.choices)
    online = YesNo(
        label=_("Was a phone, a computer or the internet used?"),
        help_text=_("Ask in every case. What nobody asks, nobody counts."),
    )
    platforms = _ticks(_("Where online"), Platform.choices)
    status = forms.ChoiceField(label=_("Your decision"), choices=Status.choices, widget=forms.RadioSelect)
    words = in_words(
        _("Why, in words and without names"),
        help_text=_("Everybody who works on the case reads this. Names belong with the people."),
    )
    reasoning = in_words(
        _("How the elements can be proved"),
        required=False,
        help_text=_("Only the investigation reads this."),
    )

    def __init__(self, *args: Any, person: PersonInCase, investigates: bool, **options: Any) -> None:
        last: Determination | None = options.pop("last")
        options["initial"] = _shown(last) if last else {"child": yes_no(person.child)}
        super().__init__(*args, **options)
        for stage in Stage:
            self.fields[f"technology_{stage}"] = _ticks(stage.label, Technology.choices)
        if not investigates:
            del self.fields["reasoning"]

    def clean(self) -> dict[str, Any]:
        """Technology that was ticked was used: the answer to whether any was follows from it."""
        typed = self.cleaned_data
        if (self._technologies() or typed.get("platforms")) and typed.get("online") is False:
            self.add_error("online", _("You ticked a technology or a place online. Say yes, or untick them."))
        return typed

    def _technologies(self) -> list[str]:
        typed = self.cleaned_data
        return [f"{stage}:{one}" for stage in Stage for one in typed.get(f"technology_{stage}", [])]

    def folds(self) -> Iterator[Fold]:
        """The lists, which are long, in three folds; the matrix has one list of technologies a stage."""
        matrix = [self[f"technology_{stage}"] for stage in Stage]
        yield Fold(_("Trafficking in persons"), [self["acts"], self["means"], self["purposes"]], [])
        yield Fold(_("Online exploitation or abuse"), [self["manifestations"]], [])
        yield Fold(_("Technology"), [self["platforms"]], matrix)

    def facts(self) -> Facts:
        """What was ticked; also of a form that is not complete yet."""
        typed = self.cleaned_data
        technologies = self._technologies()
        return Facts(
            child=typed.get("child"),
            done_on=typed.get("done_on"),
            online=True if technologies or typed.get("platforms") else typed.get("online"),
            technologies=technologies,
            **{name: typed.get(name, []) for name in _LISTS},
        )

    def decided(self) -> Decided:
        """What was decided."""
        typed = self.cleaned_data
        return Decided(self.facts(), Status(typed["status"]), typed["words"], typed.get("reasoning", ""))


def facts_of(row: Determination) -> Facts:
    """The facts of a determination that was made."""
    return Facts(
        child=row.child,
        done_on=row.done_on,
        online=row.online,
        technologies=row.technologies,
        **{name: getattr(row, name) for name in _LISTS},
    )


def _shown(row: Determination) -> dict[str, Any]:
    shown: dict[str, Any] = {name: getattr(row, name) for name in _LISTS}
    shown |= {"child": yes_no(row.child), "online": yes_no(row.online), "done_on": row.done_on}
    for stage in Stage:
        mine = [code.partition(":")[2] for code in row.technologies if code.startswith(f"{stage}:")]
        shown[f"technology_{stage}"] = [one for one in mine if suggestion.fits(f"{stage}:{one}")]
    return shown | {"status": row.status}
