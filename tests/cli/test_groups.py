"""The commands that work on data, on the tests' database."""

import json
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from typer.testing import CliRunner

from amparo.accounts.models import Role
from amparo.cli import app
from amparo.geography.models import Unit
from amparo.kernel.errors import AmparoError
from amparo.ledger.actions import append, sign_head
from amparo.ledger.offline import verify_proof
from amparo.ledger.proofs import NotSignedYet
from amparo.ledger.vocabulary import Event
from tests.make import make_institution, make_membership, make_person

pytestmark = pytest.mark.django_db


def run(*words: str, code: int = 0) -> str:
    """What a command prints on both outputs together."""
    done = CliRunner().invoke(app, words)
    if isinstance(done.exception, AmparoError):
        raise done.exception
    assert done.exit_code == code, (done.output, done.exception)
    return str(done.output)


@pytest.fixture
def three_entries() -> None:
    for number in range(3):
        append(Event.INSTITUTION_CREATED, subject=f"made-up-{number}")


@pytest.mark.usefixtures("three_entries")
def test_a_sound_ledger_verifies_here_and_elsewhere(tmp_path: Path) -> None:
    head = run("ledger", "head", "--sign")
    assert run("ledger", "head") == head
    assert "3 entries" in run("ledger", "verify")
    assert "3 entries written" in run("ledger", "export", str(tmp_path / "export"))
    (tmp_path / "head").write_text(head)
    key = run("ledger", "key").strip()
    told = run("ledger", "verify", str(tmp_path / "export"), "--key", key, "--head", str(tmp_path / "head"))
    assert "Nothing was altered" in told


@pytest.mark.usefixtures("three_entries")
def test_an_altered_export_is_found(tmp_path: Path) -> None:
    run("ledger", "head", "--sign")
    run("ledger", "export", str(tmp_path / "export"))
    text = (tmp_path / "export").read_text()
    (tmp_path / "export").write_text(text.replace("made-up-1", "made-up-9"))
    assert "WRONG: from entry" in run("ledger", "verify", str(tmp_path / "export"), code=1)


@pytest.mark.usefixtures("three_entries")
def test_a_proof_can_be_checked_without_us() -> None:
    with pytest.raises(NotSignedYet):
        run("ledger", "prove", "1")
    sign_head()
    append(Event.INSTITUTION_CREATED, subject="later")
    sign_head()
    assert verify_proof(json.loads(run("ledger", "prove", "1"))) == []
    assert verify_proof(json.loads(run("ledger", "prove", "3", "--growth"))) == []


def test_a_key_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "export").write_text("")
    with pytest.raises(AmparoError, match="--key must look as"):
        run("ledger", "verify", str(tmp_path / "export"), "--key", "no key")


def test_places_are_loaded_and_again() -> None:
    told = run("geography", "load")
    assert told == run("geography", "load")
    assert told == f"{Unit.objects.count()} places loaded.\n"


def test_a_places_file_with_mistakes_is_refused_whole(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text(
        "pcode,level,name,parent\nXX,country,Country,\nXX1,village,Here,XX\n"
    )
    with pytest.raises(AmparoError, match=r"places\.csv"):
        run("geography", "load", str(tmp_path / "places.csv"))
    assert not Unit.objects.filter(pcode="XX").exists()


def test_the_second_factor_of_a_made_up_person() -> None:
    institution, private = make_institution(demonstration=True)
    person = make_person()
    make_membership(institution, private, role=Role.TRIAGE, person=person)
    with pytest.raises(AmparoError, match="no second factor yet"):
        run("demo", "code", person.username)
    factor = TOTP.activate(person, generate_totp_secret())
    assert factor.validate_code(run("demo", "code", person.username).strip())
    with pytest.raises(AmparoError, match="Nobody signs in as"):
        run("demo", "code", "nobody")


def test_nobody_gets_the_second_factor_of_a_real_person() -> None:
    institution, private = make_institution(demonstration=False)
    member = make_membership(institution, private)
    with pytest.raises(AmparoError, match="real institutions"):
        run("demo", "code", member.person.username)
    with pytest.raises(AmparoError, match="real institutions"):
        run("demo", "reset", "--yes")


def test_check_speaks_in_words() -> None:
    assert run("check") == "Nothing to complain about.\n"
    told = run("check", "--deploy", code=1)
    assert "[must be done] This is the demonstration." in told
    assert "recovery key is on paper" in told
    assert settings.SECRET_KEY not in told
