"""What makes sealed text findable for those who can open it: keyed word digests, one row a sealed field."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from amparo.accounts.models import Institution
from amparo.cases.models.case import Case
from amparo.cases.models.compartment import Compartment


class IndexedText(models.Model):
    """The words of one sealed field, as digests under a key that only one institution's members reach."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="indexed_texts")
    compartment = models.CharField(max_length=16, choices=Compartment)
    row = models.UUIDField()
    field = models.CharField(max_length=32)
    epoch = models.PositiveIntegerField()  # of the institution's key that the digests were made with
    seal = models.BinaryField()  # the first bytes of the ciphertext: another sealing has others
    tokens = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["row", "field", "institution"], name="a_sealed_field_is_indexed_once_a_reader"
            )
        ]
        indexes = [GinIndex(fields=["tokens"], name="words_of_sealed_text", fastupdate=False)]

    def __str__(self) -> str:
        return f"{self.field} of {self.row} for {self.institution_id}"
