"""A report, what is sealed in it, who holds its key, and what was decided about it."""

import uuid
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution, InstitutionKey, Membership
from amparo.accounts.policy import Relation
from amparo.geography.models import Unit
from amparo.kernel import clock
from amparo.kernel.fields import SealedField
from amparo.reports.answers import AgeBand, Channel, Matter, Sex, Voice, When


class State(models.TextChoices):
    """Where a report stands; always what the last standing decision says."""

    WAITING = "waiting", _("waiting for triage")
    TAKEN_UP = "taken_up", _("taken up")
    JOINED = "joined", _("joined to another report")
    KEPT = "kept", _("kept as information")
    DISMISSED = "dismissed", _("dismissed")


class Level(models.TextChoices):
    """How urgent, in a word."""

    IMMEDIATE = "immediate", _("immediate")
    HIGH = "high", _("high")
    NORMAL = "normal", _("normal")
    LOW = "low", _("low")


class Escalation(models.IntegerChoices):
    """How far up an untouched report has been carried."""

    NONE = 0, _("not escalated")
    WARNED = 1, _("three quarters of the time are over")
    SUPERVISOR = 2, _("with the supervisor")
    COORDINATION = 3, _("with the coordinating body")


class ReportQuerySet(models.QuerySet["Report"]):
    def held_by(self, institution: Institution) -> "ReportQuerySet":
        return self.filter(institution=institution)

    def awaiting_triage(self) -> "ReportQuerySet":
        return self.filter(state=State.WAITING)

    def overdue(self) -> "ReportQuerySet":
        return self.awaiting_triage().filter(due_at__lte=clock.now())

    def escalated_to_coordination(self) -> "ReportQuerySet":
        """Untouched for twice their time, at any institution."""
        return self.awaiting_triage().filter(escalation=Escalation.COORDINATION)

    def without_contents(self) -> "ReportQuerySet":
        """For lists: leaves what is sealed in the database, where it is large and of no use to a list."""
        return self.defer("account", "contact", "receipt_tag", "receipt_box")

    def most_urgent_first(self) -> "ReportQuerySet":
        return self.order_by("-urgency", "due_at", "pk")


WAITING = models.Q(state="waiting")


