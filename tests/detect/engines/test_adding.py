"""A day added to an earlier result, from files to files."""

import errno
import json
import shutil
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amparo_detect.engines import local, spark, state
from amparo_detect.errors import DiskFull, OptionError, ResultChanged, ResultError
from amparo_detect.run.conduct import execute, told_briefly
from amparo_detect.run.job import Options
from tests.detect.templates.corpus import posts, sentence

TABLES = ("posts", "templates", "networks", "contacts")
SCAM = (
    "Precisa-se de meninas de {city} para trabalhar em Joanesburgo. Viagem e passaporte pagos por nós, "
    "desconta-se no salário. O passaporte fica com a patroa. Não conte a ninguém. "
    "WhatsApp 84 000 00{number:02d}"
)
CITIES = ("Beira", "Nampula", "Pemba", "Tete", "Quelimane", "Xai-Xai", "Lichinga")

Rows = list[dict[str, str]]


def corpus(seed: int = 4) -> tuple[Rows, list[int]]:
    """Offers of campaigns with a number each and of strangers, among them some that are a lead."""
    texts, truth = posts(Random(seed), campaigns=5, copies=9, strangers=45)  # noqa: S311
    rows = [
        {
            "id": f"p{row}",
            "text": f"{text} Ligue {84 if script >= 0 else 86} 000 {row if script < 0 else script + 900:04d}",
            "source": f"account {row % 7}",
            "time": f"2026-03-{1 + row % 28:02d}T10:00:00Z",
        }
        for row, (text, script) in enumerate(zip(texts, truth, strict=True))
    ]
    for step in range(12):
        at = 5 + step * 7
        text = SCAM.format(city=CITIES[step % len(CITIES)], number=11 + step // 4)
        rows.insert(at, rows[0] | {"id": f"s{step}", "text": text, "source": f"scam {step}"})
        truth.insert(at, 99)
    return rows, truth


def result(folder: Path, rows: Rows, name: str, previous: str | None = None, **options: Any) -> Path:
    """A run over some rows."""
    path = folder / f"{name}.csv"
    pl.DataFrame(rows).write_csv(path)
    before = None if previous is None else folder / previous
    execute([path], Options(out=folder / name, previous=before, **options), local.engine())
    return folder / name


def column(out: Path, name: str) -> list[int]:
    return pl.read_parquet(out / f"{name}s.parquet")[name].to_list()


def told(out: Path) -> dict[str, Any]:
    changes: dict[str, Any] = json.loads((out / "changes.json").read_text())
    return changes


def content(out: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != "run.json"
    }


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Rows, list[int]]:
    """A base and three days, one upon the other, and everything at once."""
    folder = tmp_path_factory.mktemp("days")
    rows, truth = corpus()
    for name, previous, low, high in (
        ("base", None, 0, 60),
        ("one", "base", 60, 75),
        ("two", "one", 75, 80),
        ("three", "two", 80, len(rows)),
        ("all", None, 0, len(rows)),
    ):
        result(folder, rows[low:high], name, previous)
    return folder, rows, truth


def test_every_post_is_there_once_and_days_agree_with_one_go(days: tuple[Path, Rows, list[int]]) -> None:
    folder, rows, _ = days
    for name in ("posts", "templates", "networks"):
        assert pl.read_parquet(folder / f"three/{name}.parquet")["id"].to_list() == [
            row["id"] for row in rows
        ]
    for name in ("template", "network"):
        assert column(folder / "three", name) == column(folder / "all", name)
    contacts = pl.read_parquet(folder / "three/contacts.parquet")
    assert contacts.equals(pl.read_parquet(folder / "all/contacts.parquet"))
    assert contacts["id"].to_list() == sorted(contacts["id"].to_list(), key=[row["id"] for row in rows].index)


