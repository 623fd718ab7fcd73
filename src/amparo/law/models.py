"""The law map: which instrument covers which conduct, from when to when, who says so, who checked.

Rows are written by `load` alone, from a folder of text files; nobody edits them in the database.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.law.dates import InForce, PartialDate, began, known, lasted, validate_partial
from amparo.law.vocabulary import Aspect, Element
from amparo.law.words import Worded, worded


class Verification(models.TextChoices):
    """How far to trust a row: read into a source, told by it, or held against the official text."""

    UNVERIFIED = "unverified", _("our reading")
    SOURCE_REPORT = "source_report", _("a report says so")
    VERIFIED = "verified", _("checked")


class Kind(models.TextChoices):
    """What sort of instrument."""

    CONSTITUTION = "constitution", _("Constitution")
    NATIONAL_LAW = "national_law", _("National law")
    TREATY = "treaty", _("Treaty")
    POLICY = "policy", _("Policy, strategy or plan")
    RECOMMENDATION = "recommendation", _("International recommendation")


NATIONAL = frozenset({Kind.CONSTITUTION, Kind.NATIONAL_LAW})
BINDING = NATIONAL | {Kind.TREATY}


class Standing(models.TextChoices):
    """How far the instrument got, as the source says."""

    ADOPTED = "adopted", _("adopted")
    DRAFT = "draft", _("draft, not approved")
    UNSAID = "unsaid", _("the source does not say whether it binds the country")


class State(models.TextChoices):
    """Where an instrument stands on a day, in a word."""

    IN_EFFECT = "in_effect", _("in effect")
    REPORTED = "reported", _("in effect, says the source")  # which nobody checked, and which grows old
    NOT_YET = "not_yet", _("not yet in effect")
    ENDED = "ended", _("ended")
    DRAFT = "draft", _("draft")
    UNCERTAIN = "uncertain", _("in effect? not known")


class Extent(models.TextChoices):
    """How far a provision reaches."""

    FULL = "full", _("covered")
    PARTIAL = "partial", _("covered in part")
    UNSTATED = "unstated", _("named; how far it reaches is not said")


if TYPE_CHECKING:  # Django's fields take no parameters when the program runs
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField


class PartialDateField(_Text):
    """'2015', '2015-06' or '2015-06-30'; empty when the source gives none."""

    def __init__(self, **options: Any) -> None:
        fixed = {"max_length": 10, "blank": True, "default": "", "validators": [validate_partial]}
        super().__init__(**{**fixed, **options})


class Source(models.Model):
    """A document that rows rest on."""

    code = models.SlugField(primary_key=True, max_length=40)
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12)  # the one that the document is written in
    dated = PartialDateField()
    file = models.CharField(
        max_length=40, blank=True
    )  # its number among the files that the project was given

    def __str__(self) -> str:
        return self.title

    @property
    def when(self) -> PartialDate | None:
        return known(self.dated)

    @property
    def short(self) -> str:
        """Who said it, and in which year: enough beside a row, where the list of sources is near."""
        return f"{self.publisher or self.title} {self.dated[:4]}".strip()


class Cited(models.Model):
    """What every row carries: where it comes from, and who checked it (by role, never by name)."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    locus = models.CharField(max_length=200)  # section, page, footnote or respondent
    verification = models.CharField(max_length=16, choices=Verification)
    verified_by = models.CharField(max_length=100, blank=True)
    verified_on = models.DateField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verification=Verification.VERIFIED, verified_on__isnull=False)
                & ~models.Q(verified_by="")
                | ~models.Q(verification=Verification.VERIFIED)
                & models.Q(verified_by="", verified_on__isnull=True),
                name="%(app_label)s_%(class)s_verified_by_somebody",
            )
        ]


