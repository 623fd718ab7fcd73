"""What tests of cases begin with: English, since what a refusal says is checked, and some people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

if TYPE_CHECKING:
    from tests.people import People


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def people() -> People:
    """Supervisors, who may do everything in their own institution's cases."""
    from amparo.accounts.models import Role  # apps are not loaded yet when pytest reads this file
    from tests.people import make_people

    return make_people(Role.SUPERVISOR)
