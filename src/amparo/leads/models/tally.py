"""How many judged leads carry a code: kept as people judge, so that a page need not read every lead."""

from django.db import models

from amparo.accounts.models import Institution
from amparo.leads.models.lead import LeadState


class TallyOf(models.TextChoices):
    """What a code is one of."""

    FLAG = "flags"
    LANGUAGE = "languages"
    COUNTRY = "countries"
    NATIONALITY = "nationalities"
    WHY = "why"  # a dismissal's reason


class Tally(models.Model):
    """Confirmed or dismissed leads of an institution with a code; learning/tallies.py keeps it."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+")
    of = models.CharField(max_length=16, choices=TallyOf)
    code = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=LeadState)
    leads = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "of", "code", "state"], name="one_tally_a_code")
        ]

    def __str__(self) -> str:
        return f"{self.leads} {self.state} with {self.code}"
