"""Clocks that run on a case, who answers for them, and what was said when one came near its end."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution, Membership
from amparo.accounts.relation import Relation
from amparo.cases.models.compartment import Compartment, CompartmentRow
from amparo.kernel import clock
from amparo.kernel.fields import SealedField


class ObligationState(models.TextChoices):
    """Where a clock stands. A breached one is still to be met; `breached_at` stays when it is."""

    OPEN = "open", _("running")
    MET = "met", _("met")
    BREACHED = "breached", _("run out")
    WAIVED = "waived", _("waived")


PENDING = frozenset({ObligationState.OPEN, ObligationState.BREACHED})


class Waiver(models.TextChoices):
    """Why nobody has to meet a clock any more."""

    NOT_APPLICABLE = "not_applicable", _("It does not apply to this case")
    DECLINED = "declined", _("The person does not want it")
    UNSAFE = "unsafe", _("Doing it now would put somebody in danger")
    ELSEWHERE = "elsewhere", _("Another institution has done it")
    ENDED = "ended", _("What it was about has ended")
    MERGED = "merged", _("The case is part of another one now")
    MISTAKE = "mistake", _("What began it was a mistake")
    PARTED = "parted", _("Each accused has proceedings of their own now")


class Step(models.TextChoices):
    """Who is told, from the bottom up; the order in a country's file is the order of the steps."""

    WORKER = "worker", _("the worker")
    SUPERVISOR = "supervisor", _("the supervisor")
    FOCAL_POINT = "focal_point", _("the institution's focal point")
    COORDINATION = "coordination", _("the coordinating body")


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def pending(self) -> "ObligationQuerySet":
        """Not settled: running, or run out and still to be met."""
        return self.filter(state__in=PENDING)

    def breached(self) -> "ObligationQuerySet":
        """Run out, and still to be met."""
        return self.filter(state=ObligationState.BREACHED)

    def due(self, now: datetime) -> "ObligationQuerySet":
        """Those for which something has to happen: a step up, or running out."""
        return self.pending().filter(wakes_at__lte=now)


class Obligation(CompartmentRow):
    """One clock: a code of the country's file, from when to when, and how far it went up."""

    compartment = Compartment.SUMMARY
    kind = models.CharField(max_length=40)  # a code of obligations/data; words and ladder are there
    basis = models.CharField(max_length=60)  # the source that the file named when the clock started
    about = models.UUIDField(null=True)  # the referral, override, person… that it is about; None: the case
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="obligations")
    worker = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")  # None: the case's
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ObligationState, default=ObligationState.OPEN)
    steps_taken = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=12, choices=Step, blank=True)  # the last one that was told
    wakes_at = models.DateTimeField(null=True)  # the next step or the end; None: nothing more happens
    breached_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    waiver = models.CharField(max_length=16, choices=Waiver, blank=True)
    words = SealedField()  # why it was waived

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["wakes_at"], condition=Q(wakes_at__isnull=False), name="clocks_to_wake"),
            models.Index(
                fields=["institution", "due_at"],
                condition=Q(state__in=["open", "breached"]),
                name="pending_of_an_institution",
            ),
            models.Index(
                fields=["institution", "kind"], condition=Q(state="breached"), name="breached_clocks"
            ),
            models.Index(fields=["case", "state"], name="clocks_of_a_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "about"],
                condition=Q(state__in=["open", "breached"]),
                nulls_distinct=False,
                name="one_pending_clock_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "breached"], settled_at=None)
                | Q(state__in=["met", "waived"], settled_at__isnull=False, wakes_at=None),
                name="a_settled_clock_wakes_nobody",
            ),
            models.CheckConstraint(
                condition=Q(state="waived") & ~Q(waiver="") | ~Q(state="waived") & Q(waiver=""),
                name="a_waived_clock_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.case_id}"

    @property
    def pending(self) -> bool:
        return self.state in PENDING

    @property
    def met_late(self) -> bool:
        """Done, but after its time."""
        return (
            self.state == ObligationState.MET
            and self.settled_at is not None
            and self.settled_at > self.due_at
        )

    def relation_to(self, institution: Institution) -> Relation:
        """Who answers for it holds it; to others it is a part of the case."""
        if institution.pk == self.institution_id:
            return Relation.OWN
        relation = self.case.relation_to(institution)
        return Relation.PARTNER if relation is Relation.OWN else relation


class FocalPoint(models.Model):
    """Who answers for an institution's lateness to the others; without one its supervisors do."""

    institution = models.OneToOneField(Institution, models.CASCADE, related_name="focal_point")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"focal point of {self.institution_id}"


class NoticeKind(models.TextChoices):
    """What a notice says. It never says about whom."""

    WARNED = "warned", _("A clock runs out soon")
    BREACHED = "breached", _("A clock has run out")
    SUPERVISE = "supervise", _("A clock of your institution has run out")
    FOCAL_POINT = "focal_point", _("A clock of your institution ran out and nothing happened")
    COORDINATION = "coordination", _("A clock ran out long ago, and the institution did not act")
    SHARE_CLOSED = "share_closed", _("What another institution had opened to you is closed")
    QUESTION = "question", _("Another institution asks about somebody you know too")
    OVERRIDE_ASKED = "override_asked", _("A sharing without consent waits for your approval")
    URGENT_ASKED = "urgent_asked", _("Urgent access was asked for")
    URGENT_RELEASED = "urgent_released", _("Urgent access was released, and has to be reviewed")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, membership: Membership) -> "NoticeQuerySet":
        return self.filter(membership=membership)

    def unseen(self) -> "NoticeQuerySet":
        return self.filter(seen_at=None)


class Notice(models.Model):
    """Something for one member to look at."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=16, choices=NoticeKind)
    obligation = models.ForeignKey(Obligation, models.CASCADE, null=True, related_name="notices")
    at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)  # told by e-mail that there is something new

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "pk"]
        indexes = [
            models.Index(fields=["membership", "-at"], condition=Q(seen_at=None), name="unseen_notices"),
            models.Index(fields=["membership", "-at", "id"], name="notices_of_a_member"),
            models.Index(fields=["at"], condition=Q(seen_at=None, mailed_at=None), name="notices_to_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.membership_id}"
