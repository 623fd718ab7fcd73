"""What a person decided about a lead: a row beside it that can be taken back, never a change of it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Membership
from amparo.cases.models import Case
from amparo.kernel import clock
from amparo.kernel.fields import SealedField
from amparo.leads.models.lead import Lead, LeadState


class Verdict(models.TextChoices):
    """What a person can decide."""

    CONFIRM = "confirm", _("Confirm into a new case")
    JOIN = "join", _("Join to a case")
    WATCH = "watch", _("Watch")
    DISMISS = "dismiss", _("Dismiss")


STATE_AFTER = {
    Verdict.CONFIRM: LeadState.CONFIRMED,
    Verdict.JOIN: LeadState.CONFIRMED,
    Verdict.WATCH: LeadState.WATCHED,
    Verdict.DISMISS: LeadState.DISMISSED,
}


class Why(models.TextChoices):
    """Why a lead was dismissed, as a code that precision can be read from."""

    ORDINARY = "ordinary", _("an ordinary, open offer")
    AGENCY = "agency", _("a legitimate agency or employer")
    SHARED = "shared", _("strangers joined by something that they merely share")
    MISREAD = "misread", _("the machine misread the words")
    OTHER_CRIME = "other_crime", _("something else, perhaps another offence")
    TOO_LITTLE = "too_little", _("too little to go on")


class JudgementQuerySet(models.QuerySet["Judgement"]):
    def standing(self) -> "JudgementQuerySet":
        return self.filter(taken_back_at=None)


class Judgement(models.Model):
    """A verdict with its reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="judgements")
    verdict = models.CharField(max_length=8, choices=Verdict)
    why = models.CharField(max_length=12, choices=Why, blank=True)
    words = SealedField()  # under the collection's key
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="lead_judgements")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(default=clock.now)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    taken_back_words = SealedField()

    objects = JudgementQuerySet.as_manager()

    class Meta:
        ordering = ["judged_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["lead"],
                condition=models.Q(taken_back_at=None),
                name="one_standing_judgement_a_lead",
            )
        ]

    def __str__(self) -> str:
        return f"{self.verdict} on {self.lead_id}"
