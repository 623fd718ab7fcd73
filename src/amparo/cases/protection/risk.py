"""The questions about risk, and the level that the answers suggest. No points are added up: a person decides.

Where the questions come from: they were written for this product, after the situations that its sources
describe (recruitment, sponsorship, displacement, sexual extortion, abuse streamed live). They are no
validated instrument. Before they are used, professionals of the country have to go through them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.cases.models import Risk

EDITION = "2026-1"


class Said(models.TextChoices):
    """An answer. What nobody knows is not the same as no."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("not known")


@dataclass(frozen=True)
class Question:
    """One question, and the level that a yes suggests at least."""

    code: str
    words: str | Promise
    level: Risk


QUESTIONS: tuple[Question, ...] = (
    Question(
        "hurt_now", _("Is somebody hurting the person now, or likely to in the next days?"), Risk.IMMEDIATE
    ),
    Question(
        "held", _("Is the person held, locked in, or watched so that they cannot leave?"), Risk.IMMEDIATE
    ),
    Question("taken_away", _("Is somebody about to take the person somewhere else?"), Risk.IMMEDIATE),
    Question(
        "own_life",
        _("Does the person speak of not wanting to live, or of hurting themselves?"),
        Risk.IMMEDIATE,
    ),
    Question(
        "found",
        _("Does whoever did it know where the person is, or live with them?"),
        Risk.HIGH,
    ),
    Question("threatened", _("Is the person, or somebody close to them, threatened?"), Risk.HIGH),
    Question(
        "publish",
        _("Does somebody threaten to publish images or messages, or demand more of them?"),
        Risk.HIGH,
    ),
    Question("contact", _("Are they still in contact, also online?"), Risk.HIGH),
    Question("nobody_safe", _("Is the person a child with no safe adult to look after them?"), Risk.HIGH),
    Question(
        "doctor", _("Does the person need a doctor, for body or mind, and has not seen one?"), Risk.HIGH
    ),
    Question("armed", _("Is an armed group involved, or near?"), Risk.HIGH),
    Question("images", _("Are images of the person being passed on?"), Risk.MEDIUM),
    Question("debt", _("Is the person told that they owe money?"), Risk.MEDIUM),
    Question("papers", _("Does somebody keep the person's papers or phone?"), Risk.MEDIUM),
    Question(
        "sent_back",
        _("Could the person be sent out of the country, or back to where it is dangerous?"),
        Risk.MEDIUM,
    ),
    Question(
        "shut_out",
        _("Could family, school or neighbours punish or shut out the person for what happened?"),
        Risk.MEDIUM,
    ),
    Question("no_means", _("Is the person without food, shelter or money for the next days?"), Risk.MEDIUM),
    Question(
        "cannot_tell", _("Is it hard for the person to call for help, or to be understood?"), Risk.MEDIUM
    ),
)
_ORDER = [Risk.LOW, Risk.MEDIUM, Risk.HIGH, Risk.IMMEDIATE]


@dataclass(frozen=True)
class Suggestion:
    """The level that the answers suggest, and the questions that led there."""

    level: Risk
    because: tuple[Question, ...]
    unknown: tuple[Question, ...]  # of the two upper levels: to be found out


def suggest(answers: Mapping[str, str]) -> Suggestion:
    """The highest level that a yes stands for.

    Sex is not asked, and changes nothing. While a question about danger is open, the level is at least
    medium: what nobody knows is not safe.
    """
    yes = tuple(_answered(answers, Said.YES))
    severe = (Risk.IMMEDIATE, Risk.HIGH)
    unknown = tuple(one for one in QUESTIONS if one.level in severe and _open(answers, one))
    level = max((one.level for one in yes), key=_ORDER.index, default=Risk.LOW)
    if unknown and level == Risk.LOW:
        level = Risk.MEDIUM
    return Suggestion(level, tuple(one for one in yes if one.level == level), unknown)


def _answered(answers: Mapping[str, str], said: Said) -> Iterator[Question]:
    return (one for one in QUESTIONS if answers.get(one.code) == said)


def _open(answers: Mapping[str, str], question: Question) -> bool:
    return answers.get(question.code, Said.UNKNOWN) == Said.UNKNOWN


def lower(one: str, other: str) -> bool:
    """Whether the first level is below the second."""
    return _ORDER.index(Risk(one)) < _ORDER.index(Risk(other))
