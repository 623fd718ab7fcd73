"""The four compartments of a case: each with its own key, sealed to every institution that holds a grant."""

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution, InstitutionKey
from amparo.kernel import clock

if TYPE_CHECKING:
    from amparo.cases.models.case import Case


class Compartment(models.TextChoices):
    """What is walled off from what. A grant is for one of them, never for 'the case'."""

    SUMMARY = "summary", _("summary")
    IDENTITY = "identity", _("identity")
    PROTECTION = "protection", _("protection")
    INVESTIGATION = "investigation", _("investigation")


class CompartmentKey(models.Model):
    """One generation of a compartment's key. A withdrawal starts a new one, which seals the old."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="compartment_keys")
    compartment = models.CharField(max_length=16, choices=Compartment)
    generation = models.PositiveIntegerField()
    sealed_previous = models.BinaryField(null=True)
    rotation_due = models.BooleanField(default=False)  # a share was frozen and no holder has rotated yet
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "compartment", "generation"], name="one_key_a_generation_of_a_compartment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.compartment} of {self.case_id}, generation {self.generation}"


class CompartmentGrantQuerySet(models.QuerySet["CompartmentGrant"]):
    def live(self) -> "CompartmentGrantQuerySet":
        return self.filter(ended_at=None, promised=False)

    def promised(self) -> "CompartmentGrantQuerySet":
        return self.filter(ended_at=None, promised=True)

    def standing(self) -> "CompartmentGrantQuerySet":
        """Live, or promised: whatever holds a box."""
        return self.filter(ended_at=None)

    def of(self, institution: Institution) -> "CompartmentGrantQuerySet":
        return self.filter(institution_key__institution=institution)

    def end(self) -> int:
        """Destroy the boxes: what was granted or promised opens no more. Returns how many stood."""
        return self.standing().update(ended_at=clock.now(), box=None)


class CompartmentGrant(models.Model):
    """A compartment key sealed to one epoch of one institution, with the basis it rests on."""

    key = models.ForeignKey(CompartmentKey, models.CASCADE, related_name="grants")
    institution_key = models.ForeignKey(InstitutionKey, models.PROTECT, related_name="+")
    box = models.BinaryField(null=True)
    basis = models.CharField(max_length=24)
    granted_at = models.DateTimeField(default=clock.now, editable=False)
    until = models.DateTimeField(null=True)  # a grant that ends by itself
    promised = models.BooleanField(default=False)  # sealed in advance, opens nothing until it is accepted
    ended_at = models.DateTimeField(null=True)

    objects = CompartmentGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at=None, box__isnull=False)
                | models.Q(ended_at__isnull=False, box=None),
                name="an_ended_compartment_grant_holds_no_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key_id} to key {self.institution_key_id}"


class CompartmentRow(models.Model):
    """A row whose sealed fields lie under one compartment of its case; subclasses say which."""

    compartment: ClassVar[Compartment]
    searchable: ClassVar[bool] = True  # False where finding a word would tell what a rule hides

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        "cases.Case", models.CASCADE, related_name="%(class)ss"
    )
    generation = models.PositiveIntegerField(default=0)  # of the compartment's key; 0 while nothing is sealed

    class Meta:
        abstract = True
