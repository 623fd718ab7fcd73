"""The people of the tests, told apart by where they stand to one object that `owner` holds."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.test import Client

from amparo.accounts import keys, session
from amparo.accounts.keys import Keyring
from amparo.accounts.models import Membership, Role
from amparo.accounts.policy import Actor
from amparo.accounts.sealed_sessions import SessionStore
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


def sign_in(
    client: Client, membership: Membership, *, password: str = PASSWORD, second_factor: bool = True
) -> None:
    """Plant the visit that a sign-in leaves: unlocked key, chosen membership, second factor shown."""
    person = membership.person
    request = HttpRequest()
    request.session = SessionStore()
    request.session.create()
    request.session[SESSION_KEY] = str(person.pk)
    request.session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    request.session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    request.session[session.MEMBERSHIP] = str(membership.pk)
    session.keep(request, person, keys.unwrap(person, password))
    if second_factor:
        session.enrolled_second_factor(request)
    request.session.save()
    session.register(request, person)
    response = HttpResponse()
    session.deliver(request, response)
    client.cookies[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)
    client.cookies[session.COOKIE] = response.cookies[session.COOKIE].value
