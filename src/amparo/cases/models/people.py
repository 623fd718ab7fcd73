"""The people of a case: who they are (sealed), what indicators may know of them, and their roles."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Membership
from amparo.cases.models.case import Case
from amparo.cases.models.compartment import Compartment, CompartmentRow
from amparo.kernel import clock
from amparo.kernel.fields import SealedField
from amparo.reports.answers import CHILD_BANDS, AgeBand, Sex


class AgeKnown(models.TextChoices):
    """How the age was found out."""

    DOCUMENT = "document", _("from a document")
    TOLD = "told", _("told by the person")
    FAMILY = "family", _("told by family or somebody close")
    ASSESSED = "assessed", _("assessed by professionals, with the person's agreement")
    ESTIMATED = "estimated", _("estimated; in doubt the person is treated as a child")


class Disability(models.TextChoices):
    """What is difficult for the person (after the Washington Group's short set)."""

    SEEING = "seeing", _("seeing")
    HEARING = "hearing", _("hearing")
    WALKING = "walking", _("walking or climbing")
    REMEMBERING = "remembering", _("remembering or concentrating")
    SELF_CARE = "self_care", _("washing or dressing")
    COMMUNICATING = "communicating", _("understanding or being understood")
    PSYCHOSOCIAL = "psychosocial", _("living with a mental-health condition")


class Movement(models.TextChoices):
    """On the move, or far from home."""

    DISPLACED = "displaced", _("displaced inside the country")
    REFUGEE = "refugee", _("refugee or asking for asylum")
    RETURNED = "returned", _("returned from abroad")
    MIGRANT_WORKER = "migrant_worker", _("migrant worker")
    DOMESTIC_WORKER = "domestic_worker", _("domestic worker")
    SPONSORED = "sponsored", _("may stay only through an employer (sponsorship)")
    STATELESS = "stateless", _("without nationality")
    ALONE = "alone", _("a child without family or guardian")


class PersonInCaseQuerySet(models.QuerySet["PersonInCase"]):
    def in_role(self, *roles: str) -> "PersonInCaseQuerySet":
        """People who now have one of these roles."""
        standing = CaseRole.objects.standing().filter(person=models.OuterRef("pk"), role__in=roles)
        return self.filter(models.Exists(standing))


class PersonInCase(CompartmentRow):
    """Somebody in a case. The pseudonym says nothing of the role: a suspect can turn out to be a victim."""

    compartment = Compartment.IDENTITY
    number = models.PositiveSmallIntegerField()
    birth_year = models.PositiveSmallIntegerField(null=True)
    age_band = models.CharField(max_length=8, choices=AgeBand, blank=True)
    age_known = models.CharField(max_length=12, choices=AgeKnown, blank=True)
    sex = models.CharField(max_length=8, choices=Sex, blank=True)
    nationality = models.CharField(max_length=2, blank=True)  # ISO 3166-1
    languages = ArrayField(models.CharField(max_length=3), default=list)  # ISO 639
    disabilities = ArrayField(models.CharField(max_length=16, choices=Disability), default=list)
    movement = ArrayField(models.CharField(max_length=16, choices=Movement), default=list)
    papers_withheld = models.BooleanField(null=True)
    wages_unpaid = models.BooleanField(null=True)
    sponsorship_passed_on = models.BooleanField(null=True)
    identity = SealedField()  # names, birth date, gender, contacts, documents, address: people/identity.py
    added_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    objects = PersonInCaseQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_person_a_number_in_a_case")
        ]

    def __str__(self) -> str:
        return f"{self.pseudonym} in {self.case_id}"

    @property
    def pseudonym(self) -> str:
        """What the person is called where names are not."""
        return f"P{self.number}"

    @property
    def child(self) -> bool | None:
        """Whether the person is under 18; None while nobody knows."""
        return self.age_band in CHILD_BANDS if self.age_band else None


class Suspected(CompartmentRow):
    """Who a suspect is. Lies with the investigation, so that the protection side need not hold it."""

    compartment = Compartment.INVESTIGATION
    person = models.OneToOneField(PersonInCase, models.CASCADE, related_name="suspected")
    identity = SealedField()

    def __str__(self) -> str:
        return f"suspect {self.person_id}"


class Part(models.TextChoices):
    """What somebody is in a case."""

    VICTIM = "victim", _("victim")
    WITNESS = "witness", _("witness")
    REPORTER = "reporter", _("reporter")
    GUARDIAN = "guardian", _("guardian")
    SUSPECT = "suspect", _("suspect")


class CaseRoleQuerySet(models.QuerySet["CaseRole"]):
    def standing(self) -> "CaseRoleQuerySet":
        return self.filter(ended_at=None)


class CaseRole(models.Model):
    """A role that a person has in a case, from when to when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(PersonInCase, models.CASCADE, related_name="roles")
    role = models.CharField(max_length=12, choices=Part)
    given_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=clock.now)
    ended_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = CaseRoleQuerySet.as_manager()

    class Meta:
        ordering = ["given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"], condition=models.Q(ended_at=None), name="a_role_is_had_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id}"


class Outcome(models.TextChoices):
    """What a non-punishment review found."""

    MADE_TO = "made_to", _("The person was made to do it: they are not to be pursued for it")
    OWN_ACTS = "own_acts", _("The acts have nothing to do with what the person was subjected to")


class NonPunishmentReview(CompartmentRow):
    """Somebody looked whether a victim is to answer for an act, before anybody may call them a suspect."""

    compartment = Compartment.INVESTIGATION
    person = models.ForeignKey(PersonInCase, models.CASCADE, related_name="non_punishment_reviews")
    outcome = models.CharField(max_length=12, choices=Outcome)
    reasoning = SealedField()
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at"]
        get_latest_by = "at"

    def __str__(self) -> str:
        return f"review of {self.person_id}"


class CasePoint(models.Model):
    """The blind index of a phone, account, address or document of somebody in a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="points")
    person = models.ForeignKey(PersonInCase, models.CASCADE, related_name="points")
    kind = models.CharField(max_length=16)
    digest = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "digest"], name="one_case_point_a_person")
        ]
        indexes = [models.Index(fields=["digest", "kind"], name="same_case_point")]

    def __str__(self) -> str:
        return f"{self.kind} in {self.case_id}"
