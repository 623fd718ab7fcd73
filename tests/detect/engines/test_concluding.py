"""What later days need is kept beside other steps: whole, or not at all."""

import errno
import json
import threading
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from amparo_detect.engines import concluding, local, state
from amparo_detect.errors import DiskFull
from amparo_detect.run import work
from amparo_detect.run.conduct import execute
from amparo_detect.run.job import Options
from tests.detect.templates.corpus import posts


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A file of offers, and what one thread publishes of it."""
    texts, _ = posts(Random(5), campaigns=4, copies=8, strangers=30)  # noqa: S311
    folder = tmp_path_factory.mktemp("posts")
    path = folder / "posts.csv"
    pl.DataFrame({"id": [f"p{row}" for row in range(len(texts))], "text": texts}).write_csv(path)
    return path, run(path, folder / "alone", threads=1)


def run(path: Path, out: Path, threads: int = 2) -> dict[str, str]:
    """The digests of what is published."""
    found: dict[str, str] = execute([path], Options(out=out, threads=threads), local.engine())["outputs"]
    return found


def full(*_given: Any, **_more: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def interrupted(*_given: Any, **_more: Any) -> None:
    raise KeyboardInterrupt


def test_beside_or_in_line_the_files_are_the_same(
    corpus: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    path, alone = corpus
    assert run(path, tmp_path / "out") == alone
    assert any(name.endswith("scripts-hashes.npy") for name in alone)
    assert "state_beside" in json.loads((tmp_path / "out/run.json").read_text())["seconds"]


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(("module", "name"), [(work, "write_array"), (state, "append_parquet")])
def test_a_full_disk_is_told_and_the_run_goes_on_later(
    corpus: tuple[Path, dict[str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    threads: int,
    module: Any,
    name: str,
) -> None:
    path, alone = corpus
    monkeypatch.setattr(module, name, full)
    with pytest.raises(DiskFull):
        run(path, tmp_path / "out", threads)
    assert not (tmp_path / "out/run.json").exists()
    assert not (tmp_path / "out/state").exists()
    monkeypatch.undo()
    monkeypatch.setattr(local, "analyse", interrupted)  # it must not be needed again
    assert run(path, tmp_path / "out", threads) == alone


@pytest.mark.parametrize("step", ["build", "gather", "write_parquet"])
def test_a_run_that_is_stopped_beside_it_waits_and_does_not_find_the_templates_again(
    corpus: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path, alone = corpus
    monkeypatch.setattr(concluding, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(path, tmp_path / "out")
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("beside")]
    assert (tmp_path / "out/.work/templates").is_dir()
    monkeypatch.undo()
    monkeypatch.setattr(concluding, "find", interrupted)
    assert run(path, tmp_path / "out") == alone


def test_a_run_that_is_stopped_before_the_scripts_are_kept_finds_them_again(
    corpus: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, alone = corpus
    write: Callable[..., None] = work.write_array
    monkeypatch.setattr(
        work, "write_array", lambda path, array: (interrupted if "tells" in path.name else write)(path, array)
    )
    with pytest.raises(KeyboardInterrupt):
        run(path, tmp_path / "out")
    assert not (tmp_path / "out/.work/templates").exists()
    monkeypatch.undo()
    assert run(path, tmp_path / "out") == alone
