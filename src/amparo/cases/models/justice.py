"""What the justice system did with a case, step by step."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Membership
from amparo.cases.models.compartment import Compartment, CompartmentRow
from amparo.cases.models.people import PersonInCase
from amparo.kernel import clock
from amparo.kernel.fields import SealedField


class JusticeStepKind(models.TextChoices):
    """The steps of a criminal case, in their order; the last three come out of it."""

    REPORTED = "reported", _("reported to the authorities")
    INQUIRY_OPENED = "inquiry_opened", _("inquiry opened")
    CHARGED = "charged", _("charged")
    ACCEPTED = "accepted", _("charge accepted by the court")
    TRIAL = "trial", _("trial")
    JUDGMENT = "judgment", _("judgment")
    APPEAL = "appeal", _("appeal")
    FINAL = "final", _("final decision")
    RETURNED = "returned", _("sent back to the inquiry by the court")
    ARCHIVED = "archived", _("inquiry ended without a charge")
    WITHDRAWN = "withdrawn", _("complaint withdrawn")


class CourtKind(models.TextChoices):
    """Where the case is, without saying which court: that lies sealed."""

    POLICE = "police", _("police or investigation service")
    PROSECUTION = "prosecution", _("prosecution office")
    DISTRICT = "district", _("district court")
    PROVINCIAL = "provincial", _("provincial court")
    MINORS = "minors", _("juvenile court")
    HIGHER = "higher", _("court of appeal")
    SUPREME = "supreme", _("supreme court")


class JusticeStepQuerySet(models.QuerySet["JusticeStep"]):
    def standing(self) -> "JusticeStepQuerySet":
        """Those that were not taken back as mistakes."""
        return self.filter(taken_back_at=None)


class JusticeStep(CompartmentRow):
    """One step with its date. In the clear only what counts delays and identifies nobody."""

    compartment = Compartment.INVESTIGATION
    # Whose proceedings; empty: those of everybody in the case who has no line of their own.
    person = models.ForeignKey(PersonInCase, models.PROTECT, null=True, related_name="justice_steps")
    kind = models.CharField(max_length=16, choices=JusticeStepKind)
    happened_on = models.DateField()
    next_on = models.DateField(null=True)  # the next hearing or act
    court_kind = models.CharField(max_length=12, choices=CourtKind, blank=True)
    # Of a withdrawn complaint: whether it goes on without one, where a person corrects what the law map says.
    public_crime = models.BooleanField(null=True)
    court = SealedField()
    notes = SealedField()
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    taken_back_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    objects = JusticeStepQuerySet.as_manager()

    class Meta:
        ordering = ["happened_on", "at"]
        indexes = [
            models.Index(
                fields=["next_on"],
                condition=Q(next_on__isnull=False, taken_back_at=None),
                name="justice_dates_ahead",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.case_id}"