def test_the_lead_of_a_network_that_grew_is_the_lead_of_one_go(days: tuple[Path, Rows, list[int]]) -> None:
    folder, _, _ = days
    by_days, at_once = (
        [json.loads(line) for line in (folder / name / "leads.jsonl").read_text().splitlines()]
        for name in ("three", "all")
    )
    assert by_days == at_once != []
    assert "What changed" in (folder / "three/report.html").read_text()
    assert "What changed" not in (folder / "all/report.html").read_text()


def test_changes_are_told(days: tuple[Path, Rows, list[int]]) -> None:
    folder, _, _ = days
    changes = told(folder / "one")
    assert changes["posts"] == {"before": 60, "added": 15}
    grown = {each["template"]: (each["before"], each["after"]) for each in changes["templates"]["grown"]}
    before, after = column(folder / "base", "template"), column(folder / "one", "template")
    assert grown
    for name, (was, now) in grown.items():
        assert (was, now) == (before.count(name), after.count(name))
    account = json.loads((folder / "one/run.json").read_text())
    assert account["counts"]["templates_grown"] == len(grown)
    for language, words in (("en", "15 posts were added to 60."), ("pt", "Juntaram-se 15 mensagens às 60")):
        assert words in told_briefly(account, language)  # type: ignore[arg-type]


def test_a_day_changes_no_bytes_with_the_number_of_threads(
    days: tuple[Path, Rows, list[int]], tmp_path: Path
) -> None:
    folder, rows, _ = days
    again = result(folder, rows[75:80], "two-threads", "one", threads=2)
    assert content(again) == content(folder / "two")


def test_old_segments_are_the_same_files_and_small_ones_come_together(
    days: tuple[Path, Rows, list[int]],
) -> None:
    folder, rows, _ = days
    states = [
        json.loads((folder / name / "run.json").read_text())["state"] for name in ("one", "two", "three")
    ]
    assert [[each["posts"] for each in held["segments"]] for held in states] == [
        [60, 15],
        [60, 15, 5],
        [60, len(rows) - 60],
    ]
    base, two = (folder / name / "state/0000000000/texts.parquet" for name in ("base", "two"))
    assert base.samefile(two)
    texts = pl.read_parquet(folder / "three/state/0000000060/texts.parquet")["text"].to_list()
    assert texts == [row["text"] for row in rows[60:]]


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 3), st.lists(st.integers(1, 90), min_size=1, max_size=4, unique=True))
def test_no_split_renames_or_loses_anything(tmp_path: Path, seed: int, cuts: list[int]) -> None:
    rows, _ = corpus(seed)
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    edges = [0, *sorted(cuts), len(rows)]
    before: dict[str, list[int]] = {"template": [], "network": []}
    previous = None
    for low, high in pairwise(edges):
        out = result(tmp_path, rows[low:high], str(high), previous)
        assert pl.read_parquet(out / "posts.parquet")["id"].to_list() == [row["id"] for row in rows[:high]]
        templates, networks = column(out, "template"), column(out, "network")
        for old, new in zip(before["template"], templates, strict=False):
            assert old in (-1, new), "a post never leaves its template, and no template is renamed"
        gone: set[int] = (
            {name for each in told(out)["networks"]["merged"] for name in each["from"]} if previous else set()
        )
        gone |= set(told(out)["networks"]["gone"]) if previous else set()
        for name in set(before["network"]) - gone - {-1}:
            kept = [old for old, new in zip(before["network"], networks, strict=False) if new == name]
            assert name in kept, "a network keeps its name and a post of its own"
        before, previous = {"template": templates, "network": networks}, str(high)


