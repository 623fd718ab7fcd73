"""What a case goes through: its summary, its steps, closing, hand-over, merging. Each is a row of its own."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution, InstitutionKey, Membership
from amparo.accounts.relation import Relation
from amparo.cases.models.case import Case, Stage
from amparo.cases.models.compartment import Compartment, CompartmentRow
from amparo.cases.models.letter import Letter
from amparo.cases.models.sharing import Ground
from amparo.kernel import clock
from amparo.kernel.fields import SealedField
from amparo.reports.models import Report


class Summary(CompartmentRow):
    """What happened, in words and without names. Changing it is a new row; the newest counts."""

    compartment = Compartment.SUMMARY
    text = SealedField()
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at"]
        get_latest_by = "at"

    def __str__(self) -> str:
        return f"summary of {self.case_id}"


class StageStep(CompartmentRow):
    """One step from stage to stage; backward ones say why."""

    compartment = Compartment.SUMMARY
    before = models.CharField(max_length=16, choices=Stage)
    after = models.CharField(max_length=16, choices=Stage)
    reason = SealedField()
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.before} to {self.after}"


class ClosingReason(models.TextChoices):
    """Why a case is closed. A withdrawn complaint is no reason: trafficking and abuse are public crimes."""

    GOALS_REACHED = "goals_reached", _("The goals of the plan are reached")
    NOT_A_VICTIM = "not_a_victim", _("Nobody in the case was found to be a victim")
    ADULT_DECLINED = "adult_declined", _("An adult wants no more support, and no crime is being pursued")
    NOT_FOUND = "not_found", _("The person cannot be found, after every reasonable attempt")
    ABROAD = "abroad", _("Another country has taken the case over")
    DIED = "died", _("The person has died")


class Closing(CompartmentRow):
    """A proposal to close, and what a second person of the institution made of it."""

    compartment = Compartment.SUMMARY
    reason = models.CharField(max_length=16, choices=ClosingReason)
    words = SealedField()
    proposed_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(null=True)  # empty: waits for the second person

    class Meta:
        ordering = ["proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(confirmed=None),
                name="one_waiting_closing_a_case",
            ),
            models.CheckConstraint(
                condition=~models.Q(proposed_by=models.F("answered_by")) | ~models.Q(confirmed=True),
                name="closed_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"closing of {self.case_id}"


class Answer(models.TextChoices):
    """Where an offer stands."""

    OFFERED = "offered", _("waits for an answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def waiting(self) -> "HandOverQuerySet":
        return self.filter(answer=Answer.OFFERED)

    def run_out(self) -> "HandOverQuerySet":
        """Waiting, and what they rest on is over."""
        return self.waiting().filter(until__lte=clock.now())


class HandOver(CompartmentRow):
    """A case offered to a colleague or to another institution: nothing moves before they accept."""

    compartment = Compartment.SUMMARY
    from_institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    from_worker = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    to_institution = models.ForeignKey(Institution, models.PROTECT, related_name="offered_cases")
    to_worker = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="offered_cases"
    )  # a colleague; at another institution whoever accepts
    # To another institution it rests on what a share rests on, and no longer than that stands.
    basis = models.CharField(max_length=16, choices=Ground, blank=True)
    consents = models.ManyToManyField("cases.Consent", related_name="hand_overs", blank=True)
    override = models.ForeignKey("cases.Override", models.PROTECT, null=True, related_name="hand_overs")
    until = models.DateTimeField(null=True)
    words = SealedField()
    offered_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=12, choices=Answer, default=Answer.OFFERED)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer_words = SealedField()

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["offered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(answer="offered"), name="one_waiting_hand_over_a_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} offered to {self.to_institution_id}"

    @property
    def inside(self) -> bool:
        """From worker to worker of one institution."""
        return self.from_institution_id == self.to_institution_id

    def relation_to(self, institution: Institution) -> Relation:
        """An offer is the receiver's to answer; who has to do with the case may know of it."""
        if institution.pk == self.to_institution_id:
            return Relation.OWN
        relation = self.case.relation_to(institution)
        return Relation.PARTNER if relation is Relation.OWN else relation


class Enclosure(models.Model):
    """What a case's new owner has to be able to read besides: the key of a report or of a letter.

    Sealed to the receiver of an offer and locked once more by the server, so that it opens nothing before
    they accept; then it becomes their grant, or their box. There is none once the offer is answered.
    """

    hand_over = models.ForeignKey(HandOver, models.CASCADE, related_name="enclosures")
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="+")
    letter = models.ForeignKey(Letter, models.CASCADE, null=True, related_name="+")
    institution_key = models.ForeignKey(InstitutionKey, models.PROTECT, related_name="+")
    box = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(report=None, letter__isnull=False)
                | models.Q(report__isnull=False, letter=None),
                name="an_enclosure_is_a_report_s_or_a_letter_s",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id or self.letter_id} with {self.hand_over_id}"


class MergeQuerySet(models.QuerySet["MergeDecision"]):
    def standing(self) -> "MergeQuerySet":
        return self.filter(taken_back_at=None)


class MergeDecision(models.Model):
    """Two cases are one: an edge from `merged` to `kept`. Neither is rewritten, and it can be taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    merged = models.ForeignKey(Case, models.CASCADE, related_name="merged_into")
    kept = models.ForeignKey(Case, models.CASCADE, related_name="merged_from")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    taken_back_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=models.Q(taken_back_at=None), name="merged_into_one_case"
            ),
            models.CheckConstraint(
                condition=~models.Q(merged=models.F("kept")), name="merged_into_another_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} is part of {self.kept_id}"
