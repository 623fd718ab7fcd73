"""Files of leads go to a folder of the test's own."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path: Path) -> None:
    settings.AMPARO_COLLECTIONS = tmp_path / "collections"
    settings.AMPARO_SPOOL = tmp_path / "spool"
