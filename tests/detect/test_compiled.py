"""Where compiled code is kept: a change anywhere a compiled function can see makes another folder."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from amparo_detect import compiled


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A compiled module, modules that it takes something from, and one that it does not see."""
    files = {
        "loops.py": "import numba\nfrom amparo_detect.parts.tables import WIDTH\n",
        "many.py": "import numba\nfrom amparo_detect.parts import (\n    places,\n    times,\n)\n",
        "parts/__init__.py": "",
        "parts/tables.py": "from amparo_detect.parts import units\nWIDTH = units.BYTE\n",
        "parts/units.py": "BYTE = 8\n",
        "parts/places.py": "HERE = 1\n",
        "parts/times.py": "NOW = 1\n",
        "page.py": "TITLE = 'a'\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("changed", ["loops.py", "parts/tables.py", "parts/units.py", "parts/times.py"])
def test_what_a_compiled_function_sees_makes_another_folder(package: Path, changed: str) -> None:
    before = compiled.digest(package)
    with (package / changed).open("a") as file:
        file.write("# changed\n")
    assert compiled.digest(package) != before


def test_what_it_does_not_see_changes_nothing(package: Path) -> None:
    before = compiled.digest(package)
    (package / "page.py").write_text("TITLE = 'b'\n")
    assert compiled.digest(package) == before


def test_the_package_itself_is_read(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(compiled.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    assert compiled.digest(copy) == compiled.digest()
    with (copy / "text" / "alphabet.py").open("a") as file:  # the fold takes its constants from it
        file.write("# changed\n")
    assert compiled.digest(copy) != compiled.digest()


def kept(program: str, **environment: str) -> list[str]:
    """What a fresh process says after importing the package."""
    told = subprocess.run(
        [sys.executable, "-c", program],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.split()


FOLDER = "import amparo_detect, os, numba; print(os.environ['NUMBA_CACHE_DIR'], numba.config.CACHE_DIR)"


def test_numba_hears_of_the_folder() -> None:
    ours, numbas = kept(FOLDER)
    assert ours == numbas
    assert ours.endswith(compiled.digest())


def test_a_folder_that_was_named_is_used(tmp_path: Path) -> None:
    assert kept(FOLDER, NUMBA_CACHE_DIR=str(tmp_path)) == [str(tmp_path), str(tmp_path)]


def test_where_nothing_can_be_written_the_folder_goes_with_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a-file").write_text("")
    monkeypatch.setattr(compiled, "_parents", lambda: iter([tmp_path / "a-file" / "below"]))
    monkeypatch.setattr(tempfile, "mkdtemp", lambda prefix: str(tmp_path / prefix))
    gone: list[object] = []
    monkeypatch.setattr(atexit, "register", lambda *what, **how: gone.extend(what))
    monkeypatch.delenv(compiled.SETTING, raising=False)
    folder = compiled.set_folder()
    assert gone == [shutil.rmtree, folder]


def test_few_old_folders_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for age in range(10):
        (tmp_path / f"old{age}").mkdir()
        os.utime(tmp_path / f"old{age}", (1000 - age, 1000 - age))
    monkeypatch.setattr(compiled, "_parents", lambda: iter([tmp_path]))
    monkeypatch.delenv(compiled.SETTING, raising=False)
    folder = compiled.set_folder()
    assert not compiled.is_whole()
    left = {each.name for each in tmp_path.iterdir()}
    assert left == {folder.name, *(f"old{age}" for age in range(compiled.KEPT))}
