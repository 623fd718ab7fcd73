"""How an institution stands to a thing: the middle column of the policy's table."""

from enum import StrEnum


class Relation(StrEnum):
    """How a person's institution stands to an object."""

    OWN = "own"  # holds it, or it is the person's or the institution's own
    PARTNER = "partner"  # a live grant for it
    FORMER = "former"  # had or was asked, but holds no live grant
    OUTSIDER = "outsider"
