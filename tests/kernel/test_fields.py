"""A sealed field holds what JSON can say, for this row and this field only."""

import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.accounts.models import Person
from amparo.kernel import sealing
from amparo.kernel.errors import SealBroken
from amparo.kernel.fields import open_field, seal_fields

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_round_trip(value: object) -> None:
    row, key = Person(), sealing.new_key()
    seal_fields(row, key, sealed_name=value)
    assert open_field(row, "sealed_name", key) == value


def test_nothing_sealed_is_none() -> None:
    assert open_field(Person(), "sealed_name", sealing.new_key()) is None


def test_the_plain_text_is_nowhere_in_the_row() -> None:
    row = Person()
    seal_fields(row, sealing.new_key(), sealed_name="Made-up Person")
    assert b"Made-up" not in bytes(row.sealed_name or b"")


def test_another_row_another_key_and_another_field_are_refused() -> None:
    row, key = Person(), sealing.new_key()
    seal_fields(row, key, sealed_name="Made-up Person")
    other = Person(id=uuid.uuid4(), sealed_name=row.sealed_name)
    with pytest.raises(SealBroken):
        open_field(other, "sealed_name", key)
    with pytest.raises(SealBroken):
        open_field(row, "sealed_name", sealing.new_key())
    row.sealed_name = sealing.seal(
        json.dumps("moved").encode(), key, ("accounts.Person", str(row.pk), "story")
    )
    with pytest.raises(SealBroken):
        open_field(row, "sealed_name", key)


def test_only_sealed_fields_can_be_sealed() -> None:
    with pytest.raises(TypeError):
        seal_fields(Person(), sealing.new_key(), username="clear")


def test_a_sealed_field_is_not_offered_to_forms() -> None:
    assert Person._meta.get_field("sealed_name").editable is False