class Report(models.Model):
    """What somebody told. In the clear: only what queues and indicators need and what identifies nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=16, unique=True)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="reports")

    channel = models.CharField(max_length=16, choices=Channel)
    language = models.CharField(max_length=8)
    voice = models.CharField(max_length=8, choices=Voice)
    matter = models.CharField(max_length=16, choices=Matter)
    danger = models.BooleanField(null=True)
    province = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    when = models.CharField(max_length=8, choices=When, blank=True)
    signs = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    age_band = models.CharField(max_length=8, choices=AgeBand, blank=True)
    sex = models.CharField(max_length=8, choices=Sex, blank=True)
    may_contact = models.BooleanField(default=False)

    account = SealedField()  # Answers.told(), under the report key
    contact = SealedField()  # Answers.reachable(), under the report key
    receipt_tag = models.BinaryField(unique=True)  # finds the report from a receipt; reveals nothing of it
    receipt_box = models.BinaryField()  # the report key, under the key stretched from the receipt

    received_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    level = models.CharField(max_length=12, choices=Level)
    urgency = models.IntegerField()
    reasons = ArrayField(models.CharField(max_length=32), default=list)
    misuse = ArrayField(models.CharField(max_length=32), default=list)
    clock_from = models.DateTimeField(default=clock.now)  # when the present holder's time began
    due_at = models.DateTimeField()
    escalates_at = models.DateTimeField(null=True)  # the next step up; empty after the last (see clocks.py)
    escalation = models.PositiveSmallIntegerField(choices=Escalation, default=Escalation.NONE)
    unread = models.BooleanField(default=False)  # the reporter wrote and nobody has looked since
    version = models.PositiveIntegerField(default=0)  # counts decisions, so that only one of two at once wins

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [
            # One for each way of looking at a queue of 100,000: bench/triage.py.
            models.Index(
                fields=["institution", "-urgency", "due_at", "id"], condition=WAITING, name="triage_queue"
            ),
            models.Index(
                fields=["institution", "province", "-urgency", "due_at", "id"],
                condition=WAITING,
                name="triage_queue_of_a_province",
            ),
            models.Index(
                fields=["institution", "matter", "-urgency", "due_at", "id"],
                condition=WAITING,
                name="triage_queue_of_a_matter",
            ),
            models.Index(
                fields=["institution", "-urgency", "due_at", "id"],
                condition=WAITING & models.Q(escalation__gte=2),
                name="triage_queue_of_supervisors",
            ),
            models.Index(
                fields=["institution", "-urgency", "due_at", "id"],
                condition=WAITING & ~models.Q(misuse=[]),
                name="triage_queue_of_doubtful",
            ),
            models.Index(
                fields=["institution", "level", "due_at", "escalation"],
                condition=WAITING,
                name="triage_counts",
            ),
            models.Index(fields=["escalates_at"], condition=WAITING, name="reports_to_escalate"),
            models.Index(
                fields=["due_at", "id"],
                condition=WAITING & models.Q(escalation=3),
                name="reports_with_coordination",
            ),
            models.Index(
                fields=["institution", "-received_at", "id"],
                condition=models.Q(unread=True),
                name="unread_reports",
            ),
            models.Index(fields=["institution", "state", "-received_at", "id"], name="reports_by_state"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def triage_period(self) -> timedelta:
        """How long the present holder has (design.md: 1 h when danger is immediate, else 24 h)."""
        return self.due_at - self.clock_from

    def relation_to(self, institution: Institution) -> Relation:
        """How an institution stands to this report."""
        if self.institution_id == institution.pk:
            return Relation.OWN
        grants = list(self.grants.of(institution).values_list("ended_at", flat=True))
        if None in grants:
            return Relation.PARTNER
        return Relation.FORMER if grants else Relation.OUTSIDER


class ReportGrantQuerySet(models.QuerySet["ReportGrant"]):
    def live(self) -> "ReportGrantQuerySet":
        return self.filter(ended_at=None)

    def of(self, institution: Institution) -> "ReportGrantQuerySet":
        return self.filter(institution_key__institution=institution)

    def end(self) -> int:
        """Destroy the boxes; returns how many. Who never copied the key can open nothing any more."""
        return self.live().update(box=None, ended_at=clock.now())


class ReportGrant(models.Model):
    """The report key, sealed to one epoch of one institution. Ending a grant destroys the box."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="grants")
    institution_key = models.ForeignKey(InstitutionKey, models.PROTECT, related_name="+")
    box = models.BinaryField(null=True)
    basis = models.CharField(max_length=24)
    granted_at = models.DateTimeField(default=clock.now, editable=False)
    ended_at = models.DateTimeField(null=True)

    objects = ReportGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "institution_key"],
                condition=models.Q(ended_at=None),
                name="one_live_grant_an_epoch",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, box__isnull=False)
                | models.Q(ended_at__isnull=False, box=None),
                name="an_ended_grant_holds_no_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} to key {self.institution_key_id}"


class Author(models.TextChoices):
    """Who wrote a message."""

    REPORTER = "reporter", _("reporter")
    OFFICER = "officer", _("officer")


class Message(models.Model):
    """One turn of the dialogue, sealed under the report key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="messages")
    author = models.CharField(max_length=8, choices=Author)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    is_question = models.BooleanField(default=False)
    body = SealedField()
    sent_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["sent_at", "id"]

    def __str__(self) -> str:
        return f"{self.author} on {self.report_id}"


class ContactPoint(models.Model):
    """The blind index of a phone, account, address or document that a report mentions."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=16)
    digest = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "kind", "digest"], name="one_contact_point_a_report")
        ]
        indexes = [models.Index(fields=["digest", "kind"], name="same_contact_point")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.report_id}"


