"""The made-up texts: varied, plain, never explicit, and with numbers that belong to nobody."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import combinations

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from amparo.demonstration import grammar, themes
from amparo.demonstration.draw import Draw
from amparo.demonstration.places import Places, load_places
from amparo.demonstration.plan import Kind, Planned, plan
from amparo.geography.load import load_conflict, load_units
from amparo.reports import story
from amparo.reports.answers import AgeBand, Matter, Sex, Sign, Voice
from amparo.reports.identifiers import mentioned

pytestmark = pytest.mark.django_db  # so that the database is there; nothing is written

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MADE_UP = re.compile(r"(?:\+258|00258)?8[2-7]0000\d{3}")
# Whole words that none of these texts needs, and words that the Luxembourg guidelines advise against.
NEVER = re.compile(
    r"\b(?:sex(?!ta)\w*|nu[as]?|nus|nude\w*|naked|despi\w+|porn\w*|prostitu\w*|viol(?:ou|aram|ação|ada|ado)|rape\w*"
    r"|p[eé]nis|vagina\w*|seios?|mamas|breasts?|genita\w+|orgasm\w*|masturb\w*|erotic\w*|er[oó]tic\w*)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def places(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Places:
    """Mozambique's provinces and districts, read once and not kept."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_units()
        load_conflict()
        found = load_places()
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def reports(places: Places) -> list[Planned]:
    return plan(1, 300, places, NOW)


def _texts(reports: list[Planned]) -> list[str]:
    """Everything that a report says in words, each apart."""
    found = []
    for one in reports:
        told = one.told.answers
        contact, online = told.contact, told.online
        found += [told.narrative, told.place, told.names, contact.value, contact.when, contact.caution]
        found += [online.platform, online.account, online.address]
    return [text for text in found if text]


