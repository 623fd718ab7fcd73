"""WARC files (also .warc.gz, ARC) and WACZ packages: the text of every archived page is one post."""

import zipfile
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import urlsplit

import polars as pl
from selectolax.lexbor import LexborHTMLParser
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from amparo_detect.errors import InputEmpty
from amparo_detect.readers.columns import Asked
from amparo_detect.readers.frames import Gathering
from amparo_detect.readers.inputs import Input, Opened
from amparo_detect.readers.rows import InputTally, Limits
from amparo_detect.readers.streams import BROKEN, broken, decoded

SKIPPED = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "nav",
    "footer",
    "head",
    "iframe",
    "select",
    "button",
)
BLOCKS = (
    "p",
    "div",
    "br",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "td",
    "th",
    "dd",
    "dt",
)
TEXT = ("text/html", "application/xhtml+xml", "text/plain")


def read_warc(each: Input, asked: Asked, limits: Limits, tally: InputTally) -> Iterator[pl.DataFrame]:
    """Pages as frames of ROWS: id the record's id, time its WARC-Date, source the site's host.

    Records that are no page (requests, images, redirects, errors) are left out and counted.
    """
    gathering = Gathering(limits, tally)
    with each.open() as file:
        yield from _archive(file, each, gathering, limits, tally)
    if not tally.seen and not tally.left_out:
        raise InputEmpty(input=each.name)


def read_wacz(each: Input, asked: Asked, limits: Limits, tally: InputTally) -> Iterator[pl.DataFrame]:
    """The same for every WARC in the package."""
    gathering = Gathering(limits, tally)
    try:
        with zipfile.ZipFile(each.path) as package:
            for name in sorted(package.namelist()):
                if name.startswith("archive/") and name.endswith((".warc", ".warc.gz", ".arc", ".arc.gz")):
                    with package.open(name) as file:
                        yield from _archive(cast(Opened, file), each, gathering, limits, tally)
    except zipfile.BadZipFile as error:
        raise broken(each, error) from error
    if not tally.seen and not tally.left_out:
        raise InputEmpty(input=each.name)


def _archive(
    file: Opened, each: Input, gathering: Gathering, limits: Limits, tally: InputTally
) -> Iterator[pl.DataFrame]:
    try:
        for record in ArchiveIterator(file):
            _add(record, gathering, limits, tally)
            if gathering.full:
                yield from gathering.give()
    except (ArchiveLoadFailed, *BROKEN) as error:
        # An archive cut short is common, when a crawl was stopped: its whole records are good.
        if not tally.seen and not tally.left_out:
            raise broken(each, error, otherwise="archive") from error
        tally.note("cut")
    yield from gathering.give()


def _add(record: Any, gathering: Gathering, limits: Limits, tally: InputTally) -> None:
    headers, http = record.rec_headers, record.http_headers
    kind = ((http and http.get_header("Content-Type")) or headers.get_header("Content-Type") or "").lower()
    page = record.rec_type in {"response", "resource", "conversion"} and kind.startswith(TEXT)
    if not page or (http is not None and not http.get_statuscode().startswith("2")):
        tally.left_out += 1
        return
    body = record.content_stream().read(limits.record + 1)
    if len(body) > limits.record:
        gathering.refuse("long")
        return
    text = body.decode() if _plain(body) else decoded(body, tally)
    if text is None:
        gathering.refuse("undecodable")
        return
    address = headers.get_header("WARC-Target-URI") or ""
    gathering.add(
        text.strip() if kind.startswith("text/plain") else words(text),
        id=headers.get_header("WARC-Record-ID"),
        time=headers.get_header("WARC-Date"),
        source=urlsplit(address).hostname,
    )


def _plain(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def words(page: str) -> str:
    """What a person reads on a page of HTML: one line a block, without menus, scripts and styles."""
    tree = LexborHTMLParser(page)
    if tree.body is None:
        return ""
    tree.strip_tags(list(SKIPPED), recursive=True)
    for tag in BLOCKS:
        for node in tree.css(tag):
            node.insert_before("\n")
    lines = (" ".join(line.split()) for line in tree.body.text(separator="").split("\n"))
    return "\n".join(line for line in lines if line)
