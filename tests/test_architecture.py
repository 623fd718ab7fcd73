"""What import-linter cannot see: relations between models, sizes, and words that no file may hold."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[1]
MODULE_LINES, FUNCTION_LINES, PARAMETERS = 500, 60, 6


def tracked(*patterns: str) -> list[Path]:
    """Files that are, or are about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / name for name in sorted(set(listed.split("\0"))) if name and (ROOT / name).is_file()]


def floors() -> dict[str, int]:
    """How high each part stands, from the contract of import-linter; the kernel is 0."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = settings["contracts"][0]["layers"]
    return {
        part.strip(): height for height, layer in enumerate(reversed(layers)) for part in layer.split("|")
    }


def part_of(dotted: str) -> str | None:
    """'reports' for 'amparo.reports.models'; None for what is not ours."""
    pieces = dotted.split(".")
    return pieces[1] if pieces[0] == "amparo" and len(pieces) > 1 else None


def upward_relations(found: list[type[models.Model]]) -> Iterator[str]:
    """Fields that tie a model to one of an upper floor, or of another app on its own floor."""
    heights = floors()
    for model in found:
        here = part_of(model.__module__)
        if here is None:
            continue
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            target = field.related_model
            there = part_of(target.__module__) if isinstance(target, type) else None
            if there is not None and there != here and heights[there] >= heights[here]:
                yield f"{model._meta.label}.{field.name} -> {there}"


def test_no_model_points_upward() -> None:
    assert list(upward_relations(apps.get_models())) == []


def test_the_search_for_upward_relations_sees_dotted_strings() -> None:
    class Low(models.Model):
        high = models.ForeignKey("reports.Report", models.CASCADE, related_name="+")
        __module__ = "amparo.ledger.models"

        class Meta:
            app_label = "ledger"

        def __str__(self) -> str:
            return "low"

    try:
        assert list(upward_relations([Low])) == ["ledger.Low.high -> reports"]
    finally:
        del apps.all_models["ledger"]["low"]
        apps.clear_cache()


def test_no_module_names_a_model_of_an_upper_floor_in_a_string() -> None:
    heights = floors()
    labels = {model._meta.label.lower(): part_of(model.__module__) for model in apps.get_models()}
    found = []
    for path in tracked("src/amparo/*.py"):
        here = path.relative_to(ROOT / "src" / "amparo").parts[0].removesuffix(".py")
        if "migrations" in path.parts or here == "settings":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                there = labels.get(node.value.lower())
                if there is not None and there != here and heights[there] >= heights[here]:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.value}")
    assert found == []


def python_files() -> list[Path]:
    return [path for path in tracked("*.py") if "migrations" not in path.parts]


def test_modules_are_short() -> None:
    counted = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    assert [f"{path.relative_to(ROOT)}: {n}" for path, n in counted.items() if n > MODULE_LINES] == []


def too_big(source: str) -> Iterator[str]:
    """Functions with too many lines or parameters."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        given = node.args
        inherited = any(argument.arg in {"self", "cls"} for argument in given.args[:1])
        positional = len(given.posonlyargs) + len(given.args) - inherited
        if lines > FUNCTION_LINES:
            yield f"{node.name}: {lines} lines"
        if positional + len(given.kwonlyargs) > PARAMETERS:
            yield f"{node.name}: {positional + len(given.kwonlyargs)} parameters"


def test_functions_are_short() -> None:
    found = [
        f"{path.relative_to(ROOT)} {function}"
        for path in python_files()
        for function in too_big(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_search_for_big_functions_finds_them() -> None:
    long = "def long():\n" + "    pass\n" * 60
    assert list(too_big(long)) == ["long: 61 lines"]
    assert list(too_big("def wide(a, b, c, *, d, e, f, g): pass")) == ["wide: 7 parameters"]


# Spelled in pieces, so that this file may exist.
FORBIDDEN = {
    "a package registry's host": re.compile(
        r"\b(?:pypi|files\.pythonhosted|test\.pypi|registry\.npmjs|registry\.yarnpkg|proxy\.golang)"
        r"\.(?:org|com)\b|\bstatic\.crates\.(?:io)\b|\bindex\.crates\.(?:io)\b"
    ),
    "a path of somebody's machine": re.compile(
        r"(?<![\w.~>$}/:-])/(?:work|home/\w+|Users/\w+|" + "ro" + r"ot)/(?=[\w.])"
    ),
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pip --index-url https://py" + "pi.org/simple", "a package registry's host"),
        ("open('/wo" + "rk/main/x')", "a path of somebody's machine"),
        ("the path /framework/main and https://example.org/work/place", None),
    ],
)
def test_the_search_for_forbidden_words_finds_them(text: str, found: str | None) -> None:
    assert next((what for what, pattern in FORBIDDEN.items() if pattern.search(text)), None) == found


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for what, pattern in FORBIDDEN.items():
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{path.relative_to(ROOT)}:{line} names {what}")
    assert found == []
