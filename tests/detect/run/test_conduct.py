"""A run from beginning to end, stopped in the middle, without room, and twice."""

import errno
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from amparo_detect.errors import DiskFull, NothingReadable, OutputBusy, OutputError, ResultError
from amparo_detect.readers.rows import Limits
from amparo_detect.run import work, write
from amparo_detect.run.job import Batch
from amparo_detect.run.progress import Progress
from tests.detect.run.counting import Counting, run

SMALL = Limits(rows=10)
FILES = ["contacts", "networks", "posts", "templates"]


def posts(path: Path, count: int = 95) -> Path:
    path.write_text("id,text\n" + "".join(f"{i},oferta {i % 7}\n" for i in range(count)) + "x,\n")
    return path


def content(out: Path) -> dict[str, bytes]:
    """Every file of the result but run.json, which has the timings."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != "run.json"
    }


def test_the_files_of_a_run(tmp_path: Path) -> None:
    account = run([posts(tmp_path / "a.csv")], tmp_path / "out", limits=SMALL)
    out = tmp_path / "out"
    assert sorted(content(out)) == [
        "contacts.parquet",
        "leads.jsonl",
        "networks.parquet",
        "posts.parquet",
        "refused.csv",
        "report.html",
        "state/deep/seen.parquet",
        "templates.jsonl",
        "templates.parquet",
    ]
    assert json.loads((out / "run.json").read_text()) == account
    counts = {"in": 96, "out": 95, "refused": 1, "renamed_ids": 0, "leads": 0, "templates": 1}
    assert account["counts"] == counts
    assert account["inputs"][0]["refused"] == {"empty": 1}
    assert account["memory"]["peak"] > 2**20
    assert set(account["seconds"]) == {"read", "templates", "write", "whole"}
    assert (out / "refused.csv").read_text() == "input,row,reason\na.csv,96,no text\n"
    frame = pl.read_parquet(out / "posts.parquet")
    assert frame.columns == ["id", "language", "duplicate_group"]
    assert frame["duplicate_group"].to_list() == [i % 7 for i in range(95)]
    assert pl.read_parquet(out / "contacts.parquet").columns == ["id", "kind", "value"]
    assert not (out / ".work").exists()


def test_posts_alone_with_their_text_are_in_no_duplicate_group(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,a\n2,b\n3,a\n")
    run([tmp_path / "a.csv"], tmp_path / "out")
    assert pl.read_parquet(tmp_path / "out/posts.parquet")["duplicate_group"].to_list() == [0, -1, 0]


def test_the_same_bytes_twice_and_with_another_number_of_threads(tmp_path: Path) -> None:
    path = posts(tmp_path / "a.csv")
    run([path], tmp_path / "one", limits=SMALL)
    run([path], tmp_path / "two", limits=SMALL, threads=2, memory=2**31)
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_ids_that_repeat_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n7,a\n7,b\n7#2,c\n8,d\n7,e\n")
    account = run([tmp_path / "a.csv"], tmp_path / "out")
    ids = pl.read_parquet(tmp_path / "out/posts.parquet")["id"].to_list()
    assert ids == ["7", "7#2", "7#2#2", "8", "7#3"]
    assert account["counts"]["renamed_ids"] == 3


def failing_at(number: int, error: Callable[[], BaseException]) -> Callable[[Batch], None]:
    def before(batch: Batch) -> None:
        if batch.number == number:
            raise error()

    return before


def test_a_stopped_run_goes_on_from_its_finished_batches(tmp_path: Path) -> None:
    path, out = posts(tmp_path / "a.csv"), tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        run([path], out, Counting(failing_at(5, KeyboardInterrupt)), limits=SMALL)
    again = Counting()
    account = run([path], out, again, limits=SMALL)
    assert again.worked == [5, 6, 7, 8, 9]
    assert account["resumed"]
    run([path], tmp_path / "whole", limits=SMALL)
    assert content(out) == content(tmp_path / "whole")


@pytest.mark.parametrize("change", ["input", "option"])
def test_a_changed_input_or_option_starts_anew(tmp_path: Path, change: str) -> None:
    path, out = posts(tmp_path / "a.csv"), tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        run([path], out, Counting(failing_at(5, KeyboardInterrupt)), limits=SMALL)
    if change == "input":
        path.write_text(path.read_text().replace("oferta 3", "oferta 4"))
    again = Counting()
    run([path], out, again, limits=SMALL, seed=int(change == "option"))
    assert again.worked == list(range(10))


KILLED = """
import sys, time
from pathlib import Path
from amparo_detect.readers.rows import Limits
from tests.detect.run.counting import Counting, run
def slow(batch):
    print(batch.number, flush=True)
    if batch.number == 4:
        time.sleep(60)