def test_ids_and_equal_texts_are_looked_for_among_all_posts(tmp_path: Path) -> None:
    random = Random(1)  # noqa: S311
    texts = [sentence(random) * 2 for _ in range(6)]
    old: Rows = [{"id": str(n), "text": texts[n]} for n in range(4)]
    result(tmp_path, old, "base")
    new = [{"id": "1", "text": texts[2]}, {"id": "x", "text": texts[4]}, {"id": "y", "text": texts[4]}]
    out = result(tmp_path, new, "day", "base")
    found = pl.read_parquet(out / "posts.parquet")
    assert found["id"].to_list() == ["0", "1", "2", "3", "1#2", "x", "y"]
    assert found["duplicate_group"].to_list() == [-1, -1, 0, -1, 0, 1, 1]
    assert column(out, "template") == [-1, -1, 2, -1, 2, 5, 5]
    assert told(out)["templates"]["new"] == [{"template": 2, "posts": 2}, {"template": 5, "posts": 2}]
    later = result(tmp_path, [{"id": "z", "text": texts[0]}], "later", "day")
    assert pl.read_parquet(later / "posts.parquet")["duplicate_group"].to_list() == [2, -1, 0, -1, 0, 1, 1, 2]


def test_networks_that_come_together_and_new_contacts_are_told(tmp_path: Path) -> None:
    random = Random(6)  # noqa: S311
    scripts = [" ".join(sentence(random) for _ in range(6)) for _ in range(2)]
    old = [
        {"id": f"{script}{copy}", "text": f"{text} {sentence(random)} 84 000 000{script}"}
        for script, text in enumerate(scripts)
        for copy in range(3)
    ]
    result(tmp_path, old, "base")
    assert column(tmp_path / "base", "network") == [0, 0, 0, 3, 3, 3]
    out = result(tmp_path, [{"id": "n", "text": f"{scripts[1]} 84 000 0000, 84 000 0009"}], "day", "base")
    assert column(out, "network") == [0] * 7
    assert told(out)["networks"]["merged"] == [{"network": 0, "from": [3]}]
    assert {(each["network"], each["value"]) for each in told(out)["contacts"]} == {(0, "+258840000009")}
    assert "Redes que se juntaram: 1" in told_briefly(json.loads((out / "run.json").read_text()), "pt")


def test_numbers_of_a_day_are_of_the_country_of_their_script(tmp_path: Path) -> None:
    random = Random(5)  # noqa: S311
    script = " ".join(sentence(random) for _ in range(6))
    rows = [{"id": f"b{n}", "text": f"{script} +254 710 000 04{n}"} for n in range(4)]
    rows += [{"id": f"s{n}", "text": f"{sentence(random)} {sentence(random)}"} for n in range(30)]
    rows += [{"id": "d", "text": f"{script} {sentence(random)} 0710 000 012"}]
    result(tmp_path, rows[:25], "base")
    result(tmp_path, rows[25:30], "one", "base")
    by_days, at_once = result(tmp_path, rows[30:], "day", "one"), result(tmp_path, rows, "all")
    contacts = pl.read_parquet(by_days / "contacts.parquet")
    assert contacts.equals(pl.read_parquet(at_once / "contacts.parquet"))
    assert contacts["value"].to_list()[-1] == "+254710000012"
    alone = pl.read_parquet(result(tmp_path, rows[-1:], "alone") / "contacts.parquet")
    assert alone["value"].to_list()[-1] != "+254710000012"


def test_a_lead_that_the_day_does_not_touch_is_carried_over(
    days: tuple[Path, Rows, list[int]], tmp_path: Path
) -> None:
    folder, _, _ = days
    base = tmp_path / "base"
    shutil.copytree(folder / "all", base)
    random = Random(77)  # noqa: S311
    out = result(tmp_path, [{"id": "new", "text": sentence(random) * 3}], "day", "base")
    assert (out / "leads.jsonl").read_bytes() == (base / "leads.jsonl").read_bytes()
    assert (out / "templates.jsonl").read_bytes() == (base / "templates.jsonl").read_bytes()
    changes = told(out)
    assert not any(changes["leads"].values())
    assert not any(changes["networks"].values())


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"country": "ZA"}, "--country"),
        ({"weights": {"documents_kept": 1.0}}, "--weights"),
    ],
)
def test_another_way_of_finding_is_refused(
    days: tuple[Path, Rows, list[int]], options: dict[str, Any], option: str
) -> None:
    folder, rows, _ = days
    with pytest.raises(OptionError, match=f"{option}: not the same as in the previous result"):
        result(folder, rows[:3], "refused", "base", **options)
    assert not (folder / "refused/run.json").exists()


