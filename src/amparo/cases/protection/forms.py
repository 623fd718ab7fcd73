"""The forms of protection. The one for feedback is for the person's own hands: short and plain."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution, Membership
from amparo.cases.forms import CaseForm, in_words
from amparo.cases.models import Case, Contacted, Feeling, PersonInCase, Risk, Service
from amparo.cases.protection import risk
from amparo.cases.protection.actions import Assessed, Heard, Planned, Seen, owners
from amparo.reports.answers import LONGEST_LINE

SAFETY = {
    "signs": _("How do you notice that it becomes dangerous?"),
    "steps": _("What do you do then, step by step?"),
    "people": _("Whom can you turn to at any time, and how?"),
    "places": _("Where can you go?"),
    "phone": _("Phone and accounts: what is safe, what has to change, who can see where you are?"),
    "others": _("Who else has to be kept safe?"),
}


class _Day(forms.DateField):
    """A day, chosen or typed."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **options)


class ProtectionForm(CaseForm):
    """A form about one person."""

    def __init__(self, *args: Any, person: PersonInCase, **options: Any) -> None:
        self.person = person
        super().__init__(*args, case=person.case, **options)


class AssessmentForm(ProtectionForm):
    """The questions about risk, and the level that a person sets."""

    level = forms.ChoiceField(
        label=_("How great is the risk?"), choices=Risk.choices, widget=forms.RadioSelect
    )
    reasoning = in_words(
        _("Why this level"),
        help_text=_("What weighs most, and why you go above or below what the answers suggest."),
    )
    again_on = _Day(label=_("Look at it again on"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for question in risk.QUESTIONS:
            self.fields[f"ask_{question.code}"] = forms.ChoiceField(
                label=question.words,  # type: ignore[arg-type]
                choices=risk.Said.choices,
                initial=risk.Said.UNKNOWN,
                widget=forms.RadioSelect,
            )

    def questions(self) -> list[forms.BoundField]:
        """The questions, in their order."""
        return [self[f"ask_{question.code}"] for question in risk.QUESTIONS]

    def answers(self) -> dict[str, str]:
        """By code of the question; also of a form that is not complete yet."""
        typed = self.cleaned_data
        return {one.code: typed.get(f"ask_{one.code}", risk.Said.UNKNOWN) for one in risk.QUESTIONS}

    def assessed(self) -> Assessed:
        """What was decided."""
        typed = self.cleaned_data
        return Assessed(self.answers(), Risk(typed["level"]), typed["reasoning"], typed["again_on"])


class SafetyForm(ProtectionForm):
    """The safety plan, in the person's words."""

    with_person = forms.BooleanField(label=_("We made this together with the person"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in SAFETY.items():
            self.fields[name] = in_words(label, rows=3, required=False)
        self.order_fields(["version", *SAFETY, "with_person"])

    def plan(self) -> dict[str, str]:
        """The parts that were filled in."""
        return {name: self.cleaned_data[name] for name in SAFETY if self.cleaned_data[name].strip()}

    def clean(self) -> dict[str, Any]:
        """A plan says something."""
        if not any(self.cleaned_data.get(name, "").strip() for name in SAFETY):
            raise forms.ValidationError(_("Write at least one part."))
        return self.cleaned_data


class ActionForm(ProtectionForm):
    """Something that is to be done."""

    service = forms.ChoiceField(label=_("Kind of help"), choices=Service.choices)
    what = in_words(_("What is to be done"), rows=3)
    owner = forms.ChoiceField(label=_("Who does it"))
    due_on = _Day(label=_("Until"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.owners = {str(one.pk): one for one in owners(self.case)}
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            (pk, f"{one.person.name}, {one.institution.name}") for pk, one in self.owners.items()
        ]

    def planned(self) -> Planned:
        """What was planned."""
        typed = self.cleaned_data
        owner = self.owners[typed["owner"]]
        return Planned(Service(typed["service"]), typed["what"], owner, typed["due_on"])


class ServiceForm(ProtectionForm):
    """A service that begins."""

    service = forms.ChoiceField(label=_("Kind of help"), choices=Service.choices)
    provider = forms.CharField(label=_("Who gives it"), max_length=LONGEST_LINE)
    started_on = _Day(label=_("Since"))
    notes = in_words(_("Notes"), rows=3, required=False)


class ServiceEndForm(CaseForm):
    """The day on which a service ended."""

    ended_on = _Day(label=_("Ended on"))


class FollowUpForm(ProtectionForm):
    """How somebody is."""

    way = forms.ChoiceField(label=_("How"), choices=Contacted.choices)
    reached = forms.BooleanField(label=_("I reached the person"), required=False)
    happened_on = _Day(label=_("On"))
    notes = in_words(_("How is the person? What has changed?"))
    next_on = _Day(label=_("Next time on"), required=False)

    def seen(self) -> Seen:
        """What was written."""
        typed = self.cleaned_data
        day: date = typed["happened_on"]
        return Seen(Contacted(typed["way"]), typed["reached"], day, typed["notes"], typed["next_on"])


class FeedbackForm(ProtectionForm):
    """In words that a child of twelve understands. Every question can be left out."""

    listened = forms.ChoiceField(
        label=_("Did people listen to you?"), required=False, widget=forms.RadioSelect
    )
    safe = forms.ChoiceField(label=_("Do you feel safe with us?"), required=False, widget=forms.RadioSelect)
    helped = forms.ChoiceField(label=_("Did it help you?"), required=False, widget=forms.RadioSelect)
    words = in_words(
        _("What was good? What should be different?"),
        required=False,
        help_text=_("You can write as much or as little as you like. There are no wrong answers."),
    )
    about = forms.ChoiceField(label=_("Is it about somebody?"), required=False)
    may_be_told = forms.BooleanField(
        label=_("Those whom it is about may read it"),
        required=False,
        help_text=_("If you leave this empty, they cannot read it here."),
    )
    written_alone = forms.BooleanField(label=_("I wrote this myself"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("listened", "safe", "helped"):
            self.fields[name].choices = Feeling.choices  # type: ignore[attr-defined]
        self.known = _whom(self.case)
        named = [
            (key, one.name if isinstance(one, Institution) else one.person.name)
            for key, one in self.known.items()
        ]
        self.fields["about"].choices = [("", _("nobody in particular")), *named]  # type: ignore[attr-defined]

    def heard(self) -> Heard:
        """What was said."""
        typed = self.cleaned_data
        return Heard(
            words=typed["words"],
            listened=typed["listened"],
            safe=typed["safe"],
            helped=typed["helped"],
            about=self.known.get(typed["about"]),
            may_be_told=typed["may_be_told"],
            written_alone=typed["written_alone"],
        )


def _whom(case: Case) -> dict[str, Institution | Membership]:
    """Institutions and people that work on the protection of the case, by their key in the form."""
    people = owners(case)
    found: dict[str, Institution | Membership] = {str(one.institution_id): one.institution for one in people}
    return found | {str(one.pk): one for one in people}
