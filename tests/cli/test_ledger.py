"""`amparo ledger` from the first head to a proof in a stranger's hands."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from typer.testing import CliRunner

from amparo.cli.ledger import app
from amparo.kernel.errors import AmparoError
from amparo.ledger.actions import Happening, append_many
from amparo.ledger.proofs import NotSignedYet
from amparo.ledger.vocabulary import Event

pytestmark = pytest.mark.django_db


def run(*words: str | Path) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return f"{done.exit_code}: {done.output}"


def fill(count: int) -> None:
    append_many([Happening(Event.REPORT_RECEIVED, f"r{number}") for number in range(count)])


def no_database(*_: Any) -> None:
    raise AssertionError("the database was asked")


def test_from_a_head_kept_outside_to_a_cut_that_it_finds(tmp_path: Path) -> None:
    with pytest.raises(NotSignedYet):
        run("head")
    fill(4)
    heads = tmp_path / "heads"
    heads.write_text(run("head", "--sign").removeprefix("0: "), "utf-8")
    fill(3)
    heads.write_text(heads.read_text("utf-8") + run("head", "--sign").removeprefix("0: "), "utf-8")
    told = run("verify", "--head", heads)
    assert told.startswith("0: 7 entries")
    assert "2 signed heads hold; they cover 7 entries" in told
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM ledger_entry WHERE index >= 3")
        cursor.execute("DELETE FROM ledger_head")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert run("verify").startswith("0: 3 entries"), "alone it cannot know"
    told = run("verify", "--head", heads)
    assert told.startswith("1: ")
    assert "WRONG: from entry 3" in told


def test_exports_and_proofs_are_checked_without_a_database(tmp_path: Path) -> None:
    fill(5)
    run("head", "--sign")
    fill(4)
    run("head", "--sign")
    key = run("key").removeprefix("0: ").strip()
    other_key = run("key").removeprefix("0: ").strip().replace("A", "B", 1)
    (tmp_path / "entry").write_text(run("prove", "2").removeprefix("0: "), "utf-8")
    (tmp_path / "growth").write_text(run("prove", "5", "--growth").removeprefix("0: "), "utf-8")
    assert "9 entries" in run("export", tmp_path / "export")
    with connection.execute_wrapper(no_database):
        assert run("verify", tmp_path / "export", "--key", key).startswith("0: 9 entries")
        assert "who wrote it is not checked" in run("verify", tmp_path / "export")
        for name in ("entry", "growth"):
            assert run("check-proof", tmp_path / name, "--key", key) == "0: The proof holds.\n"
            assert "who made it is not checked" in run("check-proof", tmp_path / name)
        forged = (tmp_path / "entry").read_text("utf-8").replace('"r2', '"r3')
        (tmp_path / "entry").write_text(forged, "utf-8")
        told = run("check-proof", tmp_path / "entry", "--key", key)
        assert told == "1: WRONG: the path does not lead to the signed root\n"
        with pytest.raises(AmparoError, match="must look as"):
            run("verify", tmp_path / "export", "--key", other_key)
        (tmp_path / "noise").write_bytes(b"\xff")
        for command in ("verify", "check-proof"):
            for name in ("noise", "absent"):
                with pytest.raises(AmparoError, match=name):
                    run(command, tmp_path / name)
