"""Whether the elements of trafficking in persons are all there (Palermo Protocol, Art. 3), with reasons.

A suggestion: nothing here decides. A person determines what a case is; these are the questions that the
Protocol asks.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.law.vocabulary import CHILD_BELOW, Act, Means, Purpose


class Part(models.TextChoices):
    """The three elements of the crime."""

    ACT = "act", gettext_lazy("an act")
    MEANS = "means", gettext_lazy("a means")
    PURPOSE = "purpose", gettext_lazy("a purpose")


@dataclass(frozen=True)
class Suggestion:
    """What the stated facts amount to under Article 3, and why; in the language active when it was made."""

    missing: tuple[Part, ...]
    depends_on_age: bool  # would be complete if the person turned out to be a child
    reasons: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing: 'possible trafficking', never more than that."""
        return not self.missing


def suggest(
    acts: Collection[Act],
    means: Collection[Means],
    purposes: Collection[Purpose],
    *,
    child: bool | None,
) -> Suggestion:
    """What the elements that were found so far suggest about one person.

    `child`: whether the person was under 18 at the time; None while nobody knows. An unknown age completes
    nothing by itself: it is reported, so that somebody finds out. Consent is no parameter on purpose.
    """
    found = {Part.ACT: bool(acts), Part.MEANS: bool(means) or child is True, Part.PURPOSE: bool(purposes)}
    missing = tuple(part for part in Part if not found[part])
    depends_on_age = child is None and missing == (Part.MEANS,)
    return Suggestion(
        missing=missing,
        depends_on_age=depends_on_age,
        reasons=(
            *_about_act(acts),
            *_about_means(means, child),
            *_about_purpose(purposes),
            *_about_consent(means, child),
        ),
    )


def _about_act(acts: Collection[Act]) -> Iterator[str]:
    if acts:
        yield _("Act: %(list)s (Art. 3(a)).") % {"list": _listed(acts, Act)}
    else:
        yield _(
            "No act is stated. One is enough: recruitment, transportation, transfer, harbouring or receipt."
        )


def _about_means(means: Collection[Means], child: bool | None) -> Iterator[str]:
    if means:
        yield _("Means: %(list)s (Art. 3(a)).") % {"list": _listed(means, Means)}
    if child:
        yield _("The person is under %(age)s: no means is needed (Art. 3(c)).") % {"age": CHILD_BELOW}
    elif not means and child is None:
        yield _(
            "No means is stated and the age is not known. If the person is under %(age)s, no means is needed:"
            " find out."
        ) % {"age": CHILD_BELOW}
    elif not means:
        yield _(
            "No means is stated. For an adult one is needed; abuse of a position of vulnerability is one,"
            " and is often overlooked."
        )


def _about_purpose(purposes: Collection[Purpose]) -> Iterator[str]:
    if not purposes:
        yield _(
            "No purpose is stated. It is enough that exploitation was intended; it need not have happened."
        )
        return
    yield _("Purpose: %(list)s (Art. 3(a)).") % {"list": _listed(purposes, Purpose)}
    if set(purposes) == {Purpose.OTHER}:
        yield _("The Protocol's list is a minimum. Say in words what the exploitation was.")


def _about_consent(means: Collection[Means], child: bool | None) -> Iterator[str]:
    if child:
        yield _("Whether the child agreed makes no difference.")
    elif means:
        yield _("Because such means were used, it makes no difference whether the person agreed (Art. 3(b)).")


def _listed(found: Collection[str], choices: type[models.TextChoices]) -> str:
    """Labels in the order of the list, whatever order they were found in."""
    return ", ".join(str(choice.label) for choice in choices if choice in found)
