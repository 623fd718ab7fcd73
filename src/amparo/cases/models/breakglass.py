"""Urgent access to save a life, through a key that no one person holds."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution, Kind, Membership
from amparo.accounts.relation import Relation
from amparo.cases.models.case import Case
from amparo.cases.models.compartment import Compartment, CompartmentKey
from amparo.cases.models.letter import Letter
from amparo.cases.models.sharing import Share
from amparo.kernel import clock


class EscrowQuerySet(models.QuerySet["Escrow"]):
    def current(self) -> "Escrow | None":
        """The newest generation: every compartment key is sealed to it."""
        return self.order_by("-generation").first()


class Escrow(models.Model):
    """One generation of the escrow's X25519 pair. Its private half lies nowhere in one piece."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="escrows")
    generation = models.PositiveIntegerField(unique=True)
    public = models.BinaryField()
    sealed_previous = models.BinaryField(null=True)  # the previous private half, sealed to this public
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = EscrowQuerySet.as_manager()

    def __str__(self) -> str:
        return f"escrow {self.generation}"

    def relation_to(self, institution: Institution) -> Relation:
        return Relation.OWN if institution.pk == self.institution_id else Relation.OUTSIDER


class EscrowHalf(models.Model):
    """One officer's half for one pair of officers; both halves of a pair together give the private key."""

    escrow = models.ForeignKey(Escrow, models.CASCADE, related_name="halves")
    holder = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    other = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    sealed_for = models.BinaryField()  # the holder's public key then; another password's key opens nothing
    box = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["escrow", "holder", "other"], name="one_half_an_officer_of_a_pair"
            )
        ]

    def __str__(self) -> str:
        return f"half of {self.escrow_id} for {self.holder_id} with {self.other_id}"


class EscrowBox(models.Model):
    """A generation of a compartment's key, sealed to the escrow."""

    key = models.OneToOneField(CompartmentKey, models.CASCADE, related_name="escrow_box")
    escrow = models.ForeignKey(Escrow, models.PROTECT, related_name="boxes")
    box = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.key_id} in escrow"


class BreakGlassState(models.TextChoices):
    """Where a request for urgent access stands."""

    ASKED = "asked", _("waits for the first officer")
    APPROVED = "approved", _("waits for the second officer")
    RELEASED = "released", _("released")
    REFUSED = "refused", _("refused")
    LAPSED = "lapsed", _("lapsed: nobody released it in time")


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    def waiting(self) -> "BreakGlassQuerySet":
        return self.filter(state__in=[BreakGlassState.ASKED, BreakGlassState.APPROVED])

    def run_out(self) -> "BreakGlassQuerySet":
        return self.waiting().filter(lapses_at__lte=clock.now())

    def awaiting_review(self) -> "BreakGlassQuerySet":
        return self.filter(state=BreakGlassState.RELEASED, reviewed_at=None)


class BreakGlass(models.Model):
    """One request for urgent access, who released it, and what the review within 72 hours said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="break_glass")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")  # who asks
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    data_scope = ArrayField(models.CharField(max_length=16, choices=Compartment))
    hours = models.PositiveSmallIntegerField()
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="+")  # the reason
    asked_at = models.DateTimeField(default=clock.now)
    lapses_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=BreakGlassState, default=BreakGlassState.ASKED)
    first = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    first_at = models.DateTimeField(null=True)
    second = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    share = models.OneToOneField(Share, models.PROTECT, null=True, related_name="break_glass")
    review_due_at = models.DateTimeField(null=True)
    reviewer = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    justified = models.BooleanField(null=True)
    review = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        indexes = [
            models.Index(
                fields=["review_due_at"],
                condition=Q(state="released", reviewed_at=None),
                name="break_glass_to_review",
            )
        ]

    def __str__(self) -> str:
        return f"urgent access to {self.case_id}"

    @property
    def scope_words(self) -> list[str]:
        """The compartments in words."""
        return [str(Compartment(name).label) for name in self.data_scope]

    def relation_to(self, institution: Institution) -> Relation:
        """Whose case it is and who watches over all hold it; who asked is a partner in it."""
        overseer = institution.kind in {Kind.COORDINATION, Kind.HUMAN_RIGHTS}
        if overseer or institution.pk == self.case.institution_id:
            return Relation.OWN
        return Relation.PARTNER if institution.pk == self.institution_id else Relation.OUTSIDER


class UnderEscrow:
    """A request as those hold it who can release it: the coordinating body, and not the case's owner."""

    def __init__(self, request: BreakGlass) -> None:
        self.request = request

    def relation_to(self, institution: Institution) -> Relation:
        return Relation.OWN if institution.kind == Kind.COORDINATION else Relation.OUTSIDER


class ReleasedHalf(models.Model):
    """One officer's half, passed on to one who may be the second; gone once the two have met."""

    request = models.ForeignKey(
        BreakGlass, models.CASCADE, null=True, related_name="halves"
    )  # empty: for a renewal of the escrow itself
    escrow = models.ForeignKey(Escrow, models.CASCADE, related_name="released")
    giver = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    officer = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    box = models.BinaryField()
    released_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "officer"], nulls_distinct=False, name="one_released_half_an_officer"
            )
        ]

    def __str__(self) -> str:
        return f"half for {self.officer_id}"