class Instrument(Cited):
    """A constitution, law, treaty, policy or recommendation."""

    code = models.SlugField(primary_key=True, max_length=60)
    position = models.PositiveSmallIntegerField()  # in the folder's file: the order of lists
    kind = models.CharField(max_length=16, choices=Kind)
    standing = models.CharField(max_length=8, choices=Standing)
    title = models.JSONField()  # {language: text}; the source's own language is the original
    short = models.JSONField(default=dict)  # as one says it in passing: 'Law 35/2014'
    number = models.CharField(max_length=40, blank=True)
    adopted = PartialDateField()
    in_force_from = PartialDateField()
    in_force_to = PartialDateField()  # the last day, as far as it is known
    remark = models.JSONField(default=dict)  # what the source says of it
    to_check = models.JSONField(default=dict)  # what a lawyer has to find out

    class Meta(Cited.Meta):
        ordering = ["position"]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> Worded:
        """The title in the reader's language."""
        return worded(self.title)

    @property
    def short_words(self) -> Worded:
        """The short name in the reader's language; the title when it has none."""
        return worded(self.short or self.title)

    @property
    def is_translated(self) -> bool:
        """Whether the title shown is a translation of ours rather than the source's words."""
        return self.words.language != self.source.language

    @property
    def remark_words(self) -> Worded:
        return worded(self.remark)

    @property
    def to_check_words(self) -> Worded:
        return worded(self.to_check)

    @property
    def dates(self) -> list[tuple[object, PartialDate]]:
        """(what happened, when), as far as the source says."""
        given = [
            (_("Adoption"), known(self.adopted)),
            (_("In force from"), known(self.in_force_from)),
            (_("In force until"), known(self.in_force_to)),
        ]
        return [(what, when) for what, when in given if when]

    def in_force(self, on: date) -> InForce:
        """Whether it was law on a day, as far as the map knows.

        Without a day of entry into force, it counts from the moment a source speaks of it as law. What binds
        nobody has no entry into force, and counts from its adoption.
        """
        if self.standing == Standing.DRAFT:
            return InForce.NO
        if self.in_force_from:
            start = began(on, known(self.in_force_from))
        elif self.kind not in BINDING:
            start = began(on, known(self.adopted))
        elif self.adopted and began(on, known(self.adopted)) is InForce.NO:
            start = InForce.NO
        else:
            start = max(began(on, known(self.source.dated)), InForce.UNCERTAIN)
        found = min(start, lasted(on, known(self.in_force_to)))
        return min(found, InForce.UNCERTAIN) if self.standing == Standing.UNSAID else found

    def state(self, on: date) -> State:
        """Where it stands on a day, in a word for lists."""
        if self.standing == Standing.DRAFT:
            return State.DRAFT
        found = self.in_force(on)
        if found is InForce.NO:
            return State.ENDED if lasted(on, known(self.in_force_to)) is InForce.NO else State.NOT_YET
        if found is InForce.UNCERTAIN:
            return State.UNCERTAIN
        return State.IN_EFFECT if self.verification == Verification.VERIFIED else State.REPORTED


class Provision(Cited):
    """An article, or the instrument as a whole where the source names none; said in our own words."""

    code = models.SlugField(primary_key=True, max_length=80)
    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="provisions")
    position = models.PositiveSmallIntegerField()
    article = models.CharField(max_length=40, blank=True)  # '226', '3(a)'; empty: the source gives none
    paraphrase = models.JSONField()
    in_force_from = PartialDateField()  # empty: as the instrument
    in_force_to = PartialDateField()
    public_crime = models.BooleanField(null=True)  # pursued without a complaint; empty: no source says

    class Meta(Cited.Meta):
        ordering = ["instrument__position", "position"]

    def __str__(self) -> str:
        return f"{self.instrument} {self.article}".strip()

    @property
    def words(self) -> Worded:
        return worded(self.paraphrase)

    def in_force(self, on: date) -> InForce:
        """Whether the provision was law on a day: within its instrument's time, and within its own."""
        own = began(on, known(self.in_force_from)) if self.in_force_from else InForce.YES
        return min(self.instrument.in_force(on), own, lasted(on, known(self.in_force_to)))


class OnElement(models.Model):
    """What is about one element of the lists."""

    aspect = models.CharField(max_length=16, choices=Aspect)
    code_of_element = models.CharField(max_length=40, blank=True)

    class Meta:
        abstract = True

    @property
    def element(self) -> Element:
        return Element(Aspect(self.aspect), self.code_of_element)


class Coverage(OnElement, Cited):
    """An edge of the map: a provision covers an element, and how far."""

    provision = models.ForeignKey(Provision, models.CASCADE, related_name="coverages")
    extent = models.CharField(max_length=8, choices=Extent)
    note = models.JSONField(default=dict)

    class Meta(Cited.Meta):
        constraints = [
            *Cited.Meta.constraints,
            models.UniqueConstraint(
                fields=["provision", "aspect", "code_of_element"], name="one_coverage_of_an_element"
            ),
        ]
        ordering = ["provision__instrument__position", "provision__position", "pk"]

    def __str__(self) -> str:
        return f"{self.provision_id} {self.element.label}"

    @property
    def note_words(self) -> Worded:
        return worded(self.note)


class Gap(OnElement, Cited):
    """Conduct that a source says no law covers, or does not cover whole; until it is closed."""

    code = models.SlugField(primary_key=True, max_length=60)
    position = models.PositiveSmallIntegerField()
    missing = models.JSONField()
    closed = PartialDateField()  # the day from which a law covers it

    class Meta(Cited.Meta):
        ordering = ["position"]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> Worded:
        return worded(self.missing)

    def open_on(self, on: date) -> bool:
        """Whether the gap was still there on a day; open while the day of closing is uncertain."""
        return not self.closed or began(on, known(self.closed)) is not InForce.YES


class EditionQuerySet(models.QuerySet["Edition"]):
    def current(self) -> "Edition | None":
        return self.order_by("-pk").first()


class Edition(models.Model):
    """One state of the whole map as it was loaded; the newest is the one in use."""

    name = models.JSONField()  # the country, {language: text}
    digest = models.CharField(max_length=64)  # SHA-256 of what was loaded; stands in the ledger
    loaded_at = models.DateTimeField()

    objects = EditionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> Worded:
        return worded(self.name)
