"""The people that other tests stand on hold exactly the keys they should."""

import pytest

from amparo.accounts.models import Role
from amparo.kernel.errors import NoKey
from tests.make import make_institution, make_membership
from tests.people import actor, make_people


@pytest.mark.django_db
def test_colleagues_share_a_key_and_outsiders_hold_another() -> None:
    people = make_people()
    own = actor(people.owner).keyring.institution_private()
    assert actor(people.colleague).keyring.institution_private() == own
    assert actor(people.outsider).keyring.institution_private() != own


@pytest.mark.django_db
def test_a_keyless_role_reaches_no_key() -> None:
    institution, private = make_institution()
    auditor = make_membership(institution, private, role=Role.AUDITOR)
    with pytest.raises(NoKey):
        actor(auditor).keyring.institution_private()
