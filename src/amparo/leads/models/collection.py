"""Material that an institution lawfully holds or was given, kept sealed until its time is over."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution, InstitutionKey, Membership
from amparo.accounts.relation import Relation
from amparo.kernel import clock, sealing
from amparo.kernel.fields import SealedField


class Origin(models.TextChoices):
    """How the institution came to have it. Nothing is fetched from anywhere by this system."""

    HELD = "held", _("we hold it lawfully: seized, handed over or from our own file")
    REPORTED = "reported", _("it was reported to us by the public or by a provider")


class LegalBasis(models.TextChoices):
    """What keeping and analysing rest on; docs/legal-basis.md says which law, and what was verified."""

    COURT_ORDER = "court_order", _("a court ordered it")
    PROSECUTOR_ORDER = "prosecutor_order", _("the prosecution ordered it")
    MANDATE = "mandate", _("our statutory task")
    CONSENT = "consent", _("whoever it belongs to agreed")


class CollectionQuerySet(models.QuerySet["Collection"]):
    def held_by(self, institution: Institution) -> "CollectionQuerySet":
        return self.filter(institution=institution)

    def kept(self) -> "CollectionQuerySet":
        return self.filter(deleted_at=None)

    def newest_first(self) -> "CollectionQuerySet":
        return self.order_by("-uploaded_at", "pk")


class Collection(models.Model):
    """Posts, an exhibit-to-be: a first file and what was added. Its key opens them and all that was found."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=16, unique=True)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="collections")
    uploaded_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)
    origin = models.CharField(max_length=8, choices=Origin)
    basis = models.CharField(max_length=16, choices=LegalBasis)
    country = models.CharField(max_length=2)  # where local phone numbers are from, ISO 3166-1 alpha-2
    keep_until = models.DateField()
    told = SealedField()  # title, authority, purpose, name of the file
    size = models.BigIntegerField()  # of the first file: bytes in the clear
    digest = models.BinaryField()  # of the first file: SHA-256 in the clear
    institution_key = models.ForeignKey(InstitutionKey, models.PROTECT, related_name="+")
    box = models.BinaryField(null=True)  # the collection's key, sealed to that epoch; None: destroyed
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")

    objects = CollectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(deleted_at=None, box__isnull=False)
                | models.Q(deleted_at__isnull=False, box=None),
                name="a_deleted_collection_has_no_key",
            )
        ]
        indexes = [
            models.Index(fields=["institution", "-uploaded_at", "id"], name="collections_of_institution"),
            models.Index(
                fields=["keep_until"], condition=models.Q(deleted_at=None), name="collections_by_end"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def path(self) -> Path:
        """Where the sealed file lies."""
        return file_path(self.pk)

    @property
    def file_context(self) -> sealing.Context:
        """What the sealed file is bound to."""
        return file_context(self.pk)

    @property
    def key_context(self) -> sealing.Context:
        """What the box of the collection's key is bound to."""
        return ("leads.Collection", str(self.pk), "key")

    def relation_to(self, institution: Institution) -> Relation:
        """A collection is its institution's own business."""
        return Relation.OWN if institution.pk == self.institution_id else Relation.OUTSIDER


def file_path(pk: uuid.UUID) -> Path:
    """Where a sealed file of a collection lies."""
    return Path(settings.AMPARO_COLLECTIONS) / f"{pk}.sealed"


def file_context(pk: uuid.UUID) -> sealing.Context:
    """What the file of a collection is bound to, also before the row is there."""
    return ("leads.Collection", str(pk), "file")
