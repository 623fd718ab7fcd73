"""What a person agreed to, and what stands in for it when nobody can be asked."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution, Kind, Membership
from amparo.accounts.relation import Relation
from amparo.cases.models.case import Case
from amparo.cases.models.compartment import Compartment, CompartmentRow
from amparo.cases.models.people import PersonInCase
from amparo.cases.models.sharing import Ground, Purpose
from amparo.kernel import clock
from amparo.kernel.fields import SealedField


class GivenBy(models.TextChoices):
    """Who says yes."""

    SELF = "self", _("the person")
    GUARDIAN = "guardian", _("a parent or guardian")
    COURT = "court", _("a court, in their place")


class Said(models.TextChoices):
    """What was said."""

    YES = "yes", _("yes")
    NO = "no", _("no")


class Assent(models.TextChoices):
    """What the child said, beside the guardian or the court."""

    YES = "yes", _("The child says yes")
    NO = "no", _("The child says no")
    NOT_ABLE = "not_able", _("The child is too young, or cannot be asked now")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self) -> "ConsentQuerySet":
        """Said yes to, not withdrawn, not past their end; a child's no stops a guardian's yes."""
        return self.filter(answer=Said.YES, withdrawn_at=None, valid_until__gt=clock.now()).exclude(
            child_assent=Assent.NO
        )

    def covering(self, institution: Institution, purpose: str) -> "ConsentQuerySet":
        """Those that name this institution, or its kind, and this purpose."""
        named = Q(recipient=institution) | Q(recipient=None, recipient_kind=institution.kind)
        return self.filter(named, purpose=purpose)


class Consent(models.Model):
    """One question put to one person, and the answer. Who it is lies sealed with the person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="consents")
    person = models.ForeignKey(PersonInCase, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=16, choices=Purpose)
    recipient = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    recipient_kind = models.CharField(max_length=16, choices=Kind, blank=True)
    data_scope = ArrayField(models.CharField(max_length=16, choices=Compartment))
    given_by = models.CharField(max_length=8, choices=GivenBy)
    guardian = models.ForeignKey(PersonInCase, models.PROTECT, null=True, related_name="consents_for_others")
    child = models.BooleanField(default=False)  # a child was asked, or asked for
    child_assent = models.CharField(max_length=8, choices=Assent, blank=True)
    language = models.CharField(max_length=16)
    interpreted = models.BooleanField(default=False)  # somebody said it in the person's own language
    valid_until = models.DateTimeField()
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=3, choices=Said, blank=True)
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient=None, recipient_kind__gt="")
                | Q(recipient__isnull=False, recipient_kind=""),
                name="a_consent_names_an_institution_or_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(given_by="guardian", guardian__isnull=False)
                | (~Q(given_by="guardian") & Q(guardian=None)),
                name="a_guardian_s_consent_names_the_guardian",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} in {self.case_id}"

    def relation_to(self, institution: Institution) -> Relation:
        return self.case.relation_to(institution)

    @property
    def stands(self) -> bool:
        """Whether it permits anything now."""
        return (
            self.answer == Said.YES
            and self.child_assent != Assent.NO
            and self.withdrawn_at is None
            and self.valid_until > clock.now()
        )

    @property
    def recipient_words(self) -> str:
        """Who may see it, in words."""
        return self.recipient.name if self.recipient else str(Kind(self.recipient_kind).label)

    @property
    def scope_words(self) -> list[str]:
        """The compartments in words."""
        return [str(Compartment(name).label) for name in self.data_scope]


class OverrideQuerySet(models.QuerySet["Override"]):
    def standing(self) -> "OverrideQuerySet":
        """Approved, not past their end, and not struck down by their review."""
        return self.filter(approved=True, until__gt=clock.now()).exclude(upheld=False)

    def unsettled(self) -> "OverrideQuerySet":
        """Waiting for the second person, or for the review by a third."""
        return self.filter(Q(approved=None) | Q(approved=True, reviewed_at=None))


class Override(CompartmentRow):
    """A share without consent: why, who approved it, and what the review within 72 hours said."""

    compartment = Compartment.SUMMARY

    ground = models.CharField(
        max_length=16,
        choices=[
            (ground.value, ground.label) for ground in Ground if ground not in {"consent", "break_glass"}
        ],
    )
    recipient = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=16, choices=Purpose)
    data_scope = ArrayField(models.CharField(max_length=16, choices=Compartment))
    reason = SealedField()
    until = models.DateTimeField()
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    approved = models.BooleanField(null=True)
    approver = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    review_due_at = models.DateTimeField(null=True)
    reviewer = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        indexes = [
            models.Index(
                fields=["review_due_at"],
                condition=Q(approved=True, reviewed_at=None),
                name="overrides_to_review",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ground} in {self.case_id}"

    def relation_to(self, institution: Institution) -> Relation:
        return self.case.relation_to(institution)

    @property
    def scope_words(self) -> list[str]:
        """The compartments in words."""
        return [str(Compartment(name).label) for name in self.data_scope]
