"""The console founds, invites, recovers and shuts out, and shows each secret once."""

import re

import pytest
from django.test import Client
from typer.testing import CliRunner

from amparo.accounts import actions, invitations
from amparo.accounts.actions import Newcomer
from amparo.accounts.models import Institution, Membership, Role, SignIn
from amparo.cli import app
from tests.make import PASSWORD, make_unit
from tests.people import actor, make_people, sign_in

NAME = "Made-up Office"
CODE = re.compile(r"code  ([2-9A-Z]{4}(?:-[2-9A-Z]{4}){2})$", re.MULTILINE)
RECOVERY_KEY = re.compile(r"^    ([A-Z2-7]{7}(?:-[A-Z2-7]{7}){7})$", re.MULTILINE)


def amparo(*words: str, typed: str = "") -> str:
    """What the command prints when it succeeds."""
    result = CliRunner().invoke(app, words, input=typed)
    assert result.exit_code == 0, result.output or result.exception
    return result.output


def refused(*words: str) -> str:
    result = CliRunner().invoke(app, words)
    assert result.exit_code != 0
    return result.output + result.stderr


def take_up(printed: str, username: str) -> Membership:
    """Join with the link and the code that a command printed."""
    link, code = re.search(r"/join/([0-9a-f-]{36})/", printed), CODE.search(printed)
    assert link
    assert code
    waiting = Institution.objects.get(name=NAME).invitations.get(pk=link[1])
    opened = invitations.open_with_code(waiting.pk, code[1])
    return actions.join(opened=opened, newcomer=Newcomer(username, "Made-up Person", "en", PASSWORD))


def test_from_nothing_to_a_supervisor_with_keys(db: None) -> None:
    make_unit("XX01")
    printed = amparo("institution", "create", NAME, "--kind", "ngo", "--place", "XX01")
    supervisor = take_up(printed, "first.one")
    assert supervisor.role == Role.SUPERVISOR
    assert actor(supervisor).keyring.institution_private()
    assert f"{NAME}  |  ngo  |  Province XX01  |  members: 1" in amparo("institution", "list")
    assert f"first.one  |  supervisor at {NAME}" in amparo("person", "list")
    assert "Made-up Person" not in amparo("person", "list")


def test_the_printed_key_brings_a_new_supervisor(db: None) -> None:
    key = RECOVERY_KEY.search(amparo("institution", "create", NAME, "--kind", "ngo"))
    assert key
    output = amparo("institution", "recover", NAME, typed=f"{key[1].lower()}\n")
    assert key[1] not in output
    assert actor(take_up(output, "new.one")).keyring.institution_private()
    output = amparo("institution", "invite", NAME, "--role", "triage", "--recovery-key", typed=f"{key[1]}\n")
    assert take_up(output, "another.one").role == Role.TRIAGE


def test_a_role_without_keys_needs_no_key_and_others_do(db: None) -> None:
    amparo("institution", "create", NAME, "--kind", "ngo")
    assert take_up(amparo("institution", "invite", NAME, "--role", "administrator"), "admin.one")
    result = CliRunner().invoke(app, ["institution", "invite", NAME, "--role", "triage"])
    assert result.exit_code != 0


@pytest.mark.parametrize(
    "words",
    [
        ("institution", "create", NAME, "--kind", "circus"),
        ("institution", "create", NAME, "--kind", "ngo", "--place", "nowhere"),
        ("institution", "invite", "No such office", "--role", "triage"),
        ("institution", "invite", "No such office", "--role", "king"),
        ("institution", "recover", "No such office"),
        ("person", "deactivate", "nobody.at.all"),
        ("person", "end-sessions", "nobody.at.all"),
    ],
    ids=" ".join,
)
def test_mistakes_are_said_and_change_nothing(db: None, words: tuple[str, ...]) -> None:
    assert refused(*words)
    assert not Institution.objects.exists()


def test_a_name_is_given_once(db: None) -> None:
    amparo("institution", "create", NAME, "--kind", "ngo")
    assert "exists" in refused("institution", "create", NAME, "--kind", "ngo")
    assert Institution.objects.count() == 1


def test_a_person_is_shut_out(db: None) -> None:
    people = make_people()
    browser = Client()
    sign_in(browser, people.owner)
    assert "Ended: 1" in amparo("person", "end-sessions", people.owner.person.username)
    assert not SignIn.objects.exists()
    sign_in(browser, people.owner)
    output = amparo("person", "deactivate", people.owner.person.username)
    assert people.owner.institution.name in output
    assert browser.get("/desk/").status_code == 302
    assert f"{people.owner.person.username}  |  deactivated" in amparo("person", "list")


def test_every_kind_says_which_roles_it_has(db: None) -> None:
    output = amparo("institution", "kinds")
    assert "prosecutor" in output.split("prosecution ")[1].split("\n")[1]
    assert "auditor" not in output.split("ngo ")[1].split("\n")[1]
