"""Words that one institution writes to another: sealed to each of the two, and to nobody else."""

import uuid

from django.db import models

from amparo.accounts.models import Institution, InstitutionKey
from amparo.kernel import clock
from amparo.kernel.fields import SealedField


class Letter(models.Model):
    """A text under a key of its own; `LetterBox` holds that key for each reader."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")  # who wrote
    body = SealedField()
    written_at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return f"letter of {self.institution_id}"


class LetterBox(models.Model):
    """A letter's key, sealed to one epoch of a reader; locked once more by the server until they may read."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="boxes")
    institution_key = models.ForeignKey(InstitutionKey, models.PROTECT, related_name="+")
    box = models.BinaryField()
    locked = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "institution_key"], name="one_box_a_reader_of_a_letter")
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} to key {self.institution_key_id}"