def _strings(value: object) -> Iterator[str]:
    """Every text in what a TOML file holds; not its names."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


def _conversation() -> list[str]:
    names = ("hello", "hello_self", "thanks", "referred", "follow_up")
    said = [line for name in names for code in ("pt", "en") for line in themes.conversation(code, name)]
    for matter in Matter.values:
        for question in [*themes.questions("pt", matter), *themes.questions("en", matter)]:
            said += [question.ask, *question.answers]
    return said


def test_the_same_seed_makes_the_same_country(places: Places, reports: list[Planned]) -> None:
    assert plan(1, 300, places, NOW) == reports
    assert plan(2, 300, places, NOW) != reports


@pytest.mark.parametrize("size", [0, 1, 7, 400])
def test_there_are_as_many_as_asked_for(places: Places, size: int) -> None:
    found = plan(3, size, places, NOW)
    assert len(found) == size
    assert [one.moment for one in found] == sorted(one.moment for one in found)
    assert all(one.moment < NOW for one in found)
    assert len({one.number for one in found}) == size


def test_every_kind_of_report_appears(reports: list[Planned], places: Places) -> None:
    answers = [one.told.answers for one in reports]
    assert {one.matter for one in answers} == set(Matter.values)
    assert {sign for one in answers for sign in one.signs} == set(Sign.values)
    assert {one.province for one in answers} == {"", *places.provinces}
    assert {one.age_band for one in answers} == {"", *AgeBand.values}
    assert {one.sex for one in answers} == {"", Sex.FEMALE, Sex.MALE}
    assert {one.voice for one in answers} == set(Voice.values)
    assert {one.danger for one in answers} == {None, True, False}
    assert {one.kind for one in reports} == set(Kind)
    assert {one.told.theme.code for one in reports} == set(themes.all_themes())
    assert any(one.contact.value for one in answers)
    assert any(not one.narrative for one in answers)


def test_threats_and_grooming_reach_boys_as_well_as_girls(reports: list[Planned]) -> None:
    told = [one.told.answers for one in reports if one.told.theme.code in {"extortion", "grooming"}]
    by_sex = Counter(one.sex for one in told)
    assert min(by_sex[Sex.MALE], by_sex[Sex.FEMALE]) > len(told) / 5


def test_some_are_in_english(reports: list[Planned]) -> None:
    english = sum(one.told.language == "en" for one in reports)
    assert 0.08 * len(reports) < english < 0.25 * len(reports)


def test_people_write_by_day(places: Places) -> None:
    hours = Counter(one.moment.astimezone(UTC).hour + 2 for one in plan(1, 500, places, NOW))
    night = sum(count for hour, count in hours.items() if hour in {2, 3, 4, 5})
    assert night < 40


def test_no_number_could_be_anybodys(reports: list[Planned]) -> None:
    for text in [*_texts(reports), *_conversation()]:
        for found in re.findall(r"\+?\d(?:[ .-]?\d){6,}", text):
            assert MADE_UP.fullmatch(re.sub(r"[ .-]", "", found)), "a number outside the made-up block"


def test_accounts_and_addresses_are_visibly_examples(reports: list[Planned]) -> None:
    for text in [*_texts(reports), *_conversation()]:
        for found in re.findall(r"(?<![\w.])@\w+", text):
            assert found.startswith("@exemplo_")
        for found in re.findall(r"\w+@[\w.]+", text):
            assert found.endswith("@example.org")
        for found in re.findall(r"www\.\S+", text):
            assert ".example.org" in found


def test_nothing_is_explicit(reports: list[Planned]) -> None:
    for entry in themes.FOLDER.iterdir():
        texts = list(_strings(tomllib.loads(entry.read_text(encoding="utf-8"))))
        assert len(texts) > 10
        assert not any(NEVER.search(text) for text in texts), entry.name
    assert not any(NEVER.search(text) for text in [*_texts(reports), *_conversation()])


def test_no_pattern_is_left_unfilled(places: Places) -> None:
    for one in plan(5, 500, places, NOW):
        assert not re.search(r"[{}\[\]|]", one.told.answers.narrative)
        assert not re.match(r"(?:male|female|adult|young): ", one.told.answers.narrative)


def test_every_line_of_every_story_can_be_told(places: Places) -> None:
    for theme in themes.all_themes().values():
        for language, tellers in theme.words.items():
            for parts in tellers.values():
                for line in [line for part in parts for line in part]:
                    slots = {
                        name[0].lower() + name[1:] for name in re.findall(r"\{(\w+)\}", line)
                    } - _FROM_THE_SCENE
                    for slot in slots:
                        assert themes.words(language, slot), (theme.code, slot)


_FROM_THE_SCENE = {"fone", "conta", "site", "idade", "distrito", "quem", "a", "ela", "a_pron", "uma"} | {
    "crianca",
    "a_crianca",
    "a_prof",
    "o_teller",
    "ela_obj",
}


def test_stories_that_were_not_planned_alike_are_not(reports: list[Planned]) -> None:
    signed = [
        (one, story.signature(one.told.answers.narrative)) for one in reports if one.told.theme.in_earnest
    ]
    told = [(one, numbers) for one, numbers in signed if numbers]
    alike = sum(
        one.like != other.like and story.resemblance(left, right) >= story.ALIKE
        for (one, left), (other, right) in combinations(told, 2)
    )
    assert alike <= 5


def test_a_story_told_again_is_recognised(reports: list[Planned]) -> None:
    first = {one.like: one for one in reversed(reports) if one.kind is Kind.EVERYDAY}
    again = [one for one in reports if one.kind is Kind.RETOLD]
    assert len(again) >= 3
    for one in again:
        left = story.signature(one.told.answers.narrative)
        right = story.signature(first[one.like].told.answers.narrative)
        assert left
        assert right
        assert story.resemblance(left, right) >= story.ALIKE


def test_a_ring_uses_one_number_in_several_provinces(reports: list[Planned]) -> None:
    rings = {one.like for one in reports if one.kind is Kind.RING}
    assert len(rings) >= 3
    for ring in rings:
        members = [one.told.answers for one in reports if one.like == ring and one.kind is Kind.RING]
        numbers = [{each for each in mentioned(one) if each.kind == "phone"} for one in members]
        assert set.intersection(*numbers)
        if len(members) > 4:
            assert len({one.province for one in members}) > 1


def test_typing_keeps_numbers_and_accounts() -> None:
    text = "Ligue +258 84 000 0012 ou @exemplo_Moda7, o anúncio está em www.exemplo-moda7.example.org/entrar."
    for number in range(200):
        typed = grammar.as_typed(Draw(number), text, hurry=1.0)
        assert "+258 84 000 0012" in typed
        assert "@exemplo_Moda7" in typed
        assert "www.exemplo-moda7.example.org/entrar" in typed


def test_a_slot_filled_with_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="itself"):
        grammar.expand(Draw(1), "{round}", lambda name: "{round}")
