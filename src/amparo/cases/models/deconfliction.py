"""The same phone, account or document is known elsewhere: asking, without learning where."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Institution, Membership
from amparo.accounts.relation import Relation
from amparo.cases.models.case import Case
from amparo.cases.models.letter import Letter
from amparo.cases.models.sharing import Purpose, Share
from amparo.kernel import clock


class LawfulBasis(models.TextChoices):
    """What a question to another institution rests on."""

    MANDATE = "mandate", _("our statutory task")
    COURT_ORDER = "court_order", _("a court ordered it")
    IMMINENT_DANGER = "imminent_danger", _("a life or somebody's safety is in danger now")


class Asked(models.TextChoices):
    """What one wants from the other side."""

    CONTACT = "contact", _("that somebody contacts us")
    SAME_PERSON = "same_person", _("whether it is the same person")
    COORDINATE = "coordinate", _("that we agree who does what")
    CONTENT = "content", _("to see part of the case")


class Reply(models.TextChoices):
    """What the other side said."""

    GRANTED = "granted", _("part of the case was shared")
    WILL_CONTACT = "will_contact", _("they will contact you")
    DECLINED = "declined", _("declined")


class Question(models.Model):
    """Asked about one identifier, which only its blind index names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="questions")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    digest = models.BinaryField()
    purpose = models.CharField(max_length=16, choices=Purpose)
    basis = models.CharField(max_length=16, choices=LawfulBasis)
    asked = models.CharField(max_length=16, choices=Asked)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="+")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answer_due_at = models.DateTimeField()

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.case_id}"

    @property
    def asker(self) -> Institution:
        """Who is answered: the case's owner, also when it was handed over since."""
        return self.case.institution

    def relation_to(self, institution: Institution) -> Relation:
        return self.case.relation_to(institution)


class RoutedQuestionQuerySet(models.QuerySet["RoutedQuestion"]):
    def waiting(self) -> "RoutedQuestionQuerySet":
        return self.filter(reply="")


class RoutedQuestion(models.Model):
    """A question as one holder of the identifier got it. The asker is not told who that is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="routed")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    reply = models.CharField(max_length=16, choices=Reply, blank=True)
    answer = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="+")
    share = models.ForeignKey(Share, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = RoutedQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "institution"], name="a_question_reaches_a_holder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id} at {self.institution_id}"

    def relation_to(self, institution: Institution) -> Relation:
        return Relation.OWN if institution.pk == self.institution_id else Relation.OUTSIDER
