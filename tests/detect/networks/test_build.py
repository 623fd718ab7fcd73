"""Scripts of the same people are joined; strangers who share a portal's number are not."""

from collections.abc import Sequence

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo_detect.networks.build import Networks, build, carried_by

PORTAL = "+258840000001"
Rows = Sequence[tuple[int, list[str], str | None]]


def networks(rows: Rows) -> Networks:
    """One row per post: template (−1 none), phones, account."""
    posts = pl.DataFrame(
        {"post": range(len(rows)), "source": [row[2] for row in rows]},
        schema={"post": pl.UInt32, "source": pl.String},
    )
    templates = pl.DataFrame(
        {"post": range(len(rows)), "template": [row[0] for row in rows]},
        schema={"post": pl.UInt32, "template": pl.Int32},
    )
    found = [(post, "phone", phone, 0.9) for post, row in enumerate(rows) for phone in row[1]]
    contacts = pl.DataFrame(
        found,
        schema={"post": pl.UInt32, "kind": pl.String, "value": pl.String, "confidence": pl.Float32},
        orient="row",
    )
    return build(posts, templates, carried_by(contacts))


def named(rows: Rows) -> list[int]:
    return networks(rows).posts["network"].to_list()


def own(number: int) -> str:
    return f"+25884{1_000_000 + number}"


def test_copies_of_a_script_are_a_network_named_by_its_first_post() -> None:
    assert named([(-1, [], None), (5, [], None), (5, [own(1)], None), (5, [own(2)], None)]) == [-1, 1, 1, 1]


def test_two_scripts_with_one_number_are_one_network() -> None:
    rows = [(0, [own(1)], None), (0, [own(2)], None), (1, [own(2)], None), (1, [own(3)], None)]
    assert named(rows) == [0, 0, 0, 0]


def test_a_stray_copy_joins_by_its_number() -> None:
    assert named([(0, [own(1)], None), (0, [own(1)], None), (-1, [own(1)], None)]) == [0, 0, 0]


def test_a_wallet_on_a_phone_is_that_phone() -> None:
    rows = pl.DataFrame({"post": [0, 1, 2, 3], "source": [None] * 4}, schema_overrides={"source": pl.String})
    templates = pl.DataFrame({"post": [0, 1, 2, 3], "template": [0, 0, 1, 1]})
    contacts = pl.DataFrame(
        {
            "post": [0, 2],
            "kind": ["phone", "mobile_money"],
            "value": [own(1), own(1)],
            "confidence": [0.9, 0.9],
        }
    )
    assert build(rows, templates, carried_by(contacts)).posts["network"].to_list() == [0, 0, 0, 0]


def test_a_portals_number_joins_no_strangers() -> None:
    strangers = [(-1, [PORTAL], None) for _ in range(40)]
    campaign = [(0, [PORTAL, own(1)], None), (0, [own(1)], None), (0, [own(1)], None)]
    found = networks(strangers + campaign)
    assert found.posts["network"].to_list() == [-1] * 40 + [40] * 3
    assert found.contacts.filter(pl.col("shared"))["value"].to_list() == [PORTAL]


def test_a_number_beside_everybodys_own_is_the_portals_even_when_few_use_it() -> None:
    rows = [(script, [PORTAL, own(100 * script + post)], None) for script in range(5) for post in range(2)]
    assert named(rows) == [0, 0, 2, 2, 4, 4, 6, 6, 8, 8]


def test_an_agency_with_very_many_scripts_stays_apart() -> None:
    rows = [(script, [own(1)], None) for script in range(30) for _ in range(3)]
    assert len(set(named(rows))) == 30


def test_an_account_joins_its_few_scripts() -> None:
    posted = (
        (0, "ana"),
        (0, "ana"),
        (1, "ana"),
        (1, "ana"),
        (2, "rui"),
        (2, "eva"),
        (-1, "x"),
        (-1, "y"),
        (-1, "z"),
    )
    rows: Rows = [(template, [], account) for template, account in posted]
    assert named(rows) == [0, 0, 0, 0, 4, 4, -1, -1, -1]


def test_the_chat_that_was_read_joins_nothing() -> None:
    rows: Rows = [(0, [], "chat"), (0, [], "chat"), (1, [], "chat"), (1, [], "chat")]
    assert named(rows) == [0, 0, 2, 2]


def test_strangers_are_not_chained_as_posts_grow() -> None:
    """Every script shares a number with the next: a chain as long as the input must not form."""
    rows: Rows = [(post // 2, [own(post), own(post + 1)], None) for post in range(3000)]
    sizes = networks(rows).posts.group_by("network").len()["len"].to_list()
    assert max(sizes) < len(rows)


def test_nothing_found_is_no_network() -> None:
    assert named([]) == []
    assert named([(-1, [], None)]) == [-1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 6), st.lists(st.integers(0, 9).map(own), max_size=2)), max_size=40))
def test_copies_stay_together_and_later_posts_rename_nothing(
    rows: list[tuple[int, list[str]]],
) -> None:
    posts = [(template, phones, None) for template, phones in rows]
    found = named(posts)
    for template in {row[0] for row in rows if row[0] >= 0}:
        assert len({network for network, row in zip(found, rows, strict=True) if row[0] == template}) == 1
    for network in set(found) - {-1}:
        assert found.index(network) == network
    assert named([*posts, (-1, [], None)])[: len(posts)] == found
