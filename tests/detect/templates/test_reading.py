"""A template is read as its fixed words and its slots."""

import re
from collections.abc import Sequence
from typing import Any

from amparo_detect.templates import reading
from amparo_detect.templates.reading import Span

TEXTS = [
    "Precisamos de raparigas para trabalhar em Maputo, salário 5000 MT. Ligue 84 000 0012 já",
    "Precisamos de moças para trabalhar em Beira, salário 7000 MT. Ligue 84 000 0013 já!!",
    "Precisamos de raparigas para trabalhar em Nampula, bom salário 5000 MT. Ligue 84 000 0014 já",
]


def read(texts: Sequence[str], found: Sequence[Sequence[Span]]) -> list[dict[str, Any]]:
    return [dict(part) for part in reading.read(texts, found)]


def spans(text: str) -> list[Span]:
    found = []
    for kind, pattern in (("phone", r"84[ \d]+\d"), ("wage", r"\d+ MT")):
        match = re.search(pattern, text)
        assert match
        found.append(Span(*match.span(), kind))
    return found


def test_words_that_stay_and_slots_with_their_values() -> None:
    parts = read(TEXTS, [spans(text) for text in TEXTS])
    fixed = [part["fixed"] for part in parts if "fixed" in part]
    assert fixed[0].startswith("Precisamos de")
    assert any("Ligue" in words for words in fixed)
    slots = {part["kind"]: part["slot"] for part in parts if "slot" in part}
    assert slots["wage"] == [{"value": "5000 MT", "posts": 2}, {"value": "7000 MT", "posts": 1}]
    assert {value["value"] for value in slots["phone"]} == {"84 000 0012", "84 000 0013", "84 000 0014"}


def test_the_same_contact_everywhere_is_part_of_the_script() -> None:
    same = [TEXTS[0], TEXTS[0].replace("Maputo", "Tete")]
    parts = read(same, [spans(text) for text in same])
    assert "84 000 0012" in parts[-1].get("fixed", "")


def test_equal_posts_are_fixed_throughout() -> None:
    assert read(TEXTS[:1] * 3, [[]] * 3) == [{"fixed": TEXTS[0]}]


def test_nothing_to_read() -> None:
    assert read([], []) == []
