"""`amparo law`: a packaged map by name, a folder, and what is refused."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from amparo.cli.law import app
from amparo.kernel.errors import AmparoError
from amparo.law.models import Instrument

pytestmark = pytest.mark.django_db


def run(*words: str | Path) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words])
    if done.exception is not None:
        raise done.exception
    return done.output


def test_load_is_safe_to_repeat_and_check_changes_nothing() -> None:
    counted = "16 instruments, 15 provisions, 46 coverages, 15 gaps."
    assert run("check") == f"{counted} 92 rows are not verified.\n"
    assert not Instrument.objects.exists()
    assert run("load") == f"{counted} Loaded.\n"
    assert run("load", "mozambique") == f"{counted} This map was in use already.\n"
    assert Instrument.objects.count() == 16


def test_a_folder_that_is_not_there_or_not_a_map_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AmparoError, match=r"There is no folder .*: mozambique"):
        run("load", tmp_path / "nowhere")
    with pytest.raises(AmparoError, match=r"map\.toml cannot be read"):
        run("load", tmp_path)
