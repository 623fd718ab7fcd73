"""Posts that say the same have the same sketch, however they are disguised."""

import numpy as np
import polars as pl

from amparo_detect.templates.sketch import GRAM, SIZE, sketch
from amparo_detect.text.fold import fold

PLAIN = "Procuramos raparigas para trabalhar em Joanesburgo hoje mesmo, com alojamento"


def held(text: str) -> set[int]:
    folded = fold(pl.Series([text]))
    return set(sketch(folded, np.zeros(len(folded.chars), dtype=np.bool_)).hashes.tolist())


def test_disguise_does_not_change_a_sketch() -> None:
    disguised = (
        "Pr0cur4m0s RAPARIGAS ✅ para t.r.a.b.a.l.h.a.r em Jo\u200banesburgo h o j e  mesmo, c0m al0jament0!!"
    )
    assert held(disguised) == held(PLAIN)


def test_numbers_leave_nothing() -> None:
    assert held(PLAIN + " 84 000 0012") == held(PLAIN)


def test_other_words_give_another_sketch() -> None:
    other = "Vende-se viatura usada em bom estado, documentos em dia, contactar o proprietário"
    assert not held(PLAIN) & held(other)


def test_a_part_is_found_in_the_whole() -> None:
    assert held(PLAIN) < held(PLAIN + ". Salário a combinar com o patrão.")


def test_hidden_characters_are_left_out() -> None:
    folded = fold(pl.Series([PLAIN + " oitoquatrozero"]))
    hidden = np.zeros(len(folded.chars), dtype=np.bool_)
    hidden[len(PLAIN) :] = True
    assert set(sketch(folded, hidden).hashes.tolist()) == held(PLAIN)


def test_a_long_post_keeps_few_hashes_in_order() -> None:
    folded = fold(pl.Series([" ".join(f"palavra{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(500))]))
    made = sketch(folded, np.zeros(len(folded.chars), dtype=np.bool_))
    assert len(made.hashes) == SIZE
    assert (np.diff(made.hashes.astype(np.int64)) > 0).all()
    assert made.letters[0] > 500 * 5


def test_what_is_said_again_and_again_is_held_once_where_it_first_stands() -> None:
    said = " ".join(f"palavra{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(60))
    folded = fold(pl.Series([said * 2, said * 40]))
    made = sketch(folded, np.zeros(len(folded.chars), dtype=np.bool_))
    assert made.starts.tolist() == [0, SIZE, 2 * SIZE]
    assert made.hashes[:SIZE].tolist() == made.hashes[SIZE:].tolist()
    assert made.places[:SIZE].tolist() == made.places[SIZE:].tolist()
    assert made.places.max() < made.letters[0] // 2


def test_short_and_empty_posts() -> None:
    folded = fold(pl.Series(["", "84 000", "ab", "日本語の"]))
    made = sketch(folded, np.zeros(len(folded.chars), dtype=np.bool_))
    assert np.diff(made.starts).tolist()[:3] == [0, 0, 1]
    assert made.letters.tolist() == [0, 0, 2, 12]
    assert GRAM == 9  # what the numbers above rest on
