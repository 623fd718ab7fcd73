"""The elements of trafficking: what completes them, what is missing, and what is said about it."""

from hypothesis import given
from hypothesis import strategies as st

from amparo.law.elements import Part, suggest
from amparo.law.vocabulary import Act, Means, Purpose

ACTS, MEANS, PURPOSES = (st.frozensets(st.sampled_from(list(words))) for words in (Act, Means, Purpose))
AGES = st.sampled_from([True, False, None])


@given(ACTS, MEANS, PURPOSES)
def test_a_child_needs_no_means(
    acts: frozenset[Act], means: frozenset[Means], purposes: frozenset[Purpose]
) -> None:
    found = suggest(acts, means, purposes, child=True)
    assert found.complete == bool(acts and purposes)
    assert Part.MEANS not in found.missing
    assert not found.depends_on_age


@given(ACTS, MEANS, PURPOSES, st.sampled_from([False, None]))
def test_whoever_is_not_known_to_be_a_child_needs_all_three(
    acts: frozenset[Act], means: frozenset[Means], purposes: frozenset[Purpose], child: bool | None
) -> None:
    found = suggest(acts, means, purposes, child=child)
    assert found.complete == bool(acts and means and purposes)
    absent = [not acts, not means, not purposes]
    assert [part in found.missing for part in Part] == absent


@given(ACTS, MEANS, PURPOSES)
def test_an_unknown_age_matters_exactly_when_it_would_complete(
    acts: frozenset[Act], means: frozenset[Means], purposes: frozenset[Purpose]
) -> None:
    unknown = suggest(acts, means, purposes, child=None)
    if_child = suggest(acts, means, purposes, child=True)
    assert unknown.depends_on_age == (if_child.complete and not unknown.complete)


@given(ACTS, MEANS, PURPOSES, AGES, st.sampled_from(list(Act)), st.sampled_from(list(Means)))
def test_finding_more_never_makes_it_less_complete(
    acts: frozenset[Act],
    means: frozenset[Means],
    purposes: frozenset[Purpose],
    child: bool | None,
    act: Act,
    mean: Means,
) -> None:
    before = suggest(acts, means, purposes, child=child)
    after = suggest(acts | {act}, means | {mean}, purposes, child=child)
    assert set(after.missing) <= set(before.missing)


@given(ACTS, MEANS, PURPOSES, AGES)
def test_there_is_always_a_reason_for_each_part(
    acts: frozenset[Act], means: frozenset[Means], purposes: frozenset[Purpose], child: bool | None
) -> None:
    reasons = suggest(acts, means, purposes, child=child).reasons
    assert len(reasons) >= len(Part)
    for choice in (*acts, *means, *purposes):
        assert any(str(choice.label) in reason for reason in reasons)


def test_consent_is_irrelevant_once_means_were_used() -> None:
    said = suggest([Act.RECRUITMENT], [Means.DECEPTION], [Purpose.FORCED_LABOUR], child=False).reasons
    assert any("no difference whether the person agreed (Art. 3(b))" in reason for reason in said)
    without = suggest([Act.RECRUITMENT], [], [Purpose.FORCED_LABOUR], child=False).reasons
    assert not any("agreed" in reason for reason in without)


def test_a_childs_consent_is_irrelevant_without_any_means() -> None:
    said = suggest([Act.TRANSFER], [], [Purpose.SERVITUDE], child=True)
    assert said.complete
    assert "Whether the child agreed makes no difference." in said.reasons
    assert any("under 18: no means is needed (Art. 3(c))" in reason for reason in said.reasons)


def test_an_exploitation_that_is_on_no_list_has_to_be_told() -> None:
    other = suggest([Act.RECEIPT], [Means.FRAUD], [Purpose.OTHER], child=False)
    assert other.complete
    assert any("Say in words" in reason for reason in other.reasons)
    both = suggest([Act.RECEIPT], [Means.FRAUD], [Purpose.OTHER, Purpose.SERVITUDE], child=False)
    assert not any("Say in words" in reason for reason in both.reasons)
