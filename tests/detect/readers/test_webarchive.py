"""Archived pages."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.detect.readers.reading import read

PAGE = """<html><head><title>T</title><style>p{}</style><script>var x;</script></head><body><nav>Menu</nav>
<h1>Vagas</h1><p>Doha,   <b>já</b><br>ligue 84&nbsp;000&nbsp;0012</p><ul><li>um</li><li>dois</li></ul>
<footer>rodapé</footer></body></html>"""


def archive(*, gzip: bool) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzip)
    for address, status, kind, body in (
        ("https://example.org/a", "200 OK", "text/html; charset=utf-8", PAGE.encode()),
        ("https://example.org/b", "404 Not Found", "text/html", b"no"),
        ("https://example.org/c.png", "200 OK", "image/png", b"\x89PNG"),
        ("https://example.net/d", "200 OK", "text/html", "<p>não</p>".encode("cp1252")),
        ("https://example.net/e", "200 OK", "text/html", b"<html></html>"),
    ):
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                address,
                "response",
                payload=io.BytesIO(body),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": "2025-03-01T10:00:00Z"},
            )
        )
    return out.getvalue()


def test_warc_plain_and_gzipped_and_in_a_wacz(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(archive(gzip=False))
    (tmp_path / "b.warc.gz").write_bytes(archive(gzip=True))
    with zipfile.ZipFile(tmp_path / "c.wacz", "w") as package:
        package.writestr("datapackage.json", "{}")
        package.writestr("archive/data.warc.gz", archive(gzip=True))
    for name in ("a.warc", "b.warc.gz", "c.wacz"):
        found = read(tmp_path / name)
        assert found.texts == ["Vagas\nDoha, já\nligue 84 000 0012\num\ndois", "não"]
        assert [row["source"] for row in found.rows] == ["example.org", "example.net"]
        assert found.rows[0]["time"] == datetime(2025, 3, 1, 10, tzinfo=UTC)
        assert found.rows[0]["id"].startswith("<urn:uuid:")
        assert found.refused == [(3, "empty")]
        assert found.tally.inputs[0].left_out == 2


def test_an_archive_cut_short_gives_its_whole_records(tmp_path: Path) -> None:
    whole = archive(gzip=True)
    (tmp_path / "a.warc.gz").write_bytes(whole[:-100])
    found = read(tmp_path / "a.warc.gz")
    assert found.texts[0].startswith("Vagas")
