"""A number, account or address that matters in a case and is nobody's yet, as far as the case knows."""

from django.db import models

from amparo.accounts.models import Membership
from amparo.cases.models.compartment import Compartment, CompartmentRow
from amparo.kernel import clock
from amparo.kernel.fields import SealedField


class CaseContactQuerySet(models.QuerySet["CaseContact"]):
    def standing(self) -> "CaseContactQuerySet":
        """Those that nobody took back."""
        return self.filter(taken_back_at=None)


class CaseContact(CompartmentRow):
    """That somebody put a contact into the case, and from where; one that two put in stands
    until both are taken back.

    It says of nobody that they are a suspect: whose a number is, the investigation has to find out.
    """

    compartment = Compartment.INVESTIGATION
    kind = models.CharField(max_length=16)  # as in reports.identifiers
    digest = models.BinaryField()  # blind index, by which equal ones meet
    value = SealedField()
    source = models.CharField(max_length=16, blank=True)  # reference of what it came from; empty: by hand
    added_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    taken_back_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    objects = CaseContactQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "digest", "source"],
                condition=models.Q(taken_back_at=None) & ~models.Q(digest=b""),
                name="a_contact_stands_once_a_source",
            )
        ]
        indexes = [models.Index(fields=["digest", "kind"], name="same_case_contact")]

    def __str__(self) -> str:
        return f"{self.kind} in {self.case_id}"
