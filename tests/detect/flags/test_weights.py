"""Weights that a person set: they count, the others stay, and a wrong file is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from amparo_detect.cli import weights_in
from amparo_detect.errors import OptionError
from amparo_detect.flags.catalogue import catalogue, use_weights
from amparo_detect.flags.score import flag_of


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    use_weights({})


def test_a_weight_that_was_set_counts_and_the_others_stay() -> None:
    before = {code: flag.weight for code, flag in catalogue().flags.items()}
    use_weights({"secrecy": 3.0})
    assert flag_of("secrecy").weight == 3.0
    assert {code: flag.weight for code, flag in catalogue().flags.items()} == before | {"secrecy": 3.0}


@pytest.mark.parametrize("text", ['{"no_such_flag": 1}', '{"secrecy": -1}', '{"secrecy": "x"}', "[1]", "{"])
def test_a_wrong_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "weights.json"
    path.write_text(text)
    with pytest.raises(OptionError):
        weights_in(path)


def test_a_file_of_weights_is_read(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_text('{"secrecy": 2, "no_fee": 0.5}')
    assert weights_in(path) == {"secrecy": 2.0, "no_fee": 0.5}
