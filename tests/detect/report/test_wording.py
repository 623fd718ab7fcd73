"""Whatever a lead holds has a name on its page, in either language."""

import pytest

from amparo_detect.contacts import KINDS
from amparo_detect.report.wording import Language, tongue, word
from amparo_detect.text import language as languages


@pytest.mark.parametrize("language", ["pt", "en"])
def test_every_language_that_a_post_may_be_in_has_a_name(language: Language) -> None:
    codes = {*languages.LANGUAGES, *languages.BY_SCRIPT, *languages._NAMED.values(), languages.UNKNOWN}
    assert len({tongue(code, language) for code in codes}) == len(codes)
    assert not codes & {tongue(code, language) for code in codes}


def test_a_language_is_named_as_people_call_it() -> None:
    assert [tongue(code, "pt") for code in ("pt", "id", "und")] == ["português", "indonésio", "não se sabe"]
    assert [tongue(code, "en") for code in ("pt", "id", "und")] == ["Portuguese", "Indonesian", "not known"]


@pytest.mark.parametrize("language", ["pt", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_contact_has_a_name(kind: str, language: Language) -> None:
    assert word(kind, language)
