"""The command: what it prints, in which language, and how it ends."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import polars as pl
import pytest

from amparo_detect import cli, compiled
from amparo_detect.engines import ahead
from amparo_detect.errors import OptionError
from tests.detect.run import counting

LEAD: dict[str, Any] = {
    "network": 3,
    "score": 15.0,
    "posts": 12,
    "first": "2025-03-01T10:00:00Z",
    "last": "2025-03-09T10:00:00Z",
    "phases": [{"phase": "control", "sum": 20.0, "cap": 30.0, "counted": 20.0}],
    "reasons": [
        {
            "flag": "documents-kept",
            "phase": "control",
            "weight": 20.0,
            "points": 20.0,
            "posts": 7,
            "wording": {"en": "Documents are kept.", "pt": "Os documentos ficam retidos."},
            "evidence": [{"id": "p1", "start": 4, "end": 12, "text": "passport"}],
        }
    ],
    "lowering": [],
    "templates": [
        {
            "template": 9,
            "posts": 8,
            "read": [
                {"fixed": "Vagas em"},
                {"slot": [{"value": f"cidade {i}", "posts": 9 - i} for i in range(7)], "kind": "place"},
                {"fixed": ", ligue já"},
            ],
        }
    ],
}


@pytest.fixture(autouse=True)
def _small_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of the real engine, so that a test of the command is one of the command."""
    engine = ModuleType("engine")
    engine.engine = counting.Counting  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "amparo_detect.engines.local", engine)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


