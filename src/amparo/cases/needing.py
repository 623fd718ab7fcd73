"""What only somebody can do who reads where it is written: asked by the page and by the action.

The policy lets a partner in by its role; whether its keys reach is asked here, so that nothing is offered
that the keys would refuse, and nothing is written by who cannot see what stands there.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.accounts.policy import Action, Actor
from amparo.cases import compartments
from amparo.cases.models import Case, Compartment
from amparo.kernel.errors import NoKey

# One of these has to be readable; else the refusal says why.
_NEEDED: dict[Action, tuple[frozenset[Compartment], Promise]] = {
    Action.EDIT_PEOPLE: (
        frozenset({Compartment.IDENTITY, Compartment.INVESTIGATION}),
        _(
            "You can open neither the identities nor the investigation here."
            " Who is in the case, others write."
        ),
    ),
    Action.DETERMINE_CASE: (
        frozenset({Compartment.SUMMARY}),
        _("You cannot open the summary of this case. What was done to whom, others decide."),
    ),
}


def may(actor: Actor, action: Action, case: Case) -> bool:
    """For pages: whether the policy allows it and the keys reach."""
    needed, _why = _NEEDED[action]
    allowed = actor.may(action, case.relation_to(actor.institution))
    return allowed and bool(needed & compartments.readable_by(actor, case))


def check(actor: Actor, action: Action, case: Case) -> None:
    """For actions, after the policy said yes. Raises NoKey, saying what is missing."""
    needed, why = _NEEDED[action]
    if not needed & compartments.readable_by(actor, case):
        raise NoKey(str(why))
