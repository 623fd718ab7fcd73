"""What is folded away, and that every folded character knows where it came from."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo_detect.text.fold import fold


def folded(text: str) -> str:
    return "".join(map(chr, fold(pl.Series([text])).chars))


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Não HÁ vagas", "nao ha vagas"),
        ("ТRАBАLHО", "trabalho"),  # Cyrillic letters among Latin ones
        ("𝓗𝓮𝓵𝓵𝓸 ＦＵＬＬ", "hello full"),
        ("sa\u200blá\u00adrio", "salario"),
        ("8️⃣4️⃣", "84"),
        ("٨٤ ①② ❶", "84 12 1"),
        ("ﬁm", "fim"),
        ("a\r\nb", "a\n\nb"),
        ("🄰🅑", "ab"),
        ("日本", "日本"),
    ],
)
def test_a_trick_of_writing_disappears(written: str, plain: str) -> None:
    assert folded(written) == plain


def test_an_emoji_leaves_one_mark() -> None:
    assert folded("ligue 🙏 já") == "ligue \ufffc ja"


def test_every_picture_of_a_telephone_is_one() -> None:
    assert {folded(picture) for picture in "☎☏✆📞📱📲"} == {"☎"}


def test_posts_of_a_batch_keep_apart() -> None:
    batch = fold(pl.Series(["Olá", None, "", "ﬁ"]))
    assert batch.starts.tolist() == [0, 3, 3, 3, 5]
    assert batch.source.tolist() == [0, 1, 2, 0, 0]


@given(st.lists(st.text(), max_size=5))
def test_any_text_is_folded_and_every_character_comes_from_somewhere(texts: list[str]) -> None:
    clean = [text.encode("utf-8", "ignore").decode() for text in texts]
    batch = fold(pl.Series(clean, dtype=pl.String))
    assert len(batch.starts) == len(clean) + 1
    for number, text in enumerate(clean):
        source = batch.source[batch.starts[number] : batch.starts[number + 1]].tolist()
        assert source == sorted(source)
        assert all(0 <= place < len(text) for place in source)


@given(st.text(alphabet="abcdefghij klm", min_size=1))
def test_plain_text_stays_itself(text: str) -> None:
    assert folded(text) == text
