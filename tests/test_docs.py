"""What the documents say is checked: links, commands, settings and the list of decisions."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer.main

from amparo.cli import app

ROOT = Path(__file__).resolve().parent.parent
LISTED = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
DOCUMENTS = sorted(ROOT / name for name in LISTED.stdout.split())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_heading(document: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", document.read_text()):
        if target.startswith("http"):
            continue
        path, _, heading = target.partition("#")
        found = document if not path else (document.parent / path)
        assert found.exists(), target
        if heading:
            titles = re.findall(r"^#+ (.+)$", found.read_text(), re.MULTILINE)
            slugs = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
            assert heading in slugs, target


def _commands() -> set[str]:
    commands: dict[str, Any] = getattr(typer.main.get_command(app), "commands", {})
    return set(commands) | {
        f"{name} {sub}" for name, command in commands.items() for sub in getattr(command, "commands", ())
    }


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_exists(document: Path) -> None:
    known = _commands()
    groups = {name.split()[0] for name in known if " " in name}
    for group, sub in re.findall(
        r"(?:`|^|/)amparo ([a-z]+)(?: ([a-z][a-z-]+))?", document.read_text(), re.MULTILINE
    ):
        if group in groups:
            assert not sub or f"{group} {sub}" in known, f"amparo {group} {sub}"
        else:
            assert group in known, f"amparo {group}"


def test_every_setting_is_in_the_manual() -> None:
    settings = (ROOT / "src/amparo/settings.py").read_text()
    manual = (ROOT / "docs/operations.md").read_text()
    names = set(re.findall(r"env\.\w+\(\s*\"(AMPARO_\w+|DATABASE_URL)\"", settings))
    assert names, "the pattern above finds the settings"
    assert {name for name in names if name not in manual} == set()


def test_every_decision_is_listed() -> None:
    listed = (ROOT / "docs/decisions/README.md").read_text()
    pages = sorted(path.name for path in (ROOT / "docs/decisions").glob("0*.md"))
    assert pages
    assert [name for name in pages if name not in listed] == []
