"""What the rules about unusual openings listed when the worker last counted."""

from django.db import models

from amparo.accounts.models import Membership


class UnusualPattern(models.Model):
    """One line of one rule: who, when, how often. Ids and counts; counted anew each hour from the ledger."""

    rule = models.CharField(max_length=24)  # a code of audit/data/patterns.toml
    member = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    when = models.CharField(max_length=16)  # the hour or the day, where the country is
    count = models.PositiveIntegerField()
    subject = models.UUIDField(null=True)  # the case that it is about, if it is about one

    class Meta:
        ordering = ["-count", "-when", "pk"]
        indexes = [models.Index(fields=["rule", "-count", "-when"], name="unusual_patterns_of_a_rule")]

    def __str__(self) -> str:
        return f"{self.rule} by {self.member_id}, {self.when}"
