"""Keeping somebody safe: risk, safety plan, actions with an owner, services, follow-up, their own word."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.accounts.models import Institution, Membership
from amparo.cases.models.compartment import Compartment, CompartmentRow
from amparo.cases.models.people import PersonInCase
from amparo.kernel import clock
from amparo.kernel.fields import SealedField


class Risk(models.TextChoices):
    """How great the risk is, as a person judges it."""

    IMMEDIATE = "immediate", _("immediate danger")
    # In Portuguese a risk is "alto" and an urgency "alta".
    HIGH = "high", pgettext_lazy("risk", "high")
    MEDIUM = "medium", pgettext_lazy("risk", "medium")
    LOW = "low", pgettext_lazy("risk", "low")


class ProtectionRow(CompartmentRow):
    """Something about one person, under the protection key."""

    compartment = Compartment.PROTECTION
    person = models.ForeignKey(PersonInCase, models.PROTECT, related_name="%(class)ss")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True
        ordering = ["at"]
        get_latest_by = "at"

    def __str__(self) -> str:
        return f"{type(self).__name__} for {self.person_id}"


class RiskAssessment(ProtectionRow):
    """The answers to the risk questions, the level that they suggest, and the one that a person set."""

    level = models.CharField(max_length=12, choices=Risk)
    suggested = models.CharField(max_length=12, choices=Risk)
    edition = models.CharField(max_length=12)  # of the questions
    answers = SealedField()  # code of a question: 'yes', 'no' or 'unknown'
    reasoning = SealedField()
    again_on = models.DateField(null=True)


class SafetyPlan(ProtectionRow):
    """What the person does, and whom they turn to, when it becomes dangerous; the newest counts."""

    plan = SealedField()  # by the parts of protection/safety.py
    with_person = models.BooleanField()  # made together with them


class Service(models.TextChoices):
    """Kinds of help."""

    SHELTER = "shelter", _("a safe place to stay")
    HEALTH = "health", _("health care")
    PSYCHOSOCIAL = "psychosocial", _("psychosocial support")
    LEGAL = "legal", _("legal aid")
    POLICE = "police", _("police protection")
    TRACING = "tracing", _("finding the family, and going home")
    SCHOOL = "school", _("school or training")
    LIVELIHOOD = "livelihood", _("work and livelihood")
    PAPERS = "papers", _("identity papers or leave to stay")
    MATERIAL = "material", _("food, clothes, transport, phone")
    INTERPRETING = "interpreting", _("interpreting, also sign language")
    TAKEDOWN = "takedown", _("having images or accounts taken down")
    OTHER = "other", _("other help")


class Progress(models.TextChoices):
    """Where an action of the plan stands."""

    OPEN = "open", _("to do")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


class PlanActionQuerySet(models.QuerySet["PlanAction"]):
    def to_do(self) -> "PlanActionQuerySet":
        return self.filter(state=Progress.OPEN)


class PlanAction(ProtectionRow):
    """Something to be done, by whom and until when."""

    service = models.CharField(max_length=16, choices=Service)
    what = SealedField()
    owner = models.ForeignKey(Membership, models.PROTECT, related_name="plan_actions")
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=Progress, default=Progress.OPEN)
    settled_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects = PlanActionQuerySet.as_manager()

    class Meta(ProtectionRow.Meta):
        ordering = ["due_on", "at"]
        indexes = [
            models.Index(
                fields=["owner", "due_on"], condition=models.Q(state="open"), name="plan_actions_to_do"
            )
        ]


class ServiceEpisode(ProtectionRow):
    """A service that the person had, from when to when."""

    service = models.CharField(max_length=16, choices=Service)
    provider = SealedField()
    notes = SealedField()
    started_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta(ProtectionRow.Meta):
        ordering = ["started_on"]


class Contacted(models.TextChoices):
    """How a follow-up was made."""

    VISIT = "visit", _("visit")
    OFFICE = "office", _("the person came")
    PHONE = "phone", _("phone call")
    THROUGH = "through", _("through somebody whom the person trusts")


class FollowUp(ProtectionRow):
    """Looking how somebody is."""

    way = models.CharField(max_length=8, choices=Contacted)
    reached = models.BooleanField()
    happened_on = models.DateField()
    next_on = models.DateField(null=True)
    notes = SealedField()

    class Meta(ProtectionRow.Meta):
        ordering = ["happened_on", "at"]


class Feeling(models.TextChoices):
    """What a child can point at."""

    YES = "yes", _("Yes")
    LITTLE = "little", _("A little")
    NO = "no", _("No")


class Feedback(ProtectionRow):
    """What the person thinks of the help, in their own words. Whom it is about reads it only if they may."""

    searchable = False

    listened = models.CharField(max_length=8, choices=Feeling, blank=True)
    safe = models.CharField(max_length=8, choices=Feeling, blank=True)
    helped = models.CharField(max_length=8, choices=Feeling, blank=True)
    words = SealedField()
    about_institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    about_worker = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    may_be_told = models.BooleanField(default=False)  # the person agrees that those whom it is about read it
    written_alone = models.BooleanField(default=False)

    def hidden_from(self, membership: Membership) -> bool:
        """Whether this member, or the institution, is whom it is about, and the person did not agree."""
        if self.may_be_told:
            return False
        if self.about_institution_id == membership.institution_id:
            return True
        return self.about_worker is not None and self.about_worker.person_id == membership.person_id
