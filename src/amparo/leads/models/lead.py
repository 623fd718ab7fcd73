"""A lead: a question put to a person. In the clear: what a queue needs and what identifies nobody."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution
from amparo.accounts.relation import Relation
from amparo.kernel.fields import SealedField
from amparo.leads.models.collection import Collection
from amparo.leads.models.run import Run


class LeadState(models.TextChoices):
    """What the last standing judgement says."""

    WAITING = "waiting", _("waits for a person")
    WATCHED = "watched", _("watched")
    CONFIRMED = "confirmed", _("in a case")
    DISMISSED = "dismissed", _("dismissed")


JUDGED = (LeadState.CONFIRMED.value, LeadState.DISMISSED.value)
UNDECIDED = (LeadState.WAITING.value, LeadState.WATCHED.value)
LEGIBLE = models.Q(collection__deleted_at=None)  # whose material was not destroyed


class LeadQuerySet(models.QuerySet["Lead"]):
    def held_by(self, institution: Institution) -> "LeadQuerySet":
        return self.filter(institution=institution)

    def without_contents(self) -> "LeadQuerySet":
        """For lists: what is sealed stays in the database."""
        return self.defer("content", "before")

    def legible(self) -> "LeadQuerySet":
        """Those whose material was not destroyed: of the others nothing can be read, and nothing judged."""
        return self.filter(LEGIBLE)

    def changed(self) -> "LeadQuerySet":
        """Those that are no longer what a person judged."""
        return self.legible().exclude(changed_at=None)

    def judged(self) -> "LeadQuerySet":
        """Those that a person confirmed or dismissed."""
        return self.filter(state__in=JUDGED)


class Lead(models.Model):
    """One network that a run found; `content` is its line of leads.jsonl with the posts of its evidence."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=16, unique=True)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="leads")
    collection = models.ForeignKey(Collection, models.PROTECT, related_name="leads")
    run = models.ForeignKey(Run, models.PROTECT, related_name="leads")
    state = models.CharField(max_length=12, choices=LeadState, default=LeadState.WAITING)
    score = models.PositiveSmallIntegerField()  # tenths of a point, 0 to 1000
    posts = models.PositiveIntegerField()
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    languages = ArrayField(models.CharField(max_length=8))  # most posts first
    countries = ArrayField(models.CharField(max_length=2))  # of the places named, ISO 3166-1 alpha-2
    nationalities = ArrayField(models.CharField(max_length=2))  # mentioned, ISO 3166-1 alpha-2
    points = models.JSONField()  # flag → tenths of a point before its phase's cap; lowerings below 0
    content = SealedField()  # under the collection's key
    network = models.PositiveBigIntegerField(null=True)  # row of its first post, which names it in every run
    # What a person judged, where a later run found it otherwise; None: what was judged is what there is.
    before = SealedField()
    changed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(
        default=0
    )  # counts judgements, so that only one of two at once wins

    objects = LeadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "network"], name="one_lead_a_network_of_a_collection"
            )
        ]
        indexes = [
            models.Index(fields=["institution", "state", "-score", "id"], name="leads_by_score"),
            models.Index(fields=["collection", "state", "-score", "id"], name="leads_of_collection"),
            models.Index(
                fields=["institution"],
                condition=models.Q(state__in=JUDGED),
                name="leads_judged",
            ),
            models.Index(
                fields=["institution", "-score", "id"],
                condition=models.Q(changed_at__isnull=False),
                name="leads_changed",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def relation_to(self, institution: Institution) -> Relation:
        """A lead is its institution's own; of others' only that something is known is told."""
        return Relation.OWN if institution.pk == self.institution_id else Relation.OUTSIDER


class LeadPoint(models.Model):
    """The blind index of a contact of a lead; contacts that strangers share are left out."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=16)
    digest = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lead", "kind", "digest"], name="one_contact_point_a_lead")
        ]
        indexes = [models.Index(fields=["digest", "kind"], name="same_lead_point")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.lead_id}"


class LeadStory(models.Model):
    """A keyed MinHash of a post of a lead, made as a report's is: alike texts meet, nothing is read back."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="stories")
    signature = ArrayField(models.BigIntegerField())
    bands = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [GinIndex(fields=["bands"], name="alike_lead_stories")]

    def __str__(self) -> str:
        return f"story of {self.lead_id}"
