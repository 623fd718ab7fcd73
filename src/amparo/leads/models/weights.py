"""How much each red flag weighs at an institution: versions that people set, never the machine."""

import uuid

from django.db import models

from amparo.accounts.models import Institution, InstitutionKey, Membership
from amparo.accounts.relation import Relation
from amparo.kernel import clock, sealing


class WeightSetQuerySet(models.QuerySet["WeightSet"]):
    def current(self, institution: Institution) -> "WeightSet | None":
        """The newest version; None while the library's own weights hold."""
        return self.filter(institution=institution).order_by("-number").first()


class WeightSet(models.Model):
    """One version. Flags that it does not name have the catalogue's weight."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="weight_sets")
    number = models.PositiveIntegerField()  # 1, 2, 3 … at an institution
    weights = models.JSONField()  # flag → weight
    reason = models.BinaryField()  # sealed to the institution's public key
    institution_key = models.ForeignKey(InstitutionKey, models.PROTECT, related_name="+")
    set_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now)

    objects = WeightSetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "number"], name="one_version_of_weights_a_number")
        ]

    def __str__(self) -> str:
        return f"weights {self.number} of {self.institution_id}"

    @property
    def reason_context(self) -> sealing.Context:
        """What the sealed reason is bound to."""
        return ("leads.WeightSet", str(self.pk), "reason")

    def relation_to(self, institution: Institution) -> Relation:
        return Relation.OWN if institution.pk == self.institution_id else Relation.OUTSIDER
