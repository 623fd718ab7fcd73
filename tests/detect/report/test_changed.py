"""What a day changed, in words."""

from typing import Any

import pytest

from amparo_detect.report.changed import ROWS, TOLD, changed, in_lines
from amparo_detect.report.wording import Language, word

CHANGES: dict[str, Any] = {
    "posts": {"before": 1200, "added": 30},
    "templates": {"new": [{"template": 9, "posts": 2}], "grown": [], "may_be_one": [[3, 9]]},
    "networks": {
        "new": [],
        "grown": [{"network": 4, "before": 2, "after": 3}],
        "merged": [{"network": 4, "from": [7, 8]}],
        "split": [{"network": 5, "into": [5, 11]}],
        "gone": [],
    },
    "leads": {
        "new": [{"network": 4, "score": 20.5, "reasons": ["debt"]}],
        "changed": [
            {
                "network": 6,
                "before": {"score": 20.0, "reasons": ["debt"]},
                "after": {"score": 31.0, "reasons": ["debt", "secrecy"]},
            }
        ],
        "gone": [],
    },
    "contacts": [
        {"network": 4, "kind": "email", "value": "<a>@example.org"},
        {"network": 5, "kind": "phone", "value": "+258840000001"},
    ],
}


def section(changes: dict[str, Any], language: Language = "en") -> str:
    return "".join(changed(changes, {4}, language))


def test_the_section_names_what_moved_and_links_what_is_shown() -> None:
    page = section(CHANGES)
    assert "30 posts were added to 1,200." in page
    assert '<a href="#network-4">Network 4</a>: 20.5 of 100' in page
    assert "Network 6: 20 of 100 → 31 of 100" in page
    assert '<a href="#network-4">Network 4</a> ← 7, 8' in page
    assert "5 → Network 5, Network 11" in page
    assert "3 · 9" in page
    assert "e-mail &lt;a&gt;@example.org" in page
    assert "+258840000001" not in page, "a network that the page does not show"


def test_a_day_that_changes_nothing_says_so_and_a_long_list_is_cut() -> None:
    nothing = CHANGES | {
        part: {name: [] for name in CHANGES[part]} for part in ("templates", "networks", "leads")
    }
    assert "Nenhum texto, rede ou pista mudou." in section(nothing | {"contacts": []}, "pt")
    many = [{"network": 4, "kind": "phone", "value": f"+25884000{n:04d}"} for n in range(ROWS + 3)]
    assert "and 3 more" in section(nothing | {"contacts": many})


@pytest.mark.parametrize("language", ["en", "pt"])
def test_every_count_has_its_words(language: Language) -> None:
    assert in_lines(dict.fromkeys(TOLD, 2), language) == [f"{word(name, language)}: 2" for name in TOLD]
    assert in_lines(dict.fromkeys(TOLD, 0), language) == []
