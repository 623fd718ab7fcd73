"""The grammar families: what each is written in, how it is laid out, and which mechanics disturb it.

`dev` is for tuning and `held` for reporting. They share the machinery and nothing that a detector could
learn: other words, sentences, layouts, languages, ways of hiding a phone and of disturbing a text. `fresh`
is for ways of hiding a phone alone: what it disturbs in a text is what `dev` disturbs.
"""

from dataclasses import dataclass

import hiding_dev
import hiding_fresh
import hiding_held
import noise_dev
import noise_held
from hiding_dev import Hide
from noise_dev import Noise


@dataclass(frozen=True)
class Family:
    """One grammar family.

    `roles` are the sections that a post is made of, in order, each with the share of posts that have it;
    `glues` stand between sentences; `spin` chooses words anew in every post instead of whole sentences.
    """

    name: str
    grammar: str
    roles: tuple[tuple[str, float], ...]
    glues: tuple[str, ...]
    plain: dict[str, Hide]
    hidden: dict[str, Hide]
    typos: Noise
    evasions: dict[str, Noise]
    spin: bool = False


_DEV = (hiding_dev.PLAIN, hiding_dev.HIDDEN, noise_dev.typos, noise_dev.EVASIONS)
_FRESH = (hiding_fresh.PLAIN, hiding_fresh.HIDDEN, noise_dev.typos, noise_dev.EVASIONS)
_HELD = (hiding_held.PLAIN, hiding_held.HIDDEN, noise_held.typos, noise_held.EVASIONS)
_PROSE = (
    ("opening", 1.0),
    ("duties", 0.7),
    ("pay", 0.85),
    ("housing", 0.55),
    ("travel", 0.45),
    ("needs", 0.6),
    ("stock", 0.7),
    ("closing", 0.95),
)
_FIELDS = (
    ("opening", 1.0),
    ("duties", 0.6),
    ("needs", 0.8),
    ("pay", 0.9),
    ("housing", 0.6),
    ("travel", 0.5),
    ("closing", 0.97),
    ("stock", 0.6),
)

_CHAT = (
    ("opening", 1.0),
    ("story", 0.7),
    ("pay", 0.8),
    ("travel", 0.5),
    ("housing", 0.6),
    ("needs", 0.5),
    ("closing", 0.95),
    ("stock", 0.5),
)
_LETTER = (
    ("opening", 1.0),
    ("duties", 0.8),
    ("needs", 0.7),
    ("pay", 0.8),
    ("housing", 0.5),
    ("travel", 0.5),
    ("stock", 0.6),
    ("closing", 0.96),
)
_JOURNEY = (
    ("opening", 1.0),
    ("story", 0.85),
    ("housing", 0.7),
    ("travel", 0.6),
    ("pay", 0.6),
    ("needs", 0.5),
    ("stock", 0.5),
    ("closing", 0.96),
)

FAMILIES = {
    family.name: family
    for family in (
        Family("dev-a", "dev_a", _PROSE, (" ", " ", "\n", "\n\n"), *_DEV),
        Family("dev-b", "dev_b", _FIELDS, ("\n", "\n", " | ", "\n• ", " // "), *_DEV),
        Family("fresh-a", "fresh_a", _PROSE, (" ", "\n", " - "), *_FRESH),
        Family("held-a", "held_a", _CHAT, ("... ", ". ", "\n", " 👉 ", ", "), *_HELD),
        Family("held-b", "held_b", _LETTER, (" ", "\n\n", "\n— ", " § "), *_HELD),
        Family("held-c", "held_c", _JOURNEY, (" ", " ✦ ", "\n", "\n> "), *_HELD, spin=True),
    )
}
GROUPS = {group: [name for name in FAMILIES if name.startswith(group)] for group in ("dev", "held", "fresh")}


def named(names: str) -> list[Family]:
    """Families by group or name, comma between; raises KeyError on an unknown one."""
    return [FAMILIES[one] for name in names.split(",") for one in GROUPS.get(name, [name])]