class Story(models.Model):
    """A keyed MinHash of the narrative: alike stories share bands; nothing can be read back from it."""

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True, related_name="story")
    signature = ArrayField(models.BigIntegerField())
    bands = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [GinIndex(fields=["bands"], name="alike_stories")]

    def __str__(self) -> str:
        return f"story of {self.report_id}"


class Verdict(models.TextChoices):
    """What triage can decide."""

    TAKE_UP = "take_up", _("Take up as a case")
    JOIN = "join", _("Join to another report")
    SEND_ON = "send_on", _("Send on to the competent institution")
    KEEP = "keep", _("Keep as information")
    DISMISS = "dismiss", _("Dismiss as spam or misuse")


class SendingBasis(models.TextChoices):
    """What the passing on of a report rests on; docs/legal-basis.md says which law, and what was verified."""

    REFERRAL = "referral", _("The other institution is the competent one")
    IMMINENT_DANGER = "imminent_danger", _("A life or somebody's safety is in danger now")
    MANDATORY_REPORT = "mandatory_report", _("The law obliges us to pass this on")


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self) -> "DecisionQuerySet":
        return self.filter(taken_back_at=None)


class Decision(models.Model):
    """A decision is a row beside the report, never a change of it, and can be taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=12, choices=Verdict)
    reason = SealedField()  # under the report key
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    joined_to = models.ForeignKey(Report, models.PROTECT, null=True, related_name="joined_reports")
    sent_to = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    basis = models.CharField(max_length=24, choices=SendingBasis, blank=True)
    decided_at = models.DateTimeField(default=clock.now)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    taken_back_reason = SealedField()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["decided_at"]

    def __str__(self) -> str:
        return f"{self.verdict} on {self.report_id}"


class UrgencyOverride(models.Model):
    """An officer's own judgement of urgency, with the reason; the newest counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="overrides")
    level = models.CharField(max_length=12, choices=Level)
    computed_level = models.CharField(max_length=12, choices=Level)
    computed_urgency = models.IntegerField()
    reason = SealedField()
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.level} on {self.report_id}"


class IntakeRuleQuerySet(models.QuerySet["IntakeRule"]):
    def institution_for(self, *, matter: str, province: str, child: bool) -> Institution | None:
        """The institution that receives such a report: the most specific rule, then the lowest number."""
        rules = self.filter(institution__active=True).select_related("institution").order_by("number", "pk")
        fitting = [
            rule
            for rule in rules
            if rule.matter in {"", matter}
            and rule.province_id in {None, province}
            and rule.child in {None, child}
        ]
        return max(fitting, key=lambda rule: rule.specificity).institution if fitting else None


class IntakeRule(models.Model):
    """Which institution receives which reports; a blank field fits everything."""

    number = models.PositiveSmallIntegerField(default=100)
    matter = models.CharField(max_length=16, choices=Matter, blank=True)
    province = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    child = models.BooleanField(null=True)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="intake_rules")

    objects = IntakeRuleQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.matter or 'any'} in {self.province_id or 'the country'} to {self.institution_id}"

    @property
    def specificity(self) -> int:
        return bool(self.matter) + bool(self.province_id) + (self.child is not None)


class Draft(models.Model):
    """An unfinished report, sealed under a key that only the browser's cookie holds."""

    digest = models.BinaryField(
        primary_key=True
    )  # BLAKE2b of the cookie's key: the key itself is never stored
    content = SealedField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "draft"


class Visit(models.Model):
    """A reporter who came back: the report key for a short while, sealed under the visit's cookie key."""

    digest = models.BinaryField(primary_key=True)
    report = models.ForeignKey(Report, models.CASCADE, related_name="visits")
    box = SealedField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"visit to {self.report_id}"


class WrongReceipts(models.Model):
    """How many wrong receipts were tried in a minute, by anybody: no trace of whom."""

    minute = models.DateTimeField(primary_key=True)
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.count} at {self.minute:%Y-%m-%d %H:%M}"