def command(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """Run it as the shell would; its exit code."""
    monkeypatch.setattr(sys, "argv", ["amparo-detect", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    code = ended.value.code
    return code if isinstance(code, int) else 0


@pytest.mark.parametrize("whole", [True, False])
def test_it_compiles_before_anything_else_and_says_so(
    whole: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done: list[str] = []
    monkeypatch.setattr(compiled, "is_whole", lambda: whole)
    monkeypatch.setattr(compiled, "mark_whole", lambda: done.append("marked"))
    monkeypatch.setattr(ahead, "compile_ahead", lambda: done.append("compiled"))
    (tmp_path / "a.csv").write_text("id,text\nx,hello\n")
    command(monkeypatch, "run", tmp_path / "a.csv", "--out", tmp_path / "out", "--lang", "pt")
    assert ("A compilar para esta máquina" in capsys.readouterr().err) is not whole
    assert done == ([] if whole else ["compiled", "marked"])


def test_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.csv").write_text("nome;corpo\nx;olá\ny;\n")
    out = tmp_path / "out"
    code = command(
        monkeypatch,
        "run",
        tmp_path / "a.csv",
        "--out",
        out,
        "--text",
        "corpo",
        "--memory",
        "2G",
        "--lang",
        "pt",
    )
    told = capsys.readouterr()
    assert code == 0
    assert "Linhas lidas: 2; mensagens: 1; recusadas: 1; pistas: 0." in told.out
    assert f"Para ler as pistas: {out / 'report.html'}" in told.out
    assert f"Que linhas foram recusadas: {out / 'refused.csv'}" in told.out
    assert "a.csv: sem texto: 1" in told.out
    assert "a ler" in told.err
    assert "\r" not in told.err
    account = json.loads((out / "run.json").read_text())
    assert account["memory"]["bound"] == 2**31
    assert account["options"]["country"] == "MZ"
    assert account["inputs"][0]["columns"] == {"text": "corpo"}
    assert (out / "refused.csv").read_text() == "input,row,reason\na.csv,2,sem texto\n"


def test_what_is_wrong_with_a_file_is_said_in_one_line_and_in_the_language_of_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor does it quote what stands in the file, as the readers' libraries do."""
    whole = gzip.compress(b"id,text\n" + b"".join(b"%d,bom %d\n" % (i, i * i) for i in range(5000)))
    for name, content, words in (
        ("a.json", b'[{"text": "segredo"}, {"text": oops', "não é JSON válido, ou acaba antes do fim"),
        ("a.parquet", b"PAR1" + b"x" * 100 + b"PAR1", "não é Parquet válido"),
        ("a.zip", b"PK\x03\x04" + bytes(100), "não se consegue descomprimir"),
        ("a.csv", bytes(range(256)) * 40, "parece ser tudo menos texto"),
        ("b.csv", b"id,text\n", "Não há nenhuma mensagem: só nomes de colunas"),
    ):
        (tmp_path / name).write_bytes(content)
        code = command(monkeypatch, "run", tmp_path / name, "--out", tmp_path / "out", "--lang", "pt")
        told = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("[")]
        assert (code, len(told)) == (1, 1), told
        assert words in told[0]
        assert "segredo" not in told[0]
    (tmp_path / "c.csv.gz").write_bytes(whole[: len(whole) // 2])
    assert command(monkeypatch, "run", tmp_path / "c.csv.gz", "--out", tmp_path / "out", "--lang", "pt") == 0
    assert "c.csv.gz: danificado ou incompleto, lido até esse ponto\n" in capsys.readouterr().out
    assert command(monkeypatch, "run", tmp_path / "c.csv.gz", "--out", tmp_path / "c.csv.gz" / "out") == 3
    assert "a file stands where a folder should" in capsys.readouterr().err


def test_a_day_is_added_and_state_can_be_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,um\n2,dois\n")
    (tmp_path / "b.csv").write_text("id,text\n3,um\n")
    line: tuple[object, ...] = ("run", tmp_path / "b.csv", "--previous", tmp_path / "a", "--lang", "pt")
    command(monkeypatch, "run", tmp_path / "a.csv", "--out", tmp_path / "a")
    assert command(monkeypatch, *line, "--out", tmp_path / "b", "--no-state") == 0
    assert "Juntaram-se 1 mensagens às 2 que já havia." in capsys.readouterr().out
    account = json.loads((tmp_path / "b/run.json").read_text())
    assert account["options"]["state"] is False
    assert pl.read_parquet(tmp_path / "b/posts.parquet")["id"].to_list() == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["run", "missing.csv", "--out", "out"], 1, "there is no such file"),
        (["run", "a.csv", "--out", "out", "--text", "corpo"], 1, "The columns seen are: “id”, “text”."),
        (["run", "a.csv", "--out", "out", "--engine", "abacus"], 2, "local or spark"),
        (["run", "a.csv", "--out", "out", "--country", "Moz"], 2, "two letters"),
        (["run", "a.csv", "--out", "out", "--memory", "lots"], 2, "such as 2G"),
        (["run", "a.csv", "--out", "a.csv"], 3, "cannot be written to"),
        (["run", "empty.csv", "--out", "out"], 1, "the file is empty"),
        (["run", "a.csv", "--out", "out", "--previous", "."], 1, "not a finished result"),
        (["run", "a.csv"], 2, "--out"),
        (["link", "a.csv", "a.csv", "a.csv", "--id", "id", "--out", "out"], 2, "one list or two"),
        (["explain", "out", "1"], 1, "posts.parquet is missing"),
    ],
)
def test_refusals_are_one_sentence_and_a_code(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("id,text\n1,a\n")
    (tmp_path / "empty.csv").touch()
    assert command(monkeypatch, *arguments) == code
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out/run.json").exists()


def test_the_language_is_that_of_the_shell_unless_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "pt_MZ.UTF-8")
    assert cli.spoken(None) == "pt"
    assert cli.spoken("en") == "en"
    command(monkeypatch, "run", "não-há.csv", "--out", "out")
    assert "este ficheiro ou pasta não existe" in capsys.readouterr().err
    monkeypatch.setenv("LC_ALL", "C")
    assert cli.spoken(None) == "en"
    with pytest.raises(OptionError):
        cli.spoken("xx")


def test_stopped_by_the_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,a\n")

    def stopped(_batch: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(
        sys.modules["amparo_detect.engines.local"],
        "engine",
        lambda: counting.Counting(stopped),
        raising=False,
    )
    assert command(monkeypatch, "run", tmp_path / "a.csv", "--out", tmp_path / "out", "--lang", "pt") == 130
    assert "O mesmo comando continua a partir dos lotes feitos." in capsys.readouterr().err


def test_templates_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    small = {"template": 1, "posts": 2, "read": [{"fixed": "olá"}]}
    big = LEAD["templates"][0]
    (tmp_path / "templates.jsonl").write_text("".join(json.dumps(each) + "\n" for each in (small, big)))
    assert command(monkeypatch, "templates", "show", tmp_path) == 0
    out = capsys.readouterr().out
    assert out.index("Template 9 · 8 posts") < out.index("Template 1 · 2 posts\n  olá")
    assert command(monkeypatch, "templates", "show", tmp_path, "1", "--lang", "pt") == 0
    assert capsys.readouterr().out == "Modelo 1 · 2 mensagens\n  olá\n"


def test_compile_does_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from amparo_detect.engines import ahead

    done: list[None] = []
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(ahead, "compile_ahead", lambda: done.append(None))
    for _ in range(2):
        assert command(monkeypatch, "compile", "--lang", "pt") == 0
        assert f"Compilado em {tmp_path}" in capsys.readouterr().out
    assert done == [None]


def test_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from amparo_detect.records import linking

    asked: dict[str, Any] = {}

    def link(left: Path, right: Path | None, **given: Any) -> SimpleNamespace:
        asked.update(left=left, right=right, **given)
        return SimpleNamespace(compared=10, same=2, threshold=0.5, links=pl.DataFrame())

    monkeypatch.setattr(linking, "link", link)
    assert (
        command(monkeypatch, "link", "a.csv", "b.csv", "--id", "nr", "--out", tmp_path, "--memory", "1G") == 0
    )
    assert "10 pairs compared, 2 taken for the same (probability from 50.00 %)." in capsys.readouterr().out
    assert (asked["left"], asked["right"], asked["id"]) == (Path("a.csv"), Path("b.csv"), "nr")
    assert asked["effort"].memory == "1024MiB"


@pytest.mark.parametrize(
    ("written", "size"), [("2G", 2**31), ("2gb", 2**31), ("1.5GiB", 3 * 2**29), ("512M", 2**29)]
)
def test_sizes_as_people_write_them(written: str, size: int) -> None:
    assert cli.bytes_of(written) == size


def test_help_tells_the_exit_codes_without_loading_anything_heavy() -> None:
    script = "import sys; from amparo_detect import cli; sys.argv = ['x', '--help']\ntry:\n cli.main()\n"
    script += "finally:\n assert not {'polars', 'numba', 'pyarrow', 'django'} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "Exit codes: 0 done" in done.stdout
