"""The ledger's rows: PostgreSQL itself refuses to change, delete or truncate them (see migration 0002)."""

from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from amparo.ledger.vocabulary import OPENINGS


def _told(name: str) -> "models.GeneratedField":
    """A column that PostgreSQL reads out of the content, so that the two cannot differ."""
    return models.GeneratedField(
        expression=KeyTextTransform(name, Cast("content", models.JSONField())),
        output_field=models.TextField(),
        db_persist=True,
    )


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, subject: str) -> "EntryQuerySet":
        """Everything that happened to one thing, oldest first."""
        return self.filter(subject=subject).order_by("index")

    def by_institution(self, institution: str) -> "EntryQuerySet":
        """Everything that one institution did, newest first."""
        return self.filter(institution=institution).order_by("-index")


class Entry(models.Model):
    """One event and the hashes of the subtrees that it completed.

    `content` is the canonical JSON (RFC 8785), character for character what was hashed. `nodes` holds
    32 bytes for the leaf and 32 for each larger subtree that ends here: the whole tree is stored in n rows,
    and every proof reads at most a few dozen of them.
    """

    index = models.BigIntegerField(primary_key=True)
    content = models.TextField()
    nodes = models.BinaryField()
    at = _told("at")  # UTC, ISO 8601 to the second: sorts as text
    event = _told("event")
    subject = _told("subject")
    institution = _told("institution")
    actor = _told("actor")

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "index"], name="ledger_by_subject"),
            models.Index(fields=["institution", "index"], name="ledger_by_institution"),
            models.Index(fields=["actor", "index"], name="ledger_by_actor"),
            models.Index(fields=["event", "index"], name="ledger_by_event"),
            models.Index(fields=["at", "index"], name="ledger_by_moment"),
            models.Index(  # holds all that patterns of opening are counted from, so that no entry is read
                fields=["at"],
                include=["actor", "institution", "subject"],
                condition=models.Q(event__in=[event.value for event in OPENINGS]),
                name="ledger_openings",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.event}"


class Head(models.Model):
    """A signed tree head: the root over the first `size` entries, under the ledger's key."""

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()  # the signed note, see checkpoint.py

    def __str__(self) -> str:
        return f"head at {self.size}"
