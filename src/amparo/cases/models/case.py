"""The seed of a case: an owner, a worker, a stage, and the reports that it grew from."""

import uuid

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution, Membership
from amparo.accounts.relation import Relation
from amparo.cases.models.compartment import CompartmentGrant
from amparo.geography.models import Unit
from amparo.kernel import clock
from amparo.reports.models import Decision, Report


class Stage(models.TextChoices):
    """The steps of case management, in their order."""

    IDENTIFICATION = "identification", _("identification")
    REGISTRATION = "registration", _("registration")
    ASSESSMENT = "assessment", _("assessment")
    PLAN = "plan", _("plan")
    REFERRAL = "referral", _("referral")
    MONITORING = "monitoring", _("monitoring")
    REVIEW = "review", _("review")
    CLOSED = "closed", _("closed")


class CaseQuerySet(models.QuerySet["Case"]):
    def held_by(self, institution: Institution) -> "CaseQuerySet":
        return self.filter(institution=institution)

    def newest_first(self) -> "CaseQuerySet":
        return self.order_by("-opened_at", "pk")

    # Every change comes through these two, and the ORM takes longer to say it than PostgreSQL to do it.

    def held(self, pk: uuid.UUID) -> "Case":
        """The case as it is now, locked until the transaction ends. Raises Case.DoesNotExist."""
        found = next(iter(self.raw("SELECT * FROM cases_case WHERE id = %s FOR UPDATE", [pk])), None)
        if found is None:
            raise Case.DoesNotExist
        return found

    def hold(self, pk: uuid.UUID) -> None:
        """Lock a case until the transaction ends, for who knows it already."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM cases_case WHERE id = %s FOR UPDATE", [pk])


class Case(models.Model):
    """What institutions work on together. It is never without an owner and a worker."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=16, unique=True)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="cases")
    worker = models.ForeignKey(Membership, models.PROTECT, related_name="cases")
    stage = models.CharField(max_length=16, choices=Stage, default=Stage.IDENTIFICATION)
    province = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    child = models.BooleanField(null=True)  # a child is a victim, as far as is known
    online = models.BooleanField(null=True)  # whether technology was used: recorded, not assumed
    opened_at = models.DateTimeField(default=clock.now)
    moved_at = models.DateTimeField(default=clock.now)  # the last step, for "cases without movement"
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)  # counts steps, so that only one of two at once wins

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["institution", "-opened_at", "id"], name="cases_of_an_institution"),
            models.Index(
                fields=["moved_at"], condition=models.Q(closed_at=None), name="open_cases_by_movement"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def relation_to(self, institution: Institution) -> Relation:
        """How an institution stands to this case: owner, holder of a live grant, of an ended one, or none."""
        if institution.pk == self.institution_id:
            return Relation.OWN
        grants = CompartmentGrant.objects.of(institution).filter(key__case=self)
        if grants.live().filter(models.Q(until=None) | models.Q(until__gt=clock.now())).exists():
            return Relation.PARTNER
        return Relation.FORMER if grants.exists() else Relation.OUTSIDER


class CaseReportQuerySet(models.QuerySet["CaseReport"]):
    def standing(self) -> "CaseReportQuerySet":
        """Edges whose decision was not taken back."""
        return self.filter(decision__taken_back_at=None)


class CaseReport(models.Model):
    """A report that a case grew from, by the decision to take it up; stands as long as that decision does."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="edges")
    report = models.ForeignKey(Report, models.PROTECT, related_name="case_edges")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="case_edge")
    began = models.BooleanField(default=True)  # the case was opened from it; the others were added later

    objects = CaseReportQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.report_id} in {self.case_id}"
