"""The staff's forms about one report; each decision carries the version that the officer saw."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution
from amparo.accounts.policy import Actor
from amparo.geography.models import Unit
from amparo.kernel.references import is_reference
from amparo.reports import decisions
from amparo.reports.answers import LONGEST_NARRATIVE, Matter
from amparo.reports.decisions import LONGEST_REASON, Choice
from amparo.reports.models import Level, Report, SendingBasis, Verdict
from amparo.reports.triage.queue import Wanted


class QueueFilter(forms.Form):
    """Narrows the queue; a value that does not exist narrows nothing."""

    level = forms.ChoiceField(label=_("Urgency"), required=False, choices=[("", _("all")), *Level.choices])
    matter = forms.ChoiceField(label=_("Matter"), required=False, choices=[("", _("all")), *Matter.choices])
    province = forms.ChoiceField(label=_("Province"), required=False)
    show = forms.ChoiceField(
        label=_("Show only"),
        required=False,
        choices=[
            ("", _("all")),
            ("overdue", _("overdue")),
            ("escalated", _("with the supervisor")),
            ("unread", _("the reporter wrote")),
            ("doubtful", _("doubtful")),
        ],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        provinces = Unit.objects.provinces().values_list("pcode", "name")
        self.fields["province"].choices = [("", _("all")), *provinces]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What the list is narrowed to."""
        self.is_valid()
        chosen = self.cleaned_data
        show = chosen.get("show", "")
        return Wanted(
            province=chosen.get("province", ""),
            matter=chosen.get("matter", ""),
            level=chosen.get("level", ""),
            overdue=show == "overdue",
            unread=show == "unread",
            doubtful=show == "doubtful",
            escalated=show == "escalated",
        )


class Reasoned(forms.Form):
    """A reason, and the version of the report that it is about."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, actor: Actor, report: Report, **options: Any) -> None:
        self.actor, self.report = actor, report
        options.setdefault("initial", {"version": report.version})
        options["auto_id"] = f"{type(self).__name__.lower()}_%s"
        super().__init__(*args, **options)


class TakeUpForm(Reasoned):
    """Take up, as a case of its own or into one that exists: the case will say why."""

    into = forms.CharField(
        label=_("Reference of a case that it belongs to, if there is one"), required=False, max_length=20
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["reason"]

    def clean_into(self) -> str:
        """The reference as it is written."""
        typed: str = self.cleaned_data["into"].strip().upper()
        if typed and not is_reference(typed):
            raise forms.ValidationError(_("This is not a reference. It looks like C26-7KQ4-M2XH-C."))
        return typed

    def choice(self) -> Choice:
        return Choice(Verdict.TAKE_UP, into=self.cleaned_data["into"])


class JoinForm(Reasoned):
    """Join to another report of one's institution, named by its reference."""

    reference = forms.CharField(label=_("Reference of the other report"), max_length=20)
    field_order = ["version", "reference", "reason"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].required = False

    def clean_reference(self) -> Report:
        """The report itself."""
        typed = self.cleaned_data["reference"].strip().upper()
        if not is_reference(typed):
            raise forms.ValidationError(_("This is not a reference. It looks like R26-7KQ4-M2XH-C."))
        own = Report.objects.held_by(self.actor.institution).without_contents()
        target = own.filter(reference=typed).first()
        if target is None:
            raise forms.ValidationError(_("Your institution holds no report with this reference."))
        if target.pk == self.report.pk:
            raise forms.ValidationError(_("A report cannot be joined to itself."))
        return target

    def choice(self) -> Choice:
        chosen = self.cleaned_data
        return Choice(Verdict.JOIN, chosen["reason"], joined_to=chosen["reference"])


class SendOnForm(Reasoned):
    """Send on to another institution, on a legal basis."""

    to = forms.ChoiceField(label=_("Institution"))
    basis = forms.ChoiceField(label=_("Legal basis"), choices=SendingBasis, widget=forms.RadioSelect)
    field_order = ["version", "to", "basis", "reason"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.receivers = {str(one.pk): one for one in decisions.receivers(self.actor.institution)}
        self.fields["to"].choices = [("", "---"), *((pk, one.name) for pk, one in self.receivers.items())]  # type: ignore[attr-defined]

    def clean_to(self) -> Institution:
        """The institution itself."""
        return self.receivers[self.cleaned_data["to"]]

    def choice(self) -> Choice:
        chosen = self.cleaned_data
        return Choice(
            Verdict.SEND_ON, chosen["reason"], sent_to=chosen["to"], basis=SendingBasis(chosen["basis"])
        )


class KeepForm(Reasoned):
    """Keep as information."""

    def choice(self) -> Choice:
        return Choice(Verdict.KEEP, self.cleaned_data["reason"])


class DismissForm(Reasoned):
    """Dismiss as spam or misuse."""

    def choice(self) -> Choice:
        return Choice(Verdict.DISMISS, self.cleaned_data["reason"])


class TakeBackForm(Reasoned):
    """Take a decision back, or call back what was sent on."""


class OverrideForm(Reasoned):
    """One's own judgement of urgency."""

    level = forms.ChoiceField(label=_("Urgency"), choices=Level)
    field_order = ["version", "level", "reason"]


class MessageForm(forms.Form):
    """What the officer writes to the reporter."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_NARRATIVE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The reporter reads this with the receipt. Write plainly. Do not ask for images."),
    )
    is_question = forms.BooleanField(label=_("This is a question that needs an answer"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        options["auto_id"] = "message_%s"
        super().__init__(*args, **options)


DECIDING: dict[Verdict, type[Reasoned]] = {
    Verdict.JOIN: JoinForm,
    Verdict.SEND_ON: SendOnForm,
    Verdict.KEEP: KeepForm,
    Verdict.DISMISS: DismissForm,
}
