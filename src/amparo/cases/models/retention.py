"""How long a case is kept: holds that forbid destroying it, and the decision of two people to do so."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution, Membership
from amparo.cases.models.case import Case
from amparo.cases.models.compartment import Compartment, CompartmentRow
from amparo.kernel import clock
from amparo.kernel.fields import SealedField


class HoldGround(models.TextChoices):
    """What a hold rests on."""

    COURT_ORDER = "court_order", _("a court ordered that it be kept")
    PROCEEDINGS = "proceedings", _("criminal proceedings are open, or may be reopened")
    COMPENSATION = "compensation", _("a claim for compensation is open")
    COMPLAINT = "complaint", _("a complaint about an institution is being looked into")


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def live(self, today: date) -> "LegalHoldQuerySet":
        """Those that keep a case on that day (of the country)."""
        return self.filter(Q(until=None) | Q(until__gte=today), lifted_at=None)


class LegalHold(CompartmentRow):
    """Somebody with the right to say so wants the case kept."""

    compartment = Compartment.SUMMARY
    ground = models.CharField(max_length=16, choices=HoldGround)
    words = SealedField()
    until = models.DateField(null=True)  # the last day; empty: until it is lifted
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    lifted_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"hold on {self.case_id}"


class Destruction(models.Model):
    """A proposal to destroy what is sealed in a case, and what a second person made of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="destructions")
    rule = models.CharField(max_length=32)  # the period that is over, by its code
    due_on = models.DateField()
    proposed_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(null=True)  # empty: waits for the second person

    class Meta:
        ordering = ["proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(confirmed=None) | Q(confirmed=True),
                name="one_standing_destruction_a_case",
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=models.F("answered_by")) | ~Q(confirmed=True),
                name="destroyed_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"destruction of {self.case_id}"
