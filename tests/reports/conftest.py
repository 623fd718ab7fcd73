"""A signed-in browser, without the sign-in page; and English, in which these tests quote what is refused."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import translation

if TYPE_CHECKING:
    from amparo.accounts.models import Membership


@pytest.fixture
def browser_of() -> "Callable[[Membership], Client]":
    """A test client in which a member is signed in."""
    from tests.people import sign_in  # models can be imported only after Django's set-up

    def make(membership: "Membership") -> Client:
        client = Client()
        sign_in(client, membership)
        return client

    return make


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield
