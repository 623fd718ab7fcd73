"""Who else sees a case, what for, and on what that rests."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution, Membership
from amparo.cases.models.case import Case
from amparo.cases.models.compartment import Compartment
from amparo.kernel import clock


class Purpose(models.TextChoices):
    """What somebody may be asked to agree to, one at a time."""

    SERVICES = "services", _("help and services")
    REFERRAL = "referral", _("handing on to another institution")
    INVESTIGATION = "investigation", _("investigation and court")
    RESEARCH = "research", _("research, without names")
    PUBLICATION = "publication", _("publication, without names")
    CROSS_BORDER = "cross_border", _("help from another country")


class Ground(models.TextChoices):
    """What a share rests on. Only the first is a free choice of the person it is about."""

    CONSENT = "consent", _("consent")
    IMMINENT_DANGER = "imminent_danger", _("a life or somebody's safety is in danger now")
    MANDATORY_REPORT = "mandatory_report", _("the law obliges us to report")
    COURT_ORDER = "court_order", _("a court ordered it")
    BREAK_GLASS = "break_glass", _("urgent access, released by two officers")


class Ending(models.TextChoices):
    """Why a share closed."""

    WITHDRAWN = "withdrawn", _("the consent was withdrawn")
    EXPIRED = "expired", _("its time is over")
    NOT_UPHELD = "not_upheld", _("the review did not uphold it")
    NOT_ASKED = "not_asked", _("somebody in the case has not been asked yet")
    COMPLETED = "completed", _("the service is completed")
    ENDED = "ended", _("the institution that shared ended it")


class ShareQuerySet(models.QuerySet["Share"]):
    def live(self) -> "ShareQuerySet":
        """Neither ended nor past their end."""
        return self.filter(Q(until=None) | Q(until__gt=clock.now()), ended_at=None)

    def closed_untold(self, institution: Institution) -> "ShareQuerySet":
        """What closed for an institution and nobody there has seen yet."""
        return self.filter(institution=institution, ended_at__isnull=False, told_at=None)

    def closed(self, institution: Institution) -> "ShareQuerySet":
        """What was open to an institution in another's case and is not any more, the latest first."""
        ended = self.filter(institution=institution, ended_at__isnull=False)
        return ended.exclude(case__institution=institution).order_by("-ended_at")

    def run_out(self) -> "ShareQuerySet":
        """Past their end, and not yet closed."""
        return self.filter(ended_at=None, until__lte=clock.now())


class Share(models.Model):
    """What one institution sees of a case of another. The keys themselves are CompartmentGrants."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="shares")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    data_scope = ArrayField(models.CharField(max_length=16, choices=Compartment))
    purpose = models.CharField(max_length=16, choices=Purpose)
    ground = models.CharField(max_length=16, choices=Ground)
    consents = models.ManyToManyField("cases.Consent", related_name="shares", blank=True)
    override = models.ForeignKey("cases.Override", models.PROTECT, null=True, related_name="shares")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    shared_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=12, choices=Ending, blank=True)
    told_at = models.DateTimeField(null=True)  # the other institution has seen that it closed

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ["-shared_at"]
        indexes = [
            models.Index(fields=["until"], condition=Q(ended_at=None), name="shares_that_end"),
            models.Index(fields=["institution", "-shared_at"], name="shares_with_an_institution"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} with {self.institution_id}"

    @property
    def scope_words(self) -> list[str]:
        """The compartments in words."""
        return [str(Compartment(name).label) for name in self.data_scope]

    @property
    def told_why(self) -> str:
        """Why it closed, as the institution that it was shared with hears it: a person's no stays theirs."""
        if self.ending == Ending.WITHDRAWN:
            return gettext("the share was withdrawn")
        return str(self.get_ending_display())
