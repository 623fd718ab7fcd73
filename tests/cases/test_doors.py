"""Keys go to another institution through four doors. The source is read, so that a fifth is noticed."""

import ast
from collections.abc import Iterator
from pathlib import Path

from amparo import cases

CASES = Path(cases.__file__).parent
MOVES_KEYS = frozenset({"share", "promise", "keep_promise", "grant_from_escrow"})
DOORS = {
    "sharing/actions.py": {"share"},  # asks permit
    "referral/actions.py": {"promise", "keep_promise"},  # ask permit, both
    "lifecycle/handing.py": {"share", "promise", "keep_promise"},  # the case itself: asks permit twice
    "breakglass/actions.py": {"grant_from_escrow"},  # two officers
}


def moves(source: str) -> Iterator[str]:
    """The functions of `compartments` that give keys away and that a module names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "compartments" and node.attr in MOVES_KEYS:
                yield node.attr
        elif isinstance(node, ast.ImportFrom) and node.module == "amparo.cases.compartments":
            yield from (name.name for name in node.names if name.name in MOVES_KEYS)


def test_no_fifth_door() -> None:
    found = {
        str(path.relative_to(CASES)): set(moves(path.read_text(encoding="utf-8")))
        for path in sorted(CASES.parent.rglob("*.py"))
        if path.is_relative_to(CASES) and path.name != "compartments.py"
    }
    assert {name: doors for name, doors in found.items() if doors} == DOORS
    elsewhere = [path for path in CASES.parent.rglob("*.py") if not path.is_relative_to(CASES)]
    assert not [path for path in elsewhere if set(moves(path.read_text(encoding="utf-8")))]


def test_the_search_for_doors_finds_them() -> None:
    assert list(moves("compartments.share(actor, case)")) == ["share"]
    assert list(moves("from amparo.cases.compartments import promise")) == ["promise"]
    assert list(moves("compartments.freeze(case)")) == []


def functions(name: str, *needed: str) -> dict[str, bool]:
    """For each function of a module that calls one of `needed`: whether it calls `permit` before."""
    tree = ast.parse((CASES / name).read_text(encoding="utf-8"))
    told = {}
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        moving = [
            call.lineno for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in needed
        ]
        asking = [
            call.lineno
            for call in calls
            if isinstance(call.func, ast.Name) and call.func.id in {"permit", "_permit"}
        ]
        if moving:
            told[function.name] = bool(asking) and min(asking) < min(moving)
    return told


def test_sharing_and_referring_ask_first() -> None:
    assert functions("referral/actions.py", "promise", "keep_promise") == {"send": True, "accept": True}
    shared = functions("sharing/actions.py", "share")
    assert shared == {"share": True}
    assert functions("lifecycle/handing.py", "share", "promise") == {"_to_institution": True}
