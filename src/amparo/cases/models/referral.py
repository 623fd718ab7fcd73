"""Asking another institution to do its part for somebody: from draft to what came of it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.accounts.models import Institution, Membership
from amparo.accounts.relation import Relation
from amparo.cases.models.case import Case
from amparo.cases.models.compartment import Compartment
from amparo.cases.models.letter import Letter
from amparo.cases.models.sharing import Purpose, Share
from amparo.kernel import clock
from amparo.reports.answers import AgeBand, Sex


class State(models.TextChoices):
    """Where a referral stands."""

    DRAFT = "draft", pgettext_lazy("a referral", "draft")
    SENT = "sent", _("sent")
    RECEIVED = "received", _("received, not answered yet")
    ACCEPTED = "accepted", _("accepted")
    SERVICE_STARTED = "service_started", _("service started")
    COMPLETED = "completed", _("completed")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("expired without an answer")
    RECALLED = "recalled", _("recalled")
    UNSAFE = "unsafe", _("stopped because it is not safe")


WAITING = frozenset({State.SENT, State.RECEIVED})
UNDER_WAY = frozenset({State.ACCEPTED, State.SERVICE_STARTED})
OPEN = frozenset({State.DRAFT}) | WAITING | UNDER_WAY


class Need(models.TextChoices):
    """What kind of help is needed: all that the other side sees of the reason before it accepts."""

    SAFETY = "safety", _("a safe place to stay")
    HEALTH = "health", _("health care")
    MIND = "mind", _("psychological support")
    LEGAL = "legal", _("legal help")
    SOCIAL = "social", _("social assistance and family work")
    EDUCATION = "education", _("school or training")
    INVESTIGATION = "investigation", _("criminal investigation")
    PROSECUTION = "prosecution", pgettext_lazy("what is asked for", "prosecution")
    DOCUMENTS = "documents", _("identity documents")
    RETURN = "return", _("safe return or integration")
    WORK = "work", _("work and income")
    OTHER = "other", _("something else")


class Urgency(models.TextChoices):
    """How fast an answer is needed."""

    URGENT = "urgent", _("urgent: answer within 24 hours")
    NORMAL = "normal", _("answer within 72 hours")


class WhyNot(models.TextChoices):
    """Why a referral was declined."""

    NOT_OURS = "not_ours", _("This is not our task")
    NO_ROOM = "no_room", _("We have no room or staff now")
    TOO_FAR = "too_far", _("We do not work in that district")
    NOT_ELIGIBLE = "not_eligible", _("Our service is not for this age, sex or situation")
    TOO_NEAR = "too_near", _("Somebody here is too close to the people in the case")
    TOO_LITTLE = "too_little", _("We need to know more first")
    OTHER = "other", _("Another reason")


class Outcome(models.TextChoices):
    """What came of the service."""

    MET = "met", _("The need was met")
    PARTLY = "partly", _("The need was partly met")
    NOT_MET = "not_met", _("The need was not met")
    LEFT = "left", _("The person no longer wanted the service")
    LOST = "lost", _("We lost contact")


class ReferralQuerySet(models.QuerySet["Referral"]):
    def waiting(self) -> "ReferralQuerySet":
        """Sent, and not answered."""
        return self.filter(state__in=WAITING)

    def open(self) -> "ReferralQuerySet":
        """Those that stop a case from being closed."""
        return self.filter(state__in=OPEN)

    def to(self, institution: Institution) -> "ReferralQuerySet":
        """What an institution was sent; drafts are the sender's own."""
        return self.filter(receiver=institution).exclude(state=State.DRAFT)

    def run_out(self) -> "ReferralQuerySet":
        return self.waiting().filter(expires_at__lte=clock.now())


class Referral(models.Model):
    """In the clear: what the receiver may weigh before it accepts, which identifies nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="referrals")
    sender = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    purpose = models.CharField(max_length=16, choices=Purpose)
    need = models.CharField(max_length=16, choices=Need)
    urgency = models.CharField(max_length=8, choices=Urgency)
    age_band = models.CharField(max_length=8, choices=AgeBand, blank=True)
    sex = models.CharField(max_length=8, choices=Sex, blank=True)
    data_scope = ArrayField(models.CharField(max_length=16, choices=Compartment))
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="+")  # readable once accepted
    share = models.OneToOneField(Share, models.PROTECT, null=True, related_name="referral")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    answer_due_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    worker = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="referrals_taken"
    )  # at the receiver
    why_not = models.CharField(max_length=16, choices=WhyNot, blank=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    answer = models.ForeignKey(
        Letter, models.PROTECT, null=True, related_name="+"
    )  # why not, or what came of it
    version = models.PositiveIntegerField(default=0)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at"]
        indexes = [
            models.Index(fields=["receiver", "state", "answer_due_at"], name="referrals_to_answer"),
            models.Index(fields=["case", "state"], name="referrals_of_a_case"),
        ]
        constraints = [
            # The keys promised with a referral are found by case, receiver and basis.
            models.UniqueConstraint(
                fields=["case", "receiver"],
                condition=Q(state__in=["sent", "received"]),
                name="one_waiting_referral_of_a_case_to_an_institution",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def relation_to(self, institution: Institution) -> Relation:
        """The case's owner holds it; the receiver stands behind `Incoming`."""
        return Relation.OWN if institution.pk == self.case.institution_id else Relation.OUTSIDER

    @property
    def frozen(self) -> bool:
        """Accepted, and what it had opened is closed since: a consent was taken back, or its time is over."""
        if self.state not in UNDER_WAY or self.share is None:
            return False
        over = self.share.until is not None and self.share.until <= clock.now()
        return over or self.share.ended_at is not None

    @property
    def state_words(self) -> str:
        """Where it stands, for every page: one that opens nothing any more is not called accepted."""
        return str(_("frozen: what it had opened is closed")) if self.frozen else self.get_state_display()

    @property
    def scope_words(self) -> list[str]:
        """The compartments in words."""
        return [str(Compartment(name).label) for name in self.data_scope]


class Incoming:
    """A referral as its receiver holds it: once sent, answering it is theirs and nobody else's."""

    def __init__(self, referral: Referral) -> None:
        self.referral = referral

    def relation_to(self, institution: Institution) -> Relation:
        own = institution.pk == self.referral.receiver_id and self.referral.state != State.DRAFT
        return Relation.OWN if own else Relation.OUTSIDER
