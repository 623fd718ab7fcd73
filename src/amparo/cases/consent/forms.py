"""The forms around consent and overrides."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Kind
from amparo.cases.consent import actions
from amparo.cases.consent.actions import Request, Wanted
from amparo.cases.consent.permit import victims_of
from amparo.cases.forms import CaseForm, in_words
from amparo.cases.models import Ground, Part, PersonInCase, Purpose
from amparo.cases.models.consent import Assent, GivenBy, Override, Said
from amparo.cases.sharing.forms import FOR_WORK, InstitutionField, LastDayField, PartsField, others
from amparo.kernel import clock

WITHOUT_NAMES = frozenset({Purpose.RESEARCH, Purpose.PUBLICATION})


def _day(ahead: timedelta) -> str:
    return timezone.localtime(clock.now() + ahead).date().isoformat()


def _called(person: PersonInCase) -> str:
    known = [str(word) for word in (person.get_age_band_display(), person.get_sex_display()) if word]
    return f"{person.pseudonym} ({', '.join(known)})" if known else person.pseudonym


class AskForm(CaseForm):
    """What somebody is going to be asked; the question itself comes on the next page, in plain words."""

    person = forms.ChoiceField(label=_("Who is asked"))
    given_by = forms.ChoiceField(label=_("Who says yes or no"), choices=GivenBy, widget=forms.RadioSelect)
    guardian = forms.ChoiceField(
        label=_("Parent or guardian"),
        required=False,
        help_text=_("Somebody who is suspected in the case cannot say yes for the child."),
    )
    recipient = InstitutionField(label=_("Who may see it"), required=False)
    recipient_kind = forms.ChoiceField(
        label=_("Or any institution of this kind"), required=False, choices=[("", "---"), *Kind.choices]
    )
    purpose = forms.ChoiceField(label=_("What for"), choices=Purpose)
    parts = PartsField()
    valid_until = LastDayField(help_text=_("A year at most. After that, ask again."))
    language = forms.ChoiceField(label=_("Language of the page"), choices=())
    interpreted = forms.BooleanField(
        label=_("Somebody will say it in the person's own language"), required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"valid_until": _day(timedelta(days=180)), "given_by": GivenBy.SELF}
        super().__init__(*args, **options)
        case = self.case
        self.people = {str(one.pk): one for one in PersonInCase.objects.filter(case=case)}
        victims = [(str(one.pk), _called(one)) for one in victims_of(case)]
        guardians = PersonInCase.objects.filter(case=case).in_role(Part.GUARDIAN)
        fields: dict[str, Any] = self.fields
        fields["person"].choices = victims
        fields["guardian"].choices = [("", "---"), *((str(one.pk), _called(one)) for one in guardians)]
        fields["recipient"].offer(others(case))
        fields["language"].choices = settings.LANGUAGES

    def clean(self) -> dict[str, Any]:
        """Names one receiver or one kind; nobody's name goes into research or a publication."""
        typed = self.cleaned_data
        if bool(typed.get("recipient")) == bool(typed.get("recipient_kind")):
            self.add_error("recipient", _("Choose an institution, or a kind of institution: one of the two."))
        if typed.get("purpose") in WITHOUT_NAMES and "identity" in typed.get("parts", []):
            self.add_error("parts", _("Names are not given away for research or publication."))
        return typed

    def request(self) -> Request:
        """What is asked."""
        typed = self.cleaned_data
        return Request(
            person=self.people[typed["person"]],
            purpose=typed["purpose"],
            compartments=frozenset(typed["parts"]),
            valid_until=typed["valid_until"],
            given_by=GivenBy(typed["given_by"]),
            language=typed["language"],
            recipient=typed["recipient"],
            recipient_kind=typed["recipient_kind"],
            guardian=self.people.get(typed["guardian"]),
            interpreted=typed["interpreted"],
        )


class AnswerForm(CaseForm):
    """Yes or no, by two buttons of the same size; and what the child says."""

    answer = forms.ChoiceField(choices=Said)
    assent = forms.ChoiceField(
        label=_("What does the child say?"), choices=Assent, widget=forms.RadioSelect, required=False
    )

    def clean(self) -> dict[str, Any]:
        """A yes for a child needs the child's own word."""
        typed = self.cleaned_data
        if self.child and typed.get("answer") == Said.YES and not typed.get("assent"):
            self.add_error("assent", _("Say what the child said."))
        return typed

    def __init__(self, *args: Any, child: bool, **options: Any) -> None:
        self.child = child
        super().__init__(*args, **options)
        if not child:
            del self.fields["assent"]


class OverrideForm(CaseForm):
    """A share that nobody agreed to: on one of three grounds, for a reason, for a while."""

    ground = forms.ChoiceField(label=_("Ground"), choices=(), widget=forms.RadioSelect)
    recipient = InstitutionField(label=_("With whom"))
    purpose = forms.ChoiceField(label=_("What for"), choices=FOR_WORK)
    parts = PartsField()
    until = LastDayField(help_text=_("30 days at most."))
    reason = in_words(
        _("Reason"), help_text=_("Why nobody can be asked, or why a no cannot be followed. No names.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"until": _day(timedelta(days=7))}
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["ground"].choices = Override._meta.get_field("ground").choices
        fields["recipient"].offer(others(self.case))

    def wanted(self) -> Wanted:
        """What is asked for."""
        typed = self.cleaned_data
        return actions.Wanted(
            ground=Ground(typed["ground"]),
            recipient=typed["recipient"],
            purpose=typed["purpose"],
            compartments=frozenset(typed["parts"]),
            until=typed["until"],
            reason=typed["reason"],
        )


class DecideForm(CaseForm):
    """A second person's yes or no."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("Share without consent")), ("no", _("Do not share"))],
        widget=forms.RadioSelect,
    )


class ReviewForm(CaseForm):
    """A third person's judgement afterwards."""

    decision = forms.ChoiceField(
        label=_("Your judgement"),
        choices=[
            ("yes", _("It was right, and may go on")),
            ("no", _("It was not right: close it now")),
        ],
        widget=forms.RadioSelect,
    )
