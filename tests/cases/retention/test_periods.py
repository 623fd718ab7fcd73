"""Which period fits a case, and when it is over."""

from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from amparo.cases.models import ClosingReason
from amparo.cases.retention import periods
from amparo.kernel.errors import Misconfigured

RULE = '[[rule]]\ncode = "a"\nname = { en = "A" }\nyears = 3\nsource = { en = "none" }\nverified = false\n'


def test_every_case_fits_a_packaged_rule_that_says_whether_it_was_verified() -> None:
    for reason in ("", *ClosingReason.values):
        for child in (True, False, None):
            rule = periods.rule_for(reason=reason, child=child)
            assert rule.source
            assert not rule.verified


def test_every_packaged_rule_speaks_portuguese_too() -> None:
    for rule in periods.rules():
        for language in ("en", "pt-mz"):
            with translation.override(language):
                assert rule.words.language == rule.source_words.language == language.partition("-")[0]
                assert rule.words
                assert rule.source_words


def test_who_may_be_a_child_is_kept_as_one() -> None:
    assert periods.rule_for(reason="goals_reached", child=None).code == "child"
    assert periods.rule_for(reason="goals_reached", child=False).code == "other"
    assert periods.rule_for(reason="not_a_victim", child=True).code == "not_a_victim"


def test_a_period_ends_on_the_same_day_or_the_last_of_february() -> None:
    rule = periods.Rule("a", {"en": "A"}, 3, {"en": "none"}, False)
    assert rule.due_on(date(2024, 2, 29)) == date(2027, 2, 28)
    assert rule.due_on(date(2024, 12, 31)) == date(2027, 12, 31)


@pytest.mark.parametrize(
    "text",
    [
        "",
        RULE.replace("3", "0"),
        RULE.replace("3", '"3"'),
        RULE + RULE,
        RULE + "child = true\n",
        RULE.replace("years", "months"),
        RULE.replace('{ en = "none" }', '"none"'),
    ],
)
def test_a_file_that_is_not_whole_stops_the_start(text: str, tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(text)
    with pytest.raises(Misconfigured):
        periods.read(tmp_path / "rules.toml")
