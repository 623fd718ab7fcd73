"""The people of the tests, told apart by where they stand to one object that `owner` holds."""

from dataclasses import dataclass

from amparo.accounts import keys
from amparo.accounts.keys import Keyring
from amparo.accounts.models import Membership, Role
from amparo.accounts.policy import Actor
from tests.make import PASSWORD, make_institution, make_membership


@dataclass(frozen=True)
class People:
    """Members of three institutions: the owner's, a partner's and an outsider's."""

    owner: Membership
    colleague: Membership
    partner: Membership
    outsider: Membership


def make_people(role: Role = Role.TRIAGE) -> People:
    """Everyone in `role`; whether `partner` really is one is for the test to make so, by a grant."""
    own, own_key = make_institution()
    partner, partner_key = make_institution()
    other, other_key = make_institution()
    return People(
        owner=make_membership(own, own_key, role=role),
        colleague=make_membership(own, own_key, role=role),
        partner=make_membership(partner, partner_key, role=role),
        outsider=make_membership(other, other_key, role=role),
    )


def actor(membership: Membership, password: str = PASSWORD) -> Actor:
    """The member as a signed-in actor, with the keys that the password opens."""
    return Actor(membership, Keyring(membership, keys.unwrap(membership.person, password)))
