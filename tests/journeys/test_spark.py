"""The detection on Spark finds what it finds on one machine, byte for byte."""

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest

ROOT = Path(__file__).parents[2]
POSTS = 2_000

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(find_spec("pyspark") is None, reason="needs the extra amparo[spark]: make spark"),
    pytest.mark.skipif(
        shutil.which("java") is None,
        reason="needs Java 17: scripts/debian-packages openjdk-17-jre-headless installs it",
    ),
]


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made-up offers with scripts, copies and strangers among them."""
    folder = tmp_path_factory.mktemp("offers")
    make = [sys.executable, str(ROOT / "bench" / "offers" / "make.py"), "--grammar", "dev", "--seed", "7"]
    subprocess.run([*make, "--posts", str(POSTS), "--out", str(folder)], check=True, stdout=subprocess.PIPE)
    return folder / "posts.parquet"


@pytest.fixture(scope="module")
def local(posts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one machine finds."""
    out = tmp_path_factory.mktemp("local")
    _run(posts, out, "local", "1")
    return out


def _run(posts: Path, out: Path, engine: str, threads: str) -> None:
    """By the command, as a person does, in a process of its own: it starts a JVM."""
    command = [str(Path(sys.executable).with_name("amparo-detect")), "run", str(posts), "--out", str(out)]
    subprocess.run([*command, "--engine", engine, "--threads", threads], check=True, capture_output=True)


def _published(out: Path) -> dict[str, str]:
    """The digest of each file but run.json, which has timings."""
    outputs: dict[str, str] = json.loads((out / "run.json").read_text())["outputs"]
    return outputs


@pytest.mark.parametrize("threads", ["1", "2"])
def test_the_same_bytes_as_on_one_machine(posts: Path, local: Path, tmp_path: Path, threads: str) -> None:
    _run(posts, tmp_path, "spark", threads)
    assert _published(tmp_path) == _published(local)
    templates = pl.read_parquet(tmp_path / "templates.parquet")
    assert len(templates) == POSTS
    assert templates.filter(pl.col("template") >= 0)["template"].n_unique() > 10
    assert json.loads((tmp_path / "run.json").read_text())["options"]["engine"] == "spark"
    assert not (tmp_path / ".work").exists()
