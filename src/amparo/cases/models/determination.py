"""What a case is, as persons determined it: every wording is kept, the newest counts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Membership
from amparo.cases.models.compartment import Compartment, CompartmentRow
from amparo.cases.models.people import PersonInCase
from amparo.kernel import clock
from amparo.kernel.fields import SealedField
from amparo.law.vocabulary import Act, Manifestation, Means, Purpose


class Status(models.TextChoices):
    """How far it is determined that the person is a victim."""

    POSSIBLE = "possible", _("possible victim")
    CONFIRMED = "confirmed", _("confirmed victim")
    NOT_A_VICTIM = "not_a_victim", _("not a victim")


class Platform(models.TextChoices):
    """Where online. Names of services; what is not listed is said in words."""

    FACEBOOK = "facebook", "Facebook"
    INSTAGRAM = "instagram", "Instagram"
    WHATSAPP = "whatsapp", "WhatsApp"
    MESSENGER = "messenger", "Messenger"
    TELEGRAM = "telegram", "Telegram"
    TIKTOK = "tiktok", "TikTok"
    YOUTUBE = "youtube", "YouTube"
    SNAPCHAT = "snapchat", "Snapchat"
    X = "x", "X"
    DATING = "dating", _("a dating service")
    GAME = "game", _("an online game")
    JOBS = "jobs", _("a site or group for job offers")
    OTHER = "other", _("something else")


class Determination(CompartmentRow):
    """One wording of what was done to one person. Codes in the clear; why, in words and without names."""

    compartment = Compartment.SUMMARY
    person = models.ForeignKey(PersonInCase, models.PROTECT, related_name="determinations")
    number = models.PositiveSmallIntegerField()  # of the wordings about this person
    status = models.CharField(max_length=16, choices=Status)
    child = models.BooleanField(null=True)  # under 18 when it was done
    done_on = models.DateField(null=True)  # the day whose law counts; empty: not known
    acts = ArrayField(models.CharField(max_length=32, choices=Act), default=list)
    means = ArrayField(models.CharField(max_length=32, choices=Means), default=list)
    purposes = ArrayField(models.CharField(max_length=32, choices=Purpose), default=list)
    manifestations = ArrayField(models.CharField(max_length=32, choices=Manifestation), default=list)
    online = models.BooleanField(null=True)
    technologies = ArrayField(models.CharField(max_length=40), default=list)  # "recruitment:social_media"
    platforms = ArrayField(models.CharField(max_length=16, choices=Platform), default=list)
    suggested = models.BooleanField()  # whether the elements of trafficking were all stated, as suggested
    words = SealedField()
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at"]
        get_latest_by = "at"
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="one_number_a_wording"),
            models.CheckConstraint(
                condition=models.Q(online=True) | models.Q(technologies=[], platforms=[]),
                name="technology_only_where_it_was_used",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status}, wording {self.number} of {self.person_id}"


class ElementsReasoning(CompartmentRow):
    """How the elements are to be proved: for the investigation alone."""

    compartment = Compartment.INVESTIGATION
    determination = models.OneToOneField(Determination, models.CASCADE, related_name="reasoning")
    text = SealedField()

    def __str__(self) -> str:
        return f"reasoning of {self.determination_id}"
