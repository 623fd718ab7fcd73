"""A further file of a collection: a day's posts, on the same authority and for the same purpose."""

import uuid
from pathlib import Path

from django.db import models

from amparo.accounts.models import Membership
from amparo.kernel import clock, sealing
from amparo.kernel.fields import SealedField
from amparo.leads.models.collection import Collection, file_context, file_path


class Addition(models.Model):
    """Sealed under a key of its own, which lies under the collection's. Read after the files before it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="additions")
    uploaded_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)
    told = SealedField()  # name of the file, its key; None once the collection is destroyed
    size = models.BigIntegerField()  # bytes in the clear
    digest = models.BinaryField()  # SHA-256 of the file in the clear

    # Of a file that cannot be read, and so stops every run: kept, but no run reads it.
    left_out_at = models.DateTimeField(null=True)
    left_out_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["uploaded_at", "pk"]

    def __str__(self) -> str:
        return f"more of {self.collection_id}"

    @property
    def path(self) -> Path:
        """Where the sealed file lies."""
        return file_path(self.pk)

    @property
    def file_context(self) -> sealing.Context:
        """What the sealed file is bound to."""
        return file_context(self.pk)
