"""Every rule alone, how they add up, and that doubt never takes a report out of its level."""

import itertools

import pytest

from amparo.reports import urgency
from amparo.reports.answers import AgeBand, Answers, Matter, Sign, Voice, When
from amparo.reports.models import Level
from amparo.reports.urgency import Facts, assess, level_of, within

PLAIN = Answers(matter=Matter.OTHER)


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("danger", Facts(Answers(matter="other", danger=True))),
        ("young_child", Facts(Answers(matter="other", age_band=AgeBand.UNDER_12))),
        ("young_child", Facts(Answers(matter="other", age_band=AgeBand.UNDER_15))),
        ("child", Facts(Answers(matter="other", age_band=AgeBand.UNDER_18))),
        ("child", Facts(Answers(matter="other", voice=Voice.CHILD))),
        ("threat_to_publish", Facts(Answers(matter="other", signs=(Sign.THREAT_TO_PUBLISH,)))),
        ("travel_soon", Facts(Answers(matter="other", signs=(Sign.TRAVEL_SOON,)))),
        ("travel_soon", Facts(Answers(matter="other", when=When.SOON))),
        ("ongoing", Facts(Answers(matter="other", signs=(Sign.STILL_IN_CONTACT,)))),
        ("ongoing", Facts(Answers(matter="other", when=When.NOW))),
        ("cannot_leave", Facts(Answers(matter="other", signs=(Sign.CANNOT_LEAVE,)))),
        ("papers_kept", Facts(Answers(matter="other", signs=(Sign.PAPERS_KEPT,)))),
        ("displaced", Facts(Answers(matter="other", signs=(Sign.DISPLACED,)))),
        ("armed_conflict", Facts(PLAIN, armed_conflict=True)),
        ("known_contact_point", Facts(PLAIN, known_contact_points=2)),
        ("images", Facts(Answers(matter=Matter.IMAGES))),
        ("doubtful", Facts(PLAIN, misuse=("too_fast",))),
    ],
)
def test_each_rule_alone(code: str, facts: Facts) -> None:
    assert assess(facts).reasons == (code,)


def test_no_rule_holds_for_a_plain_report() -> None:
    assert assess(Facts(PLAIN)) == urgency.Urgency(0, Level.LOW, ())


def test_an_adult_at_risk_told_by_a_child_is_no_child_at_risk() -> None:
    facts = Facts(Answers(matter="other", voice=Voice.CHILD, age_band=AgeBand.ADULT))
    assert assess(facts).reasons == ()


def test_danger_alone_is_immediate_and_doubt_does_not_touch_it() -> None:
    found = assess(Facts(Answers(matter="other", danger=True), misuse=("trap", "too_fast")))
    assert (found.level, found.reasons) == (Level.IMMEDIATE, ("danger",))


def test_several_signs_make_a_report_immediate_without_the_word_danger() -> None:
    answers = Answers(matter="other", age_band=AgeBand.UNDER_15, signs=(Sign.CANNOT_LEAVE, Sign.TRAVEL_SOON))
    found = assess(Facts(answers))
    assert (found.level, found.points) == (Level.IMMEDIATE, 110)
    assert found.reasons[0] == "young_child"


def test_doubt_puts_a_report_behind_its_equals_and_never_into_a_lower_level() -> None:
    signs = (Sign.CANNOT_LEAVE, Sign.TRAVEL_SOON, Sign.THREAT_TO_PUBLISH, Sign.DISPLACED)
    for size, band in itertools.product(range(len(signs) + 1), ["", *AgeBand]):
        answers = Answers(matter="other", age_band=band, signs=signs[:size])
        sure, doubted = assess(Facts(answers)), assess(Facts(answers, misuse=("too_fast",)))
        assert doubted.level == sure.level
        assert doubted.points <= sure.points


def test_levels_of_points() -> None:
    assert [level_of(points) for points in (0, 9, 10, 49, 50, 109, 110, 300)] == [
        Level.LOW,
        Level.LOW,
        Level.NORMAL,
        Level.NORMAL,
        Level.HIGH,
        Level.HIGH,
        Level.IMMEDIATE,
        Level.IMMEDIATE,
    ]


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("points", [0, 9, 10, 55, 109, 110, 240])
def test_points_moved_into_a_level_belong_to_it(level: Level, points: int) -> None:
    moved = within(level, points)
    assert level_of(moved) == level
    assert moved == points or level_of(points) != level


def test_every_rule_has_words() -> None:
    assert all(str(urgency.WORDS[rule.code]) for rule in urgency.RULES)
