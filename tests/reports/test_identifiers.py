"""Equal identifiers meet however they are typed, and unlike things stay apart."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.reports.answers import Answers, Contact, Online
from amparo.reports.identifiers import Identifier, account, address, mentioned, phone

NUMBER = "+258840000012"


def _named(narrative: str, **more: object) -> set[tuple[str, str]]:
    return {tuple(one) for one in mentioned(Answers(matter="other", narrative=narrative, **more))}  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    "typed",
    [
        "84 000 0012",
        "840000012",
        "84-000-0012",
        "84.000.0012",
        "(84) 000 0012",
        "+258 84 000 0012",
        "+258840000012",
        "00258 84 000 0012",
        "258 84 000 0012",
        "+258 (0)84 000 0012",
        "tel: 84 000 0012",
        "WhatsApp 84 000 0012",
        "٨٤٠٠٠٠٠١٢",
        "８４ ０００ ００１２",
        " 84 000 0012 ",
    ],
)
def test_one_number_in_many_formats(typed: str) -> None:
    assert phone(typed) == NUMBER


@pytest.mark.parametrize(
    "typed", ["", "116", "joana84000012", "maria 840000012", "2024", "+", "84 000", "a" * 200]
)
def test_what_is_no_number(typed: str) -> None:
    assert phone(typed) is None


@given(
    last=st.integers(0, 99),
    prefix=st.sampled_from(["82", "83", "84", "85", "86", "87"]),
    gaps=st.lists(st.sampled_from(["", " ", "-", ".", "\N{NO-BREAK SPACE}"]), min_size=2, max_size=2),
    country=st.sampled_from(["", "+258", "+258 ", "00258", "258 ", "(+258) "]),
)
def test_every_way_of_grouping_meets(last: int, prefix: str, gaps: list[str], country: str) -> None:
    number = f"{prefix}00000{last:02d}"
    typed = country + gaps[0].join([number[:2], number[2:5] + gaps[1] + number[5:]])
    assert phone(typed) == f"+258{number}"
    assert ("phone", f"+258{number}") in _named(f"He always calls from {typed} late at night.")


@given(st.text(max_size=300))
def test_any_text_is_read_without_failing(text: str) -> None:
    for one in mentioned(
        Answers(matter="other", narrative=text, online=Online(text, text, text), contact=Contact("sms", text))
    ):
        assert one.value
        assert len(one.digest) == 32


@pytest.mark.parametrize(
    "text",
    [
        "It was on 25-06-2024 at 12:30.",
        "It was on 2024-06-25.",
        "They asked for 15 000 000 meticais.",
        "They paid 15000000.",
        "Between 20.05.2024 and 21.05.2024",
    ],
)
def test_dates_and_prices_are_not_numbers_to_call(text: str) -> None:
    assert not {kind for kind, _value in _named(text)} & {"phone"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to Ana.B@Example.example now", ("email", "ana.b@example.example")),
        ("She is @Joana_92.", ("account", "joana_92")),
        ("see https://www.example.example/Perfil/?a=1#x now", ("address", "example.example/perfil")),
        ("chat: https://wa.me/258840000012?text=hello", ("phone", NUMBER)),
        ("identity card 110100123456A", ("document", "110100123456A")),
        ("passport ab1234567", ("document", "AB1234567")),
    ],
)
def test_each_kind_in_running_text(text: str, found: tuple[str, str]) -> None:
    assert found in _named(text)


def test_an_email_is_neither_an_account_nor_a_number() -> None:
    assert _named("ana84000012@example.example") == {("email", "ana84000012@example.example")}


def test_naming_a_platform_joins_nobody() -> None:
    assert _named("it was on https://www.facebook.com/", online=Online(address="facebook.com")) == set()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("@Joana_92", ("account", "joana_92")),
        ("84 000 0012", ("phone", NUMBER)),
        ("joana84000012", ("account", "joana84000012")),
        ("https://example.example/joana", ("address", "example.example/joana")),
        ("joana@example.example", ("email", "joana@example.example")),
        ("84 000 0012 or 82 000 0013", ("phone", "+258820000013")),
    ],
)
def test_where_an_account_is_asked_people_type_anything(typed: str, found: tuple[str, str]) -> None:
    assert found in _named("", online=Online(account=typed))


def test_the_reporters_own_number_never_meets_a_suspects() -> None:
    own = mentioned(Answers(matter="other", contact=Contact("call", "84 000 0012")))
    named = mentioned(Answers(matter="other", narrative="he calls from 84 000 0012"))
    assert {one.kind for one in own} == {"reporter"}
    assert not {one.digest for one in own} & {one.digest for one in named}


@given(st.sampled_from(["@", "", " "]), st.booleans())
def test_account_names_meet_without_case_and_sign(lead: str, upper: bool) -> None:
    assert account(lead + ("MADE.Up" if upper else "made.up")) == "made.up"


def test_addresses_meet_without_scheme_and_tail() -> None:
    forms = [
        "https://m.example.example/A/",
        "http://www.example.example/a?x=1",
        "example.example/a",
        "EXAMPLE.example/a).",
    ]
    assert {address(form) for form in forms} == {"example.example/a"}


def test_a_digest_tells_nothing_and_kinds_differ() -> None:
    one, other = Identifier("phone", NUMBER), Identifier("reporter", NUMBER)
    assert one.digest != other.digest
    assert not re.search(rb"84000", one.digest)
