"""CSV as people and tools really write it."""

import csv
import gzip
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo_detect.errors import ColumnMissing, InputEmpty, OptionError, TextColumnUnknown
from amparo_detect.readers.columns import Asked
from amparo_detect.readers.rows import Limits
from tests.detect.readers.reading import read


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_columns_are_recognised_by_name(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.csv",
        "autor;Data e hora;Mensagem;Nº;ID da mensagem;id\nAna;2025-03-01 10:00:00;Olá;1;x;7\n",
    )
    assert read(path).rows == [
        {"post": 0, "id": "7", "text": "Olá", "time": datetime(2025, 3, 1, 10, tzinfo=UTC), "source": "Ana"}
    ]


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("id,corpo", "b"),
        ("id,Body", "b"),
        ("Id,MENSAGEM", "b"),
        ("globalId,Message-Body", "b"),
        ("Instant Message #,Body", "b"),
        ("n,texte", "b"),
        ("message,mensaje", "a"),
        ("título,texto", "b"),
        ("id,description", "b"),
    ],
)
def test_text_is_known_in_four_languages_and_by_what_forensic_tools_call_it(
    tmp_path: Path, header: str, text: str
) -> None:
    assert read(written(tmp_path / "a.csv", f"{header}\na,b\n")).texts == [text]


def test_a_named_column_is_taken_and_a_missing_one_told_with_those_seen(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,nota\nnão,sim\n")
    assert read(path, asked=Asked(text="Nota")).texts == ["sim"]
    with pytest.raises(ColumnMissing, match=r"“corpo”.*“text”, “nota”"):
        read(path, asked=Asked(text="corpo"))


def test_without_a_text_column_the_columns_seen_are_told(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "foo,bar\n1,2\n")
    with pytest.raises(TextColumnUnknown) as raised:
        read(path)
    assert "“foo”, “bar”" in raised.value.told("en")
    assert "As colunas vistas são: “foo”, “bar”" in raised.value.told("pt")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "\x1f"])