def test_another_version_is_refused(days: tuple[Path, Rows, list[int]], tmp_path: Path) -> None:
    folder, rows, _ = days
    shutil.copytree(folder / "base", tmp_path / "base")
    account = json.loads((tmp_path / "base/run.json").read_text())
    account["state"]["format"] = 0
    (tmp_path / "base/run.json").write_text(json.dumps(account))
    with pytest.raises(OptionError, match="made with state 0"):
        result(tmp_path, rows[:3], "refused", "base")


def test_a_result_without_state_or_that_was_changed_is_refused(
    days: tuple[Path, Rows, list[int]], tmp_path: Path
) -> None:
    folder, rows, _ = days
    bare = result(tmp_path, rows[:9], "bare", state=False)
    assert not (bare / "state").exists()
    with pytest.raises(ResultError, match="state is missing"):
        result(tmp_path, rows[9:12], "refused", "bare")
    for name, change in (
        ("state/0000000000/texts.parquet", Path.unlink),
        ("state/0000000000/scripts-rows.npy", lambda path: path.write_bytes(b"short")),
        ("leads.jsonl", lambda path: path.write_bytes(path.read_bytes().replace(b"2026", b"2027"))),
    ):
        shutil.rmtree(tmp_path / "base", ignore_errors=True)
        shutil.copytree(folder / "base", tmp_path / "base")
        change(tmp_path / "base" / name)
        with pytest.raises(ResultChanged) as refused:
            result(tmp_path, rows[60:63], "refused", "base")
        assert name in str(refused.value)
        assert "falta ou foi alterado" in refused.value.told("pt")
    account = json.loads((folder / "base/run.json").read_text())
    shutil.copytree(folder / "base", tmp_path / "base", dirs_exist_ok=True)
    for part, value in (("bytes", 1), ("outputs", "0")):
        account[part]["state/0000000000/../../../x"] = value
    (tmp_path / "x").write_text("x")
    (tmp_path / "base/run.json").write_text(json.dumps(account))
    with pytest.raises(ResultChanged, match="x is missing or was changed"):
        result(tmp_path, rows[60:63], "refused", "base")
    with pytest.raises(OptionError, match="another folder"):
        result(folder, rows[60:63], "base", "base")


def test_a_stopped_day_goes_on_and_one_without_room_leaves_nothing(
    days: tuple[Path, Rows, list[int]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, rows, _ = days
    shutil.copytree(folder / "base", tmp_path / "base")

    def full(*_given: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for stop, raised in ((full, DiskFull), (_interrupted, KeyboardInterrupt)):
        monkeypatch.setattr(state, "store", stop)
        with pytest.raises(raised):
            result(tmp_path, rows[60:75], "one", "base")
        assert not (tmp_path / "one/run.json").exists()
        monkeypatch.undo()
    monkeypatch.setattr(local, "analyse", _interrupted)  # it must not be needed again
    out = result(tmp_path, rows[60:75], "one", "base")
    assert content(out) == content(folder / "one")
    assert json.loads((out / "run.json").read_text())["resumed"]


def _interrupted(*_given: Any) -> None:
    raise KeyboardInterrupt


def test_a_result_leaves_no_files_of_an_earlier_one_in_its_folder(tmp_path: Path) -> None:
    rows, _ = corpus()
    result(tmp_path, rows[:20], "base")
    out = result(tmp_path, rows[20:25], "day", "base")
    assert (out / "changes.json").exists()
    result(tmp_path, rows[:20], "day")
    assert sorted(content(out)) == sorted(content(tmp_path / "base"))


def test_spark_refuses_a_day() -> None:
    with pytest.raises(OptionError, match="with --previous only local"):
        spark.Spark().add(None, None)  # type: ignore[arg-type]