run([Path(sys.argv[1])], Path(sys.argv[2]), Counting(slow), limits=Limits(rows=10))
"""


def test_killed_in_the_middle(tmp_path: Path) -> None:
    path, out = posts(tmp_path / "a.csv"), tmp_path / "out"
    process = subprocess.Popen([sys.executable, "-c", KILLED, path, out], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    while process.stdout.readline().strip() != "4":
        assert process.poll() is None
    with pytest.raises(OutputBusy):
        run([path], out, limits=SMALL)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert not (out / "run.json").exists()
    again = Counting()
    assert run([path], out, again, limits=SMALL)["counts"]["out"] == 95
    assert again.worked == list(range(4, 10))


def test_a_full_disk_leaves_what_was_there_and_goes_on_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = posts(tmp_path / "a.csv"), tmp_path / "out"
    run([path], out, limits=SMALL)
    before = content(out), (out / "run.json").read_bytes()
    path.write_text(path.read_text() + "y,nova\n")
    written = 0

    def full(file: Path, table: pl.DataFrame) -> None:
        nonlocal written
        written += 1
        if written > 3:
            file.write_bytes(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")
        real(file, table)

    real = work.write_arrow
    monkeypatch.setattr(work, "write_arrow", full)
    with pytest.raises(DiskFull) as raised:
        run([path], out, limits=SMALL)
    assert "o disco está cheio" in raised.value.told("pt")
    assert (content_of_result(out), (out / "run.json").read_bytes()) == before
    monkeypatch.undo()
    again = Counting()
    assert run([path], out, again, limits=SMALL)["counts"]["out"] == 96
    assert again.worked == list(range(3, 10))


def content_of_result(out: Path) -> dict[str, bytes]:
    return {name: data for name, data in content(out).items() if not name.startswith(".work")}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's always full device")
def test_the_writers_themselves_tell_of_a_full_disk(tmp_path: Path) -> None:
    table = pl.DataFrame({"a": range(100_000)})
    # Through a link: Arrow removes a file that it could not write, and must not get hold of the device.
    full = tmp_path / "full"
    full.symlink_to("/dev/full")
    with pytest.raises(DiskFull), work.telling_of_a_full_disk(tmp_path):
        work.write_arrow(full, table)
    with pytest.raises(DiskFull), work.telling_of_a_full_disk(tmp_path):
        write.write_parquet(full, table)
    assert Path("/dev/full").is_char_device()


def test_a_disk_that_fills_while_the_result_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = posts(tmp_path / "a.csv"), tmp_path / "out"
    run([path], out, limits=SMALL)
    before = content(out)
    path.write_text(path.read_text() + "y,nova\n")

    def full(*_given: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(write, "write_parquet", full)
    with pytest.raises(DiskFull):
        run([path], out, limits=SMALL)
    assert content_of_result(out) == before


def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError) as raised:
        run([posts(tmp_path / "a.csv")], tmp_path / "out")
    assert raised.value.exit_code == 3


def test_no_post_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,\n2, \n")
    with pytest.raises(NothingReadable, match=r"all 2 rows were refused \(no text 2\)"):
        run([tmp_path / "a.csv"], tmp_path / "out")
    assert not (tmp_path / "out/run.json").exists()


def test_previous_must_be_a_result_and_changes_the_fingerprint(tmp_path: Path) -> None:
    path = posts(tmp_path / "a.csv")
    with pytest.raises(ResultError):
        run([path], tmp_path / "out", previous=tmp_path)
    run([path], tmp_path / "one")
    account = run([path], tmp_path / "two", previous=tmp_path / "one")
    assert len(account["options"]["previous"]) == 64


def test_progress_in_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    progress = Progress(out, language="pt")
    progress.step("read")
    progress.advance(5)
    monkeypatch.setattr(time, "monotonic", lambda: 1e9)
    progress.advance(20_000)
    progress.step("templates")
    progress.close()
    lines = out.getvalue().splitlines()
    assert [line.split("] ")[1] for line in lines] == [
        "a ler",
        "a ler · 20 005",
        "a procurar modelos de texto",
    ]