def test_any_delimiter(tmp_path: Path, delimiter: str) -> None:
    lines = [["id", "text", "source"]] + [[str(i), f"olá, tudo; bem {i}", "x"] for i in range(20)]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(lines)
    assert read(written(tmp_path / "a.csv", out.getvalue())).texts == [line[1] for line in lines[1:]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_and_lines_within_quotes(tmp_path: Path, end: str) -> None:
    content = f'id,text{end}1,"a ""b"", c"{end}{end}2,"uma\nduas"{end}3,fim'
    assert read(written(tmp_path / "a.csv", content)).texts == ['a "b", c', "uma\nduas", "fim"]


def test_single_quotes_and_backslashes(tmp_path: Path) -> None:
    single = "id,text\n" + "".join(f"'{i}','a, b'\n" for i in range(5))
    assert read(written(tmp_path / "a.csv", single)).texts == ["a, b"] * 5
    escaped = "id,text\n" + "".join(f'{i},"diz \\"vem\\", já"\n' for i in range(5))
    assert read(written(tmp_path / "b.csv", escaped)).texts == ['diz "vem", já'] * 5


def test_a_title_above_the_header_as_in_reports_of_phones(tmp_path: Path) -> None:
    content = "Chats (2)\n\n#,Instant Message #,From,Body,Timestamp: Time\n1,1,Ana,Olá,01/03/2025 10:00:00\n"
    rows = read(written(tmp_path / "a.csv", content)).rows
    assert [(row["text"], row["source"], row["id"]) for row in rows] == [("Olá", "Ana", "1")]
    assert rows[0]["time"] == datetime(2025, 3, 1, 10, tzinfo=UTC)


def test_rows_that_do_not_fit_are_refused_and_the_others_kept(tmp_path: Path) -> None:
    content = 'id,text,time\n1,bom,2025-01-01\n2,a,b,c,d\n3\n4,,2025-01-01\n5,"  ",\n6,bom,?\n'
    found = read(written(tmp_path / "a.csv", content))
    assert found.texts == ["bom", "bom"]
    assert found.rows[1]["time"] is None
    assert found.refused == [(2, "fields"), (3, "fields"), (4, "empty"), (5, "empty")]
    assert found.tally.reasons == {"empty": 2, "fields": 2}


def test_a_quotation_mark_that_never_closes_costs_one_line(tmp_path: Path) -> None:
    content = 'id,text\n1,bom\n2,"nunca fecha\n3,bom\n4,bom\n'
    found = read(written(tmp_path / "a.csv", content))
    assert found.texts == ["bom"] * 3
    assert found.refused == [(2, "quote")]


def test_marks_that_mean_nothing_are_taken_as_they_are_in_the_end(tmp_path: Path) -> None:
    rows = [f'{i},"oferta {i}' for i in range(1, 31)]
    found = read(written(tmp_path / "a.csv", "id,text\n" + "\n".join(rows) + "\n"))
    assert found.texts == [f'"oferta {i}' for i in range(9, 31)]
    (note,) = found.tally.inputs[0].notes
    assert note.told("en") == "quotation marks taken for ordinary characters from row 9 on"


def test_utf16_with_and_without_its_mark(tmp_path: Path) -> None:
    content = "id,text\n1,Olá, não\n".replace("Olá, não", '"Olá, não 😀"')
    for codec in ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"):
        assert read(written(tmp_path / f"{codec}.csv", content.encode(codec))).texts == ["Olá, não 😀"]


def test_cp1252_and_mixed_lines(tmp_path: Path) -> None:
    rows = [b"id,text\n", "1,Viagem grátis – já\n".encode("cp1252"), "2,Viagem grátis – já\n".encode()]
    found = read(written(tmp_path / "a.csv", b"".join(rows)))
    assert found.texts == ["Viagem grátis – já"] * 2
    assert found.tally.inputs[0].decoded == {"cp1252": 1}
    found = read(written(tmp_path / "b.csv", b"".join(rows[:2]) * 1))
    assert found.texts == ["Viagem grátis – já"]


def test_broken_utf8_keeps_the_rest_of_the_post(tmp_path: Path) -> None:
    line = "1,Viagem grátis já não é ".encode() + b"\xc3\n"
    found = read(written(tmp_path / "a.csv", b"id,text\n" + line))
    assert found.texts == ["Viagem grátis já não é \ufffd"]
    assert found.tally.inputs[0].decoded == {"utf-8, damaged": 1}


def test_a_row_in_no_encoding_is_refused(tmp_path: Path) -> None:
    found = read(written(tmp_path / "a.csv", b"id,text\n1,\x81\x8d\x8f\n2,bom\n3,a\0b\n"))
    assert found.texts == ["bom"]
    assert found.refused == [(1, "undecodable"), (3, "binary")]


def test_another_encoding_may_be_named(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "id,text\n1,وظائف\n".encode("cp1256"))
    assert read(path, asked=Asked(encoding="cp1256")).texts == ["وظائف"]
    with pytest.raises(OptionError, match="no encoding"):
        read(path, asked=Asked(encoding="klingon"))


def test_gzip_and_gzip_cut_short(tmp_path: Path) -> None:
    whole = gzip.compress(b"id,text\n" + b"".join(b"%d,bom %d\n" % (i, i * i) for i in range(5000)))
    assert len(read(written(tmp_path / "a.csv.gz", whole)).texts) == 5000
    found = read(written(tmp_path / "b.csv.gz", whole[: len(whole) // 2]))
    assert 0 < len(found.texts) < 5000
    assert [note.code for note in found.tally.inputs[0].notes] == ["cut"], "said once"


def test_a_header_alone_has_no_posts(tmp_path: Path) -> None:
    assert read(written(tmp_path / "a.csv", "id,text\n")).rows == []
    with pytest.raises(InputEmpty):
        read(written(tmp_path / "b.csv", "\n\n \n"))


def test_one_column(tmp_path: Path) -> None:
    content = "texto\nvagas, já; hoje\nvagas\n"
    found = read(written(tmp_path / "a.csv", content))
    assert found.texts == ["vagas, já; hoje", "vagas"]
    assert [row["id"] for row in found.rows] == ["1", "2"]


def test_ids_are_made_from_the_row_and_the_file_where_there_are_several(tmp_path: Path) -> None:
    a, b = written(tmp_path / "a.csv", "text\nx\n \ny\n"), written(tmp_path / "b.csv", "id,text\n,z\n5,w\n")
    assert [row["id"] for row in read(a, b).rows] == ["a.csv:1", "a.csv:3", "b.csv:1", "5"]


def test_a_line_longer_than_the_limit_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    limits = Limits(block=1000, record=4000)
    content = "id,text\n1,bom\n2," + "x" * 50_000 + '\n3,bom\n4,"' + "y\n" * 10_000 + '"\n5,bom\n'
    found = read(written(tmp_path / "a.csv", content), limits=limits)
    assert [row["id"] for row in found.rows if row["text"] == "bom"] == ["1", "3", "5"]
    assert found.refused[0] == (2, "long")


def test_a_post_of_ten_megabytes_is_cut_and_told(tmp_path: Path) -> None:
    post = "ã" * 5_000_000
    found = read(written(tmp_path / "a.csv", f"id,text\n1,{post}\n2,bom\n"))
    assert found.texts == ["ã" * 100_000, "bom"]
    assert found.tally.inputs[0].cut == 1


def test_batches_are_bounded_and_do_not_depend_on_the_block(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.csv", "id,text\n" + "".join(f"{i},{'x' * (i % 50 + 1)}\n" for i in range(5000))
    )
    one = read(path, limits=Limits(rows=700, bytes=5000))
    other = read(path, limits=Limits(rows=700, bytes=5000, block=3000))
    assert one.rows == other.rows
    assert one.batches == other.batches
    assert sum(one.batches) == 5000
    assert max(one.batches) < 700


# Of control characters only these: a file with many others is taken for what it looks like, no text.
_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), include_characters="\n\t\x0b\x0c")


@settings(deadline=None, max_examples=50)
@given(
    rows=st.lists(st.tuples(*[st.text(_CHARACTERS, max_size=12)] * 3), max_size=12),
    delimiter=st.sampled_from(",;\t|"),
    block=st.sampled_from([16, 64, 1024]),
)
def test_whatever_the_standard_library_writes_is_read_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], delimiter: str, block: int
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["id", "text", "source"])
    writer.writerows(rows)
    path = written(tmp_path_factory.mktemp("csv") / "a.csv", out.getvalue())
    found = read(path, limits=Limits(block=block))
    kept = [row for row in rows if row[1].strip()]
    assert [(row["text"], row["source"]) for row in found.rows] == [(row[1], row[2]) for row in kept]
    assert len(found.refused) == len(rows) - len(kept)
