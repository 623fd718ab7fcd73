"""One run of the detection over a collection, as its worker goes along."""

import uuid
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.accounts.models import Institution, Membership
from amparo.accounts.relation import Relation
from amparo.kernel import clock, sealing
from amparo.kernel.fields import SealedField
from amparo.leads.models.collection import Collection
from amparo.leads.models.weights import WeightSet


class RunState(models.TextChoices):
    """Where a run stands."""

    WAITING = "waiting", _("waits for the worker")
    RUNNING = "running", pgettext_lazy("a run", "running")
    DONE = "done", _("finished")
    FAILED = "failed", _("stopped with a fault")
    CANCELLED = "cancelled", _("cancelled")


SILENT = timedelta(minutes=2)  # from which on a worker counts as gone
LIVE = (RunState.WAITING.value, RunState.RUNNING.value)


class Fault(models.TextChoices):
    """Why a run stopped; what the library said is sealed beside it."""

    INPUT = "input", _("The material could not be used.")
    OUTPUT = "output", _("The result could not be written: perhaps the disk is full.")
    LAPSED = "lapsed", _("No worker took it up in time, so the key was destroyed. Start again.")
    SEAL = "seal", _("The sealed material could not be opened: it was changed, or a part is missing.")
    PROGRAM = "program", _("The program failed. Tell your administrator.")


class RunQuerySet(models.QuerySet["Run"]):
    def live(self) -> "RunQuerySet":
        return self.filter(state__in=LIVE)


class Run(models.Model):
    """While it is live, and no longer, the worker can open the collection: see docs/decisions/0021."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="runs")
    started_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=12, choices=RunState, default=RunState.WAITING)
    box = models.BinaryField(null=True)  # the collection's key, for the worker
    step = models.CharField(max_length=16, blank=True)
    done = models.PositiveBigIntegerField(default=0)  # posts that are through the step
    beat_at = models.DateTimeField(default=clock.now)  # when the worker was last heard of
    cancel_asked = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=8, choices=Fault, blank=True)
    told = SealedField()  # under the collection's key: what the library said
    asked = SealedField()  # under the collection's key: role → column that the person named
    counts = models.JSONField(default=dict)  # in, out, refused, leads; reasons: code → refused rows
    refused = SealedField()  # under the collection's key: which rows, see running/refused.py
    shares = models.JSONField(default=dict)  # see learning/fairness.py
    weights = models.ForeignKey(WeightSet, models.PROTECT, null=True, related_name="runs")

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collection"],
                condition=models.Q(state__in=LIVE),
                name="one_live_run_a_collection",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=LIVE, box__isnull=False)
                | (~models.Q(state__in=LIVE) & models.Q(box=None)),
                name="only_a_live_run_has_a_key",
            ),
        ]
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.state} on {self.collection_id}"

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def silent(self) -> bool:
        """Whether nothing was heard of it for so long that no worker seems to be there."""
        return self.live and self.beat_at < clock.now() - SILENT

    @property
    def box_context(self) -> sealing.Context:
        """What the worker's box is bound to."""
        return ("leads.Run", str(self.pk), "key")

    def relation_to(self, institution: Institution) -> Relation:
        return self.collection.relation_to(institution)
