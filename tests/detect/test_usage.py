"""Help and usage errors of the command in the language of the reader."""

import sys

import pytest
import typer

from amparo_detect import cli, usage
from amparo_detect.errors import LANGUAGES

HELP = [[], ["run"], ["link"], ["compile"], ["explain"], ["templates"], ["templates", "show"]]
ENGLISH = (
    "Usage:",
    "[OPTIONS]",
    "COMMAND",
    "ARGS",
    "Options:",
    "Arguments:",
    "Commands:",
    "required",
    "default",
)


def said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int | str | None, str]:
    monkeypatch.setattr(sys, "argv", ["amparo-detect", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr()
    return ended.value.code, told.out + told.err


def test_all_that_is_said_of_commands_and_options_is_said_in_portuguese_and_nothing_else() -> None:
    command = typer.main.get_command(cli.app)
    helped = {each.help for each in usage.commands(command)}
    helped |= {parameter.help for each in usage.commands(command) for parameter in each.params}
    assert helped | {"Show this message and exit."} == usage.HELP.keys()


@pytest.mark.parametrize("of", HELP)
def test_help_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], of: list[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "pt_MZ.UTF-8")
    code, portuguese = said(monkeypatch, capsys, *of, "--help")
    assert code == 0
    assert portuguese.startswith("Uso: amparo-detect")
    assert "Opções:" in portuguese
    assert "Mostrar esta mensagem e sair." in portuguese
    assert not [word for word in ENGLISH if word in portuguese]
    monkeypatch.setenv("LC_ALL", "C")
    code, english = said(monkeypatch, capsys, *of, "--help")
    assert code == 0
    assert english.startswith("Usage: amparo-detect")
    assert "Show this message and exit." in english


def test_help_as_asked_for_whatever_the_shell_speaks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    assert "Uso:" in said(monkeypatch, capsys, "run", "--lang", "pt", "--help")[1]
    assert "Uso:" in said(monkeypatch, capsys, "run", "--help", "--lang=pt")[1]
    monkeypatch.setenv("LC_ALL", "pt_PT.UTF-8")
    assert "Usage:" in said(monkeypatch, capsys, "run", "--help", "--lang", "en")[1]
    assert said(monkeypatch, capsys, "run", "a", "--out", "b", "--lang", "xx") == (2, "--lang: pt ou en.\n")


def test_a_group_without_a_command_says_its_help(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "pt_MZ.UTF-8")
    code, told = said(monkeypatch, capsys, "templates")
    assert code == 2
    assert told.startswith("Uso:")
    assert told.count("Comandos:") == 1


@pytest.mark.parametrize(
    ("arguments", "english", "portuguese"),
    [
        ("run a --out", "Option '--out' requires an argument.", "a opção '--out' precisa de um valor."),
        (
            "run a --outt b",
            "No such option: --outt (Possible options: --country, --out, --text)",
            "não há a opção --outt (existem: --country, --out, --text)",
        ),
        (
            "run a --out b --state=3",
            "Option '--state' does not take a value.",
            "a opção '--state' não leva valor.",
        ),
        (
            "run a --out b --seed x",
            "Invalid value for '--seed': Input should be a valid integer, "
            "unable to parse string as an integer",
            "'--seed' com valor inválido: tem de ser um número inteiro.",
        ),
        (
            "run a --out b --threads -1",
            "Invalid value for '--threads': Input should be greater than or equal to 0",
            "'--threads' com valor inválido: tem de ser pelo menos 0.",
        ),
        ("run a", "Missing option '--out'.", "falta a opção '--out'."),
        ("run --out b", "Missing argument 'INPUT'.", "falta 'INPUT'."),
        ("compile z", "Got unexpected extra argument(s) (z)", "argumentos a mais (z)"),
        ("nix", "No such command 'nix'.", "não há o comando 'nix'."),
        ("rum", "No such command 'rum'. Did you mean 'run'?", "não há o comando 'rum'. Queria dizer 'run'?"),
    ],
)
def test_usage_errors_in_both_languages(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: str,
    english: str,
    portuguese: str,
) -> None:
    for language, error, sentence in zip(LANGUAGES, ("Error", "Erro"), (english, portuguese), strict=True):
        monkeypatch.setenv("LC_ALL", language)
        code, told = said(monkeypatch, capsys, *arguments.split())
        assert code == 2
        assert told.endswith(f"{error}: {sentence}\n")
        assert ("Try" in told or "Usage" in told) <= (language == "en")
